"""The engine's log: lines in the terminal of the person who waits."""

import contextlib
import threading
from dataclasses import dataclass, field
from typing import Protocol, cast

import grpc

from veeam_entraid_protocol.messages import engine_pb2, engine_pb2_grpc

__all__ = ["EngineLog", "Progress"]

_LOG_SECONDS = 5.0


class _Engine(Protocol):
    """The call of the engine's service that is used here."""

    def Log(self, request: engine_pb2.LogRequest, *, timeout: float) -> object: ...  # noqa: N802


class EngineLog:
    """The engine's log service. Without an engine, or when it is gone, lines are dropped."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._stub: _Engine | None = None

    def connect(self, address: str) -> None:
        """Log to the engine at that address from now on. An empty address changes nothing."""
        if not address:
            return
        with self._lock:
            self._stub = cast("_Engine", engine_pb2_grpc.EngineStub(grpc.insecure_channel(address)))

    def write(self, severity: "engine_pb2.LogSeverity.ValueType", message: str, urn: str, *, ephemeral: bool) -> None:
        """Write one line for the resource of that URN."""
        with self._lock:
            stub = self._stub
        if stub is None:
            return
        line = engine_pb2.LogRequest(severity=severity, message=message, urn=urn, ephemeral=ephemeral)
        with contextlib.suppress(grpc.RpcError):
            stub.Log(line, timeout=_LOG_SECONDS)


@dataclass(frozen=True, slots=True)
class Progress:
    """Tells the person who waits for one resource how it goes, and the work whether to go on."""

    urn: str = ""
    log: EngineLog = field(default_factory=EngineLog)
    cancelled: threading.Event = field(default_factory=threading.Event)

    def status(self, message: str) -> None:
        """Show what is being done now; the next line takes its place."""
        self.log.write(engine_pb2.INFO, message, self.urn, ephemeral=True)

    def info(self, message: str) -> None:
        """Show something that stays."""
        self.log.write(engine_pb2.INFO, message, self.urn, ephemeral=False)

    def warn(self, message: str) -> None:
        """Show a warning that stays."""
        self.log.write(engine_pb2.WARNING, message, self.urn, ephemeral=False)
