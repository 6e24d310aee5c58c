"""Consent to the permissions: as code, or as a link for a person.

Sources: Microsoft, "Grant tenant-wide admin consent to an application"; Pulumi, azuread,
AppRoleAssignment and ServicePrincipalDelegatedPermissionGrant (what the caller has to be allowed).
"""

from collections.abc import Iterable

import pulumi
import pulumi_azuread as azuread

from veeam_entraid._manual_steps import ManualStep
from veeam_entraid.application._plan import EntraApplicationPlan
from veeam_entraid.application.permissions import Api, Permission, PermissionKind

__all__ = ["consent_step", "consent_url", "grant_consent"]


def grant_consent(
    plan: EntraApplicationPlan, principal: azuread.ServicePrincipal, opts: pulumi.ResourceOptions
) -> None:
    """Grant every permission to the application's service principal, for the whole tenant."""
    for api in Api:
        asked = [permission for permission in plan.permissions if permission.api is api]
        if not asked:
            continue
        resource = azuread.get_service_principal_output(
            client_id=api.value, opts=pulumi.InvokeOutputOptions(parent=opts.parent)
        ).object_id
        for permission in _of_kind(asked, PermissionKind.APPLICATION):
            azuread.AppRoleAssignment(
                f"{plan.name}-consent-{permission.name}",
                app_role_id=permission.id,
                principal_object_id=principal.object_id,
                resource_object_id=resource,
                opts=opts,
            )
        scopes = [permission.name for permission in _of_kind(asked, PermissionKind.DELEGATED)]
        if scopes:
            azuread.ServicePrincipalDelegatedPermissionGrant(
                f"{plan.name}-consent-{api.name.lower().replace('_', '-')}",
                service_principal_object_id=principal.object_id,
                resource_service_principal_object_id=resource,
                claim_values=scopes,
                opts=opts,
            )


def _of_kind(permissions: Iterable[Permission], kind: PermissionKind) -> list[Permission]:
    return [permission for permission in permissions if permission.kind is kind]


def consent_url(tenant_id: str, application_id: str) -> str:
    """Return the address at which an administrator of the tenant consents to all permissions at once."""
    return f"https://login.microsoftonline.com/{tenant_id}/adminconsent?client_id={application_id}"


def consent_step(plan: EntraApplicationPlan, tenant_id: str, application_id: str, display_name: str) -> ManualStep:
    """Return the step of a person who consents in place of the code."""
    names = ", ".join(f"{permission.name} ({permission.kind.value})" for permission in plan.permissions)
    return ManualStep(
        title=f"Consent to the permissions of the application {display_name}",
        reason=(
            "consent is manual: who runs Pulumi need not be one who may grant permissions for the whole tenant (a"
            " Privileged Role Administrator or Global Administrator)."
        ),
        instructions=(
            f"As such an administrator of the protected tenant open {consent_url(tenant_id, application_id)}, compare"
            f" the list with {names}, and accept. The application has no page to return to, so the browser may end on"
            " an error about a reply address: what counts is the next line. The same button is in the Entra admin"
            f" center under App registrations, {display_name}, API permissions, Grant admin consent."
        ),
        doneWhen=(
            f"App registrations, {display_name}, API permissions shows Granted in every row. Then set consent to"
            " confirmed and run pulumi up."
        ),
    )
