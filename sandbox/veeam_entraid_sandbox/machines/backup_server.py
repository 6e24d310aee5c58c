"""A simulated backup server that runs on a Windows machine, in a process that outlives who started it."""

import contextlib
import fcntl
import hashlib
import os
import shutil
import signal
import ssl
import subprocess
import sys
import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from veeam_entraid_protocol.provider import Progress
from veeam_entraid_sandbox.azure import Resource, key_of
from veeam_entraid_sandbox.machines._addresses import demand_free_port
from veeam_entraid_sandbox.machines._cluster import cluster_of
from veeam_entraid_sandbox.machines._installations import MachineError
from veeam_entraid_sandbox.machines._server_records import (
    ServerRecord,
    Setup,
    memory_of,
    read_process,
    read_progress,
    read_record,
    read_server_durations,
    read_setup,
    write_progress,
    write_record,
    write_setup,
)
from veeam_entraid_sandbox.machines.bundled_instance import start_bundled
from veeam_entraid_sandbox.processes import is_alive, pid_of
from veeam_entraid_sandbox.state import VARIABLE, StateFolder, private_folder

__all__ = ["BackupServer", "ShownCertificate", "all_backup_servers", "backup_server_of"]

_PROCESS: Final = "veeam_entraid_sandbox.machines.backup_server_process"
_READY_SECONDS: Final = 60
_STOP_SECONDS: Final = 10
_POLL_SECONDS: Final = 0.05
_NO_DATABASE: Final = {"database_host": "", "database_port": 0, "database_login": "", "database_password": ""}


@dataclass(frozen=True, slots=True)
class ShownCertificate:
    """The certificate that the REST API shows, as Windows writes its digests: in capital hexadecimal digits."""

    thumbprint: str
    sha256: str


class BackupServer:
    """The server of one machine, there or not."""

    def __init__(self, state: StateFolder, folder: Path) -> None:
        self._state = state
        self._folder = folder

    @property
    def folder(self) -> Path:
        """Where everything of the server lies."""
        return self._folder

    @property
    def memory(self) -> Path:
        """Where the server keeps what it knows; the files that stand for its console lie there."""
        return memory_of(self._folder)

    @property
    def record(self) -> ServerRecord | None:
        """Where it runs, or None when there is none."""
        return read_record(self._folder)

    @property
    def revision(self) -> str:
        """The revision of the installation that was begun last; empty for none."""
        setup = read_setup(self._state, self._folder)
        return setup.revision if setup else ""

    @property
    def service_account(self) -> str:
        """The login that was made for the REST API; empty where there is no server."""
        setup = read_setup(self._state, self._folder)
        return setup.service_account if setup else ""

    @property
    def is_installed(self) -> bool:
        """Whether the installation that was begun last has been carried out."""
        return read_progress(self._folder) == "done"

    @property
    def has_failed(self) -> bool:
        """Whether its installation failed, which only another one remedies."""
        report = read_process(self._folder)
        return report is not None and report.phase == "failed" and read_progress(self._folder) == "none"

    @property
    def pid(self) -> int | None:
        """The process of the server, if it runs."""
        report = read_process(self._folder)
        return pid_of(report.identity) if report and is_alive(report.identity) else None

    @property
    def is_serving(self) -> bool:
        """Whether it runs and answers."""
        report = read_process(self._folder)
        return report is not None and report.phase == "running" and is_alive(report.identity)

    @property
    def build(self) -> str:
        """The build of the product; empty while nothing is served."""
        report = read_process(self._folder)
        return report.build if report else ""

    @property
    def certificate(self) -> ShownCertificate:
        """The certificate that the REST API shows.

        Raises:
            MachineError: it has never run.
        """
        try:
            shown = ssl.PEM_cert_to_DER_cert((self.memory / "server.crt").read_text())
        except FileNotFoundError:
            raise MachineError("the backup server has shown no certificate yet.") from None
        return ShownCertificate(
            hashlib.sha1(shown, usedforsecurity=False).hexdigest().upper(), hashlib.sha256(shown).hexdigest().upper()
        )

    # Its life.

    def install(
        self, machine: Resource, setup: Setup, *, name: str, address: str, port: int, has_database: bool
    ) -> None:
        """Begin an installation. What an earlier one has installed is kept, and only its accounts are looked at.

        Args:
            machine: the machine that it runs on.
            setup: what the installation is told; where the bundled PostgreSQL is, is filled in.
            name: what Windows calls itself.
            address: where the server is to listen.
            port: the TCP port of its REST API.
            has_database: whether the installation brings a PostgreSQL for Entra ID backups.

        Raises:
            MachineError: something of it does not start.
        """
        before, told = self.record, read_setup(self._state, self._folder)
        same = told is not None and replace(told, **_NO_DATABASE) == setup
        if same and self.is_installed:
            self.start()
            return
        if before and read_progress(self._folder) != "none":
            write_progress(self._folder, "outdated")
            record = before
        else:
            record = ServerRecord(
                machine=machine.id,
                name=name,
                address=address,
                port=port,
                # An installation that has begun goes on; another one begins anew.
                installed_at=before.installed_at if before and same else self._end_of_installation(),
                has_database=has_database,
            )
        self.stop()
        if record.has_database:
            bundled = start_bundled(self._state, record.machine, record.address)
            setup = replace(
                setup,
                database_host=bundled.host,
                database_port=bundled.port,
                database_login=bundled.login,
                database_password=bundled.password,
            )
        write_setup(self._state, self._folder, setup)
        write_record(self._folder, record)
        self._launch()

    def _end_of_installation(self) -> float:
        return time.time() + read_server_durations(self._state).installation

    def start(self) -> None:
        """Start the server, unless it runs. It outlives who started it; while it is being installed nobody waits.

        Raises:
            MachineError: it does not start.
        """
        record = self._required()
        self._launch()
        if record.installed_at <= time.time() and not self.wait_until_served(_READY_SECONDS):
            raise MachineError(f"The simulated backup server does not answer within {_READY_SECONDS} s.")

    def _launch(self) -> None:
        with self._alone():
            record = self._required()
            if self.pid is not None:
                return
            if record.has_database:
                start_bundled(self._state, record.machine, record.address)
            demand_free_port(record.address, record.port)
            self._spawn()

    def wait_until_served(self, seconds: float, progress: Progress | None = None) -> bool:
        """Wait until the server answers, and return whether it does.

        Args:
            seconds: for how long at most.
            progress: tells when nobody waits any more.

        Raises:
            MachineError: it failed, or it ended.
        """
        deadline = time.monotonic() + seconds
        waiting = progress or Progress()
        while not self.is_serving:
            report = read_process(self._folder)
            if report and report.phase == "failed":
                raise MachineError(report.message)
            if self.pid is None:
                raise MachineError(f"The simulated backup server has ended: see {self._folder / 'log'}.")
            if time.monotonic() > deadline or waiting.cancelled.wait(_POLL_SECONDS):
                return False
        return True

    def stop(self) -> None:
        """Stop the server: in good order at first, then at once. The PostgreSQL that it brought goes on."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            pid = self.pid
            if pid is None:
                break
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
            deadline = time.monotonic() + _STOP_SECONDS
            while self.pid is not None and time.monotonic() < deadline:
                time.sleep(_POLL_SECONDS)

    def destroy(self) -> None:
        """Stop the server and remove everything of it."""
        record = self.record
        self.stop()
        if record and record.has_database:
            cluster_of(self._state, record.machine).destroy()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _required(self) -> ServerRecord:
        record = self.record
        if record is None:
            raise MachineError(f"There is no backup server in {self._folder}.")
        return record

    def _spawn(self) -> None:
        environment = {
            "PATH": "/usr/bin:/bin",
            "LC_ALL": "C.UTF-8",
            "TZ": "UTC",
            "HOME": str(self._folder),
            VARIABLE: str(self._state.root),
        }
        log = os.open(self._folder / "log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            started = subprocess.run(
                [sys.executable, "-m", _PROCESS, str(self._folder)],
                cwd=self._folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                check=False,
                timeout=_READY_SECONDS,
            )
        except subprocess.TimeoutExpired as error:
            raise MachineError("The simulated backup server does not start.") from error
        finally:
            os.close(log)
        if started.returncode:
            raise MachineError(f"The simulated backup server does not start: see {self._folder / 'log'}.")

    @contextlib.contextmanager
    def _alone(self) -> Generator[None]:
        """Let one process at a time start the server."""
        descriptor = os.open(private_folder(self._folder) / ".starting", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


def backup_server_of(state: StateFolder, machine_id: str) -> BackupServer:
    """Return the server, there or not, of the machine with that id."""
    return BackupServer(state, state.servers / hashlib.sha256(key_of(machine_id).encode()).hexdigest()[:16])


def all_backup_servers(state: StateFolder) -> Sequence[BackupServer]:
    """Return all servers that there are."""
    return [BackupServer(state, file.parent) for file in sorted(state.servers.glob("*/machine.json"))]
