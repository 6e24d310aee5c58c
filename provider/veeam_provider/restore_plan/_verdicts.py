"""What may be restored at all, and what a person has to know of it.

Only a few fields decide, and they have few values: each combination is judged once, however many items have it.
"""

import enum
import functools
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple, TypeAlias

from veeam_provider.restore_plan._items import Item, ItemType

__all__ = ["Half", "Permissions", "Topic", "Verdict", "judge"]

Permissions: TypeAlias = Literal["delegated", "application"]
"""With whose permissions the sessions run: a person's who signs in, or the application's."""

_EDITION_UPGRADE: Final = "editionupgradeconfiguration"


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


@dataclass(frozen=True, slots=True)
class Verdict:
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
    edition_upgrade: bool | None
    permissions: Permissions


def judge(item: Item, permissions: Permissions) -> Verdict:
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
            _is_edition_upgrade(str(odata_type)) if odata_type else None,
            permissions,
        )
    )


def _is_edition_upgrade(odata_type: str) -> bool:
    return odata_type.rpartition(".")[2].lstrip("#").casefold() == _EDITION_UPGRADE


@functools.cache
def _judge(deciding: _Deciding) -> Verdict:
    match deciding.type:
        case ItemType.USER:
            return _HYBRID if deciding.synchronized else _FINE
        case ItemType.GROUP:
            return _judge_group(deciding.group_type)
        case ItemType.ROLE:
            return _judge_role(deciding.built_in)
        case ItemType.APPLICATION:
            return _judge_application(deciding)
        case ItemType.DEVICE_CONFIGURATION:
            return _judge_configuration(deciding)
        case _:
            return _FINE


def _judge_group(group_type: object) -> Verdict:
    match group_type:
        case "DistributionGroup" | "MailEnabledSecurityGroup":
            return Verdict(topic=Topic.RESTORABLE_TYPES, refusal=f"it is a {group_type}, which Veeam does not restore.")
        case None:
            return _GROUP_UNKNOWN
        case _:
            return _FINE


def _judge_role(built_in: object) -> Verdict:
    match built_in:
        case True:
            return Verdict(topic=Topic.RESTORABLE_TYPES, refusal="it is a built-in role, which Veeam does not restore.")
        case None:
            return _ROLE_UNKNOWN
        case _:
            return _FINE


def _judge_application(deciding: _Deciding) -> Verdict:
    match deciding.application_type:
        case "AppRegistration":
            return Verdict(half=Half.APPLICATION)
        case "EnterpriseRegistration" if deciding.link in ("exists", "otherTenant"):
            return Verdict(half=Half.PRINCIPAL_ALONE)
        case "EnterpriseRegistration" if deciding.has_application_id:
            return Verdict(half=Half.PRINCIPAL)
        case "EnterpriseRegistration":
            return _PRINCIPAL_OF_NOTHING
        case _:
            return _NEITHER_HALF


def _judge_configuration(deciding: _Deciding) -> Verdict:
    if deciding.edition_upgrade is False:
        return _FINE
    if deciding.edition_upgrade is None:
        return _CONFIGURATION_UNKNOWN
    return _EDITION_UPGRADE_REFUSED if deciding.permissions == "application" else _PLACEHOLDERS


_FINE: Final = Verdict()
_HYBRID: Final = Verdict(
    topic=Topic.HYBRID,
    note=(
        "Users that are synchronized from Active Directory. (a) Deleted in Entra ID only, and not synchronized again:"
        " restore them with their relationships, then synchronize. (b) Synchronized again since: delete the users that"
        " came back, restore, then synchronize. (c) Deleted in both: restore them here, restore them in Active"
        " Directory, then synchronize; they get new object IDs. In each case leave skipRelationships off."
    ),
)
_PLACEHOLDERS: Final = Verdict(
    topic=Topic.EDITION_UPGRADE,
    note=(
        "Edition upgrade configurations come back with placeholders: enter License and ProductKey again in the Intune"
        " admin center. They are restored with a person's permissions only: leave permissions at delegated."
    ),
)
_EDITION_UPGRADE_REFUSED: Final = Verdict(
    topic=Topic.EDITION_UPGRADE,
    refusal=(
        "it is an edition upgrade configuration, which is not restored with the permissions of an application: plan"
        " with delegated permissions."
    ),
)
_CONFIGURATION_UNKNOWN: Final = Verdict(
    topic=Topic.EDITION_UPGRADE,
    note=(
        "The list does not say (odataType) whether these are edition upgrade configurations, and the REST API does not"
        " show it. Those that are come back with placeholders for License and ProductKey."
    ),
)
_GROUP_UNKNOWN: Final = Verdict(
    topic=Topic.RESTORABLE_TYPES,
    note=(
        "Groups of which the list does not say the groupType. The restore looks it up in the backup, and a session"
        " with a distribution or mail-enabled security group is refused."
    ),
)
_ROLE_UNKNOWN: Final = Verdict(
    topic=Topic.RESTORABLE_TYPES,
    note=(
        "Roles of which the list does not say isBuiltIn. The restore looks it up in the backup, and a session with a"
        " built-in role is refused."
    ),
)
_PRINCIPAL_OF_NOTHING: Final = Verdict(
    topic=Topic.PRINCIPAL,
    refusal=(
        "it is a service principal without applicationId, so that its application cannot be found. Give the id, or"
        " linkedApplication: exists or otherTenant."
    ),
)
_NEITHER_HALF: Final = Verdict(
    topic=Topic.PRINCIPAL,
    refusal=(
        "applicationType is missing: write AppRegistration for an application, EnterpriseRegistration for its service"
        " principal."
    ),
)
