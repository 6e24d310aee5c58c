"""E-mail, notifications and events."""

from dataclasses import replace
from typing import Final

from veeam_entraid_sandbox.vbr._errors import refused
from veeam_entraid_sandbox.vbr._json import JsonObject, JsonValue, flag, text
from veeam_entraid_sandbox.vbr._moment import Moment
from veeam_entraid_sandbox.vbr._records import Record
from veeam_entraid_sandbox.vbr._service import Call, Service

__all__ = ["SERVICE"]

_SECRETS: Final = ("clientSecret",)
_EMAIL: Final = "emailSettings"
_NOTIFICATIONS: Final = "notifications"
_EVENTS: Final = "siemIntegration"
_SHARED: Final = ("smtpServerName", "advancedSmtpOptions")


def _record(moment: Moment, name: str) -> Record:
    return moment.ledger.find("settings", name) or Record("settings", name, {})


def _put(moment: Moment, name: str, body: JsonObject) -> JsonObject:
    record = _record(moment, name)
    kept = record.kept | {key: value for key, value in body.items() if key in _SECRETS}
    shown: JsonObject = {key: value for key, value in body.items() if key not in _SECRETS}
    return moment.put(replace(record, shown=shown, kept=kept)).shown


def _email(call: Call) -> JsonValue:
    return _record(call.moment, _EMAIL).shown


def _change_email(call: Call) -> JsonValue:
    body = call.body
    if flag(body, "notificationsEnabled"):
        missing = [
            name
            for name in ("emailSettings", *(_SHARED[:1] if body["mailServer"] == "SMTP" else ()))
            if name not in body
        ]
        if missing:
            raise refused(f"E-mail notifications need {' and '.join(missing)}.")
    return _put(call.moment, _EMAIL, body)


def _test(call: Call) -> JsonValue:
    if not flag(_record(call.moment, _EMAIL).shown, "notificationsEnabled"):
        raise refused("E-mail notifications are off.")
    return None


def _notifications(call: Call) -> JsonValue:
    return _record(call.moment, _NOTIFICATIONS).shown


def _change_notifications(call: Call) -> JsonValue:
    return _put(call.moment, _NOTIFICATIONS, call.body)


# The older form, with everything in one.


def _options(call: Call) -> JsonValue:
    moment = call.moment
    email = _record(moment, _EMAIL).shown
    shown: JsonObject = {
        "notificationEnabled": flag(email, "notificationsEnabled"),
        "notifications": _record(moment, _NOTIFICATIONS).shown,
        "siemIntegration": _record(moment, _EVENTS).shown,
    }
    settings = email.get("emailSettings")
    if isinstance(settings, dict) and all(name in email for name in _SHARED):
        shown["emailSettings"] = {**settings, **{name: email[name] for name in _SHARED}}
    return shown


def _change_options(call: Call) -> JsonValue:
    moment, body = call.moment, call.body
    _put(moment, _NOTIFICATIONS, _object(body["notifications"]))
    _put(moment, _EVENTS, _object(body["siemIntegration"]))
    email = _record(moment, _EMAIL).shown
    changed: JsonObject = {
        "mailServer": text(email, "mailServer") or "SMTP",
        "notificationsEnabled": body["notificationEnabled"],
    }
    given = _object(body.get("emailSettings"))
    if given:
        changed["mailServer"] = "SMTP"
        changed |= {name: given[name] for name in _SHARED}
        changed["emailSettings"] = {name: value for name, value in given.items() if name not in _SHARED}
    _put(moment, _EMAIL, changed)
    return _options(call)


def _object(value: JsonValue) -> JsonObject:
    return value if isinstance(value, dict) else {}


def _seed(moment: Moment) -> None:
    _put(moment, _EMAIL, {"mailServer": "SMTP", "notificationsEnabled": False})
    _put(
        moment,
        _NOTIFICATIONS,
        {
            "storageSpaceThresholdEnabled": True,
            "storageSpaceThreshold": 10,
            "datastoreSpaceThresholdEnabled": True,
            "datastoreSpaceThreshold": 10,
            "skipVMSpaceThresholdEnabled": True,
            "skipVMSpaceThreshold": 5,
            "notifyOnSupportExpiration": True,
            "notifyOnUpdates": True,
        },
    )
    _put(moment, _EVENTS, {"SNMPEventsEnabled": False, "SyslogEventsEnabled": False})


SERVICE: Final = Service(
    operations={
        "GetGeneralOptions": _options,
        "UpdateGeneralOptions": _change_options,
        "GetEmailSettings": _email,
        "UpdateEmailSettings": _change_email,
        "SendTestEmailMessage": _test,
        "GetNotificationsSettings": _notifications,
        "UpdateNotificationsSettings": _change_notifications,
    },
    seed=_seed,
)
