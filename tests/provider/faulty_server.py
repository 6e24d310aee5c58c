"""A simulated backup server in this process whose network fails at a request of a test's choice.

Nothing waits: the server and the provider go by one clock, which moves when one of them sleeps. What the server
remembers can be put back, so that a test tries one fault after the other from the same beginning.
"""

import asyncio
import random
import re
import threading
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import httpx
from engine_model import KilledError, direct_client
from provider_client import Client
from simulated_vbr import SETTINGS
from starlette.applications import Starlette
from veeam_stack import AT_ONCE, Deployment

from veeam_entraid_protocol.messages import engine_pb2
from veeam_entraid_protocol.provider import Servicer
from veeam_entraid_sandbox.vbr import (
    ConnectionCutError,
    Durations,
    Engine,
    Instance,
    ManualClock,
    ServerFault,
    application,
    clear_server_faults,
    document,
    write_server_faults,
)
from veeam_entraid_sandbox.vbr._records import Kind, Record
from veeam_provider._server import Server
from veeam_provider.plugin import VeeamProvider
from veeam_provider.rest import BackupServerClient, ConnectionSettings, operations
from veeam_provider.rest._exchange import Exchange

SERVICE_PASSWORD: Final = "service pass"
CONNECTION: Final = ConnectionSettings(
    "https://vbr.test:9419", "rest", SERVICE_PASSWORD, certificate_thumbprint="A" * 40
)
READY_SECONDS: Final = 900.0

_BROKEN: Final = "the connection was closed in the middle of an answer"
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)?")
_ID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# What comes and goes with every request.
_PASSING: Final = frozenset({"session", "running", "token"})


class SharedClock:
    """The client's side of the server's clock."""

    def __init__(self, clock: ManualClock) -> None:
        self._clock = clock

    def now(self) -> float:
        return self._clock.now().timestamp()

    def sleep(self, seconds: float) -> None:
        self._clock.move(seconds=seconds)


class Network(httpx.BaseTransport):
    """Between one provider and the server: counts the requests, and kills the provider at one of them.

    Attributes:
        sent: how many requests the provider has sent.
        kill_at: the number of the request at which the provider is killed; 0 for none.
        kill_after: whether that is after the server has carried it out.
    """

    def __init__(
        self,
        app: Starlette,
        runner: asyncio.Runner,
        *,
        kill_at: int = 0,
        kill_after: bool = False,
        meanwhile: Callable[[], None] = lambda: None,
    ) -> None:
        self.sent = 0
        self.kill_at = kill_at
        self.kill_after = kill_after
        self.killed = False
        self._app = app
        self._runner = runner
        self._meanwhile = meanwhile
        # The server does one thing after the other, and the provider may ask for several at once.
        self._turn = threading.Lock()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        with self._turn:
            return self._handled(request)

    def _handled(self, request: httpx.Request) -> httpx.Response:
        self._meanwhile()
        self.sent += 1
        strikes = self.sent == self.kill_at
        if self.killed or (strikes and not self.kill_after):
            self.killed = True
            raise KilledError
        answer = self._runner.run(_asked(self._app, request))
        if strikes:
            self.killed = True
            raise KilledError
        return answer


async def _asked(app: Starlette, request: httpx.Request) -> httpx.Response:
    content = request.read()
    parts: list[bytes] = []
    start: dict[str, Any] = {}

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": content, "more_body": False}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
        else:
            parts.append(message.get("body", b""))

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": "https",
        "path": request.url.path,
        "raw_path": request.url.raw_path.split(b"?")[0],
        "query_string": request.url.query,
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "server": ("vbr.test", 9419),
        "client": ("127.0.0.1", 1),
        "root_path": "",
    }
    try:
        await app(scope, receive, send)
    except ConnectionCutError:
        kind = httpx.RemoteProtocolError if start else httpx.ReadError
        raise kind(_BROKEN, request=request) from None
    return httpx.Response(start["status"], headers=start["headers"], content=b"".join(parts), request=request)


class FaultyProvider(VeeamProvider):
    """The provider, with a network of the test's."""

    def __init__(self, network: Network, clock: ManualClock) -> None:
        super().__init__({})
        self._exchange = Exchange(
            httpx.Client(transport=network),
            CONNECTION,
            SharedClock(clock),
            random.Random(7),  # noqa: S311 - no secret
        )

    def configure(self, variables: Mapping[str, str]) -> None:
        del variables
        self._connected = Server(BackupServerClient(self._exchange), READY_SECONDS)


@dataclass
class EngineLines:
    """The engine's log service."""

    lines: list[str] = field(default_factory=list[str])

    def Log(self, request: engine_pb2.LogRequest, *, timeout: float) -> None:  # noqa: N802 - the protocol's name
        del timeout
        self.lines.append(request.message)


Memory = Mapping[tuple[Kind, str], Record]


class World:
    """A server, and providers that come and go.

    Attributes:
        engine: the server.
        network: of the provider that was started last.
        lines: what providers have told the engine.
    """

    def __init__(self, folder: Path, durations: Durations, bundled: Instance | None = None) -> None:
        self.clock = ManualClock()
        self.engine = Engine(folder, replace(SETTINGS, durations=durations), self.clock, bundled)
        self.lines = EngineLines()
        self._app = application(self.engine, document())
        # With a factory it leaves the current loop alone, which Pulumi's SDK uses in other tests.
        self._runner = asyncio.Runner(loop_factory=asyncio.new_event_loop)
        self._faults = 0
        self._kill = (0, False)
        self.network = self._new_network()

    def close(self) -> None:
        self._runner.close()
        self.engine.close()

    def _new_network(self) -> Network:
        (at, after), self._kill = self._kill, (0, False)
        return Network(self._app, self._runner, kill_at=at, kill_after=after, meanwhile=self._run_errands)

    def _run_errands(self) -> None:
        """Do what leaves the server, which asks its PostgreSQL instance when a job runs."""
        while errands := self.engine.errands():
            for errand in errands:
                self.engine.take_in(errand, errand.outside(), "")

    @contextmanager
    def provider(self) -> Generator[Client]:
        """Start a provider, as the engine does for each command."""
        self.network = self._new_network()
        provider = FaultyProvider(self.network, self.clock)
        servicer = Servicer(provider)
        servicer._log._stub = self.lines
        client = direct_client(servicer)
        client.configure()
        try:
            yield client
        finally:
            if not self.network.killed:
                provider.close()

    @contextmanager
    def undisturbed(self) -> Generator[Deployment]:
        """Yield a stack on the server for what a test needs."""
        with self.provider() as client:
            http = httpx.Client(transport=self._new_network())
            exchange = Exchange(http, CONNECTION, SharedClock(self.clock), random.Random(7))  # noqa: S311 - no secret
            with BackupServerClient(exchange) as server:
                yield Deployment(client, server, self.engine, CONNECTION)

    # Faults.

    def kill(self, at: int, *, after: bool) -> None:
        """Kill the next provider at its request of that number, before or after the server has carried it out."""
        self._kill = (at, after)

    def strike(self, fault: ServerFault) -> None:
        """Let a fault strike from now on. It counts anew."""
        self._faults += 1
        write_server_faults(self.engine.folder, [replace(fault, seed=self._faults)])

    def calm(self) -> None:
        """Let nothing strike any more, and what is under way come to its end."""
        clear_server_faults(self.engine.folder)

    def stop_sessions(self) -> None:
        """Stop what is under way, as a person at the console does."""
        with self.undisturbed() as console:
            for session in console.server.list(operations.GET_ALL_SESSIONS):
                if session["state"] != "Stopped":
                    console.server.call(operations.STOP_SESSION, id=session["id"])

    # What the server remembers.

    def memory(self) -> Memory:
        """Return what the server remembers."""
        return {
            (kind, id_): record for kind, all_ in self.engine._store._records.items() for id_, record in all_.items()
        }

    def put_back(self, memory: Memory) -> None:
        """Let the server remember exactly that."""
        with self.engine._store.transaction() as ledger:
            now = self.memory()
            for key in now.keys() - memory.keys():
                ledger.forget(*key)
            for key, record in memory.items():
                if now.get(key) is not record:
                    ledger.put(record)

    def settled(self) -> None:
        """Let time pass until nothing is under way, and what has been deleted has gone."""
        self.clock.move(seconds=60)
        self.engine.settle()

    def objects(self, before: Memory) -> list[str]:
        """Return all objects, comparable: ids that were not there before, and times, are only marked as such."""
        self.settled()
        known = set(_ID.findall(" ".join(str(record) for record in before.values())))
        found: list[str] = []
        for (kind, id_), record in self.memory().items():
            if kind in _PASSING or record.gone_at is not None:
                continue
            shown = f"{kind} {id_} {_ordered(record.shown)} {_ordered(record.kept)}"
            shown = _ID.sub(lambda match: match[0] if match[0] in known else "<new>", shown)
            found.append(_MOMENT.sub("<time>", shown))
        return sorted(found)


def _ordered(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {_ordered(value[name])}" for name in sorted(value)) + "}"
    return f"[{', '.join(map(_ordered, value))}]" if isinstance(value, list) else repr(value)


@contextmanager
def world(folder: Path, durations: Durations = AT_ONCE, bundled: Instance | None = None) -> Generator[World]:
    """Run a server, and nothing else; with a PostgreSQL instance where jobs are to run."""
    opened = World(folder, durations, bundled)
    try:
        yield opened
    finally:
        opened.close()
