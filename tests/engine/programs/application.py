"""An application in a tenant that is not the one of the stack's default provider, and a vault in the latter."""

from typing import Any

import pulumi
import pulumi_azuread as azuread
from pulumi_azure_native import keyvault, resources

from veeam_entraid import EntraApplication

config = pulumi.Config("shop")
protected = azuread.Provider(
    "protected", tenant_id=config.require("providerTenant"), environment=config.get("environment")
)
arguments: Any = config.require_object("application")
if config.get("vault"):
    group = resources.ResourceGroup("group", resource_group_name="rg-vault")
    vault = keyvault.Vault(
        "vault",
        vault_name=config.require("vault"),
        resource_group_name=group.name,
        properties=keyvault.VaultPropertiesArgs(
            sku=keyvault.SkuArgs(family="A", name=keyvault.SkuName.STANDARD),
            tenant_id="00000000-0000-0000-0000-000000000000",
            enable_rbac_authorization=True,
        ),
    )
    arguments["keyVault"] = {"name": vault.name, "resourceGroupName": group.name}
application = EntraApplication("tenant", arguments, pulumi.ResourceOptions(provider=protected))
pulumi.export("azureTenantId", application.azure_tenant_id)
pulumi.export("applicationId", application.application_id)
pulumi.export("certificate", application.certificate)
pulumi.export("applicationSecret", application.application_secret)
pulumi.export("credentialExpiresAt", application.credential_expires_at)
pulumi.export("manualSteps", application.manual_steps)
