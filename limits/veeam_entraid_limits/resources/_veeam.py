"""Resources of the ``veeam`` provider."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from veeam_entraid_limits._facts import Fact
from veeam_entraid_limits._protection import (
    BackupCopyJob,
    CloudCredential,
    CopySource,
    DefaultProxy,
    LogBackupJob,
    StorageRepository,
    Tenant,
    TenantBackupJob,
)
from veeam_entraid_limits._relation import Reference, VeeamServer
from veeam_entraid_limits._restore import RestoreItem, RestoreSession
from veeam_entraid_limits._setting import UNKNOWN, Setting, setting
from veeam_entraid_limits.resources._resource import Resource, TypeToken

__all__ = ["concerns", "read_facts"]


def concerns(token: TypeToken) -> bool:
    """Return whether a type is one of the provider's with facts."""
    return token in _READERS


def read_facts(resource: Resource) -> tuple[Fact, ...]:
    """Return the facts of a resource of the ``veeam`` provider."""
    reader = _READERS.get(resource.token)
    return (reader(resource),) if reader else ()


def _default_proxy(resource: Resource) -> DefaultProxy:
    return DefaultProxy(
        subject=resource.subject("DefaultProxy"),
        enabled=_value(resource, "enabled", alone=True),
        max_task_count=resource.setting("maxTaskCount"),
        server=_server(resource),
    )


def _tenant(resource: Resource) -> Tenant:
    return Tenant(
        subject=resource.subject("Tenant"),
        region=_value(resource, "region"),
        id=resource.own_id,
        azure_tenant_id=_reference(resource, "azureTenantId"),
        tenant_type=_value(resource, "tenantType"),
        tenant_license=_value(resource, "tenantLicense"),
        management_group_relationships=_value(resource, "managementGroupRelationships"),
        protection_scope=_value(resource, "protectionScope"),
        cache_repository=_reference(resource, "cacheRepositoryId"),
        application=resource.made_from("applicationId"),
        credentials=(*resource.made_from("applicationSecret"), *resource.made_from("certificate")),
        server=_server(resource),
    )


def _repository(resource: Resource) -> StorageRepository:
    return StorageRepository(
        subject=resource.subject("Repository"),
        id=resource.own_id,
        type=_value(resource, "type"),
        credentials=_reference(resource, "account.credentialsId"),
        region_type=_value(resource, "account.regionType"),
        auto_provision=_value(resource, "bucket.enableAutoProvision"),
        performance_extents=tuple(_performance_extents(resource)),
        server=_server(resource),
    )


def _cloud_credential(resource: Resource) -> CloudCredential:
    return CloudCredential(
        subject=resource.subject("CloudCredential"),
        id=resource.own_id,
        account=_reference(resource, "account"),
        server=_server(resource),
    )


def _performance_extents(resource: Resource) -> Iterator[Reference]:
    extents = resource.setting("performanceTier.performanceExtents")
    named = [setting(extent, "id") for extent in extents.listed or ()]
    yield from (Reference(each) for each in named if not each.is_unknown)
    if extents.is_unknown or any(each.is_unknown for each in named):
        # Engines tell what a whole input is made from: any of these may be an extent.
        sources = resource.made_from("performanceTier")
        yield from (Reference(Setting("id", UNKNOWN), (source,)) for source in sources)
        if not sources:
            yield Reference(Setting("id", UNKNOWN))


def _tenant_backup_job(resource: Resource) -> TenantBackupJob:
    return TenantBackupJob(
        subject=resource.subject("TenantBackupJob"),
        id=resource.own_id,
        name=_value(resource, "name"),
        tenant=_one(_reference(resource, "tenantId")),
        enabled=_value(resource, "enabled"),
        schedule=_reference(resource, "schedule"),
        retention=_value(resource, "retention"),
        encryption=_value(resource, "encryptionPasswordId"),
        server=_server(resource),
    )


def _log_backup_job(resource: Resource) -> LogBackupJob:
    return LogBackupJob(
        subject=resource.subject("LogBackupJob"),
        id=resource.own_id,
        name=_value(resource, "name"),
        tenant=_reference(resource, "tenantId"),
        repository=_reference(resource, "repositoryId"),
        enabled=_value(resource, "enabled"),
        logs=_value(resource, "logs"),
        schedule=_reference(resource, "schedule"),
        retention=_value(resource, "retention"),
        encryption=_value(resource, "encryptionPasswordId"),
        server=_server(resource),
    )


def _copy_job(resource: Resource) -> BackupCopyJob:
    copies_logs = resource.token.name == "LogBackupCopyJob"
    return BackupCopyJob(
        subject=resource.subject(resource.token.name),
        source=CopySource.LOG_BACKUP if copies_logs else CopySource.TENANT_BACKUP,
        id=resource.own_id,
        name=_value(resource, "name"),
        primary_job=_reference(resource, "primaryJobId"),
        repository=_reference(resource, "repositoryId"),
        server=_server(resource),
    )


def _restore_session(resource: Resource) -> RestoreSession:
    listed = _value(resource, "items")
    return RestoreSession(
        subject=resource.subject("RestoreSession"),
        listed=listed,
        items=tuple(RestoreItem.read(f"items[{index}]", item) for index, item in enumerate(listed.listed or ())),
        filter=_value(resource, "filter"),
        permissions=_value(resource, "permissions"),
        skip_relationships=_value(resource, "skipRelationships"),
    )


_READERS: Final[Mapping[TypeToken, Callable[[Resource], Fact]]] = {
    TypeToken("veeam", "infrastructure", "DefaultProxy"): _default_proxy,
    TypeToken("veeam", "infrastructure", "Repository"): _repository,
    TypeToken("veeam", "infrastructure", "CloudCredential"): _cloud_credential,
    TypeToken("veeam", "entraid", "Tenant"): _tenant,
    TypeToken("veeam", "entraid", "TenantBackupJob"): _tenant_backup_job,
    TypeToken("veeam", "entraid", "LogBackupJob"): _log_backup_job,
    TypeToken("veeam", "entraid", "TenantBackupCopyJob"): _copy_job,
    TypeToken("veeam", "entraid", "LogBackupCopyJob"): _copy_job,
    TypeToken("veeam", "entraid", "RestoreSession"): _restore_session,
}


def _value(resource: Resource, path: str, *, alone: bool = False) -> Setting:
    """Return an input; unknown where the engine hands over a resource without any input.

    It does so for what ``--target`` leaves out. A resource for which no input at all is a valid program says so with
    ``alone``.
    """
    return resource.setting(path) if resource.properties or alone else Setting(path, UNKNOWN)


def _reference(resource: Resource, path: str) -> Reference:
    return Reference(_value(resource, path), resource.made_from(path))


def _one(reference: Reference) -> Reference:
    """Return what a list of one names for the list itself."""
    listed = reference.setting.listed
    if listed is None or len(listed) != 1:
        return reference
    return replace(reference, setting=Setting(reference.setting.path, listed[0]))


def _server(resource: Resource) -> VeeamServer:
    if not resource.provider:
        return VeeamServer()
    return VeeamServer(setting(resource.provider.properties, "endpoint"), resource.provider.urn)
