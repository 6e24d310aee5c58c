"""What an answer that is not a success means, in words for whoever has to do something about it."""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Final, cast

import httpx

from veeam_provider.rest._errors import (
    AccessDeniedError,
    ApprovalRequiredError,
    LoginRefusedError,
    NotFoundError,
    RefusedError,
    ServerUnavailableError,
    UnsupportedVersionError,
)
from veeam_provider.rest._operation import Target
from veeam_provider.rest._secrets import without_secrets

__all__ = ["TOKEN_PATH", "UNAVAILABLE", "refusal"]

TOKEN_PATH: Final = "/api/oauth2/token"  # noqa: S105 - a path
UNAVAILABLE: Final = frozenset({429, 502, 503, 504})

_BAD_REQUEST: Final = 400
_UNAUTHORIZED: Final = 401
_FORBIDDEN: Final = 403
_NOT_FOUND: Final = 404

_VERSION: Final = re.compile(r"\d+\.\d+-rev\d+")
_APPROVAL: Final = re.compile(r"(?i)four[- ]eyes|(additional|second) (approval|administrator)|requires? .*approval")
_MULTI_FACTOR: Final = re.compile(r"(?i)multi-?\s?factor|\bMFA\b|two-?\s?factor")
_LONGEST_MESSAGE: Final = 1000

_SERVICE_ACCOUNT: Final = (
    "The API cannot answer a second factor: mark the account as a service account in the product's Users and Roles."
)
# With multi-factor authentication the server says no more than that the authentication has failed.
_LOGIN: Final = (
    "Check username and password. Where the server demands multi-factor authentication, the account has to be a "
    "service account of the product."
)
_APPROVED: Final = (
    "Four-eyes authorization is on, and what it covers cannot be done by the API, with a service account neither: "
    "do it in the product's console, or switch four-eyes authorization off."
)
_ROLE: Final = "The user needs the role Backup Administrator of the product, or Restore Operator to restore."

_BY_STATUS: Final[Mapping[int, tuple[type[RefusedError], str]]] = {
    _UNAUTHORIZED: (AccessDeniedError, "A new login did not help: is the account still allowed to log in?"),
    _FORBIDDEN: (AccessDeniedError, _ROLE),
    _NOT_FOUND: (NotFoundError, ""),
    **dict.fromkeys(UNAVAILABLE, (ServerUnavailableError, "It is busy, starts or restarts: try again in a while.")),
}


def refusal(response: httpx.Response, target: Target, secrets: Iterable[str]) -> RefusedError:
    """Return the error that an answer stands for.

    Args:
        response: whose status is no success.
        target: of the request.
        secrets: that must not appear in the text, though the server may have quoted them.
    """
    status = response.status_code
    code, message = (without_secrets(text, secrets) for text in _read(response))
    kind, advice = _meaning(status, code, message, target)
    said = message.rstrip(".") or response.reason_phrase or "no reason given"
    answer = f"{status} {code}".strip()
    text = f"The backup server refused {target} ({answer}): {said}."
    return kind(
        without_secrets(f"{text} {advice}".strip(), secrets), status=status, error_code=code, server_message=message
    )


def _read(response: httpx.Response) -> tuple[str, str]:
    """Return the server's code and message; empty where it gives none, as with some 401 and all proxies."""
    try:
        body: object = response.json()
    except (json.JSONDecodeError, UnicodeDecodeError):
        return "", ""
    if not isinstance(body, dict):
        return "", ""
    fields = cast("dict[str, object]", body)
    return _line(fields.get("errorCode")), _line(fields.get("message") or fields.get("title"))


def _line(value: object) -> str:
    return " ".join(str(value or "").split())[:_LONGEST_MESSAGE]


def _meaning(status: int, code: str, message: str, target: Target) -> tuple[type[RefusedError], str]:
    """Return what an answer means, and what to do about it."""
    if _APPROVAL.search(message):
        return ApprovalRequiredError, _APPROVED
    if _MULTI_FACTOR.search(message):
        return LoginRefusedError, _SERVICE_ACCOUNT
    if status == _BAD_REQUEST and code.casefold() == "notimplemented" and _VERSION.search(message):
        return UnsupportedVersionError, _versions(message)
    if status == _UNAUTHORIZED and target.path == TOKEN_PATH:
        return LoginRefusedError, _LOGIN
    return _BY_STATUS.get(status, (RefusedError, ""))


def _versions(message: str) -> str:
    named = ", ".join(dict.fromkeys(_VERSION.findall(message)))
    return f"The versions that the answer names are {named}: set apiVersion to one that the server serves."
