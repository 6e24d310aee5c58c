"""Requests and answers: sending, sending again where that is safe, and what a failure on the way means."""

import json
import logging
import random
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode

import httpx

from veeam_provider.rest._certificates import PinMismatchError, tls_context
from veeam_provider.rest._clock import Clock
from veeam_provider.rest._errors import (
    CertificateError,
    InvalidSettingsError,
    OutcomeUnknownError,
    RestError,
    ServerUnreachableError,
)
from veeam_provider.rest._operation import Target
from veeam_provider.rest._repeating import Backoff, may_follow_answer, nothing_was_sent, retry_after
from veeam_provider.rest._secrets import without_secrets
from veeam_provider.rest._settings import ConnectionSettings

__all__ = ["Exchange", "Request", "form_request", "json_request", "open_http"]

_LOG: Final = logging.getLogger("veeam_provider.rest")
_ATTEMPTS: Final = 6
_BACKOFF: Final = Backoff()
# As many as the provider has threads: none waits for another's connection.
_CONNECTIONS: Final = 64


@dataclass(frozen=True, slots=True)
class Request:
    """A request, ready to go.

    Attributes:
        target: where it goes.
        content: its body.
        content_type: of the body; empty without one.
        repeatable: whether it may be carried out twice.
        secrets: texts in the body that no message may quote.
    """

    target: Target
    content: bytes = field(default=b"", repr=False)
    content_type: str = ""
    repeatable: bool = False
    secrets: frozenset[str] = field(default=frozenset(), repr=False)


def json_request(target: Target, body: object, *, repeatable: bool, secrets: frozenset[str] = frozenset()) -> Request:
    """Return a request with a body in JSON. Numbers that JSON does not have are refused with ValueError."""
    content = json.dumps(body, ensure_ascii=False, allow_nan=False).encode()
    return Request(target, content, "application/json", repeatable, secrets)


def form_request(target: Target, fields: Mapping[str, str], *, repeatable: bool, secrets: frozenset[str]) -> Request:
    """Return a request with the fields of a form."""
    return Request(target, urlencode(fields).encode(), "application/x-www-form-urlencoded", repeatable, secrets)


def open_http(settings: ConnectionSettings) -> httpx.Client:
    """Return a pool of connections to the server, each of which checks the server's certificate.

    Raises:
        InvalidSettingsError: ``ca_certificate`` or ``proxy`` cannot be read.
    """
    limits = settings.time_limits
    try:
        proxy = httpx.Proxy(settings.proxy) if settings.proxy else None
    except (httpx.InvalidURL, ValueError):
        # Not as the cause: its text quotes the URL, with the password that may be in it.
        raise InvalidSettingsError(["proxy is not a URL: encode what is special in its user and password."]) from None
    return httpx.Client(
        verify=tls_context(settings),
        proxy=proxy,
        trust_env=settings.proxy is None,
        timeout=httpx.Timeout(connect=limits.connect, write=limits.send, read=limits.reply, pool=limits.reply),
        limits=httpx.Limits(max_connections=_CONNECTIONS, max_keepalive_connections=_CONNECTIONS),
        # A redirect would carry the password to wherever it points.
        follow_redirects=False,
    )


class Exchange:
    """Sends requests to one server. Threads may share it.

    Args:
        http: the pool of connections; closed with the exchange.
        settings: of the connection.
        clock: for pauses before a request is sent again.
        chance: makes the pauses uneven.
    """

    def __init__(
        self, http: httpx.Client, settings: ConnectionSettings, clock: Clock, chance: random.Random | None = None
    ) -> None:
        self.settings = settings
        self.clock = clock
        self.chance = chance or random.Random()  # noqa: S311 - pauses are no secret
        self._http = http

    def send(self, request: Request, token: str | None = None, *, attempts: int = _ATTEMPTS) -> httpx.Response:
        """Return the server's answer, whatever its status, after sending again what may be.

        Args:
            request: what to send.
            token: that the request is allowed by; None for one that needs none.
            attempts: how often to send it, at most.

        Raises:
            ServerUnreachableError: there is no connection.
            CertificateError: the server's certificate is not trusted.
            OutcomeUnknownError: the connection broke after the request had been sent.
            OperationCancelledError: in a pause.
        """
        until = self.clock.now() + self.settings.time_limits.repeat
        for attempt in range(1, attempts + 1):
            outcome = self._attempt(request, token)
            pause = self._pause_after(outcome, request, attempt)
            if pause is None or attempt == attempts or self.clock.now() + pause > until:
                break
            _LOG.debug("%s is sent again in %.1f s", request.target, pause)
            self.clock.sleep(pause)
        else:
            raise AssertionError("there is no attempt to send")
        if isinstance(outcome, httpx.Response):
            return outcome
        raise self._failure(outcome, request, token) from None

    def close(self) -> None:
        """Close every connection."""
        self._http.close()

    def _attempt(self, request: Request, token: str | None) -> httpx.Response | httpx.RequestError:
        begin = self.clock.now()
        headers = {
            "x-api-version": self.settings.api_version,
            "user-agent": self.settings.user_agent,
        }
        if request.content_type:
            headers["content-type"] = request.content_type
        if token is not None:
            headers["authorization"] = f"Bearer {token}"
        try:
            response = self._http.request(
                request.target.method,
                f"{self.settings.base_url}{request.target.path}",
                params=httpx.QueryParams(dict(request.target.query)) or None,
                content=request.content or None,
                headers=headers,
            )
        except httpx.RequestError as error:
            _LOG.debug("%s failed: %s", request.target, type(error).__name__)
            return error
        _LOG.debug("%s: %d in %.3f s", request.target, response.status_code, self.clock.now() - begin)
        return response

    def _pause_after(
        self, outcome: httpx.Response | httpx.RequestError, request: Request, attempt: int
    ) -> float | None:
        """Return the seconds after which to send a request again; None where it must not be, or need not."""
        pause = _BACKOFF.pause(attempt, self.chance)
        if isinstance(outcome, httpx.Response):
            again = may_follow_answer(outcome, repeatable=request.repeatable)
            return max(pause, retry_after(outcome) or 0.0) if again else None
        if _certificate_refused(outcome) is not None:
            return None
        return pause if request.repeatable or nothing_was_sent(outcome) else None

    def _failure(self, error: httpx.RequestError, request: Request, token: str | None) -> RestError:
        server = self.settings.base_url.removeprefix("https://")
        refused = _certificate_refused(error)
        if refused is not None:
            return CertificateError(_certificate_text(refused, server))
        reason = str(error).rstrip(".") or type(error).__name__
        reason = without_secrets(reason, {*request.secrets, self.settings.password, token or ""})
        if nothing_was_sent(error):
            return ServerUnreachableError(
                f"The backup server {server} cannot be reached for {request.target}: {reason}. "
                "Check the endpoint, that the product's services run, and that the network lets the port through."
            )
        return OutcomeUnknownError(
            f"The connection to the backup server {server} ended during {request.target}: {reason}. "
            "It is not known whether the server has carried that out."
        )


def _certificate_refused(error: BaseException) -> PinMismatchError | ssl.SSLCertVerificationError | None:
    return next(
        (each for each in _chain(error) if isinstance(each, PinMismatchError | ssl.SSLCertVerificationError)), None
    )


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _certificate_text(error: PinMismatchError | ssl.SSLCertVerificationError, server: str) -> str:
    if isinstance(error, PinMismatchError):
        return (
            f"The backup server {server} shows a certificate with the thumbprint {error.shown}, and "
            f"{error.pinned} is pinned, so nothing was sent to it. If the server's certificate has been replaced, "
            "compare the thumbprint on the server itself and set certificateThumbprint to it."
        )
    return (
        f"The certificate of the backup server {server} is not trusted: {error.verify_message}. Nothing was sent to "
        "it. Give the certificate of its authority as caCertificate, or pin the server's own by certificateThumbprint."
    )
