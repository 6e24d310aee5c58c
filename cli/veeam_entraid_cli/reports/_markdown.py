"""Markdown for a step's summary or a comment on a pull request."""

import re
from collections.abc import Iterator
from typing import Final

from veeam_entraid_cli.reports._report import Report, Result, Severity, printable

__all__ = ["LARGEST", "render"]

LARGEST: Final = 900_000
"""The most bytes of a report: GitHub refuses a summary of 1 MiB."""

_MARKS: Final = {Severity.ERROR: "❌", Severity.WARNING: "⚠️", Severity.NOTE: "💡"}
_MEANING: Final = re.compile(r"([\\`*_{}\[\]<>()#+!|~&@])")
_ADDRESS: Final = re.compile(r"https://[^\s()<>]*[^\s()<>.,]")


def render(report: Report) -> str:
    """Return the report, cut off at :data:`LARGEST` with a line that says so."""
    lines: list[str] = []
    size = 0
    for line in _lines(report):
        size += len(line.encode()) + 1
        if size > LARGEST:
            lines.append("\nThe rest does not fit in here: see the other reports of this run.")
            break
        lines.append(line)
    return "\n".join(lines) + "\n"


def _lines(report: Report) -> Iterator[str]:
    yield "## Limits of Veeam Backup for Microsoft Entra ID\n"
    yield f"{_MARKS[Severity.ERROR] if report.counts['mandatory'] else '✅'} **{report.summary}**\n"
    for stack in report.stacks:
        for gap in stack.gaps:
            yield f"{_MARKS[Severity.WARNING]} Not everything of {_escaped(stack.name)} was seen. {_escaped(gap)}\n"
    for _, results in report.by_resource():
        yield f"### {_escaped(results[0].subject)}\n"
        if results[0].position:
            place = printable(f"{results[0].position.file}:{results[0].position.line}")
            yield f"{_escaped(place)}\n"
        for result in results:
            yield f"- {_MARKS[result.severity]} **{_limit(result)}** {result.state}. {_linked(result.message)}"
        yield ""


def _limit(result: Result) -> str:
    name = _escaped(printable(result.finding.limit))
    return f"[{name}]({result.limit.page.url})" if result.limit.page else name


def _linked(text: str) -> str:
    """Return a text with its meaning as Markdown taken out, but for the addresses in it."""
    parts: list[str] = []
    end = 0
    for found in _ADDRESS.finditer(text):
        parts += [_escaped(text[end : found.start()]), f"<{found[0]}>"]
        end = found.end()
    return "".join([*parts, _escaped(text[end:])])


def _escaped(text: str) -> str:
    return _MEANING.sub(r"\\\1", printable(text).replace("\n", " "))
