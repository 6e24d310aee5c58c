"""A backup server and its repository on a machine of its own, in a network of their own.

Runners and people reach both from 10.60.0.128/26, such as a jump host's subnet. The repository is PostgreSQL 17 with
TLS; its login is made in the same update, so run it from that range.
"""

import pulumi
from pulumi_azure_native import resources

from veeam_entraid import BackupNetwork, BackupServer, EntraIdRepository

ADMINISTRATION = ["10.60.0.128/26"]

config = pulumi.Config()
protected = config.get_bool("deletionProtection") is not False
group = resources.ResourceGroup("backup", resource_group_name="rg-backup")
network = BackupNetwork("network", {"resource_group_name": group.name, "administration_prefixes": ADMINISTRATION})
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
        "resource_group_name": group.name,
        "backup_server": server.server_name,
        "subnet_id": network.repository_subnet_id,
        "private_ip_address": network.repository_address,
        "host": network.repository_host,
        "backup_server_address": network.backup_server_address,
        "administration_prefixes": ADMINISTRATION,
        "vault_subnet_ids": [network.backup_server_subnet_id],
        "deletion_protection": protected,
    },
)
pulumi.export("repositoryHost", repository.host)
pulumi.export("manualSteps", pulumi.Output.all(server.manual_steps, repository.manual_steps))
