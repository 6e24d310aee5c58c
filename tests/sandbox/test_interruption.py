"""Interruptions: the plugin as a process that is killed, cancelled or orphaned in the middle of its work."""

import signal
import subprocess
import sys
import time
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import grpc
import psutil
import pytest
from google.protobuf import empty_pb2
from own_sandbox import servers_below
from provider_client import ZERO, Client, RefusedError

from veeam_entraid_sandbox.azure import Fault, Store, clear_faults, is_holding, write_faults
from veeam_entraid_sandbox.machines import all_clusters
from veeam_entraid_sandbox.state import VARIABLE, StateFolder

GROUP = "azure-native:resources:ResourceGroup"
SERVER = "azure-native:dbforpostgresql:Server"
INPUTS: dict[str, Any] = {
    "resourceGroupName": "rg",
    "serverName": "the-db",
    "version": "17",
    "sku": {"name": "Standard_D4ds_v5", "tier": "GeneralPurpose"},
    "storage": {"storageSizeGB": 128},
    "administratorLogin": "veeam",
    "administratorLoginPassword": "Str0ng enough",
}


@contextmanager
def plugin(state: StateFolder) -> Generator[tuple["subprocess.Popen[str]", Client]]:
    """Run the plugin as the engine does, configured for the sandbox's subscription."""
    process = subprocess.Popen(
        [sys.executable, "-m", "veeam_entraid_sandbox.azure"],
        env={VARIABLE: str(state.root), "ARM_SUBSCRIPTION_ID": ZERO},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    try:
        with grpc.insecure_channel(f"127.0.0.1:{int(process.stdout.readline())}") as channel:
            client = Client(channel)
            client.configure()
            yield process, client
    finally:
        process.kill()
        process.communicate()


def wait_for(store: Store, phase: str) -> None:
    """Wait until a resource is in that phase."""
    while not any(entry.phase == phase for entry in store.all_entries()):
        time.sleep(0.02)


@pytest.fixture
def group(state: StateFolder) -> None:
    with plugin(state) as (_, client):
        client.create(GROUP, resourceGroupName="rg", location="westeurope")


@pytest.mark.usefixtures("group")
@pytest.mark.parametrize("action", ["kill", "delay"])
def test_a_killed_creation_converges(state: StateFolder, store: Store, action: Any) -> None:
    write_faults(state.azure, [Fault(action=action, type=SERVER, operation="create", nth=1, seconds=60)])
    with plugin(state) as (process, client), ExitStack() as stack:
        pool = stack.enter_context(ThreadPoolExecutor(1))
        creation = pool.submit(client.create, SERVER, "db", **INPUTS)
        if action == "delay":
            wait_for(store, "creating")
            process.kill()
        with pytest.raises(RefusedError):
            creation.result()
    with plugin(state) as (_, client):
        assert servers_below(state.root) == []
        assert all_clusters(state) == []
        created = client.create(SERVER, "db", **INPUTS)
        assert created["state"] == "Ready"
        assert [entry.resource.token for entry in store.all_entries()] == [GROUP, SERVER]
        assert len(all_clusters(state)) == 1
        created.delete()
    assert servers_below(state.root) == []


@pytest.mark.usefixtures("group")
def test_a_killed_update_leaves_the_resource_as_it_was(state: StateFolder) -> None:
    with plugin(state) as (_, client):
        network = client.create(
            "azure-native:network:VirtualNetwork",
            resourceGroupName="rg",
            addressSpace={"addressPrefixes": ["10.0.0.0/16"]},
        )
    write_faults(state.azure, [Fault(action="kill", operation="update", nth=1)])
    with plugin(state) as (_, client):
        network.client = client
        with pytest.raises(RefusedError):
            network.update(tags={"a": "b"})
    with plugin(state) as (_, client):
        network.client = client
        assert network.update(tags={"a": "b"})["tags"] == {"a": "b"}


@pytest.mark.usefixtures("group")
def test_a_killed_deletion_is_finished(state: StateFolder, store: Store) -> None:
    with plugin(state) as (_, client):
        created = client.create(SERVER, "db", **INPUTS)
    write_faults(state.azure, [Fault(action="delay", operation="delete", seconds=60)])
    with plugin(state) as (process, client), ThreadPoolExecutor(1) as pool:
        created.client = client
        deletion = pool.submit(created.delete)
        wait_for(store, "deleting")
        process.kill()
        with pytest.raises(RefusedError):
            deletion.result()
    clear_faults(state.azure)
    with plugin(state) as (_, client):
        created.client = client
        assert servers_below(state.root) == []
        assert created.read() is None


@pytest.mark.usefixtures("group")
def test_a_cancelled_creation_ends_and_leaves_nothing(state: StateFolder, store: Store) -> None:
    write_faults(state.azure, [Fault(action="delay", type=SERVER, operation="create", seconds=600)])
    with plugin(state) as (process, client), ThreadPoolExecutor(1) as pool:
        creation = pool.submit(client.create, SERVER, "db", **INPUTS)
        wait_for(store, "creating")
        process.send_signal(signal.SIGINT)  # from the terminal: the engine decides what it means
        client.stub.Cancel(empty_pb2.Empty())
        with pytest.raises(RefusedError, match="cancelled"):
            creation.result()
        process.send_signal(signal.SIGINT)  # from the engine, which is done with the plugin
        assert process.wait(10) == 0
    assert [entry.resource.token for entry in store.all_entries()] == [GROUP]
    assert all_clusters(state) == []


@pytest.mark.usefixtures("group")
def test_what_is_held_waits_for_a_cancellation_or_for_the_fault_to_go(state: StateFolder, store: Store) -> None:
    write_faults(state.azure, [Fault(action="hold", type=SERVER, operation="create")])
    with plugin(state) as (_, client), ThreadPoolExecutor(1) as pool:
        creation = pool.submit(client.create, SERVER, "db", **INPUTS)
        wait_for(store, "creating")
        while not is_holding(state.azure):
            time.sleep(0.02)
        clear_faults(state.azure)
        creation.result().delete()
        write_faults(state.azure, [Fault(action="hold", type=SERVER, operation="create")])
        creation = pool.submit(client.create, SERVER, "db", **INPUTS)
        wait_for(store, "creating")
        client.stub.Cancel(empty_pb2.Empty())
        with pytest.raises(RefusedError, match="cancelled"):
            creation.result()
    assert not is_holding(state.azure)
    assert all_clusters(state) == []


@pytest.mark.usefixtures("group")
def test_two_providers_share_what_there_is(state: StateFolder) -> None:
    network: dict[str, Any] = {"resourceGroupName": "rg", "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}
    with plugin(state) as (_, one), plugin(state) as (_, other):
        created = one.create("azure-native:network:VirtualNetwork", "net", virtualNetworkName="net", **network)
        with pytest.raises(RefusedError, match="already existing"):
            other.create("azure-native:network:VirtualNetwork", "net", virtualNetworkName="net", **network)
        created.client = other
        created.delete()
        created.client = one
        assert created.read() is None


@pytest.mark.parametrize("name", ["azure-native", "azuread", "random", "tls"])
def test_a_plugin_refuses_to_start_outside_of_the_sandbox(name: str) -> None:
    launcher = Path(__file__).parents[2] / "sandbox" / "bin" / f"pulumi-resource-{name}"
    ended = subprocess.run([launcher], env={}, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.count("\n") == 1
    assert "VEEAM_ENTRAID_SANDBOX is not set" in ended.stderr


@pytest.mark.parametrize("name", ["azure-native", "azuread", "random", "tls"])
def test_a_plugin_listens_on_loopback_and_ends_with_the_engine(name: str, state: StateFolder) -> None:
    launcher = Path(__file__).parents[2] / "sandbox" / "bin" / f"pulumi-resource-{name}"
    process = subprocess.Popen([launcher], env={VARIABLE: str(state.root)}, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert int(process.stdout.readline()) > 0
    addresses = [connection.laddr for connection in psutil.Process(process.pid).net_connections()]
    assert {address.ip.removeprefix("::ffff:") for address in addresses} == {"127.0.0.1"}
    process.terminate()
    assert process.wait(10) == 0
    process.communicate()
