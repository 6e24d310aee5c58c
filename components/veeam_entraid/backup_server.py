"""BackupServer: the virtual machine of a Veeam Backup & Replication server."""

from collections.abc import Mapping
from typing import Final, NotRequired, TypedDict

import pulumi
from pulumi_azure_native import compute, network

from veeam_entraid._azure import default_provider, role_tags
from veeam_entraid._credentials import CredentialVault, generate_password
from veeam_entraid._manual_steps import ManualStep
from veeam_entraid._problems import Problem, problems_of
from veeam_entraid._virtual_machine import (
    Image,
    MachinePlace,
    create_data_disk,
    create_network_interface,
    create_virtual_machine,
    first_address,
)
from veeam_entraid.server import BackupServerPlan, plan_backup_server

__all__ = ["BackupServer", "BackupServerArgs", "DefaultProxyArgs"]

_WINDOWS_SERVER: Final = Image("MicrosoftWindowsServer", "WindowsServer", "2022-datacenter-g2")


class DefaultProxyArgs(TypedDict):
    """The default backup proxy of a backup server."""

    enabled: NotRequired[pulumi.Input[bool]]
    """Whether it stays on. Default: true; false is refused, because Entra ID backups run only through it."""


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
    vm_size: NotRequired[str]
    """Size of the machine. Default: ``Standard_D8s_v5``, 8 vCPU and 32 GiB, which is enough for tenant jobs
    (Veeam, System Requirements, Backup Server: at least 8 vCPU, 16 GB and 0.5 GB per concurrent job)."""
    computer_name: NotRequired[str]
    """Name that Windows gives itself, at most 15 characters. Default: from the component's name."""
    admin_username: NotRequired[str]
    """Login of the local administrator. Default: ``veeamadmin``. Its password is generated."""
    os_disk_size_gb: NotRequired[int]
    """Size of the system disk in GiB. Default: 256."""
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
    tags: NotRequired[Mapping[str, pulumi.Input[str]]]
    """Tags of every resource."""


class BackupServer(pulumi.ComponentResource):
    """A Windows machine for Veeam Backup & Replication 13, without a public address.

    Its administrator's password is generated and kept in a key vault of its own; its data disk outlives
    the machine.
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
    manual_steps: pulumi.Output[list[ManualStep]]
    """What stays with a person."""

    def __init__(self, name: str, args: BackupServerArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Make the backup server.

        Raises:
            InvalidArgumentsError: with every problem of the arguments, before anything is registered.
        """
        plan = plan_backup_server(name, args, provider=default_provider(opts))
        super().__init__("veeam-entraid:index:BackupServer", name, _inputs(plan), opts)
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
        )
        interface = create_network_interface(place, child)
        machine = _virtual_machine(plan, place, password, interface, child)

        self.server_name = pulumi.Output.from_input(name)
        self.virtual_machine_id = machine.id
        self.private_ip_address = first_address(interface)
        self.principal_id = machine.identity.apply(lambda identity: identity.principal_id if identity else "")
        self.admin_username = pulumi.Output.from_input(plan.admin_username)
        self.admin_password_secret_id = secret.id
        self.key_vault_name = vault.name
        self.manual_steps = vault.name.apply(lambda vault_name: [_installation(plan, vault_name)])
        self.register_outputs(
            {
                "serverName": self.server_name,
                "virtualMachineId": self.virtual_machine_id,
                "privateIpAddress": self.private_ip_address,
                "principalId": self.principal_id,
                "adminUsername": self.admin_username,
                "adminPasswordSecretId": self.admin_password_secret_id,
                "keyVaultName": self.key_vault_name,
                "manualSteps": self.manual_steps,
            }
        )

    @staticmethod
    def check(name: str, args: Mapping[str, object]) -> tuple[Problem, ...]:
        """Return the problems of arguments without making anything."""
        return problems_of(lambda: plan_backup_server(name, args))


def _inputs(plan: BackupServerPlan) -> dict[str, object]:
    """Return what the engine and policies see of the component."""
    return {
        "resourceGroupName": plan.resource_group_name,
        "location": plan.location,
        "subnetId": plan.subnet_id,
        "privateIpAddress": plan.private_ip_address,
        "vmSize": plan.vm_size,
        "computerName": plan.computer_name,
        "adminUsername": plan.admin_username,
        "osDiskSizeGb": plan.os_disk_size_gb,
        "dataDiskSizeGb": plan.data_disk_size_gb,
        "zone": plan.zone or None,
        "defaultProxy": {"enabled": plan.default_proxy_enabled},
        "entraIdHosting": plan.entra_id_hosting,
        "deletionProtection": plan.deletion_protection,
        "tags": plan.tags,
    }


def _virtual_machine(
    plan: BackupServerPlan,
    place: MachinePlace,
    password: pulumi.Output[str],
    interface: network.NetworkInterface,
    opts: pulumi.ResourceOptions,
) -> compute.VirtualMachine:
    return create_virtual_machine(
        place,
        size=plan.vm_size,
        image=_WINDOWS_SERVER,
        os_profile=compute.OSProfileArgs(
            computer_name=plan.computer_name,
            admin_username=plan.admin_username,
            admin_password=password,
            windows_configuration=compute.WindowsConfigurationArgs(
                provision_vm_agent=True, enable_automatic_updates=True
            ),
        ),
        os_disk_size_gb=plan.os_disk_size_gb,
        identity=compute.VirtualMachineIdentityArgs(type=compute.ResourceIdentityType.SYSTEM_ASSIGNED),
        interface=interface,
        data_disk=create_data_disk(place, plan.data_disk_size_gb, opts),
        data_disk_caching=compute.CachingTypes.READ_ONLY,
        opts=opts,
    )


def _installation(plan: BackupServerPlan, vault: str) -> ManualStep:
    local = plan.entra_id_hosting == "local"
    return ManualStep(
        title=f"Install Veeam Backup & Replication 13 on {plan.name}",
        reason="This version provisions the machine; it does not install the product.",
        instructions=(
            f"Sign in as {plan.admin_username} (password: secret administrator-password in key vault {vault}) and run"
            f" the installer. In an answer file write VBR_ENTRAID_DATABASE_INSTALL={1 if local else 0}."
        ),
        doneWhen=f"The REST API answers on port 9419 of {plan.name}.",
    )
