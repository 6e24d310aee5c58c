"""Lists of the API: filters, order and pages."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, TypeAlias

from veeam_entraid_sandbox.vbr._clock import instant
from veeam_entraid_sandbox.vbr._errors import unexpected_content
from veeam_entraid_sandbox.vbr._json import JsonObject, JsonValue, at, key, number, text

__all__ = [
    "Filter",
    "after",
    "before",
    "equal",
    "equal_id",
    "equal_number",
    "matching",
    "never",
    "one_of",
    "page",
    "selected",
]

Filter: TypeAlias = Callable[[JsonObject, JsonValue], bool]
"""Whether an object passes what a client asked for."""

_LIMIT: Final = 200


def page(
    found: Iterable[JsonObject],
    query: JsonObject,
    filters: Mapping[str, Filter],
    columns: Mapping[str, Sequence[str]] | None = None,
) -> JsonObject:
    """Return one page of a list.

    Args:
        found: all objects, in the order in which they were made.
        query: what the client asked for, as the document describes it.
        filters: how each filter of the query works.
        columns: the paths of the columns to order by that are not called as their property.

    Raises:
        ApiError: the page cannot be: it starts before the first object, say.
    """
    chosen = selected(found, query, filters)
    column = text(query, "orderColumn")
    if column:
        path = (columns or {}).get(column) or (column[0].lower() + column[1:],)
        ordered = [each for each in chosen if at(each, *path) is not None]
        unordered = [each for each in chosen if at(each, *path) is None]
        ordered.sort(key=lambda each: _rank(at(each, *path)), reverse=query.get("orderAsc") is False)
        chosen = [*ordered, *unordered]
    skip = int(number(query, "skip"))
    limit = int(number(query, "limit")) if "limit" in query else _LIMIT
    if skip < 0 or limit < 0:
        raise unexpected_content("skip and limit cannot be negative.")
    data: list[JsonValue] = [*chosen[skip : skip + limit]]
    return {
        "data": data,
        "pagination": {"total": len(chosen), "count": len(data), "skip": skip, "limit": limit},
    }


def selected(found: Iterable[JsonObject], query: JsonObject, filters: Mapping[str, Filter]) -> list[JsonObject]:
    """Return what passes all filters of the query."""
    asked = [(filters[name], wanted) for name, wanted in query.items() if name in filters]
    return [each for each in found if all(passes(each, wanted) for passes, wanted in asked)]


def _rank(value: JsonValue) -> tuple[float, str]:
    if isinstance(value, bool | int | float):
        return float(value), ""
    return 0.0, value if isinstance(value, str) else ""


# Filters.


def matching(*path: str) -> Filter:
    """Return the filter by a text, with ``*`` at either end for anything; the case of letters counts."""

    def passes(each: JsonObject, wanted: JsonValue) -> bool:
        pattern, found = str(wanted), text(each, *path)
        middle = pattern.strip("*")
        match pattern.startswith("*"), pattern.endswith("*"):
            case True, True:
                return middle in found
            case True, False:
                return found.endswith(middle)
            case False, True:
                return found.startswith(middle)
            case _:
                return found == pattern

    return passes


def equal(*path: str) -> Filter:
    """Return the filter by one value."""
    return lambda each, wanted: at(each, *path) == wanted


def equal_id(*path: str) -> Filter:
    """Return the filter by an id."""
    return lambda each, wanted: key(each, *path) == str(wanted).lower()


def equal_number(*path: str) -> Filter:
    """Return the filter by a number."""
    return lambda each, wanted: at(each, *path) is not None and number(each, *path) == wanted


def one_of(*path: str) -> Filter:
    """Return the filter by one value or several."""
    return lambda each, wanted: at(each, *path) in (wanted if isinstance(wanted, list) else [wanted])


def after(*path: str) -> Filter:
    """Return the filter by what comes at or after a time."""
    return lambda each, wanted: bool(text(each, *path)) and instant(text(each, *path)) >= _time(wanted)


def before(*path: str) -> Filter:
    """Return the filter by what comes at or before a time."""
    return lambda each, wanted: bool(text(each, *path)) and instant(text(each, *path)) <= _time(wanted)


def never(each: JsonObject, wanted: JsonValue) -> bool:
    """Pass nothing: the filter is for things that have nothing to do with Entra ID."""
    del each, wanted
    return False


def _time(wanted: JsonValue) -> dt.datetime:
    return instant(str(wanted))
