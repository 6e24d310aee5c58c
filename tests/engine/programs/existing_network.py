"""A network that exists in part, with a firewall, both ways in, flow logs, and the storage of log backups in it."""

from typing import Any, cast

import pulumi
import pulumi_tls as tls
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
key = tls.PrivateKey("key", algorithm="ECDSA", ecdsa_curve="P256")
root = tls.SelfSignedCert(
    "root",
    private_key_pem=key.private_key_pem,
    subject=tls.SelfSignedCertSubjectArgs(common_name="administrators"),
    is_ca_certificate=True,
    validity_period_hours=8760,
    allowed_uses=["cert_signing"],
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
        "vpn": {
            "client_prefixes": ["172.16.201.0/24"],
            "root_certificates": [{"name": "administrators", "public_data": root.cert_pem}],
            "sku": pulumi.Config().get("sku") or "VpnGw1AZ",
        },
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
pulumi.export("vpn", made.vpn_gateway_id)
pulumi.export("rules", found.repository_rules)
pulumi.export("host", made.backup_server_host)
pulumi.export("account", logs.account_name)
pulumi.export("container", logs.container)
pulumi.export("key", logs.key)
