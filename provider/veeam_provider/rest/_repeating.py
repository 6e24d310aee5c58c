"""When a request may be sent again, and after how long. Decisions only; nothing waits here."""

import email.utils
import random
from dataclasses import dataclass
from typing import Final

import httpx

from veeam_provider.rest._refusals import UNAVAILABLE

__all__ = ["Backoff", "may_follow_answer", "nothing_was_sent", "retry_after"]

# Their server has not begun with the request, if it also says when to come again.
_NOT_BEGUN: Final = frozenset({429, 503})


@dataclass(frozen=True, slots=True)
class Backoff:
    """Growing pauses with jitter, so that callers that failed together do not come back together.

    Attributes:
        first: seconds of the first pause, at most.
        longest: seconds of any pause, at most.
        factor: by which each pause is longer than the one before.
    """

    first: float = 0.5
    longest: float = 15.0
    factor: float = 2.0

    def pause(self, number: int, chance: random.Random) -> float:
        """Return the seconds of a pause; the first has the number 1."""
        # The exponent is bounded: nobody waits a thousand pauses for the number to overflow.
        return min(self.longest, self.first * self.factor ** min(number - 1, 64)) * chance.uniform(0.5, 1.0)


def nothing_was_sent(error: httpx.RequestError) -> bool:
    """Return whether a request failed before any of it had left."""
    return isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout | httpx.ProxyError)


def may_follow_answer(response: httpx.Response, *, repeatable: bool) -> bool:
    """Return whether a request may be sent again after this answer.

    Args:
        response: the answer.
        repeatable: whether the request may be carried out twice.
    """
    if response.status_code not in UNAVAILABLE:
        return False
    return repeatable or (response.status_code in _NOT_BEGUN and retry_after(response) is not None)


def retry_after(response: httpx.Response) -> float | None:
    """Return the seconds that the server asks to wait; None where it does not, or not understandably."""
    value = response.headers.get("retry-after", "").strip()
    if value.isdecimal():
        return float(value)
    try:
        # By the server's own clock, which need not be ours.
        then, now = (email.utils.parsedate_to_datetime(each) for each in (value, response.headers.get("date", "")))
        return max(0.0, (then - now).total_seconds())
    except (TypeError, ValueError):
        return None
