"""Sessions: what the server does takes time, in steps that the clock makes due.

What a session shows follows from what it was planned to do and from the time, so nothing has to be written while it
progresses. A step that reaches outside, to PostgreSQL, may be done twice when the server is killed in the middle of
it, so it has to come to the same; what it changes in the server's memory is written once, with the step itself.
"""

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final, TypeAlias

from veeam_entraid_sandbox.vbr._clock import instant, stamp
from veeam_entraid_sandbox.vbr._json import JsonObject, JsonValue, child, flag, number, objects, text
from veeam_entraid_sandbox.vbr._moment import Moment
from veeam_entraid_sandbox.vbr._records import NIL, Record

__all__ = [
    "RUNNING",
    "Due",
    "FailedRunError",
    "Outcome",
    "Outside",
    "Plan",
    "Run",
    "Step",
    "Work",
    "all_sessions",
    "due_steps",
    "end",
    "fail",
    "find_session",
    "finish_step",
    "log_of",
    "planned_outside",
    "say",
    "session_model",
    "start",
    "stop",
]

RUNNING: Final = "running"
"""The kind of the sessions that have not ended; those that have are of the kind ``session``."""

_ENDED: Final = "session"
_WHOLE: Final = 100
_STARTING: Final = 0.1


class FailedRunError(Exception):
    """What a session does cannot be done: it fails with this message."""


@dataclass(frozen=True, slots=True)
class Step:
    """One of the things that a session does.

    Attributes:
        work: the name of what is done.
        at: when, as a part of the session's whole duration: 0.0 is at its start.
    """

    work: str
    at: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A session that is to be started.

    Attributes:
        type: its session type.
        name: what people see.
        seconds: how long it takes.
        steps: what it does, in order of time; the last one ends it.
        arguments: what the steps have to know.
        load: what they have to know besides, and is forgotten with the end: it is large, or secret.
        log: what it says, in order, spread over its duration.
        job_id: the job that runs; empty for none.
        family: which part of the API shows it, and its log: ``restore``, ``comparison`` or ``task``; empty for that of
            sessions.
    """

    type: str
    name: str
    seconds: float
    steps: tuple[Step, ...]
    arguments: JsonObject = field(default_factory=dict[str, JsonValue])
    load: JsonObject = field(default_factory=dict[str, JsonValue], repr=False)
    log: tuple[str, ...] = ()
    job_id: str = ""
    family: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """A session as its steps see it."""

    id: str
    job_id: str
    started: dt.datetime
    arguments: JsonObject


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a session ends: ``result`` is Success, Warning or Failed."""

    result: str = "Success"
    message: str = "Success"
    resource_id: str = ""


Outside: TypeAlias = Callable[[], JsonObject]
"""Does the part of a step that leaves the server; may be called twice."""


@dataclass(frozen=True, slots=True)
class Work:
    """How a step is done.

    Attributes:
        done: changes what the server remembers; gets what the part outside has answered. Raises FailedRunError.
        outside: returns the part that leaves the server, if there is one at that moment. Raises FailedRunError.
    """

    done: Callable[[Moment, Run, JsonObject], Outcome | None]
    outside: Callable[[Moment, Run], Outside | None] | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """A step whose time has come."""

    session: str
    work: str
    at: dt.datetime


# Starting and ending.


def start(moment: Moment, plan: Plan, initiated_by: str) -> JsonObject:
    """Start a session and return what the API shows of it."""
    id_ = str(uuid.uuid4())
    mishap = moment.mishap(plan.type, plan.name)
    usn = 1 + max((int(number(record.shown, "usn")) for record in _every_session(moment)), default=0)
    shown: JsonObject = {
        "id": id_,
        "name": plan.name,
        "jobId": plan.job_id or NIL,
        "sessionType": plan.type,
        "creationTime": stamp(moment.now),
        "usn": usn,
        "platformName": "EntraID",
        "platformId": NIL,
        "initiatedBy": initiated_by,
    }
    kept: JsonObject = {
        "seconds": plan.seconds,
        "steps": [{"work": step.work, "at": step.at * plan.seconds} for step in plan.steps],
        "arguments": plan.arguments,
        "load": plan.load,
        "log": _spread(plan),
        "family": plan.family,
        "hangs": bool(mishap and mishap[0] == "hang"),
        "fails": mishap[1] if mishap and mishap[0] == "fail" else "",
    }
    return session_model(moment.put(Record(RUNNING, id_, shown, kept)), moment.now)


def _spread(plan: Plan) -> list[JsonValue]:
    lines = ("Starting", *plan.log)
    return [{"at": plan.seconds * index / len(lines), "title": line} for index, line in enumerate(lines)]


def end(moment: Moment, session: Record, outcome: Outcome) -> None:
    """End a session that has done what it was to do."""
    _ended(moment, session, outcome.result, outcome.message, outcome.resource_id)


def fail(moment: Moment, session: Record, message: str) -> None:
    """End a session that cannot do what it was to do."""
    _ended(moment, session, "Failed", message, "")


def stop(moment: Moment, session: Record) -> JsonObject:
    """End a session that somebody stops; return what the API shows of it."""
    _ended(moment, session, "Failed", "Stopped by a user.", "", canceled=True)
    ended = moment.ledger.find(_ENDED, session.id)
    return session_model(ended or session, moment.now)


def _ended(
    moment: Moment, session: Record, result: str, message: str, resource_id: str, *, canceled: bool = False
) -> None:
    shown: JsonObject = {
        **session.shown,
        "endTime": stamp(moment.now),
        "state": "Stopped",
        "progressPercent": _WHOLE if result != "Failed" else _progress(session, moment.now),
        "result": {"result": result, "message": message, "isCanceled": canceled},
        **({"resourceId": resource_id} if resource_id else {}),
    }
    moment.ledger.forget(RUNNING, session.id)
    kept: JsonObject = {name: value for name, value in session.kept.items() if name != "load"}
    moment.put(Record(_ENDED, session.id, shown, kept))


# Progress.


def due_steps(moment: Moment) -> list[Due]:
    """Return the first undone step of each session whose time has come, the earliest first."""
    found: list[Due] = []
    for session in moment.all_of(RUNNING):
        steps = objects(session.kept, "steps")
        if flag(session.kept, "hangs") or not steps:
            continue
        at = _created(session) + dt.timedelta(seconds=number(steps[0], "at"))
        if at <= moment.now:
            found.append(Due(session.id, text(steps[0], "work"), at))
    return sorted(found, key=lambda due: due.at)


def _run_of(session: Record) -> Run:
    """Return a session as its steps see it."""
    arguments = {**child(session.kept, "arguments"), **child(session.kept, "load")}
    return Run(session.id, text(session.shown, "jobId"), _created(session), arguments)


def finish_step(moment: Moment, session: Record, work: Work, answer: JsonObject) -> None:
    """Do what a step changes in the server's memory, and end the session if it was the last one."""
    failure = text(session.kept, "fails")
    if failure:
        fail(moment, session, failure)
        return
    try:
        outcome = work.done(moment, _run_of(session), answer)
    except FailedRunError as error:
        fail(moment, moment.ledger.find(RUNNING, session.id) or session, str(error))
        return
    session = moment.ledger.find(RUNNING, session.id) or session
    left: list[JsonValue] = [*objects(session.kept, "steps")[1:]]
    if left:
        moment.put(replace(session, kept={**session.kept, "steps": left}))
    else:
        end(moment, session, outcome or Outcome())


def say(moment: Moment, id_: str, title: str, *, status: str = "Success", description: str = "") -> None:
    """Let a session that runs say something of its own."""
    session = moment.ledger.find(RUNNING, id_)
    if session is not None:
        line: JsonObject = {"at": stamp(moment.now), "title": title, "status": status, "description": description}
        moment.put(replace(session, kept={**session.kept, "said": [*objects(session.kept, "said"), line]}))


def planned_outside(moment: Moment, session: Record, work: Work) -> Outside | None:
    """Return what a step does outside of the server, if it does something there.

    Raises:
        FailedRunError: it cannot be done.
    """
    if work.outside is None or text(session.kept, "fails"):
        return None
    return work.outside(moment, _run_of(session))


def _created(session: Record) -> dt.datetime:
    return instant(text(session.shown, "creationTime"))


def _progress(session: Record, now: dt.datetime) -> int:
    seconds = number(session.kept, "seconds")
    part = (now - _created(session)).total_seconds() / seconds if seconds else 1.0
    return min(_WHOLE - 1, max(0, int(part * _WHOLE)))


# What the API shows.


def _every_session(moment: Moment) -> Iterator[Record]:
    yield from moment.all_of(_ENDED)
    yield from moment.all_of(RUNNING)


def all_sessions(moment: Moment, family: str = "") -> Iterator[Record]:
    """Yield all sessions of a family, those that have ended first."""
    return (each for each in _every_session(moment) if text(each.kept, "family") == family)


def find_session(moment: Moment, id_: str, family: str = "") -> Record | None:
    """Return the session of that family with that id, whether it has ended or not."""
    found = moment.find(RUNNING, id_) or moment.find(_ENDED, id_)
    return found if found and text(found.kept, "family") == family else None


def session_model(session: Record, now: dt.datetime) -> JsonObject:
    """Return what the API shows of a session at that time."""
    if session.kind == _ENDED:
        return session.shown
    progress = _progress(session, now)
    return {
        **session.shown,
        "state": _state(session, progress),
        "progressPercent": progress,
        "result": {"result": "None", "message": "", "isCanceled": False},
    }


def _state(session: Record, progress: int) -> str:
    if flag(session.kept, "isStopping"):
        return "Stopping"
    return "Starting" if progress < _STARTING * _WHOLE else "Working"


def log_of(session: Record, now: dt.datetime) -> list[JsonObject]:
    """Return what a session has said by that time."""
    created = _created(session)
    ended = text(session.shown, "endTime")
    until = min(now, instant(ended)) if ended else now
    said = [
        (created + dt.timedelta(seconds=number(line, "at")), text(line, "title"))
        for line in objects(session.kept, "log")
    ]
    lines = [(at, title, "Succeeded") for at, title in said if at <= until]
    result = text(session.shown, "result", "result")
    if ended:
        status = {"Success": "Succeeded"}.get(result, result)
        lines.append((instant(ended), text(session.shown, "result", "message"), status))
    elif lines:
        lines[-1] = (lines[-1][0], lines[-1][1], "None")
    return [_line(number_, *line) for number_, line in enumerate(lines, 1)]


def _line(id_: int, at: dt.datetime, title: str, status: str) -> JsonObject:
    return {
        "id": id_,
        "status": status,
        "startTime": stamp(at),
        "updateTime": stamp(at),
        "title": title,
        "description": "",
    }
