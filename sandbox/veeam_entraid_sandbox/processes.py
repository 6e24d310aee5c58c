"""Telling whether the process that wrote something down is still the one that runs."""

import os
from pathlib import Path

__all__ = ["identity", "is_alive", "pid_of"]


def identity(pid: int | None = None) -> str:
    """Return what tells this process, or the given one, from every other: its pid and its start.

    A pid alone does not: it is given to another process after a while. An empty string means that no
    such process runs.
    """
    pid = os.getpid() if pid is None else pid
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return ""
    # The second field, the program's name, is in parentheses and may hold anything but the last ')'.
    fields = stat.rpartition(")")[2].split()
    state, started = fields[0], fields[19]
    return "" if state in {"Z", "X"} else f"{pid}:{started}"


def is_alive(wanted: str) -> bool:
    """Return whether the process of that identity runs."""
    return bool(wanted) and identity(pid_of(wanted)) == wanted


def pid_of(wanted: str) -> int:
    """Return the pid in an identity."""
    return int(wanted.partition(":")[0])
