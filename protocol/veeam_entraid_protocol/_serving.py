"""Serving a plugin: the part that every plugin in Python does in the same way."""

import os
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import grpc

# Concurrent calls: an update of the engine runs up to 16 operations per core at once.
_WORKERS: Final = 64
# The engine's own limit for messages; whole stacks with large properties cross in one.
_MAX_MESSAGE_BYTES: Final = 400 * 1024 * 1024
_PARENT_POLL_SECONDS: Final = 0.5
_GRACE_SECONDS: Final = 2.0


def serve(add_servicer: Callable[[grpc.Server], None], *, cancelled: threading.Event | None = None) -> None:
    """Serve a plugin on a free loopback port until the engine ends.

    Prints the port as the first line of standard output, as the engine expects, and keeps standard
    output to itself from then on. Returns on SIGTERM, or when the process that started this one is
    gone. A SIGINT may come from the terminal, for the engine and all that it runs: that one is left to
    the engine, which cancels what runs by a call. The one that comes after this call is the engine's own
    way to end a plugin that it runs itself.

    Args:
        add_servicer: registers the plugin's servicer with the server it is given.
        cancelled: set by the plugin when the engine has cancelled it. A plugin that does not say so is
            not ended by SIGINT at all.
    """
    stopped = threading.Event()

    def interrupt(_signal: int, _frame: object) -> None:
        if cancelled is not None and cancelled.is_set():
            stopped.set()

    signal.signal(signal.SIGINT, interrupt)
    signal.signal(signal.SIGTERM, lambda _signal, _frame: stopped.set())
    parent = os.getppid()

    server = grpc.server(
        ThreadPoolExecutor(max_workers=_WORKERS),
        options=[
            ("grpc.max_send_message_length", _MAX_MESSAGE_BYTES),
            ("grpc.max_receive_message_length", _MAX_MESSAGE_BYTES),
        ],
    )
    add_servicer(server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()

    while not stopped.wait(_PARENT_POLL_SECONDS) and os.getppid() == parent:
        pass
    server.stop(_GRACE_SECONDS).wait()
