"""Rules of a network security group as Azure takes them: with addresses and priorities."""

from collections.abc import Sequence
from typing import NotRequired, TypedDict

from pulumi_azure_native import network

from veeam_entraid.network._plan import NetworkPlan
from veeam_entraid.network._security_rules import Peer, SecurityRule

__all__ = ["NetworkSecurityRule", "addressed", "group_rule"]

_FIRST_PRIORITY = 100
_PRIORITY_STEP = 10
_LAST_PRIORITY = 4096


class NetworkSecurityRule(TypedDict):
    """One rule of a network security group, by the keys that Azure gives it."""

    name: str
    """Its name."""
    description: str
    """What it is for."""
    direction: str
    """``Inbound`` or ``Outbound``."""
    access: str
    """``Allow`` or ``Deny``."""
    protocol: str
    """``Tcp`` or ``*``."""
    priority: int
    """Its priority, 100 to 4096; the lowest one that matches decides."""
    sourcePortRange: str
    """Ports of the source: ``*``."""
    sourceAddressPrefix: NotRequired[str]
    """The source: a range, a service tag or ``*``."""
    sourceAddressPrefixes: NotRequired[list[str]]
    """The source, where it is several ranges."""
    destinationPortRange: NotRequired[str]
    """The port of the destination, or ``*``."""
    destinationPortRanges: NotRequired[list[str]]
    """Ports of the destination, where they are several."""
    destinationAddressPrefix: NotRequired[str]
    """The destination: a range, a service tag or ``*``."""
    destinationAddressPrefixes: NotRequired[list[str]]
    """The destination, where it is several ranges."""


def addressed(plan: NetworkPlan, rules: Sequence[SecurityRule]) -> list[NetworkSecurityRule]:
    """Return rules with addresses for their peers; a rule whose peer has no address is left out."""
    peers = _addresses(plan)
    found = [(rule, peers.get(rule.peer, [rule.peer.value])) for rule in rules]
    return [_rule(rule, addresses, index) for index, (rule, addresses) in enumerate(found) if addresses]


def _addresses(plan: NetworkPlan) -> dict[Peer, list[str]]:
    repository = [str(plan.ranges.repository_prefix)] if plan.ranges.repository_prefix else []
    if not repository and plan.ranges.repository_address:
        repository = [f"{plan.ranges.repository_address}/32"]
    clients = [str(prefix) for prefix in plan.bastion.client_prefixes] if plan.bastion else []
    return {
        Peer.ADMINISTRATION: [str(prefix) for prefix in plan.routed_administration],
        Peer.BACKUP_SERVER: [f"{plan.ranges.backup_server_address}/32"],
        Peer.BACKUP_SERVER_SUBNET: [str(plan.ranges.backup_server_prefix)] if plan.ranges.backup_server_prefix else [],
        Peer.REPOSITORY: repository,
        Peer.BASTION: [str(plan.bastion.prefix)] if plan.bastion else [],
        Peer.BASTION_CLIENTS: clients or [Peer.INTERNET.value],
    }


def _rule(rule: SecurityRule, addresses: Sequence[str], index: int) -> NetworkSecurityRule:
    azure: NetworkSecurityRule = {
        "name": rule.name,
        "description": rule.reason,
        "direction": rule.direction,
        "access": rule.access,
        "protocol": rule.protocol,
        "priority": _LAST_PRIORITY if rule.access == "Deny" else _FIRST_PRIORITY + index * _PRIORITY_STEP,
        "sourcePortRange": "*",
    }
    if len(rule.ports) == 1:
        azure["destinationPortRange"] = rule.ports[0]
    else:
        azure["destinationPortRanges"] = list(rule.ports)
    if rule.direction == "Inbound":
        azure["destinationAddressPrefix"] = "*"
        if len(addresses) == 1:
            azure["sourceAddressPrefix"] = addresses[0]
        else:
            azure["sourceAddressPrefixes"] = list(addresses)
    else:
        azure["sourceAddressPrefix"] = "*"
        if len(addresses) == 1:
            azure["destinationAddressPrefix"] = addresses[0]
        else:
            azure["destinationAddressPrefixes"] = list(addresses)
    return azure


def group_rule(rule: NetworkSecurityRule) -> network.SecurityRuleArgs:
    """Return a rule as an argument of a network security group."""
    return network.SecurityRuleArgs(
        name=rule["name"],
        description=rule["description"],
        direction=rule["direction"],
        access=rule["access"],
        protocol=rule["protocol"],
        priority=rule["priority"],
        source_port_range=rule["sourcePortRange"],
        source_address_prefix=rule.get("sourceAddressPrefix"),
        source_address_prefixes=rule.get("sourceAddressPrefixes"),
        destination_port_range=rule.get("destinationPortRange"),
        destination_port_ranges=rule.get("destinationPortRanges"),
        destination_address_prefix=rule.get("destinationAddressPrefix"),
        destination_address_prefixes=rule.get("destinationAddressPrefixes"),
    )
