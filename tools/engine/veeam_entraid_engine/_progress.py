"""What the user sees while something takes its time. The only module that writes to a stream."""

import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Final, TextIO

__all__ = ["Progress", "Step", "duration", "print_result"]

_ON_A_TERMINAL_SECONDS: Final = 1.0
_ELSEWHERE_SECONDS: Final = 30.0
_CLEAR_LINE: Final = "\r\x1b[K"


def print_result(text: str) -> None:
    """Write what the user asked for to standard output."""
    sys.stdout.write(text + "\n")


def duration(seconds: float) -> str:
    """A duration as a person says it."""
    if seconds < 10:  # noqa: PLR2004
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


class Step:
    """Something under way; to be ticked while it is."""

    def __init__(self, progress: "Progress", doing: str) -> None:
        self._progress = progress
        self._doing = doing
        self._began = self._last = progress.clock()

    @property
    def elapsed(self) -> float:
        """Seconds since it began."""
        return self._progress.clock() - self._began

    def tick(self, detail: str = "") -> None:
        """Show, now and then, that it goes on."""
        now = self._progress.clock()
        terminal = self._progress.is_terminal
        if now - self._last < (_ON_A_TERMINAL_SECONDS if terminal else _ELSEWHERE_SECONDS):
            return
        self._last = now
        minutes, seconds = divmod(int(self.elapsed), 60)
        text = f"  {self._doing}: {minutes}:{seconds:02}{', ' + detail if detail else ''}"
        self._progress.write(_CLEAR_LINE + text if terminal else text + "\n")

    def done(self, what: str) -> None:
        """Say what came out of it."""
        self._progress.say(f"{what} ({duration(self.elapsed)})")


class Progress:
    """Tells on standard error what is going on."""

    def __init__(self, stream: TextIO = sys.stderr, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.is_terminal = stream.isatty()
        self._stream = stream

    def say(self, text: str) -> None:
        """Write one line."""
        self.write((_CLEAR_LINE if self.is_terminal else "") + f"engine: {text}\n")

    @contextmanager
    def step(self, doing: str, hint: str = "") -> Generator[Step]:
        """Begin something that takes its time.

        Args:
            doing: What, for the line at the start and for the signs of life.
            hint: What else to say at the start.
        """
        self.say(doing + hint)
        try:
            yield Step(self, doing)
        finally:
            if self.is_terminal:
                self.write(_CLEAR_LINE)

    def write(self, text: str) -> None:
        """Write as it is, at once."""
        self._stream.write(text)
        self._stream.flush()
