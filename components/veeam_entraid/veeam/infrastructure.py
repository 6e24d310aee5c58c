"""Resources and functions of `veeam:infrastructure`.

Made from the provider's schema by `make docs`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from veeam_entraid.veeam import inputs, outputs, words
from veeam_entraid.veeam._resource import VeeamResource, invoke, invoke_output

__all__ = [
    "CloudCredential",
    "ConfigurationBackup",
    "DefaultProxy",
    "EncryptionPassword",
    "GetBackupServerResult",
    "GetRepositoryResult",
    "License",
    "Notifications",
    "Repository",
    "ServiceAccount",
    "get_backup_server",
    "get_backup_server_output",
    "get_repository",
    "get_repository_output",
]


class DefaultProxy(VeeamResource):
    """The general-purpose proxy that the installation puts on the backup server, through which everything of Entra
    ID is backed up.

    The one that is there is taken over, and stays when the resource is deleted.

    An import names the name default, or the id on the backup server.

    Args:
        resource_name: The name in the program.
        opts: How it is managed.
        enabled: Whether it works. Without it nothing is backed up. Without it: true.
        max_task_count: How many tasks it does at once. The server's own number, where it is left out; half the
            machine's cores is the vendor's advice. It is a whole number from 1 to 128.
    """

    pulumi_type = "veeam:infrastructure:DefaultProxy"

    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        *,
        enabled: pulumi.Input[bool] | None = None,
        max_task_count: pulumi.Input[int] | None = None,
    ) -> None:
        super().__init__(resource_name, {"enabled": enabled, "max_task_count": max_task_count}, opts)

    @property
    def enabled(self) -> pulumi.Output[bool]:
        """Whether it works.

        Without it nothing is backed up.
        """
        return self._output("enabled")

    @property
    def max_task_count(self) -> pulumi.Output[int | None]:
        """How many tasks it does at once.

        The server's own number, where it is left out; half the machine's cores is the vendor's advice. It is a
        whole number from 1 to 128.
        """
        return self._output("max_task_count")

    @property
    def host_name(self) -> pulumi.Output[str | None]:
        """The name of the server that it runs on."""
        return self._output("host_name")


class Repository(VeeamResource):
    """A backup repository of the server: for logs, for copies of backups, for the cache of a tenant, or for the
    backup of the server's configuration.

    Backups of tenants are not in one of these, but in PostgreSQL.

    An import names the name, or the id on the backup server.

    Args:
        resource_name: The name in the program.
        opts: How it is managed.
        name: Its name, different from others.
        description: For people.
        type: What kind of storage it is, which decides on the blocks that it takes. One of WinLocal, LinuxLocal, Smb,
            Nfs, AzureBlob, AmazonS3, S3Compatible, GoogleCloud, IBMCloud, WasabiCloud, LinuxHardened,
            VeeamDataCloudVault.
        host_id: The id of the managed server with the folder (WinLocal, LinuxLocal, LinuxHardened). The backup server,
            where it is left out.
        share: The share (Smb, Nfs).
        repository: The folder, and how much at once (WinLocal, LinuxLocal, LinuxHardened, Smb, Nfs).
        account: Where the object storage is, and by which credentials.
        bucket: The bucket and the folder in it. One that spreads its data over several buckets (enable_auto_provision)
            takes no logs.
        container: The container and the folder in it (AzureBlob, VeeamDataCloudVault).
        mount_server: The servers that mount backups. The server's default one, where it is left out.
        task_limit_enabled: Whether the number of tasks at once is limited (object storage).
        max_task_count: How many tasks at once (object storage).
        proxy_appliance: The helper appliance (object storage). That of AzureBlob opens ports 22 and 443 to the world.
        import_backup: Whether backups that lie there already are imported when the repository is made.
        import_index: Whether their indexes are imported as well.
    """

    pulumi_type = "veeam:infrastructure:Repository"

    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        *,
        name: pulumi.Input[str],
        type: pulumi.Input[words.RepositoryType],
        description: pulumi.Input[str] | None = None,
        host_id: pulumi.Input[str] | None = None,
        share: pulumi.Input[inputs.RepositoryShare] | None = None,
        repository: pulumi.Input[inputs.RepositoryFolder] | None = None,
        account: pulumi.Input[inputs.RepositoryAccount] | None = None,
        bucket: pulumi.Input[inputs.RepositoryBucket] | None = None,
        container: pulumi.Input[inputs.RepositoryContainer] | None = None,
        mount_server: pulumi.Input[inputs.MountServers] | None = None,
        task_limit_enabled: pulumi.Input[bool] | None = None,
        max_task_count: pulumi.Input[int] | None = None,
        proxy_appliance: pulumi.Input[inputs.AzureStorageProxy] | None = None,
        import_backup: pulumi.Input[bool] | None = None,
        import_index: pulumi.Input[bool] | None = None,
    ) -> None:
        super().__init__(
            resource_name,
            {
                "name": name,
                "description": description,
                "type": type,
                "host_id": host_id,
                "share": share,
                "repository": repository,
                "account": account,
                "bucket": bucket,
                "container": container,
                "mount_server": mount_server,
                "task_limit_enabled": task_limit_enabled,
                "max_task_count": max_task_count,
                "proxy_appliance": proxy_appliance,
                "import_backup": import_backup,
                "import_index": import_index,
            },
            opts,
        )

    @property
    def name(self) -> pulumi.Output[str]:
        """Its name, different from others."""
        return self._output("name")

    @property
    def description(self) -> pulumi.Output[str]:
        """For people."""
        return self._output("description")

    @property
    def type(self) -> pulumi.Output[words.RepositoryType]:
        """What kind of storage it is, which decides on the blocks that it takes."""
        return self._output("type")

    @property
    def host_id(self) -> pulumi.Output[str | None]:
        """The id of the managed server with the folder (WinLocal, LinuxLocal, LinuxHardened).

        The backup server, where it is left out.
        """
        return self._output("host_id")

    @property
    def share(self) -> pulumi.Output[outputs.RepositoryShare | None]:
        """The share (Smb, Nfs)."""
        return self._output("share")

    @property
    def repository(self) -> pulumi.Output[outputs.RepositoryFolder | None]:
        """The folder, and how much at once (WinLocal, LinuxLocal, LinuxHardened, Smb, Nfs)."""
        return self._output("repository")

    @property
    def account(self) -> pulumi.Output[outputs.RepositoryAccount | None]:
        """Where the object storage is, and by which credentials."""
        return self._output("account")

    @property
    def bucket(self) -> pulumi.Output[outputs.RepositoryBucket | None]:
        """The bucket and the folder in it.

        One that spreads its data over several buckets (enable_auto_provision) takes no logs.
        """
        return self._output("bucket")

    @property
    def container(self) -> pulumi.Output[outputs.RepositoryContainer | None]:
        """The container and the folder in it (AzureBlob, VeeamDataCloudVault)."""
        return self._output("container")

    @property
    def mount_server(self) -> pulumi.Output[outputs.MountServers | None]:
        """The servers that mount backups.

        The server's default one, where it is left out.
        """
        return self._output("mount_server")

    @property
    def task_limit_enabled(self) -> pulumi.Output[bool | None]:
        """Whether the number of tasks at once is limited (object storage)."""
        return self._output("task_limit_enabled")

    @property
    def max_task_count(self) -> pulumi.Output[int | None]:
        """How many tasks at once (object storage)."""
        return self._output("max_task_count")

    @property
    def proxy_appliance(self) -> pulumi.Output[outputs.AzureStorageProxy | None]:
        """The helper appliance (object storage).

        That of AzureBlob opens ports 22 and 443 to the world.
        """
        return self._output("proxy_appliance")

    @property
    def import_backup(self) -> pulumi.Output[bool | None]:
        """Whether backups that lie there already are imported when the repository is made."""
        return self._output("import_backup")

    @property
    def import_index(self) -> pulumi.Output[bool | None]:
        """Whether their indexes are imported as well."""
        return self._output("import_index")


class CloudCredential(VeeamResource):
    """Credentials by which the backup server reaches object storage.

    An import names the account or access key, or the id on the backup server.

    Args:
        resource_name: The name in the program.
        opts: How it is managed.
        type: AzureStorage, with account and shared_key; or Amazon and what is compatible with it, with access_key and
            secret_key. One of AzureStorage, Amazon.
        account: The name of the storage account (AzureStorage).
        shared_key: A key of the storage account (AzureStorage).
        access_key: The id of the access key (Amazon).
        secret_key: The secret of the access key (Amazon).
        description: For people.
    """

    pulumi_type = "veeam:infrastructure:CloudCredential"

    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        *,
        type: pulumi.Input[words.CloudCredentialType],
        account: pulumi.Input[str] | None = None,
        shared_key: pulumi.Input[str] | None = None,
        access_key: pulumi.Input[str] | None = None,
        secret_key: pulumi.Input[str] | None = None,
        description: pulumi.Input[str] | None = None,
    ) -> None:
        super().__init__(
            resource_name,
            {
                "type": type,
                "account": account,
                "shared_key": shared_key,
                "access_key": access_key,
                "secret_key": secret_key,
                "description": description,
            },
            opts,
        )

    @property
    def type(self) -> pulumi.Output[words.CloudCredentialType]:
        """AzureStorage, with account and shared_key; or Amazon and what is compatible with it, with access_key and
        secret_key.
        """
        return self._output("type")

    @property
    def account(self) -> pulumi.Output[str | None]:
        """The name of the storage account (AzureStorage)."""
        return self._output("account")

    @property
    def shared_key(self) -> pulumi.Output[str | None]:
        """A key of the storage account (AzureStorage)."""
        return self._output("shared_key")

    @property
    def access_key(self) -> pulumi.Output[str | None]:
        """The id of the access key (Amazon)."""
        return self._output("access_key")

    @property
    def secret_key(self) -> pulumi.Output[str | None]:
        """The secret of the access key (Amazon)."""
        return self._output("secret_key")

    @property
    def description(self) -> pulumi.Output[str]:
        """For people."""
        return self._output("description")


class EncryptionPassword(VeeamResource):
    """A password of the server by which backups are encrypted.

    Whoever loses it has lost the backups: keep it elsewhere as well.

    An import names the hint, or the id on the backup server.

    Args:
        resource_name: The name in the program.
        opts: How it is managed.
        hint: What tells people which password it is, and tells passwords apart. Everybody sees it.
        password: The password.
    """

    pulumi_type = "veeam:infrastructure:EncryptionPassword"

    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        *,
        hint: pulumi.Input[str],
        password: pulumi.Input[str],
    ) -> None:
        super().__init__(resource_name, {"hint": hint, "password": password}, opts)

    @property
    def hint(self) -> pulumi.Output[str]:
        """What tells people which password it is, and tells passwords apart.

        Everybody sees it.
        """
        return self._output("hint")

    @property
    def password(self) -> pulumi.Output[str]:
        """The password."""
        return self._output("password")


class License(VeeamResource):
    """The licence of the server.

    It stays installed when the resource is deleted.

    An import names the name license, or the id on the backup server.

    Args:
        resource_name: The name in the program.
        opts: How it is managed.
        license: The content of the licence's file, in base64.
        auto_update_enabled: Whether the server updates the licence by itself.
        proactive_support_enabled: Whether the server sends usage data for the vendor's support. Needs
            auto_update_enabled.
    """

    pulumi_type = "veeam:infrastructure:License"

    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        *,
        license: pulumi.Input[str],
        auto_update_enabled: pulumi.Input[bool] | None = None,
        proactive_support_enabled: pulumi.Input[bool] | None = None,
    ) -> None:
        super().__init__(
            resource_name,
            {
                "license": license,
                "auto_update_enabled": auto_update_enabled,
                "proactive_support_enabled": proactive_support_enabled,
            },
            opts,
        )

    @property
    def license(self) -> pulumi.Output[str]:
        """The content of the licence's file, in base64."""
        return self._output("license")

    @property
    def auto_update_enabled(self) -> pulumi.Output[bool | None]:
        """Whether the server updates the licence by itself."""
        return self._output("auto_update_enabled")

    @property
    def proactive_support_enabled(self) -> pulumi.Output[bool | None]:
        """Whether the server sends usage data for the vendor's support.

        Needs auto_update_enabled.
        """
        return self._output("proactive_support_enabled")

    @property
    def status(self) -> pulumi.Output[str | None]:
        """Valid, Expired or Invalid."""
        return self._output("status")

    @property
    def type(self) -> pulumi.Output[str | None]:
        """The type of licence, such as Subscription."""
        return self._output("type")

    @property
    def edition(self) -> pulumi.Output[str | None]:
        """The edition."""
        return self._output("edition")

    @property
    def expiration_date(self) -> pulumi.Output[str | None]:
        """When it ends."""
        return self._output("expiration_date")

    @property
    def package(self) -> pulumi.Output[str | None]:
        """The package, such as Advanced, on which logs and policies depend."""
        return self._output("package")

    @property
    def licensed_instances(self) -> pulumi.Output[float | None]:
        """How many instances there are; one is ten users."""
        return self._output("licensed_instances")

    @property
    def used_instances(self) -> pulumi.Output[float | None]:
        """How many of them are used."""
        return self._output("used_instances")


class ServiceAccount(VeeamResource):
    r"""An account, which exists in Windows or a domain already, that may use the backup server: best as a service
    account, because multi-factor authentication stops programs.

    An import names the name, or the id on the backup server.

    Args:
        resource_name: The name in the program.
        opts: How it is managed.
        name: Its name: HOST\name or DOMAIN\name.
        type: What it is, and where: an account or a group, of the server or from outside. One of InternalUser,
            InternalGroup, ExternalUser, ExternalGroup. Without it: "InternalUser".
        roles: The names of its roles. All that this provider does needs Veeam Backup Administrator. Without it: Veeam
            Backup Administrator.
        is_service_account: Whether it is exempt from multi-factor authentication. Without it: true.
    """

    pulumi_type = "veeam:infrastructure:ServiceAccount"

    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        *,
        name: pulumi.Input[str],
        type: pulumi.Input[words.ServiceAccountType] | None = None,
        roles: pulumi.Input[Sequence[pulumi.Input[str]]] | None = None,
        is_service_account: pulumi.Input[bool] | None = None,
    ) -> None:
        super().__init__(
            resource_name, {"name": name, "type": type, "roles": roles, "is_service_account": is_service_account}, opts
        )

    @property
    def name(self) -> pulumi.Output[str]:
        r"""Its name: HOST\name or DOMAIN\name."""
        return self._output("name")

    @property
    def type(self) -> pulumi.Output[words.ServiceAccountType]:
        """What it is, and where: an account or a group, of the server or from outside."""
        return self._output("type")

    @property
    def roles(self) -> pulumi.Output[list[str]]:
        """The names of its roles.

        All that this provider does needs Veeam Backup Administrator. Without it: Veeam Backup Administrator.
        """
        return self._output("roles")

    @property
    def is_service_account(self) -> pulumi.Output[bool]:
        """Whether it is exempt from multi-factor authentication."""
        return self._output("is_service_account")


class ConfigurationBackup(VeeamResource):
    """The backup of the server's own configuration, from which a lost server is restored.

    It holds no backups of tenants. Keep it off the server, and encrypted: only then it holds the credentials.

    An import names the name configBackup, or the id on the backup server.

    Args:
        resource_name: The name in the program.
        opts: How it is managed.
        enabled: Whether the configuration is backed up. Without it: true.
        repository_id: The id of the repository, best one off the backup server.
        restore_points_to_keep: How many are kept. It is a whole number from 1 to 99. Without it: 10.
        encryption_password_id: The id of the encryption password. Without it the backup is not encrypted and has no
            credentials in it.
        schedule: When; the server's own time without it.
        notifications: Whom the server tells of the results.
    """

    pulumi_type = "veeam:infrastructure:ConfigurationBackup"

    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        *,
        repository_id: pulumi.Input[str],
        enabled: pulumi.Input[bool] | None = None,
        restore_points_to_keep: pulumi.Input[int] | None = None,
        encryption_password_id: pulumi.Input[str] | None = None,
        schedule: pulumi.Input[inputs.ConfigBackupSchedule] | None = None,
        notifications: pulumi.Input[inputs.ConfigBackupNotifications] | None = None,
    ) -> None:
        super().__init__(
            resource_name,
            {
                "enabled": enabled,
                "repository_id": repository_id,
                "restore_points_to_keep": restore_points_to_keep,
                "encryption_password_id": encryption_password_id,
                "schedule": schedule,
                "notifications": notifications,
            },
            opts,
        )

    @property
    def enabled(self) -> pulumi.Output[bool]:
        """Whether the configuration is backed up."""
        return self._output("enabled")

    @property
    def repository_id(self) -> pulumi.Output[str]:
        """The id of the repository, best one off the backup server."""
        return self._output("repository_id")

    @property
    def restore_points_to_keep(self) -> pulumi.Output[int]:
        """How many are kept.

        It is a whole number from 1 to 99.
        """
        return self._output("restore_points_to_keep")

    @property
    def encryption_password_id(self) -> pulumi.Output[str | None]:
        """The id of the encryption password.

        Without it the backup is not encrypted and has no credentials in it.
        """
        return self._output("encryption_password_id")

    @property
    def schedule(self) -> pulumi.Output[outputs.ConfigBackupSchedule | None]:
        """When; the server's own time without it."""
        return self._output("schedule")

    @property
    def notifications(self) -> pulumi.Output[outputs.ConfigBackupNotifications | None]:
        """Whom the server tells of the results."""
        return self._output("notifications")

    @property
    def last_successful_time(self) -> pulumi.Output[str | None]:
        """When the configuration was last backed up."""
        return self._output("last_successful_time")


class Notifications(VeeamResource):
    """How the server sends e-mail, and of what it warns.

    Each half that is left out stays as it is.

    An import names the name notifications, or the id on the backup server.

    Args:
        resource_name: The name in the program.
        opts: How it is managed.
        email_settings: How the server sends e-mail.
        notifications: Of what the server warns.
    """

    pulumi_type = "veeam:infrastructure:Notifications"

    def __init__(
        self,
        resource_name: str,
        opts: pulumi.ResourceOptions | None = None,
        *,
        email_settings: pulumi.Input[inputs.EmailSettings] | None = None,
        notifications: pulumi.Input[inputs.GeneralOptionsNotifications] | None = None,
    ) -> None:
        super().__init__(resource_name, {"email_settings": email_settings, "notifications": notifications}, opts)

    @property
    def email_settings(self) -> pulumi.Output[outputs.EmailSettings | None]:
        """How the server sends e-mail."""
        return self._output("email_settings")

    @property
    def notifications(self) -> pulumi.Output[outputs.GeneralOptionsNotifications | None]:
        """Of what the server warns."""
        return self._output("notifications")


@dataclass(frozen=True, slots=True, kw_only=True)
class GetBackupServerResult:
    """What get_backup_server answers."""

    id: str
    """The id of the installation."""
    name: str
    """The name of the server."""
    build_version: str
    """The build of the product."""
    patches: list[str]
    """The patches that are installed."""
    platform: str | None = None
    """What it runs on."""
    host_id: str
    """The id of the backup server among its managed servers, for repositories on it."""
    mount_server_id: str | None = None
    """The id of the mount server that is used where none is chosen."""
    default_proxy: outputs.BackupServerProxy | None = None
    """Its general-purpose proxy.

    Not there where somebody has deleted it.
    """


def get_backup_server(opts: pulumi.InvokeOptions | None = None) -> GetBackupServerResult:
    """Looks up the backup server: its host, its default mount server, its build and its default proxy.

    Args:
        opts: How it is asked, such as which provider.
    """
    return invoke("veeam:infrastructure:getBackupServer", {}, GetBackupServerResult, opts)


def get_backup_server_output(opts: pulumi.InvokeOutputOptions | None = None) -> pulumi.Output[GetBackupServerResult]:
    """Looks up the backup server: its host, its default mount server, its build and its default proxy.

    Args:
        opts: How it is asked, such as which provider.
    """
    return invoke_output("veeam:infrastructure:getBackupServer", {}, GetBackupServerResult, opts)


@dataclass(frozen=True, slots=True, kw_only=True)
class GetRepositoryResult:
    """What get_repository answers."""

    id: str
    """Its id."""
    name: str
    """Its name."""
    type: str
    """What kind of storage it is."""
    description: str | None = None
    """Its description."""
    host_id: str | None = None
    """The managed server with its folder, where it has one."""
    spreads_over_buckets: bool
    """Whether it spreads its data over several buckets.

    Such a one takes no logs.
    """
    path: str | None = None
    """Where it is."""
    capacity_gb: float | None = None
    """Its size."""
    free_gb: float | None = None
    """What is free of it."""
    is_online: bool | None = None
    """Whether the server reaches it."""


def get_repository(*, name: str, opts: pulumi.InvokeOptions | None = None) -> GetRepositoryResult:
    """Looks up a backup repository of the server by its name, scale-out repositories not included.

    Args:
        opts: How it is asked, such as which provider.
        name: Its name, in this very spelling.
    """
    return invoke("veeam:infrastructure:getRepository", {"name": name}, GetRepositoryResult, opts)


def get_repository_output(
    *, name: pulumi.Input[str], opts: pulumi.InvokeOutputOptions | None = None
) -> pulumi.Output[GetRepositoryResult]:
    """Looks up a backup repository of the server by its name, scale-out repositories not included.

    Args:
        opts: How it is asked, such as which provider.
        name: Its name, in this very spelling.
    """
    return invoke_output("veeam:infrastructure:getRepository", {"name": name}, GetRepositoryResult, opts)
