"""Advice: tenant backups are kept for days, not for a number of restore points."""

from collections.abc import Iterator
from typing import Final

from veeam_entraid_limits._facts import Fact
from veeam_entraid_limits._finding import Finding, advisory
from veeam_entraid_limits._protection import TenantBackupJob
from veeam_entraid_limits._setting import setting

__all__ = ["ID", "check_fact"]

ID: Final = "retention-in-days"


def check_fact(fact: Fact) -> Iterator[Finding]:
    """Find tenant jobs that count restore points."""
    if not isinstance(fact, TenantBackupJob):
        return
    if setting(fact.retention.value, "type").word == "restorepoints":
        yield advisory(
            ID,
            fact.subject,
            f"{fact.subject} keeps a number of restore points ({fact.retention.path}.type: RestorePoints). New jobs"
            " of the product no longer do: its console offers days only.",
            f"Write {fact.retention.path}: {{type: Days, quantity: 30}}, or as many days as you need.",
        )
