"""The login: one pair of tokens for all threads, renewed by one of them at a time."""

import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, cast

import httpx

from veeam_provider.rest._errors import (
    LoginRefusedError,
    OutcomeUnknownError,
    RefusedError,
    RestError,
    UnreadableReplyError,
)
from veeam_provider.rest._exchange import Exchange, Request, form_request
from veeam_provider.rest._operation import Target
from veeam_provider.rest._refusals import TOKEN_PATH, refusal

__all__ = ["Login"]

_LOG: Final = logging.getLogger("veeam_provider.rest")
_TOKEN: Final = Target("POST", TOKEN_PATH, {})
_LOGOUT: Final = Target("POST", "/api/oauth2/logout", {})

# A token is renewed when this much of its life is left: seconds, and part of the life of a short one.
_MARGIN_SECONDS: Final = 30.0
_MARGIN_PART: Final = 0.1
# The guide and the schema disagree on the default, so this is the shortest that either names.
_DEFAULT_LIFE_SECONDS: Final = 900.0
# Dozens of threads with a wrong password would lock the account.
_REFUSAL_SECONDS: Final = 60.0


@dataclass(frozen=True, slots=True)
class _Tokens:
    access: str = field(repr=False)
    refresh: str = field(repr=False)
    renew_at: float


class Login:
    """The tokens of one user. Threads may share it.

    Args:
        exchange: by which the user logs in.
    """

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._lock = threading.Lock()
        self._tokens: _Tokens | None = None
        self._refused: tuple[LoginRefusedError, float] | None = None

    def token(self) -> str:
        """Return a token that is valid now, after logging in or renewing where that is needed.

        Raises:
            LoginRefusedError: name or password are wrong. For a minute this is then the answer without asking again.
            RestError: as any request.
        """
        with self._lock:
            if self._tokens is None or self._exchange.clock.now() >= self._tokens.renew_at:
                self._renew()
            return self._access()

    def token_instead_of(self, refused: str) -> str:
        """Return another token than one that the server has refused, which another thread may have got already.

        Raises:
            RestError: as :meth:`token`.
        """
        with self._lock:
            if self._tokens is None or self._tokens.access == refused:
                self._renew()
            return self._access()

    def secrets(self) -> frozenset[str]:
        """Return what no message may quote."""
        tokens = self._tokens
        held = (tokens.access, tokens.refresh) if tokens else ()
        return frozenset({self._exchange.settings.password, *held})

    def end(self) -> None:
        """End the tokens, if there are any. That the server cannot be told is no error: they end by themselves."""
        with self._lock:
            tokens, self._tokens = self._tokens, None
            if tokens is not None:
                try:
                    self._exchange.send(Request(_LOGOUT), tokens.access, attempts=1)
                except RestError as error:
                    _LOG.debug("the logout failed: %s", error)

    def _access(self) -> str:
        if self._tokens is None:
            raise AssertionError("there is no token after a login")
        return self._tokens.access

    def _renew(self) -> None:
        secrets = self.secrets()
        tokens, self._tokens = self._tokens, None
        # A refresh token works once. It is forgotten before it is sent, so that a lost answer leads to a new login.
        renewed = self._refreshed(tokens.refresh, secrets) if tokens and tokens.refresh else None
        self._tokens = renewed or self._logged_in(secrets)

    def _refreshed(self, refresh: str, secrets: frozenset[str]) -> _Tokens | None:
        try:
            return self._ask({"grant_type": "Refresh_token", "refresh_token": refresh}, secrets, repeatable=False)
        except (RefusedError, OutcomeUnknownError, UnreadableReplyError) as error:
            _LOG.debug("the token was not renewed, so the user logs in again: %s", error)
            return None

    def _logged_in(self, secrets: frozenset[str]) -> _Tokens:
        now = self._exchange.clock.now()
        if self._refused is not None and now < self._refused[1]:
            error = self._refused[0]
            raise LoginRefusedError(
                str(error), status=error.status, error_code=error.error_code, server_message=error.server_message
            )
        settings = self._exchange.settings
        fields = {"grant_type": "Password", "username": settings.username, "password": settings.password}
        try:
            # Logging in twice leaves nothing but a token that nobody uses.
            return self._ask(fields, secrets, repeatable=True)
        except LoginRefusedError as error:
            self._refused = (error, now + _REFUSAL_SECONDS)
            raise

    def _ask(self, fields: Mapping[str, str], secrets: frozenset[str], *, repeatable: bool) -> _Tokens:
        asked = self._exchange.clock.now()
        response = self._exchange.send(form_request(_TOKEN, fields, repeatable=repeatable, secrets=secrets))
        if not response.is_success:
            raise refusal(response, _TOKEN, secrets)
        return _read_tokens(response, asked)


def _read_tokens(response: httpx.Response, asked: float) -> _Tokens:
    """Return the tokens of an answer.

    Args:
        response: with them.
        asked: when they were asked for. Their life began no earlier.

    Raises:
        UnreadableReplyError: there are none in it.
    """
    try:
        body: object = response.json()
    except ValueError:
        body = None
    fields = cast("dict[str, object]", body) if isinstance(body, dict) else {}
    access, refresh, life = (fields.get(name) for name in ("access_token", "refresh_token", "expires_in"))
    # A token goes into a header, and a library that refuses a header quotes it.
    if not (isinstance(access, str) and access and access.isascii() and access.isprintable() and " " not in access):
        raise UnreadableReplyError(
            f"The backup server answered {_TOKEN} with {response.status_code} and no token that can be used. "
            "Is the endpoint the REST API of the backup server?"
        )
    seconds = float(life) if isinstance(life, int | float) and life > 0 else _DEFAULT_LIFE_SECONDS
    margin = min(_MARGIN_SECONDS, seconds * _MARGIN_PART)
    return _Tokens(access, refresh if isinstance(refresh, str) else "", asked + seconds - margin)
