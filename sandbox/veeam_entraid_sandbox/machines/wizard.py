"""The person at the wizard, who connects a backup server to another PostgreSQL as its Entra ID backup repository.

No API does that. The wizard runs on the server, tries what it is told, stops the services, and starts them again.
"""

import time
from collections.abc import Sequence
from typing import Final

import psycopg

from veeam_entraid_sandbox.machines._installations import MachineError
from veeam_entraid_sandbox.machines._server_records import read_server_durations
from veeam_entraid_sandbox.machines.backup_server import BackupServer, all_backup_servers
from veeam_entraid_sandbox.state import StateFolder
from veeam_entraid_sandbox.vbr import Instance, read_instance, write_instance

__all__ = ["chosen_server", "connect_repository", "is_connected"]

_SECONDS: Final = 10
_OLDEST_MAJOR: Final = 14


def chosen_server(state: StateFolder, name: str = "", endpoint: str = "") -> BackupServer:
    """Return the backup server that is meant.

    Args:
        state: the sandbox's state folder.
        name: of the computer or of its virtual machine; without one, there has to be a single server.
        endpoint: of its REST API, ``https://host:port``, where it is known.

    Raises:
        MachineError: there is none, or there are several.
    """
    there = [(server, record) for server in all_backup_servers(state) if (record := server.record)]
    by_name = [
        server
        for server, record in there
        if name.lower() in {record.name.lower(), record.machine.rpartition("/")[2].lower()}
    ]
    by_endpoint = [server for server, record in there if endpoint == f"https://{record.address}:{record.port}"]
    found = by_name if name else by_endpoint or [server for server, _ in there]
    if len(found) == 1:
        return found[0]
    names = ", ".join(sorted(record.name for _, record in there))
    if name:
        raise MachineError(f"There is no backup server {name} in the sandbox: it has {names or 'none'}.")
    if not there:
        raise MachineError(
            "There is no backup server in the sandbox: it is made by a BackupServer with the block installation."
        )
    raise MachineError(f"There are several backup servers ({names}): say which one with --server.")


def is_connected(server: BackupServer, instance: Instance) -> bool:
    """Return whether the server is connected to exactly this, with the same login and password."""
    return read_instance(server.memory) == instance


def connect_repository(state: StateFolder, server: BackupServer, instance: Instance) -> bool:
    """Connect the server as the wizard does, and return whether that changed anything.

    Raises:
        MachineError: the server is not there yet, or PostgreSQL is not as it has to be; nothing has changed then.
    """
    if is_connected(server, instance):
        return False
    if not server.is_serving:
        raise MachineError("The wizard runs on the backup server, which is not running yet, or not any more.")
    _try_out(instance)
    server.stop()
    try:
        time.sleep(read_server_durations(state).connection)
        write_instance(server.memory, instance)
    finally:
        server.start()
    return True


def _try_out(instance: Instance) -> None:
    """Try what the wizard is told.

    Raises:
        MachineError: nobody answers, the login is not let in, or it may not do what the product does.
    """
    where = f"{instance.host}:{instance.port}"
    try:
        with psycopg.connect(
            host=instance.host,
            port=instance.port,
            user=instance.login,
            password=instance.password,
            dbname="postgres",
            sslmode="prefer",
            connect_timeout=_SECONDS,
            application_name="Veeam.Backup.DBConfig",
        ) as connection:
            version = connection.info.server_version // 10000
            row: Sequence[object] | None = connection.execute(
                "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
    except psycopg.Error as error:
        words = str(error).partition("\n")[0]
        _, answered, reason = words.partition("FATAL:")
        if not answered:
            raise MachineError(f"The wizard does not reach PostgreSQL on {where}: {words}.") from error
        raise MachineError(
            f"PostgreSQL on {where} does not let {instance.login} in: {reason.strip()}. The product knows a login with"
            " a password and nothing else."
        ) from error
    if version < _OLDEST_MAJOR:
        raise MachineError(f"PostgreSQL on {where} is version {version}: it has to be {_OLDEST_MAJOR} or later.")
    if row is None or row[0] is not True:
        raise MachineError(
            f"{instance.login} may not create databases in PostgreSQL on {where}, and each tenant has its own: give it"
            " CREATEDB."
        )
