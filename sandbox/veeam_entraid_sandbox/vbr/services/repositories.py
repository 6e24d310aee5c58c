"""Backup repositories: created and changed by sessions, deleted at once; scale-out repositories can be looked at."""

from dataclasses import replace
from typing import Final

from veeam_entraid_sandbox.vbr._errors import refused
from veeam_entraid_sandbox.vbr._json import JsonObject, JsonValue, child, elements, flag, key, number, objects, text
from veeam_entraid_sandbox.vbr._lists import (
    Filter,
    equal,
    equal_id,
    equal_number,
    matching,
    never,
    one_of,
    page,
)
from veeam_entraid_sandbox.vbr._moment import Moment
from veeam_entraid_sandbox.vbr._records import Record
from veeam_entraid_sandbox.vbr._service import Call, Service
from veeam_entraid_sandbox.vbr._sessions import FailedRunError, Outcome, Outside, Plan, Run, Step, Work, start
from veeam_entraid_sandbox.vbr._vendor_limits import LogTarget
from veeam_entraid_sandbox.vbr.services.hosts import CACHE_FOLDER, backup_server
from veeam_entraid_sandbox.vbr.services.stored_backups import delete_backup, import_outside, take_in_found

__all__ = ["SERVICE", "default_repository", "log_targets", "repository_or_scale_out"]

_KIND: Final = "repository"
_WHAT: Final = "backup repository"
_SCALE_OUT: Final = "scaleOutRepository"
_DEFAULT: Final = "Default Backup Repository"
_ONLY_SPEC: Final = ("importBackup", "importIndex")
_OBJECT_STORAGE: Final = ("bucket", "container")
_CAPACITY: Final = 500.0


def default_repository(moment: Moment) -> Record:
    """Return the repository that the installation has made, or the first one that is left.

    Raises:
        ApiError: there is none.
    """
    found = moment.all_of(_KIND)
    if not found:
        raise refused("There is no backup repository.")
    return next((each for each in found if text(each.shown, "name") == _DEFAULT), found[0])


def repository_or_scale_out(moment: Moment, id_: str) -> Record:
    """Return the repository, simple or scale-out, that a body refers to.

    Raises:
        ApiError: there is none.
    """
    return moment.find(_SCALE_OUT, id_) or moment.referred(_KIND, _WHAT, id_)


def log_targets(moment: Moment, repository: Record) -> list[LogTarget]:
    """Return where a repository puts logs: itself, or its performance extents."""
    if repository.kind == _KIND:
        return [_target(repository)]
    extents = objects(repository.shown, "performanceTier", "performanceExtents")
    found = (moment.find(_KIND, key(extent, "id")) for extent in extents)
    return [_target(each) for each in found if each]


def _target(repository: Record) -> LogTarget:
    type_ = text(repository.shown, "type")
    spread = type_ == "SmartObjectS3" or flag(repository.shown, "bucket", "enableAutoProvision")
    return LogTarget(text(repository.shown, "name"), type_, spread)


# Looking.


def _host_of(shown: JsonObject) -> str:
    return key(shown, "hostId")


def _path_of(shown: JsonObject) -> str:
    return text(shown, "repository", "path") or text(shown, "share", "sharePath")


def _is_at(shown: JsonObject, wanted: JsonValue) -> bool:
    return matching("path")({"path": _path_of(shown)}, wanted)


_FILTERS: Final[dict[str, Filter]] = {
    "nameFilter": matching("name"),
    "typeFilter": one_of("type"),
    "hostIdFilter": equal_id("hostId"),
    "pathFilter": _is_at,
    "vmbApiFilter": never,
    "vmbApiPlatform": never,
}


def _without_extents(call: Call, found: list[Record]) -> list[Record]:
    if call.query.get("excludeExtents") is not True:
        return found
    extents = _memberships(call.moment)
    return [each for each in found if each.id not in extents]


def _all(call: Call) -> JsonValue:
    found = _without_extents(call, call.moment.visible(_KIND))
    columns = {"Host": ("hostId",), "Path": ("repository", "path")}
    return page((each.shown for each in found), call.query, _FILTERS, columns)


def _one(call: Call) -> JsonValue:
    return call.moment.shown(_KIND, _WHAT, call.id).shown


def _memberships(moment: Moment) -> dict[str, JsonObject]:
    """Return what the API says of extents, by the id of the repository."""
    found: dict[str, JsonObject] = {}
    for scale_out in moment.all_of(_SCALE_OUT):
        tiers: tuple[tuple[str, list[str]], ...] = (
            (
                "Performance",
                [key(each, "id") for each in objects(scale_out.shown, "performanceTier", "performanceExtents")],
            ),
            ("Capacity", [key(each, "id") for each in objects(scale_out.shown, "capacityTier", "extents")]),
            ("Archive", [key(scale_out.shown, "archiveTier", "extentId")]),
        )
        for type_, ids in tiers:
            for id_ in ids:
                found[id_] = {
                    "membership": text(scale_out.shown, "name"),
                    "scaleOutRepositoryId": scale_out.id,
                    "extentType": type_,
                }
    return found


_STATE_FILTERS: Final[dict[str, Filter]] = {
    "idFilter": equal_id("id"),
    "nameFilter": matching("name"),
    "typeFilter": equal("type"),
    "capacityFilter": equal_number("capacityGB"),
    "freeSpaceFilter": equal_number("freeGB"),
    "usedSpaceFilter": equal_number("usedSpaceGB"),
    "isOnlineFilter": equal("isOnline"),
    "isOutOfDateFilter": equal("isOutOfDate"),
    "sobrIdFilter": equal_id("scaleOutRepositoryDetails", "scaleOutRepositoryId"),
    "sobrExtentTypeFilter": one_of("scaleOutRepositoryDetails", "extentType"),
    "sobrMembershipFilter": matching("scaleOutRepositoryDetails", "membership"),
}


def _states(call: Call) -> JsonValue:
    moment = call.moment
    memberships = _memberships(moment)
    found = _without_extents(call, moment.visible(_KIND))
    states = [_state(moment, each, memberships.get(each.id)) for each in found]
    columns = {"Host": ("hostName",), "Membership": ("scaleOutRepositoryDetails", "membership")}
    return page(states, call.query, _STATE_FILTERS, columns)


def _state(moment: Moment, repository: Record, membership: JsonObject | None) -> JsonObject:
    shown = repository.shown
    host = moment.find("managedServer", _host_of(shown))
    path = _path_of(shown)
    return {
        "id": repository.id,
        "name": shown["name"],
        "type": shown["type"],
        "description": shown["description"],
        **({"hostId": host.id, "hostName": host.shown["name"]} if host else {}),
        **({"path": path} if path else {}),
        "capacityGB": _CAPACITY,
        "freeGB": _CAPACITY,
        "usedSpaceGB": 0.0,
        "isOnline": True,
        **({"scaleOutRepositoryDetails": membership} if membership else {}),
        "isOutOfDate": False,
    }


def _scale_outs(call: Call) -> JsonValue:
    found = (each.shown for each in call.moment.visible(_SCALE_OUT))
    return page(found, call.query, {"nameFilter": matching("name")})


def _scale_out(call: Call) -> JsonValue:
    return call.moment.shown(_SCALE_OUT, "scale-out backup repository", call.id).shown


# Changing.


def _check(moment: Moment, body: JsonObject, *, besides: str = "") -> None:
    """Refuse what refers to something that does not exist, or has the name of another."""
    moment.demand_free_name(_KIND, _WHAT, text(body, "name"), besides=besides)
    if not text(body, "name").strip():
        raise refused("The name of a repository cannot be empty.")
    if "hostId" in body:
        moment.referred("managedServer", "managed server", _host_of(body))
    for block in ("account", "share"):
        if "credentialsId" in child(body, block):
            moment.referred("cloudCredential", "cloud credentials record", key(body, block, "credentialsId"))
    for platform in ("windows", "linux"):
        server = child(body, "mountServer", platform)
        if server and not moment.find("mountServer", key(server, "mountServerId")):
            moment.referred("managedServer", "mount server", key(server, "mountServerId"))
    gateways = [
        *elements(body, "account", "connectionSettings", "gatewayServerIds"),
        *elements(body, "share", "gatewayServer", "gatewayServerIds"),
    ]
    for gateway in gateways:
        moment.referred("managedServer", "gateway server", str(gateway).lower())
    if flag(body, "taskLimitEnabled") and number(body, "maxTaskCount") < 1:
        raise refused("The number of tasks at once has to be at least 1.")


def _create(call: Call) -> JsonValue:
    moment, body = call.moment, call.body
    _check(moment, body)
    shown: JsonObject = {name: value for name, value in body.items() if name not in _ONLY_SPEC}
    plan = Plan(
        type="Infrastructure",
        name=f"Creating backup repository {text(body, 'name')}",
        seconds=moment.settings.durations.infrastructure,
        steps=(Step("create-repository"), *((Step("import-backups"),) if flag(body, "importBackup") else ())),
        arguments={"shown": shown},
        log=("Checking the repository", "Saving the repository"),
    )
    return start(moment, plan, call.who)


def _created(moment: Moment, run: Run, answer: JsonObject) -> Outcome:
    del answer
    shown = child(run.arguments, "shown")
    if any(text(each.shown, "name") == text(shown, "name") for each in moment.all_of(_KIND)):
        raise FailedRunError(f"There is already a {_WHAT} with the name {text(shown, 'name')}.")
    return Outcome(resource_id=moment.make(_KIND, {"uniqueId": run.id, **shown}, {"session": run.id}).id)


def _new_repository(moment: Moment, run: Run) -> Record:
    return next(each for each in moment.all_of(_KIND) if text(each.kept, "session") == run.id)


def _import_outside(moment: Moment, run: Run) -> Outside:
    return import_outside(moment, [_new_repository(moment, run).id])


def _imported(moment: Moment, run: Run, answer: JsonObject) -> Outcome:
    take_in_found(moment, answer)
    return Outcome(resource_id=_new_repository(moment, run).id)


def _update(call: Call) -> JsonValue:
    moment, body = call.moment, call.body
    repository = moment.existing(_KIND, _WHAT, call.id)
    _check(moment, body, besides=repository.id)
    if body["type"] != repository.shown["type"]:
        raise refused("The type of a repository cannot be changed.")
    if flag(repository.shown, "bucket", "enableAutoProvision") and not flag(body, "bucket", "enableAutoProvision"):
        raise refused(
            "A repository that spreads its data over several buckets cannot be turned back into a simple one."
        )
    for block in _OBJECT_STORAGE:
        for name in ("bucketName", "containerName", "folderName"):
            if text(repository.shown, block, name) != text(body, block, name):
                raise refused(f"The {name} of a repository cannot be changed.")
    if _path_of(repository.shown) != _path_of(body):
        raise refused("The path of a repository cannot be changed.")
    plan = Plan(
        type="Infrastructure",
        name=f"Changing backup repository {text(repository.shown, 'name')}",
        seconds=moment.settings.durations.infrastructure,
        steps=(Step("update-repository"),),
        arguments={"id": repository.id, "shown": body},
        log=("Saving the repository",),
    )
    return start(moment, plan, call.who)


def _updated(moment: Moment, run: Run, answer: JsonObject) -> Outcome:
    del answer
    repository = moment.find(_KIND, text(run.arguments, "id"))
    if repository is None:
        raise FailedRunError("The repository has been deleted.")
    shown = {**child(run.arguments, "shown"), "id": repository.id}
    moment.put(replace(repository, shown=shown))
    return Outcome(resource_id=repository.id)


def _delete(call: Call) -> JsonValue:
    moment = call.moment
    repository = moment.existing(_KIND, _WHAT, call.id)
    users = _used_by(moment, repository.id)
    if users:
        raise refused(f"The repository cannot be deleted: it is used by {', '.join(users)}.")
    backups = [each for each in moment.all_of("backup") if key(each.shown, "repositoryId") == repository.id]
    for backup in backups:
        # What is in the repository stays there, or goes with it: the server knows it no more.
        delete_backup(moment, backup)
    moment.delete(repository)
    return None


def _used_by(moment: Moment, id_: str) -> list[str]:
    found = [
        text(each.shown, "name")
        for each in moment.all_of("job")
        if id_ in {key(each.shown, "backupRepositoryId"), key(each.shown, "storage", "backupRepositoryId")}
    ]
    found += [
        f"the tenant {text(each.shown, 'azureTenantId')}"
        for each in moment.all_of("tenant")
        if key(each.shown, "cacheRepositoryId") == id_
    ]
    membership = _memberships(moment).get(id_)
    if membership:
        found.append(text(membership, "membership"))
    settings = moment.ledger.find("settings", "configurationBackup")
    if settings and key(settings.shown, "backupRepositoryId") == id_:
        found.append("the configuration backup")
    return found


def _seed(moment: Moment) -> None:
    host = backup_server(moment)
    moment.make(
        _KIND,
        {
            "name": _DEFAULT,
            "description": "Created by Veeam Backup",
            "type": "WinLocal",
            "hostId": host.id,
            "repository": {"path": "C:\\Backup", "taskLimitEnabled": True, "maxTaskCount": 4},
            "mountServer": {
                "mountServerSettingsType": "Windows",
                "windows": {"mountServerId": host.id, "writeCacheFolder": CACHE_FOLDER, "vPowerNFSEnabled": True},
            },
        },
    )


SERVICE: Final = Service(
    operations={
        "GetAllRepositories": _all,
        "GetRepository": _one,
        "GetAllRepositoriesStates": _states,
        "GetAllScaleOutRepositories": _scale_outs,
        "GetScaleOutRepository": _scale_out,
        "CreateRepository": _create,
        "UpdateRepository": _update,
        "DeleteRepository": _delete,
    },
    works={
        "create-repository": Work(_created),
        "import-backups": Work(_imported, _import_outside),
        "update-repository": Work(_updated),
    },
    seed=_seed,
)
