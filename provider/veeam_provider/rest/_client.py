"""The client: calls, lists, waiting for sessions and for the server itself."""

import threading
from collections.abc import Callable, Iterator, Mapping
from typing import Final, Self, TypeVar, cast, overload

import httpx

from veeam_provider.rest import operations
from veeam_provider.rest._clock import Clock, SystemClock
from veeam_provider.rest._errors import (
    CertificateError,
    LoginRefusedError,
    OutcomeUnknownError,
    RefusedError,
    RestError,
    ServerNotReadyError,
    ServerUnreachableError,
    UnreadableReplyError,
)
from veeam_provider.rest._exchange import Exchange, Request, json_request, open_http
from veeam_provider.rest._login import Login
from veeam_provider.rest._operation import Listing, Operation, Paging, Parameter, Target
from veeam_provider.rest._paging import Page, items_of_pages, read_page
from veeam_provider.rest._reading import read
from veeam_provider.rest._refusals import UNAVAILABLE, refusal
from veeam_provider.rest._repeating import Backoff
from veeam_provider.rest._secrets import secrets_in
from veeam_provider.rest._sessions import Progress, ignore, of_restore_session, of_session, problem, wait_for_end
from veeam_provider.rest._settings import ConnectionSettings
from veeam_provider.rest.payloads import EntraIdTenantRestoreSessionModel, ServerInfoModel, SessionModel

__all__ = ["BackupServerClient", "connect"]

Body = TypeVar("Body")
Reply = TypeVar("Reply")
Item = TypeVar("Item")

_UNAUTHORIZED: Final = 401
_SERVER_ERROR: Final = 500
_READY_POLLS: Final = Backoff(first=2.0, longest=15.0)
# A session of the server may run for hours: copying a whole backup, for one.
_SESSION_SECONDS: Final = 3600.0
_PROBE: Final = Target("GET", "/api/v1/serverInfo", {})


def connect(settings: ConnectionSettings, *, cancelled: threading.Event | None = None) -> "BackupServerClient":
    """Return a client of a server. Nothing is sent before the first call.

    Args:
        settings: of the connection.
        cancelled: ends every wait of the client as soon as it is set. A request that is on its way is not ended; each
            has its time limits.

    Raises:
        InvalidSettingsError: ``ca_certificate`` or ``proxy`` cannot be read.
    """
    return BackupServerClient(Exchange(open_http(settings), settings, SystemClock(cancelled)))


class BackupServerClient:
    """The REST API of one backup server. Threads may share a client; leaving its ``with`` block logs out.

    What is sent is exactly what is given. What comes is read leniently (see :func:`veeam_provider.rest.read`), so a
    field that its type requires can be missing.

    Args:
        exchange: with the server.
    """

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._login = Login(exchange)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def clock(self) -> Clock:
        """The clock that the client waits by."""
        return self._exchange.clock

    def close(self) -> None:
        """Log out, if logged in, and close all connections."""
        self._login.end()
        self._exchange.close()

    @overload
    def call(self, operation: Operation[None, Reply], /, **parameters: Parameter) -> Reply: ...
    @overload
    def call(self, operation: Operation[Body, Reply], body: Body, /, **parameters: Parameter) -> Reply: ...
    def call(self, operation: Operation[Body, Reply], body: object = None, /, **parameters: Parameter) -> Reply:
        """Carry out an operation and return its reply.

        Args:
            operation: one of :mod:`veeam_provider.rest.operations`.
            body: the payload, where the operation takes one.
            parameters: of path and query, by the API's names.

        Raises:
            TypeError: a parameter is missing or unknown.
            RefusedError: the server will not.
            ServerUnreachableError: there is no connection.
            OutcomeUnknownError: the connection broke after the request had been sent.
            UnreadableReplyError: the answer is not of the API.
        """
        target = operation.target(parameters)
        response = self._answer(_request(target, body, repeatable=target.method == "GET"))
        return cast("Reply", _reply(response, target, operation.form))

    @overload
    def list(self, listing: Listing[None, Item], /, **parameters: Parameter) -> Iterator[Item]: ...
    @overload
    def list(self, listing: Listing[Body, Item], body: Body, /, **parameters: Parameter) -> Iterator[Item]: ...
    def list(self, listing: Listing[Body, Item], body: object = None, /, **parameters: Parameter) -> Iterator[Item]:
        """Yield what an operation lists, asking for page after page as they are needed.

        ``skip`` and ``limit``, in the query or the body, say what to leave out and how many items to yield in all.

        Args:
            listing: one of :mod:`veeam_provider.rest.operations`.
            body: the payload, where the operation takes one.
            parameters: of path and query, by the API's names.

        Raises:
            TypeError: a parameter is missing or unknown.
            RestError: as :meth:`call`, while the items are taken.
        """
        # What is wrong with a parameter is said here, and not when the first item is taken.
        listing.target(parameters)
        return self._items(listing, body, parameters)

    def wait_for_session(
        self,
        session: SessionModel | str,
        *,
        time_limit: float = _SESSION_SECONDS,
        progress: Progress = ignore,
    ) -> SessionModel:
        """Wait until a session has ended, and return it if it succeeded, with or without warnings.

        Args:
            session: as an operation has returned it, or its id.
            time_limit: in seconds; an hour.
            progress: is told each new state, as one line.

        Raises:
            SessionFailedError: it did not succeed; the text quotes its log.
            SessionCanceledError: somebody stopped it.
            SessionTimeoutError: it still runs.
            OperationCancelledError: the program was told to stop. The session goes on.
            RestError: as :meth:`call`.
        """
        session_id = session if isinstance(session, str) else session["id"]
        state = wait_for_end(
            lambda: of_session(self.call(operations.GET_SESSION, id=session_id)),
            self.clock,
            self._exchange.chance,
            time_limit=time_limit,
            progress=progress,
        )
        log = self._log_unless_missing(lambda: self.list(operations.GET_SESSION_LOGS, id=session_id))
        if (failure := problem(state, log)) is not None:
            raise failure
        return state.model

    def wait_for_restore_session(
        self,
        mount_id: str,
        restore_session_id: str,
        *,
        time_limit: float = _SESSION_SECONDS,
        progress: Progress = ignore,
    ) -> EntraIdTenantRestoreSessionModel:
        """Wait until a session that restores items of a tenant has ended, as :meth:`wait_for_session` does.

        Args:
            mount_id: the session id of the mounted backup.
            restore_session_id: of the restore.
            time_limit: in seconds; an hour.
            progress: is told each new state, as one line.

        Raises:
            RestError: as :meth:`wait_for_session`.
        """
        ids = {"sessionId": mount_id, "restoreSessionId": restore_session_id}
        state = wait_for_end(
            lambda: of_restore_session(self.call(operations.BROWSE_ENTRA_ID_TENANT_RESTORE_SESSION, **ids)),
            self.clock,
            self._exchange.chance,
            time_limit=time_limit,
            progress=progress,
        )
        log = self._log_unless_missing(lambda: self.list(operations.BROWSE_ENTRA_ID_TENANT_RESTORE_SESSION_LOGS, **ids))
        if (failure := problem(state, log)) is not None:
            raise failure
        return state.model

    def wait_until_ready(self, time_limit: float, *, progress: Progress = ignore) -> ServerInfoModel:
        """Wait until the server answers and lets the user log in, and return what it says about itself.

        A machine that has just been made installs the product for an hour or two, and services restart for minutes.

        Args:
            time_limit: in seconds. One last attempt may run over it by the connection's own limits.
            progress: is told what the server is waited for, each time that this changes.

        Raises:
            ServerNotReadyError: the time has passed.
            LoginRefusedError: the server answers, and name or password are wrong.
            CertificateError: the server answers, and its certificate is not trusted.
            OperationCancelledError: the program was told to stop.
            RestError: as :meth:`call`.
        """
        until = self.clock.now() + time_limit
        told = ""
        number = 0
        while True:
            try:
                return self._greet()
            except RestError as error:
                if not _may_pass(error):
                    raise
                reason = str(error)
            if reason != told:
                told = reason
                progress(f"Waiting for the backup server: {reason}")
            number += 1
            pause = _READY_POLLS.pause(number, self._exchange.chance)
            if self.clock.now() + pause > until:
                raise ServerNotReadyError(
                    f"The backup server was not ready within {time_limit:.0f} s. The last attempt: {reason}"
                )
            self.clock.sleep(pause)

    def _greet(self) -> ServerInfoModel:
        # Once, and without the password: most attempts find nobody.
        answer = self._exchange.send(Request(_PROBE), attempts=1)
        if answer.status_code in UNAVAILABLE or answer.status_code >= _SERVER_ERROR:
            raise refusal(answer, _PROBE, self._login.secrets())
        return self.call(operations.GET_SERVER_INFO)

    def _answer(self, request: Request) -> httpx.Response:
        """Return the server's answer to a request of somebody who is logged in, if it is a success."""
        token = self._login.token()
        response = self._exchange.send(request, token)
        if response.status_code == _UNAUTHORIZED:
            # The server did not get beyond the token, so any request may be sent again.
            token = self._login.token_instead_of(token)
            response = self._exchange.send(request, token)
        if not response.is_success:
            raise refusal(response, request.target, request.secrets | self._login.secrets() | {token})
        return response

    def _items(self, listing: Listing[Body, Item], body: object, parameters: Mapping[str, Parameter]) -> Iterator[Item]:
        fields = cast("Mapping[str, object]", body if isinstance(body, Mapping) else {})
        in_body, in_query = (listing.paging is kind for kind in (Paging.BODY, Paging.QUERY))

        def ask(bounds: Mapping[str, int]) -> Page:
            target = listing.target({**parameters, **bounds} if in_query else parameters)
            # A listing by POST with pages only reads, one without may do more: a health check lists its sessions.
            repeatable = target.method == "GET" or in_body
            payload = cast("object", {**fields, **bounds} if in_body else body)
            answer = self._answer(_request(target, payload, repeatable=repeatable))
            return read_page(_json(answer, target), listing.field)

        paged = in_body or in_query
        items = items_of_pages(ask, fields if in_body else parameters) if paged else ask({}).items
        for item in items:
            yield cast("Item", read(item, listing.form))

    def _log_unless_missing(self, records: Callable[[], Iterator[object]]) -> Iterator[Mapping[str, object]]:
        """Yield a log as far as it can be had: the failure that it explains matters more than one while reading it."""
        try:
            yield from cast("Iterator[Mapping[str, object]]", records())
        except (RefusedError, ServerUnreachableError, OutcomeUnknownError, UnreadableReplyError):
            return


def _may_pass(error: RestError) -> bool:
    """Return whether what went wrong may be over when the server has started."""
    match error:
        case CertificateError() | LoginRefusedError():
            return False
        case RefusedError():
            return error.status in UNAVAILABLE or error.status >= _SERVER_ERROR
        case _:
            return isinstance(error, ServerUnreachableError | OutcomeUnknownError)


def _request(target: Target, body: object, *, repeatable: bool) -> Request:
    match body:
        case None:
            return Request(target, repeatable=repeatable)
        case bytes():
            return Request(target, body, "application/octet-stream", repeatable)
        case _:
            return json_request(target, body, repeatable=repeatable, secrets=frozenset(secrets_in(body)))


def _reply(response: httpx.Response, target: Target, form: object) -> object:
    if form is None:
        return None
    if form is bytes:
        return response.content
    if not response.content and not getattr(form, "__required_keys__", {"any"}):
        return {}
    return read(_json(response, target), form)


def _json(response: httpx.Response, target: Target) -> object:
    try:
        content: object = response.json()
    except ValueError:
        content = None
    if not isinstance(content, dict | list):
        raise UnreadableReplyError(
            f"The backup server answered {target} with {response.status_code} and something that is not of its API. "
            "Is the endpoint the REST API of the backup server, or a proxy in front of it?"
        )
    return cast("object", content)
