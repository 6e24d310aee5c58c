"""For each component and hosting, arguments that hand over every input which has a use there."""

from typing import Any

GROUP = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers"
NETWORK = f"{GROUP}/Microsoft.Network"
IDENTITIES = f"{GROUP}/Microsoft.ManagedIdentity/userAssignedIdentities"
GUID = "11111111-2222-3333-4444-555555555555"
SUBNETS = f"{NETWORK}/virtualNetworks/v/subnets"
COMMON = {"resourceGroupName": "rg", "location": "westeurope", "tags": {"team": "identity"}}
REMOTE = COMMON | {
    "backupServer": "vbr",
    "engineVersion": 15,
    "connection": "confirmed",
    "subnetId": f"{SUBNETS}/repository",
    "vaultSubnetIds": [f"{SUBNETS}/backup-server"],
    "administratorLogin": "admin_of_it",
    "login": "veeam_of_it",
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
    },
    ("BackupServer", ""): COMMON
    | {
        "subnetId": f"{SUBNETS}/backup-server",
        "privateIpAddress": "10.70.0.5",
        "vmSize": "Standard_D16s_v5",
        "computerName": "VBR01",
        "adminUsername": "operator",
        "osDiskSizeGb": 300,
        "dataDiskSizeGb": 600,
        "zone": 3,
        "defaultProxy": {"enabled": True},
        "entraIdHosting": "local",
        "deletionProtection": False,
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
    },
    ("EntraIdRepository", "flexibleServer"): REMOTE
    | {
        "hosting": "flexibleServer",
        "acknowledgeUnsupportedCloudDatabase": True,
        "port": 5432,
        "privateDnsZoneId": f"{NETWORK}/privateDnsZones/v.private.postgres.database.azure.com",
        "skuName": "Standard_D4ds_v5",
        "authConfig": {
            "passwordAuth": "Enabled",
            "activeDirectoryAuth": "Enabled",
            "tenantId": "11111111-2222-3333-4444-555555555555",
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
        "sku": "Standard_GZRS",
        "containerName": "logs-of-it",
        "folderName": "Entra_logs",
        "immutabilityDays": 30,
        "accountKey": "key2",
        "lock": True,
        "deletionProtection": False,
    },
}
