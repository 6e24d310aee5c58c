"""Networks of the Azure providers: rules and addresses that let the internet in.

A security group and a network interface may carry the tag ``veeam-entraid-role`` of the machine that they belong to.
Only those count as a server's own; a rule in any other group counts for the ports that nothing else listens on.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from veeam_entraid_limits._facts import Fact
from veeam_entraid_limits._network import FirewallRule, InboundRule, NetworkInterface, SecurityGroup
from veeam_entraid_limits._relation import Reference
from veeam_entraid_limits._setting import Setting, first_given, setting, unless_blank
from veeam_entraid_limits.resources._resource import Resource, TypeToken
from veeam_entraid_limits.resources._tags import ROLE_TAG, tag

__all__ = ["concerns", "read_facts"]


def concerns(token: TypeToken) -> bool:
    """Return whether a type lets something of the network in."""
    return token in _READERS


def read_facts(resource: Resource) -> tuple[Fact, ...]:
    """Return the facts of a security group, a rule of one, a firewall rule or a network interface."""
    reader = _READERS.get(resource.token)
    return tuple(reader(resource)) if reader else ()


def _security_group(resource: Resource) -> Iterator[Fact]:
    subject = resource.subject(resource.token.kind)
    governed = _is_governed(resource)
    yield SecurityGroup(subject=subject, governed=governed)
    for index, rule in enumerate(resource.setting("securityRules").listed or ()):
        if _lets_in(rule):
            yield InboundRule(
                subject=subject,
                path=f"securityRules[{index}]",
                sources=tuple(_each(rule, "sourceAddressPrefix", "sourceAddressPrefixes")),
                ports=tuple(_each(rule, "destinationPortRange", "destinationPortRanges")),
                governed=governed,
            )


def _security_rule(resource: Resource) -> Iterator[Fact]:
    if _lets_in(resource.properties):
        yield InboundRule(
            subject=resource.subject(resource.token.kind),
            sources=tuple(_each(resource.properties, "sourceAddressPrefix", "sourceAddressPrefixes")),
            ports=tuple(_each(resource.properties, "destinationPortRange", "destinationPortRanges")),
            group=resource.made_from("networkSecurityGroupName"),
        )


def _firewall_rule(resource: Resource) -> Iterator[Fact]:
    key = "serverName" if resource.setting("serverName").is_given else "serverId"
    yield FirewallRule(
        subject=resource.subject(resource.token.kind),
        server=Reference(resource.setting(key), resource.made_from(key)),
        first=resource.setting("startIpAddress"),
        last=resource.setting("endIpAddress"),
    )


def _network_interface(resource: Resource) -> Iterator[Fact]:
    if _is_governed(resource):
        configurations = resource.setting("ipConfigurations").listed or ()
        addresses = [
            unless_blank(setting(each, path))
            for each in configurations
            for path in ("publicIPAddress", "publicIpAddressId")
        ]
        yield NetworkInterface(
            subject=resource.subject(resource.token.kind),
            public_address=first_given(*addresses, Setting("ipConfigurations")),
        )


def _lets_in(rule: object) -> bool:
    return setting(rule, "direction").word == "inbound" and setting(rule, "access").word == "allow"


def _each(rule: object, one: str, several: str) -> Iterator[Setting]:
    if (single := setting(rule, one)).is_given:
        yield single
    for value in setting(rule, several).listed or ():
        yield Setting(several, value)


def _is_governed(resource: Resource) -> bool:
    return tag(resource.setting("tags"), ROLE_TAG).text in _ROLES


_ROLES: Final = frozenset({"backup-server", "repository", "repository-retired"})

_READERS: Final[Mapping[TypeToken, Callable[[Resource], Iterator[Fact]]]] = {
    TypeToken("azure-native", "network", "NetworkSecurityGroup"): _security_group,
    TypeToken("azure", "network", "NetworkSecurityGroup"): _security_group,
    TypeToken("azure-native", "network", "SecurityRule"): _security_rule,
    TypeToken("azure", "network", "NetworkSecurityRule"): _security_rule,
    TypeToken("azure-native", "network", "NetworkInterface"): _network_interface,
    TypeToken("azure", "network", "NetworkInterface"): _network_interface,
    TypeToken("azure-native", "dbforpostgresql", "FirewallRule"): _firewall_rule,
    TypeToken("azure", "postgresql", "FlexibleServerFirewallRule"): _firewall_rule,
    TypeToken("azure", "postgresql", "FirewallRule"): _firewall_rule,
}
