"""Processes that a test has started, however far down: known by a mark that they inherit."""

import time
import uuid
from typing import Final

import psutil

_VARIABLE: Final = "VEEAM_ENTRAID_TEST_MARK"
_PATIENCE_SECONDS: Final = 20.0


class Marked:
    """The processes with one mark in their environment."""

    def __init__(self) -> None:
        self._mark = uuid.uuid4().hex

    @property
    def environment(self) -> dict[str, str]:
        """What marks a process and its descendants."""
        return {_VARIABLE: self._mark}

    def running(self) -> list[psutil.Process]:
        """Those that run now."""
        found: list[psutil.Process] = []
        for process in psutil.process_iter():
            try:
                if process.environ().get(_VARIABLE) == self._mark:
                    found.append(process)
            except (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
                continue
        return found

    def left_over(self) -> list[str]:
        """Those that do not end by themselves, as command lines; they are ended."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while (running := self.running()) and time.monotonic() < deadline:
            time.sleep(0.05)
        left = [" ".join(process.cmdline()) for process in running]
        for process in running:
            process.kill()
        return left
