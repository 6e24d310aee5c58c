"""Reading leniently what the server sends, by the types that were made from the API's document.

Real servers, and the vendor's own samples, break that document: unset fields are null, values of enumerations differ in
case, and there are kinds of objects and fields that it does not describe. What is read here has no nulls and the
document's spelling. Nothing is added, nothing is refused, and what is not described stays as it is.
"""

import functools
import types
from collections.abc import Mapping
from typing import (
    Final,
    Literal,
    NotRequired,
    Required,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

__all__ = ["read"]

_UNIONS: Final = (Union, types.UnionType)


def read(payload: object, form: object) -> object:
    """Return a payload as a type of :mod:`veeam_provider.rest.payloads` describes it.

    Args:
        payload: what came as JSON.
        form: a TypedDict, a union of them, a list or an enumeration. Of any other form only the nulls are dropped.
    """
    origin = get_origin(form)
    if is_typeddict(form):
        return _read_object(payload, _fields(form))
    if origin is Literal:
        return _read_word(payload, form)
    if origin in _UNIONS:
        return _read_union(payload, form)
    match payload:
        case list():
            (item,) = get_args(form) if origin is list else (object,)
            return [read(each, item) for each in cast("list[object]", payload) if each is not None]
        case dict():
            return _read_object(cast("object", payload), {})
        case _:
            return payload


def _read_object(payload: object, fields: Mapping[str, object]) -> object:
    if not isinstance(payload, dict):
        return read(payload, object)
    return {
        name: read(value, fields.get(name, object))
        for name, value in cast("dict[str, object]", payload).items()
        if value is not None or _admits_null(fields.get(name))
    }


def _read_word(payload: object, form: object) -> object:
    return _spellings(form).get(payload.casefold(), payload) if isinstance(payload, str) else payload


def _read_union(payload: object, form: object) -> object:
    branches = _branches(form)
    if len(branches) == 1:
        return read(payload, branches[0])
    if not isinstance(payload, dict):
        return read(payload, object)
    given = cast("dict[str, object]", payload)
    discriminator, forms = _discriminated(form)
    kind = given.get(discriminator)
    branch = forms.get(kind.casefold()) if isinstance(kind, str) else None
    return _read_object(given, _shared_fields(form) if branch is None else _fields(branch))


def _admits_null(form: object) -> bool:
    return get_origin(form) in _UNIONS and types.NoneType in get_args(form)


def _branches(form: object) -> tuple[object, ...]:
    return tuple(each for each in get_args(form) if each is not types.NoneType)


@functools.cache
def _fields(form: object) -> Mapping[str, object]:
    """Return the types of an object's fields."""
    hints = get_type_hints(cast("type", form), include_extras=True)
    return {name: _bare(hint) for name, hint in hints.items()}


def _bare(hint: object) -> object:
    return _bare(get_args(hint)[0]) if get_origin(hint) in (NotRequired, Required) else hint


@functools.cache
def _spellings(form: object) -> Mapping[str, str]:
    """Return the values of an enumeration by what they are without regard to case."""
    return {value.casefold(): value for value in cast("tuple[str, ...]", get_args(form))}


@functools.cache
def _discriminated(form: object) -> tuple[str, Mapping[str, object]]:
    """Return the field that tells the branches of a union apart, and the branch of each of its values.

    It is the one that has a single value, of its own, in each of them.
    """
    branches = _branches(form)
    for name in _fields(branches[0]):
        values = [get_args(hint) for hint in (_fields(branch).get(name) for branch in branches) if _is_word(hint)]
        kinds = {
            value[0].casefold(): branch for value, branch in zip(values, branches, strict=False) if len(value) == 1
        }
        if len(kinds) == len(branches):
            return name, kinds
    return "", {}


def _is_word(hint: object) -> bool:
    return get_origin(hint) is Literal


@functools.cache
def _shared_fields(form: object) -> Mapping[str, object]:
    """Return what all branches of a union have in common, for a payload that is of none of them."""
    first, *others = (_fields(branch) for branch in _branches(form))
    return {name: hint for name, hint in first.items() if all(other.get(name) == hint for other in others)}
