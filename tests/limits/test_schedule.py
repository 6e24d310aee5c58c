"""The longest gap that a schedule leaves, against a calendar that is walked day by day."""

import math
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from veeam_entraid_limits import UNKNOWN, Gap, Plan, Setting, read_plan

DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
ORDINALS = {"First": range(1, 8), "Second": range(8, 15), "Third": range(15, 22), "Fourth": range(22, 29)}


def automatic(**kinds: object) -> dict[str, object]:
    return {"runAutomatically": True, **kinds}


def gap(**kinds: object) -> Gap | None:
    return read_plan(automatic(**kinds)).gap


CALENDAR = [date(2001, 1, 1) + timedelta(days=number) for number in range(29 * 365 + 7)]
"""Twenty-nine years, day by day: after twenty-eight of them everything repeats."""


def longest(runs: Iterator[date]) -> float:
    return max(((after - before).days for before, after in pairwise(runs)), default=math.inf)


@settings(deadline=None)
@given(st.lists(st.sampled_from(DAYS), unique=True, min_size=1))
def test_any_selected_days(days: list[str]) -> None:
    check_selected_days(days)


@pytest.mark.parametrize("days", [["Monday"], ["Sunday", "Tuesday"], ["Thursday", "Monday", "Saturday"], DAYS])
def test_selected_days(days: list[str]) -> None:
    check_selected_days(days)


def check_selected_days(days: list[str]) -> None:
    expected = longest(day for day in CALENDAR if DAYS[day.weekday()] in days)
    found = gap(daily={"isEnabled": True, "dailyKind": "SelectedDays", "days": days})
    assert found == Gap(expected, expected)


@settings(deadline=None)
@given(
    st.sampled_from([*ORDINALS, "Last"]),
    st.sampled_from(DAYS),
    st.none() | st.lists(st.sampled_from(MONTHS), unique=True, min_size=1),
)
def test_any_weekday_of_the_month(ordinal: str, weekday: str, months: list[str] | None) -> None:
    check_weekday(ordinal, weekday, months)


@pytest.mark.parametrize("ordinal", [*ORDINALS, "Last"])
@pytest.mark.parametrize("weekday", ["Monday", "Wednesday", "Sunday"])
@pytest.mark.parametrize("months", [None, ["February"], ["January", "February"], ["August", "January", "May"]])
def test_a_weekday_of_the_month(ordinal: str, weekday: str, months: list[str] | None) -> None:
    check_weekday(ordinal, weekday, months)


def check_weekday(ordinal: str, weekday: str, months: list[str] | None) -> None:
    def runs(day: date) -> bool:
        length = monthrange(day.year, day.month)[1]
        places = range(length - 6, length + 1) if ordinal == "Last" else ORDINALS[ordinal]
        chosen = months is None or MONTHS[day.month - 1] in months
        return chosen and DAYS[day.weekday()] == weekday and day.day in places

    expected = longest(day for day in CALENDAR if runs(day))
    block = {"isEnabled": True, "dayNumberInMonth": ordinal, "dayOfWeek": weekday, "months": months}
    assert gap(monthly=block) == Gap(expected, expected)
    assert expected > 30


@settings(deadline=None)
@given(st.integers(1, 31), st.none() | st.lists(st.sampled_from(MONTHS), unique=True, min_size=1))
def test_any_day_of_the_month(number: int, months: list[str] | None) -> None:
    check_day(number, months)


@pytest.mark.parametrize("number", [1, 2, 28, 29, 30, 31])
@pytest.mark.parametrize("months", [None, ["February"], ["February", "January"], ["December", "April"]])
def test_a_day_of_the_month(number: int, months: list[str] | None) -> None:
    check_day(number, months)


def check_day(number: int, months: list[str] | None) -> None:
    """Whether a month that lacks the day is left out is not documented: the gap lies between the two readings."""

    def chosen(day: date) -> bool:
        return months is None or MONTHS[day.month - 1] in months

    def clipped(day: date) -> bool:
        return day.day == min(number, monthrange(day.year, day.month)[1])

    at_least = longest(day for day in CALENDAR if chosen(day) and clipped(day))
    at_most = longest(day for day in CALENDAR if chosen(day) and day.day == number)
    found = gap(monthly={"isEnabled": True, "dayNumberInMonth": "OnDay", "dayOfMonth": number, "months": months})
    assert found == Gap(at_least, at_most)
    assert at_least > 30


@settings(deadline=None)
@given(st.none() | st.lists(st.sampled_from(MONTHS), unique=True, min_size=1))
def test_the_last_day_of_any_months(months: list[str] | None) -> None:
    check_last_day(months)


@pytest.mark.parametrize("months", [None, ["February"], ["March", "January"], ["April", "June"], MONTHS])
def test_the_last_day_of_the_month(months: list[str] | None) -> None:
    check_last_day(months)


def check_last_day(months: list[str] | None) -> None:
    expected = longest(
        day
        for day in CALENDAR
        if (day + timedelta(days=1)).day == 1 and (months is None or MONTHS[day.month - 1] in months)
    )
    assert gap(monthly={"isEnabled": True, "isLastDayOfMonth": True, "months": months}) == Gap(expected, expected)


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ({}, Gap(1, 1)),
        ({"daily": None, "monthly": None}, Gap(1, 1)),
        ({"retry": {"isEnabled": True}}, Gap(1, 1)),
        ({"daily": {}}, Gap(1, 1)),
        ({"daily": {"isEnabled": True}}, Gap(1, 1)),
        ({"daily": {"isEnabled": True, "localTime": "22:00", "dailyKind": "everyday"}}, Gap(1, 1)),
        ({"daily": {"isEnabled": True, "dailyKind": "WeekDays"}}, Gap(3, 3)),
        ({"daily": {"isEnabled": True, "dailyKind": "SelectedDays", "days": ["monday", "THURSDAY"]}}, Gap(4, 4)),
        ({"daily": {"isEnabled": True, "dailyKind": "SelectedDays", "days": ["Monday", UNKNOWN]}}, Gap(1, 7)),
        ({"daily": {"isEnabled": True, "dailyKind": "SelectedDays", "days": UNKNOWN}}, Gap(1, 7)),
        ({"daily": {"isEnabled": True, "dailyKind": "SelectedDays"}}, Gap(1, 7)),
        ({"daily": {"isEnabled": True, "dailyKind": UNKNOWN}}, Gap(1, 7)),
        ({"daily": {"isEnabled": UNKNOWN}}, Gap(0, math.inf)),
        ({"daily": UNKNOWN}, Gap(0, math.inf)),
        ({"daily": {"isEnabled": False}}, Gap(0, math.inf)),
        ({"monthly": {"dayOfMonth": 1}, "daily": {"isEnabled": False}}, Gap(0, math.inf)),
        ({"monthly": {"isEnabled": True, "dayOfMonth": 1}}, Gap(31, 31)),
        ({"monthly": {"isEnabled": True, "dayOfMonth": "1"}}, Gap(31, 31)),
        ({"monthly": {"isEnabled": True}}, Gap(31, math.inf)),
        ({"monthly": {"isEnabled": True, "dayOfMonth": 32}}, Gap(31, math.inf)),
        ({"monthly": {"isEnabled": True, "dayOfMonth": 0}}, Gap(31, math.inf)),
        ({"monthly": {"isEnabled": True, "dayOfMonth": -1}}, Gap(31, math.inf)),
        ({"monthly": {"isEnabled": True, "dayOfMonth": math.inf}}, Gap(31, math.inf)),
        ({"monthly": {"isEnabled": True, "dayOfMonth": 31}}, Gap(31, 61)),
        ({"monthly": {"isEnabled": True, "dayOfMonth": 1, "months": []}}, Gap(31, math.inf)),
        ({"monthly": {"isEnabled": True, "dayOfMonth": 1, "months": ["January", UNKNOWN]}}, Gap(31, math.inf)),
        ({"monthly": {"isEnabled": True, "dayNumberInMonth": "First"}}, Gap(31, math.inf)),
        ({"monthly": {"isEnabled": True, "dayNumberInMonth": UNKNOWN, "dayOfMonth": 1}}, Gap(31, math.inf)),
        ({"monthly": {"isEnabled": True, "isLastDayOfMonth": UNKNOWN, "dayOfMonth": 1}}, Gap(31, math.inf)),
        ({"periodically": {"isEnabled": True, "periodicallyKind": "Hours", "frequency": 12}}, Gap(0.5, 0.5)),
        ({"periodically": {"isEnabled": True, "periodicallyKind": "Days", "frequency": 31}}, Gap(31, 31)),
        ({"periodically": {"isEnabled": True, "periodicallyKind": "Days", "frequency": 0}}, Gap(0, math.inf)),
        ({"periodically": {"isEnabled": True, "periodicallyKind": "Days"}}, Gap(0, math.inf)),
        ({"periodically": {"isEnabled": True, "frequency": 4}}, Gap(0, math.inf)),
        ({"periodically": {"isEnabled": True, "periodicallyKind": "Seconds", "frequency": 86_400}}, Gap(1, 1)),
        ({"periodically": {"isEnabled": True, "periodicallyKind": "Minutes", "frequency": 720}}, Gap(0.5, 0.5)),
        ({"periodically": {"isEnabled": True, "periodicallyKind": "Days", "frequency": 1}}, Gap(1, 1)),
        ({"periodically": {"isEnabled": True, "periodicallyKind": "Days", "frequency": -1}}, Gap(0, math.inf)),
        (
            {
                "periodically": {
                    "isEnabled": True,
                    "periodicallyKind": "Days",
                    "frequency": 2,
                    "backupWindow": {"days": [{"day": "Monday", "hours": "0"}, {"day": "Friday", "hours": "0,1"}]},
                }
            },
            Gap(2, 9),
        ),
        (
            {
                "periodically": {
                    "isEnabled": True,
                    "periodicallyKind": "Days",
                    "frequency": 2,
                    "backupWindow": {"days": []},
                }
            },
            Gap(2, math.inf),
        ),
        ({"periodically": {"periodicallyKind": "Days", "frequency": 1}}, Gap(0, math.inf)),
        ({"continuously": {"isEnabled": True}}, Gap(0, 0)),
        ({"continuously": {}}, Gap(0, math.inf)),
        (
            {"continuously": {"isEnabled": True, "backupWindow": {"days": [{"day": "Monday", "hours": "1"}]}}},
            Gap(0, 7),
        ),
        (
            {"continuously": {"isEnabled": True, "backupWindow": {"days": [{"day": "Monday", "hours": "0,0"}]}}},
            Gap(0, math.inf),
        ),
        ({"continuously": {"isEnabled": True, "backupWindow": UNKNOWN}}, Gap(0, math.inf)),
        ({"daily": {"isEnabled": True}, "monthly": {"isEnabled": True, "dayOfMonth": 1}}, Gap(0, 1)),
        ({"monthly": {"isEnabled": True, "dayOfMonth": 1}, "periodically": {"isEnabled": UNKNOWN}}, Gap(0, 31)),
        (
            {"daily": {"isEnabled": True}, "afterThisJob": {"isEnabled": True, "jobName": "first"}},
            Gap(0, 1),
        ),
    ],
)
def test_kinds_and_what_is_open(kinds: dict[str, Any], expected: Gap) -> None:
    assert read_plan(automatic(**kinds)) == Plan(automatic=True, gap=expected)


@pytest.mark.parametrize("schedule", [None, {}, {"runAutomatically": False}, {"runAutomatically": None}, "strange", 7])
def test_what_does_not_run_by_itself(schedule: object) -> None:
    assert read_plan(schedule) == Plan(automatic=False)


@pytest.mark.parametrize("schedule", [UNKNOWN, {"runAutomatically": UNKNOWN}, {"runAutomatically": "perhaps"}])
def test_whether_it_runs_by_itself_may_be_open(schedule: object) -> None:
    assert read_plan(schedule) == Plan(automatic=None, gap=Gap(0, math.inf))


@pytest.mark.parametrize(
    ("block", "name"),
    [
        ({"isEnabled": True, "jobName": "first"}, "first"),
        ({"jobName": "first"}, "first"),
        ({"isEnabled": True, "jobName": UNKNOWN}, UNKNOWN),
        ({"isEnabled": True}, UNKNOWN),
        ({"isEnabled": UNKNOWN, "jobName": "first"}, UNKNOWN),
        (UNKNOWN, UNKNOWN),
    ],
)
def test_after_another_job(block: object, name: object) -> None:
    assert read_plan(automatic(afterThisJob=block)) == Plan(automatic=True, after=Setting("afterThisJob.jobName", name))


@pytest.mark.parametrize("block", [None, {}, {"isEnabled": False}, {"isEnabled": False, "jobName": "first"}])
def test_after_no_job_it_runs_every_day(block: object) -> None:
    assert read_plan(automatic(afterThisJob=block)) == Plan(automatic=True, gap=Gap(1, 1))
