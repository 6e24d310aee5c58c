"""What governs a flexible server from outside: roles, diagnostic settings, threat protection and a lock."""

from typing import Any, Final

import pulumi
from pulumi_azure_native import authorization, dbforpostgresql, monitor, resources

from veeam_entraid._lock import create_lock
from veeam_entraid.repository._plan import RepositoryPlan
from veeam_entraid.repository.flexible_server._governance import DiagnosticSetting, ServerRole
from veeam_entraid.repository.flexible_server._plan import FlexibleServerPlan

__all__ = ["govern"]

_THREAT_PROTECTION_TEMPLATE: Final[dict[str, Any]] = {
    "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
    "contentVersion": "1.0.0.0",
    "parameters": {"serverName": {"type": "string"}, "state": {"type": "string"}},
    "resources": [
        {
            "type": "Microsoft.DBforPostgreSQL/flexibleServers/advancedThreatProtectionSettings",
            "apiVersion": "2024-08-01",
            "name": "[format('{0}/Default', parameters('serverName'))]",
            "properties": {"state": "[parameters('state')]"},
        }
    ],
}


def govern(
    plan: RepositoryPlan,
    server_plan: FlexibleServerPlan,
    server: "dbforpostgresql.Server",
    *,
    after: list[pulumi.Resource],
    opts: pulumi.ResourceOptions,
) -> None:
    """Make what is asked for; the lock comes last, and goes first.

    Args:
        plan: the repository.
        server_plan: its flexible server.
        server: the server.
        after: what is done to the server before.
        opts: options of these resources.
    """
    below: list[pulumi.Resource] = [*after]
    if server_plan.threat_protection:
        below.append(_protect_from_threats(plan, server_plan.threat_protection, server, after, opts))
    below += [_assign_role(plan, role, server, opts) for role in server_plan.role_assignments]
    below += [_watch(plan, setting, server, opts) for setting in server_plan.diagnostic_settings]
    if server_plan.lock and plan.deletion_protection:
        create_lock(
            f"{plan.name}-server-lock",
            server.id,
            "It holds the backups of Entra ID. deletionProtection: false in the program removes this lock.",
            after=below,
            opts=opts,
            lock_name=f"{plan.name}-server",
        )


def _protect_from_threats(
    plan: RepositoryPlan,
    state: str,
    server: "dbforpostgresql.Server",
    after: list[pulumi.Resource],
    opts: pulumi.ResourceOptions,
) -> "resources.Deployment":
    """Set the server's switch of Microsoft Defender.

    It is a deployment of a template, because the switch is there from the beginning, and the provider has no
    type for it and refuses to create what exists.
    """
    return resources.Deployment(
        f"{plan.name}-threat-protection",
        deployment_name=f"{plan.name}-threat-protection",
        properties=resources.DeploymentPropertiesArgs(
            mode=resources.DeploymentMode.INCREMENTAL,
            template=_THREAT_PROTECTION_TEMPLATE,
            parameters={
                "serverName": resources.DeploymentParameterArgs(value=server.name),
                "state": resources.DeploymentParameterArgs(value=state),
            },
        ),
        resource_group_name=plan.resource_group_name,
        opts=pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(depends_on=after[-1:])),
    )


def _assign_role(
    plan: RepositoryPlan, role: ServerRole, server: "dbforpostgresql.Server", opts: pulumi.ResourceOptions
) -> authorization.RoleAssignment:
    return authorization.RoleAssignment(
        f"{plan.name}-role-{role.label}",
        scope=server.id,
        principal_id=role.principal_id,
        principal_type=role.principal_type,
        role_definition_id=_role_id(role, opts),
        condition=role.condition,
        condition_version="2.0" if role.condition else None,
        opts=opts,
    )


def _role_id(role: ServerRole, opts: pulumi.ResourceOptions) -> pulumi.Input[str]:
    if not role.guid:
        return role.role_definition_id
    client = authorization.get_client_config_output(pulumi.InvokeOutputOptions(parent=opts.parent))
    return pulumi.Output.concat(
        "/subscriptions/", client.subscription_id, "/providers/Microsoft.Authorization/roleDefinitions/", role.guid
    )


def _watch(
    plan: RepositoryPlan, setting: DiagnosticSetting, server: "dbforpostgresql.Server", opts: pulumi.ResourceOptions
) -> "monitor.DiagnosticSetting":
    return monitor.DiagnosticSetting(
        f"{plan.name}-diagnostics-{setting.label}",
        name=setting.label,
        resource_uri=server.id,
        logs=[monitor.DiagnosticsLogSettingsArgs(category_group=group, enabled=True) for group in setting.log_groups],
        metrics=[monitor.DiagnosticsMetricSettingsArgs(category=each, enabled=True) for each in setting.metrics],
        workspace_id=setting.workspace_id,
        storage_account_id=setting.storage_account_id,
        event_hub_authorization_rule_id=setting.event_hub_authorization_rule_id,
        event_hub_name=setting.event_hub_name,
        marketplace_partner_id=setting.partner_id,
        opts=opts,
    )
