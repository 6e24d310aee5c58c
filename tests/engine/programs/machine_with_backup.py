"""A repository on a machine, with a container for its backups and a workspace that watches it.

What the test changes is the configuration.
"""

from typing import cast

import pulumi
from pulumi_azure_native import monitor, operationalinsights, resources, storage

from veeam_entraid import BackupNetwork, EntraIdRepository, EntraIdRepositoryArgs

arguments = pulumi.Config().require_object("repository")
group = resources.ResourceGroup("rg", resource_group_name="rg")
account = storage.StorageAccount(
    "backups",
    account_name="instancebackups",
    resource_group_name=group.name,
    kind=storage.Kind.STORAGE_V2,
    sku=storage.SkuArgs(name=storage.SkuName.STANDARD_LRS),
)
container = storage.BlobContainer(
    "postgresql", container_name="postgresql", account_name=account.name, resource_group_name=group.name
)
workspace = operationalinsights.Workspace("logs", workspace_name="logs", resource_group_name=group.name)
on_call = monitor.ActionGroup(
    "on-call",
    action_group_name="on-call",
    group_short_name="on-call",
    enabled=True,
    location="global",
    resource_group_name=group.name,
)
network = BackupNetwork(
    "network",
    {
        "resource_group_name": group.name,
        "hosting": "virtualMachine",
        "repository_port": arguments["port"],
        "administration_prefixes": ["10.60.0.128/26"],
    },
)
handed_over: dict[str, object] = {
    "resource_group_name": group.name,
    "subnet_id": network.repository_subnet_id,
    "private_ip_address": network.repository_address,
    "host": network.repository_host,
    "backup_server_address": network.backup_server_address,
    "administration_prefixes": ["10.60.0.128/26"],
    "deletion_protection": False,
}
if arguments.pop("backedUp", False):
    handed_over["backup"] = {"storage_account_id": account.id}
if arguments.pop("watched", False):
    handed_over["monitoring"] = {"workspace_id": workspace.id, "action_group_ids": [on_call.id]}
repository = EntraIdRepository(
    "repository",
    cast("EntraIdRepositoryArgs", handed_over | arguments),
    pulumi.ResourceOptions(depends_on=[container]),
)
pulumi.export("uri", repository.uri)
pulumi.export("connection", repository.connection)
pulumi.export("manualSteps", repository.manual_steps)
