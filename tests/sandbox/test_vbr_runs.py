"""Runs of jobs on the simulated server, with a real PostgreSQL for the tenants' databases."""

from pathlib import Path
from typing import Any

import pytest
from own_sandbox import own_state
from real_postgresql import OWNER, ask, databases
from simulated_vbr import (
    AZURE_TENANT,
    INFRASTRUCTURE,
    TENANTS,
    Vbr,
    copy_spec,
    log_job_spec,
)

from veeam_entraid_sandbox.machines.bundled_instance import start_bundled, stop_bundled
from veeam_entraid_sandbox.state import StateFolder
from veeam_entraid_sandbox.vbr import Instance, ServerFault, database_name, write_instance, write_server_faults

JOBS = "/api/v1/jobs"
POINTS = "/api/v1/restorePoints"
OTHER = "33333333-2222-4333-8444-555555555555"


def points(vbr: Vbr, **query: Any) -> list[Any]:
    return vbr.get(POINTS, **query)["data"]


# The backup of a tenant.


def test_a_run_writes_the_tenant_into_a_database_of_its_own(connected: Vbr, bundled: Instance) -> None:
    vbr = connected
    job = vbr.tenant_job(vbr.tenant())
    session = vbr.run(job)
    assert (session["sessionType"], session["jobId"]) == ("BackupJob", job["id"])
    vbr.pass_time(seconds=1)
    assert databases(bundled) == [database_name(AZURE_TENANT)]
    assert vbr.get(f"{JOBS}/states")["data"][0]["status"] == "Running"
    assert points(vbr) == []
    vbr.succeeded(session)
    (point,) = points(vbr)
    (backup,) = vbr.get("/api/v1/backups", jobIdFilter=job["id"])["data"]
    (thing,) = vbr.get(f"/api/v1/backups/{backup['id']}/objects")["data"]
    assert (point["backupId"], point["type"], point["sessionId"]) == (backup["id"], "Full", session["id"])
    assert (thing["platformName"], thing["restorePointsCount"]) == ("EntraID", 1)
    assert vbr.get(f"/api/v1/backupObjects/{thing['id']}/restorePoints")["data"] == [point]
    assert points(vbr, backupObjectIdFilter=thing["id"]) == [point]
    assert vbr.get(f"{POINTS}/{point['id']}") == point
    assert vbr.get(f"/api/v1/sessions/{session['id']}/taskSessions")["data"][0]["restorePointId"] == point["id"]
    state = vbr.get(f"{JOBS}/states", lastResultFilter="Success")["data"][0]
    assert (state["status"], state["progressPercent"], state["sessionId"]) == ("Inactive", 100, session["id"])
    counts = dict(ask(bundled, "SELECT type, count(*) FROM items GROUP BY type", database_name(AZURE_TENANT)))
    assert counts["User"] == 30
    assert set(counts) == {
        "User",
        "Group",
        "AdminUnit",
        "Role",
        "Application",
        "ConditionalAccessPolicy",
        "DeviceConfiguration",
        "BitlockerKey",
    }
    (used,) = vbr.get("/api/v1/license/instances")["data"]
    assert (used["platformType"], used["usedInstancesNumber"]) == ("AzureEntraId", 3)


def test_a_tenant_has_everything_that_the_limits_speak_of(connected: Vbr, bundled: Instance) -> None:
    vbr = connected
    vbr.succeeded(vbr.run(vbr.tenant_job(vbr.tenant())))

    def values(type_: str, column: str, name: str) -> set[Any]:
        # S608: the words are this test's.
        statement = f"SELECT DISTINCT {column} ->> '{name}' FROM items WHERE type = '{type_}'"  # noqa: S608
        return {value for (value,) in ask(bundled, statement, database_name(AZURE_TENANT))}

    assert values("User", "details", "onPremisesSyncEnabled") == {"true", "false"}
    assert values("User", "properties", "userType") == {"Member", "Guest"}
    assert values("Group", "properties", "groupType") == {
        "SecurityGroup",
        "Microsoft365Group",
        "MailEnabledSecurityGroup",
        "DistributionGroup",
    }
    assert values("Role", "properties", "isBuiltIn") == {"true", "false"}
    assert values("Application", "properties", "applicationType") == {"AppRegistration", "EnterpriseRegistration"}
    assert "#microsoft.graph.editionUpgradeConfiguration" in values("DeviceConfiguration", "details", "odataType")
    pairs = ask(
        bundled,
        "SELECT count(*) FROM items a JOIN items b ON a.details ->> 'appId' = b.details ->> 'appId' WHERE "
        "a.properties ->> 'applicationType' = 'AppRegistration' AND "
        "b.properties ->> 'applicationType' = 'EnterpriseRegistration'",
        database_name(AZURE_TENANT),
    )
    assert pairs[0][0] >= 2


def test_what_is_not_protected_or_licensed_is_not_written(connected: Vbr, bundled: Instance) -> None:
    vbr = connected
    scope = ["Users", "Groups", "AdministrativeUnits", "Roles", "Applications", "IntunePolicies"]
    job = vbr.tenant_job(vbr.tenant(protectionScope=scope))
    vbr.post("/api/v1/license/remove", {})
    ended = vbr.ended(vbr.run(job))
    assert (ended["result"]["result"], "IntunePolicies" in ended["result"]["message"]) == ("Warning", True)
    statement = "SELECT count(*) FROM items WHERE type IN ('ConditionalAccessPolicy', 'DeviceConfiguration')"
    assert ask(bundled, statement, database_name(AZURE_TENANT)) == [(0,)]


def test_two_tenants_have_two_databases(connected: Vbr, bundled: Instance) -> None:
    vbr = connected
    sessions = [vbr.run(vbr.tenant_job(vbr.tenant(azure), azure)) for azure in (AZURE_TENANT, OTHER)]
    for session in sessions:
        vbr.succeeded(session)
    assert databases(bundled) == sorted(map(database_name, (AZURE_TENANT, OTHER)))


def test_restore_points_age_and_go_with_their_retention(connected: Vbr, bundled: Instance) -> None:
    vbr = connected
    job = vbr.tenant_job(vbr.tenant(), retentionPolicy={"type": "Days", "quantity": 7})
    for _ in range(3):
        vbr.login()
        vbr.succeeded(vbr.run(job))
        vbr.pass_time(days=3)
    vbr.login()
    vbr.succeeded(vbr.run(job))
    shown = points(vbr, orderColumn="CreationTime", orderAsc="false")
    assert [point["type"] for point in shown] == ["Increment"] * 3
    assert shown == sorted(shown, key=lambda point: point["creationTime"], reverse=True)
    assert points(vbr, createdBeforeFilter=shown[1]["creationTime"], limit=1) == [shown[2]]
    kept = ask(bundled, "SELECT id::text FROM restore_points", database_name(AZURE_TENANT))
    assert sorted(id_ for (id_,) in kept) == sorted(point["id"] for point in shown)


def test_a_retention_by_number_keeps_that_many(connected: Vbr) -> None:
    vbr = connected
    job = vbr.tenant_job(vbr.tenant(), retentionPolicy={"type": "RestorePoints", "quantity": 2})
    for _ in range(4):
        vbr.succeeded(vbr.run(job))
    assert len(points(vbr)) == 2


def test_a_run_that_is_done_twice_comes_to_the_same(connected: Vbr, bundled: Instance) -> None:
    vbr = connected
    session = vbr.run(vbr.tenant_job(vbr.tenant()))
    vbr.clock.move(seconds=10)
    while errands := vbr.engine.errands():
        (errand,) = errands
        errand.outside()  # the server is killed before it hears of it
        vbr.reopen()
        (again,) = vbr.engine.errands()
        vbr.engine.take_in(again, again.outside(), "")
    vbr.succeeded(session)
    assert len(points(vbr)) == 1
    assert ask(bundled, "SELECT count(*) FROM restore_points", database_name(AZURE_TENANT)) == [(1,)]


# Runs that fail.


def test_a_run_without_a_repository_fails(vbr: Vbr) -> None:
    job = vbr.tenant_job(vbr.tenant())
    assert "No PostgreSQL instance" in vbr.failure(vbr.run(job))
    assert vbr.get(f"{JOBS}/states")["data"][0]["lastResult"] == "Failed"
    assert vbr.post(f"{JOBS}/{job['id']}/retry", {})["state"] == "Starting"


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("ALTER ROLE limited NOCREATEDB", "permission denied to create database"),
        ("ALTER ROLE limited PASSWORD 'other'", "password authentication failed"),
        ("ALTER ROLE limited NOLOGIN", "not permitted to log in"),
    ],
)
def test_a_login_that_may_not_do_it_fails_the_run(connected: Vbr, bundled: Instance, statement: str, said: str) -> None:
    ask(bundled, "CREATE ROLE limited LOGIN CREATEDB PASSWORD 'right'")
    try:
        ask(bundled, statement)
        login = Instance(host=bundled.host, port=bundled.port, login="limited", password="right")
        write_instance(connected.folder, login)
        failure = connected.failure(connected.run(connected.tenant_job(connected.tenant())))
        assert said in failure
        assert "right" not in failure
        assert points(connected) == []
    finally:
        ask(bundled, "DROP ROLE limited")


def test_the_least_login_is_enough(connected: Vbr, bundled: Instance) -> None:
    ask(bundled, "CREATE ROLE least LOGIN CREATEDB PASSWORD 'right'")
    try:
        login = Instance(host=bundled.host, port=bundled.port, login="least", password="right")
        write_instance(connected.folder, login)
        connected.succeeded(connected.run(connected.tenant_job(connected.tenant())))
        (owner,) = ask(bundled, "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname LIKE 'veeam%'")
        assert owner == ("least",)
    finally:
        ask(bundled, f'DROP DATABASE IF EXISTS "{database_name(AZURE_TENANT)}" WITH (FORCE)')
        ask(bundled, "DROP ROLE least")


def test_without_the_default_proxy_nothing_is_backed_up(connected: Vbr) -> None:
    vbr = connected
    job = vbr.tenant_job(vbr.tenant())
    log_job = vbr.log_job(vbr.get(TENANTS)["data"][0]["id"])
    (proxy,) = vbr.get(f"{INFRASTRUCTURE}/proxies")["data"]
    vbr.post(f"{INFRASTRUCTURE}/proxies/{proxy['id']}/disable")
    assert "disabled" in vbr.failure(vbr.run(job))
    assert "disabled" in vbr.failure(vbr.run(log_job))
    vbr.delete(f"{INFRASTRUCTURE}/proxies/{proxy['id']}")
    assert "no general-purpose" in vbr.failure(vbr.run(job))


def test_a_proxy_that_is_disabled_in_the_middle_fails_the_run(connected: Vbr) -> None:
    vbr = connected
    session = vbr.run(vbr.tenant_job(vbr.tenant()))
    vbr.pass_time(seconds=1)
    (proxy,) = vbr.get(f"{INFRASTRUCTURE}/proxies")["data"]
    vbr.post(f"{INFRASTRUCTURE}/proxies/{proxy['id']}/disable")
    assert "disabled" in vbr.failure(session)
    assert points(vbr) == []


def test_a_license_for_fewer_users_fails_the_run(connected: Vbr) -> None:
    connected.with_license(instances=1)
    assert "3 license instances" in connected.failure(connected.run(connected.tenant_job(connected.tenant())))


def test_a_job_that_is_disabled_or_runs_is_not_started(connected: Vbr) -> None:
    vbr = connected
    job = vbr.tenant_job(vbr.tenant())
    path = f"{JOBS}/{job['id']}"
    assert "not running" in vbr.refusal("POST", f"{path}/stop")
    vbr.post(f"{path}/disable")
    assert "disabled" in vbr.refusal("POST", f"{path}/start")
    vbr.post(f"{path}/enable")
    vbr.run(job)
    assert "running already" in vbr.refusal("POST", f"{path}/start")
    assert "is running" in vbr.refusal("DELETE", path)
    stopped = vbr.post(f"{path}/stop", {"gracefulStop": False})
    assert stopped["result"]["isCanceled"]
    assert "has not failed" not in vbr.call("POST", f"{path}/retry").text
    vbr.pass_time(seconds=20)
    assert "has not failed" in vbr.refusal("POST", f"{path}/retry")


def test_a_run_that_is_stopped_leaves_no_restore_point(connected: Vbr) -> None:
    session = connected.run(connected.tenant_job(connected.tenant()))
    connected.clock.move(seconds=10)
    errands = connected.engine.errands()
    connected.post(f"/api/v1/sessions/{session['id']}/stop")
    for errand in errands:
        connected.engine.take_in(errand, errand.outside(), "")
    connected.pass_time(seconds=10)
    assert points(connected) == []


# Logs and copies.


def test_logs_need_a_tenant_backup_of_the_last_30_days(connected: Vbr) -> None:
    vbr = connected
    tenant = vbr.tenant()
    log_job, job = vbr.log_job(tenant), vbr.tenant_job(tenant)
    assert "no restore point" in vbr.failure(vbr.run(log_job))
    vbr.succeeded(vbr.run(job))
    vbr.succeeded(vbr.run(log_job))
    vbr.clock.move(days=30, seconds=-30)
    vbr.login()
    vbr.succeeded(vbr.run(log_job))
    vbr.pass_time(seconds=30)
    assert "older than 30 days" in vbr.failure(vbr.run(log_job))
    vbr.succeeded(vbr.run(job))
    vbr.succeeded(vbr.run(log_job))


def test_logs_that_are_not_protected_are_not_backed_up(connected: Vbr) -> None:
    vbr = connected
    tenant = vbr.tenant(protectionScope=["Users", "Groups", "AdministrativeUnits", "Roles", "Applications"])
    vbr.succeeded(vbr.run(vbr.tenant_job(tenant)))
    assert "leaves out logs" in vbr.failure(vbr.run(vbr.log_job(tenant)))


def test_copies_follow_their_primary_job(connected: Vbr) -> None:
    vbr = connected
    tenant, repository = vbr.tenant(), vbr.repository(vbr.s3_repository())
    job, log_job = vbr.tenant_job(tenant), vbr.log_job(tenant)
    copy = vbr.post(JOBS, copy_spec("EntraIDTenantBackupCopy", job["id"], repository))
    log_copy = vbr.post(JOBS, copy_spec("FileBackupCopy", log_job["id"], repository))
    assert "no restore point" in vbr.failure(vbr.run(copy))
    for each in (job, log_job, copy, log_copy):
        vbr.succeeded(vbr.run(each))
    backups = {each["jobType"]: each["repositoryName"] for each in vbr.get("/api/v1/backups")["data"]}
    assert backups == {
        "EntraIDTenantBackup": "Microsoft Entra ID Backup Repository",
        "EntraIDAuditLogBackup": "Default Backup Repository",
        "EntraIDTenantBackupCopy": "logs",
        "FileBackupCopy": "logs",
    }
    (log_backup,) = vbr.get("/api/v1/backups", jobTypeFilter="EntraIDAuditLogBackup")["data"]
    (check,) = vbr.post("/api/v1/backups/runHealthcheck", {"backupIds": [log_backup["id"]]})["data"]
    assert vbr.succeeded(check)["sessionType"] == "FileBackupHealthCheck"


# Backups without a job.


def test_a_deleted_job_leaves_its_backup_which_another_job_takes_over(connected: Vbr) -> None:
    vbr = connected
    tenant = vbr.tenant()
    job = vbr.tenant_job(tenant)
    vbr.succeeded(vbr.run(job))
    vbr.delete(f"{JOBS}/{job['id']}")
    (backup,) = vbr.get("/api/v1/backups")["data"]
    assert "jobId" not in backup
    other = vbr.log_job(tenant)
    taken = {"backupRepositoryId": vbr.default_repository(), "sourceBackupId": backup["id"]}
    assert "not one of this tenant" in vbr.refusal("POST", JOBS, log_job_spec(tenant, "wrong", **taken))
    again = vbr.tenant_job(tenant, "again", sourceBackupId=backup["id"])
    vbr.succeeded(vbr.run(again))
    assert [each["type"] for each in points(vbr, backupIdFilter=backup["id"])] == ["Full", "Increment"]
    assert other["storage"]["backupRepositoryId"] == vbr.default_repository()


@pytest.mark.parametrize("keep", [False, True])
def test_a_backup_is_deleted_with_its_database_unless_it_is_only_forgotten(
    connected: Vbr, bundled: Instance, keep: bool
) -> None:
    vbr = connected
    vbr.succeeded(vbr.run(vbr.tenant_job(vbr.tenant())))
    (backup,) = vbr.get("/api/v1/backups")["data"]
    session = vbr.delete(f"/api/v1/backups/{backup['id']}", **({"fromDB": "true"} if keep else {}))
    assert vbr.succeeded(session)["sessionType"] == "DeleteBackup"
    vbr.pass_time(seconds=2)
    assert (points(vbr), vbr.get("/api/v1/backupObjects")["data"]) == ([], [])
    assert vbr.call("GET", f"/api/v1/backups/{backup['id']}").status_code == 404
    assert databases(bundled) == ([database_name(AZURE_TENANT)] if keep else [])


# Sessions that are asked to fail or to hang.


def test_sessions_fail_and_hang_on_request(connected: Vbr) -> None:
    vbr = connected
    job = vbr.tenant_job(vbr.tenant())
    write_server_faults(
        vbr.folder,
        [
            ServerFault(action="fail-session", session="BackupJob", nth=1, message="The network is down."),
            ServerFault(action="hang-session", session="BackupJob", nth=1),
        ],
    )
    assert vbr.failure(vbr.run(job)) == "The network is down."
    session = vbr.run(job)
    vbr.pass_time(seconds=800)
    assert vbr.get(f"/api/v1/sessions/{session['id']}")["state"] == "Working"
    vbr.post(f"{JOBS}/{job['id']}/stop")
    vbr.succeeded(vbr.run(job))


@pytest.mark.extended
def test_the_bundled_instance_is_stopped_and_goes_on(tmp_path: Path) -> None:
    with own_state(tmp_path / "state") as state:
        started = start_bundled(state, OWNER)
        stop_bundled(state, OWNER)
        assert start_bundled(StateFolder(state.root), OWNER) == started
