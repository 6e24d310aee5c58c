"""``check stack``: which of the documented limits stacks break, as files keep them. No engine, no cloud, no server."""

import json
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Final, TypedDict, TypeVar

import typer

from veeam_entraid_cli._documents import UnreadableDocumentError, parse
from veeam_entraid_cli._exit_codes import COULD_NOT, FOUND, NOTHING
from veeam_entraid_cli.reports import Format, Report, make_report, printable, render
from veeam_entraid_limits import Configuration, ConfigurationError, read_configuration, read_waivers
from veeam_entraid_limits.saved import NotAStackError, Stack, read_stack

__all__ = ["check_stack_files"]

_STANDARD: Final = "-"
_Read = TypeVar("_Read")


class _Terminal(TypedDict, total=False):
    """How wide text may be, and whether it is coloured."""

    width: int
    colour: bool


class FailOn(StrEnum):
    """What ends the command with 1."""

    MANDATORY = "mandatory"
    UNDECIDED = "undecided"
    ADVISORY = "advisory"
    NEVER = "never"


class CouldNotCheckError(Exception):
    """Something that the command needs cannot be read or written."""


def check_stack_files(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...",
            help=(
                "What pulumi preview --json --show-sames or pulumi stack export prints, or a checkpoint of a file"
                " backend. Several are checked together: stacks that share a backup server. - reads the input."
            ),
        ),
    ],
    *,
    form: Annotated[Format, typer.Option("--format", "-f", help="What the report is written in.")] = Format.TEXT,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where the report goes, if not to the output.")
    ] = None,
    reports: Annotated[
        list[str] | None,
        typer.Option("--report", metavar="FORMAT=FILE", help="One more report, into a file. Repeatable."),
    ] = None,
    config: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The configuration of the policy pack: levels, options, waivers, as JSON."),
    ] = None,
    waivers: Annotated[Path | None, typer.Option(metavar="FILE", help="More waivers, as JSON.")] = None,
    product_build: Annotated[
        str | None, typer.Option(metavar="BUILD", help="The build of the product, such as 13.0.1.1071.")
    ] = None,
    fail_on: Annotated[
        FailOn,
        typer.Option(help="End with 1 for what must be mended; or also for what is undecided; or for any advice too."),
    ] = FailOn.MANDATORY,
    project: Annotated[
        str, typer.Option(metavar="FOLDER", help="The project's folder in the repository, for places in the program.")
    ] = "",
) -> None:
    """Say which of the documented limits stacks break. Nothing is asked and nothing is changed.

    Ends with 0 if nothing was found, with 1 if something was (see --fail-on), with 2 if a file cannot be read or does
    not hold the whole stack.
    """
    try:
        configuration = _configuration(config, waivers, product_build)
        wanted = [_wanted(each) for each in reports or ()]
        beside = config.parent if config else Path()
        stacks = _stacks([*files, *(str(beside / each) for each in configuration.other_stacks)])
        today = datetime.now(tz=UTC).date()
        report = make_report(version("veeam-entraid-cli"), stacks, configuration, today, project)
        _write(render(report, form, **_terminal(output)), output)
        for other, file in wanted:
            _write(render(report, other), file)
    except CouldNotCheckError as error:
        sys.stderr.write(f"{printable(str(error))}\n")
        raise typer.Exit(COULD_NOT) from error
    raise typer.Exit(_exit_code(report, fail_on))


def _exit_code(report: Report, fail_on: FailOn) -> int:
    counts = report.counts
    counted = {
        FailOn.MANDATORY: counts["mandatory"],
        FailOn.UNDECIDED: counts["mandatory"] + counts["undecided"],
        FailOn.ADVISORY: sum(counts.values()) - counts["waived"],
        FailOn.NEVER: 0,
    }
    if counted[fail_on]:
        return FOUND
    return COULD_NOT if any(stack.gaps for stack in report.stacks) else NOTHING


def _configuration(config: Path | None, waivers: Path | None, product_build: str | None) -> Configuration:
    configuration = Configuration()
    if config:
        configuration = _understood(config, read_configuration)
        if configuration.waivers_file:
            beside = config.parent / configuration.waivers_file
            configuration = configuration.with_waivers(_understood(beside, read_waivers))
    if waivers:
        configuration = configuration.with_waivers(_understood(waivers, read_waivers))
    return configuration if product_build is None else replace(configuration, product_build=product_build)


def _stacks(files: Sequence[str]) -> list[tuple[str, Stack]]:
    return [(file, _stack(file)) for file in dict.fromkeys(files)]


def _stack(file: str) -> Stack:
    try:
        return read_stack(parse(_bytes(file)))
    except (UnreadableDocumentError, NotAStackError) as error:
        raise CouldNotCheckError(f"{file} cannot be checked. {error}") from error


def _bytes(file: str) -> bytes:
    if file == _STANDARD:
        return sys.stdin.buffer.read()
    try:
        return Path(file).read_bytes()
    except OSError as error:
        raise CouldNotCheckError(f"{file} cannot be read: {error.strerror}.") from error


def _wanted(report: str) -> tuple[Format, Path]:
    form, _, file = report.partition("=")
    if form not in [*Format] or not file:
        known = ", ".join(Format)
        raise CouldNotCheckError(f"--report takes FORMAT=FILE, such as sarif=limits.sarif. The formats are: {known}.")
    return Format(form), Path(file)


def _terminal(output: Path | None) -> _Terminal:
    if output is not None or not sys.stdout.isatty():
        return {}
    return {"width": shutil.get_terminal_size().columns, "colour": not os.environ.get("NO_COLOR")}


def _understood(file: Path, reader: Callable[[object], _Read]) -> _Read:
    try:
        return reader(json.loads(file.read_bytes()))
    except OSError as error:
        raise CouldNotCheckError(f"{file} cannot be read: {error.strerror}.") from error
    except ConfigurationError as error:
        listed = "\n".join(f"- {problem}" for problem in error.problems)
        raise CouldNotCheckError(f"{file} cannot be used:\n{listed}") from error
    except (ValueError, RecursionError) as error:
        raise CouldNotCheckError(f"{file} is no JSON.") from error


def _write(text: str, file: Path | None) -> None:
    # Whatever the locale: reports are UTF-8.
    data = text.encode(errors="replace")
    if file is None:
        sys.stdout.buffer.write(data)
        return
    try:
        file.write_bytes(data)
    except OSError as error:
        raise CouldNotCheckError(f"{file} cannot be written: {error.strerror}.") from error
