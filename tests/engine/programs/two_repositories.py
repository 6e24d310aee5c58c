"""One backup server, and as many repositories as the configuration lists."""

from typing import cast

import pulumi

from veeam_entraid import BackupServer, EntraIdRepository, EntraIdRepositoryArgs

SUBNETS = (
    "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network"
    "/virtualNetworks/v/subnets"
)

server = BackupServer("vbr", {"resource_group_name": "rg", "subnet_id": f"{SUBNETS}/backup-server"})
for name, arguments in pulumi.Config().require_object("repositories").items():
    defaults = {
        "resource_group_name": "rg",
        "subnet_id": f"{SUBNETS}/repository",
        "backup_server_address": "10.60.0.4",
        "backup_server": server.server_name,
    }
    EntraIdRepository(name, cast("EntraIdRepositoryArgs", defaults | arguments))
