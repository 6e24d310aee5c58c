"""A real PostgreSQL server on a loopback address of its own, with its data below the state folder."""

import hashlib
import json
import os
import re
import secrets
import shutil
import subprocess
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, LiteralString

import psycopg
from psycopg import sql

from veeam_entraid_sandbox.azure import Seal, key_of
from veeam_entraid_sandbox.machines._addresses import demand_free_port
from veeam_entraid_sandbox.machines._installations import MachineError, installation, run
from veeam_entraid_sandbox.machines._scram import verifier
from veeam_entraid_sandbox.state import StateFolder, private_folder, replace_file

__all__ = ["Cluster", "Parameter", "Record", "all_clusters", "cluster_of"]

_RECORD: Final = "machine.json"
_READY_SECONDS: Final = 60
_STOP_SECONDS: Final = 10
_POLL_SECONDS: Final = 0.02
_FATAL: Final = re.compile(r"(?:FATAL|PANIC|ERROR):\s+(.+)")
_SETTING: Final = re.compile(r"LOG:\s+(.*(?:parameter|syntax error).*)")
_COLLATION: Final = "C.UTF-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What is remembered of a server, beside its data. None of it is secret.

    Attributes:
        volume: the id of the resource that the data belongs to: a server, or a disk.
        serves: the id of the resource that the server is; empty while none uses the data.
        major: the version.
        superuser: its first role.
        address: where it listens.
        port: the TCP port.
        wanted: whether it is to run.
    """

    volume: str
    serves: str
    major: int
    superuser: str
    address: str
    port: int
    wanted: bool = True


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter as the server itself describes it."""

    name: str
    value: str
    default: str
    type: str
    context: str
    unit: str
    description: str
    allowed: str
    pending_restart: bool


class Cluster:
    """One data folder, the server that runs on it, and the files that configure it."""

    def __init__(self, state: StateFolder, folder: Path) -> None:
        self._folder = folder
        self._state = state
        self._seal = Seal(state.root)

    @property
    def folder(self) -> Path:
        """Where everything of the server lies."""
        return self._folder

    @property
    def record(self) -> Record | None:
        """What is remembered of the server, or None when there is none."""
        try:
            data: dict[str, Any] = json.loads((self._folder / _RECORD).read_bytes())
        except FileNotFoundError:
            return None
        return Record(**data)

    def remember(self, record: Record) -> None:
        """Write down what is to be remembered."""
        private_folder(self._folder)
        replace_file(self._folder / _RECORD, json.dumps(asdict(record)).encode())

    def _run(
        self, command: Sequence[str], *, standard_input: str = "", log: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        mark = str(self._state.root)
        return run(command, folder=self._folder, mark=mark, standard_input=standard_input, log=log)

    def _required(self) -> Record:
        record = self.record
        if record is None:
            raise MachineError(f"There is no server in {self._folder}.")
        return record

    # Its files.

    def write(self, name: str, content: str | bytes) -> None:
        """Write one of the files that configure the server: settings.conf, hba.conf, server.crt, server.key."""
        replace_file(self._folder / name, content if isinstance(content, bytes) else content.encode())

    def file(self, name: str) -> str:
        """Return the content of one of these files; nothing when it is not there."""
        try:
            return (self._folder / name).read_text()
        except FileNotFoundError:
            return ""

    @property
    def data(self) -> Path:
        """Where PostgreSQL keeps its data."""
        return self._data(self._required())

    def _data(self, record: Record) -> Path:
        return self._folder / "data" / str(record.major)

    # Its life.

    def is_made(self) -> bool:
        """Return whether there is data of the remembered version."""
        record = self.record
        return record is not None and self._data(record).exists()

    def make(self, statements: Mapping[str, Sequence[str]]) -> None:
        """Make the data folder and run SQL in it before anybody can connect.

        Args:
            statements: the SQL, one statement a line, by the name of the database.

        Raises:
            MachineError: with PostgreSQL's own words.
        """
        record = self._required()
        partial = self._folder / f"data.partial-{record.major}"
        shutil.rmtree(partial, ignore_errors=True)
        programs = installation(record.major)
        made = self._run(
            [
                programs.program("initdb"),
                f"--pgdata={partial}",
                f"--username={record.superuser}",
                "--encoding=UTF8",
                f"--locale={_COLLATION}",
                "--auth=reject",
                "--data-checksums",
                "--no-instructions",
                "--no-sync",
            ],
        )
        if made.returncode:
            raise MachineError(f"PostgreSQL {record.major} cannot be set up: {_last_words(made.stdout)}")
        own = f"ALTER ROLE {record.superuser} PASSWORD '{verifier(self._new_password())}'"
        for database, lines in {"postgres": (), **statements}.items():
            script = [own, *lines] if database == "postgres" else lines
            self._single_user(record, partial, database, script)
        private_folder(self._data(record).parent)
        partial.replace(self._data(record))

    def make_from(self, source: "Cluster") -> None:
        """Make the data folder out of another server's, which stands still meanwhile.

        Raises:
            MachineError: one of the servers does not start or stop.
        """
        record, original = self._required(), source.data
        partial = self._folder / f"data.partial-{record.major}"
        shutil.rmtree(partial, ignore_errors=True)
        was_running = source.is_running()
        source.stop()
        try:
            shutil.copytree(original, partial)
        finally:
            if was_running:
                source.start()
        self.write("superuser", source.file("superuser"))
        private_folder(self._data(record).parent)
        partial.replace(self._data(record))

    def _single_user(self, record: Record, data: Path, database: str, lines: Sequence[str]) -> None:
        ended = self._run(
            [installation(record.major).program("postgres"), "--single", "-D", str(data), database],
            standard_input="".join(f"{line}\n" for line in lines),
        )
        if ended.returncode or _FATAL.search(ended.stdout):
            raise MachineError(f"PostgreSQL {record.major} cannot be set up: {_last_words(ended.stdout)}")

    def _new_password(self) -> str:
        password = secrets.token_urlsafe(32)
        self.write("superuser", self._seal.text(password))
        return password

    def is_running(self) -> bool:
        """Return whether the server runs."""
        record = self.record
        return record is not None and self._pid(record) is not None

    @property
    def pid(self) -> int | None:
        """The process of the server, if it runs."""
        record = self.record
        return self._pid(record) if record else None

    def _pid(self, record: Record) -> int | None:
        data = self._data(record)
        try:
            pid = int((data / "postmaster.pid").read_text().splitlines()[0])
            # A pid is given to others after a while; the server works in its data folder.
            at_work = Path(f"/proc/{pid}/cwd").readlink()
        except (OSError, ValueError, IndexError):
            return None
        return pid if at_work == data else None

    def start(self) -> None:
        """Start the server, unless it runs, and return when it answers. It outlives who started it.

        Raises:
            MachineError: it does not start, with PostgreSQL's own words.
        """
        record = self._required()
        if self._pid(record) is not None:
            return
        (self._data(record) / "postmaster.pid").unlink(missing_ok=True)
        demand_free_port(record.address, record.port)
        log = self._folder / "log"
        log.unlink(missing_ok=True)
        os.close(os.open(log, os.O_CREAT | os.O_WRONLY, 0o600))
        options = " ".join(f"-c {name}={_quoted(value)}" for name, value in self._overrides(record).items())
        started = self._run(
            [
                installation(record.major).program("pg_ctl"),
                "start",
                "--wait",
                f"--timeout={_READY_SECONDS}",
                f"--pgdata={self._data(record)}",
                f"--log={log}",
                f"--options={options}",
            ],
            log=self._folder / "control.log",
        )
        if started.returncode:
            self.stop()
            raise MachineError(f"PostgreSQL {record.major} does not start: {_last_words(log.read_text())}")

    def _overrides(self, record: Record) -> dict[str, str]:
        """Return what holds whatever the machine's own settings say: the sandbox's addresses and folders."""
        return {
            "config_file": str(self._folder / "postgresql.conf"),
            "hba_file": str(self._folder / "hba.conf"),
            "ident_file": str(self._data(record) / "pg_ident.conf"),
            "listen_addresses": record.address,
            "port": str(record.port),
            "unix_socket_directories": "",
            "ssl_cert_file": str(self._folder / "server.crt"),
            "ssl_key_file": str(self._folder / "server.key"),
            # In the data folder, where it goes with the data: /dev/shm would keep it after a crash.
            "dynamic_shared_memory_type": "mmap",
            # What takes the machine's log to its backups is not here: the log is let go.
            "archive_command": "true",
        }

    def stop(self) -> None:
        """Stop the server: at first without breaking off what it writes, then at once."""
        record = self.record
        if record is None:
            return
        for mode in ("fast", "immediate"):
            if self._pid(record) is None:
                return
            self._run(
                [
                    installation(record.major).program("pg_ctl"),
                    "stop",
                    "--wait",
                    f"--timeout={_STOP_SECONDS}",
                    f"--mode={mode}",
                    f"--pgdata={self._data(record)}",
                ],
            )

    def reload(self) -> None:
        """Let the server read its configuration again, and return when it has.

        Raises:
            MachineError: the server does not run, or does not read it.
        """
        record = self._required()
        before = self._load_time()
        self._run(
            [installation(record.major).program("pg_ctl"), "reload", f"--pgdata={self._data(record)}"],
        )
        deadline = time.monotonic() + _STOP_SECONDS
        while self._load_time() == before:
            if time.monotonic() > deadline:
                raise MachineError(f"PostgreSQL {record.major} does not read its configuration again.")
            time.sleep(_POLL_SECONDS)

    def _load_time(self) -> object:
        return next(self.query("SELECT pg_conf_load_time()"))

    def destroy(self) -> None:
        """Stop the server and remove everything of it."""
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    # Its inside.

    def check_setting(self, name: str, value: str) -> None:
        """Ask PostgreSQL itself whether it knows a parameter and takes a value for it.

        Raises:
            MachineError: with PostgreSQL's own words.
        """
        record = self._required()
        answered = self._run(
            [
                installation(record.major).program("postgres"),
                "-D",
                str(self._data(record)),
                "-c",
                f"config_file={self._folder / 'postgresql.conf'}",
                "-c",
                f"{name}={value}",
                "-C",
                name,
            ],
        )
        if answered.returncode:
            raise MachineError(_last_words(answered.stdout))

    def needs_restart(self) -> bool:
        """Return whether something in the files waits for a restart; nothing of them has to be loaded for that.

        Raises:
            MachineError: PostgreSQL refuses something in them, in its own words.
        """
        with self._connected("postgres") as connection:
            # Reading the files marks what waits, in this session alone.
            wrong = connection.execute(
                "SELECT coalesce(name, ''), setting, error FROM pg_file_settings WHERE error IS NOT NULL"
            ).fetchall()
            marked = connection.execute("SELECT name FROM pg_settings WHERE pending_restart").fetchall()
        waiting = {name for (name,) in marked}
        refused = [
            f"{name} = {setting}: {error}"
            for name, setting, error in wrong
            if name.lower() not in waiting and "without restarting the server" not in error
        ]
        if refused:
            raise MachineError(f"PostgreSQL refuses new settings and goes on with the old ones: {'; '.join(refused)}.")
        # What the sandbox overrides differs from the files for ever.
        return bool(waiting - self._overrides(self._required()).keys())

    def parameter(self, name: str) -> Parameter | None:
        """Return what the running server says of a parameter."""
        row = next(
            self.query(
                "SELECT name, setting, coalesce(boot_val, ''), vartype, context, coalesce(unit, ''), short_desc, "
                "coalesce(min_val || '-' || max_val, array_to_string(enumvals, ','), ''), pending_restart "
                "FROM pg_settings WHERE name = lower(%s)",
                name,
            ),
            None,
        )
        return Parameter(*row) if row else None

    def query(
        self, statement: LiteralString | sql.Composed, *arguments: object, database: str = "postgres"
    ) -> Iterator[tuple[Any, ...]]:
        """Run one statement as the first role and return its rows.

        Raises:
            MachineError: with PostgreSQL's own words.
        """
        with self._connected(database) as connection:
            cursor = connection.execute(statement, arguments or None)
            return iter(cursor.fetchall() if cursor.description else [])

    @contextmanager
    def _connected(self, database: str) -> Generator["psycopg.Connection[tuple[Any, ...]]"]:
        record = self._required()
        try:
            with psycopg.connect(
                host=record.address,
                port=record.port,
                user=record.superuser,
                password=self._seal.opened_text(self.file("superuser")),
                dbname=database,
                autocommit=True,
                connect_timeout=_STOP_SECONDS,
                application_name="sandbox",
            ) as connection:
                yield connection
        except psycopg.Error as error:
            raise MachineError(str(error).partition("\n")[0]) from error

    def set_password(self, role: str, password: str) -> None:
        """Give a role another password."""
        statement = sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(role), sql.Literal(verifier(password)))
        self.query(statement)


def cluster_of(state: StateFolder, volume: str) -> Cluster:
    """Return the server, there or not, whose data belongs to the resource of that id."""
    name = hashlib.sha256(key_of(volume).encode()).hexdigest()[:16]
    return Cluster(state, state.machines / name)


def all_clusters(state: StateFolder) -> list[Cluster]:
    """Return all servers that there are."""
    return [Cluster(state, record.parent) for record in sorted(state.machines.glob(f"*/{_RECORD}"))]


def _quoted(value: str) -> str:
    # pg_ctl hands the options to a shell.
    return "'" + value.replace("'", "'\\''") + "'"


def _last_words(output: str) -> str:
    """Return what PostgreSQL says is wrong, as one sentence."""
    said = _FATAL.findall(output) or output.strip().splitlines()[-1:] or ["it says nothing"]
    # What is wrong with a setting is logged; that there was something wrong is fatal.
    settings = _SETTING.findall(output)
    if settings and "configuration file" in said[-1]:
        said = settings
    hint = re.findall(r"(?:HINT|DETAIL):\s+(.+)", output)
    return " ".join([said[-1], *hint[-1:]])
