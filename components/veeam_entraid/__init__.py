"""Pulumi components for Veeam Backup for Microsoft Entra ID on Azure.

Three components make a deployment: :class:`BackupNetwork`, :class:`BackupServer` and :class:`EntraIdRepository`.
:class:`EntraApplication` makes the application in the tenant that is protected, :class:`LogStorage` keeps the backups
of logs, and :class:`TenantProtection` makes on the server what protects a tenant. Their arguments are checked all at
once, before anything is registered, and against the product's documented limits.

The classes of the provider ``veeam`` are in :mod:`veeam_entraid.veeam`.

Names are imported when they are first asked for: the Azure SDK takes seconds, and who uses only the provider's classes
does without it.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from veeam_entraid._manual_steps import ManualStep
    from veeam_entraid._problems import InvalidArgumentsError, Problem, raise_problems
    from veeam_entraid.backup_network import (
        BackupNetwork,
        BackupNetworkArgs,
        BastionArgs,
        FlowLogsArgs,
        VpnArgs,
        VpnRevokedCertificateArgs,
        VpnRootCertificateArgs,
    )
    from veeam_entraid.backup_server import (
        BackupServer,
        BackupServerArgs,
        ConfigurationDatabaseArgs,
        DefaultProxyArgs,
        HardeningArgs,
        InstallationArgs,
        InstallationFoldersArgs,
        InstallationPortsArgs,
        MachineSecurityArgs,
        MaintenanceArgs,
        RoleAssignmentArgs,
        ServerDataDiskArgs,
        ServerImageArgs,
        ServerWorkloadArgs,
    )
    from veeam_entraid.entra_application import CredentialArgs, EntraApplication, EntraApplicationArgs, KeyVaultArgs
    from veeam_entraid.entra_id_repository import (
        AuthConfigArgs,
        EntraIdRepository,
        EntraIdRepositoryArgs,
        InstanceBackupArgs,
        LinuxBackupServerArgs,
        MonitoringArgs,
    )
    from veeam_entraid.log_storage import (
        BlobAccountBlock,
        BlobConnectionBlock,
        BlobContainerBlock,
        BlobImmutabilityBlock,
        LogStorage,
        LogStorageArgs,
    )
    from veeam_entraid.network import NetworkSecurityRule, RequiredHost
    from veeam_entraid.repository.flexible_server import FlexibleServerArgs
    from veeam_entraid.tenant_protection import (
        ApplicationCertificateArgs,
        ConfigurationBackupArgs,
        CopyArgs,
        LogProtectionArgs,
        TenantBackupArgs,
        TenantProtection,
        TenantProtectionArgs,
    )

_HOMES: Final = {
    "_manual_steps": "ManualStep",
    "_problems": "InvalidArgumentsError Problem raise_problems",
    "backup_network": (
        "BackupNetwork BackupNetworkArgs BastionArgs FlowLogsArgs VpnArgs VpnRevokedCertificateArgs "
        "VpnRootCertificateArgs"
    ),
    "backup_server": (
        "BackupServer BackupServerArgs ConfigurationDatabaseArgs DefaultProxyArgs HardeningArgs InstallationArgs "
        "InstallationFoldersArgs InstallationPortsArgs MachineSecurityArgs MaintenanceArgs RoleAssignmentArgs "
        "ServerDataDiskArgs ServerImageArgs ServerWorkloadArgs"
    ),
    "entra_application": "CredentialArgs EntraApplication EntraApplicationArgs KeyVaultArgs",
    "entra_id_repository": (
        "AuthConfigArgs EntraIdRepository EntraIdRepositoryArgs InstanceBackupArgs LinuxBackupServerArgs MonitoringArgs"
    ),
    "log_storage": (
        "BlobAccountBlock BlobConnectionBlock BlobContainerBlock BlobImmutabilityBlock LogStorage LogStorageArgs"
    ),
    "network": "NetworkSecurityRule RequiredHost",
    "repository.flexible_server": "FlexibleServerArgs",
    "tenant_protection": """
        ApplicationCertificateArgs ConfigurationBackupArgs CopyArgs LogProtectionArgs TenantBackupArgs TenantProtection
        TenantProtectionArgs
    """,
}
_MODULES: Final = {name: module for module, names in _HOMES.items() for name in names.split()}


def __getattr__(name: str) -> object:
    """Return one of the names below, from the module that it is in."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__} has no attribute {name}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)


__all__ = [
    "ApplicationCertificateArgs",
    "AuthConfigArgs",
    "BackupNetwork",
    "BackupNetworkArgs",
    "BackupServer",
    "BackupServerArgs",
    "BastionArgs",
    "BlobAccountBlock",
    "BlobConnectionBlock",
    "BlobContainerBlock",
    "BlobImmutabilityBlock",
    "ConfigurationBackupArgs",
    "ConfigurationDatabaseArgs",
    "CopyArgs",
    "CredentialArgs",
    "DefaultProxyArgs",
    "EntraApplication",
    "EntraApplicationArgs",
    "EntraIdRepository",
    "EntraIdRepositoryArgs",
    "FlexibleServerArgs",
    "FlowLogsArgs",
    "HardeningArgs",
    "InstallationArgs",
    "InstallationFoldersArgs",
    "InstallationPortsArgs",
    "InstanceBackupArgs",
    "InvalidArgumentsError",
    "KeyVaultArgs",
    "LinuxBackupServerArgs",
    "LogProtectionArgs",
    "LogStorage",
    "LogStorageArgs",
    "MachineSecurityArgs",
    "MaintenanceArgs",
    "ManualStep",
    "MonitoringArgs",
    "NetworkSecurityRule",
    "Problem",
    "RequiredHost",
    "RoleAssignmentArgs",
    "ServerDataDiskArgs",
    "ServerImageArgs",
    "ServerWorkloadArgs",
    "TenantBackupArgs",
    "TenantProtection",
    "TenantProtectionArgs",
    "VpnArgs",
    "VpnRevokedCertificateArgs",
    "VpnRootCertificateArgs",
    "raise_problems",
]
