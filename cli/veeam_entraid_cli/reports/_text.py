"""Text for people: grouped by resource, coloured in a terminal, folded to its width."""

from collections.abc import Iterator
from io import StringIO
from typing import Final

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.text import Text

from veeam_entraid_cli.reports._report import Report, Result, Severity, printable

__all__ = ["render"]

_STYLES: Final = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
_NARROWEST: Final = 20


def render(report: Report, *, width: int = 100, colour: bool = False) -> str:
    """Return the report, folded at a width; with the control sequences of a terminal only if it is to be coloured."""
    file = StringIO()
    console = Console(
        file=file,
        width=max(width, _NARROWEST),
        force_terminal=colour,
        color_system="standard" if colour else None,
        highlight=False,
        legacy_windows=False,
    )
    for part in _parts(report):
        console.print(part, soft_wrap=False)
    # Folding leaves blanks at the ends of lines.
    return "".join(f"{line.rstrip()}\n" for line in file.getvalue().splitlines())


def _parts(report: Report) -> Iterator[RenderableType]:
    for stack in report.stacks:
        yield Text(printable(f"{stack.name} ({stack.file})"), style="bold")
        for gap in stack.gaps:
            yield Padding(Text(f"Not everything was seen. {gap}", style="yellow"), (0, 0, 0, 2))
    for _, results in report.by_resource():
        yield ""
        yield _resource(results[0])
        for result in results:
            yield Padding(_head(result), (0, 0, 0, 2))
            yield Padding(Text(result.message), (0, 0, 0, 4))
    yield ""
    yield Text(report.summary, style="bold")


def _resource(result: Result) -> Text:
    made = Text(result.subject, style="bold")
    if result.position:
        made.append(printable(f"  {result.position.file}:{result.position.line}"), style="dim")
    return made


def _head(result: Result) -> Text:
    made = Text(f"{result.state}: ", style=_STYLES[result.severity])
    made.append(printable(result.finding.limit), style="bold")
    return made
