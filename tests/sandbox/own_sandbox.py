"""The sandbox in this process: a state folder, the stand-in for Azure over it, and the servers that it runs."""

import contextlib
from collections.abc import Generator
from pathlib import Path

import psutil
from provider_client import ZERO, Client, served

from veeam_entraid_sandbox.azure import AzureNative, Fault, Seal, Store, write_faults
from veeam_entraid_sandbox.machines import all_backup_servers, all_clusters, effects
from veeam_entraid_sandbox.state import VARIABLE, StateFolder

QUICKLY = Fault(action="duration")
"""Operations on one network or server take a moment, so that those that conflict meet. Most tests do not
wait for it."""


@contextlib.contextmanager
def own_state(folder: Path) -> Generator[StateFolder]:
    """A state folder whose machines are stopped in the end."""
    state = StateFolder(folder)
    try:
        yield state
    finally:
        for server in all_backup_servers(state):
            server.destroy()
        for cluster in all_clusters(state):
            cluster.destroy()
    assert not servers_below(state.root)
    assert not backup_servers_of(state)


@contextlib.contextmanager
def served_azure(state: StateFolder) -> Generator[Client]:
    """The stand-in for Azure, configured for the sandbox's subscription."""
    write_faults(state.azure, [QUICKLY])
    store = Store(state.azure, Seal(state.root))
    with served(AzureNative(state, store, lambda: effects(state), "")) as client:
        client.configure(subscriptionId=ZERO)
        yield client


def servers_below(folder: Path) -> list[psutil.Process]:
    """Return the processes of PostgreSQL that work below the folder."""
    found: list[psutil.Process] = []
    for process in psutil.process_iter(["name"]):
        with contextlib.suppress(psutil.Error):
            if process.info["name"] == "postgres" and Path(process.cwd()).is_relative_to(folder):
                found.append(process)
    return found


def backup_servers_of(state: StateFolder) -> list[psutil.Process]:
    """Return the processes of backup servers that belong to the sandbox."""
    found: list[psutil.Process] = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            ours = process.environ().get(VARIABLE) == str(state.root)
            if ours and any(argument.endswith("backup_server_process") for argument in process.cmdline()):
                found.append(process)
    return found
