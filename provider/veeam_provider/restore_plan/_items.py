"""An item of a wish list: which fields it may have, and what stands in them."""

import enum
from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

__all__ = [
    "COLUMNS",
    "SESSION_ORDER",
    "WORDS",
    "Item",
    "ItemType",
    "MalformedItemError",
    "UnknownItemTypeError",
    "read_texts",
    "read_words",
    "shown",
]

Item: TypeAlias = Mapping[str, str | bool]
"""The fields of an item that are given, in the API's spelling."""


class ItemType(enum.StrEnum):
    """The kinds of items that can be restored, in the API's words."""

    USER = "User"
    GROUP = "Group"
    ADMIN_UNIT = "AdminUnit"
    APPLICATION = "Application"
    ROLE = "Role"
    CONDITIONAL_ACCESS_POLICY = "ConditionalAccessPolicy"
    DEVICE_CONFIGURATION = "DeviceConfiguration"


# A relationship comes back only if both of its ends exist, so each type follows those that it refers to:
#   groups have users as members and owners; administrative units hold users and groups;
#   applications are owned by and assigned to users and groups;
#   roles are assigned to users, groups and applications, in administrative units;
#   policies of Conditional Access name users, groups, applications and roles, and are restored without relationships:
#   what they name has to be there already;
#   configurations of devices are assigned to groups, and nothing refers to them.
SESSION_ORDER: Final = tuple(ItemType)
"""The order in which sessions of the types run."""

_GROUP_TYPES: Final = ("Microsoft365Group", "SecurityGroup", "MailEnabledSecurityGroup", "DistributionGroup")
_APPLICATION_TYPES: Final = ("AppRegistration", "EnterpriseRegistration")
_LINKS: Final = ("inSession", "exists", "otherTenant")

_SWITCHES: Final = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_SHOWN_LENGTH: Final = 120


class MalformedItemError(Exception):
    """What stands in a field cannot be read."""


class UnknownItemTypeError(Exception):
    """An item is of no type that can be restored."""


def shown(value: object) -> str:
    """Return a value for a message: as text that fits into a line and into a file, empty if it is no text."""
    if not isinstance(value, str):
        return ""
    line = "".join(letter if letter.isprintable() else "�" for letter in value[: _SHOWN_LENGTH + 1])
    return line if len(line) <= _SHOWN_LENGTH else f"{line[:_SHOWN_LENGTH]}…"


def read_texts(fields: Mapping[str, object]) -> dict[str, str]:
    """Return the fields that tell an item from all others, as far as they are given. Empty texts and nulls are not.

    Args:
        fields: by the API's names; others are left out.

    Raises:
        MalformedItemError: one of them does not hold what it has to, or there is no ``id``.
    """
    texts: dict[str, str] = {}
    for name in _TEXTS:
        value = fields.get(name)
        if value is None or value == "":
            continue
        text = _text(name, value)
        if name != _FREE_TEXT and not text.isprintable():
            raise MalformedItemError(f"{name} has characters that cannot be printed.")
        texts[name] = text
    if not texts.get("id"):
        raise MalformedItemError("id is missing.")
    return texts


def read_words(fields: Mapping[str, object]) -> Item:
    """Return the fields that many items share, in the API's spelling, as far as they are given.

    Args:
        fields: by the API's names, of :data:`WORDS`.

    Raises:
        MalformedItemError: one of them does not hold what it has to, or there is no ``type``.
        UnknownItemTypeError: the type is none of the seven.
    """
    words = {name: _READERS[name](name, value) for name, value in fields.items() if value is not None and value != ""}
    if not words.get("type"):
        raise MalformedItemError("type is missing.")
    return words


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise MalformedItemError(f"{name} is not a text.")
    return value.strip()


def _switch(name: str, value: object) -> bool:
    if isinstance(value, bool):
        return value
    known = _SWITCHES.get(value.strip().casefold()) if isinstance(value, str) else None
    if known is None:
        raise MalformedItemError(f"{name} is neither true nor false.")
    return known


def _word_of(words: tuple[str, ...]) -> Callable[[str, object], str]:
    spellings = {word.casefold(): word for word in words}

    def read(name: str, value: object) -> str:
        word = spellings.get(_text(name, value).casefold())
        if word is None:
            raise MalformedItemError(f"{name} is none of {', '.join(words)}.")
        return word

    return read


def _type(name: str, value: object) -> str:
    folded = _text(name, value).casefold()
    if folded == "devicecompliancepolicy":
        raise UnknownItemTypeError("The API shows compliance policies among the DeviceConfiguration items: write that.")
    found = _FOLDED_TYPES.get(folded)
    if found is None:
        raise UnknownItemTypeError(f"Items of this type are not restored. The types are {', '.join(SESSION_ORDER)}.")
    return found


_FOLDED_TYPES: Final = {each.casefold(): str(each) for each in ItemType}

_FREE_TEXT: Final = "displayName"
_TEXTS: Final = ("id", "restorePointId", _FREE_TEXT, "applicationId")
_READERS: Final[Mapping[str, Callable[[str, object], str | bool]]] = {
    "type": _type,
    "groupType": _word_of(_GROUP_TYPES),
    "isBuiltIn": _switch,
    "applicationType": _word_of(_APPLICATION_TYPES),
    "linkedApplication": _word_of(_LINKS),
    "onPremisesSyncEnabled": _switch,
    "odataType": _text,
}
WORDS: Final = tuple(_READERS)
"""The fields that many items share: with these it is decided what becomes of an item."""
COLUMNS: Final = (*_TEXTS, *WORDS)
"""All fields of an item."""
