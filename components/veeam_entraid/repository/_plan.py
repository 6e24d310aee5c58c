"""The plan of an Entra ID repository: arguments in, a frozen description of its PostgreSQL out."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Final, cast

import pulumi

from veeam_entraid import _azure, _names
from veeam_entraid._arguments import Arguments
from veeam_entraid._problems import broken_limits
from veeam_entraid._resource_ids import DISK_ENCRYPTION_SET
from veeam_entraid.repository._instance_backup import InstanceBackup, read_instance_backup
from veeam_entraid.repository._linux_server import LinuxServer, read_linux_server
from veeam_entraid.repository._monitoring import Monitoring, read_monitoring
from veeam_entraid.repository.flexible_server import (
    FLEXIBLE_SERVER_ARGUMENTS,
    LARGEST_STORAGE_GB,
    FlexibleServerPlan,
    plan_flexible_server,
)
from veeam_entraid.repository.hosting import HOSTINGS, Hosting
from veeam_entraid_limits import Placement, Repository, Setting, Subject, major_version

__all__ = [
    "CONNECTIONS",
    "DEFAULT_ENGINE_VERSION",
    "LOGIN_PRIVILEGES",
    "TRANSPORTS",
    "RepositoryPlan",
    "plan_repository",
]

DEFAULT_ENGINE_VERSION: Final = 17
_NEWEST_ENGINE_VERSION: Final = 18
_POSTGRESQL_PORT: Final = 5432
_MOST_CONNECTIONS: Final = 262143

CONNECTIONS: Final = ("pending", "confirmed", "retired")
"""Whether the backup server is connected to the repository, as far as a person has said so."""

LOGIN_PRIVILEGES: Final = ("least", "documented")
"""What the login may do: create databases, or everything, as the vendor documents."""

TRANSPORTS: Final = ("required", "preferred")
"""Whether the backup server's login has to come over TLS, or may."""

_ONLY_MACHINE: Final = (
    "private_ip_address",
    "host",
    "backup_server_address",
    "administration_prefixes",
    "vm_size",
    "transport",
    "encryption_at_host",
    "disk_encryption_set_id",
    "backup",
    "monitoring",
)
_ONLY_REMOTE: Final = (
    "resource_group_name",
    "subnet_id",
    "vault_subnet_ids",
    "port",
    "administrator_login",
    "login",
    "login_privileges",
    "connection_limit",
    "linux_backup_server",
    "password_rotation",
    "confirmed_password_rotation",
    "data_plane",
    "storage_size_gb",
    "parameters",
    "zone",
)

_LARGEST_DISK_GB: Final = 32767
_PARAMETER: Final = re.compile(r"[a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)?")
_PARAMETERS_OF_THE_COMPONENT: Final = frozenset(
    """
    data_directory hba_file ident_file listen_addresses password_encryption port require_secure_transport ssl
    ssl_cert_file ssl_key_file ssl_min_protocol_version
    """.split()
)


@dataclass(frozen=True, slots=True)
class RepositoryPlan:
    """Everything that a repository is made of. What its hosting has no use for is empty.

    Attributes:
        name: the component's name.
        hosting: where its PostgreSQL runs.
        backup_server: the logical name of the server that it serves; None means the stack's only one.
        connection: ``pending``, ``confirmed`` or ``retired``. A confirmation of other passwords is none.
        outdated_confirmation: whether the connection is pending because the passwords are new since its confirmation.
        engine_version: major version of PostgreSQL.
        resource_group_name: where its resources go.
        location: their region; None leaves it to the provider.
        subnet_id: the subnet of the machine, or the one delegated to the flexible server.
        vault_subnet_ids: further subnets whose machines may read its secrets.
        port: TCP port of PostgreSQL.
        administrator_login: the login that Pulumi uses.
        login: the login that the backup server will use.
        login_privileges: ``least`` (LOGIN, CREATEDB) or ``documented`` (a superuser).
        connection_limit: how many connections the login may have; -1 for as many as the server takes.
        password_rotation: the text whose change makes new passwords; empty for the first ones.
        confirmed_password_rotation: the rotation whose password the backup server was connected with.
        linux_server: the backup server where it runs on Linux; None for one on Windows.
        data_plane: whether Pulumi connects to PostgreSQL and makes the login.
        storage_size_gb: size of the data disk in GiB.
        parameters: further parameters of PostgreSQL.
        zone: availability zone; empty for none.
        private_ip_address: fixed address of the machine.
        host: the name by which clients reach the machine; None means its address.
        backup_server_address: the address that the machine admits.
        administration_prefixes: ranges from which the machine admits its administrator.
        vm_size: size of the machine.
        transport: whether the machine admits the backup server's login over TLS only.
        encryption_at_host: whether the machine's host encrypts its disks and caches; None leaves it to Azure.
        disk_encryption_set_id: what encrypts the machine's disks with a key of one's own; None for Azure's.
        backup: how the machine's instance is backed up; None for not at all.
        monitoring: how the machine is watched; None for not at all.
        flexible_server: what only a flexible server has; None with another hosting.
        deletion_protection: whether what holds backups cannot be removed.
        tags: tags of every resource.
    """

    name: str
    hosting: Hosting
    backup_server: pulumi.Input[str] | None
    connection: str
    outdated_confirmation: bool
    engine_version: int
    resource_group_name: pulumi.Input[str]
    location: pulumi.Input[str] | None
    subnet_id: pulumi.Input[str]
    vault_subnet_ids: tuple[pulumi.Input[str], ...]
    port: int
    administrator_login: str
    login: str
    login_privileges: str
    connection_limit: int
    password_rotation: str
    confirmed_password_rotation: str
    linux_server: LinuxServer | None
    data_plane: bool
    storage_size_gb: int
    parameters: Mapping[str, str]
    zone: str
    private_ip_address: pulumi.Input[str] | None
    host: pulumi.Input[str] | None
    backup_server_address: pulumi.Input[str]
    administration_prefixes: tuple[IPv4Network, ...]
    vm_size: str
    transport: str
    encryption_at_host: bool | None
    disk_encryption_set_id: pulumi.Input[str] | None
    backup: InstanceBackup | None
    monitoring: Monitoring | None
    flexible_server: FlexibleServerPlan | None
    deletion_protection: bool
    tags: Mapping[str, pulumi.Input[str]]


def plan_repository(
    name: str, arguments: object, later: Collection[str] = (), provider: Placement | None = None
) -> RepositoryPlan:
    """Resolve the arguments of a repository.

    Args:
        name: the component's name.
        arguments: what the program wrote.
        later: arguments that another component will hand over, and that may be missing now.
        provider: where its provider places resources, as far as that is known.

    Raises:
        InvalidArgumentsError: with every problem in them, documented limits that they break among them.
    """
    reader = Arguments(f'EntraIdRepository "{name}"', arguments, later=later)
    if problem := _names.component_name_problem(name):
        reader.problem("", problem)
    hosting = Hosting(reader.choice("hosting", HOSTINGS, Hosting.VIRTUAL_MACHINE.value))
    why = f"with hosting: {hosting.value}"
    if hosting is Hosting.LOCAL:
        reader.refuse(_ONLY_REMOTE, why)
    machine, flexible = hosting is Hosting.VIRTUAL_MACHINE, hosting is Hosting.FLEXIBLE_SERVER
    if not machine:
        reader.refuse(_ONLY_MACHINE, why)
    if not flexible:
        reader.refuse(FLEXIBLE_SERVER_ARGUMENTS, why)
    written_version = reader.raw("engine_version", DEFAULT_ENGINE_VERSION)
    storage_size_gb, zone = _read_storage(reader, hosting), _azure.read_zone(reader)
    data_plane = reader.flag("data_plane", default=hosting is not Hosting.LOCAL)
    parameters = _read_parameters(reader)
    rotation = reader.text("password_rotation", hint="a text that has not been used before, such as 2026-11")
    confirmed_rotation = reader.text("confirmed_password_rotation", hint="the passwordRotation that was confirmed")
    backup = read_instance_backup(reader, parameters) if machine else None
    connection = _read_connection(reader, hosting)
    outdated = connection == "confirmed" and confirmed_rotation != rotation
    plan = RepositoryPlan(
        name=name,
        hosting=hosting,
        backup_server=reader.input_text("backup_server"),
        connection="pending" if outdated else connection,
        outdated_confirmation=outdated,
        engine_version=_read_engine_version(reader, written_version),
        resource_group_name=_azure.read_resource_group(reader, required=hosting is not Hosting.LOCAL),
        location=_azure.read_location(reader),
        subnet_id="" if hosting is Hosting.LOCAL else _azure.read_subnet_id(reader),
        vault_subnet_ids=reader.inputs("vault_subnet_ids"),
        port=_read_port(reader, hosting),
        administrator_login=_read_login(reader, "administrator_login", "pgadmin"),
        login=_read_login(reader, "login", "veeam"),
        login_privileges=_read_login_privileges(reader, hosting),
        connection_limit=reader.integer("connection_limit", -1, minimum=-1, maximum=_MOST_CONNECTIONS),
        password_rotation=rotation,
        confirmed_password_rotation=confirmed_rotation,
        linux_server=read_linux_server(reader, data_plane=data_plane),
        data_plane=data_plane,
        storage_size_gb=storage_size_gb,
        parameters=parameters,
        zone=zone,
        private_ip_address=_azure.read_address(reader, "private_ip_address"),
        host=reader.input_text("host"),
        backup_server_address=_azure.read_address(reader, "backup_server_address") or "",
        administration_prefixes=reader.networks("administration_prefixes"),
        vm_size=_azure.read_size(reader, "vm_size", "Standard_D4s_v5"),
        transport=reader.choice("transport", TRANSPORTS, "required"),
        encryption_at_host=reader.switch("encryption_at_host"),
        disk_encryption_set_id=_azure.read_resource_id(reader, "disk_encryption_set_id", DISK_ENCRYPTION_SET),
        backup=backup,
        monitoring=read_monitoring(reader, backed_up=backup is not None) if machine else None,
        flexible_server=plan_flexible_server(reader, storage_size_gb=storage_size_gb, zone=zone, data_plane=data_plane)
        if flexible
        else None,
        deletion_protection=reader.flag("deletion_protection", default=True),
        tags=reader.tags(),
    )
    _refuse_missing(reader, plan)
    reader.finish(*broken_limits(reader.component, _fact(plan, written_version, provider or Placement())))
    return plan


def _fact(plan: RepositoryPlan, written_version: object, provider: Placement) -> Repository:
    return Repository(
        subject=Subject("EntraIdRepository", plan.name),
        hosting=plan.hosting,
        engine_version=Setting("engineVersion", written_version),
        password_login=Setting(
            "authConfig.passwordAuth", plan.flexible_server.password_auth if plan.flexible_server else "Enabled"
        ),
        placement=_azure.placement(plan.location, provider),
    )


def _refuse_missing(reader: Arguments, plan: RepositoryPlan) -> None:
    if plan.hosting is Hosting.VIRTUAL_MACHINE and not plan.backup_server_address:
        reader.missing("backup_server_address", "the fixed address of the backup server, the only one admitted")
    if plan.login == plan.administrator_login and plan.hosting is not Hosting.LOCAL:
        reader.problem("login", "is the administrator's login as well: write two different ones")


def _read_connection(reader: Arguments, hosting: Hosting) -> str:
    default = "confirmed" if hosting is Hosting.LOCAL else "pending"
    connection = reader.choice("connection", CONNECTIONS, default)
    if hosting is Hosting.LOCAL and connection == "pending":
        reader.problem(
            "connection", "contradicts hosting: local, which the installer connects: write confirmed or leave it out"
        )
    return connection


def _read_engine_version(reader: Arguments, written: object) -> int:
    # What is too old, or no version at all, is the rule's to refuse.
    major = major_version(written) or DEFAULT_ENGINE_VERSION
    if major > _NEWEST_ENGINE_VERSION:
        reader.problem(
            "engine_version", f"is newer than the versions known here: write 17, or up to {_NEWEST_ENGINE_VERSION}"
        )
    return major


def _read_port(reader: Arguments, hosting: Hosting) -> int:
    port = reader.integer("port", _POSTGRESQL_PORT, minimum=1024, maximum=65535)
    if hosting is Hosting.FLEXIBLE_SERVER and port != _POSTGRESQL_PORT:
        reader.problem("port", "has to be 5432: a flexible server has no other port")
    return port


def _read_login(reader: Arguments, name: str, default: str) -> str:
    login = reader.text(name, default, hint=f"a login for PostgreSQL, such as {default}")
    if problem := _names.postgresql_login_problem(login):
        reader.problem(name, problem)
    return login


def _read_login_privileges(reader: Arguments, hosting: Hosting) -> str:
    privileges = reader.choice("login_privileges", LOGIN_PRIVILEGES, "least")
    if hosting is Hosting.FLEXIBLE_SERVER and privileges == "documented":
        reader.problem(
            "login_privileges",
            "documented is a superuser, which Azure keeps for itself on a flexible server: write least, or hosting:"
            " virtualMachine",
        )
    return privileges


def _read_storage(reader: Arguments, hosting: Hosting) -> int:
    most = LARGEST_STORAGE_GB if hosting is Hosting.FLEXIBLE_SERVER else _LARGEST_DISK_GB
    return reader.integer("storage_size_gb", 128, minimum=32, maximum=most)


def _read_parameters(reader: Arguments) -> dict[str, str]:
    written = reader.raw("parameters", {})
    if not isinstance(written, Mapping):
        reader.problem("parameters", "has to map names of PostgreSQL parameters to values")
        return {}
    parameters: dict[str, str] = {}
    for name, value in cast("Mapping[object, object]", written).items():
        if not isinstance(name, str) or not _PARAMETER.fullmatch(name):
            reader.problem("parameters", f"{name!s} is not the name of a PostgreSQL parameter")
        elif name in _PARAMETERS_OF_THE_COMPONENT:
            reader.problem("parameters", f"{name} is set by this component: leave it out")
        elif isinstance(value, bool):
            parameters[name] = "on" if value else "off"
        elif isinstance(value, float) and value.is_integer():
            parameters[name] = str(int(value))
        elif isinstance(value, str | int | float):
            parameters[name] = str(value)
        else:
            reader.problem("parameters", f"{name} has to be a plain text, number, true or false")
    return parameters
