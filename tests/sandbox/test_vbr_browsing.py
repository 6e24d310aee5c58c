"""Backups that are mounted on the simulated server, and looking into them: objects, restore points, files."""

import csv
import io
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from real_postgresql import ask
from simulated_vbr import AZURE_TENANT, BROWSER, RESTORE, UNKNOWN, Vbr, simulated

from veeam_entraid_sandbox.vbr import Instance, database_name, document, write_instance

TYPES = ("User", "Group", "AdminUnit", "Role", "Application", "DeviceConfiguration", "BitlockerKey")
SORTED = {
    type_: document().allowed(f"EEntraIdTenant{type_}SortingProperty") for type_ in (*TYPES, "ConditionalAccessPolicy")
}
JOBS = "/api/v1/jobs"


@pytest.fixture
def backup(connected: Vbr) -> Any:
    return connected.backed_up()


@pytest.fixture
def mount(connected: Vbr, backup: Any) -> str:
    return connected.mount(backup)


def again(vbr: Vbr, backup: Any) -> None:
    """Run the backup's job once more."""
    vbr.succeeded(vbr.run({"id": backup["jobId"]}))


# Mounts.


def test_a_backup_is_mounted_at_once_until_it_is_unmounted(connected: Vbr, backup: Any) -> None:
    vbr = connected
    assert "not mounted" in vbr.refusal("POST", f"{BROWSER}/{backup['id']}/browse", {"type": "User"})
    mount = vbr.mount(backup)
    (shown,) = vbr.get(BROWSER)["data"]
    assert (shown["sessionId"], shown["sourceProperties"]["backupId"]) == (mount, backup["id"])
    assert vbr.get(f"{BROWSER}/{mount}") == shown
    assert vbr.get(f"/api/v1/sessions/{mount}")["sessionType"] == "EntraIdRestore"
    assert "request of its own" in vbr.refusal("POST", f"/api/v1/sessions/{mount}/stop")
    vbr.reopen()
    stopping = vbr.post(f"{RESTORE}/tenant/{mount}/stop")
    assert (stopping["id"], stopping["state"]) == (mount, "Stopping")
    assert vbr.get(BROWSER)["data"] == []
    assert vbr.call("GET", f"{BROWSER}/{mount}").status_code == 404
    assert vbr.call("POST", f"{RESTORE}/tenant/{mount}/stop").status_code == 404
    vbr.succeeded(stopping)


def test_what_is_no_backup_of_a_tenant_is_not_mounted(connected: Vbr, backup: Any) -> None:
    vbr = connected
    log_job = vbr.log_job(vbr.get("/api/v1/inventory/entraId/tenants")["data"][0]["id"])
    vbr.succeeded(vbr.run(log_job))
    (logs,) = vbr.get("/api/v1/backups", jobIdFilter=log_job["id"])["data"]
    assert "not one of a tenant" in vbr.refusal("POST", f"{RESTORE}/tenant", {"backupId": logs["id"]})
    assert "does not exist" in vbr.refusal("POST", f"{RESTORE}/tenant", {"backupId": UNKNOWN})
    assert vbr.mount(backup) != vbr.mount(backup)


def test_a_mount_needs_its_database(connected: Vbr, backup: Any, bundled: Instance) -> None:
    ask(bundled, f'DROP DATABASE "{database_name(AZURE_TENANT)}" WITH (FORCE)')
    assert "does not exist" in connected.refusal("POST", f"{RESTORE}/tenant", {"backupId": backup["id"]})


def test_a_backup_of_another_instance_is_not_mounted(connected: Vbr, backup: Any, bundled: Instance) -> None:
    write_instance(connected.folder, replace(bundled, port=1))
    assert "does not lie" in connected.refusal("POST", f"{RESTORE}/tenant", {"backupId": backup["id"]})


# Objects.


@pytest.mark.parametrize("type_", SORTED)
def test_objects_of_each_type_are_browsed_in_each_order(connected: Vbr, backup: Any, mount: str, type_: str) -> None:
    vbr = connected
    found = vbr.browse(backup, type_)
    assert found
    assert all(each["type"] == type_ and each["restorePointDate"] for each in found)
    for column in SORTED[type_]:
        ascending = vbr.browse(backup, type_, sorting={"property": column, "direction": "Ascending"})
        descending = vbr.browse(backup, type_, sorting={"property": column, "direction": "Descending"})
        assert ascending == descending[::-1]
        assert sorted(each["id"] for each in ascending) == sorted(each["id"] for each in found)
    names = [each["displayName"].lower() for each in vbr.browse(backup, type_)]
    assert names == sorted(names)
    assert mount


@pytest.mark.parametrize(
    ("type_", "filter_", "holds"),
    [
        ("User", {"displayName": "ADA"}, lambda each: "Ada" in each["displayName"]),
        ("User", {"companyName": "contoso", "accountEnabled": False}, lambda each: not each["accountEnabled"]),
        ("User", {"userType": "Guest"}, lambda each: each["creationType"] == "Invitation"),
        ("Group", {"groupTypes": ["DistributionGroup"]}, lambda each: each["groupType"] == "DistributionGroup"),
        ("Group", {"membershipTypes": ["Dynamic"]}, lambda each: each["membershipType"] == "Dynamic"),
        ("AdminUnit", {"visibilities": ["Hidden"]}, lambda each: each["visibility"] == "Hidden"),
        ("Role", {"isBuiltIn": False}, lambda each: not each["isBuiltIn"]),
        ("Application", {"includedTypes": ["AppRegistration"]}, lambda each: not each["tags"]),
        (
            "DeviceConfiguration",
            {"includedTypes": ["DeviceCompliancePolicy"], "version": 1},
            lambda each: "CompliancePolicy" in each["displayName"],
        ),
        ("BitlockerKey", {"deviceDisplayName": "device0"}, lambda each: each["key"]),
        ("ConditionalAccessPolicy", {"state": ["Disabled"]}, lambda each: each["state"] == "Disabled"),
    ],
)
def test_objects_are_filtered(connected: Vbr, backup: Any, type_: str, filter_: Any, holds: Any) -> None:
    connected.mount(backup)
    found = connected.browse(backup, type_, filter=filter_)
    everything = connected.browse(backup, type_)
    assert found
    assert all(holds(each) for each in found)
    assert type_ == "BitlockerKey" or len(found) < len(everything)


def test_objects_are_paged(connected: Vbr, backup: Any, mount: str) -> None:
    vbr = connected
    path = f"{BROWSER}/{backup['id']}/browse"
    pages = [vbr.post(path, {"type": "User", "skip": skip, "limit": 7}) for skip in range(0, 35, 7)]
    assert [each["pagination"]["count"] for each in pages] == [7, 7, 7, 7, 2]
    assert [each for one in pages for each in one["data"]] == vbr.browse(backup, "User")
    assert vbr.call("POST", path, {"type": "User", "skip": -1}).status_code == 400
    assert vbr.call("POST", path, {"type": "DeviceCompliancePolicy"}).status_code == 400
    assert mount


def test_an_object_is_shown_as_the_latest_restore_point_has_it(connected: Vbr, backup: Any, mount: str) -> None:
    vbr = connected
    gone, changed, *_ = vbr.browse(backup, "User")
    vbr.directory("delete", id=gone["id"])
    vbr.directory("change", id=changed["id"], properties={"jobTitle": "Baker", "displayName": "A. Baker"})
    again(vbr, backup)
    shown = {each["id"]: each for each in vbr.browse(backup, "User")}
    assert shown[gone["id"]] == gone
    assert (shown[changed["id"]]["jobTitle"], shown[changed["id"]]["displayName"]) == ("Baker", "A. Baker")
    newest, oldest = vbr.post(f"{BROWSER}/{backup['id']}/restorePoints", {})["data"]
    assert newest["creationTime"] > oldest["creationTime"]
    assert shown[changed["id"]]["restorePointId"] == newest["id"]
    item = f"{BROWSER}/{backup['id']}/browse/{changed['id']}"
    assert vbr.post(item, {"type": "User"}) == shown[changed["id"]]
    assert vbr.call("POST", item, {"type": "Group"}).status_code == 404
    sorting = {"property": "CreationTime", "direction": "Ascending"}
    assert vbr.post(f"{item}/restorePoints", {"sorting": sorting})["data"] == [oldest, newest]
    only = vbr.post(f"{BROWSER}/{backup['id']}/browse/{gone['id']}/restorePoints", {"limit": 1})
    assert (only["data"], only["pagination"]["total"]) == ([oldest], 1)
    assert vbr.call("POST", f"{BROWSER}/{backup['id']}/browse/x/restorePoints", {}).status_code == 404
    validated = vbr.post(
        f"{BROWSER}/{mount}/validate",
        {"restorePointId": newest["id"], "itemIds": [gone["id"], changed["id"], "no id"]},
    )
    assert [each["itemId"] for each in validated["data"]] == [gone["id"], "no id"]


def test_what_still_exists_is_told(connected: Vbr, backup: Any, mount: str) -> None:
    vbr = connected
    binned, erased, left, *_ = vbr.browse(backup, "User")
    vbr.directory("delete", id=binned["id"])
    vbr.directory("erase", id=erased["id"])
    items = [{"itemId": each["id"], "restorePointId": each["restorePointId"]} for each in (binned, erased, left)]
    (found,) = vbr.post(f"{BROWSER}/{mount}/checkProductionItems", {"items": items})["items"]
    assert (found["itemId"], found["displayName"]) == (left["id"], left["displayName"])


def test_the_protection_scope_is_that_of_the_tenant(connected: Vbr) -> None:
    scope = ["Users", "Groups", "AdministrativeUnits", "Roles", "Applications", "IntunePolicies"]
    backup = connected.backed_up(protectionScope=scope)
    connected.mount(backup)
    assert connected.get(f"{BROWSER}/{backup['id']}/protectionScope") == {"tenantResources": scope}


def test_thousands_of_objects_are_browsed(tmp_path: Path, empty: Instance) -> None:
    with simulated(tmp_path / "vbr", bundled=empty, users=3000) as vbr:
        vbr.login()
        vbr.with_license(instances=1000)
        backup = vbr.backed_up()
        vbr.mount(backup)
        found = vbr.post(f"{BROWSER}/{backup['id']}/browse", {"type": "User", "skip": 2990, "limit": 50})
        assert (found["pagination"]["total"], found["pagination"]["count"]) == (3000, 10)
        for type_ in SORTED:
            path = f"{BROWSER}/{backup['id']}/browse"
            assert vbr.post(path, {"type": type_, "limit": 1})["pagination"]["total"] >= 100


# Files.

UPLOADS = {
    "User": "User",
    "Group": "Group",
    "AdminUnit": "AdministrativeUnit",
    "Role": "Role",
    "Application": "Application",
    "ConditionalAccessPolicy": "ConditionalAccessPolicy",
    "DeviceConfiguration": "DeviceConfiguration",
}


def export(vbr: Vbr, backup: Any, spec: Any, **query: Any) -> str:
    answer = vbr.call("POST", f"{BROWSER}/{backup['id']}/export", spec, **query)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/octet-stream")
    return answer.text


def upload(vbr: Vbr, backup: Any, what: str, content: bytes) -> Any:
    headers = {"x-api-version": "1.3-rev1", "Authorization": f"Bearer {vbr.token}"}
    headers["Content-Type"] = "application/octet-stream"
    return vbr.request("POST", f"{BROWSER}/{backup['id']}/upload{what}", headers=headers, content=content)


@pytest.mark.parametrize(("type_", "what"), UPLOADS.items())
def test_objects_are_exported_and_found_again(connected: Vbr, backup: Any, mount: str, type_: str, what: str) -> None:
    exported = export(connected, backup, {"type": type_, "limit": 2})
    rows = list(csv.DictReader(io.StringIO(exported)))
    found = connected.browse(backup, type_)[:2]
    assert [(row["id"], row["displayName"]) for row in rows] == [(each["id"], each["displayName"]) for each in found]
    answer = upload(connected, backup, what, exported.encode())
    assert sorted(each["id"] for each in answer.json()["data"]) == sorted(each["id"] for each in found)
    assert mount


def test_an_export_can_be_in_xml(connected: Vbr, backup: Any, mount: str) -> None:
    root = ET.fromstring(export(connected, backup, {"type": "Role"}, toXml="true"))  # noqa: S314 - our own
    assert [each.findtext("id") for each in root] == [each["id"] for each in connected.browse(backup, "Role")]
    assert mount


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"name\nAda\n", b'id\n"unfinished'])
def test_a_file_that_names_nothing_is_refused(connected: Vbr, backup: Any, mount: str, content: bytes) -> None:
    assert upload(connected, backup, "User", content).status_code == 400
    assert mount
