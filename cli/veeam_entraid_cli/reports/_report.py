"""What a check of stacks comes to, as plain data: what every report is made from."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from veeam_entraid_limits import LIMITS, Finding, Judgement, Limit, Verdict, Waiver, explain, explain_judgement
from veeam_entraid_limits.saved import SourcePosition

__all__ = ["CheckedStack", "Report", "Result", "Severity", "printable"]

_LIMITS: dict[str, Limit] = {limit.id: limit for limit in LIMITS}


class Severity(StrEnum):
    """How much a result weighs."""

    ERROR = "error"
    """It stops a deployment."""
    WARNING = "warning"
    """Somebody should look: a limit is broken or undecided that does not stop a deployment."""
    NOTE = "note"
    """Advice."""


@dataclass(frozen=True, slots=True)
class CheckedStack:
    """A stack that was checked.

    Attributes:
        name: its name.
        file: the file that it was read from, with slashes; ``-`` for the input.
        place: the file in the repository for what has no place in the program: its ``Pulumi.yaml``, or ``file``.
        resources: how many resources it has.
        concerned: how many of them are of types that concern a limit.
        gaps: in sentences, what of it the file does not hold.
    """

    name: str
    file: str
    place: str
    resources: int = 0
    concerned: int = 0
    gaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """A judgement, and where it belongs.

    Attributes:
        judgement: what the rule has found, and what it does to a deployment.
        severity: how much it weighs.
        stack: the stack that the resource is in.
        position: where the program makes the resource; None where nobody noted it.
        waiver: what lets it pass; None where nothing does.
        ordinal: which one of several about one limit and one resource it is, from 0.
    """

    judgement: Judgement
    severity: Severity
    stack: CheckedStack
    position: SourcePosition | None = None
    waiver: Waiver | None = None
    ordinal: int = 0

    @property
    def finding(self) -> Finding:
        """What the rule has found."""
        return self.judgement.finding

    @property
    def urn(self) -> str:
        """The URN of the resource; empty for what is said of a waiver."""
        return self.finding.subject.urn

    @property
    def limit(self) -> Limit:
        """The limit in the catalogue."""
        return _LIMITS[self.finding.limit]

    @property
    def state(self) -> str:
        """In a word: waived, broken, undecided, or advice."""
        if self.waiver:
            return "waived"
        return "advice" if self.finding.verdict is Verdict.ADVISORY else self.finding.verdict.value

    @property
    def message(self) -> str:
        """The paragraph for a person."""
        return printable(explain_judgement(self.judgement) if self.waiver else explain(self.finding))

    @property
    def subject(self) -> str:
        """The resource, in words."""
        return printable(str(self.finding.subject))

    @property
    def fingerprint(self) -> str:
        """What is the same for the same result in the next run, whatever else has changed: 32 hexadecimal digits."""
        about = (self.finding.limit, self.urn or self.subject, self.finding.basis, str(self.ordinal))
        return hashlib.sha256("\0".join(about).encode(errors="replace")).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Report:
    """The results of a check, worst first.

    Attributes:
        version: the version of this tool.
        stacks: the stacks that were checked.
        results: what was found.
    """

    version: str
    stacks: tuple[CheckedStack, ...]
    results: tuple[Result, ...] = field(default=())

    @property
    def counts(self) -> Mapping[str, int]:
        """How many results there are: ``mandatory`` ones, ``broken`` ones that stop nothing, and each other state."""
        counted = Counter("mandatory" if each.severity is Severity.ERROR else each.state for each in self.results)
        return {name: counted[name] for name in ("mandatory", "broken", "undecided", "advice", "waived")}

    @property
    def summary(self) -> str:
        """One line."""
        said = [f"{count} {_COUNTED[name]}" for name, count in self.counts.items() if count]
        checked = sum(stack.resources for stack in self.stacks)
        of = f"{_number(checked, 'resource')} of {_number(len(self.stacks), 'stack')}"
        return f"{', '.join(said)}; {of} checked." if said else f"All limits hold; {of} checked."

    def by_resource(self) -> Iterable[tuple[str, list[Result]]]:
        """Return the results of each resource, by its URN, in their order."""
        grouped: dict[str, list[Result]] = {}
        for result in self.results:
            grouped.setdefault(result.urn or result.subject, []).append(result)
        return grouped.items()


_COUNTED = {
    "mandatory": "must be mended",
    "broken": "broken without stopping anything",
    "undecided": "undecided",
    "advice": "advice",
    "waived": "waived",
}


def printable(text: str) -> str:
    """Return a text with nothing in it that would move a cursor, change colours or be no XML."""
    return "".join(letter if letter.isprintable() or letter == "\n" else "\N{REPLACEMENT CHARACTER}" for letter in text)


def _number(count: int, of: str) -> str:
    return f"{count:,} {of}{'' if count == 1 else 's'}"
