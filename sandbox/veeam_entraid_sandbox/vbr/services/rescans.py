"""Rescans: what lies in repositories and on PostgreSQL, and the server does not know; and what is there no more."""

from dataclasses import asdict
from typing import Final

from veeam_entraid_sandbox.vbr._json import JsonObject, JsonValue, elements, objects, text
from veeam_entraid_sandbox.vbr._moment import Moment
from veeam_entraid_sandbox.vbr._service import Call, Service
from veeam_entraid_sandbox.vbr._sessions import FailedRunError, Outcome, Outside, Plan, Run, Step, Work, start
from veeam_entraid_sandbox.vbr._tenant_database import (
    Point,
    RepositoryError,
    TenantDatabase,
    database_name,
    tenants_on,
)
from veeam_entraid_sandbox.vbr.services.stored_backups import (
    ENTRA_REPOSITORY,
    ENTRA_REPOSITORY_NAME,
    import_outside,
    take_in_found,
    take_in_tenants,
)

__all__ = ["SERVICE"]


def _rescan(call: Call) -> JsonValue:
    moment = call.moment
    ids = list(dict.fromkeys(str(id_).lower() for id_ in elements(call.body, "repositoryIds")))
    names = [_name(moment, id_) for id_ in ids]
    on_postgresql = ENTRA_REPOSITORY in ids
    repositories = [id_ for id_ in ids if id_ != ENTRA_REPOSITORY]
    steps = [Step("rescan-repositories")] if repositories or not on_postgresql else []
    if on_postgresql:
        steps.append(Step("rescan-tenants"))
    plan = Plan(
        type="ConfigurationResynchronize" if repositories or not on_postgresql else "EntraIdRescanRepository",
        name=f"Rescanning {', '.join(names) or 'nothing'}",
        seconds=moment.settings.durations.infrastructure,
        steps=tuple(steps),
        arguments={"repositories": [*repositories]},
        log=("Looking for backups",),
    )
    return start(moment, plan, call.who)


def _name(moment: Moment, id_: str) -> str:
    if id_ == ENTRA_REPOSITORY:
        return ENTRA_REPOSITORY_NAME
    return text(moment.existing("repository", "backup repository", id_).shown, "name")


def _look(moment: Moment, run: Run) -> Outside:
    return import_outside(moment, [str(id_) for id_ in elements(run.arguments, "repositories")])


def _looked(moment: Moment, run: Run, answer: JsonObject) -> Outcome:
    del run
    return _said(take_in_found(moment, answer))


def _said(new: int) -> Outcome:
    return Outcome(message=f"{new} new restore points have been found." if new else "Success")


def _look_at_postgresql(moment: Moment, run: Run) -> Outside:
    del run
    instance = moment.instance()
    if instance is None:
        raise FailedRunError("No PostgreSQL instance is connected as the Entra ID backup repository.")

    def outside() -> JsonObject:
        try:
            tenants = tenants_on(instance)
        except RepositoryError as error:
            raise FailedRunError(str(error)) from error
        found = {tenant: _points(TenantDatabase(instance, database_name(tenant))) for tenant in tenants}
        shown: list[JsonValue] = [
            {"id": tenant, "points": [asdict(point) for point in points]} for tenant, points in found.items()
        ]
        return {"place": instance.place, "tenants": shown}

    return outside


def _points(database: TenantDatabase) -> list[Point]:
    try:
        return database.points()
    except RepositoryError:
        return []  # it is there, and nothing of a tenant is in it


def _looked_at_postgresql(moment: Moment, run: Run, answer: JsonObject) -> Outcome:
    del run
    return _said(take_in_tenants(moment, text(answer, "place"), objects(answer, "tenants")))


SERVICE: Final = Service(
    operations={"RescanRepositories": _rescan},
    works={
        "rescan-repositories": Work(_looked, _look),
        "rescan-tenants": Work(_looked_at_postgresql, _look_at_postgresql),
    },
)
