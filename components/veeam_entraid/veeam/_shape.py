"""What the provider's schema says of inputs, as far as a program has to know it before anything is registered."""

import difflib
import functools
import json
from collections.abc import Awaitable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

import pulumi

__all__ = ["Form", "Later", "Shape", "Wrong", "is_known", "shape"]

_TITLES: Final = {
    "text": "a text",
    "flag": "true or false",
    "whole": "a whole number",
    "number": "a number",
}


@dataclass(frozen=True, slots=True)
class Later:
    """Stands for a value that another object of the same plan will hand over."""


@dataclass(frozen=True, slots=True)
class Form:
    """The properties of an object, by their names in the API.

    Attributes:
        required: those that have to be given.
        secret: those that nobody may see.
        properties: what each has to be: ``text``, ``whole``, ``number``, ``flag``, ``any``, ``object:X``, ``word:X``;
            in brackets for lists.
        outputs: what a resource has once it is there, its inputs included.
    """

    required: tuple[str, ...]
    secret: frozenset[str]
    properties: Mapping[str, str]
    outputs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wrong:
    """A value that is of another type than its property.

    Attributes:
        path: of the property, in Python's spelling: ``schedule.daily.daily_kind``.
        reason: what is wrong, and what to write instead. Never shows the value.
    """

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Shape:
    """The package.

    Attributes:
        version: of the provider.
        camel: names in the API by those in Python, where they differ.
        snake: names in Python by those in the API, where they differ.
        provider: the provider's configuration.
        resources: by type token.
        types: nested objects, by name.
        words: enumerations, by name.
    """

    version: str
    camel: Mapping[str, str]
    snake: Mapping[str, str]
    provider: Form
    resources: Mapping[str, Form]
    types: Mapping[str, Form]
    words: Mapping[str, Sequence[str]]

    def problems(self, form: Form, given: Mapping[str, object], path: str = "") -> Iterator[Wrong]:
        """Yield what is wrong with the properties of an object. What only the update knows may be right.

        Args:
            form: the object's.
            given: values, by names in either spelling.
            path: of the object.
        """
        prefix = f"{path}." if path else ""
        values = {self.camel.get(name, name): value for name, value in given.items()}
        for name, kind in form.properties.items():
            place, value = f"{prefix}{self.snake.get(name, name)}", values.get(name)
            if value is not None:
                yield from self._value_problems(kind, value, place)
            elif name in form.required:
                yield Wrong(place, "is missing")
        for name in values.keys() - form.properties.keys():
            near = difflib.get_close_matches(name, form.properties, 1)
            yield Wrong(f"{prefix}{name}", f"is not known{f'. Write {self.snake.get(near[0], near[0])}' * len(near)}")

    def _value_problems(self, kind: str, value: object, path: str) -> Iterator[Wrong]:
        if not is_known(value) or kind == "any":
            return
        if kind.startswith("["):
            yield from self._item_problems(kind[1:-1], value, path)
            return
        what, _, name = kind.partition(":")
        if what == "object":
            if isinstance(value, Mapping):
                yield from self.problems(self.types[name], cast("Mapping[str, object]", value), path)
            else:
                yield Wrong(path, "has to be a block of arguments")
        elif what == "word":
            yield from _word_problems(self.words[name], value, path)
        elif not _is_simple(what, value):
            yield Wrong(path, f"has to be {_TITLES[what]}")

    def _item_problems(self, kind: str, value: object, path: str) -> Iterator[Wrong]:
        if not isinstance(value, Sequence) or isinstance(value, str):
            yield Wrong(path, "has to be a list")
            return
        for index, item in enumerate(cast("Sequence[object]", value)):
            yield from self._value_problems(kind, item, f"{path}[{index}]")

    def with_secrets(self, form: Form, given: Mapping[str, object]) -> dict[str, object]:
        """Return values that are given, by names in Python, with those that nobody may see as secrets, at any depth."""
        found: dict[str, object] = {}
        for name, value in given.items():
            key = self.camel.get(name, name)
            nested = self.types.get(form.properties.get(key, "").removeprefix("object:"))
            if value is None:
                continue
            if key in form.secret:
                found[name] = pulumi.Output.secret(value)
            elif nested and isinstance(value, Mapping):
                found[name] = self.with_secrets(nested, cast("Mapping[str, object]", value))
            else:
                found[name] = value
        return found


def is_known(value: object) -> bool:
    """Return whether a value is there while the program runs, and not only when the update has made it."""
    return not isinstance(value, pulumi.Output | Awaitable | Later)


def _is_simple(kind: str, value: object) -> bool:
    if kind == "text":
        return isinstance(value, str)
    if kind == "flag" or isinstance(value, bool):
        return kind == "flag" and isinstance(value, bool)
    return isinstance(value, int | float) and (kind == "number" or float(value).is_integer())


def _word_problems(words: Sequence[str], value: object, path: str) -> Iterator[Wrong]:
    if value in words:
        return
    near = {word.casefold(): word for word in words}
    meant = difflib.get_close_matches(value.casefold(), near, 1) if isinstance(value, str) else []
    yield Wrong(path, f"has to be one of {', '.join(words)}{f'. Write {near[meant[0]]}' if meant else ''}")


@functools.cache
def shape() -> Shape:
    """Return the package's shape, as `make docs` has made it from the schema."""
    read = json.loads(Path(__file__).with_name("shape.json").read_text(encoding="utf-8"))
    document = cast("dict[str, dict[str, dict[str, list[str] | dict[str, str]]]]", read)
    camel = cast("dict[str, str]", document["names"])
    return Shape(
        version=cast("str", document["version"]),
        camel=camel,
        snake={name: snake for snake, name in camel.items()},
        provider=_form(cast("dict[str, list[str] | dict[str, str]]", document["provider"])),
        resources={token: _form(each) for token, each in document["resources"].items()},
        types={name: _form(each) for name, each in document["types"].items()},
        words=cast("dict[str, list[str]]", document["words"]),
    )


def _form(written: Mapping[str, list[str] | dict[str, str]]) -> Form:
    return Form(
        required=tuple(written["required"]),
        secret=frozenset(written["secret"]),
        properties=cast("dict[str, str]", written["properties"]),
        outputs=tuple(written.get("outputs", ())),
    )
