"""Backups of logs that are mounted on the simulated server: files, and tasks that copy them."""

from typing import Any

import pytest
from simulated_vbr import RESTORE, UNKNOWN, Vbr

FILES = "/api/v1/backupBrowser/flr/unstructuredData"


@pytest.fixture
def logs(connected: Vbr) -> Any:
    """The backup of logs with two restore points, of two days."""
    vbr = connected
    vbr.backed_up()
    job = vbr.log_job(vbr.get("/api/v1/inventory/entraId/tenants")["data"][0]["id"])
    for _ in range(2):
        vbr.succeeded(vbr.run(job))
        vbr.pass_time(days=1)
        vbr.login()
    return vbr.get("/api/v1/backups", jobIdFilter=job["id"])["data"][0]


def mounted(vbr: Vbr, **spec: Any) -> str:
    return vbr.post(f"{RESTORE}/auditLog", spec)["sessionId"]


def browse(vbr: Vbr, mount: str, path: str, **spec: Any) -> list[str]:
    found = vbr.post(f"{FILES}/{mount}/browse", {"path": path, **spec})
    return [each["name"] for each in found["items"]]


def test_logs_are_mounted_and_looked_at(connected: Vbr, logs: Any) -> None:
    vbr = connected
    mount = mounted(vbr, backupId=logs["id"])
    (shown,) = vbr.get(FILES, orderColumn="CreationTime")["data"]
    assert (shown["sessionId"], shown["sourceProperties"]["backupId"]) == (mount, logs["id"])
    assert vbr.get(f"{FILES}/{mount}") == shown
    assert browse(vbr, mount, "/") == ["AuditLogs", "SignInLogs"]
    days = browse(vbr, mount, "/AuditLogs")
    assert days == ["2026-01-15", "2026-01-16"]
    descending = {"orderColumn": "Name", "orderAsc": False}
    assert browse(vbr, mount, "/AuditLogs", order=descending) == days[::-1]
    assert browse(vbr, mount, "/AuditLogs", pagination={"skip": 1, "limit": 1}) == days[1:]
    assert browse(vbr, mount, "/AuditLogs", filter={"itemTypes": ["File"]}) == []
    assert browse(vbr, mount, "/AuditLogs/2026-01-15") == ["AuditLogs_2026-01-15.json"]
    assert "no folder" in vbr.refusal("POST", f"{FILES}/{mount}/browse", {"path": "/x"})
    wrong = {"path": "/", "pagination": {"skip": -1}}
    assert vbr.call("POST", f"{FILES}/{mount}/browse", wrong).status_code == 400
    stopping = vbr.post(f"{RESTORE}/auditLog/{mount}/unmount")
    assert (stopping["sessionType"], stopping["state"]) == ("UnstructuredDataBrowse", "Stopping")
    assert vbr.call("GET", f"{FILES}/{mount}").status_code == 404
    vbr.succeeded(stopping)
    assert vbr.get(FILES)["data"] == []


def test_an_older_restore_point_has_less(connected: Vbr, logs: Any) -> None:
    vbr = connected
    oldest = vbr.get("/api/v1/restorePoints", backupIdFilter=logs["id"], orderColumn="CreationTime")["data"][0]
    assert browse(vbr, mounted(vbr, restorePointId=oldest["id"]), "SignInLogs") == ["2026-01-15"]


def test_what_is_no_backup_of_logs_is_not_mounted(connected: Vbr, logs: Any) -> None:
    vbr = connected
    (backup,) = vbr.get("/api/v1/backups", jobTypeFilter="EntraIDTenantBackup")["data"]
    path = f"{RESTORE}/auditLog"
    assert "not one of logs" in vbr.refusal("POST", path, {"backupId": backup["id"]})
    assert "Either" in vbr.refusal("POST", path, {})
    assert "Either" in vbr.refusal("POST", path, {"backupId": logs["id"], "restorePointId": UNKNOWN})
    assert "does not exist" in vbr.refusal("POST", path, {"restorePointId": UNKNOWN})


def test_a_mount_that_nobody_uses_is_unmounted(connected: Vbr, logs: Any) -> None:
    vbr = connected
    unmount = {"isEnabled": True, "noActivityPeriodInMinutes": 5}
    mount = mounted(vbr, backupId=logs["id"], autoUnmount=unmount)
    for _ in range(3):
        vbr.pass_time(seconds=200)
        assert browse(vbr, mount, "/")
    vbr.pass_time(seconds=301)
    vbr.login()
    assert vbr.call("GET", f"{FILES}/{mount}").status_code == 404
    assert vbr.get(f"/api/v1/sessions/{mount}")["state"] == "Stopped"


def test_logs_are_copied_in_a_task(connected: Vbr, logs: Any) -> None:
    vbr = connected
    mount = mounted(vbr, backupId=logs["id"])
    path = f"{FILES}/{mount}/copyTo"
    target: dict[str, Any] = {"copyToBackupServer": True, "path": "C:\\Logs"}
    task = vbr.post(path, {"sourcePath": ["/AuditLogs", "/"], **target})
    assert (task["type"], task["state"], task["result"]) == ("FlrRestore", "Starting", "None")
    vbr.pass_time(seconds=3)
    assert vbr.get(f"/api/v1/tasks/{task['id']}")["state"] == "Working"
    vbr.reopen()
    vbr.pass_time(seconds=3)
    ended = vbr.get(f"/api/v1/tasks/{task['id']}")
    assert (ended["state"], ended["result"], ended["progressPercent"]) == ("Stopped", "Success", 100)
    assert ended["logs"]["totalRecords"] == len(ended["logs"]["records"]) > 2
    assert vbr.call("GET", f"/api/v1/sessions/{task['id']}").status_code == 404
    assert vbr.call("GET", f"/api/v1/tasks/{UNKNOWN}").status_code == 404
    assert "no file or folder" in vbr.refusal("POST", path, {"sourcePath": ["/x"], **target})
    assert "nothing" in vbr.refusal("POST", path, {"sourcePath": [], **target})
    assert "to a path" in vbr.refusal("POST", path, {"sourcePath": ["/"]})
    share = {"sourcePath": ["/"], "unstructuredDataServerId": UNKNOWN}
    assert "share does not exist" in vbr.refusal("POST", path, share)


def test_logs_are_not_written_back_into_the_tenant(connected: Vbr, logs: Any) -> None:
    vbr = connected
    mount = mounted(vbr, backupId=logs["id"])
    task = vbr.post(f"{FILES}/{mount}/restore", {"sourcePath": ["/"], "restoreType": "Keep"})
    vbr.pass_time(seconds=10)
    ended = vbr.get(f"/api/v1/tasks/{task['id']}")
    assert (ended["result"], "copy them" in ended["additionalInfo"]["message"]) == ("Failed", True)
