"""What keeps a flexible server and its data: standby, backups, patches, keys, and the way back.

Sources: Microsoft, "Reliability and high availability", "Backup and restore", "Scheduled maintenance" and "Data
encryption at rest" (Azure Database for PostgreSQL).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

import pulumi

from veeam_entraid._arguments import Arguments

__all__ = [
    "DISABLED",
    "DataEncryption",
    "HighAvailability",
    "MaintenanceWindow",
    "Restore",
    "ServerBackup",
    "read_backup",
    "read_encryption",
    "read_high_availability",
    "read_maintenance_window",
    "read_restore",
]

DISABLED: Final = "Disabled"
_ZONE_REDUNDANT: Final = "ZoneRedundant"
_DAYS: Final = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
_KEY_URI: Final = re.compile(r"https://[a-z0-9.-]+/keys/[A-Za-z0-9-]+(?:/[A-Za-z0-9]+)?")
_SERVER_ID: Final = re.compile(
    r"/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.DBforPostgreSQL/flexibleServers/[^/]+",
    re.IGNORECASE,
)
_IDENTITY_ID: Final = re.compile(
    r"/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.ManagedIdentity/userAssignedIdentities/[^/]+",
    re.IGNORECASE,
)
_CREATE_MODES: Final[Mapping[str, str]] = {"pointInTime": "PointInTimeRestore", "geo": "GeoRestore"}


@dataclass(frozen=True, slots=True)
class HighAvailability:
    """A standby: its mode, and its zone; empty for one that Azure chooses."""

    mode: str
    standby_zone: str

    @property
    def enabled(self) -> bool:
        """Whether there is a standby."""
        return self.mode != DISABLED


@dataclass(frozen=True, slots=True)
class ServerBackup:
    """Azure's own backups: how many days they are kept, and whether the paired region has them too."""

    retention_days: int
    geo_redundant: bool


@dataclass(frozen=True, slots=True)
class MaintenanceWindow:
    """When Azure may patch: day of the week from Sunday, 0, and the time at which it starts."""

    day: int
    hour: int
    minute: int

    @property
    def day_name(self) -> str:
        """The day in English."""
        return _DAYS[self.day]


@dataclass(frozen=True, slots=True)
class DataEncryption:
    """Keys of one's own with the identities that may use them; those of geo-redundant backups may be missing."""

    key_uri: pulumi.Input[str]
    identity_id: pulumi.Input[str]
    geo_backup_key_uri: pulumi.Input[str] | None
    geo_backup_identity_id: pulumi.Input[str] | None

    @property
    def identity_ids(self) -> list[pulumi.Input[str]]:
        """The identities that the server needs."""
        return [self.identity_id, *([self.geo_backup_identity_id] if self.geo_backup_identity_id else [])]


@dataclass(frozen=True, slots=True)
class Restore:
    """The backups that a new server begins with: mode, whose they are, and the moment in UTC."""

    mode: str
    source_server_id: pulumi.Input[str]
    time: str

    @property
    def create_mode(self) -> str:
        """The mode as Azure spells it."""
        return _CREATE_MODES[self.mode]


def read_high_availability(block: Arguments, zone: str) -> HighAvailability:
    """Read the block, beside the zone of the server itself."""
    mode = block.choice("mode", (DISABLED, "SameZone", _ZONE_REDUNDANT), DISABLED)
    if mode == DISABLED:
        block.refuse(("standby_zone",), "with mode: Disabled")
    number = block.integer("standby_zone", 0, minimum=1 if block.has("standby_zone") else 0, maximum=3)
    standby = str(number) if number else ""
    if standby and zone and mode == _ZONE_REDUNDANT and standby == zone:
        block.problem("standby_zone", "is the zone of the server itself: write another one, or mode: SameZone")
    if standby and zone and mode == "SameZone" and standby != zone:
        block.problem("standby_zone", "is not the zone of the server: leave it out, or write mode: ZoneRedundant")
    return HighAvailability(mode, standby)


def read_backup(reader: Arguments, block: Arguments) -> ServerBackup:
    """Read the block, and the argument ``backupRetentionDays``, which is older than it."""
    if reader.has("backup_retention_days") and block.has("retention_days"):
        block.problem("retention_days", "is written beside backupRetentionDays, which says the same: keep one")
    older = reader.integer("backup_retention_days", 14, minimum=7, maximum=35)
    return ServerBackup(
        retention_days=block.integer("retention_days", older, minimum=7, maximum=35),
        geo_redundant=block.flag("geo_redundant", default=False),
    )


def read_maintenance_window(block: Arguments, *, given: bool) -> MaintenanceWindow | None:
    """Read the block; None leaves the window to Azure."""
    day = _DAYS.index(block.choice("day", _DAYS, _DAYS[0]))
    hour = block.integer("hour", 0, minimum=0, maximum=23)
    minute = block.integer("minute", 0, minimum=0, maximum=59)
    return MaintenanceWindow(day, hour, minute) if given else None


def read_encryption(block: Arguments, *, given: bool, geo_redundant: bool) -> DataEncryption | None:
    """Read the block; None leaves the keys to Azure."""
    geo = ("geo_backup_key_uri", "geo_backup_identity_id")
    if not geo_redundant:
        block.refuse(geo, "without backup.geoRedundant: true")
    encryption = DataEncryption(
        key_uri=_read_key_uri(block, "key_uri", required=given) or "",
        identity_id=_read_identity(block, "identity_id", required=given) or "",
        geo_backup_key_uri=_read_key_uri(block, geo[0], required=given and geo_redundant),
        geo_backup_identity_id=_read_identity(block, geo[1], required=given and geo_redundant),
    )
    same = encryption.geo_backup_identity_id == encryption.identity_id
    if geo_redundant and isinstance(encryption.identity_id, str) and encryption.identity_id and same:
        block.problem(geo[1], "is the identity of the other key as well: Azure wants two")
    return encryption if given else None


def _read_key_uri(block: Arguments, name: str, *, required: bool) -> pulumi.Input[str] | None:
    example = "https://….vault.azure.net/keys/…, without a version so that it follows the key's rotation"
    uri = block.input_text(name, required=f"the URI of an RSA key, {example}" if required else "")
    if isinstance(uri, str) and not _KEY_URI.fullmatch(uri):
        block.problem(name, f"is not the URI of a key: write {example}")
    return uri


def _read_identity(block: Arguments, name: str, *, required: bool) -> pulumi.Input[str] | None:
    hint = "the resource id of the user-assigned identity that may use the key"
    identity = block.input_text(name, required=hint if required else "")
    if isinstance(identity, str) and not _IDENTITY_ID.fullmatch(identity):
        block.problem(name, f"is not one: write {hint}")
    return identity


def read_restore(block: Arguments, *, given: bool) -> Restore | None:
    """Read the block; None makes an empty server."""
    mode = block.choice("mode", tuple(_CREATE_MODES), "pointInTime")
    hint = "the resource id of the flexible server whose backups they are"
    source = block.input_text("source_server_id", required=hint if given else "")
    if isinstance(source, str) and not _SERVER_ID.fullmatch(source):
        block.problem("source_server_id", f"is not one: write {hint}")
    moment = "a moment in UTC, such as 2026-01-31T22:00:00Z"
    time = block.text("time", required=given, hint=moment)
    if time and not _is_utc(time):
        block.problem("time", f"has to be {moment}")
    return Restore(mode, source or "", time) if given else None


def _is_utc(time: str) -> bool:
    try:
        moment = datetime.fromisoformat(time)
    except ValueError:
        return False
    return moment.tzinfo is not None and moment.astimezone(UTC).utcoffset() == moment.utcoffset() == timedelta(0)
