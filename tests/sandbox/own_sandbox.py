"""The sandbox in this process: a state folder, the stand-in for Azure over it, and the servers that it runs."""

import contextlib
from collections.abc import Generator
from pathlib import Path

import psutil
from provider_client import ZERO, Client, served

from veeam_entraid_sandbox.azure import AzureNative, Fault, Seal, Store, write_faults
from veeam_entraid_sandbox.machines import all_clusters, effects
from veeam_entraid_sandbox.state import StateFolder

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
        for cluster in all_clusters(state):
            cluster.destroy()
    assert not servers_below(state.root)


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
