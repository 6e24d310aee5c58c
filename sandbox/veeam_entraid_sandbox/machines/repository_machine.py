"""A Linux machine that its cloud-config makes the PostgreSQL server of a repository.

What the machine is told lies in its files below ``/etc/veeam-entraid``. They are read here as the real
machine's own program reads them, and the same steps are taken on a real PostgreSQL.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from cryptography import x509
from psycopg import sql

from veeam_entraid_protocol.properties import list_at, text_at
from veeam_entraid_sandbox.azure import Resource, View
from veeam_entraid_sandbox.machines._addresses import AddressBook
from veeam_entraid_sandbox.machines._cloud_config import CloudConfig
from veeam_entraid_sandbox.machines._cluster import Cluster, Record, cluster_of
from veeam_entraid_sandbox.machines._host_based import admits_locally, translated
from veeam_entraid_sandbox.machines._installations import MachineError
from veeam_entraid_sandbox.machines._key_vault import read_secret
from veeam_entraid_sandbox.machines._scram import is_verifier
from veeam_entraid_sandbox.machines.name_resolution import address_of_machine
from veeam_entraid_sandbox.state import StateFolder

__all__ = ["RepositoryFacts", "RepositoryMachine", "facts_of", "volume_of"]

_FOLDER: Final = "/etc/veeam-entraid"
FACTS_FILE: Final = f"{_FOLDER}/repository.json"
_SUPERUSER: Final = "postgres"
_CONFIGURATION: Final = ("rendered.conf", "hba.conf")
_PACKAGE: Final = re.compile(r"postgresql-?(\d+)(?:-server)?")
_PORT: Final = re.compile(r"^\s*port\s*=?\s*'?(\d+)'?", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class RepositoryFacts:
    """What the machine is told: ``repository.json`` and the files beside it."""

    engine_version: int
    port: int
    administrator_login: str
    key_vault_uri: str
    identity_client_id: str
    verifier_secret: str
    key_secret: str
    settings: str
    host_based: str
    certificate: str


def facts_of(files: Mapping[str, str]) -> RepositoryFacts:
    """Return what the files tell a machine.

    Raises:
        MachineError: a file is missing, or does not hold what belongs there.
    """
    for name in ("repository.json", "postgresql.conf", "pg_hba.conf", "server.crt"):
        if f"{_FOLDER}/{name}" not in files:
            raise MachineError(f"{_FOLDER}/{name} is not there.")
    try:
        data: dict[str, Any] = json.loads(files[FACTS_FILE])
        return RepositoryFacts(
            engine_version=int(data["engineVersion"]),
            port=int(data["port"]),
            administrator_login=str(data["administratorLogin"]),
            key_vault_uri=str(data["keyVaultUri"]),
            identity_client_id=str(data["identityClientId"]),
            verifier_secret=str(data["secrets"]["administratorVerifier"]),
            key_secret=str(data["secrets"]["serverKey"]),
            settings=files[f"{_FOLDER}/postgresql.conf"],
            host_based=files[f"{_FOLDER}/pg_hba.conf"],
            certificate=files[f"{_FOLDER}/server.crt"],
        )
    except (ValueError, TypeError, KeyError) as error:
        raise MachineError(f"{FACTS_FILE} cannot be read: {type(error).__name__} {error}.") from error


def volume_of(machine: Resource) -> str:
    """Return the id of the disk with the machine's data: its first data disk, else the machine's own."""
    for disk in list_at(machine.inputs, "storageProfile.dataDisks"):
        attached = text_at(disk, "managedDisk.id")
        if attached:
            return attached
    return machine.id


class RepositoryMachine:
    """One machine and its PostgreSQL."""

    def __init__(self, state: StateFolder, addresses: AddressBook, machine: Resource) -> None:
        self._addresses = addresses
        self._machine = machine
        self._cluster = cluster_of(state, volume_of(machine))

    @property
    def cluster(self) -> Cluster:
        """The server."""
        return self._cluster

    def install(self, config: CloudConfig, view: View) -> None:
        """Do what cloud-init does at the first boot. Data that is on the disk already is kept.

        Raises:
            MachineError: a step fails, with the words of what failed.
        """
        facts = facts_of(config.files)
        for package in config.packages:
            named = _PACKAGE.fullmatch(package)
            if named and int(named[1]) != facts.engine_version:
                raise MachineError(
                    f"the package {package} is not of PostgreSQL {facts.engine_version}, which is asked for."
                )
        _demand_local_name(facts.certificate)
        configured = _PORT.findall(facts.settings)
        if configured and int(configured[-1]) != facts.port:
            raise MachineError(f"PostgreSQL listens on port {configured[-1]}, and {facts.port} is asked for.")
        self._cluster.remember(
            Record(
                volume=volume_of(self._machine),
                serves=self._machine.id,
                major=facts.engine_version,
                superuser=_SUPERUSER,
                address=address_of_machine(self._machine, self._addresses, view),
                port=facts.port,
            )
        )
        secrets = self._secrets(facts, view)
        self._configure(facts, secrets.server_key)
        if not self._cluster.is_made():
            self._cluster.make({})
        self._activate(facts, secrets.verifier, restart=True)

    def apply(self, files: Mapping[str, str], view: View) -> None:
        """Do what the machine's program does when its settings have changed.

        Raises:
            MachineError: a step fails, with the words of what failed.
        """
        facts = facts_of(files)
        record = self._cluster.record
        if record is None or record.major != facts.engine_version:
            raise MachineError(
                f"this machine runs PostgreSQL {record.major if record else 'not at all'}, and "
                f"{facts.engine_version} is asked for: "
                "upgrade it first."
            )
        if record.port != facts.port:
            raise MachineError(
                f"PostgreSQL listens on port {record.port}, and {facts.port} is asked for: replace the machine."
            )
        secrets = self._secrets(facts, view)
        kept = {name: self._cluster.file(name) for name in _CONFIGURATION}
        self._configure(facts, secrets.server_key)
        try:
            restart = self._cluster.is_running() and self._cluster.needs_restart()
            self._activate(facts, secrets.verifier, restart=restart)
        except MachineError:
            for name, content in kept.items():
                self._cluster.write(name, content)
            self._cluster.start()
            raise

    def _configure(self, facts: RepositoryFacts, server_key: str) -> None:
        if not admits_locally(facts.host_based, _SUPERUSER):
            raise MachineError(f"pg_hba.conf admits no local user as {_SUPERUSER}: the administrator cannot be set.")
        # The machine itself gets in over its socket in real life. Here it comes by loopback, with a
        # password that nobody has.
        own = f"host all {_SUPERUSER} 127.0.0.0/8 scram-sha-256\n"
        self._cluster.write("postgresql.conf", "include 'rendered.conf'\n")
        self._cluster.write("rendered.conf", facts.settings)
        self._cluster.write("hba.conf", own + translated(facts.host_based))
        self._cluster.write("server.crt", facts.certificate)
        self._cluster.write("server.key", server_key)

    def _activate(self, facts: RepositoryFacts, verifier: str, *, restart: bool) -> None:
        if restart:
            self._cluster.stop()
        if self._cluster.is_running():
            self._cluster.reload()
        else:
            self._cluster.start()
        role = sql.Identifier(facts.administrator_login)
        there = any(self._cluster.query("SELECT 1 FROM pg_roles WHERE rolname = %s", facts.administrator_login))
        if not there:
            self._cluster.query(sql.SQL("CREATE ROLE {}").format(role))
        statement = sql.SQL("ALTER ROLE {} LOGIN SUPERUSER PASSWORD {}")
        self._cluster.query(statement.format(role, sql.Literal(verifier)))
        self._cluster.query("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")

    def _secrets(self, facts: RepositoryFacts, view: View) -> "_Secrets":
        def read(name: str) -> str:
            return read_secret(
                view, self._machine, vault_uri=facts.key_vault_uri, name=name, client_id=facts.identity_client_id
            )

        verifier = read(facts.verifier_secret)
        if not is_verifier(verifier):
            # PostgreSQL would take it for a password, after it had stood in a statement in clear text.
            raise MachineError(f"the secret {facts.verifier_secret} is not the verifier of a password.")
        return _Secrets(verifier, read(facts.key_secret))


def _demand_local_name(certificate: str) -> None:
    """Demand that clients reach the machine here: by what its certificate names, which they check.

    Without it the client of the deployment would look for the machine's private address in whatever network this
    computer is in.
    """
    try:
        extensions = x509.load_pem_x509_certificate(certificate.encode()).extensions
        names = extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        addresses = names.get_values_for_type(x509.IPAddress)
    except (ValueError, x509.ExtensionNotFound):
        addresses = []
    if not any(address.is_loopback for address in addresses):
        raise MachineError(
            "no name of the machine leads to this computer: give the repository a host that a private DNS record "
            "names, in a zone that is linked to its network."
        )


@dataclass(frozen=True, slots=True, repr=False)
class _Secrets:
    verifier: str
    server_key: str
