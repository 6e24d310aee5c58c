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


def serve(add_servicer: Callable[[grpc.Server], None]) -> None:
    """Serve a plugin on a free loopback port until the engine ends.

    Prints the port as the first line of standard output, as the engine expects, and keeps standard
    output to itself from then on. Returns on SIGTERM, or when the process that started this one is
    gone. SIGINT is left to the engine: it reaches the whole process group, and the engine then
    cancels what runs by a call.

    Args:
        add_servicer: registers the plugin's servicer with the server it is given.
    """
    stopped = threading.Event()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
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
