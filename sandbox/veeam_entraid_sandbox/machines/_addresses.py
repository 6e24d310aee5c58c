"""The loopback addresses that stand for servers and for addresses in virtual networks."""

import contextlib
import errno
import hashlib
import ipaddress
import os
import socket
import sqlite3
from collections.abc import Generator, Iterator
from typing import Final

from veeam_entraid_sandbox.machines._installations import MachineError
from veeam_entraid_sandbox.state import StateFolder, private_folder

__all__ = ["AddressBook", "demand_free_port"]

_POOL: Final = ipaddress.IPv4Network("127.64.0.0/10")
_PROBED: Final = 64


class AddressBook:
    """Gives each name an address of its own, for good.

    A name is whatever the address stands for: a server, or an address in a virtual network. Where the
    search for a free one begins depends on the clone, so that several of them keep out of each other's way.
    """

    def __init__(self, state: StateFolder) -> None:
        self._file = private_folder(state.machines) / "addresses.sqlite3"
        self._seed = str(state.root)
        os.close(os.open(self._file, os.O_CREAT | os.O_RDWR, 0o600))
        with self._connection() as connection:
            connection.execute(
                "CREATE TABLE IF NOT EXISTS addresses (name TEXT PRIMARY KEY, address TEXT UNIQUE NOT NULL) "
                "WITHOUT ROWID"
            )

    def address_of(self, name: str) -> str:
        """Return the address of the name; it is given one now if it has none."""
        with self._connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            known: tuple[str] | None = connection.execute(
                "SELECT address FROM addresses WHERE name = ?", (name,)
            ).fetchone()
            if known:
                return known[0]
            for address in self._candidates(name):
                taken = connection.execute("SELECT 1 FROM addresses WHERE address = ?", (address,)).fetchone()
                if not taken:
                    connection.execute("INSERT INTO addresses VALUES (?, ?)", (name, address))
                    connection.execute("COMMIT")
                    return address
        raise MachineError(f"No loopback address in {_POOL} is left for {name}.")

    def release(self, name: str) -> None:
        """Let others have the address of the name."""
        with self._connection() as connection:
            connection.execute("DELETE FROM addresses WHERE name = ?", (name,))

    def _candidates(self, name: str) -> Iterator[str]:
        start = int.from_bytes(hashlib.sha256(f"{self._seed}\n{name}".encode()).digest()[:8])
        for step in range(_PROBED):
            address = _POOL[(start + step) % _POOL.num_addresses]
            if address.packed[-1] not in {0, 255}:
                yield str(address)

    @contextlib.contextmanager
    def _connection(self) -> Generator[sqlite3.Connection]:
        with contextlib.closing(sqlite3.connect(self._file, timeout=60.0, isolation_level=None)) as connection:
            yield connection


def demand_free_port(address: str, port: int) -> None:
    """Refuse an address at which somebody listens on that port already.

    Raises:
        MachineError: says whether that one listens on every address of the machine.
    """
    if _is_free(address, port):
        return
    if not _is_free(str(_POOL[-2]), port):
        raise MachineError(
            f"Port {port} is taken on every loopback address: something on this machine listens on 0.0.0.0:{port} or "
            f"[::]:{port}. Stop it, or let it listen on 127.0.0.1 only."
        )
    raise MachineError(f"Port {port} of {address} is taken by another program.")


def _is_free(address: str, port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return False
            raise MachineError(f"Nothing can listen on {address}:{port}: {error.strerror}.") from error
    return True
