"""Changing the inputs of a resource as the protocol carries them: all else stays as it came, secrets too."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from veeam_entraid_limits import Change
from veeam_entraid_protocol import OutputValue, Secret, Value

__all__ = ["changed"]


def changed(properties: Mapping[str, Value], changes: Iterable[Change]) -> dict[str, Value]:
    """Return the properties with the changes in them."""
    result: Value = dict(properties)
    for change in changes:
        result = _set(result, change.path.split("."), change.value)
    return result if isinstance(result, dict) else {}


def _set(value: Value, path: Sequence[str], new: Value) -> Value:
    match value:
        case Secret():
            return Secret(_set(value.value, path, new))
        case OutputValue():
            return replace(value, value=_set(value.value, path, new))
        case dict() if path:
            return {**value, path[0]: _set(value.get(path[0]), path[1:], new)}
        case _:
            return _set({}, path, new) if path else new
