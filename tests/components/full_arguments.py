"""For each component and hosting, arguments that hand over every input which has a use there."""

from typing import Any

NETWORK = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network"
SUBNETS = f"{NETWORK}/virtualNetworks/v/subnets"
TENANT = "11111111-2222-3333-4444-555555555555"
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
            "tenantId": TENANT,
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
