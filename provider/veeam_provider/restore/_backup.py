"""Which backup of the server holds what a tenant, a backup or a restore point is asked for."""

from dataclasses import dataclass
from typing import Final, cast

from veeam_provider._models import text
from veeam_provider._restore_points import restore_points
from veeam_provider._server import Work
from veeam_provider.rest import NotFoundError, RefusedError, RestError, operations
from veeam_provider.schema import JsonObject

__all__ = ["NoBackupError", "Source", "backup_of_tenant", "find_source", "tenant_job"]

_BAD_REQUEST: Final = 400
_TENANT_JOB: Final = "EntraIDTenantBackup"
_COPY_JOB: Final = "EntraIDTenantBackupCopy"


class NoBackupError(RestError):
    """The server has no backup of the kind that is asked for."""


@dataclass(frozen=True, slots=True)
class Source:
    """What is mounted.

    Attributes:
        backup: the id of the backup.
        is_copy: whether it is one that a copy job has made.
        restore_point: the id of the restore point that items are taken from; empty for the latest one of each item.
    """

    backup: str
    is_copy: bool = False
    restore_point: str = ""


def find_source(work: Work, inputs: JsonObject) -> Source:
    """Return what ``tenantId``, ``backupId`` and ``source`` of the inputs name.

    Raises:
        NoBackupError: there is none.
        RestError: the server cannot be asked.
    """
    is_copy = text(inputs, "source.type") == "copy"
    point = text(inputs, "source.restorePointId")
    backup = text(inputs, "backupId")
    if backup:
        _demand_kind(work, backup, is_copy=is_copy)
    else:
        tenant = text(inputs, "tenantId")
        backup = _copy_of_tenant(work, tenant) if is_copy else backup_of_tenant(work, tenant)
    if point:
        _demand_point(work, backup, point)
    elif is_copy:
        # A copy is imported by a restore point.
        points = restore_points(work, backup, limit=1)
        if not points:
            raise NoBackupError(f"The copy {backup} has no restore point yet.")
        point = text(points[0], "id")
    return Source(backup, is_copy, point)


def tenant_job(work: Work, tenant: str) -> JsonObject | None:
    """Return the job that backs up the tenant with that id of the server; None where it has none."""
    jobs = cast("list[JsonObject]", work.listed(operations.GET_ALL_JOBS, typeFilter=_TENANT_JOB))
    return next((job for job in jobs if text(job, "storage.tenantId").casefold() == tenant.casefold()), None)


def backup_of_tenant(work: Work, tenant: str) -> str:
    """Return the id of the backup that the job of a tenant has made.

    Raises:
        NoBackupError: there is none.
    """
    job = tenant_job(work, tenant)
    if job is None:
        raise NoBackupError(
            f"The tenant {tenant} has no backup job any more, so its backup cannot be found by the tenant: write"
            " backupId in place of tenantId."
        )
    return _newest_backup(work, job, "Run it, or write backupId in place of tenantId.")


def _copy_of_tenant(work: Work, tenant: str) -> str:
    primary = tenant_job(work, tenant)
    copies = cast("list[JsonObject]", work.listed(operations.GET_ALL_JOBS, typeFilter=_COPY_JOB))
    ids = text(primary, "id").casefold() if primary else ""
    job = next((each for each in copies if ids and text(each, "primaryJobId").casefold() == ids), None)
    if job is None:
        raise NoBackupError(f"No job copies the backup of the tenant {tenant}: write the backupId of the copy.")
    return _newest_backup(work, job, "Let it run, or write the backupId of another copy.")


def _newest_backup(work: Work, job: JsonObject, remedy: str) -> str:
    found = list(work.client.list(operations.GET_ALL_BACKUPS, jobIdFilter=text(job, "id")))
    if not found:
        raise NoBackupError(f"The job {text(job, 'name')} has made no backup yet. {remedy}")
    return max(found, key=lambda backup: backup["creationTime"])["id"]


def _demand_kind(work: Work, backup: str, *, is_copy: bool) -> None:
    try:
        found = work.client.call(operations.GET_BACKUP, id=backup)
    except RefusedError as error:
        if isinstance(error, NotFoundError) or error.status == _BAD_REQUEST:
            raise NoBackupError(f"The server has no backup {backup}: {error.server_message or error}") from error
        raise
    kind = found["jobType"]
    if kind == _COPY_JOB and not is_copy:
        raise NoBackupError(
            f"The backup {backup} is a copy, which has to be imported to restore from it: write source: {{type: copy}}."
        )
    if kind == _TENANT_JOB and is_copy:
        raise NoBackupError(f"The backup {backup} is no copy: leave source.type out, or write backup.")
    if kind not in (_COPY_JOB, _TENANT_JOB):
        raise NoBackupError(f"The backup {backup} is not one of a tenant, but of a job of type {kind}.")


def _demand_point(work: Work, backup: str, point: str) -> None:
    if not any(text(each, "id").casefold() == point.casefold() for each in restore_points(work, backup)):
        raise NoBackupError(f"The backup {backup} has no restore point {point}.")
