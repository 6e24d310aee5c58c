"""The schedule of a job, with the names of the REST API, and the longest time that it leaves between two runs.

Times are counted in days, and whole runs: neither the length of a run nor the change to summer time matters to a
limit of 30 days. What the document of the API leaves open, or a preview does not know, widens the answer.
"""

import math
from calendar import monthrange
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

from veeam_entraid_limits._setting import ABSENT, UNKNOWN, Setting, setting

__all__ = ["Gap", "Plan", "read_plan"]


@dataclass(frozen=True, slots=True)
class Gap:
    """The longest time between two runs, in days: at least one figure, at most another.

    The two differ where something is open. Infinite means that there may be no next run.
    """

    at_least: float
    at_most: float


_OPEN: Final = Gap(0, math.inf)
_EVERY_DAY: Final = Gap(1, 1)


@dataclass(frozen=True, slots=True)
class Plan:
    """When a job runs.

    Attributes:
        automatic: whether it runs by itself at all; None while that is open.
        gap: the longest time that its own times leave; None when it has none of them.
        after: the name of the job that it waits for, where it runs after another.
    """

    automatic: bool | None
    gap: Gap | None = None
    after: Setting = ABSENT


def read_plan(schedule: object) -> Plan:
    """Return when a job runs, from its ``schedule`` block.

    Never raises: whatever is odd in it is open.
    """
    if schedule is UNKNOWN:
        return Plan(None, _OPEN)
    switch = setting(schedule, "runAutomatically")
    if switch.is_given and switch.switch is None:
        return Plan(None, _OPEN)
    if not switch.switch:
        return Plan(automatic=False)
    return _plan(schedule)


def _plan(schedule: object) -> Plan:
    gaps: list[Gap] = []
    for kind, by_default, worst_gap in _KINDS:
        block = setting(schedule, kind)
        switch = setting(schedule, f"{kind}.isEnabled")
        if block.is_unknown or (switch.is_given and switch.switch is None):
            gaps.append(_OPEN)
        elif block.is_given and (by_default if switch.is_absent else switch.switch):
            gaps.append(worst_gap(block.value))
    after = _predecessor(schedule)
    if not gaps and after.is_given:
        return Plan(automatic=True, after=after)
    if not gaps:
        # With nothing set a job runs every day; with everything switched off nobody says what it does.
        nothing_set = not any(setting(schedule, kind).is_given for kind, _, _ in _KINDS)
        return Plan(automatic=True, gap=_EVERY_DAY if nothing_set else _OPEN)
    if after.is_given:
        gaps.append(_OPEN)
    return Plan(automatic=True, gap=_together(gaps))


def _together(gaps: Sequence[Gap]) -> Gap:
    """Return the gap of several kinds at once: no longer than the shortest, and perhaps shorter."""
    if len(gaps) == 1:
        return gaps[0]
    return Gap(0, min(gap.at_most for gap in gaps))


def _predecessor(schedule: object) -> Setting:
    path = "afterThisJob.jobName"
    switch, named = setting(schedule, "afterThisJob.isEnabled"), setting(schedule, path)
    if switch.switch is False or (switch.is_absent and named.is_absent):
        return ABSENT
    # Neither on nor off is as open as a name that is not known yet.
    return named if named.text and (switch.switch or switch.is_absent) else Setting(path, UNKNOWN)


_WEEK: Final = 7
_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _daily(block: object) -> Gap:
    kind = setting(block, "dailyKind")
    if kind.is_absent or kind.word == "everyday":
        return _EVERY_DAY
    if kind.word == "weekdays":
        return Gap(3, 3)
    if kind.word != "selecteddays":
        return Gap(1, _WEEK)
    days = _places(setting(block, "days"), _WEEKDAYS)
    if not days:
        return Gap(1, _WEEK)
    longest = max(after - before for before, after in pairwise([*days, days[0] + _WEEK]))
    return Gap(longest, longest)


def _places(listed: Setting, names: Sequence[str]) -> list[int]:
    """Return the places of listed names in their order; nothing if one of them is open."""
    named = [Setting(value=value).word for value in listed.listed or ()]
    return sorted({names.index(name) for name in named}) if all(name in names for name in named) else []


_MONTHS: Final = tuple("january february march april may june july august september october november december".split())
_LONGEST_MONTH: Final = 31
_ORDINALS: Final = {"first": 0, "second": 1, "third": 2, "fourth": 3, "last": -1}
_CALENDAR: Final = range(2001, 2030)
"""Twenty-eight years after which days of the week and leap years repeat, and the first of the next."""


def _monthly(block: object) -> Gap:
    months, ordinal, last_day = setting(block, "months"), setting(block, "dayNumberInMonth"), _last_day(block)
    chosen = tuple(range(12)) if months.is_absent else tuple(_places(months, _MONTHS))
    if not chosen or ordinal.is_unknown or last_day is None:
        return Gap(_LONGEST_MONTH, math.inf)
    if last_day:
        longest = _day_gap(chosen, _LONGEST_MONTH)
        return Gap(longest, longest)
    if ordinal.word in _ORDINALS:
        weekday = setting(block, "dayOfWeek").word
        if weekday not in _WEEKDAYS:
            return Gap(_LONGEST_MONTH, math.inf)
        longest = _weekday_gap(chosen, _ORDINALS[ordinal.word], _WEEKDAYS.index(weekday))
        return Gap(longest, longest)
    return _on_day(chosen, setting(block, "dayOfMonth").number)


def _last_day(block: object) -> bool | None:
    """Return whether it runs on the last day of a month; None if that is open."""
    switch = setting(block, "isLastDayOfMonth")
    return switch.switch if switch.is_given else False


def _on_day(months: tuple[int, ...], day: float | None) -> Gap:
    if day is None or not (1 <= day <= _LONGEST_MONTH):
        return Gap(_LONGEST_MONTH, math.inf)
    # Whether a month without that day is left out or runs on its last one is not documented.
    return Gap(_day_gap(months, int(day)), _day_gap(months, int(day), leaving_out=True))


def _day_gap(months: tuple[int, ...], day: int, *, leaving_out: bool = False) -> float:
    """Return the longest gap between runs on a day of the given months, which are places in the year."""
    lengths = [(year, month + 1, monthrange(year, month + 1)[1]) for year in _CALENDAR for month in months]
    return _longest(
        date(year, month, min(day, length)) for year, month, length in lengths if day <= length or not leaving_out
    )


def _weekday_gap(months: tuple[int, ...], number: int, weekday: int) -> float:
    """Return the longest gap between runs on one weekday of the given months.

    Args:
        months: places in the year, from 0.
        number: which of them in the month, from 0; -1 for the last.
        weekday: its place in the week, from 0.
    """
    return _longest(_weekday(year, month + 1, number, weekday) for year in _CALENDAR for month in months)


def _weekday(year: int, month: int, number: int, weekday: int) -> date:
    if number < 0:
        last = date(year, month, monthrange(year, month)[1])
        return last - timedelta(days=(last.weekday() - weekday) % _WEEK)
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % _WEEK + number * _WEEK)


def _longest(runs: Iterable[date]) -> float:
    return max(((after - before).days for before, after in pairwise(runs)), default=math.inf)


_UNITS: Final = {"seconds": 1 / 86_400, "minutes": 1 / 1_440, "hours": 1 / 24, "days": 1.0}


def _periodically(block: object) -> Gap:
    frequency = setting(block, "frequency").number
    unit = _UNITS.get(setting(block, "periodicallyKind").word)
    if frequency is None or unit is None or frequency <= 0:
        return _OPEN
    return _in_window(frequency * unit, setting(block, "backupWindow"))


def _continuously(block: object) -> Gap:
    return _in_window(0, setting(block, "backupWindow"))


def _in_window(every: float, window: Setting) -> Gap:
    """Return the gap of what runs again and again while a window is open.

    A window has hours of a week. However they lie, one of them is open at least once a week.
    """
    if window.is_absent:
        return Gap(every, every)
    hours = [Setting(value=setting(day, "hours").value) for day in setting(window.value, "days").listed or ()]
    is_open = bool(hours) and any("1" in each.text for each in hours)
    return Gap(every, every + _WEEK if is_open else math.inf)


_KINDS: Final[tuple[tuple[str, bool, Callable[[object], Gap]], ...]] = (
    ("daily", True, _daily),
    ("monthly", False, _monthly),
    ("periodically", False, _periodically),
    ("continuously", False, _continuously),
)
