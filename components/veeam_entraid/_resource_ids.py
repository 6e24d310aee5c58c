"""Ids of Azure's resources: whether one is well formed, and what it says.

Source: Microsoft, "Resource ID format" (the tutorial on Azure Resource Manager's functions for resources).
"""

import re
from typing import Final

import pulumi

__all__ = [
    "ACTION_GROUP",
    "DISK_ENCRYPTION_SET",
    "LOG_ANALYTICS_WORKSPACE",
    "PRIVATE_DNS_ZONE",
    "STORAGE_ACCOUNT",
    "SUBNET",
    "VIRTUAL_MACHINE",
    "VIRTUAL_NETWORK",
    "name_of",
    "network_of_subnet",
    "resource_group_of",
    "resource_id_problem",
]

VIRTUAL_NETWORK: Final = "Microsoft.Network/virtualNetworks"
SUBNET: Final = "Microsoft.Network/virtualNetworks/subnets"
PRIVATE_DNS_ZONE: Final = "Microsoft.Network/privateDnsZones"
VIRTUAL_MACHINE: Final = "Microsoft.Compute/virtualMachines"
STORAGE_ACCOUNT: Final = "Microsoft.Storage/storageAccounts"
LOG_ANALYTICS_WORKSPACE: Final = "Microsoft.OperationalInsights/workspaces"
DISK_ENCRYPTION_SET: Final = "Microsoft.Compute/diskEncryptionSets"
ACTION_GROUP: Final = "Microsoft.Insights/actionGroups"

_CALLED: Final = {
    VIRTUAL_NETWORK: "a virtual network",
    SUBNET: "a subnet",
    PRIVATE_DNS_ZONE: "a private DNS zone",
    VIRTUAL_MACHINE: "a virtual machine",
    STORAGE_ACCOUNT: "a storage account",
    LOG_ANALYTICS_WORKSPACE: "a Log Analytics workspace",
    DISK_ENCRYPTION_SET: "a disk encryption set",
    ACTION_GROUP: "an action group",
}
_RESOURCE_GROUP: Final = 4
"""Where the resource group stands among the parts of an id, which begins with a slash."""


def resource_id_problem(resource_id: str, kind: str) -> str:
    """Return what is wrong with the id of a resource of a kind, such as ``SUBNET``; nothing if it will do."""
    namespace, *types = kind.split("/")
    pattern = rf"/subscriptions/[^/]+/resourceGroups/[^/]+/providers/{re.escape(namespace)}"
    pattern += "".join(rf"/{type_}/[^/]+" for type_ in types)
    if re.fullmatch(pattern, resource_id, re.IGNORECASE):
        return ""
    form = "".join(f"/{type_}/…" for type_ in types)
    return (
        f"is not the resource id of {_CALLED[kind]}: write"
        f" /subscriptions/…/resourceGroups/…/providers/{namespace}{form}"
    )


def resource_group_of(resource_id: pulumi.Input[str]) -> pulumi.Output[str]:
    """Return the name of the resource group that a resource is in."""
    return pulumi.Output.from_input(resource_id).apply(lambda known: known.split("/")[_RESOURCE_GROUP])


def name_of(resource_id: pulumi.Input[str]) -> pulumi.Output[str]:
    """Return the name of a resource."""
    return pulumi.Output.from_input(resource_id).apply(lambda known: known.rpartition("/")[2])


def network_of_subnet(subnet_id: pulumi.Input[str]) -> pulumi.Output[str]:
    """Return the id of the virtual network that a subnet is in."""
    return pulumi.Output.from_input(subnet_id).apply(lambda known: known.rsplit("/", 2)[0])
