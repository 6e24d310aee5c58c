"""The kinds of resources that the provider has, one class each."""

from typing import Final

from veeam_provider.resources._credentials import CloudCredential, EncryptionPassword
from veeam_provider.resources._default_proxy import DefaultProxy
from veeam_provider.resources._job_kinds import LogBackupCopyJob, LogBackupJob, TenantBackupCopyJob, TenantBackupJob
from veeam_provider.resources._kind import Kind, NotReadyYetError
from veeam_provider.resources._repository import Repository
from veeam_provider.resources._service_account import ServiceAccount
from veeam_provider.resources._settings import ConfigurationBackup, License, Notifications
from veeam_provider.resources._tenant import Tenant

__all__ = ["KINDS", "Kind", "NotReadyYetError"]

KINDS: Final[tuple[Kind, ...]] = (
    DefaultProxy(),
    Repository(),
    CloudCredential(),
    EncryptionPassword(),
    License(),
    ServiceAccount(),
    ConfigurationBackup(),
    Notifications(),
    Tenant(),
    TenantBackupJob(),
    TenantBackupCopyJob(),
    LogBackupJob(),
    LogBackupCopyJob(),
)
"""All kinds, in the order of the reference."""
