"""What may be restored at all, by the rules of the limits, and what a person has to know of it.

Only a few fields decide, and they have few values: each combination is judged once, however many items have it.
"""

import enum
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple, TypeAlias

from veeam_entraid_limits import RestoreItem, RestoreSession, Setting, Subject, Verdict, check_each, limit_by_id
from veeam_provider.restore_plan._items import Item, ItemType

__all__ = ["Half", "Judgement", "Permissions", "Topic", "judge"]

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


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is said of an item by itself.

    Attributes:
        half: which half of an application it is.
        topic: of the refusal or the note; None where there is nothing to say.
        refusal: why it cannot be restored; empty if it can.
        note: what a person has to know or to do; empty if nothing.
    """

    half: Half = Half.NONE
    topic: Topic | None = None
    refusal: str = ""
    note: str = ""


class _Deciding(NamedTuple):
    """The fields that decide, with what else does."""

    type: str
    group_type: object
    built_in: object
    application_type: object
    link: object
    has_application_id: bool
    synchronized: object
    odata_type: str | None
    permissions: Permissions


def judge(item: Item, permissions: Permissions) -> Judgement:
    """Return what is said of an item by itself."""
    odata_type = item.get("odataType")
    return _judge(
        _Deciding(
            str(item["type"]),
            item.get("groupType"),
            item.get("isBuiltIn"),
            item.get("applicationType"),
            item.get("linkedApplication"),
            "applicationId" in item,
            item.get("onPremisesSyncEnabled"),
            None if odata_type is None else str(odata_type),
            permissions,
        )
    )


# What stands in odataType is text of any kind, so the number of combinations is bounded.
@functools.lru_cache(maxsize=4096)
def _judge(deciding: _Deciding) -> Judgement:
    if deciding.type == ItemType.APPLICATION:
        return _judge_application(deciding)
    for finding in check_each(_session_of(deciding), _RULES):
        topic = Topic(finding.limit)
        match finding.verdict:
            case Verdict.BROKEN:
                return Judgement(topic=topic, refusal=topic.reason)
            case Verdict.UNDECIDED:
                return Judgement(topic=topic, note=f"{topic.reason} {_OPEN[topic]}")
            case Verdict.ADVISORY:
                return Judgement(topic=topic, note=f"{topic.reason} {finding.remedy}")
    if deciding.type == ItemType.DEVICE_CONFIGURATION and deciding.odata_type is None:
        # With delegated permissions nothing forbids it, and the placeholders come all the same.
        return Judgement(topic=Topic.EDITION_UPGRADE, note=f"{_OPEN[Topic.EDITION_UPGRADE]} {_PLACEHOLDERS}")
    return Judgement()


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


def _session_of(deciding: _Deciding) -> RestoreSession:
    fields = {
        "type": deciding.type,
        "groupType": deciding.group_type,
        "isBuiltIn": deciding.built_in,
        "onPremisesSyncEnabled": deciding.synchronized,
        "odataType": deciding.odata_type,
    }
    return RestoreSession(
        subject=Subject("restore session", "plan"),
        listed=Setting("items", [fields]),
        items=(RestoreItem.read("items[0]", fields),),
        permissions=Setting("permissions", deciding.permissions),
    )


def _judge_application(deciding: _Deciding) -> Judgement:
    match deciding.application_type:
        case "AppRegistration":
            return Judgement(half=Half.APPLICATION)
        case "EnterpriseRegistration" if deciding.link in ("exists", "otherTenant"):
            return Judgement(half=Half.PRINCIPAL_ALONE)
        case "EnterpriseRegistration" if deciding.has_application_id:
            return Judgement(half=Half.PRINCIPAL)
        case "EnterpriseRegistration":
            return Judgement(topic=Topic.PRINCIPAL, refusal=_PRINCIPAL_OF_NOTHING)
        case _:
            return Judgement(topic=Topic.PRINCIPAL, refusal=_NEITHER_HALF)


_PRINCIPAL_OF_NOTHING: Final = (
    "It is a service principal without applicationId, so that its application cannot be found. Give the id, or"
    " linkedApplication: exists or otherTenant."
)
_NEITHER_HALF: Final = (
    "applicationType is missing: write AppRegistration for an application, EnterpriseRegistration for its service"
    " principal."
)
