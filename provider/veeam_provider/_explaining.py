"""What goes wrong with the server, in words for whoever has to do something about it."""

import contextlib
from collections.abc import Generator
from typing import Final

from veeam_entraid_protocol.provider import RefusedError
from veeam_provider.rest import (
    OperationCancelledError,
    OutcomeUnknownError,
    RestError,
    ServerNotReadyError,
    ServerUnavailableError,
    ServerUnreachableError,
    SessionFailedError,
    SessionTimeoutError,
    UnreadableReplyError,
)
from veeam_provider.rest import RefusedError as RestRefusedError

__all__ = ["DELETES_ON", "GOES_ON", "READS_ON", "explained", "way_on"]

GOES_ON: Final = "Run pulumi up again: it looks for what has been done."
DELETES_ON: Final = "Run the command again: it looks for what has been done."
READS_ON: Final = "Run the command again."

_SERVER_ERROR: Final = 500


@contextlib.contextmanager
def explained(what: str, again: str) -> Generator[None]:
    """Turn what goes wrong with the server into a refusal that names the resource, and the way on.

    Args:
        what: has not happened, with the name of the resource.
        again: what to do when the server is in order again.
    """
    try:
        yield
    except RestError as error:
        known = "" if _is_certain(error) else ", as far as is known"
        raise RefusedError(f"{what}{known}: {error} {way_on(error, again)}".rstrip()) from error


def _is_certain(error: RestError) -> bool:
    """Return whether what failed has certainly not been carried out by the server, or has failed there."""
    match error:
        case OutcomeUnknownError() | UnreadableReplyError() | SessionTimeoutError() | OperationCancelledError():
            return False
        case RestRefusedError():
            return error.status < _SERVER_ERROR
        case _:
            return True


def way_on(error: RestError, again: str) -> str:
    """Return what to do after an error; nothing where its own text says so."""
    match error:
        case SessionFailedError():
            return f"Remove the cause. {again}"
        case SessionTimeoutError(session_id=str(id_)) if id_:
            return f"If it hangs, stop it in the product's console. {again}"
        case ServerUnavailableError() | ServerUnreachableError() | ServerNotReadyError():
            return again
        case _:
            return "" if _is_certain(error) else again
