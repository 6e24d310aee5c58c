"""Backups of logs that are mounted: looking at their files, and copying them elsewhere in tasks."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from veeam_entraid_sandbox.vbr._clock import instant, stamp
from veeam_entraid_sandbox.vbr._errors import not_found, refused, unexpected_content
from veeam_entraid_sandbox.vbr._json import JsonObject, JsonValue, child, elements, flag, key, number, objects, text
from veeam_entraid_sandbox.vbr._lists import page
from veeam_entraid_sandbox.vbr._moment import Moment
from veeam_entraid_sandbox.vbr._records import Record
from veeam_entraid_sandbox.vbr._service import Call, Service
from veeam_entraid_sandbox.vbr._sessions import (
    RUNNING,
    FailedRunError,
    Outcome,
    Plan,
    Run,
    Step,
    Work,
    find_session,
    log_of,
    session_model,
    start,
)
from veeam_entraid_sandbox.vbr.services.jobs import LOG_COPY, LOG_JOB
from veeam_entraid_sandbox.vbr.services.mounts import let_end

__all__ = ["SERVICE"]

_KIND: Final = "logMount"
_WHAT: Final = "mount of logs"
_TYPE: Final = "UnstructuredDataBrowse"
_COPY: Final = "NasRestore"
_FAMILY: Final = "task"
_SEPARATOR: Final = "/"
_FOLDERS: Final = ("AuditLogs", "SignInLogs")
_IDLE_MINUTES: Final = 30
_LIMIT: Final = 200
_BYTES_A_DAY: Final = 48_213
_OF_SESSION: Final = ("name", "state", "progressPercent", "creationTime", "endTime")
_ORDER: Final[Mapping[str, str]] = {
    "Name": "name",
    "Type": "type",
    "Size": "size",
    "CreationDate": "creationDate",
    "ModifiedDate": "modifiedDate",
    "ItemState": "itemState",
    "Location": "location",
}


# Mounting.


def _mount(call: Call) -> JsonValue:
    moment, body = call.moment, call.body
    point = _chosen_point(moment, body)
    backup = moment.referred("backup", "backup", text(point.kept, "backup"))
    plan = Plan(type=_TYPE, name=f"Browsing {text(backup.shown, 'name')}", seconds=0, steps=())
    id_ = text(start(moment, plan, call.who), "id")
    idle = int(number(body, "autoUnmount", "noActivityPeriodInMinutes")) or _IDLE_MINUTES
    shown: JsonObject = {
        "sessionId": id_,
        "properties": {"pathSeparator": _SEPARATOR},
        "sourceProperties": {"backupId": backup.id},
    }
    kept: JsonObject = {
        "backup": backup.id,
        "until": text(point.shown, "creationTime"),
        "created": stamp(moment.now),
        "idleMinutes": idle if flag(body, "autoUnmount", "isEnabled") else 0,
    }
    record = moment.put(Record(_KIND, id_, shown, kept))
    _stay(moment, record)
    return shown


def _chosen_point(moment: Moment, body: JsonObject) -> Record:
    """Return the restore point that is to be mounted: the latest one, unless one is named.

    Raises:
        ApiError: there is none, or it is not one of logs.
    """
    named, backup_id = key(body, "restorePointId"), key(body, "backupId")
    if bool(named) == bool(backup_id):
        raise refused("Either a backup is mounted or one of its restore points.")
    if named:
        point = moment.referred("restorePoint", "restore point", named)
        backup_id = text(point.kept, "backup")
    backup = moment.referred("backup", "backup", backup_id)
    if backup.shown["jobType"] not in {LOG_JOB, LOG_COPY}:
        raise refused("The backup is not one of logs.")
    points = [each for each in moment.all_of("restorePoint") if text(each.kept, "backup") == backup.id]
    found = [each for each in points if not named or each.id == named]
    if not found:
        raise refused("The backup has no restore point.")
    return max(found, key=lambda each: instant(text(each.shown, "creationTime")))


def _stay(moment: Moment, record: Record) -> None:
    """Put off the moment at which a mount that nobody uses is unmounted, if there is one."""
    session = moment.find(RUNNING, record.id)
    idle = number(record.kept, "idleMinutes")
    if session and idle:
        elapsed = (moment.now - instant(text(session.shown, "creationTime"))).total_seconds()
        steps: list[JsonValue] = [{"work": "unmount-logs", "at": elapsed + idle * 60}]
        moment.put(replace(session, kept={**session.kept, "steps": steps}))


def _is_active(moment: Moment, record: Record) -> bool:
    session = moment.find(RUNNING, record.id)
    return session is not None and not flag(session.kept, "isStopping")


def _active(call: Call) -> Record:
    """Return the mount in the path.

    Raises:
        ApiError: there is none.
    """
    moment, id_ = call.moment, call.path["sessionId"]
    record = moment.find(_KIND, id_)
    if record is None or not _is_active(moment, record):
        raise not_found(_WHAT, id_)
    _stay(moment, record)
    return record


def _all(call: Call) -> JsonValue:
    moment = call.moment
    found = {each.id: each for each in moment.all_of(_KIND) if _is_active(moment, each)}
    ids: list[JsonObject] = [{"id": each.id, "creationTime": each.kept["created"]} for each in found.values()]
    shown = page(ids, call.query, {})
    data: list[JsonValue] = [found[text(each, "id")].shown for each in objects(shown, "data")]
    return {**shown, "data": data}


def _one(call: Call) -> JsonValue:
    return _active(call).shown


def _unmount(call: Call) -> JsonValue:
    moment = call.moment
    record = _active(call)
    session = moment.find(RUNNING, record.id)
    if session is None:
        raise not_found(_WHAT, record.id)
    return session_model(let_end(moment, session, "unmount-logs"), moment.now)


def _unmounted(moment: Moment, run: Run, answer: JsonObject) -> Outcome:
    del answer
    moment.ledger.forget(_KIND, run.id)
    return Outcome()


# Files.


@dataclass(frozen=True, slots=True)
class _File:
    """A file or a folder of logs."""

    path: tuple[str, ...]
    is_folder: bool
    at: dt.datetime

    @property
    def location(self) -> str:
        """The folder that it is in."""
        return _SEPARATOR + _SEPARATOR.join(self.path[:-1])

    @property
    def model(self) -> JsonObject:
        """What the API shows of it."""
        return {
            "location": self.location,
            "name": self.path[-1],
            "type": "Folder" if self.is_folder else "File",
            "size": 0 if self.is_folder else _BYTES_A_DAY,
            "creationDate": stamp(self.at),
            "modifiedDate": stamp(self.at),
            "itemState": "NotAvaliable",  # the document's spelling
        }


def _files(moment: Moment, record: Record) -> list[_File]:
    """Return everything in the mounted restore point: a folder for each kind of log, and in it one for each day."""
    backup, until = text(record.kept, "backup"), instant(text(record.kept, "until"))
    times = (
        instant(text(each.shown, "creationTime"))
        for each in moment.all_of("restorePoint")
        if text(each.kept, "backup") == backup
    )
    days = {at.date(): at for at in sorted(times) if at <= until}
    found: list[_File] = []
    for folder in _FOLDERS:
        found.append(_File((folder,), is_folder=True, at=until))
        for day, at in days.items():
            found.append(_File((folder, f"{day}"), is_folder=True, at=at))
            found.append(_File((folder, f"{day}", f"{folder}_{day}.json"), is_folder=False, at=at))
    return found


def _parts(path: str) -> tuple[str, ...]:
    return tuple(part for part in path.split(_SEPARATOR) if part)


def _browse(call: Call) -> JsonValue:
    body, record = call.body, _active(call)
    files = _files(call.moment, record)
    folder = _parts(text(body, "path"))
    if folder and not any(each.is_folder and each.path == folder for each in files):
        raise refused(f"There is no folder {text(body, 'path')}.")
    found = [each.model for each in files if each.path[:-1] == folder]
    for filter_, name in (("itemStates", "itemState"), ("itemTypes", "type")):
        wanted = elements(body, "filter", filter_)
        found = [each for each in found if not wanted or each[name] in wanted]
    column = _ORDER.get(text(body, "order", "orderColumn"), "name")
    descending = child(body, "order").get("orderAsc") is False
    found.sort(key=lambda each: (number(each, column), text(each, column)), reverse=descending)
    return {"path": text(body, "path"), **_paged(found, child(body, "pagination"))}


def _paged(found: Sequence[JsonObject], asked: JsonObject) -> JsonObject:
    skip, limit = int(number(asked, "skip")), int(number(asked, "limit")) if "limit" in asked else _LIMIT
    if skip < 0 or limit < 0:
        raise unexpected_content("skip and limit cannot be negative.")
    items: list[JsonValue] = [*found[skip : skip + limit]]
    pagination: JsonObject = {"total": len(found), "count": len(items), "skip": skip, "limit": limit}
    return {"items": items, "pagination": pagination}


# Tasks.


def _copy(call: Call) -> JsonValue:
    body = call.body
    if "unstructuredDataServerId" in body:
        raise refused("The file share does not exist.")
    if not flag(body, "copyToBackupServer") or not text(body, "path"):
        raise refused("Logs are copied to a path on the backup server, or to a file share.")
    return _task(call, f"Copying logs to {text(body, 'path')}", "copy-logs")


def _restore(call: Call) -> JsonValue:
    return _task(call, "Restoring logs", "restore-logs")


def _task(call: Call, name: str, work: str) -> JsonValue:
    moment, record = call.moment, _active(call)
    there = {each.path for each in _files(moment, record)}
    paths = [str(path) for path in elements(call.body, "sourcePath")]
    if not paths:
        raise refused("There is nothing to restore.")
    for path in paths:
        if _parts(path) and _parts(path) not in there:
            raise refused(f"There is no file or folder {path}.")
    plan = Plan(
        type=_COPY,
        name=name,
        seconds=moment.settings.durations.restore,
        steps=(Step(work),),
        log=("Reading the backup", "Writing files"),
        family=_FAMILY,
    )
    id_ = text(start(moment, plan, call.who), "id")
    return _model(moment, id_)


def _copied(moment: Moment, run: Run, answer: JsonObject) -> Outcome:
    del moment, run, answer
    return Outcome()


def _not_restored(moment: Moment, run: Run, answer: JsonObject) -> Outcome:
    del moment, run, answer
    raise FailedRunError("Logs cannot be written back into Microsoft Entra ID: copy them to a folder.")


def _model(moment: Moment, id_: str) -> JsonObject:
    session = find_session(moment, id_, _FAMILY)
    if session is None:
        raise not_found("task", id_)
    shown = session_model(session, moment.now)
    lines = log_of(session, moment.now)
    return {
        "id": id_,
        "type": "FlrRestore",
        **{
            name: shown[name]
            for name in ("name", "state", "progressPercent", "creationTime", "endTime")
            if name in shown
        },
        "result": "Cancelled" if flag(shown, "result", "isCanceled") else text(shown, "result", "result"),
        "additionalInfo": {"message": text(shown, "result", "message")},
        "logs": {"totalRecords": len(lines), "records": [*lines]},
    }


def _one_task(call: Call) -> JsonValue:
    return _model(call.moment, call.id)


SERVICE: Final = Service(
    operations={
        "StartEntraIDAuditLogMount": _mount,
        "StopEntraIDAuditLogMount": _unmount,
        "GetAllUnstructuredDataFLRBrowseSessions": _all,
        "GetUnstructuredDataFlrBrowseSession": _one,
        "BrowseFLRUnstructuredDataMount": _browse,
        "UnstructuredDataFlrCopyTo": _copy,
        "UnstructuredDataFlrRestore": _restore,
        "GetTask": _one_task,
    },
    works={
        "unmount-logs": Work(_unmounted),
        "copy-logs": Work(_copied),
        "restore-logs": Work(_not_restored),
    },
)
