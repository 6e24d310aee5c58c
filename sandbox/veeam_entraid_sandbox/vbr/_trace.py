"""What the server has been asked and has answered: a line of JSON for each request, without any body or token.

The lines are for who wants to know how a client went about its work, and for tests: an answer that the document does
not allow is a bug of the sandbox.
"""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, cast

__all__ = ["Trace", "Traced", "read_trace"]

_FILE: Final = "requests.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """One request.

    Attributes:
        at: when it came, as seconds since 1970, by the machine's clock.
        seconds: how long it took.
        method: its method.
        path: its path.
        operation: the document's id of the operation; empty for none.
        status: what was answered; 0 when the connection was cut.
        message: why it was not done; empty when it was.
        invalid: what is wrong with the answer, which is then a bug of the sandbox; empty when nothing is.
    """

    at: float
    seconds: float
    method: str
    path: str
    operation: str
    status: int
    message: str = ""
    invalid: str = ""


class Trace:
    """Writes the lines."""

    def __init__(self, folder: Path) -> None:
        self._descriptor = os.open(folder / _FILE, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def add(self, traced: Traced) -> None:
        """Write the line of a request."""
        os.write(self._descriptor, json.dumps(asdict(traced)).encode() + b"\n")

    def close(self) -> None:
        """Write no more."""
        os.close(self._descriptor)


def read_trace(folder: Path) -> tuple[Traced, ...]:
    """Return the requests that the server in that folder has had, the oldest first."""
    try:
        lines = (folder / _FILE).read_text().splitlines()
    except FileNotFoundError:
        return ()
    return tuple(Traced(**cast("dict[str, Any]", json.loads(line))) for line in lines if line.endswith("}"))
