"""Points in time as the server writes them, which is not one way only."""

import datetime as dt

from veeam_provider.rest import BackupServerClient, operations

__all__ = ["server_now", "shown_instant"]


def shown_instant(written: str | None, now: dt.datetime | None = None) -> dt.datetime | None:
    """Return a point in time that the server shows; None where there is none, or none that is meant.

    Args:
        written: as it came. What did not happen yet has a time of the year 1.
        now: the server's time, whose zone a time without one is in; UTC without it.
    """
    try:
        instant = dt.datetime.fromisoformat(written or "")
    except ValueError:
        return None
    if instant.year <= dt.MINYEAR:
        return None
    zone = now.tzinfo if now else dt.UTC
    return instant if instant.tzinfo else instant.replace(tzinfo=zone)


def server_now(client: BackupServerClient) -> dt.datetime:
    """Return the time by the server's clock, which need not be ours; ours where the server does not say.

    Raises:
        RestError: it cannot be asked.
    """
    return shown_instant(client.call(operations.GET_SERVER_TIME).get("serverTime")) or dt.datetime.now(dt.UTC)
