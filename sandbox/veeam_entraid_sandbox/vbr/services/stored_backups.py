"""Backups that a server finds where they lie, without having made them: in repositories, and on PostgreSQL."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Final

from veeam_entraid_sandbox.vbr._json import JsonObject, child, key, objects, text
from veeam_entraid_sandbox.vbr._moment import Moment
from veeam_entraid_sandbox.vbr._records import NIL, Kind, Record
from veeam_entraid_sandbox.vbr._sessions import RUNNING, FailedRunError, Outside
from veeam_entraid_sandbox.vbr._storage import Stored, StoredFile, storage_of
from veeam_entraid_sandbox.vbr._tenant_database import RepositoryError, TenantDatabase, database_name

__all__ = [
    "ENTRA_REPOSITORY",
    "ENTRA_REPOSITORY_NAME",
    "NewPoint",
    "add_backup",
    "add_point",
    "delete_backup",
    "forget_point",
    "import_outside",
    "point_id",
    "points_of",
    "removal",
    "storage_in",
    "storage_of_backup",
    "take_in_found",
    "take_in_tenants",
]

ENTRA_REPOSITORY: Final = "88788f9e-d8f5-4eb4-bc4f-9b3f5403bcec"
"""The id that the API shows for the PostgreSQL instance where it wants a repository's."""

ENTRA_REPOSITORY_NAME: Final = "Microsoft Entra ID Backup Repository"

_NAMESPACE: Final = uuid.UUID("0c7f7f0a-2f0f-4b57-8c5a-6b0a6b1f7a51")
_TENANT_JOB: Final = "EntraIDTenantBackup"
_PARTS: Final[tuple[Kind, ...]] = ("restorePoint", "backupObject")


def point_id(session: str) -> str:
    """Return the id of the restore point that a run makes: the same one when a part of it is done again."""
    return str(uuid.uuid5(_NAMESPACE, session))


def points_of(moment: Moment, backup: Record) -> list[Record]:
    """Return the restore points of a backup."""
    return [each for each in moment.all_of("restorePoint") if text(each.kept, "backup") == backup.id]


def storage_in(moment: Moment, repository_id: str) -> Stored | None:
    """Return what lies in the repository, simple or scale-out, with that id; None if there is no such repository."""
    repository = moment.find("repository", repository_id) or moment.find("scaleOutRepository", repository_id)
    return storage_of(moment.storage, repository.shown) if repository else None


def storage_of_backup(moment: Moment, backup: Record) -> Stored | None:
    """Return where a backup lies; None if that is PostgreSQL, or the repository is gone."""
    return storage_in(moment, key(backup.shown, "repositoryId"))


def add_backup(moment: Moment, id_: str, shown: JsonObject, tenant: str) -> Record:
    """Make the record of a backup of that tenant, with the one object that is in it."""
    moment.make(
        "backupObject",
        {"name": tenant, "type": "EntraIDTenant", "platformName": "EntraID", "platformId": NIL},
        {"backup": id_},
    )
    common: JsonObject = {"id": id_, "platformName": "EntraID", "platformId": NIL}
    return moment.put(Record("backup", id_, {**common, **shown}, {"azureTenant": tenant}))


@dataclass(frozen=True, slots=True)
class NewPoint:
    """A restore point that is to be known."""

    id: str
    created: str
    type: str
    session: str = NIL


def add_point(moment: Moment, backup: Record, point: NewPoint) -> None:
    """Make the record of a restore point."""
    shown: JsonObject = {
        "id": point.id,
        "name": text(backup.kept, "azureTenant"),
        "platformName": "EntraID",
        "platformId": NIL,
        "creationTime": point.created,
        "backupId": backup.id,
        "type": point.type,
        "sessionId": point.session,
        "allowedOperations": [],
        "malwareStatus": "Clean",
    }
    moment.put(Record("restorePoint", point.id, shown, {"backup": backup.id}))


def forget_point(moment: Moment, id_: str) -> None:
    """Remove the record of a restore point."""
    moment.ledger.forget("restorePoint", id_)


def _in_the_making(moment: Moment) -> set[str]:
    """Return the ids of restore points that runs are about to make: they may be there and not be known yet."""
    return {point_id(session.id) for session in moment.all_of(RUNNING)}


# Removing.


def delete_backup(moment: Moment, backup: Record) -> None:
    """Delete the records of a backup; what it is made of stays where it lies."""
    for kind in _PARTS:
        for part in moment.all_of(kind):
            if text(part.kept, "backup") == backup.id:
                moment.delete(part)
    moment.delete(backup)


def removal(moment: Moment, backup: Record, points: Sequence[str]) -> Outside | None:
    """Return what removes restore points of a backup from where they lie; None if that is gone.

    Raises:
        FailedRunError: they lie on a PostgreSQL instance that is not connected.
    """
    left = [point.id for point in points_of(moment, backup) if point.id not in points]
    if backup.shown["jobType"] != _TENANT_JOB:
        storage = storage_of_backup(moment, backup)
        return _kept_only(storage, backup.id, left) if storage else None
    instance = moment.instance()
    if instance is None or text(backup.kept, "place") != instance.place:
        raise FailedRunError("The backup does not lie on the PostgreSQL instance that is connected.")
    tenant = text(backup.kept, "azureTenant")
    database = TenantDatabase(instance, database_name(tenant))
    is_shared = any(
        each.id != backup.id and each.shown["jobType"] == _TENANT_JOB and text(each.kept, "azureTenant") == tenant
        for each in moment.all_of("backup")
    )

    def outside() -> JsonObject:
        try:
            if left or is_shared:
                database.remove_points(points)
            else:
                database.remove()
        except RepositoryError as error:
            raise FailedRunError(str(error)) from error
        return {}

    return outside


def _kept_only(storage: Stored, backup: str, points: Sequence[str]) -> Outside:
    def outside() -> JsonObject:
        storage.keep(backup, points)
        return {}

    return outside


# In repositories.


def _take_in_files(moment: Moment, repository: Record, files: Sequence[StoredFile]) -> int:
    """Let the server know what lies in a repository and no more; return how many restore points are new."""
    there, waiting, new = {file.point for file in files}, _in_the_making(moment), 0
    for backup in moment.all_of("backup"):
        if key(backup.shown, "repositoryId") == repository.id:
            for point in points_of(moment, backup):
                if point.id not in there:
                    forget_point(moment, point.id)
    for file in files:
        if moment.find("restorePoint", file.point) or file.point in waiting:
            continue
        backup = moment.find("backup", file.backup) or add_backup(
            moment,
            file.backup,
            {
                "name": file.name,
                "creationTime": file.created,
                "repositoryId": repository.id,
                "repositoryName": repository.shown["name"],
                "jobType": file.job_type,
            },
            file.tenant,
        )
        add_point(moment, backup, NewPoint(file.point, file.created, file.type))
        new += 1
    return new


def import_outside(moment: Moment, repositories: Sequence[str]) -> Outside:
    """Return what looks for backups in repositories."""
    storages = {id_: storage for id_ in repositories if (storage := storage_in(moment, id_))}

    def outside() -> JsonObject:
        return {"found": {id_: [asdict(file) for file in storage.all()] for id_, storage in storages.items()}}

    return outside


def take_in_found(moment: Moment, answer: JsonObject) -> int:
    """Let the server know what :func:`import_outside` has found; return how many restore points are new."""
    new = 0
    for id_, files in child(answer, "found").items():
        repository = moment.find("repository", id_)
        if repository:
            new += _take_in_files(moment, repository, [_file_of(file) for file in objects({"files": files}, "files")])
    return new


def _file_of(written: JsonObject) -> StoredFile:
    return StoredFile(
        backup=text(written, "backup"),
        name=text(written, "name"),
        job_type=text(written, "job_type"),
        tenant=text(written, "tenant"),
        point=text(written, "point"),
        created=text(written, "created"),
        type=text(written, "type"),
    )


# On PostgreSQL.


def take_in_tenants(moment: Moment, place: str, tenants: Iterable[JsonObject]) -> int:
    """Let the server know the restore points that lie on an instance; return how many are new.

    Args:
        moment: now.
        place: what tells the instance from others.
        tenants: the tenants that have a database there: ``id``, and ``points`` with ``id`` and ``created``.
    """
    found = {
        text(tenant, "id"): {text(point, "id"): point for point in objects(tenant, "points")} for tenant in tenants
    }
    known: set[str] = set()
    for backup in moment.all_of("backup"):
        if backup.shown["jobType"] == _TENANT_JOB:
            known |= _found_again(moment, backup, place, found.get(text(backup.kept, "azureTenant"), {}).keys())
    known |= _in_the_making(moment)
    new = 0
    for tenant, points in found.items():
        unknown = [point for id_, point in points.items() if id_ not in known]
        if not unknown:
            continue
        shown: JsonObject = {
            "name": tenant,
            "creationTime": unknown[0]["created"],
            "repositoryId": ENTRA_REPOSITORY,
            "repositoryName": ENTRA_REPOSITORY_NAME,
            "jobType": _TENANT_JOB,
        }
        backup = add_backup(moment, str(uuid.uuid4()), shown, tenant)
        backup = moment.put(replace(backup, kept={**backup.kept, "place": place}))
        for index, point in enumerate(unknown):
            type_ = "Increment" if index else "Full"
            add_point(moment, backup, NewPoint(text(point, "id"), text(point, "created"), type_))
        new += len(unknown)
    return new


def _found_again(moment: Moment, backup: Record, place: str, there: Iterable[str]) -> set[str]:
    """Say of a backup where it lies, if any of it is there; return the ids of its restore points."""
    ids, found = {point.id for point in points_of(moment, backup)}, set(there)
    if ids & found or text(backup.kept, "place") == place:
        for id_ in ids - found:
            forget_point(moment, id_)
        moment.put(replace(backup, kept={**backup.kept, "place": place}))
    return ids
