"""Reading leniently what the server sends, by the types that were made from the API's document.

Real servers, and the vendor's own samples, break that document: unset fields are null, values of enumerations differ in
case, and there are kinds of objects and fields that it does not describe. What is read here has no nulls and the
document's spelling. Nothing is added, nothing is refused, and what is not described stays as it is.
"""

import functools
import types
from collections.abc import Callable, Mapping
from typing import (
    Final,
    Literal,
    NotRequired,
    Required,
    TypeAlias,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

__all__ = ["read"]

_Reader: TypeAlias = Callable[[object], object]

_UNIONS: Final = (Union, types.UnionType)


def read(payload: object, form: object) -> object:
    """Return a payload as a type of :mod:`veeam_provider.rest.payloads` describes it.

    Args:
        payload: what came as JSON.
        form: a TypedDict, a union of them, a list or an enumeration. Of any other form only the nulls are dropped.
    """
    return _reader(form)(payload)


@functools.cache
def _reader(form: object) -> _Reader:
    """Return what reads payloads of a form. It is made once: lists of hundreds of objects are read all the time."""
    origin = get_origin(form)
    if is_typeddict(form):
        return _object_reader(lambda: _fields(form))
    if origin is Literal:
        return _word_reader(form)
    if origin in _UNIONS:
        return _union_reader(form)
    if origin is list:
        return _list_reader(_reader(get_args(form)[0]))
    return _without_nulls


def _without_nulls(payload: object) -> object:
    match payload:
        case list():
            return [_without_nulls(each) for each in cast("list[object]", payload) if each is not None]
        case dict():
            given = cast("dict[str, object]", payload)
            return {name: _without_nulls(value) for name, value in given.items() if value is not None}
        case _:
            return payload


def _object_reader(fields: Callable[[], Mapping[str, object]]) -> _Reader:
    @functools.cache
    def readers() -> Mapping[str, tuple[_Reader, bool]]:
        # Not before an object is read: types may refer to themselves.
        return {name: (_reader(hint), _admits_null(hint)) for name, hint in fields().items()}

    def read_object(payload: object) -> object:
        if not isinstance(payload, dict):
            return _without_nulls(payload)
        known, result = readers(), dict[str, object]()
        for name, value in cast("dict[str, object]", payload).items():
            reader, admits_null = known.get(name, _UNKNOWN)
            if value is not None or admits_null:
                result[name] = reader(value)
        return result

    return read_object


def _word_reader(form: object) -> _Reader:
    """Return what spells values of an enumeration as the document does, whatever the case that they come in."""
    spellings = {value.casefold(): value for value in cast("tuple[str, ...]", get_args(form))}
    return lambda payload: spellings.get(payload.casefold(), payload) if isinstance(payload, str) else payload


def _list_reader(item: _Reader) -> _Reader:
    def read_list(payload: object) -> object:
        if not isinstance(payload, list):
            return _without_nulls(payload)
        return [item(each) for each in cast("list[object]", payload) if each is not None]

    return read_list


def _union_reader(form: object) -> _Reader:
    branches = _branches(form)
    if len(branches) == 1:
        return _reader(branches[0])
    of_no_branch = _object_reader(lambda: _shared_fields(form))

    @functools.cache
    def discriminated() -> tuple[str, Mapping[str, _Reader]]:
        discriminator, forms = _discriminated(form)
        return discriminator, {kind: _reader(branch) for kind, branch in forms.items()}

    def read_union(payload: object) -> object:
        if not isinstance(payload, dict):
            return _without_nulls(payload)
        given = cast("dict[str, object]", payload)
        discriminator, readers = discriminated()
        kind = given.get(discriminator)
        return readers.get(kind.casefold() if isinstance(kind, str) else "", of_no_branch)(given)

    return read_union


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


def _shared_fields(form: object) -> Mapping[str, object]:
    """Return what all branches of a union have in common, for a payload that is of none of them."""
    first, *others = (_fields(branch) for branch in _branches(form))
    return {name: hint for name, hint in first.items() if all(other.get(name) == hint for other in others)}


_UNKNOWN: Final[tuple[_Reader, bool]] = (_without_nulls, False)
