"""One backup server, and as many repositories as the configuration lists, through a provider that it describes."""

from typing import cast

import pulumi
from pulumi_azure_native import Provider

from veeam_entraid import BackupServer, EntraIdRepository, EntraIdRepositoryArgs

SUBNETS = (
    "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network"
    "/virtualNetworks/v/subnets"
)

config = pulumi.Config()
provider = Provider("explicit", location="westeurope", environment=config.get("environment"))
opts = pulumi.ResourceOptions(providers=[provider])
server = BackupServer("vbr", {"resource_group_name": "rg", "subnet_id": f"{SUBNETS}/backup-server"}, opts)
for name, arguments in config.require_object("repositories").items():
    defaults = {
        "resource_group_name": "rg",
        "subnet_id": f"{SUBNETS}/repository",
        "backup_server_address": "10.60.0.4",
        "backup_server": server.server_name,
    }
    EntraIdRepository(name, cast("EntraIdRepositoryArgs", defaults | arguments), opts)
