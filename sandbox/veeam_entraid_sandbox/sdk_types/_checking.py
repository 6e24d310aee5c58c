"""Comparing inputs with the shape that the SDK gives them."""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from veeam_entraid_protocol import UNKNOWN, Opaque, Value
from veeam_entraid_protocol.properties import Path, show
from veeam_entraid_sandbox.sdk_types._shape import (
    Anything,
    ListOf,
    MapOf,
    ObjectOf,
    OneOf,
    Property,
    PropertyType,
    ResourceShape,
    Scalar,
)

__all__ = ["Problem", "check"]

_ARTICLES: Final = {"string": "a string", "integer": "an integer", "number": "a number", "boolean": "a boolean"}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: where, and a sentence about it.

    What the SDK does not know, or wants and does not get, may be right for another version of the API
    than the one that the SDK was made for: ``by_version`` marks it.
    """

    path: str
    reason: str
    by_version: bool = False


def check(
    shape: ResourceShape, inputs: Mapping[str, Value], *, filled_in: frozenset[str] = frozenset()
) -> list[Problem]:
    """Return everything in which the inputs differ from the shape, in the order of the inputs.

    Args:
        shape: what the SDK says.
        inputs: plain values; unknown ones are taken as right.
        filled_in: names of required properties that the provider fills in when they are missing.
    """
    return list(_Checker(shape, filled_in).object(shape.inputs, inputs, ()))


class _Checker:
    def __init__(self, shape: ResourceShape, filled_in: frozenset[str]) -> None:
        self._shape = shape
        self._filled_in = filled_in

    def object(self, known: Mapping[str, Property], given: Mapping[str, Value], path: Path) -> Iterator[Problem]:
        for name, value in given.items():
            if name not in known:
                yield self._unknown(name, known, path)
            elif value is not None:
                yield from self._value(known[name].type, value, (*path, name))
        for name, property_ in known.items():
            absent = given.get(name) is None
            if property_.required and absent and not (path == () and name in self._filled_in):
                yield Problem(
                    show((*path, name)), f"missing required property '{show((*path, name))}'", by_version=True
                )

    def _unknown(self, name: str, known: Mapping[str, Property], path: Path) -> Problem:
        near = difflib.get_close_matches(name, known, n=1)
        hint = f"; did you mean '{near[0]}'?" if near else f"; it has {', '.join(sorted(known))}"
        where = f"'{show(path)}'" if path else self._shape.token
        return Problem(show((*path, name)), f"{where} has no property '{name}'{hint}", by_version=True)

    def _value(self, type_: PropertyType, value: Value, path: Path) -> Iterator[Problem]:
        if value is UNKNOWN:
            return
        match type_:
            case Anything():
                return
            case Scalar():
                yield from _scalar(type_, value, path)
            case ListOf(items):
                yield from self._list(items, value, path)
            case MapOf(values):
                yield from self._map(values, value, path)
            case ObjectOf(name):
                if isinstance(value, dict):
                    yield from self.object(self._shape.types[name], value, path)
                else:
                    yield _wrong(path, "an object", value)
            case OneOf(options):
                yield from self._one_of(options, value, path)

    def _list(self, items: PropertyType, value: Value, path: Path) -> Iterator[Problem]:
        if not isinstance(value, list):
            yield _wrong(path, "a list", value)
            return
        for index, item in enumerate(value):
            yield from self._value(items, item, (*path, index))

    def _map(self, values: PropertyType, value: Value, path: Path) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield _wrong(path, "a map", value)
            return
        for key, item in value.items():
            if item is not None:
                yield from self._value(values, item, (*path, key))

    def _one_of(self, options: tuple[PropertyType, ...], value: Value, path: Path) -> Iterator[Problem]:
        attempts = [list(self._value(option, value, path)) for option in options]
        if all(attempts):
            # The option that comes nearest says best what is wrong.
            yield from min(attempts, key=len)


def _scalar(type_: Scalar, value: Value, path: Path) -> Iterator[Problem]:
    if not _has_kind(type_.kind, value):
        yield _wrong(path, _ARTICLES[type_.kind], value)
    elif type_.closed and value not in type_.values:
        allowed = ", ".join(type_.values)
        yield Problem(show(path), f"'{show(path)}' is none of {allowed}")


def _has_kind(kind: str, value: Value) -> bool:
    match kind:
        case "string":
            return isinstance(value, str)
        case "boolean":
            return isinstance(value, bool)
        case "integer":
            return isinstance(value, int | float) and not isinstance(value, bool) and value == int(value)
        case _:
            return isinstance(value, int | float) and not isinstance(value, bool)


def _wrong(path: Path, wanted: str, value: Value) -> Problem:
    return Problem(show(path), f"'{show(path)}' should be {wanted} but is {_kind_of(value)}")


def _kind_of(value: Value) -> str:
    match value:
        case bool():
            return "a boolean"
        case str():
            return "a string"
        case int() | float():
            return "a number"
        case list():
            return "a list"
        case Opaque():
            return "an asset"
        case _:
            return "an object"
