"""Points in time as people write them in a program: by RFC 3339."""

import datetime as dt
import re
from typing import Final

__all__ = ["EXAMPLE", "has_passed", "instant", "now"]

EXAMPLE: Final = "2030-01-31T18:00:00Z"
_FORM: Final = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d{1,9})?([Zz]|[+-]\d{2}:\d{2})",
)
_FRACTION: Final = re.compile(r"\.\d+")


def instant(written: str) -> dt.datetime | None:
    """Return the point in time that a text names; None where it is not one of RFC 3339, with its offset."""
    if _FORM.fullmatch(written) is None:
        return None
    # A second is fine enough, and Python knows no leap seconds.
    plain = _FRACTION.sub("", written.upper().replace(":60", ":59"))
    try:
        return dt.datetime.fromisoformat(plain)
    except ValueError:
        return None


def now() -> dt.datetime:
    """Return the time."""
    return dt.datetime.now(dt.UTC)


def has_passed(written: str, at: dt.datetime) -> bool:
    """Return whether a point in time has passed; what cannot be read has."""
    until = instant(written)
    return until is None or until <= at
