"""Backups of the whole instance on a virtual machine: pgBackRest, to a Blob container, by the machine's identity."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pulumi

from veeam_entraid._arguments import Arguments

__all__ = [
    "ARCHIVE_SETTINGS",
    "BACKUP_FAILED",
    "BACKUP_SUCCEEDED",
    "InstanceBackup",
    "read_instance_backup",
    "render_backup_configuration",
]

ARCHIVE_SETTINGS: Final = {
    "archive_mode": "on",
    "archive_command": "pgbackrest --stanza=repository archive-push %p",
    "archive_timeout": "300",
}
"""What makes PostgreSQL hand over its write-ahead log, after five minutes at the latest."""

BACKUP_SUCCEEDED: Final = "veeam-entraid-backup-succeeded"
"""How the line begins that the machine logs when a backup has succeeded. Alerts look for it."""

BACKUP_FAILED: Final = "veeam-entraid-backup-failed"
"""The same for a backup that has failed."""

_STORAGE_ACCOUNT: Final = re.compile(
    r"/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\.Storage/storageAccounts/[a-z0-9]{3,24}",
    re.IGNORECASE,
)
_CONTAINER: Final = re.compile(r"[a-z0-9](?:-?[a-z0-9]){2,62}")
_CALENDAR: Final = re.compile(r"[A-Za-z0-9*.,:/~ -]+")
_MOST_BACKUPS: Final = 9999


@dataclass(frozen=True, slots=True)
class InstanceBackup:
    """Where an instance's backups go, when they are made and how long they stay.

    Attributes:
        storage_account_id: resource id of the storage account.
        container: name of the Blob container.
        retention_full: how many full backups are kept.
        retention_differential: how many differential backups are kept.
        full_schedule: when full backups start, as systemd writes it.
        differential_schedule: when differential backups start.
    """

    storage_account_id: pulumi.Input[str]
    container: str
    retention_full: int
    retention_differential: int
    full_schedule: str
    differential_schedule: str

    @property
    def container_id(self) -> pulumi.Output[str]:
        """Resource id of the container."""
        return pulumi.Output.concat(self.storage_account_id, "/blobServices/default/containers/", self.container)

    @property
    def inputs(self) -> dict[str, object]:
        """The block as policies see it."""
        return {
            "storageAccountId": self.storage_account_id,
            "container": self.container,
            "retentionFull": self.retention_full,
            "retentionDifferential": self.retention_differential,
            "fullSchedule": self.full_schedule,
            "differentialSchedule": self.differential_schedule,
        }


def read_instance_backup(reader: Arguments, parameters: Mapping[str, str]) -> InstanceBackup | None:
    """Read the argument ``backup``; None when it is not given.

    Args:
        reader: the arguments of the repository, which collect what is wrong with the block.
        parameters: the parameters of PostgreSQL that the user sets.
    """
    block = reader.block("backup")
    if not reader.has("backup"):
        return None
    account = block.input_text("storage_account_id", required="the resource id of the storage account for the backups")
    if isinstance(account, str) and not _STORAGE_ACCOUNT.fullmatch(account):
        block.problem(
            "storage_account_id",
            "is not the resource id of a storage account: write"
            " /subscriptions/…/resourceGroups/…/providers/Microsoft.Storage/storageAccounts/…",
        )
    container = block.text("container", "postgresql", hint="the name of a Blob container, such as postgresql")
    if not _CONTAINER.fullmatch(container):
        block.problem(
            "container",
            "is not the name of a Blob container: write 3 to 63 lower-case letters, digits and single hyphens,"
            " starting and ending with a letter or digit",
        )
    for name in sorted(parameters.keys() & ARCHIVE_SETTINGS.keys()):
        reader.problem("parameters", f"{name} is set by backup: leave one of the two out")
    backup = InstanceBackup(
        storage_account_id=account or "",
        container=container,
        retention_full=block.integer("retention_full", 4, minimum=1, maximum=_MOST_BACKUPS),
        retention_differential=block.integer("retention_differential", 6, minimum=1, maximum=_MOST_BACKUPS),
        full_schedule=_read_schedule(block, "full_schedule", "Sun 02:00"),
        differential_schedule=_read_schedule(block, "differential_schedule", "Mon..Sat 02:00"),
    )
    block.refuse_unread()
    return backup


def _read_schedule(block: Arguments, name: str, default: str) -> str:
    schedule = block.text(name, default, hint=f"a calendar event of systemd, such as {default}")
    # The rest of the grammar is systemd's: the machine asks it before a timer changes.
    if not _CALENDAR.fullmatch(schedule):
        block.problem(name, f"is not a calendar event of systemd: write one such as {default}")
        return default
    return schedule


def render_backup_configuration(
    backup: InstanceBackup, *, storage_account_id: str, folder: str, engine_version: int, port: int
) -> str:
    """Return ``pgbackrest.conf``.

    Args:
        backup: the backups.
        storage_account_id: the resource id of their storage account, as it is known by now.
        folder: the folder of the container that they go to.
        engine_version: major version of PostgreSQL.
        port: TCP port of PostgreSQL.
    """
    sections: dict[str, dict[str, str]] = {
        "global": {
            "repo1-type": "azure",
            "repo1-azure-account": storage_account_id.rpartition("/")[2],
            "repo1-azure-container": backup.container,
            "repo1-azure-key-type": "auto",
            "repo1-path": f"/{folder}",
            "repo1-retention-full": str(backup.retention_full),
            "repo1-retention-diff": str(backup.retention_differential),
            "repo1-bundle": "y",
            "repo1-block": "y",
            "compress-type": "zst",
            "start-fast": "y",
            "log-level-console": "info",
            "log-level-file": "off",
        },
        "repository": {
            "pg1-path": f"/var/lib/postgresql/{engine_version}/main",
            "pg1-port": str(port),
            "pg1-socket-path": "/var/run/postgresql",
        },
    }
    return "\n".join(
        f"[{section}]\n" + "".join(f"{name}={value}\n" for name, value in options.items())
        for section, options in sections.items()
    )
