"""For each component and hosting, arguments that hand over every input which has a use there."""

from typing import Any

from vpn_root import ROOT

GROUP = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers"
NETWORK = f"{GROUP}/Microsoft.Network"
IDENTITIES = f"{GROUP}/Microsoft.ManagedIdentity/userAssignedIdentities"
GUID = "11111111-2222-3333-4444-555555555555"
SUBNETS = f"{NETWORK}/virtualNetworks/v/subnets"
TENANT = "11111111-2222-3333-4444-555555555555"
DISK_KEYS = f"{GROUP}/Microsoft.Compute/diskEncryptionSets/keys-of-ours"
DAILY = {"runAutomatically": True, "daily": {"isEnabled": True, "localTime": "21:00", "dailyKind": "Everyday"}}
COMMON = {"resourceGroupName": "rg", "location": "westeurope", "tags": {"team": "identity"}}
REMOTE = COMMON | {
    "backupServer": "vbr",
    "engineVersion": 15,
    "connection": "confirmed",
    "subnetId": f"{SUBNETS}/repository",
    "vaultSubnetIds": [f"{SUBNETS}/backup-server"],
    "administratorLogin": "admin_of_it",
    "login": "veeam_of_it",
    "connectionLimit": 120,
    "linuxBackupServer": {},
    "passwordRotation": "2026-11",
    "confirmedPasswordRotation": "2026-11",
    "dataPlane": False,
    "storageSizeGb": 256,
    "parameters": {"work_mem": "12MB"},
    "zone": 2,
    "deletionProtection": False,
}

FULL: dict[tuple[str, str], dict[str, Any]] = {
    ("BackupNetwork", "virtualMachine"): COMMON
    | {
        "hosting": "virtualMachine",
        "addressSpace": "10.70.0.0/24",
        "backupServerPrefix": "10.70.0.0/27",
        "repositoryPrefix": "10.70.0.64/27",
        "backupServerAddress": "10.70.0.5",
        "repositoryAddress": "10.70.0.70",
        "repositoryPort": 6543,
        "administrationPrefixes": ["10.70.0.128/26"],
        "privateDnsZone": "backup.internal",
        "egress": "firewall",
        "firewallAddress": "10.0.0.4",
        "bastion": {"prefix": "10.70.0.192/26", "clientPrefixes": ["198.51.100.0/24"], "scaleUnits": 3},
        "vpn": {
            "clientPrefixes": ["172.16.201.0/24", "172.16.203.0/24"],
            "authentication": "certificate",
            "rootCertificates": [{"name": "administrators", "publicData": ROOT}],
            "revokedCertificates": [{"name": "lost", "thumbprint": "0123456789ABCDEF0123456789ABCDEF01234567"}],
            "prefix": "10.70.0.96/27",
            "sku": "VpnGw2AZ",
            "zones": [2],
        },
        "flowLogs": {
            "storageAccountId": f"{GROUP}/Microsoft.Storage/storageAccounts/flowlogs",
            "retentionDays": 30,
            "networkWatcherName": "NetworkWatcher_westeurope",
            "networkWatcherResourceGroupName": "NetworkWatcherRG",
        },
        "lock": True,
    },
    ("BackupNetwork", "existing"): COMMON
    | {
        "hosting": "flexibleServer",
        "virtualNetworkId": f"{NETWORK}/virtualNetworks/v",
        "backupServerSubnetId": f"{SUBNETS}/backup-server",
        "repositorySubnetId": f"{SUBNETS}/repository",
        "repositoryPrefix": "10.70.0.64/27",
        "backupServerAddress": "10.70.0.5",
        "privateDnsZoneId": f"{NETWORK}/privateDnsZones/backup.internal",
        "repositoryZoneId": f"{NETWORK}/privateDnsZones/v.private.postgres.database.azure.com",
        "egress": "existing",
        "vpn": {
            "clientPrefixes": ["172.16.201.0/24"],
            "authentication": "entraId",
            "tenantId": TENANT,
            "audience": GUID,
            "prefix": "10.70.0.96/27",
            "sku": "VpnGw4AZ",
            "zones": [1, 2, 3],
        },
    },
    ("BackupServer", ""): COMMON
    | {
        "subnetId": f"{SUBNETS}/backup-server",
        "privateIpAddress": "10.70.0.5",
        "host": "vbr.backup.internal",
        "vmSize": "Standard_D16s_v5",
        "computerName": "VBR01",
        "adminUsername": "operator",
        "osDiskSizeGb": 300,
        "dataDiskSizeGb": 600,
        "zone": 3,
        "defaultProxy": {"enabled": True},
        "entraIdHosting": "local",
        "deletionProtection": False,
        "image": {"kind": "windowsServer", "operatingSystem": "2025", "version": "26100.1.2"},
        "workload": {"concurrentJobs": 4, "proxyTasks": 2, "logSources": 1, "objectStorage": True},
        "installation": {
            "isoUrl": "https://account.blob.core.windows.net/iso/vbr.iso",
            "isoSha256": "ab" * 32,
            "acceptLicenseAgreements": True,
            "isoManagedIdentity": True,
            "licenseFile": "TElDRU5TRQ==",
            "licenseAutoUpdate": True,
            "serviceUser": "CORP\\backup",
            "servicePassword": "a password",
            "database": {
                "install": False,
                "engine": "sqlServer",
                "server": "db\\veeam",
                "name": "Backup",
                "authentication": "native",
                "username": "veeam",
                "password": "another password",
            },
            "ports": {"catalogService": 9493, "backupService": 9492, "secureConnections": 9501, "restService": 9519},
            "folders": {
                "installation": "F:\\Veeam",
                "catalog": "G:\\Catalog",
                "instantRecoveryCache": "F:\\Cache",
            },
            "checkUpdates": False,
            "skippedPlugIns": ["kvm", "pve"],
            "serviceAccount": "rest-of-it",
            "outputBlobUri": "https://account.blob.core.windows.net/logs/out.txt",
            "errorBlobUri": "https://account.blob.core.windows.net/logs/error.txt",
        },
        "dataDisks": [
            {
                "name": "catalog",
                "purpose": "catalog",
                "sizeGb": 64,
                "storageType": "StandardSSD_LRS",
                "caching": "ReadOnly",
                "letter": "G",
                "label": "catalog",
            }
        ],
        "security": {
            "trustedLaunch": True,
            "secureBoot": False,
            "vtpm": True,
            "encryptionAtHost": True,
            "diskEncryptionSetId": DISK_KEYS,
        },
        "patchMode": "AutomaticByPlatform",
        "patchAssessment": True,
        "maintenance": {
            "start": "2026-12-05 22:00",
            "duration": "03:00",
            "recurrence": "Week Saturday",
            "timeZone": "W. Europe Standard Time",
            "reboot": "Never",
        },
        "hardening": {
            "measures": ["oldProtocols", "credentials", "credentialGuard"],
            "remoteDesktop": True,
            "windowsRemoteManagement": False,
        },
        "licenseType": "Windows_Server",
        "timeZone": "W. Europe Standard Time",
        "acceleratedNetworking": True,
        "bootDiagnosticsStorageUri": "https://account.blob.core.windows.net/",
        "diagnosticsWorkspaceId": f"{NETWORK}/workspaces/w",
        "backupPolicyId": "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-backup"
        "/providers/Microsoft.RecoveryServices/vaults/vault/backupPolicies/daily",
        "deletionLock": True,
        "roleAssignments": [
            {"name": "iso-reader", "scope": NETWORK, "roleDefinitionId": "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"}
        ],
    },
    ("BackupServer", "of the marketplace"): COMMON
    | {
        "subnetId": f"{SUBNETS}/backup-server",
        "image": {
            "kind": "marketplace",
            "sku": "veeam-backup-replication-v13",
            "version": "1.2.3",
            "termsAccepted": True,
        },
    },
    ("BackupServer", "of an own image"): COMMON
    | {
        "subnetId": f"{SUBNETS}/backup-server",
        "image": {"kind": "custom", "imageId": f"{GROUP}/Microsoft.Compute/images/golden"},
    },
    ("EntraApplication", "certificate"): {
        "tenantId": TENANT,
        "workloads": ["backup", "conditionalAccess", "intune", "logs", "restore"],
        "consent": "granted",
        "credential": {
            "type": "certificate",
            "validityDays": 180,
            "format": "Pem",
            "rotation": "2026-11",
            "previousRotation": "2026-05",
        },
        "keyVault": {"name": "kv-backup", "resourceGroupName": "rg"},
        "displayName": "Backup of the tenant",
        "owners": ["aaaaaaaa-2222-3333-4444-555555555555"],
        "userImpersonation": False,
        "deletionProtection": False,
    },
    ("EntraApplication", "secret"): {
        "tenantId": TENANT,
        "credential": {"type": "secret", "validityDays": 90, "rotation": "two"},
    },
    ("EntraIdRepository", "virtualMachine"): REMOTE
    | {
        "hosting": "virtualMachine",
        "port": 6543,
        "privateIpAddress": "10.70.0.70",
        "host": "repository.backup.internal",
        "backupServerAddress": "10.70.0.5",
        "administrationPrefixes": ["10.70.0.128/26"],
        "vmSize": "Standard_D8s_v5",
        "loginPrivileges": "documented",
        "transport": "preferred",
        "encryptionAtHost": True,
        "diskEncryptionSetId": DISK_KEYS,
        "backup": {
            "storageAccountId": "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers"
            "/Microsoft.Storage/storageAccounts/backups",
            "container": "instance",
            "retentionFull": 8,
            "retentionDifferential": 12,
            "fullSchedule": "Sat 04:00",
            "differentialSchedule": "*-*-* 05:30",
        },
        "monitoring": {
            "workspaceId": f"{GROUP}/Microsoft.OperationalInsights/workspaces/w",
            "workspaceLocation": "northeurope",
            "actionGroupIds": [f"{GROUP}/Microsoft.Insights/actionGroups/on-call"],
            "backupAgeHours": 26,
            "freeDiskPercent": 20,
        },
    },
    ("EntraIdRepository", "for a server on Linux"): REMOTE
    | {
        "backupServerAddress": "10.70.0.5",
        "dataPlane": True,
        "linuxBackupServer": {"virtualMachineId": f"{GROUP}/Microsoft.Compute/virtualMachines/appliance"},
    },
    ("EntraIdRepository", "flexibleServer"): REMOTE
    | {
        "hosting": "flexibleServer",
        "acknowledgeUnsupportedCloudDatabase": True,
        "port": 5432,
        "loginPrivileges": "least",
        "privateDnsZoneId": f"{NETWORK}/privateDnsZones/v.private.postgres.database.azure.com",
        "skuName": "Standard_D4ds_v5",
        "authConfig": {
            "passwordAuth": "Enabled",
            "activeDirectoryAuth": "Enabled",
            "tenantId": TENANT,
        },
        "backupRetentionDays": 21,
    },
    ("EntraIdRepository", "flexibleServer with a standby"): REMOTE
    | {
        "hosting": "flexibleServer",
        "acknowledgeUnsupportedCloudDatabase": True,
        "privateDnsZoneId": f"{NETWORK}/privateDnsZones/v.private.postgres.database.azure.com",
        "authConfig": {"passwordAuth": "Enabled", "activeDirectoryAuth": "Enabled", "tenantId": GUID},
        "flexibleServer": {
            "storage": {"type": "Premium_LRS", "tier": "P20", "autoGrow": False},
            "highAvailability": {"mode": "ZoneRedundant", "standbyZone": 3},
            "backup": {"retentionDays": 35, "geoRedundant": True},
            "maintenanceWindow": {"day": "Saturday", "hour": 3, "minute": 30},
            "network": {"mode": "delegatedSubnet"},
            "dataEncryption": {
                "keyUri": "https://keys.vault.azure.net/keys/repository",
                "identityId": f"{IDENTITIES}/repository",
                "geoBackupKeyUri": "https://far-keys.vault.azure.net/keys/repository/0123456789abcdef",
                "geoBackupIdentityId": f"{IDENTITIES}/far-repository",
            },
            "administrators": {
                "team": {"objectId": GUID, "name": "Database Administrators", "type": "Group", "tenantId": GUID},
            },
            "threatProtection": "Enabled",
            "diagnosticSettings": {
                "siem": {
                    "logGroups": ["audit"],
                    "metrics": ["AllMetrics"],
                    "workspaceId": f"{GROUP}/Microsoft.OperationalInsights/workspaces/w",
                    "storageAccountId": f"{GROUP}/Microsoft.Storage/storageAccounts/s",
                    "eventHubAuthorizationRuleId": f"{GROUP}/Microsoft.EventHub/namespaces/n/authorizationRules/r",
                    "eventHubName": "logs",
                    "partnerId": f"{GROUP}/Microsoft.Datadog/monitors/d",
                },
            },
            "roleAssignments": {
                "readers": {
                    "roleDefinitionId": "acdd72a7-3385-48ef-bd42-f606fba81ae7",
                    "principalId": GUID,
                    "principalType": "Group",
                    "condition": "@Resource[Microsoft.Storage/storageAccounts:name] StringEquals 'x'",
                },
            },
            "lock": True,
        },
    },
    ("EntraIdRepository", "flexibleServer from backups"): REMOTE
    | {
        "hosting": "flexibleServer",
        "acknowledgeUnsupportedCloudDatabase": True,
        "privateDnsZoneId": f"{NETWORK}/privateDnsZones/privatelink.postgres.database.azure.com",
        "storageSizeGb": 300,
        "flexibleServer": {
            "storage": {"type": "PremiumV2_LRS", "autoGrow": False, "iops": 4000, "throughput": 200},
            "highAvailability": {"mode": "Disabled"},
            "backup": {"retentionDays": 7, "geoRedundant": False},
            "network": {
                "mode": "privateEndpoint",
                "dnsZoneGroup": True,
                "privateIpAddress": "10.70.0.80",
                "applicationSecurityGroupIds": [f"{NETWORK}/applicationSecurityGroups/a"],
            },
            "restore": {
                "mode": "pointInTime",
                "sourceServerId": f"{GROUP}/Microsoft.DBforPostgreSQL/flexibleServers/lost",
                "time": "2026-01-31T22:00:00Z",
            },
            "lock": False,
        },
    },
    ("EntraIdRepository", "local"): {
        "hosting": "local",
        "backupServer": "vbr",
        "engineVersion": 17,
        "connection": "confirmed",
        "location": "westeurope",
        "deletionProtection": True,
        "tags": {"team": "identity"},
    },
    ("LogStorage", ""): COMMON
    | {
        "subnetId": f"{SUBNETS}/backup-server",
        "privateDnsZoneId": f"{NETWORK}/privateDnsZones/privatelink.blob.core.windows.net",
        "privateIpAddress": "10.70.0.6",
        "sku": "Standard_GZRS",
        "containerName": "logs-of-it",
        "folderName": "Entra_logs",
        "immutabilityDays": 30,
        "accountKey": "key2",
        "lock": True,
        "deletionProtection": False,
    },
    ("TenantProtection", "secret"): {
        "azureTenantId": GUID,
        "applicationId": GUID,
        "applicationSecret": "app secret",
        "title": "Contoso",
        "description": "All of Contoso.",
        "protectionScope": ["Users", "Groups", "AdministrativeUnits", "Roles", "Applications", "Logs"],
        "region": "Global",
        "tenantType": "workforce",
        "tenantLicense": "p1",
        "managementGroupRelationships": False,
        "connection": "confirmed",
        "cacheRepository": {"name": "cache", "type": "WinLocal", "repository": {"path": "D:\\Cache"}},
        "encryptionPassword": "correct horse",
        "encryptionHint": "in the safe",
        "backup": {
            "name": "Contoso",
            "retentionDays": 60,
            "schedule": DAILY,
            "notifications": {"sendSNMPNotifications": True},
            "sourceBackupId": GUID,
            "copies": {
                "elsewhere": {
                    "repository": {"type": "WinLocal", "repository": {"path": "E:\\Copies"}},
                    "name": "Contoso elsewhere",
                    "retention": {"type": "Months", "quantity": 3},
                    "schedule": {"type": "Continuous"},
                    "encryptionPasswordId": GUID,
                }
            },
        },
        "logs": {
            "repository": {"type": "WinLocal", "repository": {"path": "E:\\Logs"}},
            "name": "Contoso logs",
            "kinds": ["audit", "signIn"],
            "retention": {"type": "Years", "quantity": 1},
            "schedule": DAILY,
            "notifications": {"sendSNMPNotifications": True},
            "sourceBackupId": GUID,
            "waitForTenantBackup": True,
            "copies": {"elsewhere": {"repositoryId": GUID}},
        },
        "configurationBackup": {
            "repository": {"type": "WinLocal", "repository": {"path": "E:\\Configuration"}},
            "restorePointsToKeep": 20,
            "schedule": {"isEnabled": True, "daily": {"isEnabled": True, "localTime": "10:00"}},
            "notifications": {"SNMPEnabled": True},
        },
        "deletionProtection": False,
    },
    ("TenantProtection", "certificate"): {
        "azureTenantId": GUID,
        "applicationId": GUID,
        "certificate": {"data": "Q2VydGlmaWNhdGU=", "format": "Pfx", "password": "of the file"},
        "cacheRepositoryId": GUID,
        "encryptionPasswordId": GUID,
        "logs": {"repositoryId": GUID},
        "configurationBackup": {"repositoryId": GUID},
    },
}

NEVER_SHOWN = {
    "certificate": {"data": "hasData", "password": "hasPassword"},
    "encryptionPassword": {"": "hasEncryptionPassword"},
    "applicationSecret": {"": "hasApplicationSecret"},
    "installation": {
        "isoUrl": "hasIsoUrl",
        "licenseFile": "hasLicenseFile",
        "servicePassword": "hasServicePassword",
        "password": "hasPassword",
        "outputBlobUri": "hasOutputBlobUri",
        "errorBlobUri": "hasErrorBlobUri",
    }
}
"""In each input, the secrets of which a policy sees only whether they are given, and what it sees instead."""
