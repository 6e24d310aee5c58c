"""A repository for a backup server that is there already, in its network.

    pulumi config set resourceGroupName rg-backup
    pulumi config set subnetId /subscriptions/…/subnets/repository
    pulumi config set address 10.20.1.4
    pulumi config set host repository.backup.internal
    pulumi config set backupServerAddress 10.20.0.4

The subnet is yours, and so is the name that leads to the address: let the subnet's security group admit the backup
server's address on port 5432, and give the subnet the service endpoint Microsoft.KeyVault.
"""

import pulumi

from veeam_entraid import EntraIdRepository

config = pulumi.Config()
repository = EntraIdRepository(
    "repository",
    {
        "resource_group_name": config.require("resourceGroupName"),
        "backup_server": "vbr-on-premises",
        "subnet_id": config.require("subnetId"),
        "private_ip_address": config.require("address"),
        "host": config.require("host"),
        "backup_server_address": config.require("backupServerAddress"),
        "administration_prefixes": ["10.20.9.0/24"],
        "deletion_protection": config.get_bool("deletionProtection") is not False,
    },
)
pulumi.export("repositoryHost", repository.host)
pulumi.export("repositoryCertificate", repository.certificate)
pulumi.export("manualSteps", repository.manual_steps)
