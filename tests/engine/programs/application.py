"""An application in a tenant that is not the one of the stack's default provider."""

import pulumi
import pulumi_azuread as azuread

from veeam_entraid import EntraApplication

config = pulumi.Config("shop")
protected = azuread.Provider(
    "protected", tenant_id=config.require("providerTenant"), environment=config.get("environment")
)
application = EntraApplication(
    "tenant",
    config.require_object("application"),
    pulumi.ResourceOptions(provider=protected),
)
pulumi.export("azureTenantId", application.azure_tenant_id)
pulumi.export("applicationId", application.application_id)
pulumi.export("certificate", application.certificate)
pulumi.export("applicationSecret", application.application_secret)
pulumi.export("credentialExpiresAt", application.credential_expires_at)
pulumi.export("manualSteps", application.manual_steps)
