"""The control plane's memory: a database that survives any interruption and serves several processes."""

import contextlib
import os
import sqlite3
import time
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias, cast

from veeam_entraid_protocol.properties import Properties
from veeam_entraid_sandbox import processes
from veeam_entraid_sandbox.azure._arm import key_of
from veeam_entraid_sandbox.azure._resource_type import Resource
from veeam_entraid_sandbox.azure._sealing import Seal
from veeam_entraid_sandbox.state import private_folder

__all__ = ["CREATING", "DELETING", "READY", "UPDATING", "Entry", "Ledger", "Store"]

READY: Final = "ready"
CREATING: Final = "creating"
UPDATING: Final = "updating"
DELETING: Final = "deleting"

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS resources (
    key TEXT PRIMARY KEY, id TEXT NOT NULL, token TEXT NOT NULL, phase TEXT NOT NULL, owner TEXT NOT NULL,
    implicit INTEGER NOT NULL, body BLOB NOT NULL, created REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS resources_by_token ON resources (token);
CREATE TABLE IF NOT EXISTS refers (
    by_key TEXT NOT NULL, to_key TEXT NOT NULL, path TEXT NOT NULL, PRIMARY KEY (by_key, to_key, path)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS refers_by_target ON refers (to_key);
CREATE TABLE IF NOT EXISTS busy (scope TEXT PRIMARY KEY, owner TEXT NOT NULL, what TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS soft_deleted (key TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS counted (fault TEXT PRIMARY KEY, times INTEGER NOT NULL) WITHOUT ROWID;
"""
_BUSY_TIMEOUT_SECONDS: Final = 60.0


_Row: TypeAlias = tuple[str, str, str, str, int, bytes]


@dataclass(frozen=True, slots=True)
class Entry:
    """A resource with the journal's view of it: the phase it is in and the process that works on it."""

    resource: Resource
    phase: str
    owner: str

    @property
    def is_abandoned(self) -> bool:
        """Whether the process that was to finish the operation is gone."""
        return self.phase != READY and not processes.is_alive(self.owner)


class Store:
    """The database. Every change is one transaction on a connection of its own."""

    def __init__(self, folder: Path, seal: Seal) -> None:
        self._file = private_folder(folder) / "resources.sqlite3"
        self._seal = seal
        # Private from the first moment, whatever the user's umask is.
        os.close(os.open(self._file, os.O_CREAT | os.O_RDWR, 0o600))
        with self._connection() as connection:
            connection.executescript(f"PRAGMA journal_mode = WAL; {_SCHEMA}")

    @contextlib.contextmanager
    def transaction(self) -> Generator["Ledger"]:
        """Open the ledger for a change: nobody else changes it meanwhile, and an error undoes all."""
        with self._connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield Ledger(connection, self._seal)
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    @contextlib.contextmanager
    def view(self) -> Generator["Ledger"]:
        """Open the ledger for reading, as it is at this moment."""
        with self._connection() as connection:
            connection.execute("BEGIN")
            try:
                yield Ledger(connection, self._seal)
            finally:
                connection.execute("ROLLBACK")

    def all_entries(self) -> Sequence[Entry]:
        """Return all resources in the order of their creation."""
        with self.view() as ledger:
            return ledger.entries()

    @contextlib.contextmanager
    def _connection(self) -> Generator[sqlite3.Connection]:
        with contextlib.closing(
            sqlite3.connect(self._file, timeout=_BUSY_TIMEOUT_SECONDS, isolation_level=None)
        ) as connection:
            connection.execute("PRAGMA synchronous = NORMAL")
            yield connection


class Ledger:
    """What exists, within one transaction."""

    def __init__(self, connection: sqlite3.Connection, seal: Seal) -> None:
        self._connection = connection
        self._seal = seal

    # Reading.

    def entry(self, resource_id: str) -> Entry | None:
        """Return the resource of that id, whatever phase it is in."""
        return next(iter(self._entries("key = ?", key_of(resource_id))), None)

    def entries(self) -> Sequence[Entry]:
        """Return all resources in the order of their creation."""
        return self._entries("TRUE")

    def find(self, resource_id: str) -> Resource | None:
        """Return the resource of that id if it is ready."""
        entry = self.entry(resource_id)
        return entry.resource if entry and entry.phase in {READY, UPDATING} else None

    def all_of(self, *tokens: str) -> Sequence[Resource]:
        """Return the resources of these types, also those that are still being created."""
        marks = ", ".join("?" for _ in tokens)
        return [entry.resource for entry in self._entries(f"token IN ({marks})", *tokens)]

    def referring_to(self, resource_id: str) -> Sequence[tuple[Resource, str]]:
        """Return the resources that refer to that id, each with the path at which it does."""
        rows: list[tuple[str, str]] = self._connection.execute(
            "SELECT by_key, path FROM refers WHERE to_key = ? ORDER BY by_key, path", (key_of(resource_id),)
        ).fetchall()
        referring = ((self.entry(by_key), path) for by_key, path in rows)
        return [(entry.resource, path) for entry, path in referring if entry]

    def below(self, resource_id: str) -> Sequence[Resource]:
        """Return the resources whose ids start with that id."""
        prefix = key_of(resource_id) + "/"
        return [entry.resource for entry in self._entries("substr(key, 1, ?) = ?", len(prefix), prefix)]

    def _entries(self, condition: str, *arguments: str | int) -> list[Entry]:
        rows: list[_Row] = self._connection.execute(
            "SELECT id, token, phase, owner, implicit, body FROM resources "  # noqa: S608 - no outside text
            f"WHERE {condition} ORDER BY created, key",
            arguments,
        ).fetchall()
        return [self._read(row) for row in rows]

    def _read(self, row: _Row) -> Entry:
        id_, token, phase, owner, implicit, body = row
        opened = cast("dict[str, Properties]", self._seal.open(body))
        resource = Resource(
            id_, token, opened["inputs"], opened["outputs"], ready=phase != CREATING, implicit=bool(implicit)
        )
        return Entry(resource, phase, owner)

    # Writing.

    def put(self, resource: Resource, phase: str, references: Iterable[tuple[str, str]]) -> None:
        """Write a resource and the ids that it refers to, each with the path at which it does."""
        key = key_of(resource.id)
        owner = "" if phase == READY else processes.identity()
        body = self._seal.seal({"inputs": resource.inputs, "outputs": resource.outputs})
        self._connection.execute(
            "INSERT INTO resources VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO UPDATE SET "
            "phase = excluded.phase, owner = excluded.owner, body = excluded.body, implicit = excluded.implicit",
            (key, resource.id, resource.token, phase, owner, resource.implicit, body, time.time()),
        )
        self._connection.execute("DELETE FROM refers WHERE by_key = ?", (key,))
        self._connection.executemany(
            "INSERT OR IGNORE INTO refers VALUES (?, ?, ?)",
            [(key, key_of(to), path) for to, path in references],
        )

    def enter(self, resource_id: str, phase: str) -> None:
        """Journal that this process begins, or has finished, an operation on the resource."""
        owner = "" if phase == READY else processes.identity()
        self._connection.execute(
            "UPDATE resources SET phase = ?, owner = ? WHERE key = ?", (phase, owner, key_of(resource_id))
        )

    def forget(self, resource_id: str) -> None:
        """Remove a resource and what it refers to."""
        key = key_of(resource_id)
        self._connection.execute("DELETE FROM resources WHERE key = ?", (key,))
        self._connection.execute("DELETE FROM refers WHERE by_key = ?", (key,))

    def occupy(self, scope: str, what: str) -> str | None:
        """Take a scope for an operation, or return what it is taken by."""
        row: tuple[str, str] | None = self._connection.execute(
            "SELECT owner, what FROM busy WHERE scope = ?", (key_of(scope),)
        ).fetchone()
        if row and processes.is_alive(row[0]):
            return row[1]
        self._connection.execute(
            "INSERT OR REPLACE INTO busy VALUES (?, ?, ?)", (key_of(scope), processes.identity(), what)
        )
        return None

    def vacate(self, scope: str) -> None:
        """Give a scope free."""
        self._connection.execute("DELETE FROM busy WHERE scope = ?", (key_of(scope),))

    # Names that outlive their resources.

    def bury(self, key: str, resource: Resource) -> None:
        """Keep a deleted resource, and with it its name."""
        body = self._seal.seal({"id": resource.id, "inputs": resource.inputs, "outputs": resource.outputs})
        self._connection.execute("INSERT OR REPLACE INTO soft_deleted VALUES (?, ?)", (key.lower(), body))

    def buried(self, key: str) -> Properties | None:
        """Return the deleted resource that keeps that name."""
        row: tuple[bytes] | None = self._connection.execute(
            "SELECT body FROM soft_deleted WHERE key = ?", (key.lower(),)
        ).fetchone()
        return cast("Properties", self._seal.open(row[0])) if row else None

    def exhume(self, key: str) -> None:
        """Give the name of a deleted resource free."""
        self._connection.execute("DELETE FROM soft_deleted WHERE key = ?", (key.lower(),))

    # Counting, for faults that wait for the n-th operation.

    def count(self, fault: str) -> int:
        """Count one more operation that a fault watches, and return how many it has seen."""
        self._connection.execute(
            "INSERT INTO counted VALUES (?, 1) ON CONFLICT (fault) DO UPDATE SET times = times + 1", (fault,)
        )
        row: tuple[int] = self._connection.execute("SELECT times FROM counted WHERE fault = ?", (fault,)).fetchone()
        return row[0]

    def reset_counts(self) -> None:
        """Let every fault count from the start again."""
        self._connection.execute("DELETE FROM counted")
