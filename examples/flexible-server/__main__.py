"""A backup server with its repository on Azure Database for PostgreSQL.

The vendor's requirements exclude cloud database services: the acknowledgement says that you know, and the policy pack
goes on saying so.
"""

import pulumi
from pulumi_azure_native import resources

from veeam_entraid import BackupNetwork, BackupServer, EntraIdRepository

HOSTING = "flexibleServer"

config = pulumi.Config()
protected = config.get_bool("deletionProtection") is not False
group = resources.ResourceGroup("backup", resource_group_name="rg-backup")
network = BackupNetwork(
    "network",
    {
        "resource_group_name": group.name,
        "hosting": HOSTING,
        "administration_prefixes": ["10.60.0.128/26"],
    },
)
server = BackupServer(
    "vbr",
    {
        "resource_group_name": group.name,
        "subnet_id": network.backup_server_subnet_id,
        "private_ip_address": network.backup_server_address,
        "deletion_protection": protected,
    },
)
repository = EntraIdRepository(
    "repository",
    {
        "hosting": HOSTING,
        "acknowledge_unsupported_cloud_database": True,
        "resource_group_name": group.name,
        "backup_server": server.server_name,
        "subnet_id": network.repository_subnet_id,
        "private_dns_zone_id": network.repository_zone_id,
        "vault_subnet_ids": [network.backup_server_subnet_id],
        "sku_name": "Standard_D4ds_v5",
        "storage_size_gb": 256,
        "deletion_protection": protected,
    },
)
pulumi.export("repositoryHost", repository.host)
pulumi.export("manualSteps", pulumi.Output.all(server.manual_steps, repository.manual_steps))
