"""What a live server shows, read into the facts of the same rules."""

from typing import Any

import pytest

from veeam_entraid_limits import (
    Finding,
    StorageRepository,
    Tenant,
    TenantBackupJob,
    check_across,
    check_each,
    explain,
    jobs_on_server,
    license_on_server,
    limit_by_id,
    proxy_on_server,
    repository_on_server,
    tenant_on_server,
)

Model = dict[str, Any]

HOST = "11111111-aaaa-4444-8888-000000000001"
DAILY = {"runAutomatically": True, "daily": {"isEnabled": True, "dailyKind": "Everyday"}}


def state(*, disabled: object = False, host: str = HOST, kind: str = "GeneralPurposeProxy") -> Model:
    return {"id": "p", "name": "p", "type": kind, "hostId": host, "hostName": "vbr", "isDisabled": disabled}


def tenant_job(name: str = "job", number: str = "1", tenant: str = "t1", **fields: object) -> Model:
    return {
        "id": number,
        "name": name,
        "type": "EntraIDTenantBackup",
        "isDisabled": False,
        "storage": {"tenantId": tenant},
        "schedule": DAILY,
        **fields,
    }


def log_job(number: str = "9", repository: str = "r1", tenant: str = "t1", **fields: object) -> Model:
    return {
        "id": number,
        "name": "logs",
        "type": "EntraIDAuditLogBackup",
        "isDisabled": False,
        "tenant": {"tenantId": tenant},
        "storage": {"backupRepositoryId": repository},
        "schedule": DAILY,
        **fields,
    }


def said(found: list[Finding]) -> list[tuple[str, str]]:
    """Return what has been found of the documented limits, without advice beside them."""
    numbered = [finding for finding in found if limit_by_id(finding.limit).number]
    return [(finding.limit, finding.verdict.value) for finding in numbered]


@pytest.mark.parametrize(
    ("states", "broken"),
    [
        ([state()], False),
        ([state(host=HOST.upper(), kind="generalPurposeProxy")], False),
        ([state(disabled=True), state()], False),
        ([state(disabled=None)], False),
        ([state(disabled=True)], True),
        ([], True),
        ([state(host="another")], True),
        ([state(kind="ViProxy")], True),
        ([{}], True),
    ],
)
def test_the_default_proxy(states: list[Model], broken: bool) -> None:
    found = check_each(proxy_on_server("vbr", HOST, states))
    assert said(found) == ([("default-proxy-enabled", "broken")] if broken else [])
    assert all('backup server "vbr"' in explain(finding) for finding in found)


def test_a_second_job_for_a_tenant_is_found() -> None:
    clash = check_across(jobs_on_server([tenant_job("a", "1"), tenant_job("b", "2")]))
    assert said(clash) == [("one-backup-job-per-tenant", "broken")]
    assert 'tenant backup job "b"' in explain(clash[0])
    assert said(check_across(jobs_on_server([tenant_job("a", "1"), tenant_job("a", "1")]))) == []


@pytest.mark.parametrize(
    ("repositories", "broken"),
    [
        ([{"id": "r1", "name": "r", "type": "S3Compatible", "bucket": {"enableAutoProvision": True}}], True),
        ([{"id": "R1", "name": "r", "type": "SmartObjectS3", "bucket": {"enableAutoProvision": True}}], True),
        ([{"id": "r1", "name": "r", "type": "S3Compatible", "bucket": {"enableAutoProvision": False}}], False),
        ([{"id": "r1", "name": "r", "type": "WinLocal", "repository": {"path": "D:"}}], False),
        (
            [
                {"id": "r1", "name": "r", "performanceTier": {"performanceExtents": [{"id": "e1", "name": "e"}]}},
                {"id": "e1", "name": "e", "type": "S3Compatible", "bucket": {"enableAutoProvision": True}},
            ],
            True,
        ),
        (
            [
                {
                    "id": "r1",
                    "name": "r",
                    "performanceTier": {"performanceExtents": [{"id": "e1", "name": "e"}]},
                    "capacityTier": {"isEnabled": True, "extents": [{"id": "c1"}]},
                },
                {"id": "e1", "name": "e", "type": "LinuxLocal"},
                {"id": "c1", "name": "c", "type": "S3Compatible", "bucket": {"enableAutoProvision": True}},
            ],
            False,
        ),
    ],
)
def test_the_repository_of_a_log_job(repositories: list[Model], broken: bool) -> None:
    facts = [*map(repository_on_server, repositories), *jobs_on_server([tenant_job(), log_job()])]
    assert said(check_across(facts)) == ([("log-repository-not-multi-bucket", "broken")] if broken else [])


def test_a_copy_of_files_concerns_only_those_of_logs() -> None:
    spreading = repository_on_server({"id": "r2", "name": "r", "bucket": {"enableAutoProvision": True}})
    copy = {"id": "5", "name": "copy", "type": "FileBackupCopy", "primaryJobId": "9", "backupRepositoryId": "r2"}
    of_logs = jobs_on_server([log_job(tenant="t1", repository="r1"), tenant_job(), copy])
    broken = ("log-repository-not-multi-bucket", "broken")
    assert broken in said(check_across([spreading, *of_logs]))
    assert jobs_on_server([copy]) == ()
    of_tenant = jobs_on_server([tenant_job(), copy | {"type": "EntraIDTenantBackupCopy", "primaryJobId": "1"}])
    assert said(check_across([spreading, *of_tenant])) == [("log-repository-not-multi-bucket", "advisory")]


def test_a_log_job_needs_a_job_of_its_tenant() -> None:
    limit = "log-backup-needs-recent-tenant-backup"
    repository = repository_on_server({"id": "r1", "name": "r", "type": "WinLocal"})
    tenant = tenant_on_server({"id": "t1", "azureTenantId": "a1", "cacheRepositoryId": "r1"})
    facts = [repository, tenant, *jobs_on_server([tenant_job(), log_job()])]
    assert said(check_across(facts)) == []
    disabled = [repository, tenant, *jobs_on_server([tenant_job(isDisabled=True), log_job()])]
    assert said(check_across(disabled)) == [(limit, "broken")]
    assert said(check_across([repository, tenant, *jobs_on_server([log_job()])])) == [(limit, "broken")]
    assert said(check_across([repository, tenant, *jobs_on_server([log_job(isDisabled=True)])])) == []


def test_a_tenant_of_another_cloud_is_found() -> None:
    model = {"id": "t1", "azureTenantId": "a1", "region": "Government", "authentication": {"secret": "hunter2"}}
    fact = tenant_on_server(model)
    (finding,) = check_each(fact)
    assert (finding.limit, finding.verdict.value) == ("supported-region", "broken")
    assert "hunter2" not in explain(finding) + repr(fact)


@pytest.mark.parametrize("model", [{}, {"id": 7, "name": None, "storage": "x", "schedule": [], "performanceTier": 3}])
def test_strange_models_are_read(model: Model) -> None:
    assert isinstance(repository_on_server(model), StorageRepository)
    assert isinstance(tenant_on_server(model), Tenant)
    assert jobs_on_server([model]) == ()
    (job,) = jobs_on_server([model | {"type": "entraIdTenantBackup"}])
    assert isinstance(job, TenantBackupJob)
    assert said(check_each(job)) == []


@pytest.mark.parametrize("package", ["Starter", "Foundation", "essentials"])
def test_a_lesser_licence_is_advice(package: str) -> None:
    licence = license_on_server("vbr", {"status": "Valid", "instanceLicenseSummary": {"package": package}})
    tenant = tenant_on_server({"id": "t1", "azureTenantId": "a1", "protectionScope": ["Users", "IntunePolicies"]})
    found = check_across([licence, tenant, *jobs_on_server([log_job()])])
    assert {finding.subject.name for finding in found if finding.limit == "veeam-license-package"} == {"a1", "logs"}


@pytest.mark.parametrize("package", ["Advanced", "Premium", "Invalid", None])
def test_enough_of_a_licence_or_none_that_is_known_is_fine(package: str | None) -> None:
    licence = license_on_server("vbr", {"status": "Valid", "instanceLicenseSummary": {"package": package}})
    found = check_across([licence, *jobs_on_server([log_job()])])
    assert not [finding for finding in found if finding.limit == "veeam-license-package"]


def test_a_scope_without_policies_takes_no_package() -> None:
    licence = license_on_server("vbr", {"instanceLicenseSummary": {"package": "Starter"}})
    tenant = tenant_on_server({"id": "t1", "azureTenantId": "a1", "protectionScope": ["Users", "Groups"]})
    assert check_across([licence, tenant]) == []
