"""What has become of each item of a session: pure functions on what the server says and on what is in the tenant.

The server says it in the lines of the session's log, which name items as people know them. Nobody promises how such a
line reads, so what counts is its status and, above all, what is in the tenant before and after.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from veeam_provider._models import text
from veeam_provider.restore._items import Item
from veeam_provider.schema import JsonObject

__all__ = ["Came", "Fate", "Outcome", "Report", "report"]

Outcome: TypeAlias = Literal["restored", "skipped", "notInRecycleBin", "failed", "unknown"]

_UUID: Final = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_BIN: Final = re.compile(r"(?i)recycle\s*bin")
_AROUND: Final = "\"'`\u201c\u201d\u2018\u2019\u00ab\u00bb()[]:,.;"
_SHARED: Final = "isShared"
_RUNNING: Final = "Running"
# Longer names are not looked for as a whole: what is compared is every run of words in a title.
_MOST_WORDS: Final = 24
_SILENCE: Final = "The server's log does not say what has become of it."


@dataclass(frozen=True, slots=True)
class Came:
    """What was in the tenant.

    Attributes:
        before: the ids of the items that were there before the session; None where that is not known.
        after: those that are there after it; None where that is not known.
    """

    before: frozenset[str] | None = None
    after: frozenset[str] | None = None

    def was_there(self, item: Item) -> bool:
        """Return whether an item is known to have been there before."""
        return self.before is not None and item.id.casefold() in self.before

    def is_there(self, item: Item) -> bool:
        """Return whether an item is known to be there now, under its own id."""
        return self.after is not None and item.id.casefold() in self.after

    def has_come(self, item: Item) -> bool:
        """Return whether an item is known to be there now, and not to have been there before."""
        return self.is_there(item) and self.before is not None and not self.was_there(item)


@dataclass(frozen=True, slots=True)
class Fate:
    """What has become of one item.

    Attributes:
        item: the item.
        outcome: ``restored``; ``skipped``, because it was there and was to be left alone; ``notInRecycleBin``, from
            where it was to come; ``failed``; or ``unknown``, where nothing tells.
        new_id: the id that it has now, where that is another one and the server shows it.
        message: what the server says of it.
    """

    item: Item
    outcome: Outcome
    new_id: str = ""
    message: str = ""

    @property
    def is_back(self) -> bool:
        """Whether it is in the tenant, as far as that is known."""
        return self.outcome in ("restored", "skipped")


@dataclass(frozen=True, slots=True)
class Report:
    """What has become of the items of a session.

    Attributes:
        fates: one for each item, in their order.
    """

    fates: tuple[Fate, ...] = field(default=())

    @property
    def missing(self) -> tuple[Fate, ...]:
        """What did not come back."""
        return tuple(fate for fate in self.fates if not fate.is_back)

    def count(self, outcome: Outcome) -> int:
        """Return how many items have come to this."""
        return sum(fate.outcome == outcome for fate in self.fates)


def report(
    items: Sequence[Item], log: Sequence[Mapping[str, object]], came: Came, *, prefers_bin: bool, skips_existing: bool
) -> Report:
    """Return what has become of the items of a session.

    Args:
        items: of the session.
        log: the records of its log.
        came: what was in the tenant before and after.
        prefers_bin: whether items were to come from the recycle bin.
        skips_existing: whether items that were there were to be left alone.
    """
    lines = _assigned(items, [record for record in log if record.get("status") != _RUNNING], came)
    return Report(
        tuple(
            _fate(item, lines.get(item.id.casefold()), came, prefers_bin=prefers_bin, skips_existing=skips_existing)
            for item in items
        )
    )


def _fate(
    item: Item, line: Mapping[str, object] | None, came: Came, *, prefers_bin: bool, skips_existing: bool
) -> Fate:
    was_left = came.was_there(item) and skips_existing
    if line is None:
        outcome: Outcome = "restored" if came.has_come(item) else "skipped" if was_left else "unknown"
        return Fate(item, outcome, message=_SILENCE if outcome == "unknown" else "")
    said = _said(line)
    new_id, status = _new_id(line, said, item), str(line.get("status"))
    is_from_bin = bool(_BIN.search(said))
    if status == "Failed":
        return Fate(item, _failed(item, came, is_from_bin=prefers_bin and is_from_bin), message=said)
    is_back = status == "Success" or new_id or came.has_come(item) or (came.was_there(item) and not is_from_bin)
    if is_back:
        return Fate(item, "skipped" if was_left and not new_id else "restored", new_id, said)
    return Fate(item, _failed(item, came, is_from_bin=prefers_bin and is_from_bin), message=said)


def _failed(item: Item, came: Came, *, is_from_bin: bool) -> Outcome:
    return "notInRecycleBin" if is_from_bin and not came.is_there(item) else "failed"


def _said(line: Mapping[str, object]) -> str:
    parts = (" ".join(str(line.get(name) or "").split()) for name in ("description", "title"))
    return next((part for part in parts if part), "")


def _new_id(line: Mapping[str, object], said: str, item: Item) -> str:
    """Return an id in a line that is none of those that the item has had."""
    if _SHARED in line:
        return ""
    known = {item.id.casefold(), item.restore_point.casefold()}
    return next((found for found in _UUID.findall(said) if found.casefold() not in known), "")


def _assigned(
    items: Sequence[Item], records: Sequence[Mapping[str, object]], came: Came
) -> dict[str, Mapping[str, object]]:
    """Return the line of each item that has one, by the item's id in lower case."""
    by_id = {item.id.casefold(): item for item in items}
    by_name: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        if name := _words(item.name):
            by_name[name].append(item)
    lines: dict[str, Mapping[str, object]] = {}
    named: dict[str, list[Mapping[str, object]]] = defaultdict(list)
    for record in records:
        title = " ".join((text(_strings(record), "title"), text(_strings(record), "description")))
        known = next((each.casefold() for each in _UUID.findall(title) if each.casefold() in by_id), None)
        if known is not None:
            lines[known] = record
        elif (name := _name_in(text(_strings(record), "title"), by_name)) is not None:
            named[name].append(record)
    for name, of_name in named.items():
        waiting = [item for item in by_name[name] if item.id.casefold() not in lines]
        lines |= _shared(waiting, of_name, came)
    return lines


def _shared(
    items: Sequence[Item], records: Sequence[Mapping[str, object]], came: Came
) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Yield the lines of items that have one name: what is in the tenant now gets the lines of success first."""
    if len(items) == 1:
        # An item may have several lines; the last one says how it ended.
        yield items[0].id.casefold(), records[-1]
        return
    if len(records) != len(items) and len(Counter(str(each.get("status")) for each in records)) > 1:
        return
    best = sorted(records, key=lambda record: record.get("status") != "Success")
    there = sorted(items, key=lambda item: not came.is_there(item))
    for item, record in zip(there, best, strict=False):
        # Which of two with one name has come back under which new id, nothing tells.
        yield item.id.casefold(), {**record, _SHARED: True}


def _name_in(title: str, names: Mapping[str, object]) -> str | None:
    """Return the longest of some names that stands in a title as whole words."""
    words = title.split()
    for length in range(min(len(words), _MOST_WORDS), 0, -1):
        for start in range(len(words) - length + 1):
            run = _words(" ".join(words[start : start + length]))
            if run in names:
                return run
    return None


def _words(name: str) -> str:
    return " ".join(name.split()).strip(_AROUND).casefold()


def _strings(record: Mapping[str, object]) -> JsonObject:
    return {name: value for name, value in record.items() if isinstance(value, str)}
