"""Advice: neither a backup server nor its repository can be reached from the internet."""

from collections.abc import Iterator, Sequence
from ipaddress import ip_address
from typing import Final

from veeam_entraid_limits._facts import BackupServer, Fact, PostgresqlServer, Repository
from veeam_entraid_limits._finding import Finding, advisory
from veeam_entraid_limits._network import FirewallRule, InboundRule, NetworkInterface, SecurityGroup
from veeam_entraid_limits._setting import Setting

__all__ = ["ID", "check_fact", "check_facts"]

ID: Final = "public-access"

_EVERYBODY: Final = frozenset({"*", "0.0.0.0", "0.0.0.0/0", "::/0", "any", "internet"})  # noqa: S104 - found, not bound
_OWN_PORTS: Final = frozenset({5432, 9392, 9401, 9419})
"""PostgreSQL's, and those of the backup server that consoles and programs use."""

_MANY: Final = 2**16
"""From so many addresses on, a range is no longer that of one company's offices."""


def check_fact(fact: Fact) -> Iterator[Finding]:
    """Find repositories that admit the internet, and public addresses of what is tagged."""
    match fact:
        case Repository(public_network_access=access) if fact.certain and access.switch:
            yield advisory(
                ID,
                fact.subject,
                f"{fact.subject} can be reached from the internet ({access.path}).",
                f"Write {access.path}: {'false' if access.value is True else 'Disabled'}, and let the backup server"
                " come over a private endpoint or a delegated subnet.",
            )
        case NetworkInterface(public_address=address) if address.is_given:
            yield advisory(
                ID,
                fact.subject,
                f"{fact.subject} belongs to a backup server or a repository, and has a public address.",
                f"Leave {address.path} out: come over a VPN, a peering or Azure Bastion, and go out over a NAT"
                " gateway.",
            )
        case _:
            return


def check_facts(facts: Sequence[Fact]) -> Iterator[Finding]:
    """Find rules that let everybody in to a backup server, its repository, or the ports of one."""
    servers = [fact for fact in facts if isinstance(fact, BackupServer | Repository) and fact.certain]
    if not servers:
        return
    governed = {fact.subject.urn for fact in facts if isinstance(fact, SecurityGroup) and fact.governed}
    others = any(isinstance(fact, PostgresqlServer) for fact in facts)
    repositories = [fact.subject.urn for fact in servers if isinstance(fact, Repository)]
    for fact in facts:
        match fact:
            case InboundRule():
                own = fact.governed or not governed.isdisjoint(fact.group)
                yield from _check_rule(fact, own=own)
            case FirewallRule(server=server):
                if not set(repositories).isdisjoint(server.urns) or (repositories and not server.urns and not others):
                    yield from _check_firewall(fact)
            case _:
                continue


def _check_rule(rule: InboundRule, *, own: bool) -> Iterator[Finding]:
    if not any(source.text.strip().lower() in _EVERYBODY for source in rule.sources):
        return
    if not own and not any(port.number in _OWN_PORTS for port in rule.ports):
        return
    place = f" ({rule.path})" if rule.path else ""
    yield advisory(
        ID,
        rule.subject,
        f"{rule.subject} lets the whole internet in to {_what(own=own)}{place}.",
        "Name the addresses of those who need it as the source, and none of the internet: come over a VPN, a peering"
        " or Azure Bastion.",
    )


def _what(*, own: bool) -> str:
    return "a backup server or a repository" if own else "ports of a backup server or its repository"


def _check_firewall(rule: FirewallRule) -> Iterator[Finding]:
    first, last = _address(rule.first), _address(rule.last)
    if first is None or last is None:
        return
    if first == last == 0:
        who = "every resource in Azure, those of other customers as well"
    elif last - first >= _MANY:
        who = f"{last - first + 1} addresses of the internet"
    else:
        return
    yield advisory(
        ID,
        rule.subject,
        f"{rule.subject} lets {who} in to the repository ({rule.first.path}, {rule.last.path}).",
        "Remove it, and let the backup server come over a private endpoint or a delegated subnet.",
    )


def _address(setting: Setting) -> int | None:
    try:
        return int(ip_address(setting.text.strip()))
    except ValueError:
        return None
