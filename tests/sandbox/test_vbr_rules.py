"""The simulated server's parts that are pure: the product's limits, lists, faults, sessions' logs, directories."""

import datetime as dt
import uuid
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veeam_entraid_sandbox.vbr import (
    Console,
    Instance,
    ServerFault,
    clear_server_faults,
    database_name,
    read_console,
    read_instance,
    read_server_faults,
    write_console,
    write_instance,
    write_server_faults,
)
from veeam_entraid_sandbox.vbr._clock import instant, stamp
from veeam_entraid_sandbox.vbr._directory import enabled_members, made_up_directory
from veeam_entraid_sandbox.vbr._errors import ApiError
from veeam_entraid_sandbox.vbr._faults import Struck
from veeam_entraid_sandbox.vbr._lists import equal_number, matching, page
from veeam_entraid_sandbox.vbr._store import Store, StoreInUseError
from veeam_entraid_sandbox.vbr._vendor_limits import (
    RetainedPoint,
    instances_needed,
    name_problem,
    recent_backup_problem,
    retained,
)

NOW = dt.datetime(2026, 1, 31, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("age", "problem"),
    [(None, "no restore point"), (30 * DAY, ""), (30 * DAY + dt.timedelta(microseconds=1), "older"), (-DAY, "")],
)
def test_a_restore_point_holds_for_30_days(age: dt.timedelta | None, problem: str) -> None:
    said = recent_backup_problem(None if age is None else NOW - age, NOW)
    assert problem in said
    assert bool(problem) == bool(said)


@given(
    st.lists(st.integers(0, 400), max_size=20),
    st.sampled_from(["Days", "Months", "Years", "RestorePoints"]),
    st.integers(1, 40),
)
def test_a_retention_keeps_the_newest_and_always_the_latest(ages: list[int], policy: str, quantity: int) -> None:
    points = [RetainedPoint(str(index), NOW - age * DAY) for index, age in enumerate(ages)]
    kept = retained(points, policy, quantity, NOW)
    assert bool(kept) == bool(points)
    gone = set(points) - set(kept)
    assert all(each.created <= other.created for each in gone for other in kept)
    if policy == "RestorePoints":
        assert len(kept) == min(quantity, len(points))
    elif policy == "Days":
        assert all(NOW - each.created > quantity * DAY for each in gone)


@settings(max_examples=50)
@given(st.text(max_size=260))
def test_a_name_is_judged_by_its_length_and_characters(name: str) -> None:
    allowed = bool(name.strip()) and len(name) <= 255 and not set(name) & set("/\\\"':|<>+=;,?!*%#^@&$.")
    assert (name_problem(name) == "") == allowed


@pytest.mark.parametrize(("users", "instances"), [(0, 0), (1, 1), (10, 1), (11, 2), (100, 10)])
def test_ten_users_are_one_instance(users: int, instances: int) -> None:
    assert instances_needed(users) == instances


# Lists.


@given(st.lists(st.text("ab", max_size=3)), st.integers(0, 5), st.integers(0, 5))
def test_pages_make_up_the_list(names: list[str], skip: int, limit: int) -> None:
    found: list[Any] = [{"name": name} for name in names]
    got: Any = page(found, {"skip": skip, "limit": limit}, {})
    assert got["data"] == found[skip : skip + limit]
    assert got["pagination"]["total"] == len(names)
    ordered: Any = page(found, {"orderColumn": "Name", "orderAsc": False}, {})
    assert [each["name"] for each in ordered["data"]] == sorted(names, reverse=True)


def test_what_has_no_value_comes_last() -> None:
    found: list[Any] = [{"id": 1}, {"id": 2, "n": 5}, {"id": 3, "n": 4}]
    for ascending, expected in ((True, [3, 2, 1]), (False, [2, 3, 1])):
        got: Any = page(found, {"orderColumn": "N", "orderAsc": ascending}, {})
        assert [each["id"] for each in got["data"]] == expected
    assert not equal_number("n")({"id": 1}, 0)


@pytest.mark.parametrize(
    ("pattern", "passes"),
    [("abc", True), ("a*", True), ("*c", True), ("*b*", True), ("*", True), ("b*", False), ("ABC", False)],
)
def test_patterns_have_a_star_at_either_end(pattern: str, passes: bool) -> None:
    assert matching("name")({"name": "abc"}, pattern) is passes


def test_a_page_does_not_begin_before_the_first() -> None:
    with pytest.raises(ApiError, match="negative"):
        page([], {"skip": -1}, {})


# Files in the server's folder.


def test_what_is_set_is_read_again(tmp_path: Path) -> None:
    assert (read_console(tmp_path), read_instance(tmp_path), read_server_faults(tmp_path)) == (Console(), None, ())
    console, instance = Console(four_eyes=True), Instance(host="h", login="l", password="very secret")
    fault = ServerFault(action="cut", probability=0.5)
    write_console(tmp_path, console)
    write_instance(tmp_path, instance)
    write_server_faults(tmp_path, [fault])
    assert (read_console(tmp_path), read_instance(tmp_path), read_server_faults(tmp_path)) == (
        console,
        instance,
        (fault,),
    )
    assert not any(b"very secret" in file.read_bytes() for file in tmp_path.iterdir())
    assert "very secret" not in repr(instance)
    clear_server_faults(tmp_path)
    assert read_server_faults(tmp_path) == ()


def test_a_folder_has_one_server(tmp_path: Path) -> None:
    first = Store(tmp_path)
    with pytest.raises(StoreInUseError, match="Another"):
        Store(tmp_path)
    first.close()
    Store(tmp_path).close()


def test_faults_strike_by_number_and_by_chance() -> None:
    struck, third = Struck(), ServerFault(action="status", path="/a*", nth=3)
    assert [bool(struck.request([third], "GET", "/abc")) for _ in range(5)] == [False, False, True, False, False]
    assert not any(struck.request([third], "GET", "/b") for _ in range(5))
    half = ServerFault(action="cut", probability=0.5, seed=1)
    counts = [sum(bool(Struck().request([half], "GET", "/")) for _ in range(1)) for _ in range(3)]
    assert len(set(counts)) == 1  # the same seed, the same chance
    struck = Struck()
    assert 300 < sum(bool(struck.request([half], "GET", "/")) for _ in range(1000)) < 700
    assert struck.session([half, third], "BackupJob", "job") is None


# Time, and directories.


@given(st.datetimes(min_value=dt.datetime(1970, 1, 2), max_value=dt.datetime(2100, 1, 1), timezones=st.just(dt.UTC)))  # noqa: DTZ001 - made aware by timezones
def test_times_survive_the_api(moment: dt.datetime) -> None:
    assert instant(stamp(moment)) == moment


@given(st.uuids(), st.integers(0, 3), st.integers(10, 400))
def test_a_directory_is_the_same_for_the_same_tenant(tenant: uuid.UUID, seed: int, users: int) -> None:
    items = made_up_directory(str(tenant), seed, users)
    assert made_up_directory(str(tenant).upper(), seed, users) == items
    assert len({item.id for item in items}) == len(items)
    people = {item.id for item in items if item.type == "User"}
    assert len(people) == users
    for item in items:
        members = item.details.get("members", [])
        assert isinstance(members, list)
        assert set(map(str, members)) <= people
    assert 0 < enabled_members(items) < users
    assert items != made_up_directory(str(tenant), seed + 1, users)
    assert len(database_name(str(tenant))) < 64
