"""TenantProtection: everything on a backup server that protects one tenant."""

from collections.abc import Mapping
from typing import Any, Final, NotRequired, TypedDict

import pulumi

from veeam_entraid._problems import Problem, problems_of
from veeam_entraid.protection import PlannedObject, plan_tenant_protection
from veeam_entraid.veeam import entraid, infrastructure
from veeam_entraid.veeam._resource import VeeamResource

__all__ = [
    "ApplicationCertificateArgs",
    "ConfigurationBackupArgs",
    "CopyArgs",
    "LogProtectionArgs",
    "TenantBackupArgs",
    "TenantProtection",
    "TenantProtectionArgs",
]

_CLASSES: Final[Mapping[str, type[VeeamResource]]] = {
    each.pulumi_type: each
    for each in (
        entraid.Tenant,
        entraid.TenantBackupJob,
        entraid.TenantBackupCopyJob,
        entraid.LogBackupJob,
        entraid.LogBackupCopyJob,
        infrastructure.Repository,
        infrastructure.EncryptionPassword,
        infrastructure.ConfigurationBackup,
    )
}


class ApplicationCertificateArgs(TypedDict):
    """The certificate by which the application signs in."""

    data: pulumi.Input[str]
    """The certificate with its key, in base64. A secret."""
    format: NotRequired[str]
    """What ``data`` holds: ``Pfx`` (default) or ``Pem``."""
    password: NotRequired[pulumi.Input[str]]
    """The password of the file, where it has one. A secret."""


class CopyArgs(TypedDict):
    """A job that copies backups to a second place."""

    repository_id: NotRequired[pulumi.Input[str]]
    """The server's id of the repository. Either this or ``repository``."""
    repository: NotRequired[Mapping[str, Any]]
    """A repository that is made for it, with the inputs of ``veeam.infrastructure.Repository``."""
    name: NotRequired[str]
    """The name of the job. Default: that of the job it copies from, with `` copy `` and the label."""
    retention: NotRequired[Mapping[str, Any]]
    """How long copies are kept, as ``{type, quantity}`` with ``Days`` or ``Months``. Default: as the job that it copies
    from."""
    schedule: NotRequired[Mapping[str, Any]]
    """When copies are made, as the REST API has it. Default: right after each backup."""
    encryption_password_id: NotRequired[pulumi.Input[str]]
    """The server's id of an encryption password. Default: as the job that it copies from."""


class TenantBackupArgs(TypedDict):
    """The job that backs the tenant up."""

    name: NotRequired[str]
    """The name of the job. Default: ``title`` and ``tenant``."""
    retention_days: NotRequired[int]
    """For how many days restore points are kept. Default: 90."""
    schedule: NotRequired[Mapping[str, Any]]
    """When it runs, as the REST API has it (``veeam.inputs.BackupSchedule``). Default: every day at 22:00, with three
    retries."""
    notifications: NotRequired[Mapping[str, Any]]
    """Whom the server tells of results, as the REST API has it. Default: as the server is set."""
    source_backup_id: NotRequired[pulumi.Input[str]]
    """The server's id of a backup whose job is gone, which this one goes on with."""
    copies: NotRequired[Mapping[str, CopyArgs]]
    """Jobs that copy its backups, by a label of yours. Without one, the tenant's backups are lost with the instance."""


class LogProtectionArgs(TypedDict):
    """The job that backs the audit and sign-in logs up."""

    repository_id: NotRequired[pulumi.Input[str]]
    """The server's id of the repository for logs. Either this or ``repository``."""
    repository: NotRequired[Mapping[str, Any]]
    """A repository that is made for them, with the inputs of ``veeam.infrastructure.Repository``."""
    name: NotRequired[str]
    """The name of the job. Default: ``title`` and ``logs``."""
    kinds: NotRequired[list[str]]
    """Which logs the licence of the tenant lets it keep, ``audit`` and ``signIn``: a statement for the rules. Sign-in
    logs need a licence of Entra ID that is paid for."""
    retention: NotRequired[Mapping[str, Any]]
    """How long they are kept, as ``{type, quantity}`` with ``Days``, ``Months`` or ``Years``. Default: 90 days."""
    schedule: NotRequired[Mapping[str, Any]]
    """When it runs, as the REST API has it. Default: every day at 22:00, with three retries."""
    notifications: NotRequired[Mapping[str, Any]]
    """Whom the server tells of results, as the REST API has it. Default: as the server is set."""
    source_backup_id: NotRequired[pulumi.Input[str]]
    """The server's id of a backup whose job is gone, which this one goes on with."""
    wait_for_tenant_backup: NotRequired[bool]
    """Whether the update runs the tenant's job, and waits for it, where the tenant has no restore point of the last 30
    days. Otherwise the job stays disabled until an update finds one. Default: true."""
    copies: NotRequired[Mapping[str, CopyArgs]]
    """Jobs that copy these backups, by a label of yours."""


class ConfigurationBackupArgs(TypedDict):
    """The backup of the server's own configuration: one for each server, whatever the number of its tenants."""

    repository_id: NotRequired[pulumi.Input[str]]
    """The server's id of the repository, best one off the backup server. Either this or ``repository``."""
    repository: NotRequired[Mapping[str, Any]]
    """A repository that is made for it, with the inputs of ``veeam.infrastructure.Repository``."""
    restore_points_to_keep: NotRequired[int]
    """How many are kept, 1 to 99. Default: 10."""
    schedule: NotRequired[Mapping[str, Any]]
    """When, as the REST API has it. Default: as the server is set."""
    notifications: NotRequired[Mapping[str, Any]]
    """Whom the server tells of results, as the REST API has it."""


class TenantProtectionArgs(TypedDict):
    """Arguments of a TenantProtection."""

    azure_tenant_id: pulumi.Input[str]
    """The tenant's id in Entra ID."""
    application_id: pulumi.Input[str]
    """The client id of the application in the tenant, such as ``EntraApplication`` makes."""
    application_secret: NotRequired[pulumi.Input[str]]
    """A client secret of the application. Either this or ``certificate``."""
    certificate: NotRequired[ApplicationCertificateArgs]
    """The certificate of the application. Either this or ``applicationSecret``."""
    title: NotRequired[str]
    """What the names of its jobs begin with. Default: the name of the component."""
    description: NotRequired[str]
    """A description of the tenant, for people."""
    protection_scope: NotRequired[list[str]]
    """What is protected: ``Users``, ``Groups``, ``AdministrativeUnits``, ``Roles`` and ``Applications`` always,
    ``ConditionalAccessPolicies``, ``IntunePolicies`` and ``Logs`` where the licence covers them. Default: the first
    five, and Logs with ``logs``."""
    region: NotRequired[str]
    """The cloud of the tenant. Only ``Global`` is supported (Veeam, Considerations and Limitations)."""
    tenant_type: NotRequired[str]
    """What kind of tenant it is, a statement for the rules: ``workforce``, ``external`` or ``b2c``."""
    tenant_license: NotRequired[str]
    """Microsoft's licence of the tenant, a statement for the rules: ``free``, ``p1`` or ``p2``."""
    management_group_relationships: NotRequired[bool]
    """Whether relationships with management groups are to be protected, a statement for the rules."""
    connection: NotRequired[pulumi.Input[str]]
    """Whether the backup server is connected to its Entra ID repository, the output ``connection`` of
    ``EntraIdRepository``: while it is ``pending``, all jobs are disabled and none is started, for one that ran would
    write into the wrong database. Default: ``confirmed``."""
    cache_repository_id: NotRequired[pulumi.Input[str]]
    """The server's id of the repository that keeps temporary metadata of log backups: one on Windows or Linux, or a
    share. Either this or ``cacheRepository``."""
    cache_repository: NotRequired[Mapping[str, Any]]
    """A repository that is made for it, with the inputs of ``veeam.infrastructure.Repository``, such as
    ``{type: WinLocal, repository: {path: D:\\\\Cache}}`` for a folder of the backup server."""
    encryption_password: NotRequired[pulumi.Input[str]]
    """The password by which all backups are encrypted, a secret. Keep it elsewhere as well: who loses it has lost the
    backups. Default: they are not encrypted."""
    encryption_hint: NotRequired[str]
    """What tells people which password it is; everybody sees it. Default: the component's name and ``backups``."""
    encryption_password_id: NotRequired[pulumi.Input[str]]
    """The server's id of an encryption password that exists, in place of ``encryptionPassword``."""
    backup: NotRequired[TenantBackupArgs]
    """The job that backs the tenant up."""
    logs: NotRequired[LogProtectionArgs]
    """The job that backs its logs up. Default: logs are not backed up."""
    configuration_backup: NotRequired[ConfigurationBackupArgs]
    """The backup of the server's configuration. Write it on one tenant of a server. Default: as the server is set."""
    deletion_protection: NotRequired[bool]
    """Whether Pulumi refuses to remove the tenant, its jobs and its repositories. Default: true."""


class TenantProtection(pulumi.ComponentResource):
    """Protects one tenant: the tenant on the server, its job, copies, logs with their repositories, in the right order.

    A second tenant is a second instance. The provider ``veeam`` of the component says on which server.
    """

    tenant_id: pulumi.Output[str]
    """The server's id of the tenant."""
    azure_tenant_id: pulumi.Output[str]
    """The tenant's id in Entra ID."""
    backup_job_id: pulumi.Output[str]
    """The server's id of the job that backs the tenant up."""
    log_backup_job_id: pulumi.Output[str | None]
    """The server's id of the job that backs its logs up; null without one."""
    log_backup_waits: pulumi.Output[bool]
    """Whether the job for logs is still disabled because the tenant has no restore point."""
    copy_job_ids: pulumi.Output[list[str]]
    """The server's ids of the jobs that copy."""

    def __init__(self, name: str, args: TenantProtectionArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Protect the tenant.

        Raises:
            InvalidArgumentsError: with every problem of the arguments, before anything is registered.
        """
        plan = plan_tenant_protection(name, args)
        super().__init__("veeam-entraid:index:TenantProtection", name, dict(plan.inputs), opts)
        deleted_with = opts.deleted_with if opts else None
        made: dict[str, VeeamResource] = {}
        for planned in plan.objects:
            made[planned.label] = _create(plan.name, planned, made, self, deleted_with)

        logs = made.get("logs")
        self.tenant_id = made["tenant"].id
        self.azure_tenant_id = pulumi.Output.from_input(plan.azure_tenant_id)
        self.backup_job_id = made["backup"].id
        self.log_backup_job_id = pulumi.Output.from_input(logs.id if logs else None)
        self.log_backup_waits = _waits(logs)
        self.copy_job_ids = pulumi.Output.all(*(made[label].id for label in plan.copies)).apply(
            lambda ids: [str(each) for each in ids]
        )
        self.register_outputs(
            {
                "tenantId": self.tenant_id,
                "azureTenantId": self.azure_tenant_id,
                "backupJobId": self.backup_job_id,
                "logBackupJobId": self.log_backup_job_id,
                "logBackupWaits": self.log_backup_waits,
                "copyJobIds": self.copy_job_ids,
            }
        )

    @staticmethod
    def check(name: str, args: Mapping[str, object]) -> tuple[Problem, ...]:
        """Return the problems of arguments without making anything."""
        return problems_of(lambda: plan_tenant_protection(name, args))


def _create(
    name: str,
    planned: PlannedObject,
    made: Mapping[str, VeeamResource],
    parent: pulumi.Resource,
    deleted_with: pulumi.Resource | None,
) -> VeeamResource:
    references = {path: made[label].id for path, label in planned.references.items()}
    opts = pulumi.ResourceOptions(
        parent=parent,
        protect=planned.protected,
        depends_on=[made[label] for label in planned.after],
        deleted_with=deleted_with,
    )
    form = _CLASSES[planned.token]
    resource = form.__new__(form)
    VeeamResource.__init__(resource, f"{name}-{planned.label}", {**planned.given, **references}, opts)
    return resource


def _waits(logs: VeeamResource | None) -> pulumi.Output[bool]:
    if isinstance(logs, entraid.LogBackupJob):
        return logs.waits_for_tenant_backup.apply(bool)
    return pulumi.Output.from_input(val=False)
