"""The server's clock: it can be set, and everything that takes time on the server goes by it."""

import datetime as dt
from typing import Final, Protocol

__all__ = ["Clock", "ManualClock", "SystemClock", "instant", "stamp"]

_START: Final = dt.datetime(2026, 1, 15, 9, 30, tzinfo=dt.UTC)


class Clock(Protocol):
    """What tells the time."""

    def now(self) -> dt.datetime:
        """Return the time, in UTC."""
        ...


class SystemClock:
    """The machine's own time."""

    def now(self) -> dt.datetime:
        """Return the time, in UTC."""
        return dt.datetime.now(dt.UTC)


class ManualClock:
    """A clock that stands still until it is moved, for tests."""

    def __init__(self, start: dt.datetime = _START) -> None:
        self._now = start

    def now(self) -> dt.datetime:
        """Return the time, in UTC."""
        return self._now

    def move(self, *, days: float = 0.0, seconds: float = 0.0) -> None:
        """Let time pass."""
        self._now += dt.timedelta(days=days, seconds=seconds)


def stamp(moment: dt.datetime) -> str:
    """Return the time as the API writes it."""
    return moment.astimezone(dt.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def instant(stamped: str) -> dt.datetime:
    """Return the time that the API, or a client, wrote; without a zone it is UTC.

    Raises:
        ValueError: it is no time.
    """
    read = dt.datetime.fromisoformat(stamped)
    return read if read.tzinfo else read.replace(tzinfo=dt.UTC)
