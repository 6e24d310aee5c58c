"""When a credential ends, and from when on a person is warned: pure functions on dates."""

import datetime as dt
from typing import Final

__all__ = ["WARNING_DAYS", "end_of_validity", "expiry_warning", "in_utc"]

WARNING_DAYS: Final = 60
"""So many days before its end a credential calls for its rotation."""


def end_of_validity(start: dt.datetime, days: int) -> str:
    """Return the end of a credential that is valid from a moment on, in the form of :func:`in_utc`."""
    return _shown(start + dt.timedelta(days=days))


def in_utc(moment: str) -> str:
    """Return a moment as ``2027-11-24T08:00:00Z``, whatever the offset that it came with (RFC 3339)."""
    return _shown(dt.datetime.fromisoformat(moment))


def _shown(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def expiry_warning(expires_at: str, now: dt.datetime) -> str:
    """Return what to tell a person about a credential that ends at a moment; nothing while there is time.

    The text stays the same from the first day of warning to the last, so that it changes no output daily.
    """
    end = dt.datetime.fromisoformat(expires_at)
    if now < end - dt.timedelta(days=WARNING_DAYS):
        return ""
    rotation = (
        "Write another credential.rotation, and the present one as credential.previousRotation until the backup"
        " server has the new credential."
    )
    if now < end:
        return f"The application's credential expires on {end.date()}: backups stop then. {rotation}"
    return f"The application's credential expired on {end.date()}: backups cannot sign in. {rotation}"
