"""The PostgreSQL versions that are installed in the clone, and running their programs."""

import contextlib
import os
import pwd
import shutil
import subprocess
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from veeam_entraid_protocol.provider import RefusedError
from veeam_entraid_sandbox.state import VARIABLE

__all__ = ["Installation", "MachineError", "installation", "refused", "run"]

_CLONE: Final = Path(__file__).resolve().parents[3]
_VERSIONS: Final = _CLONE / ".engine" / "postgresql"
_SECONDS: Final = 120
# Whoever is asked to run PostgreSQL in root's stead: it only has to exist.
_STAND_INS_FOR_ROOT: Final = ("postgres", "daemon", "nobody")


class MachineError(Exception):
    """A machine does not do what it should. The message is one plain sentence."""


@contextlib.contextmanager
def refused() -> Generator[None]:
    """Refuse the operation on a resource with the sentence of its machine."""
    try:
        yield
    except MachineError as error:
        raise RefusedError(str(error)) from error


@dataclass(frozen=True, slots=True)
class Installation:
    """One major version of PostgreSQL."""

    major: int
    folder: Path

    def program(self, name: str) -> str:
        """Return the path of one of its programs."""
        return str(self.folder / "bin" / name)


def installation(major: int) -> Installation:
    """Return the installed PostgreSQL of that major version.

    Raises:
        MachineError: it is not installed. The message names the versions that are.
    """
    folder = _VERSIONS / str(major)
    if (folder / "bin" / "postgres").exists():
        return Installation(major, folder)
    there = sorted((path.name for path in _VERSIONS.glob("[0-9]*") if (path / "bin" / "postgres").exists()), key=int)
    known = f"installed are {', '.join(there)}" if there else "none is"
    raise MachineError(
        f"PostgreSQL {major} is not installed in {_VERSIONS.relative_to(_CLONE)}: {known}. `make setup` installs "
        "what can be had."
    )


def run(
    command: Sequence[str], *, folder: Path, mark: str, standard_input: str = "", log: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a program of PostgreSQL in that folder and return how it ended.

    PostgreSQL refuses to run as root, and root is who runs a container. Root's processes are put into a
    user namespace of their own, where root is called by another name: files stay root's outside of it.

    Args:
        command: the program and its arguments, none of them secret.
        folder: the working directory.
        mark: the state folder, by which the process can be told from those of other sandboxes.
        standard_input: what the program reads.
        log: where its output goes; without one, it is in what is returned.

    Raises:
        MachineError: the program cannot be run, or takes longer than two minutes.
    """
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC", "HOME": str(folder), VARIABLE: mark}
    output = os.fdopen(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") if log else subprocess.PIPE
    try:
        return subprocess.run(
            [*_not_as_root(), *command],
            cwd=folder,
            env=environment,
            input=standard_input,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=_SECONDS,
        )
    except subprocess.TimeoutExpired as error:
        raise MachineError(f"{Path(command[0]).name} did not end within {_SECONDS} s.") from error
    finally:
        if log and not isinstance(output, int):
            output.close()


@cache
def _not_as_root() -> tuple[str, ...]:
    """Return the command that runs another one as somebody else than root; nothing for other users."""
    if os.geteuid() != 0:
        return ()
    user = _somebody()
    namespace = ("unshare", "--user", f"--map-user={user.pw_uid}")
    if shutil.which("unshare") and _works((*namespace, "true")):
        return (*namespace, "--")
    # Where namespaces are off: as that user, with the one right that lets it reach root's folder.
    other = (
        "setpriv",
        f"--reuid={user.pw_uid}",
        f"--regid={user.pw_gid}",
        "--clear-groups",
        "--inh-caps=-all,+dac_override,+fowner",
        "--ambient-caps=-all,+dac_override,+fowner",
    )
    if shutil.which("setpriv") and _works((*other, "true")):
        return (*other, "--")
    raise MachineError(
        "PostgreSQL does not run as root, and this machine allows neither user namespaces nor changing the user: "
        "run as an "
        "ordinary user."
    )


def _somebody() -> pwd.struct_passwd:
    for name in _STAND_INS_FOR_ROOT:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    return next(entry for entry in pwd.getpwall() if entry.pw_uid != 0)


def _works(command: Sequence[str]) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0
