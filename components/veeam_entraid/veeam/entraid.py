"""Resources and functions of `veeam:entraid`.

Made from the provider's schema by `make docs`.
"""

from collections.abc import Sequence

import pulumi

from veeam_entraid.veeam import inputs, outputs, words
from veeam_entraid.veeam._resource import VeeamResource

__all__ = ["LogBackupCopyJob", "LogBackupJob", "Tenant", "TenantBackupCopyJob", "TenantBackupJob"]


class Tenant(VeeamResource):
    """A tenant of Microsoft Entra ID that the backup server protects, through an application in it.

    An import names the azure_tenant_id, or the id on the backup server.

    Args:
        resource_name: The name in the program.
        opts: How it is managed.
        azure_tenant_id: The tenant's id in Entra ID, also called directory id.
        description: For people. The server's own description ends with a mark that names stack and resource.
        cache_repository_id: The id of the repository that keeps temporary metadata of log backups: one on Windows or
            Linux, or a share (SMB, NFS). Object storage cannot be one.
        region: The cloud of the tenant. Only Global is supported. One of China, Global, Government. Without it:
            "Global".
        application_id: The client id of the application in the tenant, through which it is backed up.
        application_secret: A client secret of the application. Either this or certificate.
        certificate: The certificate of the application. Either this or application_secret.
        protection_scope: What is protected. Users, Groups, AdministrativeUnits, Roles, Applications always are. Logs,
            ConditionalAccessPolicies and IntunePolicies need more of the licence. One of Users, Groups,
            AdministrativeUnits, Roles, Applications, Logs, ConditionalAccessPolicies, IntunePolicies.
        tenant_type: What kind of tenant it is: a statement for the rules, which the server does not get. One of
            workforce, external, b2c.
        tenant_license: Microsoft's licence of the tenant: a statement for the rules, which the server does not get. One
            of free, p1, p2.
        management_group_relationships: Whether relationships with management groups are to be protected: a statement
            for the rules, which the server does not get.
    """

    pulumi_type = "veeam:entraid:Tenant"

    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        *,
        azure_tenant_id: pulumi.Input[str],
        cache_repository_id: pulumi.Input[str],
        application_id: pulumi.Input[str],
        protection_scope: pulumi.Input[Sequence[pulumi.Input[words.ProtectionScope]]],
        description: pulumi.Input[str] | None = None,
        region: pulumi.Input[words.Region] | None = None,
        application_secret: pulumi.Input[str] | None = None,
        certificate: pulumi.Input[inputs.ApplicationCertificate] | None = None,
        tenant_type: pulumi.Input[words.TenantType] | None = None,
        tenant_license: pulumi.Input[words.TenantLicense] | None = None,
        management_group_relationships: pulumi.Input[bool] | None = None,
    ) -> None:
        super().__init__(
            resource_name,
            {
                "azure_tenant_id": azure_tenant_id,
                "description": description,
                "cache_repository_id": cache_repository_id,
                "region": region,
                "application_id": application_id,
                "application_secret": application_secret,
                "certificate": certificate,
                "protection_scope": protection_scope,
                "tenant_type": tenant_type,
                "tenant_license": tenant_license,
                "management_group_relationships": management_group_relationships,
            },
            opts,
        )

    @property
    def azure_tenant_id(self) -> pulumi.Output[str]:
        """The tenant's id in Entra ID, also called directory id."""
        return self._output("azure_tenant_id")

    @property
    def description(self) -> pulumi.Output[str]:
        """For people.

        The server's own description ends with a mark that names stack and resource.
        """
        return self._output("description")

    @property
    def cache_repository_id(self) -> pulumi.Output[str]:
        """The id of the repository that keeps temporary metadata of log backups: one on Windows or Linux, or a
        share (SMB, NFS).

        Object storage cannot be one.
        """
        return self._output("cache_repository_id")

    @property
    def region(self) -> pulumi.Output[words.Region]:
        """The cloud of the tenant.

        Only Global is supported.
        """
        return self._output("region")

    @property
    def application_id(self) -> pulumi.Output[str]:
        """The client id of the application in the tenant, through which it is backed up."""
        return self._output("application_id")

    @property
    def application_secret(self) -> pulumi.Output[str | None]:
        """A client secret of the application.

        Either this or certificate.
        """
        return self._output("application_secret")

    @property
    def certificate(self) -> pulumi.Output[outputs.ApplicationCertificate | None]:
        """The certificate of the application.

        Either this or application_secret.
        """
        return self._output("certificate")

    @property
    def protection_scope(self) -> pulumi.Output[list[words.ProtectionScope]]:
        """What is protected.

        Users, Groups, AdministrativeUnits, Roles, Applications always are. Logs, ConditionalAccessPolicies and
        IntunePolicies need more of the licence.
        """
        return self._output("protection_scope")

    @property
    def tenant_type(self) -> pulumi.Output[words.TenantType | None]:
        """What kind of tenant it is: a statement for the rules, which the server does not get."""
        return self._output("tenant_type")

    @property
    def tenant_license(self) -> pulumi.Output[words.TenantLicense | None]:
        """Microsoft's licence of the tenant: a statement for the rules, which the server does not get."""
        return self._output("tenant_license")

    @property
    def management_group_relationships(self) -> pulumi.Output[bool | None]:
        """Whether relationships with management groups are to be protected: a statement for the rules, which the
        server does not get.
        """
        return self._output("management_group_relationships")


class TenantBackupJob(VeeamResource):
    """The job that backs a tenant up into the Entra ID repository.

    A tenant has one, and a job has one tenant.

    An import names the name, or the id on the backup server.

    Args:
        resource_name: The name in the program.
        opts: How it is managed.
        tenant_id: The id that the backup server has given to the tenant, which is the id of a veeam.entraid.Tenant. Not
            its id in Entra ID.
        name: The name of the job, at most 255 characters long and different from that of every other job.
        description: For people. The server's own description ends with a mark that names stack and resource.
        enabled: Whether the job runs. Without it: true.
        retention: How long restore points are kept. In days: RestorePoints is going out of use.
        encryption_password_id: The id of an encryption password of the server, with which the backups are encrypted.
            Without it they are not.
        schedule: When the job runs. Without it nothing starts the job but a person; run_automatically alone means daily
            at 22:00.
        notifications: Whom the server tells of the job's results.
        source_backup_id: The id of a backup that the job is to go on with, one whose job is gone.
        delete_backups: Whether the backups go with the job when it is deleted. By default they stay: the server keeps
            them until its background retention removes them, and a new job can go on with them by source_backup_id.
    """

    pulumi_type = "veeam:entraid:TenantBackupJob"

    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        *,
        tenant_id: pulumi.Input[str],
        name: pulumi.Input[str],
        retention: pulumi.Input[inputs.BackupJobRetentionPolicy],
        description: pulumi.Input[str] | None = None,
        enabled: pulumi.Input[bool] | None = None,
        encryption_password_id: pulumi.Input[str] | None = None,
        schedule: pulumi.Input[inputs.BackupSchedule] | None = None,
        notifications: pulumi.Input[inputs.EntraIDTenantNotification] | None = None,
        source_backup_id: pulumi.Input[str] | None = None,
        delete_backups: pulumi.Input[bool] | None = None,
    ) -> None:
        super().__init__(
            resource_name,
            {
                "tenant_id": tenant_id,
                "name": name,
                "description": description,
                "enabled": enabled,
                "retention": retention,
                "encryption_password_id": encryption_password_id,
                "schedule": schedule,
                "notifications": notifications,
                "source_backup_id": source_backup_id,
                "delete_backups": delete_backups,
            },
            opts,
        )

    @property
    def tenant_id(self) -> pulumi.Output[str]:
        """The id that the backup server has given to the tenant, which is the id of a veeam.entraid.Tenant.

        Not its id in Entra ID.
        """
        return self._output("tenant_id")

    @property
    def name(self) -> pulumi.Output[str]:
        """The name of the job, at most 255 characters long and different from that of every other job."""
        return self._output("name")

    @property
    def description(self) -> pulumi.Output[str]:
        """For people.

        The server's own description ends with a mark that names stack and resource.
        """
        return self._output("description")

    @property
    def enabled(self) -> pulumi.Output[bool]:
        """Whether the job runs."""
        return self._output("enabled")

    @property
    def retention(self) -> pulumi.Output[outputs.BackupJobRetentionPolicy]:
        """How long restore points are kept.

        In days: RestorePoints is going out of use.
        """
        return self._output("retention")

    @property
    def encryption_password_id(self) -> pulumi.Output[str | None]:
        """The id of an encryption password of the server, with which the backups are encrypted.

        Without it they are not.
        """
        return self._output("encryption_password_id")

    @property
    def schedule(self) -> pulumi.Output[outputs.BackupSchedule | None]:
        """When the job runs.

        Without it nothing starts the job but a person; run_automatically alone means daily at 22:00.
        """
        return self._output("schedule")

    @property
    def notifications(self) -> pulumi.Output[outputs.EntraIDTenantNotification | None]:
        """Whom the server tells of the job's results."""
        return self._output("notifications")

    @property
    def source_backup_id(self) -> pulumi.Output[str | None]:
        """The id of a backup that the job is to go on with, one whose job is gone."""
        return self._output("source_backup_id")

    @property
    def delete_backups(self) -> pulumi.Output[bool]:
        """Whether the backups go with the job when it is deleted.

        By default they stay: the server keeps them until its background retention removes them, and a new job can
        go on with them by source_backup_id.
        """
        return self._output("delete_backups")


class TenantBackupCopyJob(VeeamResource):
    """The job that copies the backups of a tenant from the Entra ID repository to a backup repository.

    An import names the name, or the id on the backup server.

    Args:
        resource_name: The name in the program.
        opts: How it is managed.
        primary_job_id: The id of the tenant backup job whose backups are copied.
        name: The name of the job, at most 255 characters long and different from that of every other job.
        repository_id: The id of the backup repository that the copies go to. Cloud Connect is not supported.
        enabled: Whether the job runs. Without it: true.
        retention: How long copies are kept, where that differs from the job's own retention.
        encryption_password_id: The id of an encryption password, where copies are encrypted by another one than the
            job's.
        schedule: When copies are made: right after each backup (Continuous, the default), or in a window (Custom).
        delete_backups: Whether the backups go with the job when it is deleted. By default they stay: the server keeps
            them until its background retention removes them, and a new job can go on with them by source_backup_id.
    """

    pulumi_type = "veeam:entraid:TenantBackupCopyJob"

    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        *,
        primary_job_id: pulumi.Input[str],
        name: pulumi.Input[str],
        repository_id: pulumi.Input[str],
        enabled: pulumi.Input[bool] | None = None,
        retention: pulumi.Input[inputs.FileBackupRetentionPolicy] | None = None,
        encryption_password_id: pulumi.Input[str] | None = None,
        schedule: pulumi.Input[inputs.FileBackupCopyJobSchedule] | None = None,
        delete_backups: pulumi.Input[bool] | None = None,
    ) -> None:
        super().__init__(
            resource_name,
            {
                "primary_job_id": primary_job_id,
                "name": name,
                "repository_id": repository_id,
                "enabled": enabled,
                "retention": retention,
                "encryption_password_id": encryption_password_id,
                "schedule": schedule,
                "delete_backups": delete_backups,
            },
            opts,
        )

    @property
    def primary_job_id(self) -> pulumi.Output[str]:
        """The id of the tenant backup job whose backups are copied."""
        return self._output("primary_job_id")

    @property
    def name(self) -> pulumi.Output[str]:
        """The name of the job, at most 255 characters long and different from that of every other job."""
        return self._output("name")

    @property
    def repository_id(self) -> pulumi.Output[str]:
        """The id of the backup repository that the copies go to.

        Cloud Connect is not supported.
        """
        return self._output("repository_id")

    @property
    def enabled(self) -> pulumi.Output[bool]:
        """Whether the job runs."""
        return self._output("enabled")

    @property
    def retention(self) -> pulumi.Output[outputs.FileBackupRetentionPolicy | None]:
        """How long copies are kept, where that differs from the job's own retention."""
        return self._output("retention")

    @property
    def encryption_password_id(self) -> pulumi.Output[str | None]:
        """The id of an encryption password, where copies are encrypted by another one than the job's."""
        return self._output("encryption_password_id")

    @property
    def schedule(self) -> pulumi.Output[outputs.FileBackupCopyJobSchedule | None]:
        """When copies are made: right after each backup (Continuous, the default), or in a window (Custom)."""
        return self._output("schedule")

    @property
    def delete_backups(self) -> pulumi.Output[bool]:
        """Whether the backups go with the job when it is deleted.

        By default they stay: the server keeps them until its background retention removes them, and a new job can
        go on with them by source_backup_id.
        """
        return self._output("delete_backups")


class LogBackupJob(VeeamResource):
    """The job that backs the audit and sign-in logs of a tenant up into a backup repository.

    It needs a backup of the tenant that is at most 30 days old.

    An import names the name, or the id on the backup server.

    Args:
        resource_name: The name in the program.
        opts: How it is managed.
        tenant_id: The id that the backup server has given to the tenant, which is the id of a veeam.entraid.Tenant. Not
            its id in Entra ID.
        name: The name of the job, at most 255 characters long and different from that of every other job.
        description: For people. The server's own description ends with a mark that names stack and resource.
        repository_id: The id of the backup repository that the logs go to: neither one of Cloud Connect nor one that
            spreads its data over several buckets.
        enabled: Whether the job runs. Without it: true.
        retention: How long records of logs are kept.
        encryption_password_id: The id of an encryption password of the server, with which the backups are encrypted.
            Without it they are not.
        schedule: When the job runs. Without it nothing starts the job but a person; run_automatically alone means daily
            at 22:00.
        notifications: Whom the server tells of the job's results.
        source_backup_id: The id of a backup that the job is to go on with, one whose job is gone.
        delete_backups: Whether the backups go with the job when it is deleted. By default they stay: the server keeps
            them until its background retention removes them, and a new job can go on with them by source_backup_id.
        wait_for_tenant_backup: Whether to run the tenant's backup job first and to wait for it, where the tenant has no
            restore point of the last 30 days. Without it: false.
        logs: Which logs the tenant's licence lets it keep: a statement for the rules, which the server does not get.
            One of audit, signIn.
    """

    pulumi_type = "veeam:entraid:LogBackupJob"

    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        *,
        tenant_id: pulumi.Input[str],
        name: pulumi.Input[str],
        repository_id: pulumi.Input[str],
        retention: pulumi.Input[inputs.LogRetention],
        description: pulumi.Input[str] | None = None,
        enabled: pulumi.Input[bool] | None = None,
        encryption_password_id: pulumi.Input[str] | None = None,
        schedule: pulumi.Input[inputs.BackupSchedule] | None = None,
        notifications: pulumi.Input[inputs.EntraIDAuditLogNotification] | None = None,
        source_backup_id: pulumi.Input[str] | None = None,
        delete_backups: pulumi.Input[bool] | None = None,
        wait_for_tenant_backup: pulumi.Input[bool] | None = None,
        logs: pulumi.Input[Sequence[pulumi.Input[words.Logs]]] | None = None,
    ) -> None:
        super().__init__(
            resource_name,
            {
                "tenant_id": tenant_id,
                "name": name,
                "description": description,
                "repository_id": repository_id,
                "enabled": enabled,
                "retention": retention,
                "encryption_password_id": encryption_password_id,
                "schedule": schedule,
                "notifications": notifications,
                "source_backup_id": source_backup_id,
                "delete_backups": delete_backups,
                "wait_for_tenant_backup": wait_for_tenant_backup,
                "logs": logs,
            },
            opts,
        )

    @property
    def tenant_id(self) -> pulumi.Output[str]:
        """The id that the backup server has given to the tenant, which is the id of a veeam.entraid.Tenant.

        Not its id in Entra ID.
        """
        return self._output("tenant_id")

    @property
    def name(self) -> pulumi.Output[str]:
        """The name of the job, at most 255 characters long and different from that of every other job."""
        return self._output("name")

    @property
    def description(self) -> pulumi.Output[str]:
        """For people.

        The server's own description ends with a mark that names stack and resource.
        """
        return self._output("description")

    @property
    def repository_id(self) -> pulumi.Output[str]:
        """The id of the backup repository that the logs go to: neither one of Cloud Connect nor one that spreads
        its data over several buckets.
        """
        return self._output("repository_id")

    @property
    def enabled(self) -> pulumi.Output[bool]:
        """Whether the job runs."""
        return self._output("enabled")

    @property
    def retention(self) -> pulumi.Output[outputs.LogRetention]:
        """How long records of logs are kept."""
        return self._output("retention")

    @property
    def encryption_password_id(self) -> pulumi.Output[str | None]:
        """The id of an encryption password of the server, with which the backups are encrypted.

        Without it they are not.
        """
        return self._output("encryption_password_id")

    @property
    def schedule(self) -> pulumi.Output[outputs.BackupSchedule | None]:
        """When the job runs.

        Without it nothing starts the job but a person; run_automatically alone means daily at 22:00.
        """
        return self._output("schedule")

    @property
    def notifications(self) -> pulumi.Output[outputs.EntraIDAuditLogNotification | None]:
        """Whom the server tells of the job's results."""
        return self._output("notifications")

    @property
    def source_backup_id(self) -> pulumi.Output[str | None]:
        """The id of a backup that the job is to go on with, one whose job is gone."""
        return self._output("source_backup_id")

    @property
    def delete_backups(self) -> pulumi.Output[bool]:
        """Whether the backups go with the job when it is deleted.

        By default they stay: the server keeps them until its background retention removes them, and a new job can
        go on with them by source_backup_id.
        """
        return self._output("delete_backups")

    @property
    def wait_for_tenant_backup(self) -> pulumi.Output[bool]:
        """Whether to run the tenant's backup job first and to wait for it, where the tenant has no restore point of
        the last 30 days.
        """
        return self._output("wait_for_tenant_backup")

    @property
    def logs(self) -> pulumi.Output[list[words.Logs] | None]:
        """Which logs the tenant's licence lets it keep: a statement for the rules, which the server does not get."""
        return self._output("logs")

    @property
    def waits_for_tenant_backup(self) -> pulumi.Output[bool | None]:
        """Whether the job is still disabled because the tenant has no restore point: an update after the first one
        enables it.
        """
        return self._output("waits_for_tenant_backup")


class LogBackupCopyJob(VeeamResource):
    """The job that copies the backups of a tenant's logs to a second backup repository.

    That the API's type FileBackupCopy serves jobs of logs is taken from its next revision.

    An import names the name, or the id on the backup server.

    Args:
        resource_name: The name in the program.
        opts: How it is managed.
        primary_job_id: The id of the log backup job whose backups are copied.
        name: The name of the job, at most 255 characters long and different from that of every other job.
        repository_id: The id of the backup repository that the copies go to. Neither Cloud Connect nor several buckets
            are supported.
        enabled: Whether the job runs. Without it: true.
        retention: How long copies are kept, where that differs from the job's own retention.
        encryption_password_id: The id of an encryption password, where copies are encrypted by another one than the
            job's.
        schedule: When copies are made: right after each backup (Continuous, the default), or in a window (Custom).
        delete_backups: Whether the backups go with the job when it is deleted. By default they stay: the server keeps
            them until its background retention removes them, and a new job can go on with them by source_backup_id.
    """

    pulumi_type = "veeam:entraid:LogBackupCopyJob"

    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        *,
        primary_job_id: pulumi.Input[str],
        name: pulumi.Input[str],
        repository_id: pulumi.Input[str],
        enabled: pulumi.Input[bool] | None = None,
        retention: pulumi.Input[inputs.FileBackupRetentionPolicy] | None = None,
        encryption_password_id: pulumi.Input[str] | None = None,
        schedule: pulumi.Input[inputs.FileBackupCopyJobSchedule] | None = None,
        delete_backups: pulumi.Input[bool] | None = None,
    ) -> None:
        super().__init__(
            resource_name,
            {
                "primary_job_id": primary_job_id,
                "name": name,
                "repository_id": repository_id,
                "enabled": enabled,
                "retention": retention,
                "encryption_password_id": encryption_password_id,
                "schedule": schedule,
                "delete_backups": delete_backups,
            },
            opts,
        )

    @property
    def primary_job_id(self) -> pulumi.Output[str]:
        """The id of the log backup job whose backups are copied."""
        return self._output("primary_job_id")

    @property
    def name(self) -> pulumi.Output[str]:
        """The name of the job, at most 255 characters long and different from that of every other job."""
        return self._output("name")

    @property
    def repository_id(self) -> pulumi.Output[str]:
        """The id of the backup repository that the copies go to.

        Neither Cloud Connect nor several buckets are supported.
        """
        return self._output("repository_id")

    @property
    def enabled(self) -> pulumi.Output[bool]:
        """Whether the job runs."""
        return self._output("enabled")

    @property
    def retention(self) -> pulumi.Output[outputs.FileBackupRetentionPolicy | None]:
        """How long copies are kept, where that differs from the job's own retention."""
        return self._output("retention")

    @property
    def encryption_password_id(self) -> pulumi.Output[str | None]:
        """The id of an encryption password, where copies are encrypted by another one than the job's."""
        return self._output("encryption_password_id")

    @property
    def schedule(self) -> pulumi.Output[outputs.FileBackupCopyJobSchedule | None]:
        """When copies are made: right after each backup (Continuous, the default), or in a window (Custom)."""
        return self._output("schedule")

    @property
    def delete_backups(self) -> pulumi.Output[bool]:
        """Whether the backups go with the job when it is deleted.

        By default they stay: the server keeps them until its background retention removes them, and a new job can
        go on with them by source_backup_id.
        """
        return self._output("delete_backups")
