"""Advice: neither logs nor copies go to a repository of Veeam Cloud Connect."""

from collections.abc import Iterator, Sequence
from typing import Final

from veeam_entraid_limits._facts import Fact
from veeam_entraid_limits._finding import Finding, advisory
from veeam_entraid_limits._protection import BackupCopyJob, LogBackupJob, StorageRepository
from veeam_entraid_limits._relation import Targets

__all__ = ["ID", "check_facts"]

ID: Final = "cloud-connect-repository"


def check_facts(facts: Sequence[Fact]) -> Iterator[Finding]:
    """Find jobs that write to such a repository."""
    jobs = [fact for fact in facts if isinstance(fact, LogBackupJob | BackupCopyJob)]
    if not jobs:
        return
    repositories = Targets(
        [fact for fact in facts if isinstance(fact, StorageRepository)], [job.repository for job in jobs]
    )
    for job in jobs:
        repository = repositories.find(job.repository, job.server)
        if repository and repository.type.word == "cloud":
            yield advisory(
                ID,
                job.subject,
                f"{job.subject} writes to {repository.subject}, a repository of Veeam Cloud Connect, which the vendor"
                " supports neither for logs nor for copies of tenant backups.",
                "Name a repository of your own.",
            )
