"""The client against the simulated backup server, over TLS: what each takes for the API is the same."""

import hashlib
import ssl
import threading
from collections.abc import Generator
from dataclasses import replace as changed
from pathlib import Path
from typing import Any

import pytest
from simulated_vbr import AZURE_TENANT, SETTINGS, tenant_job_spec, tenant_spec

from veeam_entraid_sandbox.vbr import (
    Durations,
    Engine,
    FaultAction,
    ServerFault,
    SimulatedServer,
    SystemClock,
    read_trace,
    write_server_faults,
)
from veeam_provider.rest import (
    BackupServerClient,
    CertificateError,
    ConnectionSettings,
    NotFoundError,
    RefusedError,
    SessionFailedError,
    connect,
    operations,
    replace,
)

AT_ONCE = Durations(infrastructure=0, deletion=0, job=0, disappearance=0)


@pytest.fixture
def engine(tmp_path: Path) -> Generator[Engine]:
    engine = Engine(tmp_path / "vbr", changed(SETTINGS, durations=AT_ONCE), SystemClock())
    yield engine
    engine.close()
    assert [each for each in read_trace(engine.folder) if each.invalid] == []


@pytest.fixture
def settings(engine: Engine) -> Generator[ConnectionSettings]:
    server = SimulatedServer(engine)
    thread = threading.Thread(target=server.run)
    thread.start()
    certificate = ssl.PEM_cert_to_DER_cert((engine.folder / "server.crt").read_text())
    yield ConnectionSettings(
        endpoint=server.url,
        username="rest",
        password="service pass",
        certificate_thumbprint=hashlib.sha256(certificate).hexdigest(),
    )
    server.stop()
    thread.join()


@pytest.fixture
def server(settings: ConnectionSettings) -> Generator[BackupServerClient]:
    with connect(settings) as client:
        yield client


def without(name: str, value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without(name, inner) for key, inner in value.items() if key != name}
    return [without(name, inner) for inner in value] if isinstance(value, list) else value


def protect(server: BackupServerClient) -> str:
    """Take a tenant in and return the server's id of it."""
    server.wait_for_session(server.call(operations.CREATE_ENTRA_ID_TENANT, tenant_spec()))  # pyright: ignore[reportArgumentType]
    (tenant,) = server.list(operations.GET_ALL_ENTRA_ID_TENANTS)
    assert tenant.get("azureTenantId") == AZURE_TENANT
    return tenant["id"]


def test_a_server_is_ready_and_says_what_it_is(server: BackupServerClient) -> None:
    assert server.wait_until_ready(10)["buildVersion"].startswith("13.0.1")
    (proxy,) = server.list(operations.GET_ALL_PROXIES_STATES)
    assert proxy["isDisabled"] is False


def test_a_tenant_and_its_job_live_and_go(server: BackupServerClient) -> None:
    tenant = protect(server)
    job = server.call(operations.CREATE_JOB, tenant_job_spec(tenant))  # pyright: ignore[reportArgumentType]
    renamed = replace(job, {"name": "another name"})
    server.call(operations.UPDATE_JOB, renamed, id=job["id"])
    assert [each["name"] for each in server.list(operations.GET_ALL_JOBS)] == ["another name"]
    server.call(operations.DELETE_JOB, id=job["id"])
    server.wait_for_session(server.call(operations.DELETE_ENTRA_ID_TENANTS, id=tenant))
    assert list(server.list(operations.GET_ALL_ENTRA_ID_TENANTS)) == []


def test_what_the_server_refuses_is_said_in_its_words(server: BackupServerClient) -> None:
    tenant = protect(server)
    server.call(operations.CREATE_JOB, tenant_job_spec(tenant))  # pyright: ignore[reportArgumentType]
    with pytest.raises(RefusedError, match="tenant") as refusal:
        server.call(operations.CREATE_JOB, tenant_job_spec(tenant, "second"))  # pyright: ignore[reportArgumentType]
    assert (refusal.value.status, refusal.value.error_code) == (400, "UnknownError")
    with pytest.raises(NotFoundError):
        server.call(operations.GET_JOB, id="99999999-9999-4999-8999-999999999999")


def test_a_run_that_fails_quotes_the_servers_log(server: BackupServerClient) -> None:
    job = server.call(operations.CREATE_JOB, tenant_job_spec(protect(server)))  # pyright: ignore[reportArgumentType]
    with pytest.raises(SessionFailedError, match="No PostgreSQL instance"):
        server.wait_for_session(server.call(operations.START_JOB, id=job["id"]))


@pytest.mark.parametrize("action", ["expire-token", "revoke-token", "empty-401"])
def test_a_token_that_is_taken_away_is_replaced(
    server: BackupServerClient, engine: Engine, action: FaultAction
) -> None:
    known = server.call(operations.GET_SERVER_INFO)
    write_server_faults(engine.folder, [ServerFault(action=action, path="/api/v1/serverInfo", nth=1)])
    assert server.call(operations.GET_SERVER_INFO) == known


def test_what_the_server_says_loosely_reads_the_same(server: BackupServerClient, engine: Engine) -> None:
    job = server.call(operations.CREATE_JOB, tenant_job_spec(protect(server)))  # pyright: ignore[reportArgumentType]
    write_server_faults(engine.folder, [ServerFault(action="vendor-style")])
    loose = server.call(operations.GET_JOB, id=job["id"])
    assert loose != job, "fields that nobody knows are kept, for they have to be sent back"
    assert without("ofALaterRevision", loose) == job


def test_nothing_reaches_a_server_with_another_certificate(settings: ConnectionSettings, engine: Engine) -> None:
    before = len(read_trace(engine.folder))
    with (
        connect(changed(settings, certificate_thumbprint="AB" * 32)) as client,
        pytest.raises(CertificateError, match="nothing was sent"),
    ):
        client.call(operations.GET_SERVER_INFO)
    assert len(read_trace(engine.folder)) == before
