"""Pulumi components for Veeam Backup for Microsoft Entra ID on Azure.

Three components make a deployment: :class:`BackupNetwork`, :class:`BackupServer` and :class:`EntraIdRepository`.
:class:`EntraApplication` makes the application in the tenant that is protected, :class:`LogStorage` keeps the backups
of logs. Their arguments are checked all at once, before anything is registered, and against the product's documented
limits.
"""

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

__all__ = [
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
    "ConfigurationDatabaseArgs",
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
    "VpnArgs",
    "VpnRevokedCertificateArgs",
    "VpnRootCertificateArgs",
    "raise_problems",
]
