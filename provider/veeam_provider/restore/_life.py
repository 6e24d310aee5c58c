"""The life of a restore session: done once when it is made, remembered, and forgotten."""

import contextlib
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from typing import Final, cast

from veeam_entraid_protocol import Secret, Value, plain
from veeam_entraid_protocol.properties import Properties
from veeam_entraid_protocol.provider import (
    Created,
    CreateRequest,
    DeleteRequest,
    Found,
    InitializationFailedError,
    ReadRequest,
    RefusedError,
    UpdateRequest,
)
from veeam_provider._explaining import GOES_ON, way_on
from veeam_provider._identity import Identity
from veeam_provider._models import objects, text
from veeam_provider._server import Server, Work
from veeam_provider.rest import OperationCancelledError, RestError, without_secrets
from veeam_provider.restore._backup import find_source
from veeam_provider.restore._items import Item, existing_items, items_of_inputs, named
from veeam_provider.restore._limits import enforce
from veeam_provider.restore._mount import Mount, active_mounts, may_pass, mounted, unmount
from veeam_provider.restore._passwords import Passwords, passwords
from veeam_provider.restore._patience import patiently
from veeam_provider.restore._report import Came, Fate, Report, report
from veeam_provider.restore._runs import (
    Ended,
    InDoubtError,
    Run,
    earlier_run,
    log_of,
    marked_reason,
    run_key,
    start,
    wait_for,
)
from veeam_provider.restore._session import RestoreSession, too_late
from veeam_provider.restore._sign_in import sign_in
from veeam_provider.restore._time import has_passed, instant, now
from veeam_provider.schema import Json, JsonObject

__all__ = ["RestoreLife"]

_NEVER: Final = "0001-"
_AGAIN: Final = "To restore again, change triggers; to give it up, take the resource out of the program."
_LOOKS_AGAIN: Final = f"Run pulumi up again: it looks at what has come of it. {_AGAIN}"


@dataclass(frozen=True, slots=True)
class _Session:
    """One session that is being done.

    Attributes:
        work: the server.
        identity: of the resource.
        inputs: as plain JSON.
        given: the inputs as the engine gave them.
        seconds: how long a run may take; 0 for the usual.
        key: of the run.
        generated: the passwords that are known to have been made for an earlier run, as the state has them.
    """

    work: Work
    identity: Identity
    inputs: JsonObject
    given: Properties = field(repr=False)
    seconds: float
    key: str
    generated: Value = field(default=None, repr=False)

    def refuse_if_late(self) -> None:
        until = text(self.inputs, "validUntil")
        if has_passed(until, now()):
            raise RefusedError(f"{self.identity} has restored nothing: {too_late(until)}")

    @property
    def secrets(self) -> frozenset[str]:
        """Return the passwords that are known, besides those that are made for this run."""
        made: list[JsonObject] = [*objects({"made": cast("Json", plain(self.generated))}, "made")]
        given = [text(each, "password") for each in [*objects(self.inputs, "userPasswords"), *made]]
        return frozenset({text(self.inputs, "defaultUserPassword"), *given} - {""})

    @property
    def prefers_bin(self) -> bool:
        return self.inputs.get("recycleBin") != "ignore"

    @property
    def skips_existing(self) -> bool:
        return self.inputs.get("skipExisting") is True


@dataclass(frozen=True, slots=True)
class _Doing:
    """What is known while a run runs.

    Attributes:
        mount: the backup.
        items: that it restores.
        credentials: the id of the credentials of the person who has signed in; empty for none.
        passwords: of the users.
        before: the ids of the items that were in the tenant before; None where that is not known.
    """

    mount: Mount
    items: Sequence[Item]
    credentials: str = ""
    passwords: Passwords = field(default_factory=Passwords, repr=False)
    before: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class RestoreLife:
    """What the engine asks of restore sessions.

    Attributes:
        kind: the declaration.
        server: the backup server.
    """

    kind: RestoreSession
    server: Server

    def create(self, request: CreateRequest) -> Created:
        """Restore; or report on the run of an update that was interrupted."""
        session = self._session(request)
        work, identity = session.work, session.identity
        with _explained(identity):
            self.server.wait_until_ready(request.progress.status)
            run = self.server.persist(lambda: earlier_run(work, identity, session.key), request.progress.status)
            if run is None:
                return _restored(session)
            _tell_of_interruption(session, run)
            with _looking(identity):
                return _taken_over(session, run)

    def _session(self, request: CreateRequest | UpdateRequest, generated: Value = None) -> _Session:
        inputs = cast("JsonObject", self.kind.form.json(request.inputs))
        return _Session(
            work=Work(self.server, request.progress),
            identity=Identity(request.urn),
            inputs=inputs,
            given=request.inputs,
            seconds=request.timeout_seconds,
            key=run_key(self.kind.restored(inputs)),
            generated=generated,
        )

    def read(self, request: ReadRequest) -> Found | None:
        """Return the session as the state has it: what was done is done."""
        if request.imports:
            raise RefusedError(
                "A RestoreSession cannot be imported: it is something that is done once, and not an object of the"
                " server."
            )
        return Found(request.id, request.inputs, request.outputs)

    def update(self, request: UpdateRequest) -> Properties:
        """Keep the session as it is, with its new inputs. Nothing is restored.

        Where it is not known how it has ended, the server is asked again.
        """
        old = request.old_outputs
        outputs = {**old, **request.inputs}
        run = Run(request.id, str(old.get("mountSessionId", "")), model={"state": str(old.get("state", ""))})
        failure = old.get("failure")
        if failure and not (run.has_ended and _is_known(old)):
            session = self._session(request, old.get("generatedPasswords"))
            with _looking(session.identity):
                self.server.wait_until_ready(request.progress.status)
                return _taken_over(session, run).outputs
        if isinstance(failure, str) and failure:
            raise InitializationFailedError(
                f"{Identity(request.urn)} was done, and failed: {failure} {_AGAIN}",
                Created(request.id, outputs),
                request.inputs,
            )
        return outputs

    def delete(self, request: DeleteRequest) -> None:
        """Forget the session. What it has restored stays."""
        request.progress.info(f"{Identity(request.urn)} is forgotten. What it has restored stays in the tenant.")


def _restored(session: _Session) -> Created:
    session.refuse_if_late()
    work, persist, status = session.work, session.work.server.persist, session.work.progress.status
    source = persist(lambda: find_source(work, session.inputs), status)
    with mounted(work, source, str(session.identity)) as mount:
        items = persist(lambda: items_of_inputs(work, mount, source, session.inputs), status)
        enforce(work, session.identity, session.inputs, items)
        credentials = _credentials(session, mount)
        before = existing_items(work, mount, items, credentials)
        given = passwords(work, mount, items, session.inputs)
        doing = _Doing(mount, items, credentials, given, before)
        session.refuse_if_late()
        status(f"Restoring {len(items)} item{'s'[: len(items) != 1]}")
        run = start(work, mount, _spec(session, doing), session.identity, session.key)
        return _finished(session, run, doing)


def _credentials(session: _Session, mount: Mount) -> str:
    """Return the id of the credentials to restore with; empty for those of the tenant."""
    chosen = text(session.inputs, "credentialsId")
    if chosen or session.inputs.get("permissions") == "application":
        return chosen
    until = instant(text(session.inputs, "validUntil")) or now()
    return sign_in(session.work, mount, str(session.identity), until)


def _spec(session: _Session, doing: _Doing) -> JsonObject:
    inputs, given = session.inputs, doing.passwords
    spec: JsonObject = {
        "items": [{"itemId": item.id, "restorePointId": item.restore_point} for item in doing.items],
        "skipRelationships": inputs.get("skipRelationships") is True,
        "skipRecycleBinRestore": not session.prefers_bin,
        "skipObjectsIfExist": session.skips_existing,
        "reason": marked_reason(text(inputs, "reason"), session.identity, session.key),
    }
    if doing.credentials:
        spec["credentialsId"] = doing.credentials
    if any(item.type == "User" for item in doing.items):
        spec["requestPasswordChangeOnLogon"] = inputs.get("requestPasswordChangeOnLogon") is not False
    if given.default:
        spec["defaultUserPassword"] = given.default
    if given.own:
        spec["usersPasswords"] = [{"userId": user, "password": password} for user, password in given.own.items()]
    return spec


def _tell_of_interruption(session: _Session, run: Run) -> None:
    work = session.work
    begun = text(run.model, "creationTime") or "an earlier time"
    work.progress.warn(
        f"{session.identity}: an update that was interrupted has begun this restore at {begun} already, as the session"
        f" {run.id}. It is reported on, and not done again. {_AGAIN}"
    )
    if _makes_passwords(session):
        work.progress.warn(
            f"{session.identity}: passwords that the server made for it are lost with the interrupted update. Reset"
            " those of the restored users."
        )


def _taken_over(session: _Session, run: Run) -> Created:
    """Return what has become of a run that an earlier update has begun. It is not done again."""
    work = session.work
    mount = next((each for each in active_mounts(work) if each.session == run.mount), None)
    if mount is None:
        return _looked_at_again(session, run)
    try:
        return _finished(session, run, _Doing(mount, _items_again(session, mount)))
    finally:
        unmount(work, mount, str(session.identity))


def _makes_passwords(session: _Session) -> bool:
    inputs = session.inputs
    types = {text(inputs, "filter.type"), *(text(item, "type") for item in objects(inputs, "items"))}
    return "User" in types and inputs.get("defaultUserPassword") is None and inputs.get("userPasswords") is None


def _looked_at_again(session: _Session, run: Run) -> Created:
    """Return what has become of a run whose backup is not mounted any more; for a look, it is mounted once more.

    Raises:
        RestError: it cannot be mounted now, and may be later.
    """
    work = session.work
    with contextlib.ExitStack() as stack:
        try:
            source = patiently(work, lambda: find_source(work, session.inputs))
            mount = stack.enter_context(mounted(work, source, str(session.identity)))
        except RestError as error:
            if may_pass(error):
                raise
            doing = _Doing(Mount(run.mount, ""), _declared_items(session))
        else:
            doing = _Doing(mount, _items_again(session, mount))
        return _finished(session, run, doing)


def _items_again(session: _Session, mount: Mount) -> list[Item]:
    """Return the items of a run with their names, by which the server's log knows them.

    Raises:
        RestError: the backup cannot be read now, and may be later.
    """
    work = session.work
    try:
        return patiently(work, lambda: items_of_inputs(work, mount, find_source(work, session.inputs), session.inputs))
    except RestError as error:
        if may_pass(error):
            raise
        return _declared_items(session)


def _declared_items(session: _Session) -> list[Item]:
    return [
        Item(text(item, "id"), text(item, "type"), text(item, "displayName"), text(item, "restorePointId"))
        for item in objects(session.inputs, "items")
    ]


def _finished(session: _Session, run: Run, doing: _Doing) -> Created:
    """Wait for a run and return what has come of it. From here on the stack knows it, whatever happens."""
    work = session.work
    ended = wait_for(work, run, session.seconds, lambda log: _so_far(doing, log))
    after: frozenset[str] | None = None
    with contextlib.suppress(OperationCancelledError):
        after = existing_items(work, doing.mount, doing.items, doing.credentials) if doing.mount.backup else None
    found = report(
        doing.items,
        log_of(work, run),
        Came(doing.before, after),
        prefers_bin=session.prefers_bin,
        skips_existing=session.skips_existing,
    )
    failure = without_secrets(_failure(session, ended, found), session.secrets | doing.passwords.all)
    created = Created(run.id, _outputs(session, run, ended, doing, found, failure=failure))
    if failure:
        way = _AGAIN if Run(run.id, run.mount, ended.model).has_ended and _is_known(created.outputs) else _LOOKS_AGAIN
        raise InitializationFailedError(f"{session.identity} has failed: {failure} {way}", created, session.given)
    _tell(session, ended.state, found, doing)
    return created


def _is_known(outputs: Properties) -> bool:
    """Return whether anything is known of what has become of the items, or nothing has."""
    if outputs.get("state") in ("Failed", "Canceled"):
        return True
    results = cast("Json", plain(outputs.get("results")))
    fates = objects({"results": results}, "results")
    return not fates or any(text(each, "outcome") != "unknown" for each in fates)


def _so_far(doing: _Doing, log: Sequence[JsonObject]) -> str:
    """Return how far a run is."""
    found = report(doing.items, log, Came(), prefers_bin=True, skips_existing=False)
    done = len(found.fates) - found.count("unknown")
    lost = done - found.count("restored")
    return f"Restoring: {done} of {len(found.fates)} items done" + (f", {lost} of them not back" if lost else "")


def _failure(session: _Session, ended: Ended, found: Report) -> str:
    """Return why a session counts as failed; empty where it does not."""
    back = sum(fate.is_back for fate in found.fates)
    if ended.problem:
        count = f"{back} of {len(found.fates)} item{'s'[: len(found.fates) != 1]} came back, as far as is known."
        return f"{ended.problem} {count}{_missing(session, found)}"
    if ended.state != "Failed" and found.fates and found.count("unknown") == len(found.fates):
        return f"Whether anything came back is not known.{_missing(session, found)}"
    if not back and found.fates:
        return f"Nothing came back.{_missing(session, found)}"
    return ""


def _tell(session: _Session, state: str, found: Report, doing: _Doing) -> None:
    progress = session.work.progress
    new = sum(bool(fate.new_id) for fate in found.fates)
    parts = [f"{found.count('restored')} restored" + (f", {new} of them under new ids" if new else "")]
    if skipped := found.count("skipped"):
        parts.append(f"{skipped} left as they are, because they exist")
    progress.info(f"{session.identity}: {'; '.join(parts)}.")
    if state == "Canceled":
        progress.warn(f"{session.identity}: somebody has stopped the restore on the server.")
    if found.missing:
        text_ = (
            f"{session.identity}: {len(found.missing)} of {len(found.fates)} items did NOT come back."
            f"{_missing(session, found)} The output notRestored has them all."
        )
        progress.warn(without_secrets(text_, session.secrets | doing.passwords.all))


def _missing(session: _Session, found: Report) -> str:
    if not found.missing:
        return ""
    told = named(f"{fate.item}: {fate.message.rstrip('.')}" for fate in found.missing)
    advice = ""
    if session.prefers_bin and any(fate.outcome == "notInRecycleBin" for fate in found.missing):
        advice = (
            " What is not in the recycle bin comes back from the backup, under new ids, with recycleBin: ignore; write"
            " a session with these items."
        )
    return f" Not back: {told}.{advice}"


def _outputs(session: _Session, run: Run, ended: Ended, doing: _Doing, found: Report, *, failure: str) -> Properties:
    secrets = session.secrets | doing.passwords.all
    model = ended.model or run.model
    results = [_result(fate, secrets) for fate in found.fates]
    missing = [_result(fate, secrets) for fate in found.missing]
    computed: JsonObject = {
        "state": text(model, "state"),
        "failure": failure,
        "results": [*results],
        "notRestored": [*missing],
        "restoredCount": found.count("restored"),
        "skippedCount": found.count("skipped"),
        "notRestoredCount": len(missing),
        "sourceBackupId": doing.mount.backup,
        "azureTenantId": doing.mount.azure_tenant,
        "mountSessionId": run.mount,
        "startedAt": text(model, "creationTime"),
        "endedAt": "" if text(model, "endTime").startswith(_NEVER) else text(model, "endTime"),
    }
    shown = cast("Properties", {name: value for name, value in computed.items() if value not in ("", None)})
    generated: list[Value] = [
        {"userId": user, "password": password} for user, password in doing.passwords.generated.items()
    ]
    return {**session.given, **shown, "generatedPasswords": session.generated or Secret(generated)}


def _result(fate: Fate, secrets: frozenset[str]) -> JsonObject:
    result: dict[str, Json] = {
        "id": fate.item.id,
        "type": fate.item.type,
        "displayName": fate.item.name,
        "restorePointId": fate.item.restore_point,
        "outcome": fate.outcome,
        "newId": fate.new_id,
        "message": without_secrets(fate.message, secrets),
    }
    return {name: value for name, value in result.items() if value}


@contextlib.contextmanager
def _explained(identity: Identity) -> Generator[None]:
    """Turn what goes wrong before anything is restored into a refusal that names the resource."""
    try:
        yield
    except InDoubtError as error:
        raise RefusedError(
            f"Whether {identity} has restored anything is not known: {error} Run pulumi up again: it looks for what has"
            " been begun."
        ) from error
    except RestError as error:
        raise RefusedError(f"{identity} has restored nothing: {error} {way_on(error, GOES_ON)}".rstrip()) from error


@contextlib.contextmanager
def _looking(identity: Identity) -> Generator[None]:
    """Turn what goes wrong while a run is looked at, which an earlier update has begun, into a refusal."""
    try:
        yield
    except RestError as error:
        raise RefusedError(
            f"What has come of {identity} is not known yet: {error} {way_on(error, GOES_ON)}".rstrip()
        ) from error
