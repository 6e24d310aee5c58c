"""Restores on the simulated server: what comes back, under which id, and what does not."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from simulated_vbr import BROWSER, RESTORE, UNKNOWN, Vbr, simulated

from veeam_entraid_sandbox.vbr import Instance, ServerFault, write_server_faults
from veeam_entraid_sandbox.vbr._vendor_limits import password_problem

PASSWORD = "Correct horse 1"


@pytest.fixture
def backup(connected: Vbr) -> Any:
    return connected.backed_up()


@pytest.fixture
def mount(connected: Vbr, backup: Any) -> str:
    return connected.mount(backup)


def exists(vbr: Vbr, mount: str, *items: Any) -> list[bool]:
    """Say of each object whether it is in production under its own id."""
    asked = [{"itemId": each["id"], "restorePointId": each["restorePointId"]} for each in items]
    found = vbr.post(f"{BROWSER}/{mount}/checkProductionItems", {"items": asked})["items"]
    there = {each["itemId"] for each in found}
    return [each["id"] in there for each in items]


def now(vbr: Vbr, backup: Any, type_: str) -> list[Any]:
    """Back production up once more, and return what there is of a type."""
    vbr.succeeded(vbr.run({"id": backup["jobId"]}))
    newest = vbr.post(f"{BROWSER}/{backup['id']}/restorePoints", {})["data"][0]["id"]
    return [each for each in vbr.browse(backup, type_) if each["restorePointId"] == newest]


def refusal(vbr: Vbr, mount: str, items: list[Any], **options: Any) -> str:
    chosen = [{"itemId": each["id"], "restorePointId": each["restorePointId"]} for each in items]
    return vbr.refusal("POST", f"{BROWSER}/{mount}/restoreItems", {"items": chosen, **options})


# Out of the recycle bin, or out of the backup.


def test_what_is_in_the_recycle_bin_comes_back_under_its_own_id(connected: Vbr, backup: Any, mount: str) -> None:
    vbr = connected
    user, *_ = vbr.browse(backup, "User")
    vbr.directory("delete", id=user["id"])
    assert exists(vbr, mount, user) == [False]
    session = vbr.restore(mount, [user], defaultUserPassword=PASSWORD, reason="a test")
    assert (session["state"], session["reason"], session["parentSessionId"]) == ("Success", "a test", mount)
    assert vbr.restore_log(session) == [("Success", "It has been restored from the recycle bin.")]
    assert exists(vbr, mount, user) == [True]
    same = [each for each in now(vbr, backup, "User") if each["userName"] == user["userName"]]
    assert [each["id"] for each in same] == [user["id"]]


def test_what_is_not_in_the_recycle_bin_is_not_restored_unless_the_bin_is_skipped(
    connected: Vbr, backup: Any, mount: str
) -> None:
    vbr = connected
    user, *_ = vbr.browse(backup, "User")
    vbr.directory("erase", id=user["id"])
    session = vbr.restore(mount, [user], defaultUserPassword=PASSWORD)
    assert session["state"] == "Warning"
    assert vbr.restore_log(session) == [("Warning", "It is not in the recycle bin, and has not been restored.")]
    assert not [each for each in now(vbr, backup, "User") if each["userName"] == user["userName"]]
    session = vbr.restore(mount, [user], defaultUserPassword=PASSWORD, skipRecycleBinRestore=True)
    ((status, said),) = vbr.restore_log(session)
    (restored,) = (each for each in now(vbr, backup, "User") if each["userName"] == user["userName"])
    assert (session["state"], status, restored["id"] in said) == ("Success", "Success", True)
    assert restored["id"] != user["id"]
    changed = {"id", "restorePointId", "restorePointDate"}
    assert {k: v for k, v in restored.items() if k not in changed} == {
        k: v for k, v in user.items() if k not in changed
    }


def test_the_recycle_bin_can_be_skipped_although_the_object_is_in_it(connected: Vbr, backup: Any, mount: str) -> None:
    vbr = connected
    user, *_ = vbr.browse(backup, "User")
    vbr.directory("delete", id=user["id"])
    vbr.restore(mount, [user], defaultUserPassword=PASSWORD, skipRecycleBinRestore=True)
    assert exists(vbr, mount, user) == [False]
    session = vbr.restore(mount, [user], defaultUserPassword=PASSWORD, skipRecycleBinRestore=True)
    assert (session["state"], "userPrincipalName" in vbr.restore_log(session)[0][1]) == ("Failed", True)
    options = {"defaultUserPassword": PASSWORD, "skipRecycleBinRestore": True, "skipObjectsIfExist": True}
    assert vbr.restore(mount, [user], **options)["state"] == "Success"


def test_the_recycle_bin_forgets_after_30_days(connected: Vbr, backup: Any) -> None:
    vbr = connected
    mount = vbr.mount(backup)
    first, second, *_ = vbr.browse(backup, "User")
    vbr.directory("delete", id=first["id"])
    vbr.get(BROWSER)
    vbr.pass_time(days=29)
    vbr.login()
    vbr.directory("delete", id=second["id"])
    vbr.get(BROWSER)
    vbr.pass_time(days=2)
    vbr.login()
    session = vbr.restore(mount, [first, second], defaultUserPassword=PASSWORD)
    assert session["state"] == "Warning"
    assert exists(vbr, mount, first, second) == [False, True]


@pytest.mark.parametrize("skip", [False, True])
def test_what_exists_is_set_back_or_skipped(connected: Vbr, backup: Any, mount: str, skip: bool) -> None:
    vbr = connected
    user, *_ = vbr.browse(backup, "User")
    vbr.directory("change", id=user["id"], properties={"jobTitle": "Baker"})
    vbr.restore(mount, [user], defaultUserPassword=PASSWORD, skipObjectsIfExist=skip)
    (after,) = (each for each in now(vbr, backup, "User") if each["id"] == user["id"])
    assert after["jobTitle"] == ("Baker" if skip else user["jobTitle"])


def test_a_kind_without_a_recycle_bin_comes_back_out_of_the_backup_only(
    connected: Vbr, backup: Any, mount: str
) -> None:
    vbr = connected
    roles = vbr.browse(backup, "Role", filter={"isBuiltIn": False})
    vbr.directory("delete", type="Role", name="Custom*")
    assert vbr.restore(mount, roles)["state"] == "Warning"
    assert vbr.restore(mount, roles, skipRecycleBinRestore=True)["state"] == "Success"
    assert [each["displayName"] for each in now(vbr, backup, "Role") if not each["isBuiltIn"]] == ["Custom role 0"]


# Passwords.


def test_users_need_passwords_that_follow_the_policy(connected: Vbr, backup: Any, mount: str) -> None:
    vbr = connected
    first, second, third, *_ = vbr.browse(backup, "User")
    users = [first, second, third]
    assert "has to be given a password" in refusal(vbr, mount, users)
    own = [{"userId": second["id"], "password": "weak"}]
    assert "has to be given a password" in refusal(vbr, mount, users, usersPasswords=own)
    for each in users:
        vbr.directory("delete", id=each["id"])
    session = vbr.restore(mount, users, defaultUserPassword=PASSWORD, usersPasswords=own)
    assert session["state"] == "Failed"
    assert exists(vbr, mount, *users) == [True, False, False]
    assert [status for status, _ in vbr.restore_log(session)] == ["Success", "Failed"]
    # What exists gets no password.
    vbr.directory("recover", id=second["id"])
    vbr.directory("recover", id=third["id"])
    assert vbr.restore(mount, users, defaultUserPassword="weak")["state"] == "Success"


def test_passwords_are_generated_by_the_policy(connected: Vbr, mount: str) -> None:
    vbr = connected
    path = f"{BROWSER}/{mount}/passwords/generate"
    found = vbr.post(path, {"passwordsCount": 50})["passwords"]
    assert len(set(found)) == 50
    assert [password_problem(each) for each in found] == [""] * 50
    for count in (0, -1, 1001):
        assert vbr.call("POST", path, {"passwordsCount": count}).status_code == 400


@given(st.text("ab", min_size=8, max_size=300))
def test_a_password_needs_three_kinds_of_characters(small: str) -> None:
    assert password_problem(small)
    assert password_problem(f"{small}A")
    assert bool(password_problem(f"{small}A1")) == (len(small) + 2 > 256)
    assert password_problem("Aa1!")


def test_passwords_are_written_nowhere_and_forgotten_with_the_end(connected: Vbr, backup: Any, mount: str) -> None:
    vbr = connected
    user, *_ = vbr.browse(backup, "User")
    vbr.directory("delete", id=user["id"])
    own = [{"userId": user["id"], "password": "Another horse 2"}]
    session = started(vbr, mount, [user], defaultUserPassword=PASSWORD, usersPasswords=own)
    secrets = (PASSWORD.encode(), b"Another horse 2")
    written = [file.read_bytes() for file in vbr.folder.rglob("*") if file.is_file()]
    assert not any(secret in content for secret in secrets for content in written)
    assert "horse" in str(vbr.engine.view().find("running", session["id"]))
    vbr.pass_time(seconds=10)
    assert "horse" not in str(vbr.engine.view().find("session", session["id"]))


# Relationships.


def test_relationships_come_back_to_what_exists(connected: Vbr, backup: Any, mount: str) -> None:
    vbr = connected
    groups = vbr.browse(backup, "Group", filter={"groupTypes": ["Microsoft365Group"], "membershipTypes": ["Assigned"]})
    group = groups[0]
    members = _members(vbr, backup, mount, group)
    assert len(members) == 5
    vbr.directory("erase", id=members[0])
    vbr.directory("erase", id=group["id"])
    session = vbr.restore(mount, [group], skipRecycleBinRestore=True)
    restored = {**group, "id": _new_id(vbr, session)}
    assert sorted(_members_now(vbr, backup, restored)) == sorted(members[1:])
    (user,) = (each for each in vbr.browse(backup, "User") if each["id"] == members[0])
    options = {"defaultUserPassword": PASSWORD, "skipRecycleBinRestore": True}
    session = vbr.restore(mount, [user], **options)
    # The group that the user was in is gone: there is another one under another id.
    assert _new_id(vbr, session) not in _members_now(vbr, backup, restored)


def test_a_user_becomes_a_member_again_unless_relationships_are_skipped(
    connected: Vbr, backup: Any, mount: str
) -> None:
    vbr = connected
    group = vbr.browse(backup, "Group", filter={"groupTypes": ["SecurityGroup"], "membershipTypes": ["Assigned"]})[0]
    first, second, *_ = _members(vbr, backup, mount, group)
    users = {each["id"]: each for each in vbr.browse(backup, "User")}
    for id_ in (first, second):
        vbr.directory("erase", id=id_)
    options = {"defaultUserPassword": PASSWORD, "skipRecycleBinRestore": True}
    with_it = _new_id(vbr, vbr.restore(mount, [users[first]], **options))
    without = _new_id(vbr, vbr.restore(mount, [users[second]], skipRelationships=True, **options))
    members = _members_now(vbr, backup, group)
    assert (with_it in members, without in members) == (True, False)


def _new_id(vbr: Vbr, session: Any) -> str:
    ((status, said),) = vbr.restore_log(session)
    assert (status, "new id" in said) == ("Success", True), said
    return said.rpartition(" ")[2].rstrip(".")


def _members(vbr: Vbr, backup: Any, mount: str, group: Any) -> list[str]:
    spec = {"itemId": group["id"], "itemType": "Group", "oldRestorePointId": group["restorePointId"]}
    compared = vbr.post(f"{BROWSER}/{mount}/compare", {**spec, "showUnchangedAttributes": True})
    assert backup
    (members,) = (each["values"] for each in compared["references"] if each["referenceType"] == "members")
    return [each["referenceId"] for each in members if each["oldValue"]]


def _members_now(vbr: Vbr, backup: Any, group: Any) -> list[str]:
    found = {each["id"]: each for each in now(vbr, backup, "Group")}
    mount = vbr.get(BROWSER)["data"][0]["sessionId"]
    return _members(vbr, backup, mount, found[group["id"]])


# The vendor's limits.


def test_a_session_takes_a_thousand_objects_of_one_type(connected: Vbr, backup: Any, mount: str) -> None:
    vbr = connected
    assert "nothing to restore" in refusal(vbr, mount, [])
    (role, *_), (user, *_) = vbr.browse(backup, "Role"), vbr.browse(backup, "User")
    assert "at most 1000" in refusal(vbr, mount, [user] * 1001)
    assert "named twice" in refusal(vbr, mount, [user] * 2)
    assert "of one type" in refusal(vbr, mount, [user, role], defaultUserPassword=PASSWORD)
    assert "does not have" in refusal(vbr, mount, [{**user, "id": UNKNOWN}])
    assert "no restore point" in refusal(vbr, mount, [{**user, "restorePointId": UNKNOWN}])
    assert "has to have an id" in vbr.refusal(
        "POST", f"{BROWSER}/{mount}/restoreItems", {"items": [{"restorePointId": user["restorePointId"]}]}
    )


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ({"type_": "Role", "filter": {"isBuiltIn": True}}, "Built-in roles"),
        ({"type_": "Group", "filter": {"groupTypes": ["DistributionGroup"]}}, "Distribution groups"),
        ({"type_": "Group", "filter": {"groupTypes": ["MailEnabledSecurityGroup"]}}, "Mail-enabled security groups"),
        ({"type_": "BitlockerKey"}, "BitLocker keys"),
        ({"type_": "DeviceConfiguration", "filter": {"displayName": "editionUpgrade"}}, "delegated permissions"),
    ],
)
def test_what_cannot_be_restored_fails_by_itself(
    connected: Vbr, backup: Any, mount: str, spec: dict[str, Any], said: str
) -> None:
    items = connected.browse(backup, **spec)
    connected.directory("erase", type=spec["type_"])
    session = connected.restore(mount, items, skipRecycleBinRestore=True)
    assert session["state"] == "Failed"
    assert all(status == "Failed" and said in text for status, text in connected.restore_log(session))


def test_some_that_cannot_be_restored_are_a_warning(connected: Vbr, backup: Any, mount: str) -> None:
    session = connected.restore(mount, connected.browse(backup, "Group"))
    assert session["state"] == "Warning"
    assert {status for status, _ in connected.restore_log(session)} == {"Success", "Failed"}


def pair(vbr: Vbr, backup: Any) -> tuple[Any, Any]:
    """An application and its service principal."""
    application, principal = vbr.browse(backup, "Application", filter={"displayName": "Application 0"})
    if application["applicationType"] != "AppRegistration":
        application, principal = principal, application
    return application, principal


def test_a_service_principal_comes_back_with_its_application(connected: Vbr, backup: Any, mount: str) -> None:
    vbr = connected
    application, principal = pair(vbr, backup)
    vbr.directory("delete", id=application["id"])
    assert exists(vbr, mount, application, principal) == [False, False]
    session = vbr.restore(mount, [principal])
    assert (session["state"], "one session" in vbr.restore_log(session)[0][1]) == ("Failed", True)
    assert vbr.restore(mount, [principal, application])["state"] == "Success"
    assert exists(vbr, mount, application, principal) == [True, True]


def test_an_application_alone_gets_another_id_and_its_principal_fails(connected: Vbr, backup: Any, mount: str) -> None:
    vbr = connected
    application, principal = pair(vbr, backup)
    vbr.directory("erase", id=application["id"])
    assert vbr.restore(mount, [application], skipRecycleBinRestore=True)["state"] == "Success"
    session = vbr.restore(mount, [principal], skipRecycleBinRestore=True)
    assert (session["state"], "one session" in vbr.restore_log(session)[0][1]) == ("Failed", True)
    assert vbr.restore(mount, [principal, application], skipRecycleBinRestore=True)["state"] == "Success"


def test_a_principal_of_an_application_elsewhere_comes_back_alone(tmp_path: Path, empty: Instance) -> None:
    with simulated(tmp_path / "vbr", bundled=empty, users=60) as vbr:
        vbr.login()
        vbr.with_license()
        backup = vbr.backed_up()
        mount = vbr.mount(backup)
        (principal,) = vbr.browse(backup, "Application", filter={"displayName": "Application 3"})
        vbr.directory("erase", id=principal["id"])
        assert vbr.restore(mount, [principal], skipRecycleBinRestore=True)["state"] == "Success"


# Properties.


def test_single_properties_are_set_back(connected: Vbr, backup: Any, mount: str) -> None:
    vbr = connected
    group = vbr.browse(backup, "Group", filter={"groupTypes": ["SecurityGroup"]})[0]
    changed = {"description": "wrong", "visibility": "Public", "displayName": "wrong"}
    vbr.directory("change", id=group["id"], properties=changed, details={"members": []})
    path = f"{BROWSER}/{mount}/restoreItemAttributes"
    names = ("displayName", "description", "members", "groupType")
    spec: dict[str, Any] = {
        "restorePointId": group["restorePointId"],
        "itemId": group["id"],
        "itemType": "Group",
        "includedProperties": [{"id": name} for name in names],
    }
    assert "no property" in vbr.refusal("POST", path, {**spec, "includedProperties": [{"id": "colour"}]})
    session = vbr.post(path, spec)
    assert (session["state"], session["endTime"][:4]) == ("Running", "0001")
    vbr.pass_time(seconds=10)
    session = vbr.get(f"{BROWSER}/{mount}/restoreSessions/{session['id']}")
    assert (session["state"], len(vbr.restore_log(session))) == ("Warning", 4)
    (after,) = (each for each in now(vbr, backup, "Group") if each["id"] == group["id"])
    assert (after["description"], after["displayName"]) == (group["description"], group["displayName"])
    assert after["visibility"] == "Public"
    assert len(_members(vbr, backup, mount, after)) == 5
    vbr.directory("erase", id=group["id"])
    session = vbr.post(path, spec)
    vbr.pass_time(seconds=10)
    assert vbr.get(f"{BROWSER}/{mount}/restoreSessions/{session['id']}")["state"] == "Failed"


# Sessions.


def started(vbr: Vbr, mount: str, items: list[Any], **options: Any) -> Any:
    chosen = [{"itemId": each["id"], "restorePointId": each["restorePointId"]} for each in items]
    return vbr.post(f"{BROWSER}/{mount}/restoreItems", {"items": chosen, **options})


def test_a_restore_progresses_and_can_be_stopped_in_the_middle(connected: Vbr, backup: Any, mount: str) -> None:
    vbr = connected
    users = vbr.browse(backup, "User")[:20]
    for each in users:
        vbr.directory("delete", id=each["id"])
    session = started(vbr, mount, users, defaultUserPassword=PASSWORD)
    path = f"{BROWSER}/{mount}/restoreSessions"
    assert (session["state"], session["endTime"]) == ("Running", "0001-01-01T00:00:00Z")
    vbr.pass_time(seconds=2.6)
    assert exists(vbr, mount, *users) == [True] * 10 + [False] * 10
    assert vbr.get(path)["data"] == [session]
    assert vbr.call("GET", f"/api/v1/sessions/{session['id']}").status_code == 404
    vbr.post(f"{path}/{session['id']}/stop")
    vbr.pass_time(seconds=10)
    assert vbr.get(f"{path}/{session['id']}")["state"] == "Canceled"
    assert exists(vbr, mount, *users) == [True] * 10 + [False] * 10
    assert "ended already" in vbr.refusal("POST", f"{path}/{session['id']}/stop")
    assert vbr.call("GET", f"{path}/{UNKNOWN}").status_code == 404


@pytest.mark.parametrize("count", [1, 3, 10, 11, 27])
def test_a_restore_that_is_interrupted_at_any_moment_restores_everything_once(
    connected: Vbr, backup: Any, mount: str, count: int
) -> None:
    vbr = connected
    users = vbr.browse(backup, "User")[:count]
    for each in users:
        vbr.directory("erase", id=each["id"])
    options = {"defaultUserPassword": PASSWORD, "skipRecycleBinRestore": True}
    session = started(vbr, mount, users, **options)
    for _ in range(12):
        vbr.reopen()
        vbr.pass_time(seconds=0.5)
    session = vbr.get(f"{BROWSER}/{mount}/restoreSessions/{session['id']}")
    assert (session["state"], len(vbr.restore_log(session))) == ("Success", count)
    after = [each["userName"] for each in now(vbr, backup, "User")]
    assert (len(after), len(set(after))) == (30, 30)


def test_unmounting_cancels_what_runs(connected: Vbr, backup: Any, mount: str) -> None:
    vbr = connected
    session = started(vbr, mount, vbr.browse(backup, "Role"))
    vbr.succeeded(vbr.post(f"{RESTORE}/tenant/{mount}/stop", {"gracefulStop": True}))
    assert vbr.get(f"{BROWSER}/{mount}/restoreSessions/{session['id']}")["state"] == "Canceled"
    assert vbr.call("POST", f"{BROWSER}/{mount}/restoreItems", {"items": []}).status_code == 404


def test_restores_fail_on_request(connected: Vbr, backup: Any, mount: str) -> None:
    write_server_faults(connected.folder, [ServerFault(action="fail-session", session="EntraIdTenantRestore")])
    roles = connected.browse(backup, "Role", filter={"isBuiltIn": False})
    assert connected.restore(mount, roles)["state"] == "Failed"


# Who may restore.


def test_a_restore_operator_restores_and_changes_nothing_else(connected: Vbr, backup: Any) -> None:
    vbr = connected
    vbr.login("restorer", "restorer pass")
    mount = vbr.mount(backup)
    roles = vbr.browse(backup, "Role", filter={"isBuiltIn": False})
    chosen = [{"itemId": each["id"], "restorePointId": each["restorePointId"]} for each in roles]
    answer = vbr.call("POST", f"{BROWSER}/{mount}/restoreItems", {"items": chosen})
    assert (answer.status_code, answer.json()["errorCode"]) == (403, "AccessDenied")
    assert vbr.call("POST", f"/api/v1/jobs/{backup['jobId']}/start").status_code == 403
    vbr.login("viewer", "viewer pass")
    assert vbr.call("POST", f"{RESTORE}/tenant", {"backupId": backup["id"]}).status_code == 403
    assert vbr.call("GET", BROWSER).status_code == 403
