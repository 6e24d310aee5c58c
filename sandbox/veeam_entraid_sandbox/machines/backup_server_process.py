"""The process of a backup server on a machine: ``python -m … FOLDER``, which returns when the process is on its own.

It lets the time of the installation pass, does what setup does, and serves until it is ended. How it is stands in
``process.json`` from its first moment on.
"""

import os
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from veeam_entraid_sandbox.machines._server_records import (
    Phase,
    ProcessReport,
    ServerRecord,
    Setup,
    memory_of,
    read_progress,
    read_record,
    read_server_durations,
    read_setup,
    write_process,
    write_progress,
)
from veeam_entraid_sandbox.processes import identity
from veeam_entraid_sandbox.state import StateFolder

if TYPE_CHECKING:
    from veeam_entraid_sandbox.vbr import Account, Engine

__all__ = ["main"]


def main(arguments: Sequence[str]) -> int:
    """Start the server of a folder in a process of its own; return when that one has said what it is."""
    folder = Path(arguments[0])
    said, says = os.pipe()
    if os.fork():
        os.close(says)
        # It says nothing if it dies before.
        return 0 if os.read(said, 1) else 1
    os.close(said)
    os.setsid()
    _report(folder, "installing")
    os.write(says, b".")
    os.close(says)
    _run(folder)
    return 0


def _report(folder: Path, phase: Phase, message: str = "", *, build: str = "") -> None:
    write_process(folder, ProcessReport(identity=identity(), phase=phase, message=message, build=build))


def _run(folder: Path) -> None:
    state = StateFolder.of_environment(os.environ)
    record, setup = read_record(folder), read_setup(state, folder)
    if record is None or setup is None:
        _report(folder, "failed", "Nothing is remembered of this backup server.")
        return
    time.sleep(max(0.0, record.installed_at - time.time()))
    _serve(state, folder, record, setup)


def _serve(state: StateFolder, folder: Path, record: ServerRecord, setup: Setup) -> None:
    # What follows is large, and not needed while an installation takes its time.
    from veeam_entraid_sandbox.vbr import (  # noqa: PLC0415
        BUILD,
        Account,
        ApiError,
        Durations,
        Engine,
        Instance,
        ServerSettings,
        SimulatedServer,
        StoreInUseError,
        SystemClock,
    )

    durations = asdict(read_server_durations(state))
    # What the server itself does not do: the machine is installed, and a person connects it.
    del durations["installation"], durations["connection"]
    accounts = (
        Account(name=setup.administrator, password=setup.administrator_password, is_service=False),
        Account(name=setup.service_account, password=setup.service_password),
    )
    bundled = None
    if setup.database_host:
        bundled = Instance(
            host=setup.database_host,
            port=setup.database_port,
            login=setup.database_login,
            password=setup.database_password,
        )
    settings = ServerSettings(name=record.name, accounts=accounts, durations=Durations(**durations))
    try:
        with closing(Engine(memory_of(folder), settings, SystemClock(), bundled)) as engine:
            _set_up(folder, engine, setup, accounts)
            server = SimulatedServer(engine, record.address, record.port)
            _report(folder, "running", build=BUILD)
            server.run()
    except (ApiError, StoreInUseError) as error:
        _report(folder, "failed", str(error))
    except OSError as error:
        _report(folder, "failed", f"Port {record.port} of {record.address} cannot be used: {error.strerror}.")


def _set_up(folder: Path, engine: "Engine", setup: Setup, accounts: "Sequence[Account]") -> None:
    """Do what setup does at the end. A product that is there keeps its licence; its accounts are looked at again."""
    progress = read_progress(folder)
    if progress == "none" and setup.license:
        engine.install_license(setup.license)
    if progress != "done":
        for account in accounts:
            engine.provide_account(account)
        write_progress(folder, "done")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
