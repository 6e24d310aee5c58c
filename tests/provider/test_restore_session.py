"""Restore sessions against the simulated server: what comes back, what is refused, and what the stack remembers."""

import datetime as dt
import io
import json
import logging
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from provider_client import FailedInitializationError, RefusedError, secret, urn
from restores import BROWSER, PASSWORD, TOKEN, Restores, Told, restores

from veeam_entraid_protocol import UNKNOWN, Secret, encode, plain
from veeam_entraid_protocol.messages import engine_pb2, provider_pb2
from veeam_entraid_protocol.provider import _engine_log
from veeam_entraid_sandbox.vbr import Instance, ServerFault, clear_server_faults, write_server_faults
from veeam_provider.rest import operations
from veeam_provider.restore import RestoreSession, _runs, _sign_in
from veeam_provider.restore_plan import SESSION_ORDER, plan_restore, write_json

BACKUP = "00000000-0000-4000-8000-000000000001"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, bundled: Instance) -> Iterator[Restores]:
    told = Told()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_engine_log.EngineLog, "write", lambda _, *given, **named: told.write(*given, **named))
        patch.setattr(_sign_in, "_POLL_SECONDS", 0.05)
        with restores(tmp_path_factory.mktemp("vbr"), bundled, told, users=600) as server:
            yield server


@pytest.fixture
def vbr(server: Restores) -> Iterator[Restores]:
    server.told.lines.clear()
    yield server
    clear_server_faults(server.stack.engine.folder)
    server.console()
    assert server.mounts() == [], "whatever happens, nothing stays mounted"


def outcomes(outputs: Any) -> dict[str, str]:
    results: Any = plain(outputs["results"])
    return {each["id"]: each["outcome"] for each in results}


def gone(vbr: Restores, type_: str, *, erased: bool = False, **properties: Any) -> Any:
    """Return an item that no test has used, and that somebody has deleted."""
    item = vbr.fresh(type_, **properties)
    vbr.directory("erase" if erased else "delete", id=item["id"])
    return item


def office_group(vbr: Restores, *, erased: bool = False) -> Any:
    return gone(vbr, "Group", erased=erased, groupType="Microsoft365Group")


def security_group(vbr: Restores) -> Any:
    """Return a group that was deleted, of a kind for which there is no recycle bin."""
    return gone(vbr, "Group", groupType="SecurityGroup")


# What comes back.


def test_what_is_in_the_recycle_bin_comes_back_under_its_own_id(vbr: Restores) -> None:
    group = office_group(vbr)
    session = vbr.restore(group, reason="somebody deleted it")
    (result,) = session["results"]
    assert (result["id"], result["outcome"], "newId" in result) == (group["id"], "restored", False)
    assert (session["restoredCount"], session["notRestoredCount"], session["notRestored"]) == (1, 0, [])
    assert (session["state"], session["azureTenantId"], session["sourceBackupId"]) == (
        "Success",
        vbr.azure,
        vbr.backup,
    )
    assert session["startedAt"] <= session["endedAt"]
    assert vbr.told.warnings == []
    assert group["id"] in [each["id"] for each in vbr.backed_up_now("Group")]


def test_what_did_not_come_back_is_named_with_the_reason(vbr: Restores) -> None:
    there, gone_ = office_group(vbr), office_group(vbr, erased=True)
    session = vbr.restore(there, gone_)
    assert outcomes(session.outputs) == {there["id"]: "restored", gone_["id"]: "notInRecycleBin"}
    assert [each["id"] for each in session["notRestored"]] == [gone_["id"]]
    (warning,) = vbr.told.warnings
    assert "1 of 2 items did NOT come back" in warning
    assert all(each in warning for each in (gone_["id"], gone_["displayName"], "recycleBin: ignore"))


def test_a_session_from_which_nothing_came_back_fails_and_is_remembered(vbr: Restores) -> None:
    group = security_group(vbr)
    inputs = vbr.inputs(group)
    with pytest.raises(FailedInitializationError, match="Nothing came back") as failure:
        vbr.stack.client.create(TOKEN, "nothing", **inputs)
    outputs = failure.value.outputs
    assert outcomes(outputs) == {group["id"]: "notInRecycleBin"}
    assert "triggers" in str(failure.value)
    # The engine updates what has failed half way, which does not restore, and does not hide the failure either.
    before = vbr.restores()
    checked = vbr.stack.client.check(urn(TOKEN, "nothing"), inputs)
    request = provider_pb2.UpdateRequest(
        id=failure.value.id,
        urn=urn(TOKEN, "nothing"),
        olds=encode(outputs),
        old_inputs=encode(checked),
        news=encode(checked),
    )
    with pytest.raises(Exception, match="Nothing came back"):
        vbr.stack.client.stub.Update(request)
    assert vbr.restores() == before


def test_ignoring_the_recycle_bin_makes_items_anew(vbr: Restores) -> None:
    group = security_group(vbr)
    session = vbr.restore(group, recycleBin="ignore", skipRelationships=True)
    (result,) = session["results"]
    now = {each["displayName"]: each["id"] for each in vbr.backed_up_now("Group")}
    assert (result["outcome"], result["newId"]) == ("restored", now[group["displayName"]])
    assert "1 of them under new ids" in vbr.told.all


def test_what_exists_is_left_alone_or_set_back(vbr: Restores) -> None:
    group = vbr.fresh("Group", groupType="SecurityGroup")
    vbr.directory("change", id=group["id"], properties={"description": "changed"})
    left = vbr.restore(group, name="left", skipExisting=True)
    assert (outcomes(left.outputs), left["skippedCount"]) == ({group["id"]: "skipped"}, 1)
    back = vbr.restore(group, name="back")
    assert outcomes(back.outputs) == {group["id"]: "restored"}
    now = {each["id"]: each.get("description") for each in vbr.backed_up_now("Group")}
    assert now[group["id"]] == group["description"]


def test_a_filter_finds_what_is_restored(vbr: Restores) -> None:
    group = office_group(vbr)
    wanted = {"type": "Group", "displayName": group["displayName"], "groupTypes": ["Microsoft365Group"]}
    session = vbr.restore(filter=wanted, skipExisting=True)
    assert outcomes(session.outputs)[group["id"]] == "restored"


def test_the_latest_backup_of_a_tenant_is_found(vbr: Restores) -> None:
    group = office_group(vbr)
    session = vbr.restore(group, backupId=None, tenantId=vbr.tenant.upper())
    assert (session["sourceBackupId"], outcomes(session.outputs)) == (vbr.backup, {group["id"]: "restored"})


def test_many_items_are_looked_up_by_lists(vbr: Restores) -> None:
    users = vbr.browse("User")[:40]
    before = len(vbr.requests("POST", "/api/v1/backupBrowser"))
    session = vbr.restore(*users, skipExisting=True)
    assert session["skippedCount"] + session["restoredCount"] == 40
    assert len(vbr.requests("POST", "/api/v1/backupBrowser")) - before < 10


def test_a_restore_point_can_be_chosen(vbr: Restores) -> None:
    group = vbr.fresh("Group", groupType="Microsoft365Group")
    (first,) = [each["restorePointId"] for each in vbr.browse("Group") if each["id"] == group["id"]]
    vbr.directory("change", id=group["id"], properties={"description": "later"})
    later = next(each for each in vbr.backed_up_now("Group") if each["id"] == group["id"])
    assert later["restorePointId"] != first
    vbr.restore(group, name="first", source={"restorePointId": first})
    now = {each["id"]: each.get("description") for each in vbr.backed_up_now("Group")}
    assert now[group["id"]] == group["description"]
    item = {"id": group["id"], "type": "Group", "restorePointId": later["restorePointId"]}
    vbr.restore(name="later", items=[item])
    now = {each["id"]: each.get("description") for each in vbr.backed_up_now("Group")}
    assert now[group["id"]] == "later"


def test_an_item_that_a_restore_point_lacks_is_named(vbr: Restores) -> None:
    group = vbr.fresh("Group", groupType="SecurityGroup")
    vbr.directory("create", type="Group", name="Too late", properties={"groupType": "SecurityGroup"})
    late = next(each for each in vbr.backed_up_now("Group") if each["displayName"] == "Too late")
    with pytest.raises(RefusedError, match=f"Too late.*not in the restore point {group['restorePointId']}"):
        vbr.restore(group, late, source={"restorePointId": group["restorePointId"]})


# From a copy.


@pytest.fixture(scope="module")
def copy(server: Restores) -> str:
    """A copy of the backup."""
    stack = server.stack
    job = stack.create(
        "veeam:entraid:TenantBackupCopyJob",
        "copy",
        primaryJobId=server.job,
        name="Copy of Contoso",
        repositoryId=stack.default_repository(),
    )
    stack.server.wait_for_session(stack.server.call(operations.START_JOB, id=job.id))
    (backup,) = stack.server.list(operations.GET_ALL_BACKUPS, jobIdFilter=job.id)
    return backup["id"]


@pytest.mark.parametrize("by_tenant", [False, True])
def test_a_copy_is_imported_and_restored_from(vbr: Restores, copy: str, by_tenant: bool) -> None:
    group = office_group(vbr)
    origin = {"backupId": None, "tenantId": vbr.tenant} if by_tenant else {"backupId": copy}
    session = vbr.restore(group, name=f"copy {by_tenant}", source={"type": "copy"}, **origin)
    assert (session["sourceBackupId"], outcomes(session.outputs)) == (copy, {group["id"]: "restored"})
    (result,) = session["results"]
    points = vbr.stack.server.list(operations.GET_ALL_OBJECT_RESTORE_POINTS, backupIdFilter=copy)
    assert result["restorePointId"] in [point["id"] for point in points]


def test_a_copy_is_not_mounted_as_a_backup(vbr: Restores, copy: str) -> None:
    with pytest.raises(RefusedError, match=r"write source: \{type: copy\}"):
        vbr.restore(item(1), backupId=copy)


@pytest.mark.parametrize("done", [False, True])
def test_an_import_whose_beginning_is_in_doubt_is_done_once(vbr: Restores, copy: str, done: bool) -> None:
    group, path = office_group(vbr), "/api/v1/restore/entraId/tenant/fromCopy"
    write_server_faults(vbr.stack.engine.folder, [ServerFault(action="cut", path=path, done=done, nth=1)])
    before = len(vbr.requests("POST", path))
    session = vbr.restore(group, name=f"doubt {done}", backupId=copy, source={"type": "copy"})
    assert outcomes(session.outputs) == {group["id"]: "restored"}
    assert len(vbr.requests("POST", path)) - before == (1 if done else 2)


def test_an_import_that_fails_says_why(vbr: Restores, copy: str) -> None:
    write_server_faults(
        vbr.stack.engine.folder,
        [ServerFault(action="fail-session", session="EntraIdRestoreFromCopy", message="The repository is away.")],
    )
    with pytest.raises(RefusedError, match=r"has restored nothing: .*The repository is away"):
        vbr.restore(office_group(vbr), backupId=copy, source={"type": "copy"})


# Passwords.


def test_users_get_passwords_that_the_server_makes_and_nobody_sees(
    vbr: Restores, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    users = [gone(vbr, "User"), gone(vbr, "User", erased=True)]
    session = vbr.restore(*users, recycleBin="ignore")
    assert isinstance(session.outputs["generatedPasswords"], Secret)
    made = session["generatedPasswords"]
    assert sorted(each["userId"] for each in made) == sorted(each["id"] for each in users)
    passwords = {each["password"] for each in made}
    assert len(passwords) == 2
    trace = (vbr.stack.engine.folder / "requests.jsonl").read_text()
    shown = {name: value for name, value in session.outputs.items() if name != "generatedPasswords"}
    for password in passwords:
        assert password not in vbr.told.all + caplog.text + trace + repr(shown)


def test_users_get_the_passwords_that_are_given(vbr: Restores) -> None:
    one, other = gone(vbr, "User"), gone(vbr, "User")
    given = secret([{"userId": one["id"].upper(), "password": PASSWORD}])
    session = vbr.restore(one, other, userPasswords=given)
    assert [each["userId"] for each in session["generatedPasswords"]] == [other["id"]]
    assert isinstance(session.inputs["userPasswords"], Secret)
    third = gone(vbr, "User")
    session = vbr.restore(third, name="default", defaultUserPassword=PASSWORD)
    assert (session["generatedPasswords"], outcomes(session.outputs)) == ([], {third["id"]: "restored"})
    assert isinstance(session.inputs["defaultUserPassword"], Secret)


def test_a_password_that_the_tenant_refuses_stops_the_restore_and_is_not_quoted(vbr: Restores) -> None:
    user = gone(vbr, "User", erased=True)
    with pytest.raises(FailedInitializationError, match="Nothing came back") as failure:
        vbr.restore(user, recycleBin="ignore", defaultUserPassword="feeble")
    assert user["displayName"] in str(failure.value)
    assert "feeble" not in str(failure.value) + vbr.told.all


# Somebody signs in.


def test_a_person_signs_in_with_a_code_that_is_shown(vbr: Restores) -> None:
    vbr.console(sign_in_after=0.3)
    group = office_group(vbr)
    session = vbr.restore(group, permissions=None)
    assert outcomes(session.outputs) == {group["id"]: "restored"}
    (warning,) = vbr.told.warnings
    assert "https://microsoft.com/devicelogin" in warning
    assert any(ephemeral and "Waiting for a sign-in" in line for _, line, ephemeral in vbr.told.lines)


@pytest.mark.parametrize("hours", [-3, 3])
def test_a_code_holds_whatever_the_clock_of_the_server_shows(vbr: Restores, hours: int) -> None:
    vbr.console(sign_in_after=0.3, clock_offset=hours * 3600.0)
    session = vbr.restore(office_group(vbr), permissions="delegated")
    assert session["restoredCount"] == 1


def test_edition_upgrades_need_a_person(vbr: Restores) -> None:
    vbr.console(sign_in_after=0.0)
    upgrade = next(each for each in vbr.browse("DeviceConfiguration") if "editionUpgrade" in each["displayName"])
    vbr.directory("erase", id=upgrade["id"])
    item = {"id": upgrade["id"], "type": "DeviceConfiguration", "odataType": "editionUpgradeConfiguration"}
    failures = vbr.stack.client.failures(TOKEN, **vbr.inputs(items=[item]))
    assert "intune-edition-upgrade-restore" in " ".join(failures.values())
    session = vbr.restore(items=[item], permissions="delegated", recycleBin="ignore")
    assert outcomes(session.outputs) == {upgrade["id"]: "restored"}
    assert "intune-edition-upgrade-restore" in vbr.told.all


def test_nobody_signs_in_until_the_code_expires(vbr: Restores) -> None:
    group, before = office_group(vbr), vbr.restores()
    failed: list[str] = []

    def restore() -> None:
        with pytest.raises(RefusedError) as refusal:
            vbr.restore(group, permissions="delegated", validUntil=vbr.until(days=2))
        failed.append(str(refusal.value))

    thread = threading.Thread(target=restore)
    thread.start()
    vbr.wait_for_line("waits for somebody to sign in")
    vbr.console(clock_offset=16 * 60.0)
    thread.join()
    assert "has restored nothing: The sign-in failed: The code has expired" in failed[0]
    assert vbr.restores() == before


def test_nobody_is_waited_for_longer_than_the_session_is_valid(vbr: Restores) -> None:
    group, before = office_group(vbr), vbr.restores()
    with pytest.raises(RefusedError, match="Nobody has signed in"):
        vbr.restore(group, permissions="delegated", validUntil=vbr.until(seconds=1.5))
    assert vbr.restores() == before


def test_a_sign_in_that_fails_says_why(vbr: Restores) -> None:
    vbr.console(sign_in_after=0.0, sign_in_error="AADSTS50105: not assigned")
    with pytest.raises(RefusedError, match="AADSTS50105"):
        vbr.restore(office_group(vbr), permissions="delegated")


def test_credentials_take_the_place_of_a_sign_in(vbr: Restores) -> None:
    with pytest.raises(RefusedError, match=f"{BACKUP} do not come out of a sign-in"):
        vbr.restore(office_group(vbr), permissions="delegated", credentialsId=BACKUP)


# The limits.


def check(vbr: Restores, **inputs: Any) -> str:
    return " ".join(vbr.stack.client.failures(TOKEN, "main", **inputs).values())


def item(number: int, type_: str = "User", **facts: Any) -> dict[str, Any]:
    return {"id": f"00000000-0000-4000-8000-{number:012d}", "type": type_, **facts}


@pytest.mark.parametrize(
    ("limit", "inputs"),
    [
        ("restore-session-item-limit", {"items": [item(number) for number in range(1001)]}),
        ("restorable-item-types", {"items": [item(1, "Role", isBuiltIn=True)]}),
        ("restorable-item-types", {"items": [item(1, "Group", groupType="DistributionGroup")]}),
        ("one-item-type-per-restore-session", {"items": [item(1), item(2, "Group", groupType="SecurityGroup")]}),
        (
            "service-principal-with-application",
            {"items": [item(1, "Application", applicationType="EnterpriseRegistration", applicationId=BACKUP)]},
        ),
        (
            "intune-edition-upgrade-restore",
            {"items": [item(1, "DeviceConfiguration", odataType="#microsoft.graph.editionUpgradeConfiguration")]},
        ),
    ],
)
def test_a_broken_limit_is_refused_in_check(vbr: Restores, limit: str, inputs: dict[str, Any]) -> None:
    assert limit in check(vbr, **vbr.inputs(**inputs))


@pytest.mark.parametrize(
    ("wanted", "limit"),
    [
        ({"type": "Role", "isBuiltIn": True}, "restorable-item-types"),
        ({"type": "Group", "groupTypes": ["DistributionGroup"]}, "restorable-item-types"),
        ({"type": "Group", "groupTypes": ["MailEnabledSecurityGroup"]}, "restorable-item-types"),
    ],
)
def test_what_only_the_backup_knows_is_refused_before_anything_is_restored(
    vbr: Restores, wanted: dict[str, Any], limit: str
) -> None:
    before = vbr.restores()
    with pytest.raises(RefusedError, match=limit) as refusal:
        vbr.restore(filter=wanted)
    name = vbr.browse(wanted["type"], filter={k: v for k, v in wanted.items() if k != "type"})[0]["displayName"]
    assert name in str(refusal.value)
    assert vbr.restores() == before


def test_the_backup_knows_what_was_not_declared_of_an_item(vbr: Restores) -> None:
    role = next(each for each in vbr.browse("Role") if each["isBuiltIn"])
    with pytest.raises(RefusedError, match="restorable-item-types"):
        vbr.restore(role)


def test_synchronized_users_are_restored_with_advice(vbr: Restores) -> None:
    user = gone(vbr, "User")
    told = {"id": user["id"], "type": "User", "onPremisesSyncEnabled": True}
    vbr.restore(items=[told], skipRelationships=True)
    assert sum("hybrid-user-restore" in warning for warning in vbr.told.warnings) == 2


def test_an_application_comes_back_with_its_service_principal(vbr: Restores) -> None:
    application = vbr.fresh("Application", applicationType="AppRegistration")
    principal = next(
        each
        for each in vbr.browse("Application")
        if each["displayName"] == application["displayName"] and each["id"] != application["id"]
    )
    for each in (application, principal):
        vbr.directory("erase", id=each["id"])
    session = vbr.restore(application, principal, recycleBin="ignore")
    assert outcomes(session.outputs) == {application["id"]: "restored", principal["id"]: "restored"}


def test_a_plan_of_all_that_a_backup_has_is_restored_session_by_session(vbr: Restores) -> None:
    wishes: list[Any] = []
    for type_ in SESSION_ORDER:
        found = vbr.stack.client.invoke("veeam:entraid:browseItems", backupId=vbr.backup, type=type_)
        listed: Any = plain(found["items"])
        wishes += [{name: value for name, value in each.items() if name != "properties"} for each in listed]
    lost = [office_group(vbr, erased=True), gone(vbr, "User", erased=True), gone(vbr, "AdminUnit", erased=True)]
    written = io.StringIO()
    with plan_restore(enumerate(wishes), permissions="application") as plan:
        write_json(plan, written)
    planned = json.loads(written.getvalue())
    # The backup does not say to which application a service principal belongs.
    assert {each["reason"] for each in planned["refused"]} == {
        "restorable-item-types",
        "service-principal-with-application",
    }
    assert [each["items"][0]["type"] for each in planned["sessions"]] == list(SESSION_ORDER)
    fates: dict[str, Any] = {}
    for number, each in enumerate(planned["sessions"]):
        session = vbr.restore(name=f"planned {number}", **{"skipExisting": True, "recycleBin": "ignore", **each})
        fates |= {fate["id"]: fate for fate in session["results"]}
    assert len(fates) == planned["summary"]["items"]
    assert [fates[each["id"]]["outcome"] for each in lost] == ["restored"] * len(lost)
    failed = [fate for fate in fates.values() if fate["outcome"] not in ("restored", "skipped")]
    assert failed
    assert all("delegated permissions" in fate["message"] for fate in failed)


# What is wrong with inputs.


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"backupId": None}, "tenantId is missing: write it, or backupId."),
        ({"tenantId": BACKUP}, "tenantId and backupId exclude each other"),
        ({"items": None}, "items is missing: write it, or filter."),
        ({"filter": {"type": "User"}}, "items and filter exclude each other"),
        ({"items": []}, "a list with at least 1 item"),
        ({"items": [item(1), item(1)]}, "items[1] is items[0] again"),
        ({"items": [{"id": BACKUP}]}, "items[0].type is missing"),
        ({"items": [item(1, "Users")]}, "Write User."),
        ({"items": [item(1, "BitlockerKey")]}, "items[0].type has to be one of"),
        ({"items": None, "filter": {"type": "User", "isBuiltIn": True}}, "does not belong to items of type User"),
        ({"items": None, "filter": {"displayName": "Ann"}}, "filter.type is missing"),
        ({"items": None, "filter": {"type": "Group", "groupTypes": ["Security"]}}, "filter.groupTypes[0]"),
        ({"defaultUserPassword": "a", "userPasswords": []}, "exclude each other"),
        ({"userPasswords": [{"userId": BACKUP, "password": "a"}]}, "userPasswords[0].userId is none of"),
        (
            {"items": [item(1, "Group", groupType="SecurityGroup")], "defaultUserPassword": "a"},
            "the session restores none",
        ),
        ({"validUntil": None}, "validUntil is missing"),
        ({"validUntil": "tomorrow"}, "RFC 3339"),
        ({"validUntil": "2099-01-01T00:00:00"}, "with its offset"),
        ({"validUntil": "2099-02-30T00:00:00Z"}, "RFC 3339"),
        ({"validUntil": "2020-01-01T00:00:00+02:00"}, "has passed"),
        ({"permissions": "app"}, "permissions has to be one of delegated, application"),
        ({"recycleBin": "skip"}, "recycleBin has to be one of prefer, ignore"),
        ({"source": {"type": "Copy"}}, "Write copy."),
    ],
)
def test_what_is_wrong_with_inputs_is_said(vbr: Restores, changes: dict[str, Any], said: str) -> None:
    assert said in check(vbr, **vbr.inputs(**{"items": [item(2)], **changes}))


@pytest.mark.parametrize("name", sorted(RestoreSession.form.properties))
def test_what_is_not_known_yet_may_be_right(vbr: Restores, name: str) -> None:
    given = {**vbr.inputs(items=[item(1)]), name: UNKNOWN}
    for other, excluded in (("tenantId", "backupId"), ("filter", "items"), ("userPasswords", "defaultUserPassword")):
        if name == other:
            given.pop(excluded, None)
    assert check(vbr, **given) == ""
    hidden = {each: value if value is UNKNOWN else secret(value) for each, value in given.items()}
    assert check(vbr, **hidden) == ""


def test_items_that_are_not_known_yet_may_be_right(vbr: Restores) -> None:
    unclear: list[Any] = [[UNKNOWN], [{"id": UNKNOWN, "type": "User"}], [{"id": BACKUP, "type": UNKNOWN}]]
    for items in unclear:
        inputs = vbr.inputs(items=items, userPasswords=[{"userId": UNKNOWN, "password": UNKNOWN}])
        assert check(vbr, **inputs) == ""
        session = vbr.stack.client.check(urn(TOKEN, "unknown"), vbr.inputs(items=[item(1)]))
        changed = vbr.stack.client.stub.Diff(
            provider_pb2.DiffRequest(
                id="1",
                urn=urn(TOKEN, "unknown"),
                olds=encode(session),
                old_inputs=encode(session),
                news=encode({**session, "items": items}),
            )
        )
        assert changed.replaces, items


@pytest.mark.parametrize(
    "until", ["2099-01-01T00:00:00Z", "2099-01-01t00:00:00.123456789+05:30", "2098-12-31T23:59:60z"]
)
def test_points_in_time_are_read_as_rfc_3339_writes_them(vbr: Restores, until: str) -> None:
    assert check(vbr, **vbr.inputs(items=[item(2)], validUntil=until)) == ""


def test_a_backup_that_is_not_there_is_named(vbr: Restores) -> None:
    with pytest.raises(RefusedError, match=f"has restored nothing: The server has no backup {BACKUP}"):
        vbr.restore(item(1), backupId=BACKUP)
    with pytest.raises(RefusedError, match=f"The tenant {BACKUP} has no backup job"):
        vbr.restore(item(1), backupId=None, tenantId=BACKUP)
    with pytest.raises(RefusedError, match=f"no restore point {BACKUP}"):
        vbr.restore(item(1), source={"restorePointId": BACKUP})
    with pytest.raises(RefusedError, match="is no copy"):
        vbr.restore(item(1), source={"type": "copy"})
    with pytest.raises(RefusedError, match=r"000000000001 is not in the backup"):
        vbr.restore(item(1))
    with pytest.raises(RefusedError, match="Nothing in the backup passes the filter"):
        vbr.restore(filter={"type": "User", "displayName": "Nobody of that name"})


# Once, and never again.


def test_a_session_is_remembered_and_not_repeated(vbr: Restores) -> None:
    group = office_group(vbr)
    session = vbr.restore(group)
    before = len(vbr.requests())
    same = vbr.inputs(group, validUntil=session.input("validUntil"))
    assert vbr.stack.changes(session, **same) == {}
    told = {**same, "items": [{**same["items"][0], "id": group["id"].upper(), "displayName": "for people"}]}
    assert vbr.stack.changes(session, **told) == {}
    assert vbr.stack.changes(session, **{**same, "reason": "another", "validUntil": vbr.until(days=1)}) == {}
    refreshed = session.read()
    assert refreshed is not None
    assert (refreshed.id, refreshed.inputs, refreshed.outputs) == (session.id, session.inputs, session.outputs)
    session.update(reason="another", defaultUserPassword=None)
    session.delete()
    assert len(vbr.requests()) == before, "nothing of this asks the server"
    assert "stays in the tenant" in vbr.told.all


@pytest.mark.parametrize(
    ("changes", "replaced"),
    [
        ({"triggers": ["again"]}, "triggers"),
        ({"recycleBin": "ignore"}, "recycleBin"),
        ({"skipExisting": True}, "skipExisting"),
        ({"skipRelationships": True}, "skipRelationships"),
        ({"backupId": None, "tenantId": BACKUP}, "tenantId"),
        ({"source": {"restorePointId": BACKUP}}, "source"),
    ],
)
def test_a_change_of_what_is_restored_is_a_new_session(vbr: Restores, changes: dict[str, Any], replaced: str) -> None:
    group = office_group(vbr)
    session = vbr.restore(group, name=f"change of {replaced}")
    found = vbr.stack.changes(session, **vbr.inputs(group, **changes))
    assert all(found.values())
    assert any(path.startswith(replaced) for path in found)


def test_the_order_of_items_is_no_change_and_another_item_is(vbr: Restores) -> None:
    one, other, third = office_group(vbr), office_group(vbr), office_group(vbr)
    session = vbr.restore(one, other)
    assert vbr.stack.changes(session, **vbr.inputs(other, one)) == {}
    changed = vbr.stack.changes(session, **vbr.inputs(other, one, third))
    assert changed
    assert all(changed.values())


def test_time_is_over_for_new_sessions_only(vbr: Restores) -> None:
    client = vbr.stack.client
    old = client.check(urn(TOKEN, "main"), vbr.inputs(item(1)))
    past = {**vbr.inputs(item(1)), "validUntil": "2020-01-01T00:00:00Z"}
    assert "has passed" in check(vbr, **past)
    remembered = {**old, "validUntil": "2020-01-01T00:00:00Z"}
    assert client.check(urn(TOKEN, "main"), past, remembered)["validUntil"] == "2020-01-01T00:00:00Z"
    with pytest.raises(AssertionError, match="has passed"):
        client.check(urn(TOKEN, "main"), {**past, "triggers": ["again"]}, remembered)


def test_time_is_over_while_the_program_waits(vbr: Restores, monkeypatch: pytest.MonkeyPatch) -> None:
    group, before = office_group(vbr), vbr.restores()
    later = dt.datetime.now(dt.UTC) + dt.timedelta(hours=2)
    checked = vbr.stack.client.check(urn(TOKEN, "late"), vbr.inputs(group))
    monkeypatch.setattr("veeam_provider.restore._life.now", lambda: later)
    with pytest.raises(RefusedError, match="has restored nothing: validUntil"):
        vbr.stack.client.create_checked(TOKEN, "late", checked)
    assert vbr.restores() == before


def test_a_session_cannot_be_imported(vbr: Restores) -> None:
    with pytest.raises(RefusedError, match="cannot be imported"):
        vbr.stack.client.import_(TOKEN, BACKUP)


def test_a_stack_that_has_lost_its_state_does_not_restore_again(vbr: Restores) -> None:
    group = office_group(vbr)
    first = vbr.restore(group, name="lost")
    before = vbr.restores()
    again = vbr.restore(group, name="lost", validUntil=vbr.until(hours=5))
    assert (again.id, vbr.restores()) == (first.id, before)
    assert outcomes(again.outputs) == {group["id"]: "restored"}
    assert "has begun this restore" in vbr.told.all
    triggered = vbr.restore(group, name="lost", triggers=["again"])
    assert (triggered.id == first.id, vbr.restores()) == (False, before + 1)
    other = vbr.restore(group, name="another resource")
    assert (other.id == first.id, vbr.restores()) == (False, before + 2)


def test_what_has_ended_is_looked_at_once(vbr: Restores) -> None:
    vbr.restore(office_group(vbr), name="first of two")
    before = [each.path for each in vbr.requests("GET", BROWSER)]
    vbr.restore(office_group(vbr), name="second of two")
    lists = [each.path for each in vbr.requests("GET", BROWSER)][len(before) :]
    assert sum(path.endswith("/restoreSessions") for path in lists) == 1, "that of the first one's mount"


def test_a_preview_restores_nothing(vbr: Restores) -> None:
    before = len(vbr.requests())
    outputs = vbr.stack.client.preview(TOKEN, "main", **vbr.inputs(item(1)))
    assert {"results", "generatedPasswords", "state"} <= outputs.keys()
    assert len(vbr.requests()) == before


# When it takes long.


def test_how_far_it_is_is_shown(vbr: Restores, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_runs, "_SHOWN_SECONDS", 0.01)
    groups = [office_group(vbr), office_group(vbr, erased=True)]
    write_server_faults(vbr.stack.engine.folder, [ServerFault(action="hang-session", session="EntraIdTenantRestore")])
    with pytest.raises(FailedInitializationError, match="The restore was stopped"):
        vbr.stack.client.create_within(1.0, TOKEN, "slowly", vbr.inputs(*groups))
    assert (engine_pb2.INFO, "Restoring: 0 of 2 items done", True) in vbr.told.lines


def test_what_takes_too_long_is_stopped_and_remembered(vbr: Restores) -> None:
    group = office_group(vbr)
    write_server_faults(vbr.stack.engine.folder, [ServerFault(action="hang-session", session="EntraIdTenantRestore")])
    with pytest.raises(FailedInitializationError, match="The restore was stopped") as failure:
        vbr.stack.client.create_within(1.0, TOKEN, "slow", vbr.inputs(group))
    assert plain(failure.value.outputs["state"]) == "Canceled"
    assert outcomes(failure.value.outputs) == {group["id"]: "unknown"}
