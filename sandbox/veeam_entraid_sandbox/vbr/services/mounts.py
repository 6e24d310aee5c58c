"""Backups of tenants that are mounted for a restore: what the requests that browse them and restore from them need."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from veeam_entraid_sandbox.vbr._clock import instant, stamp
from veeam_entraid_sandbox.vbr._errors import not_found, refused
from veeam_entraid_sandbox.vbr._instance import Instance
from veeam_entraid_sandbox.vbr._json import JsonObject, JsonValue, key, objects, text
from veeam_entraid_sandbox.vbr._lists import page
from veeam_entraid_sandbox.vbr._moment import Moment
from veeam_entraid_sandbox.vbr._records import Record
from veeam_entraid_sandbox.vbr._service import Answer, Call, Enquiry, Service
from veeam_entraid_sandbox.vbr._sessions import (
    RUNNING,
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
from veeam_entraid_sandbox.vbr._storage import StorageError
from veeam_entraid_sandbox.vbr._tenant_database import (
    Point,
    RepositoryError,
    TenantDatabase,
    database_name,
    imported_database_name,
)
from veeam_entraid_sandbox.vbr.services.jobs import TENANT_COPY, TENANT_JOB
from veeam_entraid_sandbox.vbr.services.stored_backups import storage_of_backup

__all__ = ["SERVICE", "Mount", "asked", "let_end", "mount_of_backup", "mount_of_session"]

_KIND: Final = "mount"
_WHAT: Final = "restore session"
_TYPE: Final = "EntraIdRestore"
_NAME: Final = "Contoso"

_Found = TypeVar("_Found")


@dataclass(frozen=True, slots=True)
class Mount:
    """A backup that is mounted.

    Attributes:
        record: the mount.
        backup: the backup.
        database: where what it has is read.
        points: its restore points, the newest first.
    """

    record: Record
    backup: Record
    database: TenantDatabase
    points: tuple[Point, ...]

    @property
    def id(self) -> str:
        """The id of its session."""
        return self.record.id

    @property
    def tenant(self) -> str:
        """The tenant's id in Entra ID."""
        return text(self.backup.kept, "azureTenant")

    @property
    def point_ids(self) -> list[str]:
        """The ids of the restore points, the newest first."""
        return [point.id for point in self.points]

    def created(self, point: str) -> str:
        """Return the time of a restore point, as the API writes it."""
        return next(each.created for each in self.points if each.id == point)

    def demand_point(self, id_: str) -> str:
        """Return the id of a restore point that a body refers to.

        Raises:
            ApiError: the backup does not have it.
        """
        if id_ not in self.point_ids:
            raise refused(f"The backup has no restore point {id_ or 'without an id'}.")
        return id_


def asked(ask: Callable[[], _Found]) -> _Found:
    """Return what PostgreSQL answers to a request.

    Raises:
        ApiError: it does not.
    """
    try:
        return ask()
    except RepositoryError as error:
        raise refused(str(error)) from error


def mount_of_session(moment: Moment, id_: str) -> Mount:
    """Return what is mounted by the session with that id.

    Raises:
        ApiError: there is no such session, or nothing can be read.
    """
    record = moment.find(_KIND, id_)
    if record is None or not _is_active(moment, record):
        raise not_found(_WHAT, id_)
    return _opened(moment, record)


def mount_of_backup(moment: Moment, id_: str) -> Mount:
    """Return a mount of the backup with that id.

    Raises:
        ApiError: there is no such backup, it is not mounted, or cannot be read.
    """
    moment.existing("backup", "backup", id_)
    for record in moment.all_of(_KIND):
        if text(record.kept, "backup") == id_ and _is_active(moment, record):
            return _opened(moment, record)
    raise refused("The backup is not mounted: start a restore session first.")


def _is_active(moment: Moment, record: Record) -> bool:
    session = moment.find(RUNNING, record.id)
    return session is not None and session.kept.get("isStopping") is not True


def _opened(moment: Moment, record: Record) -> Mount:
    backup = moment.referred("backup", "backup", text(record.kept, "backup"))
    imported = text(record.kept, "database")
    if imported:
        points = tuple(Point(text(each, "id"), text(each, "created")) for each in objects(record.kept, "points"))
        return Mount(record, backup, TenantDatabase(_connected_instance(moment), imported), points)
    return Mount(record, backup, _readable(moment, backup), _points(moment, backup))


def _points(moment: Moment, backup: Record) -> tuple[Point, ...]:
    found = [
        Point(each.id, text(each.shown, "creationTime"))
        for each in moment.all_of("restorePoint")
        if text(each.kept, "backup") == backup.id
    ]
    return tuple(sorted(found, key=lambda point: instant(point.created), reverse=True))


def _connected_instance(moment: Moment) -> Instance:
    instance = moment.instance()
    if instance is None:
        raise refused("No PostgreSQL instance is connected as the Entra ID backup repository.")
    return instance


def _readable(moment: Moment, backup: Record) -> TenantDatabase:
    """Return the database of a tenant's backup.

    Raises:
        ApiError: it lies on an instance that is not connected.
    """
    instance = _connected_instance(moment)
    if text(backup.kept, "place") != instance.place:
        raise refused(
            f"The backup {text(backup.shown, 'name')} does not lie on the PostgreSQL instance that is connected. "
            "Connect the instance that has it, and rescan the repository."
        )
    return TenantDatabase(instance, database_name(text(backup.kept, "azureTenant")))


# Mounting.


def _mount(call: Call) -> Answer:
    moment = call.moment
    backup = moment.referred("backup", "backup", key(call.body, "backupId"))
    if backup.shown["jobType"] == TENANT_COPY:
        raise refused("A copy has to be imported first: start a restore from a copy.")
    if backup.shown["jobType"] != TENANT_JOB:
        raise refused("The backup is not one of a tenant.")
    if not _points(moment, backup):
        raise refused("The backup has no restore point.")
    database, wanted = _readable(moment, backup), {point.id for point in _points(moment, backup)}

    def ask() -> Callable[[Call], JsonValue]:
        present = {point.id for point in asked(database.points)}
        if not wanted <= present:
            raise refused("Restore points of the backup are missing in the tenant's database: rescan the repository.")
        return lambda later: make_mount(later.moment, backup, later.who).shown

    return Enquiry(ask)


def make_mount(
    moment: Moment, backup: Record, who: str, *, database: str = "", points: tuple[Point, ...] = ()
) -> Record:
    """Mount a backup and return the mount.

    Args:
        moment: now.
        backup: the backup.
        who: the name of who mounts it.
        database: the database that it has been imported into; empty for the tenant's own.
        points: the restore points that have been imported.
    """
    plan = Plan(type=_TYPE, name=f"Restore from {text(backup.shown, 'name')}", seconds=0, steps=())
    session = start(moment, plan, who)
    source: JsonObject = {
        "backupId": backup.id,
        "tenantId": text(backup.kept, "azureTenant"),
        "tenantName": _NAME,
    }
    id_ = text(session, "id")
    kept: JsonObject = {
        "backup": backup.id,
        "created": stamp(moment.now),
        "database": database,
        "points": [{"id": point.id, "created": point.created} for point in points],
    }
    return moment.put(Record(_KIND, id_, {"sessionId": id_, "sourceProperties": source}, kept))


def _all(call: Call) -> JsonValue:
    moment = call.moment
    found = [
        {**each.shown, "creationTime": each.kept["created"]}
        for each in moment.all_of(_KIND)
        if _is_active(moment, each)
    ]
    shown = page(found, call.query, {})
    data: list[JsonValue] = [
        {name: each[name] for name in each if name != "creationTime"} for each in objects(shown, "data")
    ]
    return {**shown, "data": data}


def _one(call: Call) -> JsonValue:
    return mount_of_session(call.moment, call.path["sessionId"]).record.shown


# From a copy.


def _mount_copy(call: Call) -> JsonValue:
    moment = call.moment
    point = moment.referred("restorePoint", "restore point", key(call.body, "restorePointId"))
    backup = moment.referred("backup", "backup", text(point.kept, "backup"))
    if backup.shown["jobType"] != TENANT_COPY:
        raise refused("The restore point is not one of a copy.")
    _connected_instance(moment)
    plan = Plan(
        type="EntraIdRestoreFromCopy",
        name=f"Importing {text(backup.shown, 'name')}",
        seconds=moment.settings.durations.restore,
        steps=(Step("import-copy"),),
        arguments={"point": point.id, "who": call.who},
        log=("Reading the copy", "Writing objects into PostgreSQL"),
    )
    return start(moment, plan, call.who)


def _copy(moment: Moment, run: Run) -> tuple[Record, Point]:
    """Return the backup and the restore point that are imported.

    Raises:
        FailedRunError: they have been deleted.
    """
    point = moment.find("restorePoint", text(run.arguments, "point"))
    backup = moment.find("backup", text(point.kept, "backup")) if point else None
    if point is None or backup is None:
        raise FailedRunError("The copy has been deleted.")
    return backup, Point(point.id, text(point.shown, "creationTime"))


def _import(moment: Moment, run: Run) -> Outside:
    backup, point = _copy(moment, run)
    storage, instance = storage_of_backup(moment, backup), moment.instance()
    if storage is None:
        raise FailedRunError("The repository of the copy has been deleted.")
    if instance is None:
        raise FailedRunError("No PostgreSQL instance is connected as the Entra ID backup repository.")
    database = TenantDatabase(instance, imported_database_name(run.id))

    def outside() -> JsonObject:
        try:
            items = storage.items(backup.id, point.id)
            database.open()
            database.write(point, items, [])
        except (RepositoryError, StorageError) as error:
            raise FailedRunError(str(error)) from error
        return {}

    return outside


def _imported(moment: Moment, run: Run, answer: JsonObject) -> Outcome:
    del answer
    backup, point = _copy(moment, run)
    who = text(run.arguments, "who")
    mount = make_mount(moment, backup, who, database=imported_database_name(run.id), points=(point,))
    return Outcome(resource_id=mount.id)


# Unmounting.


def _unmount(call: Call) -> JsonValue:
    moment, id_ = call.moment, call.path["sessionId"]
    record = moment.find(_KIND, id_)
    session = moment.find(RUNNING, id_)
    if record is None or session is None or not _is_active(moment, record):
        raise not_found(_WHAT, id_)
    for family in ("restore", "comparison"):
        for each in list(all_sessions(moment, family)):
            if each.kind == RUNNING and text(each.kept, "arguments", "mount") == id_:
                stop(moment, each)
    return session_model(let_end(moment, session, "unmount"), moment.now)


def let_end(moment: Moment, session: Record, work: str) -> Record:
    """Let a session that has no end come to one; return it."""
    elapsed = (moment.now - instant(text(session.shown, "creationTime"))).total_seconds()
    steps: list[JsonValue] = [{"work": work, "at": elapsed + moment.settings.durations.deletion}]
    kept: JsonObject = {**session.kept, "steps": steps, "isStopping": True}
    return moment.put(replace(session, kept=kept))


def _drop(moment: Moment, run: Run) -> Outside | None:
    record = moment.find(_KIND, run.id)
    instance = moment.instance()
    imported = text(record.kept, "database") if record else ""
    if instance is None or not imported:
        return None
    database = TenantDatabase(instance, imported)

    def outside() -> JsonObject:
        try:
            database.remove()
        except RepositoryError as error:
            return {"left": str(error)}
        return {}

    return outside


def _unmounted(moment: Moment, run: Run, answer: JsonObject) -> Outcome:
    moment.ledger.forget(_KIND, run.id)
    left = text(answer, "left")
    return Outcome(result="Warning", message=f"What was imported is left behind: {left}") if left else Outcome()


SERVICE: Final = Service(
    operations={
        "StartEntraIDTenantRestore": _mount,
        "StartEntraIDTenantRestoreFromCopy": _mount_copy,
        "StopEntraIDTenantRestore": _unmount,
        "GetAllEntraIdTenantBrowseSessions": _all,
        "GetEntraIdTenantBrowseSession": _one,
    },
    works={"import-copy": Work(_imported, _import), "unmount": Work(_unmounted, _drop)},
)
