"""Who administers a flexible server besides its owner, who watches it, and what keeps it.

Sources: Microsoft, "Microsoft Entra authentication" (Azure Database for PostgreSQL); Microsoft, "Diagnostic
settings in Azure Monitor"; Microsoft, "Lock your resources to protect your infrastructure".
"""

import re
from dataclasses import dataclass
from typing import Final

import pulumi

from veeam_entraid._arguments import Arguments
from veeam_entraid._guids import GUID

__all__ = [
    "DiagnosticSetting",
    "EntraAdministrator",
    "ServerRole",
    "read_administrators",
    "read_diagnostic_settings",
    "read_roles",
]

_ROLE_ID: Final = re.compile(
    rf"(?:/.+)?/providers/Microsoft\.Authorization/roleDefinitions/{GUID.pattern}", re.IGNORECASE
)
_PRINCIPALS: Final = ("Group", "User", "ServicePrincipal")
_DESTINATIONS: Final = ("workspace_id", "storage_account_id", "event_hub_authorization_rule_id", "partner_id")


@dataclass(frozen=True, slots=True)
class EntraAdministrator:
    """An administrator from Entra ID, with the label that names its resource; None for the usual tenant."""

    label: str
    object_id: pulumi.Input[str]
    name: pulumi.Input[str]
    type: str
    tenant_id: pulumi.Input[str] | None


@dataclass(frozen=True, slots=True)
class ServerRole:
    """A role on the server in Azure, with the label that names its resource.

    Attributes:
        label: the label.
        role_definition_id: resource id of the role, or its GUID.
        principal_id: object id of who gets it.
        principal_type: what that is.
        condition: condition of the assignment.
    """

    label: str
    role_definition_id: pulumi.Input[str]
    principal_id: pulumi.Input[str]
    principal_type: str
    condition: pulumi.Input[str] | None

    @property
    def guid(self) -> str:
        """The GUID of a role of the subscription; empty where the resource id is given."""
        role = self.role_definition_id
        return role if isinstance(role, str) and GUID.fullmatch(role) else ""


@dataclass(frozen=True, slots=True)
class DiagnosticSetting:
    """Logs and metrics with their destinations, and the label that names the setting."""

    label: str
    log_groups: tuple[pulumi.Input[str], ...]
    metrics: tuple[pulumi.Input[str], ...]
    workspace_id: pulumi.Input[str] | None
    storage_account_id: pulumi.Input[str] | None
    event_hub_authorization_rule_id: pulumi.Input[str] | None
    event_hub_name: pulumi.Input[str] | None
    partner_id: pulumi.Input[str] | None


def read_administrators(block: Arguments, *, entra_login: bool) -> tuple[EntraAdministrator, ...]:
    """Read the administrators from Entra ID, who need the login with Entra ID."""
    administrators: list[EntraAdministrator] = []
    for label, each in block.labelled_blocks("administrators").items():
        administrators.append(
            EntraAdministrator(
                label=label,
                object_id=_read_guid(each, "object_id", "the object id of the administrator"),
                name=each.input_text("name", required="its name in Entra ID") or "",
                type=each.choice("type", _PRINCIPALS, "Group"),
                tenant_id=each.input_text("tenant_id"),
            )
        )
        each.refuse_unread()
    if administrators and not entra_login:
        block.problem("administrators", "log in with Entra ID: write authConfig.activeDirectoryAuth: Enabled")
    return tuple(administrators)


def read_roles(block: Arguments) -> tuple[ServerRole, ...]:
    """Read the roles on the server in Azure."""
    roles: list[ServerRole] = []
    for label, each in block.labelled_blocks("role_assignments").items():
        role = each.input_text("role_definition_id", required="the resource id or the GUID of a role") or ""
        if isinstance(role, str) and role and not GUID.fullmatch(role) and not _ROLE_ID.fullmatch(role):
            each.problem("role_definition_id", "is no role: write its resource id, …/roleDefinitions/…, or its GUID")
        roles.append(
            ServerRole(
                label=label,
                role_definition_id=role,
                principal_id=_read_guid(each, "principal_id", "the object id of who gets the role"),
                principal_type=each.choice("principal_type", _PRINCIPALS, "ServicePrincipal"),
                condition=each.input_text("condition"),
            )
        )
        each.refuse_unread()
    return tuple(roles)


def _read_guid(block: Arguments, name: str, hint: str) -> pulumi.Input[str]:
    value = block.input_text(name, required=f"{hint}, a GUID") or ""
    if isinstance(value, str) and value and not GUID.fullmatch(value):
        block.problem(name, f"is no GUID: write {hint}")
    return value


def read_diagnostic_settings(block: Arguments) -> tuple[DiagnosticSetting, ...]:
    """Read the diagnostic settings, each of which needs something to send and somewhere to send it."""
    settings: list[DiagnosticSetting] = []
    for label, each in block.labelled_blocks("diagnostic_settings").items():
        setting = DiagnosticSetting(
            label=label,
            log_groups=each.inputs("log_groups") if each.has("log_groups") else ("allLogs",),
            metrics=each.inputs("metrics") if each.has("metrics") else ("AllMetrics",),
            workspace_id=each.input_text("workspace_id"),
            storage_account_id=each.input_text("storage_account_id"),
            event_hub_authorization_rule_id=each.input_text("event_hub_authorization_rule_id"),
            event_hub_name=each.input_text("event_hub_name"),
            partner_id=each.input_text("partner_id"),
        )
        if not any(each.has(name) for name in _DESTINATIONS):
            each.problem("", "has no destination: write workspaceId, storageAccountId, partnerId or an event hub")
        if setting.event_hub_name and not setting.event_hub_authorization_rule_id:
            each.missing("event_hub_authorization_rule_id", "the authorization rule by which Azure writes to the hub")
        if not setting.log_groups and not setting.metrics:
            each.problem("", "sends nothing: write logGroups or metrics")
        each.refuse_unread()
        settings.append(setting)
    return tuple(settings)
