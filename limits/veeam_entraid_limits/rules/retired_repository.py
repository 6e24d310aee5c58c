"""Advice: the backups in a repository that is being left are out of reach."""

from collections.abc import Iterator, Sequence
from typing import Final

from veeam_entraid_limits._facts import BackupServer, Fact, Repository
from veeam_entraid_limits._finding import Finding, advisory

__all__ = ["ID", "check_facts"]

ID: Final = "retired-repository"


def check_facts(facts: Sequence[Fact]) -> Iterator[Finding]:
    """Find retired repositories whose backup server has another one.

    One that was replaced or deleted without being retired cannot be seen: it is not in the stack any more.
    """
    servers = [fact.name.text for fact in facts if isinstance(fact, BackupServer) and fact.counted]
    only = servers[0] if len(servers) == 1 else ""
    repositories = [fact for fact in facts if isinstance(fact, Repository) and fact.counted and fact.certain]
    present = [fact for fact in repositories if not fact.retired.is_unknown and fact.retired.switch is not True]
    for fact in repositories:
        if fact.retired.switch is not True:
            continue
        served = fact.backup_server.text or only
        if successor := next((each for each in present if (each.backup_server.text or only) == served), None):
            yield advisory(
                ID,
                fact.subject,
                f"{fact.subject} is retired in favour of {successor.subject}: while that one is connected, nothing can"
                " be restored from the backups in the retired one.",
                "Keep it until its last backup is no longer needed, protected, and connect the backup server to it"
                " again for a restore from it.",
            )
