"""What a report says of items, by the lines of a log in any wording and by what is in the tenant."""

import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veeam_provider.restore._items import Item, named
from veeam_provider.restore._report import Came, Report, report

ONE, OTHER, NEW = (f"00000000-0000-4000-8000-{number:012d}" for number in (1, 2, 3))
POINT = "99999999-0000-4000-8000-000000000000"


def item(id_: str = ONE, name: str = "Sales") -> Item:
    return Item(id_, "Group", name, POINT)


def line(title: str, status: str = "Success", description: str = "") -> dict[str, Any]:
    return {"id": str(uuid.uuid4()), "title": title, "description": description, "status": status}


def came(before: Any = (), after: Any = ()) -> Came:
    return Came(frozenset(before), frozenset(after))


def of(items: list[Item], log: list[dict[str, Any]], known: Came | None = None, **options: bool) -> Report:
    given_ = {"prefers_bin": True, "skips_existing": False, **options}
    return report(items, log, known or Came(), **given_)


def outcomes(found: Report) -> list[str]:
    return [fate.outcome for fate in found.fates]


@pytest.mark.parametrize(
    "title", ["Restoring Sales", "Restoring group Sales", "Group 'Sales' restored", "[Sales]: done", f"Restoring {ONE}"]
)
def test_an_item_is_found_in_a_line_by_name_or_id(title: str) -> None:
    found = of([item()], [line("Restore has started"), line(title, "Failed", "why"), line("Restore has ended")])
    assert [(fate.outcome, fate.message) for fate in found.fates] == [("failed", "why")]


def test_the_longest_name_is_meant() -> None:
    log = [line("Restoring Sales Team", "Failed"), line("Restoring Sales")]
    assert outcomes(of([item(), item(OTHER, "Sales Team")], log)) == ["restored", "failed"]
    assert outcomes(of([item(), item(OTHER, "Salesman")], [line("Restoring Salesman")])) == ["unknown", "restored"]


@pytest.mark.parametrize(
    ("status", "said", "known", "options", "expected"),
    [
        ("Success", "Done.", None, {}, "restored"),
        ("Success", f"Done, with the new id {NEW}.", came(), {}, "restored"),
        ("Success", "Done.", came([ONE], [ONE]), {}, "restored"),
        ("Success", "Done.", came([ONE], [ONE]), {"skips_existing": True}, "skipped"),
        ("Warning", "Not in the recycle bin.", None, {}, "notInRecycleBin"),
        ("Failed", "Not in the Recycle Bin.", came(), {}, "notInRecycleBin"),
        ("Warning", "Not in the recycle bin.", came([], [ONE]), {}, "restored"),
        ("Warning", "A member is missing.", came([], [ONE]), {}, "restored"),
        ("Warning", f"Restored as {NEW}, without a member.", came(), {}, "restored"),
        ("Warning", "Left alone.", came([ONE], [ONE]), {"skips_existing": True}, "skipped"),
        ("Warning", "No such thing.", came(), {}, "failed"),
        ("Warning", "No such thing.", None, {"prefers_bin": False}, "failed"),
        ("Failed", "Denied.", came([], [ONE]), {}, "failed"),
        ("Running", "Under way.", came(), {}, "unknown"),
    ],
)
def test_status_and_tenant_decide(
    status: str, said: str, known: Came | None, options: dict[str, bool], expected: str
) -> None:
    found = of([item()], [line("Restoring Sales", status, said)], known, **options)
    assert outcomes(found) == [expected]
    assert found.fates[0].new_id == (NEW if NEW in said else "")
    assert [fate.item for fate in found.missing] == ([] if expected in ("restored", "skipped") else [item()])


def test_without_a_line_the_tenant_tells() -> None:
    assert outcomes(of([item()], [], came([], [ONE]))) == ["restored"]
    assert outcomes(of([item()], [], came([ONE], [ONE]), skips_existing=True)) == ["skipped"]
    assert outcomes(of([item()], [], came([ONE], [ONE]))) == ["unknown"]
    assert outcomes(of([item()], [])) == ["unknown"]


def test_of_two_with_one_name_the_tenant_tells_which_came_back() -> None:
    items = [item(), item(OTHER)]
    log = [line("Restoring Sales", "Success"), line("Restoring Sales", "Failed", "Denied.")]
    assert outcomes(of(items, log, came([], [OTHER]))) == ["failed", "restored"]
    made_anew = [line("Restoring Sales", "Success", f"New id {NEW}."), line("Restoring Sales", "Success", "New.")]
    assert [fate.new_id for fate in of(items, made_anew, came()).fates] == ["", ""]


@given(
    st.lists(st.tuples(st.uuids(), st.text(max_size=30)), max_size=8, unique_by=lambda each: each[0]),
    st.lists(st.tuples(st.text(max_size=60), st.text(max_size=10), st.text(max_size=60)), max_size=8),
    st.booleans(),
    st.booleans(),
)
def test_every_item_has_one_fate(
    ids: list[tuple[uuid.UUID, str]], lines: list[tuple[str, str, str]], prefers_bin: bool, skips_existing: bool
) -> None:
    items = [Item(str(id_), "User", name, POINT) for id_, name in ids]
    log = [line(title, status, said) for title, status, said in lines]
    found = of(items, log, prefers_bin=prefers_bin, skips_existing=skips_existing)
    assert [fate.item for fate in found.fates] == items
    assert len(found.missing) == sum(not fate.is_back for fate in found.fates)


def test_a_few_items_are_named_and_others_counted() -> None:
    assert named(range(5)) == "0, 1, 2, 3, 4"
    assert named(range(7)) == "0, 1, 2, 3, 4 and 2 more"
