"""Runs: the sessions on the server that restore, how they are found again, started once, and waited for.

A run carries in its reason which resource it belongs to and which inputs it restores. That is all that a later update
has to go by when one was interrupted before the stack knew what it had begun.
"""

import contextlib
import hashlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final, cast

from veeam_provider._identity import Identity
from veeam_provider._models import text
from veeam_provider._server import Work
from veeam_provider.rest import (
    NotFoundError,
    OperationCancelledError,
    RefusedError,
    RestError,
    SessionFailedError,
    SessionTimeoutError,
    operations,
    payloads,
)
from veeam_provider.restore._mount import Mount, active_mounts, is_in_doubt
from veeam_provider.restore._patience import patiently
from veeam_provider.schema import Json, JsonObject

__all__ = [
    "Ended",
    "InDoubtError",
    "Run",
    "earlier_run",
    "log_of",
    "marked_reason",
    "run_key",
    "start",
    "stop",
    "wait_for",
]

_KEY: Final = re.compile(r"\(run ([0-9a-f]{8})\) \[Pulumi [^\[\]]*\]\s*\Z")
_DIGITS: Final = 8
_MOUNTS: Final = "EntraIdRestore"
# Each of them is a request, once for all resources of an update.
_MOST_EARLIER: Final = 200
_ATTEMPTS: Final = 3
_LOOKS: Final = 5
# A request whose connection broke may still be on the server's desk.
_DOUBT_SECONDS: Final = 3.0
_SHOWN_SECONDS: Final = 20.0
_WAIT_SECONDS: Final = 24 * 3600.0
_ENDED: Final = frozenset({"Success", "Warning", "Failed", "Canceled"})


class InDoubtError(RestError):
    """It is not known whether a run has been started."""


@dataclass(frozen=True, slots=True)
class Run:
    """A session that restores, or has.

    Attributes:
        id: of the session.
        mount: the id of the mount that it belongs to.
        model: the session as the server shows it.
    """

    id: str
    mount: str
    model: JsonObject = field(default_factory=dict[str, Json])

    @property
    def has_ended(self) -> bool:
        """Whether it had ended when it was looked at."""
        return text(self.model, "state") in _ENDED


@dataclass(frozen=True, slots=True)
class Ended:
    """How a run has ended.

    Attributes:
        model: the session as the server shows it.
        problem: why it is not known to have ended by itself; empty where it has, however it ended.
    """

    model: JsonObject
    problem: str = ""

    @property
    def state(self) -> str:
        """The server's word for it; empty where it has not said."""
        return text(self.model, "state")


def run_key(restored: JsonObject) -> str:
    """Return what tells runs of one resource apart.

    Args:
        restored: the inputs that say what is restored, and how.
    """
    written = json.dumps(restored, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(written.encode()).hexdigest()[:_DIGITS]


def marked_reason(reason: str, identity: Identity, key: str) -> str:
    """Return a reason with the marks of the resource and of the run behind it."""
    return identity.marked(f"{reason} (run {key})".strip())


def _is_of(session: JsonObject, identity: Identity, key: str) -> bool:
    reason = text(session, "reason")
    found = _KEY.search(reason)
    return found is not None and found[1] == key and identity.has_marked(reason)


def earlier_run(work: Work, identity: Identity, key: str) -> Run | None:
    """Return the latest run with these marks that the server knows: an update was interrupted that had begun it.

    Raises:
        RestError: the server cannot be asked.
    """
    found = [run for run in _runs(work) if _is_of(run.model, identity, key)]
    return max(found, key=lambda run: text(run.model, "creationTime"), default=None)


def _runs(work: Work) -> Iterator[Run]:
    """Yield the runs of what is mounted, and of what has lately been."""
    mounted = {mount.session for mount in active_mounts(work)}
    for mount in mounted:
        yield from _runs_of(work, mount)
    # Mounts that have ended stand among the sessions of the server. One look at each is enough for all resources.
    with work.server.looking:
        sessions = work.client.list(
            operations.GET_ALL_SESSIONS,
            typeFilter=_MOUNTS,
            orderColumn="CreationTime",
            orderAsc=False,
            limit=_MOST_EARLIER,
        )
        for mount in [session["id"] for session in sessions if session["id"] not in mounted]:
            yield from _ended_runs_of(work, mount)


def _ended_runs_of(work: Work, mount: str) -> list[Run]:
    known = work.server.ended_restores
    if mount in known:
        return [Run(text(model, "id"), mount, model) for model in known[mount]]
    runs = list(_runs_of(work, mount))
    if all(run.has_ended for run in runs):
        known[mount] = [run.model for run in runs]
    return runs


def _runs_of(work: Work, mount: str) -> Iterator[Run]:
    try:
        listed = work.client.list(operations.BROWSE_ENTRA_ID_TENANT_RESTORE_SESSIONS_WITH_FILTERING, sessionId=mount)
        for model in cast("Iterator[JsonObject]", listed):
            yield Run(text(model, "id"), mount, model)
    except NotFoundError:
        # It has been unmounted meanwhile, or the server forgets what was done with what is not mounted any more.
        return


def start(work: Work, mount: Mount, spec: JsonObject, identity: Identity, key: str) -> Run:
    """Start a run, once: where it is open whether the server has begun, it is asked.

    Args:
        work: the server.
        mount: the backup.
        spec: what to restore; its reason has the marks.
        identity: of the resource.
        key: of the run.

    Raises:
        InDoubtError: it is not known whether it has been.
        RestError: it has not been started.
    """
    body = cast("payloads.EntraIdTenantItemRestoreSpec", spec)
    doubt: RestError | None = None
    for _ in range(_ATTEMPTS):
        try:
            model = work.client.call(operations.RESTORE_ENTRA_ID_TENANT_ITEMS, body, sessionId=mount.session)
            return Run(model["id"], mount.session, model=cast("JsonObject", model))
        except RestError as error:
            if not is_in_doubt(error):
                raise
            doubt = error
        looks = 1 if isinstance(doubt, RefusedError) else _LOOKS
        run = patiently(work, lambda looks=looks: _begun(work, mount, identity, key, looks))
        if run is not None:
            return run
    raise InDoubtError(str(doubt)) from doubt


def _begun(work: Work, mount: Mount, identity: Identity, key: str, looks: int) -> Run | None:
    for look in range(looks):
        if look:
            work.client.clock.sleep(_DOUBT_SECONDS)
        for run in _runs_of(work, mount.session):
            if _is_of(run.model, identity, key):
                return run
    return None


def wait_for(work: Work, run: Run, seconds: float, tell: Callable[[list[JsonObject]], str]) -> Ended:
    """Wait until a run has ended, and show how far it is. One that is told to stop, or takes too long, is stopped.

    Args:
        work: the server.
        run: which.
        seconds: how long to wait; 0 for a day.
        tell: says how far it is, by its log.
    """
    if run.has_ended:
        return Ended(run.model)
    until = work.client.clock.now() + (seconds or _WAIT_SECONDS)
    try:
        while (model := patiently(work, lambda: _ended_within(work, run, until))) is None:
            work.progress.status(tell(log_of(work, run)))
        return Ended(model)
    except SessionFailedError:
        return Ended(_look(work, run))
    except (OperationCancelledError, SessionTimeoutError) as error:
        stop(work, run)
        return Ended(_look(work, run), f"{str(error).rstrip('.')}. The restore was stopped.")
    except RestError as error:
        return Ended(_look(work, run), f"How it ended is not known: {error}")


def _ended_within(work: Work, run: Run, until: float) -> JsonObject | None:
    """Return a run that ends within a while; None for one that does not.

    Raises:
        SessionTimeoutError: its time is over.
    """
    left = until - work.client.clock.now()
    if left <= 0:
        raise SessionTimeoutError("It has taken longer than it may.", run.id)
    try:
        model = work.client.wait_for_restore_session(
            run.mount, run.id, time_limit=min(left, _SHOWN_SECONDS), progress=work.progress.status
        )
    except SessionTimeoutError:
        if left <= _SHOWN_SECONDS:
            raise
        return None
    return cast("JsonObject", model)


def stop(work: Work, run: Run) -> None:
    """Stop a run, as far as that can be done."""
    ids = {"sessionId": run.mount, "restoreSessionId": run.id}
    with contextlib.suppress(RestError):
        work.client.call(operations.STOP_ENTRA_ID_TENANT_ITEM_RESTORE_SESSION, **ids)


def _look(work: Work, run: Run) -> JsonObject:
    ids = {"sessionId": run.mount, "restoreSessionId": run.id}
    try:
        return cast("JsonObject", work.client.call(operations.BROWSE_ENTRA_ID_TENANT_RESTORE_SESSION, **ids))
    except RestError:
        return run.model


def log_of(work: Work, run: Run) -> list[JsonObject]:
    """Return the records of a run's log, as far as they can be had."""
    ids = {"sessionId": run.mount, "restoreSessionId": run.id}

    def load() -> list[JsonObject]:
        records = work.client.list(operations.BROWSE_ENTRA_ID_TENANT_RESTORE_SESSION_LOGS, **ids)
        return cast("list[JsonObject]", list(records))

    try:
        return patiently(work, load)
    except RestError:
        return []
