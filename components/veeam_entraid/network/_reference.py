"""The reference of ports and hosts for people: the tables of the security groups, written down in Markdown."""

from collections.abc import Iterable, Iterator
from typing import Final

from veeam_entraid.network._hosts import BACKUP_SERVER_HOSTS, REPOSITORY_MACHINE_HOSTS, Host
from veeam_entraid.network._security_rules import TABLES, SecurityRule

__all__ = ["reference"]

_INTRODUCTION: Final = """\
# Ports and hosts

What the network security groups of a `BackupNetwork` let through, and why. This page is made from the same tables as
the groups, by `make docs`. Connections are TCP unless it says otherwise; a direction is that of the guarded subnet.

A rule whose other end has no address is left out: without `administrationPrefixes` or `vpn` nobody administers,
without `bastion` there are no rules for it, with `hosting: local` there is no repository beside the server. For a
subnet that exists no group is made: the outputs `backupServerRules` and `repositoryRules` hold its rules in Azure's
form. GatewaySubnet, that of the VPN gateway, may have no group.
"""
_HOSTS: Final = """\
# Hosts

Security groups know addresses and service tags, no names; where a rule above opens a port to the internet, these are
the names behind it. Only a firewall or a proxy can let through these alone: with `egress: firewall` the subnets have a
default route to one, and the output `requiredHosts` holds the list for its rules. The key vault is reached by a
service endpoint, past the firewall. Certificates name the hosts of their revocation lists and OCSP themselves (port
80), so none are listed.
"""
_RULE_HEADER: Final = "| rule | direction | ports | other end | for | source |\n| --- | --- | --- | --- | --- | --- |"
_HOST_HEADER: Final = "| host | ports | for | source |\n| --- | --- | --- | --- |"


def reference() -> str:
    """Return the page: a section for each table of rules, then the hosts."""
    lines = [_INTRODUCTION]
    for title, rules in TABLES.items():
        lines += [f"## {title}\n", _RULE_HEADER, *_rule_rows(rules), ""]
    lines.append(_HOSTS)
    for title, hosts in (("Backup server", BACKUP_SERVER_HOSTS), ("Repository", REPOSITORY_MACHINE_HOSTS)):
        lines += [f"## Hosts of the {title.lower()}\n", _HOST_HEADER, *_host_rows(hosts), ""]
    return "\n".join(lines).rstrip() + "\n"


def _rule_rows(rules: Iterable[SecurityRule]) -> Iterator[str]:
    for rule in rules:
        ports = ", ".join(rule.ports) if rule.ports != ("*",) else "all"
        if rule.protocol == "*":
            ports += " (any protocol)"
        other_end = "anything" if rule.peer.value == "*" else rule.peer.value
        cells = (rule.name, rule.direction.lower(), ports, other_end, rule.reason, rule.source or "this project")
        yield f"| {' | '.join(cells)} |"


def _host_rows(hosts: Iterable[Host]) -> Iterator[str]:
    for host in hosts:
        yield f"| `{host.name}` | {', '.join(map(str, host.ports))} | {host.reason} | {host.source} |"
