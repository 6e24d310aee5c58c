"""Advice: a tenant backup has a copy outside the PostgreSQL instance."""

from collections.abc import Iterator, Sequence
from typing import Final

from veeam_entraid_limits._facts import Fact
from veeam_entraid_limits._finding import Finding, advisory
from veeam_entraid_limits._protection import BackupCopyJob, CopySource, TenantBackupJob
from veeam_entraid_limits._relation import Targets, comparable_id

__all__ = ["ID", "check_facts"]

ID: Final = "tenant-backup-copy"


def check_facts(facts: Sequence[Fact]) -> Iterator[Finding]:
    """Find tenant jobs that no copy job of the stack copies, nor may turn out to copy."""
    jobs = [fact for fact in facts if isinstance(fact, TenantBackupJob) and fact.enabled.switch is not False]
    copies = [fact for fact in facts if isinstance(fact, BackupCopyJob) and fact.source is CopySource.TENANT_BACKUP]
    targets = Targets(jobs, [copy.primary_job for copy in copies])
    copied = [targets.find(copy.primary_job, copy.server) for copy in copies]
    if None in copied:
        return
    ours = {id(job) for job in copied}
    ids = {known for job in copied if job and (known := comparable_id(job.id))}
    for job in jobs:
        if id(job) not in ours and comparable_id(job.id) not in ids:
            yield advisory(
                ID,
                job.subject,
                f"No job copies the backups of {job.subject}: they are lost with the PostgreSQL instance that holds"
                " them.",
                f"Add a TenantBackupCopyJob with {job.subject} as its primaryJobId, or see that the instance itself is"
                " backed up.",
            )
