"""Advice: backups are encrypted."""

from collections.abc import Iterator
from typing import Final

from veeam_entraid_limits._facts import Fact
from veeam_entraid_limits._finding import Finding, advisory
from veeam_entraid_limits._protection import LogBackupJob, TenantBackupJob

__all__ = ["ID", "check_fact"]

ID: Final = "backup-encryption"


def check_fact(fact: Fact) -> Iterator[Finding]:
    """Find jobs whose backups are not encrypted."""
    if not isinstance(fact, TenantBackupJob | LogBackupJob):
        return
    if fact.encryption.is_absent or fact.encryption.switch is False:
        yield advisory(
            ID,
            fact.subject,
            f"{fact.subject} does not encrypt its backups: encryption is off by default.",
            "Write encryptionPasswordId: the id of a veeam:infrastructure:EncryptionPassword, and keep that password"
            " where the backup server cannot take it along.",
        )
