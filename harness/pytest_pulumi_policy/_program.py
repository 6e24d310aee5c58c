"""A stack that a Python program makes, with mocks for its providers."""

import asyncio
import contextvars
import json
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable, Generator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Final, cast

import grpc
import pulumi
import pulumi.runtime
import yaml
from pulumi.runtime import Mocks
from pulumi.runtime.proto import engine_pb2_grpc, resource_pb2_grpc

from pytest_pulumi_policy._connection import CHANNEL_OPTIONS
from pytest_pulumi_policy._deployment import Deployment, Operation, StoppedError
from pytest_pulumi_policy._monitor import Log, Monitor
from pytest_pulumi_policy._providers import as_providers
from pytest_pulumi_policy._resources import Target

__all__ = ["ProgramFailedError", "program"]

_PARALLEL: Final = 16
_RUNNER: Final = "pytest_pulumi_policy._runner"


class ProgramFailedError(Exception):
    """A program under test has failed; the text says how."""


def program(
    given: Callable[[], object] | Path | str, *, mocks: Mocks | None = None, python: Path | str | None = None
) -> "Program":
    """Return the stack that a program makes.

    Args:
        given: a function that makes resources, run in this process; or the folder of a project, or its main
            file, run in a process of its own.
        mocks: Pulumi's mocks or :class:`Providers`, which answer for the providers, in this process. Left out:
            outputs are the inputs, and calls return their arguments. At a preview, only what the program itself
            gave is known, unless `Providers` say more.
        python: the interpreter of a project. Left out: the one that runs the tests.
    """
    return Program(given if callable(given) else Path(given), mocks, python)


@dataclass(frozen=True, slots=True)
class Program:
    """A program and its mocks; made by :func:`program`."""

    given: Callable[[], object] | Path
    mocks: Mocks | None
    python: Path | str | None

    def target(self, given: Target) -> Target:
        """Return the given stack; a project's name is that of its Pulumi.yaml, unless the test names one."""
        if callable(self.given) or given.project != Target().project:
            return given
        folder = self.given if self.given.is_dir() else self.given.parent
        try:
            named = yaml.safe_load((folder / "Pulumi.yaml").read_text()).get("name")
        except FileNotFoundError:
            return given
        return Target(named, given.stack, given.organization, given.config, given.secret_config, given.tags)

    def deploy(self, deployment: Deployment) -> None:
        """Run the program.

        Raises:
            ProgramFailedError: it fails by itself.
            PolicyFailedError: a policy fails.
            StoppedError: the update has ended at a mandatory violation.
        """
        log = Log()
        with _engine(deployment, self.mocks, log) as address:
            if callable(self.given):
                failure = _run_here(self.given, deployment, address)
            else:
                failure = _run_there(self.given, deployment, address, self.python)
        if deployment.failure is not None:
            raise deployment.failure
        if deployment.stopped:
            raise StoppedError
        if failure or log.errors:
            raise ProgramFailedError("\n".join([*log.errors, failure or ""]).strip()) from None


@contextmanager
def _engine(deployment: Deployment, mocks: Mocks | None, log: Log) -> Generator[str]:
    with ThreadPoolExecutor(max_workers=_PARALLEL * 4) as pool:
        server = grpc.server(pool, options=CHANNEL_OPTIONS)
        resource_pb2_grpc.add_ResourceMonitorServicer_to_server(Monitor(deployment, as_providers(mocks)), server)
        engine_pb2_grpc.add_EngineServicer_to_server(log, server)
        address = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
        server.start()
        try:
            yield address
        finally:
            server.stop(None).wait()


def _run_here(make: Callable[[], object], deployment: Deployment, address: str) -> str:
    """Run a function as the program of a stack, and return how it failed.

    Pulumi keeps its settings in context variables: a context of its own keeps them from everything else.
    """
    done: Future[None] = Future()

    def run() -> None:
        try:
            run_program(make, settings(deployment, address))
            done.set_result(None)
        except BaseException as error:  # noqa: BLE001 - whatever a program raises is its failure
            done.set_exception(error)

    thread = Thread(target=lambda: contextvars.Context().run(run))
    thread.start()
    thread.join()
    error = done.exception()
    if error is None or deployment.stopped or deployment.failure is not None:
        return ""
    raise ProgramFailedError(f"The program has failed: {error!r}") from error


def _run_there(path: Path, deployment: Deployment, address: str, python: Path | str | None) -> str:
    folder = path if path.is_dir() else path.parent
    ran = subprocess.run(
        [str(python or sys.executable), "-m", _RUNNER, str(path.resolve()), json.dumps(settings(deployment, address))],
        cwd=folder,
        env={**os.environ},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return "" if ran.returncode == 0 else ran.stdout or f"The program has ended with {ran.returncode}."


def settings(deployment: Deployment, address: str) -> dict[str, object]:
    """Return what a program has to know of its deployment, as JSON can carry it."""
    target = deployment.target
    return {
        "address": address,
        "project": target.project,
        "stack": target.stack,
        "organization": target.organization,
        "dry_run": deployment.operation is not Operation.UPDATE,
        "config": dict(target.config),
        "secret_config": list(target.secret_config),
    }


def run_program(make: Callable[[], object], given: Mapping[str, object]) -> None:
    """Run a function as the program of a stack. Returns when all that it has made is registered."""
    config = cast("dict[str, str]", given["config"])
    pulumi.runtime.set_all_config(config, cast("list[str]", given["secret_config"]))
    pulumi.runtime.configure(
        pulumi.runtime.Settings(
            project=str(given["project"]),
            stack=str(given["stack"]),
            organization=str(given["organization"]),
            monitor=str(given["address"]),
            engine=str(given["address"]),
            parallel=_PARALLEL,
            dry_run=given["dry_run"] is True,
        )
    )

    def main() -> Awaitable[None] | None:
        made = make()
        return cast("Awaitable[None]", made) if asyncio.iscoroutine(made) else None

    run_in_stack = cast("Callable[..., Awaitable[None]]", pulumi.runtime.run_in_stack)

    async def run() -> None:
        # What is left of a program that has failed is of no interest, as in the engine's own host.
        asyncio.get_running_loop().set_exception_handler(lambda _loop, _context: None)
        await run_in_stack(main)

    asyncio.run(run())
