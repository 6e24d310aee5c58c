"""Microsoft.Network: Azure Bastion."""

from collections.abc import Iterator
from typing import Final

from veeam_entraid_protocol import Value
from veeam_entraid_protocol.properties import Properties, at, list_at, text_at
from veeam_entraid_protocol.provider import CheckFailure
from veeam_entraid_sandbox.azure._arm import ArmError, parent_id
from veeam_entraid_sandbox.azure._resource_type import Fixed, Resource, ResourceType, Subject, View
from veeam_entraid_sandbox.azure.types._constraints import choice, number, text
from veeam_entraid_sandbox.azure.types._occupancy import demand_free_address, demand_same_region, prefixes_of, required
from veeam_entraid_sandbox.azure.types._references import occupied_subnet, public_address

__all__ = ["TYPES"]

_BASTION: Final = "azure-native:network:BastionHost"
_SUBNET_NAME: Final = "AzureBastionSubnet"
_SMALLEST: Final = 26
_ONLY_FROM_STANDARD: Final = ("enableTunneling", "enableIpConnect", "enableShareableLink", "enableFileCopy")
_NEEDED: Final = (
    ("Inbound", "sourceAddressPrefix", "GatewayManager", ("443",)),
    ("Outbound", "destinationAddressPrefix", "VirtualNetwork", ("22", "3389")),
    ("Outbound", "destinationAddressPrefix", "AzureCloud", ("443",)),
)


def _sku_has_features(inputs: Properties) -> Iterator[CheckFailure]:
    if text_at(inputs, "sku.name") in {"Standard", "Premium"}:
        return
    for feature in _ONLY_FROM_STANDARD:
        if at(inputs, feature) is True:
            yield CheckFailure(feature, f"'{feature}' needs the SKU 'Standard' or 'Premium'")


def _demand_subnet(subject: Subject, view: View) -> None:
    demand_free_address(subject, view, "ipConfigurations[].publicIPAddress.id")
    for configuration in list_at(subject.inputs, "ipConfigurations"):
        subnet = required(view, text_at(configuration, "subnet.id"))
        demand_same_region(subject.id, text_at(subject.inputs, "location"), required(view, parent_id(subnet.id)))
        name = subnet.id.rpartition("/")[2]
        if name != _SUBNET_NAME:
            raise ArmError(
                400,
                "BastionHostSubnetNameInvalid",
                f"Bastion host {subject.name} can only be deployed in a subnet with name '{_SUBNET_NAME}', "
                f"not '{name}'.",
            )
        if any(prefix.prefixlen > _SMALLEST for prefix in prefixes_of(subnet.inputs)):
            raise ArmError(
                400,
                "BastionHostSubnetInvalidPrefixLength",
                f"Subnet {subnet.id} of Bastion host {subject.name} must be /{_SMALLEST} or larger.",
            )
        _demand_rules(subnet, view)


def _demand_rules(subnet: Resource, view: View) -> None:
    group = view.find(text_at(subnet.inputs, "networkSecurityGroup.id"))
    if group is None:
        return
    rules = list_at(group.inputs, "securityRules")
    for direction, side, tag, ports in _NEEDED:
        open_ports = {port for rule in rules if _allows(rule, direction, side, tag) for port in _ports(rule)}
        if "*" not in open_ports and not set(ports) <= open_ports:
            raise ArmError(
                400,
                "NetworkSecurityGroupNotCompliantForAzureBastionSubnet",
                f"Network security group {group.id} does not have necessary rules for Azure Bastion Subnet "
                f"{_SUBNET_NAME}: {direction} {', '.join(ports)} {'from' if direction == 'Inbound' else 'to'} {tag}.",
            )


def _allows(rule: Value, direction: str, side: str, tag: str) -> bool:
    return (
        text_at(rule, "direction") == direction
        and text_at(rule, "access") == "Allow"
        and text_at(rule, side) in {tag, "*"}
    )


def _ports(rule: Value) -> list[str]:
    single = text_at(rule, "destinationPortRange")
    return [single] if single else [str(port) for port in list_at(rule, "destinationPortRanges")]


TYPES: Final = (
    ResourceType(
        token=_BASTION,
        path="/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}"
        "/providers/Microsoft.Network/bastionHosts/{bastionHostName}",
        fixed=(
            Fixed("location", "InvalidResourceLocation"),
            Fixed("ipConfigurations[].subnet.id", "BastionHostIpConfigurationCannotBeModified"),
            Fixed("ipConfigurations[].publicIPAddress.id", "BastionHostIpConfigurationCannotBeModified"),
        ),
        constraints={
            "bastionHostName": text(shortest=1, longest=80, pattern=r"[a-zA-Z0-9]([\w.-]*\w)?"),
            "sku.name": choice(("Developer", "Basic", "Standard", "Premium")),
            "scaleUnits": number(least=2, most=50),
        },
        rules=(_sku_has_features,),
        references=(
            occupied_subnet("ipConfigurations[].subnet.id"),
            public_address("ipConfigurations[].publicIPAddress.id"),
        ),
        defaults={"scaleUnits": 2.0},
        demands=(_demand_subnet,),
        respond=lambda subject, _view: {"dnsName": f"bst-{subject.name}.bastion.azure.com"},
    ),
)
