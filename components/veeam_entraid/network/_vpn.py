"""A VPN gateway for administrators: point-to-site, with OpenVPN and nothing else.

Sources: Microsoft, "About VPN Gateway configuration settings" (GatewaySubnet, its size, no security group, generations
and resizing), "About point-to-site VPN" and the pages on its server settings (the clients' ranges). That the public
address of a gateway of an AZ SKU has to be in zones, no page says; Azure's refusal does, with the code
VmssVpnGatewayPublicIpsMustHaveZonesConfigured.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Final

import pulumi
from pulumi_azure_native import network

from veeam_entraid._addresses import free_range
from veeam_entraid._arguments import Arguments
from veeam_entraid._place import Place
from veeam_entraid.network._bastion import BastionPlan, bastion_room
from veeam_entraid.network._public_address import create_public_address
from veeam_entraid.network._service_subnet import read_service_prefix
from veeam_entraid.network._subnet_ranges import Ranges
from veeam_entraid.network._vpn_authentication import VpnAuthentication, client_configuration, read_authentication

__all__ = ["VpnPlan", "create_vpn_gateway", "read_vpn"]

_SUBNET: Final = 27
"""The longest prefix of the gateway's subnet, for every SKU but Basic."""
_SMALLEST_POOL: Final = 29
"""The longest prefix of a range for clients, of a gateway with one active instance."""
_SKUS: Final = ("VpnGw1AZ", "VpnGw2AZ", "VpnGw3AZ", "VpnGw4AZ", "VpnGw5AZ")
_ONLY_IN_THE_SECOND_GENERATION: Final = ("VpnGw4AZ", "VpnGw5AZ")
_ZONES: Final = (1, 2, 3)
_PRIVATE: Final = tuple(
    IPv4Network(private) for private in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")
)


@dataclass(frozen=True, slots=True)
class VpnPlan:
    """The gateway, as it is made.

    Attributes:
        prefix: the range of its subnet.
        client_prefixes: the ranges that clients get their addresses from.
        authentication: how clients prove who they are.
        sku: its size.
        zones: the zones of its public address, and so its own; empty for none.
    """

    prefix: IPv4Network
    client_prefixes: tuple[IPv4Network, ...]
    authentication: VpnAuthentication
    sku: str
    zones: tuple[str, ...]

    @property
    def generation(self) -> str:
        """Its generation: the first where there is a choice, so that it can be resized without being made anew."""
        return "Generation2" if self.sku in _ONLY_IN_THE_SECOND_GENERATION else "Generation1"


def read_vpn(
    reader: Arguments, ranges: Ranges, bastion: BastionPlan | None, administration: tuple[IPv4Network, ...]
) -> VpnPlan | None:
    """Read the block ``vpn``; None if there is none.

    Args:
        reader: the arguments.
        ranges: the ranges of the servers.
        bastion: Bastion, which has a subnet beside the gateway's.
        administration: where administrators come from without the VPN.
    """
    block = reader.block("vpn")
    if not reader.has("vpn"):
        return None
    taken = dict.fromkeys(ranges.occupied, "the subnet of a server")
    if bastion:
        taken[bastion.prefix] = "the subnet of Bastion"
    prefix = read_service_prefix(
        block,
        ranges.address_space,
        taken,
        default=_free_prefix(ranges, bastion),
        smallest=_SUBNET,
        service="a VPN gateway",
    )
    taken[prefix] = "the subnet of the gateway"
    if ranges.address_space:
        taken[ranges.address_space] = "addressSpace"
    taken |= dict.fromkeys(administration, "administrationPrefixes, which the groups admit with it")
    plan = VpnPlan(
        prefix=prefix,
        client_prefixes=_read_client_prefixes(block, taken),
        authentication=read_authentication(block),
        sku=block.choice("sku", _SKUS, _SKUS[0]),
        zones=_read_zones(block),
    )
    block.refuse_unread()
    return plan


def _free_prefix(ranges: Ranges, bastion: BastionPlan | None) -> IPv4Network | None:
    """Return the first free range, behind the room that Bastion would take: it may come later, and nothing moves."""
    if not ranges.address_space:
        return None
    reserved = bastion.prefix if bastion else bastion_room(ranges)
    taken = [*ranges.occupied, *([reserved] if reserved else [])]
    behind = free_range(ranges.address_space, taken, _SUBNET)
    return behind or (None if bastion else free_range(ranges.address_space, ranges.occupied, _SUBNET))


def _read_client_prefixes(block: Arguments, taken: Mapping[IPv4Network, str]) -> tuple[IPv4Network, ...]:
    prefixes = block.networks(
        "client_prefixes",
        required="a list of private IPv4 ranges in CIDR notation that nothing else has, such as [172.16.201.0/24]",
    )
    for index, prefix in enumerate(prefixes):
        others = {**taken} | dict.fromkeys(prefixes[:index], "another range of the list")
        overlapped = next((f"{other}, {whose}" for other, whose in others.items() if prefix.overlaps(other)), "")
        if not any(prefix.subnet_of(private) for private in _PRIVATE):
            block.problem("client_prefixes", f"{prefix} is not private: write a part of {_listed(_PRIVATE)}")
        elif prefix.prefixlen > _SMALLEST_POOL:
            block.problem(
                "client_prefixes", f"{prefix} is too small: the smallest that Azure takes is /{_SMALLEST_POOL}"
            )
        elif overlapped:
            block.problem("client_prefixes", f"{prefix} overlaps {overlapped}: write ranges that are apart")
    return prefixes


def _listed(networks: tuple[IPv4Network, ...]) -> str:
    *firsts, last = map(str, networks)
    return f"{', '.join(firsts)} or {last}"


def _read_zones(block: Arguments) -> tuple[str, ...]:
    zones = block.integers("zones", _ZONES, minimum=min(_ZONES), maximum=max(_ZONES))
    if sorted(zones) != sorted(set(zones)) or len(zones) not in {0, 1, len(_ZONES)}:
        block.problem("zones", "has to be all three, one of them, or an empty list in a region that has none")
    return tuple(map(str, zones))


def create_vpn_gateway(place: Place, plan: VpnPlan, subnet: network.Subnet) -> network.VirtualNetworkGateway:
    """Make the gateway in its subnet. Azure takes half an hour and more."""
    address = create_public_address(place, "vpn", zones=plan.zones)
    # Azure changes no gateway from one generation to the other, and a network has room for one.
    anew = pulumi.ResourceOptions(delete_before_replace=True, replace_on_changes=["vpnGatewayGeneration"])
    return network.VirtualNetworkGateway(
        f"{place.name}-vpn",
        virtual_network_gateway_name=f"{place.name}-vpn",
        gateway_type="Vpn",
        vpn_type="RouteBased",
        vpn_gateway_generation=plan.generation,
        sku=network.VirtualNetworkGatewaySkuArgs(name=plan.sku, tier=plan.sku),
        active_active=False,
        enable_bgp=False,
        ip_configurations=[
            network.VirtualNetworkGatewayIPConfigurationArgs(
                name="primary",
                private_ip_allocation_method="Dynamic",
                subnet=network.SubResourceArgs(id=subnet.id),
                public_ip_address=network.SubResourceArgs(id=address.id),
            )
        ],
        vpn_client_configuration=client_configuration(
            plan.authentication, [str(each) for each in plan.client_prefixes]
        ),
        resource_group_name=place.resource_group_name,
        location=place.location,
        tags=place.tags,
        opts=pulumi.ResourceOptions.merge(place.opts, anew),
    )
