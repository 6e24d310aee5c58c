"""Lists that concurrent operations share: as few as can be, none older than whoever gets it."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from veeam_provider._shared_lists import SharedLists

SHARING = 6
AT_ONCE = 4


class Key:
    """The key of a list, which knows how many have come for it: it is looked up when they do."""

    def __init__(self) -> None:
        self.arrived = threading.Semaphore(0)

    def __hash__(self) -> int:
        self.arrived.release()
        return 0

    def __eq__(self, other: object) -> bool:
        return self is other

    def wait_for(self, number: int) -> None:
        for _ in range(number):
            assert self.arrived.acquire(timeout=10)


class Loads:
    """Loads that go on until they are told to end; each returns its number."""

    def __init__(self) -> None:
        self.started = threading.Semaphore(0)
        self.ends: list[threading.Event] = []

    def __call__(self) -> list[object]:
        end = threading.Event()
        self.ends.append(end)
        number = len(self.ends)
        self.started.release()
        assert end.wait(10)
        return [number]


def no_pause(seconds: float) -> None:
    del seconds


def shared_by_many(load: Callable[[], list[object]]) -> list[Future[list[object]]]:
    """Ask for a list from many threads, all of which come before it is loaded."""
    key = Key()
    lists = SharedLists(pause=lambda _: key.wait_for(SHARING))
    with ThreadPoolExecutor(SHARING) as pool:
        return [pool.submit(lists.get, key, load) for _ in range(SHARING)]


def test_those_who_come_before_it_is_asked_for_share_a_list() -> None:
    loaded: list[int] = []

    def load() -> list[object]:
        loaded.append(1)
        return ["item"]

    assert [each.result() for each in shared_by_many(load)] == [["item"]] * SHARING
    assert loaded == [1]


def test_those_who_share_a_list_share_its_failure() -> None:
    failure = RuntimeError("the server is away")
    loaded: list[int] = []

    def load() -> list[object]:
        loaded.append(1)
        raise failure

    assert [each.exception() for each in shared_by_many(load)] == [failure] * SHARING
    assert loaded == [1]


def test_a_failure_is_nobodys_who_comes_later() -> None:
    lists = SharedLists(no_pause)
    with pytest.raises(ZeroDivisionError):
        lists.get("key", lambda: [1 / 0])
    assert lists.get("key", lambda: ["item"]) == ["item"]


def test_nobody_gets_a_list_that_was_asked_for_before_nor_waits_for_it() -> None:
    lists, loads = SharedLists(no_pause), Loads()
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(lists.get, "key", loads)
        assert loads.started.acquire(timeout=10)
        assert lists.get("key", lambda: ["new"]) == ["new"]
        assert not first.done()
        loads.ends[0].set()
        assert first.result() == [1]


def test_who_has_made_nothing_may_join_a_list_that_is_on_its_way() -> None:
    lists, loads, key = SharedLists(no_pause), Loads(), Key()
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(lists.get, key, loads)
        assert loads.started.acquire(timeout=10)
        key.wait_for(1)
        second = pool.submit(lambda: lists.get(key, loads, joins=True))
        key.wait_for(1)
        loads.ends[0].set()
        assert (first.result(), second.result()) == ([1], [1])
    assert lists.get("key", lambda: ["new"], joins=True) == ["new"]


class Numbers:
    """Loads that end at once; each returns its number."""

    def __init__(self) -> None:
        self.loaded = 0

    def __call__(self) -> list[object]:
        self.loaded += 1
        return [self.loaded]


class Clock:
    """A clock that stands until it is set."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def test_readers_that_overlap_hand_a_list_on_for_a_second() -> None:
    clock, load = Clock(), Numbers()
    lists = SharedLists(no_pause, clock)
    with lists.reading():
        for seconds, number in ((0.0, 1), (0.9, 1), (1.0, 2), (1.9, 2), (2.5, 3)):
            clock.seconds = seconds
            with lists.reading():
                assert lists.get("key", load, joins=True) == [number]
        assert lists.get("key", load) == [4]


@pytest.mark.parametrize("at_once", [1, 3])
def test_few_readers_leave_nothing_to_those_after_them(at_once: int) -> None:
    lists, load = SharedLists(no_pause, Clock()), Numbers()
    for number in (1, 2):
        with ExitStack() as readers:
            for _ in range(at_once):
                readers.enter_context(lists.reading())
            assert lists.get("key", load, joins=True) == [number]


def test_many_readers_leave_their_list_to_those_right_after_them() -> None:
    clock, load = Clock(), Numbers()
    lists = SharedLists(no_pause, clock)
    with ExitStack() as readers:
        for _ in range(4):
            readers.enter_context(lists.reading())
        assert lists.get("key", load, joins=True) == [1]
    for gap, number in ((0.05, 1), (0.05, 1), (0.06, 2), (0.0, 3)):
        clock.seconds += gap
        with lists.reading():
            assert lists.get("key", load, joins=True) == [number]


def test_nothing_is_handed_on_while_something_is_changed_or_from_before_it() -> None:
    lists, load = SharedLists(no_pause, Clock()), Numbers()
    with lists.reading():
        assert lists.get("key", load, joins=True) == [1]
        with lists.changing():
            assert lists.get("key", load, joins=True) == [2]
            assert lists.get("key", load, joins=True) == [3]
        assert lists.get("key", load, joins=True) == [4]
        assert lists.get("key", load, joins=True) == [4]


def test_a_list_that_was_on_its_way_when_something_changed_is_not_handed_on() -> None:
    lists, loads, load = SharedLists(no_pause, Clock()), Loads(), Numbers()
    with lists.reading(), ThreadPoolExecutor(1) as pool:
        first = pool.submit(lists.get, "key", loads, joins=True)
        assert loads.started.acquire(timeout=10)
        with lists.changing():
            pass
        loads.ends[0].set()
        assert first.result() == [1]
        assert lists.get("key", load, joins=True) == [1]
        assert load.loaded == 1


def test_a_failure_is_not_handed_on() -> None:
    lists, load = SharedLists(no_pause, Clock()), Numbers()
    with lists.reading():
        with pytest.raises(ZeroDivisionError):
            lists.get("key", lambda: [1 / 0], joins=True)
        assert lists.get("key", load, joins=True) == [1]


def test_other_lists_do_not_wait() -> None:
    lists, loads = SharedLists(no_pause), Loads()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for _ in range(AT_ONCE):
            pool.submit(lists.get, "key", loads)
            assert loads.started.acquire(timeout=10)
        assert lists.get("other", lambda: ["other"]) == ["other"]
        for end in loads.ends:
            end.set()


def test_while_enough_are_on_their_way_everybody_shares_the_next_one() -> None:
    lists, loads, key = SharedLists(no_pause), Loads(), Key()
    with ThreadPoolExecutor(AT_ONCE + SHARING) as pool:
        first = [pool.submit(lists.get, key, loads)]
        assert loads.started.acquire(timeout=10)
        for _ in range(AT_ONCE - 1):
            first.append(pool.submit(lists.get, key, loads))
            assert loads.started.acquire(timeout=10)
        key.wait_for(AT_ONCE)
        others = [pool.submit(lists.get, key, loads) for _ in range(SHARING)]
        key.wait_for(SHARING)
        assert len(loads.ends) == AT_ONCE
        loads.ends[0].set()
        assert loads.started.acquire(timeout=10)
        for end in loads.ends:
            end.set()
        assert [each.result() for each in first] == [[1], [2], [3], [4]]
        assert [each.result() for each in others] == [[AT_ONCE + 1]] * SHARING
    assert len(loads.ends) == AT_ONCE + 1
