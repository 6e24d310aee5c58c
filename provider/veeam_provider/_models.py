"""Objects of the server as plain JSON: what stands where in them."""

from collections.abc import Iterator
from typing import cast

from veeam_provider.schema import Json, JsonObject

__all__ = ["at", "child", "objects", "placed", "text", "without_nulls"]


def at(model: Json, path: str) -> Json:
    """Return what is at a dotted path; None where nothing is."""
    for name in path.split("."):
        model = model.get(name) if isinstance(model, dict) else None
    return model


def child(model: Json, path: str) -> JsonObject:
    """Return the object at a dotted path; an empty one where there is none."""
    found = at(model, path)
    return found if isinstance(found, dict) else {}


def objects(model: Json, path: str) -> Iterator[JsonObject]:
    """Yield the objects of the list at a dotted path; none where there is none."""
    found = at(model, path)
    for each in found if isinstance(found, list) else ():
        if isinstance(each, dict):
            yield each


def text(model: Json, path: str) -> str:
    """Return the text at a dotted path; an empty one where there is none."""
    found = at(model, path)
    return found if isinstance(found, str) else ""


def placed(body: JsonObject, path: str, value: Json) -> None:
    """Put a value at a dotted path of a body."""
    *outer, last = path.split(".")
    for name in outer:
        body = cast("JsonObject", body.setdefault(name, {}))
    body[last] = value


def without_nulls(body: JsonObject) -> JsonObject:
    """Return a body without what is null in it, at any depth of objects."""
    return {
        name: without_nulls(value) if isinstance(value, dict) else value
        for name, value in body.items()
        if value is not None
    }
