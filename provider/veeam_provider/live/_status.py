"""How the backups of each tenant stand, and what expires when."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from veeam_entraid_limits import BackupCopyJob, LogBackupJob, Tenant, TenantBackupJob
from veeam_entraid_limits.rules.log_backup_needs_recent_tenant_backup import OLDEST_HOURS
from veeam_provider.live._inventory import JobState, ServerInventory, same_id

__all__ = ["OLDEST", "Expiry", "JobReport", "TenantStatus", "license_problem", "read_expiries", "read_tenants"]

OLDEST: Final = dt.timedelta(hours=OLDEST_HOURS)
"""How old the latest restore point of a tenant may be when its logs are backed up."""

_UNKNOWN_STATE: Final = JobState(last_result="None")
_BAD_RESULT: Final = "Failed"
_VALID: Final = "Valid"


@dataclass(frozen=True, slots=True)
class JobReport:
    """How a job did last.

    Attributes:
        name: of the job.
        is_enabled: whether it runs at all.
        state: how it did.
    """

    name: str
    is_enabled: bool
    state: JobState


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantStatus:
    """How the backups of a tenant stand.

    Attributes:
        tenant: the tenant.
        tenant_jobs: the jobs that back it up; one, where all is well.
        log_jobs: the jobs that back up its logs.
        copies: the jobs that copy either.
        latest: when its latest restore point was made; None if it has none.
        age: how old that is.
    """

    tenant: Tenant
    tenant_jobs: tuple[JobReport, ...]
    log_jobs: tuple[JobReport, ...]
    copies: tuple[JobReport, ...]
    latest: dt.datetime | None
    age: dt.timedelta | None

    @property
    def is_too_old(self) -> bool:
        """Whether there is no restore point from which logs may be backed up."""
        return self.age is None or self.age > OLDEST

    @property
    def needs_attention(self) -> bool:
        """Whether a job failed last, or the tenant has no recent backup, or no job that would make one."""
        jobs = (*self.tenant_jobs, *self.log_jobs, *self.copies)
        failed = any(job.is_enabled and job.state.last_result == _BAD_RESULT for job in jobs)
        return failed or self.is_too_old or not any(job.is_enabled for job in self.tenant_jobs)


@dataclass(frozen=True, slots=True)
class Expiry:
    """Something that holds until a day.

    Attributes:
        what: it is.
        at: when it ends; None if it does not.
        left: how long that is from now; negative where it is over.
    """

    what: str
    at: dt.datetime | None
    left: dt.timedelta | None


def read_tenants(inventory: ServerInventory) -> tuple[TenantStatus, ...]:
    """Return how the backups of each tenant stand, in the order in which the server lists tenants."""
    return tuple(_tenant(tenant, inventory) for tenant in inventory.tenants)


def read_expiries(inventory: ServerInventory) -> tuple[Expiry, ...]:
    """Return what expires, the first first."""
    return tuple(sorted(_expiries(inventory), key=lambda each: (each.left is None, each.left or dt.timedelta())))


def license_problem(inventory: ServerInventory) -> str:
    """Return what is wrong with the licence, as a sentence; empty if nothing is, or if it is not shown."""
    shown = inventory.license
    if shown is None:
        return ""
    if shown.status != _VALID:
        return f"The licence is not valid any more ({shown.status})."
    if shown.licensed_instances is not None and shown.used_instances >= shown.licensed_instances:
        return "No instance of the licence is left, and ten enabled users take one: backups of more users fail."
    return ""


def _tenant(tenant: Tenant, inventory: ServerInventory) -> TenantStatus:
    tenant_jobs = [job for job in inventory.tenant_jobs if same_id(job.tenant.setting, tenant.id)]
    log_jobs = [job for job in inventory.log_jobs if same_id(job.tenant.setting, tenant.id)]
    primary = [job.id for job in (*tenant_jobs, *log_jobs)]
    copies = [job for job in inventory.copy_jobs if any(same_id(job.primary_job.setting, each) for each in primary)]
    return TenantStatus(
        tenant=tenant,
        tenant_jobs=_reports(tenant_jobs, inventory),
        log_jobs=_reports(log_jobs, inventory),
        copies=_reports(copies, inventory),
        latest=inventory.latest_restore_point(tenant.id),
        age=inventory.age_of_latest(tenant.id),
    )


def _reports(
    jobs: Sequence[TenantBackupJob | LogBackupJob | BackupCopyJob], inventory: ServerInventory
) -> tuple[JobReport, ...]:
    return tuple(_report(job, inventory.job_states.get(job.id.text, _UNKNOWN_STATE)) for job in jobs)


def _report(job: TenantBackupJob | LogBackupJob | BackupCopyJob, state: JobState) -> JobReport:
    # A job that runs does not say in its state that it is switched off.
    switched_off = not isinstance(job, BackupCopyJob) and job.enabled.switch is False
    return JobReport(name=job.name.text, is_enabled=not (switched_off or state.is_disabled), state=state)


def _expiries(inventory: ServerInventory) -> Iterator[Expiry]:
    if inventory.license is not None:
        yield _expiry("licence", inventory.license.expires, inventory)
        if inventory.license.support_expires is not None:
            yield _expiry("support of the licence", inventory.license.support_expires, inventory)
    if inventory.certificate_expires is not None:
        yield _expiry("certificate of the REST API", inventory.certificate_expires, inventory)
    for each in read_tenants(inventory):
        certificate = inventory.application_certificates.get(each.tenant.id.text)
        if certificate is not None:
            yield _expiry(f"certificate of the application of {each.tenant.subject}", certificate, inventory)
        if each.log_jobs and each.latest is not None:
            what = f"log backup of {each.tenant.subject} without a newer tenant backup"
            yield _expiry(what, each.latest + OLDEST, inventory)


def _expiry(what: str, at: dt.datetime | None, inventory: ServerInventory) -> Expiry:
    return Expiry(what, at, None if at is None else at - inventory.now)
