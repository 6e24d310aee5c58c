"""Credentials of object storage. Their secret keys are taken and never shown."""

from dataclasses import replace
from typing import Final

from veeam_entraid_sandbox.vbr._clock import stamp
from veeam_entraid_sandbox.vbr._errors import refused
from veeam_entraid_sandbox.vbr._json import JsonObject, JsonValue, key, text
from veeam_entraid_sandbox.vbr._lists import equal, page
from veeam_entraid_sandbox.vbr._lists import matching as matching_text
from veeam_entraid_sandbox.vbr._moment import Moment
from veeam_entraid_sandbox.vbr._service import Call, Service

__all__ = ["SERVICE"]

_KIND: Final = "cloudCredential"
_WHAT: Final = "cloud credentials record"
_SECRETS: Final = ("sharedKey", "secretKey")


def _name(shown: JsonObject) -> str:
    return text(shown, "account") or text(shown, "accessKey")


def _by_name(shown: JsonObject, wanted: JsonValue) -> bool:
    return matching_text("name")({"name": _name(shown)}, wanted)


def _all(call: Call) -> JsonValue:
    filters = {"nameFilter": _by_name, "typeFilter": equal("type")}
    found = sorted(call.moment.visible(_KIND), key=lambda each: _name(each.shown))
    query = dict(call.query)
    if query.get("orderColumn") == "Name":
        del query["orderColumn"]
        found = found[::-1] if query.get("orderAsc") is False else found
    return page((each.shown for each in found), query, filters)


def _one(call: Call) -> JsonValue:
    return call.moment.shown(_KIND, _WHAT, call.id).shown


def _create(call: Call) -> JsonValue:
    body = call.body
    shown: JsonObject = {name: value for name, value in body.items() if name not in _SECRETS}
    secret = next(body[name] for name in _SECRETS if name in body)
    moment = call.moment
    same = [
        each
        for each in moment.all_of(_KIND)
        if each.shown["type"] == shown["type"] and _name(each.shown) == _name(shown)
    ]
    if same:
        raise refused(f"There are already credentials of the account {_name(shown)}.")
    return moment.make(_KIND, {"description": "", **shown, "lastModified": stamp(moment.now)}, {"secret": secret}).shown


def _update(call: Call) -> JsonValue:
    moment = call.moment
    record = moment.existing(_KIND, _WHAT, call.id)
    if call.body["type"] != record.shown["type"] or _name(call.body) != _name(record.shown):
        raise refused("The type and the account of credentials cannot be changed.")
    shown: JsonObject = {"description": "", **call.body, "id": record.id, "lastModified": stamp(moment.now)}
    return moment.put(replace(record, shown=shown)).shown


def _change_secret(call: Call) -> JsonValue:
    moment = call.moment
    record = moment.existing(_KIND, _WHAT, call.id)
    shown: JsonObject = {**record.shown, "lastModified": stamp(moment.now)}
    return moment.put(replace(record, shown=shown, kept={"secret": call.body["newSecretKey"]})).shown


def _delete(call: Call) -> JsonValue:
    moment = call.moment
    record = moment.existing(_KIND, _WHAT, call.id)
    users = _used_by(moment, record.id)
    if users:
        raise refused(f"The credentials cannot be deleted: they are used by {', '.join(users)}.")
    moment.delete(record)
    return None


def _used_by(moment: Moment, id_: str) -> list[str]:
    return [
        text(each.shown, "name")
        for each in moment.all_of("repository")
        if id_ in {key(each.shown, "account", "credentialsId"), key(each.shown, "share", "credentialsId")}
    ]


SERVICE: Final = Service(
    operations={
        "GetAllCloudCreds": _all,
        "GetCloudCreds": _one,
        "CreateCloudCreds": _create,
        "UpdateCloudCreds": _update,
        "ChangeCloudCredsSecretKey": _change_secret,
        "DeleteCloudCreds": _delete,
    }
)
