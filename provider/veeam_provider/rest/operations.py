"""The operations of the REST API 1.3-rev1, made from its OpenAPI document by `make docs`.

Named as the API names them. A listing gives its items one by one, whatever the pages.
"""

from typing import Final

from veeam_provider.rest import payloads
from veeam_provider.rest._operation import Listing, Operation, Paging

__all__ = [
    "BROWSE_ENTRA_ID_TENANT_BACKUP_RESTORE_POINTS",
    "BROWSE_ENTRA_ID_TENANT_ITEM",
    "BROWSE_ENTRA_ID_TENANT_MOUNT",
    "BROWSE_ENTRA_ID_TENANT_RESTORE_POINTS",
    "BROWSE_ENTRA_ID_TENANT_RESTORE_SESSION",
    "BROWSE_ENTRA_ID_TENANT_RESTORE_SESSIONS_WITH_FILTERING",
    "BROWSE_ENTRA_ID_TENANT_RESTORE_SESSION_LOGS",
    "BROWSE_FLR_UNSTRUCTURED_DATA_MOUNT",
    "CHANGE_CLOUD_CREDS_SECRET_KEY",
    "CHANGE_ENCRYPTION_PASSWORD",
    "CHANGE_SERVICE_ACCOUNT_MODE",
    "CHECK_ENTRA_ID_TENANT_PRODUCTION_ITEMS",
    "CLONE_JOB",
    "COMPARE_ENTRA_ID_TENANT_ITEM",
    "CREATE_CLOUD_CREDS",
    "CREATE_ENCRYPTION_PASSWORD",
    "CREATE_ENTRA_ID_TENANT",
    "CREATE_JOB",
    "CREATE_PROXY",
    "CREATE_REPOSITORY",
    "CREATE_USER",
    "DELETE_BACKUP",
    "DELETE_BACKUP_OBJECT",
    "DELETE_CLOUD_CREDS",
    "DELETE_ENCRYPTION_PASSWORD",
    "DELETE_ENTRA_ID_TENANTS",
    "DELETE_JOB",
    "DELETE_PROXY",
    "DELETE_REPOSITORY",
    "DELETE_USER",
    "DISABLE_JOB",
    "DISABLE_PROXY",
    "ENABLE_JOB",
    "ENABLE_PROXY",
    "ENTRA_ID_TENANT_RESTORE_AUTHORIZE",
    "EXPORT_ENTRA_ID_TENANT_ITEM",
    "GENERATE_ENTRA_ID_TENANT_PASSWORD",
    "GET_ALL_BACKUPS",
    "GET_ALL_BACKUP_OBJECTS",
    "GET_ALL_CLOUD_CREDS",
    "GET_ALL_ENCRYPTION_PASSWORDS",
    "GET_ALL_ENTRA_ID_TENANTS",
    "GET_ALL_ENTRA_ID_TENANT_BROWSE_SESSIONS",
    "GET_ALL_JOBS",
    "GET_ALL_JOBS_STATES",
    "GET_ALL_MANAGED_SERVERS",
    "GET_ALL_MOUNT_SERVERS",
    "GET_ALL_OBJECT_RESTORE_POINTS",
    "GET_ALL_PROXIES",
    "GET_ALL_PROXIES_STATES",
    "GET_ALL_REPOSITORIES",
    "GET_ALL_REPOSITORIES_STATES",
    "GET_ALL_SCALE_OUT_REPOSITORIES",
    "GET_ALL_SESSIONS",
    "GET_ALL_UNSTRUCTURED_DATA_FLR_BROWSE_SESSIONS",
    "GET_BACKUP",
    "GET_BACKUP_OBJECT",
    "GET_BACKUP_OBJECTS_WITH_FILTERING",
    "GET_BACKUP_OBJECT_RESTORE_POINTS_WITH_FILTERING",
    "GET_CLOUD_CREDS",
    "GET_COMPARE_ENTRA_ID_TENANT_ITEM_RESULT",
    "GET_CONFIG_BACKUP_OPTIONS",
    "GET_DEFAULT_MOUNT_SERVER",
    "GET_EMAIL_SETTINGS",
    "GET_ENCRYPTION_PASSWORD",
    "GET_ENTRA_ID_TENANTS",
    "GET_ENTRA_ID_TENANT_BROWSE_SESSION",
    "GET_ENTRA_ID_TENANT_PROTECTION_SCOPE",
    "GET_ENTRA_ID_TENANT_RESTORE_DEVICE_CODE",
    "GET_ENTRA_ID_TENANT_RESTORE_DEVICE_CODE_STATE",
    "GET_GENERAL_OPTIONS",
    "GET_INSTALLED_LICENSE",
    "GET_JOB",
    "GET_LICENSED_INSTANCES",
    "GET_MANAGED_SERVER",
    "GET_MOUNT_SERVER",
    "GET_NOTIFICATIONS_SETTINGS",
    "GET_OBJECT_RESTORE_POINT",
    "GET_PROXY",
    "GET_RECURSIVE_COMPARISON_ENTRA_ID_TENANT_ITEM_RESULT",
    "GET_REPOSITORY",
    "GET_SCALE_OUT_REPOSITORY",
    "GET_SERVER_CERTIFICATE",
    "GET_SERVER_INFO",
    "GET_SERVER_TIME",
    "GET_SESSION",
    "GET_SESSION_LOGS",
    "GET_SESSION_TASK_SESSIONS_WITH_FILTERING",
    "GET_TASK",
    "GET_UNSTRUCTURED_DATA_FLR_BROWSE_SESSION",
    "GET_USER",
    "GET_USER_ROLES",
    "INSTALL_LICENSE",
    "REMOVE_INSTANCE_LICENSE",
    "REMOVE_LICENSE",
    "RENEW_INSTALLED_LICENSE",
    "RESCAN_REPOSITORIES",
    "RESTORE_ENTRA_ID_TENANT_ITEMS",
    "RESTORE_ENTRA_ID_TENANT_ITEM_ATTRIBUTES",
    "RETRY_JOB",
    "REVOKE_INSTANCE_LICENSE",
    "SEND_TEST_EMAIL_MESSAGE",
    "SET_AUTO_UPDATE",
    "START_COMPARE_ENTRA_ID_TENANT_ITEM",
    "START_CONFIG_BACKUP",
    "START_ENTRA_ID_AUDIT_LOG_MOUNT",
    "START_ENTRA_ID_TENANT_RESTORE",
    "START_ENTRA_ID_TENANT_RESTORE_AUTHORIZATION",
    "START_ENTRA_ID_TENANT_RESTORE_FROM_COPY",
    "START_HEALTH_CHECK_BACKUP",
    "START_JOB",
    "START_RECURSIVE_COMPARISON_ENTRA_ID_TENANT_ITEM",
    "STOP_ENTRA_ID_AUDIT_LOG_MOUNT",
    "STOP_ENTRA_ID_TENANT_ITEM_RESTORE_SESSION",
    "STOP_ENTRA_ID_TENANT_RESTORE",
    "STOP_JOB",
    "STOP_SESSION",
    "UNSTRUCTURED_DATA_FLR_COPY_TO",
    "UNSTRUCTURED_DATA_FLR_RESTORE",
    "UPDATE_CLOUD_CREDS",
    "UPDATE_CONFIG_BACKUP_OPTIONS",
    "UPDATE_EMAIL_SETTINGS",
    "UPDATE_ENCRYPTION_PASSWORD",
    "UPDATE_ENTRA_ID_TENANTS",
    "UPDATE_GENERAL_OPTIONS",
    "UPDATE_JOB",
    "UPDATE_LICENSE",
    "UPDATE_NOTIFICATIONS_SETTINGS",
    "UPDATE_PROXY",
    "UPDATE_REPOSITORY",
    "UPDATE_USER_ROLES",
    "UPLOAD_ENTRA_ID_TENANT_ADMINISTRATIVE_UNIT",
    "UPLOAD_ENTRA_ID_TENANT_APPLICATION",
    "UPLOAD_ENTRA_ID_TENANT_CONDITIONAL_ACCESS_POLICY",
    "UPLOAD_ENTRA_ID_TENANT_DEVICE_CONFIGURATION",
    "UPLOAD_ENTRA_ID_TENANT_GROUP",
    "UPLOAD_ENTRA_ID_TENANT_ROLE",
    "UPLOAD_ENTRA_ID_TENANT_USER",
    "VALIDATE_ENTRA_ID_TENANT_ITEMS",
    "VERIFY_ENCRYPTION_PASSWORD",
    "VIEW_ALL_USERS",
    "VIEW_ALL_USER_ROLES",
    "VIEW_USERS_SETTINGS",
]

BROWSE_ENTRA_ID_TENANT_BACKUP_RESTORE_POINTS: Final = Listing[
    payloads.EntraIdTenantRestorePointSpec, payloads.EntraIdTenantRestorePointModel
](
    "POST",
    "/api/v1/backupBrowser/entraIdTenant/{backupId}/restorePoints",
    payloads.EntraIdTenantRestorePointModel,
    field="data",
    paging=Paging.BODY,
)
BROWSE_ENTRA_ID_TENANT_ITEM: Final = Operation[payloads.EntraIdTenantItemTypeSpec, payloads.EntraIdTenantBrowseModel](
    "POST", "/api/v1/backupBrowser/entraIdTenant/{backupId}/browse/{itemId}", payloads.EntraIdTenantBrowseModel
)
BROWSE_ENTRA_ID_TENANT_MOUNT: Final = Listing[payloads.EntraIdTenantBrowseSpec, payloads.EntraIdTenantBrowseModel](
    "POST",
    "/api/v1/backupBrowser/entraIdTenant/{backupId}/browse",
    payloads.EntraIdTenantBrowseModel,
    field="data",
    paging=Paging.BODY,
)
BROWSE_ENTRA_ID_TENANT_RESTORE_POINTS: Final = Listing[
    payloads.EntraIdTenantRestorePointSpec | None, payloads.EntraIdTenantRestorePointModel
](
    "POST",
    "/api/v1/backupBrowser/entraIdTenant/{backupId}/browse/{itemId}/restorePoints",
    payloads.EntraIdTenantRestorePointModel,
    field="data",
    paging=Paging.BODY,
)
BROWSE_ENTRA_ID_TENANT_RESTORE_SESSION: Final = Operation[None, payloads.EntraIdTenantRestoreSessionModel](
    "GET",
    "/api/v1/backupBrowser/entraIdTenant/{sessionId}/restoreSessions/{restoreSessionId}",
    payloads.EntraIdTenantRestoreSessionModel,
)
BROWSE_ENTRA_ID_TENANT_RESTORE_SESSIONS_WITH_FILTERING: Final = Listing[
    None, payloads.EntraIdTenantRestoreSessionModel
](
    "GET",
    "/api/v1/backupBrowser/entraIdTenant/{sessionId}/restoreSessions",
    payloads.EntraIdTenantRestoreSessionModel,
    query=("skip", "limit"),
    field="data",
    paging=Paging.QUERY,
)
BROWSE_ENTRA_ID_TENANT_RESTORE_SESSION_LOGS: Final = Listing[None, payloads.EntraIdTenantRestoreSessionLogModel](
    "GET",
    "/api/v1/backupBrowser/entraIdTenant/{sessionId}/restoreSessions/{restoreSessionId}/logs",
    payloads.EntraIdTenantRestoreSessionLogModel,
    field="records",
    paging=Paging.NONE,
)
BROWSE_FLR_UNSTRUCTURED_DATA_MOUNT: Final = Operation[
    payloads.UnstructuredDataFlrBrowseFolderSpec, payloads.UnstructuredDataFlrBrowseFolderModel
](
    "POST",
    "/api/v1/backupBrowser/flr/unstructuredData/{sessionId}/browse",
    payloads.UnstructuredDataFlrBrowseFolderModel,
)
CHANGE_CLOUD_CREDS_SECRET_KEY: Final = Operation[payloads.CloudCredentialsPasswordSpec, payloads.CloudCredentialsModel](
    "POST", "/api/v1/cloudCredentials/{id}/changeSecretKey", payloads.CloudCredentialsModel
)
CHANGE_ENCRYPTION_PASSWORD: Final = Operation[payloads.EncryptionPasswordChangeSpec, payloads.EmptySuccessResponse](
    "POST", "/api/v1/encryptionPasswords/{id}/changepassword", payloads.EmptySuccessResponse
)
CHANGE_SERVICE_ACCOUNT_MODE: Final = Operation[payloads.UserServiceAccountModeSpec, payloads.UserModel](
    "POST", "/api/v1/security/users/{id}/changeServiceAccountMode", payloads.UserModel
)
CHECK_ENTRA_ID_TENANT_PRODUCTION_ITEMS: Final = Operation[
    payloads.EntraIdTenantCheckProductionItemsSpec, payloads.EntraIdTenantCheckProductionItemsModel
](
    "POST",
    "/api/v1/backupBrowser/entraIdTenant/{sessionId}/checkProductionItems",
    payloads.EntraIdTenantCheckProductionItemsModel,
)
CLONE_JOB: Final = Operation[None, payloads.JobModel]("POST", "/api/v1/jobs/{id}/clone", payloads.JobModel)
COMPARE_ENTRA_ID_TENANT_ITEM: Final = Operation[
    payloads.EntraIdTenantItemComparisonSpec, payloads.EntraIdTenantItemComparisonModel
]("POST", "/api/v1/backupBrowser/entraIdTenant/{sessionId}/compare", payloads.EntraIdTenantItemComparisonModel)
CREATE_CLOUD_CREDS: Final = Operation[payloads.CloudCredentialsSpec, payloads.CloudCredentialsModel](
    "POST", "/api/v1/cloudCredentials", payloads.CloudCredentialsModel
)
CREATE_ENCRYPTION_PASSWORD: Final = Operation[payloads.EncryptionPasswordSpec, payloads.EncryptionPasswordModel](
    "POST", "/api/v1/encryptionPasswords", payloads.EncryptionPasswordModel
)
CREATE_ENTRA_ID_TENANT: Final = Operation[payloads.EntraIDTenantSpec, payloads.SessionModel](
    "POST", "/api/v1/inventory/entraId/tenants", payloads.SessionModel
)
CREATE_JOB: Final = Operation[payloads.JobSpec, payloads.JobModel]("POST", "/api/v1/jobs", payloads.JobModel)
CREATE_PROXY: Final = Operation[payloads.ProxySpec, payloads.SessionModel](
    "POST", "/api/v1/backupInfrastructure/proxies", payloads.SessionModel
)
CREATE_REPOSITORY: Final = Operation[payloads.RepositorySpec, payloads.SessionModel](
    "POST", "/api/v1/backupInfrastructure/repositories", payloads.SessionModel, query=("overwriteOwner",)
)
CREATE_USER: Final = Operation[payloads.UserSpec, payloads.UserModel](
    "POST", "/api/v1/security/users", payloads.UserModel
)
DELETE_BACKUP: Final = Operation[None, payloads.SessionModel](
    "DELETE", "/api/v1/backups/{id}", payloads.SessionModel, query=("fromDBIfSPUnavailable", "includeGFS", "fromDB")
)
DELETE_BACKUP_OBJECT: Final = Operation[None, payloads.SessionModel](
    "DELETE",
    "/api/v1/backups/{id}/objects/{objectId}",
    payloads.SessionModel,
    query=("fromDBIfSPUnavailable", "includeGFS"),
)
DELETE_CLOUD_CREDS: Final = Operation[None, None]("DELETE", "/api/v1/cloudCredentials/{id}", None)
DELETE_ENCRYPTION_PASSWORD: Final = Operation[None, None]("DELETE", "/api/v1/encryptionPasswords/{id}", None)
DELETE_ENTRA_ID_TENANTS: Final = Operation[None, payloads.SessionModel](
    "DELETE", "/api/v1/inventory/entraId/tenants/{id}", payloads.SessionModel
)
DELETE_JOB: Final = Operation[None, None]("DELETE", "/api/v1/jobs/{id}", None)
DELETE_PROXY: Final = Operation[None, None]("DELETE", "/api/v1/backupInfrastructure/proxies/{id}", None)
DELETE_REPOSITORY: Final = Operation[None, None](
    "DELETE", "/api/v1/backupInfrastructure/repositories/{id}", None, query=("deleteBackups",)
)
DELETE_USER: Final = Operation[None, None]("DELETE", "/api/v1/security/users/{id}", None)
DISABLE_JOB: Final = Operation[None, None]("POST", "/api/v1/jobs/{id}/disable", None)
DISABLE_PROXY: Final = Operation[None, None]("POST", "/api/v1/backupInfrastructure/proxies/{id}/disable", None)
ENABLE_JOB: Final = Operation[None, None]("POST", "/api/v1/jobs/{id}/enable", None)
ENABLE_PROXY: Final = Operation[None, None]("POST", "/api/v1/backupInfrastructure/proxies/{id}/enable", None)
ENTRA_ID_TENANT_RESTORE_AUTHORIZE: Final = Operation[
    payloads.EntraIdTenantRestoreAuthorizeSpec, payloads.EntraIdTenantRestoreAuthorizeModel
]("POST", "/api/v1/restore/entraId/tenant/authCode/authorize", payloads.EntraIdTenantRestoreAuthorizeModel)
EXPORT_ENTRA_ID_TENANT_ITEM: Final = Operation[payloads.EntraIdTenantBrowseSpec, bytes](
    "POST", "/api/v1/backupBrowser/entraIdTenant/{backupId}/export", bytes, query=("toXml",)
)
GENERATE_ENTRA_ID_TENANT_PASSWORD: Final = Operation[
    payloads.EntraIdTenantGeneratePasswordSpec, payloads.EntraIdTenantGeneratedPasswordsModel
](
    "POST",
    "/api/v1/backupBrowser/entraIdTenant/{sessionId}/passwords/generate",
    payloads.EntraIdTenantGeneratedPasswordsModel,
)
GET_ALL_BACKUPS: Final = Listing[None, payloads.BackupModel](
    "GET",
    "/api/v1/backups",
    payloads.BackupModel,
    query=(
        "skip",
        "limit",
        "orderColumn",
        "orderAsc",
        "nameFilter",
        "createdAfterFilter",
        "createdBeforeFilter",
        "platformIdFilter",
        "jobIdFilter",
        "policyTagFilter",
        "jobTypeFilter",
    ),
    field="data",
    paging=Paging.QUERY,
)
GET_ALL_BACKUP_OBJECTS: Final = Listing[None, payloads.BackupObjectModel](
    "GET",
    "/api/v1/backupObjects",
    payloads.BackupObjectModel,
    query=(
        "skip",
        "limit",
        "orderColumn",
        "orderAsc",
        "nameFilter",
        "platformNameFilter",
        "platformIdFilter",
        "typeFilter",
        "viTypeFilter",
    ),
    field="data",
    paging=Paging.QUERY,
)
GET_ALL_CLOUD_CREDS: Final = Listing[None, payloads.CloudCredentialsModel](
    "GET",
    "/api/v1/cloudCredentials",
    payloads.CloudCredentialsModel,
    query=("skip", "limit", "orderColumn", "orderAsc", "nameFilter", "typeFilter"),
    field="data",
    paging=Paging.QUERY,
)
GET_ALL_ENCRYPTION_PASSWORDS: Final = Listing[None, payloads.EncryptionPasswordModel](
    "GET",
    "/api/v1/encryptionPasswords",
    payloads.EncryptionPasswordModel,
    query=("skip", "limit", "orderColumn", "orderAsc", "hintFilter"),
    field="data",
    paging=Paging.QUERY,
)
GET_ALL_ENTRA_ID_TENANTS: Final = Listing[None, payloads.EntraIDTenantModel](
    "GET",
    "/api/v1/inventory/entraId/tenants",
    payloads.EntraIDTenantModel,
    query=("skip", "limit", "orderColumn", "orderAsc", "nameFilter"),
    field="data",
    paging=Paging.QUERY,
)
GET_ALL_ENTRA_ID_TENANT_BROWSE_SESSIONS: Final = Listing[None, payloads.EntraIdTenantBrowseMountModel](
    "GET",
    "/api/v1/backupBrowser/entraIdTenant",
    payloads.EntraIdTenantBrowseMountModel,
    query=("skip", "limit", "orderColumn", "orderAsc"),
    field="data",
    paging=Paging.QUERY,
)
GET_ALL_JOBS: Final = Listing[None, payloads.JobModel](
    "GET",
    "/api/v1/jobs",
    payloads.JobModel,
    query=("skip", "limit", "orderColumn", "orderAsc", "nameFilter", "typeFilter"),
    field="data",
    paging=Paging.QUERY,
)
GET_ALL_JOBS_STATES: Final = Listing[None, payloads.JobStateModel](
    "GET",
    "/api/v1/jobs/states",
    payloads.JobStateModel,
    query=(
        "skip",
        "limit",
        "orderColumn",
        "orderAsc",
        "idFilter",
        "nameFilter",
        "typeFilter",
        "lastResultFilter",
        "statusFilter",
        "workloadFilter",
        "lastRunAfterFilter",
        "lastRunBeforeFilter",
        "isHighPriorityJobFilter",
        "repositoryIdFilter",
        "objectsCountFilter",
        "afterJobIdFilter",
        "afterJobNameFilter",
    ),
    field="data",
    paging=Paging.QUERY,
)
GET_ALL_MANAGED_SERVERS: Final = Listing[None, payloads.ManagedServerModel](
    "GET",
    "/api/v1/backupInfrastructure/managedServers",
    payloads.ManagedServerModel,
    query=(
        "skip",
        "limit",
        "orderColumn",
        "orderAsc",
        "nameFilter",
        "typeFilter",
        "viTypeFilter",
        "serverStateFilter",
        "updatesStateFilter",
        "includeNestedHosts",
    ),
    field="data",
    paging=Paging.QUERY,
)
GET_ALL_MOUNT_SERVERS: Final = Listing[None, payloads.MountServerModel](
    "GET",
    "/api/v1/backupInfrastructure/mountServers",
    payloads.MountServerModel,
    query=("skip", "limit", "orderColumn", "orderAsc", "writeCacheFolderFilter", "typeFilter", "isDefaultFilter"),
    field="data",
    paging=Paging.QUERY,
)
GET_ALL_OBJECT_RESTORE_POINTS: Final = Listing[None, payloads.ObjectRestorePointModel](
    "GET",
    "/api/v1/restorePoints",
    payloads.ObjectRestorePointModel,
    query=(
        "skip",
        "limit",
        "orderColumn",
        "orderAsc",
        "createdAfterFilter",
        "createdBeforeFilter",
        "nameFilter",
        "platformNameFilter",
        "platformIdFilter",
        "backupIdFilter",
        "backupObjectIdFilter",
        "malwareStatusFilter",
    ),
    field="data",
    paging=Paging.QUERY,
)
GET_ALL_PROXIES: Final = Listing[None, payloads.ProxyModel](
    "GET",
    "/api/v1/backupInfrastructure/proxies",
    payloads.ProxyModel,
    query=("skip", "limit", "orderColumn", "orderAsc", "nameFilter", "typeFilter", "hostIdFilter"),
    field="data",
    paging=Paging.QUERY,
)
GET_ALL_PROXIES_STATES: Final = Listing[None, payloads.ProxyStateModel](
    "GET",
    "/api/v1/backupInfrastructure/proxies/states",
    payloads.ProxyStateModel,
    query=(
        "skip",
        "limit",
        "orderColumn",
        "orderAsc",
        "nameFilter",
        "typeFilter",
        "hostIdFilter",
        "isDisabledFilter",
        "isOnlineFilter",
        "isOutOfDateFilter",
    ),
    field="data",
    paging=Paging.QUERY,
)
GET_ALL_REPOSITORIES: Final = Listing[None, payloads.RepositoryModel](
    "GET",
    "/api/v1/backupInfrastructure/repositories",
    payloads.RepositoryModel,
    query=(
        "skip",
        "limit",
        "orderColumn",
        "orderAsc",
        "nameFilter",
        "typeFilter",
        "hostIdFilter",
        "pathFilter",
        "vmbApiFilter",
        "vmbApiPlatform",
        "excludeExtents",
    ),
    field="data",
    paging=Paging.QUERY,
)
GET_ALL_REPOSITORIES_STATES: Final = Listing[None, payloads.RepositoryStateModel](
    "GET",
    "/api/v1/backupInfrastructure/repositories/states",
    payloads.RepositoryStateModel,
    query=(
        "skip",
        "limit",
        "orderColumn",
        "orderAsc",
        "idFilter",
        "nameFilter",
        "typeFilter",
        "capacityFilter",
        "freeSpaceFilter",
        "usedSpaceFilter",
        "isOnlineFilter",
        "isOutOfDateFilter",
        "sobrIdFilter",
        "sobrExtentTypeFilter",
        "sobrMembershipFilter",
        "excludeExtents",
    ),
    field="data",
    paging=Paging.QUERY,
)
GET_ALL_SCALE_OUT_REPOSITORIES: Final = Listing[None, payloads.ScaleOutRepositoryModel](
    "GET",
    "/api/v1/backupInfrastructure/scaleOutRepositories",
    payloads.ScaleOutRepositoryModel,
    query=("skip", "limit", "orderColumn", "orderAsc", "nameFilter"),
    field="data",
    paging=Paging.QUERY,
)
GET_ALL_SESSIONS: Final = Listing[None, payloads.SessionModel](
    "GET",
    "/api/v1/sessions",
    payloads.SessionModel,
    query=(
        "skip",
        "limit",
        "orderColumn",
        "orderAsc",
        "nameFilter",
        "createdAfterFilter",
        "createdBeforeFilter",
        "endedAfterFilter",
        "endedBeforeFilter",
        "typeFilter",
        "stateFilter",
        "resultFilter",
        "jobIdFilter",
    ),
    field="data",
    paging=Paging.QUERY,
)
GET_ALL_UNSTRUCTURED_DATA_FLR_BROWSE_SESSIONS: Final = Listing[None, payloads.UnstructuredDataFlrBrowseMountModel](
    "GET",
    "/api/v1/backupBrowser/flr/unstructuredData",
    payloads.UnstructuredDataFlrBrowseMountModel,
    query=("skip", "limit", "orderColumn", "orderAsc"),
    field="data",
    paging=Paging.QUERY,
)
GET_BACKUP: Final = Operation[None, payloads.BackupModel]("GET", "/api/v1/backups/{id}", payloads.BackupModel)
GET_BACKUP_OBJECT: Final = Operation[None, payloads.BackupObjectModel](
    "GET", "/api/v1/backupObjects/{id}", payloads.BackupObjectModel
)
GET_BACKUP_OBJECTS_WITH_FILTERING: Final = Listing[None, payloads.BackupObjectModel](
    "GET",
    "/api/v1/backups/{id}/objects",
    payloads.BackupObjectModel,
    query=("skip", "limit"),
    field="data",
    paging=Paging.QUERY,
)
GET_BACKUP_OBJECT_RESTORE_POINTS_WITH_FILTERING: Final = Listing[None, payloads.ObjectRestorePointModel](
    "GET",
    "/api/v1/backupObjects/{id}/restorePoints",
    payloads.ObjectRestorePointModel,
    query=(
        "skip",
        "limit",
        "orderColumn",
        "orderAsc",
        "createdAfterFilter",
        "createdBeforeFilter",
        "nameFilter",
        "platformNameFilter",
        "platformIdFilter",
        "backupIdFilter",
        "backupObjectIdFilter",
        "malwareStatusFilter",
    ),
    field="data",
    paging=Paging.QUERY,
)
GET_CLOUD_CREDS: Final = Operation[None, payloads.CloudCredentialsModel](
    "GET", "/api/v1/cloudCredentials/{id}", payloads.CloudCredentialsModel
)
GET_COMPARE_ENTRA_ID_TENANT_ITEM_RESULT: Final = Operation[None, payloads.EntraIdTenantItemComparisonSessionModel](
    "GET",
    "/api/v1/backupBrowser/entraIdTenant/{sessionId}/compare/{compareSessionId}/result",
    payloads.EntraIdTenantItemComparisonSessionModel,
)
GET_CONFIG_BACKUP_OPTIONS: Final = Operation[None, payloads.ConfigBackupModel](
    "GET", "/api/v1/configBackup", payloads.ConfigBackupModel
)
GET_DEFAULT_MOUNT_SERVER: Final = Listing[None, payloads.MountServerModel](
    "GET",
    "/api/v1/backupInfrastructure/mountServers/default",
    payloads.MountServerModel,
    field="data",
    paging=Paging.NONE,
)
GET_EMAIL_SETTINGS: Final = Operation[None, payloads.GeneralOptionsEmailSettingsBaseModel](
    "GET", "/api/v1/generalOptions/emailSettings", payloads.GeneralOptionsEmailSettingsBaseModel
)
GET_ENCRYPTION_PASSWORD: Final = Operation[None, payloads.EncryptionPasswordModel](
    "GET", "/api/v1/encryptionPasswords/{id}", payloads.EncryptionPasswordModel
)
GET_ENTRA_ID_TENANTS: Final = Operation[None, payloads.EntraIDTenantModel](
    "GET", "/api/v1/inventory/entraId/tenants/{id}", payloads.EntraIDTenantModel
)
GET_ENTRA_ID_TENANT_BROWSE_SESSION: Final = Operation[None, payloads.EntraIdTenantBrowseMountModel](
    "GET", "/api/v1/backupBrowser/entraIdTenant/{sessionId}", payloads.EntraIdTenantBrowseMountModel
)
GET_ENTRA_ID_TENANT_PROTECTION_SCOPE: Final = Operation[None, payloads.EntraIdTenantProtectionScopeResult](
    "GET", "/api/v1/backupBrowser/entraIdTenant/{backupId}/protectionScope", payloads.EntraIdTenantProtectionScopeResult
)
GET_ENTRA_ID_TENANT_RESTORE_DEVICE_CODE: Final = Operation[
    payloads.EntraIdTenantRestoreDeviceCodeSpec, payloads.EntraIdTenantRestoreDeviceCodeModel
]("POST", "/api/v1/restore/entraId/tenant/deviceCode", payloads.EntraIdTenantRestoreDeviceCodeModel)
GET_ENTRA_ID_TENANT_RESTORE_DEVICE_CODE_STATE: Final = Operation[
    payloads.EntraIdTenantRestoreDeviceCodeStateSpec, payloads.EntraIdTenantRestoreDeviceCodeStateModel
]("POST", "/api/v1/restore/entraId/tenant/deviceCode/state", payloads.EntraIdTenantRestoreDeviceCodeStateModel)
GET_GENERAL_OPTIONS: Final = Operation[None, payloads.GeneralOptionsModel](
    "GET", "/api/v1/generalOptions", payloads.GeneralOptionsModel
)
GET_INSTALLED_LICENSE: Final = Operation[None, payloads.InstalledLicenseModel](
    "GET", "/api/v1/license", payloads.InstalledLicenseModel
)
GET_JOB: Final = Operation[None, payloads.JobModel]("GET", "/api/v1/jobs/{id}", payloads.JobModel)
GET_LICENSED_INSTANCES: Final = Listing[None, payloads.InstanceLicenseWorkloadModel](
    "GET",
    "/api/v1/license/instances",
    payloads.InstanceLicenseWorkloadModel,
    query=(
        "skip",
        "limit",
        "orderColumn",
        "orderAsc",
        "nameFilter",
        "hostNameFilter",
        "usedInstancesNumberFilter",
        "typeFilter",
        "instanceIdFilter",
    ),
    field="data",
    paging=Paging.QUERY,
)
GET_MANAGED_SERVER: Final = Operation[None, payloads.ManagedServerModel](
    "GET", "/api/v1/backupInfrastructure/managedServers/{id}", payloads.ManagedServerModel
)
GET_MOUNT_SERVER: Final = Operation[None, payloads.MountServerModel](
    "GET", "/api/v1/backupInfrastructure/mountServers/{id}", payloads.MountServerModel
)
GET_NOTIFICATIONS_SETTINGS: Final = Operation[None, payloads.GeneralOptionsNotificationsModel](
    "GET", "/api/v1/generalOptions/notifications", payloads.GeneralOptionsNotificationsModel
)
GET_OBJECT_RESTORE_POINT: Final = Operation[None, payloads.ObjectRestorePointModel](
    "GET", "/api/v1/restorePoints/{id}", payloads.ObjectRestorePointModel
)
GET_PROXY: Final = Operation[None, payloads.ProxyModel](
    "GET", "/api/v1/backupInfrastructure/proxies/{id}", payloads.ProxyModel
)
GET_RECURSIVE_COMPARISON_ENTRA_ID_TENANT_ITEM_RESULT: Final = Operation[
    None, payloads.EntraIdTenantItemRecursiveComparisonSessionModel
](
    "GET",
    "/api/v1/backupBrowser/entraIdTenant/{sessionId}/recursiveCompare/{compareSessionId}/result",
    payloads.EntraIdTenantItemRecursiveComparisonSessionModel,
)
GET_REPOSITORY: Final = Operation[None, payloads.RepositoryModel](
    "GET", "/api/v1/backupInfrastructure/repositories/{id}", payloads.RepositoryModel
)
GET_SCALE_OUT_REPOSITORY: Final = Operation[None, payloads.ScaleOutRepositoryModel](
    "GET", "/api/v1/backupInfrastructure/scaleOutRepositories/{id}", payloads.ScaleOutRepositoryModel
)
GET_SERVER_CERTIFICATE: Final = Operation[None, payloads.CertificateModel](
    "GET", "/api/v1/serverCertificate", payloads.CertificateModel
)
GET_SERVER_INFO: Final = Operation[None, payloads.ServerInfoModel](
    "GET", "/api/v1/serverInfo", payloads.ServerInfoModel
)
GET_SERVER_TIME: Final = Operation[None, payloads.ServerTimeModel](
    "GET", "/api/v1/serverTime", payloads.ServerTimeModel
)
GET_SESSION: Final = Operation[None, payloads.SessionModel]("GET", "/api/v1/sessions/{id}", payloads.SessionModel)
GET_SESSION_LOGS: Final = Listing[None, payloads.SessionLogRecordModel](
    "GET",
    "/api/v1/sessions/{id}/logs",
    payloads.SessionLogRecordModel,
    query=("statusFilter",),
    field="records",
    paging=Paging.NONE,
)
GET_SESSION_TASK_SESSIONS_WITH_FILTERING: Final = Listing[None, payloads.TaskSessionModel](
    "GET",
    "/api/v1/sessions/{id}/taskSessions",
    payloads.TaskSessionModel,
    query=(
        "skip",
        "limit",
        "orderColumn",
        "orderAsc",
        "nameFilter",
        "typeFilter",
        "sessionTypeFilter",
        "createdAfterFilter",
        "createdBeforeFilter",
        "endedAfterFilter",
        "endedBeforeFilter",
        "stateFilter",
        "resultFilter",
        "scanTypeFilter",
        "scanResultFilter",
        "scanStateFilter",
        "sessionIdFilter",
    ),
    field="data",
    paging=Paging.QUERY,
)
GET_TASK: Final = Operation[None, payloads.TaskModel]("GET", "/api/v1/tasks/{id}", payloads.TaskModel)
GET_UNSTRUCTURED_DATA_FLR_BROWSE_SESSION: Final = Operation[None, payloads.UnstructuredDataFlrBrowseMountModel](
    "GET", "/api/v1/backupBrowser/flr/unstructuredData/{sessionId}", payloads.UnstructuredDataFlrBrowseMountModel
)
GET_USER: Final = Operation[None, payloads.UserModel]("GET", "/api/v1/security/users/{id}", payloads.UserModel)
GET_USER_ROLES: Final = Operation[None, payloads.RolesModel](
    "GET", "/api/v1/security/users/{id}/roles", payloads.RolesModel
)
INSTALL_LICENSE: Final = Operation[payloads.LicenseInstallationSpec, payloads.InstalledLicenseModel](
    "POST", "/api/v1/license/install", payloads.InstalledLicenseModel
)
REMOVE_INSTANCE_LICENSE: Final = Operation[None, payloads.InstanceLicenseWorkloadModel](
    "POST", "/api/v1/license/instances/{instanceId}/remove", payloads.InstanceLicenseWorkloadModel
)
REMOVE_LICENSE: Final = Operation[payloads.LicenseRemoveSpec, payloads.InstalledLicenseModel](
    "POST", "/api/v1/license/remove", payloads.InstalledLicenseModel
)
RENEW_INSTALLED_LICENSE: Final = Operation[payloads.LicenseRenewSpec, payloads.LicenseRenewalModel](
    "POST", "/api/v1/license/renew", payloads.LicenseRenewalModel
)
RESCAN_REPOSITORIES: Final = Operation[payloads.RepositoriesRescanSpec, payloads.SessionModel](
    "POST", "/api/v1/backupInfrastructure/repositories/rescan", payloads.SessionModel
)
RESTORE_ENTRA_ID_TENANT_ITEMS: Final = Operation[
    payloads.EntraIdTenantItemRestoreSpec, payloads.EntraIdTenantRestoreSessionModel
]("POST", "/api/v1/backupBrowser/entraIdTenant/{sessionId}/restoreItems", payloads.EntraIdTenantRestoreSessionModel)
RESTORE_ENTRA_ID_TENANT_ITEM_ATTRIBUTES: Final = Operation[
    payloads.EntraIdTenantRestoreItemAttributesSpec, payloads.EntraIdTenantRestoreSessionModel
](
    "POST",
    "/api/v1/backupBrowser/entraIdTenant/{sessionId}/restoreItemAttributes",
    payloads.EntraIdTenantRestoreSessionModel,
)
RETRY_JOB: Final = Operation[payloads.JobRetrySpec | None, payloads.SessionModel](
    "POST", "/api/v1/jobs/{id}/retry", payloads.SessionModel
)
REVOKE_INSTANCE_LICENSE: Final = Operation[None, payloads.InstanceLicenseWorkloadModel](
    "POST", "/api/v1/license/instances/{instanceId}/revoke", payloads.InstanceLicenseWorkloadModel
)
SEND_TEST_EMAIL_MESSAGE: Final = Operation[None, None]("POST", "/api/v1/generalOptions/emailSettings/testMessage", None)
SET_AUTO_UPDATE: Final = Operation[payloads.LicenseAutoUpdateSpec, payloads.InstalledLicenseModel](
    "POST", "/api/v1/license/autoupdate", payloads.InstalledLicenseModel
)
START_COMPARE_ENTRA_ID_TENANT_ITEM: Final = Operation[
    payloads.EntraIdTenantItemComparisonSpec, payloads.EntraIdTenantItemStartComparisonModel
](
    "POST",
    "/api/v1/backupBrowser/entraIdTenant/{sessionId}/startCompare",
    payloads.EntraIdTenantItemStartComparisonModel,
)
START_CONFIG_BACKUP: Final = Operation[None, payloads.SessionModel](
    "POST", "/api/v1/configBackup/backup", payloads.SessionModel
)
START_ENTRA_ID_AUDIT_LOG_MOUNT: Final = Operation[
    payloads.UnstructuredDataMountSpec, payloads.UnstructuredDataFlrBrowseMountModel
]("POST", "/api/v1/restore/entraId/auditLog", payloads.UnstructuredDataFlrBrowseMountModel)
START_ENTRA_ID_TENANT_RESTORE: Final = Operation[
    payloads.EntraIdTenantStartRestoreSpec, payloads.EntraIdTenantBrowseMountModel
]("POST", "/api/v1/restore/entraId/tenant", payloads.EntraIdTenantBrowseMountModel)
START_ENTRA_ID_TENANT_RESTORE_AUTHORIZATION: Final = Operation[
    None, payloads.EntraIdTenantRestoreStartAuthorizationModel
](
    "GET",
    "/api/v1/restore/entraId/tenant/{sessionId}/authCode/startAuthorization",
    payloads.EntraIdTenantRestoreStartAuthorizationModel,
    query=("vdcSessionId", "redirectUri"),
)
START_ENTRA_ID_TENANT_RESTORE_FROM_COPY: Final = Operation[
    payloads.EntraIdTenantStartRestoreFromCopySpec, payloads.SessionModel
]("POST", "/api/v1/restore/entraId/tenant/fromCopy", payloads.SessionModel)
START_HEALTH_CHECK_BACKUP: Final = Listing[payloads.FileBackupHealthCheckSpec | None, payloads.SessionModel](
    "POST", "/api/v1/backups/runHealthcheck", payloads.SessionModel, field="data", paging=Paging.NONE
)
START_JOB: Final = Operation[payloads.JobStartSpec | None, payloads.SessionModel](
    "POST", "/api/v1/jobs/{id}/start", payloads.SessionModel
)
START_RECURSIVE_COMPARISON_ENTRA_ID_TENANT_ITEM: Final = Operation[
    payloads.EntraIdTenantItemRecursiveComparisonSpec, payloads.EntraIdTenantItemStartRecursiveComparisonModel
](
    "POST",
    "/api/v1/backupBrowser/entraIdTenant/{sessionId}/startRecursiveCompare",
    payloads.EntraIdTenantItemStartRecursiveComparisonModel,
)
STOP_ENTRA_ID_AUDIT_LOG_MOUNT: Final = Operation[None, payloads.SessionModel](
    "POST", "/api/v1/restore/entraId/auditLog/{sessionId}/unmount", payloads.SessionModel
)
STOP_ENTRA_ID_TENANT_ITEM_RESTORE_SESSION: Final = Operation[None, payloads.EmptySuccessResponse](
    "POST",
    "/api/v1/backupBrowser/entraIdTenant/{sessionId}/restoreSessions/{restoreSessionId}/stop",
    payloads.EmptySuccessResponse,
)
STOP_ENTRA_ID_TENANT_RESTORE: Final = Operation[payloads.JobStopSpec | None, payloads.SessionModel](
    "POST", "/api/v1/restore/entraId/tenant/{sessionId}/stop", payloads.SessionModel
)
STOP_JOB: Final = Operation[payloads.JobStopSpec | None, payloads.SessionModel](
    "POST", "/api/v1/jobs/{id}/stop", payloads.SessionModel
)
STOP_SESSION: Final = Operation[None, payloads.EmptySuccessResponse](
    "POST", "/api/v1/sessions/{id}/stop", payloads.EmptySuccessResponse
)
UNSTRUCTURED_DATA_FLR_COPY_TO: Final = Operation[payloads.FileBackupFLRCopyToSpec, payloads.TaskModel](
    "POST", "/api/v1/backupBrowser/flr/unstructuredData/{sessionId}/copyTo", payloads.TaskModel
)
UNSTRUCTURED_DATA_FLR_RESTORE: Final = Operation[payloads.UnstructuredDataFLRItemRestoreSpec, payloads.TaskModel](
    "POST", "/api/v1/backupBrowser/flr/unstructuredData/{sessionId}/restore", payloads.TaskModel
)
UPDATE_CLOUD_CREDS: Final = Operation[payloads.CloudCredentialsModel, payloads.CloudCredentialsModel](
    "PUT", "/api/v1/cloudCredentials/{id}", payloads.CloudCredentialsModel
)
UPDATE_CONFIG_BACKUP_OPTIONS: Final = Operation[payloads.ConfigBackupModel, payloads.ConfigBackupModel](
    "PUT", "/api/v1/configBackup", payloads.ConfigBackupModel
)
UPDATE_EMAIL_SETTINGS: Final = Operation[
    payloads.GeneralOptionsEmailSettingsBaseModel, payloads.GeneralOptionsEmailSettingsBaseModel
]("PUT", "/api/v1/generalOptions/emailSettings", payloads.GeneralOptionsEmailSettingsBaseModel)
UPDATE_ENCRYPTION_PASSWORD: Final = Operation[payloads.EncryptionPasswordModel, payloads.EncryptionPasswordModel](
    "PUT", "/api/v1/encryptionPasswords/{id}", payloads.EncryptionPasswordModel
)
UPDATE_ENTRA_ID_TENANTS: Final = Operation[payloads.EntraIDTenantModel, payloads.EntraIDTenantModel](
    "PUT", "/api/v1/inventory/entraId/tenants/{id}", payloads.EntraIDTenantModel
)
UPDATE_GENERAL_OPTIONS: Final = Operation[payloads.GeneralOptionsModel, payloads.GeneralOptionsModel](
    "PUT", "/api/v1/generalOptions", payloads.GeneralOptionsModel
)
UPDATE_JOB: Final = Operation[payloads.JobModel, payloads.JobModel](
    "PUT", "/api/v1/jobs/{id}", payloads.JobModel, query=("allowOldGfsPointsRetention",)
)
UPDATE_LICENSE: Final = Operation[None, payloads.LicenseUpdateModel](
    "POST", "/api/v1/license/update", payloads.LicenseUpdateModel
)
UPDATE_NOTIFICATIONS_SETTINGS: Final = Operation[
    payloads.GeneralOptionsNotificationsModel, payloads.GeneralOptionsNotificationsModel
]("PUT", "/api/v1/generalOptions/notifications", payloads.GeneralOptionsNotificationsModel)
UPDATE_PROXY: Final = Operation[payloads.ProxyModel, payloads.SessionModel](
    "PUT", "/api/v1/backupInfrastructure/proxies/{id}", payloads.SessionModel
)
UPDATE_REPOSITORY: Final = Operation[payloads.RepositoryModel, payloads.SessionModel](
    "PUT", "/api/v1/backupInfrastructure/repositories/{id}", payloads.SessionModel
)
UPDATE_USER_ROLES: Final = Operation[payloads.RolesModel, payloads.RolesModel](
    "PUT", "/api/v1/security/users/{id}/roles", payloads.RolesModel
)
UPLOAD_ENTRA_ID_TENANT_ADMINISTRATIVE_UNIT: Final = Listing[bytes, payloads.EntraIdTenantBrowseModel](
    "POST",
    "/api/v1/backupBrowser/entraIdTenant/{backupId}/uploadAdministrativeUnit",
    payloads.EntraIdTenantBrowseModel,
    field="data",
    paging=Paging.NONE,
)
UPLOAD_ENTRA_ID_TENANT_APPLICATION: Final = Listing[bytes, payloads.EntraIdTenantBrowseModel](
    "POST",
    "/api/v1/backupBrowser/entraIdTenant/{backupId}/uploadApplication",
    payloads.EntraIdTenantBrowseModel,
    field="data",
    paging=Paging.NONE,
)
UPLOAD_ENTRA_ID_TENANT_CONDITIONAL_ACCESS_POLICY: Final = Listing[bytes, payloads.EntraIdTenantBrowseModel](
    "POST",
    "/api/v1/backupBrowser/entraIdTenant/{backupId}/uploadConditionalAccessPolicy",
    payloads.EntraIdTenantBrowseModel,
    field="data",
    paging=Paging.NONE,
)
UPLOAD_ENTRA_ID_TENANT_DEVICE_CONFIGURATION: Final = Listing[bytes, payloads.EntraIdTenantBrowseModel](
    "POST",
    "/api/v1/backupBrowser/entraIdTenant/{backupId}/uploadDeviceConfiguration",
    payloads.EntraIdTenantBrowseModel,
    field="data",
    paging=Paging.NONE,
)
UPLOAD_ENTRA_ID_TENANT_GROUP: Final = Listing[bytes, payloads.EntraIdTenantBrowseModel](
    "POST",
    "/api/v1/backupBrowser/entraIdTenant/{backupId}/uploadGroup",
    payloads.EntraIdTenantBrowseModel,
    field="data",
    paging=Paging.NONE,
)
UPLOAD_ENTRA_ID_TENANT_ROLE: Final = Listing[bytes, payloads.EntraIdTenantBrowseModel](
    "POST",
    "/api/v1/backupBrowser/entraIdTenant/{backupId}/uploadRole",
    payloads.EntraIdTenantBrowseModel,
    field="data",
    paging=Paging.NONE,
)
UPLOAD_ENTRA_ID_TENANT_USER: Final = Listing[bytes, payloads.EntraIdTenantBrowseModel](
    "POST",
    "/api/v1/backupBrowser/entraIdTenant/{backupId}/uploadUser",
    payloads.EntraIdTenantBrowseModel,
    field="data",
    paging=Paging.NONE,
)
VALIDATE_ENTRA_ID_TENANT_ITEMS: Final = Listing[
    payloads.EntraIdTenantValidateSpec, payloads.EntraIdTenantMissingItemModel
](
    "POST",
    "/api/v1/backupBrowser/entraIdTenant/{sessionId}/validate",
    payloads.EntraIdTenantMissingItemModel,
    field="data",
    paging=Paging.NONE,
)
VERIFY_ENCRYPTION_PASSWORD: Final = Operation[
    payloads.EncryptionPasswordVerifySpec, payloads.EncryptionPasswordVerifyResult
]("POST", "/api/v1/encryptionPasswords/{id}/verify", payloads.EncryptionPasswordVerifyResult)
VIEW_ALL_USERS: Final = Listing[None, payloads.UserModel](
    "GET",
    "/api/v1/security/users",
    payloads.UserModel,
    query=(
        "skip",
        "limit",
        "orderColumn",
        "orderAsc",
        "nameFilter",
        "typeFilter",
        "roleIdFilter",
        "roleNameFilter",
        "isServiceAccountFilter",
    ),
    field="data",
    paging=Paging.QUERY,
)
VIEW_ALL_USER_ROLES: Final = Listing[None, payloads.RoleModel](
    "GET",
    "/api/v1/security/roles",
    payloads.RoleModel,
    query=("skip", "limit", "orderColumn", "orderAsc", "nameFilter"),
    field="data",
    paging=Paging.QUERY,
)
VIEW_USERS_SETTINGS: Final = Operation[None, payloads.UserRoleSettingsModel](
    "GET", "/api/v1/security/settings", payloads.UserRoleSettingsModel
)
