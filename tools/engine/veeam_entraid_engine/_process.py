"""Running the tools that get the parts."""

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from veeam_entraid_engine._errors import EngineError
from veeam_entraid_engine._progress import Step

__all__ = ["CommandError", "ask", "run"]

_TICK_SECONDS: Final = 0.2
_ASK_SECONDS: Final = 10.0
_TAIL_LINES: Final = 15
_TAIL_BYTES: Final = 8000


class CommandError(EngineError):
    """A tool failed; the text has the end of what it said and where the rest is."""


def ask(command: Sequence[str | Path], environment: Mapping[str, str], cwd: Path) -> str | None:
    """What a tool answers; None when it cannot be run, fails or takes too long."""
    try:
        answer = subprocess.run(
            command,
            env=environment,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_ASK_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return answer.stdout


def run(
    command: Sequence[str | Path],
    *,
    environment: Mapping[str, str],
    cwd: Path,
    log: Path,
    lock: int,
    step: Step,
) -> None:
    """Run a tool to its end, with all that it says in a log.

    Args:
        command: The tool and its arguments.
        environment: Its whole environment.
        cwd: Where it runs.
        log: Where its output is added.
        lock: The file of the lock that this run holds. The tool inherits it: should this process be killed, the next
            run waits for what the tool is still doing.
        step: Ticked meanwhile.

    Raises:
        CommandError: The tool failed.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        output.write(f"$ {' '.join(map(str, command))}\n".encode())
        output.flush()
        try:
            # A group of its own, so that an interrupt ends all of it, and only we hear the terminal's.
            process = subprocess.Popen(
                command,
                env=environment,
                cwd=cwd,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                process_group=0,
                pass_fds=(lock,),
            )
        except OSError as error:
            raise CommandError(f"{command[0]} cannot be run: {error.strerror}") from error
        try:
            status = _wait(process, step)
        finally:
            if process.returncode is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
    if status != 0:
        raise CommandError(f"{Path(command[0]).name} failed (exit status {status}).\n{_tail(log)}\nAll of it: {log}")


def _wait(process: subprocess.Popen[bytes], step: Step) -> int:
    while True:
        try:
            return process.wait(_TICK_SECONDS)
        except subprocess.TimeoutExpired:
            step.tick()


def _tail(log: Path) -> str:
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - _TAIL_BYTES))
        lines = file.read().decode(errors="replace").splitlines()
    return "\n".join(f"  | {line}" for line in lines[-_TAIL_LINES:])
