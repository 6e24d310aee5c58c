"""Resources and functions of `veeam:entraid`.

Made from the provider's schema by `make docs`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from veeam_entraid.veeam import inputs, outputs, words
from veeam_entraid.veeam._resource import VeeamResource, invoke, invoke_output

__all__ = [
    "BrowseItemsResult",
    "GetRestorePointsResult",
    "GetTenantResult",
    "LogBackupCopyJob",
    "LogBackupJob",
    "RestoreSession",
    "Tenant",
    "TenantBackupCopyJob",
    "TenantBackupJob",
    "browse_items",
    "browse_items_output",
    "get_restore_points",
    "get_restore_points_output",
    "get_tenant",
    "get_tenant_output",
]


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


class RestoreSession(VeeamResource):
    """A restore of items into the tenant that they were backed up from, done once, when the resource is made.

    It is done again when what it restores changes, or triggers do; never after valid_until. Refreshing changes
    nothing, and deleting the resource only forgets it: what was restored stays.

    It cannot be imported.

    Args:
        resource_name: The name in the program.
        opts: How it is managed.
        tenant_id: The server's id of the tenant, whose backup items come from. Either this or backup_id.
        backup_id: The id of the backup, or of the copy, that items come from. Either this or tenant_id.
        source: What items come from: the backup, where it is left out.
        items: What is restored: at most 1000 items of one type. Either this or filter.
        filter: What is restored, by what the backup knows of it. Either this or items.
        permissions: In whose name it is done. delegated: somebody signs in while the session runs, with a code that is
            shown then; application: the application that the tenant is backed up by, which has to be allowed to write.
            One of delegated, application. Without it: "delegated".
        credentials_id: The id of credentials that the server knows, in place of a sign-in.
        default_user_password: The password that restored users get. Without it and without user_passwords the server
            makes them, by the tenant's policy, and generated_passwords has them.
        user_passwords: A password for each user. For users that it leaves out, the server makes one.
        request_password_change_on_logon: Whether restored users have to change that password when they sign in. Without
            it: true.
        recycle_bin: prefer: what lies in the tenant's recycle bin comes back from there, under its own id. Whether what
            does not lie there comes back from the backup then, the vendor documents both ways: not_restored names what
            did not. ignore: everything is made anew from the backup, under new ids. One of prefer, ignore. Without it:
            "prefer".
        skip_relationships: Whether memberships and other relationships stay away. Without it: false.
        skip_existing: Whether items that are in the tenant are left as they are; else they are set back. Without it:
            false.
        reason: Why, for the server's own records. It ends with a mark that names stack and resource.
        valid_until: Until when the session may start, as RFC 3339 writes it. A stack that has lost its state would
            restore into production again: after this it does not. Write a time a few hours away.
        triggers: Any texts. When they change, the session is done again.
    """

    pulumi_type = "veeam:entraid:RestoreSession"

    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        *,
        valid_until: pulumi.Input[str],
        tenant_id: pulumi.Input[str] | None = None,
        backup_id: pulumi.Input[str] | None = None,
        source: pulumi.Input[inputs.RestoreSource] | None = None,
        items: pulumi.Input[Sequence[pulumi.Input[inputs.RestoreItem]]] | None = None,
        filter: pulumi.Input[inputs.ItemFilter] | None = None,
        permissions: pulumi.Input[words.Permissions] | None = None,
        credentials_id: pulumi.Input[str] | None = None,
        default_user_password: pulumi.Input[str] | None = None,
        user_passwords: pulumi.Input[Sequence[pulumi.Input[inputs.UserPassword]]] | None = None,
        request_password_change_on_logon: pulumi.Input[bool] | None = None,
        recycle_bin: pulumi.Input[words.RecycleBin] | None = None,
        skip_relationships: pulumi.Input[bool] | None = None,
        skip_existing: pulumi.Input[bool] | None = None,
        reason: pulumi.Input[str] | None = None,
        triggers: pulumi.Input[Sequence[pulumi.Input[str]]] | None = None,
    ) -> None:
        super().__init__(
            resource_name,
            {
                "tenant_id": tenant_id,
                "backup_id": backup_id,
                "source": source,
                "items": items,
                "filter": filter,
                "permissions": permissions,
                "credentials_id": credentials_id,
                "default_user_password": default_user_password,
                "user_passwords": user_passwords,
                "request_password_change_on_logon": request_password_change_on_logon,
                "recycle_bin": recycle_bin,
                "skip_relationships": skip_relationships,
                "skip_existing": skip_existing,
                "reason": reason,
                "valid_until": valid_until,
                "triggers": triggers,
            },
            opts,
        )

    @property
    def tenant_id(self) -> pulumi.Output[str | None]:
        """The server's id of the tenant, whose backup items come from.

        Either this or backup_id.
        """
        return self._output("tenant_id")

    @property
    def backup_id(self) -> pulumi.Output[str | None]:
        """The id of the backup, or of the copy, that items come from.

        Either this or tenant_id.
        """
        return self._output("backup_id")

    @property
    def source(self) -> pulumi.Output[outputs.RestoreSource | None]:
        """What items come from: the backup, where it is left out."""
        return self._output("source")

    @property
    def items(self) -> pulumi.Output[list[outputs.RestoreItem] | None]:
        """What is restored: at most 1000 items of one type.

        Either this or filter.
        """
        return self._output("items")

    @property
    def filter(self) -> pulumi.Output[outputs.ItemFilter | None]:
        """What is restored, by what the backup knows of it.

        Either this or items.
        """
        return self._output("filter")

    @property
    def permissions(self) -> pulumi.Output[words.Permissions]:
        """In whose name it is done. delegated: somebody signs in while the session runs, with a code that is shown
        then; application: the application that the tenant is backed up by, which has to be allowed to write.
        """
        return self._output("permissions")

    @property
    def credentials_id(self) -> pulumi.Output[str | None]:
        """The id of credentials that the server knows, in place of a sign-in."""
        return self._output("credentials_id")

    @property
    def default_user_password(self) -> pulumi.Output[str | None]:
        """The password that restored users get.

        Without it and without user_passwords the server makes them, by the tenant's policy, and generated_passwords
        has them.
        """
        return self._output("default_user_password")

    @property
    def user_passwords(self) -> pulumi.Output[list[outputs.UserPassword] | None]:
        """A password for each user.

        For users that it leaves out, the server makes one.
        """
        return self._output("user_passwords")

    @property
    def request_password_change_on_logon(self) -> pulumi.Output[bool]:
        """Whether restored users have to change that password when they sign in."""
        return self._output("request_password_change_on_logon")

    @property
    def recycle_bin(self) -> pulumi.Output[words.RecycleBin]:
        """prefer: what lies in the tenant's recycle bin comes back from there, under its own id.

        Whether what does not lie there comes back from the backup then, the vendor documents both ways:
        not_restored names what did not. ignore: everything is made anew from the backup, under new ids.
        """
        return self._output("recycle_bin")

    @property
    def skip_relationships(self) -> pulumi.Output[bool]:
        """Whether memberships and other relationships stay away."""
        return self._output("skip_relationships")

    @property
    def skip_existing(self) -> pulumi.Output[bool]:
        """Whether items that are in the tenant are left as they are; else they are set back."""
        return self._output("skip_existing")

    @property
    def reason(self) -> pulumi.Output[str | None]:
        """Why, for the server's own records.

        It ends with a mark that names stack and resource.
        """
        return self._output("reason")

    @property
    def valid_until(self) -> pulumi.Output[str]:
        """Until when the session may start, as RFC 3339 writes it.

        A stack that has lost its state would restore into production again: after this it does not. Write a time a
        few hours away.
        """
        return self._output("valid_until")

    @property
    def triggers(self) -> pulumi.Output[list[str] | None]:
        """Any texts.

        When they change, the session is done again.
        """
        return self._output("triggers")

    @property
    def state(self) -> pulumi.Output[str | None]:
        """How it ended, in the server's word: Success, Warning, Failed."""
        return self._output("state")

    @property
    def failure(self) -> pulumi.Output[str | None]:
        """Why it failed; not there where it did not."""
        return self._output("failure")

    @property
    def results(self) -> pulumi.Output[list[outputs.RestoredItem] | None]:
        """What has become of each item."""
        return self._output("results")

    @property
    def not_restored(self) -> pulumi.Output[list[outputs.RestoredItem] | None]:
        """What did not come back."""
        return self._output("not_restored")

    @property
    def restored_count(self) -> pulumi.Output[int | None]:
        """How many items were restored."""
        return self._output("restored_count")

    @property
    def skipped_count(self) -> pulumi.Output[int | None]:
        """How many were there and left as they are."""
        return self._output("skipped_count")

    @property
    def not_restored_count(self) -> pulumi.Output[int | None]:
        """How many did not come back."""
        return self._output("not_restored_count")

    @property
    def generated_passwords(self) -> pulumi.Output[list[outputs.UserPassword] | None]:
        """The passwords that the server has made for users."""
        return self._output("generated_passwords")

    @property
    def source_backup_id(self) -> pulumi.Output[str | None]:
        """The id of the backup that was mounted."""
        return self._output("source_backup_id")

    @property
    def azure_tenant_id(self) -> pulumi.Output[str | None]:
        """The tenant's id in Entra ID."""
        return self._output("azure_tenant_id")

    @property
    def mount_session_id(self) -> pulumi.Output[str | None]:
        """The id of the session that had the backup mounted."""
        return self._output("mount_session_id")

    @property
    def started_at(self) -> pulumi.Output[str | None]:
        """When it began."""
        return self._output("started_at")

    @property
    def ended_at(self) -> pulumi.Output[str | None]:
        """When it ended."""
        return self._output("ended_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class GetTenantResult:
    """What get_tenant answers."""

    id: str
    """The server's id of the tenant, for jobs."""
    azure_tenant_id: str
    """The tenant's id in Entra ID."""
    description: str | None = None
    """Its description, without a mark of Pulumi's."""
    cache_repository_id: str | None = None
    """The repository with its cache."""
    region: str | None = None
    """The cloud of the tenant."""
    application_id: str | None = None
    """The application through which it is backed up."""
    protection_scope: list[str]
    """What is protected."""
    backup_job_id: str | None = None
    """The job that backs it up, where there is one."""
    backup_id: str | None = None
    """The latest backup of that job, where there is one."""


def get_tenant(*, azure_tenant_id: str, opts: pulumi.InvokeOptions | None = None) -> GetTenantResult:
    """Looks up a protected tenant by its id in Entra ID.

    Args:
        opts: How it is asked, such as which provider.
        azure_tenant_id: The tenant's id in Entra ID, also called directory id.
    """
    return invoke("veeam:entraid:getTenant", {"azure_tenant_id": azure_tenant_id}, GetTenantResult, opts)


def get_tenant_output(
    *, azure_tenant_id: pulumi.Input[str], opts: pulumi.InvokeOutputOptions | None = None
) -> pulumi.Output[GetTenantResult]:
    """Looks up a protected tenant by its id in Entra ID.

    Args:
        opts: How it is asked, such as which provider.
        azure_tenant_id: The tenant's id in Entra ID, also called directory id.
    """
    return invoke_output("veeam:entraid:getTenant", {"azure_tenant_id": azure_tenant_id}, GetTenantResult, opts)


@dataclass(frozen=True, slots=True, kw_only=True)
class GetRestorePointsResult:
    """What get_restore_points answers."""

    backup_id: str
    """The id of the backup."""
    restore_points: list[outputs.BackupRestorePoint]
    """The restore points, the newest first."""


def get_restore_points(
    *,
    tenant_id: str | None = None,
    backup_id: str | None = None,
    limit: int | None = None,
    opts: pulumi.InvokeOptions | None = None,
) -> GetRestorePointsResult:
    """Lists the restore points of a tenant's backup, the newest first, with their ages.

    Args:
        opts: How it is asked, such as which provider.
        tenant_id: The server's id of the tenant. Either this or backup_id.
        backup_id: The id of the backup. Either this or tenant_id.
        limit: How many, at most. All, where it is left out. It is a whole number from 1 on.
    """
    return invoke(
        "veeam:entraid:getRestorePoints",
        {"tenant_id": tenant_id, "backup_id": backup_id, "limit": limit},
        GetRestorePointsResult,
        opts,
    )


def get_restore_points_output(
    *,
    tenant_id: pulumi.Input[str] | None = None,
    backup_id: pulumi.Input[str] | None = None,
    limit: pulumi.Input[int] | None = None,
    opts: pulumi.InvokeOutputOptions | None = None,
) -> pulumi.Output[GetRestorePointsResult]:
    """Lists the restore points of a tenant's backup, the newest first, with their ages.

    Args:
        opts: How it is asked, such as which provider.
        tenant_id: The server's id of the tenant. Either this or backup_id.
        backup_id: The id of the backup. Either this or tenant_id.
        limit: How many, at most. All, where it is left out. It is a whole number from 1 on.
    """
    return invoke_output(
        "veeam:entraid:getRestorePoints",
        {"tenant_id": tenant_id, "backup_id": backup_id, "limit": limit},
        GetRestorePointsResult,
        opts,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class BrowseItemsResult:
    """What browse_items answers."""

    backup_id: str
    """The id of the backup."""
    items: list[outputs.BackupItem]
    """The items."""
    count: int
    """How many there are."""


def browse_items(
    *,
    type: words.BrowsedItemType,
    tenant_id: str | None = None,
    backup_id: str | None = None,
    filter: inputs.BrowseFilter | None = None,
    restore_point_id: str | None = None,
    limit: int | None = None,
    opts: pulumi.InvokeOptions | None = None,
) -> BrowseItemsResult:
    """Looks into a tenant's backup for items of a type.

    The backup is mounted for that, and unmounted at once. What is found fits into the items of a RestoreSession,
    without properties.

    Args:
        opts: How it is asked, such as which provider.
        tenant_id: The server's id of the tenant. Either this or backup_id.
        backup_id: The id of the backup. Either this or tenant_id.
        type: The type of the items. One of User, Group, AdminUnit, Role, Application, DeviceConfiguration,
            BitlockerKey, ConditionalAccessPolicy, DeviceCompliancePolicy.
        filter: What applies to the items. All of the type, where it is left out.
        restore_point_id: Only what this restore point has, and from there. Else each item comes from the latest restore
            point that has it.
        limit: How many items, at most. It is a whole number from 1 on. Without it: 1000.
    """
    return invoke(
        "veeam:entraid:browseItems",
        {
            "tenant_id": tenant_id,
            "backup_id": backup_id,
            "type": type,
            "filter": filter,
            "restore_point_id": restore_point_id,
            "limit": limit,
        },
        BrowseItemsResult,
        opts,
    )


def browse_items_output(
    *,
    type: pulumi.Input[words.BrowsedItemType],
    tenant_id: pulumi.Input[str] | None = None,
    backup_id: pulumi.Input[str] | None = None,
    filter: pulumi.Input[inputs.BrowseFilter] | None = None,
    restore_point_id: pulumi.Input[str] | None = None,
    limit: pulumi.Input[int] | None = None,
    opts: pulumi.InvokeOutputOptions | None = None,
) -> pulumi.Output[BrowseItemsResult]:
    """Looks into a tenant's backup for items of a type.

    The backup is mounted for that, and unmounted at once. What is found fits into the items of a RestoreSession,
    without properties.

    Args:
        opts: How it is asked, such as which provider.
        tenant_id: The server's id of the tenant. Either this or backup_id.
        backup_id: The id of the backup. Either this or tenant_id.
        type: The type of the items. One of User, Group, AdminUnit, Role, Application, DeviceConfiguration,
            BitlockerKey, ConditionalAccessPolicy, DeviceCompliancePolicy.
        filter: What applies to the items. All of the type, where it is left out.
        restore_point_id: Only what this restore point has, and from there. Else each item comes from the latest restore
            point that has it.
        limit: How many items, at most. It is a whole number from 1 on. Without it: 1000.
    """
    return invoke_output(
        "veeam:entraid:browseItems",
        {
            "tenant_id": tenant_id,
            "backup_id": backup_id,
            "type": type,
            "filter": filter,
            "restore_point_id": restore_point_id,
            "limit": limit,
        },
        BrowseItemsResult,
        opts,
    )
