"""The backup server as the resources see it: one client for all of them, lists that they share, and readiness."""

import contextlib
import threading
from collections.abc import Callable, Hashable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, TypeVar, cast

from veeam_entraid_protocol.provider import Progress
from veeam_provider._shared_lists import SharedLists
from veeam_provider.rest import (
    BackupServerClient,
    CertificateError,
    Listing,
    NotFoundError,
    Operation,
    OutcomeUnknownError,
    ServerUnavailableError,
    ServerUnreachableError,
    SessionFailedError,
    SessionTimeoutError,
    operations,
)
from veeam_provider.rest.payloads import SessionModel
from veeam_provider.schema import JsonObject

__all__ = ["OVERTAKEN_SECONDS", "Server", "Work"]

OVERTAKEN_SECONDS: Final = 15.0
"""How long the server may go on showing what another session has deleted, seconds."""

Item = TypeVar("Item")
Model = TypeVar("Model")
Result = TypeVar("Result")

_ATTEMPTS: Final = 3
# As long as the services of a server take to restart, while a person connects its repository.
_RESTART_SECONDS: Final = 600.0
_VANISH_SECONDS: Final = 300.0
_VANISH_POLL_SECONDS: Final = 1.0
_SESSION_SECONDS: Final = 3600.0
# What an interrupted update has begun is among the last; a server remembers those of months.
_NEWEST_SESSIONS: Final = 200
_EVERYTHING: Final[Mapping[str, str]] = MappingProxyType({})


class Server:
    """A backup server.

    Args:
        client: of its REST API.
        ready_seconds: how long to wait for it to become ready, when it is needed for the first time.

    Attributes:
        mounting: is held by whoever mounts a backup: a new mount is told from others by the moment alone.
        mounts: the ids of the mounts that have been made here, guarded by ``mounting``.
        looking: is held by whoever looks for restores of earlier updates.
        ended_restores: the restores of mounts that are no more, by the id of the mount, guarded by ``looking``.
    """

    def __init__(self, client: BackupServerClient, ready_seconds: float) -> None:
        self.client = client
        self.lists = SharedLists()
        self._ready_seconds = ready_seconds
        self._is_ready = threading.Event()
        self._waiting = threading.Lock()
        self._settling = threading.Lock()
        self.mounting = threading.Lock()
        self.mounts: set[str] = set()
        self.looking = threading.Lock()
        self.ended_restores: dict[str, list[JsonObject]] = {}
        self._is_settled = False

    def wait_until_ready(self, tell: Callable[[str], None]) -> None:
        """Wait until the server lets us in, if it has not done so yet.

        Raises:
            RestError: it does not.
        """
        if self._is_ready.is_set():
            return
        tell("Waiting for the backup server")
        with self._waiting:
            if not self._is_ready.is_set():
                self.client.wait_until_ready(self._ready_seconds, progress=tell)
                self._is_ready.set()

    def persist(self, operation: Callable[[], Result], tell: Callable[[str], None]) -> Result:
        """Carry out an operation that may begin anew, and do so when the server goes away for a while in between.

        Raises:
            RestError: it stays away, or refuses.
        """
        for _ in range(_ATTEMPTS - 1):
            try:
                return operation()
            except CertificateError:
                raise
            except (ServerUnavailableError, ServerUnreachableError, OutcomeUnknownError) as error:
                tell(f"Trying again: {error}")
                self.client.wait_until_ready(min(self._ready_seconds, _RESTART_SECONDS), progress=tell)
        return operation()

    def settle(self, tell: Callable[[str], None], *, again: bool) -> None:
        """Wait for what the server is still making, from an update that was interrupted.

        Once is enough: what is begun later has been begun here. An operation that begins again has to look again.

        Raises:
            RestError: it cannot be asked.
        """
        with self._settling:
            if self._is_settled and not again:
                return
            newest = {"orderColumn": "CreationTime", "orderAsc": False, "limit": _NEWEST_SESSIONS}
            for session in self.client.list(operations.GET_ALL_SESSIONS, typeFilter="Infrastructure", **newest):
                if session.get("state") != "Stopped":
                    tell("Waiting for what an earlier update has begun")
                    with contextlib.suppress(SessionFailedError):
                        self.client.wait_for_session(session, progress=tell)
            self._is_settled = True

    def listed(
        self, listing: Listing[None, Item], parameters: Mapping[str, str] = _EVERYTHING, *, joins: bool = False
    ) -> list[Item]:
        """Return a whole list, as fresh as this call; or one that is on its way already, where that will do.

        Raises:
            RestError: it cannot be had.
        """
        key = _key(listing, parameters)
        found = self.lists.get(key, lambda: [*self.client.list(listing, **parameters)], joins=joins)
        return cast("list[Item]", found)


@dataclass(frozen=True, slots=True)
class Work:
    """One operation for one resource: the server, and how long it may take and whom to tell.

    Attributes:
        server: the backup server.
        progress: of the resource.
        time_limit: in seconds, for each session of the server that is waited for.
        looked: the lists that have been seen already and still count; None where each is asked for anew.
        joins: whether a list that is on its way already will do, as for a refresh, which has made nothing itself.
    """

    server: Server
    progress: Progress
    time_limit: float = _SESSION_SECONDS
    looked: dict[Hashable, list[object]] | None = None
    joins: bool = False

    @property
    def client(self) -> BackupServerClient:
        """The client of the server."""
        return self.server.client

    def looking(self, listings: Iterable[Listing[None, Item]] = ()) -> "Work":
        """Return the same operation while it only looks: what it asks for more than once is asked for once.

        Args:
            listings: what it is going to ask for; these are asked for at the same time.

        Raises:
            RestError: one of them cannot be had.
        """
        wanted = [*listings]
        if not wanted:
            return replace(self, looked={})
        with ThreadPoolExecutor(len(wanted)) as pool:
            found = pool.map(self.server.listed, wanted)
            return replace(self, looked={_key(each, {}): [*items] for each, items in zip(wanted, found, strict=True)})

    def listed(self, listing: Listing[None, Item], **parameters: str) -> list[Item]:
        """Return a whole list, shared with whoever asks at the same time."""
        if self.looked is None:
            return self.server.listed(listing, parameters, joins=self.joins)
        key = _key(listing, parameters)
        if key not in self.looked:
            self.looked[key] = cast("list[object]", self.server.listed(listing, parameters))
        return cast("list[Item]", self.looked[key])

    def license(self) -> JsonObject:
        """Return the licence of the server, shared with whoever asks at the same time."""
        found = self.server.lists.get("license", lambda: [self.client.call(operations.GET_INSTALLED_LICENSE)])
        return cast("JsonObject", found[0])

    def persist(self, operation: Callable[[], Result]) -> Result:
        """Carry out a part of an operation that may begin anew, as :meth:`Server.persist` does."""
        return self.server.persist(operation, self.progress.status)

    def wait(self, session: SessionModel) -> SessionModel:
        """Wait until a session has succeeded, and show how far it is. What has been seen before counts no more."""
        if self.looked is not None:
            self.looked.clear()
        return self.client.wait_for_session(session, time_limit=self.time_limit, progress=self.progress.status)

    def wait_until_gone(self, operation: Operation[None, Model], id_: str, what: str) -> None:
        """Wait until the server knows an object no more: it deletes some after it has said that it has.

        Raises:
            RestError: it still knows it.
        """
        if not self.vanishes(operation, id_, _VANISH_SECONDS):
            raise SessionTimeoutError(f"The server has deleted {what}, and still shows it.", "")

    def vanishes(self, operation: Operation[None, Model], id_: str, seconds: float) -> bool:
        """Return whether the server knows an object no more, within a time.

        Raises:
            RestError: it cannot be asked.
        """
        until = self.client.clock.now() + seconds
        while True:
            try:
                self.client.call(operation, id=id_)
            except NotFoundError:
                return True
            if self.client.clock.now() > until:
                return False
            self.client.clock.sleep(_VANISH_POLL_SECONDS)


def _key(listing: Listing[None, Item], parameters: Mapping[str, str]) -> Hashable:
    return (listing.path, *sorted(parameters.items()))
