"""Jobs of the four types that protect a tenant: made, changed and deleted at once."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from veeam_entraid_sandbox.vbr._errors import refused
from veeam_entraid_sandbox.vbr._json import JsonObject, JsonValue, child, flag, key, merged, number, text
from veeam_entraid_sandbox.vbr._lists import matching, one_of, page
from veeam_entraid_sandbox.vbr._moment import Moment
from veeam_entraid_sandbox.vbr._records import Record
from veeam_entraid_sandbox.vbr._service import Call, Service
from veeam_entraid_sandbox.vbr._vendor_limits import (
    copy_target_problem,
    license_problem,
    log_target_problem,
    name_problem,
)
from veeam_entraid_sandbox.vbr.services.encryption_passwords import demand_encryption
from veeam_entraid_sandbox.vbr.services.licensing import licensed_for
from veeam_entraid_sandbox.vbr.services.repositories import (
    default_repository,
    log_targets,
    repository_or_scale_out,
)

__all__ = [
    "JOB",
    "LOG_COPY",
    "LOG_JOB",
    "SERVICE",
    "TENANT_COPY",
    "TENANT_JOB",
    "leave",
    "retention_of",
    "running_session",
    "tenant_of",
]

JOB: Final = "job"
"""The kind of a job's record."""

TENANT_JOB: Final = "EntraIDTenantBackup"
LOG_JOB: Final = "EntraIDAuditLogBackup"
TENANT_COPY: Final = "EntraIDTenantBackupCopy"
LOG_COPY: Final = "FileBackupCopy"

_WHAT: Final = "job"
_PRIMARY: Final = {TENANT_COPY: TENANT_JOB, LOG_COPY: LOG_JOB}
_RETENTION: Final[JsonObject] = {"type": "Days", "quantity": 30}
_OFF: Final[JsonObject] = {"isEnabled": False}
_SCHEDULE: Final[JsonObject] = {
    "runAutomatically": False,
    "daily": {"isEnabled": False, "localTime": "22:00", "dailyKind": "Everyday"},
    "monthly": _OFF,
    "periodically": _OFF,
    "continuously": _OFF,
    "afterThisJob": _OFF,
    "retry": {"isEnabled": False, "retryCount": 3, "awaitMinutes": 10},
    "backupWindow": _OFF,
}
_KINDS_OF_SCHEDULE: Final = ("daily", "monthly", "periodically", "continuously", "afterThisJob")
_NOTIFICATIONS: Final[JsonObject] = {"sendSNMPNotifications": False, "emailNotifications": _OFF}
_TENANT_STORAGE: Final[JsonObject] = {
    "retentionPolicy": _RETENTION,
    "advancedSettings": {"notifications": _NOTIFICATIONS, "encryption": _OFF},
}
_LOG_STORAGE: Final[JsonObject] = {
    "retentionPolicy": _RETENTION,
    "advancedSettings": {
        "storageData": {"compressionLevel": "Auto", "encryption": _OFF},
        "backupHealth": _OFF,
        "notifications": _NOTIFICATIONS,
    },
}
_CONTINUOUS: Final[JsonObject] = {"type": "Continuous"}


def tenant_of(moment: Moment, job: Record) -> Record | None:
    """Return the tenant that a job protects, a copy's by way of its primary job."""
    primary = moment.find(JOB, key(job.shown, "primaryJobId"))
    body = (primary or job).shown
    return moment.find("tenant", key(body, "storage", "tenantId") or key(body, "tenant", "tenantId"))


def retention_of(moment: Moment, job: Record) -> JsonObject:
    """Return the retention of a job: a copy's is that of its primary job, unless it has one of its own."""
    primary = moment.find(JOB, key(job.shown, "primaryJobId"))
    own = child(job.shown, "retentionPolicy") if flag(job.shown, "useCustomRetention") else {}
    return (
        child(job.shown, "storage", "retentionPolicy")
        or own
        or child((primary or job).shown, "storage", "retentionPolicy")
    )


def leave(moment: Moment, job: Record, backup: Record) -> None:
    """Part a job from a backup, which stays, as an orphan."""
    shown: JsonObject = {name: value for name, value in backup.shown.items() if name != "jobId"}
    moment.put(replace(backup, shown=shown, kept={**backup.kept, "retention": retention_of(moment, job)}))


def running_session(moment: Moment, job: Record) -> Record | None:
    """Return the session of a job that runs."""
    return next((each for each in moment.all_of("running") if key(each.shown, "jobId") == job.id), None)


def _all(call: Call) -> JsonValue:
    filters = {"nameFilter": matching("name"), "typeFilter": one_of("type")}
    return page((each.shown for each in call.moment.visible(JOB)), call.query, filters)


def _one(call: Call) -> JsonValue:
    return call.moment.shown(JOB, _WHAT, call.id).shown


# What is demanded of a job.


def _tenant_job(moment: Moment, body: JsonObject, besides: str) -> JsonObject:
    storage = child(body, "storage")
    tenant = moment.referred("tenant", "tenant", key(storage, "tenantId"))
    for other in moment.all_of(JOB):
        if (
            other.id != besides
            and other.shown["type"] == TENANT_JOB
            and key(other.shown, "storage", "tenantId") == tenant.id
        ):
            raise refused(f"The tenant is protected by the job {text(other.shown, 'name')} already.")
    demand_encryption(moment, child(storage, "advancedSettings", "encryption"))
    return {
        **body,
        "storage": {**merged(_TENANT_STORAGE, storage), "tenantId": tenant.id},
        "schedule": _checked_schedule(moment, body, besides),
    }


def _log_job(moment: Moment, body: JsonObject, besides: str) -> JsonObject:
    storage = child(body, "storage")
    tenant = moment.referred("tenant", "tenant", key(body, "tenant", "tenantId"))
    problem = license_problem(licensed_for(moment), 0, with_logs_or_policies=True)
    if problem:
        raise refused(problem)
    chosen = key(storage, "backupRepositoryId")
    repository = repository_or_scale_out(moment, chosen) if chosen else default_repository(moment)
    problem = log_target_problem(log_targets(moment, repository))
    if problem:
        raise refused(problem)
    demand_encryption(moment, child(storage, "advancedSettings", "storageData", "encryption"))
    return {
        "isHighPriority": False,
        **body,
        "tenant": {"tenantId": tenant.id},
        "storage": {**merged(_LOG_STORAGE, storage), "backupRepositoryId": repository.id},
        "schedule": _checked_schedule(moment, body, besides),
    }


def _copy_job(moment: Moment, body: JsonObject, besides: str) -> JsonObject:
    del besides
    primary = moment.referred(JOB, "primary job", key(body, "primaryJobId"))
    wanted = _PRIMARY[text(body, "type")]
    if primary.shown["type"] != wanted:
        raise refused(f"The primary job of a {text(body, 'type')} job is a {wanted} job.")
    repository = repository_or_scale_out(moment, key(body, "backupRepositoryId"))
    targets = log_targets(moment, repository)
    problem = log_target_problem(targets) if wanted == LOG_JOB else "".join(map(copy_target_problem, targets[:1]))
    if problem:
        raise refused(problem)
    if flag(body, "useCustomEncryption"):
        demand_encryption(moment, child(body, "encryption"))
    if flag(body, "useCustomRetention") and "retentionPolicy" not in body:
        raise refused("A retention of its own has to be given.")
    return {
        "useCustomRetention": False,
        "useCustomEncryption": False,
        "schedule": _CONTINUOUS,
        **body,
        "primaryJobId": primary.id,
        "backupRepositoryId": repository.id,
    }


def _checked_schedule(moment: Moment, body: JsonObject, besides: str) -> JsonObject:
    """Return the schedule of a job with everything in it; one that says nothing of when is daily at 22:00.

    Raises:
        ApiError: it is to run after a job that does not exist.
    """
    schedule = merged(_SCHEDULE, child(body, "schedule"))
    if flag(schedule, "runAutomatically") and not any(flag(schedule, kind, "isEnabled") for kind in _KINDS_OF_SCHEDULE):
        schedule["daily"] = {**child(schedule, "daily"), "isEnabled": True}
    chained = child(schedule, "afterThisJob")
    if flag(chained, "isEnabled"):
        name = text(chained, "jobName")
        if not any(each.id != besides and text(each.shown, "name") == name for each in moment.all_of(JOB)):
            raise refused(f"There is no job {name} to run after.")
    return schedule


_CHECKS: Final[Mapping[str, Callable[[Moment, JsonObject, str], JsonObject]]] = {
    TENANT_JOB: _tenant_job,
    LOG_JOB: _log_job,
    TENANT_COPY: _copy_job,
    LOG_COPY: _copy_job,
}


def _checked(moment: Moment, body: JsonObject, besides: str = "") -> JsonObject:
    """Return the body of a job with the server's defaults in it.

    Raises:
        ApiError: the server has no such job.
    """
    name = text(body, "name")
    problem = name_problem(name)
    if problem:
        raise refused(problem)
    moment.demand_free_name(JOB, _WHAT, name, besides=besides)
    for retention in (child(body, "retentionPolicy"), child(body, "storage", "retentionPolicy")):
        if "quantity" in retention and number(retention, "quantity") < 1:
            raise refused("A retention keeps at least 1.")
    return _CHECKS[text(body, "type")](moment, body, besides)


# Making and changing.


def _create(call: Call) -> JsonValue:
    moment = call.moment
    return _made(moment, _checked(moment, call.body)).shown


def _made(moment: Moment, shown: JsonObject) -> Record:
    job = moment.make(JOB, {**shown, "isDisabled": False})
    _map_backup(moment, job)
    return job


def _update(call: Call) -> JsonValue:
    moment, body = call.moment, call.body
    job = moment.existing(JOB, _WHAT, call.id)
    if body["type"] != job.shown["type"]:
        raise refused("The type of a job cannot be changed.")
    for path in (("storage", "tenantId"), ("tenant", "tenantId"), ("primaryJobId",)):
        if key(body, *path) != key(job.shown, *path):
            raise refused(f"The {path[-1]} of a job cannot be changed.")
    shown = _checked(moment, body, job.id)
    # Whether it is disabled is said by calls of its own.
    changed = moment.put(replace(job, shown={**shown, "id": job.id, "isDisabled": job.shown["isDisabled"]}))
    _map_backup(moment, changed)
    return changed.shown


def _map_backup(moment: Moment, job: Record) -> None:
    """Give a job the backup that it is to go on with.

    Raises:
        ApiError: there is no such backup, it belongs to another job, or is of something else.
    """
    source = key(job.shown, "storage", "sourceBackupId")
    if not source:
        return
    backup = moment.referred("backup", "backup", source)
    owner = key(backup.shown, "jobId")
    if owner == job.id:
        return
    if owner and moment.find(JOB, owner):
        raise refused("The backup belongs to another job.")
    tenant = tenant_of(moment, job)
    if (
        backup.shown["jobType"] != job.shown["type"]
        or not tenant
        or text(backup.kept, "azureTenant") != key(tenant.shown, "azureTenantId")
    ):
        raise refused("The backup is not one of this tenant and type of job.")
    moment.put(replace(backup, shown={**backup.shown, "jobId": job.id}))


def _clone(call: Call) -> JsonValue:
    moment = call.moment
    job = moment.existing(JOB, _WHAT, call.id)
    if job.shown["type"] != LOG_JOB:
        raise refused("Only log backup jobs can be cloned.")
    names = {text(each.shown, "name") for each in moment.all_of(JOB)}
    original = text(job.shown, "name")
    name = next(name for index in range(1, len(names) + 2) if (name := f"{original}_clone{index}") not in names)
    storage: JsonObject = {
        name: value for name, value in child(job.shown, "storage").items() if name != "sourceBackupId"
    }
    shown: JsonObject = {key_: value for key_, value in job.shown.items() if key_ != "id"}
    return _made(moment, _checked(moment, {**shown, "name": name, "storage": storage})).shown


def _delete(call: Call) -> JsonValue:
    moment = call.moment
    job = moment.existing(JOB, _WHAT, call.id)
    _demand_idle(moment, job)
    users = [
        text(each.shown, "name")
        for each in moment.all_of(JOB)
        if key(each.shown, "primaryJobId") == job.id
        or (
            flag(each.shown, "schedule", "afterThisJob", "isEnabled")
            and text(each.shown, "schedule", "afterThisJob", "jobName") == job.shown["name"]
        )
    ]
    if users:
        raise refused(f"The job cannot be deleted: {', '.join(users)} depends on it.")
    for backup in moment.all_of("backup"):
        if key(backup.shown, "jobId") == job.id:
            leave(moment, job, backup)
    moment.delete(job)
    return None


def _demand_idle(moment: Moment, job: Record) -> None:
    if running_session(moment, job):
        raise refused(f"The job {text(job.shown, 'name')} is running.")


def _enable(call: Call) -> JsonValue:
    return _switch(call, is_disabled=False)


def _disable(call: Call) -> JsonValue:
    return _switch(call, is_disabled=True)


def _switch(call: Call, *, is_disabled: bool) -> JsonValue:
    job = call.moment.existing(JOB, _WHAT, call.id)
    call.moment.put(replace(job, shown={**job.shown, "isDisabled": is_disabled}))
    return None


SERVICE: Final = Service(
    operations={
        "GetAllJobs": _all,
        "GetJob": _one,
        "CreateJob": _create,
        "UpdateJob": _update,
        "DeleteJob": _delete,
        "CloneJob": _clone,
        "EnableJob": _enable,
        "DisableJob": _disable,
    }
)
