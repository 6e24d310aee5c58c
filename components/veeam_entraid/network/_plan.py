"""The plan of a network: arguments in, a frozen description of every part that is made or exists out."""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network

import pulumi

from veeam_entraid._addresses import overlaps
from veeam_entraid._arguments import Arguments, camel_case
from veeam_entraid._azure import read_location, read_resource_group
from veeam_entraid._names import component_name_problem
from veeam_entraid._resource_ids import network_of_subnet
from veeam_entraid.network._admitted_ranges import read_admitted_ranges
from veeam_entraid.network._bastion import BastionPlan, read_bastion
from veeam_entraid.network._egress import EgressPlan, read_egress
from veeam_entraid.network._flow_log import FlowLogPlan, read_flow_log
from veeam_entraid.network._private_dns import PrivateDnsPlan, read_private_dns
from veeam_entraid.network._subnet_ranges import Existing, Ranges, read_existing, read_ranges
from veeam_entraid.network._vpn import VpnPlan, read_vpn
from veeam_entraid.repository.hosting import HOSTINGS, Hosting

__all__ = ["NetworkPlan", "plan_network"]


@dataclass(frozen=True, slots=True)
class NetworkPlan:
    """Everything that a network is made of.

    Attributes:
        name: the component's name.
        resource_group_name: where its resources go.
        location: their region; None leaves it to the provider.
        hosting: where the repository will run; decides which subnets there are.
        existing: which parts of the network exist.
        ranges: the ranges and addresses, as far as they are known.
        repository_port: the port that its PostgreSQL listens on.
        administration_prefixes: from where people and the machine that runs Pulumi may come.
        private_dns: the zones.
        egress: how the subnets reach the internet.
        bastion: Azure Bastion; None without it.
        vpn: the VPN gateway for administrators; None without one.
        flow_log: the log of the network's flows; None without one.
        lock: whether Azure itself refuses to delete the virtual network.
        tags: tags of every resource.
    """

    name: str
    resource_group_name: pulumi.Input[str]
    location: pulumi.Input[str] | None
    hosting: Hosting
    existing: Existing
    ranges: Ranges
    repository_port: int
    administration_prefixes: tuple[IPv4Network, ...]
    private_dns: PrivateDnsPlan
    egress: EgressPlan
    bastion: BastionPlan | None
    vpn: VpnPlan | None
    flow_log: FlowLogPlan | None
    lock: bool
    tags: Mapping[str, pulumi.Input[str]]

    @property
    def existing_network_id(self) -> pulumi.Input[str] | None:
        """Resource id of the virtual network that exists; None where it is made."""
        subnet = self.existing.backup_server_subnet_id or self.existing.repository_subnet_id
        if self.existing.network_id is None and subnet is not None:
            return network_of_subnet(subnet)
        return self.existing.network_id

    @property
    def routed_administration(self) -> tuple[IPv4Network, ...]:
        """Where administration comes from by its own addresses: the given ranges, and those of the VPN's clients."""
        return (*self.administration_prefixes, *(self.vpn.client_prefixes if self.vpn else ()))

    @property
    def administration_sources(self) -> tuple[IPv4Network, ...]:
        """Where administration comes from, as the servers see it: by its own addresses, and by Bastion's."""
        return (*self.routed_administration, *([self.bastion.prefix] if self.bastion else []))


def plan_network(name: str, arguments: object) -> NetworkPlan:
    """Resolve the arguments of a network.

    Raises:
        InvalidArgumentsError: with every problem in them.
    """
    reader = Arguments(f'BackupNetwork "{name}"', arguments)
    if problem := component_name_problem(name):
        reader.problem("", problem)
    hosting = Hosting(reader.choice("hosting", HOSTINGS, Hosting.VIRTUAL_MACHINE.value))
    existing = read_existing(reader, hosting)
    ranges = read_ranges(reader, hosting, existing)
    administration = read_admitted_ranges(reader, "administration_prefixes")
    _refuse_overlaps(reader, ranges, administration)
    bastion = read_bastion(reader, ranges)
    location = read_location(reader)
    # A delegated subnet has no use for a way out: the server behind it is Azure's.
    serves = existing.makes_backup_server_subnet or (
        existing.makes_repository_subnet and hosting is Hosting.VIRTUAL_MACHINE
    )
    plan = NetworkPlan(
        name=name,
        resource_group_name=read_resource_group(reader),
        location=location,
        hosting=hosting,
        existing=existing,
        ranges=ranges,
        repository_port=reader.integer("repository_port", 5432, minimum=1024, maximum=65535),
        administration_prefixes=administration,
        private_dns=read_private_dns(reader, hosting),
        egress=read_egress(reader, serves=serves),
        bastion=bastion,
        vpn=read_vpn(reader, ranges, bastion, administration),
        flow_log=read_flow_log(reader, location),
        lock=_read_lock(reader, existing),
        tags=reader.tags(),
    )
    reader.finish()
    return plan


def _read_lock(reader: Arguments, existing: Existing) -> bool:
    lock = reader.flag("lock", default=False)
    if lock and not existing.makes_network:
        reader.problem("lock", "locks a virtual network that is made here, and this one exists: leave it out")
    return lock


def _refuse_overlaps(reader: Arguments, ranges: Ranges, administration: tuple[IPv4Network, ...]) -> None:
    subnets = {
        name: prefix
        for name, prefix in (
            ("backup_server_prefix", ranges.backup_server_prefix),
            ("repository_prefix", ranges.repository_prefix),
        )
        if prefix
    }
    for one, other in overlaps(subnets):
        reader.problem(other, f"overlaps {camel_case(one)} ({subnets[one]}): write ranges that are apart")
    for prefix in administration:
        for name, subnet in subnets.items():
            if prefix.overlaps(subnet):
                reader.problem(
                    "administration_prefixes",
                    f"{prefix} overlaps {camel_case(name)} ({subnet}): the servers themselves do not administer",
                )
