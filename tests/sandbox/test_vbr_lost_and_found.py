"""What a simulated server finds again, or does not: copies, other instances, other servers, backups without a job."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from own_sandbox import own_state
from real_postgresql import ask, databases, drop_databases
from simulated_vbr import (
    AZURE_TENANT,
    BROWSER,
    INFRASTRUCTURE,
    RESTORE,
    SETTINGS,
    UNKNOWN,
    Vbr,
    copy_spec,
    scale_out,
    simulated,
)

from veeam_entraid_sandbox.machines.bundled_instance import start_bundled
from veeam_entraid_sandbox.vbr import ConnectionCutError, Instance, database_name, write_instance

JOBS = "/api/v1/jobs"
POINTS = "/api/v1/restorePoints"
ENTRA_REPOSITORY = "88788f9e-d8f5-4eb4-bc4f-9b3f5403bcec"
SCALE_OUT = "77777777-0000-4000-8000-000000000000"


@pytest.fixture(scope="module")
def another(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    with own_state(tmp_path_factory.mktemp("other")) as state:
        started = start_bundled(state, "/tests/other")
        yield Instance(host=started.host, port=started.port, login=started.login, password=started.password)


@pytest.fixture
def other(another: Instance) -> Instance:
    """Another real PostgreSQL without databases of tenants."""
    drop_databases(another)
    return another


def points(vbr: Vbr, backup: Any) -> list[str]:
    found = vbr.get(POINTS, backupIdFilter=backup["id"], orderColumn="CreationTime")["data"]
    return [each["id"] for each in found]


def rescan(vbr: Vbr, *ids: str) -> Any:
    return vbr.succeeded(vbr.post(f"{INFRASTRUCTURE}/repositories/rescan", {"repositoryIds": list(ids)}))


def copied(vbr: Vbr, backup: Any, repository: str) -> Any:
    """Copy a backup and return the copy."""
    job = vbr.post(JOBS, copy_spec("EntraIDTenantBackupCopy", backup["jobId"], repository))
    vbr.succeeded(vbr.run(job))
    return vbr.get("/api/v1/backups", jobIdFilter=job["id"])["data"][0]


def mounted_copy(vbr: Vbr, copy: Any) -> str:
    (point, *_) = points(vbr, copy)[::-1]
    session = vbr.post(f"{RESTORE}/tenant/fromCopy", {"restorePointId": point})
    assert session["sessionType"] == "EntraIdRestoreFromCopy"
    return vbr.succeeded(session)["resourceId"]


# Copies.


def test_a_copy_is_imported_and_restored_from(connected: Vbr, empty: Instance) -> None:
    vbr = connected
    backup = vbr.backed_up()
    copy = copied(vbr, backup, vbr.repository(vbr.s3_repository()))
    role = {"type": "Role", "name": "Custom*"}
    vbr.directory("delete", **role)
    assert "has to be imported first" in vbr.refusal("POST", f"{RESTORE}/tenant", {"backupId": copy["id"]})
    (point, *_) = points(vbr, backup)
    assert "not one of a copy" in vbr.refusal("POST", f"{RESTORE}/tenant/fromCopy", {"restorePointId": point})
    ask(empty, f'DROP DATABASE "{database_name(AZURE_TENANT)}" WITH (FORCE)')
    mount = mounted_copy(vbr, copy)
    (shown,) = vbr.get(BROWSER)["data"]
    assert (shown["sessionId"], shown["sourceProperties"]["backupId"]) == (mount, copy["id"])
    roles = vbr.browse(copy, "Role", filter={"isBuiltIn": False})
    assert vbr.restore(mount, roles, skipRecycleBinRestore=True)["state"] == "Success"
    (imported,) = databases(empty)
    assert imported.startswith("veeam_entra_id_restore_")
    assert "it is mounted" in vbr.refusal("DELETE", f"/api/v1/backups/{copy['id']}")
    vbr.succeeded(vbr.post(f"{RESTORE}/tenant/{mount}/stop"))
    assert databases(empty) == []


def test_an_import_that_is_done_twice_comes_to_the_same(connected: Vbr, empty: Instance) -> None:
    vbr = connected
    copy = copied(vbr, vbr.backed_up(), vbr.repository(vbr.s3_repository()))
    (point,) = points(vbr, copy)
    session = vbr.post(f"{RESTORE}/tenant/fromCopy", {"restorePointId": point})
    vbr.clock.move(seconds=10)
    (errand,) = vbr.engine.errands()
    errand.outside()  # the server is killed before it hears of it
    vbr.reopen()
    vbr.succeeded(session)
    assert len(vbr.get(BROWSER)["data"]) == 1
    assert len(databases(empty)) == 2


def test_a_copy_needs_what_it_copies_and_where_it_lies(connected: Vbr, other: Instance) -> None:
    vbr = connected
    backup = vbr.backed_up()
    repository = vbr.repository(vbr.s3_repository())
    copy = copied(vbr, backup, repository)
    (point,) = points(vbr, copy)
    write_instance(vbr.folder, other)
    assert "does not lie" in vbr.failure(vbr.run({"id": copy["jobId"]}))
    vbr.delete(f"{JOBS}/{copy['jobId']}")
    session = vbr.post(f"{RESTORE}/tenant/fromCopy", {"restorePointId": point})
    vbr.delete(f"/api/v1/backups/{copy['id']}")
    vbr.pass_time(seconds=4.5)
    assert "The copy has been deleted" in vbr.failure(session)
    assert len(list((vbr.folder / "repositories").glob("*/*/*"))) == 0


def test_copies_follow_the_retention_of_their_primary_job(connected: Vbr) -> None:
    vbr = connected
    job = vbr.tenant_job(vbr.tenant(), retentionPolicy={"type": "RestorePoints", "quantity": 2})
    vbr.succeeded(vbr.run(job))
    (backup,) = vbr.get("/api/v1/backups")["data"]
    copy = copied(vbr, backup, vbr.repository(vbr.s3_repository()))
    for _ in range(3):
        vbr.succeeded(vbr.run({"id": copy["jobId"]}))
    stored = list((vbr.folder / "repositories").glob("*/*/*"))
    assert sorted(each.name for each in stored) == sorted(points(vbr, copy))
    assert len(stored) == 2
    assert not any(b"contoso" in each.read_bytes() for each in stored)


def test_backups_in_a_scale_out_repository_lie_there(tmp_path: Path, empty: Instance) -> None:
    with simulated(tmp_path / "vbr", bundled=empty, foreign=scale_out(SCALE_OUT, "scale-out")) as vbr:
        vbr.login()
        vbr.with_license()
        mounted_copy(vbr, copied(vbr, vbr.backed_up(), SCALE_OUT))


# A server is lost, with its instance.


def test_another_server_finds_copies_in_the_repository(tmp_path: Path, empty: Instance, other: Instance) -> None:
    storage = tmp_path / "storage"
    with simulated(tmp_path / "lost", bundled=empty, storage=storage) as vbr:
        vbr.login()
        vbr.with_license()
        backup = vbr.backed_up()
        user, *_ = _browsed(vbr, backup)
        copied(vbr, backup, vbr.repository(vbr.s3_repository()))
        log_job = vbr.log_job(vbr.get("/api/v1/inventory/entraId/tenants")["data"][0]["id"])
        vbr.succeeded(vbr.run(log_job))
    with simulated(tmp_path / "new", bundled=other, storage=storage) as vbr:
        vbr.login()
        vbr.with_license()
        vbr.repository({**vbr.s3_repository(), "importBackup": True})
        (copy,) = vbr.get("/api/v1/backups")["data"]
        assert (copy["jobType"], "jobId" in copy) == ("EntraIDTenantBackupCopy", False)
        tenant = vbr.tenant()
        mounted_copy(vbr, copy)
        assert {each["id"] for each in vbr.browse(copy, "User")} >= {user["id"]}
        # The logs are in the default repository.
        rescan(vbr, vbr.default_repository())
        (logs,) = vbr.get("/api/v1/backups", jobTypeFilter="EntraIDAuditLogBackup")["data"]
        job = vbr.log_job(tenant, "again", sourceBackupId=logs["id"], backupRepositoryId=vbr.default_repository())
        assert vbr.get("/api/v1/backups", jobIdFilter=job["id"])["pagination"]["total"] == 1


def _browsed(vbr: Vbr, backup: Any) -> list[Any]:
    mount = vbr.mount(backup)
    found = vbr.browse(backup, "User")
    vbr.succeeded(vbr.post(f"{RESTORE}/tenant/{mount}/stop"))
    return found


def test_another_server_finds_tenants_on_the_instance(tmp_path: Path, empty: Instance) -> None:
    ask(empty, "CREATE DATABASE veeam_entra_id_of_somebody")
    ask(empty, f'CREATE DATABASE "{database_name(UNKNOWN)}"')
    with simulated(tmp_path / "lost", bundled=empty) as vbr:
        vbr.login()
        vbr.with_license()
        before = vbr.backed_up()
        vbr.succeeded(vbr.run({"id": before["jobId"]}))
        made = points(vbr, before)
    with simulated(tmp_path / "new", bundled=empty) as vbr:
        vbr.login()
        vbr.with_license()
        assert rescan(vbr, ENTRA_REPOSITORY)["sessionType"] == "EntraIdRescanRepository"
        (backup,) = vbr.get("/api/v1/backups")["data"]
        assert points(vbr, backup) == made
        rescan(vbr, ENTRA_REPOSITORY, vbr.default_repository())
        assert vbr.get(POINTS)["pagination"]["total"] == 2
        job = vbr.tenant_job(vbr.tenant(), sourceBackupId=backup["id"])
        vbr.succeeded(vbr.run(job))
        assert points(vbr, backup)[:2] == made
        vbr.mount(backup)
        assert len(vbr.browse(backup, "User")) == 30


def test_what_is_gone_from_a_repository_is_forgotten(connected: Vbr) -> None:
    vbr = connected
    repository = vbr.repository(vbr.s3_repository())
    copy = copied(vbr, vbr.backed_up(), repository)
    for file in (vbr.folder / "repositories").glob("*/*/*"):
        file.unlink()
    rescan(vbr, repository)
    assert points(vbr, copy) == []
    assert vbr.call("POST", f"{INFRASTRUCTURE}/repositories/rescan", {"repositoryIds": [UNKNOWN]}).status_code == 404


# Another instance is connected.


def test_backups_stay_behind_until_their_instance_is_back(connected: Vbr, empty: Instance, other: Instance) -> None:
    vbr = connected
    backup = vbr.backed_up()
    write_instance(vbr.folder, other)
    assert "does not lie" in vbr.refusal("POST", f"{RESTORE}/tenant", {"backupId": backup["id"]})
    rescan(vbr, ENTRA_REPOSITORY)
    assert "does not lie" in vbr.refusal("POST", f"{RESTORE}/tenant", {"backupId": backup["id"]})
    assert "does not lie" in vbr.failure(vbr.delete(f"/api/v1/backups/{backup['id']}"))
    vbr.succeeded(vbr.run({"id": backup["jobId"]}))
    (new,) = vbr.get("/api/v1/backups", jobIdFilter=backup["jobId"])["data"]
    assert new["id"] != backup["id"]
    assert databases(other) == databases(empty) == [database_name(AZURE_TENANT)]
    write_instance(vbr.folder, empty)
    vbr.mount(backup)
    assert vbr.browse(backup, "User")
    assert "does not lie" in vbr.refusal("POST", f"{RESTORE}/tenant", {"backupId": new["id"]})


def test_a_database_that_has_been_moved_is_found_by_a_rescan(connected: Vbr, empty: Instance) -> None:
    vbr = connected
    backup = vbr.backed_up()
    by_name = replace(empty, host="localhost", port=empty.port)
    moved = replace(empty, login="moved", password="moved")
    ask(empty, "CREATE ROLE moved LOGIN SUPERUSER PASSWORD 'moved'")
    try:
        write_instance(vbr.folder, moved)
        vbr.mount(backup)  # another login to the same instance is enough
        (record,) = (each for each in vbr.engine.view().all_of("backup"))
        assert record.kept["place"] == empty.place != by_name.place
        with vbr.engine._store.transaction() as ledger:
            ledger.put(replace(record, kept={**record.kept, "place": by_name.place}))
        assert "rescan" in vbr.refusal("POST", f"{RESTORE}/tenant", {"backupId": backup["id"]})
        rescan(vbr, ENTRA_REPOSITORY)
        vbr.mount(backup)
    finally:
        ask(empty, "DROP ROLE moved")


def test_connecting_an_instance_restarts_the_services(tmp_path: Path, empty: Instance, other: Instance) -> None:
    durations = replace(SETTINGS.durations, restart=30)
    with simulated(tmp_path / "vbr", bundled=empty, durations=durations) as vbr:
        vbr.login()
        vbr.with_license()
        session = vbr.run(vbr.tenant_job(vbr.tenant()))
        for instance in (other, empty):
            write_instance(vbr.folder, instance)
            answer = vbr.call("GET", JOBS)
            assert (answer.status_code, "json" in answer.headers["content-type"]) == (503, False)
            vbr.reopen()
            vbr.pass_time(seconds=29)
            assert vbr.request("POST", "/api/v1/oauth2/token").status_code == 503
            vbr.pass_time(seconds=1)
            assert "restarted" in vbr.get(f"/api/v1/sessions/{session['id']}")["result"]["message"]
            write_instance(vbr.folder, instance)
            vbr.get(JOBS)  # the same one once more


def test_connections_are_cut_while_the_services_restart(tmp_path: Path, empty: Instance, other: Instance) -> None:
    durations = replace(SETTINGS.durations, restart=30)
    with simulated(tmp_path / "vbr", bundled=empty, durations=durations, away="cut") as vbr:
        vbr.login()
        write_instance(vbr.folder, other)
        with pytest.raises(ConnectionCutError):
            vbr.call("GET", JOBS)
        vbr.pass_time(seconds=30)
        assert vbr.get(JOBS)["data"] == []


# Backups without a job.


def test_background_retention_removes_what_no_job_looks_after(connected: Vbr, empty: Instance) -> None:
    vbr = connected
    job = vbr.tenant_job(vbr.tenant(), retentionPolicy={"type": "Days", "quantity": 10})
    vbr.succeeded(vbr.run(job))
    vbr.pass_time(days=5)
    vbr.login()
    vbr.succeeded(vbr.run(job))
    (backup,) = vbr.get("/api/v1/backups")["data"]
    copy = copied(vbr, backup, vbr.repository(vbr.s3_repository()))
    for each in (copy["jobId"], job["id"]):
        vbr.delete(f"{JOBS}/{each}")
    assert len(points(vbr, backup)) == 2
    for days, left in ((6, 1), (3, 1), (3, 0)):
        vbr.pass_time(days=days)
        vbr.login()
        vbr.pass_time(seconds=10)
        assert len(points(vbr, backup)) == left
        kept = databases(empty) and ask(empty, "SELECT id FROM restore_points", database_name(AZURE_TENANT))
        assert len(kept) == left
    assert vbr.get("/api/v1/backups")["data"] == []
    assert databases(empty) == []
    assert list((vbr.folder / "repositories").glob("*/*/*")) == []
    types = [each["sessionType"] for each in vbr.get("/api/v1/sessions", limit=999)["data"]]
    assert types.count("Retention") == 3


def test_background_retention_leaves_the_rest_alone(connected: Vbr) -> None:
    vbr = connected
    job = vbr.tenant_job(vbr.tenant(), retentionPolicy={"type": "RestorePoints", "quantity": 1})
    vbr.succeeded(vbr.run(job))
    vbr.delete(f"{JOBS}/{job['id']}")
    vbr.backed_up("33333333-2222-4333-8444-555555555555")
    vbr.pass_time(days=400)
    vbr.login()
    vbr.pass_time(seconds=10)
    assert vbr.get(POINTS)["pagination"]["total"] == 2
