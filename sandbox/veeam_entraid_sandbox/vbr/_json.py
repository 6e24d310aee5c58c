"""JSON values of the API, and reading them by path without caring what is there."""

import math
from typing import TypeAlias

__all__ = [
    "JsonObject",
    "JsonValue",
    "at",
    "child",
    "elements",
    "flag",
    "key",
    "merged",
    "number",
    "objects",
    "text",
]

JsonValue: TypeAlias = "bool | int | float | str | list[JsonValue] | dict[str, JsonValue] | None"
JsonObject: TypeAlias = dict[str, JsonValue]


def at(value: JsonValue, *path: str) -> JsonValue:
    """Return what is at the path of keys, or None."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def text(value: JsonValue, *path: str) -> str:
    """Return the string at the path, or an empty one."""
    found = at(value, *path)
    return found if isinstance(found, str) else ""


def key(value: JsonValue, *path: str) -> str:
    """Return the id at the path as ids are compared, whatever the case of its letters; empty when there is none."""
    return text(value, *path).lower()


def flag(value: JsonValue, *path: str) -> bool:
    """Return whether there is true at the path."""
    return at(value, *path) is True


def number(value: JsonValue, *path: str) -> float:
    """Return the number at the path, or nought."""
    found = at(value, *path)
    return found if isinstance(found, int | float) and not isinstance(found, bool) and math.isfinite(found) else 0


def child(value: JsonValue, *path: str) -> JsonObject:
    """Return the object at the path, or an empty one."""
    found = at(value, *path)
    return found if isinstance(found, dict) else {}


def elements(value: JsonValue, *path: str) -> list[JsonValue]:
    """Return the list at the path, or an empty one."""
    found = at(value, *path)
    return found if isinstance(found, list) else []


def objects(value: JsonValue, *path: str) -> list[JsonObject]:
    """Return the objects in the list at the path."""
    return [each for each in elements(value, *path) if isinstance(each, dict)]


def merged(under: JsonObject, over: JsonObject) -> JsonObject:
    """Return both, object by object; where they disagree, what is in ``over``."""
    result: JsonObject = dict(under)
    for name, item in over.items():
        below = result.get(name)
        result[name] = merged(below, item) if isinstance(below, dict) and isinstance(item, dict) else item
    return result
