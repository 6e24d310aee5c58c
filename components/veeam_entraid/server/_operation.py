"""How a backup server is kept: its protection by the host, its updates, its disks, who watches and who may. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pulumi

from veeam_entraid._arguments import Arguments
from veeam_entraid._azure import read_resource_id
from veeam_entraid._resource_ids import DISK_ENCRYPTION_SET

__all__ = [
    "DataDisk",
    "MaintenanceWindow",
    "OperationPlan",
    "Role",
    "Security",
    "VmBackup",
    "read_data_disks",
    "read_operation",
]

_PATCH_MODES: Final = ("AutomaticByPlatform", "AutomaticByOS", "Manual")
_REBOOTS: Final = ("IfRequired", "Never", "Always")
_LICENSES: Final = ("Windows_Server", "None")
_PURPOSES: Final = {"cache": "cache", "logRepository": "logs", "catalog": "catalog", "other": "data"}
_DISK_TYPES: Final = ("Premium_LRS", "StandardSSD_LRS", "Standard_LRS", "Premium_ZRS", "StandardSSD_ZRS")
_CACHING: Final = ("None", "ReadOnly", "ReadWrite")
_LETTERS: Final = "FGHIJKLMNOPQRSTUVWXYZ"
_MOST_DISKS: Final = len(_LETTERS) - 1
_DISK_NAME: Final = re.compile(r"[a-z][a-z0-9-]{0,18}[a-z0-9]")
_VAULT_POLICY: Final = re.compile(
    r"/subscriptions/[^/]+/resourceGroups/(?P<group>[^/]+)/providers/Microsoft\.RecoveryServices/vaults/(?P<vault>[^/]+)"
    r"/backupPolicies/[^/]+",
    re.IGNORECASE,
)
_ROLE_ID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_START: Final = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}")
_DURATION: Final = re.compile(r"0[1-3]:[0-5]\d|04:00")
_RECURRENCE: Final = re.compile(r"\d{0,3} ?(?:Day|Days|Week|Weeks|Month|Months)\b.*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Security:
    """What the host protects the machine with.

    Attributes:
        trusted_launch: whether it boots with trusted launch.
        secure_boot: whether only signed code boots.
        vtpm: whether it has a virtual TPM.
        encryption_at_host: whether the host encrypts its disks and caches; None leaves it out.
        disk_encryption_set_id: what encrypts its disks with a key of one's own; None for Azure's.
    """

    trusted_launch: bool
    secure_boot: bool
    vtpm: bool
    encryption_at_host: bool | None
    disk_encryption_set_id: pulumi.Input[str] | None


@dataclass(frozen=True, slots=True)
class DataDisk:
    """A further data disk.

    Attributes:
        name: what its resource is called after the component's name.
        purpose: what it is for.
        size_gb: size in GiB.
        storage_type: its SKU.
        caching: host caching.
        lun: where it is attached; 0 is the component's own data disk.
        letter: drive letter of its volume.
        label: label of its volume.
    """

    name: str
    purpose: str
    size_gb: int
    storage_type: str
    caching: str
    lun: int
    letter: str
    label: str


@dataclass(frozen=True, slots=True)
class MaintenanceWindow:
    """When Azure installs updates.

    Attributes:
        start: first window, ``YYYY-MM-DD hh:mm``.
        duration: ``hh:mm``, at most four hours.
        recurrence: how often, such as ``Week Saturday``.
        time_zone: a time zone of Windows.
        reboot: whether Windows restarts afterwards.
    """

    start: str
    duration: str
    recurrence: str
    time_zone: str
    reboot: str


@dataclass(frozen=True, slots=True)
class VmBackup:
    """Azure Backup of the machine, by a policy that exists: its id, and the vault that the id names."""

    policy_id: str
    vault_name: str
    vault_resource_group: str


@dataclass(frozen=True, slots=True)
class Role:
    """A role that the machine's identity has: where, and the id of the role's definition."""

    name: str
    scope: pulumi.Input[str]
    role_definition_id: str


@dataclass(frozen=True, slots=True)
class OperationPlan:
    """How the machine is kept.

    Attributes:
        security: what the host protects it with.
        patch_mode: who installs updates.
        patch_assessment: whether Azure looks for missing updates by itself.
        license_type: ``Windows_Server`` for licences of one's own, ``None`` for Azure's; empty leaves it out.
        boot_diagnostics_uri: storage account of boot diagnostics; None for Azure's own.
        accelerated_networking: of its network interface; None leaves it to Azure.
        time_zone: time zone of Windows; empty for UTC.
        maintenance: when updates are installed; None leaves it to Azure.
        deletion_lock: whether a management lock keeps everybody from deleting it.
        diagnostics_workspace_id: Log Analytics workspace for the metrics of the machine; None for none.
        backup: Azure Backup of the machine; None for none.
        roles: roles of its identity.
    """

    security: Security
    patch_mode: str
    patch_assessment: bool
    license_type: str
    boot_diagnostics_uri: pulumi.Input[str] | None
    accelerated_networking: bool | None
    time_zone: str
    maintenance: MaintenanceWindow | None
    deletion_lock: bool
    diagnostics_workspace_id: pulumi.Input[str] | None
    backup: VmBackup | None
    roles: Sequence[Role]


def read_operation(reader: Arguments) -> OperationPlan:
    """Return how the arguments want the machine to be kept."""
    mode = reader.choice("patch_mode", _PATCH_MODES, "AutomaticByOS")
    maintenance = _read_maintenance(reader)
    if maintenance and mode != "AutomaticByPlatform":
        reader.problem("maintenance", "needs patchMode AutomaticByPlatform: only then does Azure install the updates")
    return OperationPlan(
        security=_read_security(reader),
        patch_mode=mode,
        patch_assessment=reader.flag("patch_assessment", default=False),
        license_type=reader.choice("license_type", _LICENSES, ""),
        boot_diagnostics_uri=reader.input_text("boot_diagnostics_storage_uri"),
        accelerated_networking=reader.switch("accelerated_networking"),
        time_zone=reader.text("time_zone", hint="a time zone of Windows, such as W. Europe Standard Time"),
        maintenance=maintenance,
        deletion_lock=reader.flag("deletion_lock", default=False),
        diagnostics_workspace_id=reader.input_text("diagnostics_workspace_id"),
        backup=_read_backup(reader),
        roles=_read_roles(reader),
    )


def _read_security(reader: Arguments) -> Security:
    block = reader.block("security")
    security = Security(
        trusted_launch=block.flag("trusted_launch", default=True),
        secure_boot=block.flag("secure_boot", default=True),
        vtpm=block.flag("vtpm", default=True),
        encryption_at_host=block.switch("encryption_at_host"),
        disk_encryption_set_id=read_resource_id(block, "disk_encryption_set_id", DISK_ENCRYPTION_SET),
    )
    if not security.trusted_launch:
        block.refuse(("secure_boot", "vtpm"), "without trustedLaunch")
    block.refuse_unread()
    return security


def _read_maintenance(reader: Arguments) -> MaintenanceWindow | None:
    if not reader.has("maintenance"):
        return None
    block = reader.block("maintenance")
    window = MaintenanceWindow(
        start=_matching(block, "start", _START, "the first window, such as 2026-12-05 22:00"),
        duration=_matching(block, "duration", _DURATION, "hours and minutes from 01:30 to 04:00", "03:55"),
        recurrence=_matching(
            block, "recurrence", _RECURRENCE, "a recurrence, such as Week Saturday or 1Month", "1Week"
        ),
        time_zone=block.text("time_zone", "UTC", hint="a time zone of Windows, such as W. Europe Standard Time"),
        reboot=block.choice("reboot", _REBOOTS, "IfRequired"),
    )
    if window.duration and window.duration < "01:30":
        block.problem("duration", "has to be hours and minutes from 01:30 to 04:00")
    block.refuse_unread()
    return window


def _matching(block: Arguments, name: str, pattern: re.Pattern[str], hint: str, default: str = "") -> str:
    value = block.text(name, default, required=not default, hint=hint)
    if value and not pattern.fullmatch(value):
        block.problem(name, f"has to be {hint}")
    return value


def _read_backup(reader: Arguments) -> VmBackup | None:
    hint = "the resource id of a backup policy: /subscriptions/…/vaults/…/backupPolicies/…"
    policy = reader.text("backup_policy_id", hint=hint)
    if not policy:
        return None
    match = _VAULT_POLICY.fullmatch(policy)
    if match is None:
        reader.problem("backup_policy_id", f"has to be {hint}")
        return None
    return VmBackup(policy, match["vault"], match["group"])


def _read_roles(reader: Arguments) -> tuple[Role, ...]:
    roles: list[Role] = []
    for block in reader.blocks("role_assignments"):
        role = Role(
            name=_matching(block, "name", _DISK_NAME, "a name of 2 to 20 lower-case letters, digits and hyphens"),
            scope=block.input_text("scope", required="the resource id that the role holds for") or "",
            role_definition_id=_matching(block, "role_definition_id", _ROLE_ID, "the GUID of a role's definition"),
        )
        if any(role.name == other.name for other in roles):
            block.problem("name", "is taken by another role assignment")
        block.refuse_unread()
        roles.append(role)
    return tuple(roles)


def read_data_disks(reader: Arguments) -> tuple[DataDisk, ...]:
    """Return the further data disks, in the order of their LUNs, each with a drive letter of its own."""
    blocks = reader.blocks("data_disks")
    if len(blocks) > _MOST_DISKS:
        reader.problem("data_disks", f"has to be at most {_MOST_DISKS} disks: there are no more drive letters")
    disks: list[DataDisk] = []
    for lun, block in enumerate(blocks[:_MOST_DISKS], 1):
        disk = _read_data_disk(block, lun)
        taken = {"data", *(other.name for other in disks)}
        if disk.name in taken:
            block.problem("name", "is taken by another data disk")
        if disk.letter == _LETTERS[0] or any(disk.letter == other.letter for other in disks):
            block.problem("letter", "is taken by another data disk: F is the server's own one")
        block.refuse_unread()
        disks.append(disk)
    return tuple(disks)


def _read_data_disk(block: Arguments, lun: int) -> DataDisk:
    purpose = block.choice("purpose", tuple(_PURPOSES), "other")
    letter = block.text("letter", _LETTERS[lun], hint="a drive letter from G to Z").upper()
    if letter not in _LETTERS or len(letter) != 1:
        block.problem("letter", "has to be a drive letter from G to Z")
    return DataDisk(
        name=_matching(block, "name", _DISK_NAME, "a name of 2 to 20 lower-case letters, digits and hyphens"),
        purpose=purpose,
        size_gb=block.integer("size_gb", 128, minimum=4, maximum=32767),
        storage_type=block.choice("storage_type", _DISK_TYPES, "Premium_LRS"),
        caching=block.choice("caching", _CACHING, "None"),
        lun=lun,
        letter=letter,
        label=block.text("label", _PURPOSES[purpose], hint="the label of its volume"),
    )
