"""The server's memory on disk: every change is one transaction, and written before anybody hears of it."""

import contextlib
import fcntl
import os
import sqlite3
from collections.abc import Generator
from pathlib import Path
from typing import Any, Final, cast

from veeam_entraid_sandbox.azure import Seal
from veeam_entraid_sandbox.state import private_folder
from veeam_entraid_sandbox.vbr._json import JsonObject
from veeam_entraid_sandbox.vbr._records import Kind, Ledger, Record

__all__ = ["Store", "StoreInUseError"]

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS records (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, id TEXT NOT NULL, body BLOB NOT NULL,
    UNIQUE (kind, id)
);
"""
_PUT: Final = (
    "INSERT INTO records (kind, id, body) VALUES (?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body"
)


class StoreInUseError(Exception):
    """Another server works in the folder. The message is one plain sentence."""


class Store:
    """The records of one server, in memory and on disk. One process has them at a time, in one thread at a time."""

    def __init__(self, folder: Path) -> None:
        """Open the folder.

        Raises:
            StoreInUseError: another server works in it.
        """
        self._lock = _locked(private_folder(folder) / ".lock")
        self._seal = Seal(folder)
        file = folder / "records.sqlite3"
        # Private from the first moment, whatever the user's umask is.
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
        self._connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        self._connection.executescript(f"PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; {_SCHEMA}")
        self._records: dict[Kind, dict[str, Record]] = {}
        for kind, id_, body in self._connection.execute("SELECT kind, id, body FROM records ORDER BY sequence"):
            self._records.setdefault(kind, {})[id_] = self._opened(kind, id_, body)

    @contextlib.contextmanager
    def transaction(self) -> Generator[Ledger]:
        """Open the ledger for a change, which is on disk when this ends. An error undoes all of it."""
        ledger = Ledger(self._records)
        yield ledger
        if ledger.changes:
            self._write(ledger)
            self._remember(ledger)

    def view(self) -> Ledger:
        """Open the ledger for reading."""
        return Ledger(self._records)

    def close(self) -> None:
        """Let another server have the folder."""
        self._connection.close()
        os.close(self._lock)

    def _write(self, ledger: Ledger) -> None:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            for (kind, id_), record in ledger.changes.items():
                if record is None:
                    self._connection.execute("DELETE FROM records WHERE kind = ? AND id = ?", (kind, id_))
                else:
                    self._connection.execute(_PUT, (kind, id_, self._sealed(record)))
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def _remember(self, ledger: Ledger) -> None:
        for (kind, id_), record in ledger.changes.items():
            if record is None:
                self._records.get(kind, {}).pop(id_, None)
            else:
                self._records.setdefault(kind, {})[id_] = record

    def _sealed(self, record: Record) -> bytes:
        return self._seal.seal({"shown": record.shown, "kept": record.kept, "goneAt": record.gone_at})

    def _opened(self, kind: Kind, id_: str, body: bytes) -> Record:
        opened: dict[str, Any] = self._seal.open(body)
        shown, kept = cast("JsonObject", opened["shown"]), cast("JsonObject", opened["kept"])
        return Record(kind, id_, shown, kept, opened["goneAt"])


def _locked(file: Path) -> int:
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(descriptor)
        raise StoreInUseError(f"Another simulated server runs on {file.parent}.") from error
    return descriptor
