"""Tenants, jobs and sessions of the simulated server, and what the product does not do."""

import base64
from typing import Any

import pytest
from simulated_vbr import (
    AZURE_TENANT,
    INFRASTRUCTURE,
    TENANTS,
    UNKNOWN,
    Vbr,
    copy_spec,
    foreign_repository,
    log_job_spec,
    scale_out,
    simulated,
    tenant_job_spec,
    tenant_spec,
)

from veeam_entraid_sandbox.certificates import self_signed

JOBS = "/api/v1/jobs"
OTHER = "33333333-2222-4333-8444-555555555555"
ONE, TWO, THREE, FOUR, FIVE = (f"{digit * 8}-0000-4000-8000-000000000000" for digit in "12345")
ESSENTIAL = ["Users", "Groups", "AdministrativeUnits", "Roles", "Applications"]


# Adding and removing a tenant.


def test_a_tenant_is_added_by_a_session_that_progresses(vbr: Vbr) -> None:
    session = vbr.post(TENANTS, tenant_spec(description="ours"))
    path = f"/api/v1/sessions/{session['id']}"
    assert (session["state"], session["progressPercent"], session["result"]["result"]) == ("Starting", 0, "None")
    assert "resourceId" not in session
    assert [line["status"] for line in vbr.get(f"{path}/logs")["records"]] == ["None"]
    vbr.pass_time(seconds=2)
    assert (vbr.get(path)["state"], vbr.get(path)["progressPercent"]) == ("Working", 50)
    assert vbr.get(TENANTS)["data"] == []
    vbr.pass_time(seconds=2)
    ended = vbr.get(path)
    assert (ended["state"], ended["progressPercent"], ended["result"]["result"]) == ("Stopped", 100, "Success")
    assert {line["status"] for line in vbr.get(f"{path}/logs")["records"]} == {"Succeeded"}
    (tenant,) = vbr.get(TENANTS)["data"]
    assert tenant["id"] == ended["resourceId"]
    assert (tenant["azureTenantId"], tenant["region"], tenant["description"]) == (AZURE_TENANT, "Global", "ours")
    assert tenant["cacheRepositoryId"] == vbr.default_repository()
    assert tenant["authentication"]["secret"] == "app secret"
    assert vbr.get(f"{TENANTS}/{tenant['id']}") == tenant


@pytest.mark.parametrize("region", ["Government", "China"])
def test_a_tenant_of_another_cloud_is_not_added(vbr: Vbr, region: str) -> None:
    session = vbr.post(TENANTS, tenant_spec(region=region))
    assert region in vbr.failure(session)
    assert vbr.get(TENANTS)["data"] == []
    assert vbr.get(f"/api/v1/sessions/{session['id']}/logs")["records"][-1]["status"] == "Failed"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"creationMode": "NewAccount", "newAccount": {"verificationCode": "x"}}, "verification code"),
        ({"cacheRepositoryId": UNKNOWN}, UNKNOWN),
        ({"protectionScope": ["Users"]}, "Groups"),
        ({"existingAccount": {"authentication": {"applicationId": "a"}}}, "either"),
        ({"existingAccount": {"authentication": {"applicationId": "a", "secret": ""}}}, "empty"),
        (
            {
                "existingAccount": {
                    "authentication": {"applicationId": "a", "certificate": {"certificate": "!", "formatType": "Pem"}}
                }
            },
            "base64",
        ),
    ],
)
def test_a_tenant_that_cannot_be_is_refused(vbr: Vbr, change: dict[str, Any], said: str) -> None:
    assert said in vbr.refusal("POST", TENANTS, tenant_spec() | change)


def test_a_tenant_with_a_certificate(vbr: Vbr) -> None:
    def spec(content: bytes, format_: str) -> dict[str, Any]:
        certificate = {"certificate": base64.b64encode(content).decode(), "formatType": format_}
        authentication = {"applicationId": "a", "certificate": certificate}
        return tenant_spec(existingAccount={"authentication": authentication})

    issued = self_signed("app", ["localhost"])
    assert "cannot be read" in vbr.failure(vbr.post(TENANTS, spec(b"nonsense", "Pem")))
    assert "cannot be read" in vbr.failure(vbr.post(TENANTS, spec(issued.certificate, "Pfx")))
    vbr.succeeded(vbr.post(TENANTS, spec(issued.certificate, "Pem")))


def test_only_some_repositories_are_cache_repositories(vbr: Vbr) -> None:
    repository = vbr.repository(vbr.s3_repository())
    assert "S3Compatible" in vbr.refusal("POST", TENANTS, tenant_spec(cacheRepositoryId=repository))
    tenant = vbr.get(f"{TENANTS}/{vbr.tenant()}")
    assert "S3Compatible" in vbr.refusal(
        "PUT", f"{TENANTS}/{tenant['id']}", {**tenant, "cacheRepositoryId": repository}
    )


def test_a_tenant_is_added_once(vbr: Vbr) -> None:
    first, second = (vbr.post(TENANTS, tenant_spec()) for _ in range(2))
    vbr.succeeded(first)
    assert "already" in vbr.failure(second)
    assert "already" in vbr.refusal("POST", TENANTS, tenant_spec(AZURE_TENANT.upper()))
    assert len(vbr.get(TENANTS)["data"]) == 1


def test_a_tenant_is_changed_as_a_whole(vbr: Vbr) -> None:
    tenant = vbr.get(f"{TENANTS}/{vbr.tenant(description='before')}")
    path = f"{TENANTS}/{tenant['id']}"
    authentication = {"applicationId": "other", "secret": "other secret"}
    wanted = {**tenant, "authentication": authentication, "protectionScope": ESSENTIAL}
    assert vbr.put(path, wanted) == wanted
    assert vbr.get(path) == wanted
    left_out = {name: wanted[name] for name in ("id", "cacheRepositoryId")}
    changed = vbr.put(path, left_out)
    assert (changed["description"], changed["authentication"]) == ("", authentication)
    assert len(changed["protectionScope"]) == 8
    assert "cannot be changed" in vbr.refusal("PUT", path, {**tenant, "azureTenantId": OTHER})
    assert "cannot be changed" in vbr.refusal("PUT", path, {**tenant, "region": "China"})
    assert "Groups" in vbr.refusal("PUT", path, {**tenant, "protectionScope": ["Users"]})


def test_a_tenant_is_removed_by_a_session_unless_a_job_uses_it(vbr: Vbr) -> None:
    tenant = vbr.tenant()
    job = vbr.tenant_job(tenant)
    assert "tenant job" in vbr.refusal("DELETE", f"{TENANTS}/{tenant}")
    vbr.delete(f"{JOBS}/{job['id']}")
    session = vbr.delete(f"{TENANTS}/{tenant}")
    assert session["sessionType"] == "InfrastructureItemDeletion"
    assert vbr.get(f"{TENANTS}/{tenant}")
    vbr.succeeded(session)
    vbr.pass_time(seconds=2)
    assert vbr.call("GET", f"{TENANTS}/{tenant}").status_code == 404


def test_a_tenant_that_gets_a_job_meanwhile_stays(vbr: Vbr) -> None:
    tenant = vbr.tenant()
    session = vbr.delete(f"{TENANTS}/{tenant}")
    vbr.tenant_job(tenant)
    assert "tenant job" in vbr.failure(session)


# Jobs.


def defaults_of(job: Any) -> tuple[Any, Any]:
    """What the server says of encryption, and whether the job runs by itself, when nobody has said anything."""
    return job["storage"]["advancedSettings"]["encryption"], job["schedule"]["runAutomatically"]


def test_a_schedule_that_says_nothing_of_when_is_daily(vbr: Vbr) -> None:
    job = vbr.post(JOBS, tenant_job_spec(vbr.tenant()) | {"schedule": {"runAutomatically": True}})
    assert job["schedule"]["daily"] == {"isEnabled": True, "localTime": "22:00", "dailyKind": "Everyday"}
    monthly = {"runAutomatically": True, "monthly": {"isEnabled": True, "dayOfMonth": 1}}
    changed = vbr.put(f"{JOBS}/{job['id']}", {**job, "schedule": monthly})
    assert not changed["schedule"]["daily"]["isEnabled"]


def test_a_job_of_each_type_is_made_changed_and_deleted(vbr: Vbr) -> None:
    vbr.with_license()
    tenant, repository = vbr.tenant(), vbr.repository(vbr.s3_repository())
    tenant_job = vbr.tenant_job(tenant, retentionPolicy={"type": "RestorePoints", "quantity": 3})
    assert tenant_job["storage"]["retentionPolicy"] == {"type": "RestorePoints", "quantity": 3}
    assert defaults_of(tenant_job) == ({"isEnabled": False}, False)
    log_job = vbr.log_job(tenant, backupRepositoryId=repository)
    copies = [
        vbr.post(JOBS, copy_spec("EntraIDTenantBackupCopy", tenant_job["id"], repository)),
        vbr.post(JOBS, copy_spec("FileBackupCopy", log_job["id"], repository)),
    ]
    jobs = [tenant_job, log_job, *copies]
    assert vbr.get(JOBS)["data"] == jobs
    for job in jobs:
        assert job["isDisabled"] is False
        path = f"{JOBS}/{job['id']}"
        changed = vbr.put(path, {**job, "name": f"{job['name']} again", "isDisabled": True})
        assert changed == {**job, "name": f"{job['name']} again"}
        assert vbr.get(path) == changed
        vbr.post(f"{path}/disable")
        assert vbr.get(path)["isDisabled"]
        assert vbr.get(f"{JOBS}/states", idFilter=job["id"])["data"][0]["status"] == "Disabled"
        vbr.post(f"{path}/enable")
        assert vbr.get(f"{JOBS}/states", idFilter=job["id"])["data"][0]["status"] == "Inactive"
    assert "depends on it" in vbr.refusal("DELETE", f"{JOBS}/{tenant_job['id']}")
    for job in reversed(jobs):
        vbr.delete(f"{JOBS}/{job['id']}")
    vbr.pass_time(seconds=2)
    assert vbr.get(JOBS)["data"] == []


@pytest.mark.parametrize("name", ["", " ", "x" * 256, *(f"a{each}b" for each in "/\\\"':|<>+=;,?!*%#^@&$.")])
def test_names_that_a_job_cannot_have(vbr: Vbr, name: str) -> None:
    assert "name" in vbr.refusal("POST", JOBS, tenant_job_spec(vbr.tenant(), name))


@pytest.mark.parametrize("name", ["x" * 255, "Entra ID - (Contoso) [nightly]", "Übung_1"])
def test_names_that_a_job_can_have(vbr: Vbr, name: str) -> None:
    assert vbr.tenant_job(vbr.tenant(), name)["name"] == name


def test_a_tenant_has_one_tenant_job(vbr: Vbr) -> None:
    tenant, other = vbr.tenant(), vbr.tenant(OTHER)
    job = vbr.tenant_job(tenant)
    vbr.post(f"{JOBS}/{job['id']}/disable")
    assert "already" in vbr.refusal("POST", JOBS, tenant_job_spec(tenant.upper(), "second"))
    second = vbr.tenant_job(other, "second")
    second["storage"]["tenantId"] = tenant
    assert "cannot be changed" in vbr.refusal("PUT", f"{JOBS}/{second['id']}", second)
    vbr.delete(f"{JOBS}/{job['id']}")
    assert vbr.tenant_job(tenant, "third")["name"] == "third"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"storage": {"tenantId": UNKNOWN}}, UNKNOWN),
        ({"schedule": {"runAutomatically": True, "afterThisJob": {"isEnabled": True, "jobName": "none"}}}, "none"),
        ({"name": "TENANT job"}, "already"),
    ],
)
def test_a_tenant_job_that_cannot_be_is_refused(vbr: Vbr, change: dict[str, Any], said: str) -> None:
    vbr.tenant_job(vbr.tenant())
    assert said in vbr.refusal("POST", JOBS, tenant_job_spec(vbr.tenant(OTHER), "second") | change)


@pytest.mark.parametrize(
    ("storage", "said"),
    [
        ({"retentionPolicy": {"type": "Days", "quantity": 0}}, "at least 1"),
        ({"sourceBackupId": UNKNOWN}, UNKNOWN),
        ({"advancedSettings": {"encryption": {"isEnabled": True, "encryptionPasswordId": UNKNOWN}}}, UNKNOWN),
        ({"advancedSettings": {"encryption": {"isEnabled": True, "encryptionType": "ByKms"}}}, "key management"),
    ],
)
def test_storage_that_a_tenant_job_cannot_have(vbr: Vbr, storage: dict[str, Any], said: str) -> None:
    assert said in vbr.refusal("POST", JOBS, tenant_job_spec(vbr.tenant(), **storage))
    assert vbr.get(JOBS)["data"] == []


def test_logs_go_to_no_repository_over_several_buckets(tmp_path: Any) -> None:
    foreign: dict[Any, Any] = foreign_repository(ONE, "Cloud", "cloud") | foreign_repository(
        TWO, "SmartObjectS3", "smart"
    )
    foreign |= foreign_repository(THREE, "DDBoost", "appliance")
    foreign |= scale_out(FOUR, "good", THREE, capacity=TWO) | scale_out(FIVE, "bad", THREE, TWO)
    with simulated(tmp_path / "vbr", foreign=foreign) as vbr:
        vbr.login()
        vbr.with_license()
        tenant = vbr.tenant()
        multi = vbr.repository(vbr.s3_repository("multi", enableAutoProvision=True))
        for repository, said in ((multi, "several"), (ONE, "Cloud Connect"), (TWO, "several"), (FIVE, "several")):
            assert said in vbr.refusal("POST", JOBS, log_job_spec(tenant, backupRepositoryId=repository))
        job = vbr.log_job(tenant, backupRepositoryId=FOUR)
        moved = {**job, "storage": {**job["storage"], "backupRepositoryId": multi}}
        assert "several" in vbr.refusal("PUT", f"{JOBS}/{job['id']}", moved)
        assert "several" in vbr.refusal("POST", JOBS, copy_spec("FileBackupCopy", job["id"], multi))
        tenant_job = vbr.tenant_job(tenant)
        copy = copy_spec("EntraIDTenantBackupCopy", tenant_job["id"], multi)
        assert "Cloud Connect" in vbr.refusal("POST", JOBS, {**copy, "backupRepositoryId": ONE})
        assert vbr.post(JOBS, copy)["backupRepositoryId"] == multi
        assert "EntraIDAuditLogBackup" in vbr.refusal(
            "POST", JOBS, copy_spec("FileBackupCopy", tenant_job["id"], multi, name="c")
        )


def test_a_log_job_needs_a_license(vbr: Vbr) -> None:
    tenant = vbr.tenant()
    assert "Advanced" in vbr.refusal("POST", JOBS, log_job_spec(tenant))
    vbr.with_license(package="Foundation")
    assert "Advanced" in vbr.refusal("POST", JOBS, log_job_spec(tenant))
    vbr.with_license(package="Advanced")
    assert vbr.log_job(tenant)["storage"]["backupRepositoryId"] == vbr.default_repository()


def test_log_jobs_are_cloned_and_others_are_not(vbr: Vbr) -> None:
    vbr.with_license()
    tenant = vbr.tenant()
    job = vbr.log_job(tenant)
    clones = [vbr.post(f"{JOBS}/{job['id']}/clone") for _ in range(2)]
    assert [clone["name"] for clone in clones] == ["log job_clone1", "log job_clone2"]
    assert clones[0]["storage"] == job["storage"]
    assert "Only log" in vbr.refusal("POST", f"{JOBS}/{vbr.tenant_job(tenant)['id']}/clone")


def test_a_chained_job_keeps_the_one_that_it_follows(vbr: Vbr) -> None:
    first = vbr.tenant_job(vbr.tenant(), "first")
    schedule = {"runAutomatically": True, "afterThisJob": {"isEnabled": True, "jobName": "first"}}
    second = vbr.post(JOBS, tenant_job_spec(vbr.tenant(OTHER), "second") | {"schedule": schedule})
    assert second["schedule"]["afterThisJob"] == schedule["afterThisJob"]
    assert not second["schedule"]["daily"]["isEnabled"]
    assert "second" in vbr.refusal("DELETE", f"{JOBS}/{first['id']}")
    (state,) = vbr.get(f"{JOBS}/states", afterJobNameFilter="first")["data"]
    assert (state["name"], state["runAfterJob"]["jobName"]) == ("second", "first")


# Lists.


def test_lists_have_pages_filters_and_an_order(vbr: Vbr) -> None:
    for index in range(5):
        vbr.post("/api/v1/encryptionPasswords", {"hint": f"hint {index}", "password": "p"})
    path = "/api/v1/encryptionPasswords"

    def hints(**query: Any) -> list[str]:
        return [each["hint"][-1] for each in vbr.get(path, **query)["data"]]

    assert hints() == list("01234")
    assert hints(skip=1, limit=2) == list("12")
    assert vbr.get(path, skip=4, limit=2)["pagination"] == {"total": 5, "count": 1, "skip": 4, "limit": 2}
    assert hints(skip=9) == []
    assert hints(limit=0) == []
    assert hints(orderColumn="Hint", orderAsc="false", limit=2) == list("43")
    assert hints(hintFilter="*2") == list("2")
    assert hints(hintFilter="*int*") == list("01234")
    assert hints(hintFilter="hint") == []
    assert hints(hintFilter="HINT*") == []


def test_sessions_are_listed_by_type_state_and_time(vbr: Vbr) -> None:
    vbr.tenant()
    running = vbr.post(f"{INFRASTRUCTURE}/repositories/rescan", {"repositoryIds": []})
    path = "/api/v1/sessions"

    def found(**query: Any) -> list[str]:
        return [each["sessionType"] for each in vbr.get(path, **query)["data"]]

    assert found() == ["Infrastructure", "ConfigurationResynchronize"]
    assert found(stateFilter="Stopped") == ["Infrastructure"]
    assert found(typeFilter=["ConfigurationResynchronize", "BackupJob"]) == ["ConfigurationResynchronize"]
    assert found(resultFilter="None") == ["ConfigurationResynchronize"]
    assert found(createdAfterFilter=running["creationTime"]) == ["ConfigurationResynchronize"]
    assert found(endedBeforeFilter=running["creationTime"]) == ["Infrastructure"]
    assert found(orderColumn="CreationTime", orderAsc="false") == ["ConfigurationResynchronize", "Infrastructure"]
    usns = [each["usn"] for each in vbr.get(path)["data"]]
    assert usns == sorted(set(usns))


def test_a_session_is_stopped(vbr: Vbr) -> None:
    session = vbr.post(TENANTS, tenant_spec())
    vbr.pass_time(seconds=1)
    assert vbr.post(f"/api/v1/sessions/{session['id']}/stop") == {}
    stopped = vbr.ended(session)
    assert (stopped["result"]["result"], stopped["result"]["isCanceled"]) == ("Failed", True)
    assert vbr.get(TENANTS)["data"] == []
    assert "ended" in vbr.refusal("POST", f"/api/v1/sessions/{session['id']}/stop")
    assert vbr.get(f"/api/v1/sessions/{session['id']}/taskSessions")["data"] == []
