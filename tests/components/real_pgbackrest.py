"""The real pgBackRest in the place of the stand-in, with its repository in a folder or a Blob container."""

import os
import re
import shlex
from collections.abc import Mapping
from pathlib import Path

from azurite import PORT, Blobs
from debian import Program
from machine import Machine

from veeam_entraid.repository._instance_backup import InstanceBackup, render_backup_configuration
from veeam_entraid_engine._version import Version

# The first release that knows the final PostgreSQL: src/build/postgres/postgres.yaml of each release.
KNOWN_SINCE = {14: Version(2, 36), 15: Version(2, 42), 16: Version(2, 48), 17: Version(2, 54), 18: Version(2, 57)}
BLOCKS_SINCE = Version(2, 46)
NOT_AS_ROOT_SINCE = Version(2, 59)

# PostgreSQL hands on nothing of the environment, so what pgBackRest needs of it is said here.
WRAPPER = """\
#!/bin/bash
export {variables}
exec {path} "$@"
"""


def version_of(pgbackrest: Program) -> Version:
    """Return its version."""
    return Version.of(pgbackrest.run("version").stdout)


def newest_major(version: Version) -> int:
    """Return the newest version of PostgreSQL that this pgBackRest backs up."""
    return max(major for major, since in KNOWN_SINCE.items() if version >= since)


def write_command(pgbackrest: Program, folder: Path) -> None:
    """Put pgBackRest where the machine in that folder looks for it."""
    command, version = folder / "bin" / "pgbackrest", version_of(pgbackrest)
    variables = {
        **pgbackrest.variables,
        # What a restore writes into PostgreSQL's settings.
        "PGBACKREST_CMD": str(command),
        "PGBACKREST_CONFIG": str(folder / "pgbackrest.conf"),
        "PGBACKREST_LOCK_PATH": str(folder / "locks"),
    }
    if version < BLOCKS_SINCE:
        # Backups of the blocks that have changed are there already, and are called a beta.
        variables["PGBACKREST_BETA"] = "y"
    if version >= NOT_AS_ROOT_SINCE and os.geteuid() == 0:
        variables["PGBACKREST_ALLOW_ROOT"] = "y"
    exported = shlex.join(f"{name}={value}" for name, value in variables.items())
    command.write_text(WRAPPER.format(variables=exported, path=shlex.quote(str(pgbackrest.path))))
    command.chmod(0o755)


def in_a_folder(machine: Machine) -> str:
    """Return what a real machine has as its configuration, but with a folder in place of the container."""
    folder = machine.folder / "container"
    return _configuration(
        machine,
        {r"repo1-type=azure\n(repo1-azure-.*\n)+": "repo1-type=posix\n", "repo1-path=.*": f"repo1-path={folder}"},
    )


def in_a_container(machine: Machine, blobs: Blobs) -> str:
    """Return what a real machine has as its configuration, but for where the service is and how to get at it."""
    options = {
        "azure-key-type": "shared",
        "azure-key": blobs.key,
        "azure-uri-style": "path",
        "storage-host": blobs.address,
        "storage-port": PORT,
        "storage-ca-file": blobs.certificate,
    }
    lines = "\n".join(f"repo1-{name}={value}" for name, value in options.items())
    return _configuration(machine, {"repo1-azure-key-type=auto": lines})


def _configuration(machine: Machine, repository: Mapping[str, str]) -> str:
    backup = InstanceBackup(
        storage_account_id="",
        container="postgresql",
        retention_full=4,
        retention_differential=6,
        full_schedule="Sun 02:00",
        differential_schedule="Mon..Sat 02:00",
    )
    rendered = render_backup_configuration(
        backup, storage_account_id="…/backups", folder="db", engine_version=machine.major, port=5432
    )
    for there, here in {
        **repository,
        "pg1-path=.*": f"pg1-path={machine.cluster.folder / 'data' / str(machine.major)}",
        # Here PostgreSQL is reached by loopback, as the environment says.
        "pg1-socket-path=.*\n": "",
    }.items():
        rendered, found = re.subn(there, here, rendered)
        assert found == 1, there
    return rendered
