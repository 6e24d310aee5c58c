"""A setting: one value that a rule reads, with the place where it stands.

Values come from programs, states and people: a rule may meet anything there. Settings therefore carry
``object``, and are read through the functions of this module, which never raise.
"""

import enum
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, cast


class Unknown(enum.Enum):
    """The type of :data:`UNKNOWN`, which stands for a value that only the update will know."""

    UNKNOWN = "unknown"

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final[Literal[Unknown.UNKNOWN]] = Unknown.UNKNOWN

_PUNCTUATION: Final = re.compile(r"[^a-z0-9]")


@dataclass(frozen=True, slots=True)
class Setting:
    """A value and its place.

    Attributes:
        path: where it stands in the resource, as a user writes it: ``defaultProxy.enabled``.
        value: what stands there; None when nothing does, :data:`UNKNOWN` when it is not known yet.
    """

    path: str = ""
    value: object = None

    def __repr__(self) -> str:
        # The value may be secret.
        return f"Setting({self.path!r})"

    @property
    def is_absent(self) -> bool:
        """Whether nothing stands there, so that the product's default holds."""
        return self.value is None

    @property
    def is_unknown(self) -> bool:
        """Whether only the update will know it."""
        return self.value is UNKNOWN

    @property
    def is_given(self) -> bool:
        """Whether something stands there, known or not."""
        return self.value is not None

    @property
    def text(self) -> str:
        """The value as text: empty unless it is a string."""
        return self.value if isinstance(self.value, str) else ""

    @property
    def word(self) -> str:
        """The value as a word of an enumeration: its letters and digits in lower case; empty unless it is a string.

        ``US Gov Virginia`` and ``USGovVirginia`` are one word.
        """
        return _PUNCTUATION.sub("", self.text.lower())

    @property
    def number(self) -> float | None:
        """The value as a number, in the spellings that programs and YAML use; None if it is none."""
        match self.value:
            case bool():
                return None
            case int() | float() | str():
                return _number(self.value)
            case _:
                return None

    @property
    def listed(self) -> Sequence[object] | None:
        """The value as a list; None if it is none."""
        return cast("Sequence[object]", self.value) if isinstance(self.value, list | tuple) else None

    @property
    def switch(self) -> bool | None:
        """The value as true or false, in the spellings that programs and YAML use; None if it is neither."""
        match self.value:
            case bool():
                return self.value
            case str() as text if text.strip().lower() in {"true", "enabled", "on", "yes"}:
                return True
            case str() as text if text.strip().lower() in {"false", "disabled", "off", "no"}:
                return False
            case _:
                return None


def _number(value: float | str) -> float | None:
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return None if math.isnan(number) else number


ABSENT: Final = Setting()


def setting(properties: object, path: str) -> Setting:
    """Return the setting at a dotted path. Unknown on the way means unknown, anything else odd absent."""
    value: object = properties
    for key in path.split("."):
        if value is UNKNOWN:
            break
        value = cast("Mapping[object, object]", value).get(key) if isinstance(value, dict | Mapping) else None
    return Setting(path, value)


def unless_blank(read: Setting) -> Setting:
    """Return a setting, absent where it is a blank text: SDKs hand one over for what is not set."""
    return Setting(read.path) if isinstance(read.value, str) and not read.value.strip() else read


def first_given(*settings: Setting) -> Setting:
    """Return the first setting that is given, else the first one."""
    return next((candidate for candidate in settings if candidate.is_given), settings[0])


_MAJOR_VERSION: Final = re.compile(r"\s*(?:[a-z]+[\s-]*)?(\d{1,9})(?:\.\d+)*(?:\s.*)?", re.IGNORECASE | re.DOTALL)
_NO_VERSION: Final = 10**9


def major_version(value: object) -> int | None:
    """Return the major version of PostgreSQL that a value names, or None if it names none.

    ``17``, ``17.0``, ``"17.6"``, ``"PG 17"`` and ``"PostgreSQL 17.6 (Debian)"`` are 17; ``"9.6"`` is 9.
    """
    match value:
        case bool():
            return None
        case int() | float():
            # A number that long is no version, and not one to show in a message.
            return int(value) if 0 <= value < _NO_VERSION else None
        case str():
            found = _MAJOR_VERSION.fullmatch(value)
            return int(found[1]) if found else None
        case _:
            return None
