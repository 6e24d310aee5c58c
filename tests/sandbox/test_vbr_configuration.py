"""What a person at the console restores from a backup of a server's configuration, and what is not in it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from real_postgresql import ask
from simulated_vbr import INFRASTRUCTURE, SETTINGS, TENANTS, Vbr, copy_spec, simulated

from veeam_entraid_sandbox.vbr import (
    ConfigurationFile,
    ConfigurationFileError,
    Instance,
    configuration_files,
    database_name,
)

CONFIGURATION = "/api/v1/configBackup"
ENTRA_REPOSITORY = "88788f9e-d8f5-4eb4-bc4f-9b3f5403bcec"
PASSWORD = "configuration 1"
KEPT = (
    f"{INFRASTRUCTURE}/managedServers",
    f"{INFRASTRUCTURE}/mountServers",
    f"{INFRASTRUCTURE}/proxies/states",
    f"{INFRASTRUCTURE}/repositories",
    "/api/v1/cloudCredentials",
    "/api/v1/encryptionPasswords",
    TENANTS,
    CONFIGURATION,
    "/api/v1/generalOptions/notifications",
)


@pytest.fixture
def storage(tmp_path: Path) -> Path:
    return tmp_path / "storage"


@pytest.fixture
def lost(tmp_path: Path, storage: Path, empty: Instance) -> Iterator[Vbr]:
    """A server that is going to be lost."""
    with simulated(tmp_path / "lost", bundled=empty, storage=storage) as vbr:
        vbr.login()
        vbr.with_license()
        yield vbr


def back_up(vbr: Vbr, **changes: Any) -> ConfigurationFile:
    vbr.put(CONFIGURATION, {**vbr.get(CONFIGURATION), **changes})
    vbr.succeeded(vbr.post(f"{CONFIGURATION}/backup"))
    return configuration_files(vbr.settings.storage or vbr.folder)[0]


def encrypted(vbr: Vbr) -> dict[str, Any]:
    made = vbr.post("/api/v1/encryptionPasswords", {"hint": "configuration", "password": PASSWORD})
    return {"encryption": {"isEnabled": True, "passwordId": made["id"]}}


def without_last(shown: Any) -> Any:
    return {**shown, "lastSuccessfulBackup": None} if "lastSuccessfulBackup" in shown else shown


def test_a_new_server_gets_what_the_lost_one_had(lost: Vbr, tmp_path: Path, storage: Path, empty: Instance) -> None:
    backup = lost.backed_up()
    lost.succeeded(lost.run({"id": backup["jobId"]}))
    repository = lost.repository(lost.s3_repository())
    copy = lost.post("/api/v1/jobs", copy_spec("EntraIDTenantBackupCopy", backup["jobId"], repository))
    lost.succeeded(lost.run(copy))
    file = back_up(lost, **encrypted(lost))
    assert (file.server, file.is_encrypted) == ("VBR01", True)
    held = [without_last(lost.get(path)) for path in KEPT]
    points = {each["id"] for each in lost.get("/api/v1/restorePoints", backupIdFilter=backup["id"])["data"]}
    with simulated(tmp_path / "new", bundled=empty, storage=storage) as new:
        new.login()
        certificate = new.engine.sha256
        for wrong in ("", "something else"):
            with pytest.raises(ConfigurationFileError, match="password"):
                new.engine.restore_configuration(file, wrong)
        new.engine.restore_configuration(file, PASSWORD)
        new.reopen()
        assert [without_last(new.get(path)) for path in KEPT] == held
        assert new.engine.sha256 == certificate != lost.engine.sha256
        jobs = {each["id"]: each for each in new.get("/api/v1/jobs")["data"]}
        assert jobs.keys() == {backup["jobId"], copy["id"]}
        assert all(each["isDisabled"] for each in jobs.values())
        assert new.get("/api/v1/backups")["data"] == []
        # The license is the new installation's.
        new.with_license()
        new.succeeded(new.post(f"{INFRASTRUCTURE}/repositories/rescan", {"repositoryIds": [ENTRA_REPOSITORY]}))
        (found,) = new.get("/api/v1/backups")["data"]
        job = jobs[backup["jobId"]]
        new.put(f"/api/v1/jobs/{job['id']}", {**job, "storage": {**job["storage"], "sourceBackupId": found["id"]}})
        new.post(f"/api/v1/jobs/{job['id']}/enable")
        new.succeeded(new.run(job))
        kept = {str(id_) for (id_,) in ask(empty, "SELECT id FROM restore_points", database_name(new_tenant(new)))}
        assert points < kept
        assert len(kept) == 3


def new_tenant(vbr: Vbr) -> str:
    (tenant,) = vbr.get(TENANTS)["data"]
    return tenant["azureTenantId"]


def test_without_encryption_no_secret_is_in_it(lost: Vbr, tmp_path: Path, storage: Path, empty: Instance) -> None:
    job = lost.tenant_job(lost.tenant())
    lost.credentials()
    file = back_up(lost)
    assert not file.is_encrypted
    assert not any(secret in repr(file.records()) for secret in ("app secret", "very secret"))
    with simulated(tmp_path / "new", bundled=empty, storage=storage) as new:
        new.login()
        new.with_license()
        new.engine.restore_configuration(file)
        new.post(f"/api/v1/jobs/{job['id']}/enable")
        assert "entered again" in new.failure(new.run(job))
        (tenant,) = new.get(TENANTS)["data"]
        tenant["authentication"]["secret"] = "app secret 2"
        new.put(f"{TENANTS}/{tenant['id']}", tenant)
        new.succeeded(new.run(job))


def test_nothing_of_a_file_lies_open(lost: Vbr) -> None:
    lost.tenant()
    file = back_up(lost, **encrypted(lost))
    content = file.path.read_bytes()
    assert not any(word.encode() in content for word in ("VBR01", "tenant", PASSWORD, "app secret"))


def test_the_oldest_ones_go(lost: Vbr, storage: Path) -> None:
    made = [back_up(lost, restorePointsToKeep=2) for _ in range(3)]
    assert configuration_files(storage) == [made[2], made[1]]
    with pytest.raises(ConfigurationFileError, match="gone"):
        lost.engine.restore_configuration(made[0])


def test_what_runs_fails_and_the_services_restart(tmp_path: Path, storage: Path, empty: Instance) -> None:
    durations = replace(SETTINGS.durations, restart=30)
    with simulated(tmp_path / "vbr", bundled=empty, storage=storage, durations=durations) as vbr:
        vbr.login()
        vbr.with_license()
        job = vbr.tenant_job(vbr.tenant())
        file = back_up(vbr)
        session = vbr.run(job)
        vbr.engine.restore_configuration(file)
        for _ in range(2):
            assert vbr.call("GET", "/api/v1/jobs").status_code == 503
            vbr.reopen()
        vbr.pass_time(seconds=30)
        assert "configuration has been restored" in vbr.failure(session)
