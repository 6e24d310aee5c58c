"""Mounting a backup for as long as something is done with it."""

import contextlib
from collections.abc import Generator
from dataclasses import dataclass
from typing import Final, cast

from veeam_provider._models import text
from veeam_provider._server import Work
from veeam_provider.rest import (
    NotFoundError,
    OperationCancelledError,
    OutcomeUnknownError,
    RefusedError,
    RestError,
    ServerUnavailableError,
    ServerUnreachableError,
    UnreadableReplyError,
    operations,
    payloads,
)
from veeam_provider.restore._backup import Source
from veeam_provider.schema import JsonObject

__all__ = ["Mount", "active_mounts", "is_in_doubt", "may_pass", "mounted", "unmount"]

_SERVER_ERROR: Final = 500
# Between two attempts at a server that is busy.
_BUSY_SECONDS: Final = 1.0
_ATTEMPTS: Final = 3
_UNMOUNT_SECONDS: Final = 60.0
_LATEST: Final = 20


class MountError(RestError):
    """A backup has been mounted, as the server says, and its mount cannot be told."""


@dataclass(frozen=True, slots=True)
class Mount:
    """A backup that is mounted.

    Attributes:
        session: the id of its session.
        backup: the id under which the backup is browsed.
        azure_tenant: the id of its tenant in Entra ID; empty where the server does not say.
        tenant_name: the name of the tenant; empty where the server does not say.
    """

    session: str
    backup: str
    azure_tenant: str = ""
    tenant_name: str = ""


def is_in_doubt(error: RestError) -> bool:
    """Return whether a request that ended with this error may have been carried out all the same."""
    if isinstance(error, RefusedError):
        return error.status >= _SERVER_ERROR
    return isinstance(error, OutcomeUnknownError | UnreadableReplyError)


def may_pass(error: RestError) -> bool:
    """Return whether the same request may succeed later, with nothing changed."""
    return is_in_doubt(error) or isinstance(error, ServerUnreachableError | ServerUnavailableError)


def active_mounts(work: Work) -> list[Mount]:
    """Return the backups of tenants that are mounted, whoever has mounted them."""
    found = cast("list[JsonObject]", list(work.client.list(operations.GET_ALL_ENTRA_ID_TENANT_BROWSE_SESSIONS)))
    return [_read(model) for model in found]


@contextlib.contextmanager
def mounted(work: Work, source: Source, whose: str) -> Generator[Mount]:
    """Mount a backup, and unmount it whatever happens.

    Args:
        work: the server.
        source: what to mount.
        whose: for whom, as words.

    Raises:
        RestError: it is not mounted.
    """
    work.progress.status(f"Mounting the backup {source.backup}")
    mount = _import(work, source) if source.is_copy else _mount(work, source)
    try:
        yield mount
    finally:
        unmount(work, mount, whose)


def unmount(work: Work, mount: Mount, whose: str) -> None:
    """Unmount a backup, and warn when that does not work: what was done with it is done."""
    reason = ""
    for _ in range(_ATTEMPTS):
        try:
            session = work.client.call(operations.STOP_ENTRA_ID_TENANT_RESTORE, None, sessionId=mount.session)
            work.client.wait_for_session(session, time_limit=_UNMOUNT_SECONDS, progress=work.progress.status)
        except NotFoundError:
            return
        except RestError as error:
            reason = str(error)
            if not may_pass(error):
                break
            if isinstance(error, ServerUnavailableError):
                # It is not to be asked again at once. Whoever is told to stop asks all the same.
                with contextlib.suppress(OperationCancelledError):
                    work.client.clock.sleep(_BUSY_SECONDS)
        else:
            return
    # Whoever is told to stop does not wait for the server to say that it has.
    if reason and not work.progress.cancelled.is_set():
        work.progress.warn(
            f"{whose}: the backup {mount.backup} is still mounted, by the session {mount.session}. Stop that restore"
            f" in the console. {reason}"
        )


def _mount(work: Work, source: Source) -> Mount:
    with work.server.mounting:
        there = active_mounts(work)
        mount = _mount_once(work, source, {each.session for each in there} | work.server.mounts)
        own = set(work.server.mounts)
        work.server.mounts.add(mount.session)
    if others := [each.session for each in there if each.backup == source.backup and each.session not in own]:
        work.progress.info(
            f"The backup {source.backup} is mounted already, by {', '.join(others)}. If nobody uses that, an update"
            " that was interrupted may have left it: stop it in the console."
        )
    return mount


def _mount_once(work: Work, source: Source, before: set[str]) -> Mount:
    body = payloads.EntraIdTenantStartRestoreSpec(backupId=source.backup)
    for attempt in range(_ATTEMPTS):
        try:
            return _read(cast("JsonObject", work.client.call(operations.START_ENTRA_ID_TENANT_RESTORE, body)))
        except RestError as error:
            if not is_in_doubt(error) or attempt == _ATTEMPTS - 1:
                raise
        new = [each for each in active_mounts(work) if each.session not in before and each.backup == source.backup]
        if len(new) == 1:
            return new[0]
    raise AssertionError("there is no attempt to mount")


def _import(work: Work, source: Source) -> Mount:
    work.progress.status(f"Importing the copy {source.backup}")
    with work.server.mounting:
        before = {mount.session for mount in active_mounts(work)}
        session = _begin_import(work, source)
    ended = cast("JsonObject", work.wait(session))
    with work.server.mounting:
        mount = _imported(work, source, ended, before | work.server.mounts)
        work.server.mounts.add(mount.session)
    return mount


def _imported(work: Work, source: Source, ended: JsonObject, before: set[str]) -> Mount:
    """Return the mount that a session has made."""
    new = [mount for mount in active_mounts(work) if mount.session not in before]
    told = {text(ended, "id"), text(ended, "resourceId"), text(ended, "relatedSessionId")}
    for chosen in (
        [mount for mount in new if mount.session in told],
        [mount for mount in new if mount.backup == source.backup],
        new,
    ):
        if len(chosen) == 1:
            return chosen[0]
    raise MountError(
        f"The server has imported the copy {source.backup}, and shows {len(new)} new mounts, of which none can be told"
        " to be this one. Stop those that nobody uses in the console, and run pulumi up again."
    )


def _begin_import(work: Work, source: Source) -> payloads.SessionModel:
    before = {session["id"] for session in _imports(work)}
    body = payloads.EntraIdTenantStartRestoreFromCopySpec(restorePointId=source.restore_point)
    for attempt in range(_ATTEMPTS):
        try:
            return work.client.call(operations.START_ENTRA_ID_TENANT_RESTORE_FROM_COPY, body)
        except RestError as error:
            if not is_in_doubt(error) or attempt == _ATTEMPTS - 1:
                raise
        new = [session for session in _imports(work) if session["id"] not in before]
        if len(new) == 1:
            return new[0]
    raise AssertionError("there is no attempt to import")


def _imports(work: Work) -> list[payloads.SessionModel]:
    """Return the latest sessions that import copies."""
    return list(
        work.client.list(
            operations.GET_ALL_SESSIONS,
            typeFilter="EntraIdRestoreFromCopy",
            orderColumn="CreationTime",
            orderAsc=False,
            limit=_LATEST,
        )
    )


def _read(model: JsonObject) -> Mount:
    return Mount(
        session=text(model, "sessionId"),
        backup=text(model, "sourceProperties.backupId"),
        azure_tenant=text(model, "sourceProperties.tenantId"),
        tenant_name=text(model, "sourceProperties.tenantName"),
    )
