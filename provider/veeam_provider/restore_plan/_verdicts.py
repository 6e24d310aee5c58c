"""What may be restored at all, by the rules of the limits, and what a person has to know of it.

Only a few fields decide, and they have few values: each combination is judged once, however many items have it.
"""

import enum
import functools
import json
from collections.abc import Mapping
from typing import Final, Literal, NamedTuple, TypeAlias

from veeam_entraid_limits import RestoreItem, RestoreSession, Setting, Subject, Verdict, check_each, limit_by_id
from veeam_provider.restore_plan._items import (
    WORDS,
    Item,
    ItemType,
    MalformedItemError,
    UnknownItemTypeError,
    read_words,
)

__all__ = ["Half", "Kind", "Permissions", "Refusal", "Topic", "kind_of"]

Permissions: TypeAlias = Literal["delegated", "application"]
"""With whose permissions the sessions run: a person's who signs in, or the application's."""


class Half(enum.IntEnum):
    """Which half of an application an item is."""

    NONE = 0
    APPLICATION = 1
    PRINCIPAL = 2
    """A service principal whose application has to be in the session."""
    PRINCIPAL_ALONE = 3
    """A service principal whose application exists, or belongs to another tenant."""


class Topic(enum.StrEnum):
    """What refusals and notes are about: ids of documented limits, or what is wrong with the list itself."""

    RESTORABLE_TYPES = "restorable-item-types"
    PRINCIPAL = "service-principal-with-application"
    HYBRID = "hybrid-user-restore"
    EDITION_UPGRADE = "intune-edition-upgrade-restore"
    DUPLICATE = "duplicate-item"
    UNKNOWN_TYPE = "unknown-item-type"
    MALFORMED = "malformed-item"

    @property
    def reason(self) -> str:
        """The limit in the words of the catalogue."""
        return limit_by_id(self).reason


class Kind(NamedTuple):
    """What many items have in common.

    Attributes:
        type: of the items.
        half: which half of an application they are.
        topic: of the note; None where there is none.
        note: what a person has to know or to do; empty if nothing.
        encoded: the fields that they share, as the inside of a JSON object.
    """

    type: str
    half: Half
    topic: Topic | None
    note: str
    encoded: str


class Refusal(NamedTuple):
    """Why items are not restored."""

    topic: Topic
    why: str


def kind_of(fields: Mapping[str, object], permissions: Permissions, *, has_application_id: bool) -> Kind | Refusal:
    """Return what an item has in common with others of its kind, or why it is not restored.

    Args:
        fields: of the item, by the API's names.
        permissions: with which the sessions run.
        has_application_id: whether it names an application.
    """
    values = map(fields.get, WORDS)
    try:
        return _remembered(permissions, has_application_id, *values)
    except TypeError:
        # A list or an object, in JSON, is nothing that can be remembered, nor that stands there rightly.
        return _kind_of(permissions, has_application_id, *map(fields.get, WORDS))


def _kind_of(permissions: Permissions, has_application_id: bool, *values: object) -> Kind | Refusal:  # noqa: FBT001
    try:
        words = read_words(dict(zip(WORDS, values, strict=True)))
    except UnknownItemTypeError as error:
        return Refusal(Topic.UNKNOWN_TYPE, str(error))
    except MalformedItemError as error:
        return Refusal(Topic.MALFORMED, str(error))
    judged = _judge(words, permissions, has_application_id=has_application_id)
    if isinstance(judged, Refusal):
        return judged
    half, topic, note = judged
    return Kind(str(words["type"]), half, topic, note, json.dumps(words, separators=(",", ":"))[1:-1])


# What stands in odataType is a text of any kind, so the number of combinations has no end. True, 1 and 1.0 are three.
_remembered = functools.lru_cache(maxsize=4096, typed=True)(_kind_of)


def _judge(
    words: Item, permissions: Permissions, *, has_application_id: bool
) -> tuple[Half, Topic | None, str] | Refusal:
    type_ = words["type"]
    if type_ == ItemType.APPLICATION:
        return _judge_application(words, has_application_id=has_application_id)
    for finding in check_each(_session_of(words, permissions), _RULES):
        topic = Topic(finding.limit)
        match finding.verdict:
            case Verdict.BROKEN:
                return Refusal(topic, topic.reason)
            case Verdict.UNDECIDED:
                return Half.NONE, topic, f"{topic.reason} {_OPEN[topic]}"
            case Verdict.ADVISORY:
                return Half.NONE, topic, f"{topic.reason} {finding.remedy}"
    if type_ == ItemType.DEVICE_CONFIGURATION and "odataType" not in words:
        # With delegated permissions nothing forbids it, and the placeholders come all the same.
        return Half.NONE, Topic.EDITION_UPGRADE, f"{_OPEN[Topic.EDITION_UPGRADE]} {_PLACEHOLDERS}"
    return Half.NONE, None, ""


# Those that an item breaks by itself. Applications and service principals go by pairs.
_RULES: Final = tuple(limit_by_id(each) for each in (Topic.RESTORABLE_TYPES, Topic.HYBRID, Topic.EDITION_UPGRADE))

_OPEN: Final[Mapping[Topic, str]] = {
    Topic.RESTORABLE_TYPES: (
        "The list does not say whether these are such (isBuiltIn of roles, groupType of groups): the restore looks it"
        " up, and refuses a session with one of them."
    ),
    Topic.EDITION_UPGRADE: (
        "The list does not say (odataType) whether these are of the type editionUpgradeConfiguration, and the REST API"
        " does not show it."
    ),
}
_PLACEHOLDERS: Final = "Those that are come back with placeholders for License and ProductKey."


def _session_of(words: Item, permissions: Permissions) -> RestoreSession:
    return RestoreSession(
        subject=Subject("restore session", "plan"),
        listed=Setting("items", [words]),
        items=(RestoreItem.read("items[0]", words),),
        permissions=Setting("permissions", permissions),
    )


def _judge_application(words: Item, *, has_application_id: bool) -> tuple[Half, Topic | None, str] | Refusal:
    match words.get("applicationType"):
        case "AppRegistration":
            return Half.APPLICATION, None, ""
        case "EnterpriseRegistration" if words.get("linkedApplication") in ("exists", "otherTenant"):
            return Half.PRINCIPAL_ALONE, None, ""
        case "EnterpriseRegistration" if has_application_id:
            return Half.PRINCIPAL, None, ""
        case "EnterpriseRegistration":
            return Refusal(Topic.PRINCIPAL, _PRINCIPAL_OF_NOTHING)
        case _:
            return Refusal(Topic.PRINCIPAL, _NEITHER_HALF)


_PRINCIPAL_OF_NOTHING: Final = (
    "It is a service principal without applicationId, so that its application cannot be found. Give the id, or"
    " linkedApplication: exists or otherTenant."
)
_NEITHER_HALF: Final = (
    "applicationType is missing: write AppRegistration for an application, EnterpriseRegistration for its service"
    " principal."
)
