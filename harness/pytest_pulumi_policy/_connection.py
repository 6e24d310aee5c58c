"""A running pack, and one that runs in this process."""

import os
from collections.abc import Callable, Generator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, Protocol, cast

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import analyzer_pb2 as messages
from pulumi.runtime.proto import analyzer_pb2_grpc, plugin_pb2

__all__ = ["CHANNEL_OPTIONS", "Analyzer", "Connection", "analyzer_at", "in_this_process"]

_LARGEST_MESSAGE_BYTES: Final = 400 * 1024 * 1024

CHANNEL_OPTIONS: Final = [
    ("grpc.max_send_message_length", _LARGEST_MESSAGE_BYTES),
    ("grpc.max_receive_message_length", _LARGEST_MESSAGE_BYTES),
]
"""The engine's own limit: a whole stack crosses in one message."""


class Analyzer(Protocol):
    """The service of a pack, as its client sees it. Each call raises `grpc.RpcError` where the pack fails."""

    def GetPluginInfo(self, request: empty_pb2.Empty) -> plugin_pb2.PluginInfo:  # noqa: N802 - the protocol's names
        """Return the version of the pack."""
        ...

    def GetAnalyzerInfo(self, request: empty_pb2.Empty) -> messages.AnalyzerInfo:  # noqa: N802
        """Return the pack's policies."""
        ...

    def ConfigureStack(  # noqa: N802
        self, request: messages.AnalyzerStackConfigureRequest
    ) -> messages.AnalyzerStackConfigureResponse:
        """Tell the pack of the stack."""
        ...

    def Configure(self, request: messages.ConfigureAnalyzerRequest) -> empty_pb2.Empty:  # noqa: N802
        """Configure the policies."""
        ...

    def Remediate(self, request: messages.AnalyzeRequest) -> messages.RemediateResponse:  # noqa: N802
        """Let the policies change the inputs of a resource."""
        ...

    def Analyze(self, request: messages.AnalyzeRequest) -> messages.AnalyzeResponse:  # noqa: N802
        """Check the inputs of a resource."""
        ...

    def AnalyzeStack(self, request: messages.AnalyzeStackRequest) -> messages.AnalyzeResponse:  # noqa: N802
        """Check the stack as a whole."""
        ...


@dataclass(frozen=True, slots=True)
class Connection:
    """A pack that runs: its service, and what it has written so far."""

    stub: Analyzer
    output: Callable[[], str] = lambda: ""


def analyzer_at(channel: grpc.Channel) -> Analyzer:
    """Return the service behind a channel."""
    return cast("Analyzer", analyzer_pb2_grpc.AnalyzerStub(channel))


@contextmanager
def in_this_process(
    servicer: Callable[[], analyzer_pb2_grpc.AnalyzerServicer], environment: Mapping[str, str]
) -> Generator[Connection]:
    """Serve a pack in this process. Its variables are those of this process as long as it runs."""
    with _variables(environment), ThreadPoolExecutor(max_workers=4) as pool:
        server = grpc.server(pool, options=CHANNEL_OPTIONS)
        analyzer_pb2_grpc.add_AnalyzerServicer_to_server(servicer(), server)
        port = server.add_insecure_port("127.0.0.1:0")
        server.start()
        try:
            with grpc.insecure_channel(f"127.0.0.1:{port}", options=CHANNEL_OPTIONS) as channel:
                yield Connection(analyzer_at(channel))
        finally:
            server.stop(None).wait()


@contextmanager
def _variables(given: Mapping[str, str]) -> Generator[None]:
    before = {name: os.environ.get(name) for name in given}
    os.environ.update(given)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
