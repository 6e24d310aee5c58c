"""Backups, what is in them, and their restore points."""

from typing import Final

from veeam_entraid_sandbox.vbr._errors import refused
from veeam_entraid_sandbox.vbr._json import JsonObject, JsonValue, elements, flag, key, text
from veeam_entraid_sandbox.vbr._lists import Filter, after, before, equal, equal_id, matching, never, page
from veeam_entraid_sandbox.vbr._moment import Moment
from veeam_entraid_sandbox.vbr._records import Kind, Record
from veeam_entraid_sandbox.vbr._service import Call, Service
from veeam_entraid_sandbox.vbr._sessions import RUNNING, FailedRunError, Outcome, Outside, Plan, Run, Step, Work, start
from veeam_entraid_sandbox.vbr.services.jobs import LOG_JOB, running_session
from veeam_entraid_sandbox.vbr.services.stored_backups import delete_backup, points_of, removal

__all__ = ["SERVICE"]

_KIND: Final = "backup"
_WHAT: Final = "backup"
_MOUNTS: Final[tuple[Kind, ...]] = ("mount", "logMount")


# Looking.


_FILTERS: Final[dict[str, Filter]] = {
    "nameFilter": matching("name"),
    "createdAfterFilter": after("creationTime"),
    "createdBeforeFilter": before("creationTime"),
    "platformIdFilter": equal_id("platformId"),
    "jobIdFilter": equal_id("jobId"),
    "policyTagFilter": never,
    "jobTypeFilter": equal("jobType"),
}
_OBJECT_FILTERS: Final[dict[str, Filter]] = {
    "nameFilter": matching("name"),
    "platformNameFilter": equal("platformName"),
    "platformIdFilter": equal_id("platformId"),
    "typeFilter": matching("type"),
    "viTypeFilter": never,
}
_POINT_FILTERS: Final[dict[str, Filter]] = {
    "createdAfterFilter": after("creationTime"),
    "createdBeforeFilter": before("creationTime"),
    "nameFilter": matching("name"),
    "platformNameFilter": equal("platformName"),
    "platformIdFilter": equal_id("platformId"),
    "backupIdFilter": equal_id("backupId"),
    "malwareStatusFilter": equal("malwareStatus"),
}


def _all(call: Call) -> JsonValue:
    return page((each.shown for each in call.moment.visible(_KIND)), call.query, _FILTERS)


def _one(call: Call) -> JsonValue:
    return call.moment.shown(_KIND, _WHAT, call.id).shown


def _points_of(moment: Moment, backup: str) -> list[Record]:
    return [each for each in moment.visible("restorePoint") if text(each.kept, "backup") == backup]


def _object_model(moment: Moment, record: Record) -> JsonObject:
    count = len(_points_of(moment, text(record.kept, "backup")))
    return {**record.shown, "restorePointsCount": count, "lastRunFailed": False}


def _objects(call: Call) -> JsonValue:
    moment = call.moment
    found = (_object_model(moment, each) for each in moment.visible("backupObject"))
    return page(found, call.query, _OBJECT_FILTERS, {"ObjectId": ("id",)})


def _object(call: Call) -> JsonValue:
    return _object_model(call.moment, call.moment.shown("backupObject", "backup object", call.id))


def _objects_of_backup(call: Call) -> JsonValue:
    moment = call.moment
    backup = moment.shown(_KIND, _WHAT, call.id)
    found = (each for each in moment.visible("backupObject") if text(each.kept, "backup") == backup.id)
    return page((_object_model(moment, each) for each in found), call.query, {})


def _points(call: Call) -> JsonValue:
    return _point_page(call, call.moment.visible("restorePoint"))


def _points_of_object(call: Call) -> JsonValue:
    record = call.moment.shown("backupObject", "backup object", call.id)
    return _point_page(call, _points_of(call.moment, text(record.kept, "backup")))


def _point_page(call: Call, found: list[Record]) -> JsonValue:
    wanted = key(call.query, "backupObjectIdFilter")
    record = call.moment.ledger.find("backupObject", wanted) if wanted else None
    backup = text(record.kept, "backup") if record else ""
    chosen = [each for each in found if not wanted or text(each.kept, "backup") == backup]
    return page((each.shown for each in chosen), call.query, _POINT_FILTERS)


def _point(call: Call) -> JsonValue:
    return call.moment.shown("restorePoint", "restore point", call.id).shown


# Deleting.


def _delete(call: Call) -> JsonValue:
    return _deletion(call, call.moment.existing(_KIND, _WHAT, call.id))


def _delete_object(call: Call) -> JsonValue:
    moment = call.moment
    backup = moment.existing(_KIND, _WHAT, call.id)
    record = moment.existing("backupObject", "backup object", call.path["objectId"])
    if text(record.kept, "backup") != backup.id:
        raise refused("The object is in another backup.")
    return _deletion(call, backup)


def _deletion(call: Call, backup: Record) -> JsonValue:
    moment = call.moment
    job = moment.find("job", key(backup.shown, "jobId"))
    if job and running_session(moment, job):
        raise refused(f"The backup is in use: the job {text(job.shown, 'name')} is running.")
    mounts = (each for kind in _MOUNTS for each in moment.all_of(kind) if text(each.kept, "backup") == backup.id)
    if any(moment.find(RUNNING, each.id) for each in mounts):
        raise refused("The backup is in use: it is mounted.")
    plan = Plan(
        type="DeleteBackup",
        name=f"Deleting backup {text(backup.shown, 'name')}",
        seconds=moment.settings.durations.deletion,
        steps=(Step("delete-backup"),),
        arguments={"id": backup.id, "keepData": flag(call.query, "fromDB")},
        log=("Deleting restore points",),
    )
    return start(moment, plan, call.who)


def _delete_outside(moment: Moment, run: Run) -> Outside | None:
    backup = moment.find(_KIND, text(run.arguments, "id"))
    if backup is None or flag(run.arguments, "keepData"):
        return None
    return removal(moment, backup, [point.id for point in points_of(moment, backup)])


def _deleted(moment: Moment, run: Run, answer: JsonObject) -> Outcome:
    del answer
    backup = moment.find(_KIND, text(run.arguments, "id"))
    if backup is None:
        raise FailedRunError("The backup has been deleted already.")
    delete_backup(moment, backup)
    return Outcome()


# Health checks.


def _health_check(call: Call) -> JsonValue:
    moment, body = call.moment, call.body
    backups = [moment.referred(_KIND, _WHAT, str(id_).lower()) for id_ in elements(body, "backupIds")]
    jobs = {str(id_).lower() for id_ in elements(body, "jobIds")}
    for id_ in jobs:
        moment.referred("job", "job", id_)
    backups += [each for each in moment.all_of(_KIND) if key(each.shown, "jobId") in jobs]
    sessions: list[JsonValue] = []
    for backup in backups:
        if backup.shown["jobType"] != LOG_JOB:
            raise refused("Only backups of logs have a health check.")
        plan = Plan(
            type="FileBackupHealthCheck",
            name=f"Health check of {text(backup.shown, 'name')}",
            seconds=moment.settings.durations.infrastructure,
            steps=(Step("check-health"),),
            log=("Reading the backup",),
        )
        sessions.append(start(moment, plan, call.who))
    return page([each for each in sessions if isinstance(each, dict)], {}, {})


def _healthy(moment: Moment, run: Run, answer: JsonObject) -> Outcome:
    del moment, run, answer
    return Outcome()


SERVICE: Final = Service(
    operations={
        "GetAllBackups": _all,
        "GetBackup": _one,
        "DeleteBackup": _delete,
        "DeleteBackupObject": _delete_object,
        "GetBackupObjectsWithFiltering": _objects_of_backup,
        "GetAllBackupObjects": _objects,
        "GetBackupObject": _object,
        "GetBackupObjectRestorePointsWithFiltering": _points_of_object,
        "GetAllObjectRestorePoints": _points,
        "GetObjectRestorePoint": _point,
        "StartHealthCheckBackup": _health_check,
    },
    works={"delete-backup": Work(_deleted, _delete_outside), "check-health": Work(_healthy)},
)
