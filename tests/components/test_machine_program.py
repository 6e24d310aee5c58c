"""The program of the repository's machine: what it does to a real PostgreSQL of each version."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from machine import PASSWORD, PROGRAM, Machine
from test_entra_id_repository import MACHINE

from veeam_entraid.repository import plan_repository
from veeam_entraid.repository._login import login_statements

pytestmark = pytest.mark.engine


def built(folder: Path, major: int) -> Iterator[Machine]:
    machine = Machine(folder, major)
    try:
        machine.build()
        yield machine
    finally:
        machine.cluster.destroy()


FURTHER_VERSIONS = [pytest.param(major, marks=pytest.mark.extended) for major in (14, 15, 16, 18)]


@pytest.fixture(scope="module", params=[17, *FURTHER_VERSIONS])
def machine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """A machine of each version. Each test leaves it running, and configures it anew."""
    yield from built(tmp_path_factory.mktemp("machine"), request.param)


@pytest.fixture
def machine_17(tmp_path: Path) -> Iterator[Machine]:
    """A machine of the default version, where a version makes no difference."""
    yield from built(tmp_path, 17)


class TestSettings:
    def test_a_rendered_configuration_runs(self, machine: Machine) -> None:
        with machine.connect() as connection:
            shown = connection.execute(
                """
                SELECT current_setting('server_version_num')::int / 10000, ssl, version >= 'TLSv1.2',
                       current_setting('server_encoding'), current_setting('password_encryption'),
                       current_setting('max_connections'), current_setting('shared_buffers'),
                       current_setting('effective_cache_size'), current_setting('maintenance_work_mem'),
                       current_setting('data_checksums')
                FROM pg_stat_ssl WHERE pid = pg_backend_pid()
                """
            ).fetchone()
            assert shown == (
                machine.major, True, True, "UTF8", "scram-sha-256", "300", "128MB", "384MB", "64MB", "on",
            )  # fmt: skip
            # Preloaded, and made an extension: without the first, the second's view refuses to answer.
            assert connection.execute("SELECT count(*) > 0 FROM pg_stat_statements").fetchone() == (True,)

    def test_only_what_needs_a_restart_restarts(self, machine: Machine) -> None:
        machine.configure()
        machine.run("apply_settings")
        machine.services()
        started = machine.value("SELECT pg_postmaster_start_time()")
        machine.configure({"work_mem": "12MB"})
        machine.run("apply_settings")
        assert machine.services() == [f"reload postgresql@{machine.major}-main"]
        assert machine.value("SHOW work_mem") == "12MB"
        assert machine.value("SELECT pg_postmaster_start_time()") == started
        machine.configure({"work_mem": "12MB", "max_connections": "310"})
        machine.run("apply_settings")
        assert machine.services() == [f"restart postgresql@{machine.major}-main"]
        assert machine.value("SHOW max_connections") == "310"

    def test_a_parameter_that_is_left_out_again_is_its_default_again(self, machine: Machine) -> None:
        machine.configure({"wal_buffers": "1MB"})
        machine.run("apply_settings")
        machine.services()
        machine.configure()
        machine.run("apply_settings")
        assert machine.services() == [f"restart postgresql@{machine.major}-main"]

    def test_what_postgresql_refuses_leaves_it_as_it_was(self, machine: Machine) -> None:
        machine.configure()
        machine.run("apply_settings")
        started = machine.value("SELECT pg_postmaster_start_time()")
        machine.services()
        for wrong in ({"work_mem": "much"}, {"max_connections": "many"}, {"no_such_parameter": "1"}):
            machine.configure(wrong)
            said = machine.run("apply_settings", fails=True)
            assert "refuses new settings and goes on with the old ones" in said
            assert all(f"{name} = {value}: " in said for name, value in wrong.items())
            assert (machine.folder / "lib" / "failure").read_text().startswith("PostgreSQL")
        assert machine.services() == []
        assert machine.value("SELECT pg_postmaster_start_time()") == started
        machine.configure()
        machine.run("apply_settings; finish")
        assert not (machine.folder / "lib" / "failure").exists()

    def test_what_keeps_postgresql_from_starting_is_taken_back(self, machine_17: Machine) -> None:
        machine = machine_17
        machine.configure({"shared_preload_libraries": "nowhere"})
        said = machine.run("apply_settings", fails=True)
        assert "does not restart with new settings and goes on with the old ones" in said
        assert machine.value("SHOW shared_preload_libraries") == "pg_stat_statements"

    def test_a_stopped_instance_is_started(self, machine_17: Machine) -> None:
        machine_17.cluster.stop()
        machine_17.configure({"max_connections": "320"})
        machine_17.run("apply_settings")
        assert machine_17.value("SHOW max_connections") == "320"

    @pytest.mark.parametrize(
        ("megabytes", "shown"),
        [
            (512, ("128MB", "384MB", "64MB")),
            (15991, ("3997MB", "11993MB", "999MB")),
            (64304, ("16076MB", "48228MB", "1024MB")),
        ],
    )
    def test_memory_settings_follow_the_machine_s_memory(self, megabytes: int, shown: tuple[str, ...]) -> None:
        names = ("shared_buffers", "effective_cache_size", "maintenance_work_mem")
        script = f"source '{PROGRAM}'; memory_settings {megabytes}"
        said = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True).stdout
        assert said.splitlines() == [f"{name} = '{value}'" for name, value in zip(names, shown, strict=True)]


class TestWhoIsAdmitted:
    def test_the_backup_server_comes_without_tls_only_where_it_is_preferred(self, machine_17: Machine) -> None:
        machine = machine_17
        machine.run("sql --command 'CREATE ROLE veeam LOGIN' --command \"ALTER ROLE veeam PASSWORD '$VERIFIER'\"")
        assert machine.value("SELECT current_user", user="veeam") == "veeam"
        for user in ("veeam", "pgadmin"):
            with pytest.raises(psycopg.OperationalError, match=r"no pg_hba.conf entry.* no encryption"):
                machine.connect(user, sslmode="disable")
        machine.services()
        machine.configure(tls_required=False)
        machine.run("apply_settings")
        assert machine.services() == ["reload postgresql@17-main"]
        ssl = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
        assert machine.value(ssl, user="veeam", sslmode="disable") is False
        assert machine.value(ssl, user="veeam") is True
        with pytest.raises(psycopg.OperationalError, match=r"no pg_hba.conf entry.* no encryption"):
            machine.connect(sslmode="disable")
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            machine.connect("veeam", "another", sslmode="disable")


def test_the_administrator_is_set_and_set_anew_without_a_password_in_a_statement(machine: Machine) -> None:
    machine.configure({"log_statement": "all"})
    machine.run("apply_settings")
    for password in (PASSWORD, f"{PASSWORD}-rotated"):
        machine.run("set_administrator", password=password)
        statement = "SELECT rolsuper AND rolcanlogin FROM pg_roles WHERE rolname = current_user"
        assert machine.value(statement, password=password) is True
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            machine.connect(password="another")
    log = machine.cluster.file("log")
    assert "ALTER ROLE pgadmin LOGIN SUPERUSER PASSWORD 'SCRAM-SHA-256$4096:" in log
    assert PASSWORD not in log


def test_the_login_made_by_hand_is_the_login_that_is_asked_for(machine_17: Machine) -> None:
    arguments = MACHINE | {"connection_limit": 7}
    for privileges, superuser in (("least", False), ("documented", True), ("least", False)):
        plan = plan_repository("db", arguments | {"login_privileges": privileges})
        script = f"\\set verifier `printenv VERIFIER`\n{login_statements(plan)}\n"
        machine_17.run(f"sql << 'END'\n{script}END", password=privileges)
        made = "SELECT rolsuper, rolcreatedb, rolcreaterole, rolconnlimit FROM pg_roles WHERE rolname = current_user"
        with machine_17.connect("veeam", privileges) as connection:
            assert connection.execute(made).fetchone() == (superuser, True, False, 7)


class TestTuning:
    def test_a_dump_is_run_and_outlives_later_settings(self, machine_17: Machine, tmp_path: Path) -> None:
        dump = tmp_path / "dump.sql"
        dump.write_text("ALTER SYSTEM SET max_connections = 123;\nALTER SYSTEM SET work_mem = '11MB';\n")
        machine_17.run(f"tune '{dump}'")
        assert machine_17.value("SHOW max_connections") == "123"
        machine_17.configure({"work_mem": "12MB"})
        machine_17.run("apply_settings")
        assert machine_17.value("SHOW work_mem") == "11MB"

    @pytest.mark.parametrize("wrong", ["nonsense", "ALTER SYSTEM SET shared_preload_libraries = 'nowhere'"])
    def test_a_dump_that_does_not_do_is_taken_back(self, machine_17: Machine, tmp_path: Path, wrong: str) -> None:
        dump = tmp_path / "dump.sql"
        dump.write_text(f"ALTER SYSTEM SET max_connections = 123;\n{wrong};\n")
        assert "goes on without it" in machine_17.run(f"tune '{dump}'", fails=True)
        assert machine_17.value("SHOW max_connections") == "300"
        assert "cannot be read" in machine_17.run("tune /nowhere", fails=True)
