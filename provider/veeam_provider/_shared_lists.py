"""Lists of the server that concurrent operations share: a refresh of 200 jobs asks for one list, not for 200 jobs."""

import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

__all__ = ["SharedLists"]


@dataclass
class _Shared:
    started: int = 0
    finished: int = 0
    running: bool = False
    result: list[object] = field(default_factory=list[object])


class SharedLists:
    """Loads lists for whoever asks; those who ask while one is being loaded share the next one.

    Nobody gets a list that had been asked for before he came: it might not have what he has made himself.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._lists: dict[Hashable, _Shared] = {}

    def get(self, key: Hashable, load: Callable[[], list[object]]) -> list[object]:
        """Return the list of a key. What loading it raises is raised for whoever loads; others try by themselves.

        Args:
            key: which list it is.
            load: asks the server for it.
        """
        with self._changed:
            shared = self._lists.setdefault(key, _Shared())
            wanted = shared.started + 1
            while True:
                if shared.finished >= wanted:
                    return shared.result
                if not shared.running:
                    shared.running = True
                    shared.started += 1
                    number = shared.started
                    break
                self._changed.wait()
        try:
            result = load()
        except BaseException:
            self._end(shared)
            raise
        with self._changed:
            shared.result, shared.finished = result, number
        self._end(shared)
        return result

    def _end(self, shared: _Shared) -> None:
        with self._changed:
            shared.running = False
            self._changed.notify_all()
