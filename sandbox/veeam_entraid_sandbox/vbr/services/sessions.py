"""Sessions and what they say."""

from typing import Final

from veeam_entraid_sandbox.vbr._errors import not_found, refused
from veeam_entraid_sandbox.vbr._json import JsonObject, JsonValue, text
from veeam_entraid_sandbox.vbr._lists import (
    Filter,
    after,
    before,
    equal,
    equal_id,
    matching,
    never,
    one_of,
    page,
)
from veeam_entraid_sandbox.vbr._moment import Moment
from veeam_entraid_sandbox.vbr._records import Record
from veeam_entraid_sandbox.vbr._service import Call, Service
from veeam_entraid_sandbox.vbr._sessions import all_sessions, find_session, log_of, session_model, stop

__all__ = ["SERVICE"]

_FILTERS: Final[dict[str, Filter]] = {
    "nameFilter": matching("name"),
    "createdAfterFilter": after("creationTime"),
    "createdBeforeFilter": before("creationTime"),
    "endedAfterFilter": after("endTime"),
    "endedBeforeFilter": before("endTime"),
    "typeFilter": one_of("sessionType"),
    "stateFilter": equal("state"),
    "resultFilter": one_of("result", "result"),
    "jobIdFilter": equal_id("jobId"),
}


def _all(call: Call) -> JsonValue:
    found = (session_model(each, call.moment.now) for each in all_sessions(call.moment))
    return page(found, call.query, _FILTERS, {"Result": ("result", "result")})


def _session(moment: Moment, id_: str) -> Record:
    found = find_session(moment, id_)
    if found is None:
        raise not_found("session", id_)
    return found


def _one(call: Call) -> JsonValue:
    return session_model(_session(call.moment, call.id), call.moment.now)


def _logs(call: Call) -> JsonValue:
    lines = log_of(_session(call.moment, call.id), call.moment.now)
    wanted = call.query.get("statusFilter")
    records: list[JsonValue] = [line for line in lines if wanted in (None, line["status"])]
    return {"totalRecords": len(records), "records": records}


def _stop(call: Call) -> JsonValue:
    session = _session(call.moment, call.id)
    if session.kind != "running":
        raise refused("The session has ended already.")
    if call.moment.find("mount", session.id) or call.moment.find("logMount", session.id):
        raise refused("What is mounted is unmounted by a request of its own.")
    stop(call.moment, session)
    return {}


_TASK_FILTERS: Final[dict[str, Filter]] = {
    "nameFilter": matching("name"),
    "typeFilter": equal("type"),
    "sessionTypeFilter": equal("sessionType"),
    "createdAfterFilter": after("creationTime"),
    "createdBeforeFilter": before("creationTime"),
    "endedAfterFilter": after("endTime"),
    "endedBeforeFilter": before("endTime"),
    "stateFilter": equal("state"),
    "resultFilter": one_of("result", "result"),
    "scanTypeFilter": never,
    "scanResultFilter": never,
    "scanStateFilter": never,
    "sessionIdFilter": equal_id("sessionId"),
}


def _tasks(call: Call) -> JsonValue:
    moment = call.moment
    record = find_session(moment, call.id)
    tasks = [_task(record, moment)] if record and moment.find("job", text(record.shown, "jobId")) else []
    return page(tasks, call.query, _TASK_FILTERS, {"Result": ("result", "result")})


def _task(record: Record, moment: Moment) -> JsonObject:
    """Return the one task of a run: everything that it protects is one tenant."""
    session = session_model(record, moment.now)
    point = next((each for each in moment.all_of("restorePoint") if text(each.shown, "sessionId") == record.id), None)
    return {
        "id": record.id,
        "sessionId": record.id,
        "type": "Backup",
        "algorithm": text(point.shown, "type") if point else "None",
        **({"restorePointId": point.id} if point else {}),
        **{
            name: session[name]
            for name in ("name", "sessionType", "creationTime", "endTime", "usn", "state", "result")
            if name in session
        },
    }


SERVICE: Final = Service(
    operations={
        "GetAllSessions": _all,
        "GetSession": _one,
        "GetSessionLogs": _logs,
        "StopSession": _stop,
        "GetSessionTaskSessionsWithFiltering": _tasks,
    }
)
