"""A stand-in for the repository's machine, on which its program runs: a real PostgreSQL, and no system around it.

The program is the one that ships. Its fixed folders are moved into the test's own, and what only a whole machine has
(services, packages, other users, the key vault) is stood in for by functions of the shell.
"""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network
from pathlib import Path
from typing import Any

import psycopg

from veeam_entraid.repository._scram import SALT_BYTES, scram_verifier
from veeam_entraid.repository._settings import CERTIFICATE_FILE, KEY_FILE, render_hba, render_settings
from veeam_entraid_sandbox.machines._addresses import AddressBook
from veeam_entraid_sandbox.machines._cluster import Cluster, Record
from veeam_entraid_sandbox.state import StateFolder
from veeam_entraid_sandbox.tls_provider import KINDS

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / "components" / "veeam_entraid" / "repository" / "machine.sh"
PGBACKREST = Path(__file__).parent / "pgbackrest"
PASSWORD = "C4nary-of-the-machine"

AROUND = """
source "$PROGRAM"
version=$MAJOR
secret_pause=0.1 recovery_pause=0.1
fact() {
  case $1 in
    .administratorLogin) echo pgadmin ;;
    .port) echo "$PGPORT" ;;
    .secrets.administratorVerifier) echo administrator-verifier/2 ;;
    .secrets.serverKey) echo server-key/1 ;;
    .backup.full) echo "Sun 02:00" ;;
    .backup.diff) echo "Mon..Sat 02:00" ;;
    *) return 1 ;;
  esac
}
fetch_secret() {
  case $1 in
    administrator-verifier/2) printf %s "$VERIFIER" ;;
    server-key/1) cat "$FOLDER/key" ;;
    *) return 1 ;;
  esac
}
runuser() { [[ $1 == --user && $2 == postgres && $3 == -- ]] && shift 3 && "$@"; }
chown() { :; }
install() {
  local arguments=() argument
  for argument in "$@"; do
    [[ $argument == --owner=* || $argument == --group=* ]] || arguments+=("$argument")
  done
  command install "${arguments[@]}"
}
systemctl() {
  echo "$*" >> "$FOLDER/services"
  case $1 in
    is-active) [[ -e $PGDATA/postmaster.pid ]] ;;
    reload | restart | start | stop) [[ $* != *postgresql@* ]] || "$PYTHON" "$FOLDER/service.py" "$1" ;;
  esac
}
systemd-analyze() { [[ $1 == calendar && $2 == *" UTC" ]]; }
dpkg-query() { echo "$INSTALLED_PGBACKREST"; }
apt-get() { return 1; }
total_memory() { echo 512; }
"""

_SERVICE = """
import sys
from pathlib import Path
from machine import MachineCluster
cluster = MachineCluster.of(Path(sys.argv[0]).parent)
match sys.argv[1]:
    case "reload":
        cluster.reload()
    case action:
        if action != "start":
            cluster.stop()
        if action != "stop":
            cluster.start()
"""


class MachineCluster(Cluster):
    """The machine's PostgreSQL. Its log goes where its settings say."""

    @classmethod
    def of(cls, folder: Path) -> "MachineCluster":
        state = StateFolder(folder / "state")
        return cls(state, state.machines / "one")

    def _overrides(self, record: Record) -> dict[str, str]:
        overrides = super()._overrides(record)
        del overrides["archive_command"]
        return overrides


def make_certificate(name: str, **inputs: Any) -> tuple[str, str]:
    """Make a key and a certificate that vouches for itself."""
    key = KINDS["tls:index/privateKey:PrivateKey"]
    private_key = key.make({**key.defaults, "algorithm": "ECDSA", "ecdsaCurve": "P256"})[1]["privateKeyPem"]
    kind = KINDS["tls:index/selfSignedCert:SelfSignedCert"]
    certificate = kind.make(
        {
            **kind.defaults,
            "privateKeyPem": private_key,
            "allowedUses": ["server_auth"],
            "subject": {"commonName": name},
            "validityPeriodHours": 24.0,
            **inputs,
        }
    )[1]["certPem"]
    return str(private_key), str(certificate)


@dataclass
class Machine:
    """The machine, its folders and its settings."""

    folder: Path
    major: int

    @property
    def cluster(self) -> MachineCluster:
        return MachineCluster.of(self.folder)

    @property
    def record(self) -> Record:
        record = self.cluster.record
        assert record
        return record

    def build(self, **settings: Any) -> None:
        """Do what the installation does on a real machine: an empty cluster with its configuration, running."""
        state = StateFolder(self.folder / "state")
        cluster = self.cluster
        cluster.remember(
            Record(
                volume="disk",
                serves="machine",
                major=self.major,
                superuser="postgres",
                address=AddressBook(state).address_of("machine"),
                port=5432,
            )
        )
        configuration = self.folder / "clusters" / str(self.major) / "main"
        (configuration / "conf.d").mkdir(parents=True)
        cluster.write("postgresql.conf", f"include_dir '{configuration / 'conf.d'}'\n")
        (cluster.folder / "hba.conf").symlink_to(configuration / "pg_hba.conf")
        for folder in ("settings", "units", "lib"):
            (self.folder / folder).mkdir()
        (self.folder / "service.py").write_text(_SERVICE)
        self._write_certificate()
        self._write_program()
        self.configure(**settings)
        cluster.make({})
        self.run("write_settings; service restart; finish")

    def _write_certificate(self) -> None:
        key, certificate = make_certificate("repository", ipAddresses=[self.record.address])
        (self.folder / "key").write_text(key)
        self.cluster.write("server.key", key)
        self.cluster.write("server.crt", certificate)

    def _write_program(self) -> None:
        moved = {
            "settings": self.folder / "settings",
            "state": self.folder / "lib",
            "data": self.cluster.folder / "data",
            "clusters": self.folder / "clusters",
            "units": self.folder / "units",
            "backup_configuration": self.folder / "pgbackrest.conf",
        }
        program = PROGRAM.read_text()
        for name, folder in moved.items():
            program, found = re.subn(rf"^readonly {name}=.*$", f"readonly {name}={folder}", program, flags=re.MULTILINE)
            assert found == 1, name
        program = program.replace("$data/$version/main", "$data/$version")
        # How long the real machine waits is no business of a test.
        program = re.sub(r"^readonly (secret_pause|recovery_pause)=", r"\1=", program, flags=re.MULTILINE)
        (self.folder / "program").write_text(program)

    def configure(
        self, parameters: Mapping[str, str] | None = None, *, tls_required: bool = True, backup: str = ""
    ) -> None:
        """Write what Run Command writes."""
        settings = render_settings(self.record.port, parameters or {})
        for there, here in {
            "'*'": f"'{self.record.address}'",
            CERTIFICATE_FILE: str(self.cluster.folder / "server.crt"),
            KEY_FILE: str(self.cluster.folder / "server.key"),
            "'pgbackrest ": f"'{self.folder / 'bin' / 'pgbackrest'} ",
        }.items():
            settings = settings.replace(there, here)
        hba = render_hba("pgadmin", "veeam", "127.0.0.1", [IPv4Network("127.0.0.0/8")], tls_required=tls_required)
        # Here the machine itself comes by loopback, not by its socket.
        own = "host all postgres 127.0.0.0/8 trust\n"
        for name, content in {
            "postgresql.conf": settings,
            "pg_hba.conf": own + hba,
            "pgbackrest.conf": backup,
        }.items():
            (self.folder / "settings" / name).write_text(content)

    def run(self, functions: str, *, password: str = PASSWORD, fails: bool = False, **environment: str) -> str:
        """Run functions of the program and return what it prints."""
        surroundings = {
            "PATH": f"{self.folder / 'bin'}:{ROOT / '.engine' / 'bin'}:{os.environ['PATH']}",
            "PROGRAM": str(self.folder / "program"),
            "PYTHON": sys.executable,
            "PYTHONPATH": str(Path(__file__).parent),
            "FOLDER": str(self.folder),
            "MAJOR": str(self.major),
            "PGHOST": self.record.address,
            "PGPORT": str(self.record.port),
            "PGUSER": "postgres",
            "PGDATA": str(self.cluster.folder / "data" / str(self.major)),
            "VERIFIER": scram_verifier(password, os.urandom(SALT_BYTES)),
            "INSTALLED_PGBACKREST": "2.59.1-1.pgdg24.04+1",
            **environment,
        }
        done = subprocess.run(
            ["bash", "-c", AROUND + functions],
            env=surroundings,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert (done.returncode != 0) == fails, done.stdout + done.stderr
        return done.stdout + done.stderr

    def services(self) -> list[str]:
        """Return what services were told since the last call."""
        file = self.folder / "services"
        told = file.read_text().splitlines() if file.exists() else []
        file.unlink(missing_ok=True)
        return [line for line in told if not line.startswith("is-active")]

    def connect(self, user: str = "pgadmin", password: str = PASSWORD, **changes: Any) -> "psycopg.Connection[Any]":
        arguments: dict[str, Any] = {
            "host": self.record.address,
            "port": self.record.port,
            "user": user,
            "password": password,
            "dbname": "postgres",
            "sslmode": "verify-full",
            "sslrootcert": str(self.cluster.folder / "server.crt"),
            "autocommit": True,
        }
        return psycopg.connect(**arguments | changes)

    def value(self, statement: str, **changes: Any) -> Any:
        with self.connect(**changes) as connection:
            row = connection.execute(statement).fetchone()  # type: ignore[call-overload]
        return row[0] if row else None
