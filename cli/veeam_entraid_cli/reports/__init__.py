"""Reports of a check of stacks, one module for each format; all are pure functions from a report to text.

A module is imported when its format is asked for.
"""

from collections.abc import Callable
from enum import StrEnum
from importlib import import_module

from veeam_entraid_cli.reports._making import make_report
from veeam_entraid_cli.reports._report import CheckedStack, Report, Result, Severity, printable

__all__ = ["CheckedStack", "Format", "Report", "Result", "Severity", "make_report", "printable", "render"]


class Format(StrEnum):
    """What a report may be written in."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    JUNIT = "junit"
    MARKDOWN = "markdown"
    GITHUB = "github"
    AZURE = "azure"
    GITLAB = "gitlab"


def render(report: Report, form: Format, *, width: int = 100, colour: bool = False) -> str:
    """Return a report in a format; it ends with a line feed unless it is empty.

    Args:
        report: the report.
        form: the format.
        width: where text is folded.
        colour: whether text is coloured as a terminal does it.
    """
    if form is Format.TEXT:
        text: Callable[..., str] = import_module(f"{__name__}._text").render
        return text(report, width=width, colour=colour)
    renderer: Callable[[Report], str] = import_module(f"{__name__}._{form}").render
    return renderer(report)
