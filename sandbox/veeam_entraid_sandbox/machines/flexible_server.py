"""Azure Database for PostgreSQL: a flexible server is a real PostgreSQL, certified by the sandbox."""

import contextlib
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

from psycopg import sql

from veeam_entraid_protocol import Value
from veeam_entraid_protocol.properties import Properties, at, text_at
from veeam_entraid_protocol.provider import Progress
from veeam_entraid_sandbox.azure import ArmError, Resource, Store, Subject, key_of, parent_id
from veeam_entraid_sandbox.azure.types.postgresql import CONFIGURATION, RESTORES
from veeam_entraid_sandbox.certificates import issue
from veeam_entraid_sandbox.machines._addresses import AddressBook
from veeam_entraid_sandbox.machines._cluster import Cluster, Parameter, Record, cluster_of
from veeam_entraid_sandbox.machines._flexible_parameters import AZURE_PARAMETERS, azure_refusal, is_hidden
from veeam_entraid_sandbox.machines._host_based import LOOPBACK
from veeam_entraid_sandbox.machines._installations import MachineError, refused
from veeam_entraid_sandbox.machines._scram import verifier
from veeam_entraid_sandbox.state import StateFolder

__all__ = ["Configurations", "Databases", "FlexibleServers"]

_PORT: Final = 5432
_SUPERUSER: Final = "azuresu"
_ADMINISTRATORS: Final = "azure_pg_admin"
_SETTINGS: Final = """\
# What Azure sets; what configurations set comes after it.
ssl = on
ssl_min_protocol_version = 'TLSv1.2'
password_encryption = 'scram-sha-256'
shared_preload_libraries = 'pg_stat_statements'
# Unlike Azure: it would write the text of CREATE ROLE, with its password, into a file.
pg_stat_statements.track_utility = off
max_wal_senders = 10
# Unlike Azure: tells a restore when the server has last been changed.
track_commit_timestamp = on
include 'parameters.conf'
"""
_TYPES: Final = {"bool": "Boolean", "integer": "Integer", "real": "Numeric", "enum": "Enumeration", "string": "String"}


class FlexibleServers:
    """Creates, changes and deletes the servers."""

    def __init__(self, state: StateFolder, addresses: AddressBook) -> None:
        self._state = state
        self._addresses = addresses

    def create(self, subject: Subject, outputs: Properties, store: Store, progress: Progress) -> Properties:
        """Start a PostgreSQL of the version that was asked for, with its administrator."""
        del outputs, store
        major = int(text_at(subject.inputs, "version"))
        cluster = cluster_of(self._state, subject.id)
        source: Cluster | None = None
        if text_at(subject.inputs, "createMode") in RESTORES:
            source = cluster_of(self._state, text_at(subject.inputs, "sourceServerResourceId"))
            _demand_moment(source, text_at(subject.inputs, "pointInTimeUTC"))
        with refused():
            address = self._addresses.address_of(key_of(subject.id))
            cluster.remember(
                Record(
                    volume=subject.id, serves=subject.id, major=major, superuser=_SUPERUSER, address=address, port=_PORT
                )
            )
            progress.status(f"installing PostgreSQL {major}")
            certificate = issue(self._state, address)
            cluster.write("server.crt", certificate.certificate)
            cluster.write("server.key", certificate.key)
            cluster.write("postgresql.conf", _SETTINGS)
            cluster.write("parameters.conf", "")
            cluster.write("hba.conf", _host_based(subject.inputs, {}))
            if source is None:
                cluster.make(_bootstrap(subject.inputs))
            else:
                progress.status("copying the data of its source")
                cluster.make_from(source)
            progress.status(f"starting PostgreSQL {major} on {address}:{_PORT}")
            cluster.start()
            version = _minor_version(cluster)
        return {"fullyQualifiedDomainName": address, "minorVersion": version}

    def update(self, subject: Subject, outputs: Properties, store: Store, progress: Progress) -> Properties:
        """Change the administrator's password, and who may log in."""
        del outputs, progress
        cluster = cluster_of(self._state, subject.id)
        previous = subject.previous.inputs if subject.previous else {}
        login, password = (
            text_at(subject.inputs, "administratorLogin"),
            text_at(subject.inputs, "administratorLoginPassword"),
        )
        with refused():
            cluster.start()
            if password and password != text_at(previous, "administratorLoginPassword"):
                if not text_at(previous, "administratorLoginPassword"):
                    for statement in _administrator(login, password):
                        cluster.query(sql.SQL(statement))  # pyright: ignore[reportArgumentType] - made from an identifier and a verifier
                else:
                    cluster.set_password(login, password)
            cluster.write("hba.conf", _host_based(subject.inputs, _parameters(subject.id, store)))
            cluster.reload()
            return self._found(cluster)

    def delete(self, resource: Resource, store: Store) -> None:
        """Stop the server and remove its data."""
        del store
        cluster_of(self._state, resource.id).destroy()
        self._addresses.release(key_of(resource.id))

    def read(self, resource: Resource, store: Store) -> Properties:
        """Start the server again if it was killed, and say whether it runs."""
        del store
        cluster = cluster_of(self._state, resource.id)
        try:
            cluster.start()
            return {"state": "Ready", **self._found(cluster)}
        except MachineError:
            return {"state": "Stopped"}

    def _found(self, cluster: Cluster) -> Properties:
        record = cluster.record
        return {"fullyQualifiedDomainName": record.address if record else "", "minorVersion": _minor_version(cluster)}


class Configurations:
    """Server parameters, set on the running server."""

    def __init__(self, state: StateFolder) -> None:
        self._state = state

    def create(self, subject: Subject, outputs: Properties, store: Store, progress: Progress) -> Properties:
        """Set a parameter."""
        del outputs, progress
        return self._set(parent_id(subject.id), subject.name, text_at(subject.inputs, "value"), store)

    def update(self, subject: Subject, outputs: Properties, store: Store, progress: Progress) -> Properties:
        """Set a parameter to another value; where the server does not take it, the old one stays."""
        del outputs, progress
        return self._set(parent_id(subject.id), subject.name, text_at(subject.inputs, "value"), store)

    def delete(self, resource: Resource, store: Store) -> None:
        """Reset a parameter: it cannot be deleted."""
        server = parent_id(resource.id)
        cluster = cluster_of(self._state, server)
        if not cluster.is_made():
            return
        _apply(cluster, server, {**_parameters(server, store, but=resource.id)}, store)

    def read(self, resource: Resource, store: Store) -> Properties:
        """Return the parameter as the server describes it."""
        del store
        cluster = cluster_of(self._state, parent_id(resource.id))
        try:
            return _described(cluster, resource.id.rpartition("/")[2], text_at(resource.inputs, "value"))
        except MachineError:
            return {}

    def _set(self, server: str, name: str, value: str, store: Store) -> Properties:
        cluster = cluster_of(self._state, server)
        _demand_parameter(cluster, name, value)
        with refused():
            _apply(cluster, server, {**_parameters(server, store), name: value}, store)
            return _described(cluster, name, value)


class Databases:
    """Databases of a flexible server that are resources of their own."""

    def __init__(self, state: StateFolder) -> None:
        self._state = state

    def create(self, subject: Subject, outputs: Properties, store: Store, progress: Progress) -> Properties:
        """Create the database."""
        del store, progress
        collation = _known_collation(text_at(outputs, "collation"))
        statement = sql.SQL(
            "CREATE DATABASE {} OWNER {} ENCODING {} LC_COLLATE {} LC_CTYPE {} TEMPLATE template0"
        ).format(
            sql.Identifier(subject.name),
            sql.Identifier(_ADMINISTRATORS),
            sql.Literal(text_at(outputs, "charset")),
            sql.Literal(collation),
            sql.Literal(collation),
        )
        with refused():
            cluster_of(self._state, parent_id(subject.id)).query(statement)
        return {}

    def update(self, subject: Subject, outputs: Properties, store: Store, progress: Progress) -> Properties:
        """Change nothing: a database has nothing that changes."""
        del subject, outputs, store, progress
        return {}

    def delete(self, resource: Resource, store: Store) -> None:
        """Drop the database, whoever is in it."""
        del store
        cluster = cluster_of(self._state, parent_id(resource.id))
        if cluster.is_running():
            name = sql.Identifier(resource.id.rpartition("/")[2])
            with contextlib.suppress(MachineError):
                cluster.query(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))

    def read(self, resource: Resource, store: Store) -> Properties:
        """Return nothing new."""
        del resource, store
        return {}


# Restores.


def _demand_moment(source: Cluster, written: str) -> None:
    """Refuse a moment at which the source was not as it is now: the sandbox keeps no log to go back by."""
    with refused():
        source.start()
        last: datetime | None = next(iter(source.query("SELECT timestamp FROM pg_last_committed_xact()")))[0]
    try:
        moment = datetime.fromisoformat(written).astimezone(UTC)
    except ValueError:
        moment = None
    if moment is None or moment > datetime.now(UTC) or (last is not None and moment < last):
        raise ArmError(
            400,
            "InvalidPointInTimeUTC",
            f"'pointInTimeUTC' has to be a moment that is over. The sandbox restores a server as it is now, so it has "
            f"to be one since the source's last change as well: {last.astimezone(UTC) if last else 'none'}.",
        )


# The first SQL of a server.


def _bootstrap(inputs: Properties) -> dict[str, list[str]]:
    login, password = text_at(inputs, "administratorLogin"), text_at(inputs, "administratorLoginPassword")
    own_schema = f"ALTER SCHEMA public OWNER TO {_ADMINISTRATORS}"
    return {
        "postgres": [
            f"CREATE ROLE {_ADMINISTRATORS} NOLOGIN NOSUPERUSER CREATEDB CREATEROLE REPLICATION",
            f"GRANT pg_monitor, pg_signal_backend TO {_ADMINISTRATORS} WITH ADMIN OPTION",
            *(_administrator(login, password) if login and password else ()),
            "CREATE DATABASE azure_maintenance",
            "CREATE DATABASE azure_sys",
            f"ALTER DATABASE postgres OWNER TO {_ADMINISTRATORS}",
            own_schema,
        ],
        "template1": [own_schema],
    }


def _administrator(login: str, password: str) -> list[str]:
    name = '"' + login.replace('"', '""') + '"'
    rights = "LOGIN NOSUPERUSER INHERIT CREATEDB CREATEROLE REPLICATION NOBYPASSRLS"
    return [f"CREATE ROLE {name} {rights} PASSWORD '{verifier(password)}' IN ROLE {_ADMINISTRATORS}"]


# Who is admitted.


def _host_based(inputs: Properties, parameters: dict[str, str]) -> str:
    """Return who may log in: nobody by a password where that is switched off, and azuresu only for the sandbox."""
    own = f"hostssl all {_SUPERUSER} {LOOPBACK} scram-sha-256\nhost all {_SUPERUSER} all reject\n"
    if at(inputs, "authConfig.passwordAuth") == "Disabled":
        return own
    accepted = parameters.get("azure.accepted_password_auth_method", "md5,scram-sha-256").lower()
    # The method md5 admits both kinds of stored passwords; scram-sha-256 only its own.
    method = "md5" if "md5" in accepted else "scram-sha-256"
    kind = (
        "host" if parameters.get("require_secure_transport", "on").lower() in {"off", "0", "false", "no"} else "hostssl"
    )
    return f"{own}{kind} all all all {method}\n{kind} replication all all {method}\n"


# Parameters.


def _parameters(server: str, store: Store, *, but: str = "") -> dict[str, str]:
    """Return what configurations set on the server, without the configuration of the id ``but``."""
    with store.view() as ledger:
        set_ = [
            resource
            for resource in ledger.below(server)
            if resource.token == CONFIGURATION and resource.ready and key_of(resource.id) != key_of(but)
        ]
    return {resource.id.rpartition("/")[2]: text_at(resource.inputs, "value") for resource in set_}


def _demand_parameter(cluster: Cluster, name: str, value: str) -> None:
    own = AZURE_PARAMETERS.get(name)
    reason = own.refusal(value) if own else azure_refusal(name, value)
    if own is None and reason is None:
        if is_hidden(name):
            raise ArmError(
                400, "ServerParameterNotExists", f"The server parameter '{name}' is Azure's own and cannot be set."
            )
        try:
            cluster.check_setting(name, value)
        except MachineError as error:
            reason = str(error)
    if reason:
        raise ArmError(
            400,
            "InvalidParameterValue",
            f"Invalid value given for parameter {name}. Specify a valid parameter value: {reason}.",
        )


def _apply(cluster: Cluster, server: str, parameters: dict[str, str], store: Store) -> None:
    lines = [
        f"{name} = '{value.replace(chr(39), chr(39) * 2)}'"
        for name, value in parameters.items()
        if name not in AZURE_PARAMETERS or AZURE_PARAMETERS[name].in_settings
    ]
    with store.view() as ledger:
        resource = ledger.find(server)
    cluster.write("parameters.conf", "".join(f"{line}\n" for line in lines))
    if resource is not None:
        cluster.write("hba.conf", _host_based(resource.inputs, parameters))
    cluster.reload()


def _described(cluster: Cluster, name: str, value: str) -> Properties:
    own = AZURE_PARAMETERS.get(name)
    if own is not None:
        return {
            "value": value,
            "source": "user-override",
            "defaultValue": own.default,
            "allowedValues": own.allowed,
            "dataType": own.type,
            "description": own.description,
            "isDynamicConfig": True,
            "isReadOnly": False,
            "isConfigPendingRestart": False,
        }
    found = cluster.parameter(name)
    return {"value": value, "source": "user-override", **(_as_azure_says(found) if found else {})}


def _as_azure_says(parameter: Parameter) -> dict[str, Value]:
    return {
        "defaultValue": parameter.default,
        "allowedValues": parameter.allowed,
        "dataType": _TYPES.get(parameter.type, "String"),
        "description": parameter.description,
        "unit": parameter.unit,
        "isDynamicConfig": parameter.context != "postmaster",
        "isReadOnly": parameter.context == "internal",
        "isConfigPendingRestart": parameter.pending_restart,
    }


def _minor_version(cluster: Cluster) -> str:
    rows: Iterable[tuple[str]] = cluster.query("SHOW server_version")
    return next(iter(rows))[0].partition(".")[2].partition(" ")[0]


def _known_collation(name: str) -> str:
    # Machines that run the sandbox need not have the locales that Azure's have.
    return "C.UTF-8" if name.lower() in {"en_us.utf8", "en_us.utf-8", ""} else name
