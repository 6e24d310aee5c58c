"""Pulumi components for Veeam Backup for Microsoft Entra ID on Azure.

Three components make a deployment on Azure: :class:`BackupNetwork`, :class:`BackupServer` and
:class:`EntraIdRepository`. :class:`EntraApplication` makes the application in the tenant that is protected.
Their arguments are checked all at once, before anything is registered, and against the product's documented
limits.
"""

from veeam_entraid._manual_steps import ManualStep
from veeam_entraid._problems import InvalidArgumentsError, Problem, raise_problems
from veeam_entraid.backup_network import BackupNetwork, BackupNetworkArgs
from veeam_entraid.backup_server import BackupServer, BackupServerArgs, DefaultProxyArgs
from veeam_entraid.entra_application import CredentialArgs, EntraApplication, EntraApplicationArgs, KeyVaultArgs
from veeam_entraid.entra_id_repository import AuthConfigArgs, EntraIdRepository, EntraIdRepositoryArgs

__all__ = [
    "AuthConfigArgs",
    "BackupNetwork",
    "BackupNetworkArgs",
    "BackupServer",
    "BackupServerArgs",
    "CredentialArgs",
    "DefaultProxyArgs",
    "EntraApplication",
    "EntraApplicationArgs",
    "EntraIdRepository",
    "EntraIdRepositoryArgs",
    "InvalidArgumentsError",
    "KeyVaultArgs",
    "ManualStep",
    "Problem",
    "raise_problems",
]
