"""Nothing but private endpoints, a firewall and Bastion around a backup server.

    pulumi config set firewallAddress 10.20.255.4

Everything that leaves goes by the firewall, which alone can tell the host names in the output requiredHosts apart.
Administrators come through Bastion's tunnels. PostgreSQL and the storage of logs have private endpoints in the backup
server's subnet, and no public address at all. The vendor's requirements exclude cloud database services: the
acknowledgement says that you know.
"""

import pulumi
from pulumi_azure_native import privatedns, resources

from veeam_entraid import BackupNetwork, BackupServer, EntraIdRepository, LogStorage

config = pulumi.Config()
protected = config.get_bool("deletionProtection") is not False
group = resources.ResourceGroup("backup", resource_group_name="rg-backup")
network = BackupNetwork(
    "network",
    {
        "resource_group_name": group.name,
        "hosting": "local",
        "address_space": "10.20.8.0/24",
        "egress": "firewall",
        "firewall_address": config.require("firewallAddress"),
        "bastion": {},
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
zone = privatedns.PrivateZone(
    "postgresql",
    private_zone_name="privatelink.postgres.database.azure.com",
    location="Global",
    resource_group_name=group.name,
)
link = privatedns.VirtualNetworkLink(
    "postgresql",
    virtual_network_link_name="postgresql",
    private_zone_name=zone.name,
    location="Global",
    registration_enabled=False,
    virtual_network=privatedns.SubResourceArgs(id=network.virtual_network_id),
    resource_group_name=group.name,
)
repository = EntraIdRepository(
    "repository",
    {
        "hosting": "flexibleServer",
        "acknowledge_unsupported_cloud_database": True,
        "resource_group_name": group.name,
        "backup_server": server.server_name,
        "subnet_id": network.backup_server_subnet_id,
        "private_dns_zone_id": zone.id,
        "flexible_server": {"network": {"mode": "privateEndpoint", "private_ip_address": "10.20.8.5"}},
        "deletion_protection": protected,
    },
    pulumi.ResourceOptions(depends_on=[link]),
)
logs = LogStorage(
    "logs",
    {
        "resource_group_name": group.name,
        "subnet_id": network.backup_server_subnet_id,
        "private_ip_address": "10.20.8.6",
        "immutability_days": 30,
        "deletion_protection": protected,
    },
)
pulumi.export("repositoryHost", repository.host)
pulumi.export("logStorage", logs.account_name)
pulumi.export("requiredHosts", network.required_hosts)
pulumi.export("manualSteps", pulumi.Output.all(server.manual_steps, repository.manual_steps))
