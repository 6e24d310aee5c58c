"""Reading documents that people write: every problem is collected, each with its place, and raised at once."""

import difflib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import cast

__all__ = ["ConfigurationError", "Problems", "listed_words", "nearest"]


class ConfigurationError(ValueError):
    """A configuration that cannot be followed.

    Attributes:
        problems: every problem, each with its place and with what to write instead.
    """

    def __init__(self, problems: Collection[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(("The configuration of the rules is wrong:", *(f"- {each}" for each in problems))))


@dataclass(frozen=True, slots=True)
class Problems:
    """The problems of one document, in the order in which they are found."""

    found: list[str] = field(default_factory=list[str])

    def add(self, place: str, sentence: str) -> None:
        """Note a problem at a place, as a path in the document; empty for the document itself."""
        self.found.append(f"{place}: {sentence}" if place else sentence)

    def mapping(self, place: str, value: object) -> Mapping[str, object] | None:
        """Return a value as an object with names; None, and a problem, if it is none."""
        if isinstance(value, Mapping):
            entries = cast("Mapping[object, object]", value)
            if all(isinstance(key, str) for key in entries):
                return cast("Mapping[str, object]", entries)
        self.add(place, "write an object with names, { ... }.")
        return None

    def sequence(self, place: str, value: object) -> list[object]:
        """Return a value as a list; an empty one, and a problem, if it is none."""
        if isinstance(value, list):
            return cast("list[object]", value)
        self.add(place, "write a list, [ ... ].")
        return []

    def text(self, place: str, value: object) -> str:
        """Return a value as text; nothing, and a problem, if it is none or is blank."""
        if isinstance(value, str) and value.strip():
            return value.strip()
        self.add(place, "write a text that is not empty.")
        return ""

    def unknown_names(self, place: str, given: Collection[str], known: Collection[str]) -> None:
        """Note every name that is given and that nothing knows."""
        for name in given:
            if name not in known:
                suggestion = nearest(name, known)
                self.add(f"{place}.{name}" if place else name, f"there is no such name here; {suggestion}")

    def raise_if_any(self) -> None:
        """Raise what was found.

        Raises:
            ConfigurationError: there is a problem.
        """
        if self.found:
            raise ConfigurationError(self.found)


def nearest(name: str, known: Collection[str]) -> str:
    """Return what to write instead of a name that is not known: the nearest one, or all."""
    close = difflib.get_close_matches(name, known, n=1)
    return f'did you mean "{close[0]}"?' if close else f"write one of {listed_words(known)}."


def listed_words(words: Collection[str]) -> str:
    """Return words for a sentence, each in quotation marks."""
    return ", ".join(f'"{word}"' for word in sorted(words))
