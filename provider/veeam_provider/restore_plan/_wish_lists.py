"""Wish lists in files: CSV, a JSON array, or JSON lines, read row by row."""

import contextlib
import csv
import io
import json
from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, TypeAlias, cast

import ijson

from veeam_provider.restore_plan._items import COLUMNS

__all__ = ["Malformed", "Row", "WishList", "WishListError", "WishListFormat", "open_wish_list", "read_wish_list"]

WishListFormat: TypeAlias = Literal["csv", "json"]
"""``json`` is an array of objects, or an object a line."""

_SUFFIXES: Final[Mapping[str, WishListFormat]] = {
    ".csv": "csv",
    ".json": "json",
    ".jsonl": "json",
    ".ndjson": "json",
}
_COLUMNS: Final = {name.casefold(): name for name in COLUMNS}
# PowerShell and Excel may write a line of their own above the header.
_ABOVE_THE_HEADER: Final = ("#TYPE", "sep=")
_DELIMITERS: Final = (",", ";", "\t")
_BYTE_ORDER_MARKS: Final = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_LONGEST_LINE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Malformed:
    """A row that is no item.

    Attributes:
        why: what is wrong with it.
    """

    why: str


Row: TypeAlias = tuple[int, Mapping[str, object] | Malformed]
"""A wish with the number of its place in the list."""


class WishListError(Exception):
    """A list cannot be read, or not to its end."""


@dataclass(frozen=True, slots=True)
class WishList:
    """The rows of a list, which can be taken once.

    Attributes:
        rows: the wishes with their numbers.
        counted: what the numbers count: ``line`` or ``item``.
    """

    rows: Iterable[Row]
    counted: str


@contextlib.contextmanager
def open_wish_list(path: Path, form: WishListFormat | None = None) -> Generator[WishList]:
    """Open a file with a list.

    Args:
        path: of the file.
        form: of the list; None goes by the name's ending.

    Raises:
        WishListError: the file cannot be opened or read, or its form is not known.
    """
    form = form or _SUFFIXES.get(path.suffix.casefold())
    if form is None:
        raise WishListError(f"{path} ends in none of {', '.join(_SUFFIXES)}: say which format it has.")
    try:
        file = path.open("rb")
    except OSError as error:
        raise WishListError(f"{path} cannot be opened: {error.strerror}.") from error
    with file:
        yield read_wish_list(file, form)


def read_wish_list(file: io.BufferedReader, form: WishListFormat) -> WishList:
    """Return the list in an open file, which is read as the rows are taken.

    Args:
        file: in UTF-8, or in UTF-16 with its mark.
        form: of the list.

    Raises:
        WishListError: the file cannot be read; or, while the rows are taken, the list is not of this form, or cannot be
            read any further.
    """
    with _failures_told():
        if form == "csv":
            return WishList(_guarded(_csv_rows(file)), "line")
        if _first_letter(file) == b"[":
            return WishList(_guarded(_array_rows(file)), "item")
        return WishList(_guarded(_line_rows(file)), "line")


@contextlib.contextmanager
def _failures_told() -> Generator[None]:
    try:
        yield
    except UnicodeError as error:
        raise WishListError("The list is neither UTF-8 nor UTF-16: save it as UTF-8.") from error
    except OSError as error:
        raise WishListError(f"The list cannot be read: {error.strerror}.") from error


def _guarded(rows: Iterator[Row]) -> Iterator[Row]:
    with _failures_told():
        yield from rows


def _first_letter(file: io.BufferedReader) -> bytes:
    return file.peek().removeprefix(b"\xef\xbb\xbf").lstrip()[:1]


@contextlib.contextmanager
def _text(file: io.BufferedReader) -> Generator[io.TextIOWrapper]:
    """Open the text in a file, which stays open."""
    text = io.TextIOWrapper(file, encoding=_BYTE_ORDER_MARKS.get(file.peek(2)[:2], "utf-8-sig"), newline="")
    try:
        yield text
    finally:
        # The file may have been closed by now, where nobody has taken the rows to their end.
        with contextlib.suppress(ValueError):
            text.detach()


# CSV.


def _csv_rows(file: io.BufferedReader) -> Iterator[Row]:
    with _text(file) as text:
        yield from _csv_records(text)


def _csv_records(text: io.TextIOWrapper) -> Iterator[Row]:
    header = text.readline(_LONGEST_LINE)
    before = 1
    if header.startswith(_ABOVE_THE_HEADER):
        header = text.readline(_LONGEST_LINE)
        before = 2
    delimiter = max(_DELIMITERS, key=header.count)
    columns = _columns(header, delimiter)
    wanted = [(index, name) for index, name in enumerate(columns) if name]
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    while True:
        place = before + reader.line_num + 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield place, Malformed(f"It is no CSV: {error}.")
            continue
        if len(record) == len(columns):
            yield place, {name: value for index, name in wanted if (value := record[index])}
        elif record:
            yield place, Malformed(f"It has {len(record)} fields, and the first line names {len(columns)}.")


def _columns(header: str, delimiter: str) -> list[str | None]:
    """Return the names of a list's columns, None for those that say nothing here."""
    names = next(csv.reader([header], delimiter=delimiter))
    columns = [_COLUMNS.get(name.strip().casefold()) for name in names]
    known = [name for name in columns if name]
    if not {"id", "type"} <= {*known}:
        raise WishListError("The first line of the list has to name its columns, among them id and type.")
    if len({*known}) < len(known):
        raise WishListError("The first line of the list names a column twice.")
    return columns


# JSON.


def _line_rows(file: io.BufferedReader) -> Iterator[Row]:
    place = 0
    with _text(file) as text:
        while line := text.readline(_LONGEST_LINE):
            place += 1
            if len(line) == _LONGEST_LINE and not line.endswith("\n"):
                raise WishListError(f"Line {place} of the list is longer than {_LONGEST_LINE} characters.")
            if not line.isspace():
                yield place, _parsed(line)


def _parsed(line: str) -> Mapping[str, object] | Malformed:
    try:
        return _as_item(cast("object", json.loads(line)))
    except (ValueError, RecursionError):
        return Malformed("It is no JSON.")


def _array_rows(file: io.BufferedReader) -> Iterator[Row]:
    if file.peek()[:3] == b"\xef\xbb\xbf":
        file.read(3)
    values = cast("Iterator[object]", ijson.items(file, "item", use_float=True))
    place = 0
    try:
        for place, value in enumerate(values, 1):
            yield place, _as_item(value)
    except ijson.JSONError as error:
        reason = str(error).splitlines()[0] if str(error) else "it ends too early"
        raise WishListError(f"The list is no JSON after item {place}: {reason}.") from error


def _as_item(value: object) -> Mapping[str, object] | Malformed:
    if isinstance(value, dict):
        return cast("Mapping[str, object]", value)
    return Malformed("It is no object with the fields of an item.")
