"""A pack from its folder, in a process of its own, started as the engine starts it."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Generator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final, cast

import grpc
import yaml
from google.protobuf import empty_pb2
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc

from pytest_pulumi_policy._connection import CHANNEL_OPTIONS, Connection, analyzer_at

__all__ = ["PackNotStartedError", "process_of"]

_FILE: Final = "PulumiPolicy.yaml"
_GRACE_SECONDS: Final = 5
_READY_SECONDS: Final = 30


class PackNotStartedError(Exception):
    """A pack did not come up; the text says what it wrote."""


class _Engine(engine_pb2_grpc.EngineServicer):
    """What a pack may ask the engine: it logs."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def Log(  # noqa: N802 - the protocol's name
        self, request: engine_pb2.LogRequest, context: grpc.ServicerContext
    ) -> empty_pb2.Empty:
        del context
        if request.severity != engine_pb2.DEBUG:
            self.lines.append(request.message)
        return empty_pb2.Empty()


@contextmanager
def process_of(pack: Path, python: Path | str | None, environment: Mapping[str, str]) -> Generator[Connection]:
    """Run a pack until the end of the context.

    Raises:
        PackNotStartedError: there is no pack, or it ends before it serves.
    """
    engine = _Engine()
    with ThreadPoolExecutor(max_workers=4) as pool, tempfile.TemporaryFile("w+") as errors:
        server = grpc.server(pool)
        engine_pb2_grpc.add_EngineServicer_to_server(engine, server)
        address = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
        server.start()
        try:
            command, folder = _command(pack.resolve(), python, address)
            with (
                _running(command, folder, environment, errors, engine) as port,
                grpc.insecure_channel(f"127.0.0.1:{port}", options=CHANNEL_OPTIONS) as channel,
            ):
                grpc.channel_ready_future(channel).result(timeout=_READY_SECONDS)
                yield Connection(analyzer_at(channel), lambda: _written(errors, engine))
        finally:
            server.stop(None).wait()


def _command(pack: Path, python: Path | str | None, address: str) -> tuple[list[str], Path]:
    if pack.is_file():
        return [str(pack), address], pack.parent
    try:
        described = yaml.safe_load((pack / _FILE).read_text())
    except FileNotFoundError as error:
        raise PackNotStartedError(f"There is no policy pack in {pack}: {_FILE} is missing.") from error
    runtime, options, main = _runtime(cast("dict[str, object]", described) if isinstance(described, dict) else {})
    if runtime != "python":
        raise PackNotStartedError(
            f"The pack in {pack} is written for the runtime {runtime}. Only packs in Python and executable files are "
            "run from here."
        )
    interpreter = str(python) if python else _interpreter(pack, options)
    return [interpreter, "-u", "-m", "pulumi.policy", address, str(pack / main)], pack


def _runtime(described: Mapping[str, object]) -> tuple[str, Mapping[str, object], str]:
    runtime = described.get("runtime")
    options: object = {}
    if isinstance(runtime, dict):
        fields = cast("dict[str, object]", runtime)
        runtime, options = fields.get("name"), fields.get("options")
    main = described.get("main")
    return (
        str(runtime),
        cast("Mapping[str, object]", options) if isinstance(options, dict) else {},
        main if isinstance(main, str) else ".",
    )


def _interpreter(pack: Path, options: Mapping[str, object]) -> str:
    named = options.get("virtualenv")
    environment = pack / (named if isinstance(named, str) else ".venv")
    interpreter = environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    return str(interpreter) if interpreter.exists() else sys.executable


@contextmanager
def _running(
    command: list[str], folder: Path, environment: Mapping[str, str], errors: IO[str], engine: _Engine
) -> Generator[str]:
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=errors,
        text=True,
    )
    try:
        with process:
            output = cast("IO[str]", process.stdout)
            port = output.readline().strip()
            if not port.isdigit():
                process.kill()
                process.wait()
                raise PackNotStartedError(
                    f"The pack in {folder} did not start: the first line that it prints has to be its port.\n"
                    f"{port}\n{_written(errors, engine)}"
                )
            try:
                yield port
            finally:
                _end(process)
    finally:
        if process.poll() is None:
            process.kill()


def _end(process: "subprocess.Popen[str]") -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(_GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()


def _written(errors: IO[str], engine: _Engine) -> str:
    errors.flush()
    errors.seek(0)
    return "\n".join([*engine.lines, errors.read()]).strip()
