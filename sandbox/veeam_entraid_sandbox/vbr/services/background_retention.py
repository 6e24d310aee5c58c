"""Background retention: once a day, what is too old in backups that no job looks after any more."""

from typing import Final

from veeam_entraid_sandbox.vbr._clock import instant
from veeam_entraid_sandbox.vbr._json import JsonObject, child, elements, key, number, text
from veeam_entraid_sandbox.vbr._moment import Moment
from veeam_entraid_sandbox.vbr._records import Record
from veeam_entraid_sandbox.vbr._service import Service
from veeam_entraid_sandbox.vbr._sessions import FailedRunError, Outcome, Outside, Plan, Run, Step, Work, start
from veeam_entraid_sandbox.vbr._vendor_limits import RetainedPoint, expired
from veeam_entraid_sandbox.vbr.services.stored_backups import delete_backup, forget_point, points_of, removal

__all__ = ["SERVICE"]

_WHO: Final = "SYSTEM"


def _daily(moment: Moment) -> None:
    """Start a session for each orphan that has restore points whose time is over."""
    for backup in moment.all_of("backup"):
        points = _expired(moment, backup)
        if points:
            plan = Plan(
                type="Retention",
                name=f"Background retention of {text(backup.shown, 'name')}",
                seconds=moment.settings.durations.deletion,
                steps=(Step("apply-retention"),),
                arguments={"backup": backup.id, "points": [*points]},
                log=("Deleting restore points",),
            )
            start(moment, plan, _WHO)


def _expired(moment: Moment, backup: Record) -> list[str]:
    if moment.find("job", key(backup.shown, "jobId")):
        return []
    policy = child(backup.kept, "retention")
    points = [
        RetainedPoint(point.id, instant(text(point.shown, "creationTime"))) for point in points_of(moment, backup)
    ]
    return [each.id for each in expired(points, text(policy, "type"), int(number(policy, "quantity")), moment.now)]


def _backup(moment: Moment, run: Run) -> Record:
    """Return the orphan, if it still is one.

    Raises:
        FailedRunError: it is not.
    """
    backup = moment.find("backup", text(run.arguments, "backup"))
    if backup is None or moment.find("job", key(backup.shown, "jobId")):
        raise FailedRunError("The backup has been deleted, or belongs to a job again.")
    return backup


def _points(run: Run) -> list[str]:
    return [str(point) for point in elements(run.arguments, "points")]


def _outside(moment: Moment, run: Run) -> Outside | None:
    return removal(moment, _backup(moment, run), _points(run))


def _applied(moment: Moment, run: Run, answer: JsonObject) -> Outcome:
    del answer
    backup = _backup(moment, run)
    for point in _points(run):
        forget_point(moment, point)
    if not points_of(moment, backup):
        delete_backup(moment, backup)
    return Outcome()


SERVICE: Final = Service(operations={}, works={"apply-retention": Work(_applied, _outside)}, daily=_daily)
