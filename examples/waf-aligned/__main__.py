"""A backup server and its repository, held against the pillars of the Well-Architected Framework.

Reliability: zones, backups of the instance to zone-redundant storage, storage of logs in three zones. Security:
encryption at the host, trusted launch, no public address, secrets in vaults, an application with a certificate.
Operations: updates in a window, metrics in a workspace, locks. What the product does not admit stays off: login with
Entra ID only, soft delete and keyless access on the storage of logs (see docs/log-storage.md).
"""

import pulumi
from pulumi_azure_native import operationalinsights, resources, storage

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
    sku=storage.SkuArgs(name="Standard_ZRS"),
    minimum_tls_version="TLS1_2",
    allow_blob_public_access=False,
    allow_shared_key_access=False,
    resource_group_name=group.name,
)
container = storage.BlobContainer(
    "instance-backups",
    container_name="postgresql",
    account_name=instance_backups.name,
    resource_group_name=group.name,
)
network = BackupNetwork("network", {"resource_group_name": group.name, "administration_prefixes": ADMINISTRATION})
server = BackupServer(
    "vbr",
    {
        "resource_group_name": group.name,
        "subnet_id": network.backup_server_subnet_id,
        "private_ip_address": network.backup_server_address,
        "zone": 1,
        "workload": {"concurrent_jobs": 2},
        "security": {"encryption_at_host": True},
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
        "backup": {"storage_account_id": instance_backups.id, "container": "postgresql"},
        "deletion_protection": protected,
    },
    pulumi.ResourceOptions(depends_on=[container]),
)
logs = LogStorage(
    "logs",
    {
        "resource_group_name": group.name,
        "subnet_id": network.backup_server_subnet_id,
        "immutability_days": 30,
        "lock": True,
        "deletion_protection": protected,
    },
)
pulumi.export("repositoryHost", repository.host)
pulumi.export("advice", server.advice)
pulumi.export("manualSteps", pulumi.Output.all(server.manual_steps, repository.manual_steps))
