"""General-purpose backup proxies. The default one is the backup server; the installation makes it."""

from dataclasses import replace
from typing import Final

from veeam_entraid_sandbox.vbr._errors import refused
from veeam_entraid_sandbox.vbr._json import JsonObject, JsonValue, child, flag, key, number, text
from veeam_entraid_sandbox.vbr._lists import equal, equal_id, matching, one_of, page
from veeam_entraid_sandbox.vbr._moment import Moment
from veeam_entraid_sandbox.vbr._records import Record
from veeam_entraid_sandbox.vbr._service import Call, Service
from veeam_entraid_sandbox.vbr._sessions import FailedRunError, Outcome, Plan, Run, Step, Work, start
from veeam_entraid_sandbox.vbr.services.hosts import backup_server

__all__ = ["SERVICE", "proxy_problem"]

_KIND: Final = "proxy"
_WHAT: Final = "backup proxy"
_DEFAULT_TASKS: Final = 2
_MOST_TASKS: Final = 128


def proxy_problem(moment: Moment) -> str:
    """Say why nothing of Entra ID can be backed up with the proxies as they are."""
    host = backup_server(moment).id
    default = [each for each in moment.all_of(_KIND) if _host(each.shown) == host]
    if not default:
        return "There is no general-purpose backup proxy on the backup server."
    if all(flag(each.kept, "isDisabled") for each in default):
        return "The general-purpose backup proxy on the backup server is disabled."
    return ""


def _host(shown: JsonObject) -> str:
    return key(shown, "server", "hostId")


_FILTERS: Final = {
    "nameFilter": matching("name"),
    "typeFilter": one_of("type"),
    "hostIdFilter": equal_id("server", "hostId"),
}


def _all(call: Call) -> JsonValue:
    found = (each.shown for each in call.moment.visible(_KIND))
    return page(found, call.query, _FILTERS, {"HostName": ("server", "hostName")})


def _one(call: Call) -> JsonValue:
    return call.moment.shown(_KIND, _WHAT, call.id).shown


_STATE_FILTERS: Final = {
    "nameFilter": matching("name"),
    "typeFilter": one_of("type"),
    "hostIdFilter": equal_id("hostId"),
    "isDisabledFilter": equal("isDisabled"),
    "isOnlineFilter": equal("isOnline"),
    "isOutOfDateFilter": equal("isOutOfDate"),
}


def _states(call: Call) -> JsonValue:
    return page((_state(each) for each in call.moment.visible(_KIND)), call.query, _STATE_FILTERS)


def _state(proxy: Record) -> JsonObject:
    return {
        "id": proxy.id,
        "name": proxy.shown["name"],
        "description": proxy.shown["description"],
        "type": proxy.shown["type"],
        "hostId": _host(proxy.shown),
        "hostName": text(proxy.shown, "server", "hostName"),
        "isDisabled": flag(proxy.kept, "isDisabled"),
        "isOnline": True,
        "isOutOfDate": False,
    }


def _shown(moment: Moment, body: JsonObject, *, besides: str = "") -> JsonObject:
    """Return what is shown of a proxy that a body describes.

    Raises:
        ApiError: its host is none, or has a proxy already, or the number of tasks is out of bounds.
    """
    server = child(body, "server")
    host = moment.referred("managedServer", "managed server", key(server, "hostId"))
    if any(_host(each.shown) == host.id and each.id != besides for each in moment.all_of(_KIND)):
        raise refused(f"{text(host.shown, 'name')} already is a general-purpose backup proxy.")
    tasks = int(number(server, "maxTaskCount")) if "maxTaskCount" in server else _DEFAULT_TASKS
    if not 1 <= tasks <= _MOST_TASKS:
        raise refused(f"A proxy does from 1 to {_MOST_TASKS} tasks at once, not {tasks}.")
    return {
        "name": host.shown["name"],
        "description": body["description"],
        "type": "GeneralPurposeProxy",
        "server": {"hostId": host.id, "hostName": host.shown["name"], "maxTaskCount": tasks},
    }


def _plan(call: Call, what: str, work: str, arguments: JsonObject) -> JsonValue:
    plan = Plan(
        type="Infrastructure",
        name=f"{what} backup proxy",
        seconds=call.moment.settings.durations.infrastructure,
        steps=(Step(work),),
        arguments=arguments,
        log=("Saving the backup proxy",),
    )
    return start(call.moment, plan, call.who)


def _create(call: Call) -> JsonValue:
    return _plan(call, "Creating", "create-proxy", {"shown": _shown(call.moment, call.body)})


def _created(moment: Moment, run: Run, answer: JsonObject) -> Outcome:
    del answer
    shown = child(run.arguments, "shown")
    if any(_host(each.shown) == _host(shown) for each in moment.all_of(_KIND)):
        raise FailedRunError("The server already is a general-purpose backup proxy.")
    return Outcome(resource_id=moment.make(_KIND, shown, {"isDisabled": False}).id)


def _update(call: Call) -> JsonValue:
    proxy = call.moment.existing(_KIND, _WHAT, call.id)
    shown = _shown(call.moment, call.body, besides=proxy.id)
    if _host(shown) != _host(proxy.shown):
        raise refused("The server of a backup proxy cannot be changed.")
    return _plan(call, "Changing", "update-proxy", {"id": proxy.id, "shown": shown})


def _updated(moment: Moment, run: Run, answer: JsonObject) -> Outcome:
    del answer
    proxy = moment.find(_KIND, text(run.arguments, "id"))
    if proxy is None:
        raise FailedRunError("The backup proxy has been deleted.")
    moment.put(replace(proxy, shown={"id": proxy.id, **child(run.arguments, "shown")}))
    return Outcome(resource_id=proxy.id)


def _delete(call: Call) -> JsonValue:
    call.moment.delete(call.moment.existing(_KIND, _WHAT, call.id))
    return None


def _disable(call: Call) -> JsonValue:
    return _switch(call, is_disabled=True)


def _enable(call: Call) -> JsonValue:
    return _switch(call, is_disabled=False)


def _switch(call: Call, *, is_disabled: bool) -> JsonValue:
    proxy = call.moment.existing(_KIND, _WHAT, call.id)
    call.moment.put(replace(proxy, kept={"isDisabled": is_disabled}))
    return None


def _seed(moment: Moment) -> None:
    body: JsonObject = {
        "description": "Created by Veeam Backup & Replication",
        "server": {"hostId": backup_server(moment).id},
    }
    moment.make(_KIND, _shown(moment, body), {"isDisabled": False})


SERVICE: Final = Service(
    operations={
        "GetAllProxies": _all,
        "GetProxy": _one,
        "GetAllProxiesStates": _states,
        "CreateProxy": _create,
        "UpdateProxy": _update,
        "DeleteProxy": _delete,
        "DisableProxy": _disable,
        "EnableProxy": _enable,
    },
    works={"create-proxy": Work(_created), "update-proxy": Work(_updated)},
    seed=_seed,
)
