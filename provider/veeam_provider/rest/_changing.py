"""Changing a model for a PUT, which takes the whole model and not only what changes."""

from collections.abc import Mapping
from typing import TypeVar, cast

__all__ = ["replace"]

Model = TypeVar("Model", bound=Mapping[str, object])


def replace(model: Model, changes: Mapping[str, object]) -> Model:
    """Return a model with changes, and with every field that the changes do not name, known or not.

    Objects inside of the model are changed field by field in the same way. Lists and all other values are replaced as
    a whole. A field whose change is None is left out. Nothing is changed in place.
    """
    changed: dict[str, object] = dict(model)
    for name, change in changes.items():
        present = changed.get(name)
        if change is None:
            changed.pop(name, None)
        elif isinstance(change, Mapping):
            inner = cast("Mapping[str, object]", present if isinstance(present, Mapping) else {})
            changed[name] = replace(inner, cast("Mapping[str, object]", change))
        else:
            changed[name] = change
    return cast("Model", changed)
