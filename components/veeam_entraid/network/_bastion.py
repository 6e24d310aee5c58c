"""Azure Bastion for administrators: the way in for people without a VPN.

Sources: Microsoft, "About Azure Bastion configuration settings" (subnet, SKU), "Configure NSG rules for Azure
Bastion", "Connect to a VM using a native client" (tunnels).
"""

from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Final

import pulumi
from pulumi_azure_native import network

from veeam_entraid._addresses import free_range
from veeam_entraid._arguments import Arguments
from veeam_entraid._place import Place
from veeam_entraid.network._admitted_ranges import read_admitted_ranges
from veeam_entraid.network._public_address import create_public_address
from veeam_entraid.network._service_subnet import read_service_prefix
from veeam_entraid.network._subnet_ranges import Ranges

__all__ = ["BastionPlan", "bastion_room", "create_bastion_host", "read_bastion"]

_SUBNET: Final = 26
"""The longest prefix of Bastion's subnet."""


@dataclass(frozen=True, slots=True)
class BastionPlan:
    """Azure Bastion, as it is made.

    Attributes:
        prefix: the range of its subnet.
        client_prefixes: public ranges that its clients come from; empty for all of the internet.
        scale_units: how many instances share the sessions.
    """

    prefix: IPv4Network
    client_prefixes: tuple[IPv4Network, ...]
    scale_units: int


def read_bastion(reader: Arguments, ranges: Ranges) -> BastionPlan | None:
    """Read the block ``bastion``; None if there is none."""
    if not reader.has("bastion"):
        reader.block("bastion")
        return None
    block = reader.block("bastion")
    plan = BastionPlan(
        prefix=read_service_prefix(
            block,
            ranges.address_space,
            dict.fromkeys(ranges.occupied, "the subnet of a server"),
            default=bastion_room(ranges),
            smallest=_SUBNET,
            service="Bastion",
        ),
        client_prefixes=read_admitted_ranges(block, "client_prefixes"),
        scale_units=block.integer("scale_units", 2, minimum=2, maximum=50),
    )
    block.refuse_unread()
    return plan


def bastion_room(ranges: Ranges) -> IPv4Network | None:
    """Return the range that Bastion's subnet has unless another is given; None where there is no room for one."""
    return free_range(ranges.address_space, ranges.occupied, _SUBNET) if ranges.address_space else None


def create_bastion_host(place: Place, plan: BastionPlan, subnet: network.Subnet) -> network.BastionHost:
    """Make the host in its subnet, with tunnels for native clients and without links for anybody else."""
    address = create_public_address(place, "bastion")
    return network.BastionHost(
        f"{place.name}-bastion",
        bastion_host_name=f"{place.name}-bastion",
        sku=network.SkuArgs(name="Standard"),
        enable_tunneling=True,
        enable_ip_connect=False,
        enable_shareable_link=False,
        scale_units=plan.scale_units,
        ip_configurations=[
            network.BastionHostIPConfigurationArgs(
                name="primary",
                subnet=network.SubResourceArgs(id=subnet.id),
                public_ip_address=network.SubResourceArgs(id=address.id),
            )
        ],
        resource_group_name=place.resource_group_name,
        location=place.location,
        tags=place.tags,
        opts=pulumi.ResourceOptions.merge(place.opts, pulumi.ResourceOptions(delete_before_replace=True)),
    )
