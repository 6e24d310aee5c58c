"""Limit 17: the logs of a tenant are backed up while its latest backup is at most 30 days old."""

import enum
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from veeam_entraid_limits._facts import Fact
from veeam_entraid_limits._finding import Finding, broken, undecided
from veeam_entraid_limits._protection import LogBackupJob, TenantBackupJob
from veeam_entraid_limits._relation import Targets
from veeam_entraid_limits._schedule import Gap, read_plan
from veeam_entraid_limits._setting import Setting
from veeam_entraid_limits._tenants import TenantGroups

__all__ = ["ID", "OLDEST_HOURS", "check_fact", "check_facts"]

ID: Final = "log-backup-needs-recent-tenant-backup"

_MOST_DAYS: Final = 30

OLDEST_HOURS: Final = _MOST_DAYS * 24
"""How old the latest restore point of a tenant may be, in hours, when its logs are backed up."""

_REMEDY: Final = (
    "Give the tenant an enabled TenantBackupJob that runs at least every 30 days: schedule: {runAutomatically: true}"
    " runs it every day. Until it has made its first restore point, write enabled: false on the log job."
)

_TIMES: Final = "Give the tenant backup job times of its own: schedule: {runAutomatically: true} runs it every day."


def check_fact(fact: Fact) -> Iterator[Finding]:
    """Find a log job whose tenant has no restore point, or a too old one, on the live server."""
    if not isinstance(fact, LogBackupJob) or fact.enabled.switch is False:
        return
    age, subject = fact.latest_restore_point_age, fact.subject
    hours = age.number
    if hours is not None and hours > OLDEST_HOURS:
        problem = (
            f"The tenant of {subject} has no restore point."
            if hours == float("inf")
            else f"The latest restore point of the tenant of {subject} is older than 30 days ({hours:.0f} hours)."
        )
        remedy = "Run the tenant backup job first, or write enabled: false on the log job until it has run."
        yield broken(ID, subject, problem, remedy)
    elif hours is None and age.is_given:
        yield undecided(
            ID, subject, f"The age of the latest restore point of the tenant of {subject} is not known yet."
        )


def check_facts(facts: Sequence[Fact]) -> Iterator[Finding]:
    """Find log jobs whose tenant has no job, or one that leaves more than 30 days, or of which that is open."""
    log_jobs = [fact for fact in facts if isinstance(fact, LogBackupJob)]
    if not log_jobs:
        return
    stack = _Stack(facts, log_jobs)
    for job in log_jobs:
        if job.enabled.switch is not False:
            yield from _check(job, stack)


class _Health(enum.IntEnum):
    """What a tenant job does for the logs of its tenant, the best first."""

    GOOD = 0
    OPEN = 1
    BAD = 2


@dataclass(frozen=True, slots=True)
class _Diagnosis:
    health: _Health
    problem: str = ""
    remedy: str = ""


class _Stack:
    """The jobs of the stack, found by their tenant and by their name."""

    def __init__(self, facts: Sequence[Fact], log_jobs: Sequence[LogBackupJob]) -> None:
        tenant_jobs = [fact for fact in facts if isinstance(fact, TenantBackupJob)]
        jobs = [*tenant_jobs, *log_jobs]
        self.groups = TenantGroups(facts)
        self.jobs_of: dict[str, list[TenantBackupJob]] = {}
        for job in tenant_jobs:
            self.jobs_of.setdefault(self.groups.of(job.tenant), []).append(job)
        self.by_urn: Targets[TenantBackupJob | LogBackupJob] = Targets(jobs)
        self._by_name: dict[str, list[TenantBackupJob | LogBackupJob]] = {}
        for job in jobs:
            self._by_name.setdefault(_name(job.name), []).append(job)

    def predecessor(self, job: TenantBackupJob | LogBackupJob, named: Setting) -> TenantBackupJob | LogBackupJob | None:
        """Return the job that another one waits for; None if the stack does not tell."""
        if not named.text:
            return self.by_urn.find(job.schedule, job.server)
        candidates = self._by_name.get(_name(named), [])
        there = [candidate for candidate in candidates if job.server.is_same(candidate.server)]
        return there[0] if len(there) == 1 else None


def _name(setting: Setting) -> str:
    return setting.text.strip().lower()


def _check(job: LogBackupJob, stack: _Stack) -> Iterator[Finding]:
    tenant = stack.groups.of(job.tenant)
    found = _diagnosis(job, tenant, stack)
    if found.health is _Health.BAD and job.enabled.is_given and job.enabled.switch is None:
        found = _Diagnosis(_Health.OPEN, f"{job.enabled.path} of {job.subject} is not known yet. {found.problem}")
    if found.health is _Health.BAD:
        yield broken(ID, job.subject, found.problem, _REMEDY)
    elif found.health is _Health.OPEN:
        yield undecided(ID, job.subject, found.problem, found.remedy)


def _diagnosis(job: LogBackupJob, tenant: str, stack: _Stack) -> _Diagnosis:
    if not tenant:
        path = job.tenant.setting.path or "tenantId"
        return _Diagnosis(_Health.OPEN, f"{path} of {job.subject} is not known yet.")
    diagnoses = [
        _on_this_server(job, candidate, _examine(candidate, stack))
        for candidate in stack.jobs_of.get(tenant, ())
        if job.server.is_same(candidate.server) is not False
    ]
    if diagnoses:
        return min(diagnoses, key=lambda diagnosis: diagnosis.health)
    return _without_job(job, tenant, stack)


def _on_this_server(job: LogBackupJob, candidate: TenantBackupJob, found: _Diagnosis) -> _Diagnosis:
    if job.server.is_same(candidate.server):
        return replace(found, problem=f"{job.subject} backs up logs, and {found.problem}") if found.problem else found
    return _Diagnosis(
        _Health.OPEN,
        f"Whether {candidate.subject}, which backs up the tenant of {job.subject}, is on the same backup server is not"
        " known yet.",
    )


def _without_job(job: LogBackupJob, tenant: str, stack: _Stack) -> _Diagnosis:
    unclear = next(
        (other for other in stack.jobs_of.get("", ()) if job.server.is_same(other.server) is not False), None
    )
    if unclear:
        path = unclear.tenant.setting.path or "tenantId"
        return _Diagnosis(
            _Health.OPEN,
            f"{path} of {unclear.subject} is not known yet, and the stack has no other tenant backup job for the tenant"
            f" of {job.subject}.",
        )
    if any(job.server.is_same(declared.server) is not False for declared in stack.groups.tenants(tenant)):
        return _Diagnosis(_Health.BAD, f"{job.subject} backs up the logs of a tenant that no job backs up.")
    if job.latest_restore_point_age.is_given:
        return _Diagnosis(_Health.GOOD)
    return _Diagnosis(
        _Health.OPEN,
        f"The tenant of {job.subject} is not in the stack: whether it has a recent backup is asked on the server.",
    )


def _examine(job: TenantBackupJob, stack: _Stack) -> _Diagnosis:
    """Follow a job, and the jobs that it waits for, to times of their own."""
    visited: set[int] = set()
    open_problem = ""
    current: TenantBackupJob | LogBackupJob = job
    while True:
        visited.add(id(current))
        switch = current.enabled
        if switch.switch is False:
            return _Diagnosis(_Health.BAD, f"{_role(current, job)} is disabled.")
        if switch.is_given and switch.switch is None:
            open_problem = open_problem or f"{switch.path} of {current.subject} is not known yet."
        plan = read_plan(current.schedule.setting.value)
        if plan.automatic is False:
            unscheduled = f"{_role(current, job)} does not run automatically: whether somebody runs it is open."
            return _Diagnosis(_Health.OPEN, open_problem or unscheduled, _TIMES)
        if plan.gap:
            return _timed(plan.gap, open_problem, _role(current, job), current)
        following = stack.predecessor(current, plan.after)
        if following is None:
            waits = f"{current.subject} runs after a job of which nothing is known here."
            return _Diagnosis(_Health.OPEN, open_problem or waits, _TIMES)
        if id(following) in visited:
            return _Diagnosis(
                _Health.OPEN, f"{_role(current, job)} runs after a job that waits for it in turn.", _TIMES
            )
        current = following


def _role(current: TenantBackupJob | LogBackupJob, job: TenantBackupJob) -> str:
    return str(job.subject) if current is job else f"{current.subject}, which {job.subject} waits for,"


def _timed(gap: Gap, open_problem: str, role: str, job: TenantBackupJob | LogBackupJob) -> _Diagnosis:
    if gap.at_least > _MOST_DAYS:
        return _Diagnosis(_Health.BAD, f"{role} leaves up to {gap.at_least:.0f} days between two runs (schedule).")
    if gap.at_most > _MOST_DAYS:
        return _Diagnosis(
            _Health.OPEN, open_problem or f"how often {job.subject} runs is not known yet, or not clear (schedule)."
        )
    return _Diagnosis(_Health.OPEN if open_problem else _Health.GOOD, open_problem)
