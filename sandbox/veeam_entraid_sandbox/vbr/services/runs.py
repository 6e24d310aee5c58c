"""Runs of jobs: what they need, what they write, and how far they are."""

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from veeam_entraid_sandbox.vbr._clock import instant, stamp
from veeam_entraid_sandbox.vbr._directory import Item, enabled_members
from veeam_entraid_sandbox.vbr._errors import refused
from veeam_entraid_sandbox.vbr._json import JsonObject, JsonValue, child, elements, flag, key, number, text
from veeam_entraid_sandbox.vbr._lists import (
    Filter,
    after,
    before,
    equal,
    equal_id,
    equal_number,
    matching,
    page,
)
from veeam_entraid_sandbox.vbr._moment import Moment
from veeam_entraid_sandbox.vbr._production import Production
from veeam_entraid_sandbox.vbr._records import Record
from veeam_entraid_sandbox.vbr._service import Call, Service
from veeam_entraid_sandbox.vbr._sessions import (
    FailedRunError,
    Outcome,
    Outside,
    Plan,
    Run,
    Step,
    Work,
    all_sessions,
    session_model,
    start,
    stop,
)
from veeam_entraid_sandbox.vbr._storage import StoredFile
from veeam_entraid_sandbox.vbr._tenant_database import Point, RepositoryError, TenantDatabase, database_name
from veeam_entraid_sandbox.vbr._vendor_limits import (
    RetainedPoint,
    license_problem,
    recent_backup_problem,
    retained,
)
from veeam_entraid_sandbox.vbr.services.jobs import (
    JOB,
    LOG_COPY,
    LOG_JOB,
    TENANT_COPY,
    TENANT_JOB,
    leave,
    retention_of,
    running_session,
    tenant_of,
)
from veeam_entraid_sandbox.vbr.services.licensing import licensed_for, licensed_users, use_license
from veeam_entraid_sandbox.vbr.services.proxies import proxy_problem
from veeam_entraid_sandbox.vbr.services.stored_backups import (
    ENTRA_REPOSITORY,
    ENTRA_REPOSITORY_NAME,
    NewPoint,
    add_backup,
    add_point,
    forget_point,
    point_id,
    points_of,
    storage_in,
)

__all__ = ["SERVICE"]

_BACKUPS: Final = uuid.UUID("5d0c7d0e-7b0b-4a77-9a2e-3d2b6c1f9b10")
_PAID: Final = {"ConditionalAccessPolicies", "IntunePolicies"}
_SESSION_TYPES: Final = {
    TENANT_JOB: "BackupJob",
    LOG_JOB: "BackupJob",
    TENANT_COPY: "BackupCopyJob",
    LOG_COPY: "BackupCopyJob",
}
_STEPS: Final = {
    TENANT_JOB: (Step("open-tenant-database", 0.0), Step("back-up-tenant")),
    LOG_JOB: (Step("check-log-backup", 0.0), Step("back-up-logs")),
    TENANT_COPY: (Step("check-copy", 0.0), Step("copy-backup")),
    LOG_COPY: (Step("check-copy", 0.0), Step("copy-backup")),
}
_LOG: Final = {
    TENANT_JOB: ("Opening the tenant's database", "Reading the tenant", "Writing objects", "Applying the retention"),
    LOG_JOB: ("Reading logs", "Writing logs", "Applying the retention"),
    TENANT_COPY: ("Copying restore points", "Applying the retention"),
    LOG_COPY: ("Copying restore points", "Applying the retention"),
}


# Starting and stopping.


def _start(call: Call) -> JsonValue:
    moment = call.moment
    job = moment.existing(JOB, "job", call.id)
    if flag(job.shown, "isDisabled"):
        raise refused(f"The job {text(job.shown, 'name')} is disabled.")
    if running_session(moment, job):
        raise refused(f"The job {text(job.shown, 'name')} is running already.")
    type_ = text(job.shown, "type")
    plan = Plan(
        type=_SESSION_TYPES[type_],
        name=text(job.shown, "name"),
        seconds=moment.settings.durations.job,
        steps=_STEPS[type_],
        arguments={"isFull": flag(call.body, "performActiveFull")},
        log=_LOG[type_],
        job_id=job.id,
    )
    return start(moment, plan, call.who)


def _retry(call: Call) -> JsonValue:
    moment = call.moment
    job = moment.existing(JOB, "job", call.id)
    last = _last_sessions(moment).get(job.id)
    if last is None or text(last.shown, "result", "result") != "Failed":
        raise refused(f"The last run of the job {text(job.shown, 'name')} has not failed.")
    return _start(call)


def _stop(call: Call) -> JsonValue:
    moment = call.moment
    job = moment.existing(JOB, "job", call.id)
    session = running_session(moment, job)
    if session is None:
        raise refused(f"The job {text(job.shown, 'name')} is not running.")
    return stop(moment, session)


# What a run needs.


@dataclass(frozen=True, slots=True)
class _Subject:
    """The job that runs and the tenant that it protects."""

    job: Record
    tenant: Record

    @property
    def azure(self) -> str:
        """The tenant's id in Entra ID."""
        return key(self.tenant.shown, "azureTenantId")

    @property
    def scope(self) -> set[str]:
        """What of the tenant is protected."""
        return {str(each) for each in elements(self.tenant.shown, "protectionScope")}


def _subject(moment: Moment, run: Run) -> _Subject:
    """Return what a run works on.

    Raises:
        FailedRunError: it is gone, the proxy is, or nobody knows how the tenant's application signs in.
    """
    job = moment.find(JOB, run.job_id)
    tenant = tenant_of(moment, job) if job else None
    if job is None or tenant is None:
        raise FailedRunError("The job or its tenant has been deleted.")
    problem = proxy_problem(moment) or _sign_in_problem(tenant)
    if problem:
        raise FailedRunError(problem)
    return _Subject(job, tenant)


def _sign_in_problem(tenant: Record) -> str:
    authentication = child(tenant.shown, "authentication")
    if not authentication or "secret" in authentication or "certificate" in authentication:
        return ""
    return "The application of the tenant cannot sign in: its secret or certificate has to be entered again."


def _items(moment: Moment, subject: _Subject) -> tuple[Item, ...]:
    scope = subject.scope - _unlicensed(moment, subject)
    return tuple(item for item in Production(moment, subject.azure).readable() if item.scope in scope)


def _unlicensed(moment: Moment, subject: _Subject) -> set[str]:
    """Return the part of the protection scope that the licence leaves out."""
    paid = subject.scope & _PAID
    return paid if license_problem(licensed_for(moment), 0, with_logs_or_policies=True) else set()


def _demand_license(moment: Moment, subject: _Subject, items: tuple[Item, ...]) -> None:
    """Refuse a run that the licence does not allow.

    Raises:
        FailedRunError: there are more users than the licence is for.
    """
    total = licensed_users(moment, besides=subject.azure) + enabled_members(items)
    problem = license_problem(licensed_for(moment), total, with_logs_or_policies=False)
    if problem:
        raise FailedRunError(problem)


def _database(moment: Moment, subject: _Subject) -> TenantDatabase:
    instance = moment.instance()
    if instance is None:
        raise FailedRunError("No PostgreSQL instance is connected as the Entra ID backup repository.")
    return TenantDatabase(instance, database_name(subject.azure))


# The backup of a tenant.


def _open_outside(moment: Moment, run: Run) -> Outside:
    subject = _subject(moment, run)
    _demand_license(moment, subject, _items(moment, subject))
    database = _database(moment, subject)

    def outside() -> JsonObject:
        _asked(database.open)
        return {}

    return outside


def _opened(moment: Moment, run: Run, answer: JsonObject) -> None:
    del moment, run, answer


def _write_outside(moment: Moment, run: Run) -> Outside:
    subject = _subject(moment, run)
    database, items = _database(moment, subject), _items(moment, subject)
    point = Point(point_id(run.id), stamp(moment.now))
    keep = _all_kept_points(moment, subject, point)

    def outside() -> JsonObject:
        _asked(lambda: database.write(point, items, keep))
        return {"place": database.instance.place}

    return outside


def _written(moment: Moment, run: Run, answer: JsonObject) -> Outcome:
    subject = _subject(moment, run)
    use_license(moment, subject.azure, enabled_members(_items(moment, subject)))
    place = text(answer, "place")
    before = _backup_of(moment, subject.job)
    if before and text(before.kept, "place") != place:
        # It lies on another instance, which was connected then: the job begins anew, and leaves it there.
        leave(moment, subject.job, before)
    backup = _add_point(moment, run, subject, ENTRA_REPOSITORY, ENTRA_REPOSITORY_NAME)
    moment.put(replace(backup, kept={**backup.kept, "place": place}))
    unlicensed = sorted(_unlicensed(moment, subject))
    if unlicensed:
        return Outcome(result="Warning", message=f"The license leaves out {' and '.join(unlicensed)}.")
    return Outcome()


def _asked(ask: Callable[[], None]) -> None:
    try:
        ask()
    except RepositoryError as error:
        raise FailedRunError(str(error)) from error


# The backup of logs.


def _check_logs(moment: Moment, run: Run, answer: JsonObject) -> None:
    del answer
    subject = _subject(moment, run)
    if "Logs" not in subject.scope:
        raise FailedRunError("The protection scope of the tenant leaves out logs.")
    problem = license_problem(licensed_for(moment), 0, with_logs_or_policies=True)
    problem = problem or recent_backup_problem(_latest(moment, subject.azure), moment.now)
    if problem:
        raise FailedRunError(problem)


def _latest(moment: Moment, azure: str) -> dt.datetime | None:
    times = [
        instant(text(point.shown, "creationTime"))
        for backup in moment.all_of("backup")
        if backup.shown["jobType"] == TENANT_JOB and text(backup.kept, "azureTenant") == azure
        for point in points_of(moment, backup)
    ]
    return max(times, default=None)


def _target(subject: _Subject) -> str:
    """Return the id of the repository that a run writes to."""
    job = subject.job.shown
    return key(job, "storage", "backupRepositoryId") or key(job, "backupRepositoryId")


def _store_outside(moment: Moment, run: Run) -> Outside:
    """Write what a run makes into its repository: of logs only that they are there."""
    subject = _subject(moment, run)
    storage = storage_in(moment, _target(subject))
    if storage is None:
        raise FailedRunError("The backup repository has been deleted.")
    backup = _backup_of(moment, subject.job)
    point = Point(point_id(run.id), stamp(moment.now))
    file = StoredFile(
        backup=backup.id if backup else _backup_id(run),
        name=text(subject.job.shown, "name"),
        job_type=text(subject.job.shown, "type"),
        tenant=subject.azure,
        point=point.id,
        created=point.created,
        type=_point_type(moment, run, backup),
    )
    keep = [each.id for each in _kept_points(moment, subject.job, backup, point)] if backup else []
    read = _reader(moment, subject)

    def outside() -> JsonObject:
        storage.write(file, read(), keep)
        return {}

    return outside


def _logs_written(moment: Moment, run: Run, answer: JsonObject) -> Outcome:
    del answer
    subject = _subject(moment, run)
    _add_point(moment, run, subject, _target(subject), _repository_name(moment, _target(subject)))
    return Outcome()


def _repository_name(moment: Moment, id_: str) -> str:
    repository = moment.find("repository", id_) or moment.find("scaleOutRepository", id_)
    if repository is None:
        raise FailedRunError("The backup repository has been deleted.")
    return text(repository.shown, "name")


# Copies.


def _check_copy(moment: Moment, run: Run, answer: JsonObject) -> None:
    del answer
    subject = _subject(moment, run)
    primary = moment.find(JOB, key(subject.job.shown, "primaryJobId"))
    backup = _backup_of(moment, primary) if primary else None
    if backup is None or not points_of(moment, backup):
        raise FailedRunError("The primary job has no restore point that could be copied.")


def _reader(moment: Moment, subject: _Subject) -> Callable[[], Sequence[Item]]:
    """Return what reads the objects that a run writes into a repository: a tenant's copy has all of the latest ones.

    Raises:
        FailedRunError: they lie on a PostgreSQL instance that is not connected.
    """
    if subject.job.shown["type"] != TENANT_COPY:
        return tuple
    primary = moment.find(JOB, key(subject.job.shown, "primaryJobId"))
    backup = _backup_of(moment, primary) if primary else None
    points = points_of(moment, backup) if backup else []
    database = _database(moment, subject)
    if backup is None or not points or text(backup.kept, "place") != database.instance.place:
        raise FailedRunError("What is to be copied does not lie on the PostgreSQL instance that is connected.")
    latest = max(points, key=lambda point: instant(text(point.shown, "creationTime")))

    def read() -> Sequence[Item]:
        try:
            return [kept.item for kept in database.whole(latest.id)]
        except RepositoryError as error:
            raise FailedRunError(str(error)) from error

    return read


def _copied(moment: Moment, run: Run, answer: JsonObject) -> Outcome:
    _check_copy(moment, run, answer)
    return _logs_written(moment, run, answer)


# Backups and restore points.


def _backup_id(run: Run) -> str:
    """Return the id of the backup that a run begins: the same one when a part of it is done again."""
    return str(uuid.uuid5(_BACKUPS, run.id))


def _backup_of(moment: Moment, job: Record) -> Record | None:
    return next((each for each in moment.all_of("backup") if key(each.shown, "jobId") == job.id), None)


def _kept_points(moment: Moment, job: Record, backup: Record, new: Point) -> list[RetainedPoint]:
    points = [RetainedPoint(each.id, instant(text(each.shown, "creationTime"))) for each in points_of(moment, backup)]
    policy = retention_of(moment, job)
    with_new = [*points, RetainedPoint(new.id, instant(new.created))]
    return list(retained(with_new, text(policy, "type") or "Days", int(number(policy, "quantity")) or 1, moment.now))


def _all_kept_points(moment: Moment, subject: _Subject, new: Point) -> list[str]:
    """Return the restore points that stay in a tenant's database: those of other backups of the tenant, too."""
    own = _backup_of(moment, subject.job)
    others = [
        point.id
        for backup in moment.all_of("backup")
        if backup.shown["jobType"] == TENANT_JOB and backup != own and text(backup.kept, "azureTenant") == subject.azure
        for point in points_of(moment, backup)
    ]
    return others + ([each.id for each in _kept_points(moment, subject.job, own, new)] if own else [])


def _add_point(moment: Moment, run: Run, subject: _Subject, repository: str, repository_name: str) -> Record:
    """Add the restore point of a run to the backup of its job, forget those whose time is over; return the backup."""
    before = _backup_of(moment, subject.job)
    type_ = _point_type(moment, run, before)
    backup = before or _new_backup(moment, run, subject, repository, repository_name)
    point = Point(point_id(run.id), stamp(moment.now))
    kept = {each.id for each in _kept_points(moment, subject.job, backup, point)}
    for old in points_of(moment, backup):
        if old.id not in kept:
            forget_point(moment, old.id)
    add_point(moment, backup, NewPoint(point.id, point.created, type_, run.id))
    return backup


def _point_type(moment: Moment, run: Run, backup: Record | None) -> str:
    is_first = backup is None or not points_of(moment, backup)
    return "Full" if is_first or flag(run.arguments, "isFull") else "Increment"


def _new_backup(moment: Moment, run: Run, subject: _Subject, repository: str, repository_name: str) -> Record:
    shown: JsonObject = {
        "jobId": subject.job.id,
        "name": subject.job.shown["name"],
        "creationTime": stamp(moment.now),
        "repositoryId": repository,
        "repositoryName": repository_name,
        "jobType": subject.job.shown["type"],
    }
    return add_backup(moment, _backup_id(run), shown, subject.azure)


# The states of jobs.


def _last_sessions(moment: Moment) -> dict[str, Record]:
    """Return the last session of each job that has run, by the job's id."""
    return {key(each.shown, "jobId"): each for each in all_sessions(moment)}


def _state(moment: Moment, job: Record, last: Record | None) -> JsonObject:
    session = session_model(last, moment.now) if last else {}
    running = bool(last and last.kind == "running")
    repository = key(job.shown, "storage", "backupRepositoryId") or key(job.shown, "backupRepositoryId")
    found = moment.find("repository", repository) or moment.find("scaleOutRepository", repository)
    chained = child(job.shown, "schedule", "afterThisJob")
    return {
        "id": job.id,
        "name": job.shown["name"],
        "type": job.shown["type"],
        "description": text(job.shown, "description"),
        "status": "Running" if running else "Disabled" if flag(job.shown, "isDisabled") else "Inactive",
        **({"lastRun": session["creationTime"], "sessionId": session["id"]} if session else {}),
        "lastResult": text(session, "result", "result") or "None",
        "workload": "Application",
        **({"repositoryId": found.id, "repositoryName": found.shown["name"]} if found else {}),
        "objectsCount": 1,
        "highPriority": flag(job.shown, "isHighPriority"),
        "progressPercent": session["progressPercent"] if session else 0,
        **({"runAfterJob": {"jobName": chained["jobName"]}} if flag(chained, "isEnabled") else {}),
    }


_STATE_FILTERS: Final[dict[str, Filter]] = {
    "idFilter": equal_id("id"),
    "nameFilter": matching("name"),
    "typeFilter": equal("type"),
    "lastResultFilter": equal("lastResult"),
    "statusFilter": equal("status"),
    "workloadFilter": equal("workload"),
    "lastRunAfterFilter": after("lastRun"),
    "lastRunBeforeFilter": before("lastRun"),
    "isHighPriorityJobFilter": equal("highPriority"),
    "repositoryIdFilter": equal_id("repositoryId"),
    "objectsCountFilter": equal_number("objectsCount"),
    "afterJobIdFilter": equal_id("runAfterJob", "jobId"),
    "afterJobNameFilter": matching("runAfterJob", "jobName"),
}


def _states(call: Call) -> JsonValue:
    moment = call.moment
    columns = {"AfterJobName": ("runAfterJob", "jobName")}
    last = _last_sessions(moment)
    states = (_state(moment, each, last.get(each.id)) for each in moment.visible(JOB))
    return page(states, call.query, _STATE_FILTERS, columns)


SERVICE: Final = Service(
    operations={"StartJob": _start, "RetryJob": _retry, "StopJob": _stop, "GetAllJobsStates": _states},
    works={
        "open-tenant-database": Work(_opened, _open_outside),
        "back-up-tenant": Work(_written, _write_outside),
        "check-log-backup": Work(_check_logs),
        "back-up-logs": Work(_logs_written, _store_outside),
        "check-copy": Work(_check_copy),
        "copy-backup": Work(_copied, _store_outside),
    },
)
