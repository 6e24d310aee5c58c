"""Waivers: the owner of a resource answers for a broken limit, until a day."""

import fnmatch
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from veeam_entraid_limits._catalogue import LIMITS
from veeam_entraid_limits._documents import Problems, nearest
from veeam_entraid_limits._finding import Finding

__all__ = ["WAIVER_SCHEMA", "Waiver", "read_waivers", "waivers_of"]

_RULES: Final = tuple(limit.id for limit in LIMITS)
_FIELDS: Final = {
    "rule": "the id of the rule",
    "resource": "the name or the URN of the resource, or a pattern for it with * and ?",
    "reason": "why the limit is broken on purpose",
    "owner": "who answers for it",
    "until": "the last day on which it holds, such as 2027-01-31",
}

WAIVER_SCHEMA: Final[Mapping[str, object]] = {
    "type": "object",
    "required": list(_FIELDS),
    "additionalProperties": False,
    "properties": {
        name: {"type": "string", "minLength": 1, "description": description}
        | ({"enum": list(_RULES)} if name == "rule" else {})
        for name, description in _FIELDS.items()
    },
}
"""The JSON schema of one waiver."""


@dataclass(frozen=True, slots=True)
class Waiver:
    """A limit that may be broken on some resources until a day.

    Attributes:
        rule: the id of the limit.
        resource: a pattern for the URN or the name of the resource: ``*`` is any text, ``?`` one character.
        reason: why, in the owner's words.
        owner: who answers for it.
        until: the last day on which it holds.
    """

    rule: str
    resource: str
    reason: str
    owner: str
    until: date

    def covers(self, finding: Finding) -> bool:
        """Return whether a finding is what it speaks of, on whatever day."""
        subject = finding.subject
        return finding.limit == self.rule and any(
            fnmatch.fnmatchcase(named, self.resource) for named in (subject.name, subject.urn) if named
        )

    def has_expired(self, today: date) -> bool:
        """Return whether its last day is over."""
        return today > self.until

    def __str__(self) -> str:
        return f'waiver of {self.rule} for "{self.resource}"'


def read_waivers(document: object) -> tuple[Waiver, ...]:
    """Return the waivers of a document: ``{"waivers": [{"rule", "resource", "reason", "owner", "until"}]}``.

    Raises:
        ConfigurationError: the document is none of waivers; it lists every problem.
    """
    problems = Problems()
    entries = problems.mapping("", document) or {}
    problems.unknown_names("", entries, ("waivers",))
    if entries and "waivers" not in entries:
        problems.add("waivers", "is missing; write a list of waivers.")
    found = waivers_of("waivers", entries.get("waivers", []), problems)
    problems.raise_if_any()
    return found


def waivers_of(place: str, value: object, problems: Problems) -> tuple[Waiver, ...]:
    """Return the waivers of a list, and note what is wrong in it.

    Args:
        place: where the list stands in its document.
        value: the list, as it was written.
        problems: takes what is wrong.
    """
    read = (_waiver(f"{place}[{index}]", each, problems) for index, each in enumerate(problems.sequence(place, value)))
    return tuple(waiver for waiver in read if waiver)


def _waiver(place: str, value: object, problems: Problems) -> Waiver | None:
    entries = problems.mapping(place, value)
    if entries is None:
        return None
    problems.unknown_names(place, entries, tuple(_FIELDS))
    for name, description in _FIELDS.items():
        if name not in entries:
            problems.add(f"{place}.{name}", f"is missing; write {description}.")
    rule, resource, reason, owner = (
        problems.text(f"{place}.{name}", entries[name]) if name in entries else ""
        for name in ("rule", "resource", "reason", "owner")
    )
    if rule and rule not in _RULES:
        problems.add(f"{place}.rule", f'there is no rule "{rule}"; {nearest(rule, _RULES)}')
    until = _day(f"{place}.until", entries["until"], problems) if "until" in entries else None
    return Waiver(rule, resource, reason, owner, until) if until else None


def _day(place: str, value: object, problems: Problems) -> date | None:
    match value:
        case datetime():
            return value.date()
        case date():
            return value
        case str():
            try:
                return date.fromisoformat(value.strip())
            except ValueError:
                pass
        case _:
            pass
    problems.add(place, "is not a day; write it as 2027-01-31.")
    return None
