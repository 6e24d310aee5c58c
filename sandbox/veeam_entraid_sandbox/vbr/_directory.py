"""Made-up directories of Entra ID: objects of every kind that a backup knows, the same ones for the same tenant.

Everything follows from the tenant's id and a seed. The objects refer to each other by id where they would.
"""

import random
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from veeam_entraid_sandbox.vbr._json import JsonObject, JsonValue, child, text

__all__ = ["Item", "enabled_members", "item_of", "made_up_directory"]

_GIVEN: Final = (
    "Ada Ben Cleo Dan Eva Finn Gia Hugo Ida Jan Kim Lea Max Nora Otto Pia Quinn Rosa Sam Tess Uwe Vera".split()
)
_FAMILY: Final = (
    "Adler Baum Conti Diaz Evers Falk Grau Holm Ivers Jung Krog Lang Moor Nolte Orth Park Quast Roth".split()
)
_DEPARTMENTS: Final = ("Finance", "Sales", "Engineering", "Support", "Legal")
_COUNTRIES: Final = ("Germany", "France", "Spain", "Denmark")
_GROUP_TYPES: Final = ("SecurityGroup", "Microsoft365Group", "MailEnabledSecurityGroup", "DistributionGroup")
_BUILT_IN_ROLES: Final = ("Global Administrator", "User Administrator", "Helpdesk Administrator", "Security Reader")
_POLICY_STATES: Final = ("Enabled", "Disabled", "EnabledForReportingButNotEnforced")
_CONFIGURATIONS: Final = (
    "windows10GeneralConfiguration",
    "editionUpgradeConfiguration",
    "iosGeneralDeviceConfiguration",
    "windowsUpdateForBusinessConfiguration",
)
_OFFICES: Final = ("Berlin", "Lyon", "Madrid", "Aarhus")
_COMPLIANCE: Final = ("windows10CompliancePolicy", "iosCompliancePolicy")


@dataclass(frozen=True, slots=True)
class Item:
    """One object of a directory.

    Attributes:
        id: its object id.
        type: what the API calls its kind.
        scope: the part of the protection scope that it belongs to.
        name: what it is called.
        properties: what the API shows beside these.
        details: what the backup has and the API does not show: ids that it refers to, types of Microsoft Graph.
    """

    id: str
    type: str
    scope: str
    name: str
    properties: JsonObject
    details: JsonObject


def item_of(written: JsonObject) -> Item:
    """Return the object that has been written as its attributes by name."""
    return Item(
        text(written, "id"),
        text(written, "type"),
        text(written, "scope"),
        text(written, "name"),
        child(written, "properties"),
        child(written, "details"),
    )


def made_up_directory(tenant: str, seed: int, users: int) -> tuple[Item, ...]:
    """Return the objects of a tenant. They are shared: nobody changes them.

    Args:
        tenant: the tenant's id in Entra ID.
        seed: what else they follow from.
        users: how many users there are; of all else there is in proportion, and at least one of each kind.
    """
    return _made_up(tenant.lower(), seed, users)


@lru_cache(maxsize=16)
def _made_up(tenant: str, seed: int, users: int) -> tuple[Item, ...]:
    # S311: nothing here is a secret.
    chance = random.Random(f"{seed} {tenant}")  # noqa: S311

    def new_id() -> str:
        return str(uuid.UUID(int=chance.getrandbits(128), version=4))

    people = list(_users(chance, new_id, users))
    groups = list(_groups(chance, new_id, people, max(len(_GROUP_TYPES), users // 4)))
    return (
        *people,
        *groups,
        *_administrative_units(chance, new_id, people, max(2, users // 30)),
        *_roles(new_id, max(1, users // 30)),
        *_applications(chance, new_id, max(2, users // 9)),
        *_policies(chance, new_id, groups, max(len(_POLICY_STATES), users // 30)),
        *_devices(new_id, max(1, users // 30)),
        *_recovery_keys(new_id, max(1, users // 9)),
    )


def enabled_members(items: Sequence[Item]) -> int:
    """Return how many users need a licence: members, not guests, whose accounts are enabled."""
    return sum(
        item.type == "User" and item.properties["userType"] == "Member" and item.properties["accountEnabled"] is True
        for item in items
    )


def _users(chance: random.Random, new_id: Callable[[], str], count: int) -> Iterator[Item]:
    for index in range(count):
        given, family = chance.choice(_GIVEN), chance.choice(_FAMILY)
        address = f"{given}.{family}{index}@contoso.example".lower()
        guest, synchronized = index % 10 == 9, index % 3 == 0  # noqa: PLR2004 - one in ten, one in three
        yield Item(
            new_id(),
            "User",
            "Users",
            f"{given} {family}",
            {
                "mailAddress": address,
                "userName": address,
                "userType": "Guest" if guest else "Member",
                "accountEnabled": index % 8 != 7,  # noqa: PLR2004 - one in eight is not
                "companyName": "Contoso",
                "department": chance.choice(_DEPARTMENTS),
                "country": chance.choice(_COUNTRIES),
                "jobTitle": chance.choice(("Analyst", "Manager", "Engineer")),
                "employeeType": "Contractor" if index % 7 == 6 else "Employee",  # noqa: PLR2004 - one in seven
                "officeLocation": _OFFICES[index % len(_OFFICES)],
                **({"creationType": "Invitation"} if guest else {}),
            },
            {"onPremisesSyncEnabled": synchronized and not guest},
        )


def _groups(chance: random.Random, new_id: Callable[[], str], people: Sequence[Item], count: int) -> Iterator[Item]:
    for index in range(count):
        type_ = _GROUP_TYPES[index % len(_GROUP_TYPES)]
        members: list[JsonValue] = [each.id for each in chance.sample(people, min(len(people), 5))]
        yield Item(
            new_id(),
            "Group",
            "Groups",
            f"{chance.choice(_DEPARTMENTS)} {index}",
            {
                "groupType": type_,
                "membershipType": "Dynamic" if index % 5 == 4 else "Assigned",  # noqa: PLR2004 - one in five
                "description": f"Group {index}",
                "archived": False,
                "mailEnabled": type_ != "SecurityGroup",
                "visibility": "Private",
            },
            {"members": members},
        )


def _administrative_units(
    chance: random.Random, new_id: Callable[[], str], people: Sequence[Item], count: int
) -> Iterator[Item]:
    for index in range(count):
        members: list[JsonValue] = [each.id for each in chance.sample(people, min(len(people), 5))]
        yield Item(
            new_id(),
            "AdminUnit",
            "AdministrativeUnits",
            f"Unit {index}",
            {"visibility": "Hidden" if index % 2 else "Public", "description": f"Unit {index}"},
            {"members": members},
        )


def _roles(new_id: Callable[[], str], custom: int) -> Iterator[Item]:
    for name in _BUILT_IN_ROLES:
        yield Item(new_id(), "Role", "Roles", name, {"isBuiltIn": True, "isEnabled": True, "description": name}, {})
    for index in range(custom):
        shown: JsonObject = {"isBuiltIn": False, "isEnabled": True, "description": f"Custom role {index}"}
        yield Item(new_id(), "Role", "Roles", f"Custom role {index}", shown, {})


def _applications(chance: random.Random, new_id: Callable[[], str], count: int) -> Iterator[Item]:
    """Yield applications, each with its service principal, and some principals of applications elsewhere."""
    for index in range(count):
        name, application = f"Application {index}", new_id()
        elsewhere = index % 4 == 3  # noqa: PLR2004 - one in four
        if not elsewhere:
            yield Item(
                new_id(),
                "Application",
                "Applications",
                name,
                {"applicationType": "AppRegistration", "enabled": True, "tags": [], "description": ""},
                {"appId": application},
            )
        yield Item(
            new_id(),
            "Application",
            "Applications",
            name,
            {
                "applicationType": "EnterpriseRegistration",
                "enabled": chance.random() < 0.9,  # noqa: PLR2004 - most are
                "tags": ["WindowsAzureActiveDirectoryIntegratedApp"],
                "description": "",
            },
            {"appId": application, "ownedElsewhere": elsewhere},
        )


def _policies(chance: random.Random, new_id: Callable[[], str], groups: Sequence[Item], count: int) -> Iterator[Item]:
    for index in range(count):
        included: list[JsonValue] = [chance.choice(groups).id]
        yield Item(
            new_id(),
            "ConditionalAccessPolicy",
            "ConditionalAccessPolicies",
            f"Policy {index}",
            {"state": _POLICY_STATES[index % len(_POLICY_STATES)]},
            {"includeGroups": included},
        )


def _devices(new_id: Callable[[], str], times: int) -> Iterator[Item]:
    for index in range(times):
        for name in _CONFIGURATIONS:
            shown: JsonObject = {"description": f"{name} {index}", "version": index + 1}
            details: JsonObject = {"odataType": f"#microsoft.graph.{name}"}
            if name == "editionUpgradeConfiguration":
                details["productKey"] = "#####-#####-#####-#####-#####"
            yield Item(new_id(), "DeviceConfiguration", "IntunePolicies", f"{name} {index}", shown, details)
        for name in _COMPLIANCE:
            shown = {"description": f"{name} {index}", "version": index + 1}
            details = {"odataType": f"#microsoft.graph.{name}", "isCompliancePolicy": True}
            yield Item(new_id(), "DeviceConfiguration", "IntunePolicies", f"{name} {index}", shown, details)


def _recovery_keys(new_id: Callable[[], str], count: int) -> Iterator[Item]:
    """Yield the keys that open the disks of devices; which devices there are, a backup does not know."""
    for index in range(count):
        shown: JsonObject = {
            "key": "-".join(f"{index * 8 + part:06d}" for part in range(8)),
            "deviceId": new_id(),
            "deviceDisplayName": f"DEVICE{index:04d}",
        }
        yield Item(new_id(), "BitlockerKey", "IntunePolicies", f"DEVICE{index:04d}", shown, {})
