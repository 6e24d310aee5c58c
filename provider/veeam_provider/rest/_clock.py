"""Time: what the client asks for it, so that waiting can be cancelled, and tests need not wait."""

import threading
import time
from typing import Protocol

from veeam_provider.rest._errors import OperationCancelledError

__all__ = ["Clock", "SystemClock"]


class Clock(Protocol):
    """A clock that one can wait by."""

    def now(self) -> float:
        """Return a number of seconds that only ever grows."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait.

        Raises:
            OperationCancelledError: whoever waits has been told to stop.
        """
        ...


class SystemClock:
    """The machine's clock.

    Args:
        cancelled: ends every wait as soon as it is set. Without it nothing does.
    """

    def __init__(self, cancelled: threading.Event | None = None) -> None:
        self._cancelled = cancelled or threading.Event()

    def now(self) -> float:
        """Return a number of seconds that only ever grows."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait.

        Raises:
            OperationCancelledError: the event has been set.
        """
        if self._cancelled.wait(seconds):
            raise OperationCancelledError
