"""Fixtures of the sandbox's tests: a state folder of its own for each test, and nothing left behind."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fake_pulumi import Fake
from own_sandbox import own_state, served_azure
from provider_client import Client, Deployed
from real_postgresql import OWNER, drop_databases
from simulated_vbr import Vbr, simulated
from windows_machines import windows

from veeam_entraid_sandbox.azure import Seal, Store
from veeam_entraid_sandbox.machines import ServerDurations, write_server_durations
from veeam_entraid_sandbox.machines.bundled_instance import start_bundled
from veeam_entraid_sandbox.state import StateFolder
from veeam_entraid_sandbox.vbr import Instance


@pytest.fixture
def state(tmp_path: Path) -> Iterator[StateFolder]:
    with own_state(tmp_path / "state") as state:
        yield state


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


@pytest.fixture
def machine(azure: Client, subnet: Deployed) -> Deployed:
    """A Windows machine."""
    nic = azure.create(
        "azure-native:network:NetworkInterface",
        resourceGroupName="rg",
        networkInterfaceName="nic",
        ipConfigurations=[{"name": "one", "subnet": {"id": subnet.id}}],
    )
    return windows(azure, nic)


@pytest.fixture
def quickly(state: StateFolder) -> None:
    """Nothing takes time on backup servers."""
    at_once = ServerDurations(installation=0, connection=0, infrastructure=0, deletion=0, job=0, disappearance=0)
    write_server_durations(state, at_once)


@pytest.fixture
def fake(tmp_path: Path) -> Fake:
    """A Pulumi that only writes down what happens to it."""
    (tmp_path / "fake").mkdir()
    return Fake(tmp_path / "fake")


@pytest.fixture
def vbr(tmp_path: Path) -> Iterator[Vbr]:
    """A simulated backup server in this process, without a PostgreSQL, and somebody logged in who may do everything."""
    with simulated(tmp_path / "vbr") as vbr:
        vbr.login()
        yield vbr


@pytest.fixture(scope="session")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    with own_state(tmp_path_factory.mktemp("state")) as state:
        started = start_bundled(state, OWNER)
        yield Instance(host=started.host, port=started.port, login=started.login, password=started.password)


@pytest.fixture
def empty(bundled: Instance) -> Instance:
    """A real PostgreSQL without databases of tenants."""
    drop_databases(bundled)
    return bundled


@pytest.fixture
def connected(tmp_path: Path, empty: Instance) -> Iterator[Vbr]:
    """A server with a bundled PostgreSQL and a license, whose tenants have no databases yet."""
    with simulated(tmp_path / "vbr", bundled=empty) as vbr:
        vbr.login()
        vbr.with_license()
        yield vbr
