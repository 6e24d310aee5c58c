"""``plan restore``: from a wish list to the sessions that the product takes."""

import contextlib
import sys
import tempfile
from collections.abc import Generator, Iterable, Iterator
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import IO, Annotated, Final

import typer
from rich.table import Table

from veeam_entraid_cli._console import complain, plain, show, table
from veeam_entraid_cli._exit_codes import FOUND, NOTHING
from veeam_provider.restore_plan import (
    NoRoomError,
    RestorePlan,
    WishList,
    WishListError,
    open_wish_list,
    plan_restore,
    read_wish_list,
    write_json,
)

__all__ = ["restore"]

_STANDARD: Final = Path("-")
# A terminal shows the first ones; the JSON has them all.
_ROWS: Final = 20


class Format(StrEnum):
    """What a list may be written in."""

    CSV = "csv"
    JSON = "json"


class Permissions(StrEnum):
    """With whose permissions sessions run."""

    DELEGATED = "delegated"
    APPLICATION = "application"


def restore(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="The wish list: CSV, a JSON array, or JSON lines. - reads the input.")
    ],
    json_file: Annotated[
        Path | None,
        typer.Option("--json", metavar="FILE", help="Write the whole plan as JSON; - writes it, alone, to the output."),
    ] = None,
    format_: Annotated[
        Format | None, typer.Option("--format", help="What the list is written in, where its name does not end in it.")
    ] = None,
    permissions: Annotated[
        Permissions, typer.Option(help="With whose permissions the sessions run.")
    ] = Permissions.DELEGATED,
) -> None:
    """Plan the fewest restore sessions for a list of items.

    Each session has one type and at most 1000 items, an application is together with its service principal, and what
    others refer to comes first. Nothing is sent anywhere: the elements of "sessions" in the JSON are inputs of
    veeam:entraid:RestoreSession.

    The list needs id and type (User, Group, AdminUnit, Application, Role, ConditionalAccessPolicy, DeviceConfiguration)
    and takes restorePointId, displayName, groupType, isBuiltIn, applicationId, applicationType, linkedApplication,
    onPremisesSyncEnabled and odataType.

    Ends with 0 if everything is planned, with 1 if something is refused, with 2 if the list cannot be read.
    """
    raise typer.Exit(_run(file, json_file, format_, permissions))


def _run(file: Path, json_file: Path | None, form: Format | None, permissions: Permissions) -> int:
    try:
        with (
            _opened(file, form) as wishes,
            plan_restore(wishes.rows, permissions=permissions.value, counted=wishes.counted) as plan,
        ):
            if json_file is not None:
                with _output(json_file) as output:
                    write_json(plan, output, wishes.counted)
            if json_file != _STANDARD:
                show(*_tables(plan, wishes.counted))
            return FOUND if plan.refusals() else NOTHING
    except (WishListError, NoRoomError) as error:
        return complain([str(error)])
    except OSError as error:
        return complain([f"{json_file} cannot be written: {error.strerror}."])


@contextlib.contextmanager
def _opened(file: Path, form: Format | None) -> Generator[WishList]:
    if file != _STANDARD:
        with open_wish_list(file, form.value if form else None) as wishes:
            yield wishes
        return
    if form is None:
        raise WishListError("Say with --format what the input is written in.")
    with open(sys.stdin.fileno(), "rb", closefd=False) as given:
        yield read_wish_list(given, form.value)


@contextlib.contextmanager
def _output(file: Path) -> Generator[IO[str]]:
    """Open what the JSON goes to. A file is there as a whole or not at all, and for its owner only: it has names."""
    if file == _STANDARD:
        yield sys.stdout
        return
    draft = tempfile.NamedTemporaryFile("w", encoding="ascii", dir=file.parent, delete=False)  # noqa: SIM115
    try:
        with draft:
            yield draft.file
        Path(draft.name).replace(file)
    except BaseException:
        Path(draft.name).unlink()
        raise


def _tables(plan: RestorePlan, counted: str) -> Iterator[Table | str]:
    types = plan.types()
    sessions = sum(each.sessions for each in types)
    items = sum(each.items for each in types)
    yield f"{plan.wishes:,} wishes: {items:,} items in {sessions:,} sessions."
    if types:
        yield _sessions(plan)
    refusals = plan.refusals()
    if refusals:
        refused = sum(refusals.values())
        yield f"{refused:,} refused: " + ", ".join(f"{count:,} {topic}" for topic, count in refusals.items()) + "."
        yield _refused(plan, counted)
        if refused > _ROWS:
            yield f"… and {refused - _ROWS:,} more; --json lists them all."
    for note in plan.notes():
        yield f"{note.items:,} x {note.topic}: {note.text}"
        yield f"    {_some(plan.noted_ids(note), note.items)}"


def _sessions(plan: RestorePlan) -> Table:
    made = table("Sessions, in this order", "sessions", "type", "items", numbers=("sessions", "items"))
    first = 1
    for each in plan.types():
        last = first + each.sessions - 1
        made.add_row(f"{first:,}" if first == last else f"{first:,} to {last:,}", each.type, f"{each.items:,}")
        first = last + 1
    return made


def _refused(plan: RestorePlan, counted: str) -> Table:
    made = table("Refused", counted, "type", "id", "limit", "why", numbers=(counted,))
    for each in islice(plan.refused(), _ROWS):
        made.add_row(*(plain(cell) for cell in (str(each.place), each.type, each.id, each.topic, each.why)))
    return made


def _some(ids: Iterable[str], count: int) -> str:
    shown = [*islice(ids, 3)]
    return ", ".join(shown) + (f" and {count - len(shown):,} more" if count > len(shown) else "")
