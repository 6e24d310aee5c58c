"""Fixtures of the sandbox's tests: a state folder of its own for each test, and nothing left behind."""

import contextlib
from collections.abc import Generator, Iterator
from pathlib import Path

import psutil
import pytest
from provider_client import ZERO, Client, Deployed, served

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


@pytest.fixture
def state(tmp_path: Path) -> Iterator[StateFolder]:
    with own_state(tmp_path / "state") as state:
        yield state


def servers_below(folder: Path) -> list[psutil.Process]:
    """Return the processes of PostgreSQL that work below the folder."""
    found: list[psutil.Process] = []
    for process in psutil.process_iter(["name"]):
        with contextlib.suppress(psutil.Error):
            if process.info["name"] == "postgres" and Path(process.cwd()).is_relative_to(folder):
                found.append(process)
    return found


@pytest.fixture
def store(state: StateFolder) -> Store:
    return Store(state.azure, Seal(state.root))


@pytest.fixture
def azure(state: StateFolder) -> Iterator[Client]:
    with served_azure(state) as client:
        yield client


@pytest.fixture
def group(azure: Client) -> Deployed:
    return azure.create("azure-native:resources:ResourceGroup", resourceGroupName="rg", location="West Europe")


@pytest.fixture
def network(azure: Client, group: Deployed) -> Deployed:
    return azure.create(
        "azure-native:network:VirtualNetwork",
        resourceGroupName=group["name"],
        virtualNetworkName="net",
        addressSpace={"addressPrefixes": ["10.1.0.0/16"]},
    )


@pytest.fixture
def subnet(azure: Client, network: Deployed) -> Deployed:
    return azure.create(
        "azure-native:network:Subnet",
        resourceGroupName="rg",
        virtualNetworkName=network["name"],
        subnetName="one",
        addressPrefix="10.1.1.0/24",
    )
