"""The PostgreSQL that a simulated backup server brings with it: real, and on a loopback address of its own."""

from dataclasses import dataclass, field, replace
from typing import Final

from veeam_entraid_sandbox.azure import Seal, key_of
from veeam_entraid_sandbox.certificates import issue
from veeam_entraid_sandbox.machines._addresses import AddressBook
from veeam_entraid_sandbox.machines._cluster import Cluster, Record, cluster_of
from veeam_entraid_sandbox.machines._host_based import LOOPBACK
from veeam_entraid_sandbox.state import StateFolder

__all__ = ["BundledInstance", "start_bundled", "stop_bundled"]

_MAJOR: Final = 17
_PORT: Final = 5432
_LOGIN: Final = "postgres"
_SETTINGS: Final = "ssl = on\npassword_encryption = 'scram-sha-256'\n"


@dataclass(frozen=True, slots=True)
class BundledInstance:
    """Where it is, and who logs in to it."""

    host: str
    port: int
    login: str
    password: str = field(repr=False)


def start_bundled(state: StateFolder, owner: str, address: str = "") -> BundledInstance:
    """Start the instance of the server with that id, which is made if it is not there.

    Args:
        state: the sandbox's state folder.
        owner: the id of the server.
        address: where it is to listen; without one, on an address of its own.

    Raises:
        MachineError: PostgreSQL is not installed, or does not start.
    """
    cluster = cluster_of(state, owner)
    if not cluster.is_made():
        _make(state, cluster, owner, address or AddressBook(state).address_of(key_of(owner)))
    record = cluster.record
    if record is None:
        raise RuntimeError(f"nothing is remembered of the instance of {owner}")
    cluster.remember(replace(record, wanted=True))
    cluster.start()
    password = Seal(state.root).opened_text(cluster.file("superuser"))
    return BundledInstance(record.address, record.port, record.superuser, password)


def stop_bundled(state: StateFolder, owner: str) -> None:
    """Stop the instance of the server with that id, until it is started again; its data stays."""
    cluster = cluster_of(state, owner)
    record = cluster.record
    if record is not None:
        cluster.remember(replace(record, wanted=False))
        cluster.stop()


def _make(state: StateFolder, cluster: Cluster, owner: str, address: str) -> None:
    cluster.remember(Record(volume=owner, serves=owner, major=_MAJOR, superuser=_LOGIN, address=address, port=_PORT))
    certificate = issue(state, address)
    cluster.write("server.crt", certificate.certificate)
    cluster.write("server.key", certificate.key)
    cluster.write("postgresql.conf", _SETTINGS)
    cluster.write("hba.conf", f"host all all {LOOPBACK} scram-sha-256\n")
    cluster.make({})
