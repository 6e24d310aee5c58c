"""Pulumi components for Veeam Backup for Microsoft Entra ID on Azure.

Three components make a deployment: :class:`BackupNetwork`, :class:`BackupServer` and
:class:`EntraIdRepository`. Their arguments are checked all at once, before anything is registered, and
against the product's documented limits.
"""

from veeam_entraid._manual_steps import ManualStep
from veeam_entraid._problems import InvalidArgumentsError, Problem, raise_problems
from veeam_entraid.backup_network import BackupNetwork, BackupNetworkArgs
from veeam_entraid.backup_server import BackupServer, BackupServerArgs, DefaultProxyArgs
from veeam_entraid.entra_id_repository import (
    AuthConfigArgs,
    EntraIdRepository,
    EntraIdRepositoryArgs,
    InstanceBackupArgs,
)

__all__ = [
    "AuthConfigArgs",
    "BackupNetwork",
    "BackupNetworkArgs",
    "BackupServer",
    "BackupServerArgs",
    "DefaultProxyArgs",
    "EntraIdRepository",
    "EntraIdRepositoryArgs",
    "InstanceBackupArgs",
    "InvalidArgumentsError",
    "ManualStep",
    "Problem",
    "raise_problems",
]
