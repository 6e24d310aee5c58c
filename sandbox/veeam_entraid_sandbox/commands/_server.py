"""A simulated backup server for people who want to try their own client against it."""

import contextlib
import datetime as dt
import secrets
import signal
import sys
from collections.abc import Generator
from pathlib import Path
from typing import Final

from veeam_entraid_sandbox.machines import MachineError
from veeam_entraid_sandbox.machines.bundled_instance import start_bundled, stop_bundled
from veeam_entraid_sandbox.state import StateFolder, replace_file
from veeam_entraid_sandbox.vbr import (
    BUILD,
    LOOPBACK,
    Account,
    Engine,
    Instance,
    ServerSettings,
    SimulatedServer,
    StoreInUseError,
    SystemClock,
    document,
    license_file,
    read_instance,
)

__all__ = ["run_server"]

_OWNER: Final = "/veeam-entraid-sandbox/server"
_ADMINISTRATOR: Final = "Administrator"
_SERVICE: Final = "veeam-rest"
_YEAR: Final = dt.timedelta(days=365)


def run_server(state: StateFolder, *, port: int, with_postgresql: bool) -> int:
    """Serve until somebody interrupts, and return the exit code. The state stays for the next time.

    Args:
        state: the sandbox's state folder.
        port: the TCP port on 127.0.0.1; 0 for any that is free.
        with_postgresql: whether the server brings a PostgreSQL, to which its tenant jobs write.

    Raises:
        MachineError: PostgreSQL is not installed or does not start, the port is taken, or the server runs already.
    """
    # Uvicorn ends in good order and then raises the signal again: an interrupt, whichever it was.
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with contextlib.suppress(KeyboardInterrupt), contextlib.closing(_engine(state)) as engine:
            if with_postgresql:
                with _bundled(state) as bundled:
                    _serve(engine, port, bundled)
            else:
                _serve(engine, port, None)
    except StoreInUseError as error:
        raise MachineError(str(error)) from error
    finally:
        signal.signal(signal.SIGTERM, before)
    sys.stdout.write("The server has stopped. It goes on where it was when it is started again.\n")
    return 0


def _engine(state: StateFolder) -> Engine:
    """Open the server; its passwords are made the first time, and kept."""
    accounts = (
        Account(name=_SERVICE, password=secrets.token_urlsafe(12)),
        Account(name=_ADMINISTRATOR, password=secrets.token_urlsafe(12), is_service=False),
    )
    return Engine(state.server, ServerSettings(accounts=accounts), SystemClock())


@contextlib.contextmanager
def _bundled(state: StateFolder) -> Generator[Instance]:
    try:
        started = start_bundled(state, _OWNER)
        yield Instance(host=started.host, port=started.port, login=started.login, password=started.password)
    finally:
        stop_bundled(state, _OWNER)


def _serve(engine: Engine, port: int, bundled: Instance | None) -> None:
    if bundled and read_instance(engine.folder) is None:
        engine.bring(bundled)
    try:
        server = SimulatedServer(engine, port=port)
    except OSError as error:
        raise MachineError(f"Port {port} of {LOOPBACK} cannot be used: {error.strerror}.") from error
    sys.stdout.write(_introduction(engine, server, bundled, _license(engine.folder)))
    sys.stdout.flush()
    server.run()


def _license(folder: Path) -> Path:
    file = folder / "license.txt"
    if not file.exists():
        replace_file(file, license_file(expires=dt.datetime.now(dt.UTC) + _YEAR).encode())
    return file


def _introduction(engine: Engine, server: SimulatedServer, bundled: Instance | None, license_: Path) -> str:
    name = engine.settings.name
    lines = [
        f"A simulated Veeam Backup & Replication server, build {BUILD}, answers on {server.url}",
        "",
        f"  certificate    {engine.folder / 'server.crt'} (self-signed)",
        f"  thumbprint     {engine.thumbprint}",
        f"  SHA-256        {engine.sha256}",
        f"  header         x-api-version: {document().version}",
        f"  service user   {name}\\{_SERVICE}, password {engine.password_of(_SERVICE)}",
        f"  administrator  {name}\\{_ADMINISTRATOR}, password {engine.password_of(_ADMINISTRATOR)}",
        f"  license        {license_}, in base64 as POST /api/v1/license/install takes it",
    ]
    if bundled:
        lines.append(f"  PostgreSQL     {bundled.host}:{bundled.port}, a database for each tenant")
    lines += [
        "  people         the commands directory and sign-in of the sandbox stand for them",
        f"  faults, trace  faults.json and requests.jsonl in {engine.folder}",
        "",
        "Ctrl-C stops it; nothing is lost.",
        "",
    ]
    return "\n".join(lines)
