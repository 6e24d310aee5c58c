"""BackupServer: the virtual machine of a Veeam Backup & Replication server."""

from collections.abc import Mapping, Sequence
from typing import NotRequired, TypedDict

import pulumi

from veeam_entraid._azure import default_provider, role_tags
from veeam_entraid._credentials import CredentialVault, generate_password
from veeam_entraid._manual_steps import ManualStep
from veeam_entraid._problems import Problem, problems_of
from veeam_entraid._virtual_machine import MachinePlace, create_network_interface, first_address
from veeam_entraid.server import BackupServerPlan, plan_backup_server
from veeam_entraid.server._governance import assign_roles, govern, lock_machine
from veeam_entraid.server._inputs import inputs_of
from veeam_entraid.server._installation import REST_PORT
from veeam_entraid.server._machine import create_machine, principal_of
from veeam_entraid.server._manual import manual_steps
from veeam_entraid.server._setup import InstalledProduct, harden_windows, install_product, make_volumes
from veeam_entraid.server._setup_results import InstallationResult

__all__ = [
    "BackupServer",
    "BackupServerArgs",
    "ConfigurationDatabaseArgs",
    "DefaultProxyArgs",
    "HardeningArgs",
    "InstallationArgs",
    "InstallationFoldersArgs",
    "InstallationPortsArgs",
    "MachineSecurityArgs",
    "MaintenanceArgs",
    "RoleAssignmentArgs",
    "ServerDataDiskArgs",
    "ServerImageArgs",
    "ServerWorkloadArgs",
]


class DefaultProxyArgs(TypedDict):
    """The default backup proxy of a backup server."""

    enabled: NotRequired[pulumi.Input[bool]]
    """Whether it stays on. Default: true; false is refused, because Entra ID backups run only through it."""


class ServerImageArgs(TypedDict):
    """What a backup server boots from. Which keys have a use depends on ``kind``."""

    kind: NotRequired[str]
    """``windowsServer`` (default), Microsoft's image without the product; ``marketplace``, the vendor's plan, in
    which the product is installed already; or ``custom``."""
    operating_system: NotRequired[str]
    """windowsServer: ``2025``, ``2022`` (default), ``2019`` or ``2016`` (Veeam, System Requirements, Backup Server)."""
    sku: NotRequired[str]
    """windowsServer: another edition of those releases, such as ``2022-datacenter-azure-edition``; Server Core and
    ``smalldisk`` are refused. marketplace: the plan. Default: ``veeam-backup-replication-v13``; whether the vendor
    offers it, and with which build, is not confirmed."""
    version: NotRequired[str]
    """windowsServer, marketplace: ``latest`` (default) or three numbers."""
    image_id: NotRequired[pulumi.Input[str]]
    """custom: resource id of an image, or of an image in a gallery."""
    terms_accepted: NotRequired[bool]
    """marketplace: whether the terms of the plan have been accepted in the subscription, which a person does once
    (``manualSteps`` says how). Default: false."""


class ServerWorkloadArgs(TypedDict):
    """What a backup server has to do at once. It changes nothing but the advice on the machine's size."""

    concurrent_jobs: NotRequired[int]
    """Jobs that run at the same time. Default: 1."""
    proxy_tasks: NotRequired[int]
    """Tasks of the default proxy at the same time. Default: 1."""
    log_sources: NotRequired[int]
    """Tenants whose logs are backed up at the same time, with cache and repository on this machine. Default: 0."""
    object_storage: NotRequired[bool]
    """Whether these logs go to object storage, which needs a larger cache. Default: false."""


class ConfigurationDatabaseArgs(TypedDict):
    """Where the product keeps its configuration: not the backups of tenants."""

    install: NotRequired[bool]
    """Whether setup installs the PostgreSQL that it brings along. Default: true."""
    engine: NotRequired[str]
    """``postgresql`` (default) or, for an instance that exists, ``sqlServer``."""
    server: NotRequired[str]
    """An instance that exists: ``host:port``, or ``host\\instance`` of SQL Server."""
    name: NotRequired[str]
    """Name of the database. Default: the installer's, ``VeeamBackup``."""
    authentication: NotRequired[str]
    """``windows`` (default) or ``native``."""
    username: NotRequired[str]
    """native: the login."""
    password: NotRequired[pulumi.Input[str]]
    """native: its password, a secret."""


class InstallationPortsArgs(TypedDict):
    """TCP ports of the product's services."""

    catalog_service: NotRequired[int]
    """Default: 9393."""
    backup_service: NotRequired[int]
    """Default: 9392."""
    secure_connections: NotRequired[int]
    """Default: 9401."""
    rest_service: NotRequired[int]
    """Default: 9419."""


class InstallationFoldersArgs(TypedDict):
    """Folders of the product, on any drive of the machine."""

    installation: NotRequired[str]
    """The product itself. Default: the installer's, below the program files."""
    catalog: NotRequired[str]
    """The catalog. Default: the installer's, ``C:\\VBRCatalog``."""
    instant_recovery_cache: NotRequired[str]
    """The cache of instant recovery. Default: the installer's, below ``C:\\ProgramData``."""


class InstallationArgs(TypedDict):
    """Unattended installation of Veeam Backup & Replication 13; what is left out is left to the installer.

    Source: Veeam, Installing Veeam Backup & Replication in Unattended Mode.
    """

    iso_url: pulumi.Input[str]
    """Https address of the product's ISO. It is kept as a secret, because it may carry a signature."""
    iso_sha256: str
    """SHA-256 of the ISO, 64 hexadecimal digits. An ISO with another one is not run."""
    accept_license_agreements: bool
    """Has to be true: setup accepts Veeam's EULA and licensing policy, and the licences of third parties and of the
    required software, in your name."""
    iso_managed_identity: NotRequired[bool]
    """Whether the machine reads ``isoUrl`` from Blob storage by its own identity, which needs the role Storage Blob
    Data Reader there (``roleAssignments``). Default: false."""
    license_file: NotRequired[pulumi.Input[str]]
    """The licence file in base64, a secret. Default: none, which is the Community Edition."""
    license_auto_update: NotRequired[bool]
    """Whether the licence updates itself. Write false for a licence without an id."""
    service_user: NotRequired[str]
    """Account of the Veeam Backup Service. Default: LocalSystem, as the vendor advises."""
    service_password: NotRequired[pulumi.Input[str]]
    """Its password, a secret."""
    database: NotRequired[ConfigurationDatabaseArgs]
    """Where the product keeps its configuration. Default: the bundled PostgreSQL."""
    ports: NotRequired[InstallationPortsArgs]
    """Ports of the services."""
    folders: NotRequired[InstallationFoldersArgs]
    """Folders."""
    check_updates: NotRequired[bool]
    """Whether the product looks for updates."""
    skipped_plug_ins: NotRequired[Sequence[str]]
    """Plug-ins that are not installed, of ``ahv``, ``kvm``, ``pve``, ``scp``, ``aws``, ``azure`` and ``kasten``.
    Default: none, so all are installed."""
    service_account: NotRequired[str]
    """Login of the local account that is made for the REST API, and registered as a service account. Default:
    ``veeam-rest``. Its password is generated."""
    output_blob_uri: NotRequired[pulumi.Input[str]]
    """Append blob for the output of the installation: with a signature, else the machine's identity writes it and
    needs the role Storage Blob Data Contributor. It is kept as a secret."""
    error_blob_uri: NotRequired[pulumi.Input[str]]
    """Append blob for its errors, likewise."""


class MachineSecurityArgs(TypedDict):
    """What Azure's host protects the machine with (Microsoft, Trusted Launch; Encryption at host)."""

    trusted_launch: NotRequired[bool]
    """Default: true. Write false for an image of generation 1."""
    secure_boot: NotRequired[bool]
    """Default: true."""
    vtpm: NotRequired[bool]
    """Default: true."""
    encryption_at_host: NotRequired[bool]
    """Whether the host encrypts temporary disk and caches too. Default: left to Azure, because the subscription has to
    have the feature EncryptionAtHost of Microsoft.Compute registered."""
    disk_encryption_set_id: NotRequired[pulumi.Input[str]]
    """Resource id of the disk encryption set with a key of your own for all disks. Default: Azure's key. Azure
    takes another one for existing disks only while the machine is stopped (Microsoft, Server-side encryption)."""


class MaintenanceArgs(TypedDict):
    """When Azure installs critical and security updates (Microsoft, Maintenance configurations)."""

    start: str
    """First window: ``2026-12-05 22:00``."""
    duration: NotRequired[str]
    """``hh:mm`` from 01:30 to 04:00. Default: ``03:55``."""
    recurrence: NotRequired[str]
    """How often: ``1Week`` (default), ``Week Saturday``, ``Month Third Sunday``."""
    time_zone: NotRequired[str]
    """A time zone of Windows. Default: ``UTC``."""
    reboot: NotRequired[str]
    """Whether Windows restarts afterwards: ``IfRequired`` (default), ``Never`` or ``Always``."""


class HardeningArgs(TypedDict):
    """How Windows is hardened (Veeam, General Security Considerations; Security & Compliance Analyzer).

    It is a stage of its own, the last one: after the product is installed and, with a remote repository, after a
    person has connected it by the wizard. A measure that is taken out of the program stays taken on the machine.
    """

    measures: NotRequired[Sequence[str]]
    """Of ``oldProtocols``, ``smb1``, ``nameResolution``, ``proxyDiscovery``, ``credentials``, ``credentialGuard``,
    ``firewall``, ``remoteRegistry`` and ``scriptHost``. Default: all; ``credentialGuard`` needs trusted launch."""
    remote_desktop: NotRequired[bool]
    """Whether people can sign in by Remote Desktop. Default: left as it is. The wizard that connects a remote
    repository needs it, after each rotation of the passwords too."""
    windows_remote_management: NotRequired[bool]
    """Whether Windows Remote Management answers. Default: left as it is."""


class RoleAssignmentArgs(TypedDict):
    """A role of the machine's identity."""

    name: str
    """What its resource is called after the component's name: 2 to 20 lower-case letters, digits and hyphens."""
    scope: pulumi.Input[str]
    """Resource id that the role holds for."""
    role_definition_id: str
    """GUID of the role's definition, such as 2a2b9908-6ea1-4ae2-8e65-a410df84e7d1 (Storage Blob Data Reader)."""


class ServerDataDiskArgs(TypedDict):
    """A further data disk, with a volume of its own. Disks keep their LUN: add new ones at the end of the list."""

    name: str
    """What its resource is called after the component's name: 2 to 20 lower-case letters, digits and hyphens."""
    purpose: NotRequired[str]
    """What it is for, which labels its volume: ``cache``, ``logRepository``, ``catalog`` or ``other`` (default)."""
    size_gb: NotRequired[int]
    """Size in GiB. Default: 128."""
    storage_type: NotRequired[str]
    """``Premium_LRS`` (default), ``StandardSSD_LRS``, ``Standard_LRS``, ``Premium_ZRS`` or ``StandardSSD_ZRS``."""
    caching: NotRequired[str]
    """Host caching: ``None`` (default), ``ReadOnly`` or ``ReadWrite``."""
    letter: NotRequired[str]
    """Drive letter, G to Z. Default: in the order of the list, from G on; F is the server's own data disk."""
    label: NotRequired[str]
    """Label of the volume. Default: from its purpose."""


class BackupServerArgs(TypedDict):
    """Arguments of a BackupServer."""

    resource_group_name: pulumi.Input[str]
    """Name of the resource group for its resources."""
    subnet_id: pulumi.Input[str]
    """Resource id of the subnet of its network interface. The subnet needs the Microsoft.KeyVault endpoint."""
    location: NotRequired[pulumi.Input[str]]
    """Azure region, such as ``westeurope``. Default: that of the provider, else of the resource group."""
    private_ip_address: NotRequired[pulumi.Input[str]]
    """Fixed address in the subnet. Default: one that Azure chooses; a remote repository needs a fixed one."""
    host: NotRequired[pulumi.Input[str]]
    """Name by which clients of the REST API reach the machine. Default: its address."""
    vm_size: NotRequired[str]
    """Size of the machine. Default: ``Standard_D8s_v5``, 8 vCPU and 32 GiB, which is enough for tenant jobs
    (Veeam, System Requirements, Backup Server: at least 8 vCPU, 16 GB and 0.5 GB per concurrent job)."""
    computer_name: NotRequired[str]
    """Name that Windows gives itself, at most 15 characters. Default: from the component's name."""
    admin_username: NotRequired[str]
    """Login of the local administrator. Default: ``veeamadmin``. Its password is generated."""
    os_disk_size_gb: NotRequired[int]
    """Size of the system disk in GiB, at least 128. Default: 256, which is advised."""
    data_disk_size_gb: NotRequired[int]
    """Size of the data disk in GiB. Default: 512."""
    zone: NotRequired[int]
    """Availability zone, 1 to 3. Default: none."""
    default_proxy: NotRequired[DefaultProxyArgs]
    """The default backup proxy. Default: enabled."""
    entra_id_hosting: NotRequired[str]
    """Where the Entra ID repository is: ``remote`` (default), or ``local`` for the instance that the installer
    of Veeam Backup & Replication puts on the server (answer file, VBR_ENTRAID_DATABASE_INSTALL)."""
    deletion_protection: NotRequired[bool]
    """Whether Pulumi refuses to remove the machine, its data disk and its vault. Default: true."""
    image: NotRequired[ServerImageArgs]
    """What it boots from. Default: Windows Server 2022."""
    workload: NotRequired[ServerWorkloadArgs]
    """What it has to do at once, for advice on its size. Default: one tenant job."""
    installation: NotRequired[InstallationArgs]
    """Unattended installation of the product. Default: none; ``manualSteps`` then says what is left."""
    data_disks: NotRequired[Sequence[ServerDataDiskArgs]]
    """Further data disks, for cache, log repository or catalog. Default: none."""
    security: NotRequired[MachineSecurityArgs]
    """Trusted launch and encryption at the host. Default: trusted launch with secure boot and virtual TPM."""
    patch_mode: NotRequired[str]
    """Who installs updates: ``AutomaticByOS`` (default), ``AutomaticByPlatform`` or ``Manual``."""
    patch_assessment: NotRequired[bool]
    """Whether Azure looks for missing updates by itself. Default: false."""
    maintenance: NotRequired[MaintenanceArgs]
    """Window for updates; needs ``patchMode: AutomaticByPlatform``. Default: none."""
    license_type: NotRequired[str]
    """``Windows_Server`` for licences of your own (Azure Hybrid Benefit), or ``None``. Default: left to Azure."""
    time_zone: NotRequired[str]
    """Time zone of Windows, set at creation only. Default: UTC."""
    accelerated_networking: NotRequired[bool]
    """Accelerated networking of the network interface. Default: left to Azure."""
    boot_diagnostics_storage_uri: NotRequired[pulumi.Input[str]]
    """Blob endpoint of the storage account for boot diagnostics. Default: Azure's own storage."""
    diagnostics_workspace_id: NotRequired[pulumi.Input[str]]
    """Resource id of the Log Analytics workspace for the machine's metrics. Default: none."""
    backup_policy_id: NotRequired[str]
    """Resource id of the policy of a Recovery Services vault by which Azure backs the machine up. Default: none."""
    deletion_lock: NotRequired[bool]
    """Whether a management lock keeps everybody from deleting the machine in Azure. Default: false."""
    role_assignments: NotRequired[Sequence[RoleAssignmentArgs]]
    """Roles of the machine's identity. Default: none."""
    hardening: NotRequired[HardeningArgs]
    """Hardening of Windows, once nobody needs what it takes away. Default: none."""
    tags: NotRequired[Mapping[str, pulumi.Input[str]]]
    """Tags of every resource."""


class BackupServer(pulumi.ComponentResource):
    """A Windows machine with Veeam Backup & Replication 13, without a public address.

    Its administrator's password is generated and kept in a key vault of its own; its data disks outlive
    the machine. With the block ``installation`` the product is installed and ready when the component is.
    """

    server_name: pulumi.Output[str]
    """Logical name, by which a repository names the server that it serves."""
    virtual_machine_id: pulumi.Output[str]
    """Resource id of the machine."""
    private_ip_address: pulumi.Output[str]
    """Address of the machine."""
    principal_id: pulumi.Output[str]
    """Object id of the machine's managed identity."""
    admin_username: pulumi.Output[str]
    """Login of the local administrator."""
    admin_password_secret_id: pulumi.Output[str]
    """Resource id of the secret that keeps the administrator's password."""
    key_vault_name: pulumi.Output[str]
    """Name of the key vault."""
    certificate_thumbprint: pulumi.Output[str]
    """SHA-1 of the certificate of the REST API, 40 hexadecimal digits; empty without ``installation``."""
    certificate_sha256: pulumi.Output[str]
    """SHA-256 of the same certificate, 64 hexadecimal digits; empty without ``installation``."""
    build: pulumi.Output[str]
    """Build of the product, such as ``13.0.1.1071``; empty without ``installation``."""
    rest_endpoint: pulumi.Output[str]
    """Where the REST API is, such as ``https://vbr.backup.internal:9419``; with ``installation``, once it answers."""
    service_account: pulumi.Output[str]
    """Login of the account for the REST API; empty without ``installation``."""
    service_account_password: pulumi.Output[str]
    """Its password, a secret; empty without ``installation``."""
    service_account_password_secret_id: pulumi.Output[str]
    """Resource id of the secret that keeps its password; empty without ``installation``."""
    advice: pulumi.Output[list[str]]
    """Where the machine is smaller than advised for its workload, in sentences."""
    manual_steps: pulumi.Output[list[ManualStep]]
    """What stays with a person."""

    def __init__(self, name: str, args: BackupServerArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Make the backup server.

        Raises:
            InvalidArgumentsError: with every problem of the arguments, before anything is registered.
        """
        plan = plan_backup_server(name, args, provider=default_provider(opts))
        super().__init__("veeam-entraid:index:BackupServer", name, inputs_of(plan), opts)
        child = pulumi.ResourceOptions(parent=self)

        vault = CredentialVault(
            name,
            subnet_ids=[plan.subnet_id],
            resource_group_name=plan.resource_group_name,
            location=plan.location,
            tags=plan.tags,
            protected=plan.deletion_protection,
            opts=child,
        )
        password = generate_password(f"{name}-admin-password", length=32, special="!#%+-_=?", opts=child)
        secret = vault.store("administrator-password", password)
        place = MachinePlace(
            name=name,
            subnet_id=plan.subnet_id,
            private_ip_address=plan.private_ip_address,
            resource_group_name=plan.resource_group_name,
            location=plan.location,
            zone=plan.zone,
            protected=plan.deletion_protection,
            tags=role_tags(plan.tags, "backup-server", name),
            disk_encryption_set_id=plan.operation.security.disk_encryption_set_id,
        )
        interface = create_network_interface(place, child, accelerated=plan.operation.accelerated_networking)
        machine = create_machine(plan, place, password=password, interface=interface, opts=child)

        self.server_name = pulumi.Output.from_input(name)
        self.virtual_machine_id = machine.id
        self.private_ip_address = first_address(interface)
        self.principal_id = principal_of(machine)
        self.admin_username = pulumi.Output.from_input(plan.admin_username)
        self.admin_password_secret_id = secret.id
        self.key_vault_name = vault.name
        self.advice = pulumi.Output.from_input(list(plan.advice))

        volumes = make_volumes(plan, machine, child)
        belonging = [*volumes, *govern(plan, machine, child)]
        roles = assign_roles(plan, self.principal_id, child)
        product = None
        if plan.installation:
            product = install_product(
                plan,
                plan.installation,
                machine,
                vault=vault,
                administrator_password=password,
                after=[*roles, *volumes],
                opts=child,
            )
            belonging.append(product.ready)
        waits_since: pulumi.Output[str | None] = pulumi.Output.from_input("")
        if plan.hardening:
            hardened = harden_windows(plan, plan.hardening, machine, after=belonging, opts=child)
            belonging.append(hardened.command)
            waits_since = hardened.waits_since
        lock_machine(plan, machine, belonging, child)
        self._report(plan, vault, product, waits_since)
        for sentence in plan.warnings:
            pulumi.log.warn(sentence, self)
        self.register_outputs(
            {
                "serverName": self.server_name,
                "virtualMachineId": self.virtual_machine_id,
                "privateIpAddress": self.private_ip_address,
                "principalId": self.principal_id,
                "adminUsername": self.admin_username,
                "adminPasswordSecretId": self.admin_password_secret_id,
                "keyVaultName": self.key_vault_name,
                "certificateThumbprint": self.certificate_thumbprint,
                "certificateSha256": self.certificate_sha256,
                "build": self.build,
                "restEndpoint": self.rest_endpoint,
                "serviceAccount": self.service_account,
                "serviceAccountPassword": self.service_account_password,
                "serviceAccountPasswordSecretId": self.service_account_password_secret_id,
                "advice": self.advice,
                "manualSteps": self.manual_steps,
            }
        )

    def _report(
        self,
        plan: BackupServerPlan,
        vault: CredentialVault,
        product: InstalledProduct | None,
        waits_since: pulumi.Output[str | None],
    ) -> None:
        """Set the outputs that an installation has to report, empty where there is none, and what is left to do."""
        result: pulumi.Output[InstallationResult | None] = product.result if product else pulumi.Output.from_input(None)
        self.certificate_thumbprint = result.apply(lambda found: found.certificate_thumbprint if found else "")
        self.certificate_sha256 = result.apply(lambda found: found.certificate_sha256 if found else "")
        self.build = result.apply(lambda found: found.build if found else "")
        self.service_account = result.apply(lambda found: found.service_account if found else "")
        self.rest_endpoint = self._endpoint(plan, product)
        self.service_account_password = (
            pulumi.Output.secret(product.service_account_password) if product else pulumi.Output.from_input("")
        )
        self.service_account_password_secret_id = (
            product.service_account_secret.id if product else pulumi.Output.from_input("")
        )
        self.manual_steps = pulumi.Output.all(vault.name, result, waits_since).apply(
            lambda known: manual_steps(plan, str(known[0]), reported=known[1] is not None, waits_since=known[2])
        )

    def _endpoint(self, plan: BackupServerPlan, product: InstalledProduct | None) -> pulumi.Output[str]:
        """Return where the REST API is, which is known when it answers, where that can be known."""
        host = pulumi.Output.from_input(plan.host) if plan.host is not None else self.private_ip_address
        port = plan.installation.rest_port if plan.installation else REST_PORT
        answers = [product.ready.id] if product else []
        return pulumi.Output.all(host, *answers).apply(lambda known: f"https://{known[0]}:{port}")

    @staticmethod
    def check(name: str, args: Mapping[str, object]) -> tuple[Problem, ...]:
        """Return the problems of arguments without making anything."""
        return problems_of(lambda: plan_backup_server(name, args))
