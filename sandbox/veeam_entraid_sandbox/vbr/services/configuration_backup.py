"""The backup of the server's own configuration."""

from dataclasses import replace
from typing import Final

from veeam_entraid_sandbox.vbr._clock import stamp
from veeam_entraid_sandbox.vbr._errors import refused
from veeam_entraid_sandbox.vbr._json import JsonObject, JsonValue, flag, key, number
from veeam_entraid_sandbox.vbr._moment import Moment
from veeam_entraid_sandbox.vbr._records import NIL, Record
from veeam_entraid_sandbox.vbr._service import Call, Service
from veeam_entraid_sandbox.vbr._sessions import Outcome, Plan, Run, Step, Work, start
from veeam_entraid_sandbox.vbr.services.repositories import default_repository

__all__ = ["SERVICE"]

_NAME: Final = "configurationBackup"
_MOST_POINTS: Final = 99


def _record(moment: Moment) -> Record:
    record = moment.ledger.find("settings", _NAME)
    if record is None:
        raise refused("The configuration backup has not been set up.")
    return record


def _options(call: Call) -> JsonValue:
    return _record(call.moment).shown


def _change(call: Call) -> JsonValue:
    moment, body = call.moment, call.body
    moment.referred("repository", "backup repository", key(body, "backupRepositoryId"))
    if flag(body, "encryption", "isEnabled"):
        moment.referred("encryptionPassword", "encryption password", key(body, "encryption", "passwordId"))
    if not 1 <= number(body, "restorePointsToKeep") <= _MOST_POINTS:
        raise refused(f"From 1 to {_MOST_POINTS} restore points of the configuration can be kept.")
    record = _record(moment)
    # When it last succeeded is the server's to say.
    shown: JsonObject = {**body, "lastSuccessfulBackup": record.shown["lastSuccessfulBackup"]}
    return moment.put(replace(record, shown=shown)).shown


def _start(call: Call) -> JsonValue:
    plan = Plan(
        type="ConfigurationBackup",
        name="Backup Configuration Job",
        seconds=call.moment.settings.durations.job,
        steps=(Step("back-up-configuration"),),
        log=("Collecting the configuration", "Writing the backup"),
    )
    return start(call.moment, plan, call.who)


def _done(moment: Moment, run: Run, answer: JsonObject) -> Outcome:
    del answer
    record = _record(moment)
    last: JsonObject = {"lastSuccessfulTime": stamp(moment.now), "sessionId": run.id}
    moment.put(replace(record, shown={**record.shown, "lastSuccessfulBackup": last}))
    return Outcome()


def _seed(moment: Moment) -> None:
    shown: JsonObject = {
        "isEnabled": True,
        "backupRepositoryId": default_repository(moment).id,
        "restorePointsToKeep": 10,
        "notifications": {"SNMPEnabled": False},
        "schedule": {
            "isEnabled": True,
            "daily": {"isEnabled": True, "localTime": "10:00", "dailyKind": "Everyday"},
        },
        "lastSuccessfulBackup": {},
        "encryption": {"isEnabled": False, "passwordId": NIL},
    }
    moment.put(Record("settings", _NAME, shown))


SERVICE: Final = Service(
    operations={
        "GetConfigBackupOptions": _options,
        "UpdateConfigBackupOptions": _change,
        "StartConfigBackup": _start,
    },
    works={"back-up-configuration": Work(_done)},
    seed=_seed,
)
