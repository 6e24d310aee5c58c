"""Lists of the server that concurrent operations share: a refresh of 200 jobs does not ask for 200 lists."""

import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Final

__all__ = ["SharedLists"]

# How long to gather those who want the same list: a part of what asking for it takes, so that it costs no more.
_GATHERING_PART: Final = 0.1
_GATHERING_SECONDS: Final = 0.25
_FIRST_GATHERING_SECONDS: Final = 0.005
# Of the same list. Whoever comes while so many are on their way shares the next one.
_AT_ONCE: Final = 4


@dataclass
class _Round:
    """One time that a list is asked for, for everybody who has come before that.

    Attributes:
        ended: whether there is a result, or an error.
        result: the list.
        error: why there is none.
    """

    ended: threading.Event = field(default_factory=threading.Event)
    result: list[object] = field(default_factory=list[object])
    error: BaseException | None = None


@dataclass
class _Shared:
    """What is known of one list: the round to join, the last one that runs, how many do, and how long one takes."""

    gathering: _Round | None = None
    latest: _Round | None = None
    running: int = 0
    seconds: float = _FIRST_GATHERING_SECONDS / _GATHERING_PART


class SharedLists:
    """Loads lists for whoever asks; those who ask at about the same time share one.

    Nobody gets a list that had been asked for before he came: it might not have what he has made himself. Nobody waits
    for such a list either: the next one is asked for meanwhile. Only who has made nothing himself may join one that is
    on its way.

    Args:
        pause: waits for others to come, for as many seconds as it is told.
    """

    def __init__(self, pause: Callable[[float], None] = time.sleep) -> None:
        self._pause = pause
        self._changed = threading.Condition()
        self._lists: dict[Hashable, _Shared] = {}

    def get(self, key: Hashable, load: Callable[[], list[object]], *, joins: bool = False) -> list[object]:
        """Return the list of a key. What loading it raises is raised for all who share it.

        Args:
            key: which list it is.
            load: asks the server for it.
            joins: whether one that is on its way will do.
        """
        with self._changed:
            shared = self._lists.setdefault(key, _Shared())
            joined, own = (shared.latest if joins else None) or shared.gathering, _Round()
            if joined is None:
                shared.gathering = own
        if joined is not None:
            joined.ended.wait()
            if joined.error is not None:
                raise joined.error
            return joined.result
        return self._carry_out(shared, own, load)

    def _carry_out(self, shared: _Shared, own: _Round, load: Callable[[], list[object]]) -> list[object]:
        self._pause(min(shared.seconds * _GATHERING_PART, _GATHERING_SECONDS))
        with self._changed:
            self._changed.wait_for(lambda: shared.running < _AT_ONCE)
            shared.gathering, shared.latest = None, own
            shared.running += 1
        begin = time.monotonic()
        try:
            own.result = load()
        except BaseException as error:
            own.error = error
            raise
        finally:
            with self._changed:
                shared.running -= 1
                shared.latest = None if shared.latest is own else shared.latest
                shared.seconds = time.monotonic() - begin
                self._changed.notify_all()
            own.ended.set()
        return own.result
