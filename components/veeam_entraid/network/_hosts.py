"""Names of hosts that the servers have to reach: what a firewall or proxy that can tell names apart lets through.

A network security group cannot: it knows addresses and service tags.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, TypedDict

from veeam_entraid.repository.hosting import Hosting

__all__ = ["BACKUP_SERVER_HOSTS", "REPOSITORY_MACHINE_HOSTS", "Host", "RequiredHost", "required_hosts"]


class RequiredHost(TypedDict):
    """A host that has to be reached."""

    usedBy: str
    """Who reaches it: ``backup server`` or ``repository``."""
    host: str
    """Its name; ``*.`` at the front stands for every name below."""
    ports: list[int]
    """Its TCP ports."""
    reason: str
    """What for."""
    source: str
    """The page that says so."""


@dataclass(frozen=True, slots=True)
class Host:
    """A host that has to be reached.

    Attributes:
        name: its name; ``*.`` at the front stands for every name below.
        ports: its TCP ports.
        reason: what for.
        source: the page that says so.
    """

    name: str
    ports: tuple[int, ...]
    reason: str
    source: str


_USED_PORTS: Final = "Veeam, user guide, Ports"
_ENTRA_ID_PORTS: Final = "Veeam, Entra ID guide, Ports"
_NATIONAL_CLOUDS: Final = "Microsoft, Microsoft Graph national cloud deployments"
_ACTIVATION: Final = "Microsoft, Troubleshoot Azure Windows virtual machine activation problems"
_MONITOR_AGENT: Final = "Microsoft, Azure Monitor Agent network configuration"
_RUN_COMMAND: Final = "Microsoft, Run scripts in your VM by using managed Run Commands"

BACKUP_SERVER_HOSTS: Final = (
    Host("vbr.butler.veeam.com", (443,), "licence", _USED_PORTS),
    Host("autolk.veeam.com", (443,), "licence", _USED_PORTS),
    Host("dev.veeam.com", (443,), "update notices", _USED_PORTS),
    Host("vbrad.butler.veeam.com", (443,), "update notices", _USED_PORTS),
    Host("vbrce.butler.veeam.com", (443,), "update notices", _USED_PORTS),
    Host("login.microsoftonline.com", (443,), "the protected tenant", _NATIONAL_CLOUDS),
    Host("graph.microsoft.com", (443,), "the protected tenant", _NATIONAL_CLOUDS),
    Host("management.azure.com", (443,), "the protected tenant: Azure Resource Manager", _ENTRA_ID_PORTS),
    Host("*.blob.core.windows.net", (443,), "an Azure Blob repository without a private endpoint", _USED_PORTS),
    Host("*.blob.storage.azure.net", (443,), "an Azure Blob repository without a private endpoint", _USED_PORTS),
    Host("azkms.core.windows.net", (1688,), "activation of Windows", _ACTIVATION),
    Host("kms.core.windows.net", (1688,), "activation of Windows", _ACTIVATION),
)
REPOSITORY_MACHINE_HOSTS: Final = (
    Host("azure.archive.ubuntu.com", (80, 443), "packages of Ubuntu", "this project: the image's package sources"),
    Host("security.ubuntu.com", (80, 443), "packages of Ubuntu", "this project: the image's package sources"),
    Host("apt.postgresql.org", (80, 443), "packages of PostgreSQL", "PostgreSQL, Linux downloads (Ubuntu)"),
    Host("global.handler.control.monitor.azure.com", (443,), "the agent, with monitoring: control", _MONITOR_AGENT),
    Host("*.handler.control.monitor.azure.com", (443,), "the agent, with monitoring: its rules", _MONITOR_AGENT),
    Host("*.ods.opinsights.azure.com", (443,), "the agent, with monitoring: what it sends", _MONITOR_AGENT),
    Host("*.blob.core.windows.net", (443,), "results of managed Run Command, where they go to blobs", _RUN_COMMAND),
)


def required_hosts(hosting: Hosting) -> list[RequiredHost]:
    """Return the hosts that a deployment has to reach. A flexible server knows service tags only."""
    machine = REPOSITORY_MACHINE_HOSTS if hosting is Hosting.VIRTUAL_MACHINE else ()
    return [*_listed("backup server", BACKUP_SERVER_HOSTS), *_listed("repository", machine)]


def _listed(used_by: str, hosts: Iterable[Host]) -> Iterable[RequiredHost]:
    for host in hosts:
        yield {
            "usedBy": used_by,
            "host": host.name,
            "ports": list(host.ports),
            "reason": host.reason,
            "source": host.source,
        }
