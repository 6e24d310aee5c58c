"""What is remembered of a backup server that runs on a machine: files in a folder of its own.

``machine.json`` says where it runs and until when it is being installed, ``setup`` (sealed) what its installation was
told, and ``process.json`` how its process is. The server's own memory lies in ``vbr``.
"""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias, cast

from veeam_entraid_sandbox.azure import Seal
from veeam_entraid_sandbox.state import StateFolder, private_folder, replace_file

__all__ = [
    "Phase",
    "ProcessReport",
    "ServerDurations",
    "ServerRecord",
    "Setup",
    "SetupProgress",
    "memory_of",
    "read_process",
    "read_progress",
    "read_record",
    "read_server_durations",
    "read_setup",
    "write_process",
    "write_progress",
    "write_record",
    "write_server_durations",
    "write_setup",
]

_RECORD: Final = "machine.json"
_SETUP: Final = "setup"
_PROCESS: Final = "process.json"
_SET_UP: Final = "set-up"
_DURATIONS: Final = "durations.json"

Phase: TypeAlias = Literal["installing", "running", "failed"]
"""What a process does: it lets the time of the installation pass, serves, or has ended because something failed."""

SetupProgress: TypeAlias = Literal["none", "outdated", "done"]
"""What has been carried out: nothing, an installation that was told something else, or the one that is told now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerRecord:
    """Where a server runs. None of it is secret.

    Attributes:
        machine: the id of the virtual machine.
        name: what Windows calls itself on it.
        address: where the server listens.
        port: the TCP port of its REST API.
        installed_at: until when it is being installed, in seconds since 1970.
        has_database: whether the installation brought a PostgreSQL for Entra ID backups.
    """

    machine: str
    name: str
    address: str
    port: int
    installed_at: float
    has_database: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What an installation is told.

    Attributes:
        revision: what tells it from another one.
        administrator: login of the machine's administrator.
        administrator_password: its password.
        service_account: login that is made for the REST API.
        service_password: its password.
        license: the licence file in base64; empty for none.
        database_host: where the bundled PostgreSQL is; empty for none.
        database_port: its TCP port.
        database_login: who logs in to it.
        database_password: with which password.
    """

    revision: str
    administrator: str
    administrator_password: str = field(repr=False)
    service_account: str
    service_password: str = field(repr=False)
    license: str = field(repr=False, default="")
    database_host: str = ""
    database_port: int = 0
    database_login: str = ""
    database_password: str = field(repr=False, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessReport:
    """What a server's process says of itself.

    Attributes:
        identity: which process it is (:mod:`veeam_entraid_sandbox.processes`).
        phase: what it does.
        message: why it failed, in one sentence.
        build: the build of the product that it serves, once it does.
    """

    identity: str
    phase: Phase
    message: str = ""
    build: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerDurations:
    """How many seconds things take on the servers of a sandbox.

    Attributes:
        installation: until an installation is done. Nothing listens before.
        connection: for which the services are stopped while a person connects a repository.
        infrastructure: creating or changing a repository or a proxy, rescanning, adding a tenant.
        deletion: removing a tenant or a backup.
        job: a run of a job.
        disappearance: from the deletion of an object until the API does not show it any more.
    """

    installation: float = 2.0
    connection: float = 1.0
    infrastructure: float = 2.0
    deletion: float = 2.0
    job: float = 5.0
    disappearance: float = 1.0


def memory_of(folder: Path) -> Path:
    """Return where the server of that folder keeps what it knows."""
    return folder / "vbr"


def read_record(folder: Path) -> ServerRecord | None:
    """Return where the server of that folder runs, or None when there is none."""
    data = _json(folder / _RECORD)
    return None if data is None else ServerRecord(**data)


def write_record(folder: Path, record: ServerRecord) -> None:
    """Write down where the server runs."""
    replace_file(private_folder(folder) / _RECORD, json.dumps(asdict(record)).encode())


def read_setup(state: StateFolder, folder: Path) -> Setup | None:
    """Return what the installation of that folder was told, or None when there was none."""
    try:
        sealed = (folder / _SETUP).read_bytes()
    except FileNotFoundError:
        return None
    return Setup(**cast("dict[str, Any]", Seal(state.root).open(sealed)))


def write_setup(state: StateFolder, folder: Path, setup: Setup) -> None:
    """Write down, sealed, what the installation is told."""
    replace_file(private_folder(folder) / _SETUP, Seal(state.root).seal(asdict(setup)))


def read_process(folder: Path) -> ProcessReport | None:
    """Return what the last process of the server has said of itself, or None when there was none."""
    data = _json(folder / _PROCESS)
    return None if data is None else ProcessReport(**data)


def write_process(folder: Path, report: ProcessReport) -> None:
    """Write down what a process says of itself."""
    replace_file(folder / _PROCESS, json.dumps(asdict(report)).encode())


def read_progress(folder: Path) -> SetupProgress:
    """Return how far the setup of that folder is."""
    try:
        return cast("SetupProgress", (folder / _SET_UP).read_text())
    except FileNotFoundError:
        return "none"


def write_progress(folder: Path, progress: SetupProgress) -> None:
    """Write down how far the setup of that folder is."""
    replace_file(private_folder(folder) / _SET_UP, progress.encode())


def read_server_durations(state: StateFolder) -> ServerDurations:
    """Return how long things take on the servers of a sandbox."""
    return ServerDurations(**(_json(state.servers / _DURATIONS) or {}))


def write_server_durations(state: StateFolder, durations: ServerDurations) -> None:
    """Set how long things take. A server that runs goes by it from its next start on."""
    replace_file(private_folder(state.servers) / _DURATIONS, json.dumps(asdict(durations)).encode())


def _json(file: Path) -> dict[str, Any] | None:
    try:
        return cast("dict[str, Any]", json.loads(file.read_bytes()))
    except FileNotFoundError:
        return None
