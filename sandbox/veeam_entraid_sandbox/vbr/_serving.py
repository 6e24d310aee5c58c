"""Serving the API over HTTPS on loopback."""

import asyncio
import contextlib
import socket
from pathlib import Path
from typing import Final

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from veeam_entraid_sandbox.state import replace_file
from veeam_entraid_sandbox.vbr._application import application
from veeam_entraid_sandbox.vbr._document import document
from veeam_entraid_sandbox.vbr._engine import Engine
from veeam_entraid_sandbox.vbr.services.server import certificate_of

__all__ = ["LOOPBACK", "SimulatedServer"]

LOOPBACK: Final = "127.0.0.1"
_GRACE_SECONDS: Final = 2


class _Connections:
    """The connections that are open, by the client's address and port."""

    def __init__(self) -> None:
        self._open: dict[tuple[str, int], asyncio.Transport] = {}

    def opened(self, transport: asyncio.Transport) -> None:
        """Take in a connection."""
        self._open[_client(transport)] = transport

    def closed(self, transport: asyncio.Transport) -> None:
        """Forget a connection."""
        for client in [each for each, known in self._open.items() if known is transport]:
            del self._open[client]

    def cut(self, client: tuple[str, int]) -> bool:
        """Cut the connection of a client, whatever it waits for."""
        transport = self._open.pop(client, None)
        if transport is None:
            return False
        transport.abort()
        return True

    def protocol(self) -> type[H11Protocol]:
        """Return the protocol whose connections these are."""
        connections = self

        class Protocol(H11Protocol):
            def connection_made(self, transport: asyncio.Transport) -> None:  # pyright: ignore[reportIncompatibleMethodOverride] - as in the base
                connections.opened(transport)
                super().connection_made(transport)

            def connection_lost(self, exc: Exception | None) -> None:
                connections.closed(self.transport)
                super().connection_lost(exc)

        return Protocol


def _client(transport: asyncio.Transport) -> tuple[str, int]:
    name = transport.get_extra_info("peername")
    return (str(name[0]), int(name[1])) if name else ("", 0)


def _listening(host: str, port: int) -> socket.socket:
    # Without the protocol's number asyncio lets small answers wait for the client's acknowledgement of the last one.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        # From now on clients wait instead of being turned away.
        listening.listen()
    except OSError:
        listening.close()
        raise
    return listening


class SimulatedServer:
    """A server on a loopback address of this machine."""

    def __init__(self, engine: Engine, host: str = LOOPBACK, port: int = 0) -> None:
        """Take the port; without one, any that is free.

        Raises:
            OSError: the port is taken.
        """
        self._engine = engine
        self._connections = _Connections()
        self._socket = _listening(host, port)
        self.address: tuple[str, int] = self._socket.getsockname()[:2]
        self._server = uvicorn.Server(self._configuration())

    @property
    def url(self) -> str:
        """Where the API is."""
        return f"https://{self.address[0]}:{self.address[1]}"

    def run(self) -> None:
        """Serve until the process is asked to end, or :meth:`stop` is called from elsewhere."""
        with contextlib.suppress(KeyboardInterrupt):
            self._server.run(sockets=[self._socket])

    def stop(self) -> None:
        """Let :meth:`run` end."""
        self._server.should_exit = True

    def _configuration(self) -> uvicorn.Config:
        certificate, key = self._files(self._engine.folder)
        return uvicorn.Config(
            application(self._engine, document(), self._connections.cut),
            http=self._connections.protocol(),
            ws="none",
            lifespan="on",
            log_config=None,
            access_log=False,
            log_level="critical",
            server_header=False,
            ssl_certfile=certificate,
            ssl_keyfile=key,
            timeout_graceful_shutdown=_GRACE_SECONDS,
        )

    def _files(self, folder: Path) -> tuple[Path, Path]:
        """Write the certificate and its key where the server reads them; only the owner may."""
        issued = certificate_of(self._engine.view().ledger)
        certificate, key = folder / "server.crt", folder / "server.key"
        replace_file(certificate, issued.certificate)
        replace_file(key, issued.key)
        return certificate, key
