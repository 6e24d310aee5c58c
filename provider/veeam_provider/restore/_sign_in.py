"""Signing a person in, in whose name a session restores: by a code that is typed in at a page of Microsoft's."""

import datetime as dt
from typing import Final, cast

from veeam_provider._models import text
from veeam_provider._server import Work
from veeam_provider._time import server_now, shown_instant
from veeam_provider.rest import RestError, operations, payloads
from veeam_provider.restore._mount import Mount
from veeam_provider.restore._patience import patiently
from veeam_provider.restore._time import now
from veeam_provider.schema import JsonObject

__all__ = ["SignInError", "sign_in"]

_POLL_SECONDS: Final = 5.0
# What Microsoft gives a device code, where the server does not say until when it holds.
_CODE_SECONDS: Final = 900.0


class SignInError(RestError):
    """Nobody has signed in."""


def sign_in(work: Work, mount: Mount, whose: str, until: dt.datetime) -> str:
    """Let a person sign in for a mounted backup, and return the id of the credentials that come of it.

    The code is shown to whoever watches, as a warning that stays. It is asked for once.

    Args:
        work: the server.
        mount: the backup.
        whose: for whom, as words.
        until: when to stop waiting at the latest.

    Raises:
        SignInError: nobody has signed in before the code expired, or the sign-in failed.
        RestError: the server cannot be asked.
    """
    body = payloads.EntraIdTenantRestoreDeviceCodeSpec(sessionId=mount.session)
    asked = patiently(work, lambda: work.client.call(operations.GET_ENTRA_ID_TENANT_RESTORE_DEVICE_CODE, body))
    code = cast("JsonObject", asked)
    user_code, page = text(code, "userCode"), text(code, "verificationUrl")
    limit = min(now() + _life_of(work, code), until)
    tenant = f" of the tenant {mount.tenant_name}" if mount.tenant_name else ""
    work.progress.warn(
        f"{whose} waits for somebody to sign in: open {page} and enter the code {user_code}, as an administrator"
        f"{tenant}, before {limit:%H:%M} UTC."
    )
    while True:
        state = _state(work, mount, user_code)
        if credentials := _credentials(state, whose):
            return credentials
        left = (limit - now()).total_seconds()
        if left <= 0:
            raise SignInError(
                f"Nobody has signed in with the code before {limit:%H:%M} UTC, so nothing was restored. Run pulumi up"
                " again for a new code, with somebody at a browser; or write permissions: application, if the"
                " application may write."
            )
        work.progress.status(f"Waiting for a sign-in: {page}, code {user_code}, {max(1, round(left / 60))} min left")
        work.client.clock.sleep(min(_POLL_SECONDS, left))


def _life_of(work: Work, code: JsonObject) -> dt.timedelta:
    """Return how long a code holds. The server says until when, by its own clock."""
    time = server_now(work.client)
    expires = shown_instant(text(code, "expiresOn"), time)
    return expires - time if expires else dt.timedelta(seconds=_CODE_SECONDS)


def _state(work: Work, mount: Mount, user_code: str) -> JsonObject:
    body = payloads.EntraIdTenantRestoreDeviceCodeStateSpec(sessionId=mount.session, userCode=user_code)
    state = patiently(work, lambda: work.client.call(operations.GET_ENTRA_ID_TENANT_RESTORE_DEVICE_CODE_STATE, body))
    return cast("JsonObject", state)


def _credentials(state: JsonObject, whose: str) -> str:
    """Return the id of the credentials of a sign-in that has succeeded; empty while it has not."""
    match text(state, "status"):
        case "Success":
            credentials = text(state, "credentialsId")
            if not credentials:
                raise SignInError(f"{whose}: somebody has signed in, and the server names no credentials of it.")
            return credentials
        case "Failure":
            said = text(state, "errorMessage").rstrip(".") or "the server does not say why"
            raise SignInError(f"The sign-in failed: {said}. Nothing was restored. Run pulumi up again for a new code.")
        case _:
            return ""
