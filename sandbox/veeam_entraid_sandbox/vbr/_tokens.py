"""Login: accounts, access tokens that expire, and refresh tokens that hold once.

A token is kept as its digest. An access token is a record of the kind ``token`` under its digest, and so is a refresh
token; each knows the other.
"""

import datetime as dt
import hashlib
import hmac
import secrets
from dataclasses import replace
from typing import Final

from veeam_entraid_sandbox.vbr._clock import stamp
from veeam_entraid_sandbox.vbr._errors import denied, expired_token, invalid_token, unexpected_content
from veeam_entraid_sandbox.vbr._json import JsonObject, flag, number, text
from veeam_entraid_sandbox.vbr._moment import Moment
from veeam_entraid_sandbox.vbr._records import Record

__all__ = ["expire", "log_in", "log_out", "refresh", "user_of"]

_TOKEN: Final = "token"  # noqa: S105 - the kind of a record
_BEARER: Final = "bearer"
_ACCESS: Final = "access"
_REFRESH: Final = "refresh"


def log_in(moment: Moment, username: str, password: str, *, multi_factor: bool) -> JsonObject:
    """Return tokens for somebody who knows the password of an account that has a role.

    Raises:
        ApiError: that is not the password, the account has no role, or it would have to prove itself otherwise too.
    """
    if not username or not password:
        raise unexpected_content("The grant type password takes a username and a password.")
    name = _account_name(moment, username)
    account = moment.find("account", name)
    given = hmac.compare_digest(text(account.kept if account else {}, "password").encode(), password.encode())
    user = next((each for each in moment.all_of("user") if _is_of(moment, each, name)), None)
    if account is None or not given or user is None:
        raise denied("The user name or password is incorrect, or the account has no role on this server.", known=False)
    if multi_factor and not flag(user.shown, "isServiceAccount"):
        raise denied("Multi-factor authentication is on, and the REST API does not offer it: use a service account.")
    return _issue(moment, user.id)


def refresh(moment: Moment, token: str, *, multi_factor: bool) -> JsonObject:
    """Return new tokens for a refresh token, which holds once.

    Raises:
        ApiError: there is no such token, or it has been used, or it has expired.
    """
    record = _kept(moment, token, _REFRESH)
    if record is None:
        raise invalid_token("The refresh token is not valid. Log in again.")
    moment.ledger.forget(_TOKEN, record.id)
    if number(record.kept, "expires") <= moment.now.timestamp():
        raise expired_token("The refresh token has expired. Log in again.")
    user = moment.find("user", text(record.kept, "user"))
    if user is None or (multi_factor and not flag(user.shown, "isServiceAccount")):
        raise invalid_token("The refresh token is not valid. Log in again.")
    return _issue(moment, user.id)


def user_of(moment: Moment, authorization: str) -> Record:
    """Return the user whose access token a request carries.

    Raises:
        ApiError: it carries none, or one that does not hold.
    """
    scheme, _, token = authorization.partition(" ")
    record = _kept(moment, token.strip(), _ACCESS) if scheme.lower() == _BEARER else None
    user = moment.find("user", text(record.kept, "user")) if record else None
    if record is None or user is None:
        raise invalid_token("The request carries no valid access token.")
    if number(record.kept, "expires") <= moment.now.timestamp():
        raise expired_token("The access token has expired.")
    return user


def log_out(moment: Moment, authorization: str) -> None:
    """End the access token that a request carries, and its refresh token."""
    record = _kept(moment, authorization.partition(" ")[2].strip(), _ACCESS)
    if record:
        moment.ledger.forget(_TOKEN, record.id)
        moment.ledger.forget(_TOKEN, text(record.kept, "other"))


def expire(moment: Moment, authorization: str) -> None:
    """Let the access token of a request be over."""
    record = _kept(moment, authorization.partition(" ")[2].strip(), _ACCESS)
    if record:
        moment.ledger.put(replace(record, kept={**record.kept, "expires": moment.now.timestamp()}))


def _issue(moment: Moment, user: str) -> JsonObject:
    _forget_old(moment)
    access, again = secrets.token_urlsafe(48), secrets.token_urlsafe(48)
    settings = moment.settings
    expires = moment.now + dt.timedelta(seconds=settings.token_seconds)
    until = moment.now + dt.timedelta(seconds=settings.refresh_seconds)
    kept: JsonObject = {"user": user, "use": _ACCESS, "expires": expires.timestamp(), "other": _digest(again)}
    moment.put(Record(_TOKEN, _digest(access), {}, kept))
    kept = {"user": user, "use": _REFRESH, "expires": until.timestamp(), "other": _digest(access)}
    moment.put(Record(_TOKEN, _digest(again), {}, kept))
    return {
        "access_token": access,
        "token_type": _BEARER,
        "refresh_token": again,
        "expires_in": int(settings.token_seconds),
        ".issued": stamp(moment.now),
        ".expires": stamp(expires),
    }


def _forget_old(moment: Moment) -> None:
    """Forget tokens that have been over for so long that nobody asks which they were."""
    long_ago = moment.now.timestamp() - moment.settings.refresh_seconds
    for record in moment.all_of(_TOKEN):
        if number(record.kept, "expires") < long_ago:
            moment.ledger.forget(_TOKEN, record.id)


def _kept(moment: Moment, token: str, use: str) -> Record | None:
    record = moment.ledger.find(_TOKEN, _digest(token)) if token else None
    return record if record and text(record.kept, "use") == use else None


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _account_name(moment: Moment, username: str) -> str:
    """Return the account's name without the machine's, which may stand before it."""
    machine, separator, name = username.rpartition("\\")
    if separator and machine.lower() not in {".", moment.settings.name.lower()}:
        return username.lower()
    return name.lower()


def _is_of(moment: Moment, user: Record, account: str) -> bool:
    return _account_name(moment, text(user.shown, "name")) == account
