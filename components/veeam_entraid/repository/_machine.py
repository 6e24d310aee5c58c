"""``hosting: virtualMachine``: PostgreSQL on a Linux machine of its own."""

import base64
import ipaddress
from collections.abc import Mapping
from typing import Final

import pulumi
import pulumi_tls as tls
from pulumi_azure_native import authorization, compute, keyvault, managedidentity

from veeam_entraid._credentials import SECRETS_USER_ROLE, CredentialVault
from veeam_entraid._virtual_machine import (
    Image,
    MachineFeatures,
    MachinePlace,
    create_data_disk,
    create_network_interface,
    create_virtual_machine,
    first_address,
)
from veeam_entraid.repository._cloud_init import MachineSettings, render_cloud_config, render_run_command
from veeam_entraid.repository._database_login import DatabaseLogin
from veeam_entraid.repository._instance import PinnedCertificate, PostgresqlInstance
from veeam_entraid.repository._instance_backup import ARCHIVE_SETTINGS, InstanceBackup, render_backup_configuration
from veeam_entraid.repository._plan import RepositoryPlan
from veeam_entraid.repository._settings import render_hba, render_settings

__all__ = ["create_machine"]

_CERTIFICATE_HOURS: Final = 10 * 365 * 24
_INSTALLATION_SECONDS: Final = 45 * 60
_OS_DISK_GB: Final = 64
_UBUNTU: Final = Image("Canonical", "ubuntu-24_04-lts", "server")
_LINUX_LOGIN: Final = "veeamadmin"

_BLOB_CONTRIBUTOR_ROLE: Final = "ba92f5b4-2d11-453d-a403-e96b0029c9fe"

_VERIFIER_SECRET: Final = "administrator-verifier"  # noqa: S105 - the name of a secret, as below
_KEY_SECRET: Final = "server-key"  # noqa: S105


def create_machine(
    plan: RepositoryPlan,
    *,
    vault: CredentialVault,
    administrator: DatabaseLogin,
    tags: Mapping[str, pulumi.Input[str]],
    opts: pulumi.ResourceOptions,
) -> PostgresqlInstance:
    """Make the machine and wait until its PostgreSQL is ready."""
    place = MachinePlace(
        name=plan.name,
        subnet_id=plan.subnet_id,
        private_ip_address=plan.private_ip_address,
        resource_group_name=plan.resource_group_name,
        location=plan.location,
        zone=plan.zone,
        protected=plan.deletion_protection,
        tags=tags,
        disk_encryption_set_id=plan.disk_encryption_set_id,
    )
    interface = create_network_interface(place, opts)
    address = first_address(interface)
    host = pulumi.Output.from_input(plan.host) if plan.host else address
    pinned = _certificate(plan, host, address, opts)
    readable = {
        _VERIFIER_SECRET: vault.store(_VERIFIER_SECRET, administrator.verifier),
        _KEY_SECRET: vault.store(_KEY_SECRET, pinned.private_key),
    }
    identity = _identity(plan, opts)
    roles = [
        _role(plan, identity, f"reads-{name}", role=SECRETS_USER_ROLE, scope=secret.id, opts=opts)
        for name, secret in readable.items()
    ]
    if plan.backup:
        container = plan.backup.container_id
        roles.append(_role(plan, identity, "writes-backups", role=_BLOB_CONTRIBUTOR_ROLE, scope=container, opts=opts))
    settings = _settings(plan, vault, identity, pinned, readable)
    machine = create_virtual_machine(
        place,
        size=plan.vm_size,
        image=_UBUNTU,
        os_profile=_os_profile(plan, settings, vault, opts),
        os_disk_size_gb=_OS_DISK_GB,
        identity=compute.VirtualMachineIdentityArgs(
            type=compute.ResourceIdentityType.USER_ASSIGNED, user_assigned_identities=[identity.id]
        ),
        interface=interface,
        data_disk=create_data_disk(place, plan.storage_size_gb, opts),
        data_disk_caching=compute.CachingTypes.NONE,
        features=MachineFeatures(encryption_at_host=plan.encryption_at_host),
        opts=pulumi.ResourceOptions.merge(
            opts,
            pulumi.ResourceOptions(
                depends_on=roles,
                # Azure takes it only at creation; later settings travel by Run Command.
                ignore_changes=["osProfile.customData"],
            ),
        ),
    )
    ready = compute.VirtualMachineRunCommandByVirtualMachine(
        f"{plan.name}-apply",
        run_command_name="veeam-entraid-apply",
        vm_name=machine.name,
        source=compute.VirtualMachineRunCommandScriptSourceArgs(script=settings.apply(render_run_command)),
        async_execution=False,
        treat_failure_as_deployment_failure=True,
        timeout_in_seconds=_INSTALLATION_SECONDS,
        resource_group_name=plan.resource_group_name,
        location=plan.location,
        opts=pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(deleted_with=machine)),
    )
    if plan.monitoring:
        from veeam_entraid.repository._monitoring_resources import create_monitoring  # noqa: PLC0415 - it is large

        create_monitoring(plan, plan.monitoring, machine=machine, identity=identity, after=[ready], opts=opts)
    return PostgresqlInstance(
        host=host,
        administrator=administrator,
        superuser=True,
        pinned=pinned,
        resource=machine,
        ready=[ready],
    )


def _certificate(
    plan: RepositoryPlan, host: pulumi.Output[str], address: pulumi.Output[str], opts: pulumi.ResourceOptions
) -> PinnedCertificate:
    """Make the server's key and a certificate for its host name and address, signed by itself."""
    key = tls.PrivateKey(f"{plan.name}-server-key", algorithm="ECDSA", ecdsa_curve="P256", opts=opts)
    names = pulumi.Output.all(host, address).apply(lambda both: sorted({str(name) for name in both if name}))
    certificate = tls.SelfSignedCert(
        f"{plan.name}-server-certificate",
        private_key_pem=key.private_key_pem,
        allowed_uses=["digital_signature", "server_auth"],
        subject=tls.SelfSignedCertSubjectArgs(common_name=f"{plan.name} PostgreSQL"),
        dns_names=names.apply(lambda all_names: [name for name in all_names if not _is_address(name)]),
        ip_addresses=names.apply(lambda all_names: [name for name in all_names if _is_address(name)]),
        validity_period_hours=_CERTIFICATE_HOURS,
        opts=opts,
    )
    return PinnedCertificate(certificate.cert_pem, pulumi.Output.secret(key.private_key_pem))


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _identity(plan: RepositoryPlan, opts: pulumi.ResourceOptions) -> managedidentity.UserAssignedIdentity:
    """Make the identity of the machine. It may do what roles are made for here, and nothing else."""
    return managedidentity.UserAssignedIdentity(
        f"{plan.name}-identity",
        resource_name_=f"{plan.name}-identity",
        resource_group_name=plan.resource_group_name,
        location=plan.location,
        tags=plan.tags,
        opts=opts,
    )


def _role(
    plan: RepositoryPlan,
    identity: managedidentity.UserAssignedIdentity,
    purpose: str,
    *,
    role: str,
    scope: pulumi.Input[str],
    opts: pulumi.ResourceOptions,
) -> pulumi.Resource:
    subscription = authorization.get_client_config_output(
        pulumi.InvokeOutputOptions(parent=opts.parent)
    ).subscription_id
    return authorization.RoleAssignment(
        f"{plan.name}-{purpose}",
        scope=scope,
        principal_id=identity.principal_id,
        principal_type="ServicePrincipal",
        role_definition_id=pulumi.Output.concat(
            "/subscriptions/", subscription, "/providers/Microsoft.Authorization/roleDefinitions/", role
        ),
        opts=opts,
    )


def _settings(
    plan: RepositoryPlan,
    vault: CredentialVault,
    identity: managedidentity.UserAssignedIdentity,
    pinned: PinnedCertificate,
    secrets: Mapping[str, keyvault.Secret],
) -> pulumi.Output[MachineSettings]:
    backup = plan.backup
    parameters = {**plan.parameters, **(ARCHIVE_SETTINGS if backup else {})}
    return pulumi.Output.all(
        uri=vault.uri,
        client=identity.client_id,
        certificate=pinned.certificate,
        backup_server=plan.backup_server_address,
        verifier=_versioned(_VERIFIER_SECRET, secrets),
        key=_versioned(_KEY_SECRET, secrets),
        storage_account=backup.storage_account_id if backup else "",
    ).apply(
        lambda known: MachineSettings(
            engine_version=plan.engine_version,
            port=plan.port,
            administrator_login=plan.administrator_login,
            key_vault_uri=known["uri"],
            identity_client_id=known["client"],
            administrator_verifier_secret=known["verifier"],
            server_key_secret=known["key"],
            certificate=known["certificate"],
            settings=render_settings(plan.port, parameters),
            hba=render_hba(
                plan.administrator_login,
                plan.login,
                known["backup_server"],
                plan.administration_prefixes,
                tls_required=plan.transport == "required",
            ),
            backup=_backup_configuration(plan, backup, known["storage_account"]) if backup else "",
            full_schedule=backup.full_schedule if backup else "",
            differential_schedule=backup.differential_schedule if backup else "",
        )
    )


def _backup_configuration(plan: RepositoryPlan, backup: InstanceBackup, storage_account_id: str) -> str:
    return render_backup_configuration(
        backup,
        storage_account_id=storage_account_id,
        folder=plan.name,
        engine_version=plan.engine_version,
        port=plan.port,
    )


def _versioned(name: str, secrets: Mapping[str, keyvault.Secret]) -> pulumi.Output[str]:
    """Return a secret with its version: the machine's script changes, and so runs again, when the secret does.

    Only the name, as long as the version is not known: in a preview.
    """
    uri = secrets[name].properties.apply(lambda properties: properties.secret_uri_with_version or "")
    # The secret's properties count as secret, because its value does. Where it lies is none.
    return pulumi.Output.unsecret(uri).apply(lambda known: f"{name}/{known.rpartition('/')[2]}" if known else name)


def _os_profile(
    plan: RepositoryPlan,
    settings: pulumi.Output[MachineSettings],
    vault: CredentialVault,
    opts: pulumi.ResourceOptions,
) -> compute.OSProfileArgs:
    """Describe the system: cloud-init makes it a PostgreSQL server, and only a key opens it."""
    ssh_key = tls.PrivateKey(f"{plan.name}-ssh-key", algorithm="ED25519", opts=opts)
    vault.store("ssh-private-key", pulumi.Output.secret(ssh_key.private_key_openssh))
    return compute.OSProfileArgs(
        computer_name=f"{plan.name}-vm",
        admin_username=_LINUX_LOGIN,
        custom_data=settings.apply(lambda known: base64.b64encode(render_cloud_config(known).encode()).decode()),
        linux_configuration=compute.LinuxConfigurationArgs(
            disable_password_authentication=True,
            provision_vm_agent=True,
            ssh=compute.SshConfigurationArgs(
                public_keys=[
                    compute.SshPublicKeyArgs(
                        path=f"/home/{_LINUX_LOGIN}/.ssh/authorized_keys", key_data=ssh_key.public_key_openssh
                    )
                ]
            ),
        ),
    )
