"""Types of properties made from the payload types of the API, so that names and words stand in one place."""

import dataclasses
import functools
import types
from collections.abc import Iterable, Mapping
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

from veeam_provider.schema._types import (
    ANY,
    BOOLEAN,
    IDENTIFIER,
    INTEGER,
    NUMBER,
    TEXT,
    ListType,
    ObjectType,
    Property,
    Type,
    WordType,
)

__all__ = ["merged_type", "optional", "payload_fields", "payload_type"]

_SIMPLE: Final[Mapping[object, Type]] = {str: TEXT, bool: BOOLEAN, int: INTEGER, float: NUMBER}
_SUFFIXES: Final = ("SettingsModel", "Model", "Spec")
_RENAMED: Final = {"ConfigBackupSMTPSettigs": "ConfigBackupSMTPSettings"}


@functools.cache
def payload_type(form: object, name: str = "") -> Type:
    """Return the type of a payload's field.

    Args:
        form: a type of :mod:`veeam_provider.rest.payloads`.
        name: of the field, which tells ids from other texts.
    """
    origin = get_origin(form)
    if is_typeddict(form):
        return ObjectType(_type_name(cast("type", form)), payload_fields(form))
    if origin is Literal:
        return WordType(name, cast("tuple[str, ...]", get_args(form)))
    if origin is list:
        return ListType(payload_type(get_args(form)[0], name.removesuffix("s")))
    if origin in (Union, types.UnionType):
        return merged_type([payload_type(each, name) for each in get_args(form) if each is not types.NoneType])
    if form is str and name.endswith("Id"):
        return IDENTIFIER
    return _SIMPLE.get(form, ANY)


@functools.cache
def payload_fields(form: object) -> Mapping[str, Property]:
    """Return the fields of a payload type as properties."""
    hints = get_type_hints(cast("type", form), include_extras=True)
    required = cast("frozenset[str]", getattr(form, "__required_keys__", ()))
    return {
        name: Property(type=payload_type(_bare(hint), name), required=name in required) for name, hint in hints.items()
    }


def merged_type(forms: Iterable[Type]) -> Type:
    """Return a type that admits what any of the types admits: objects with the properties of all of them."""
    found = list(dict.fromkeys(map(_Same, forms)))
    kinds = [each.type for each in found]
    if len(kinds) == 1:
        return kinds[0]
    if all(isinstance(kind, ObjectType) for kind in kinds):
        return _merged_objects(cast("list[ObjectType]", kinds))
    if all(isinstance(kind, WordType) for kind in kinds):
        words = cast("list[WordType]", kinds)
        return WordType(words[0].name, tuple(dict.fromkeys(word for kind in words for word in kind.words)))
    if all(isinstance(kind, ListType) for kind in kinds):
        return ListType(merged_type([each.item for each in cast("list[ListType]", kinds)]))
    return TEXT if all(not isinstance(kind, ObjectType | ListType) for kind in kinds) else ANY


def _merged_objects(kinds: list[ObjectType]) -> ObjectType:
    names = dict.fromkeys(name for kind in kinds for name in kind.properties)
    return ObjectType(
        kinds[0].name,
        {
            name: Property(
                type=merged_type([kind.properties[name].type for kind in kinds if name in kind.properties]),
                required=all(name in kind.properties and kind.properties[name].required for kind in kinds),
            )
            for name in names
        },
    )


def optional(form: Type) -> Type:
    """Return a type whose properties may all be left out, at any depth: for what is there before it is changed."""
    if not isinstance(form, ObjectType):
        return form
    properties = {
        name: dataclasses.replace(each, type=optional(each.type), required=False)
        for name, each in form.properties.items()
    }
    return dataclasses.replace(form, properties=properties)


class _Same:
    """A type by what it admits, since mappings have no hash."""

    def __init__(self, type_: Type) -> None:
        self.type = type_

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.type == other.type

    def __hash__(self) -> int:
        return hash(type(self.type))


def _bare(hint: object) -> object:
    return _bare(get_args(hint)[0]) if get_origin(hint) in (NotRequired, Required) else hint


def _type_name(form: type) -> str:
    name = form.__name__
    for suffix in _SUFFIXES:
        if name.endswith(suffix):
            name = name.removesuffix(suffix)
            break
    return _RENAMED.get(name, name)
