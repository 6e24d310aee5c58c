"""Annotations for GitHub Actions: workflow commands, one a line, on the lines of the program where these are known."""

from collections.abc import Mapping
from typing import Final

from veeam_entraid_cli.reports._report import Report, Result, Severity

__all__ = ["render"]

_COMMANDS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def render(report: Report) -> str:
    """Return the commands; a step shows the first ten errors, warnings and notices each."""
    gaps = [
        _command("warning", {"title": f"Not all of {stack.name} was seen"}, gap)
        for stack in report.stacks
        for gap in stack.gaps
    ]
    return "".join(f"{line}\n" for line in (*gaps, *map(_result, report.results)))


def _result(result: Result) -> str:
    place = {"file": result.position.file, "line": str(result.position.line)} if result.position else {}
    title = f"{result.finding.limit}: {result.subject} ({result.state})"
    return _command(_COMMANDS[result.severity], {**place, "title": title}, result.message)


def _command(name: str, properties: Mapping[str, str], message: str) -> str:
    given = ",".join(f"{key}={_escaped_property(value)}" for key, value in properties.items())
    return f"::{name} {given}::{_escaped(message)}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escaped_property(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")
