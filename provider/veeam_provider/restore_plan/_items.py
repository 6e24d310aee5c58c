"""An item of a wish list: which fields it may have, and what stands in them."""

import enum
from collections.abc import Callable, Mapping
from typing import Final, TypeAlias, cast

__all__ = ["SESSION_ORDER", "Item", "ItemType", "MalformedItemError", "UnknownItemTypeError", "read_item", "shown"]

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
_REQUIRED: Final = ("id", "type")
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


def read_item(fields: Mapping[str, object]) -> Item:
    """Return the known fields of an item that are given. Empty texts and nulls are not.

    Args:
        fields: by the API's names; others are left out.

    Raises:
        MalformedItemError: a field does not hold what it has to, or ``id`` or ``type`` is missing.
        UnknownItemTypeError: the type is none of the seven.
    """
    item: dict[str, str | bool] = {}
    for name, value in fields.items():
        reader = _READERS.get(name)
        if reader is None or value is None or value == "":
            continue
        item[name] = reader(name, value)
    for name in _REQUIRED:
        if not item.get(name):
            raise MalformedItemError(f"{name} is missing.")
    return item


def _text(name: str, value: object) -> str:
    if not isinstance(value, str):
        raise MalformedItemError(f"{name} is not a text.")
    return value.strip()


def _name(name: str, value: object) -> str:
    text = _text(name, value)
    if not text.isprintable():
        raise MalformedItemError(f"{name} has characters that cannot be printed.")
    return text


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
    # Most lists are spelt as the API spells.
    if value in _TYPES:
        return cast("str", value)
    folded = _text(name, value).casefold()
    if folded == "devicecompliancepolicy":
        raise UnknownItemTypeError("The API shows compliance policies among the DeviceConfiguration items: write that.")
    found = _FOLDED_TYPES.get(folded)
    if found is None:
        raise UnknownItemTypeError(f"Items of this type are not restored. The types are {', '.join(SESSION_ORDER)}.")
    return found


_TYPES: Final = frozenset(str(each) for each in ItemType)
_FOLDED_TYPES: Final = {each.casefold(): str(each) for each in ItemType}

_READERS: Final[Mapping[str, Callable[[str, object], str | bool]]] = {
    "id": _name,
    "type": _type,
    "restorePointId": _name,
    "displayName": _text,
    "groupType": _word_of(_GROUP_TYPES),
    "isBuiltIn": _switch,
    "applicationId": _name,
    "applicationType": _word_of(_APPLICATION_TYPES),
    "linkedApplication": _word_of(_LINKS),
    "onPremisesSyncEnabled": _switch,
    "odataType": _text,
}
