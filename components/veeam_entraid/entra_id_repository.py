"""EntraIdRepository: the PostgreSQL instance that keeps the backups of Entra ID tenants."""

from collections.abc import Mapping, Sequence
from typing import NotRequired, TypedDict, cast
from urllib.parse import quote

import pulumi

from veeam_entraid._azure import default_provider, role_tags
from veeam_entraid._credentials import CredentialVault
from veeam_entraid._manual_steps import ManualStep
from veeam_entraid._problems import Problem, problems_of
from veeam_entraid.repository import RepositoryPlan, plan_repository
from veeam_entraid.repository._connection_card import manual_steps
from veeam_entraid.repository._database_login import DatabaseLogin, generate_login
from veeam_entraid.repository._instance import PostgresqlInstance
from veeam_entraid.repository._linux_server import connect_server, connection_command
from veeam_entraid.repository._login import create_login
from veeam_entraid.repository._machine import create_machine
from veeam_entraid.repository._settings import AUTHENTICATION_METHOD
from veeam_entraid.repository.flexible_server import FlexibleServerArgs, registered_inputs
from veeam_entraid.repository.flexible_server._server import create_flexible_server
from veeam_entraid.repository.hosting import Hosting

__all__ = [
    "AuthConfigArgs",
    "EntraIdRepository",
    "EntraIdRepositoryArgs",
    "InstanceBackupArgs",
    "LinuxBackupServerArgs",
    "MonitoringArgs",
]


class AuthConfigArgs(TypedDict):
    """How a flexible server lets people in. The keys are those of Azure."""

    password_auth: NotRequired[str]
    """Login with a password: ``Enabled``. The backup server knows no other way."""
    active_directory_auth: NotRequired[str]
    """Login with Entra ID beside it, for people: ``Enabled`` or ``Disabled`` (default)."""
    tenant_id: NotRequired[pulumi.Input[str]]
    """Tenant of the logins with Entra ID."""


class InstanceBackupArgs(TypedDict):
    """How the PostgreSQL instance of a virtual machine is backed up: by pgBackRest, to a Blob container.

    The machine's identity gets the role Storage Blob Data Contributor on the container, and nothing else.
    """

    storage_account_id: pulumi.Input[str]
    """Resource id of the storage account. It has to be reachable from the machine's subnet."""
    container: NotRequired[str]
    """Name of a Blob container that is there, for these backups alone. Default: ``postgresql``."""
    retention_full: NotRequired[int]
    """How many full backups are kept, 1 to 9999; what they and later ones need to be restored to any moment stays
    with them. Default: 4 (pgBackRest, Configuration Reference, repo-retention-full)."""
    retention_differential: NotRequired[int]
    """How many differential backups are kept, 1 to 9999. Default: 6 (the same page, repo-retention-diff)."""
    full_schedule: NotRequired[str]
    """When full backups start: a calendar event of systemd, in UTC. Default: ``Sun 02:00`` (systemd.time)."""
    differential_schedule: NotRequired[str]
    """When differential backups start, likewise. Default: ``Mon..Sat 02:00``."""


class MonitoringArgs(TypedDict):
    """How the virtual machine of a repository is watched: Azure's agent on it, and alerts from what that sends.

    The agent sends by the machine's identity, which needs no role for it.
    """

    workspace_id: pulumi.Input[str]
    """Resource id of the Log Analytics workspace that everything goes to."""
    workspace_location: NotRequired[pulumi.Input[str]]
    """Azure region of the workspace, such as ``westeurope``. Default: that of the repository. What collects and what
    alerts is made there (Microsoft, Data collection rules in Azure Monitor)."""
    action_group_ids: NotRequired[Sequence[pulumi.Input[str]]]
    """Resource ids of the action groups that alerts call. Default: none, so that alerts only stand in the portal."""
    backup_age_hours: NotRequired[int]
    """After how many hours without a successful backup there is an alert, 1 to 48, which is as far back as Azure
    looks; 0 for no such alert. Default: 30, a day and the time that a backup takes. Needs ``backup``."""
    free_disk_percent: NotRequired[int]
    """With less than how many percent of the data disk free there is an alert, 1 to 90. Default: 15."""


class LinuxBackupServerArgs(TypedDict):
    """A backup server on Linux, such as the vendor's appliance, which a documented command connects.

    The command needs root. A server on Windows is connected by a wizard only.
    """

    virtual_machine_id: NotRequired[pulumi.Input[str]]
    """Resource id of its virtual machine on Azure, in the repository's region: the command is then run on it, after
    each change of the login's password too. Default: none; ``manualSteps`` holds the command for a person."""


class EntraIdRepositoryArgs(TypedDict):
    """Arguments of an EntraIdRepository. Which of them are of use depends on ``hosting``."""

    hosting: NotRequired[str]
    """Where PostgreSQL runs: ``virtualMachine`` (default), a Linux machine of its own; ``flexibleServer``,
    Azure Database for PostgreSQL; or ``local``, the instance that the installer puts on the backup server."""
    backup_server: NotRequired[pulumi.Input[str]]
    """Logical name of the backup server that it serves. Default: the stack's only one."""
    engine_version: NotRequired[int]
    """Major version of PostgreSQL, 14 or later. Default: 17."""
    connection: NotRequired[str]
    """Whether the backup server has been connected: ``pending`` (default for a remote repository),
    ``confirmed``, or ``retired`` for one that is being left and kept for its backups. No job may run while
    it is pending."""
    resource_group_name: NotRequired[pulumi.Input[str]]
    """Name of the resource group for its resources. Needed unless local."""
    location: NotRequired[pulumi.Input[str]]
    """Azure region, such as ``westeurope``. Default: that of the provider, else of the resource group."""
    subnet_id: NotRequired[pulumi.Input[str]]
    """Resource id of the machine's subnet, of the subnet delegated to flexible servers, or of the one for a flexible
    server's private endpoint. Needed unless local."""
    vault_subnet_ids: NotRequired[Sequence[pulumi.Input[str]]]
    """Further subnets whose machines may read its secrets, such as the backup server's."""
    port: NotRequired[int]
    """TCP port of PostgreSQL. Default: 5432, the only one that a flexible server has."""
    administrator_login: NotRequired[str]
    """Login by which Pulumi administers PostgreSQL. Default: ``pgadmin``. Its password is generated."""
    login: NotRequired[str]
    """Login that the backup server will use. Default: ``veeam``. Its password is generated."""
    login_privileges: NotRequired[str]
    """What this login may do: ``least`` (default), LOGIN and CREATEDB, of which nothing confirms that they are
    enough; or ``documented``, a superuser, on a virtual machine only (Veeam, Required Permissions)."""
    connection_limit: NotRequired[int]
    """How many connections this login may have at a time, up to 262143. Default: -1, as many as PostgreSQL takes."""
    linux_backup_server: NotRequired[LinuxBackupServerArgs]
    """The backup server where it runs on Linux. Default: it runs on Windows."""
    password_rotation: NotRequired[str]
    """Any text. A change of it generates new passwords for the login and the administrator; both keep their
    grants and what they own. A confirmed connection is pending again until ``confirmed_password_rotation`` follows."""
    confirmed_password_rotation: NotRequired[str]
    """The ``password_rotation`` whose password the backup server was connected with. Default: none."""
    data_plane: NotRequired[bool]
    """Whether Pulumi connects to PostgreSQL and makes the login. Default: true. Needs a private path to the
    port; without one, write false: ``manualSteps`` then holds the statement."""
    storage_size_gb: NotRequired[int]
    """Size of the data disk in GiB. Default: 128. A flexible server has the sizes 32, 64 and so on to 16384, and 32767,
    unless its disk is of a newer kind (``flexibleServer.storage.type``)."""
    parameters: NotRequired[Mapping[str, str]]
    """Further parameters of PostgreSQL, by name. On a flexible server they are set one after the other."""
    zone: NotRequired[int]
    """Availability zone, 1 to 3. Default: none."""
    private_ip_address: NotRequired[pulumi.Input[str]]
    """Virtual machine: fixed address in the subnet. Default: one that Azure chooses."""
    host: NotRequired[pulumi.Input[str]]
    """Virtual machine: name by which clients reach it. Default: its address."""
    backup_server_address: NotRequired[pulumi.Input[str]]
    """Virtual machine: address of the backup server, the only one that its login may come from."""
    administration_prefixes: NotRequired[Sequence[str]]
    """Virtual machine: IPv4 ranges from which the administrator is admitted, among them the machine that runs
    Pulumi. Default: none."""
    vm_size: NotRequired[str]
    """Virtual machine: its size. Default: ``Standard_D4s_v5``."""
    transport: NotRequired[str]
    """Virtual machine: whether the backup server's login has to come over TLS: ``required`` (default), or
    ``preferred``, which admits it without as well. The administrator always has to. Which TLS mode the backup
    server speaks is not documented."""
    encryption_at_host: NotRequired[bool]
    """Virtual machine: whether the host encrypts temporary disk and caches too. Default: left to Azure, because the
    subscription has to have the feature EncryptionAtHost of Microsoft.Compute registered."""
    disk_encryption_set_id: NotRequired[pulumi.Input[str]]
    """Virtual machine: resource id of the disk encryption set with a key of your own for both disks. Default: Azure's
    key. Azure takes another one for existing disks only while the machine is stopped (Microsoft, Server-side
    encryption)."""
    backup: NotRequired[InstanceBackupArgs]
    """Virtual machine: backups of the whole instance. Default: none."""
    monitoring: NotRequired[MonitoringArgs]
    """Virtual machine: what is collected from it, and alerts. Default: none."""
    acknowledge_unsupported_cloud_database: NotRequired[bool]
    """Flexible server: has to be true, because Veeam's requirements exclude cloud database services
    (System Requirements, Backup Server)."""
    private_dns_zone_id: NotRequired[pulumi.Input[str]]
    """Flexible server: resource id of the private zone of its network, or of its private endpoint."""
    sku_name: NotRequired[str]
    """Flexible server: its size. Default: ``Standard_D2ds_v5``."""
    auth_config: NotRequired[AuthConfigArgs]
    """Flexible server: how people are let in. Default: with passwords only."""
    backup_retention_days: NotRequired[int]
    """Flexible server: how long Azure keeps its own backups of it, 7 to 35 days. Default: 14."""
    flexible_server: NotRequired[FlexibleServerArgs]
    """Flexible server: its disk, standby, backups, network, keys, administrators and governance."""
    deletion_protection: NotRequired[bool]
    """Whether Pulumi refuses to remove what holds backups. Default: true."""
    tags: NotRequired[Mapping[str, pulumi.Input[str]]]
    """Tags of every resource."""


class EntraIdRepository(pulumi.ComponentResource):
    """The one PostgreSQL instance that a backup server keeps Entra ID backups in.

    A remote one is made with password login, TLS, UTF-8, and the login that the backup server will use.
    """

    host: pulumi.Output[str]
    """Name or address of PostgreSQL; empty with ``hosting: local``."""
    port: pulumi.Output[int]
    """TCP port of PostgreSQL."""
    login: pulumi.Output[str]
    """Login that the backup server uses; empty with ``hosting: local``."""
    password: pulumi.Output[str]
    """Its password, a secret; empty with ``hosting: local``."""
    uri: pulumi.Output[str]
    """Address for psql with login and password, a secret; empty with ``hosting: local``."""
    certificate: pulumi.Output[str]
    """Certificate that the server shows, PEM, where no public authority vouches for it; else empty."""
    connection: pulumi.Output[str]
    """Whether the backup server has been connected: ``pending``, ``confirmed`` or ``retired``."""
    key_vault_name: pulumi.Output[str]
    """Name of the key vault with its passwords; empty with ``hosting: local``."""
    resource_id: pulumi.Output[str]
    """Resource id of what holds the backups, the machine or the flexible server; empty with ``hosting: local``."""
    parameters_pending_restart: pulumi.Output[list[str]]
    """Parameters of a flexible server that take effect when it is restarted; else empty."""
    manual_steps: pulumi.Output[list[ManualStep]]
    """What stays with a person, each step with its reason and how to tell that it is done."""

    def __init__(self, name: str, args: EntraIdRepositoryArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Make the repository.

        Raises:
            InvalidArgumentsError: with every problem of the arguments, before anything is registered.
        """
        plan = plan_repository(name, args, provider=default_provider(opts))
        super().__init__("veeam-entraid:index:EntraIdRepository", name, _inputs(plan), opts)
        if plan.hosting is Hosting.LOCAL:
            self._declare_local(plan)
        else:
            self._create_remote(plan, pulumi.ResourceOptions(parent=self))
        self.register_outputs(
            {
                "host": self.host,
                "port": self.port,
                "login": self.login,
                "password": self.password,
                "uri": self.uri,
                "certificate": self.certificate,
                "connection": self.connection,
                "keyVaultName": self.key_vault_name,
                "resourceId": self.resource_id,
                "parametersPendingRestart": self.parameters_pending_restart,
                "manualSteps": self.manual_steps,
            }
        )

    @staticmethod
    def check(name: str, args: Mapping[str, object]) -> tuple[Problem, ...]:
        """Return the problems of arguments without making anything."""
        return problems_of(lambda: plan_repository(name, args))

    def _declare_local(self, plan: RepositoryPlan) -> None:
        nothing = pulumi.Output.from_input("")
        self.host = self.login = self.password = self.uri = self.certificate = self.key_vault_name = nothing
        self.resource_id = nothing
        self.parameters_pending_restart = pulumi.Output.from_input(list[str]())
        self.port = pulumi.Output.from_input(plan.port)
        self.connection = pulumi.Output.from_input(plan.connection)
        self.manual_steps = pulumi.Output.from_input([])

    def _create_remote(self, plan: RepositoryPlan, child: pulumi.ResourceOptions) -> None:
        machine = plan.hosting is Hosting.VIRTUAL_MACHINE
        vault = CredentialVault(
            plan.name,
            subnet_ids=[*([plan.subnet_id] if machine else []), *plan.vault_subnet_ids],
            resource_group_name=plan.resource_group_name,
            location=plan.location,
            tags=plan.tags,
            protected=plan.deletion_protection,
            opts=child,
        )
        rotation = plan.password_rotation
        administrator = generate_login(f"{plan.name}-administrator", plan.administrator_login, rotation, child)
        login = generate_login(f"{plan.name}-login", plan.login, rotation, child)
        vault.store("administrator-password", administrator.password)
        vault.store("login-password", login.password)
        tags = role_tags(plan.tags, "repository", plan.backup_server)
        if plan.flexible_server:
            server = plan.flexible_server
            instance = create_flexible_server(plan, server, administrator=administrator, tags=tags, opts=child)
        else:
            instance = create_machine(plan, vault=vault, administrator=administrator, tags=tags, opts=child)
        if plan.data_plane:
            role = create_login(plan, instance, login, child)
            # Whoever reads the login finds it there.
            self.login = role.name
            self._connect(plan, instance, login, child, after=role)
        else:
            vault.store("login-verifier", login.verifier)
            self.login = pulumi.Output.from_input(plan.login)
        self.host = instance.host
        self.port = pulumi.Output.from_input(plan.port)
        self.password = login.password
        self.uri = _uri(plan, instance, login.password)
        self.certificate = instance.pinned.certificate if instance.pinned else pulumi.Output.from_input("")
        self.connection = pulumi.Output.from_input(plan.connection)
        self.key_vault_name = vault.name
        self.resource_id = instance.resource.id
        self.parameters_pending_restart = instance.pending_restart or pulumi.Output.from_input(list[str]())
        self.manual_steps = pulumi.Output.all(instance.host, vault.name, self.parameters_pending_restart).apply(
            lambda known: manual_steps(plan, str(known[0]), str(known[1]), cast("list[str]", known[2]))
        )

    @staticmethod
    def _connect(
        plan: RepositoryPlan,
        instance: PostgresqlInstance,
        login: DatabaseLogin,
        child: pulumi.ResourceOptions,
        *,
        after: pulumi.Resource,
    ) -> None:
        """Connect the backup server where that can be done from here."""
        machine_id = plan.linux_server.virtual_machine_id if plan.linux_server else None
        if machine_id is None:
            return
        connect_server(
            plan.name,
            machine_id,
            instance.host.apply(lambda host: connection_command(host, plan.port, plan.login)),
            login.password,
            location=plan.location,
            opts=pulumi.ResourceOptions.merge(child, pulumi.ResourceOptions(depends_on=[after])),
        )


def _uri(plan: RepositoryPlan, instance: PostgresqlInstance, password: pulumi.Output[str]) -> pulumi.Output[str]:
    return pulumi.Output.all(instance.host, password).apply(
        lambda known: (
            f"postgresql://{plan.login}:{quote(str(known[1]), safe='')}@{known[0]}:{plan.port}/postgres?sslmode=require"
        )
    )


def _inputs(plan: RepositoryPlan) -> dict[str, object]:
    """Return what the engine and policies see of the component: no secret, and nothing without use."""
    inputs: dict[str, object] = {
        "hosting": plan.hosting.value,
        "backupServer": plan.backup_server,
        "engineVersion": plan.engine_version,
        "connection": plan.connection,
        "location": plan.location,
        "deletionProtection": plan.deletion_protection,
        "tags": plan.tags,
    }
    if plan.hosting is Hosting.LOCAL:
        return inputs
    inputs |= {
        "resourceGroupName": plan.resource_group_name,
        "subnetId": plan.subnet_id,
        "vaultSubnetIds": list(plan.vault_subnet_ids),
        "port": plan.port,
        "administratorLogin": plan.administrator_login,
        "login": plan.login,
        "loginPrivileges": plan.login_privileges,
        "connectionLimit": plan.connection_limit,
        "linuxBackupServer": plan.linux_server.inputs if plan.linux_server else None,
        "passwordRotation": plan.password_rotation or None,
        "confirmedPasswordRotation": plan.confirmed_password_rotation or None,
        "dataPlane": plan.data_plane,
        "storageSizeGb": plan.storage_size_gb,
        "parameters": dict(plan.parameters),
        "zone": plan.zone or None,
    }
    if plan.hosting is Hosting.VIRTUAL_MACHINE:
        return inputs | {
            "privateIpAddress": plan.private_ip_address,
            "host": plan.host,
            "backupServerAddress": plan.backup_server_address,
            "administrationPrefixes": [str(prefix) for prefix in plan.administration_prefixes],
            "authenticationMethods": [AUTHENTICATION_METHOD],
            "vmSize": plan.vm_size,
            "transport": plan.transport,
            "encryptionAtHost": plan.encryption_at_host,
            "diskEncryptionSetId": plan.disk_encryption_set_id,
            "backup": plan.backup.inputs if plan.backup else None,
            "monitoring": plan.monitoring.inputs if plan.monitoring else None,
        }
    return inputs | (registered_inputs(plan.flexible_server) if plan.flexible_server else {})
