"""The documented limits of Veeam Backup for Microsoft Entra ID, each written once, as a pure function.

Three gates ask the same rules: a component while it is constructed, the provider in Check, the policy
pack at preview. Data flows one way: resources are read into facts (:func:`read_facts`), the rules of the
catalogue (:data:`LIMITS`) turn facts into findings (:func:`check_each`, :func:`check_across`), and
:func:`explain` writes a finding down for a person.
"""

from veeam_entraid_limits._catalogue import LIMITS, Level, Limit, Page, limit_by_id
from veeam_entraid_limits._checking import check_across, check_each, check_resource, explain
from veeam_entraid_limits._facts import (
    AzureApplication,
    BackupServer,
    Fact,
    Hosting,
    Placement,
    PostgresqlServer,
    Repository,
)
from veeam_entraid_limits._finding import Finding, Subject, Verdict
from veeam_entraid_limits._protection import (
    BackupCopyJob,
    BlobAccount,
    CloudCredential,
    CopySource,
    DefaultProxy,
    Directory,
    LogBackupJob,
    ProxyState,
    ServerLicense,
    StorageRepository,
    Tenant,
    TenantBackupJob,
)
from veeam_entraid_limits._relation import Reference, VeeamServer
from veeam_entraid_limits._restore import ItemType, RestoreItem, RestoreSession
from veeam_entraid_limits._schedule import Gap, Plan, read_plan
from veeam_entraid_limits._server import (
    jobs_on_server,
    license_on_server,
    proxy_on_server,
    repository_on_server,
    tenant_on_server,
)
from veeam_entraid_limits._setting import ABSENT, UNKNOWN, Setting, Unknown, major_version
from veeam_entraid_limits.resources import ProviderResource, Resource, concerns, read_facts

__all__ = [
    "ABSENT",
    "LIMITS",
    "UNKNOWN",
    "AzureApplication",
    "BackupCopyJob",
    "BackupServer",
    "BlobAccount",
    "CloudCredential",
    "CopySource",
    "DefaultProxy",
    "Directory",
    "Fact",
    "Finding",
    "Gap",
    "Hosting",
    "ItemType",
    "Level",
    "Limit",
    "LogBackupJob",
    "Page",
    "Placement",
    "Plan",
    "PostgresqlServer",
    "ProviderResource",
    "ProxyState",
    "Reference",
    "Repository",
    "Resource",
    "RestoreItem",
    "RestoreSession",
    "ServerLicense",
    "Setting",
    "StorageRepository",
    "Subject",
    "Tenant",
    "TenantBackupJob",
    "Unknown",
    "VeeamServer",
    "Verdict",
    "check_across",
    "check_each",
    "check_resource",
    "concerns",
    "explain",
    "jobs_on_server",
    "license_on_server",
    "limit_by_id",
    "major_version",
    "proxy_on_server",
    "read_facts",
    "read_plan",
    "repository_on_server",
    "tenant_on_server",
]
