"""A restore plan is legal, complete, as short as can be, and the same for the same list."""

import io
import json
import math
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veeam_entraid_limits import Verdict, check_resource
from veeam_provider.restore_plan import (
    ITEMS_OF_A_SESSION,
    SESSION_ORDER,
    ItemType,
    Malformed,
    NoRoomError,
    RestorePlan,
    Row,
    Topic,
    plan_restore,
    write_json,
)

IDS = st.integers(0, 60).map(lambda number: f"item-{number}")
APPLICATIONS = st.integers(0, 8).map(lambda number: f"Application-{number}")
FLAGS = st.sampled_from([True, False, "true", "FALSE"])


def wish(type_: str, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Mapping[str, object]]:
    optional = {name: strategy for name, strategy in fields.items() if name != "applicationType"}
    required = {name: strategy for name, strategy in fields.items() if name not in optional}
    return st.fixed_dictionaries(
        {"id": IDS, "type": st.sampled_from([type_, type_.lower()]), **required},
        optional={"displayName": st.text(max_size=5), "restorePointId": IDS, **optional},
    )


WISHES = {
    ItemType.USER: wish("User", onPremisesSyncEnabled=FLAGS),
    ItemType.GROUP: wish(
        "Group",
        groupType=st.sampled_from(
            ["SecurityGroup", "microsoft365group", "DistributionGroup", "MailEnabledSecurityGroup"]
        ),
    ),
    ItemType.ADMIN_UNIT: wish("AdminUnit"),
    ItemType.APPLICATION: wish(
        "Application",
        applicationId=APPLICATIONS,
        applicationType=st.sampled_from(["AppRegistration", "EnterpriseRegistration"]),
        linkedApplication=st.sampled_from(["inSession", "exists", "otherTenant"]),
    ),
    ItemType.ROLE: wish("Role", isBuiltIn=FLAGS),
    ItemType.CONDITIONAL_ACCESS_POLICY: wish("ConditionalAccessPolicy"),
    ItemType.DEVICE_CONFIGURATION: wish(
        "DeviceConfiguration",
        odataType=st.sampled_from(["#microsoft.graph.editionUpgradeConfiguration", "#microsoft.graph.iosUpdate"]),
    ),
}
STRANGE = st.one_of(
    st.builds(Malformed, st.just("It is no JSON.")),
    st.dictionaries(
        st.sampled_from(["id", "type", "isBuiltIn", "groupType", "displayName"]), st.text() | st.integers()
    ),
)
LISTS = st.lists(st.one_of(*WISHES.values(), STRANGE), max_size=60)
SIZES = st.integers(2, 7)
PERMISSIONS = st.sampled_from(["delegated", "application"])


def numbered(wishes: Sequence[Mapping[str, object] | Malformed]) -> list[Row]:
    return [*enumerate(wishes, 1)]


def of_type(type_: ItemType, count: int, **fields: object) -> list[Row]:
    return numbered([{"id": f"{type_}-{number}", "type": type_, **fields} for number in range(count)])


def with_distinct_ids(wishes: Sequence[Mapping[str, object]]) -> list[Row]:
    return numbered([{**wish, "id": f"distinct-{number}"} for number, wish in enumerate(wishes)])


@given(LISTS, SIZES, PERMISSIONS)
def test_every_session_is_legal(wishes: list[Any], size: int, permissions: Any) -> None:
    with plan_restore(numbered(wishes), permissions=permissions, session_size=size) as plan:
        sessions = [*plan.sessions()]
    for session in sessions:
        assert 0 < len(session.items) <= size
        assert {item["type"] for item in session.items} == {session.type}
        applications = {
            str(item.get("applicationId")).casefold()
            for item in session.items
            if item.get("applicationType") == "AppRegistration"
        }
        for item in session.items:
            assert item.get("isBuiltIn") is not True
            assert item.get("groupType") not in ("DistributionGroup", "MailEnabledSecurityGroup")
            if permissions == "application":
                assert "editionUpgrade" not in str(item.get("odataType"))
            if item.get("applicationType") == "EnterpriseRegistration" and item.get("linkedApplication") in (
                None,
                "inSession",
            ):
                assert str(item["applicationId"]).casefold() in applications
    ranks = [SESSION_ORDER.index(session.type) for session in sessions]
    assert ranks == sorted(ranks)


@given(LISTS, PERMISSIONS)
def test_no_session_breaks_a_limit(wishes: list[Any], permissions: Any) -> None:
    with plan_restore(numbered(wishes), permissions=permissions) as plan:
        sessions = [session.items for session in plan.sessions()]
    for items in sessions:
        inputs = {"items": items, "permissions": permissions}
        findings = check_resource("veeam:entraid:RestoreSession", "planned", inputs)
        assert [finding for finding in findings if finding.verdict is Verdict.BROKEN] == []


@given(LISTS, SIZES)
def test_every_wish_is_planned_once_or_refused_with_a_reason(wishes: list[Any], size: int) -> None:
    rows = numbered(wishes)
    with plan_restore(rows, session_size=size) as plan:
        planned = [item for session in plan.sessions() for item in session.items]
        refused = [*plan.refused()]
        assert plan.wishes == len(rows) == len(planned) + len(refused)
        assert plan.refusals() == Counter(each.topic for each in refused)
    ids = [str(item["id"]).casefold() for item in planned]
    assert len(ids) == len({*ids})
    assert len({each.place for each in refused}) == len(refused)
    assert all(each.why.endswith(".") for each in refused)
    wished = Counter(str(each["id"]).strip() for each in wishes if not isinstance(each, Malformed) and each.get("id"))
    assert Counter(str(item["id"]) for item in planned) <= wished


@given(LISTS, SIZES)
def test_a_pair_is_never_divided(wishes: list[Any], size: int) -> None:
    with plan_restore(numbered(wishes), session_size=size) as plan:
        where: dict[tuple[str, object], int] = {}
        for number, session in enumerate(plan.sessions()):
            for item in session.items:
                if application := item.get("applicationId"):
                    half = (str(application).casefold(), item.get("applicationType"))
                    if session.type is ItemType.APPLICATION:
                        assert half not in where
                        where[half] = number
    for (application, half), number in where.items():
        other = "AppRegistration" if half == "EnterpriseRegistration" else "EnterpriseRegistration"
        assert where.get((application, other), number) == number


@given(LISTS, SIZES)
def test_the_counts_are_those_of_the_sessions(wishes: list[Any], size: int) -> None:
    with plan_restore(numbered(wishes), session_size=size) as plan:
        sessions = Counter(session.type for session in plan.sessions())
        items = Counter(session.type for session in plan.sessions() for _ in session.items)
        assert {each.type: each.sessions for each in plan.types()} == sessions
        assert {each.type: each.items for each in plan.types()} == items


@given(st.data(), st.sampled_from([*ItemType]), SIZES)
def test_one_type_takes_as_few_sessions_as_there_can_be(data: st.DataObject, type_: ItemType, size: int) -> None:
    rows = with_distinct_ids(data.draw(st.lists(WISHES[type_], max_size=40)))
    with plan_restore(rows, session_size=size) as plan:
        sessions = [*plan.sessions()]
    items = [item for session in sessions for item in session.items]
    halves = Counter(str(item["applicationId"]).casefold() for item in items if "applicationId" in item)
    pairs = sum(count == 2 for count in halves.values()) if type_ is ItemType.APPLICATION else 0
    # No plan can have fewer: so many items, and so many pairs, fit into a session.
    assert len(sessions) == max(math.ceil(len(items) / size), math.ceil(pairs / (size // 2)))


@given(LISTS, SIZES)
def test_the_same_list_gives_the_same_plan(wishes: list[Any], size: int) -> None:
    written: list[str] = []
    for _ in range(2):
        file = io.StringIO()
        with plan_restore(numbered(wishes), session_size=size) as plan:
            write_json(plan, file)
        written.append(file.getvalue())
    assert written[0] == written[1]


@given(LISTS, SIZES, PERMISSIONS)
def test_what_is_written_is_the_plan(wishes: list[Any], size: int, permissions: Any) -> None:
    file = io.StringIO()
    with plan_restore(numbered(wishes), permissions=permissions, session_size=size) as plan:
        write_json(plan, file, "line")
        written = json.loads(file.getvalue())
        assert [each["items"] for each in written["sessions"]] == [session.items for session in plan.sessions()]
        assert all(each.get("permissions", "delegated") == permissions for each in written["sessions"])
        assert [(each["line"], each["why"]) for each in written["refused"]] == [
            (each.place, each.why) for each in plan.refused()
        ]
        assert [each["items"] for each in written["notes"]] == [[*plan.noted_ids(note)] for note in plan.notes()]
        assert all(each["count"] == len(each["items"]) for each in written["notes"])
    assert written["summary"]["wishes"] == len(wishes)
    assert written["summary"]["sessions"] == len(written["sessions"])
    assert sum(written["summary"]["refused"].values()) == len(written["refused"])


@pytest.mark.parametrize(
    ("count", "sizes"), [(999, [999]), (1000, [1000]), (1001, [1000, 1]), (2500, [1000, 1000, 500])]
)
def test_a_session_takes_a_thousand_items(count: int, sizes: list[int]) -> None:
    assert ITEMS_OF_A_SESSION == 1000
    with plan_restore(of_type(ItemType.USER, count)) as plan:
        assert [len(session.items) for session in plan.sessions()] == sizes


def test_users_and_groups_come_before_what_refers_to_them() -> None:
    rows = numbered([{"id": type_, "type": type_, "applicationType": "AppRegistration"} for type_ in [*ItemType][::-1]])
    with plan_restore(rows) as plan:
        order = [session.type for session in plan.sessions()]
    assert len(order) == len(ItemType)
    refers_to = {
        ItemType.GROUP: {ItemType.USER},
        ItemType.ADMIN_UNIT: {ItemType.USER, ItemType.GROUP},
        ItemType.APPLICATION: {ItemType.USER, ItemType.GROUP},
        ItemType.ROLE: {ItemType.USER, ItemType.GROUP, ItemType.APPLICATION, ItemType.ADMIN_UNIT},
        ItemType.CONDITIONAL_ACCESS_POLICY: {ItemType.USER, ItemType.GROUP, ItemType.APPLICATION, ItemType.ROLE},
        ItemType.DEVICE_CONFIGURATION: {ItemType.GROUP},
    }
    for type_, others in refers_to.items():
        assert all(order.index(other) < order.index(type_) for other in others)


def test_items_of_a_type_keep_the_order_of_the_list() -> None:
    with plan_restore(of_type(ItemType.GROUP, 9, groupType="SecurityGroup"), session_size=4) as plan:
        ids = [str(item["id"]) for session in plan.sessions() for item in session.items]
    assert all(int(one.rpartition("-")[2]) < int(other.rpartition("-")[2]) for one, other in pairwise(ids))


@pytest.mark.parametrize(
    ("row", "topic", "words"),
    [
        ({"type": "Role", "isBuiltIn": True}, Topic.RESTORABLE_TYPES, "built-in roles"),
        ({"type": "Group", "groupType": "DistributionGroup"}, Topic.RESTORABLE_TYPES, "distribution groups"),
        ({"type": "Group", "groupType": "MailEnabledSecurityGroup"}, Topic.RESTORABLE_TYPES, "mail-enabled"),
        ({"type": "Application"}, Topic.PRINCIPAL, "applicationType is missing"),
        ({"type": "Application", "applicationType": "EnterpriseRegistration"}, Topic.PRINCIPAL, "applicationId"),
        (
            {"type": "Application", "applicationType": "EnterpriseRegistration", "applicationId": "gone"},
            Topic.PRINCIPAL,
            "not in the list",
        ),
        ({"type": "BitlockerKey"}, Topic.UNKNOWN_TYPE, "The types are User"),
        ({"type": "DeviceCompliancePolicy"}, Topic.UNKNOWN_TYPE, "DeviceConfiguration"),
        ({}, Topic.MALFORMED, "type is missing"),
        ({"type": "User", "id": ""}, Topic.MALFORMED, "id is missing"),
        ({"type": "User", "id": 5}, Topic.MALFORMED, "id is not a text"),
        ({"type": "User", "onPremisesSyncEnabled": "perhaps"}, Topic.MALFORMED, "neither true nor false"),
        ({"type": "Group", "groupType": "Club"}, Topic.MALFORMED, "groupType is none of"),
        ({"type": "User", "id": "two\nlines"}, Topic.MALFORMED, "cannot be printed"),
    ],
)
def test_what_is_refused_says_why_and_where(row: dict[str, object], topic: Topic, words: str) -> None:
    good = {"id": "good", "type": "User"}
    with plan_restore([(7, good), (12, {"id": "bad", **row})]) as plan:
        (refused,) = plan.refused()
        assert [item["id"] for session in plan.sessions() for item in session.items] == ["good"]
    assert (refused.place, refused.topic) == (12, topic)
    assert words in refused.why


def test_the_same_item_twice_is_planned_once() -> None:
    rows: list[Row] = [(2, {"id": "ABC", "type": "User"}), (3, {"id": "abc", "type": "User"})]
    with plan_restore(rows, counted="line") as plan:
        (refused,) = plan.refused()
    assert (refused.place, refused.topic) == (3, Topic.DUPLICATE)
    assert "line 2" in refused.why


def test_a_service_principal_goes_with_its_application_even_where_that_is_refused() -> None:
    registration = {"id": "one", "type": "Application", "applicationType": "AppRegistration", "applicationId": "A"}
    principal = {"id": "two", "type": "Application", "applicationType": "EnterpriseRegistration", "applicationId": "a"}
    with plan_restore(numbered([principal, registration])) as plan:
        (session,) = plan.sessions()
        assert [item["id"] for item in session.items] == ["one", "two"]
        assert plan.notes() == []
    taken = {"id": "one", "type": "User"}
    with plan_restore(numbered([taken, registration, principal])) as plan:
        assert [(each.id, each.topic) for each in plan.refused()] == [
            ("one", Topic.DUPLICATE),
            ("two", Topic.PRINCIPAL),
        ]


def test_what_stays_with_a_person_is_noted() -> None:
    upgrade = "#microsoft.graph.editionUpgradeConfiguration"
    rows = numbered(
        [
            {"id": "hybrid", "type": "User", "onPremisesSyncEnabled": True},
            {"id": "cloud", "type": "User", "onPremisesSyncEnabled": False},
            {"id": "upgrade", "type": "DeviceConfiguration", "odataType": upgrade},
            {"id": "lone", "type": "Application", "applicationType": "AppRegistration", "applicationId": "x"},
            {"id": "open", "type": "Group"},
        ]
    )
    with plan_restore(rows) as plan:
        notes = {note.topic: [*plan.noted_ids(note)] for note in plan.notes()}
        texts = {note.topic: note.text for note in plan.notes()}
    assert notes == {
        Topic.HYBRID: ["hybrid"],
        Topic.EDITION_UPGRADE: ["upgrade"],
        Topic.PRINCIPAL: ["lone"],
        Topic.RESTORABLE_TYPES: ["open"],
    }
    assert all(f"({procedure})" in texts[Topic.HYBRID] for procedure in "abc")
    assert "ProductKey" in texts[Topic.EDITION_UPGRADE]
    with plan_restore(rows, permissions="application") as plan:
        assert [(each.id, each.topic) for each in plan.refused()] == [("upgrade", Topic.EDITION_UPGRADE)]


def test_a_session_has_room_for_a_pair() -> None:
    with pytest.raises(ValueError, match="room"):
        plan_restore([], session_size=1)


def test_a_list_for_which_there_is_no_room_says_so() -> None:
    with RestorePlan("delegated", 1000) as plan:
        plan._spool._database.execute("PRAGMA max_page_count = 20")
        with pytest.raises(NoRoomError, match="TMPDIR"):
            plan.take(of_type(ItemType.USER, 5000), "item")


MEASURING = """
import os, resource, sys
from veeam_provider.restore_plan import plan_restore, write_json
count = int(sys.argv[1])
rows = ((n, {"id": f"{n * 7919 % 1000003:036}", "type": "User", "displayName": "x" * 150}) for n in range(count))
with plan_restore(rows) as plan, open(os.devnull, "w") as nowhere:
    write_json(plan, nowhere)
    for name in os.listdir("/proc/self/fd") if os.path.exists("/proc/self/fd") else ():
        path = f"/proc/self/fd/{name}"
        if os.path.exists(path) or os.path.islink(path):
            if "etilqs" in os.readlink(path):
                print(os.readlink(path).endswith(" (deleted)"), oct(os.stat(path).st_mode & 0o777))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def test_memory_does_not_grow_with_the_list_and_the_file_between_is_private() -> None:
    peaks: list[int] = []
    for count in (150_000, 300_000):
        command = (sys.executable, "-c", MEASURING, str(count))
        *files, peak = subprocess.run(command, capture_output=True, check=True, text=True).stdout.split("\n")[:-1]
        peaks.append(int(peak))
        assert sys.platform != "linux" or {*files} == {"True 0o600"}
    # 150,000 items more are 35 MB more; what is kept of them are pages of a cache.
    assert peaks[1] < peaks[0] * 1.1
