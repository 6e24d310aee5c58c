"""For each component and hosting, arguments that hand over every input which has a use there."""

from typing import Any

NETWORK = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network"
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
    "connectionLimit": 120,
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
        "loginPrivileges": "documented",
        "transport": "preferred",
        "backup": {
            "storageAccountId": "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers"
            "/Microsoft.Storage/storageAccounts/backups",
            "container": "instance",
            "retentionFull": 8,
            "retentionDifferential": 12,
            "fullSchedule": "Sat 04:00",
            "differentialSchedule": "*-*-* 05:30",
        },
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
            "tenantId": "11111111-2222-3333-4444-555555555555",
        },
        "backupRetentionDays": 21,
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
}
