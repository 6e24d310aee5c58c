"""A backup server and its repository in a virtual network that is there already.

    pulumi config set virtualNetworkId /subscriptions/…/virtualNetworks/vnet-landing-zone
    pulumi config set addressSpace 10.20.8.0/24

The platform team hands over a free part of the network and the way out of it; the subnets, their security groups and
the names are made here.
"""

import pulumi
from pulumi_azure_native import resources

from veeam_entraid import BackupNetwork, BackupServer, EntraIdRepository

ADMINISTRATION = ["10.20.9.0/24"]

config = pulumi.Config()
protected = config.get_bool("deletionProtection") is not False
group = resources.ResourceGroup("backup", resource_group_name="rg-backup")
network = BackupNetwork(
    "network",
    {
        "resource_group_name": group.name,
        "virtual_network_id": config.require("virtualNetworkId"),
        "address_space": config.require("addressSpace"),
        "egress": "existing",
        "administration_prefixes": ADMINISTRATION,
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
        "resource_group_name": group.name,
        "backup_server": server.server_name,
        "subnet_id": network.repository_subnet_id,
        "private_ip_address": network.repository_address,
        "host": network.repository_host,
        "backup_server_address": network.backup_server_address,
        "administration_prefixes": ADMINISTRATION,
        "deletion_protection": protected,
    },
)
pulumi.export("repositoryHost", repository.host)
pulumi.export("requiredHosts", network.required_hosts)
pulumi.export("manualSteps", pulumi.Output.all(server.manual_steps, repository.manual_steps))
