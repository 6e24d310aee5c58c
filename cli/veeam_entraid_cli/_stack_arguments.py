"""The arguments of ``check stack``.

They are read by argparse: a whole check of a large stack takes less time than Typer takes to be imported.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from veeam_entraid_cli.reports import Format

__all__ = ["FailOn", "StackArguments", "read_arguments"]

_DESCRIPTION: Final = """\
Say which of the documented limits stacks break. Nothing is asked and nothing is changed.

Ends with 0 if nothing was found, with 1 if something was (see --fail-on), with 2 if a file cannot be read or does not
hold the whole stack.
"""
_FILES: Final = (
    "What pulumi preview --json --show-sames or pulumi stack export prints, or a checkpoint of a file backend. Several"
    " are checked together: stacks that share a backup server. - reads the input."
)


class FailOn(StrEnum):
    """What ends the command with 1."""

    MANDATORY = "mandatory"
    UNDECIDED = "undecided"
    ADVISORY = "advisory"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class StackArguments:
    """What is to be checked, by what, and where the reports go; the help of the command says more of each."""

    files: tuple[str, ...]
    form: Format
    output: Path | None
    reports: tuple[tuple[Format, Path], ...]
    config: Path | None
    waivers: Path | None
    product_build: str
    fail_on: FailOn
    project: str


def read_arguments(arguments: Sequence[str]) -> StackArguments:
    """Return the arguments as they are meant.

    Raises:
        SystemExit: with 0 after help, with 2 after what is wrong with them.
    """
    read = _parser().parse_intermixed_args(arguments)
    return StackArguments(
        files=tuple(read.files),
        form=read.format,
        output=read.output,
        reports=tuple(read.report),
        config=read.config,
        waivers=read.waivers,
        product_build=read.product_build,
        fail_on=read.fail_on,
        project=read.project,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="veeam-entraid check stack",
        description=_DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add = parser.add_argument
    add("files", metavar="FILE", nargs="+", help=_FILES)
    add("-f", "--format", type=Format, choices=[*Format], default=Format.TEXT, help="What the report is written in.")
    add("-o", "--output", type=Path, metavar="FILE", help="Where the report goes, if not to the output.")
    add(
        "--report",
        type=_report,
        metavar="FORMAT=FILE",
        action="append",
        default=[],
        help="One more report, into a file. Repeatable.",
    )
    add(
        "--config",
        type=Path,
        metavar="FILE",
        help="The configuration of the policy pack: levels, options, waivers, as JSON.",
    )
    add("--waivers", type=Path, metavar="FILE", help="More waivers, as JSON.")
    add("--product-build", metavar="BUILD", default="", help="The build of the product, such as 13.0.1.1071.")
    add(
        "--fail-on",
        type=FailOn,
        choices=[*FailOn],
        default=FailOn.MANDATORY,
        help="End with 1 for what must be mended; or also for what is undecided; or for any advice too; or never.",
    )
    add(
        "--project",
        metavar="FOLDER",
        default="",
        help="The program's folder in the repository, . for its root: reports say where in it something is made.",
    )
    return parser


def _report(text: str) -> tuple[Format, Path]:
    form, _, file = text.partition("=")
    if form not in [*Format] or not file:
        known = ", ".join(Format)
        raise argparse.ArgumentTypeError(f"write FORMAT=FILE, such as sarif=limits.sarif, with one of {known}.")
    return Format(form), Path(file)
