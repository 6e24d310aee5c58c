"""200 tenants with a job each on a simulated backup server that is far away, under the real engine.

Each command is held against its critical path: what it would take if nothing but the server took any time. A resource
is a chain of requests that cannot be asked before the one before is answered, each as long as the server's own log of
the run says (the median for that operation), and of its session, as long as the server says. A tenant is looked for,
made, its session seen to have ended, and read; a job is looked for, made and read; a refresh reads each. As many chains
as the engine runs operations at once go on at a time, tenants first, a job not before its tenant, after one login.
"""

import datetime as dt
import hashlib
import heapq
import os
import re
import ssl
import statistics
import subprocess
import threading
import time
import uuid
from collections import Counter
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from veeam_entraid_sandbox.certificates import prepare
from veeam_entraid_sandbox.environment import environment
from veeam_entraid_sandbox.state import StateFolder, private_folder
from veeam_entraid_sandbox.vbr import (
    Account,
    Engine,
    ServerFault,
    ServerSettings,
    SimulatedServer,
    SystemClock,
    Traced,
    read_trace,
    write_server_faults,
)
from veeam_provider.rest import ConnectionSettings, connect, operations

__all__ = ["HEAD", "LATENCY", "TENANTS", "Command", "measured_commands"]

TENANTS: Final = 200
LATENCY: Final = 0.05
HEAD: Final = (
    "| command | s | before the first request, s | critical path, s | ratio | requests | of these lists |\n"
    "| --- | --- | --- | --- | --- | --- | --- |"
)

_STACK: Final = "many"
_USER: Final = "rest"
_PASSWORD: Final = "a password"  # noqa: S105 - of a server that lives as long as the benchmark
_NAMESPACE: Final = uuid.UUID(int=0)
_PARALLEL: Final = re.compile(r"--parallel\b.*\(default (\d+)\)")

# What has to be asked one after the other. A list counts as one request, however many share it.
_LOGIN: Final = ("CreateToken",)
_SESSION: Final = "session"
_MAKE_TENANT: Final = ("GetAllEntraIDTenants", "CreateEntraIDTenant", _SESSION, "GetSession", "GetAllEntraIDTenants")
_MAKE_JOB: Final = ("GetAllJobs", "CreateJob", "GetAllJobs")
_READ_TENANT: Final = ("GetAllEntraIDTenants",)
_READ_JOB: Final = ("GetAllJobs",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command of the engine on the stack of 200 tenants.

    Attributes:
        title: what was run.
        seconds: that it took.
        start: how many of them had passed before the first request.
        critical: the seconds of the critical path; zero where nothing has to be asked.
        parallel: how many operations the engine runs at once.
        requests: how often each operation of the server was asked for.
    """

    title: str
    seconds: float
    start: float
    critical: float
    parallel: int
    requests: Counter[str]

    def row(self) -> str:
        """Return the row of a table."""
        lists = sum(number for name, number in self.requests.items() if name.startswith("GetAll"))
        cells = [
            self.title,
            f"{self.seconds:.1f}",
            f"{self.start:.1f}",
            f"{self.critical:.1f}",
            f"{self.seconds / self.critical:.2f}" if self.critical else "",
            str(self.requests.total()),
            str(lists),
        ]
        return f"| {' | '.join(cells)} |"


@dataclass(frozen=True, slots=True)
class _Task:
    """Something that the engine does: how long, and after which other task."""

    seconds: float
    after: int | None = None


def critical_path(tasks: Sequence[_Task], parallel: int) -> float:
    """Return the seconds until all tasks are done, so many at once, each as soon as it may and there is room.

    Args:
        tasks: in the order in which they are begun where several may; each after the one that it waits for.
        parallel: how many at once.
    """
    followers: dict[int | None, list[int]] = {}
    for number, task in enumerate(tasks):
        followers.setdefault(task.after, []).append(number)
    ready = [*followers.get(None, [])]
    running: list[tuple[float, int]] = []
    now = 0.0
    while ready or running:
        while ready and len(running) < parallel:
            number = heapq.heappop(ready)
            heapq.heappush(running, (now + tasks[number].seconds, number))
        now, ended = heapq.heappop(running)
        for number in followers.get(ended, []):
            heapq.heappush(ready, number)
    return now


class _Far:
    """A simulated backup server, with what it has been asked since the last look."""

    def __init__(self, engine: Engine, settings: ConnectionSettings) -> None:
        self.settings = settings
        self._engine = engine
        self._seen = 0

    def asked(self) -> tuple[Traced, ...]:
        trace = read_trace(self._engine.folder)
        new, self._seen = trace[self._seen :], len(trace)
        return new

    def repository(self) -> str:
        with connect(self.settings) as client:
            return next(iter(client.list(operations.GET_ALL_REPOSITORIES)))["id"]

    def session_seconds(self) -> float:
        """Return the median duration of its sessions, by its own account."""
        with connect(self.settings) as client:
            sessions = [*client.list(operations.GET_ALL_SESSIONS)]
        took = [
            dt.datetime.fromisoformat(each.get("endTime", "")) - dt.datetime.fromisoformat(each["creationTime"])
            for each in sessions
        ]
        return statistics.median(each / dt.timedelta(seconds=1) for each in took)


@contextmanager
def _far_server(folder: Path) -> Generator[_Far]:
    settings = ServerSettings(accounts=(Account(name=_USER, password=_PASSWORD),))
    engine = Engine(folder, settings, SystemClock())
    server = SimulatedServer(engine)
    thread = threading.Thread(target=server.run)
    thread.start()
    write_server_faults(folder, [ServerFault(action="delay", seconds=LATENCY)])
    certificate = ssl.PEM_cert_to_DER_cert((folder / "server.crt").read_text())
    try:
        yield _Far(
            engine,
            ConnectionSettings(
                endpoint=server.url,
                username=_USER,
                password=_PASSWORD,
                certificate_thumbprint=hashlib.sha256(certificate).hexdigest(),
            ),
        )
    finally:
        server.stop()
        thread.join()
        engine.close()


def _program(repository: str) -> dict[str, object]:
    """Return the program in YAML: what it takes itself is the least of all languages."""
    resources: dict[str, object] = {}
    for number in range(TENANTS):
        resources[f"tenant{number}"] = {
            "type": "veeam:entraid:Tenant",
            "properties": {
                "azureTenantId": str(uuid.uuid5(_NAMESPACE, f"tenant {number}")),
                "cacheRepositoryId": repository,
                "applicationId": str(uuid.uuid5(_NAMESPACE, "application")),
                "applicationSecret": {"fn::secret": "an application's secret"},
                "protectionScope": ["Users", "Groups", "AdministrativeUnits", "Roles", "Applications"],
            },
        }
        resources[f"job{number}"] = {
            "type": "veeam:entraid:TenantBackupJob",
            "properties": {
                "tenantId": f"${{tenant{number}.id}}",
                "name": f"Tenant {number}",
                "retention": {"type": "Days", "quantity": 30},
                "schedule": {
                    "runAutomatically": True,
                    "daily": {"isEnabled": True, "localTime": "21:30", "dailyKind": "Everyday"},
                },
            },
        }
    return {"name": "many-tenants", "runtime": "yaml", "resources": resources}


@dataclass(frozen=True, slots=True)
class _Timed:
    """A command that has been run: when it began, as seconds since 1970, and how many it took."""

    title: str
    at: float
    seconds: float


class _Stack:
    """The stack, in a sandbox of its own."""

    def __init__(self, root: Path, folder: Path, far: _Far) -> None:
        self._pulumi = root / ".engine" / "bin" / "pulumi"
        state = StateFolder(folder / "sandbox")
        private_folder(state.backend)
        prepare(state)
        settings = far.settings
        self._variables = {
            **environment(root, state, os.environ),
            "VEEAM_ENDPOINT": settings.endpoint,
            "VEEAM_USERNAME": settings.username,
            "VEEAM_PASSWORD": settings.password,
        }
        self._project = private_folder(folder / "project")
        (self._project / "Pulumi.yaml").write_text(yaml.safe_dump(_program(far.repository())))
        self._run("stack", "init")
        self._run("config", "set", "veeam:certificateThumbprint", settings.certificate_thumbprint or "")

    def parallel(self) -> int:
        """Return how many operations the engine runs at once, by its own account."""
        said = self._run("up", "--help")
        found = _PARALLEL.search(said)
        if found is None:
            raise RuntimeError("pulumi up --help does not say how many operations it runs at once")
        return int(found[1])

    def timed(self, title: str, *options: str) -> _Timed:
        """Run a command and return how long it took."""
        at, begin = time.time(), time.perf_counter()
        self._run(*title.split(), *options, "--yes")
        return _Timed(f"pulumi {title}", at, time.perf_counter() - begin)

    def _run(self, *command: str) -> str:
        done = subprocess.run(
            [self._pulumi, *command, "--stack", _STACK, "--non-interactive"],
            cwd=self._project,
            env=self._variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"pulumi {command[0]} ended with {done.returncode}:\n{done.stdout[-4000:]}")
        return done.stdout


@dataclass(frozen=True, slots=True)
class _Floor:
    """What a command is held against.

    Attributes:
        parallel: how many operations the engine runs at once.
        session: how many seconds a session of the server takes.
        tenant: the chain of a tenant.
        job: that of its job.
    """

    parallel: int
    session: float
    tenant: Sequence[str] = ()
    job: Sequence[str] = ()

    def seconds(self, asked: Sequence[Traced]) -> float:
        """Return the critical path of a command by what the server was asked during it."""
        if not self.tenant:
            return 0.0
        took: dict[str, list[float]] = {}
        for each in asked:
            took.setdefault(each.operation, []).append(each.seconds)
        answers = {_SESSION: self.session, **{name: statistics.median(each) for name, each in took.items()}}
        tenant, job, login = (sum(answers[step] for step in steps) for steps in (self.tenant, self.job, _LOGIN))
        tasks = [_Task(tenant)] * TENANTS + [_Task(job, number) for number in range(TENANTS)]
        return login + critical_path(tasks, self.parallel)


def _command(timed: _Timed, asked: Sequence[Traced], floor: _Floor) -> Command:
    return Command(
        title=timed.title,
        seconds=timed.seconds,
        start=asked[0].at - timed.at if asked else timed.seconds,
        critical=floor.seconds(asked),
        parallel=floor.parallel,
        requests=Counter(each.operation for each in asked),
    )


def measured_commands(root: Path, folder: Path) -> Generator[Command]:
    """Yield the figures of each command, in a folder that has nothing in it.

    Args:
        root: the clone.
        folder: where the server, the program and the sandbox go.
    """
    with _far_server(folder / "vbr") as far:
        stack = _Stack(root, folder, far)
        parallel = stack.parallel()
        far.asked()
        timed, asked = stack.timed("up", "--skip-preview"), far.asked()
        session = far.session_seconds()
        yield _command(timed, asked, _Floor(parallel, session, _MAKE_TENANT, _MAKE_JOB))
        far.asked()
        timed = stack.timed("refresh", "--skip-preview")
        yield _command(timed, far.asked(), _Floor(parallel, session, _READ_TENANT, _READ_JOB))
        timed = stack.timed("up")
        yield _command(timed, far.asked(), _Floor(parallel, session))
