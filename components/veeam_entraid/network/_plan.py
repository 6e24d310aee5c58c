"""The plan of a network: arguments in, a frozen description of every range and address out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network
from typing import Final

import pulumi

from veeam_entraid._addresses import (
    SMALLEST_DELEGATED_SUBNET,
    SMALLEST_SUBNET,
    address_problem,
    first_usable_address,
    free_subnet,
    overlaps,
    space_problem,
)
from veeam_entraid._arguments import Arguments, camel_case
from veeam_entraid._azure import read_location, read_resource_group
from veeam_entraid._names import component_name_problem
from veeam_entraid.repository.hosting import HOSTINGS, Hosting

__all__ = ["DEFAULT_ADDRESS_SPACE", "NetworkPlan", "plan_network"]

DEFAULT_ADDRESS_SPACE: Final = IPv4Network("10.60.0.0/24")
_DEFAULT_ZONE: Final = "veeam-entraid.internal"
_ZONE: Final = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")

EGRESS: Final = ("natGateway", "existing")


@dataclass(frozen=True, slots=True)
class NetworkPlan:
    """Everything that a network is made of.

    Attributes:
        name: the component's name.
        resource_group_name: where its resources go.
        location: their region; None leaves it to the provider.
        hosting: where the repository will run; decides which subnets there are.
        address_space: the range of the virtual network.
        backup_server_prefix: the range of the backup server's subnet.
        repository_prefix: the range of the repository's subnet; None if it runs on the backup server.
        backup_server_address: the fixed address of the backup server.
        repository_address: the fixed address of the repository's machine; None without one.
        repository_port: the port that its PostgreSQL listens on.
        administration_prefixes: from where people and the machine that runs Pulumi may come.
        private_dns_zone: the zone in which both get a name.
        egress: how the subnets reach the internet: ``natGateway`` or ``existing``.
        tags: tags of every resource.
    """

    name: str
    resource_group_name: pulumi.Input[str]
    location: pulumi.Input[str] | None
    hosting: Hosting
    address_space: IPv4Network
    backup_server_prefix: IPv4Network
    repository_prefix: IPv4Network | None
    backup_server_address: IPv4Address
    repository_address: IPv4Address | None
    repository_port: int
    administration_prefixes: tuple[IPv4Network, ...]
    private_dns_zone: str
    egress: str
    tags: Mapping[str, pulumi.Input[str]]


def plan_network(name: str, arguments: object) -> NetworkPlan:
    """Resolve the arguments of a network.

    Raises:
        InvalidArgumentsError: with every problem in them.
    """
    reader = Arguments(f'BackupNetwork "{name}"', arguments)
    if problem := component_name_problem(name):
        reader.problem("", problem)
    hosting = Hosting(reader.choice("hosting", HOSTINGS, Hosting.VIRTUAL_MACHINE.value))
    space = reader.network("address_space") or DEFAULT_ADDRESS_SPACE
    if problem := space_problem(space):
        reader.problem("address_space", problem)
    prefixes = _read_prefixes(reader, space, hosting)
    server_prefix, repository_prefix = prefixes
    administration = reader.networks("administration_prefixes")
    _refuse_overlaps(reader, server_prefix, repository_prefix, administration)
    zone = reader.text("private_dns_zone", _DEFAULT_ZONE, hint="a domain name, such as veeam-entraid.internal")
    if not _ZONE.fullmatch(zone):
        reader.problem("private_dns_zone", f"is not a domain name: write one such as {_DEFAULT_ZONE}")
    plan = NetworkPlan(
        name=name,
        resource_group_name=read_resource_group(reader),
        location=read_location(reader),
        hosting=hosting,
        address_space=space,
        backup_server_prefix=server_prefix,
        repository_prefix=repository_prefix,
        backup_server_address=_read_address(reader, "backup_server_address", server_prefix),
        repository_address=_read_repository_address(reader, repository_prefix, hosting),
        repository_port=reader.integer("repository_port", 5432, minimum=1024, maximum=65535),
        administration_prefixes=administration,
        private_dns_zone=zone,
        egress=reader.choice("egress", EGRESS, EGRESS[0]),
        tags=reader.tags(),
    )
    reader.finish()
    return plan


def _read_prefixes(reader: Arguments, space: IPv4Network, hosting: Hosting) -> tuple[IPv4Network, IPv4Network | None]:
    """Return the ranges of both subnets; where they are not given, the first that the space has room for."""
    default = free_subnet(space, None)
    if not default:
        reader.problem("address_space", "is too small for two subnets: write a range of /27 or larger")
        return _read_prefixes(reader, DEFAULT_ADDRESS_SPACE, hosting)
    server = _read_prefix(reader, "backup_server_prefix", space, default, SMALLEST_SUBNET)
    if hosting is Hosting.LOCAL:
        if reader.network("repository_prefix"):
            reader.problem("repository_prefix", "has no use with hosting: local: leave it out")
        return server, None
    free = free_subnet(space, server)
    if not free and not reader.has("repository_prefix"):
        reader.problem("backup_server_prefix", "leaves no room for the repository's subnet: write a smaller range")
    smallest = SMALLEST_DELEGATED_SUBNET if hosting is Hosting.FLEXIBLE_SERVER else SMALLEST_SUBNET
    return server, _read_prefix(reader, "repository_prefix", space, free or default, smallest)


def _read_prefix(reader: Arguments, name: str, space: IPv4Network, default: IPv4Network, smallest: int) -> IPv4Network:
    prefix = reader.network(name) or default
    if not prefix.subnet_of(space):
        reader.problem(name, f"is not in the address space {space}: write a part of it")
    elif prefix.prefixlen > smallest:
        reader.problem(name, f"is too small: the smallest subnet that Azure admits here is /{smallest}")
    else:
        return prefix
    return default


def _refuse_overlaps(
    reader: Arguments,
    server: IPv4Network,
    repository: IPv4Network | None,
    administration: tuple[IPv4Network, ...],
) -> None:
    subnets = {"backup_server_prefix": server} | ({"repository_prefix": repository} if repository else {})
    for one, other in overlaps(subnets):
        reader.problem(other, f"overlaps {camel_case(one)} ({subnets[one]}): write ranges that are apart")
    for prefix in administration:
        for name, subnet in subnets.items():
            if prefix.overlaps(subnet):
                reader.problem(
                    "administration_prefixes",
                    f"{prefix} overlaps {camel_case(name)} ({subnet}): the servers themselves do not administer",
                )


def _read_address(reader: Arguments, name: str, subnet: IPv4Network) -> IPv4Address:
    default = first_usable_address(subnet)
    address = reader.address(name) or default
    if problem := address_problem(address, subnet):
        reader.problem(name, problem)
        return default
    return address


def _read_repository_address(reader: Arguments, subnet: IPv4Network | None, hosting: Hosting) -> IPv4Address | None:
    if hosting is Hosting.VIRTUAL_MACHINE and subnet:
        return _read_address(reader, "repository_address", subnet)
    if reader.address("repository_address"):
        reader.problem("repository_address", f"has no use with hosting: {hosting.value}: leave it out")
    return None
