"""The machines of the sandbox: what creating a server or a virtual machine really starts.

:func:`effects` ties them to the control plane's types. Servers are real PostgreSQL processes on loopback
addresses of their own; they outlive the provider and are found again by what lies beside their data.
"""

from collections.abc import Mapping

from veeam_entraid_sandbox.azure import Effects
from veeam_entraid_sandbox.azure.types.compute import DISK, MACHINE, RUN_COMMAND
from veeam_entraid_sandbox.azure.types.postgresql import CONFIGURATION, DATABASE, SERVER
from veeam_entraid_sandbox.azure.types.private_dns import RECORD
from veeam_entraid_sandbox.machines._addresses import AddressBook
from veeam_entraid_sandbox.machines._cluster import Cluster, Record, all_clusters
from veeam_entraid_sandbox.machines._installations import MachineError
from veeam_entraid_sandbox.machines._server_records import (
    ServerDurations,
    ServerRecord,
    read_server_durations,
    write_server_durations,
)
from veeam_entraid_sandbox.machines.backup_server import BackupServer, all_backup_servers, backup_server_of
from veeam_entraid_sandbox.machines.flexible_server import Configurations, Databases, FlexibleServers
from veeam_entraid_sandbox.machines.name_resolution import Records
from veeam_entraid_sandbox.machines.virtual_machine import Disks, RunCommands, VirtualMachines
from veeam_entraid_sandbox.state import StateFolder

__all__ = [
    "BackupServer",
    "Cluster",
    "MachineError",
    "Record",
    "ServerDurations",
    "ServerRecord",
    "all_backup_servers",
    "all_clusters",
    "backup_server_of",
    "effects",
    "read_server_durations",
    "resume",
    "stop",
    "write_server_durations",
]


def effects(state: StateFolder) -> Mapping[str, Effects]:
    """Return what the operations of the control plane cause, by the token of the type."""
    addresses = AddressBook(state)
    return {
        SERVER: FlexibleServers(state, addresses),
        CONFIGURATION: Configurations(state),
        DATABASE: Databases(state),
        MACHINE: VirtualMachines(state, addresses),
        DISK: Disks(state),
        RUN_COMMAND: RunCommands(state, addresses),
        RECORD: Records(addresses),
    }


def resume(state: StateFolder) -> list[Record | ServerRecord]:
    """Start the servers that are to run and do not; return them.

    Raises:
        MachineError: one of them does not start.
    """
    started: list[Record | ServerRecord] = []
    for cluster in all_clusters(state):
        record = cluster.record
        if record is not None and record.wanted and cluster.is_made() and not cluster.is_running():
            cluster.start()
            started.append(record)
    for server in all_backup_servers(state):
        runs_on = server.record
        if runs_on is not None and server.pid is None and not server.has_failed:
            server.start()
            started.append(runs_on)
    return started


def stop(state: StateFolder) -> list[Record | ServerRecord]:
    """Stop all servers, which :func:`resume` starts again; return those that ran."""
    stopped: list[Record | ServerRecord] = []
    for server in all_backup_servers(state):
        runs_on = server.record
        if runs_on is not None and server.pid is not None:
            server.stop()
            stopped.append(runs_on)
    for cluster in all_clusters(state):
        record = cluster.record
        if record is not None and cluster.is_running():
            cluster.stop()
            stopped.append(record)
    return stopped
