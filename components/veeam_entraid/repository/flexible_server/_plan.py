"""The plan of a flexible server: what its arguments say, and what in them contradicts each other."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, cast

import pulumi

from veeam_entraid import _azure
from veeam_entraid._arguments import Arguments
from veeam_entraid.repository.flexible_server._continuity import (
    DataEncryption,
    HighAvailability,
    MaintenanceWindow,
    Restore,
    ServerBackup,
    read_backup,
    read_encryption,
    read_high_availability,
    read_maintenance_window,
    read_restore,
)
from veeam_entraid.repository.flexible_server._governance import (
    DiagnosticSetting,
    EntraAdministrator,
    ServerRole,
    read_administrators,
    read_diagnostic_settings,
    read_roles,
)
from veeam_entraid.repository.flexible_server._network import ServerNetwork, read_network
from veeam_entraid.repository.flexible_server._storage import PREMIUM_V2, ServerStorage, read_storage, size_problem

__all__ = [
    "FLEXIBLE_SERVER_ARGUMENTS",
    "LARGEST_STORAGE_GB",
    "FlexibleServerPlan",
    "plan_flexible_server",
    "registered_inputs",
]

FLEXIBLE_SERVER_ARGUMENTS: Final = (
    "acknowledge_unsupported_cloud_database",
    "private_dns_zone_id",
    "sku_name",
    "auth_config",
    "backup_retention_days",
    "flexible_server",
)
"""The arguments of a repository that only a flexible server has a use for."""

LARGEST_STORAGE_GB: Final = 65536

_BURSTABLE: Final = "Standard_B"
_MEMORY_OPTIMIZED: Final = "Standard_E"


@dataclass(frozen=True, slots=True)
class FlexibleServerPlan:
    """What a flexible server has besides what every repository has.

    Attributes:
        acknowledged: whether the user knows that the vendor excludes cloud databases.
        sku_name: its size.
        password_auth: login with passwords, as written.
        active_directory_auth: login with Entra ID.
        entra_tenant_id: the tenant of the login with Entra ID.
        storage: its disk.
        high_availability: its standby.
        backup: Azure's own backups of it.
        maintenance_window: when Azure may patch it; None leaves that to Azure.
        network: how it is reached.
        data_encryption: keys of one's own; None for Azure's.
        administrators: administrators from Entra ID.
        restore: the backups that it begins with; None for none.
        threat_protection: ``Enabled`` or ``Disabled``; empty leaves it alone.
        diagnostic_settings: where its logs and metrics go.
        role_assignments: roles on it in Azure.
        lock: whether a lock keeps it while it is protected.
    """

    acknowledged: bool
    sku_name: str
    password_auth: str
    active_directory_auth: str
    entra_tenant_id: pulumi.Input[str] | None
    storage: ServerStorage
    high_availability: HighAvailability
    backup: ServerBackup
    maintenance_window: MaintenanceWindow | None
    network: ServerNetwork
    data_encryption: DataEncryption | None
    administrators: tuple[EntraAdministrator, ...]
    restore: Restore | None
    threat_protection: str
    diagnostic_settings: tuple[DiagnosticSetting, ...]
    role_assignments: tuple[ServerRole, ...]
    lock: bool

    @property
    def tier(self) -> str:
        """The tier of its size, which Azure wants beside it."""
        if self.sku_name.startswith(_BURSTABLE):
            return "Burstable"
        return "MemoryOptimized" if self.sku_name.startswith(_MEMORY_OPTIMIZED) else "GeneralPurpose"


def plan_flexible_server(reader: Arguments, *, storage_size_gb: int, zone: str, data_plane: bool) -> FlexibleServerPlan:
    """Read what only a flexible server has; every problem is noted with the reader.

    Args:
        reader: the repository's arguments.
        storage_size_gb: size of its disk.
        zone: its availability zone; empty for none.
        data_plane: whether Pulumi makes the login in it.
    """
    block = reader.block("flexible_server")
    blocks = {
        name: block.block(name) for name in ("storage", "high_availability", "backup", "maintenance_window", "network")
    }
    encryption, restore = block.block("data_encryption"), block.block("restore")
    authentication = reader.block("auth_config")
    entra = authentication.choice("active_directory_auth", ("Enabled", "Disabled"), "Disabled")
    backup = read_backup(reader, blocks["backup"])
    plan = FlexibleServerPlan(
        acknowledged=reader.flag("acknowledge_unsupported_cloud_database", default=False),
        sku_name=_azure.read_size(reader, "sku_name", "Standard_D2ds_v5"),
        password_auth=authentication.text("password_auth", "Enabled", hint="Enabled"),
        active_directory_auth=entra,
        entra_tenant_id=authentication.input_text("tenant_id"),
        storage=read_storage(blocks["storage"], storage_size_gb),
        high_availability=read_high_availability(blocks["high_availability"], zone),
        backup=backup,
        maintenance_window=read_maintenance_window(blocks["maintenance_window"], given=block.has("maintenance_window")),
        network=read_network(reader, blocks["network"]),
        data_encryption=read_encryption(
            encryption, given=block.has("data_encryption"), geo_redundant=backup.geo_redundant
        ),
        administrators=read_administrators(block, entra_login=entra == "Enabled"),
        restore=read_restore(restore, given=block.has("restore")),
        threat_protection=block.choice("threat_protection", ("Enabled", "Disabled"), ""),
        diagnostic_settings=read_diagnostic_settings(block),
        role_assignments=read_roles(block),
        lock=block.flag("lock", default=False),
    )
    for each in (authentication, *blocks.values(), encryption, restore, block):
        each.refuse_unread()
    _refuse_without_acknowledgement(reader, plan)
    if problem := size_problem(plan.storage, storage_size_gb):
        reader.problem("storage_size_gb", problem)
    _refuse_contradictions(block, plan)
    if plan.restore and data_plane:
        reader.problem("data_plane", "has to be false with restore: the restored server brings the login along")
    return plan


def _refuse_without_acknowledgement(reader: Arguments, plan: FlexibleServerPlan) -> None:
    if not plan.acknowledged:
        reader.problem(
            "acknowledge_unsupported_cloud_database",
            "Veeam's requirements say that PostgreSQL on cloud database services is not supported (Veeam, System"
            " Requirements, Backup Server). Write hosting: virtualMachine, or true here to go on all the same",
        )
    if plan.entra_tenant_id and plan.active_directory_auth != "Enabled":
        reader.problem("auth_config", "names a tenant without activeDirectoryAuth: Enabled")


def _refuse_contradictions(block: Arguments, plan: FlexibleServerPlan) -> None:
    burstable = plan.tier == "Burstable"
    if burstable and plan.high_availability.enabled:
        block.problem("high_availability", "is not to be had on a Burstable size: write another skuName, or Disabled")
    if burstable and plan.storage.type == PREMIUM_V2:
        block.problem("storage", "PremiumV2_LRS is not to be had on a Burstable size: write another skuName")
    if plan.data_encryption and plan.storage.type == PREMIUM_V2:
        block.problem("data_encryption", "is not to be had on PremiumV2_LRS: leave one of them out")
    if plan.restore and plan.high_availability.enabled:
        block.problem("high_availability", "comes after a restore: write it once the server is there")


def registered_inputs(plan: FlexibleServerPlan) -> dict[str, object]:
    """Return what the engine and policies see of the plan, under the names of the arguments."""
    return {
        "acknowledgeUnsupportedCloudDatabase": plan.acknowledged,
        "privateDnsZoneId": plan.network.private_dns_zone_id,
        "skuName": plan.sku_name,
        "authConfig": {
            "passwordAuth": plan.password_auth,
            "activeDirectoryAuth": plan.active_directory_auth,
            "tenantId": plan.entra_tenant_id,
        },
        "backupRetentionDays": plan.backup.retention_days,
        "flexibleServer": _given({**_machinery(plan), **_governance(plan)}),
    }


def _given(values: Mapping[str, object]) -> dict[str, object]:
    """Return a block without what is not there, and without the blocks in it that are empty."""
    given: dict[str, object] = {}
    for name, value in values.items():
        kept = _given(cast("Mapping[str, object]", value)) if isinstance(value, Mapping) else value
        if kept is not None and kept != {}:
            given[name] = kept
    return given


def _machinery(plan: FlexibleServerPlan) -> dict[str, object]:
    storage, window, network = plan.storage, plan.maintenance_window, plan.network
    endpoint: Mapping[str, object] = {
        "dnsZoneGroup": network.dns_zone_group,
        "privateIpAddress": network.private_ip_address,
        "applicationSecurityGroupIds": list(network.application_security_group_ids) or None,
    }
    return {
        "storage": {
            "type": storage.type,
            "tier": storage.tier or None,
            "autoGrow": storage.auto_grow,
            "iops": storage.iops or None,
            "throughput": storage.throughput or None,
        },
        "highAvailability": {
            "mode": plan.high_availability.mode,
            "standbyZone": plan.high_availability.standby_zone or None,
        },
        "backup": {"retentionDays": plan.backup.retention_days, "geoRedundant": plan.backup.geo_redundant},
        "maintenanceWindow": window and {"day": window.day_name, "hour": window.hour, "minute": window.minute},
        "network": {"mode": network.mode, **({} if network.injected else endpoint)},
        "dataEncryption": plan.data_encryption
        and {
            "keyUri": plan.data_encryption.key_uri,
            "identityId": plan.data_encryption.identity_id,
            "geoBackupKeyUri": plan.data_encryption.geo_backup_key_uri,
            "geoBackupIdentityId": plan.data_encryption.geo_backup_identity_id,
        },
        "restore": plan.restore
        and {
            "mode": plan.restore.mode,
            "sourceServerId": plan.restore.source_server_id,
            "time": plan.restore.time,
        },
    }


def _governance(plan: FlexibleServerPlan) -> dict[str, object]:
    return {
        "administrators": {
            each.label: {
                "objectId": each.object_id,
                "name": each.name,
                "type": each.type,
                "tenantId": each.tenant_id,
            }
            for each in plan.administrators
        },
        "threatProtection": plan.threat_protection or None,
        "diagnosticSettings": {
            each.label: {
                "logGroups": list(each.log_groups),
                "metrics": list(each.metrics),
                "workspaceId": each.workspace_id,
                "storageAccountId": each.storage_account_id,
                "eventHubAuthorizationRuleId": each.event_hub_authorization_rule_id,
                "eventHubName": each.event_hub_name,
                "partnerId": each.partner_id,
            }
            for each in plan.diagnostic_settings
        },
        "roleAssignments": {
            each.label: {
                "roleDefinitionId": each.role_definition_id,
                "principalId": each.principal_id,
                "principalType": each.principal_type,
                "condition": each.condition,
            }
            for each in plan.role_assignments
        },
        "lock": plan.lock,
    }
