"""A backup server and its repository, held against the pillars of the Well-Architected Framework.

Reliability: zones, backups of the instance and storage of logs in three zones and a second region. Security:
encryption at the host, trusted launch, private endpoints, no public address, secrets in vaults. Operations: updates
in a window, metrics and alerts in a workspace, locks. What the product does not admit stays off: login with Entra ID
only, soft delete and keyless access on the storage of logs (see docs/log-storage.md). What scanners of templates still
object to is explained in docs/template-scanners.md.
"""

import pulumi
from pulumi_azure_native import network as azure_network
from pulumi_azure_native import operationalinsights, privatedns, resources, storage

from veeam_entraid import BackupNetwork, BackupServer, EntraIdRepository, LogStorage

ADMINISTRATION = ["10.60.0.128/26"]

config = pulumi.Config()
protected = config.get_bool("deletionProtection") is not False
group = resources.ResourceGroup("backup", resource_group_name="rg-backup")
workspace = operationalinsights.Workspace("metrics", workspace_name="backup", resource_group_name=group.name)
instance_backups = storage.StorageAccount(
    "instance-backups",
    account_name="instancebackupsofours",
    kind="StorageV2",
    sku=storage.SkuArgs(name="Standard_GZRS"),
    minimum_tls_version="TLS1_2",
    allow_blob_public_access=False,
    allow_shared_key_access=False,
    public_network_access="Disabled",
    network_rule_set=storage.NetworkRuleSetArgs(default_action=storage.DefaultAction.DENY, bypass="AzureServices"),
    resource_group_name=group.name,
)
container = storage.BlobContainer(
    "instance-backups-container",
    container_name="postgresql",
    account_name=instance_backups.name,
    resource_group_name=group.name,
)
network = BackupNetwork("network", {"resource_group_name": group.name, "administration_prefixes": ADMINISTRATION})
zone = privatedns.PrivateZone(
    "blobs",
    private_zone_name="privatelink.blob.core.windows.net",
    location="Global",
    resource_group_name=group.name,
)
linked = privatedns.VirtualNetworkLink(
    "blobs-link",
    virtual_network_link_name="backup",
    private_zone_name=zone.name,
    location="Global",
    registration_enabled=False,
    virtual_network=privatedns.SubResourceArgs(id=network.virtual_network_id),
    resource_group_name=group.name,
)
endpoint = azure_network.PrivateEndpoint(
    "instance-backups-endpoint",
    private_endpoint_name="instance-backups",
    subnet=azure_network.SubnetArgs(id=network.repository_subnet_id),
    # Beside the repository's own, which would be the first free one otherwise.
    ip_configurations=[
        azure_network.PrivateEndpointIPConfigurationArgs(
            name="blob", group_id="blob", member_name="blob", private_ip_address="10.60.0.37"
        )
    ],
    private_link_service_connections=[
        azure_network.PrivateLinkServiceConnectionArgs(
            name="blob", private_link_service_id=instance_backups.id, group_ids=["blob"]
        )
    ],
    resource_group_name=group.name,
)
reachable = azure_network.PrivateDnsZoneGroup(
    "instance-backups-names",
    private_dns_zone_group_name="default",
    private_endpoint_name=endpoint.name,
    private_dns_zone_configs=[azure_network.PrivateDnsZoneConfigArgs(name="blob", private_dns_zone_id=zone.id)],
    resource_group_name=group.name,
    opts=pulumi.ResourceOptions(depends_on=[linked]),
)
server = BackupServer(
    "vbr",
    {
        "resource_group_name": group.name,
        "subnet_id": network.backup_server_subnet_id,
        "private_ip_address": network.backup_server_address,
        "zone": 1,
        "workload": {"concurrent_jobs": 2},
        "security": {"encryption_at_host": True},
        "patch_mode": "AutomaticByPlatform",
        "maintenance": {"start": "2026-12-05 22:00", "recurrence": "Week Saturday"},
        "diagnostics_workspace_id": workspace.id,
        "deletion_lock": True,
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
        "zone": 2,
        "encryption_at_host": True,
        "backup": {"storage_account_id": instance_backups.id, "container": "postgresql"},
        "monitoring": {"workspace_id": workspace.id},
        "deletion_protection": protected,
    },
    pulumi.ResourceOptions(depends_on=[container, reachable]),
)
logs = LogStorage(
    "logs",
    {
        "resource_group_name": group.name,
        "subnet_id": network.backup_server_subnet_id,
        "private_ip_address": "10.60.0.5",
        "private_dns_zone_id": zone.id,
        "sku": "Standard_GZRS",
        "immutability_days": 30,
        "lock": True,
        "deletion_protection": protected,
    },
    pulumi.ResourceOptions(depends_on=[linked]),
)
pulumi.export("repositoryHost", repository.host)
pulumi.export("advice", server.advice)
pulumi.export("manualSteps", pulumi.Output.all(server.manual_steps, repository.manual_steps))
