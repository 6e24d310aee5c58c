"""The configuration of the deployable program: what ``pulumi config`` holds, as arguments of components.

Everything is read and checked before a component is made, so that one error lists every problem of the
configuration.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, cast

from pulumi_azure_native import resources

from veeam_entraid._arguments import Arguments
from veeam_entraid._azure import configured_placement
from veeam_entraid._problems import Problem, problems_of, raise_problems
from veeam_entraid.backup_network import BackupNetwork, BackupNetworkArgs
from veeam_entraid.backup_server import BackupServer, BackupServerArgs
from veeam_entraid.entra_id_repository import EntraIdRepositoryArgs
from veeam_entraid.network import plan_network
from veeam_entraid.repository import plan_repository
from veeam_entraid.server import plan_backup_server

__all__ = ["ProgramSettings", "Stage", "read_settings", "stage_of"]

_SERVER_FROM_NETWORK: Final = ("subnet_id", "private_ip_address")
_REPOSITORY_FROM_OTHERS: Final = ("subnet_id", "backup_server_address", "private_dns_zone_id")


@dataclass(frozen=True, slots=True)
class ProgramSettings:
    """The arguments of the program's components, without what they hand to each other.

    Attributes:
        resource_group_name: name of the resource group that the program makes.
        server_name: logical name of the backup server.
        network: arguments of the BackupNetwork.
        backup_server: arguments of the BackupServer.
        repository: arguments of the EntraIdRepository.
    """

    resource_group_name: str
    server_name: str
    network: Mapping[str, object]
    backup_server: Mapping[str, object]
    repository: Mapping[str, object]

    @property
    def hosting(self) -> str:
        """Where the repository runs."""
        return str(self.repository["hosting"])

    def network_arguments(self, group: resources.ResourceGroup) -> BackupNetworkArgs:
        """Return the arguments of the network in its resource group."""
        return cast("BackupNetworkArgs", {**self.network, "resourceGroupName": group.name})

    def backup_server_arguments(self, group: resources.ResourceGroup, network: BackupNetwork) -> BackupServerArgs:
        """Return the arguments of the backup server in its network."""
        handed_over = {
            "resourceGroupName": group.name,
            "subnetId": network.backup_server_subnet_id,
            "privateIpAddress": network.backup_server_address,
        }
        return cast("BackupServerArgs", {**self.backup_server, **handed_over})

    def repository_arguments(
        self, group: resources.ResourceGroup, network: BackupNetwork, server: BackupServer
    ) -> EntraIdRepositoryArgs:
        """Return the arguments of the repository in its network, beside its backup server."""
        handed_over: dict[str, object] = {"backupServer": server.server_name}
        if self.hosting != "local":
            handed_over |= {
                "resourceGroupName": group.name,
                "subnetId": network.repository_subnet_id,
                "vaultSubnetIds": [network.backup_server_subnet_id],
            }
        if self.hosting == "virtualMachine":
            handed_over |= {
                "privateIpAddress": network.repository_address,
                "host": network.repository_host,
                "backupServerAddress": network.backup_server_address,
            }
        if self.hosting == "flexibleServer":
            handed_over["privateDnsZoneId"] = network.repository_zone_id
        return cast("EntraIdRepositoryArgs", {**self.repository, **handed_over})


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a deployment stands.

    Attributes:
        name: the stage, in one line.
        next_step: what comes next, with its command; empty after the last one.
    """

    name: str
    next_step: str = ""


def read_settings(config: Mapping[str, str], *, project: str, stack: str) -> ProgramSettings:
    """Read the configuration of a stack.

    Args:
        config: every key of the stack's configuration with its value as text, blocks as JSON.
        project: the project's name, the namespace of its keys.
        stack: the stack's name.

    Raises:
        InvalidArgumentsError: with every problem in it, those of the components among them.
    """
    prefix = f"{project}:"
    own = {key.removeprefix(prefix): _decoded(value) for key, value in config.items() if key.startswith(prefix)}
    problems: list[Problem] = []
    reader = Arguments("Configuration", own, problems=problems)
    resource_group = reader.text("resource_group_name", f"rg-veeam-entraid-{stack}", hint="a resource group's name")
    server_name = reader.text("server_name", "vbr", hint="the logical name of the backup server, such as vbr")
    protected = reader.flag("deletion_protection", default=True)
    network, server, repository = (_block(reader, name) for name in ("network", "backup_server", "repository"))
    reader.refuse_unread()

    common = {"resourceGroupName": resource_group}
    repository = {"hosting": "virtualMachine", "deletionProtection": protected} | repository
    hosting = repository["hosting"]
    network = common | {"hosting": hosting, "repositoryPort": repository.get("port", 5432)} | network
    local = hosting == "local"
    server = common | {"entraIdHosting": "local" if local else "remote", "deletionProtection": protected} | server
    if not local:
        repository = common | repository
    if hosting == "virtualMachine" and "administrationPrefixes" in network:
        repository = {"administrationPrefixes": network["administrationPrefixes"]} | repository
    provider = configured_placement(lambda key: config.get(f"azure-native:{key}"))
    raise_problems(
        [
            *problems,
            *problems_of(lambda: plan_network("network", network)),
            *problems_of(lambda: plan_backup_server(server_name, server, _SERVER_FROM_NETWORK, provider)),
            *problems_of(lambda: plan_repository("repository", repository, _REPOSITORY_FROM_OTHERS, provider)),
        ]
    )
    return ProgramSettings(resource_group, server_name, network, server, repository)


def _decoded(value: str) -> object:
    """Return a block or list as data, and everything else as the text that it is."""
    if not value.startswith(("{", "[")):
        return value
    try:
        return cast("object", json.loads(value))
    except ValueError:
        return value


def _block(reader: Arguments, name: str) -> dict[str, object]:
    value = reader.raw(name, {})
    if isinstance(value, dict):
        return dict(cast("Mapping[str, object]", value))
    reader.problem(name, "has to be a block of arguments")
    return {}


def stage_of(settings: ProgramSettings, project: str) -> Stage:
    """Return where a deployment with these settings stands once its update is through."""
    repository, set_key = settings.repository, f"pulumi config set --path {project}:repository"
    if settings.hosting == "local":
        return Stage("the backup server keeps the repository itself")
    if str(repository.get("dataPlane", True)).lower() in {"false", "off"}:
        return Stage(
            "Azure is there, the login of the backup server is not",
            f"from a machine within administrationPrefixes: {set_key}.dataPlane true && pulumi up",
        )
    if repository.get("connection", "pending") == "pending":
        return Stage(
            "the repository is there, the backup server is not connected to it",
            f"do what manualSteps says, then: {set_key}.connection confirmed && pulumi up",
        )
    return Stage("the backup server is connected to the repository")
