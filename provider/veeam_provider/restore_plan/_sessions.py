"""Filling sessions: as few as can be, and what belongs together in one."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final, TypeVar

from veeam_entraid_limits.rules.restore_session_item_limit import MOST_ITEMS

__all__ = ["ITEMS_OF_A_SESSION", "fill_sessions", "session_count"]

Member = TypeVar("Member")

ITEMS_OF_A_SESSION: Final = MOST_ITEMS
"""How many items the product takes in one session."""


def fill_sessions(
    pairs: Iterable[tuple[Member, Member]], singles: Iterable[Member], size: int
) -> Iterator[tuple[Member, ...]]:
    """Yield the fewest sessions that hold all pairs, each undivided, and all singles.

    Pairs go first. A session of an odd size has room for a single beside them, so that only the last sessions are
    smaller than they could be.

    Args:
        pairs: what must not be divided.
        singles: everything else.
        size: the most members of a session, at least two.
    """
    others = iter(singles)
    session: list[Member] = []
    for pair in pairs:
        if len(session) + 2 > size:
            yield (*session, *islice(others, size - len(session)))
            session = []
        session.extend(pair)
    session.extend(islice(others, size - len(session)))
    while session:
        yield tuple(session)
        session = [*islice(others, size)]


def session_count(pairs: int, singles: int, size: int) -> int:
    """Return how many sessions :func:`fill_sessions` makes."""
    pairs_of_a_session = size // 2
    return max(-(-(2 * pairs + singles) // size), -(-pairs // pairs_of_a_session))
