"""The person at the wizard: a backup server is moved to another PostgreSQL, or told why not."""

import json
import os
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml
from fake_pulumi import Fake
from provider_client import Client, Deployed
from psycopg import sql
from simulated_vbr import AZURE_TENANT, tenant_job_spec, tenant_spec
from windows_machines import client, install, refuses_connections, reported, the_server

from veeam_entraid_sandbox.commands import main
from veeam_entraid_sandbox.commands._connect import (
    PASSWORD_VARIABLE,
    GivenRepository,
    awaits_connection,
    connect_given,
    stack_is_connected,
    stack_outputs,
    write_pending,
)
from veeam_entraid_sandbox.machines import (
    Cluster,
    MachineError,
    ServerDurations,
    all_clusters,
    read_server_durations,
    write_server_durations,
)
from veeam_entraid_sandbox.machines.bundled_instance import start_bundled
from veeam_entraid_sandbox.machines.wizard import chosen_server, connect_repository
from veeam_entraid_sandbox.state import VARIABLE, StateFolder
from veeam_entraid_sandbox.vbr import Instance, database_name, read_instance
from veeam_provider.rest import operations

LOGIN_PASSWORD = "C4nary of the login"


@dataclass
class Repository:
    """A PostgreSQL for a backup server, and the login that it is given."""

    instance: Instance
    cluster: Cluster

    def query(self, statement: str) -> list[tuple[Any, ...]]:
        return list(self.cluster.query(sql.SQL(statement)))  # pyright: ignore[reportArgumentType]


@pytest.fixture
def repository(state: StateFolder) -> Repository:
    started = start_bundled(state, "/the/repository")
    (cluster,) = [each for each in all_clusters(state) if each.record and each.record.volume == "/the/repository"]
    cluster.query("CREATE ROLE veeam LOGIN CREATEDB")
    cluster.set_password("veeam", LOGIN_PASSWORD)
    instance = Instance(host=started.host, port=started.port, login="veeam", password=LOGIN_PASSWORD)
    return Repository(instance, cluster)


@pytest.fixture
def sha256(azure: Client, machine: Deployed, quickly: None) -> str:
    """The certificate of a backup server that is installed."""
    del machine, quickly
    install(azure)
    return reported(azure)["certificateSha256"]


def protect(state: StateFolder, sha256: str) -> None:
    """Take a tenant in, and back it up."""
    with client(state, sha256) as server:
        server.wait_until_ready(30)
        server.wait_for_session(server.call(operations.CREATE_ENTRA_ID_TENANT, tenant_spec()))  # pyright: ignore[reportArgumentType]
        (tenant,) = server.list(operations.GET_ALL_ENTRA_ID_TENANTS)
        job = server.call(operations.CREATE_JOB, tenant_job_spec(tenant["id"]))  # pyright: ignore[reportArgumentType]
        server.wait_for_session(server.call(operations.START_JOB, id=job["id"]))


# What it does.


def test_a_server_that_is_connected_writes_there(state: StateFolder, sha256: str, repository: Repository) -> None:
    server = the_server(state)
    before = server.pid
    assert read_instance(server.memory) is None
    assert connect_repository(state, server, repository.instance)
    assert read_instance(server.memory) == repository.instance
    assert server.pid not in {before, None}
    protect(state, sha256)
    instance = repository.instance
    with psycopg.connect(
        host=instance.host, user=instance.login, password=instance.password, dbname=database_name(AZURE_TENANT)
    ) as connection:
        assert connection.execute("SELECT count(*) > 50 FROM items").fetchone() == (True,)


@pytest.mark.usefixtures("sha256")
def test_a_second_time_changes_nothing(state: StateFolder, repository: Repository) -> None:
    server = the_server(state)
    connect_repository(state, server, repository.instance)
    before = server.pid
    assert not connect_repository(state, server, repository.instance)
    assert server.pid == before


@pytest.mark.usefixtures("sha256")
def test_the_services_are_stopped_for_as_long_as_is_set(state: StateFolder, repository: Repository) -> None:
    write_server_durations(state, replace(read_server_durations(state), connection=0.5))
    began = time.monotonic()
    wizard = threading.Thread(target=connect_repository, args=(state, the_server(state), repository.instance))
    wizard.start()
    refused = False
    while wizard.is_alive():
        refused = refused or refuses_connections(state)
        time.sleep(0.01)
    wizard.join()
    assert refused
    assert time.monotonic() - began > 0.5
    assert not refuses_connections(state)


# What it refuses.


def no_password_login(repository: Repository) -> None:
    repository.cluster.write("hba.conf", "host all postgres 127.0.0.0/8 scram-sha-256\n")
    repository.cluster.reload()


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("", {"port": 1}, r"does not reach PostgreSQL on 127\.\d+\.\d+\.\d+:1: .*Connection refused"),
    ("", {"password": "wrong"}, "does not let veeam in: password authentication failed"),
    ("", {"login": "nobody"}, "does not let nobody in"),
    ("ALTER ROLE veeam NOCREATEDB", {}, "veeam may not create databases in PostgreSQL on .*: give it CREATEDB"),
    ("ALTER ROLE veeam NOLOGIN", {}, "does not let veeam in: role .* is not permitted to log in"),
]


@pytest.mark.parametrize(("statement", "changes", "why"), REFUSED, ids=[why for _, _, why in REFUSED])
@pytest.mark.usefixtures("sha256")
def test_what_the_wizard_finds_wrong_is_said_and_nothing_changes(
    state: StateFolder, repository: Repository, statement: str, changes: dict[str, Any], why: str
) -> None:
    if statement:
        repository.query(statement)
    server = the_server(state)
    before = server.pid
    with pytest.raises(MachineError, match=why) as refusal:
        connect_repository(state, server, replace(repository.instance, **changes))
    assert LOGIN_PASSWORD not in str(refusal.value)
    assert (server.pid, read_instance(server.memory)) == (before, None)


@pytest.mark.usefixtures("sha256")
def test_a_server_without_password_login_is_refused(state: StateFolder, repository: Repository) -> None:
    no_password_login(repository)
    with pytest.raises(MachineError, match=r"no pg_hba\.conf entry .*a login with a password and nothing else"):
        connect_repository(state, the_server(state), repository.instance)


def test_a_server_that_is_still_being_installed_has_no_wizard(
    azure: Client, machine: Deployed, state: StateFolder, repository: Repository
) -> None:
    del machine
    write_server_durations(state, ServerDurations(installation=600))
    install(azure, asyncExecution=True)
    with pytest.raises(MachineError, match="not running yet"):
        connect_repository(state, the_server(state), repository.instance)


@pytest.mark.usefixtures("sha256")
def test_the_server_is_named_where_it_has_to_be(state: StateFolder) -> None:
    with pytest.raises(MachineError, match="has vm"):
        chosen_server(state, "another")
    assert chosen_server(state, "VM").folder == chosen_server(state).folder


def test_without_a_server_it_says_so(state: StateFolder) -> None:
    with pytest.raises(MachineError, match="There is no backup server in the sandbox"):
        chosen_server(state)


# The command.


@pytest.mark.usefixtures("sha256")
def test_the_command_takes_the_password_from_the_environment(
    state: StateFolder,
    repository: Repository,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv(VARIABLE, str(state.root))
    instance = repository.instance
    command = ["connect", "--host", instance.host, "--login", instance.login]
    assert main(command) == 1
    assert f"put it into the environment variable {PASSWORD_VARIABLE}" in capsys.readouterr().err
    monkeypatch.setenv(PASSWORD_VARIABLE, LOGIN_PASSWORD)
    assert main(command) == 0
    assert f"The backup server vm is connected to {instance.host}:5432 as veeam." in capsys.readouterr().out
    assert main(command) == 0
    assert "nothing has changed" in capsys.readouterr().out
    assert main(["connect", "--host", instance.host]) == 1
    assert "--host and --login" in capsys.readouterr().err


def stack_of(fake: Fake, instance: Instance) -> None:
    """Let the stack have a repository."""
    outputs = {
        "repositoryHost": instance.host,
        "repositoryPort": instance.port,
        "repositoryLogin": instance.login,
        "repositoryPassword": instance.password,
    }
    fake.answers({"stack output": {"says": json.dumps(outputs)}})


@pytest.mark.usefixtures("sha256")
def test_the_command_takes_the_repository_from_the_stack(
    state: StateFolder, repository: Repository, fake: Fake
) -> None:
    environment = os.environ | fake.environment

    def said() -> str:
        return connect_given(fake.folder, state, environment, stack="local", given=GivenRepository(), server="")

    with pytest.raises(MachineError, match="no remote repository with a login yet"):
        said()
    stack_of(fake, repository.instance)
    assert not stack_is_connected(state, stack_outputs(fake.folder, environment, "local"))
    assert "is connected to" in said()
    assert read_instance(the_server(state).memory) == repository.instance
    assert stack_is_connected(state, stack_outputs(fake.folder, environment, "local"))


@pytest.mark.usefixtures("sha256")
def test_the_password_lies_sealed(state: StateFolder, repository: Repository) -> None:
    connect_repository(state, the_server(state), repository.instance)
    files = [file for file in state.servers.rglob("*") if file.is_file()]
    assert [file.name for file in files if LOGIN_PASSWORD.encode() in file.read_bytes()] == []


# The confirmation.


@pytest.mark.parametrize(
    ("repository", "awaited"),
    [
        ({"connection": "confirmed", "port": 1}, True),
        ({"connection": "pending"}, False),
        ({}, False),
        ({"connection": "confirmed", "hosting": "local"}, False),
        ("no block", False),
    ],
)
def test_a_confirmation_awaits_a_connection(tmp_path: Path, repository: object, awaited: bool) -> None:
    file = tmp_path / "Pulumi.local.yaml"
    assert not awaits_connection(file)
    file.write_text(yaml.safe_dump({"encryptionsalt": "s", "config": {"veeam-entraid:repository": repository, "a": 1}}))
    assert awaits_connection(file) is awaited


def test_before_the_connection_everything_else_is_as_it_is(tmp_path: Path) -> None:
    file, pending = tmp_path / "Pulumi.local.yaml", tmp_path / "pending.yaml"
    content: dict[str, Any] = {
        "encryptionsalt": "s",
        "config": {
            "veeam-entraid:repository": {"connection": "confirmed", "port": 55432},
            "veeam-entraid:backupServer": {"hardening": {}, "computerName": "VBR01"},
            "other:key": "value",
        },
    }
    file.write_text(yaml.safe_dump(content))
    write_pending(file, pending)
    content["config"]["veeam-entraid:repository"]["connection"] = "pending"
    # It comes after the connection, and the program refuses it earlier.
    del content["config"]["veeam-entraid:backupServer"]["hardening"]
    assert yaml.safe_load(pending.read_text()) == content
