"""Comparisons on the simulated server: with production, and with another restore point."""

from typing import Any

import pytest
from simulated_vbr import BROWSER, UNKNOWN, Vbr

from veeam_entraid_sandbox.vbr import ServerFault, write_server_faults


@pytest.fixture
def backup(connected: Vbr) -> Any:
    return connected.backed_up()


@pytest.fixture
def mount(connected: Vbr, backup: Any) -> str:
    return connected.mount(backup)


def spec_of(item: Any, **changes: Any) -> dict[str, Any]:
    return {"itemId": item["id"], "itemType": item["type"], "oldRestorePointId": item["restorePointId"], **changes}


def test_an_object_is_compared_with_production(connected: Vbr, backup: Any, mount: str) -> None:
    vbr = connected
    group, *_ = vbr.browse(backup, "Group")
    path = f"{BROWSER}/{mount}/compare"
    same = vbr.post(path, spec_of(group))
    assert (same["properties"], same["references"], same["existsInNewRestorePoint"]) == ([], [], True)
    everything = vbr.post(path, spec_of(group, showUnchangedAttributes=True))
    (members,) = everything["references"]
    assert {"description", "groupType", "displayName"} <= {each["propertyName"] for each in everything["properties"]}
    removed, *left = [each["referenceId"] for each in members["values"]]
    vbr.directory("change", id=group["id"], properties={"description": "new"}, details={"members": [*left, UNKNOWN]})
    compared = vbr.post(path, spec_of(group))
    assert compared["properties"] == [
        {"propertyName": "description", "oldValue": group["description"], "newValue": "new", "readOnly": False}
    ]
    values = {each["referenceId"]: (each["oldValue"], each["newValue"]) for each in compared["references"][0]["values"]}
    assert values == {removed: (True, False), UNKNOWN: (False, True)}
    vbr.directory("erase", id=group["id"])
    gone = vbr.post(path, spec_of(group))
    assert (gone["existsInOldRestorePoint"], gone["existsInNewRestorePoint"]) == (True, False)
    assert vbr.call("POST", path, spec_of({**group, "id": UNKNOWN})).status_code == 404


def test_an_object_is_compared_with_another_restore_point(connected: Vbr, backup: Any, mount: str) -> None:
    vbr = connected
    user, *_ = vbr.browse(backup, "User")
    vbr.directory("change", id=user["id"], properties={"jobTitle": "Baker"})
    vbr.succeeded(vbr.run({"id": backup["jobId"]}))
    vbr.directory("change", id=user["id"], properties={"jobTitle": "Cook"})
    newest = vbr.post(f"{BROWSER}/{backup['id']}/restorePoints", {})["data"][0]["id"]
    compared = vbr.post(f"{BROWSER}/{mount}/compare", spec_of(user, newRestorePointId=newest))
    ((property_,), title) = compared["properties"], user["jobTitle"]
    assert (property_["oldValue"], property_["newValue"]) == (title, "Baker")


@pytest.mark.parametrize("kind", ["compare", "recursiveCompare"])
def test_a_comparison_can_take_its_time(connected: Vbr, backup: Any, mount: str, kind: str) -> None:
    vbr = connected
    policy, *_ = vbr.browse(backup, "ConditionalAccessPolicy")
    start = f"{BROWSER}/{mount}/start{kind[0].upper()}{kind[1:]}"
    spec = spec_of(policy)
    if kind == "recursiveCompare":
        del spec["itemType"]
        user, *_ = vbr.browse(backup, "User")
        assert "Only policies" in vbr.refusal("POST", start, {**spec, "itemId": user["id"]})
    vbr.directory("change", id=policy["id"], properties={"state": "Disabled"}, details={"includeGroups": []})
    id_ = vbr.post(start, spec)["compareSessionId"]
    path = f"{BROWSER}/{mount}/{kind}/{id_}/result"
    assert vbr.get(path) == {"status": "Running"}
    vbr.reopen()
    vbr.pass_time(seconds=10)
    found = vbr.get(path)
    assert found["status"] == "Success"
    named = {each.get("propertyName") or each["name"]: each for each in found["result"]["properties"]}
    assert (named["state"]["oldValue"], named["state"]["newValue"]) == (policy["state"], "Disabled")
    other = "compare" if kind == "recursiveCompare" else "recursiveCompare"
    assert "other kind" in vbr.refusal("GET", f"{BROWSER}/{mount}/{other}/{id_}/result")
    if kind == "recursiveCompare":
        (child,) = named["includeGroups"]["children"]
        assert (child["path"], child["areEqual"], "newValue" in child) == ("includeGroups.0", False, False)


def test_a_comparison_fails_on_request(connected: Vbr, backup: Any, mount: str) -> None:
    vbr = connected
    write_server_faults(vbr.folder, [ServerFault(action="fail-session", session="EntraIdTenantComparison")])
    role, *_ = vbr.browse(backup, "Role")
    id_ = vbr.post(f"{BROWSER}/{mount}/startCompare", spec_of(role))["compareSessionId"]
    vbr.pass_time(seconds=10)
    found = vbr.get(f"{BROWSER}/{mount}/compare/{id_}/result")
    assert (found["status"], found["errorMessage"]) == ("Failure", "The sandbox was asked for this.")
    assert vbr.call("GET", f"{BROWSER}/{mount}/compare/{UNKNOWN}/result").status_code == 404
