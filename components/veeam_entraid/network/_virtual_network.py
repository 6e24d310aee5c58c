"""The virtual network and its subnets: made, or found where they exist."""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network

import pulumi
from pulumi_azure_native import network

from veeam_entraid._place import Place
from veeam_entraid._resource_ids import name_of, resource_group_of
from veeam_entraid.network._azure_rules import NetworkSecurityRule, group_rule
from veeam_entraid.network._egress import Egress
from veeam_entraid.network._plan import NetworkPlan

__all__ = ["Network", "create_bastion_subnet", "create_gateway_subnet", "create_subnet", "find_or_create_network"]


@dataclass(frozen=True, slots=True)
class Network:
    """A virtual network that subnets can be made in.

    Attributes:
        id: its resource id.
        name: its name.
        resource_group_name: its resource group.
        subnet_prefix: what the names of subnets begin with, where others have subnets in it as well.
    """

    id: pulumi.Input[str]
    name: pulumi.Input[str]
    resource_group_name: pulumi.Input[str]
    subnet_prefix: str = ""


def find_or_create_network(place: Place, plan: NetworkPlan) -> Network:
    """Return the virtual network, made unless it exists."""
    existing = plan.existing_network_id
    if existing is not None:
        return Network(existing, name_of(existing), resource_group_of(existing), subnet_prefix=f"{place.name}-")
    vnet = network.VirtualNetwork(
        f"{place.name}-vnet",
        virtual_network_name=f"{place.name}-vnet",
        address_space=network.AddressSpaceArgs(address_prefixes=[str(plan.ranges.address_space)]),
        resource_group_name=place.resource_group_name,
        location=place.location,
        tags=place.tags,
        opts=place.opts,
    )
    return Network(vnet.id, vnet.name, place.resource_group_name)


def create_subnet(
    place: Place,
    vnet: Network,
    role: str,
    prefix: IPv4Network | None,
    *,
    rules: Sequence[NetworkSecurityRule],
    egress: Egress,
    delegated: bool = False,
    after: Sequence[pulumi.Resource] = (),
) -> network.Subnet:
    """Make the subnet of a server, with a security group of its own.

    Args:
        place: where it goes.
        vnet: the virtual network that it is in.
        role: ``backup-server`` or ``repository``.
        prefix: its range.
        rules: the rules of its security group.
        egress: its way out.
        delegated: whether it is for flexible servers, and has no need for a way out.
        after: other subnets of the network.
    """
    group = _security_group(place, role, rules)
    return network.Subnet(
        f"{place.name}-{role}-subnet",
        subnet_name=f"{vnet.subnet_prefix}{role}",
        address_prefix=str(prefix),
        default_outbound_access=False,
        delegations=[
            network.DelegationArgs(name="postgresql", service_name="Microsoft.DBforPostgreSQL/flexibleServers")
        ]
        if delegated
        else None,
        nat_gateway=None if delegated else egress.nat_gateway,
        route_table=None if delegated else egress.route_table,
        network_security_group=network.NetworkSecurityGroupArgs(id=group.id),
        service_endpoints=[
            network.ServiceEndpointPropertiesFormatArgs(
                service="Microsoft.Storage" if delegated else "Microsoft.KeyVault"
            )
        ],
        virtual_network_name=vnet.name,
        resource_group_name=vnet.resource_group_name,
        opts=_one_after_the_other(place, after),
    )


def create_bastion_subnet(
    place: Place,
    vnet: Network,
    prefix: IPv4Network,
    *,
    rules: Sequence[NetworkSecurityRule],
    after: Sequence[pulumi.Resource],
) -> network.Subnet:
    """Make the subnet of Azure Bastion, whose name Azure prescribes and which has to have its own way out."""
    group = _security_group(place, "bastion", rules)
    return network.Subnet(
        f"{place.name}-bastion-subnet",
        subnet_name="AzureBastionSubnet",
        address_prefix=str(prefix),
        network_security_group=network.NetworkSecurityGroupArgs(id=group.id),
        virtual_network_name=vnet.name,
        resource_group_name=vnet.resource_group_name,
        opts=_one_after_the_other(place, after),
    )


def create_gateway_subnet(
    place: Place, vnet: Network, prefix: IPv4Network, *, after: Sequence[pulumi.Resource]
) -> network.Subnet:
    """Make the subnet of the VPN gateway, whose name Azure prescribes and which may have no security group."""
    return network.Subnet(
        f"{place.name}-vpn-subnet",
        subnet_name="GatewaySubnet",
        address_prefix=str(prefix),
        virtual_network_name=vnet.name,
        resource_group_name=vnet.resource_group_name,
        opts=_one_after_the_other(place, after),
    )


def _one_after_the_other(place: Place, after: Sequence[pulumi.Resource]) -> pulumi.ResourceOptions:
    # Azure refuses two changes of one virtual network at a time.
    return pulumi.ResourceOptions.merge(place.opts, pulumi.ResourceOptions(depends_on=list(after)))


def _security_group(place: Place, role: str, rules: Sequence[NetworkSecurityRule]) -> network.NetworkSecurityGroup:
    return network.NetworkSecurityGroup(
        f"{place.name}-{role}-nsg",
        network_security_group_name=f"{place.name}-{role}-nsg",
        security_rules=[group_rule(rule) for rule in rules],
        resource_group_name=place.resource_group_name,
        location=place.location,
        tags=place.tags,
        opts=place.opts,
    )
