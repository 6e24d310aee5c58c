"""The deployable program: configuration -> components -> outputs."""

import pulumi
from pulumi_azure_native import resources

from veeam_entraid import (
    BackupNetwork,
    BackupServer,
    EntraApplication,
    EntraIdRepository,
    LogStorage,
    TenantProtection,
)
from veeam_entraid.program import read_settings, stage_of
from veeam_entraid.veeam import Provider, infrastructure

project = pulumi.get_project()
settings = read_settings(pulumi.runtime.get_config_env(), project=project, stack=pulumi.get_stack())

group = resources.ResourceGroup("resource-group", resource_group_name=settings.resource_group_name)
network = BackupNetwork("network", settings.network_arguments(group))
server = BackupServer(settings.server_name, settings.backup_server_arguments(group, network))
repository = EntraIdRepository("repository", settings.repository_arguments(group, network, server))
steps = [server.manual_steps, repository.manual_steps]
application = None
if settings.application is not None:
    application = EntraApplication("application", settings.application_arguments())
    steps.append(application.manual_steps)
    pulumi.export("azureTenantId", application.azure_tenant_id)
    pulumi.export("applicationId", application.application_id)
    pulumi.export("applicationCertificate", application.certificate)
    pulumi.export("applicationSecret", application.application_secret)
    pulumi.export("credentialExpiresAt", application.credential_expires_at)
    pulumi.export("expiryWarning", application.expiry_warning)
if settings.log_storage is not None:
    logs = LogStorage("log-storage", settings.log_storage_arguments(group, network, server))
    pulumi.export("logStorageAccount", logs.account_name)
    pulumi.export("logStorageKey", logs.key)
    pulumi.export("logStorageContainer", logs.container)
if settings.tenant is not None:
    veeam = Provider(
        "veeam",
        endpoint=server.rest_endpoint,
        username=server.service_account,
        password=server.service_account_password,
        certificate_thumbprint=server.certificate_thumbprint,
    )
    on_server = pulumi.ResourceOptions(provider=veeam, deleted_with=server)
    prepared: list[pulumi.Resource] = [
        infrastructure.DefaultProxy("default-proxy", on_server, enabled=settings.default_proxy_enabled)
    ]
    if settings.license:
        prepared.append(infrastructure.License("license", on_server, license=settings.license))
    protection = TenantProtection(
        "tenant",
        settings.tenant_arguments(repository, application),
        pulumi.ResourceOptions(providers=[veeam], depends_on=[repository, *prepared], deleted_with=server),
    )
    pulumi.export("tenantId", protection.tenant_id)
    pulumi.export("tenantBackupJob", protection.backup_job_id)
    pulumi.export("tenantLogBackupJob", protection.log_backup_job_id)
    pulumi.export("tenantCopyJobs", protection.copy_job_ids)

stage = stage_of(settings, project)
pulumi.export("stage", stage.name)
pulumi.export("nextStep", stage.next_step)
pulumi.export("backupServer", server.server_name)
pulumi.export("backupServerAddress", server.private_ip_address)
pulumi.export("backupServerHost", network.backup_server_host)
pulumi.export("backupServerKeyVault", server.key_vault_name)
pulumi.export("backupServerThumbprint", server.certificate_thumbprint)
pulumi.export("backupServerBuild", server.build)
pulumi.export("backupServerRestEndpoint", server.rest_endpoint)
pulumi.export("backupServerServiceAccount", server.service_account)
pulumi.export("backupServerServiceAccountPassword", server.service_account_password)
pulumi.export("backupServerServiceAccountSecret", server.service_account_password_secret_id)
pulumi.export("backupServerAdvice", server.advice)
pulumi.export("repositoryHost", repository.host)
pulumi.export("repositoryPort", repository.port)
pulumi.export("repositoryLogin", repository.login)
pulumi.export("repositoryPassword", repository.password)
pulumi.export("repositoryUri", repository.uri)
pulumi.export("repositoryCertificate", repository.certificate)
pulumi.export("repositoryConnection", repository.connection)
pulumi.export("repositoryKeyVault", repository.key_vault_name)
pulumi.export("manualSteps", pulumi.Output.all(*steps).apply(lambda lists: [step for each in lists for step in each]))
