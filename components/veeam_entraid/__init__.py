"""Pulumi components for Veeam Backup for Microsoft Entra ID on Azure.

Three components make a deployment: :class:`BackupNetwork`, :class:`BackupServer` and
:class:`EntraIdRepository`; :class:`LogStorage` keeps the backups of logs. Their arguments are checked all at
once, before anything is registered, and against the product's documented limits.
"""

from veeam_entraid._manual_steps import ManualStep
from veeam_entraid._problems import InvalidArgumentsError, Problem, raise_problems
from veeam_entraid.backup_network import BackupNetwork, BackupNetworkArgs, BastionArgs, FlowLogsArgs
from veeam_entraid.backup_server import BackupServer, BackupServerArgs, DefaultProxyArgs
from veeam_entraid.entra_id_repository import AuthConfigArgs, EntraIdRepository, EntraIdRepositoryArgs
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
    "DefaultProxyArgs",
    "EntraIdRepository",
    "EntraIdRepositoryArgs",
    "FlexibleServerArgs",
    "FlowLogsArgs",
    "InvalidArgumentsError",
    "LogStorage",
    "LogStorageArgs",
    "ManualStep",
    "NetworkSecurityRule",
    "Problem",
    "RequiredHost",
    "raise_problems",
]
