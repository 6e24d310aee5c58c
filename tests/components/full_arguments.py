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
        "security": {"trustedLaunch": True, "secureBoot": False, "vtpm": True, "encryptionAtHost": True},
        "patchMode": "AutomaticByPlatform",
        "patchAssessment": True,
        "maintenance": {
            "start": "2026-12-05 22:00",
            "duration": "03:00",
            "recurrence": "Week Saturday",
            "timeZone": "W. Europe Standard Time",
            "reboot": "Never",
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

NEVER_SHOWN = {
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
