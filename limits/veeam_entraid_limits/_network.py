"""Facts of what lets the network in: rules, firewalls, and public addresses."""

from dataclasses import dataclass, field

from veeam_entraid_limits._finding import Subject
from veeam_entraid_limits._relation import Reference
from veeam_entraid_limits._setting import ABSENT, Setting

__all__ = ["FirewallRule", "InboundRule", "NetworkInterface", "SecurityGroup"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityGroup:
    """A network security group.

    Attributes:
        subject: the resource.
        governed: whether it belongs to a backup server or a repository, by its tags.
    """

    subject: Subject
    governed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundRule:
    """A rule of a network security group that lets something in.

    Attributes:
        subject: the resource in which it stands.
        path: where it stands there; empty for a resource of its own.
        sources: the addresses that it lets in, each one a text of Azure's: an address, a range or a service tag.
        ports: the ports that it opens, each one a text of Azure's: a number, a range or ``*``.
        group: the URNs of the resources that its group's name is made from.
        governed: whether its group is known to belong to a backup server or a repository.
    """

    subject: Subject
    path: str = ""
    sources: tuple[Setting, ...] = ()
    ports: tuple[Setting, ...] = ()
    group: tuple[str, ...] = ()
    governed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FirewallRule:
    """A rule of the firewall of a PostgreSQL server.

    Attributes:
        subject: the resource.
        server: the server.
        first: the first address that it lets in.
        last: the last one.
    """

    subject: Subject
    server: Reference = field(default_factory=Reference)
    first: Setting = ABSENT
    last: Setting = ABSENT


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkInterface:
    """A network interface of a backup server or a repository, by its tags.

    Attributes:
        subject: the resource.
        public_address: what gives it a public address, of which only the presence is read.
    """

    subject: Subject
    public_address: Setting = ABSENT
