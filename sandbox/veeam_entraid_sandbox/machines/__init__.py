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
from veeam_entraid_sandbox.machines.flexible_server import Configurations, Databases, FlexibleServers
from veeam_entraid_sandbox.machines.name_resolution import Records
from veeam_entraid_sandbox.machines.virtual_machine import Disks, RunCommands, VirtualMachines
from veeam_entraid_sandbox.state import StateFolder

__all__ = ["Cluster", "MachineError", "Record", "all_clusters", "effects", "resume", "stop"]


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


def resume(state: StateFolder) -> list[Record]:
    """Start the servers that are to run and do not; return them.

    Raises:
        MachineError: one of them does not start.
    """
    started: list[Record] = []
    for cluster in all_clusters(state):
        record = cluster.record
        if record is not None and record.wanted and cluster.is_made() and not cluster.is_running():
            cluster.start()
            started.append(record)
    return started


def stop(state: StateFolder) -> list[Record]:
    """Stop all servers, which :func:`resume` starts again; return those that ran."""
    stopped: list[Record] = []
    for cluster in all_clusters(state):
        record = cluster.record
        if record is not None and cluster.is_running():
            cluster.stop()
            stopped.append(record)
    return stopped
