"""Restores out of a mounted backup: objects and single properties of them, in sessions with logs of their own."""

import secrets
import string
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Final

from veeam_entraid_sandbox.vbr._clock import instant, stamp
from veeam_entraid_sandbox.vbr._directory import Item, item_of
from veeam_entraid_sandbox.vbr._errors import denied, not_found, refused, unexpected_content
from veeam_entraid_sandbox.vbr._json import JsonObject, JsonValue, child, elements, flag, key, number, objects, text
from veeam_entraid_sandbox.vbr._lists import page
from veeam_entraid_sandbox.vbr._moment import Moment
from veeam_entraid_sandbox.vbr._production import Production
from veeam_entraid_sandbox.vbr._records import Record
from veeam_entraid_sandbox.vbr._restoring import (
    Options,
    Outcome,
    StoppedError,
    in_order,
    is_principal,
    restorable_properties,
    restore,
    restore_attributes,
)
from veeam_entraid_sandbox.vbr._service import Answer, Call, Enquiry, Handler, Service
from veeam_entraid_sandbox.vbr._sessions import (
    RUNNING,
    FailedRunError,
    Plan,
    Run,
    Step,
    Work,
    all_sessions,
    find_session,
    say,
    start,
    stop,
)
from veeam_entraid_sandbox.vbr._sessions import Outcome as Ending
from veeam_entraid_sandbox.vbr._tenant_database import Kept
from veeam_entraid_sandbox.vbr._vendor_limits import restore_size_problem, restore_types_problem
from veeam_entraid_sandbox.vbr.services.mounts import Mount, asked, mount_of_session
from veeam_entraid_sandbox.vbr.services.security import is_administrator

__all__ = ["SERVICE"]

_FAMILY: Final = "restore"
_TYPE: Final = "EntraIdTenantRestore"
_WHAT: Final = "restore session"
_STEPS: Final = 10
_NOT_YET: Final = "0001-01-01T00:00:00Z"
_MOST_PASSWORDS: Final = 1000
_PASSWORD_LENGTH: Final = 16
_KINDS_OF_CHARACTERS: Final = (string.ascii_lowercase, string.ascii_uppercase, string.digits, "!#%+-=?@")


# Passwords.


def _generate(call: Call) -> JsonValue:
    mount_of_session(call.moment, call.path["sessionId"])
    count = int(number(call.body, "passwordsCount"))
    if not 1 <= count <= _MOST_PASSWORDS:
        raise unexpected_content(f"1 to {_MOST_PASSWORDS} passwords are generated at once.")
    return {"passwords": [_password() for _ in range(count)]}


def _password() -> str:
    """Return a password that follows every tenant's policy."""
    everything = "".join(_KINDS_OF_CHARACTERS)
    drawn = [secrets.choice(kind) for kind in _KINDS_OF_CHARACTERS]
    drawn += [secrets.choice(everything) for _ in range(_PASSWORD_LENGTH - len(drawn))]
    secrets.SystemRandom().shuffle(drawn)
    return "".join(drawn)


# What a request says.


def _options(call: Call, mount: Mount) -> Options:
    body = call.body
    return Options(
        skip_relationships=flag(body, "skipRelationships"),
        skip_recycle_bin=flag(body, "skipRecycleBinRestore"),
        skip_existing=flag(body, "skipObjectsIfExist"),
        change_password=flag(body, "requestPasswordChangeOnLogon"),
        delegated=_is_delegated(call, mount),
        default_password=text(body, "defaultUserPassword"),
        passwords={key(each, "userId"): text(each, "password") for each in objects(body, "usersPasswords")},
    )


def _is_delegated(call: Call, mount: Mount) -> bool:
    """Return whether the restore is done in the name of a person who has signed in for it.

    Raises:
        ApiError: nobody has signed in for these credentials in this session, or somebody has to.
    """
    id_ = key(call.body, "credentialsId")
    if not id_:
        if not is_administrator(call.user):
            raise denied("A restore operator has no access to saved credentials: sign in, and pass the credentials.")
        return False
    delegation = call.moment.find("delegation", id_)
    if delegation is None or text(delegation.kept, "mount") != mount.id:
        raise refused(f"The credentials {id_} do not come out of a sign-in of this restore session.")
    return True


def _kept_options(options: Options) -> JsonObject:
    return {**asdict(options), "passwords": dict(options.passwords)}


def _read_options(kept: JsonObject) -> Options:
    return Options(
        skip_relationships=flag(kept, "skip_relationships"),
        skip_recycle_bin=flag(kept, "skip_recycle_bin"),
        skip_existing=flag(kept, "skip_existing"),
        change_password=flag(kept, "change_password"),
        delegated=flag(kept, "delegated"),
        default_password=text(kept, "default_password"),
        passwords={name: str(value) for name, value in child(kept, "passwords").items()},
    )


# Restoring objects.


def _restore_items(call: Call) -> Answer:
    mount = mount_of_session(call.moment, call.path["sessionId"])
    chosen = objects(call.body, "items")
    problem = restore_size_problem(len(chosen))
    if problem:
        raise refused(problem)
    options = _options(call, mount)
    wanted: dict[str, list[str]] = {}
    for each in chosen:
        if not key(each, "itemId"):
            raise refused("An object to restore has to have an id.")
        wanted.setdefault(mount.demand_point(key(each, "restorePointId")), []).append(key(each, "itemId"))
    ids = [id_ for of_point in wanted.values() for id_ in of_point]
    if len(set(ids)) < len(ids):
        raise refused("An object is named twice.")

    def ask() -> Handler:
        found = _read(mount, wanted)
        items = [found[id_].item for id_ in ids]
        _demand_restorable(items, options)
        memberships = _memberships(mount, found) if not options.skip_relationships else {}
        return lambda later: _started(later, mount, items, options, memberships)

    return Enquiry(ask)


def _read(mount: Mount, wanted: Mapping[str, Sequence[str]]) -> dict[str, Kept]:
    """Return the objects of these ids of each restore point, by id.

    Raises:
        ApiError: one is not there.
    """
    found: dict[str, Kept] = {}
    for point, ids in wanted.items():
        there = asked(lambda point=point, ids=ids: mount.database.given(point, ids))
        missing = [id_ for id_ in ids if id_ not in there]
        if missing:
            raise refused(f"The restore point {point} does not have {', '.join(missing[:3])}.")
        found |= there
    return found


def _demand_restorable(items: Sequence[Item], options: Options) -> None:
    problem = restore_types_problem([item.type for item in items])
    if problem:
        raise refused(problem)
    for item in items:
        if item.type == "User" and not options.password_of(item.id):
            raise refused(f"The user {item.name} has to be given a password.")


def _memberships(mount: Mount, found: Mapping[str, Kept]) -> dict[str, list[str]]:
    """Return what users and groups were members of, by their id."""
    memberships: dict[str, list[str]] = {}
    for point in {kept.point for kept in found.values() if kept.item.type in {"User", "Group"}}:
        for type_ in ("Group", "AdminUnit"):
            for group in asked(lambda point=point, type_=type_: mount.database.newest([point], type_)):
                for member in elements(group.item.details, "members"):
                    kept = found.get(str(member))
                    if kept and kept.point == point:
                        memberships.setdefault(str(member), []).append(group.item.id)
    return memberships


def _started(
    call: Call, mount: Mount, items: Sequence[Item], options: Options, memberships: Mapping[str, Sequence[str]]
) -> JsonValue:
    count = min(_STEPS, len(items))
    plan = Plan(
        type=_TYPE,
        name=f"Restoring {len(items)} of the type {items[0].type}",
        seconds=call.moment.settings.durations.restore,
        steps=tuple(Step("restore-items", (index + 1) / count) for index in range(count)),
        arguments={
            "mount": mount.id,
            "tenant": mount.tenant,
            "reason": text(call.body, "reason"),
            "count": count,
        },
        load={
            "options": _kept_options(options),
            "items": [asdict(item) for item in in_order(items)],
            "memberships": {id_: list(groups) for id_, groups in memberships.items()},
        },
        family=_FAMILY,
    )
    return _begun(call, plan)


def _begun(call: Call, plan: Plan) -> JsonValue:
    # What has been mounted meanwhile may have been unmounted.
    mount_of_session(call.moment, call.path["sessionId"])
    session = start(call.moment, plan, call.who)
    return _model(call.moment, _session(call.moment, call.path["sessionId"], text(session, "id")))


def _restored(moment: Moment, run: Run, answer: JsonObject) -> Ending | None:
    """Restore the next part of the objects."""
    del answer
    session = moment.find(RUNNING, run.id)
    kept = objects(run.arguments, "items")
    count = int(number(run.arguments, "count"))
    part = int(number(session.kept, "part")) if session else 0
    done, until = part * len(kept) // count, (part + 1) * len(kept) // count
    options = _read_options(child(run.arguments, "options"))
    production = Production(moment, text(run.arguments, "tenant"))
    together = [text(each, "details", "appId") for each in kept if is_principal(item_of(each))]
    for each in kept[done:until]:
        item = item_of(each)
        groups = [str(id_) for id_ in elements(run.arguments, "memberships", item.id)]
        try:
            outcome = restore(production, item, options, together=together, memberships=groups)
        except StoppedError as error:
            say(moment, run.id, f"Restoring {item.name}", status="Failed", description=str(error))
            raise FailedRunError(str(error)) from error
        _say_outcome(moment, run, f"Restoring {item.name}", outcome)
    session = moment.find(RUNNING, run.id)
    if session:
        moment.put(replace(session, kept={**session.kept, "part": part + 1}))
    return _ending(moment, run) if until == len(kept) else None


def _say_outcome(moment: Moment, run: Run, title: str, outcome: Outcome) -> None:
    say(moment, run.id, title, status=outcome.status, description=outcome.message)


def _ending(moment: Moment, run: Run) -> Ending:
    session = moment.find(RUNNING, run.id)
    said = [text(line, "status") for line in objects(session.kept, "said")] if session else []
    failed, warned = said.count("Failed"), said.count("Warning")
    if failed == len(said):
        return Ending(result="Failed", message="Nothing has been restored.")
    if failed or warned:
        return Ending(result="Warning", message=f"{failed + warned} of {len(said)} have not been restored.")
    return Ending()


# Restoring properties.


def _restore_properties(call: Call) -> Answer:
    body = call.body
    mount = mount_of_session(call.moment, call.path["sessionId"])
    options = _options(call, mount)
    point, id_ = mount.demand_point(key(body, "restorePointId")), key(body, "itemId")
    named = [text(each, "id") for each in objects(body, "includedProperties")]

    def ask() -> Handler:
        item = _read(mount, {point: [id_]})[id_].item
        known = restorable_properties(item)
        unknown = [name for name in named if name not in known]
        if unknown:
            raise refused(f"The object has no property {unknown[0]}.")
        return lambda later: _begun(later, _property_plan(later, mount, item, named or known, options))

    return Enquiry(ask)


def _property_plan(call: Call, mount: Mount, item: Item, names: Sequence[str], options: Options) -> Plan:
    return Plan(
        type=_TYPE,
        name=f"Restoring properties of {item.name}",
        seconds=call.moment.settings.durations.restore,
        steps=(Step("restore-properties"),),
        arguments={
            "mount": mount.id,
            "tenant": mount.tenant,
            "reason": text(call.body, "reason"),
            "names": list(names),
        },
        load={"options": _kept_options(options), "item": asdict(item)},
        family=_FAMILY,
    )


def _properties_restored(moment: Moment, run: Run, answer: JsonObject) -> Ending:
    del answer
    item = item_of(child(run.arguments, "item"))
    production = Production(moment, text(run.arguments, "tenant"))
    names = [str(name) for name in elements(run.arguments, "names")]
    try:
        outcomes = restore_attributes(production, item, names, _read_options(child(run.arguments, "options")))
    except StoppedError as error:
        raise FailedRunError(str(error)) from error
    for outcome in outcomes:
        _say_outcome(moment, run, f"Restoring {item.name}", outcome)
    return _ending(moment, run)


# Sessions.


def _session(moment: Moment, mount: str, id_: str) -> Record:
    found = find_session(moment, id_, _FAMILY)
    if found is None or text(found.kept, "arguments", "mount") != mount:
        raise not_found(_WHAT, id_)
    return found


def _model(moment: Moment, session: Record) -> JsonObject:
    del moment
    result = text(session.shown, "result", "result")
    canceled = flag(session.shown, "result", "isCanceled")
    return {
        "id": session.id,
        "name": session.shown["name"],
        "creationTime": session.shown["creationTime"],
        "endTime": text(session.shown, "endTime") or _NOT_YET,
        "state": "Canceled" if canceled else result or "Running",
        "reason": text(session.kept, "arguments", "reason"),
        "parentSessionId": text(session.kept, "arguments", "mount"),
    }


def _all(call: Call) -> JsonValue:
    moment, mount = call.moment, call.path["sessionId"]
    found = (each for each in all_sessions(moment, _FAMILY) if text(each.kept, "arguments", "mount") == mount)
    return page((_model(moment, each) for each in found), call.query, {})


def _one(call: Call) -> JsonValue:
    return _model(call.moment, _named(call))


def _named(call: Call) -> Record:
    return _session(call.moment, call.path["sessionId"], call.path["restoreSessionId"])


def _logs(call: Call) -> JsonValue:
    session = _named(call)
    created, ended = text(session.shown, "creationTime"), text(session.shown, "endTime")
    lines: list[tuple[str, str, str, str]] = [("Restore has started", "", "Success", created)]
    lines += [
        (text(line, "title"), text(line, "description"), text(line, "status"), text(line, "at"))
        for line in objects(session.kept, "said")
    ]
    if ended:
        result = text(session.shown, "result", "result")
        lines.append(("Restore has ended", text(session.shown, "result", "message"), result, ended))
    shown = [line for line in lines if instant(line[3]) <= call.moment.now]
    return {"totalRecords": len(shown), "records": [_line(session.id, *each) for each in enumerate(shown)]}


def _line(session: str, index: int, line: tuple[str, str, str, str]) -> JsonObject:
    title, description, status, at = line
    return {
        "id": f"{session[:-6]}{index:06x}",
        "title": title,
        "description": description,
        "startTime": stamp(instant(at)),
        "updateTime": stamp(instant(at)),
        "status": status,
        "style": "None",
    }


def _stop(call: Call) -> JsonValue:
    session = _named(call)
    if session.kind != RUNNING:
        raise refused("The restore has ended already.")
    stop(call.moment, session)
    return {}


SERVICE: Final = Service(
    operations={
        "GenerateEntraIdTenantPassword": _generate,
        "RestoreEntraIdTenantItems": _restore_items,
        "RestoreEntraIdTenantItemAttributes": _restore_properties,
        "BrowseEntraIDTenantRestoreSessionsWithFiltering": _all,
        "BrowseEntraIDTenantRestoreSession": _one,
        "BrowseEntraIDTenantRestoreSessionLogs": _logs,
        "StopEntraIdTenantItemRestoreSession": _stop,
    },
    works={"restore-items": Work(_restored), "restore-properties": Work(_properties_restored)},
)
