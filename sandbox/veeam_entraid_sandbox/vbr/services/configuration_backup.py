"""The backup of the server's own configuration, and what a person at the console restores from it.

Not in it: the server's certificate, licence, accounts and users, and what it knows of backups.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final, cast

from veeam_entraid_sandbox.vbr._clock import stamp
from veeam_entraid_sandbox.vbr._configuration_files import ConfigurationFile, write_configuration_file
from veeam_entraid_sandbox.vbr._errors import refused
from veeam_entraid_sandbox.vbr._json import JsonObject, JsonValue, child, flag, key, number, text
from veeam_entraid_sandbox.vbr._moment import Moment
from veeam_entraid_sandbox.vbr._records import NIL, Kind, Record
from veeam_entraid_sandbox.vbr._service import Call, Service
from veeam_entraid_sandbox.vbr._sessions import (
    RUNNING,
    FailedRunError,
    Outcome,
    Outside,
    Plan,
    Run,
    Step,
    Work,
    fail,
    start,
)
from veeam_entraid_sandbox.vbr.services.repositories import default_repository

__all__ = ["SERVICE", "restore_configuration"]

_NAME: Final = "configurationBackup"
_MOST_POINTS: Final = 99
_HELD: Final[tuple[Kind, ...]] = (
    "managedServer",
    "mountServer",
    "cloudCredential",
    "encryptionPassword",
    "repository",
    "scaleOutRepository",
    "proxy",
    "tenant",
    "job",
)
_HELD_SETTINGS: Final = (_NAME, "emailSettings", "notifications", "siemIntegration")
_FORGOTTEN: Final[tuple[Kind, ...]] = ("backup", "backupObject", "restorePoint", "mount", "logMount")
_SECRETS: Final = ("secret", "certificate")
_RESTORED: Final = "The services have been restarted: a configuration has been restored."


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


def _write(moment: Moment, run: Run) -> Outside:
    options = _record(moment).shown
    repository = moment.find("repository", key(options, "backupRepositoryId"))
    if repository is None:
        raise FailedRunError("The repository of the configuration backup has been deleted.")
    password = ""
    if flag(options, "encryption", "isEnabled"):
        record = moment.find("encryptionPassword", key(options, "encryption", "passwordId"))
        password = text(record.kept, "password") if record else ""
    file = ConfigurationFile(
        storage=moment.storage,
        id=f"{run.id}.bco",
        server=moment.settings.name,
        repository=repository.id,
        created=stamp(moment.now),
        is_encrypted=bool(password),
    )
    records = [_written(record, has_secrets=bool(password)) for record in _held(moment)]
    keep = int(number(options, "restorePointsToKeep"))

    def outside() -> JsonObject:
        write_configuration_file(file, records, password, keep)
        return {}

    return outside


def _held(moment: Moment) -> Iterator[Record]:
    for kind in _HELD:
        yield from moment.all_of(kind)
    yield from (record for record in moment.all_of("settings") if record.id in _HELD_SETTINGS)


def _written(record: Record, *, has_secrets: bool) -> JsonObject:
    """Return a record as a file holds it: without what nobody may see, unless the file is encrypted."""
    shown: JsonObject = record.shown
    kept: JsonObject = record.kept
    if not has_secrets and record.kind == "tenant":
        authentication = child(shown, "authentication")
        open_: JsonObject = {name: value for name, value in authentication.items() if name not in _SECRETS}
        shown = {**shown, "authentication": open_}
    if not has_secrets and record.kind in {"cloudCredential", "encryptionPassword", "settings"}:
        kept = {}
    return {"kind": record.kind, "id": record.id, "shown": shown, "kept": kept}


def _done(moment: Moment, run: Run, answer: JsonObject) -> Outcome:
    del answer
    record = _record(moment)
    last: JsonObject = {"lastSuccessfulTime": stamp(moment.now), "sessionId": run.id}
    moment.put(replace(record, shown={**record.shown, "lastSuccessfulBackup": last}))
    return Outcome()


# At the console.


def restore_configuration(moment: Moment, records: Sequence[JsonObject]) -> None:
    """Put what a configuration backup holds in place of what the server has. Jobs come back disabled.

    What the server knew of backups is forgotten: a rescan finds what there is. Sessions that run fail.
    """
    for session in moment.all_of(RUNNING):
        fail(moment, session, _RESTORED)
    for kind in (*_HELD, *_FORGOTTEN):
        for record in list(moment.ledger.all_of(kind)):
            moment.ledger.forget(kind, record.id)
    for written in records:
        shown = child(written, "shown")
        kind = cast("Kind", text(written, "kind"))
        if kind == "job":
            shown = {**shown, "isDisabled": True}
        moment.put(Record(kind, text(written, "id"), shown, child(written, "kept")))


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
    works={"back-up-configuration": Work(_done, _write)},
    seed=_seed,
)
