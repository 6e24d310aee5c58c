"""Limits that only a live server knows, with the ids and the sentences of the catalogue."""

import datetime as dt
from collections.abc import Generator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from own_sandbox import own_state
from provider_client import RefusedError, served
from simulated_vbr import SETTINGS, foreign_repository, scale_out
from veeam_stack import AT_ONCE, EVERY_DAY, SCOPE, Deployment, deployment, variables

from veeam_entraid_protocol import UNKNOWN
from veeam_entraid_protocol.provider import Progress
from veeam_entraid_sandbox.machines.bundled_instance import start_bundled
from veeam_entraid_sandbox.vbr import Console, Instance, read_trace, write_console, write_instance
from veeam_provider._server import Work
from veeam_provider.plugin import VeeamProvider
from veeam_provider.rest import operations

SPREAD = "aaaaaaaa-0000-4000-8000-000000000001"
SCALE_OUT = "aaaaaaaa-0000-4000-8000-000000000002"
NOBODY = "aaaaaaaa-0000-4000-8000-000000000003"
DAYS = {"type": "Days", "quantity": 30.0}


@pytest.fixture(scope="module")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    with own_state(tmp_path_factory.mktemp("state")) as state:
        started = start_bundled(state, "/tests/provider")
        yield Instance(host=started.host, port=started.port, login=started.login, password=started.password)


@pytest.fixture
def stack(tmp_path: Path) -> Generator[Deployment]:
    foreign: Any = {**foreign_repository(SPREAD, "SmartObjectS3", "smart"), **scale_out(SCALE_OUT, "all", SPREAD)}
    foreign[("repository", SPREAD)]["bucket"] = {"enableAutoProvision": True}
    with deployment(tmp_path / "vbr", replace(SETTINGS, durations=AT_ONCE, foreign=foreign)) as stack:
        stack.licensed()
        yield stack


def log_job(stack: Deployment, tenant: str, **inputs: Any) -> Any:
    given = {
        "tenantId": tenant,
        "name": "Contoso logs",
        "repositoryId": stack.default_repository(),
        "retention": {"type": "Months", "quantity": 6.0},
        **inputs,
    }
    return stack.create("veeam:entraid:LogBackupJob", "logs", **given)


def test_a_second_job_for_a_tenant_is_refused_with_the_name_of_the_first(stack: Deployment) -> None:
    tenant = stack.tenant()
    stack.tenant_job(tenant.id)
    with pytest.raises(RefusedError, match=r"one-backup-job-per-tenant.*\"Contoso\"") as refusal:
        stack.tenant_job(tenant.id, "second", name="Another")
    assert "helpcenter.veeam.com" in str(refusal.value)
    assert [job["name"] for job in stack.server.list(operations.GET_ALL_JOBS)] == ["Contoso"]


def test_a_job_without_a_default_proxy_is_refused(stack: Deployment) -> None:
    tenant = stack.tenant()
    (proxy,) = stack.server.list(operations.GET_ALL_PROXIES)
    stack.server.call(operations.DISABLE_PROXY, id=proxy["id"])
    with pytest.raises(RefusedError, match="default-proxy-enabled"):
        stack.tenant_job(tenant.id)
    stack.tenant_job(tenant.id, enabled=False)


def test_logs_to_several_buckets_are_refused_behind_an_id_too(stack: Deployment) -> None:
    tenant = stack.tenant()
    stack.tenant_job(tenant.id)
    spread: Any = {
        "name": "spread",
        "type": "S3Compatible",
        "account": {"servicePoint": "s3.contoso.com", "regionId": "eu", "credentialsId": credential(stack)},
        "bucket": {"bucketName": "logs", "folderName": "veeam", "enableAutoProvision": True},
    }
    made = stack.create("veeam:infrastructure:Repository", "spread", **spread)
    for repository in (made.id, SPREAD, SCALE_OUT):
        with pytest.raises(RefusedError, match="log-repository-not-multi-bucket"):
            log_job(stack, tenant.id, repositoryId=repository, enabled=False)


def credential(stack: Deployment) -> str:
    token = "veeam:infrastructure:CloudCredential"
    return stack.create(token, "s3", type="Amazon", accessKey="AKIA1", secretKey="secret").id


def test_what_the_licence_does_not_cover_and_has_no_room_for_is_told(
    stack: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    summary = {"package": "Essentials", "licensedInstancesNumber": 10.0, "usedInstancesNumber": 10.0}
    monkeypatch.setattr(Work, "license", lambda _self: {"instanceLicenseSummary": summary})
    monkeypatch.setattr(Progress, "warn", lambda _self, text: told.append(text))
    stack.tenant(protectionScope=[*SCOPE, "ConditionalAccessPolicies"])
    assert [text for text in told if "Conditional Access policies" in text]
    assert [text for text in told if "No instance" in text]
    told.clear()
    stack.made["tenant"].update(protectionScope=SCOPE[:-1])
    assert told == []


class TestWithoutARestorePoint:
    def test_a_log_job_is_made_disabled_and_enabled_by_a_later_update(
        self, stack: Deployment, bundled: Instance
    ) -> None:
        write_instance(stack.engine.folder, bundled)
        tenant = stack.tenant()
        job = stack.tenant_job(tenant.id, schedule=EVERY_DAY)
        logs = log_job(stack, tenant.id)
        assert logs["waitsForTenantBackup"] is True
        assert stack.changes(logs, **plain_inputs(logs)) == {"enabled": False}
        stack.server.wait_for_session(stack.server.call(operations.START_JOB, id=job.id))
        again = stack.updated(logs, **plain_inputs(logs))
        assert again["waitsForTenantBackup"] is False
        assert stack.changes(again, **plain_inputs(logs)) == {}

    def test_the_tenant_job_runs_first_where_that_is_wanted(self, stack: Deployment, bundled: Instance) -> None:
        write_instance(stack.engine.folder, bundled)
        tenant = stack.tenant()
        stack.tenant_job(tenant.id, schedule=EVERY_DAY)
        logs = log_job(stack, tenant.id, waitForTenantBackup=True)
        assert logs["waitsForTenantBackup"] is False
        assert [backup["name"] for backup in backups(stack)] == ["Contoso"]

    def test_one_that_is_too_old_is_refused(self, stack: Deployment, bundled: Instance) -> None:
        write_instance(stack.engine.folder, bundled)
        tenant = stack.tenant()
        job = stack.tenant_job(tenant.id, schedule=EVERY_DAY)
        stack.server.wait_for_session(stack.server.call(operations.START_JOB, id=job.id))
        write_console(stack.engine.folder, Console(clock_offset=dt.timedelta(days=30, hours=1).total_seconds()))
        with pytest.raises(RefusedError, match=r"log-backup-needs-recent-tenant-backup.*older than 30 days"):
            log_job(stack, tenant.id)


class TestAtAPreview:
    """What the server knows already is said before anything is changed, and nothing is."""

    @pytest.fixture
    def told(self, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        told: list[str] = []
        monkeypatch.setattr(Progress, "warn", lambda _self, text: told.append(text))
        return told

    def job_of_somebody_else(self, stack: Deployment, tenant: str) -> None:
        job = stack.tenant_job(tenant, schedule=EVERY_DAY)
        model: Any = {**stack.server.call(operations.GET_JOB, id=job.id), "description": "by hand"}
        stack.server.call(operations.UPDATE_JOB, model, id=job.id)

    def test_a_second_job_is_refused_where_somebody_else_has_made_the_first(self, stack: Deployment) -> None:
        tenant = stack.tenant()
        self.job_of_somebody_else(stack, tenant.id)
        with pytest.raises(RefusedError, match=r"\"second\" will be refused: one-backup-job-per-tenant.*\"Contoso\""):
            preview(stack, "TenantBackupJob", tenant.id, name="Another", retention=DAYS)

    def test_what_this_stack_has_made_is_left_to_the_update(self, stack: Deployment, told: list[str]) -> None:
        tenant = stack.tenant()
        stack.tenant_job(tenant.id)
        preview(stack, "TenantBackupJob", tenant.id, name="Another", retention=DAYS)
        assert told == []

    def test_logs_to_several_buckets_are_refused(self, stack: Deployment) -> None:
        with pytest.raises(RefusedError, match="log-repository-not-multi-bucket"):
            preview(stack, "LogBackupJob", UNKNOWN, name="Logs", repositoryId=SCALE_OUT, retention=DAYS)

    def test_what_the_update_may_change_before_is_a_warning(self, stack: Deployment, told: list[str]) -> None:
        (proxy,) = stack.server.list(operations.GET_ALL_PROXIES)
        stack.server.call(operations.DISABLE_PROXY, id=proxy["id"])
        preview(stack, "TenantBackupJob", UNKNOWN, name="Another", retention=DAYS)
        (warning,) = told
        assert "the update will refuse this, if it does not change it before. default-proxy-enabled" in warning

    def test_a_backup_that_is_too_old_is_a_warning(self, stack: Deployment, bundled: Instance, told: list[str]) -> None:
        write_instance(stack.engine.folder, bundled)
        tenant = stack.tenant()
        self.job_of_somebody_else(stack, tenant.id)
        (job,) = stack.server.list(operations.GET_ALL_JOBS)
        stack.server.wait_for_session(stack.server.call(operations.START_JOB, id=job["id"]))
        logs = {"name": "Logs", "repositoryId": stack.default_repository(), "retention": DAYS}
        write_console(stack.engine.folder, Console(clock_offset=dt.timedelta(days=29).total_seconds()))
        preview(stack, "LogBackupJob", tenant.id, **logs)
        assert told == []
        write_console(stack.engine.folder, Console(clock_offset=dt.timedelta(days=31).total_seconds()))
        stack.server.call(operations.GET_SERVER_TIME)
        preview(stack, "LogBackupJob", tenant.id, waitForTenantBackup=True, **logs)
        assert told == []
        preview(stack, "LogBackupJob", tenant.id, **logs)
        (warning,) = told
        assert "log-backup-needs-recent-tenant-backup" in warning

    def test_all_resources_share_one_look(self, stack: Deployment) -> None:
        preview(stack, "TenantBackupJob", UNKNOWN, name="One", retention=DAYS)
        asked = len(read_trace(stack.engine.folder))
        preview(stack, "TenantBackupJob", UNKNOWN, name="Two", retention=DAYS)
        assert read_trace(stack.engine.folder)[asked:] == ()


def test_a_preview_does_without_a_server(stack: Deployment) -> None:
    provider = VeeamProvider({})
    with served(provider) as client:
        client.configure(**{**variables(stack.settings), "endpoint": "https://127.0.0.1:9"})
        inputs = {"tenantId": NOBODY, "name": "Another", "retention": DAYS}
        assert client.preview("veeam:entraid:TenantBackupJob", "second", **inputs)["name"] == "Another"
    provider.close()


def preview(stack: Deployment, kind: str, tenant: object, **inputs: Any) -> None:
    asked = len(read_trace(stack.engine.folder))
    try:
        _preview(stack, kind, tenant, **inputs)
    finally:
        traced = read_trace(stack.engine.folder)[asked:]
        assert [each for each in traced if each.method != "GET" and not each.path.endswith("/token")] == []


def _preview(stack: Deployment, kind: str, tenant: object, **inputs: Any) -> None:
    stack.client.preview(f"veeam:entraid:{kind}", "second", tenantId=tenant, **inputs)


def backups(stack: Deployment) -> list[Any]:
    return list(stack.server.list(operations.GET_ALL_BACKUPS))


def plain_inputs(deployed: Any) -> dict[str, Any]:
    return dict(deployed.inputs)
