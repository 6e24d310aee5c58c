"""Facts of a restore: a session and the items that it restores."""

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from veeam_entraid_limits._finding import Subject
from veeam_entraid_limits._setting import ABSENT, UNKNOWN, Setting, setting

__all__ = ["ItemType", "RestoreItem", "RestoreSession", "item_type", "name_items"]


class ItemType(enum.Enum):
    """The types of items that a tenant backup holds, in the words of the REST API."""

    USER = "User"
    GROUP = "Group"
    ADMIN_UNIT = "AdminUnit"
    ROLE = "Role"
    APPLICATION = "Application"
    CONDITIONAL_ACCESS_POLICY = "ConditionalAccessPolicy"
    DEVICE_CONFIGURATION = "DeviceConfiguration"
    DEVICE_COMPLIANCE_POLICY = "DeviceCompliancePolicy"
    BITLOCKER_KEY = "BitlockerKey"


_TYPES: Final = {known.value.lower(): known for known in ItemType} | {
    # An application and its service principal are of one type.
    "serviceprincipal": ItemType.APPLICATION,
    "appregistration": ItemType.APPLICATION,
    "enterpriseregistration": ItemType.APPLICATION,
    "administrativeunit": ItemType.ADMIN_UNIT,
}


def item_type(named: Setting) -> ItemType | None:
    """Return the type that a setting names, in any case; None if it names none, or that is open."""
    return _TYPES.get(named.word)


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreItem:
    """An item that a session restores.

    Attributes:
        path: where it stands in the session: ``items[3]``.
        type: its type.
        is_built_in: of a role, whether Microsoft made it.
        group_type: of a group, its kind.
        application_type: of an application, ``AppRegistration``, or ``EnterpriseRegistration`` for a service principal.
        application_id: of an application or a service principal, the application's id in Entra ID.
        linked_application: of a service principal, where its application is, as its user declares it: ``inSession``
            (the default), ``exists`` or ``otherTenant``.
        on_premises_sync_enabled: of a user, whether it is synchronized from Active Directory.
        odata_type: of a device configuration, its type in Microsoft Graph.
    """

    path: str
    type: Setting = ABSENT
    is_built_in: Setting = ABSENT
    group_type: Setting = ABSENT
    application_type: Setting = ABSENT
    application_id: Setting = ABSENT
    linked_application: Setting = ABSENT
    on_premises_sync_enabled: Setting = ABSENT
    odata_type: Setting = ABSENT

    @classmethod
    def read(cls, path: str, properties: object) -> "RestoreItem":
        """Return the item that stands at a path, with the names of the provider's inputs and of browse replies."""

        def at(key: str) -> Setting:
            return Setting(f"{path}.{key}", setting(properties, key).value)

        return cls(
            path=path,
            type=at("type"),
            is_built_in=at("isBuiltIn"),
            group_type=at("groupType"),
            application_type=at("applicationType"),
            application_id=at("applicationId"),
            linked_application=at("linkedApplication"),
            on_premises_sync_enabled=at("onPremisesSyncEnabled"),
            odata_type=at("odataType"),
        )

    def may_be(self, kind: ItemType) -> bool:
        """Return whether it is of a type, or whether that is open."""
        return self.is_of_open_type or item_type(self.type) is kind

    @property
    def is_of_open_type(self) -> bool:
        """Whether nobody has said yet of which type it is."""
        return self.type.is_unknown or self.type.is_absent


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreSession:
    """A ``veeam:entraid:RestoreSession``.

    Attributes:
        subject: the resource.
        listed: the list of items as it stands in the inputs, which may be unknown as a whole.
        items: the items of the list, and on a live server those that the filter has found.
        filter: what finds items on the live server; absent once they have been found.
        item_count: on a live server, how many items the filter has found.
        permissions: ``delegated``, the default, or ``application``.
        skip_relationships: whether relationships of the items stay away.
    """

    subject: Subject
    listed: Setting = ABSENT
    items: tuple[RestoreItem, ...] = ()
    filter: Setting = ABSENT
    item_count: Setting = ABSENT
    permissions: Setting = ABSENT
    skip_relationships: Setting = ABSENT

    def what_is_open(self, *kinds: ItemType) -> Setting:
        """Return the setting from which items may still come, of these types if any are named; absent if none does."""
        if self.listed.is_given and self.listed.listed is None:
            return self.listed
        if self.filter.is_given:
            found = item_type(setting(self.filter.value, "type"))
            if found is None or not kinds or found in kinds:
                return Setting(self.filter.path, UNKNOWN)
        return ABSENT


_NAMED_AT_MOST: Final = 5


def name_items(items: Iterable[RestoreItem]) -> str:
    """Return the places of items for a message, the first few by name: their contents may be secret."""
    paths: Sequence[str] = [item.path for item in items]
    named, others = paths[:_NAMED_AT_MOST], len(paths) - _NAMED_AT_MOST
    if others > 0:
        return f"{', '.join(named)} and {others} more"
    return " and ".join(filter(None, [", ".join(named[:-1]), named[-1] if named else ""]))
