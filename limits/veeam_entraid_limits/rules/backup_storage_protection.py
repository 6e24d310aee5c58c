"""Advice: Pulumi refuses to delete what holds backups."""

from collections.abc import Iterator
from typing import Final

from veeam_entraid_limits._facts import Fact, Repository
from veeam_entraid_limits._finding import Finding, advisory

__all__ = ["ID", "check_fact"]

ID: Final = "backup-storage-protection"


def check_fact(fact: Fact) -> Iterator[Finding]:
    """Find the servers of repositories that the stack may delete without a word.

    Our components protect theirs, unless their user says otherwise.
    """
    if isinstance(fact, Repository) and fact.certain and fact.counted and fact.protected is False:
        yield advisory(
            ID,
            fact.subject,
            f"{fact.subject} holds backups of Entra ID, and the next update may delete or replace it: it is not"
            " protected.",
            "Write the resource option protect: true, for its data disks as well.",
        )
