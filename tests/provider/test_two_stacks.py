"""Two stacks on one server, at once, over TLS: each with a provider of its own."""

from collections.abc import Generator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from engine_model import Outcome, Stack, Wanted
from provider_client import Client, served
from simulated_vbr import AZURE_TENANT
from veeam_stack import APPLICATION, SCOPE, running_server, variables

from veeam_entraid_sandbox.vbr import Engine, read_trace
from veeam_provider.plugin import VeeamProvider
from veeam_provider.rest import BackupServerClient, ConnectionSettings, connect, operations

ANOTHER_TENANT = "aaaaaaaa-2222-4333-8444-555555555555"


@pytest.fixture
def running(tmp_path: Path) -> Generator[tuple[Engine, ConnectionSettings]]:
    with running_server(tmp_path / "vbr") as (engine, settings):
        yield engine, settings
        assert [each for each in read_trace(engine.folder) if each.invalid] == []


@pytest.fixture
def server(running: tuple[Engine, ConnectionSettings]) -> Generator[BackupServerClient]:
    with connect(running[1]) as client:
        yield client


@pytest.fixture
def stacks(running: tuple[Engine, ConnectionSettings]) -> tuple[Stack, Stack]:
    @contextmanager
    def provider() -> Generator[Client]:
        provider = VeeamProvider({})
        with served(provider) as client:
            client.configure(**variables(running[1]))
            yield client
        provider.close()

    return Stack(provider, "blue"), Stack(provider, "green")


def resource(kind: str, name: str, /, **inputs: Any) -> Wanted:
    return Wanted(f"veeam:{kind}", name, lambda ids: _filled(inputs, ids))


def _filled(value: Any, ids: Mapping[str, str]) -> Any:
    """Return inputs with the ids of resources in the place of ``id of NAME``."""
    if isinstance(value, dict):
        return {name: _filled(each, ids) for name, each in value.items()}
    return ids[value.removeprefix("id of ")] if isinstance(value, str) and value.startswith("id of ") else value


def repository(name: str) -> Wanted:
    folder = {"path": f"D:\\{name}", "taskLimitEnabled": True, "maxTaskCount": 4.0, "readWriteLimitEnabled": False}
    return resource("infrastructure:Repository", "cache", name=name, type="WinLocal", repository=folder)


def tenant(azure: str) -> Wanted:
    return resource(
        "entraid:Tenant",
        "tenant",
        azureTenantId=azure,
        cacheRepositoryId="id of cache",
        applicationId=APPLICATION,
        applicationSecret="app secret",
        protectionScope=[*SCOPE],
    )


def tenant_job(name: str, tenant_id: str = "id of tenant") -> Wanted:
    retention = {"type": "Days", "quantity": 30.0}
    return resource("entraid:TenantBackupJob", "job", tenantId=tenant_id, name=name, retention=retention)


def program(azure: str, name: str) -> list[Wanted]:
    password = resource("infrastructure:EncryptionPassword", "password", hint=name, password=f"{name} word")
    copy = resource(
        "entraid:TenantBackupCopyJob",
        "copy",
        primaryJobId="id of job",
        name=f"{name} copy",
        repositoryId="id of cache",
        encryptionPasswordId="id of password",
    )
    return [repository(f"cache {name}"), password, tenant(azure), tenant_job(name), copy]


BLUE, GREEN = program(AZURE_TENANT, "blue"), program(ANOTHER_TENANT, "green")


def at_once(*commands: Any) -> list[Outcome]:
    with ThreadPoolExecutor(len(commands)) as pool:
        return [each.result() for each in [pool.submit(command) for command in commands]]


def names(server: BackupServerClient) -> list[str]:
    return sorted(job["name"] for job in server.list(operations.GET_ALL_JOBS))


def test_stacks_with_tenants_of_their_own_do_not_disturb_each_other(
    stacks: tuple[Stack, Stack], server: BackupServerClient
) -> None:
    blue, green = stacks
    assert [each.problems for each in at_once(lambda: blue.up(*BLUE), lambda: green.up(*GREEN))] == [(), ()]
    assert names(server) == ["blue", "blue copy", "green", "green copy"]
    assert [each.problems for each in at_once(blue.refresh, green.refresh)] == [(), ()]
    assert (blue.changes(*BLUE), green.changes(*GREEN)) == ({}, {})
    changed = [*GREEN[:3], tenant_job("green nightly"), *GREEN[4:]]
    assert [each.problems for each in at_once(blue.destroy, lambda: green.up(*changed))] == [(), ()]
    assert blue.states == {}
    assert names(server) == ["green copy", "green nightly"]
    assert green.refresh().problems == ()
    assert green.changes(*changed) == {}
    assert [each.get("azureTenantId") for each in server.list(operations.GET_ALL_ENTRA_ID_TENANTS)] == [ANOTHER_TENANT]


def test_a_job_for_a_tenant_of_the_other_stack_is_refused_by_the_limit(
    stacks: tuple[Stack, Stack], server: BackupServerClient
) -> None:
    blue, green = stacks
    assert blue.up(*BLUE).succeeded
    (theirs,) = [each["id"] for each in server.list(operations.GET_ALL_ENTRA_ID_TENANTS)]
    (problem,) = green.up(tenant_job("green", theirs)).problems
    assert "one-backup-job-per-tenant" in problem
    assert '"blue"' in problem
    assert green.states == {}
    assert names(server) == ["blue", "blue copy"]


def test_a_tenant_of_the_other_stack_is_refused_with_the_ways_out(stacks: tuple[Stack, Stack]) -> None:
    blue, green = stacks
    assert blue.up(*BLUE).succeeded
    (problem,) = green.up(repository("cache green"), tenant(AZURE_TENANT)).problems
    assert f"pulumi import veeam:entraid:Tenant tenant '{AZURE_TENANT}'" in problem
    assert "If another stack manages it, use it from there." in problem
    assert blue.refresh().succeeded
    assert blue.changes(*BLUE) == {}


def test_both_want_the_same_tenant_at_once(stacks: tuple[Stack, Stack], server: BackupServerClient) -> None:
    """One of them gets it, and the other one says so: it is neither added twice nor shared."""
    blue, green = stacks
    same = [repository("cache green"), tenant(AZURE_TENANT)]
    outcomes = at_once(lambda: blue.up(*BLUE[:3]), lambda: green.up(*same))
    assert sorted(len(each.problems) for each in outcomes) == [0, 1]
    assert len([*server.list(operations.GET_ALL_ENTRA_ID_TENANTS)]) == 1
    winner, loser = (blue, green) if outcomes[0].succeeded else (green, blue)
    assert winner.refresh().succeeded
    assert winner.changes(*(BLUE[:3] if winner is blue else same)) == {}
    (again,) = loser.up(*(same if winner is blue else BLUE[:3])).problems
    assert "pulumi import" in again
    assert loser.destroy().succeeded
    assert len([*server.list(operations.GET_ALL_ENTRA_ID_TENANTS)]) == 1
