"""What the network security groups let through: tables, and everything else is denied.

Of each subnet the first table is the vendor's: the ports of Veeam Backup for Microsoft Entra ID ("Ports", the
Entra ID guide) and of the backup server ("Ports", the user guide). The second is the platform's: what a virtual
machine or a flexible server on Azure needs besides. Security groups cannot tell host names apart: where the vendor
names hosts, the rule opens the port to the internet, and a firewall has the names in ``_hosts``.
"""

import enum
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from veeam_entraid.repository.hosting import Hosting

__all__ = ["TABLES", "Peer", "SecurityRule", "backup_server_rules", "bastion_rules", "repository_rules"]


class Peer(enum.Enum):
    """The other end of a connection: a part of the deployment, or one of Azure's service tags."""

    ADMINISTRATION = "administration"
    BACKUP_SERVER = "backup server"
    BACKUP_SERVER_SUBNET = "backup server's subnet"
    REPOSITORY = "repository"
    BASTION = "Bastion"
    BASTION_CLIENTS = "clients of Bastion"
    ENTRA_ID = "AzureActiveDirectory"
    RESOURCE_MANAGER = "AzureResourceManager"
    KEY_VAULT = "AzureKeyVault"
    STORAGE = "Storage"
    MONITOR = "AzureMonitor"
    AZURE = "AzureCloud"
    GATEWAY_MANAGER = "GatewayManager"
    LOAD_BALANCER = "AzureLoadBalancer"
    VIRTUAL_NETWORK = "VirtualNetwork"
    INTERNET = "Internet"
    ANYWHERE = "*"


@dataclass(frozen=True, slots=True)
class SecurityRule:
    """One rule of a network security group.

    Attributes:
        name: its name in Azure.
        direction: ``Inbound`` or ``Outbound``, as the guarded subnet sees it.
        ports: TCP ports of the server's end; ``*`` for all.
        peer: the other end.
        reason: what it is for.
        source: the page that states the need; empty for the closing rules.
        access: ``Allow`` or ``Deny``.
        protocol: ``Tcp`` or ``*``.
    """

    name: str
    direction: str
    ports: tuple[str, ...]
    peer: Peer
    reason: str
    source: str
    access: str = "Allow"
    protocol: str = "Tcp"


_ENTRA_ID_PORTS: Final = "Veeam, Entra ID guide, Ports"
_USED_PORTS: Final = "Veeam, user guide, Ports"
_RUN_COMMAND: Final = "Microsoft, Run scripts in your VM by using managed Run Commands"
_MONITOR_AGENT: Final = "Microsoft, Azure Monitor Agent network configuration"
_VNET_INJECTION: Final = "Microsoft, Network with private access for Azure Database for PostgreSQL"
_BASTION: Final = "Microsoft, Configure NSG rules for Azure Bastion"

_REPOSITORY_PORT: Final = "repository port"

_VENDOR_BACKUP_SERVER: Final = (
    SecurityRule(
        "AllowConsoleAndRestApi",
        "Inbound",
        ("443", "9419"),
        Peer.ADMINISTRATION,
        "web interface and console, REST API",
        _ENTRA_ID_PORTS,
    ),
    SecurityRule("AllowRemoteDesktop", "Inbound", ("3389",), Peer.ADMINISTRATION, "administrators", _USED_PORTS),
    SecurityRule(
        "AllowRepository", "Outbound", (_REPOSITORY_PORT,), Peer.REPOSITORY, "tenant backups", _ENTRA_ID_PORTS
    ),
    SecurityRule("AllowEntraId", "Outbound", ("443",), Peer.ENTRA_ID, "the protected tenant", _ENTRA_ID_PORTS),
    SecurityRule(
        "AllowResourceManager", "Outbound", ("443",), Peer.RESOURCE_MANAGER, "the protected tenant", _ENTRA_ID_PORTS
    ),
    SecurityRule(
        "AllowLicensesUpdatesAndGraph",
        "Outbound",
        ("443",),
        Peer.INTERNET,
        "licences, update notices, and Microsoft Graph, which no service tag is documented to cover",
        _USED_PORTS,
    ),
    SecurityRule(
        "AllowCertificateChecks", "Outbound", ("80",), Peer.INTERNET, "revocation lists and OCSP", _USED_PORTS
    ),
    SecurityRule(
        "AllowObjectStorage",
        "Outbound",
        ("443",),
        Peer.BACKUP_SERVER_SUBNET,
        "an Azure Blob repository for logs, by its private endpoint beside the server",
        _USED_PORTS,
    ),
)
_PLATFORM_BACKUP_SERVER: Final = (
    SecurityRule(
        "AllowRunCommand", "Outbound", ("443",), Peer.AZURE, "managed Run Command and its results", _RUN_COMMAND
    ),
    SecurityRule(
        "AllowWindowsActivation",
        "Outbound",
        ("1688",),
        Peer.INTERNET,
        "activation of Windows",
        "Microsoft, Troubleshoot Azure Windows virtual machine activation problems",
    ),
    SecurityRule(
        "AllowBastion",
        "Inbound",
        ("443", "3389", "9419"),
        Peer.BASTION,
        "administrators, and the machine that runs Pulumi, through a tunnel",
        _BASTION,
    ),
)
_VENDOR_REPOSITORY: Final = (
    SecurityRule(
        "AllowBackupServer", "Inbound", (_REPOSITORY_PORT,), Peer.BACKUP_SERVER, "tenant backups", _ENTRA_ID_PORTS
    ),
)
_PLATFORM_REPOSITORY: Final = (
    SecurityRule(
        "AllowAdministration",
        "Inbound",
        (_REPOSITORY_PORT,),
        Peer.ADMINISTRATION,
        "the login of the backup server is made from there",
        "this project",
    ),
)
_PLATFORM_MACHINE: Final = (
    SecurityRule(
        "AllowBastion",
        "Inbound",
        (_REPOSITORY_PORT,),
        Peer.BASTION,
        "the machine that runs Pulumi, through a tunnel; tunnels end at virtual machines only",
        _BASTION,
    ),
    SecurityRule(
        "AllowKeyVault",
        "Outbound",
        ("443",),
        Peer.KEY_VAULT,
        "the machine fetches its secrets",
        "Microsoft, Access Azure Key Vault behind a firewall",
    ),
    SecurityRule(
        "AllowRunCommand", "Outbound", ("443",), Peer.AZURE, "managed Run Command and its results", _RUN_COMMAND
    ),
    SecurityRule(
        "AllowMonitor", "Outbound", ("443",), Peer.MONITOR, "the machine's agent, with monitoring", _MONITOR_AGENT
    ),
    SecurityRule(
        "AllowResourceManager",
        "Outbound",
        ("443",),
        Peer.RESOURCE_MANAGER,
        "the same agent: the page demands both tags",
        _MONITOR_AGENT,
    ),
    SecurityRule(
        "AllowPackages",
        "Outbound",
        ("80", "443"),
        Peer.INTERNET,
        "packages of Linux and PostgreSQL, which no service tag covers",
        "PostgreSQL, Linux downloads (Debian)",
    ),
)
_PLATFORM_FLEXIBLE_SERVER: Final = (
    SecurityRule("AllowReplicasInbound", "Inbound", ("5432",), Peer.REPOSITORY, "high availability", _VNET_INJECTION),
    SecurityRule("AllowReplicasOutbound", "Outbound", ("5432",), Peer.REPOSITORY, "high availability", _VNET_INJECTION),
    SecurityRule("AllowStorage", "Outbound", ("443",), Peer.STORAGE, "archive of the log", _VNET_INJECTION),
    SecurityRule("AllowEntraId", "Outbound", ("443",), Peer.ENTRA_ID, "logins with Entra ID", _VNET_INJECTION),
)
_BASTION_SUBNET: Final = (
    SecurityRule("AllowHttps", "Inbound", ("443",), Peer.BASTION_CLIENTS, "clients", _BASTION),
    SecurityRule("AllowGatewayManager", "Inbound", ("443",), Peer.GATEWAY_MANAGER, "control plane", _BASTION),
    SecurityRule("AllowLoadBalancer", "Inbound", ("443",), Peer.LOAD_BALANCER, "health probes", _BASTION),
    SecurityRule(
        "AllowHostsInbound", "Inbound", ("8080", "5701"), Peer.VIRTUAL_NETWORK, "its instances", _BASTION, protocol="*"
    ),
    SecurityRule(
        "AllowSshAndRemoteDesktop", "Outbound", ("22", "3389"), Peer.VIRTUAL_NETWORK, "sessions", _BASTION, protocol="*"
    ),
    SecurityRule(
        "AllowTunnels",
        "Outbound",
        ("443", "9419", _REPOSITORY_PORT),
        Peer.VIRTUAL_NETWORK,
        "tunnels to ports of their own, which the page calls custom ports",
        _BASTION,
    ),
    SecurityRule("AllowAzure", "Outbound", ("443",), Peer.AZURE, "diagnostics and metering", _BASTION),
    SecurityRule(
        "AllowHostsOutbound",
        "Outbound",
        ("8080", "5701"),
        Peer.VIRTUAL_NETWORK,
        "its instances",
        _BASTION,
        protocol="*",
    ),
    SecurityRule(
        "AllowCertificateChecks",
        "Outbound",
        ("80",),
        Peer.INTERNET,
        "sessions and certificates",
        _BASTION,
        protocol="*",
    ),
)
_CLOSING: Final = tuple(
    SecurityRule(
        f"DenyAll{direction}", direction, ("*",), Peer.ANYWHERE, "everything else", "", access="Deny", protocol="*"
    )
    for direction in ("Inbound", "Outbound")
)


TABLES: Final = {
    "Backup server: what the vendor documents": _VENDOR_BACKUP_SERVER,
    "Backup server: what the platform needs": _PLATFORM_BACKUP_SERVER,
    "Repository: what the vendor documents": _VENDOR_REPOSITORY,
    "Repository: what the platform needs": _PLATFORM_REPOSITORY,
    "Repository on a virtual machine: what the platform needs": _PLATFORM_MACHINE,
    "Repository on a flexible server: what the platform needs": _PLATFORM_FLEXIBLE_SERVER,
    "AzureBastionSubnet": _BASTION_SUBNET,
    "Last in the groups of both servers": _CLOSING,
}
"""Every rule, by the table that it stands in."""


def _with_port(rules: Iterable[SecurityRule], port: int) -> Iterator[SecurityRule]:
    for rule in rules:
        ports = tuple(str(port) if each == _REPOSITORY_PORT else each for each in rule.ports)
        yield replace(rule, ports=ports)


def backup_server_rules(repository_port: int) -> tuple[SecurityRule, ...]:
    """Return the rules of the backup server's subnet, in the order in which they are tried."""
    return tuple(_with_port((*_VENDOR_BACKUP_SERVER, *_PLATFORM_BACKUP_SERVER, *_CLOSING), repository_port))


def repository_rules(hosting: Hosting, repository_port: int) -> tuple[SecurityRule, ...]:
    """Return the rules of the repository's subnet, in the order in which they are tried."""
    platform = _PLATFORM_MACHINE if hosting is Hosting.VIRTUAL_MACHINE else _PLATFORM_FLEXIBLE_SERVER
    rules = (*_VENDOR_REPOSITORY, *_PLATFORM_REPOSITORY, *platform, *_CLOSING)
    return tuple(_with_port(rules, repository_port))


def bastion_rules(repository_port: int) -> tuple[SecurityRule, ...]:
    """Return the rules of Bastion's subnet: all that Azure documents, and none that denies what it does not."""
    return tuple(_with_port(_BASTION_SUBNET, repository_port))
