"""What nested arguments hold.

Made from the provider's schema by `make docs`.
"""

from collections.abc import Sequence
from typing import Any, NotRequired, TypedDict

import pulumi

from veeam_entraid.veeam import words

__all__ = [
    "AdvancedSmtpOptions",
    "AmazonS3IAStorage",
    "ApplicationCertificate",
    "AzureStorageProxy",
    "BackupItem",
    "BackupJobRetentionPolicy",
    "BackupRestorePoint",
    "BackupSchedule",
    "BackupServerProxy",
    "BackupWindowDayHours",
    "BackupWindowSetting",
    "BrowseFilter",
    "ConfigBackupNotifications",
    "ConfigBackupSMTPSettings",
    "ConfigBackupSchedule",
    "EmailCustomNotificationType",
    "EmailNotification",
    "EmailSettings",
    "EntraIDAuditLogNotification",
    "EntraIDTenantNotification",
    "FileBackupCopyJobSchedule",
    "FileBackupRetentionPolicy",
    "GeneralOptionsEmail",
    "GeneralOptionsNotifications",
    "ItemFilter",
    "LogRetention",
    "MountServer",
    "MountServers",
    "ObjectStorageConnection",
    "ObjectStorageConsumptionLimit",
    "ObjectStorageImmutability",
    "RepositoryAccount",
    "RepositoryAdvanced",
    "RepositoryBucket",
    "RepositoryContainer",
    "RepositoryFolder",
    "RepositoryShare",
    "RepositoryShareGateway",
    "RestoreItem",
    "RestoreSource",
    "RestoredItem",
    "ScheduleAfterThisJob",
    "ScheduleBackupWindow",
    "ScheduleDaily",
    "ScheduleMonthly",
    "SchedulePeriodically",
    "ScheduleRetry",
    "UserPassword",
    "VPowerNFSPort",
    "VeeamDataCloudVault",
]


class AdvancedSmtpOptions(TypedDict):
    """How the mail server is reached."""

    port: pulumi.Input[int]
    """The port of the mail server, from 1 to 65535."""
    timeout_ms: pulumi.Input[int]
    """How long to wait for the mail server, in milliseconds, up to 100000."""
    ssl_enabled: pulumi.Input[bool]
    """Whether the connection is encrypted."""
    auth_required: pulumi.Input[bool]
    """Whether the mail server wants a login."""
    credentials_id: NotRequired[pulumi.Input[str]]
    """The id of the credentials for that login."""


class AmazonS3IAStorage(TypedDict):
    """Whether the bucket's class for infrequent access is used."""

    is_enabled: NotRequired[pulumi.Input[bool]]
    """Whether it is used."""
    single_zone_enabled: NotRequired[pulumi.Input[bool]]
    """Whether backups stay in one availability zone."""


class ApplicationCertificate(TypedDict):
    """The certificate by which an application signs in."""

    data: pulumi.Input[str]
    """The certificate with its key, in base64."""
    format: pulumi.Input[words.FormatType]
    """What data holds: Pfx or Pem.

    One of Pfx, Pem.
    """
    password: NotRequired[pulumi.Input[str]]
    """The password of the file, where it has one."""


class AzureStorageProxy(TypedDict):
    """The helper appliance that the server starts beside the object storage."""

    subscription_id: NotRequired[pulumi.Input[str]]
    """The id of the subscription, as the server knows it (AzureBlob)."""
    instance_size: NotRequired[pulumi.Input[str]]
    """The size of the machine (AzureBlob)."""
    resource_group: NotRequired[pulumi.Input[str]]
    """The resource group of the machine (AzureBlob)."""
    virtual_network: NotRequired[pulumi.Input[str]]
    """The virtual network of the machine (AzureBlob)."""
    subnet: NotRequired[pulumi.Input[str]]
    """The subnet of the machine (AzureBlob)."""
    redirector_port: NotRequired[pulumi.Input[int]]
    """The port of the appliance."""
    ec2_instance_type: NotRequired[pulumi.Input[str]]
    """The type of the machine (AmazonS3)."""
    vpc_name: NotRequired[pulumi.Input[str]]
    """The name of the network of the machine (AmazonS3)."""
    vpc_id: NotRequired[pulumi.Input[str]]
    """The id of the network of the machine (AmazonS3)."""
    subnet_name: NotRequired[pulumi.Input[str]]
    """The name of the subnet of the machine (AmazonS3)."""
    subnet_id: NotRequired[pulumi.Input[str]]
    """The id of the subnet of the machine (AmazonS3)."""
    security_group: NotRequired[pulumi.Input[str]]
    """The security group of the machine (AmazonS3)."""
    managed_server_id: NotRequired[pulumi.Input[str]]
    """The id of the managed server that is used instead (S3Compatible)."""


class BackupItem(TypedDict):
    """An item of a backup, as a restore session takes it."""

    id: pulumi.Input[str]
    """Its id in Entra ID."""
    type: pulumi.Input[str]
    """Its type."""
    display_name: NotRequired[pulumi.Input[str]]
    """Its name."""
    restore_point_id: NotRequired[pulumi.Input[str]]
    """The restore point that it is taken from."""
    group_type: NotRequired[pulumi.Input[str]]
    """Of a group: its kind."""
    is_built_in: NotRequired[pulumi.Input[bool]]
    """Of a role: whether Microsoft made it."""
    application_type: NotRequired[pulumi.Input[str]]
    """Of an application: AppRegistration, or EnterpriseRegistration."""
    properties: NotRequired[pulumi.Input[Any]]
    """All that the backup shows of it."""


class BackupJobRetentionPolicy(TypedDict):
    """How long backups are kept."""

    type: pulumi.Input[words.BackupJobRetentionPolicyType]
    """What quantity counts: days, or restore points.

    One of RestorePoints, Days.
    """
    quantity: pulumi.Input[int]
    """How many of them."""


class BackupRestorePoint(TypedDict):
    """A restore point."""

    id: pulumi.Input[str]
    """Its id."""
    creation_time: pulumi.Input[str]
    """When it was made."""
    age_days: NotRequired[pulumi.Input[float]]
    """How many days ago that was."""


class ScheduleDaily(TypedDict):
    """A time on some days of the week."""

    is_enabled: pulumi.Input[bool]
    """Whether it is on."""
    local_time: NotRequired[pulumi.Input[str]]
    """The time of day on the server's clock: HH:MM."""
    daily_kind: NotRequired[pulumi.Input[words.DailyKind]]
    """On which days.

    One of Everyday, WeekDays, SelectedDays.
    """
    days: NotRequired[pulumi.Input[Sequence[pulumi.Input[words.Day]]]]
    """The days (SelectedDays).

    One of Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday.
    """


class ScheduleMonthly(TypedDict):
    """A time on one day of some months."""

    is_enabled: pulumi.Input[bool]
    """Whether it is on."""
    local_time: NotRequired[pulumi.Input[str]]
    """The time of day on the server's clock: HH:MM."""
    day_of_week: NotRequired[pulumi.Input[words.Day]]
    """The day of the week, of which day_number_in_month says which one.

    One of Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday.
    """
    day_number_in_month: NotRequired[pulumi.Input[words.DayNumberInMonth]]
    """Which one of them in the month; OnDay, where day_of_month says the day.

    One of First, Second, Third, Fourth, Last, OnDay.
    """
    day_of_month: NotRequired[pulumi.Input[int]]
    """The day, from 1 to 31 (OnDay)."""
    months: NotRequired[pulumi.Input[Sequence[pulumi.Input[words.Month]]]]
    """The months.

    One of January, February, March, April, May, June, July, August, September, October, November, December.
    """
    is_last_day_of_month: NotRequired[pulumi.Input[bool]]
    """Whether it is the last day, whatever its number (OnDay)."""


class BackupWindowDayHours(TypedDict):
    """The hours of one day of the week."""

    day: pulumi.Input[words.Day]
    """The day.

    One of Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday.
    """
    hours: pulumi.Input[str]
    """24 times 0 or 1, with commas between them, from midnight on: 1 is an hour in which it may run."""


class BackupWindowSetting(TypedDict):
    """Hours of the week."""

    days: pulumi.Input[Sequence[pulumi.Input[BackupWindowDayHours]]]
    """The days, each with its hours."""


class SchedulePeriodically(TypedDict):
    """A time again and again."""

    is_enabled: pulumi.Input[bool]
    """Whether it is on."""
    periodically_kind: NotRequired[pulumi.Input[words.PeriodicallyKind]]
    """The unit of frequency.

    One of Hours, Minutes, Seconds, Days.
    """
    frequency: NotRequired[pulumi.Input[int]]
    """Every how many of them."""
    backup_window: NotRequired[pulumi.Input[BackupWindowSetting]]
    """The hours in which it may run."""
    start_time_within_an_hour: NotRequired[pulumi.Input[int]]
    """The minute of the hour at which it starts, from 0 to 59 (Hours)."""


class ScheduleBackupWindow(TypedDict):
    """Hours in which a job may run."""

    is_enabled: pulumi.Input[bool]
    """Whether it is on."""
    backup_window: NotRequired[pulumi.Input[BackupWindowSetting]]
    """The hours."""


class ScheduleAfterThisJob(TypedDict):
    """The job after which this one runs."""

    is_enabled: pulumi.Input[bool]
    """Whether it is on."""
    job_name: NotRequired[pulumi.Input[str]]
    """The name of that job."""


class ScheduleRetry(TypedDict):
    """What happens after a failed run."""

    is_enabled: NotRequired[pulumi.Input[bool]]
    """Whether it is on."""
    retry_count: NotRequired[pulumi.Input[int]]
    """How many times it is tried again."""
    await_minutes: NotRequired[pulumi.Input[int]]
    """How long to wait before that, in minutes."""


class BackupSchedule(TypedDict):
    """When a job runs."""

    run_automatically: pulumi.Input[bool]
    """Whether the job runs by itself.

    One of the other blocks says when.
    """
    daily: NotRequired[pulumi.Input[ScheduleDaily]]
    """On days of the week."""
    monthly: NotRequired[pulumi.Input[ScheduleMonthly]]
    """On one day of a month."""
    periodically: NotRequired[pulumi.Input[SchedulePeriodically]]
    """Again and again."""
    continuously: NotRequired[pulumi.Input[ScheduleBackupWindow]]
    """Again as soon as the last run has ended."""
    after_this_job: NotRequired[pulumi.Input[ScheduleAfterThisJob]]
    """After another job."""
    retry: NotRequired[pulumi.Input[ScheduleRetry]]
    """What happens after a failed run."""
    backup_window: NotRequired[pulumi.Input[ScheduleBackupWindow]]
    """The hours after which a run that still goes on is stopped."""


class BackupServerProxy(TypedDict):
    """The general-purpose proxy of the backup server."""

    id: pulumi.Input[str]
    """Its id."""
    host_name: pulumi.Input[str]
    """The name of the server that it runs on."""
    enabled: pulumi.Input[bool]
    """Whether it works."""
    max_task_count: NotRequired[pulumi.Input[int]]
    """How many tasks it does at once."""


class BrowseFilter(TypedDict):
    """What applies to the items.

    Texts may be a part, in any case.
    """

    display_name: NotRequired[pulumi.Input[str]]
    """For User, Group, AdminUnit, Role, Application, DeviceConfiguration, ConditionalAccessPolicy."""
    mail_address: NotRequired[pulumi.Input[str]]
    """For User."""
    user_name: NotRequired[pulumi.Input[str]]
    """For User."""
    user_type: NotRequired[pulumi.Input[str]]
    """For User."""
    employee_type: NotRequired[pulumi.Input[str]]
    """For User."""
    account_enabled: NotRequired[pulumi.Input[bool]]
    """For User."""
    company_name: NotRequired[pulumi.Input[str]]
    """For User."""
    creation_type: NotRequired[pulumi.Input[str]]
    """For User."""
    department: NotRequired[pulumi.Input[str]]
    """For User."""
    country: NotRequired[pulumi.Input[str]]
    """For User."""
    job_title: NotRequired[pulumi.Input[str]]
    """For User."""
    office_location: NotRequired[pulumi.Input[str]]
    """For User."""
    group_types: NotRequired[pulumi.Input[Sequence[pulumi.Input[words.GroupType]]]]
    """For Group.

    One of Microsoft365Group, SecurityGroup, MailEnabledSecurityGroup, DistributionGroup.
    """
    membership_types: NotRequired[pulumi.Input[Sequence[pulumi.Input[words.MembershipType]]]]
    """For Group.

    One of Assigned, Dynamic.
    """
    visibilities: NotRequired[pulumi.Input[Sequence[pulumi.Input[words.Visibilitie]]]]
    """For AdminUnit.

    One of Public, Hidden.
    """
    is_built_in: NotRequired[pulumi.Input[bool]]
    """For Role."""
    is_enabled: NotRequired[pulumi.Input[bool]]
    """For Role."""
    included_types: NotRequired[pulumi.Input[Sequence[pulumi.Input[words.IncludedType]]]]
    """For Application, DeviceConfiguration.

    One of AppRegistration, EnterpriseRegistration, DeviceCompliancePolicy, DeviceConfigurationPolicy.
    """
    description: NotRequired[pulumi.Input[str]]
    """For DeviceConfiguration."""
    version: NotRequired[pulumi.Input[int]]
    """For DeviceConfiguration."""
    key: NotRequired[pulumi.Input[str]]
    """For BitlockerKey."""
    device_id: NotRequired[pulumi.Input[str]]
    """For BitlockerKey."""
    device_display_name: NotRequired[pulumi.Input[str]]
    """For BitlockerKey."""
    state: NotRequired[pulumi.Input[Sequence[pulumi.Input[words.State]]]]
    """For ConditionalAccessPolicy.

    One of Enabled, Disabled, EnabledForReportingButNotEnforced.
    """


class ConfigBackupSMTPSettings(TypedDict):
    """E-mails about the backup of the configuration."""

    is_enabled: pulumi.Input[bool]
    """Whether it is on."""
    recipients: pulumi.Input[Sequence[pulumi.Input[str]]]
    """The addresses that e-mails go to."""
    settings_type: pulumi.Input[words.ConfigBackupSMTPSettingsType]
    """Whether the server's e-mail settings hold (Global), or these (Custom).

    One of Global, Custom.
    """
    subject: pulumi.Input[str]
    """The subject of e-mails; the server fills in variables such as %JobName%."""
    notify_on_success: pulumi.Input[bool]
    """Whether one is sent after a success."""
    notify_on_warning: pulumi.Input[bool]
    """Whether one is sent after a warning."""
    notify_on_error: pulumi.Input[bool]
    """Whether one is sent after an error."""


class ConfigBackupNotifications(TypedDict):
    """Who hears of the backup of the configuration."""

    snmp_enabled: pulumi.Input[bool]
    """Whether SNMP traps are sent."""
    smtp_settings: NotRequired[pulumi.Input[ConfigBackupSMTPSettings]]
    """E-mails about it."""


class ConfigBackupSchedule(TypedDict):
    """When the configuration is backed up."""

    is_enabled: pulumi.Input[bool]
    """Whether it is backed up by itself.

    One of the other blocks says when.
    """
    daily: NotRequired[pulumi.Input[ScheduleDaily]]
    """On days of the week."""
    monthly: NotRequired[pulumi.Input[ScheduleMonthly]]
    """On one day of a month."""


class EmailCustomNotificationType(TypedDict):
    """What a job's own e-mails say, and about what they are sent."""

    subject: NotRequired[pulumi.Input[str]]
    """The subject of e-mails; the server fills in variables such as %JobName%."""
    notify_on_success: NotRequired[pulumi.Input[bool]]
    """Whether one is sent after a success."""
    notify_on_warning: NotRequired[pulumi.Input[bool]]
    """Whether one is sent after a warning."""
    notify_on_error: NotRequired[pulumi.Input[bool]]
    """Whether one is sent after an error."""
    suppress_notification_until_last_retry: NotRequired[pulumi.Input[bool]]
    """Whether the e-mail waits for the last of the retries."""


class EmailNotification(TypedDict):
    """E-mails about a job."""

    is_enabled: pulumi.Input[bool]
    """Whether it is on."""
    recipients: NotRequired[pulumi.Input[Sequence[pulumi.Input[str]]]]
    """The addresses that e-mails go to."""
    notification_type: NotRequired[pulumi.Input[words.NotificationType]]
    """Whether the server's e-mail settings hold, or the job's own.

    One of UseGlobalNotificationSettings, UseCustomNotificationSettings.
    """
    custom_notification_settings: NotRequired[pulumi.Input[EmailCustomNotificationType]]
    """The job's own."""


class GeneralOptionsEmail(TypedDict):
    """What e-mails there are, from whom and to whom."""

    from_: pulumi.Input[str]
    """The address that e-mails come from."""
    to: pulumi.Input[str]
    """The addresses that e-mails go to, with semicolons between them."""
    subject: pulumi.Input[str]
    """The subject of e-mails; the server fills in variables such as %JobName%."""
    send_daily_reports_at: pulumi.Input[str]
    """When the daily report is sent, as date and time in ISO 8601.

    The time counts.
    """
    notify_on_success: pulumi.Input[bool]
    """Whether one is sent after a success."""
    notify_on_warning: pulumi.Input[bool]
    """Whether one is sent after a warning."""
    notify_on_failure: pulumi.Input[bool]
    """Whether one is sent after a failure."""
    notify_on_last_retry: pulumi.Input[bool]
    """Whether a job's e-mail waits for the last of its retries."""


class EmailSettings(TypedDict):
    """How the server sends e-mail."""

    notifications_enabled: NotRequired[pulumi.Input[bool]]
    """Whether the server sends e-mails."""
    email_settings: NotRequired[pulumi.Input[GeneralOptionsEmail]]
    """What e-mails there are, from whom and to whom."""
    mail_server: NotRequired[pulumi.Input[words.MailServer]]
    """What kind of mail server there is.

    One of SMTP, Gmail, MS365.
    """
    smtp_server_name: NotRequired[pulumi.Input[str]]
    """The name or address of the mail server (SMTP)."""
    advanced_smtp_options: NotRequired[pulumi.Input[AdvancedSmtpOptions]]
    """How the mail server is reached (SMTP)."""
    app_client_id: NotRequired[pulumi.Input[str]]
    """The client id of the application that sends (Gmail, MS365)."""
    client_secret: NotRequired[pulumi.Input[str]]
    """The secret of the client (Gmail)."""
    tenant: NotRequired[pulumi.Input[str]]
    """The id of the tenant that sends (MS365)."""


class EntraIDAuditLogNotification(TypedDict):
    """Who hears of a job."""

    send_snmp_notifications: NotRequired[pulumi.Input[bool]]
    """Whether SNMP traps are sent."""
    email_notifications: NotRequired[pulumi.Input[EmailNotification]]
    """E-mails about it."""


class EntraIDTenantNotification(TypedDict):
    """Who hears of a job."""

    send_snmp_notifications: NotRequired[pulumi.Input[bool]]
    """Whether SNMP traps are sent."""
    email_notifications: NotRequired[pulumi.Input[EmailNotification]]
    """E-mails about it."""


class FileBackupCopyJobSchedule(TypedDict):
    """When copies are made."""

    type: NotRequired[pulumi.Input[words.FileBackupCopyJobScheduleType]]
    """Right after each backup (Continuous), or in a window (Custom).

    One of Continuous, Custom.
    """
    custom_window: NotRequired[pulumi.Input[ScheduleBackupWindow]]
    """The window (Custom)."""


class FileBackupRetentionPolicy(TypedDict):
    """How long copies are kept."""

    type: pulumi.Input[words.FileBackupRetentionPolicyType]
    """What quantity counts.

    One of Days, Months.
    """
    quantity: pulumi.Input[int]
    """How many of them."""


class GeneralOptionsNotifications(TypedDict):
    """What the server warns of."""

    storage_space_threshold_enabled: NotRequired[pulumi.Input[bool]]
    """Whether it warns of repositories that run full."""
    storage_space_threshold: NotRequired[pulumi.Input[int]]
    """From which rest on, in percent of their space, from 1 to 100."""
    datastore_space_threshold_enabled: NotRequired[pulumi.Input[bool]]
    """Whether it warns of production datastores that run full."""
    datastore_space_threshold: NotRequired[pulumi.Input[int]]
    """From which rest on, in percent of their space, from 1 to 100."""
    skip_vm_space_threshold_enabled: NotRequired[pulumi.Input[bool]]
    """Whether machines on full datastores are skipped."""
    skip_vm_space_threshold: NotRequired[pulumi.Input[int]]
    """From which rest on, in percent of the datastore's space."""
    notify_on_support_expiration: NotRequired[pulumi.Input[bool]]
    """Whether it warns of the end of the support contract."""
    notify_on_updates: NotRequired[pulumi.Input[bool]]
    """Whether it tells of new versions."""


class ItemFilter(TypedDict):
    """Which items of a backup are meant: all of a type to which everything applies that is written here."""

    type: pulumi.Input[words.ItemFilterType]
    """The type of the items.

    A session has one. One of User, Group, AdminUnit, Role, Application, DeviceConfiguration,
    ConditionalAccessPolicy, DeviceCompliancePolicy.
    """
    display_name: NotRequired[pulumi.Input[str]]
    """For User, Group, AdminUnit, Role, Application, DeviceConfiguration, ConditionalAccessPolicy."""
    mail_address: NotRequired[pulumi.Input[str]]
    """For User."""
    user_name: NotRequired[pulumi.Input[str]]
    """For User."""
    user_type: NotRequired[pulumi.Input[str]]
    """For User."""
    employee_type: NotRequired[pulumi.Input[str]]
    """For User."""
    account_enabled: NotRequired[pulumi.Input[bool]]
    """For User."""
    company_name: NotRequired[pulumi.Input[str]]
    """For User."""
    creation_type: NotRequired[pulumi.Input[str]]
    """For User."""
    department: NotRequired[pulumi.Input[str]]
    """For User."""
    country: NotRequired[pulumi.Input[str]]
    """For User."""
    job_title: NotRequired[pulumi.Input[str]]
    """For User."""
    office_location: NotRequired[pulumi.Input[str]]
    """For User."""
    group_types: NotRequired[pulumi.Input[Sequence[pulumi.Input[words.GroupType]]]]
    """For Group.

    One of Microsoft365Group, SecurityGroup, MailEnabledSecurityGroup, DistributionGroup.
    """
    membership_types: NotRequired[pulumi.Input[Sequence[pulumi.Input[words.MembershipType]]]]
    """For Group.

    One of Assigned, Dynamic.
    """
    visibilities: NotRequired[pulumi.Input[Sequence[pulumi.Input[words.Visibilitie]]]]
    """For AdminUnit.

    One of Public, Hidden.
    """
    is_built_in: NotRequired[pulumi.Input[bool]]
    """For Role."""
    is_enabled: NotRequired[pulumi.Input[bool]]
    """For Role."""
    included_types: NotRequired[pulumi.Input[Sequence[pulumi.Input[words.IncludedType]]]]
    """For Application, DeviceConfiguration.

    One of AppRegistration, EnterpriseRegistration, DeviceCompliancePolicy, DeviceConfigurationPolicy.
    """
    description: NotRequired[pulumi.Input[str]]
    """For DeviceConfiguration."""
    version: NotRequired[pulumi.Input[int]]
    """For DeviceConfiguration."""
    key: NotRequired[pulumi.Input[str]]
    """For BitlockerKey."""
    device_id: NotRequired[pulumi.Input[str]]
    """For BitlockerKey."""
    device_display_name: NotRequired[pulumi.Input[str]]
    """For BitlockerKey."""
    state: NotRequired[pulumi.Input[Sequence[pulumi.Input[words.State]]]]
    """For ConditionalAccessPolicy.

    One of Enabled, Disabled, EnabledForReportingButNotEnforced.
    """


class LogRetention(TypedDict):
    """How long backups of logs are kept."""

    type: pulumi.Input[words.LogRetentionType]
    """What quantity counts.

    One of Days, Months, Years.
    """
    quantity: pulumi.Input[int]
    """How many of them."""


class VPowerNFSPort(TypedDict):
    """The ports of the NFS service that mounts backups."""

    mount_port: NotRequired[pulumi.Input[int]]
    """The port for mounts."""
    v_power_nfs_port: NotRequired[pulumi.Input[int]]
    """The port of the service itself."""


class MountServer(TypedDict):
    """A server that mounts backups."""

    mount_server_id: pulumi.Input[str]
    """The id of the managed server."""
    write_cache_folder: pulumi.Input[str]
    """The folder on it that keeps what is written to mounted backups."""
    v_power_nfs_enabled: pulumi.Input[bool]
    """Whether it runs the NFS service that mounts backups."""
    v_power_nfs_port_settings: NotRequired[pulumi.Input[VPowerNFSPort]]
    """The ports of that service."""


class MountServers(TypedDict):
    """The servers that mount backups."""

    mount_server_settings_type: pulumi.Input[words.MountServerSettingsType]
    """Which of the two there are.

    One of Windows, Linux, Both.
    """
    windows: NotRequired[pulumi.Input[MountServer]]
    """The one on Windows."""
    linux: NotRequired[pulumi.Input[MountServer]]
    """The one on Linux."""


class ObjectStorageConnection(TypedDict):
    """How object storage is reached."""

    connection_type: pulumi.Input[words.ConnectionType]
    """Directly, or through chosen gateway servers.

    One of Direct, SelectedGateway.
    """
    gateway_server_ids: NotRequired[pulumi.Input[Sequence[pulumi.Input[str]]]]
    """The ids of the gateway servers, where they are chosen."""


class ObjectStorageConsumptionLimit(TypedDict):
    """How much the repository may take.

    It is a soft limit.
    """

    is_enabled: NotRequired[pulumi.Input[bool]]
    """Whether there is a limit."""
    consumption_limit_count: NotRequired[pulumi.Input[int]]
    """How many units of consumption_limit_kind."""
    consumption_limit_kind: NotRequired[pulumi.Input[words.ConsumptionLimitKind]]
    """The unit.

    One of TB, PB.
    """


class ObjectStorageImmutability(TypedDict):
    """For how long nobody can delete or change backups."""

    is_enabled: NotRequired[pulumi.Input[bool]]
    """Whether backups are immutable."""
    days_count: NotRequired[pulumi.Input[int]]
    """For how many days."""
    immutability_mode: NotRequired[pulumi.Input[words.ImmutabilityMode]]
    """Whether the repository decides for how long, or the retention of each job.

    One of RepositorySettings, RetentionSettings.
    """


class VeeamDataCloudVault(TypedDict):
    """A vault of Veeam Data Cloud."""

    vault_id: pulumi.Input[str]
    """Its id."""
    vault_name: NotRequired[pulumi.Input[str]]
    """Its name."""
    storage_container_name: NotRequired[pulumi.Input[str]]
    """The name of the container behind it."""
    is_initialized: pulumi.Input[bool]
    """Whether it has been set up."""
    folders: NotRequired[pulumi.Input[Sequence[pulumi.Input[str]]]]
    """The folders in it."""


class RepositoryAccount(TypedDict):
    """Where object storage is, and by which credentials."""

    credentials_id: NotRequired[pulumi.Input[str]]
    """The id of the cloud credentials."""
    region_type: NotRequired[pulumi.Input[words.Region]]
    """The cloud (AzureBlob, AmazonS3).

    One of China, Global, Government.
    """
    connection_settings: NotRequired[pulumi.Input[ObjectStorageConnection]]
    """How it is reached."""
    service_point: NotRequired[pulumi.Input[str]]
    """The address of the service (S3Compatible and its like)."""
    region_id: NotRequired[pulumi.Input[str]]
    """The region, as the service names it."""
    vault: NotRequired[pulumi.Input[VeeamDataCloudVault]]
    """The vault (VeeamDataCloudVault)."""


class RepositoryAdvanced(TypedDict):
    """How files are written."""

    align_data_blocks: NotRequired[pulumi.Input[bool]]
    """Whether blocks are aligned to 4 KB."""
    decompress_before_storing: NotRequired[pulumi.Input[bool]]
    """Whether backups are stored without compression, for storage that compresses."""
    rotated_drives: NotRequired[pulumi.Input[bool]]
    """Whether the drives are exchanged from time to time."""
    per_vm_backup: NotRequired[pulumi.Input[bool]]
    """Whether each machine has files of its own."""
    rotated_drive_cleanup_mode: NotRequired[pulumi.Input[words.RotatedDriveCleanupMode]]
    """What happens to backups on a drive that comes back.

    One of Disabled, ClearBackupFolder, ClearRepositoryFolder.
    """


class RepositoryBucket(TypedDict):
    """A bucket and a folder in it."""

    region_id: NotRequired[pulumi.Input[str]]
    """The region of the bucket, as the service names it."""
    bucket_name: pulumi.Input[str]
    """The name of the bucket.

    It has to be there.
    """
    folder_name: pulumi.Input[str]
    """The name of the folder, which is made where it is not there."""
    storage_consumption_limit: NotRequired[pulumi.Input[ObjectStorageConsumptionLimit]]
    """How much the repository may take."""
    immutability: NotRequired[pulumi.Input[ObjectStorageImmutability]]
    """For how long nobody can delete backups."""
    infrequent_access_storage: NotRequired[pulumi.Input[AmazonS3IAStorage]]
    """The class for infrequent access (AmazonS3)."""
    enable_auto_provision: NotRequired[pulumi.Input[bool]]
    """Whether the server makes more buckets by itself.

    Such a repository takes no logs.
    """
    workloads_per_bucket_limit: NotRequired[pulumi.Input[int]]
    """How many workloads go into one of those buckets."""
    nearline_storage_enabled: NotRequired[pulumi.Input[bool]]
    """Whether the nearline class is used (GoogleCloud)."""


class RepositoryContainer(TypedDict):
    """A container and a folder in it."""

    container_name: NotRequired[pulumi.Input[str]]
    """The name of the container.

    It has to be there.
    """
    folder_name: NotRequired[pulumi.Input[str]]
    """The name of the folder, which is made where it is not there."""
    storage_consumption_limit: NotRequired[pulumi.Input[ObjectStorageConsumptionLimit]]
    """How much the repository may take."""
    immutability: NotRequired[pulumi.Input[ObjectStorageImmutability]]
    """For how long nobody can delete backups."""
    folder: NotRequired[pulumi.Input[str]]
    """The folder in the vault (VeeamDataCloudVault)."""


class RepositoryFolder(TypedDict):
    """A folder, and how much at once."""

    path: NotRequired[pulumi.Input[str]]
    """The path of the folder."""
    task_limit_enabled: NotRequired[pulumi.Input[bool]]
    """Whether the number of tasks at once is limited."""
    max_task_count: NotRequired[pulumi.Input[int]]
    """How many tasks at once."""
    read_write_limit_enabled: NotRequired[pulumi.Input[bool]]
    """Whether the rate is limited."""
    read_write_rate: NotRequired[pulumi.Input[int]]
    """The most that is read and written, in MB a second."""
    advanced_settings: NotRequired[pulumi.Input[RepositoryAdvanced]]
    """How files are written."""
    use_fast_cloning_on_xfs_volumes: NotRequired[pulumi.Input[bool]]
    """Whether blocks are cloned instead of copied (XFS; LinuxLocal, LinuxHardened)."""
    make_recent_backups_immutable_days: NotRequired[pulumi.Input[int]]
    """For how many days backups are immutable (LinuxHardened)."""


class RepositoryShareGateway(TypedDict):
    """The servers that reach a share."""

    auto_select_enabled: pulumi.Input[bool]
    """Whether the server chooses them."""
    gateway_server_ids: NotRequired[pulumi.Input[Sequence[pulumi.Input[str]]]]
    """The ids of the gateway servers, where they are chosen."""


class RepositoryShare(TypedDict):
    """A share."""

    share_path: pulumi.Input[str]
    r"""The share: \\host\share (Smb), or host:/share (Nfs)."""
    credentials_id: NotRequired[pulumi.Input[str]]
    """The id of the credentials (Smb)."""
    gateway_server: NotRequired[pulumi.Input[RepositoryShareGateway]]
    """The servers that reach it."""


class RestoreItem(TypedDict):
    """An item to restore.

    All but id, type and restore_point_id are statements for the rules.
    """

    id: pulumi.Input[str]
    """The id of the item in Entra ID."""
    type: pulumi.Input[words.ItemFilterType]
    """Its type.

    A session has items of one type. One of User, Group, AdminUnit, Role, Application, DeviceConfiguration,
    ConditionalAccessPolicy, DeviceCompliancePolicy.
    """
    restore_point_id: NotRequired[pulumi.Input[str]]
    """The restore point that it comes from, where that is another one."""
    display_name: NotRequired[pulumi.Input[str]]
    """Its name, for messages."""
    group_type: NotRequired[pulumi.Input[words.GroupType]]
    """Of a group: its kind.

    The rules need it before the backup can. One of Microsoft365Group, SecurityGroup, MailEnabledSecurityGroup,
    DistributionGroup.
    """
    is_built_in: NotRequired[pulumi.Input[bool]]
    """Of a role: whether Microsoft made it."""
    application_id: NotRequired[pulumi.Input[str]]
    """Of an application or a service principal: the application's id, by which they are a pair."""
    application_type: NotRequired[pulumi.Input[words.ApplicationType]]
    """Of an application: AppRegistration, or EnterpriseRegistration for a service principal.

    One of AppRegistration, EnterpriseRegistration.
    """
    linked_application: NotRequired[pulumi.Input[words.LinkedApplication]]
    """Of a service principal: where its application is.

    In this session, where it is left out. One of inSession, exists, otherTenant.
    """
    on_premises_sync_enabled: NotRequired[pulumi.Input[bool]]
    """Of a user: whether it is synchronized from Active Directory."""
    odata_type: NotRequired[pulumi.Input[str]]
    """Of a device configuration: its type in Microsoft Graph."""


class RestoreSource(TypedDict):
    """What items are restored from."""

    type: NotRequired[pulumi.Input[words.RestoreSourceType]]
    """Whether items come from the backup itself, or from a copy of it, which is imported first.

    One of backup, copy. Without it: "backup".
    """
    restore_point_id: NotRequired[pulumi.Input[str]]
    """The restore point that items come from.

    Without it each item comes from the latest one that has it; of a copy the latest restore point is imported.
    """


class RestoredItem(TypedDict):
    """What has become of an item."""

    id: pulumi.Input[str]
    """The id of the item in the backup."""
    type: pulumi.Input[str]
    """Its type."""
    display_name: NotRequired[pulumi.Input[str]]
    """Its name."""
    restore_point_id: NotRequired[pulumi.Input[str]]
    """The restore point that it was taken from."""
    outcome: pulumi.Input[words.Outcome]
    """restored; skipped, because it was there and was to be left alone; notInRecycleBin, from where it was to come;
    failed; or unknown, where neither the server's log nor the tenant tells.

    One of restored, skipped, notInRecycleBin, failed, unknown.
    """
    new_id: NotRequired[pulumi.Input[str]]
    """The id that it has now, where that is another one."""
    message: NotRequired[pulumi.Input[str]]
    """What the server says of it."""


class UserPassword(TypedDict):
    """The password that a restored user gets."""

    user_id: pulumi.Input[str]
    """The id of the user in the backup."""
    password: pulumi.Input[str]
    """The password."""
