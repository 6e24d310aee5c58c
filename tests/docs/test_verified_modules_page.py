"""The page on the Verified Modules judges every group, and counts what is left out."""

import re

from pages import ROOT

PAGE = (ROOT / "docs" / "verified-modules.md").read_text()
ROWS = re.findall(r"^\| ([^|]+) \| ([^|]+) \| ([^|]*)\|$", PAGE, re.MULTILINE)
GROUPS = [row for row in ROWS if row[0] not in {"group", "---"}]


def test_every_group_is_judged() -> None:
    assert len(GROUPS) == 11 + 9
    assert {verdict for _, verdict, _ in GROUPS} <= {"matched", "better", "left out"}


def test_no_group_is_left_out() -> None:
    assert "No group is left out as a whole" in PAGE
    assert [group for group, verdict, _ in GROUPS if verdict == "left out"] == []


def test_what_is_not_taken_has_a_reason() -> None:
    for group, _, remark in GROUPS:
        for left_out in re.findall(r"Not [^.]+", remark):
            assert ":" in left_out or ", for the same reason" in left_out, group
