"""Points in time: as RFC 3339 writes them, and by the clock of the server."""

import datetime as dt
import re
from typing import Final, cast

from veeam_provider._models import text
from veeam_provider._server import Work
from veeam_provider.rest import operations
from veeam_provider.schema import JsonObject

__all__ = ["EXAMPLE", "has_passed", "instant", "now", "server_now"]

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


def server_now(work: Work) -> dt.datetime:
    """Return the time by the server's clock, which need not be ours; ours where the server does not say.

    Raises:
        RestError: it cannot be asked.
    """
    return instant(text(cast("JsonObject", work.client.call(operations.GET_SERVER_TIME)), "serverTime")) or now()
