"""Faults on request: what happens to a server and its network now and then, at a moment of one's choice.

A file in the server's folder; a server that runs knows with the next request.
"""

import json
import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias, cast

from veeam_entraid_sandbox.state import private_folder, replace_file

__all__ = ["FaultAction", "ServerFault", "Struck", "clear_server_faults", "read_server_faults", "write_server_faults"]

_FILE: Final = "faults.json"

FaultAction: TypeAlias = Literal[
    "delay",
    "status",
    "cut",
    "half",
    "expire-token",
    "revoke-token",
    "empty-401",
    "vendor-style",
    "fail-session",
    "hang-session",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerFault:
    """What happens to the requests, or the sessions, that match.

    Attributes:
        action: ``delay`` lets a request take ``seconds`` longer; ``status`` answers it with ``status``; ``cut`` cuts
            the connection without an answer; ``half`` cuts it in the middle of the answer; ``expire-token`` and
            ``revoke-token`` take the token of the request; ``empty-401`` refuses it without a body; ``vendor-style``
            answers as loosely as the vendor's samples do; ``fail-session`` lets a session fail, ``hang-session`` never
            end.
        method: pattern of the request's method.
        path: pattern of the request's path, such as ``/api/v1/jobs*``.
        session: pattern of the session's type.
        name: pattern of the session's name.
        done: whether ``status``, ``cut`` and ``half`` come after the request has been carried out, not before.
        nth: which matching request or session it strikes, counted from 1; 0 leaves it to the probability.
        probability: how probably it strikes.
        seconds: how long ``delay`` lasts.
        status: what ``status`` answers.
        message: what the answer, or the session, says.
        seed: what chance follows from.
    """

    action: FaultAction
    method: str = "*"
    path: str = "*"
    session: str = "*"
    name: str = "*"
    done: bool = False
    nth: int = 0
    probability: float = 1.0
    seconds: float = 0.0
    status: int = 503
    message: str = "The sandbox was asked for this."
    seed: int = 0

    @property
    def concerns_sessions(self) -> bool:
        """Whether it strikes sessions, not requests."""
        return self.action in {"fail-session", "hang-session"}

    @property
    def key(self) -> str:
        """What tells the fault from others."""
        return json.dumps(asdict(self), sort_keys=True)


class Struck:
    """Tells which faults strike. It counts what they have seen, for as long as the process lives."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}
        self._chance: dict[str, random.Random] = {}

    def request(self, faults: Sequence[ServerFault], method: str, path: str) -> list[ServerFault]:
        """Return the faults that strike a request."""
        return [
            fault
            for fault in faults
            if not fault.concerns_sessions
            and fnmatchcase(method, fault.method)
            and fnmatchcase(path, fault.path)
            and self._strikes(fault)
        ]

    def session(self, faults: Sequence[ServerFault], type_: str, name: str) -> ServerFault | None:
        """Return the first fault that strikes a session that is started."""
        for fault in faults:
            concerned = fault.concerns_sessions and fnmatchcase(type_, fault.session) and fnmatchcase(name, fault.name)
            if concerned and self._strikes(fault):
                return fault
        return None

    def _strikes(self, fault: ServerFault) -> bool:
        seen = self._seen[fault.key] = self._seen.get(fault.key, 0) + 1
        if fault.nth:
            return seen == fault.nth
        chance = self._chance.setdefault(fault.key, random.Random(f"{fault.seed} {fault.key}"))  # noqa: S311 - no secret
        return chance.random() < fault.probability


def read_server_faults(folder: Path) -> tuple[ServerFault, ...]:
    """Return the faults that are set for the server in that folder."""
    try:
        data = cast("list[dict[str, Any]]", json.loads((folder / _FILE).read_bytes()))
    except FileNotFoundError:
        return ()
    return tuple(ServerFault(**fault) for fault in data)


def write_server_faults(folder: Path, faults: Sequence[ServerFault]) -> None:
    """Set the faults, in place of those that are set."""
    replace_file(private_folder(folder) / _FILE, json.dumps([asdict(fault) for fault in faults]).encode())


def clear_server_faults(folder: Path) -> None:
    """Set no faults."""
    (folder / _FILE).unlink(missing_ok=True)
