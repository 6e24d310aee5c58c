"""How the subnets reach the internet: a NAT gateway, a firewall, or what is there already.

Source: Microsoft, "Default outbound access in Azure": a subnet without any of them has no way out.
"""

from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_azure_native import network

from veeam_entraid._arguments import Arguments
from veeam_entraid._azure import read_address
from veeam_entraid._place import Place
from veeam_entraid.network._public_address import create_public_address

__all__ = ["Egress", "EgressPlan", "create_egress", "read_egress"]

_NAT_GATEWAY: Final = "natGateway"
_FIREWALL: Final = "firewall"
_EXISTING: Final = "existing"
_WAYS: Final = (_NAT_GATEWAY, _FIREWALL, _EXISTING)


@dataclass(frozen=True, slots=True)
class EgressPlan:
    """The way out.

    Attributes:
        way: ``natGateway``, ``firewall`` or ``existing``.
        firewall_address: private address of the firewall that the default route leads to; None without one.
    """

    way: str
    firewall_address: pulumi.Input[str] | None


@dataclass(frozen=True, slots=True)
class Egress:
    """What a subnet is given so that it has a way out; None for each of what it does not need."""

    nat_gateway: network.SubResourceArgs | None = None
    route_table: network.RouteTableArgs | None = None


def read_egress(reader: Arguments, *, serves: bool) -> EgressPlan:
    """Read the way out.

    Args:
        reader: the arguments.
        serves: whether a subnet is made that needs one.
    """
    way = reader.choice("egress", _WAYS, _NAT_GATEWAY if serves else _EXISTING)
    if not serves and way != _EXISTING:
        reader.problem("egress", "serves no subnet that is made here: write existing, or leave it out")
    address = read_address(reader, "firewall_address")
    if way == _FIREWALL:
        reader.missing("firewall_address", "the private address of the firewall, such as 10.0.0.4")
    elif address is not None:
        reader.problem("firewall_address", f"has no use with egress: {way}: write egress: firewall, or leave it out")
    return EgressPlan(way, address)


def create_egress(place: Place, plan: EgressPlan) -> Egress:
    """Make the way out, and return what the subnets that it serves are given."""
    if plan.way == _EXISTING:
        return Egress()
    return _firewall_route(place, plan) if plan.way == _FIREWALL else _nat_gateway(place)


def _firewall_route(place: Place, plan: EgressPlan) -> Egress:
    table = network.RouteTable(
        f"{place.name}-routes",
        route_table_name=f"{place.name}-routes",
        routes=[
            network.RouteArgs(
                name="default",
                address_prefix="0.0.0.0/0",
                next_hop_type="VirtualAppliance",
                next_hop_ip_address=plan.firewall_address,
            )
        ],
        resource_group_name=place.resource_group_name,
        location=place.location,
        tags=place.tags,
        opts=place.opts,
    )
    return Egress(route_table=network.RouteTableArgs(id=table.id))


def _nat_gateway(place: Place) -> Egress:
    address = create_public_address(place, "nat")
    gateway = network.NatGateway(
        f"{place.name}-nat",
        nat_gateway_name=f"{place.name}-nat",
        sku=network.NatGatewaySkuArgs(name="Standard"),
        public_ip_addresses=[network.SubResourceArgs(id=address.id)],
        resource_group_name=place.resource_group_name,
        location=place.location,
        tags=place.tags,
        opts=place.opts,
    )
    return Egress(nat_gateway=network.SubResourceArgs(id=gateway.id))
