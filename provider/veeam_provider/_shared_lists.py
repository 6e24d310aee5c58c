"""Lists of the server that concurrent operations share: a refresh of 200 jobs does not ask for 200 lists."""

import threading
import time
from collections.abc import Callable, Generator, Hashable
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

__all__ = ["SharedLists"]

# How long to gather those who want the same list: a part of what asking for it takes, so that it costs no more.
_GATHERING_PART: Final = 0.1
_GATHERING_SECONDS: Final = 0.25
_FIRST_GATHERING_SECONDS: Final = 0.001
# Of the same list. Whoever comes while so many are on their way shares the next one.
_AT_ONCE: Final = 4
# As old as a list may be for readers that overlap.
_KEPT_SECONDS: Final = 1.0
# So many at once are a refresh. Between its groups of readers the engine writes its state, and nobody reads.
_MANY_READERS: Final = 4
_GAP_SECONDS: Final = 0.05


@dataclass
class _Round:
    """One time that a list is asked for, for everybody who has come before that.

    Attributes:
        begin: when it was asked for, by the clock.
        generation: how often something had begun or ended to change the server until then.
        ended: whether there is a result, or an error.
        result: the list.
        error: why there is none.
    """

    begin: float = 0.0
    generation: int = 0
    ended: threading.Event = field(default_factory=threading.Event)
    result: list[object] = field(default_factory=list[object])
    error: BaseException | None = None


@dataclass
class _Shared:
    """What is known of a list: the round to join, the last one that runs, the last one that readers may have.

    And how many rounds run, and how long one takes.
    """

    gathering: _Round | None = None
    latest: _Round | None = None
    kept: _Round | None = None
    running: int = 0
    seconds: float = _FIRST_GATHERING_SECONDS / _GATHERING_PART


class SharedLists:
    """Loads lists for whoever asks; those who ask at about the same time share one.

    Nobody gets a list that had been asked for before he came: it might not have what he has made himself. Nobody waits
    for such a list either: the next one is asked for meanwhile. Only readers, who have made nothing themselves, may
    join one that is on its way. They hand it on, for a second at most, as long as one of them goes on and nothing is
    being changed; where many read at once, to those who come right after them too. Readers one after the other share
    nothing.

    Args:
        pause: waits for others to come, for as many seconds as it is told.
        clock: tells the seconds.
    """

    def __init__(
        self, pause: Callable[[float], None] = time.sleep, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._pause = pause
        self._clock = clock
        self._changed = threading.Condition()
        self._lists: dict[Hashable, _Shared] = {}
        self._readers = 0
        self._most_readers = 0
        self._left = 0.0
        self._changers = 0
        self._generation = 0

    @contextmanager
    def reading(self) -> Generator[None]:
        """Be a reader, whose lists the readers at the same time may have."""
        with self._changed:
            if not self._readers and self._clock() - self._left > _GAP_SECONDS:
                self._forget()
            self._readers += 1
            self._most_readers = max(self._readers, self._most_readers)
        try:
            yield
        finally:
            with self._changed:
                self._readers -= 1
                self._left = self._clock()
                if not self._readers and self._most_readers < _MANY_READERS:
                    self._forget()

    @contextmanager
    def changing(self) -> Generator[None]:
        """Change something: what was asked for before it ends is handed on to nobody."""
        with self._changed:
            self._changers += 1
            self._forget()
        try:
            yield
        finally:
            with self._changed:
                self._changers -= 1
                self._forget()

    def _forget(self) -> None:
        self._generation += 1
        self._most_readers = self._readers
        for shared in self._lists.values():
            shared.kept = None

    def get(self, key: Hashable, load: Callable[[], list[object]], *, joins: bool = False) -> list[object]:
        """Return the list of a key. What loading it raises is raised for all who share it.

        Args:
            key: which list it is.
            load: asks the server for it.
            joins: whether one that is on its way will do, or one that readers hand on.
        """
        with self._changed:
            shared = self._lists.setdefault(key, _Shared())
            joined, own = (self._for_readers(shared) if joins else None) or shared.gathering, _Round()
            if joined is None:
                shared.gathering = own
        if joined is not None:
            joined.ended.wait()
            if joined.error is not None:
                raise joined.error
            return joined.result
        return self._carry_out(shared, own, load)

    def _for_readers(self, shared: _Shared) -> _Round | None:
        kept = shared.kept
        return kept if kept and self._clock() - kept.begin < _KEPT_SECONDS else shared.latest

    def _carry_out(self, shared: _Shared, own: _Round, load: Callable[[], list[object]]) -> list[object]:
        self._pause(min(shared.seconds * _GATHERING_PART, _GATHERING_SECONDS))
        with self._changed:
            self._changed.wait_for(lambda: shared.running < _AT_ONCE)
            shared.gathering, shared.latest = None, own
            shared.running += 1
            own.begin, own.generation = self._clock(), self._generation
        try:
            own.result = load()
        except BaseException as error:
            own.error = error
            raise
        finally:
            with self._changed:
                shared.running -= 1
                shared.latest = None if shared.latest is own else shared.latest
                shared.seconds = self._clock() - own.begin
                if own.error is None and self._readers and not self._changers and own.generation == self._generation:
                    shared.kept = own
                self._changed.notify_all()
            own.ended.set()
        return own.result
