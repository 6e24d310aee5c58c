"""Facts of what a backup server protects: tenants, jobs, the repositories of logs, the default proxy.

The provider makes them from its inputs and from what a live server shows, the pack reads them from resources.
"""

import enum
from dataclasses import dataclass, field

from veeam_entraid_limits._finding import Subject
from veeam_entraid_limits._relation import Reference, VeeamServer
from veeam_entraid_limits._setting import ABSENT, Setting

__all__ = [
    "BackupCopyJob",
    "BlobAccount",
    "CloudCredential",
    "CopySource",
    "DefaultProxy",
    "Directory",
    "LogBackupJob",
    "ProxyState",
    "ServerLicense",
    "StorageRepository",
    "Tenant",
    "TenantBackupJob",
]


class ProxyState(enum.Enum):
    """What a live server shows of its default proxy."""

    NOT_ASKED = "not asked"
    ENABLED = "enabled"
    DISABLED = "disabled"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class DefaultProxy:
    """The default proxy of a backup server, as it is configured or as a live server shows it.

    Attributes:
        subject: the resource, or the server.
        enabled: the switch that the configuration gives it.
        max_task_count: the number of its tasks.
        server: the backup server that it is on.
        state: what the live server shows.
    """

    subject: Subject
    enabled: Setting = ABSENT
    max_task_count: Setting = ABSENT
    server: VeeamServer = field(default_factory=VeeamServer)
    state: ProxyState = ProxyState.NOT_ASKED


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenant:
    """A ``veeam:entraid:Tenant``: a tenant that a backup server protects.

    Attributes:
        subject: the resource.
        region: the cloud of the tenant.
        id: the id that the backup server gave it.
        azure_tenant_id: its id in Entra ID, with the resources that this is an output of.
        tenant_type: what kind of tenant it is, as its user declares it or as Microsoft Graph shows it.
        tenant_license: its Entra ID licence, as its user declares it.
        management_group_relationships: whether its user wants these in the backup.
        protection_scope: the list of what is backed up.
        cache_repository: the repository of temporary data about log records.
        application: the URNs of the resources that the id of its application is made from.
        credentials: the URNs of the resources that the secret or certificate of its application is made from.
        server: the backup server that protects it.
    """

    subject: Subject
    region: Setting = ABSENT
    id: Setting = ABSENT
    azure_tenant_id: Reference = field(default_factory=Reference)
    tenant_type: Setting = ABSENT
    tenant_license: Setting = ABSENT
    management_group_relationships: Setting = ABSENT
    protection_scope: Setting = ABSENT
    cache_repository: Reference = field(default_factory=Reference)
    application: tuple[str, ...] = ()
    credentials: tuple[str, ...] = ()
    server: VeeamServer = field(default_factory=VeeamServer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """A directory for customers that the stack creates: Azure AD B2C or an External ID one.

    Attributes:
        subject: the resource.
        tenant_id: its id in Entra ID, known once it is there.
        certain: False when only the update will know that it is one at all.
    """

    subject: Subject
    tenant_id: Setting = ABSENT
    certain: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class StorageRepository:
    """A backup repository of a backup server; it holds logs and copies, never the tenant backups themselves.

    Attributes:
        subject: the resource.
        id: the id that the backup server gave it.
        type: its type, in the words of the REST API.
        credentials: of an object storage repository, the login that it is used with.
        region_type: of an Azure Blob repository, the cloud of its account.
        auto_provision: whether it spreads over child buckets.
        performance_extents: of a scale-out repository, the repositories of its performance tier.
        server: the backup server that it belongs to.
    """

    subject: Subject
    id: Setting = ABSENT
    type: Setting = ABSENT
    credentials: Reference = field(default_factory=Reference)
    region_type: Setting = ABSENT
    auto_provision: Setting = ABSENT
    performance_extents: tuple[Reference, ...] = ()
    server: VeeamServer = field(default_factory=VeeamServer)


@dataclass(frozen=True, slots=True, kw_only=True)
class CloudCredential:
    """A login for cloud storage that a backup server keeps; its key is not read.

    Attributes:
        subject: the resource.
        id: the id that the backup server gave it.
        account: the name of the storage account that it is for.
        server: the backup server that keeps it.
    """

    subject: Subject
    id: Setting = ABSENT
    account: Reference = field(default_factory=Reference)
    server: VeeamServer = field(default_factory=VeeamServer)


@dataclass(frozen=True, slots=True, kw_only=True)
class BlobAccount:
    """A storage account of Azure's, or what is set for one by a resource beside it.

    Attributes:
        subject: the resource.
        name: the name of the account; of a resource beside it the name or id that it names the account by.
        is_account: whether it is the account itself.
        hierarchical_namespace: the switch of the hierarchical namespace.
        soft_delete: the switches of soft delete, for blobs and for containers.
        lifecycle_rules: whether rules move or delete blobs by their age.
    """

    subject: Subject
    name: Reference = field(default_factory=Reference)
    is_account: bool = True
    hierarchical_namespace: Setting = ABSENT
    soft_delete: tuple[Setting, ...] = ()
    lifecycle_rules: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantBackupJob:
    """A job that backs up a tenant.

    Attributes:
        subject: the resource, or the job on a live server.
        id: the id that the backup server gave it: two facts with one id are one job.
        name: its name on the backup server.
        tenant: the tenant that it backs up.
        enabled: its switch; absent means on.
        schedule: its schedule, with the names of the REST API; its resources are those of the whole block.
        retention: its retention, with the names of the REST API.
        encryption: what encrypts its backups, of which only the presence is read; absent or off means nothing does.
        server: the backup server that runs it.
    """

    subject: Subject
    id: Setting = ABSENT
    name: Setting = ABSENT
    tenant: Reference = field(default_factory=Reference)
    enabled: Setting = ABSENT
    schedule: Reference = field(default_factory=Reference)
    retention: Setting = ABSENT
    encryption: Setting = ABSENT
    server: VeeamServer = field(default_factory=VeeamServer)


@dataclass(frozen=True, slots=True, kw_only=True)
class LogBackupJob:
    """A job that backs up the logs of a tenant.

    Attributes:
        subject: the resource, or the job on a live server.
        id: the id that the backup server gave it.
        name: its name on the backup server.
        tenant: the tenant whose logs it backs up.
        repository: the repository that it writes to.
        enabled: its switch; absent means on.
        logs: the kinds of logs that its user declares: a list of ``audit`` and ``signIn``.
        schedule: its schedule, with the names of the REST API; its resources are those of the whole block.
        retention: its retention, with the names of the REST API.
        encryption: what encrypts its backups, of which only the presence is read; absent or off means nothing does.
        latest_restore_point_age: on a live server, the age of the tenant's latest restore point in hours, by UTC;
            infinite where the tenant has none. Absent where no server was asked.
        server: the backup server that runs it.
    """

    subject: Subject
    id: Setting = ABSENT
    name: Setting = ABSENT
    tenant: Reference = field(default_factory=Reference)
    repository: Reference = field(default_factory=Reference)
    enabled: Setting = ABSENT
    logs: Setting = ABSENT
    schedule: Reference = field(default_factory=Reference)
    retention: Setting = ABSENT
    encryption: Setting = ABSENT
    latest_restore_point_age: Setting = ABSENT
    server: VeeamServer = field(default_factory=VeeamServer)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerLicense:
    """The licence that a live backup server shows.

    Attributes:
        subject: the server.
        package: the package of Veeam Data Platform, in the words of the REST API.
        licensed_instances: how many instances it is for.
        used_instances: how many are used.
        server: the backup server that it is installed on.
    """

    subject: Subject
    package: Setting = ABSENT
    licensed_instances: Setting = ABSENT
    used_instances: Setting = ABSENT
    server: VeeamServer = field(default_factory=VeeamServer)


class CopySource(enum.Enum):
    """What a copy job copies."""

    TENANT_BACKUP = "tenant backup"
    LOG_BACKUP = "log backup"


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupCopyJob:
    """A job that copies the backups of another job to a second repository.

    Attributes:
        subject: the resource, or the job on a live server.
        source: what it copies.
        id: the id that the backup server gave it.
        name: its name on the backup server.
        primary_job: the job whose backups it copies.
        repository: the repository that it writes to.
        server: the backup server that runs it.
    """

    subject: Subject
    source: CopySource
    id: Setting = ABSENT
    name: Setting = ABSENT
    primary_job: Reference = field(default_factory=Reference)
    repository: Reference = field(default_factory=Reference)
    server: VeeamServer = field(default_factory=VeeamServer)
