"""EntraApplication: the application through which a backup server reads the protected tenant."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import NotRequired, TypedDict

import pulumi
import pulumi_azuread as azuread

from veeam_entraid._azure import configured_placement, uses_default_provider
from veeam_entraid._manual_steps import ManualStep
from veeam_entraid._problems import Problem, problems_of, raise_problems
from veeam_entraid.application import EntraApplicationPlan, plan_entra_application
from veeam_entraid.application._certificate import CertificateFile
from veeam_entraid.application._consent import consent_step, grant_consent
from veeam_entraid.application._credential import create_credential
from veeam_entraid.application._expiry import expiry_warning
from veeam_entraid.application._plan import tenant_id_problem, tenant_mismatch
from veeam_entraid.application.permissions import Api, PermissionKind

__all__ = ["CredentialArgs", "EntraApplication", "EntraApplicationArgs", "KeyVaultArgs"]

_ACCESS_TYPES = {PermissionKind.APPLICATION: "Role", PermissionKind.DELEGATED: "Scope"}


class CredentialArgs(TypedDict):
    """What the application signs in with."""

    type: NotRequired[str]
    """``certificate`` (default), made here and signed by itself; or ``secret``, which Entra ID makes."""
    validity_days: NotRequired[int]
    """How long a credential is valid, 61 to 730 days. Default: 365. A change counts from the next rotation on."""
    format: NotRequired[str]
    """Form of the certificate's file: ``Pfx`` (default), with a generated password; or ``Pem``, not encrypted
    (Veeam, REST API 1.3-rev1, CertificateUploadSpec)."""
    rotation: NotRequired[str]
    """Name of the present credential, 1 to 20 letters, digits and hyphens, such as ``2026-11``. Default: ``1``.
    Another name makes another credential."""
    previous_rotation: NotRequired[str]
    """Name that ``rotation`` had before: that credential stays valid beside the present one. Default: none, and
    the old credential goes at the end of the update that makes the new one."""


class KeyVaultArgs(TypedDict):
    """A key vault that is there, in which the credential is kept as well."""

    name: pulumi.Input[str]
    """Its name."""
    resource_group_name: pulumi.Input[str]
    """Name of its resource group."""


class EntraApplicationArgs(TypedDict):
    """Arguments of an EntraApplication."""

    tenant_id: pulumi.Input[str]
    """Id of the protected tenant, a GUID. The component's azuread provider has to be of this tenant."""
    workloads: NotRequired[Sequence[str]]
    """What it is wanted for besides ``backup``, which it always is: ``conditionalAccess``, ``intune``, ``logs``,
    and ``restore``, for which people sign in through it. Default: backup only. Each asks for the permissions that
    are documented for it and no others (Veeam, Entra ID guide, Permissions)."""
    consent: NotRequired[str]
    """Who consents to the permissions: ``manual`` (default), a person, for whom ``manualSteps`` has the link;
    ``granted``, this component, which takes the rights to grant permissions for the whole tenant; or
    ``confirmed``, a person has done it."""
    credential: NotRequired[CredentialArgs]
    """What it signs in with. Default: a certificate that is valid for a year."""
    key_vault: NotRequired[KeyVaultArgs]
    """A key vault in which the credential is kept as well. Default: none."""
    display_name: NotRequired[pulumi.Input[str]]
    """Name that people see in the tenant. Default: ``Veeam Backup for Microsoft Entra ID`` and the component's."""
    owners: NotRequired[Sequence[pulumi.Input[str]]]
    """Object ids of the users and service principals that own it. Default: none. A caller that may only write the
    applications that it owns has to be among them."""
    user_impersonation: NotRequired[bool]
    """With restore: whether to ask for user_impersonation of Azure Service Management. Default: true. The guide
    lists the permission and names no API for it; that it is this one is unconfirmed."""
    deletion_protection: NotRequired[bool]
    """Whether Pulumi refuses to remove the application and its service principal. Default: true."""


class EntraApplication(pulumi.ComponentResource):
    """An app registration in the protected tenant with exactly the documented permissions.

    Its outputs ``azureTenantId``, ``applicationId`` and ``certificate`` or ``applicationSecret`` are the
    arguments of the same names of a ``veeam:entraid:Tenant``.
    """

    azure_tenant_id: pulumi.Output[str]
    """Id of the protected tenant, held against that of the provider."""
    application_id: pulumi.Output[str]
    """Id by which the application signs in (client id)."""
    application_object_id: pulumi.Output[str]
    """Object id of the app registration."""
    service_principal_id: pulumi.Output[str]
    """Object id of the service principal."""
    certificate: pulumi.Output[CertificateFile] | None
    """The certificate with its private key, a secret; nothing with ``credential.type: secret``."""
    application_secret: pulumi.Output[str] | None
    """The client secret, a secret; nothing with ``credential.type: certificate``."""
    credential_expires_at: pulumi.Output[str]
    """The moment at which the present credential ends: ``2027-11-24T08:00:00Z``."""
    expiry_warning: pulumi.Output[str]
    """From 60 days before that moment on, what to do; empty before."""
    permissions: pulumi.Output[list[str]]
    """The permissions that the application asks for, such as ``Directory.Read.All (application)``."""
    consent: pulumi.Output[str]
    """Who consents to them: ``manual``, ``granted`` or ``confirmed``."""
    manual_steps: pulumi.Output[list[ManualStep]]
    """What stays with a person, each step with its reason and how to tell that it is done."""

    def __init__(self, name: str, args: EntraApplicationArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Make the application.

        Raises:
            InvalidArgumentsError: with every problem of the arguments, before anything is registered. That the
                provider is of another tenant is found before the application is made, at preview already.
        """
        plan = _plan(name, args, opts)
        super().__init__("veeam-entraid:index:EntraApplication", name, _inputs(plan), opts)
        child = pulumi.ResourceOptions(parent=self)

        self.azure_tenant_id = self._checked_tenant(plan)
        application = self._create_application(plan, child)
        principal = azuread.ServicePrincipal(
            f"{name}-service-principal",
            client_id=application.client_id,
            owners=list(plan.owners) or None,
            opts=_protected(plan, child),
        )
        if plan.consent == "granted":
            grant_consent(plan, principal, child)
        credential = create_credential(plan, application, child)

        self.application_id = application.client_id
        self.application_object_id = application.object_id
        self.service_principal_id = principal.object_id
        self.certificate = credential.certificate
        self.application_secret = credential.secret
        self.credential_expires_at = credential.expires_at
        self.expiry_warning = credential.expires_at.apply(self._warn)
        self.permissions = pulumi.Output.from_input(
            [f"{permission.name} ({permission.kind.value})" for permission in plan.permissions]
        )
        self.consent = pulumi.Output.from_input(plan.consent)
        self.manual_steps = self._manual_steps(plan, application)
        self.register_outputs(
            {
                "azureTenantId": self.azure_tenant_id,
                "applicationId": self.application_id,
                "applicationObjectId": self.application_object_id,
                "servicePrincipalId": self.service_principal_id,
                "certificate": self.certificate,
                "applicationSecret": self.application_secret,
                "credentialExpiresAt": self.credential_expires_at,
                "expiryWarning": self.expiry_warning,
                "permissions": self.permissions,
                "consent": self.consent,
                "manualSteps": self.manual_steps,
            }
        )

    @staticmethod
    def check(name: str, args: Mapping[str, object]) -> tuple[Problem, ...]:
        """Return the problems of arguments without making anything."""
        return problems_of(lambda: plan_entra_application(name, args))

    def _checked_tenant(self, plan: EntraApplicationPlan) -> pulumi.Output[str]:
        """Return the protected tenant once it is known to be the provider's as well."""
        provider = azuread.get_client_config_output(opts=pulumi.InvokeOutputOptions(parent=self))

        def check(both: Sequence[str]) -> str:
            problem = tenant_id_problem(both[0]) or tenant_mismatch(*both)
            raise_problems([Problem(f'EntraApplication "{plan.name}"', "tenantId", problem)] if problem else [])
            return both[0].lower()

        return pulumi.Output.all(plan.tenant_id, provider.tenant_id).apply(check)

    def _create_application(self, plan: EntraApplicationPlan, child: pulumi.ResourceOptions) -> azuread.Application:
        return azuread.Application(
            f"{plan.name}-application",
            # Waiting for the check, nothing is made in a tenant that is not the protected one.
            display_name=pulumi.Output.all(plan.display_name, self.azure_tenant_id).apply(lambda both: both[0]),
            description="Reads the tenant for Veeam Backup & Replication. Made by Pulumi.",
            sign_in_audience="AzureADMyOrg",
            prevent_duplicate_names=True,
            fallback_public_client_enabled=plan.restores,
            owners=list(plan.owners) or None,
            required_resource_accesses=_required_accesses(plan),
            opts=_protected(plan, child),
        )

    def _warn(self, expires_at: str) -> str:
        warning = expiry_warning(expires_at, dt.datetime.now(dt.UTC))
        if warning:
            pulumi.log.warn(warning, self)
        return warning

    def _manual_steps(
        self, plan: EntraApplicationPlan, application: azuread.Application
    ) -> pulumi.Output[list[ManualStep]]:
        if plan.consent != "manual":
            return pulumi.Output.from_input([])
        return pulumi.Output.all(self.azure_tenant_id, application.client_id, application.display_name).apply(
            lambda known: [consent_step(plan, *known)]
        )


def _plan(name: str, args: EntraApplicationArgs, opts: pulumi.ResourceOptions | None) -> EntraApplicationPlan:
    if not uses_default_provider(opts):
        return plan_entra_application(name, args)
    config = pulumi.Config("azuread")
    provider = configured_placement(config.get, "azuread")
    return plan_entra_application(name, args, provider=provider, provider_tenant=config.get("tenantId") or "")


def _protected(plan: EntraApplicationPlan, child: pulumi.ResourceOptions) -> pulumi.ResourceOptions:
    return pulumi.ResourceOptions.merge(child, pulumi.ResourceOptions(protect=plan.deletion_protection))


def _required_accesses(plan: EntraApplicationPlan) -> list[azuread.ApplicationRequiredResourceAccessArgs]:
    return [
        azuread.ApplicationRequiredResourceAccessArgs(
            resource_app_id=api.value,
            resource_accesses=[
                azuread.ApplicationRequiredResourceAccessResourceAccessArgs(
                    id=permission.id, type=_ACCESS_TYPES[permission.kind]
                )
                for permission in plan.permissions
                if permission.api is api
            ],
        )
        for api in Api
        if any(permission.api is api for permission in plan.permissions)
    ]


def _inputs(plan: EntraApplicationPlan) -> dict[str, object]:
    """Return what the engine and policies see of the component: no secret, and nothing without use."""
    credential = plan.credential
    rotations = dict(zip(("rotation", "previousRotation"), credential.rotations, strict=False))
    shown: dict[str, object] = {"type": credential.type, "validityDays": credential.validity_days, **rotations}
    if credential.format:
        shown["format"] = credential.format
    inputs: dict[str, object] = {
        "tenantId": plan.tenant_id,
        "workloads": [workload.value for workload in plan.workloads],
        "consent": plan.consent,
        "credential": shown,
        "displayName": plan.display_name,
        "owners": list(plan.owners),
        "deletionProtection": plan.deletion_protection,
    }
    if plan.restores:
        inputs["userImpersonation"] = plan.user_impersonation
    if plan.key_vault:
        inputs["keyVault"] = {"name": plan.key_vault.name, "resourceGroupName": plan.key_vault.resource_group_name}
    return inputs
