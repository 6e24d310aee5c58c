"""What the faults that are set do to the operations that they match."""

import os
import signal
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from veeam_entraid_protocol.provider import Progress, RefusedError
from veeam_entraid_sandbox.azure._arm import ArmError
from veeam_entraid_sandbox.azure._faults import Fault, held_folder, read_faults
from veeam_entraid_sandbox.azure._store import Store
from veeam_entraid_sandbox.state import private_folder

__all__ = ["Strikes", "strike_dead"]

_DEFAULT_TIME_OUT_SECONDS: Final = 60.0
_POLL_SECONDS: Final = 0.05


class Strikes:
    """Finds the faults that strike an operation, and lets them.

    Args:
        store: returns the memory in which operations are counted. It is asked when the first fault watches one.
        folder: where the faults are read from.
    """

    def __init__(self, store: Callable[[], Store], folder: Path) -> None:
        self._store = store
        self._folder = folder

    def on(self, operation: str, type_: str, name: str) -> Sequence[Fault]:
        """Return the faults that strike this operation later; those that refuse it strike now.

        Raises:
            ArmError: the operation is refused.
        """
        watching = [fault for fault in read_faults(self._folder) if fault.matches(operation, type_, name)]
        if not watching:
            return ()
        with self._store().transaction() as ledger:
            counted = [(fault, ledger.count(fault.key)) for fault in watching]
        strikes = [fault for fault, times in counted if fault.nth in {0, times}]
        for fault in strikes:
            if fault.action == "fail":
                raise ArmError(500, "InternalServerError", fault.message)
        return strikes

    def take_time(self, strikes: Sequence[Fault], usual: float, progress: Progress, timeout: float = 0.0) -> None:
        """Wait for as long as the operation takes.

        Args:
            strikes: the faults that strike it.
            usual: how many seconds it takes without a fault.
            progress: tells when it is cancelled.
            timeout: how many seconds the engine gives it; 0 if it sets no limit.

        Raises:
            RefusedError: it was cancelled, or ran into its deadline.
        """
        durations = [fault.seconds for fault in strikes if fault.action == "duration"]
        seconds = durations[-1] if durations else usual
        for fault in strikes:
            if fault.action == "delay":
                seconds += fault.seconds
            elif fault.action == "hold":
                self._hold(fault, progress)
            elif fault.action == "time-out":
                limit = timeout or fault.seconds or _DEFAULT_TIME_OUT_SECONDS
                _wait(limit, progress)
                raise RefusedError(f"context deadline exceeded: the operation did not end within {limit:g} s")
        _wait(seconds, progress)

    def _hold(self, fault: Fault, progress: Progress) -> None:
        """Wait until the fault is no longer set, and show meanwhile that the operation is under way."""
        mark = private_folder(held_folder(self._folder)) / f"{os.getpid()}-{threading.get_ident()}"
        mark.touch()
        try:
            while fault in read_faults(self._folder):
                _wait(_POLL_SECONDS, progress)
        finally:
            mark.unlink(missing_ok=True)


def strike_dead(strikes: Sequence[Fault]) -> None:
    """Kill this process, if one of the faults does so."""
    if any(fault.action == "kill" for fault in strikes):
        os.kill(os.getpid(), signal.SIGKILL)


def _wait(seconds: float, progress: Progress) -> None:
    if progress.cancelled.wait(seconds) if seconds else progress.cancelled.is_set():
        raise RefusedError("The operation was cancelled.")
