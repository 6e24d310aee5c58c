"""A network that exists in part, with a firewall, Bastion and flow logs, and the storage of log backups in it."""

from typing import Any, cast

import pulumi
from pulumi_azure_native import network, resources, storage

from veeam_entraid import BackupNetwork, LogStorage

group = resources.ResourceGroup("group", resource_group_name="rg-spoke")
hub = resources.ResourceGroup("hub", resource_group_name="rg-hub")
spoke = network.VirtualNetwork(
    "spoke",
    virtual_network_name="spoke",
    address_space=network.AddressSpaceArgs(address_prefixes=["10.1.0.0/16"]),
    resource_group_name=hub.name,
)
watcher = network.NetworkWatcher("watcher", network_watcher_name="watcher", resource_group_name=hub.name)
flows = storage.StorageAccount(
    "flows",
    account_name="flowsofthespoke",
    kind="StorageV2",
    sku=storage.SkuArgs(name="Standard_LRS"),
    resource_group_name=hub.name,
)
made = BackupNetwork(
    "made",
    {
        "resource_group_name": group.name,
        "virtual_network_id": spoke.id,
        "address_space": "10.1.7.0/24",
        "egress": "firewall",
        "firewall_address": "10.1.0.4",
        "bastion": {},
        "flow_logs": {
            "storage_account_id": flows.id,
            "network_watcher_name": watcher.name,
            "network_watcher_resource_group_name": hub.name,
        },
    },
)
found = BackupNetwork(
    "found",
    {
        "resource_group_name": group.name,
        "backup_server_subnet_id": made.backup_server_subnet_id,
        "backup_server_address": "10.1.7.9",
        "repository_subnet_id": made.repository_subnet_id,
        "repository_address": "10.1.7.44",
        "private_dns_zone": "none",
    },
)
network.NetworkSecurityGroup(
    "own",
    network_security_group_name="own",
    security_rules=cast("Any", found.backup_server_rules),
    resource_group_name=group.name,
)
BackupNetwork(
    "locked",
    {"resource_group_name": group.name, "hosting": "local", "private_dns_zone": "none", "lock": True},
)
logs = LogStorage(
    "logs",
    {
        "resource_group_name": group.name,
        "subnet_id": found.backup_server_subnet_id,
        "immutability_days": 14,
        "lock": True,
        "deletion_protection": pulumi.Config().require_bool("protected"),
    },
)

pulumi.export("network", made.virtual_network_id)
pulumi.export("rules", found.repository_rules)
pulumi.export("host", made.backup_server_host)
pulumi.export("account", logs.account_name)
pulumi.export("container", logs.container)
pulumi.export("key", logs.key)
