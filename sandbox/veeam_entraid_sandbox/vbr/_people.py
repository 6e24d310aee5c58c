"""People who sign in at Microsoft's page: whether, when and as whom, the server's console says.

A code is shown; somebody opens a page, types it in and signs in, or nobody does until it has expired. With an
authorization code it is a browser that comes back to a client's own page, with what :func:`redirect_after` returns.
"""

import datetime as dt
import secrets
import string
import uuid
from dataclasses import replace
from typing import Final, TypeAlias
from urllib.parse import parse_qs, urlencode, urlsplit

from veeam_entraid_sandbox.vbr._clock import instant, stamp
from veeam_entraid_sandbox.vbr._console import Console
from veeam_entraid_sandbox.vbr._json import JsonObject, text
from veeam_entraid_sandbox.vbr._moment import Moment
from veeam_entraid_sandbox.vbr._records import Record

__all__ = [
    "DEVICE_PAGE",
    "SignIn",
    "authorization_uri",
    "code_of",
    "expiry_of",
    "new_code",
    "new_state",
    "redirect_after",
    "sign_in",
    "take",
]

DEVICE_PAGE: Final = "https://microsoft.com/devicelogin"
"""Where a person types in a code."""

_AUTHORIZE: Final = "https://login.microsoftonline.com/organizations/oauth2/v2.0/authorize"
_LIFETIME: Final = dt.timedelta(minutes=15)
_KIND: Final = "signIn"
_CODE_LENGTH: Final = 9
_NAMESPACE: Final = uuid.UUID("b0a9c7ce-5a0a-4f0c-8f0d-6a1b8f7e9d21")

SignIn: TypeAlias = tuple[str, str]
"""What has become of a sign-in, Pending, Success or Failure, and the person's name, or why it failed."""


def new_code(moment: Moment, purpose: JsonObject) -> Record:
    """Make a code that somebody may sign in with; it remembers what for."""
    code = "".join(secrets.choice(string.ascii_uppercase) for _ in range(_CODE_LENGTH))
    return moment.put(Record(_KIND, code, {}, {**purpose, "created": stamp(moment.now)}))


def new_state(moment: Moment, purpose: JsonObject) -> Record:
    """Make what tells a browser's way to Microsoft's page and back from others; it remembers what for."""
    return moment.put(Record(_KIND, secrets.token_urlsafe(24), {}, {**purpose, "created": stamp(moment.now)}))


def expiry_of(code: Record) -> dt.datetime:
    """Return when a code expires."""
    return instant(text(code.kept, "created")) + _LIFETIME


def sign_in(moment: Moment, code: Record, console: Console) -> SignIn:
    """Return what has become of a sign-in with a code by now; once it has an end, it keeps that."""
    if "status" in code.kept:
        return text(code.kept, "status"), text(code.kept, "said")
    status, said = _now(moment, code, console)
    if status != "Pending":
        moment.put(replace(code, kept={**code.kept, "status": status, "said": said}))
    return status, said


def _now(moment: Moment, code: Record, console: Console) -> SignIn:
    created = instant(text(code.kept, "created"))
    after = console.sign_in_after
    if after is not None and created + dt.timedelta(seconds=after) <= min(moment.now, expiry_of(code)):
        return ("Failure", console.sign_in_error) if console.sign_in_error else ("Success", console.sign_in_user)
    if moment.now >= expiry_of(code):
        return "Failure", "The code has expired: nobody has signed in."
    return "Pending", ""


def take(moment: Moment, code: Record) -> None:
    """Use a code up."""
    moment.ledger.forget(_KIND, code.id)


# With a browser.


def authorization_uri(state: str, redirect: str, client: str) -> str:
    """Return the address of the page where a person signs in."""
    asked = {"client_id": client, "response_type": "code", "redirect_uri": redirect, "state": state, "prompt": "login"}
    return f"{_AUTHORIZE}?{urlencode(asked)}"


def redirect_after(uri: str, error: str = "") -> str:
    """Return where a browser is sent after somebody has signed in at that page, or has not, for that reason."""
    asked = parse_qs(urlsplit(uri).query)
    state = asked["state"][0]
    said = {"error": "access_denied", "error_description": error} if error else {"code": code_of(state)}
    return f"{asked['redirect_uri'][0]}?{urlencode({**said, 'state': state})}"


def code_of(state: str) -> str:
    """Return the authorization code that Microsoft's page gives."""
    return str(uuid.uuid5(_NAMESPACE, state))
