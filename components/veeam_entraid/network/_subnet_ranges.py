"""The ranges and addresses of the two subnets, as far as they are given, can be chosen or have to be asked for."""

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
    space_problem,
)
from veeam_entraid._arguments import Arguments, camel_case
from veeam_entraid._azure import read_resource_id
from veeam_entraid._resource_ids import SUBNET, VIRTUAL_NETWORK
from veeam_entraid.repository.hosting import Hosting

__all__ = ["DEFAULT_ADDRESS_SPACE", "Existing", "Ranges", "read_existing", "read_ranges"]

DEFAULT_ADDRESS_SPACE: Final = IPv4Network("10.60.0.0/24")


@dataclass(frozen=True, slots=True)
class Existing:
    """What is there already; None for what is made.

    Attributes:
        network_id: resource id of the virtual network.
        backup_server_subnet_id: resource id of the backup server's subnet.
        repository_subnet_id: resource id of the repository's subnet.
        makes_backup_server_subnet: whether the backup server's subnet is made.
        makes_repository_subnet: whether the repository's subnet is made: not if it exists, nor if none is needed.
    """

    network_id: pulumi.Input[str] | None
    backup_server_subnet_id: pulumi.Input[str] | None
    repository_subnet_id: pulumi.Input[str] | None
    makes_backup_server_subnet: bool
    makes_repository_subnet: bool

    @property
    def makes_network(self) -> bool:
        """Whether the virtual network is made, and everything in it."""
        return self.network_id is None and self.backup_server_subnet_id is None and self.repository_subnet_id is None

    @property
    def makes_subnets(self) -> bool:
        """Whether any subnet is made."""
        return self.makes_backup_server_subnet or self.makes_repository_subnet


@dataclass(frozen=True, slots=True)
class Ranges:
    """The ranges and addresses; None for what nobody needs to know, because it exists or is not there.

    Attributes:
        address_space: the range of the virtual network, or the part of it that is for this deployment.
        backup_server_prefix: the range of the backup server's subnet.
        repository_prefix: the range of the repository's subnet.
        backup_server_address: the fixed address of the backup server.
        repository_address: the fixed address of the repository's machine.
    """

    address_space: IPv4Network | None
    backup_server_prefix: IPv4Network | None
    repository_prefix: IPv4Network | None
    backup_server_address: IPv4Address
    repository_address: IPv4Address | None

    @property
    def occupied(self) -> tuple[IPv4Network, ...]:
        """Where the servers are: the range of each subnet, or the server's address where the range is not known."""
        places = (
            self.backup_server_prefix or self.backup_server_address,
            self.repository_prefix or self.repository_address,
        )
        return tuple(IPv4Network(place) for place in places if place)


def read_existing(reader: Arguments, hosting: Hosting) -> Existing:
    """Read which parts of the network exist, and refuse parts that cannot belong together."""
    network_id = read_resource_id(reader, "virtual_network_id", VIRTUAL_NETWORK)
    server_id = read_resource_id(reader, "backup_server_subnet_id", SUBNET)
    repository_id = None
    if hosting is Hosting.LOCAL:
        reader.refuse(["repository_subnet_id"], "with hosting: local")
    else:
        repository_id = read_resource_id(reader, "repository_subnet_id", SUBNET)
    existing = Existing(
        network_id,
        server_id,
        repository_id,
        makes_backup_server_subnet=server_id is None,
        makes_repository_subnet=repository_id is None and hosting is not Hosting.LOCAL,
    )
    if existing.makes_subnets and not existing.makes_network and network_id is None:
        role = "backup server" if server_id is None else "repository"
        reader.missing(
            "virtual_network_id",
            f"the resource id of the virtual network in which the {role}'s subnet is made, or give that subnet as well",
        )
    _refuse_other_networks(reader, existing)
    return existing


def _refuse_other_networks(reader: Arguments, existing: Existing) -> None:
    """Note a problem for a subnet of another virtual network than the first part that is given."""
    given = {
        "virtual_network_id": existing.network_id,
        "backup_server_subnet_id": existing.backup_server_subnet_id,
        "repository_subnet_id": existing.repository_subnet_id,
    }
    networks = {
        name: resource_id.lower().partition("/subnets/")[0]
        for name, resource_id in given.items()
        if isinstance(resource_id, str)
    }
    first = next(iter(networks), "")
    for name, network in networks.items():
        if network != networks[first]:
            reader.problem(
                name,
                f"is in another virtual network than {camel_case(first)}: both servers resolve names in one, so write"
                " subnets of one",
            )


def read_ranges(reader: Arguments, hosting: Hosting, existing: Existing) -> Ranges:
    """Read ranges and addresses. What is made and not given is chosen; what exists and is needed is asked for."""
    space = _read_space(reader, existing)
    server_prefix, repository_prefix = _read_prefixes(reader, space, hosting, existing)
    return Ranges(
        address_space=space,
        backup_server_prefix=server_prefix,
        repository_prefix=repository_prefix,
        backup_server_address=_read_address(
            reader, "backup_server", server_prefix, exists=not existing.makes_backup_server_subnet
        ),
        repository_address=_read_repository_address(
            reader, repository_prefix, hosting, exists=not existing.makes_repository_subnet
        ),
    )


def _read_space(reader: Arguments, existing: Existing) -> IPv4Network | None:
    if not existing.makes_subnets:
        reader.refuse(["address_space"], "where no subnet is made")
        return None
    space = reader.network("address_space")
    if not existing.makes_network and space is None:
        return None
    space = space or DEFAULT_ADDRESS_SPACE
    if problem := space_problem(space):
        reader.problem("address_space", problem)
    if not free_subnet(space, None):
        reader.problem("address_space", "is too small for two subnets: write a range of /27 or larger")
        return DEFAULT_ADDRESS_SPACE
    return space


def _read_prefixes(
    reader: Arguments, space: IPv4Network | None, hosting: Hosting, existing: Existing
) -> tuple[IPv4Network | None, IPv4Network | None]:
    """Return the ranges of both subnets; of those that are made, the first that the space has room for."""
    smallest = SMALLEST_DELEGATED_SUBNET if hosting is Hosting.FLEXIBLE_SERVER else SMALLEST_SUBNET
    server = _read_prefix(
        reader,
        "backup_server_prefix",
        space if existing.makes_backup_server_subnet else None,
        free_subnet(space, None) if space and existing.makes_backup_server_subnet else None,
        SMALLEST_SUBNET,
    )
    if existing.makes_backup_server_subnet and server is None:
        _missing_prefix(reader, "backup_server_prefix")
    if hosting is Hosting.LOCAL:
        if reader.network("repository_prefix"):
            reader.problem("repository_prefix", "has no use with hosting: local: leave it out")
        return server, None
    free = free_subnet(space, server) if space and existing.makes_repository_subnet else None
    if space and existing.makes_repository_subnet and not free and not reader.has("repository_prefix"):
        reader.problem("backup_server_prefix", "leaves no room for the repository's subnet: write a smaller range")
        return server, None
    repository = _read_prefix(
        reader,
        "repository_prefix",
        space if existing.makes_repository_subnet else None,
        free,
        smallest,
    )
    if repository is None and existing.makes_repository_subnet:
        _missing_prefix(reader, "repository_prefix")
    if repository is None and not existing.makes_repository_subnet and hosting is Hosting.FLEXIBLE_SERVER:
        reader.missing("repository_prefix", "the range of the existing subnet: the server has no fixed address in it")
    return server, repository


def _missing_prefix(reader: Arguments, name: str) -> None:
    reader.missing(
        name, "a free range of the virtual network, or the part of it that is for this deployment as addressSpace"
    )


def _read_prefix(
    reader: Arguments, name: str, space: IPv4Network | None, default: IPv4Network | None, smallest: int
) -> IPv4Network | None:
    prefix = reader.network(name)
    if prefix is None:
        return default
    if space and not prefix.subnet_of(space):
        reader.problem(name, f"is not in the address space {space}: write a part of it")
    elif prefix.prefixlen > smallest:
        reader.problem(name, f"is too small: the smallest subnet that Azure admits here is /{smallest}")
    else:
        return prefix
    return default


def _read_address(reader: Arguments, role: str, subnet: IPv4Network | None, *, exists: bool) -> IPv4Address:
    name, prefix = f"{role}_address", f"{role}_prefix"
    address = reader.address(name)
    if subnet is None:
        if exists and not reader.has(prefix):
            reader.missing(
                name,
                "a free address of the existing subnet, such as 10.60.0.4, or the subnet's range as"
                f" {camel_case(prefix)}",
            )
        return address or first_usable_address(DEFAULT_ADDRESS_SPACE)
    default = first_usable_address(subnet)
    if address and (problem := address_problem(address, subnet)):
        reader.problem(name, problem)
        return default
    return address or default


def _read_repository_address(
    reader: Arguments, subnet: IPv4Network | None, hosting: Hosting, *, exists: bool
) -> IPv4Address | None:
    if hosting is Hosting.VIRTUAL_MACHINE:
        return _read_address(reader, "repository", subnet, exists=exists)
    if reader.address("repository_address"):
        reader.problem("repository_address", f"has no use with hosting: {hosting.value}: leave it out")
    return None
