"""``check stack``: which of the documented limits stacks break, as files keep them. No engine, no cloud, no server."""

import contextlib
import gc
import json
import os
import shutil
import sys
from collections.abc import Callable, Generator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final, TypedDict, TypeVar

from veeam_entraid_cli._documents import UnreadableDocumentError, parse
from veeam_entraid_cli._exit_codes import COULD_NOT, FOUND, NOTHING
from veeam_entraid_cli._stack_arguments import FailOn, StackArguments, read_arguments
from veeam_entraid_cli.reports import Report, make_report, printable, render
from veeam_entraid_limits import Configuration, ConfigurationError, read_configuration, read_waivers
from veeam_entraid_limits.saved import NotAStackError, Stack, read_stack

__all__ = ["check_stack_files"]

_STANDARD: Final = "-"
_Read = TypeVar("_Read")


class _Terminal(TypedDict, total=False):
    """How wide text may be, and whether it is coloured."""

    width: int
    colour: bool


class CouldNotCheckError(Exception):
    """Something that the command needs cannot be read or written."""


def check_stack_files(arguments: Sequence[str]) -> int:
    """Say which of the documented limits stacks break, and return the exit code. Nothing is asked and nothing changed.

    Args:
        arguments: what follows ``check stack`` on the command line.

    Raises:
        SystemExit: help was asked for, or the arguments cannot be understood; argparse has said why.
    """
    wanted = read_arguments(arguments)
    try:
        configuration = _configuration(wanted)
        beside = wanted.config.parent if wanted.config else Path()
        today = datetime.now(tz=UTC).date()
        with _uncollected():
            stacks = _stacks([*wanted.files, *(str(beside / each) for each in configuration.other_stacks)])
            report = make_report(version("veeam-entraid-cli"), stacks, configuration, today, wanted.project)
        _write(render(report, wanted.form, **_terminal(wanted.output)), wanted.output)
        for form, file in wanted.reports:
            _write(render(report, form), file)
    except CouldNotCheckError as error:
        sys.stderr.write(f"{printable(str(error))}\n")
        return COULD_NOT
    return _exit_code(report, wanted.fail_on)


@contextlib.contextmanager
def _uncollected() -> Generator[None]:
    """Keep the garbage collector from looking through what is being read, again and again: none of it is garbage."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


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


def _configuration(wanted: StackArguments) -> Configuration:
    configuration = Configuration()
    if wanted.config:
        configuration = _understood(wanted.config, read_configuration)
        if configuration.waivers_file:
            beside = wanted.config.parent / configuration.waivers_file
            configuration = configuration.with_waivers(_understood(beside, read_waivers))
    if wanted.waivers:
        configuration = configuration.with_waivers(_understood(wanted.waivers, read_waivers))
    return replace(configuration, product_build=wanted.product_build or configuration.product_build)


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
