"""The deployable program: configuration -> components -> outputs."""

import pulumi
from pulumi_azure_native import resources

from veeam_entraid import BackupNetwork, BackupServer, EntraIdRepository
from veeam_entraid.program import read_settings, stage_of

project = pulumi.get_project()
settings = read_settings(pulumi.runtime.get_config_env(), project=project, stack=pulumi.get_stack())

group = resources.ResourceGroup("resource-group", resource_group_name=settings.resource_group_name)
network = BackupNetwork("network", settings.network_arguments(group))
server = BackupServer(settings.server_name, settings.backup_server_arguments(group, network))
repository = EntraIdRepository("repository", settings.repository_arguments(group, network, server))

stage = stage_of(settings, project)
pulumi.export("stage", stage.name)
pulumi.export("nextStep", stage.next_step)
pulumi.export("backupServer", server.server_name)
pulumi.export("backupServerAddress", server.private_ip_address)
pulumi.export("backupServerHost", network.backup_server_host)
pulumi.export("backupServerKeyVault", server.key_vault_name)
pulumi.export("repositoryHost", repository.host)
pulumi.export("repositoryPort", repository.port)
pulumi.export("repositoryLogin", repository.login)
pulumi.export("repositoryPassword", repository.password)
pulumi.export("repositoryUri", repository.uri)
pulumi.export("repositoryCertificate", repository.certificate)
pulumi.export("repositoryConnection", repository.connection)
pulumi.export("repositoryKeyVault", repository.key_vault_name)
steps = pulumi.Output.all(server.manual_steps, repository.manual_steps)
pulumi.export("manualSteps", steps.apply(lambda both: [*both[0], *both[1]]))
