"""Types of properties: what a value has to be, how it is sent, and when two values are the same.

The values are those of the protocol: numbers arrive as floats, and anything may be unknown or secret.
"""

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias, cast

from veeam_entraid_protocol import UNKNOWN, OutputValue, Secret, Value
from veeam_entraid_protocol.provider import CheckFailure

__all__ = [
    "ANY",
    "BOOLEAN",
    "IDENTIFIER",
    "INTEGER",
    "NUMBER",
    "TEXT",
    "UUID",
    "AnyType",
    "BooleanType",
    "Json",
    "JsonObject",
    "ListType",
    "NumberType",
    "ObjectType",
    "Property",
    "TextType",
    "Type",
    "WordType",
    "bare",
]

Json: TypeAlias = bool | int | float | str | list["Json"] | dict[str, "Json"] | None
JsonObject: TypeAlias = dict[str, Json]

_UUID: Final = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def bare(value: Value) -> Value:
    """Return what a secret or an output holds; any other value as it is. Only the outermost wrapping goes."""
    while isinstance(value, Secret | OutputValue):
        value = value.value
    return value


@dataclass(frozen=True, slots=True)
class Type:
    """A type of values. Absent values are no concern of a type."""

    @property
    def title(self) -> str:
        """What a value has to be, as words after "has to be"."""
        raise NotImplementedError

    def problems(self, value: Value, path: str) -> Iterator[CheckFailure]:
        """Yield what is wrong with a value. What is not known yet may be right."""
        raise NotImplementedError

    def json(self, value: Value) -> Json:
        """Return a value without wrapping, as the API takes it: whole numbers as integers, nothing that is null."""
        return cast("Json", bare(value))

    def same(self, one: Json, other: Json) -> bool:
        """Return whether two values mean the same to the server."""
        return one == other

    def _wrong(self, path: str) -> CheckFailure:
        return CheckFailure(path, f"{path} has to be {self.title}.")


@dataclass(frozen=True, slots=True)
class TextType(Type):
    """A text.

    Attributes:
        pattern: that the whole text has to match.
        meaning: what it is, where that says more than "a text".
        ignores_case: whether upper and lower case mean the same.
    """

    pattern: re.Pattern[str] | None = None
    meaning: str = "a text"
    ignores_case: bool = False

    @property
    def title(self) -> str:
        """What a value has to be."""
        return self.meaning

    def problems(self, value: Value, path: str) -> Iterator[CheckFailure]:
        """Yield what is wrong with a value."""
        given = bare(value)
        if given is UNKNOWN:
            return
        if not isinstance(given, str) or (self.pattern and not self.pattern.fullmatch(given)):
            yield self._wrong(path)

    def same(self, one: Json, other: Json) -> bool:
        """Return whether two values mean the same to the server."""
        if self.ignores_case and isinstance(one, str) and isinstance(other, str):
            return one.casefold() == other.casefold()
        return one == other


@dataclass(frozen=True, slots=True)
class WordType(Type):
    """A word of an enumeration.

    Attributes:
        name: of the enumeration.
        words: that there are, in the API's spelling.
    """

    name: str
    words: tuple[str, ...]

    @property
    def title(self) -> str:
        """What a value has to be."""
        return f"one of {', '.join(self.words)}" if len(self.words) > 1 else " ".join(self.words)

    def problems(self, value: Value, path: str) -> Iterator[CheckFailure]:
        """Yield what is wrong with a value, with the word that may be meant."""
        given = bare(value)
        if given is UNKNOWN or given in self.words:
            return
        near = {word.casefold(): word for word in self.words}
        meant = difflib.get_close_matches(given.casefold(), near, 1) if isinstance(given, str) else []
        hint = f" Write {near[meant[0]]}." if meant else ""
        yield CheckFailure(path, f"{path} has to be {self.title}.{hint}")

    def same(self, one: Json, other: Json) -> bool:
        """Return whether two values mean the same to the server."""
        return str(one).casefold() == str(other).casefold()


@dataclass(frozen=True, slots=True)
class BooleanType(Type):
    """True or false."""

    @property
    def title(self) -> str:
        """What a value has to be."""
        return "true or false"

    def problems(self, value: Value, path: str) -> Iterator[CheckFailure]:
        """Yield what is wrong with a value."""
        given = bare(value)
        if given is not UNKNOWN and not isinstance(given, bool):
            yield self._wrong(path)


@dataclass(frozen=True, slots=True)
class NumberType(Type):
    """A number.

    Attributes:
        whole: whether it has no fraction.
        least: the least that it may be.
        most: the most that it may be.
    """

    whole: bool = False
    least: int | None = None
    most: int | None = None

    @property
    def title(self) -> str:
        """What a value has to be."""
        what = "a whole number" if self.whole else "a number"
        match self.least, self.most:
            case None, None:
                return what
            case least, None:
                return f"{what} from {least} on"
            case None, most:
                return f"{what} up to {most}"
            case least, most:
                return f"{what} from {least} to {most}"

    def problems(self, value: Value, path: str) -> Iterator[CheckFailure]:
        """Yield what is wrong with a value."""
        given = bare(value)
        if given is UNKNOWN:
            return
        if isinstance(given, bool) or not isinstance(given, int | float) or not self._fits(given):
            yield self._wrong(path)

    def _fits(self, number: float) -> bool:
        return (
            (not self.whole or float(number).is_integer())
            and (self.least is None or number >= self.least)
            and (self.most is None or number <= self.most)
        )

    def json(self, value: Value) -> Json:
        """Return a value without wrapping, as an integer where it is whole."""
        given = bare(value)
        return int(given) if self.whole and isinstance(given, float) and given.is_integer() else cast("Json", given)


@dataclass(frozen=True, slots=True)
class AnyType(Type):
    """Any value at all."""

    @property
    def title(self) -> str:
        """What a value has to be."""
        return "anything"

    def problems(self, value: Value, path: str) -> Iterator[CheckFailure]:
        """Yield nothing."""
        del value, path
        yield from ()


@dataclass(frozen=True, slots=True)
class ListType(Type):
    """A list.

    Attributes:
        item: the type of its items. The order of words does not matter.
        least: how many items it has at least.
    """

    item: Type
    least: int = 0

    @property
    def title(self) -> str:
        """What a value has to be."""
        return f"a list with at least {self.least} item{'s'[: self.least != 1]}" if self.least else "a list"

    def problems(self, value: Value, path: str) -> Iterator[CheckFailure]:
        """Yield what is wrong with a value and its items."""
        given = bare(value)
        if given is UNKNOWN:
            return
        if not isinstance(given, list) or len(given) < self.least:
            yield self._wrong(path)
            return
        for index, item in enumerate(given):
            yield from self.item.problems(item, f"{path}[{index}]")

    def json(self, value: Value) -> Json:
        """Return a value without wrapping."""
        given = bare(value)
        return [self.item.json(item) for item in given if bare(item) is not None] if isinstance(given, list) else None

    def same(self, one: Json, other: Json) -> bool:
        """Return whether two values mean the same to the server."""
        if not isinstance(one, list) or not isinstance(other, list) or len(one) != len(other):
            return False
        if isinstance(self.item, WordType):
            return sorted(map(str, one)) == sorted(map(str, other))
        return all(self.item.same(each, counterpart) for each, counterpart in zip(one, other, strict=True))


@dataclass(frozen=True, slots=True)
class ObjectType(Type):
    """An object with properties.

    Attributes:
        name: of the type, as the package's schema names it.
        properties: by their names.
        description: of the type.
    """

    name: str
    properties: Mapping[str, "Property"]
    description: str = ""

    @property
    def title(self) -> str:
        """What a value has to be."""
        return "an object"

    def problems(self, value: Value, path: str) -> Iterator[CheckFailure]:
        """Yield what is wrong with a value and its properties, and which it lacks or has too many."""
        given = bare(value)
        if given is UNKNOWN:
            return
        if not isinstance(given, dict):
            yield self._wrong(path)
            return
        yield from self.property_problems(given, path)

    def property_problems(self, given: Mapping[str, Value], path: str = "") -> Iterator[CheckFailure]:
        """Yield what is wrong with the properties of an object."""
        prefix = f"{path}." if path else ""
        for name, property_ in self.properties.items():
            item = given.get(name)
            if bare(item) is not None:
                yield from property_.type.problems(item, f"{prefix}{name}")
            elif property_.required:
                yield CheckFailure(
                    f"{prefix}{name}", f"{prefix}{name} is missing: it has to be {property_.type.title}."
                )
        for name in given:
            if name not in self.properties and not name.startswith("__"):
                near = difflib.get_close_matches(name, self.properties, 1)
                hint = f" Write {near[0]}." if near else ""
                yield CheckFailure(f"{prefix}{name}", f"{prefix}{name} is not known.{hint}")

    def json(self, value: Value) -> Json:
        """Return a value without wrapping, and without properties that are null or no concern of the server's."""
        given = bare(value)
        if not isinstance(given, dict):
            return None
        return {
            name: property_.type.json(given[name])
            for name, property_ in self.properties.items()
            if bare(given.get(name)) is not None
        }

    def same(self, one: Json, other: Json) -> bool:
        """Return whether two values mean the same to the server."""
        if not isinstance(one, dict) or not isinstance(other, dict) or one.keys() != other.keys():
            return False
        return all(self.type_of(name).same(item, other[name]) for name, item in one.items())

    def type_of(self, name: str) -> Type:
        """Return the type of a property; any where there is none of that name."""
        property_ = self.properties.get(name)
        return ANY if property_ is None else property_.type


@dataclass(frozen=True, slots=True, kw_only=True)
class Property:
    """A property of an object or a resource.

    Attributes:
        type: of its value.
        description: for people who write it.
        required: whether it has to be given.
        default: what holds where it is not given; None where the server decides.
        secret: whether nobody may see it.
        replaces: whether a change makes a new object of the server.
        declared: whether it is a statement for the rules, which the server never gets.
        hidden: whether the server takes it and does not show it.
        only_at_creation: whether it matters while the object is made, and a change later does nothing.
    """

    type: Type
    description: str = ""
    required: bool = False
    default: Json = None
    secret: bool = False
    replaces: bool = False
    declared: bool = False
    hidden: bool = False
    only_at_creation: bool = False

    @property
    def is_shown(self) -> bool:
        """Whether the server shows it."""
        return not (self.declared or self.hidden or self.secret or self.only_at_creation)


TEXT: Final = TextType()
BOOLEAN: Final = BooleanType()
NUMBER: Final = NumberType()
INTEGER: Final = NumberType(whole=True)
ANY: Final = AnyType()
UUID: Final = TextType(_UUID, "a GUID, such as 00000000-0000-0000-0000-000000000000", ignores_case=True)
IDENTIFIER: Final = TextType(meaning="the id of an object of the backup server", ignores_case=True)
