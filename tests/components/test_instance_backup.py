"""Backups of the instance and the way back: the machine's program on a real PostgreSQL, with and without pgBackRest.

The stand-in takes the same commands, backs up a running server and archives its log; what is tested with it is
everything around it: what the machine does, in which order, and that the data is there again. The way back is tested
with the real pgBackRest as well, in a folder and over the Blob protocol.
"""

import datetime as dt
import json
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from azurite import Blobs, blob_service
from debian import program
from machine import PASSWORD, PGBACKREST, Machine
from real_pgbackrest import in_a_container, in_a_folder, newest_major, version_of, write_command

from veeam_entraid.repository._instance_backup import ARCHIVE_SETTINGS
from veeam_entraid_sandbox.machines._addresses import AddressBook
from veeam_entraid_sandbox.state import StateFolder

pytestmark = [pytest.mark.engine, pytest.mark.extended]

OPEN = "prepare_backups; apply_settings; finish; schedule_backups; open_repository_of_backups"


PGBACKRESTS = ["a stand-in and PostgreSQL 14", "a stand-in and PostgreSQL 18", "pgBackRest", "pgBackRest and Azurite"]


@pytest.fixture
def blobs(tmp_path: Path) -> Iterator[Blobs]:
    address = AddressBook(StateFolder(tmp_path / "state")).address_of("blobs")
    with blob_service(tmp_path / "blobs", address) as blobs:
        yield blobs


@pytest.fixture(params=PGBACKRESTS)
def machine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Machine]:
    """A machine that backs up, of the versions between which its statements or pgBackRest's differ."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "container").mkdir()
    if request.param.startswith("pgBackRest"):
        pgbackrest = program("pgbackrest")
        write_command(pgbackrest, tmp_path)
        machine = Machine(tmp_path, newest_major(version_of(pgbackrest)))
    else:
        shutil.copy(PGBACKREST, tmp_path / "bin" / "pgbackrest")
        machine = Machine(tmp_path, int(request.param[-2:]))
    try:
        match request.param:
            case "pgBackRest":
                machine.build(parameters=ARCHIVE_SETTINGS, backup=in_a_folder(machine))
            case "pgBackRest and Azurite":
                blobs: Blobs = request.getfixturevalue("blobs")
                machine.build(parameters=ARCHIVE_SETTINGS, backup=in_a_container(machine, blobs))
                said = machine.run(f"sleep() {{ exit 1; }}; {OPEN}", fails=True)
                assert "attempt 1 of 80: ERROR: [039]: HTTP request failed with 404" in said
                blobs.make_container("postgresql")
            case _:
                machine.build(parameters=ARCHIVE_SETTINGS, backup="[global]\n")
        machine.run(OPEN)
        yield machine
    finally:
        machine.cluster.destroy()


def write(machine: Machine, text: str) -> dt.datetime:
    """Write a tenant's row and return a moment between it and the next one."""
    with machine.connect() as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS items (item text)")
        connection.execute("INSERT INTO items VALUES (%s)", (text,))
        row = connection.execute("SELECT clock_timestamp()").fetchone()
        connection.execute("SELECT pg_sleep(0.1)")
        connection.execute("SELECT pg_switch_wal()")
    assert row
    return row[0]


def items(machine: Machine, password: str = PASSWORD) -> str:
    return machine.value("SELECT string_agg(item, ' ' ORDER BY item) FROM items", password=password)


def test_the_way_back(machine: Machine) -> None:
    services = machine.services()
    assert "start --no-block veeam-entraid-backup@full.service" in services
    assert "enable --quiet --now veeam-entraid-backup-full.timer veeam-entraid-backup-diff.timer" in services
    write(machine, "1-before")

    # Before the first backup there is no way back, and nothing is lost by trying.
    said = machine.run("restore_instance", fails=True)
    assert "the instance goes on as it was" in said
    assert items(machine) == "1-before"
    assert not list((machine.cluster.folder / "data").glob("*.before-restore-*"))

    machine.run("backups --type=full backup")
    # There is a backup now: setting up again starts no other.
    machine.services()
    machine.run("open_repository_of_backups")
    assert not any("--no-block" in line for line in machine.services())
    # pgBackRest looks for a backup that had ended by the second of the moment.
    time.sleep(1)
    moment = write(machine, "2-after")
    write(machine, "3-mistake")
    machine.run("backups check")

    # To a moment, on the same machine: what came later is gone, and the data before is still there.
    machine.services()
    said = machine.run(f"restore_instance '{moment}'")
    assert machine.services()[-1] == "start --no-block veeam-entraid-backup@full.service"
    assert items(machine) == "1-before 2-after"
    assert machine.value("SHOW archive_mode") == "on"
    (aside,) = (machine.cluster.folder / "data").glob("*.before-restore-*")
    assert str(aside) in said
    assert (aside / "PG_VERSION").read_text().strip() == str(machine.major)

    # To the end, after everything on the disk is lost, with another administrator's password in the vault by now.
    machine.run("backups --type=full backup")
    write(machine, "4-last")
    machine.run("backups check")
    machine.cluster.stop()
    shutil.rmtree(machine.cluster.folder / "data")
    machine.cluster.make({})
    machine.cluster.start()
    # A new instance must not write into the backups of the old one.
    said = machine.run(OPEN, fails=True)
    assert "holds the backups of another instance" in said
    assert "veeam-entraid-repository restore" in said
    machine.run("restore_instance", password="rotated-since")
    assert items(machine, "rotated-since") == "1-before 2-after 4-last"
    assert machine.value("SELECT pg_is_in_recovery()", password="rotated-since") is False


class TestWhatGoesWrong:
    @pytest.fixture(params=[17])
    def machine(self, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Machine]:
        """A machine that does not back up yet."""
        machine = Machine(tmp_path, request.param)
        (tmp_path / "bin").mkdir()
        shutil.copy(PGBACKREST, tmp_path / "bin" / "pgbackrest")
        try:
            machine.build()
            yield machine
        finally:
            machine.cluster.destroy()

    def test_each_is_said_and_leaves_the_instance_running(self, machine: Machine) -> None:
        assert "no backups are configured" in machine.run("restore_instance", fails=True)

        machine.configure(ARCHIVE_SETTINGS, backup="[global]\n")
        said = machine.run("prepare_backups", fails=True, INSTALLED_PGBACKREST="2.50-1")
        assert "pgBackRest 2.50-1 knows no managed identities: 2.58 is the first that does" in said
        said = machine.run("prepare_backups; systemd-analyze() { return 1; }; schedule_backups", fails=True)
        assert "the schedule of full backups is no calendar event of systemd: Sun 02:00 UTC" in said
        # A role that has not reached the container yet is waited for, and named when it never does.
        open_it = 'prepare_backups; sleep() { [[ -e $FOLDER/container ]] || mkdir "$FOLDER/container"; }'
        said = machine.run(f"{open_it}; apply_settings; open_repository_of_backups")
        assert "cannot be written yet, attempt 1 of 80: ERROR: [055]" in said

    def test_backups_that_are_no_longer_wanted_stop(self, machine: Machine) -> None:
        (machine.folder / "container").mkdir()
        machine.configure(ARCHIVE_SETTINGS, backup="[global]\n")
        machine.run(OPEN)
        timer = machine.folder / "units" / "veeam-entraid-backup-diff.timer"
        assert "OnCalendar=Mon..Sat 02:00 UTC\n" in timer.read_text()
        assert "Unit=veeam-entraid-backup@diff.service\n" in timer.read_text()
        machine.services()
        machine.configure()
        machine.run(OPEN)
        assert "disable --now veeam-entraid-backup-full.timer veeam-entraid-backup-diff.timer" in machine.services()
        assert not timer.exists()
        assert not (machine.folder / "pgbackrest.conf").exists()
        assert machine.value("SHOW archive_mode") == "off"
        assert json.loads(machine.run("backups info")) == [{"backup": []}]
