"""What the tenants hold: a sealed file each, changed by one process at a time."""

import contextlib
import fcntl
import os
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from veeam_entraid_protocol.properties import Properties
from veeam_entraid_sandbox.azure import Seal
from veeam_entraid_sandbox.state import private_folder, replace_file

__all__ = ["Directories", "Directory", "Entry"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One object of a tenant.

    Attributes:
        id: its id in Pulumi's state.
        token: its type.
        inputs: what it was made or changed with.
        computed: what the tenant added.
    """

    id: str
    token: str
    inputs: Properties
    computed: Properties

    @property
    def outputs(self) -> Properties:
        """What the provider shows of it."""
        return {**self.computed, **self.inputs}


@dataclass(slots=True)
class Directory:
    """The objects of one tenant, by their ids."""

    tenant: str
    entries: dict[str, Entry] = field(default_factory=dict[str, Entry])

    def all_of(self, token: str) -> Iterator[Entry]:
        """Yield the objects of a type."""
        return (entry for entry in self.entries.values() if entry.token == token)

    def put(self, entry: Entry) -> None:
        """Write an object."""
        self.entries[entry.id] = entry


class Directories:
    """The tenants that the sandbox knows: one comes to be when somebody writes into it.

    Args:
        folder: where their files are.
        seal: what seals them.
    """

    def __init__(self, folder: Path, seal: Seal) -> None:
        self._folder = folder
        self._seal = seal

    @contextlib.contextmanager
    def change(self, tenant: str) -> Generator[Directory]:
        """Open a tenant for a change: nobody else changes it meanwhile, and an error leaves it as it was."""
        folder = private_folder(self._folder)
        lock = os.open(folder / f"{tenant}.lock", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            directory = self.view(tenant)
            yield directory
            entries = [
                {"id": each.id, "token": each.token, "inputs": each.inputs, "computed": each.computed}
                for each in directory.entries.values()
            ]
            replace_file(self._file(tenant), self._seal.seal(entries))
        finally:
            os.close(lock)

    def view(self, tenant: str) -> Directory:
        """Return a tenant as it is at this moment."""
        file = self._file(tenant)
        listed: list[dict[str, Any]] = self._seal.open(file.read_bytes()) if file.exists() else []
        entries = (Entry(**each) for each in listed)
        return Directory(tenant, {entry.id: entry for entry in entries})

    def _file(self, tenant: str) -> Path:
        return self._folder / f"{tenant}.sealed"
