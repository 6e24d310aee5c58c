"""The folder that holds everything the sandbox knows, and the variable that names it.

The variable is set by the sandbox's environment and by nothing else. A stand-in that does not find it
refuses to start, so a stack outside the sandbox cannot be served by one.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

__all__ = ["VARIABLE", "NotInSandboxError", "StateFolder", "private_folder", "replace_file"]

VARIABLE: Final = "VEEAM_ENTRAID_SANDBOX"

_PRIVATE_FOLDER: Final = 0o700
_PRIVATE_FILE: Final = 0o600


class NotInSandboxError(Exception):
    """The sandbox's environment is missing. The message says what to do."""


@dataclass(frozen=True, slots=True)
class StateFolder:
    """Where the sandbox keeps its state. Nothing is written outside of :attr:`root`."""

    root: Path

    @classmethod
    def of_environment(cls, environment: Mapping[str, str]) -> "StateFolder":
        """Return the state folder that the environment names.

        Raises:
            NotInSandboxError: the variable is not set, or does not hold an absolute path.
        """
        named = environment.get(VARIABLE, "")
        if not named:
            raise NotInSandboxError(
                f"This is a stand-in for the sandbox and {VARIABLE} is not set: it serves the local stack only. "
                "Use `make up`, or remove sandbox/bin from the PATH to reach the real provider."
            )
        root = Path(named)
        if not root.is_absolute():
            raise NotInSandboxError(f"{VARIABLE} must be the absolute path of a folder, not {named!r}.")
        return cls(root)

    @property
    def azure(self) -> Path:
        """What Azure's control plane remembers."""
        return self.root / "azure"

    @property
    def directories(self) -> Path:
        """What the tenants of Entra ID hold."""
        return self.root / "directories"

    @property
    def machines(self) -> Path:
        """The data folders of the machines that run, and the addresses they listen on."""
        return self.root / "machines"

    @property
    def server(self) -> Path:
        """What the simulated backup server remembers that is started by itself."""
        return self.root / "server"

    @property
    def servers(self) -> Path:
        """The backup servers that run on machines, with all that they remember."""
        return self.root / "servers"

    @property
    def tls(self) -> Path:
        """The sandbox's certificate authority."""
        return self.root / "tls"

    @property
    def backend(self) -> Path:
        """Pulumi's file backend."""
        return self.root / "backend"

    @property
    def pulumi_home(self) -> Path:
        """Pulumi's own folder, so that the user's is not touched."""
        return self.root / "pulumi-home"


def private_folder(path: Path) -> Path:
    """Make a folder, and those above it, that only its owner may enter; return it."""
    for folder in (*reversed(path.parents), path):
        if not folder.exists():
            folder.mkdir(mode=_PRIVATE_FOLDER, exist_ok=True)
    return path


def replace_file(path: Path, content: bytes, *, mode: int = _PRIVATE_FILE) -> None:
    """Write a file so that a reader, or a crash at any moment, sees the old content or the new one."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
