"""A flexible server is a real PostgreSQL: logins, TLS, parameters and databases as Azure has them."""

import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import psutil
import psycopg
import pytest
from own_sandbox import own_state, served_azure, servers_below
from provider_client import Client, Deployed, RefusedError, secret

from veeam_entraid_sandbox.azure import Fault, write_faults
from veeam_entraid_sandbox.certificates import authority_file
from veeam_entraid_sandbox.machines import MachineError, all_clusters, resume, stop
from veeam_entraid_sandbox.machines._addresses import demand_free_port
from veeam_entraid_sandbox.state import StateFolder

SERVER = "azure-native:dbforpostgresql:Server"
CONFIGURATION = "azure-native:dbforpostgresql:Configuration"
PASSWORD = "C4nary-4711'\\ü"


def server(azure: Client, **changes: Any) -> Deployed:
    inputs: dict[str, Any] = {
        "resourceGroupName": "rg",
        "serverName": "the-db",
        "version": "17",
        "sku": {"name": "Standard_D4ds_v5", "tier": "GeneralPurpose"},
        "storage": {"storageSizeGB": 128},
        "administratorLogin": "veeam",
        "administratorLoginPassword": secret(PASSWORD),
    }
    return azure.create(SERVER, "db", **inputs | changes)


def parameter(azure: Client, name: str, value: str) -> Deployed:
    return azure.create(
        CONFIGURATION,
        name,
        resourceGroupName="rg",
        serverName="the-db",
        configurationName=name,
        value=value,
        source="user-override",
    )


SetParameter: TypeAlias = Callable[[str, str], Deployed]


class Connect:
    """Connects to a server as a client that checks everything."""

    def __init__(self, state: StateFolder, address: str) -> None:
        self.state = state
        self._address = address

    def __call__(self, **changes: Any) -> "psycopg.Connection[tuple[Any, ...]]":
        arguments: dict[str, Any] = {
            "host": self._address,
            "user": "veeam",
            "password": PASSWORD,
            "dbname": "postgres",
            "sslmode": "verify-full",
            "sslrootcert": str(authority_file(self.state)),
            "autocommit": True,
            "connect_timeout": 10,
        }
        return psycopg.connect(**arguments | changes)

    def value(self, statement: str, **changes: Any) -> Any:
        with self(**changes) as connection:
            row = connection.execute(statement).fetchone()  # type: ignore[call-overload]
        return row[0] if row else None


@pytest.mark.parametrize("major", ["14", "17"])
@pytest.mark.usefixtures("group")
def test_a_server_is_a_real_postgresql(azure: Client, state: StateFolder, major: str) -> None:
    created = server(azure, version=major)
    connect = Connect(state, created["fullyQualifiedDomainName"])
    with connect() as connection:
        row = connection.execute(
            "SELECT split_part(version(), ' ', 2), ssl, current_setting('password_encryption'), "
            "current_setting('unix_socket_directories'), current_setting('listen_addresses') "
            "FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
        ).fetchone()
        assert row
        assert (row[0].split(".")[0], *row[1:]) == (
            major,
            True,
            "scram-sha-256",
            "",
            created["fullyQualifiedDomainName"],
        )
        assert row[0] == f"{major}.{created['minorVersion']}"
        rights = connection.execute(
            "SELECT rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolinherit, rolcanlogin, "
            "pg_has_role('veeam', 'azure_pg_admin', 'member') FROM pg_roles WHERE rolname = 'veeam'"
        ).fetchone()
        assert rights == (False, True, True, True, True, True, True)
        connection.execute("CREATE DATABASE tenant")
        encodings = connection.execute("SELECT DISTINCT pg_encoding_to_char(encoding) FROM pg_database").fetchall()
        assert encodings == [("UTF8",)]
    assert connect.value("SELECT current_database()", dbname="tenant") == "tenant"
    created.delete()
    assert servers_below(state.root) == []
    assert all_clusters(state) == []


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Client, Deployed, StateFolder]]:
    """One server for the tests that leave it as they found it."""
    with own_state(tmp_path_factory.mktemp("shared") / "state") as state, served_azure(state) as azure:
        azure.create("azure-native:resources:ResourceGroup", resourceGroupName="rg", location="westeurope")
        yield azure, server(azure), state


@pytest.fixture
def running(shared: tuple[Client, Deployed, StateFolder]) -> Iterator[Deployed]:
    """The shared server, with its inputs as they were after the test."""
    _, running, _ = shared
    before = dict(running.inputs)
    yield running
    if running.inputs != before:
        running.update(**dict.fromkeys(running.inputs) | before)


@pytest.fixture
def parameters(shared: tuple[Client, Deployed, StateFolder]) -> Iterator[SetParameter]:
    """Sets parameters of the shared server, which are reset after the test."""
    azure, _, _ = shared
    made: list[Deployed] = []

    def set_(name: str, value: str) -> Deployed:
        made.append(parameter(azure, name, value))
        return made[-1]

    yield set_
    for each in made:
        each.delete()


@pytest.fixture
def connect(shared: tuple[Client, Deployed, StateFolder]) -> Connect:
    _, running, state = shared
    return Connect(state, running["fullyQualifiedDomainName"])


def test_who_may_not_log_in(connect: Connect) -> None:
    for wrong, says in (
        ({"password": "another"}, "password authentication failed"),
        ({"sslmode": "disable", "sslrootcert": None}, "no encryption"),
        ({"user": "azuresu"}, "password authentication failed"),
        ({"user": "nobody"}, "password authentication failed"),
    ):
        with pytest.raises(psycopg.OperationalError, match=says):
            connect(**wrong)


def test_a_password_changes_in_place(running: Deployed, connect: Connect) -> None:
    before = connect.value("SELECT pg_postmaster_start_time()")
    running.update(administratorLoginPassword=secret("An0ther one"))
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        connect()
    assert connect.value("SELECT pg_postmaster_start_time()", password="An0ther one") == before


def test_passwords_can_be_switched_off(running: Deployed, connect: Connect) -> None:
    running.update(authConfig={"passwordAuth": "Disabled", "activeDirectoryAuth": "Enabled"})
    with pytest.raises(psycopg.OperationalError, match=r"no pg_hba.conf entry"):
        connect()
    running.update(authConfig={"passwordAuth": "Enabled"})
    assert connect.value("SELECT 1") == 1


def test_a_version_is_not_upgraded_in_place_and_storage_does_not_shrink(running: Deployed) -> None:
    with pytest.raises(RefusedError, match="does not upgrade"):
        running.update(version="18")
    with pytest.raises(RefusedError, match="cannot shrink"):
        running.update(storage={"storageSizeGB": 64})


def test_parameters_are_the_servers_own(parameters: SetParameter, connect: Connect) -> None:
    work_mem = parameters("work_mem", "8192")
    assert connect.value("SHOW work_mem") == "8MB"
    assert work_mem["defaultValue"] == "4096"
    assert (work_mem["dataType"], work_mem["isDynamicConfig"], work_mem["unit"]) == ("Integer", True, "kB")
    connections = parameters("max_connections", "200")
    assert connections["isConfigPendingRestart"] is True
    assert connect.value("SHOW max_connections") == "100"
    work_mem.update(value="16384")
    assert connect.value("SHOW work_mem") == "16MB"
    work_mem.delete()
    assert connect.value("SHOW work_mem") == "4MB"
    extensions = parameters("azure.extensions", "pg_stat_statements")
    assert connect.value('SHOW "azure.extensions"') == "pg_stat_statements"
    assert extensions["defaultValue"] == ""


def test_wrong_parameters_are_refused_in_postgresqls_words(parameters: SetParameter, connect: Connect) -> None:
    for name, value, says in (
        ("work_mem", "much", 'invalid value for parameter "work_mem"'),
        ("no_such_parameter", "1", "unrecognized configuration parameter"),
        ("max_connections", "10", "allowed are 25-5000"),
        ("require_secure_transport", "maybe", "allowed are on,off"),
        ("listen_addresses", "*", "Azure's own"),
    ):
        with pytest.raises(RefusedError, match=says):
            parameters(name, value)
    assert connect.value("SELECT 1") == 1


def test_plain_connections_can_be_let_in(parameters: SetParameter, connect: Connect) -> None:
    switch = parameters("require_secure_transport", "off")
    assert connect.value("SELECT 1", sslmode="disable", sslrootcert=None) == 1
    switch.delete()
    with pytest.raises(psycopg.OperationalError, match="no encryption"):
        connect(sslmode="disable", sslrootcert=None)


def test_a_database_can_be_a_resource(running: Deployed, connect: Connect) -> None:
    database = running.client.create(
        "azure-native:dbforpostgresql:Database", resourceGroupName="rg", serverName="the-db", databaseName="tenant"
    )
    with connect(dbname="tenant"):
        database.delete()
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        connect(dbname="tenant")


def test_a_server_outlives_the_provider_and_is_started_again(running: Deployed, connect: Connect) -> None:
    stop(connect.state)
    assert servers_below(connect.state.root) == []
    assert len(resume(connect.state)) == 1
    assert connect.value("SELECT 1") == 1
    (cluster,) = all_clusters(connect.state)
    assert cluster.pid
    os.kill(cluster.pid, signal.SIGKILL)
    _wait_until_gone(cluster.pid)
    read = running.read()
    assert read
    assert read["state"] == "Ready"
    assert connect.value("SELECT 1") == 1


def _wait_until_gone(pid: int | None) -> None:
    while pid and psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        time.sleep(0.01)


def test_no_file_holds_the_password(running: Deployed, connect: Connect) -> None:
    running.update(administratorLoginPassword=secret("C4nary-4712"))
    needles = [text.encode() for text in (PASSWORD, "C4nary-4712")]
    files = [path for path in connect.state.root.rglob("*") if path.is_file()]
    assert [path for path in files if any(needle in path.read_bytes() for needle in needles)] == []


@pytest.mark.usefixtures("group")
def test_a_version_that_is_not_installed_is_refused_plainly(azure: Client, state: StateFolder) -> None:
    with pytest.raises(RefusedError, match=r"PostgreSQL 11 is not installed.*14, 15, 16, 17, 18"):
        server(azure, version="11")
    assert all_clusters(state) == []


@pytest.mark.usefixtures("group")
def test_a_failed_creation_leaves_no_server(azure: Client, state: StateFolder) -> None:
    write_faults(state.azure, [Fault(action="time-out", type=SERVER, operation="create")])
    with pytest.raises(RefusedError, match="deadline"):
        azure.create_within(
            0.1,
            SERVER,
            "db",
            {
                "resourceGroupName": "rg",
                "version": "17",
                "sku": {"name": "Standard_D4ds_v5", "tier": "GeneralPurpose"},
                "storage": {"storageSizeGB": 128},
                "administratorLogin": "veeam",
                "administratorLoginPassword": PASSWORD,
            },
        )
    assert all_clusters(state) == []


@pytest.fixture
def everywhere() -> Iterator[int]:
    """A port on which somebody listens at every address of the machine."""
    with socket.socket() as listener:
        listener.bind(("0.0.0.0", 0))  # noqa: S104 - that is the point
        listener.listen()
        yield listener.getsockname()[1]


def test_a_port_that_is_taken_everywhere_is_named(everywhere: int) -> None:
    with pytest.raises(MachineError, match=f"listens on 0.0.0.0:{everywhere}"):
        demand_free_port("127.64.0.1", everywhere)


def test_a_delegated_subnet_needs_its_delegation_and_a_linked_zone(azure: Client, subnet: Deployed) -> None:
    zone = azure.create(
        "azure-native:privatedns:PrivateZone",
        resourceGroupName="rg",
        location="global",
        privateZoneName="x.postgres.database.azure.com",
    )
    place = {"delegatedSubnetResourceId": subnet.id, "privateDnsZoneArmResourceId": zone.id}
    with pytest.raises(RefusedError, match="must be delegated"):
        server(azure, network=place)
    subnet.update(
        delegations=[{"name": "d", "serviceName": "Microsoft.DBforPostgreSQL/flexibleServers"}], serviceEndpoints=[]
    )
    with pytest.raises(RefusedError, match="is not linked"):
        server(azure, network=place)
    azure.create(
        "azure-native:privatedns:VirtualNetworkLink",
        resourceGroupName="rg",
        location="global",
        privateZoneName="x.postgres.database.azure.com",
        virtualNetwork={"id": subnet.id.rpartition("/subnets/")[0]},
    )
    injected = server(azure, network=place)
    assert injected["network"]["publicNetworkAccess"] == "Disabled"
    with pytest.raises(RefusedError, match="SubnetWithDelegations"):
        azure.create(
            "azure-native:network:NetworkInterface",
            resourceGroupName="rg",
            ipConfigurations=[{"name": "one", "subnet": {"id": subnet.id}}],
        )
    with pytest.raises(RefusedError, match="FirewallRulesNotSupported"):
        azure.create(
            "azure-native:dbforpostgresql:FirewallRule",
            resourceGroupName="rg",
            serverName="the-db",
            startIpAddress="1.2.3.4",
            endIpAddress="1.2.3.4",
        )
    for still_used in (subnet, zone):
        with pytest.raises(RefusedError, match=r"in use|nested resources"):
            still_used.delete()
