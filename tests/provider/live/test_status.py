"""How the backups of each tenant stand, and what expires when."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from veeam_entraid_limits import jobs_on_server, tenant_on_server
from veeam_provider.live import (
    Backup,
    JobState,
    License,
    ServerInventory,
    license_problem,
    read_expiries,
    read_tenants,
)

NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
VALID = License(status="Valid", edition="EnterprisePlus", package="Advanced", licensed_instances=10, used_instances=3)


def model(id_: str, type_: str, **changes: Any) -> dict[str, Any]:
    body = {"id": id_, "name": id_, "type": type_, "isDisabled": False, "storage": {"tenantId": "T"}}
    return {**body, "tenant": {"tenantId": "t"}, **changes}


def inventory(*models: dict[str, Any], **changes: Any) -> ServerInventory:
    jobs: Any = jobs_on_server(models or [model("job", "EntraIDTenantBackup")])
    kinds = {"TenantBackupJob": "tenant_jobs", "LogBackupJob": "log_jobs", "BackupCopyJob": "copy_jobs"}
    by_kind: dict[str, Any] = {
        part: tuple(job for job in jobs if type(job).__name__ == kind) for kind, part in kinds.items()
    }
    made = ServerInventory(
        endpoint="https://vbr:9419",
        name="VBR01",
        build="13.0.1.1071",
        now=NOW,
        tenants=(tenant_on_server({"id": "t", "azureTenantId": "azure"}),),
        backups=(Backup(id="b", job_id="job", latest=NOW - 3 * DAY),),
        job_states={"job": JobState(last_result="Success", last_run=NOW - DAY)},
        license=VALID,
        **by_kind,
    )
    return replace(made, **changes)


def test_a_tenant_has_its_jobs_and_their_copies() -> None:
    (status,) = read_tenants(
        inventory(
            model("job", "EntraIDTenantBackup"),
            model("log", "EntraIDAuditLogBackup"),
            model("of another", "EntraIDTenantBackup", storage={"tenantId": "other"}),
            model("copy", "EntraIDTenantBackupCopy", primaryJobId="JOB"),
            model("log copy", "FileBackupCopy", primaryJobId="log"),
        )
    )
    assert [each.name for each in status.tenant_jobs] == ["job"]
    assert [each.name for each in status.log_jobs] == ["log"]
    assert [each.name for each in status.copies] == ["copy", "log copy"]
    assert (status.latest, status.age) == (NOW - 3 * DAY, 3 * DAY)
    assert not status.needs_attention


@pytest.mark.parametrize(
    "changes",
    [
        {"job_states": {"job": JobState(last_result="Failed", last_run=NOW - DAY)}},
        {"job_states": {"job": JobState(last_result="Success", is_disabled=True)}},
        {"tenant_jobs": (), "backups": ()},
        {"backups": ()},
        {"backups": (Backup(id="b", job_id="job", latest=None),)},
        {"backups": (Backup(id="b", job_id="job", latest=NOW - 30 * DAY - dt.timedelta(seconds=1)),)},
    ],
)
def test_what_went_wrong_needs_attention(changes: dict[str, Any]) -> None:
    (status,) = read_tenants(inventory(**changes))
    assert status.needs_attention


def test_thirty_days_are_not_too_old_and_a_failure_of_a_disabled_copy_is_nobodys_concern() -> None:
    (status,) = read_tenants(
        inventory(
            model("job", "EntraIDTenantBackup"),
            model("copy", "EntraIDTenantBackupCopy", primaryJobId="job"),
            backups=(Backup(id="b", job_id="job", latest=NOW - 30 * DAY),),
            job_states={"copy": JobState(last_result="Failed", is_disabled=True)},
        )
    )
    assert not status.needs_attention


def test_what_expires_is_told_the_first_first_and_what_never_does_last() -> None:
    seen = inventory(
        model("job", "EntraIDTenantBackup"),
        model("log", "EntraIDAuditLogBackup"),
        license=replace(VALID, support_expires=NOW - DAY),
        certificate_expires=NOW + 400 * DAY,
    )
    expiries = read_expiries(seen)
    assert [each.left for each in expiries] == [-DAY, 27 * DAY, 400 * DAY, None]
    assert [each.what.split()[0] for each in expiries] == ["support", "log", "certificate", "licence"]
    assert "azure" in expiries[1].what


def test_without_log_jobs_no_log_backup_ends() -> None:
    assert [each.what for each in read_expiries(inventory())] == ["licence"]
    assert read_expiries(inventory(license=None)) == ()


@pytest.mark.parametrize(
    ("license_", "words"),
    [
        (VALID, ""),
        (None, ""),
        (replace(VALID, status="Expired"), "Expired"),
        (replace(VALID, used_instances=10), "No instance"),
        (replace(VALID, licensed_instances=None, used_instances=10), ""),
    ],
)
def test_a_licence_that_does_not_do_says_why(license_: License | None, words: str) -> None:
    problem = license_problem(inventory(license=license_))
    assert words in problem
    assert bool(problem) == bool(words)
