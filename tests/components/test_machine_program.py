"""The program of the repository's machine: what it does to a real PostgreSQL of each version."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from veeam_entraid.repository._scram import SALT_BYTES, scram_verifier
from veeam_entraid_sandbox.machines._addresses import AddressBook
from veeam_entraid_sandbox.machines._cluster import Cluster, Record
from veeam_entraid_sandbox.state import StateFolder

pytestmark = pytest.mark.engine

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / "components" / "veeam_entraid" / "repository" / "machine.sh"
PASSWORD = "C4nary-of-the-machine"

# The machine's own surroundings, as far as a function of the program needs them.
AROUND = """
source "$PROGRAM"
fact() {
  case $1 in
    .administratorLogin) echo pgadmin ;;
    .port) echo "$PGPORT" ;;
    .secrets.administratorVerifier) echo administrator-verifier ;;
    *) return 1 ;;
  esac
}
fetch_secret() { [[ $1 == administrator-verifier ]] && printf %s "$VERIFIER"; }
runuser() { [[ $* == "--user postgres -- psql "* ]] && shift 3 && "$@"; }
"""


@pytest.fixture(params=[14, 15, 16, 17, 18])
def cluster(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Cluster]:
    state = StateFolder(tmp_path / "state")
    cluster = Cluster(state, state.machines / "one")
    cluster.remember(
        Record(
            volume="disk",
            serves="machine",
            major=request.param,
            superuser="postgres",
            address=AddressBook(state).address_of("machine"),
            port=5432,
        )
    )
    cluster.write("postgresql.conf", "log_statement = 'all'\n")
    cluster.write("hba.conf", "host all postgres 127.0.0.0/8 trust\nhost all all 127.0.0.0/8 scram-sha-256\n")
    cluster.make({})
    cluster.start()
    yield cluster
    cluster.destroy()


def run(cluster: Cluster, function: str, verifier: str) -> None:
    record = cluster.record
    assert record
    environment = {
        "PATH": f"{ROOT / '.engine' / 'bin'}:{os.environ['PATH']}",
        "PROGRAM": str(PROGRAM),
        "PGHOST": record.address,
        "PGPORT": str(record.port),
        "PGUSER": "postgres",
        "VERIFIER": verifier,
    }
    subprocess.run(["bash", "-c", AROUND + function], env=environment, check=True)


def logs_in(cluster: Cluster, password: str) -> tuple[object, ...] | None:
    record = cluster.record
    assert record
    with psycopg.connect(
        host=record.address, port=record.port, user="pgadmin", password=password, dbname="postgres"
    ) as connection:
        return connection.execute("SELECT rolsuper, rolcanlogin FROM pg_roles WHERE rolname = current_user").fetchone()


def test_the_administrator_is_set_and_set_anew_without_a_password_in_a_statement(cluster: Cluster) -> None:
    for password in (PASSWORD, f"{PASSWORD}-rotated"):
        run(cluster, "set_administrator", scram_verifier(password, os.urandom(SALT_BYTES)))
        assert logs_in(cluster, password) == (True, True)
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            logs_in(cluster, "another")
    log = cluster.file("log")
    assert "ALTER ROLE pgadmin LOGIN SUPERUSER PASSWORD 'SCRAM-SHA-256$4096:" in log
    assert PASSWORD not in log
