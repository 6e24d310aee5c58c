"""Limit 8: a tenant has one backup job, and a backup job one tenant."""

from collections.abc import Iterator, Sequence
from typing import Final

from veeam_entraid_limits._facts import Fact
from veeam_entraid_limits._finding import Finding, advisory, broken, undecided
from veeam_entraid_limits._protection import Tenant, TenantBackupJob
from veeam_entraid_limits._relation import comparable_id
from veeam_entraid_limits._tenants import TenantGroups

__all__ = ["ID", "check_fact", "check_facts", "clash_key"]

ID: Final = "one-backup-job-per-tenant"

_REMEDY: Final = (
    "Keep one TenantBackupJob for the tenant and remove the other: a disabled job counts as well. Further targets are"
    " TenantBackupCopyJobs of the one that stays."
)


def check_fact(fact: Fact) -> Iterator[Finding]:
    """Find a job that is given a list of tenants."""
    if not isinstance(fact, TenantBackupJob):
        return
    named = fact.tenant.setting
    if len(named.listed or ()) > 1:
        yield broken(
            ID,
            fact.subject,
            f"{fact.subject} is given a list of tenants ({named.path}).",
            "Write one TenantBackupJob for each tenant.",
        )


def check_facts(facts: Sequence[Fact]) -> Iterator[Finding]:
    """Find tenants with two jobs on one backup server, and jobs whose tenant or server is open."""
    shown = [fact for fact in facts if isinstance(fact, TenantBackupJob)]
    jobs = _distinct(shown)
    groups = TenantGroups(facts)
    jobs_of: dict[str, list[TenantBackupJob]] = {}
    for job in jobs:
        jobs_of.setdefault(groups.of(job.tenant), []).append(job)
    for tenant, of_tenant in jobs_of.items():
        if tenant:
            yield from _clashes(of_tenant)
            yield from _tenant_without_id(of_tenant, jobs, groups.tenants(tenant))
        else:
            yield from _without_tenant(of_tenant, jobs)
    yield from _may_be_several([job for job in shown if not groups.of(job.tenant)], jobs)


def _may_be_several(open_jobs: Sequence[TenantBackupJob], jobs: Sequence[TenantBackupJob]) -> Iterator[Finding]:
    """Report jobs that clash with no other while nothing tells that they are for one tenant only."""
    for job in open_jobs:
        named = job.tenant.setting
        if named.is_unknown and not _may_clash(job, [job], jobs):
            problem = f"{named.path} of {job.subject} is not known yet: whether it is one tenant."
            yield undecided(ID, job.subject, problem)


def clash_key(fact: Fact) -> str:
    """Return the id of the tenant that a job backs up."""
    return comparable_id(fact.tenant.setting) if isinstance(fact, TenantBackupJob) else ""


def _distinct(jobs: Sequence[TenantBackupJob]) -> list[TenantBackupJob]:
    """Leave out what is one job by its id: the resource, and what a live server shows of it."""
    seen: set[str] = set()
    distinct: list[TenantBackupJob] = []
    for job in jobs:
        known = comparable_id(job.id)
        if not known or known not in seen:
            distinct.append(job)
        seen.add(known)
    return distinct


def _clashes(jobs: Sequence[TenantBackupJob]) -> Iterator[Finding]:
    """Compare the jobs of one tenant: each with the first job of every server so far."""
    first_of_servers: list[TenantBackupJob] = []
    for job in jobs:
        same = [job.server.is_same(first.server) for first in first_of_servers]
        if True in same:
            first = first_of_servers[same.index(True)]
            yield broken(ID, job.subject, f"{job.subject} and {first.subject} back up the same tenant.", _REMEDY)
            continue
        if None in same:
            first = first_of_servers[same.index(None)]
            yield undecided(
                ID,
                job.subject,
                f"{job.subject} and {first.subject} back up the same tenant; whether on the same backup server is not"
                " known yet.",
            )
        elif same:
            yield advisory(
                ID,
                job.subject,
                f"{job.subject} and {first_of_servers[0].subject} back up the same tenant from two backup servers,"
                " whose licences count its users twice.",
                "Keep one of the two, unless it is meant so.",
            )
        first_of_servers.append(job)


def _tenant_without_id(
    jobs: Sequence[TenantBackupJob], all_jobs: Sequence[TenantBackupJob], tenants: Sequence[Tenant]
) -> Iterator[Finding]:
    """Report a declared tenant whose Azure id is not known yet: another job may be for the same one."""
    unnamed = [tenant for tenant in tenants if tenant.azure_tenant_id.setting.is_unknown]
    if unnamed and len(unnamed) == len(tenants) and _may_clash(jobs[0], jobs, all_jobs):
        path = unnamed[0].azure_tenant_id.setting.path
        yield undecided(
            ID,
            jobs[0].subject,
            f"{path} of {unnamed[0].subject}, which {jobs[0].subject} backs up, is not known yet, and the stack has"
            " another tenant backup job.",
        )


def _without_tenant(jobs: Sequence[TenantBackupJob], all_jobs: Sequence[TenantBackupJob]) -> Iterator[Finding]:
    for job in jobs:
        if _may_clash(job, [job], all_jobs):
            yield undecided(
                ID,
                job.subject,
                f"{job.tenant.setting.path or 'tenantId'} of {job.subject} is not known yet, and the stack has another"
                " tenant backup job.",
            )


def _may_clash(job: TenantBackupJob, own: Sequence[TenantBackupJob], all_jobs: Sequence[TenantBackupJob]) -> bool:
    ours = {id(each) for each in own}
    return any(id(other) not in ours and job.server.is_same(other.server) is not False for other in all_jobs)
