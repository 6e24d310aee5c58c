"""A backup server with everything that it may have, and an installation of the product."""

import pulumi
from pulumi_azure_native import network, operationalinsights, recoveryservices, resources, storage

from veeam_entraid import BackupServer

config = pulumi.Config()
group = resources.ResourceGroup("group", resource_group_name="rg-server")
net = network.VirtualNetwork(
    "net",
    virtual_network_name="net",
    resource_group_name=group.name,
    address_space=network.AddressSpaceArgs(address_prefixes=["10.60.0.0/24"]),
    subnets=[
        network.SubnetArgs(
            name="backup",
            address_prefix="10.60.0.0/27",
            service_endpoints=[network.ServiceEndpointPropertiesFormatArgs(service="Microsoft.KeyVault")],
        )
    ],
)
media = storage.StorageAccount(
    "media",
    account_name="mediaofthetest",
    resource_group_name=group.name,
    kind="StorageV2",
    sku=storage.SkuArgs(name="Standard_LRS"),
)
workspace = operationalinsights.Workspace("workspace", workspace_name="logs", resource_group_name=group.name)
vault = recoveryservices.Vault(
    "vault",
    vault_name="backups",
    resource_group_name=group.name,
    sku=recoveryservices.SkuArgs(name="RS0", tier="Standard"),
    properties=recoveryservices.VaultPropertiesArgs(public_network_access="Disabled"),
)
server = BackupServer(
    "vbr",
    {
        "resource_group_name": group.name,
        "subnet_id": net.subnets.apply(lambda subnets: str((subnets or [])[0].id)),
        "location": "westeurope",
        "vm_size": config.get("vmSize") or "Standard_E8s_v5",
        "deletion_protection": False,
        "workload": {"concurrent_jobs": 2, "log_sources": 1},
        "security": {"encryption_at_host": True},
        "patch_mode": "AutomaticByPlatform",
        "patch_assessment": True,
        "maintenance": {"start": "2026-12-05 22:00"},
        "license_type": "Windows_Server",
        "accelerated_networking": True,
        "boot_diagnostics_storage_uri": media.primary_endpoints.apply(lambda endpoints: endpoints.blob),
        "diagnostics_workspace_id": workspace.id,
        "backup_policy_id": "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-server"
        "/providers/Microsoft.RecoveryServices/vaults/backups/backupPolicies/DefaultPolicy",
        "deletion_lock": True,
        "data_disks": [
            {"name": "cache", "purpose": "cache", "size_gb": 64},
            {"name": "catalog", "purpose": "catalog", "size_gb": 32},
        ],
        "role_assignments": [
            {"name": "iso-reader", "scope": media.id, "role_definition_id": "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"}
        ],
        "installation": {
            "iso_url": config.require_secret("isoUrl"),
            "iso_sha256": "ab" * 32,
            "accept_license_agreements": True,
            "service_user": "corp\\backup it's",
            "service_password": config.require_secret("servicePassword"),
            "license_file": config.require_secret("licenseFile"),
            "folders": {"catalog": "H:\\VBRCatalog"},
            "check_updates": config.get_bool("checkUpdates") or False,
        },
    },
    pulumi.ResourceOptions(depends_on=[vault]),
)
pulumi.export("thumbprint", server.certificate_thumbprint)
pulumi.export("build", server.build)
pulumi.export("serviceAccount", server.service_account)
pulumi.export("advice", server.advice)
pulumi.export("manualSteps", server.manual_steps)
