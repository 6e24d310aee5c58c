"""The words that properties take, in the spelling of the API.

Made from the provider's schema by `make docs`.
"""

from typing import Literal, TypeAlias

__all__ = [
    "ApplicationType",
    "BackupJobRetentionPolicyType",
    "BrowsedItemType",
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
    "GroupType",
    "ImmutabilityMode",
    "IncludedType",
    "ItemFilterType",
    "LinkedApplication",
    "LogRetentionType",
    "Logs",
    "MailServer",
    "MembershipType",
    "Month",
    "MountServerSettingsType",
    "NotificationType",
    "Outcome",
    "PeriodicallyKind",
    "Permissions",
    "ProtectionScope",
    "RecycleBin",
    "Region",
    "RepositoryType",
    "RestoreSourceType",
    "RotatedDriveCleanupMode",
    "ServiceAccountType",
    "State",
    "TenantLicense",
    "TenantType",
    "Visibilitie",
]
ApplicationType: TypeAlias = Literal["AppRegistration", "EnterpriseRegistration"]
BackupJobRetentionPolicyType: TypeAlias = Literal["RestorePoints", "Days"]
BrowsedItemType: TypeAlias = Literal[
    "User",
    "Group",
    "AdminUnit",
    "Role",
    "Application",
    "DeviceConfiguration",
    "BitlockerKey",
    "ConditionalAccessPolicy",
    "DeviceCompliancePolicy",
]
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
GroupType: TypeAlias = Literal["Microsoft365Group", "SecurityGroup", "MailEnabledSecurityGroup", "DistributionGroup"]
ImmutabilityMode: TypeAlias = Literal["RepositorySettings", "RetentionSettings"]
IncludedType: TypeAlias = Literal[
    "AppRegistration", "EnterpriseRegistration", "DeviceCompliancePolicy", "DeviceConfigurationPolicy"
]
ItemFilterType: TypeAlias = Literal[
    "User",
    "Group",
    "AdminUnit",
    "Role",
    "Application",
    "DeviceConfiguration",
    "ConditionalAccessPolicy",
    "DeviceCompliancePolicy",
]
LinkedApplication: TypeAlias = Literal["inSession", "exists", "otherTenant"]
LogRetentionType: TypeAlias = Literal["Days", "Months", "Years"]
Logs: TypeAlias = Literal["audit", "signIn"]
MailServer: TypeAlias = Literal["SMTP", "Gmail", "MS365"]
MembershipType: TypeAlias = Literal["Assigned", "Dynamic"]
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
Outcome: TypeAlias = Literal["restored", "skipped", "notInRecycleBin", "failed", "unknown"]
PeriodicallyKind: TypeAlias = Literal["Hours", "Minutes", "Seconds", "Days"]
Permissions: TypeAlias = Literal["delegated", "application"]
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
RecycleBin: TypeAlias = Literal["prefer", "ignore"]
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
RestoreSourceType: TypeAlias = Literal["backup", "copy"]
RotatedDriveCleanupMode: TypeAlias = Literal["Disabled", "ClearBackupFolder", "ClearRepositoryFolder"]
ServiceAccountType: TypeAlias = Literal["InternalUser", "InternalGroup", "ExternalUser", "ExternalGroup"]
State: TypeAlias = Literal["Enabled", "Disabled", "EnabledForReportingButNotEnforced"]
TenantLicense: TypeAlias = Literal["free", "p1", "p2"]
TenantType: TypeAlias = Literal["workforce", "external", "b2c"]
Visibilitie: TypeAlias = Literal["Public", "Hidden"]
