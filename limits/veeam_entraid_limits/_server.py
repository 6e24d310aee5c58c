"""What a live backup server shows of itself, as facts: the models of its REST API, read for the same rules.

Readers are lenient: servers leave fields out and spell words of enumerations in any case. Nothing that may be secret is
read: of an encryption whether there is one, of a tenant not how it signs in.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from veeam_entraid_limits._facts import Fact
from veeam_entraid_limits._finding import Subject
from veeam_entraid_limits._protection import (
    BackupCopyJob,
    CopySource,
    DefaultProxy,
    LogBackupJob,
    ProxyState,
    ServerLicense,
    StorageRepository,
    Tenant,
    TenantBackupJob,
)
from veeam_entraid_limits._relation import Reference, VeeamServer, comparable_id
from veeam_entraid_limits._setting import UNKNOWN, Setting, setting

__all__ = ["jobs_on_server", "license_on_server", "proxy_on_server", "repository_on_server", "tenant_on_server"]

_THE_SERVER: Final = VeeamServer()


def proxy_on_server(
    name: str, host_id: str, states: Iterable[Mapping[str, object]], server: VeeamServer = _THE_SERVER
) -> DefaultProxy:
    """Return the default proxy of a backup server: the general-purpose one on the server itself.

    Args:
        name: the server's name, for messages.
        host_id: the id of the managed server that is the backup server.
        states: the list of ``/backupInfrastructure/proxies/states``.
        server: the backup server.
    """
    own = [
        setting(state, "isDisabled").switch
        for state in states
        if setting(state, "type").word == "generalpurposeproxy" and _is_id(setting(state, "hostId"), host_id)
    ]
    state = ProxyState.DISABLED if own and all(own) else ProxyState.ENABLED if own else ProxyState.MISSING
    return DefaultProxy(subject=Subject("backup server", name), server=server, state=state)


def repository_on_server(model: Mapping[str, object], server: VeeamServer = _THE_SERVER) -> StorageRepository:
    """Return a repository, from a ``RepositoryModel`` or a ``ScaleOutRepositoryModel``."""
    extents = setting(model, "performanceTier.performanceExtents").listed or ()
    return StorageRepository(
        subject=_subject("repository", model),
        id=setting(model, "id"),
        type=setting(model, "type"),
        auto_provision=setting(model, "bucket.enableAutoProvision"),
        credentials=Reference(setting(model, "account.credentialsId")),
        region_type=setting(model, "account.regionType"),
        performance_extents=tuple(Reference(setting(extent, "id")) for extent in extents),
        server=server,
    )


def license_on_server(name: str, model: Mapping[str, object], server: VeeamServer = _THE_SERVER) -> ServerLicense:
    """Return the licence of a backup server, from an ``InstalledLicenseModel`` and the server's name."""
    return ServerLicense(
        subject=Subject("backup server", name),
        package=setting(model, "instanceLicenseSummary.package"),
        licensed_instances=setting(model, "instanceLicenseSummary.licensedInstancesNumber"),
        used_instances=setting(model, "instanceLicenseSummary.usedInstancesNumber"),
        server=server,
    )


def tenant_on_server(model: Mapping[str, object], server: VeeamServer = _THE_SERVER) -> Tenant:
    """Return a tenant, from an ``EntraIDTenantModel``."""
    return Tenant(
        # A tenant has no name; its description is written by people.
        subject=Subject("tenant", setting(model, "azureTenantId").text),
        region=setting(model, "region"),
        id=setting(model, "id"),
        azure_tenant_id=Reference(setting(model, "azureTenantId")),
        protection_scope=setting(model, "protectionScope"),
        cache_repository=Reference(setting(model, "cacheRepositoryId")),
        server=server,
    )


def jobs_on_server(models: Iterable[Mapping[str, object]], server: VeeamServer = _THE_SERVER) -> tuple[Fact, ...]:
    """Return the jobs that concern Entra ID, from all of a server's ``JobModel``.

    A copy job of files is one of logs only where the job that it copies from is a log job: give all jobs at once.
    """
    listed = list(models)
    log_jobs = {comparable_id(setting(model, "id")) for model in listed if _type(model) == "entraidauditlogbackup"}
    return tuple(fact for model in listed for fact in _job(model, log_jobs, server))


def _job(model: Mapping[str, object], log_jobs: set[str], server: VeeamServer) -> Iterator[Fact]:
    match _type(model):
        case "entraidtenantbackup":
            yield TenantBackupJob(
                subject=_subject("tenant backup job", model),
                id=setting(model, "id"),
                name=setting(model, "name"),
                tenant=Reference(setting(model, "storage.tenantId")),
                enabled=_enabled(model),
                schedule=Reference(setting(model, "schedule")),
                retention=setting(model, "storage.retentionPolicy"),
                encryption=setting(model, "storage.advancedSettings.encryption.isEnabled"),
                server=server,
            )
        case "entraidauditlogbackup":
            yield LogBackupJob(
                subject=_subject("log backup job", model),
                id=setting(model, "id"),
                name=setting(model, "name"),
                tenant=Reference(setting(model, "tenant.tenantId")),
                repository=Reference(setting(model, "storage.backupRepositoryId")),
                enabled=_enabled(model),
                schedule=Reference(setting(model, "schedule")),
                retention=setting(model, "storage.retentionPolicy"),
                encryption=setting(model, "storage.advancedSettings.storageData.encryption.isEnabled"),
                server=server,
            )
        case "entraidtenantbackupcopy":
            yield _copy_job(model, CopySource.TENANT_BACKUP, server)
        case "filebackupcopy" if comparable_id(setting(model, "primaryJobId")) in log_jobs:
            yield _copy_job(model, CopySource.LOG_BACKUP, server)
        case _:
            return


def _copy_job(model: Mapping[str, object], source: CopySource, server: VeeamServer) -> BackupCopyJob:
    return BackupCopyJob(
        subject=_subject("copy job", model),
        source=source,
        id=setting(model, "id"),
        name=setting(model, "name"),
        primary_job=Reference(setting(model, "primaryJobId")),
        repository=Reference(setting(model, "backupRepositoryId")),
        server=server,
    )


def _type(model: Mapping[str, object]) -> str:
    return setting(model, "type").word


def _subject(kind: str, model: Mapping[str, object]) -> Subject:
    return Subject(kind, setting(model, "name").text)


def _enabled(model: Mapping[str, object]) -> Setting:
    disabled = setting(model, "isDisabled")
    return Setting(disabled.path, UNKNOWN if disabled.switch is None else not disabled.switch)


def _is_id(one: Setting, other: str) -> bool:
    return bool(other) and comparable_id(one) == comparable_id(Setting(value=other))
