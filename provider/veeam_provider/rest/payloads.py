"""The payloads of the REST API 1.3-rev1, made from its OpenAPI document by `make docs`."""

from typing import Literal, NotRequired, TypeAlias, TypedDict


class AdvancedSmtpOptionsModel(TypedDict):
    port: int
    timeoutMs: int
    SSLEnabled: bool
    authRequired: bool
    credentialsId: NotRequired[str]


class AmazonS3IAStorageModel(TypedDict):
    isEnabled: NotRequired[bool]
    singleZoneEnabled: NotRequired[bool]


class AmazonS3StorageProxyApplianceModel(TypedDict):
    ec2InstanceType: NotRequired[str]
    vpcName: NotRequired[str]
    vpcId: NotRequired[str]
    subnetName: NotRequired[str]
    subnetId: NotRequired[str]
    securityGroup: NotRequired[str]
    redirectorPort: NotRequired[int]


class ArchiveTierAdvancedSettingsModel(TypedDict):
    costOptimizedArchiveEnabled: NotRequired[bool]
    archiveDeduplicationEnabled: NotRequired[bool]


class ArchiveTierModel(TypedDict):
    isEnabled: bool
    extentId: NotRequired[str]
    archivePeriodDays: NotRequired[int]
    advancedSettings: NotRequired[ArchiveTierAdvancedSettingsModel]


class AzureStorageProxyModel(TypedDict):
    subscriptionId: str
    instanceSize: NotRequired[str]
    resourceGroup: NotRequired[str]
    virtualNetwork: NotRequired[str]
    subnet: NotRequired[str]
    redirectorPort: NotRequired[int]


class BackupObjectModelBase(TypedDict):
    id: str
    name: NotRequired[str]
    type: NotRequired[str]
    platformId: NotRequired[str]
    restorePointsCount: NotRequired[int]
    lastRunFailed: NotRequired[bool]


class CapacityExtentModel(TypedDict):
    id: str


class CapacityTierOverridePolicyModel(TypedDict):
    isEnabled: bool
    overrideSpaceThresholdPercents: NotRequired[int]


class CertificateModel(TypedDict):
    thumbprint: str
    serialNumber: str
    keyAlgorithm: str
    keySize: str
    subject: str
    issuedTo: str
    issuedBy: str
    validFrom: str
    validBy: str
    isTrusted: bool


class CloudCredentialsModelBase(TypedDict):
    id: str
    description: NotRequired[str]
    lastModified: NotRequired[str]


class AmazonCloudCredentialsModel(CloudCredentialsModelBase):
    type: Literal["Amazon"]
    accessKey: str
    uniqueId: NotRequired[str]


class AzureStorageCloudCredentialsModel(CloudCredentialsModelBase):
    type: Literal["AzureStorage"]
    account: str
    uniqueId: NotRequired[str]


class CloudCredentialsPasswordSpec(TypedDict):
    newSecretKey: str


class CloudCredentialsSpecBase(TypedDict):
    description: NotRequired[str]


class AmazonCloudCredentialsSpec(CloudCredentialsSpecBase):
    type: Literal["Amazon"]
    accessKey: str
    secretKey: str
    uniqueId: NotRequired[str]


class AzureStorageCloudCredentialsSpec(CloudCredentialsSpecBase):
    type: Literal["AzureStorage"]
    account: str
    sharedKey: str
    uniqueId: NotRequired[str]


class CloudDeviceCodeModelBase(TypedDict):
    pass


class AzureComputeCloudDeviceCodeModel(CloudDeviceCodeModelBase):
    type: Literal["AzureCompute"]
    url: str
    verificationCode: str
    expirationTime: str


CloudDeviceCodeModel: TypeAlias = AzureComputeCloudDeviceCodeModel


class CloudDeviceCodeSpecBase(TypedDict):
    pass


class CloudNativeApplicationModelBase(TypedDict):
    pass


class AzureComputeCloudNativeApplicationModel(CloudNativeApplicationModelBase):
    type: Literal["AzureCompute"]
    applicationId: str
    secret: str
    tenantId: str


CloudNativeApplicationModel: TypeAlias = AzureComputeCloudNativeApplicationModel


class ConfigBackupEncryptionModel(TypedDict):
    isEnabled: bool
    passwordId: str


class ConfigBackupLastSuccessfulModel(TypedDict):
    lastSuccessfulTime: NotRequired[str]
    sessionId: NotRequired[str]


class CredentialsSpecBase(TypedDict):
    username: str
    description: NotRequired[str]


EAllowedBackupsType: TypeAlias = Literal["All", "FullsOnly", "IncrementsOnly", "None"]


class BackupPlacementSettingsModel(TypedDict):
    name: NotRequired[str]
    extentId: str
    allowedBackups: EAllowedBackupsType


EAmazonRegionType: TypeAlias = Literal["China", "Global", "Government"]


EAntivirusScanResult: TypeAlias = Literal["None", "Clean", "Infected", "Failed", "Canceled", "Inconclusive"]


EAntivirusScanState: TypeAlias = Literal["NotStarted", "InProgress", "Finished"]


EAntivirusScanType: TypeAlias = Literal["Antivirus", "Yara"]


EAuthenticationType: TypeAlias = Literal["SshKey", "Password"]


EAzureRegionType: TypeAlias = Literal["China", "Global", "Government"]


class AzureComputeCloudDeviceCodeSpec(CloudDeviceCodeSpecBase):
    type: Literal["AzureCompute"]
    region: EAzureRegionType


CloudDeviceCodeSpec: TypeAlias = AzureComputeCloudDeviceCodeSpec


EBackupCopyJobMode: TypeAlias = Literal["Immediate", "Periodic"]


EBackupCopyRestorePoints: TypeAlias = Literal["All", "Latest"]


EBackupObjectsFiltersOrderColumn: TypeAlias = Literal["Name", "ObjectId", "PlatformId", "Type"]


EBackupsFiltersOrderColumn: TypeAlias = Literal["Name", "CreationTime", "PlatformId", "JobId", "PolicyTag"]


ECapacityLicenseObjectType: TypeAlias = Literal["FileShare", "ObjectStorage"]


class CapacityLicenseObjectModel(TypedDict):
    type: ECapacityLicenseObjectType
    usedCapacityTb: float


class CapacityLicenseWorkloadModel(TypedDict):
    name: str
    usedCapacityTb: float
    type: ECapacityLicenseObjectType
    instanceId: str


class CapacityLicenseSummaryModel(TypedDict):
    licensedCapacityTb: float
    usedCapacityTb: float
    objects: NotRequired[list[CapacityLicenseObjectModel]]
    workload: NotRequired[list[CapacityLicenseWorkloadModel]]


ECertificateFileFormatType: TypeAlias = Literal["Pfx", "Pem"]


class CertificateUploadSpec(TypedDict):
    certificate: str
    formatType: ECertificateFileFormatType
    password: NotRequired[str]


ECloudCredentialsFiltersOrderColumn: TypeAlias = Literal["Name", "Description", "Type", "LastModified"]


ECloudCredentialsType: TypeAlias = Literal["AzureStorage", "AzureCompute", "Amazon", "Google", "GoogleService"]


ECompressionLevel: TypeAlias = Literal["Auto", "None", "DedupFriendly", "Optimal", "High", "Extreme"]


EConfigBackupSMTPSettingsType: TypeAlias = Literal["Global", "Custom"]


class ConfigBackupSMTPSettigsModel(TypedDict):
    isEnabled: bool
    recipients: list[str]
    settingsType: EConfigBackupSMTPSettingsType
    subject: str
    notifyOnSuccess: bool
    notifyOnWarning: bool
    notifyOnError: bool


class ConfigBackupNotificationsModel(TypedDict):
    SNMPEnabled: bool
    SMTPSettings: NotRequired[ConfigBackupSMTPSettigsModel]


EConsumptionLimitKind: TypeAlias = Literal["TB", "PB"]


ECredentialsStorageType: TypeAlias = Literal["Permanent", "SingleUse", "Certificate"]


EDailyKinds: TypeAlias = Literal["Everyday", "WeekDays", "SelectedDays"]


EDayNumberInMonth: TypeAlias = Literal["First", "Second", "Third", "Fourth", "Last", "OnDay"]


EDayOfWeek: TypeAlias = Literal["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


class AdvancedStorageScheduleWeeklyModel(TypedDict):
    isEnabled: bool
    days: NotRequired[list[EDayOfWeek]]
    localTime: NotRequired[str]


class BackupWindowDayHoursModel(TypedDict):
    day: EDayOfWeek
    hours: str


class BackupWindowSettingModel(TypedDict):
    days: list[BackupWindowDayHoursModel]


EEmailNotificationType: TypeAlias = Literal["UseGlobalNotificationSettings", "UseCustomNotificationSettings"]


EEncryptionPasswordsFiltersOrderColumn: TypeAlias = Literal["Hint", "ModificationTime"]


EEncryptionType: TypeAlias = Literal["ByUserPassword", "ByKms"]


class BackupStorageSettingsEncryptionModel(TypedDict):
    isEnabled: bool
    encryptionType: NotRequired[EEncryptionType]
    encryptionPasswordId: NotRequired[str]
    encryptionPasswordUniqueId: NotRequired[str]
    kmsServerId: NotRequired[str]


EEntraIDAuditLogRetentionPolicyType: TypeAlias = Literal["Days", "Months", "Years"]


EEntraIDTenantCreationMode: TypeAlias = Literal["NewAccount", "ExistingAccount"]


EEntraIDTenantsFiltersOrderColumn: TypeAlias = Literal["Name", "Description"]


EEntraIdTenantAdminUnitSortingProperty: TypeAlias = Literal[
    "DisplayName", "Description", "Visibility", "ObjectId", "LastRestorePoint"
]


EEntraIdTenantAdminUnitVisibilityType: TypeAlias = Literal["Public", "Hidden"]


EEntraIdTenantApplicationSortingProperty: TypeAlias = Literal[
    "DisplayName", "Enabled", "Tags", "Description", "ApplicationType", "ObjectId", "LastRestorePoint"
]


EEntraIdTenantApplicationType: TypeAlias = Literal["AppRegistration", "EnterpriseRegistration"]


EEntraIdTenantBitlockerKeySortingProperty: TypeAlias = Literal[
    "Key", "DeviceId", "DeviceDisplayName", "ObjectId", "LastRestorePoint"
]


EEntraIdTenantConditionalAccessPolicySortingProperty: TypeAlias = Literal[
    "DisplayName", "ObjectId", "State", "LastRestorePoint"
]


EEntraIdTenantConditionalAccessPolicyState: TypeAlias = Literal[
    "Enabled", "Disabled", "EnabledForReportingButNotEnforced"
]


EEntraIdTenantDeviceConfigurationSortingProperty: TypeAlias = Literal[
    "DisplayName", "ObjectId", "Version", "Description", "LastRestorePoint", "Type"
]


EEntraIdTenantDeviceConfigurationType: TypeAlias = Literal["DeviceCompliancePolicy", "DeviceConfigurationPolicy"]


EEntraIdTenantGroupMembershipType: TypeAlias = Literal["Assigned", "Dynamic"]


EEntraIdTenantGroupSortingProperty: TypeAlias = Literal[
    "DisplayName",
    "Description",
    "GroupType",
    "MembershipType",
    "Visibility",
    "Archived",
    "MailEnabled",
    "ObjectId",
    "LastRestorePoint",
]


EEntraIdTenantGroupType: TypeAlias = Literal[
    "Microsoft365Group", "SecurityGroup", "MailEnabledSecurityGroup", "DistributionGroup"
]


EEntraIdTenantItemType: TypeAlias = Literal[
    "User",
    "Group",
    "AdminUnit",
    "Role",
    "Application",
    "DeviceConfiguration",
    "DeviceCompliancePolicy",
    "BitlockerKey",
    "ConditionalAccessPolicy",
]


EEntraIdTenantResource: TypeAlias = Literal[
    "Users",
    "Groups",
    "AdministrativeUnits",
    "Roles",
    "Applications",
    "Logs",
    "ConditionalAccessPolicies",
    "IntunePolicies",
]


EEntraIdTenantRestoreDeviceCodeStatus: TypeAlias = Literal["Pending", "Success", "Failure"]


EEntraIdTenantRestorePointSortingProperty: TypeAlias = Literal["CreationTime"]


EEntraIdTenantRestoreSessionLogStatus: TypeAlias = Literal["Running", "Success", "Warning", "Failed"]


EEntraIdTenantRestoreSessionLogStyle: TypeAlias = Literal["None", "Bold", "Gray", "Tail"]


EEntraIdTenantRestoreSessionState: TypeAlias = Literal[
    "Running", "NeverExecuted", "Success", "Warning", "Failed", "Canceled", "Pending", "Stopping"
]


EEntraIdTenantRoleSortingProperty: TypeAlias = Literal[
    "DisplayName", "IsBuiltIn", "IsEnabled", "Description", "ObjectId", "LastRestorePoint"
]


EEntraIdTenantUserSortingProperty: TypeAlias = Literal[
    "DisplayName",
    "MailAddress",
    "Username",
    "UserType",
    "EmployeeType",
    "AccountEnabled",
    "CompanyName",
    "CreationType",
    "Department",
    "Country",
    "JobTitle",
    "OfficeLocation",
    "ObjectId",
    "LastRestorePoint",
]


EFileBackupCopyJobScheduleType: TypeAlias = Literal["Continuous", "Custom"]


EFileBackupRetentionPolicyType: TypeAlias = Literal["Days", "Months"]


EFlrBrowseMountFiltersOrderColumn: TypeAlias = Literal["CreationTime"]


EFlrBrowseOrderType: TypeAlias = Literal[
    "Name", "Type", "Size", "CreationDate", "ModifiedDate", "ItemState", "Owner", "Location"
]


EFlrItemStateType: TypeAlias = Literal[
    "NotAvaliable", "Changed", "Unchanged", "Comparing", "Deleted", "FailedToCompare"
]


EFlrItemType: TypeAlias = Literal["Drive", "Folder", "File", "Link"]


EGuestOSFamily: TypeAlias = Literal["Windows", "Linux", "Unknown", "Other"]


EHostComponentType: TypeAlias = Literal[
    "TransportSvc",
    "VPowerNFS",
    "HvIntegration",
    "InstallerSvc",
    "WanAccelerator",
    "TapeProxy",
    "CloudGateway",
    "CloudSvcInvoker",
    "CloudSvcRemoting",
    "RestoreProxy",
    "Agent",
    "AgentSqlLocalDB",
    "AgentSharedMgmtObjects",
    "AgentSqlSysClrTypes",
    "DistributionSvc",
    "VawRedist",
    "ValRedist",
    "GuestControl",
    "VssIntegration",
    "VssHvSnapshotProvider",
    "CdpSvc",
    "VamRedist",
    "VauRedist",
    "PluginOracleRman",
    "CloudMessageSvc",
    "DbPluginRedist",
    "Vddk",
    "PlatformConverterSvc",
    "StandBySvc",
    "GuestInteractionProxy",
    "StoreOnceCatalystSdk",
    "DDBoostSdk",
    "PluginMsSql",
    "AppBackupRepository",
    "PSManagementSvc",
    "OpenSSL3v13",
    "Antivirus",
    "CifsGateway",
    "MountTarget",
    "NfsGateway",
    "SnapDiffV3",
    "Ynq",
    "MountServerDependencies",
    "GuestProxyDependencies",
    "CdpAgent",
    "CdpFilter",
]


EHostUpdatesState: TypeAlias = Literal[
    "CheckInProgress", "Installing", "LastInstallFailed", "Available", "NotAvailable", "CheckUpdatesFailed", "OutOfDate"
]


EInstalledLicenseCloudConnectMode: TypeAlias = Literal["Disabled", "Enabled", "Enterprise", "Invalid"]


EInstalledLicenseEdition: TypeAlias = Literal["Community", "Enterprise", "EnterprisePlus", "Standard", "Unspecified"]


EInstalledLicenseStatus: TypeAlias = Literal["Expired", "Invalid", "Valid"]


EInstalledLicenseType: TypeAlias = Literal[
    "Empty", "Evaluation", "Free", "NFR", "Perpetual", "Rental", "Subscription", "Promo"
]


EInstanceWorkloadsFiltersOrderColumn: TypeAlias = Literal[
    "Name", "HostName", "UsedInstancesNumber", "Type", "InstanceId"
]


EJobFiltersOrderColumn: TypeAlias = Literal["Name", "Type", "Description"]


EJobStatesFiltersOrderColumn: TypeAlias = Literal[
    "Name",
    "Type",
    "Status",
    "LastRun",
    "LastResult",
    "NextRun",
    "Description",
    "RepositoryId",
    "ObjectsCount",
    "RepositoryName",
    "AfterJobName",
]


EJobStatus: TypeAlias = Literal["Running", "Inactive", "Disabled", "Enabled", "Stopping", "Stopped", "Starting"]


EJobType: TypeAlias = Literal[
    "Unknown",
    "VSphereBackup",
    "HyperVBackup",
    "VSphereReplica",
    "CloudDirectorBackup",
    "EntraIDTenantBackup",
    "EntraIDAuditLogBackup",
    "FileBackupCopy",
    "LegacyBackupCopy",
    "BackupCopy",
    "WindowsAgentBackup",
    "LinuxAgentBackup",
    "FileBackup",
    "ObjectStorageBackup",
    "EntraIDTenantBackupCopy",
    "SureBackupContentScan",
    "CloudBackupAzure",
    "CloudBackupAWS",
    "CloudBackupGoogle",
    "WindowsAgentBackupWorkstationPolicy",
    "LinuxAgentBackupWorkstationPolicy",
    "WindowsAgentBackupServerPolicy",
    "LinuxAgentBackupServerPolicy",
]


EJobWorkload: TypeAlias = Literal["Application", "CloudVm", "File", "Server", "Workstation", "Vm"]


ELicensePackageType: TypeAlias = Literal[
    "Invalid", "Starter", "Essentials", "Backup", "One", "Suite", "Foundation", "Advanced", "Premium"
]


ELicensePlatformType: TypeAlias = Literal[
    "Unknown",
    "VMware",
    "HyperV",
    "UnstructuredData",
    "UnstructuredDataServer",
    "File2TapeShare",
    "File2TapeServer",
    "Amazon2Tape",
    "Azure2Tape",
    "S3Compatible2Tape",
    "Amazon2Nas",
    "Azure2Nas",
    "S3Compatible2Nas",
    "MongoDB",
    "NutanixAhv",
    "Kvm",
    "Proxmox",
    "WindowsWorkstation",
    "WindowsServer",
    "LinuxWorkstation",
    "LinuxServer",
    "LinuxPpcServer",
    "UnixServer",
    "MacWorkstation",
    "MacServer",
    "CloudBackup",
    "CloudBackupWorkstation",
    "CloudBackupServer",
    "CloudReplica",
    "Application",
    "AzureEntraId",
    "AwsEc2",
    "AwsRds",
    "AwsEfs",
    "AwsRdsCluster",
    "AwsDynamoDb",
    "AwsFsx",
    "AwsRedshift",
    "AwsRedshiftServerless",
    "AzureVm",
    "AzureSql",
    "AzureFileShare",
    "AzureCosmosDb",
    "GcpVm",
    "GcpSql",
    "GcpSpanner",
    "OracleSolaris",
    "IbmAix",
    "UniversalCdpWindows",
]


ELicenseSectionType: TypeAlias = Literal["All", "Instance", "Socket"]


ELoginGrantType: TypeAlias = Literal["Password", "Refresh_token", "Authorization_code", "Vbr_token"]


EManagedServerState: TypeAlias = Literal["Available", "Unavailable", "Any"]


EManagedServerType: TypeAlias = Literal[
    "WindowsHost",
    "LinuxHost",
    "ViHost",
    "CloudDirectorHost",
    "HvServer",
    "HvCluster",
    "SCVMM",
    "SmbV3Cluster",
    "SmbV3StandaloneHost",
]


EManagedServersFiltersOrderColumn: TypeAlias = Literal["Name", "Type", "Description", "Status"]


EManagedServersStatus: TypeAlias = Literal["Available", "Unavailable"]


EMonth: TypeAlias = Literal[
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


class AdvancedStorageScheduleMonthlyModel(TypedDict):
    isEnabled: bool
    dayOfWeek: NotRequired[EDayOfWeek]
    dayNumberInMonth: NotRequired[EDayNumberInMonth]
    dayOfMonth: NotRequired[int]
    months: NotRequired[list[EMonth]]
    localTime: NotRequired[str]
    isLastDayOfMonth: NotRequired[bool]


class BackupHealthCheckSettingsModels(TypedDict):
    isEnabled: bool
    weekly: NotRequired[AdvancedStorageScheduleWeeklyModel]
    monthly: NotRequired[AdvancedStorageScheduleMonthlyModel]


class CapacityTierModel(TypedDict):
    isEnabled: bool
    extents: NotRequired[list[CapacityExtentModel]]
    offloadWindow: NotRequired[BackupWindowSettingModel]
    backupHealth: NotRequired[BackupHealthCheckSettingsModels]
    copyPolicyEnabled: NotRequired[bool]
    movePolicyEnabled: NotRequired[bool]
    operationalRestorePeriodDays: NotRequired[int]
    overridePolicy: NotRequired[CapacityTierOverridePolicyModel]
    encryption: NotRequired[BackupStorageSettingsEncryptionModel]


EMountServerSettingsType: TypeAlias = Literal["Windows", "Linux", "Both"]


EMountServerType: TypeAlias = Literal["Windows", "Linux"]


EMountServersFiltersOrderColumn: TypeAlias = Literal["Type", "WriteCacheFolder"]


EObjectRestorePointOperation: TypeAlias = Literal[
    "StartViVMInstantRecovery",
    "StartEntireVmRestore",
    "StartEntireVmRestoreCloudDirector",
    "StartFCDInstantRecovery",
    "StartFlrRestore",
    "StartViVMSnapshotReplicaFailover",
    "StartViVMSnapshotReplicaPlannedFailover",
    "StartViVMSnapshotReplicaPermanentFailover",
    "StartViVMSnapshotReplicaUndoFailover",
    "StartViVMSnapshotReplicaFailback",
    "StartViVMSnapshotReplicaUndoFailback",
    "StartViVMSnapshotReplicaCommitFailback",
    "StartViVMSnapshotReplicaSwitchToProductionFailback",
    "ChangeReplicaFailbackSwitchoverTime",
    "StartHvVMInstantRecovery",
    "StartEntireVmRestoreHyperV",
]


EObjectRestorePointsFiltersOrderColumn: TypeAlias = Literal["CreationTime", "PlatformId", "BackupId"]


EOptionalComponentType: TypeAlias = Literal[
    "CatalystSdk", "DDBoostSdk", "CifsGateway", "NfsGateway", "GuestInteractionProxy", "MountTarget", "SnapDiffV3"
]


EPeriodicallyKinds: TypeAlias = Literal["Hours", "Minutes", "Seconds", "Days"]


EPlacementPolicyType: TypeAlias = Literal["DataLocality", "Performance"]


EPlatformType: TypeAlias = Literal[
    "VMware",
    "HyperV",
    "CloudDirector",
    "WindowsPhysical",
    "LinuxPhysical",
    "Tape",
    "CustomPlatform",
    "EntraID",
    "UnstructuredData",
    "Test",
    "MongoDb",
    "AWSEC2",
    "AzureCompute",
    "GCE",
]


class BackupModel(TypedDict):
    id: str
    jobId: NotRequired[str]
    policyUniqueId: NotRequired[str]
    name: str
    platformName: EPlatformType
    platformId: str
    creationTime: str
    repositoryId: str
    repositoryName: NotRequired[str]
    jobType: EJobType


EProxiesFiltersOrderColumn: TypeAlias = Literal["Name", "Type", "Description", "HostName"]


EProxyType: TypeAlias = Literal["ViProxy", "HvProxy", "GeneralPurposeProxy"]


ERepositoryConnectionType: TypeAlias = Literal["Direct", "SelectedGateway"]


ERepositoryExtentStatusType: TypeAlias = Literal[
    "Normal", "Evacuate", "Pending", "Sealed", "Maintenance", "ResyncRequired", "TenantEvacuating"
]


ERepositoryFiltersOrderColumn: TypeAlias = Literal["Name", "Description", "Type", "Host", "Path"]


ERepositoryImmutabilityMode: TypeAlias = Literal["RepositorySettings", "RetentionSettings"]


ERepositoryStatesFiltersOrderColumn: TypeAlias = Literal[
    "Name", "Type", "Host", "Path", "CapacityGB", "FreeGB", "UsedSpaceGB", "Description", "Membership"
]


ERepositoryType: TypeAlias = Literal[
    "WinLocal",
    "LinuxLocal",
    "Smb",
    "Nfs",
    "AzureBlob",
    "AzureDataBox",
    "AzureArchive",
    "AmazonS3",
    "AmazonSnowballEdge",
    "AmazonS3Glacier",
    "S3Compatible",
    "GoogleCloud",
    "IBMCloud",
    "ExtendableRepository",
    "DDBoost",
    "ExaGrid",
    "HPStoreOnceIntegration",
    "Quantum",
    "WasabiCloud",
    "LinuxHardened",
    "Infinidat",
    "Fujitsu",
    "VeeamDataCloudVault",
    "S3GlacierCompatible",
    "SmartObjectS3",
    "Cloud",
    "HPStoreOnce",
    "Foreign",
    "SanSnapshotOnly",
    "Tape",
    "AmazonS3External",
    "AzureStorageExternal",
    "PlatformServiceExternal",
    "GoogleCloudStorageExternal",
    "PlatformServiceVmbApi",
    "AmazonS3GlacierExternal",
    "GoogleArchiveStorageExternal",
    "AzureArchiveStorageExternal",
    "HPStoreOnceCloudBank",
    "VeeamVault",
    "ElevenElevenS3",
    "AbrVirtual",
]


ERestorePointType: TypeAlias = Literal["Increment", "Full", "Rollback", "Snapshot", "Cdp", "Different"]


ERetentionPolicyType: TypeAlias = Literal["RestorePoints", "Days"]


class BackupJobRetentionPolicySettingsModel(TypedDict):
    type: ERetentionPolicyType
    quantity: int


ERolesFiltersOrderColumn: TypeAlias = Literal["Name", "Description"]


ERotatedDriveCleanupMode: TypeAlias = Literal["Disabled", "ClearBackupFolder", "ClearRepositoryFolder"]


EScaleOutRepositoryExtentType: TypeAlias = Literal["Performance", "Capacity", "Archive"]


EScaleOutRepositoryFiltersOrderColumn: TypeAlias = Literal[
    "Name", "Description", "Type", "Host", "Path", "EncryptionState"
]


EScriptPeriodicityType: TypeAlias = Literal["Days", "BackupSessions"]


ESessionBottleneckType: TypeAlias = Literal[
    "NotDefined",
    "None",
    "Throttling",
    "SourceProxy",
    "SourceNetwork",
    "SourceWan",
    "TargetProxy",
    "TargetNetwork",
    "TargetWan",
    "Source",
    "Proxy",
    "Network",
    "Target",
    "TargetDisk",
]


ESessionResult: TypeAlias = Literal["None", "Success", "Warning", "Failed"]


ESessionState: TypeAlias = Literal[
    "Stopped",
    "Starting",
    "Stopping",
    "Working",
    "Pausing",
    "Resuming",
    "WaitingTape",
    "Idle",
    "Postprocessing",
    "WaitingRepository",
    "WaitingSlot",
]


ESessionType: TypeAlias = Literal[
    "Infrastructure",
    "BackupJob",
    "Automation",
    "ConfigurationBackup",
    "PublishBackupContentViaMount",
    "RepositoryMaintenance",
    "RepositoryEvacuate",
    "InfrastructureItemDeletion",
    "RestoreVm",
    "InstantRecovery",
    "FirstClassDiskInstantRestore",
    "AzureApplianceDeploy",
    "QuickMigration",
    "FileLevelRestore",
    "LinuxFileLevelRestore",
    "ReplicaJob",
    "ConfigurationResynchronize",
    "Failover",
    "PlannedFailover",
    "PermanentFailover",
    "UndoFailover",
    "Failback",
    "CommitFailback",
    "UndoFailback",
    "SwitchReplicaToProduction",
    "CloudDirectorVmRestore",
    "CloudDirectorVAppRestore",
    "MalwareDetection",
    "FirstClassDiskQuickMigration",
    "EntraIdRestore",
    "EntraIdRestoreFromCopy",
    "UnstructuredDataBackupCopy",
    "SecurityComplianceAnalyzer",
    "FileServerSave",
    "SureBackup",
    "NasRestore",
    "LogsExport",
    "TestCredentials",
    "SqlLogBackup",
    "OracleLogBackup",
    "PostgreSqlLogBackup",
    "AzureInstantRecovery",
    "AzureInstantRecoveryMigration",
    "AzureInstantRecoverySwitchover",
    "AzureInstantRecoveryStart",
    "AzureInstantRecoveryStop",
    "AzureInstantRecoveryMigrationUndo",
    "AzureInstantRecoveryMount",
    "FileInstantRecovery",
    "FileInstantRecoveryMigration",
    "PublishBackupContentViaNfs",
    "VolumesDiscover",
    "DeleteBackup",
    "BackgroundOperation",
    "AgentDiscovery",
    "AgentPolicy",
    "AgentBackup",
    "AgentOperationPurgeCache",
    "ApplianceUpdatesInstall",
    "FailoverPlan",
    "FailoverPlanTask",
    "UnstructuredDataBrowse",
    "BackupCopyJob",
    "UnstructuredDownloadMeta",
    "EntraIdRescanRepository",
    "HostComponentsUpdate",
    "CopyBackup",
    "FileBackupHealthCheck",
    "SureBackupContentScan",
    "ArchiveBackup",
    "ArchiveRehydration",
    "ArchiveSync",
    "ArchiveCopy",
    "ArchiveFreezing",
    "RetrieveBackup",
    "ArchiveTierDownload",
    "DirectBackupSync",
    "CheckpointRemoval",
    "Retention",
]


ESessionsFiltersOrderColumn: TypeAlias = Literal[
    "Name", "SessionType", "CreationTime", "EndTime", "State", "Result", "InitiatedBy"
]


ESocketLicenseObjectType: TypeAlias = Literal["HyperV", "Universal", "Unlicensed", "vSphere"]


ESortExpressionDirectionType: TypeAlias = Literal["Ascending", "Descending"]


ESuspiciousActivitySeverity: TypeAlias = Literal["Clean", "Suspicious", "Infected", "Informative"]


ESyslogEventSeverity: TypeAlias = Literal["Info", "Warning", "Error"]


ESyslogServerProtocol: TypeAlias = Literal["Udp", "Tcp", "Tls"]


ETaskLogRecordStatus: TypeAlias = Literal["None", "Succeeded", "Warning", "Failed"]


ETaskResult: TypeAlias = Literal["None", "Success", "Warning", "Failed", "Cancelled"]


ETaskSessionAlgorithm: TypeAlias = Literal["Full", "Increment", "None", "Synthetic"]


ETaskSessionType: TypeAlias = Literal["Backup", "Restore", "Antivirus", "Replica"]


ETaskSessionsFiltersOrderColumn: TypeAlias = Literal[
    "Name", "Type", "SessionType", "CreationTime", "EndTime", "State", "Result", "ScanState", "ScanResult"
]


ETaskState: TypeAlias = Literal["Starting", "Working", "Stopping", "Stopped"]


EUnstructuredDataFLRRestoreMode: TypeAlias = Literal["LatestPoint", "Custom"]


EUnstructuredDataFLRRestoreType: TypeAlias = Literal["Overwrite", "Keep", "ChangedOnly"]


EUnstructuredDataFlrBrowseMountFiltersOrderColumn: TypeAlias = Literal["CreationTime"]


EUserFiltersOrderColumn: TypeAlias = Literal["Name", "Type", "IsServiceAccount"]


EUserType: TypeAlias = Literal["InternalUser", "InternalGroup", "ExternalUser", "ExternalGroup"]


EVBRServerPlatform: TypeAlias = Literal["Linux", "Windows"]


EViHostType: TypeAlias = Literal["ESX", "ESXi", "VC"]


class EmailCustomNotificationType(TypedDict):
    subject: NotRequired[str]
    notifyOnSuccess: NotRequired[bool]
    notifyOnWarning: NotRequired[bool]
    notifyOnError: NotRequired[bool]
    SuppressNotificationUntilLastRetry: NotRequired[bool]


class EmailNotificationSettingsModel(TypedDict):
    isEnabled: bool
    recipients: NotRequired[list[str]]
    notificationType: NotRequired[EEmailNotificationType]
    customNotificationSettings: NotRequired[EmailCustomNotificationType]


class EmptySuccessResponse(TypedDict):
    pass


class EncryptionPasswordChangeSpec(TypedDict):
    hint: str
    password: str


class EncryptionPasswordModel(TypedDict):
    id: str
    hint: str
    modificationTime: NotRequired[str]
    uniqueId: NotRequired[str]
    isImported: NotRequired[bool]


class EncryptionPasswordSpec(TypedDict):
    password: str
    hint: str
    uniqueId: NotRequired[str]
    isImported: NotRequired[bool]


class EncryptionPasswordVerifyResult(TypedDict):
    isSuccessful: bool
    message: str


class EncryptionPasswordVerifySpec(TypedDict):
    password: str


class EntraIDAuditLogBackupJobTenantModel(TypedDict):
    tenantId: str


class EntraIDAuditLogNotificationSettingsModel(TypedDict):
    sendSNMPNotifications: NotRequired[bool]
    emailNotifications: NotRequired[EmailNotificationSettingsModel]


class EntraIDAuditLogRetentionPolicySettingsModel(TypedDict):
    type: NotRequired[EEntraIDAuditLogRetentionPolicyType]
    quantity: NotRequired[int]


class EntraIDBackupObjectModel(BackupObjectModelBase):
    platformName: Literal["EntraID"]


BackupObjectModel: TypeAlias = EntraIDBackupObjectModel


class EntraIDBackupStorageSettingsModel(TypedDict):
    compressionLevel: NotRequired[ECompressionLevel]
    encryption: NotRequired[BackupStorageSettingsEncryptionModel]


class EntraIDItemIncludeRestoreSpec(TypedDict):
    itemId: NotRequired[str]
    restorePointId: NotRequired[str]


class EntraIDTenantAuthenticationModel(TypedDict):
    applicationId: str
    secret: NotRequired[str]
    certificate: NotRequired[CertificateUploadSpec]


class EntraIDTenantAuthenticationSpec(TypedDict):
    applicationId: str
    secret: NotRequired[str]
    certificate: NotRequired[CertificateUploadSpec]


class EntraIDTenantExistingAccountSpec(TypedDict):
    authentication: EntraIDTenantAuthenticationSpec


class EntraIDTenantModel(TypedDict):
    id: str
    azureTenantId: NotRequired[str]
    description: NotRequired[str]
    cacheRepositoryId: str
    region: NotRequired[EAzureRegionType]
    authentication: NotRequired[EntraIDTenantAuthenticationModel]
    protectionScope: NotRequired[list[EEntraIdTenantResource]]


class EntraIDTenantNewAccountSpec(TypedDict):
    verificationCode: str


class EntraIDTenantNotificationSettingsModel(TypedDict):
    sendSNMPNotifications: NotRequired[bool]
    emailNotifications: NotRequired[EmailNotificationSettingsModel]


class EntraIDTenantBackupJobAdvancedSettingsModel(TypedDict):
    notifications: NotRequired[EntraIDTenantNotificationSettingsModel]
    encryption: NotRequired[BackupStorageSettingsEncryptionModel]


class EntraIDTenantBackupJobStorageModel(TypedDict):
    tenantId: str
    sourceBackupId: NotRequired[str]
    retentionPolicy: NotRequired[BackupJobRetentionPolicySettingsModel]
    advancedSettings: NotRequired[EntraIDTenantBackupJobAdvancedSettingsModel]


class EntraIDTenantSpec(TypedDict):
    azureTenantId: str
    description: NotRequired[str]
    cacheRepositoryId: NotRequired[str]
    region: NotRequired[EAzureRegionType]
    creationMode: EEntraIDTenantCreationMode
    existingAccount: NotRequired[EntraIDTenantExistingAccountSpec]
    newAccount: NotRequired[EntraIDTenantNewAccountSpec]
    protectionScope: NotRequired[list[EEntraIdTenantResource]]


class EntraIdTenantAdminUnitFilterBrowseSpec(TypedDict):
    displayName: NotRequired[str]
    visibilities: NotRequired[list[EEntraIdTenantAdminUnitVisibilityType]]


class EntraIdTenantAdminUnitSortingBrowseSpec(TypedDict):
    property: NotRequired[EEntraIdTenantAdminUnitSortingProperty]
    direction: NotRequired[ESortExpressionDirectionType]


class EntraIdTenantApplicationFilterBrowseSpec(TypedDict):
    displayName: NotRequired[str]
    includedTypes: NotRequired[list[EEntraIdTenantApplicationType]]


class EntraIdTenantApplicationSortingBrowseSpec(TypedDict):
    property: NotRequired[EEntraIdTenantApplicationSortingProperty]
    direction: NotRequired[ESortExpressionDirectionType]


class EntraIdTenantBitlockerKeyFilterBrowseSpec(TypedDict):
    key: NotRequired[str]
    deviceId: NotRequired[str]
    deviceDisplayName: NotRequired[str]


class EntraIdTenantBitlockerKeySortingBrowseSpec(TypedDict):
    property: NotRequired[EEntraIdTenantBitlockerKeySortingProperty]
    direction: NotRequired[ESortExpressionDirectionType]


class EntraIdTenantBrowseModelBase(TypedDict):
    id: str
    displayName: NotRequired[str]
    restorePointId: NotRequired[str]
    restorePointDate: NotRequired[str]


class EntraIdTenantAdminUnitBrowseModel(EntraIdTenantBrowseModelBase):
    type: Literal["AdminUnit"]
    visibility: EEntraIdTenantAdminUnitVisibilityType
    description: NotRequired[str]


class EntraIdTenantApplicationBrowseModel(EntraIdTenantBrowseModelBase):
    type: Literal["Application"]
    applicationType: NotRequired[EEntraIdTenantApplicationType]
    enabled: NotRequired[bool]
    tags: NotRequired[list[str]]
    description: NotRequired[str]


class EntraIdTenantBitlockerKeyBrowseModel(EntraIdTenantBrowseModelBase):
    type: Literal["BitlockerKey"]
    key: NotRequired[str]
    deviceId: NotRequired[str]
    deviceDisplayName: NotRequired[str]


class EntraIdTenantBrowseSourceProperties(TypedDict):
    backupId: str
    tenantId: NotRequired[str]
    tenantName: NotRequired[str]


class EntraIdTenantBrowseMountModel(TypedDict):
    sessionId: str
    sourceProperties: NotRequired[EntraIdTenantBrowseSourceProperties]


class EntraIdTenantBrowseSpecBase(TypedDict):
    skip: NotRequired[int]
    limit: NotRequired[int]


class EntraIdTenantAdminUnitBrowseSpec(EntraIdTenantBrowseSpecBase):
    type: Literal["AdminUnit"]
    filter: NotRequired[EntraIdTenantAdminUnitFilterBrowseSpec]
    sorting: NotRequired[EntraIdTenantAdminUnitSortingBrowseSpec]


class EntraIdTenantApplicationBrowseSpec(EntraIdTenantBrowseSpecBase):
    type: Literal["Application"]
    filter: NotRequired[EntraIdTenantApplicationFilterBrowseSpec]
    sorting: NotRequired[EntraIdTenantApplicationSortingBrowseSpec]


class EntraIdTenantBitlockerKeyBrowseSpec(EntraIdTenantBrowseSpecBase):
    type: Literal["BitlockerKey"]
    filter: NotRequired[EntraIdTenantBitlockerKeyFilterBrowseSpec]
    sorting: NotRequired[EntraIdTenantBitlockerKeySortingBrowseSpec]


class EntraIdTenantConditionalAccessPolicyBrowseModel(EntraIdTenantBrowseModelBase):
    type: Literal["ConditionalAccessPolicy"]
    state: NotRequired[EEntraIdTenantConditionalAccessPolicyState]


class EntraIdTenantConditionalAccessPolicyFilterBrowseSpec(TypedDict):
    displayName: NotRequired[str]
    state: NotRequired[list[EEntraIdTenantConditionalAccessPolicyState]]


class EntraIdTenantConditionalAccessPolicySortingBrowseSpec(TypedDict):
    property: NotRequired[EEntraIdTenantConditionalAccessPolicySortingProperty]
    direction: NotRequired[ESortExpressionDirectionType]


class EntraIdTenantConditionalAccessPolicyBrowseSpec(EntraIdTenantBrowseSpecBase):
    type: Literal["ConditionalAccessPolicy"]
    filter: NotRequired[EntraIdTenantConditionalAccessPolicyFilterBrowseSpec]
    sorting: NotRequired[EntraIdTenantConditionalAccessPolicySortingBrowseSpec]


class EntraIdTenantDeviceConfigurationBrowseModel(EntraIdTenantBrowseModelBase):
    type: Literal["DeviceConfiguration"]
    description: NotRequired[str]
    version: NotRequired[int]


class EntraIdTenantDeviceConfigurationFilterBrowseSpec(TypedDict):
    displayName: NotRequired[str]
    description: NotRequired[str]
    version: NotRequired[int]
    includedTypes: NotRequired[list[EEntraIdTenantDeviceConfigurationType]]


class EntraIdTenantDeviceConfigurationSortingBrowseSpec(TypedDict):
    property: NotRequired[EEntraIdTenantDeviceConfigurationSortingProperty]
    direction: NotRequired[ESortExpressionDirectionType]


class EntraIdTenantDeviceConfigurationBrowseSpec(EntraIdTenantBrowseSpecBase):
    type: Literal["DeviceConfiguration"]
    filter: NotRequired[EntraIdTenantDeviceConfigurationFilterBrowseSpec]
    sorting: NotRequired[EntraIdTenantDeviceConfigurationSortingBrowseSpec]


class EntraIdTenantGeneratePasswordSpec(TypedDict):
    passwordsCount: int


class EntraIdTenantGeneratedPasswordsModel(TypedDict):
    passwords: NotRequired[list[str]]


class EntraIdTenantGroupBrowseModel(EntraIdTenantBrowseModelBase):
    type: Literal["Group"]
    groupType: NotRequired[EEntraIdTenantGroupType]
    membershipType: NotRequired[EEntraIdTenantGroupMembershipType]
    description: NotRequired[str]
    archived: NotRequired[bool]
    mailEnabled: NotRequired[bool]
    visibility: NotRequired[str]


class EntraIdTenantGroupFilterBrowseSpec(TypedDict):
    displayName: NotRequired[str]
    groupTypes: NotRequired[list[EEntraIdTenantGroupType]]
    membershipTypes: NotRequired[list[EEntraIdTenantGroupMembershipType]]


class EntraIdTenantGroupSortingBrowseSpec(TypedDict):
    property: NotRequired[EEntraIdTenantGroupSortingProperty]
    direction: NotRequired[ESortExpressionDirectionType]


class EntraIdTenantGroupBrowseSpec(EntraIdTenantBrowseSpecBase):
    type: Literal["Group"]
    filter: NotRequired[EntraIdTenantGroupFilterBrowseSpec]
    sorting: NotRequired[EntraIdTenantGroupSortingBrowseSpec]


class EntraIdTenantItemComparisonPropertyModel(TypedDict):
    propertyName: str
    oldValue: NotRequired[str]
    newValue: NotRequired[str]
    readOnly: bool


class EntraIdTenantItemComparisonReferenceValueModel(TypedDict):
    displayName: str
    referenceId: str
    oldValue: bool
    newValue: bool


class EntraIdTenantItemComparisonReferenceModel(TypedDict):
    referenceType: str
    referenceTypeDisplayName: str
    values: list[EntraIdTenantItemComparisonReferenceValueModel]


class EntraIdTenantItemComparisonModel(TypedDict):
    existsInOldRestorePoint: bool
    existsInNewRestorePoint: bool
    properties: list[EntraIdTenantItemComparisonPropertyModel]
    references: list[EntraIdTenantItemComparisonReferenceModel]
    cacheTimestamp: str


class EntraIdTenantItemComparisonSessionModel(TypedDict):
    status: Literal["Running", "Success", "Failure"]
    result: NotRequired[EntraIdTenantItemComparisonModel]
    errorMessage: NotRequired[str]


class EntraIdTenantItemComparisonSpec(TypedDict):
    itemId: str
    itemType: EEntraIdTenantItemType
    oldRestorePointId: str
    newRestorePointId: NotRequired[str]
    showUnchangedAttributes: NotRequired[bool]
    reloadCache: NotRequired[bool]


class EntraIdTenantItemIncludedPropertyModel(TypedDict):
    id: str
    groupId: NotRequired[str]


class EntraIdTenantItemRecursiveComparisonNode(TypedDict):
    areEqual: bool
    isReadOnly: NotRequired[bool]
    name: str
    path: str
    oldValue: NotRequired[str]
    newValue: NotRequired[str]
    children: NotRequired[list["EntraIdTenantItemRecursiveComparisonNode"]]


class EntraIdTenantItemRecursiveComparisonModel(TypedDict):
    existsInOldRestorePoint: bool
    existsInNewRestorePoint: bool
    properties: list[EntraIdTenantItemRecursiveComparisonNode]
    cacheTimestamp: str


class EntraIdTenantItemRecursiveComparisonSessionModel(TypedDict):
    status: Literal["Running", "Success", "Failure"]
    result: NotRequired[EntraIdTenantItemRecursiveComparisonModel]
    errorMessage: NotRequired[str]


class EntraIdTenantItemRecursiveComparisonSpec(TypedDict):
    itemId: str
    oldRestorePointId: str
    newRestorePointId: NotRequired[str]
    showUnchangedAttributes: NotRequired[bool]
    reloadCache: NotRequired[bool]


class EntraIdTenantItemStartComparisonModel(TypedDict):
    compareSessionId: str


class EntraIdTenantItemStartRecursiveComparisonModel(TypedDict):
    compareSessionId: str


class EntraIdTenantItemTypeSpec(TypedDict):
    type: EEntraIdTenantItemType


class EntraIdTenantMissingItemModel(TypedDict):
    itemId: str
    displayName: NotRequired[str]
    itemType: NotRequired[EEntraIdTenantItemType]


class EntraIdTenantProductionItemModel(TypedDict):
    itemId: str
    displayName: str
    restorePointId: str
    restorePointDate: str


class EntraIdTenantCheckProductionItemsModel(TypedDict):
    items: list[EntraIdTenantProductionItemModel]


class EntraIdTenantProductionItemSpec(TypedDict):
    itemId: str
    restorePointId: str


class EntraIdTenantCheckProductionItemsSpec(TypedDict):
    credentialId: NotRequired[str]
    items: list[EntraIdTenantProductionItemSpec]


class EntraIdTenantProtectionScopeResult(TypedDict):
    tenantResources: list[EEntraIdTenantResource]


class EntraIdTenantRestoreAuthorizeModel(TypedDict):
    error: NotRequired[str]
    errorDescription: NotRequired[str]
    successful: bool
    credentialsId: NotRequired[str]


class EntraIdTenantRestoreAuthorizeSpec(TypedDict):
    code: NotRequired[str]
    state: NotRequired[str]
    error: NotRequired[str]
    errorDescription: NotRequired[str]
    sessionId: str


class EntraIdTenantRestoreDeviceCodeModel(TypedDict):
    userCode: str
    deviceCode: str
    verificationUrl: str
    message: NotRequired[str]
    clientId: NotRequired[str]
    expiresOn: NotRequired[str]


class EntraIdTenantRestoreDeviceCodeSpec(TypedDict):
    sessionId: str


class EntraIdTenantRestoreDeviceCodeStateModel(TypedDict):
    credentialsId: NotRequired[str]
    errorMessage: NotRequired[str]
    status: NotRequired[EEntraIdTenantRestoreDeviceCodeStatus]
    username: NotRequired[str]


class EntraIdTenantRestoreDeviceCodeStateSpec(TypedDict):
    sessionId: str
    userCode: str


class EntraIdTenantRestorePointModel(TypedDict):
    id: str
    creationTime: str


class EntraIdTenantRestorePointSortingSpec(TypedDict):
    property: NotRequired[EEntraIdTenantRestorePointSortingProperty]
    direction: NotRequired[ESortExpressionDirectionType]


class EntraIdTenantRestorePointSpec(TypedDict):
    skip: NotRequired[int]
    limit: NotRequired[int]
    sorting: NotRequired[EntraIdTenantRestorePointSortingSpec]


class EntraIdTenantRestoreSessionLogModel(TypedDict):
    id: str
    title: str
    description: str
    startTime: str
    updateTime: NotRequired[str]
    status: EEntraIdTenantRestoreSessionLogStatus
    style: EEntraIdTenantRestoreSessionLogStyle


class EntraIdTenantRestoreSessionLogsResult(TypedDict):
    totalRecords: NotRequired[int]
    records: NotRequired[list[EntraIdTenantRestoreSessionLogModel]]


class EntraIdTenantRestoreSessionModel(TypedDict):
    id: str
    name: str
    creationTime: NotRequired[str]
    endTime: NotRequired[str]
    state: EEntraIdTenantRestoreSessionState
    reason: NotRequired[str]
    parentSessionId: NotRequired[str]


class EntraIdTenantRestoreStartAuthorizationModel(TypedDict):
    uri: str


class EntraIdTenantRestoreUserPasswordSpec(TypedDict):
    userId: str
    password: str


class EntraIdTenantItemRestoreSpec(TypedDict):
    credentialsId: NotRequired[str]
    items: NotRequired[list[EntraIDItemIncludeRestoreSpec]]
    skipRelationships: NotRequired[bool]
    skipRecycleBinRestore: NotRequired[bool]
    skipObjectsIfExist: NotRequired[bool]
    requestPasswordChangeOnLogon: NotRequired[bool]
    defaultUserPassword: NotRequired[str]
    usersPasswords: NotRequired[list[EntraIdTenantRestoreUserPasswordSpec]]
    reason: NotRequired[str]


class EntraIdTenantRestoreItemAttributesSpec(TypedDict):
    credentialsId: NotRequired[str]
    restorePointId: str
    itemId: str
    itemType: EEntraIdTenantItemType
    includedProperties: NotRequired[list[EntraIdTenantItemIncludedPropertyModel]]
    skipRelationships: NotRequired[bool]
    skipRecycleBinRestore: NotRequired[bool]
    skipObjectsIfExist: NotRequired[bool]
    requestPasswordChangeOnLogon: NotRequired[bool]
    defaultUserPassword: NotRequired[str]
    usersPasswords: NotRequired[list[EntraIdTenantRestoreUserPasswordSpec]]
    reason: NotRequired[str]


class EntraIdTenantRoleBrowseModel(EntraIdTenantBrowseModelBase):
    type: Literal["Role"]
    isBuiltIn: bool
    isEnabled: bool
    description: NotRequired[str]


class EntraIdTenantRoleFilterBrowseSpec(TypedDict):
    displayName: NotRequired[str]
    isBuiltIn: NotRequired[bool]
    isEnabled: NotRequired[bool]


class EntraIdTenantRoleSortingBrowseSpec(TypedDict):
    property: NotRequired[EEntraIdTenantRoleSortingProperty]
    direction: NotRequired[ESortExpressionDirectionType]


class EntraIdTenantRoleBrowseSpec(EntraIdTenantBrowseSpecBase):
    type: Literal["Role"]
    filter: NotRequired[EntraIdTenantRoleFilterBrowseSpec]
    sorting: NotRequired[EntraIdTenantRoleSortingBrowseSpec]


class EntraIdTenantStartRestoreFromCopySpec(TypedDict):
    restorePointId: str


class EntraIdTenantStartRestoreSpec(TypedDict):
    backupId: str


class EntraIdTenantUserBrowseModel(EntraIdTenantBrowseModelBase):
    type: Literal["User"]
    mailAddress: NotRequired[str]
    userName: NotRequired[str]
    userType: NotRequired[str]
    employeeType: NotRequired[str]
    accountEnabled: NotRequired[bool]
    companyName: NotRequired[str]
    creationType: NotRequired[str]
    department: NotRequired[str]
    country: NotRequired[str]
    jobTitle: NotRequired[str]
    officeLocation: NotRequired[str]


EntraIdTenantBrowseModel: TypeAlias = (
    EntraIdTenantUserBrowseModel
    | EntraIdTenantGroupBrowseModel
    | EntraIdTenantAdminUnitBrowseModel
    | EntraIdTenantRoleBrowseModel
    | EntraIdTenantApplicationBrowseModel
    | EntraIdTenantDeviceConfigurationBrowseModel
    | EntraIdTenantBitlockerKeyBrowseModel
    | EntraIdTenantConditionalAccessPolicyBrowseModel
)


class EntraIdTenantUserFilterBrowseSpec(TypedDict):
    displayName: NotRequired[str]
    mailAddress: NotRequired[str]
    userName: NotRequired[str]
    userType: NotRequired[str]
    employeeType: NotRequired[str]
    accountEnabled: NotRequired[bool]
    companyName: NotRequired[str]
    creationType: NotRequired[str]
    department: NotRequired[str]
    country: NotRequired[str]
    jobTitle: NotRequired[str]
    officeLocation: NotRequired[str]


class EntraIdTenantUserSortingBrowseSpec(TypedDict):
    property: NotRequired[EEntraIdTenantUserSortingProperty]
    direction: NotRequired[ESortExpressionDirectionType]


class EntraIdTenantUserBrowseSpec(EntraIdTenantBrowseSpecBase):
    type: Literal["User"]
    filter: NotRequired[EntraIdTenantUserFilterBrowseSpec]
    sorting: NotRequired[EntraIdTenantUserSortingBrowseSpec]


EntraIdTenantBrowseSpec: TypeAlias = (
    EntraIdTenantUserBrowseSpec
    | EntraIdTenantGroupBrowseSpec
    | EntraIdTenantAdminUnitBrowseSpec
    | EntraIdTenantRoleBrowseSpec
    | EntraIdTenantApplicationBrowseSpec
    | EntraIdTenantDeviceConfigurationBrowseSpec
    | EntraIdTenantBitlockerKeyBrowseSpec
    | EntraIdTenantConditionalAccessPolicyBrowseSpec
)


class EntraIdTenantValidateSpec(TypedDict):
    restorePointId: str
    itemIds: list[str]


class Error(TypedDict):
    errorCode: Literal[
        "AccessDenied",
        "ExpiredToken",
        "InvalidToken",
        "InvalidURI",
        "MethodNotAllowed",
        "NotFound",
        "NotImplemented",
        "ServiceUnavailable",
        "UnexpectedContent",
        "UnknownError",
    ]
    message: str
    resourceId: NotRequired[str]


class FileBackupFLRCopyToSpec(TypedDict):
    sourcePath: list[str]
    isRecursive: NotRequired[bool]
    restoreMode: NotRequired[EUnstructuredDataFLRRestoreMode]
    restoreType: NotRequired[EUnstructuredDataFLRRestoreType]
    toDateTime: NotRequired[str]
    unstructuredDataServerId: NotRequired[str]
    path: NotRequired[str]
    copyToBackupServer: NotRequired[bool]
    restorePermissions: NotRequired[bool]


class FileBackupRetentionPolicySettingsModel(TypedDict):
    type: EFileBackupRetentionPolicyType
    quantity: int


class FlrAutoUnmountModel(TypedDict):
    isEnabled: bool
    noActivityPeriodInMinutes: NotRequired[int]


class FlrBrowseFiltrationModel(TypedDict):
    itemStates: NotRequired[list[EFlrItemStateType]]
    itemTypes: NotRequired[list[EFlrItemType]]


class FlrBrowseOrderSpec(TypedDict):
    orderColumn: EFlrBrowseOrderType
    orderAsc: NotRequired[bool]


class FlrBrowseProperties(TypedDict):
    pathSeparator: str


GeneralOptionsEmailNotificationsModel = TypedDict(
    "GeneralOptionsEmailNotificationsModel",
    {
        "smtpServerName": str,
        "advancedSmtpOptions": AdvancedSmtpOptionsModel,
        "from": str,
        "to": str,
        "subject": str,
        "sendDailyReportsAt": str,
        "notifyOnSuccess": bool,
        "notifyOnWarning": bool,
        "notifyOnFailure": bool,
        "notifyOnLastRetry": bool,
    },
)


GeneralOptionsEmailSettingsModel = TypedDict(
    "GeneralOptionsEmailSettingsModel",
    {
        "from": str,
        "to": str,
        "subject": str,
        "sendDailyReportsAt": str,
        "notifyOnSuccess": bool,
        "notifyOnWarning": bool,
        "notifyOnFailure": bool,
        "notifyOnLastRetry": bool,
    },
)


class GeneralOptionsEmailSettingsBaseModelBase(TypedDict):
    notificationsEnabled: bool
    emailSettings: NotRequired[GeneralOptionsEmailSettingsModel]


class GeneralOptionsGmailServerSettingsModel(GeneralOptionsEmailSettingsBaseModelBase):
    mailServer: NotRequired[Literal["Gmail"]]
    appClientId: NotRequired[str]
    clientSecret: NotRequired[str]


class GeneralOptionsMS365ServerSettingsModel(GeneralOptionsEmailSettingsBaseModelBase):
    mailServer: NotRequired[Literal["MS365"]]
    appClientId: NotRequired[str]
    tenant: NotRequired[str]


class GeneralOptionsNotificationsModel(TypedDict):
    storageSpaceThresholdEnabled: bool
    storageSpaceThreshold: NotRequired[int]
    datastoreSpaceThresholdEnabled: bool
    datastoreSpaceThreshold: NotRequired[int]
    skipVMSpaceThresholdEnabled: bool
    skipVMSpaceThreshold: NotRequired[int]
    notifyOnSupportExpiration: bool
    notifyOnUpdates: bool


class GeneralOptionsSMTPServerSettingsModel(GeneralOptionsEmailSettingsBaseModelBase):
    mailServer: NotRequired[Literal["SMTP"]]
    smtpServerName: NotRequired[str]
    advancedSmtpOptions: NotRequired[AdvancedSmtpOptionsModel]


GeneralOptionsEmailSettingsBaseModel: TypeAlias = (
    GeneralOptionsSMTPServerSettingsModel
    | GeneralOptionsGmailServerSettingsModel
    | GeneralOptionsMS365ServerSettingsModel
)


class GeneralOptionsSNMPServerModel(TypedDict):
    receiver: str
    port: int
    communityString: str


class GeneralOptionsSyslogEventFilteringModel(TypedDict):
    eventId: str
    severity: list[ESyslogEventSeverity]


class GeneralOptionsSyslogServerModel(TypedDict):
    serverName: str
    port: NotRequired[int]
    transportProtocol: NotRequired[ESyslogServerProtocol]
    certificateThumbprint: NotRequired[str]


class GeneralOptionsSiemIntegrationModel(TypedDict):
    SNMPEventsEnabled: bool
    SNMPServers: NotRequired[list[GeneralOptionsSNMPServerModel]]
    SyslogEventsEnabled: bool
    SyslogServer: NotRequired[GeneralOptionsSyslogServerModel]
    syslogEventFiltering: NotRequired[list[GeneralOptionsSyslogEventFilteringModel]]


class GeneralOptionsModel(TypedDict):
    notificationEnabled: bool
    emailSettings: NotRequired[GeneralOptionsEmailNotificationsModel]
    notifications: GeneralOptionsNotificationsModel
    siemIntegration: GeneralOptionsSiemIntegrationModel


class GeneralPurposeProxyServerSettingsModel(TypedDict):
    hostId: str
    hostName: NotRequired[str]
    maxTaskCount: NotRequired[int]


class GoogleCloudCredentialsModel(CloudCredentialsModelBase):
    type: Literal["Google"]
    accessKey: str
    uniqueId: NotRequired[str]


CloudCredentialsModel: TypeAlias = (
    AzureStorageCloudCredentialsModel | AmazonCloudCredentialsModel | GoogleCloudCredentialsModel
)


class GoogleCloudCredentialsSpec(CloudCredentialsSpecBase):
    type: Literal["Google"]
    accessKey: str
    secretKey: str
    uniqueId: NotRequired[str]


CloudCredentialsSpec: TypeAlias = (
    AzureStorageCloudCredentialsSpec | AmazonCloudCredentialsSpec | GoogleCloudCredentialsSpec
)


class HealthCheckRepairOptions(TypedDict):
    removeNonRepairableDataIfNeeded: NotRequired[bool]
    restorePrimaryFromArchiveIfNeeded: NotRequired[bool]
    restoreArchiveFromPrimaryIfNeeded: NotRequired[bool]


class FileBackupHealthCheckSpec(TypedDict):
    backupIds: NotRequired[list[str]]
    jobIds: NotRequired[list[str]]
    isRepair: NotRequired[bool]
    repairOptions: NotRequired[HealthCheckRepairOptions]


class HostComponentPortModel(TypedDict):
    componentName: EHostComponentType
    port: int


class InstanceLicenseObjectModel(TypedDict):
    type: str
    count: int
    multiplier: float
    usedInstancesNumber: float


class InstanceLicenseWorkloadModel(TypedDict):
    name: str
    displayName: NotRequired[str]
    hostName: str
    usedInstancesNumber: float
    type: str
    instanceId: str
    platformType: ELicensePlatformType
    canBeRevoked: bool


class InstanceLicenseSummaryModel(TypedDict):
    licensedInstancesNumber: float
    usedInstancesNumber: float
    newInstancesNumber: float
    rentalInstancesNumber: float
    objects: NotRequired[list[InstanceLicenseObjectModel]]
    workload: NotRequired[list[InstanceLicenseWorkloadModel]]
    package: NotRequired[ELicensePackageType]
    promoInstancesNumber: NotRequired[float]
    licensedInstancesPromoIncludedNumber: NotRequired[float]
    promoExpiresOn: NotRequired[str]


class JobModelBase(TypedDict):
    id: str
    name: str
    isDisabled: bool


class JobRetrySpec(TypedDict):
    startChainedJobs: NotRequired[bool]


class JobSpecBase(TypedDict):
    name: str


class JobStartSpec(TypedDict):
    performActiveFull: bool
    startChainedJobs: NotRequired[bool]
    syncRestorePoints: NotRequired[EBackupCopyRestorePoints]


class JobStopSpec(TypedDict):
    gracefulStop: bool
    cancelChainedJobs: NotRequired[bool]


class LicenseAutoUpdateSpec(TypedDict):
    enabled: bool
    proactiveSupportEnabled: NotRequired[bool]


class LicenseInstallationPromoSpec(TypedDict):
    overwriteExisting: NotRequired[bool]
    enableAutoUpdate: NotRequired[bool]
    installWithoutPromo: NotRequired[bool]


class LicenseInstallationSpec(TypedDict):
    license: str
    forceStandaloneMode: NotRequired[bool]
    promo: NotRequired[LicenseInstallationPromoSpec]


class LicenseRemoveSpec(TypedDict):
    forceStandaloneMode: NotRequired[bool]
    section: NotRequired[ELicenseSectionType]


class LicenseRenewSpec(TypedDict):
    forceStandaloneMode: NotRequired[bool]


class LicenseRenewalModel(TypedDict):
    renewalUrl: NotRequired[str]


class LicenseUpdateModel(TypedDict):
    message: str
    isSuccessful: bool


class LinuxCredentialsSpec(CredentialsSpecBase):
    type: Literal["Linux"]
    uniqueId: NotRequired[str]
    SSHPort: NotRequired[int]
    elevateToRoot: NotRequired[bool]
    addToSudoers: NotRequired[bool]
    useSu: NotRequired[bool]
    privateKey: NotRequired[str]
    passphrase: NotRequired[str]
    password: NotRequired[str]
    rootPassword: NotRequired[str]
    authenticationType: EAuthenticationType


class LinuxHostSSHSettingsModel(TypedDict):
    components: NotRequired[list[HostComponentPortModel]]
    sshTimeOutMs: NotRequired[int]
    portRangeStart: NotRequired[int]
    portRangeEnd: NotRequired[int]
    serverSide: NotRequired[bool]


class ManagedHostPortsModel(TypedDict):
    components: NotRequired[list[HostComponentPortModel]]
    portRangeStart: NotRequired[int]
    portRangeEnd: NotRequired[int]
    serverSide: NotRequired[bool]


class ManagedServerModelBase(TypedDict):
    id: str
    name: str
    description: str
    status: EManagedServersStatus


class ObjectRestorePointModel(TypedDict):
    id: str
    name: str
    platformName: EPlatformType
    platformId: str
    creationTime: str
    backupId: str
    type: NotRequired[ERestorePointType]
    sessionId: NotRequired[str]
    allowedOperations: list[EObjectRestorePointOperation]
    malwareStatus: NotRequired[ESuspiciousActivitySeverity]
    backupFileId: NotRequired[str]
    guestOsFamily: NotRequired[EGuestOSFamily]
    originalSize: NotRequired[int]


class ObjectStorageConnectionModel(TypedDict):
    connectionType: ERepositoryConnectionType
    gatewayServerIds: NotRequired[list[str]]


class AmazonS3StorageAccountModel(TypedDict):
    credentialsId: str
    regionType: EAmazonRegionType
    connectionSettings: NotRequired[ObjectStorageConnectionModel]


class AzureBlobStorageAccountModel(TypedDict):
    credentialsId: str
    regionType: EAzureRegionType
    connectionSettings: ObjectStorageConnectionModel


class GoogleCloudStorageAccountModel(TypedDict):
    credentialsId: str
    regionId: str
    connectionSettings: ObjectStorageConnectionModel


class IBMCloudStorageAccountModel(TypedDict):
    servicePoint: str
    regionId: str
    credentialsId: str
    connectionSettings: ObjectStorageConnectionModel


class ObjectStorageConsumptionLimitModel(TypedDict):
    isEnabled: NotRequired[bool]
    consumptionLimitCount: NotRequired[int]
    consumptionLimitKind: NotRequired[EConsumptionLimitKind]


class ObjectStorageImmutabilityModel(TypedDict):
    isEnabled: NotRequired[bool]
    daysCount: NotRequired[int]
    immutabilityMode: NotRequired[ERepositoryImmutabilityMode]


class AmazonS3StorageBucketModel(TypedDict):
    regionId: str
    bucketName: str
    folderName: str
    storageConsumptionLimit: NotRequired[ObjectStorageConsumptionLimitModel]
    immutability: NotRequired[ObjectStorageImmutabilityModel]
    infrequentAccessStorage: NotRequired[AmazonS3IAStorageModel]


class AzureBlobStorageContainerModel(TypedDict):
    containerName: str
    folderName: str
    storageConsumptionLimit: NotRequired[ObjectStorageConsumptionLimitModel]
    immutability: NotRequired[ObjectStorageImmutabilityModel]


class GoogleCloudStorageBucketModel(TypedDict):
    bucketName: str
    folderName: str
    storageConsumptionLimit: NotRequired[ObjectStorageConsumptionLimitModel]
    nearlineStorageEnabled: NotRequired[bool]
    immutability: NotRequired[ObjectStorageImmutabilityModel]


class IBMCloudStorageBucketModel(TypedDict):
    bucketName: str
    folderName: str
    storageConsumptionLimit: NotRequired[ObjectStorageConsumptionLimitModel]
    immutability: NotRequired[ObjectStorageImmutabilityModel]


class OptionalComponentModel(TypedDict):
    displayName: str
    optionalComponent: EOptionalComponentType


class HostOptionalComponents(TypedDict):
    optionalComponents: list[OptionalComponentModel]


class LinuxHostModel(ManagedServerModelBase):
    type: Literal["LinuxHost"]
    credentialsStorageType: ECredentialsStorageType
    credentialsId: NotRequired[str]
    singleUseCredentials: NotRequired[LinuxCredentialsSpec]
    sshSettings: NotRequired[LinuxHostSSHSettingsModel]
    isBackupServer: NotRequired[bool]
    updatesState: NotRequired[EHostUpdatesState]
    autoUpdateDeadline: NotRequired[str]
    isDefaultMountServer: NotRequired[bool]
    handshakeCode: NotRequired[str]
    optionalComponents: NotRequired[HostOptionalComponents]
    isVBRLinuxAppliance: NotRequired[bool]


class PaginationResult(TypedDict):
    total: int
    count: int
    skip: NotRequired[int]
    limit: NotRequired[int]


class BackupObjectsResult(TypedDict):
    data: list[BackupObjectModel]
    pagination: PaginationResult


class BackupsResult(TypedDict):
    data: list[BackupModel]
    pagination: PaginationResult


class CloudCredentialsResult(TypedDict):
    data: list[CloudCredentialsModel]
    pagination: PaginationResult


class EncryptionPasswordsResult(TypedDict):
    data: list[EncryptionPasswordModel]
    pagination: PaginationResult


class EntraIDTenantsResult(TypedDict):
    data: NotRequired[list[EntraIDTenantModel]]
    pagination: NotRequired[PaginationResult]


class EntraIdTenantBrowseMountResult(TypedDict):
    data: list[EntraIdTenantBrowseMountModel]
    pagination: PaginationResult


class EntraIdTenantBrowseResult(TypedDict):
    data: list[EntraIdTenantBrowseModel]
    pagination: PaginationResult


class EntraIdTenantRestorePointsResult(TypedDict):
    data: list[EntraIdTenantRestorePointModel]
    pagination: PaginationResult


class EntraIdTenantRestoreSessionsResult(TypedDict):
    data: list[EntraIdTenantRestoreSessionModel]
    pagination: PaginationResult


class EntraIdTenantValidateModel(TypedDict):
    data: NotRequired[list[EntraIdTenantMissingItemModel]]
    pagination: NotRequired[PaginationResult]


class InstanceLicenseWorkloadResult(TypedDict):
    data: list[InstanceLicenseWorkloadModel]
    pagination: PaginationResult


class ObjectRestorePointsResult(TypedDict):
    data: list[ObjectRestorePointModel]
    pagination: PaginationResult


class PaginationSpec(TypedDict):
    skip: NotRequired[int]
    limit: NotRequired[int]


class PerformanceExtentModel(TypedDict):
    id: str
    name: str
    status: NotRequired[list[ERepositoryExtentStatusType]]


class PerformanceTierAdvancedSettingsModel(TypedDict):
    perVmBackup: NotRequired[bool]
    fullWhenExtentOffline: NotRequired[bool]


class PerformanceTierModel(TypedDict):
    performanceExtents: list[PerformanceExtentModel]
    advancedSettings: NotRequired[PerformanceTierAdvancedSettingsModel]


class PlacementPolicyModel(TypedDict):
    type: EPlacementPolicyType
    settings: NotRequired[list[BackupPlacementSettingsModel]]
    enforceStrictPlacementPolicy: NotRequired[bool]


class ProxyModelBase(TypedDict):
    id: str
    name: str
    description: str


class GeneralPurposeProxyModel(ProxyModelBase):
    type: Literal["GeneralPurposeProxy"]
    server: GeneralPurposeProxyServerSettingsModel


ProxyModel: TypeAlias = GeneralPurposeProxyModel


class ProxiesResult(TypedDict):
    data: list[ProxyModel]
    pagination: PaginationResult


class ProxySpecBase(TypedDict):
    description: str


class GeneralPurposeProxySpec(ProxySpecBase):
    type: Literal["GeneralPurposeProxy"]
    server: GeneralPurposeProxyServerSettingsModel


ProxySpec: TypeAlias = GeneralPurposeProxySpec


class ProxyStateModel(TypedDict):
    id: str
    name: str
    description: str
    type: EProxyType
    hostId: str
    hostName: str
    isDisabled: bool
    isOnline: bool
    isOutOfDate: bool


class ProxiesStatesResult(TypedDict):
    data: list[ProxyStateModel]
    pagination: PaginationResult


class RepositoriesRescanSpec(TypedDict):
    repositoryIds: list[str]


class RepositoryAdvancedSettingsModel(TypedDict):
    alignDataBlocks: NotRequired[bool]
    decompressBeforeStoring: NotRequired[bool]
    rotatedDrives: NotRequired[bool]
    perVmBackup: NotRequired[bool]
    RotatedDriveCleanupMode: NotRequired[ERotatedDriveCleanupMode]


class LinuxHardenedRepositorySettingsModel(TypedDict):
    path: NotRequired[str]
    taskLimitEnabled: NotRequired[bool]
    maxTaskCount: NotRequired[int]
    readWriteLimitEnabled: NotRequired[bool]
    readWriteRate: NotRequired[int]
    useFastCloningOnXFSVolumes: NotRequired[bool]
    makeRecentBackupsImmutableDays: NotRequired[int]
    advancedSettings: NotRequired[RepositoryAdvancedSettingsModel]


class LinuxLocalRepositorySettingsModel(TypedDict):
    path: NotRequired[str]
    taskLimitEnabled: NotRequired[bool]
    maxTaskCount: NotRequired[int]
    readWriteLimitEnabled: NotRequired[bool]
    readWriteRate: NotRequired[int]
    useFastCloningOnXFSVolumes: NotRequired[bool]
    advancedSettings: NotRequired[RepositoryAdvancedSettingsModel]


class NetworkRepositorySettingsModel(TypedDict):
    taskLimitEnabled: NotRequired[bool]
    maxTaskCount: NotRequired[int]
    readWriteLimitEnabled: NotRequired[bool]
    readWriteRate: NotRequired[int]
    advancedSettings: NotRequired[RepositoryAdvancedSettingsModel]


class RepositoryImportOptions(TypedDict):
    importBackup: NotRequired[bool]
    importIndex: NotRequired[bool]


class RepositoryModelBase(TypedDict):
    id: str
    name: str
    description: str
    uniqueId: NotRequired[str]


class RepositoryShareGatewayModel(TypedDict):
    autoSelectEnabled: bool
    gatewayServerIds: NotRequired[list[str]]


class NfsRepositoryShareSettingsModel(TypedDict):
    sharePath: str
    gatewayServer: NotRequired[RepositoryShareGatewayModel]


class RepositorySpecBase(TypedDict):
    name: str
    description: str
    uniqueId: NotRequired[str]
    importBackup: NotRequired[bool]
    importIndex: NotRequired[bool]


class RoleModel(TypedDict):
    id: str
    name: str
    description: NotRequired[str]


class RolesModel(TypedDict):
    roles: list[RoleModel]


class RolesResult(TypedDict):
    data: list[RoleModel]
    pagination: PaginationResult


class RunAfterJob(TypedDict):
    jobName: NotRequired[str]
    jobId: NotRequired[str]


class S3CompatibleProxyModel(TypedDict):
    managedServerId: str


class S3CompatibleStorageAccountModel(TypedDict):
    servicePoint: str
    regionId: str
    credentialsId: str
    connectionSettings: NotRequired[ObjectStorageConnectionModel]


class S3CompatibleStorageBucketModel(TypedDict):
    bucketName: str
    folderName: str
    enableAutoProvision: NotRequired[bool]
    workloadsPerBucketLimit: NotRequired[int]
    storageConsumptionLimit: NotRequired[ObjectStorageConsumptionLimitModel]
    immutability: NotRequired[ObjectStorageImmutabilityModel]


class ScaleOutRepositoryDetailsModel(TypedDict):
    membership: str
    scaleOutRepositoryId: str
    extentType: EScaleOutRepositoryExtentType


class RepositoryStateModel(TypedDict):
    id: str
    name: str
    type: ERepositoryType
    description: str
    hostId: NotRequired[str]
    hostName: NotRequired[str]
    path: NotRequired[str]
    capacityGB: float
    freeGB: float
    usedSpaceGB: float
    isOnline: bool
    scaleOutRepositoryDetails: NotRequired[ScaleOutRepositoryDetailsModel]
    isOutOfDate: bool


class RepositoryStatesResult(TypedDict):
    data: list[RepositoryStateModel]
    pagination: PaginationResult


class ScaleOutRepositoryModel(TypedDict):
    id: str
    name: str
    description: str
    uniqueId: NotRequired[str]
    performanceTier: PerformanceTierModel
    placementPolicy: NotRequired[PlacementPolicyModel]
    capacityTier: NotRequired[CapacityTierModel]
    archiveTier: NotRequired[ArchiveTierModel]


class ScaleOutRepositoriesResult(TypedDict):
    data: list[ScaleOutRepositoryModel]
    pagination: PaginationResult


class ScheduleAfterThisJobModel(TypedDict):
    isEnabled: bool
    jobName: NotRequired[str]


class ScheduleBackupWindowModel(TypedDict):
    isEnabled: bool
    backupWindow: NotRequired[BackupWindowSettingModel]


class FileBackupCopyJobScheduleModel(TypedDict):
    type: NotRequired[EFileBackupCopyJobScheduleType]
    customWindow: NotRequired[ScheduleBackupWindowModel]


class EntraIDTenantBackupCopyJobModel(JobModelBase):
    type: Literal["EntraIDTenantBackupCopy"]
    primaryJobId: str
    backupRepositoryId: str
    useCustomRetention: NotRequired[bool]
    retentionPolicy: NotRequired[FileBackupRetentionPolicySettingsModel]
    useCustomEncryption: NotRequired[bool]
    encryption: NotRequired[BackupStorageSettingsEncryptionModel]
    schedule: NotRequired[FileBackupCopyJobScheduleModel]


class EntraIDTenantBackupCopyJobSpec(JobSpecBase):
    type: Literal["EntraIDTenantBackupCopy"]
    primaryJobId: str
    backupRepositoryId: str
    useCustomRetention: NotRequired[bool]
    retentionPolicy: NotRequired[FileBackupRetentionPolicySettingsModel]
    useCustomEncryption: NotRequired[bool]
    encryption: NotRequired[BackupStorageSettingsEncryptionModel]
    schedule: NotRequired[FileBackupCopyJobScheduleModel]


class FileBackupCopyJobModel(JobModelBase):
    type: Literal["FileBackupCopy"]
    primaryJobId: str
    backupRepositoryId: str
    useCustomRetention: NotRequired[bool]
    retentionPolicy: NotRequired[FileBackupRetentionPolicySettingsModel]
    useCustomEncryption: NotRequired[bool]
    encryption: NotRequired[BackupStorageSettingsEncryptionModel]
    schedule: NotRequired[FileBackupCopyJobScheduleModel]


class FileBackupCopyJobSpec(JobSpecBase):
    type: Literal["FileBackupCopy"]
    primaryJobId: str
    backupRepositoryId: str
    useCustomRetention: NotRequired[bool]
    retentionPolicy: NotRequired[FileBackupRetentionPolicySettingsModel]
    useCustomEncryption: NotRequired[bool]
    encryption: NotRequired[BackupStorageSettingsEncryptionModel]
    schedule: NotRequired[FileBackupCopyJobScheduleModel]


class ScheduleDailyModel(TypedDict):
    isEnabled: bool
    localTime: NotRequired[str]
    dailyKind: NotRequired[EDailyKinds]
    days: NotRequired[list[EDayOfWeek]]


class BackupScheduleModelDaily(TypedDict):
    runAutomatically: bool
    daily: NotRequired[ScheduleDailyModel]


class ScheduleMonthlyModel(TypedDict):
    isEnabled: bool
    localTime: NotRequired[str]
    dayOfWeek: NotRequired[EDayOfWeek]
    dayNumberInMonth: NotRequired[EDayNumberInMonth]
    dayOfMonth: NotRequired[int]
    months: NotRequired[list[EMonth]]
    isLastDayOfMonth: NotRequired[bool]


class ConfigBackupScheduleModel(TypedDict):
    isEnabled: bool
    daily: NotRequired[ScheduleDailyModel]
    monthly: NotRequired[ScheduleMonthlyModel]


class ConfigBackupModel(TypedDict):
    isEnabled: bool
    backupRepositoryId: str
    restorePointsToKeep: int
    notifications: ConfigBackupNotificationsModel
    schedule: ConfigBackupScheduleModel
    lastSuccessfulBackup: ConfigBackupLastSuccessfulModel
    encryption: ConfigBackupEncryptionModel


class SchedulePeriodicallyModel(TypedDict):
    isEnabled: bool
    periodicallyKind: NotRequired[EPeriodicallyKinds]
    frequency: NotRequired[int]
    backupWindow: NotRequired[BackupWindowSettingModel]
    startTimeWithinAnHour: NotRequired[int]


class ScheduleRetryModel(TypedDict):
    isEnabled: NotRequired[bool]
    retryCount: NotRequired[int]
    awaitMinutes: NotRequired[int]


class BackupScheduleModel(BackupScheduleModelDaily):
    monthly: NotRequired[ScheduleMonthlyModel]
    periodically: NotRequired[SchedulePeriodicallyModel]
    continuously: NotRequired[ScheduleBackupWindowModel]
    afterThisJob: NotRequired[ScheduleAfterThisJobModel]
    retry: NotRequired[ScheduleRetryModel]
    backupWindow: NotRequired[ScheduleBackupWindowModel]


class EntraIDTenantBackupJobModel(JobModelBase):
    type: Literal["EntraIDTenantBackup"]
    description: str
    storage: EntraIDTenantBackupJobStorageModel
    schedule: NotRequired[BackupScheduleModel]


class EntraIDTenantBackupJobSpec(JobSpecBase):
    type: Literal["EntraIDTenantBackup"]
    description: str
    storage: EntraIDTenantBackupJobStorageModel
    schedule: NotRequired[BackupScheduleModel]


class ScriptCommand(TypedDict):
    isEnabled: bool
    command: NotRequired[str]


class JobScriptsSettingsModel(TypedDict):
    preCommand: NotRequired[ScriptCommand]
    postCommand: NotRequired[ScriptCommand]
    periodicityType: NotRequired[EScriptPeriodicityType]
    runScriptEvery: NotRequired[int]
    dayOfWeek: NotRequired[list[EDayOfWeek]]


class EntraIDAuditLogBackupJobAdvancedSettingsModel(TypedDict):
    storageData: NotRequired[EntraIDBackupStorageSettingsModel]
    backupHealth: NotRequired[BackupHealthCheckSettingsModels]
    scripts: NotRequired[JobScriptsSettingsModel]
    notifications: NotRequired[EntraIDAuditLogNotificationSettingsModel]


class EntraIDAuditLogBackupJobStorageModel(TypedDict):
    backupRepositoryId: NotRequired[str]
    sourceBackupId: NotRequired[str]
    retentionPolicy: NotRequired[EntraIDAuditLogRetentionPolicySettingsModel]
    advancedSettings: NotRequired[EntraIDAuditLogBackupJobAdvancedSettingsModel]


class EntraIDAuditLogBackupJobModel(JobModelBase):
    type: Literal["EntraIDAuditLogBackup"]
    description: str
    isHighPriority: NotRequired[bool]
    tenant: EntraIDAuditLogBackupJobTenantModel
    storage: NotRequired[EntraIDAuditLogBackupJobStorageModel]
    schedule: NotRequired[BackupScheduleModel]


class EntraIDAuditLogBackupJobSpec(JobSpecBase):
    type: Literal["EntraIDAuditLogBackup"]
    description: str
    isHighPriority: NotRequired[bool]
    tenant: EntraIDAuditLogBackupJobTenantModel
    storage: EntraIDAuditLogBackupJobStorageModel
    schedule: NotRequired[BackupScheduleModel]


JobModel: TypeAlias = (
    EntraIDTenantBackupJobModel
    | EntraIDAuditLogBackupJobModel
    | FileBackupCopyJobModel
    | EntraIDTenantBackupCopyJobModel
)


JobSpec: TypeAlias = (
    EntraIDTenantBackupJobSpec | EntraIDAuditLogBackupJobSpec | FileBackupCopyJobSpec | EntraIDTenantBackupCopyJobSpec
)


class JobsResult(TypedDict):
    data: list[JobModel]
    pagination: PaginationResult


class ServerTimeModel(TypedDict):
    serverTime: str
    timeZone: NotRequired[str]


class SessionLogRecordModel(TypedDict):
    id: NotRequired[int]
    status: NotRequired[ETaskLogRecordStatus]
    startTime: NotRequired[str]
    updateTime: NotRequired[str]
    title: NotRequired[str]
    description: NotRequired[str]
    additionalInfo: NotRequired[str]


class SessionLogResult(TypedDict):
    totalRecords: NotRequired[int]
    records: NotRequired[list[SessionLogRecordModel]]


class SessionProgress(TypedDict):
    duration: str
    processingRate: str | None
    bottleneck: ESessionBottleneckType
    processedSize: int | None
    readSize: int | None
    transferredSize: int | None
    progressPercent: int | None


class JobStateModel(TypedDict):
    id: str
    name: str
    type: EJobType
    description: str
    status: EJobStatus
    lastRun: NotRequired[str]
    lastResult: ESessionResult
    nextRun: NotRequired[str]
    nextRunPolicy: NotRequired[str]
    workload: EJobWorkload
    repositoryId: NotRequired[str]
    repositoryName: NotRequired[str]
    objectsCount: int
    sessionId: NotRequired[str]
    highPriority: bool
    progressPercent: int
    sessionProgress: NotRequired[SessionProgress | None]
    runAfterJob: NotRequired[RunAfterJob]
    backupCopyMode: NotRequired[EBackupCopyJobMode]
    isStorageSnapshot: NotRequired[bool]


class JobStatesResult(TypedDict):
    data: list[JobStateModel]
    pagination: PaginationResult


class SessionResultModel(TypedDict):
    result: ESessionResult
    message: NotRequired[str]
    isCanceled: NotRequired[bool]


class SessionModel(TypedDict):
    id: str
    name: str
    jobId: str
    sessionType: ESessionType
    creationTime: str
    endTime: NotRequired[str]
    state: ESessionState
    progressPercent: NotRequired[int]
    result: NotRequired[SessionResultModel]
    resourceId: NotRequired[str]
    resourceReference: NotRequired[str]
    parentSessionId: NotRequired[str]
    usn: int
    platformName: NotRequired[EPlatformType]
    platformId: NotRequired[str]
    initiatedBy: NotRequired[str]
    relatedSessionId: NotRequired[str]


class SessionsResult(TypedDict):
    data: list[SessionModel]
    pagination: PaginationResult


class SmbRepositoryShareSettingsModel(TypedDict):
    sharePath: str
    credentialsId: NotRequired[str]
    gatewayServer: NotRequired[RepositoryShareGatewayModel]


class SocketLicenseWorkloadModel(TypedDict):
    name: str
    hostName: str
    hostId: str
    socketsNumber: int
    coresNumber: int
    type: ESocketLicenseObjectType


class SocketLicenseSummaryModel(TypedDict):
    licensedSocketsNumber: int
    usedSocketsNumber: int
    remainingSocketsNumber: int
    workload: NotRequired[list[SocketLicenseWorkloadModel]]
    package: NotRequired[ELicensePackageType]


class InstalledLicenseModel(TypedDict):
    status: EInstalledLicenseStatus
    expirationDate: NotRequired[str]
    type: NotRequired[EInstalledLicenseType]
    edition: EInstalledLicenseEdition
    licensedTo: str
    socketLicenseSummary: NotRequired[SocketLicenseSummaryModel]
    instanceLicenseSummary: NotRequired[InstanceLicenseSummaryModel]
    capacityLicenseSummary: NotRequired[CapacityLicenseSummaryModel]
    supportId: str
    supportExpirationDate: NotRequired[str]
    autoUpdateEnabled: bool
    freeAgentInstanceConsumptionEnabled: bool
    cloudConnect: EInstalledLicenseCloudConnectMode
    IsMultiSection: bool
    proactiveSupportEnabled: bool


class TaskAdditionalInfoModel(TypedDict):
    message: str
    resourceId: NotRequired[str]
    resourceReference: NotRequired[str]


class TaskModelBase(TypedDict):
    id: str
    name: str
    state: ETaskState
    progressPercent: int
    creationTime: str
    endTime: NotRequired[str]
    result: ETaskResult


class CommonTaskModel(TaskModelBase):
    type: Literal["Common"]
    additionalInfo: NotRequired[TaskAdditionalInfoModel]


class FlrRestoreTaskModel(TaskModelBase):
    type: Literal["FlrRestore"]
    additionalInfo: NotRequired[TaskAdditionalInfoModel]
    logs: SessionLogResult


TaskModel: TypeAlias = CommonTaskModel | FlrRestoreTaskModel


class TaskSessionModelBase(TypedDict):
    id: str
    sessionId: str
    sessionType: ESessionType
    creationTime: str
    endTime: NotRequired[str]


class BackupTaskSessionModel(TaskSessionModelBase):
    type: Literal["Backup"]
    name: str
    restorePointId: NotRequired[str]
    restorePointReference: NotRequired[str]
    algorithm: NotRequired[ETaskSessionAlgorithm]
    repositoryId: NotRequired[str]
    usn: int
    state: ESessionState
    result: NotRequired[SessionResultModel]
    progress: NotRequired[SessionProgress | None]


class RestoreTaskSessionModel(TaskSessionModelBase):
    type: Literal["Restore"]
    name: str
    usn: int
    state: ESessionState
    result: NotRequired[SessionResultModel]


TaskSessionModel: TypeAlias = BackupTaskSessionModel | RestoreTaskSessionModel


class TaskSessionsResult(TypedDict):
    data: list[TaskSessionModel]
    pagination: PaginationResult


class TokenLoginSpec(TypedDict):
    grant_type: ELoginGrantType
    username: NotRequired[str]
    password: NotRequired[str]
    refresh_token: NotRequired[str]
    code: NotRequired[str]
    use_short_term_refresh: NotRequired[bool]
    vbr_token: NotRequired[str]


TokenModel = TypedDict(
    "TokenModel",
    {
        "access_token": str,
        "token_type": str,
        "refresh_token": str,
        "expires_in": int,
        ".issued": str,
        ".expires": str,
    },
)


class UnstructuredDataBrowseSourceProperties(TypedDict):
    backupId: NotRequired[str]


class UnstructuredDataFLRItemRestoreSpec(TypedDict):
    sourcePath: list[str]
    isRecursive: NotRequired[bool]
    restoreType: EUnstructuredDataFLRRestoreType
    restoreMode: NotRequired[EUnstructuredDataFLRRestoreMode]
    toDateTime: NotRequired[str]
    restorePermissions: NotRequired[bool]


class UnstructuredDataFlrBrowseFolderSpec(TypedDict):
    path: str
    filter: NotRequired[FlrBrowseFiltrationModel]
    order: NotRequired[FlrBrowseOrderSpec]
    pagination: NotRequired[PaginationSpec]


class UnstructuredDataFlrBrowseItemModel(TypedDict):
    location: NotRequired[str]
    name: str
    type: EFlrItemType
    size: int
    creationDate: str
    modifiedDate: str
    itemState: EFlrItemStateType


class UnstructuredDataFlrBrowseFolderModel(TypedDict):
    path: str
    items: list[UnstructuredDataFlrBrowseItemModel]
    pagination: NotRequired[PaginationResult]


class UnstructuredDataFlrBrowseMountModel(TypedDict):
    sessionId: str
    properties: NotRequired[FlrBrowseProperties]
    sourceProperties: NotRequired[UnstructuredDataBrowseSourceProperties]


class UnstructuredDataFlrBrowseMountResult(TypedDict):
    data: list[UnstructuredDataFlrBrowseMountModel]
    pagination: PaginationResult


class UnstructuredDataMountSpec(TypedDict):
    unstructuredDataServerId: NotRequired[str]
    restorePointId: NotRequired[str]
    backupId: NotRequired[str]
    autoUnmount: NotRequired[FlrAutoUnmountModel]


class UserModel(TypedDict):
    id: str
    name: str
    type: EUserType
    roles: list[RoleModel]
    isServiceAccount: bool


class UserRoleSettingsModel(TypedDict):
    mfaEnabled: NotRequired[bool]


class UserServiceAccountModeSpec(TypedDict):
    isServiceAccountEnable: bool


class UserSpec(TypedDict):
    name: str
    type: EUserType
    roles: list[RoleModel]
    isServiceAccount: bool


class UsersResult(TypedDict):
    data: list[UserModel]
    pagination: PaginationResult


class VPowerNFSPortSettingsModel(TypedDict):
    mountPort: NotRequired[int]
    vPowerNFSPort: NotRequired[int]


class MountServerOptionsModel(TypedDict):
    writeCacheFolder: NotRequired[str]
    vPowerNFSEnabled: NotRequired[bool]
    vPowerNFSPortSettings: NotRequired[VPowerNFSPortSettingsModel]


class MountServerModel(TypedDict):
    id: str
    type: NotRequired[EMountServerType]
    settings: NotRequired[MountServerOptionsModel]
    isDefault: NotRequired[bool]


class MountServerModelsResult(TypedDict):
    data: list[MountServerModel]
    pagination: PaginationResult


class MountServerSettingsModel(TypedDict):
    mountServerId: str
    writeCacheFolder: str
    vPowerNFSEnabled: bool
    vPowerNFSPortSettings: NotRequired[VPowerNFSPortSettingsModel]


class MountServersSettingsModel(TypedDict):
    mountServerSettingsType: EMountServerSettingsType
    windows: NotRequired[MountServerSettingsModel]
    linux: NotRequired[MountServerSettingsModel]


class AmazonS3StorageModel(RepositoryModelBase):
    type: Literal["AmazonS3"]
    taskLimitEnabled: NotRequired[bool]
    maxTaskCount: NotRequired[int]
    account: AmazonS3StorageAccountModel
    bucket: AmazonS3StorageBucketModel
    mountServer: MountServersSettingsModel
    proxyAppliance: NotRequired[AmazonS3StorageProxyApplianceModel]


class AmazonS3StorageSpec(RepositorySpecBase):
    type: Literal["AmazonS3"]
    taskLimitEnabled: NotRequired[bool]
    maxTaskCount: NotRequired[int]
    account: AmazonS3StorageAccountModel
    bucket: AmazonS3StorageBucketModel
    mountServer: MountServersSettingsModel
    proxyAppliance: NotRequired[AmazonS3StorageProxyApplianceModel]


class AzureBlobStorageModel(RepositoryModelBase):
    type: Literal["AzureBlob"]
    taskLimitEnabled: NotRequired[bool]
    maxTaskCount: NotRequired[int]
    account: AzureBlobStorageAccountModel
    container: AzureBlobStorageContainerModel
    proxyAppliance: NotRequired[AzureStorageProxyModel]
    mountServer: MountServersSettingsModel


class AzureBlobStorageSpec(RepositorySpecBase):
    type: Literal["AzureBlob"]
    taskLimitEnabled: NotRequired[bool]
    maxTaskCount: NotRequired[int]
    account: AzureBlobStorageAccountModel
    container: AzureBlobStorageContainerModel
    proxyAppliance: NotRequired[AzureStorageProxyModel]
    mountServer: MountServersSettingsModel


class GoogleCloudStorageModel(RepositoryModelBase):
    type: Literal["GoogleCloud"]
    taskLimitEnabled: NotRequired[bool]
    maxTaskCount: NotRequired[int]
    account: GoogleCloudStorageAccountModel
    bucket: GoogleCloudStorageBucketModel
    mountServer: MountServersSettingsModel


class GoogleCloudStorageSpec(RepositorySpecBase):
    type: Literal["GoogleCloud"]
    taskLimitEnabled: NotRequired[bool]
    maxTaskCount: NotRequired[int]
    account: GoogleCloudStorageAccountModel
    bucket: GoogleCloudStorageBucketModel
    mountServer: MountServersSettingsModel


class IBMCloudStorageModel(RepositoryModelBase):
    type: Literal["IBMCloud"]
    taskLimitEnabled: NotRequired[bool]
    maxTaskCount: NotRequired[int]
    account: IBMCloudStorageAccountModel
    bucket: IBMCloudStorageBucketModel
    mountServer: MountServersSettingsModel
    proxyAppliance: NotRequired[S3CompatibleProxyModel]


class IBMCloudStorageSpec(RepositorySpecBase):
    type: Literal["IBMCloud"]
    taskLimitEnabled: NotRequired[bool]
    maxTaskCount: NotRequired[int]
    account: IBMCloudStorageAccountModel
    bucket: IBMCloudStorageBucketModel
    mountServer: MountServersSettingsModel
    proxyAppliance: NotRequired[S3CompatibleProxyModel]


class LinuxHardenedStorageModel(RepositoryModelBase):
    type: Literal["LinuxHardened"]
    hostId: str
    repository: LinuxHardenedRepositorySettingsModel
    mountServer: MountServersSettingsModel
    importOptions: NotRequired[RepositoryImportOptions]


class LinuxHardenedStorageSpec(RepositorySpecBase):
    type: Literal["LinuxHardened"]
    hostId: str
    repository: LinuxHardenedRepositorySettingsModel
    mountServer: MountServersSettingsModel


class LinuxLocalStorageModel(RepositoryModelBase):
    type: Literal["LinuxLocal"]
    hostId: str
    repository: LinuxLocalRepositorySettingsModel
    mountServer: MountServersSettingsModel
    importOptions: NotRequired[RepositoryImportOptions]


class LinuxLocalStorageSpec(RepositorySpecBase):
    type: Literal["LinuxLocal"]
    hostId: str
    repository: LinuxLocalRepositorySettingsModel
    mountServer: MountServersSettingsModel


class NfsStorageModel(RepositoryModelBase):
    type: Literal["Nfs"]
    share: NfsRepositoryShareSettingsModel
    repository: NetworkRepositorySettingsModel
    mountServer: MountServersSettingsModel
    importOptions: NotRequired[RepositoryImportOptions]


class NfsStorageSpec(RepositorySpecBase):
    type: Literal["Nfs"]
    share: NfsRepositoryShareSettingsModel
    repository: NetworkRepositorySettingsModel
    mountServer: MountServersSettingsModel


class S3CompatibleStorageModel(RepositoryModelBase):
    type: Literal["S3Compatible"]
    taskLimitEnabled: NotRequired[bool]
    maxTaskCount: NotRequired[int]
    account: S3CompatibleStorageAccountModel
    bucket: S3CompatibleStorageBucketModel
    mountServer: MountServersSettingsModel
    proxyAppliance: NotRequired[S3CompatibleProxyModel]


class S3CompatibleStorageSpec(RepositorySpecBase):
    type: Literal["S3Compatible"]
    taskLimitEnabled: NotRequired[bool]
    maxTaskCount: NotRequired[int]
    account: S3CompatibleStorageAccountModel
    bucket: S3CompatibleStorageBucketModel
    mountServer: MountServersSettingsModel
    proxyAppliance: NotRequired[S3CompatibleProxyModel]


class SmbStorageModel(RepositoryModelBase):
    type: Literal["Smb"]
    share: SmbRepositoryShareSettingsModel
    repository: NetworkRepositorySettingsModel
    mountServer: MountServersSettingsModel
    importOptions: NotRequired[RepositoryImportOptions]


class SmbStorageSpec(RepositorySpecBase):
    type: Literal["Smb"]
    share: SmbRepositoryShareSettingsModel
    repository: NetworkRepositorySettingsModel
    mountServer: MountServersSettingsModel


class VeeamDataCloudStorageContainerModel(TypedDict):
    folder: str
    storageConsumptionLimit: NotRequired[ObjectStorageConsumptionLimitModel]
    immutability: ObjectStorageImmutabilityModel


class VeeamDataCloudVaultModel(TypedDict):
    vaultId: str
    vaultName: NotRequired[str]
    storageContainerName: NotRequired[str]
    isInitialized: bool
    folders: NotRequired[list[str]]


class VeeamDataCloudStorageAccountModel(TypedDict):
    vault: VeeamDataCloudVaultModel
    connectionSettings: NotRequired[ObjectStorageConnectionModel]


class VeeamDataCloudVaultStorageModel(RepositoryModelBase):
    type: Literal["VeeamDataCloudVault"]
    account: VeeamDataCloudStorageAccountModel
    container: VeeamDataCloudStorageContainerModel
    mountServer: MountServersSettingsModel
    taskLimitEnabled: NotRequired[bool]
    maxTaskCount: NotRequired[int]


class VeeamDataCloudVaultStorageSpec(RepositorySpecBase):
    type: Literal["VeeamDataCloudVault"]
    account: VeeamDataCloudStorageAccountModel
    container: VeeamDataCloudStorageContainerModel
    mountServer: MountServersSettingsModel
    taskLimitEnabled: NotRequired[bool]
    maxTaskCount: NotRequired[int]


class VeeamRegistrationInfo(TypedDict):
    isRegistered: bool
    expirationDate: NotRequired[str]
    thumprint: NotRequired[str]


class ServerInfoModel(TypedDict):
    vbrId: str
    name: str
    buildVersion: str
    patches: list[str]
    databaseVendor: str
    sqlServerEdition: str
    sqlServerVersion: str
    databaseSchemaVersion: str
    databaseContentVersion: str
    veeamRegistration: VeeamRegistrationInfo
    platform: EVBRServerPlatform


class WasabiCloudStorageAccountModel(TypedDict):
    regionId: str
    credentialsId: str
    connectionSettings: ObjectStorageConnectionModel


class WasabiCloudStorageBucketModel(TypedDict):
    bucketName: str
    folderName: str
    storageConsumptionLimit: NotRequired[ObjectStorageConsumptionLimitModel]
    immutability: NotRequired[ObjectStorageImmutabilityModel]


class WasabiCloudStorageModel(RepositoryModelBase):
    type: Literal["WasabiCloud"]
    taskLimitEnabled: NotRequired[bool]
    maxTaskCount: NotRequired[int]
    account: WasabiCloudStorageAccountModel
    bucket: WasabiCloudStorageBucketModel
    mountServer: MountServersSettingsModel
    proxyAppliance: NotRequired[S3CompatibleProxyModel]


class WasabiCloudStorageSpec(RepositorySpecBase):
    type: Literal["WasabiCloud"]
    taskLimitEnabled: NotRequired[bool]
    maxTaskCount: NotRequired[int]
    account: WasabiCloudStorageAccountModel
    bucket: WasabiCloudStorageBucketModel
    mountServer: MountServersSettingsModel
    proxyAppliance: NotRequired[S3CompatibleProxyModel]


class WindowsHostModel(ManagedServerModelBase):
    type: Literal["WindowsHost"]
    credentialsStorageType: ECredentialsStorageType
    credentialsId: NotRequired[str]
    networkSettings: NotRequired[ManagedHostPortsModel]
    isBackupServer: NotRequired[bool]
    isDefaultMountServer: NotRequired[bool]
    updatesState: NotRequired[EHostUpdatesState]


ManagedServerModel: TypeAlias = WindowsHostModel | LinuxHostModel


class ManagedServersResult(TypedDict):
    data: list[ManagedServerModel]
    pagination: PaginationResult


class WindowsLocalRepositorySettingsModel(TypedDict):
    path: NotRequired[str]
    taskLimitEnabled: NotRequired[bool]
    maxTaskCount: NotRequired[int]
    readWriteLimitEnabled: NotRequired[bool]
    readWriteRate: NotRequired[int]
    advancedSettings: NotRequired[RepositoryAdvancedSettingsModel]


class WindowsLocalStorageModel(RepositoryModelBase):
    type: Literal["WinLocal"]
    hostId: str
    repository: WindowsLocalRepositorySettingsModel
    mountServer: MountServersSettingsModel
    importOptions: NotRequired[RepositoryImportOptions]


RepositoryModel: TypeAlias = (
    WindowsLocalStorageModel
    | LinuxLocalStorageModel
    | SmbStorageModel
    | NfsStorageModel
    | AzureBlobStorageModel
    | AmazonS3StorageModel
    | S3CompatibleStorageModel
    | GoogleCloudStorageModel
    | IBMCloudStorageModel
    | WasabiCloudStorageModel
    | LinuxHardenedStorageModel
    | VeeamDataCloudVaultStorageModel
)


class RepositoriesResult(TypedDict):
    data: list[RepositoryModel]
    pagination: PaginationResult


class WindowsLocalStorageSpec(RepositorySpecBase):
    type: Literal["WinLocal"]
    hostId: str
    repository: WindowsLocalRepositorySettingsModel
    mountServer: MountServersSettingsModel


RepositorySpec: TypeAlias = (
    WindowsLocalStorageSpec
    | LinuxLocalStorageSpec
    | SmbStorageSpec
    | NfsStorageSpec
    | AzureBlobStorageSpec
    | AmazonS3StorageSpec
    | S3CompatibleStorageSpec
    | GoogleCloudStorageSpec
    | IBMCloudStorageSpec
    | WasabiCloudStorageSpec
    | LinuxHardenedStorageSpec
    | VeeamDataCloudVaultStorageSpec
)
