"""Faults and durations on request, for tests: what Azure does now and then, at a moment of one's choice."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias, cast

from veeam_entraid_sandbox.state import private_folder, replace_file

__all__ = ["Action", "Fault", "clear_faults", "held_folder", "is_holding", "read_faults", "write_faults"]

_FILE: Final = "faults.json"
_HELD: Final = "held"

Action: TypeAlias = Literal["duration", "fail", "fail-after-creation", "delay", "hold", "time-out", "kill"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What happens to the operations that match.

    Attributes:
        action: ``duration`` makes the operation take ``seconds`` instead of its usual time; ``fail``
            refuses it before it starts; ``fail-after-creation`` leaves the resource in a failed state,
            which the stack remembers; ``delay`` makes it take ``seconds`` longer; ``hold`` lets it go on
            only when the fault is set no more; ``time-out`` lets it run into its deadline; ``kill`` kills
            the provider in the middle of it, as a power failure would.
        type: pattern of the type, such as ``*:VirtualMachine``.
        name: pattern of the resource's name in Azure; in Entra ID, where names say little, of Pulumi's own.
        operation: ``create``, ``read``, ``update`` or ``delete``; or ``call``, of a function.
        nth: which matching operation it strikes, counted from 1; 0 strikes every one.
        seconds: how long ``duration``, ``delay`` and ``time-out`` last.
        message: what the refusal says.
    """

    action: Action
    type: str = "*"
    name: str = "*"
    operation: str = "*"
    nth: int = 0
    seconds: float = 0.0
    message: str = "The sandbox was asked to fail this operation."

    @property
    def key(self) -> str:
        """What tells the fault from others."""
        return json.dumps(asdict(self), sort_keys=True)

    def matches(self, operation: str, type_: str, name: str) -> bool:
        """Return whether the fault watches such an operation."""
        return fnmatchcase(operation, self.operation) and fnmatchcase(type_, self.type) and fnmatchcase(name, self.name)


def read_faults(folder: Path) -> tuple[Fault, ...]:
    """Return the faults that are set."""
    try:
        data = cast("list[dict[str, Any]]", json.loads((folder / _FILE).read_bytes()))
    except FileNotFoundError:
        return ()
    return tuple(Fault(**fault) for fault in data)


def write_faults(folder: Path, faults: Sequence[Fault]) -> None:
    """Set the faults, in place of those that are set."""
    replace_file(private_folder(folder) / _FILE, json.dumps([asdict(fault) for fault in faults]).encode())


def clear_faults(folder: Path) -> None:
    """Set no faults."""
    (folder / _FILE).unlink(missing_ok=True)


def is_holding(folder: Path) -> bool:
    """Return whether a fault holds an operation at this moment."""
    return any(held_folder(folder).glob("*"))


def held_folder(folder: Path) -> Path:
    """Return where each operation that is held has a mark."""
    return folder / _HELD
