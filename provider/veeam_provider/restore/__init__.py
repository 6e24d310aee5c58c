"""Restoring: sessions that are done once, and what they share with functions that look into backups."""

from veeam_provider.restore._backup import (
    NoBackupError,
    Source,
    backup_of_tenant,
    find_source,
    tenant_job,
)
from veeam_provider.restore._items import BROWSED_TYPES, FILTER, Item, at_restore_point, browse, filter_problems
from veeam_provider.restore._life import RestoreLife
from veeam_provider.restore._mount import Mount, mounted
from veeam_provider.restore._session import RestoreSession

__all__ = [
    "BROWSED_TYPES",
    "FILTER",
    "Item",
    "Mount",
    "NoBackupError",
    "RestoreLife",
    "RestoreSession",
    "Source",
    "at_restore_point",
    "backup_of_tenant",
    "browse",
    "filter_problems",
    "find_source",
    "mounted",
    "tenant_job",
]
