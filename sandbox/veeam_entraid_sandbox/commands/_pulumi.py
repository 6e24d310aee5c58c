"""Running Pulumi's command line: one interrupt is one interrupt, and its end is waited for."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

__all__ = ["answer", "run"]

_FORWARDED: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def answer(root: Path, environment: Mapping[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command that only answers, and return what it says."""
    return subprocess.run(
        ["pulumi", *arguments], cwd=root, env=dict(environment), capture_output=True, text=True, check=False
    )


def run(root: Path, environment: Mapping[str, str], arguments: Sequence[str]) -> int:
    """Run a command in front of the user and return its exit code.

    Pulumi has a process group of its own, and the terminal if there is one. So ^C reaches it alone, and
    once; a signal that is sent to this process instead is passed on. Pulumi then ends what it does, which
    may take a while, and is waited for. A second one breaks it off.
    """
    process = subprocess.Popen(["pulumi", *arguments], cwd=root, env=dict(environment), process_group=0)

    def forward(_signal: int, _frame: object) -> None:
        process.send_signal(signal.SIGINT)

    before: dict[int, Any] = {number: signal.signal(number, forward) for number in _FORWARDED}
    terminal = _give_terminal(process.pid)
    try:
        return process.wait()
    finally:
        if terminal is not None:
            _set_foreground(terminal, os.getpgrp())
        for number, handler in before.items():
            signal.signal(number, handler)


def _give_terminal(group: int) -> int | None:
    if not sys.stdin.isatty():
        return None
    terminal = sys.stdin.fileno()
    _set_foreground(terminal, group)
    return terminal


def _set_foreground(terminal: int, group: int) -> None:
    # A background group that sets the terminal's foreground group is stopped, unless it ignores that.
    before = signal.signal(signal.SIGTTOU, signal.SIG_IGN)
    try:
        os.tcsetpgrp(terminal, group)
    finally:
        signal.signal(signal.SIGTTOU, before)
