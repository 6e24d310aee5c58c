"""Reading and changing property values by their path, as pure functions.

A path is written as Pulumi shows it: ``networkProfile.networkInterfaces[0].id``. A pattern is a path in
which ``[]`` stands for every element of a list and ``*`` for every key of a map.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, TypeAlias, cast

from veeam_entraid_protocol import UNKNOWN, OutputValue, Secret, Value, plain

__all__ = [
    "Path",
    "Properties",
    "at",
    "bare",
    "bare_properties",
    "conceal",
    "dict_at",
    "found",
    "list_at",
    "merged",
    "parse",
    "present",
    "secret_paths",
    "show",
    "text_at",
    "without",
]

Properties: TypeAlias = dict[str, Value]
Path: TypeAlias = tuple[str | int, ...]

_EVERY: Final = "*"
_PART: Final = re.compile(r"([^.\[\]]+)|\[(\d*)\]")


def bare(value: Value) -> Value:
    """Return the value without the wrapping of secrets and outputs. It may hold what was secret."""
    return cast("Value", plain(value))


def bare_properties(properties: Mapping[str, Value]) -> Properties:
    """Return the properties without the wrapping of secrets and outputs. They may hold what was secret."""
    return {key: bare(value) for key, value in properties.items()}


def parse(path: str) -> Path:
    """Return the parts of a path or pattern: keys, indexes, and ``*`` for every element."""
    parts: list[str | int] = []
    for key, index in _PART.findall(path):
        parts.append(key or (int(index) if index else _EVERY))
    return tuple(parts)


def show(path: Path) -> str:
    """Return a path as Pulumi shows it."""
    shown = ""
    for part in path:
        if isinstance(part, int):
            shown += f"[{part}]"
        else:
            shown += f".{part}" if shown else part
    return shown


def at(value: Value, path: str) -> Value:
    """Return what is at the path, None where nothing is, and UNKNOWN where the way there is unknown."""
    for part in parse(path):
        if value is UNKNOWN:
            return UNKNOWN
        value = _child(value, part)
    return value


def _child(value: Value, part: str | int) -> Value:
    if isinstance(value, dict):
        return value.get(str(part))
    if isinstance(value, list) and isinstance(part, int) and part < len(value):
        return value[part]
    return None


def text_at(value: Value, path: str) -> str:
    """Return the string at the path, or an empty one."""
    found_value = at(value, path)
    return found_value if isinstance(found_value, str) else ""


def list_at(value: Value, path: str) -> list[Value]:
    """Return the list at the path, or an empty one."""
    found_value = at(value, path)
    return found_value if isinstance(found_value, list) else []


def dict_at(value: Value, path: str) -> Properties:
    """Return the object at the path, or an empty one."""
    found_value = at(value, path)
    return found_value if isinstance(found_value, dict) else {}


def found(value: Value, pattern: str) -> Iterator[tuple[Path, Value]]:
    """Yield each path that matches the pattern, with what is there. Absent values are left out."""
    yield from _found(value, parse(pattern), ())


def _found(value: Value, pattern: Path, path: Path) -> Iterator[tuple[Path, Value]]:
    if value is None:
        return
    if not pattern:
        yield path, value
        return
    head, rest = pattern[0], pattern[1:]
    if head == _EVERY:
        for key, item in _parts(value):
            yield from _found(item, rest, (*path, key))
    else:
        yield from _found(_child(value, head), rest, (*path, head))


def _parts(value: Value) -> Sequence[tuple[str | int, Value]]:
    if isinstance(value, dict):
        return list(value.items())
    if isinstance(value, list):
        return list(enumerate(value))
    return ()


def without(properties: Mapping[str, Value], patterns: Sequence[str]) -> Properties:
    """Return the properties without what the patterns match."""
    gone = {path for pattern in patterns for path, _ in found(dict(properties), pattern)}
    return cast("Properties", _without(dict(properties), gone, ()))


def _without(value: Value, gone: set[Path], path: Path) -> Value:
    if isinstance(value, dict):
        return {key: _without(item, gone, (*path, key)) for key, item in value.items() if (*path, key) not in gone}
    if isinstance(value, list):
        return [_without(item, gone, (*path, index)) for index, item in enumerate(value) if (*path, index) not in gone]
    return value


def present(properties: Mapping[str, Value]) -> Properties:
    """Return the properties without those that are null, at any depth: to Azure they are absent."""
    return {key: _present(value) for key, value in properties.items() if value is not None}


def _present(value: Value) -> Value:
    if isinstance(value, dict):
        return present(value)
    if isinstance(value, list):
        return [_present(item) for item in value]
    return value


def merged(under: Mapping[str, Value], over: Mapping[str, Value]) -> Properties:
    """Return both, object by object; where they disagree, what is in ``over``."""
    result: Properties = dict(under)
    for key, item in over.items():
        below = result.get(key)
        result[key] = merged(below, item) if isinstance(below, dict) and isinstance(item, dict) else item
    return result


def secret_paths(value: Value) -> frozenset[Path]:
    """Return where secrets stand, outermost only."""
    return frozenset(_secret_paths(value, ()))


def _secret_paths(value: Value, path: Path) -> Iterator[Path]:
    match value:
        case Secret():
            yield path
        case OutputValue():
            if value.secret:
                yield path
            else:
                yield from _secret_paths(value.value, path)
        case _:
            for key, item in _parts(value):
                yield from _secret_paths(item, (*path, key))


def conceal(properties: Properties, secrets: frozenset[Path]) -> Properties:
    """Return plain properties with what is at the given paths marked as secret."""
    return {key: _conceal(value, secrets, (key,)) for key, value in properties.items()}


def _conceal(value: Value, secrets: frozenset[Path], path: Path) -> Value:
    if path in secrets:
        return Secret(value)
    if isinstance(value, dict):
        return {key: _conceal(item, secrets, (*path, key)) for key, item in value.items()}
    if isinstance(value, list):
        return [_conceal(item, secrets, (*path, index)) for index, item in enumerate(value)]
    return value
