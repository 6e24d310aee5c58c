"""Looking at something until it has been seen: what is under way is not given up for one answer that went wrong."""

from collections.abc import Callable
from typing import Final, TypeVar

from veeam_provider._server import Work
from veeam_provider.rest import RefusedError

__all__ = ["patiently"]

Result = TypeVar("Result")

_SERVER_ERROR: Final = 500
_ATTEMPTS: Final = 5
_PAUSE_SECONDS: Final = 2.0


def patiently(work: Work, look: Callable[[], Result]) -> Result:
    """Return what a look at the server shows, through restarts and errors of the server.

    Args:
        work: the server.
        look: asks it, and does no harm when it asks twice.

    Raises:
        RestError: it does not answer, or not with what is asked for.
    """
    for _ in range(_ATTEMPTS - 1):
        try:
            return work.server.persist(look, work.progress.status)
        except RefusedError as error:
            if error.status < _SERVER_ERROR:
                raise
        work.client.clock.sleep(_PAUSE_SECONDS)
    return work.server.persist(look, work.progress.status)
