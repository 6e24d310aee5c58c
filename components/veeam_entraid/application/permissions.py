"""The permissions that Veeam Backup for Microsoft Entra ID needs, row by row, and what asks for each.

Sources: Veeam, "Permissions" of the Microsoft Entra ID guide, for the permissions; the same page of the VBR
user guide for build 13.0.1.2067, for which are essential, optional or for logs; Microsoft, "Microsoft Graph
permissions reference", for the ids. The pages do not assign every optional permission to a workload: the
rows whose assignment is ours say so, and from what it follows.
"""

import enum
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

__all__ = ["PERMISSIONS", "WORKLOADS", "Api", "Permission", "PermissionKind", "Workload", "permissions_of"]


class Workload(enum.Enum):
    """What an application is wanted for."""

    BACKUP = "backup"
    CONDITIONAL_ACCESS = "conditionalAccess"
    INTUNE = "intune"
    LOGS = "logs"
    RESTORE = "restore"


WORKLOADS: Final = tuple(workload.value for workload in Workload)
"""The words that the argument ``workloads`` takes."""


class Api(enum.Enum):
    """The APIs that permissions belong to, by the application id that Microsoft gives each."""

    MICROSOFT_GRAPH = "00000003-0000-0000-c000-000000000000"
    AZURE_SERVICE_MANAGEMENT = "797f4846-ba00-4fd7-ba43-dac1f8f63013"


class PermissionKind(enum.Enum):
    """As whom the application acts: as itself, or as the person who has signed in."""

    APPLICATION = "application"
    DELEGATED = "delegated"


@dataclass(frozen=True, slots=True)
class Permission:
    """One permission.

    Attributes:
        name: its name, such as ``Directory.Read.All``.
        kind: as whom the application acts.
        id: the GUID of the app role (application) or scope (delegated).
        workloads: what it takes to ask for it: all of these are wanted.
        source: the page that names it.
        derived: why it is assigned to these workloads, where the page does not say so; else empty.
        api: the API that it belongs to.
    """

    name: str
    kind: PermissionKind
    id: str
    workloads: frozenset[Workload]
    source: str
    derived: str = ""
    api: Api = Api.MICROSOFT_GRAPH


_GUIDE: Final = "Entra ID guide, Permissions"
_SPLIT: Final = "Entra ID guide, Permissions; VBR user guide 13.0.1.2067, Permissions (essential, optional, log backup)"
_BY_ITS_NAME: Final = "the page calls it optional and names no workload; its name is that of the policies of this one"
_WITH_CONDITIONAL_ACCESS: Final = (
    "the page calls it optional for backup and names no workload; for restore it comes with Conditional Access"
)


def _application(name: str, id_: str, *workloads: Workload, derived: str = "") -> Permission:
    return Permission(name, PermissionKind.APPLICATION, id_, frozenset(workloads), _SPLIT, derived)


def _delegated(name: str, id_: str, *workloads: Workload, derived: str = "") -> Permission:
    needed = frozenset({Workload.RESTORE, *workloads})
    return Permission(name, PermissionKind.DELEGATED, id_, needed, _SPLIT, derived)


PERMISSIONS: Final = (
    _application("Directory.Read.All", "7ab1d382-f21e-4acd-a863-ba3e13f7da61", Workload.BACKUP),
    _application("Group.Read.All", "5b567255-7703-4780-807c-7be8301ae99b", Workload.BACKUP),
    _application("MailboxSettings.Read", "40f97065-369a-49f4-947c-6a255697ae91", Workload.BACKUP),
    _application("RoleManagement.Read.Directory", "483bed4a-2ad3-4361-a73b-c83ccdbdc53c", Workload.BACKUP),
    _application("User.Read.All", "df021288-bdef-4463-88db-98f22de89214", Workload.BACKUP),
    _application("Policy.Read.All", "246dd0d5-5bd0-4def-940b-0421030a5b68", Workload.CONDITIONAL_ACCESS),
    _application(
        "Policy.ReadWrite.ConditionalAccess",
        "01c0a623-fc9b-48e9-b794-0756f8e8f067",
        Workload.CONDITIONAL_ACCESS,
        derived=_WITH_CONDITIONAL_ACCESS,
    ),
    _application(
        "Agreement.Read.All",
        "2f3e6f8c-093b-4c57-a58b-ba5ce494a169",
        Workload.CONDITIONAL_ACCESS,
        derived=_WITH_CONDITIONAL_ACCESS,
    ),
    _application(
        "DeviceManagementConfiguration.Read.All",
        "dc377aa6-52d8-4e23-b271-2a7ae04cedf3",
        Workload.INTUNE,
        derived=_BY_ITS_NAME,
    ),
    _application("AuditLog.Read.All", "b0afded3-3588-46d8-8b3d-9842eff778da", Workload.LOGS),
    _delegated("Directory.ReadWrite.All", "c5366453-9fb0-48a5-a156-24f0c49a4b84"),
    _delegated("RoleManagement.ReadWrite.Directory", "d01b97e9-cbc0-49fe-810a-750afd5527a3"),
    _delegated("AdministrativeUnit.ReadWrite.All", "7b8a2d34-6b3f-4542-a343-54651608ad81"),
    _delegated("Directory.AccessAsUser.All", "0e263e50-5827-48a4-b97c-d940288653c7"),
    _delegated("Application.ReadWrite.All", "bdfbf15f-ee85-4955-8675-146e8e5296b5"),
    _delegated("Group.ReadWrite.All", "4e46008b-f24c-477d-8fff-7bb4ec7aafe0"),
    _delegated(
        "Policy.ReadWrite.ConditionalAccess", "ad902697-1014-4ef5-81ef-2b4301988e8c", Workload.CONDITIONAL_ACCESS
    ),
    _delegated("Agreement.Read.All", "af2819c9-df71-4dd3-ade7-4d7c9dc653b7", Workload.CONDITIONAL_ACCESS),
    _delegated(
        "DeviceManagementConfiguration.ReadWrite.All",
        "0883f392-0a7a-443d-8c76-16a6d39c7b63",
        Workload.INTUNE,
        derived=_BY_ITS_NAME,
    ),
    Permission(
        "user_impersonation",
        PermissionKind.DELEGATED,
        "41094075-9dad-400e-a0bd-54e686782033",
        frozenset({Workload.RESTORE}),
        _GUIDE,
        "the page names no API for it: that it is Azure Service Management's is unconfirmed",
        Api.AZURE_SERVICE_MANAGEMENT,
    ),
)
"""Every permission, in the order of the guide."""


def permissions_of(workloads: Collection[Workload]) -> tuple[Permission, ...]:
    """Return the permissions that the workloads need. Backup is always one of them."""
    wanted = {Workload.BACKUP, *workloads}
    return tuple(permission for permission in PERMISSIONS if permission.workloads <= wanted)
