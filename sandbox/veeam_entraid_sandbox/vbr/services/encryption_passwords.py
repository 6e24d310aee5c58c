"""Passwords that backups are encrypted with. They are taken and never shown."""

import hmac
from dataclasses import replace
from typing import Final

from veeam_entraid_sandbox.vbr._clock import stamp
from veeam_entraid_sandbox.vbr._errors import refused
from veeam_entraid_sandbox.vbr._json import JsonObject, JsonValue, child, elements, flag, key, text
from veeam_entraid_sandbox.vbr._lists import matching, page
from veeam_entraid_sandbox.vbr._moment import Moment
from veeam_entraid_sandbox.vbr._service import Call, Service

__all__ = ["SERVICE", "demand_encryption"]

_KIND: Final = "encryptionPassword"
_WHAT: Final = "encryption password"
_REFERENCES: Final = ("encryptionPasswordId", "passwordId")


def demand_encryption(moment: Moment, encryption: JsonValue) -> None:
    """Refuse an encryption by a password that does not exist, or by keys that nobody manages.

    Raises:
        ApiError: says what is missing.
    """
    if not flag(encryption, "isEnabled"):
        return
    if text(encryption, "encryptionType") == "ByKms":
        raise refused("There is no key management server.")
    moment.referred(_KIND, _WHAT, key(encryption, "encryptionPasswordId"))


def _all(call: Call) -> JsonValue:
    found = (each.shown for each in call.moment.visible(_KIND))
    return page(found, call.query, {"hintFilter": matching("hint")})


def _one(call: Call) -> JsonValue:
    return call.moment.shown(_KIND, _WHAT, call.id).shown


def _create(call: Call) -> JsonValue:
    moment, body = call.moment, call.body
    if not text(body, "password"):
        raise refused("The password cannot be empty.")
    shown: JsonObject = {
        "hint": body["hint"],
        "modificationTime": stamp(moment.now),
        "isImported": flag(body, "isImported"),
        **({"uniqueId": body["uniqueId"]} if "uniqueId" in body else {}),
    }
    return moment.make(_KIND, shown, {"password": body["password"]}).shown


def _update(call: Call) -> JsonValue:
    moment = call.moment
    record = moment.existing(_KIND, _WHAT, call.id)
    shown: JsonObject = {**record.shown, "hint": call.body["hint"], "modificationTime": stamp(moment.now)}
    return moment.put(replace(record, shown=shown)).shown


def _change(call: Call) -> JsonValue:
    moment, body = call.moment, call.body
    record = moment.existing(_KIND, _WHAT, call.id)
    if not text(body, "password"):
        raise refused("The password cannot be empty.")
    shown: JsonObject = {**record.shown, "hint": body["hint"], "modificationTime": stamp(moment.now)}
    moment.put(replace(record, shown=shown, kept={"password": body["password"]}))
    return {}


def _verify(call: Call) -> JsonValue:
    record = call.moment.existing(_KIND, _WHAT, call.id)
    given, kept = text(call.body, "password"), text(record.kept, "password")
    if hmac.compare_digest(given.encode(), kept.encode()):
        return {"isSuccessful": True, "message": ""}
    return {"isSuccessful": False, "message": "The password is wrong."}


def _delete(call: Call) -> JsonValue:
    moment = call.moment
    record = moment.existing(_KIND, _WHAT, call.id)
    users = [text(each.shown, "name") for each in moment.all_of("job") if _refers(each.shown, record.id)]
    settings = moment.ledger.find("settings", "configurationBackup")
    if settings and flag(settings.shown, "encryption", "isEnabled") and _refers(settings.shown, record.id):
        users.append("the configuration backup")
    if users:
        raise refused(f"The password cannot be deleted: it is used by {', '.join(users)}.")
    moment.delete(record)
    return None


def _refers(value: JsonValue, id_: str) -> bool:
    """Return whether there is a reference to a password anywhere in what is shown of something."""
    if isinstance(value, dict):
        own = any(key(value, name) == id_ for name in _REFERENCES)
        return own or any(_refers(each, id_) for each in child(value).values())
    return any(_refers(each, id_) for each in elements(value))


SERVICE: Final = Service(
    operations={
        "GetAllEncryptionPasswords": _all,
        "GetEncryptionPassword": _one,
        "CreateEncryptionPassword": _create,
        "UpdateEncryptionPassword": _update,
        "ChangeEncryptionPassword": _change,
        "VerifyEncryptionPassword": _verify,
        "DeleteEncryptionPassword": _delete,
    }
)
