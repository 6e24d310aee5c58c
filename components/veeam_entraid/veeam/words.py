"""The words that properties take, in the spelling of the API.

Made from the provider's schema by `make docs`.
"""

from typing import Literal, TypeAlias

__all__ = [
    "BackupJobRetentionPolicyType",
    "CloudCredentialType",
    "ConfigBackupSMTPSettingsType",
    "ConnectionType",
    "ConsumptionLimitKind",
    "DailyKind",
    "Day",
    "DayNumberInMonth",
    "FileBackupCopyJobScheduleType",
    "FileBackupRetentionPolicyType",
    "FormatType",
    "ImmutabilityMode",
    "LogRetentionType",
    "Logs",
    "MailServer",
    "Month",
    "MountServerSettingsType",
    "NotificationType",
    "PeriodicallyKind",
    "ProtectionScope",
    "Region",
    "RepositoryType",
    "RotatedDriveCleanupMode",
    "ServiceAccountType",
    "TenantLicense",
    "TenantType",
]
BackupJobRetentionPolicyType: TypeAlias = Literal["RestorePoints", "Days"]
CloudCredentialType: TypeAlias = Literal["AzureStorage", "Amazon"]
ConfigBackupSMTPSettingsType: TypeAlias = Literal["Global", "Custom"]
ConnectionType: TypeAlias = Literal["Direct", "SelectedGateway"]
ConsumptionLimitKind: TypeAlias = Literal["TB", "PB"]
DailyKind: TypeAlias = Literal["Everyday", "WeekDays", "SelectedDays"]
Day: TypeAlias = Literal["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
DayNumberInMonth: TypeAlias = Literal["First", "Second", "Third", "Fourth", "Last", "OnDay"]
FileBackupCopyJobScheduleType: TypeAlias = Literal["Continuous", "Custom"]
FileBackupRetentionPolicyType: TypeAlias = Literal["Days", "Months"]
FormatType: TypeAlias = Literal["Pfx", "Pem"]
ImmutabilityMode: TypeAlias = Literal["RepositorySettings", "RetentionSettings"]
LogRetentionType: TypeAlias = Literal["Days", "Months", "Years"]
Logs: TypeAlias = Literal["audit", "signIn"]
MailServer: TypeAlias = Literal["SMTP", "Gmail", "MS365"]
Month: TypeAlias = Literal[
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
MountServerSettingsType: TypeAlias = Literal["Windows", "Linux", "Both"]
NotificationType: TypeAlias = Literal["UseGlobalNotificationSettings", "UseCustomNotificationSettings"]
PeriodicallyKind: TypeAlias = Literal["Hours", "Minutes", "Seconds", "Days"]
ProtectionScope: TypeAlias = Literal[
    "Users",
    "Groups",
    "AdministrativeUnits",
    "Roles",
    "Applications",
    "Logs",
    "ConditionalAccessPolicies",
    "IntunePolicies",
]
Region: TypeAlias = Literal["China", "Global", "Government"]
RepositoryType: TypeAlias = Literal[
    "WinLocal",
    "LinuxLocal",
    "Smb",
    "Nfs",
    "AzureBlob",
    "AmazonS3",
    "S3Compatible",
    "GoogleCloud",
    "IBMCloud",
    "WasabiCloud",
    "LinuxHardened",
    "VeeamDataCloudVault",
]
RotatedDriveCleanupMode: TypeAlias = Literal["Disabled", "ClearBackupFolder", "ClearRepositoryFolder"]
ServiceAccountType: TypeAlias = Literal["InternalUser", "InternalGroup", "ExternalUser", "ExternalGroup"]
TenantLicense: TypeAlias = Literal["free", "p1", "p2"]
TenantType: TypeAlias = Literal["workforce", "external", "b2c"]
