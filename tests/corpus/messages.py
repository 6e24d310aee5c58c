"""The messages that the corpus brings forth, and the page that lists them: ``python tests/corpus > docs/rules.md``."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from corpus import Stack, stacks

from veeam_entraid_limits import LIMITS, Finding, Verdict, explain

_INTRODUCTION: Final = """\
# Messages of the rules

What a person gets to read, word for word: every kind of message of every rule, from the stacks of
[tests/corpus](../tests/corpus/README.md). This page is made by `make docs`; what each rule rests on stands in
[the limits](limits.md).

- **broken** stops a preview if the rule is mandatory. The last sentence is what to write instead.
- **undecided** means that a value is known only at update, which then decides. Nothing has to be done; with the option
  `unknown: block` it stops a preview as well, and the way on is a value that the program knows itself.
- **advisory** never stops anything.

A message shows names of resources and of properties, never a value: any of them may be a secret.

| Rule | Verdict | Message |
| --- | --- | --- |
"""
_ORDER: Final = (Verdict.BROKEN, Verdict.ADVISORY, Verdict.UNDECIDED)
_RULES: Final = [limit.id for limit in LIMITS]

_SUBJECT: Final = re.compile(r'(?:[\w-]+ ){1,2}"[^"]*"')
_DETAIL: Final = re.compile(
    r"items\[\d+\](?:,? (?:and )?(?:items\[\d+\]|\d+ more))*|China|Government|\d+|Write [\w.]+:"
)


@dataclass(frozen=True)
class Message:
    """A message as a person gets it, and the stack that it is about."""

    finding: Finding
    stack: str

    @property
    def text(self) -> str:
        """The paragraph."""
        return explain(self.finding)

    @property
    def kind(self) -> tuple[str, Verdict, str]:
        """What is the same in two messages that differ in names and figures only."""
        without_names = _SUBJECT.sub("…", f"{self.finding.problem} {self.finding.remedy}")
        return self.finding.limit, self.finding.verdict, _DETAIL.sub("#", without_names)

    @property
    def place(self) -> tuple[int, int]:
        """Its place on the page."""
        return _RULES.index(self.finding.limit), _ORDER.index(self.finding.verdict)


def messages(of: Iterable[Stack]) -> list[Message]:
    """Return one message of each kind: from a stack that is about its rule, where there is one."""
    found: dict[tuple[str, Verdict, str], Message] = {}
    listed = list(of)
    for about in (True, False):
        for stack in listed:
            for finding in stack.findings():
                if not about or finding.limit == stack.name.partition(":")[0]:
                    message = Message(finding, stack.name)
                    found.setdefault(message.kind, message)
    return sorted(found.values(), key=lambda message: message.place)


def page(of: Sequence[Stack] | None = None) -> str:
    """Return the page."""
    return _INTRODUCTION + "".join(map(_row, messages(stacks() if of is None else of)))


def _row(message: Message) -> str:
    rule, verdict = message.finding.limit, message.finding.verdict.value
    return f"| [{rule}](limits.md#{rule}) | {verdict} | {_cell(message.text)} |\n"


def _cell(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " ")
    return re.sub(r"https://[^\s)]+", r"<\g<0>>", escaped)
