"""The server itself, and what is done to it one operation after the other."""

from collections.abc import Mapping
from typing import Final

import pulumi
import pulumi_random as random
from pulumi_azure_native import authorization, dbforpostgresql

from veeam_entraid.repository._database_login import DatabaseLogin
from veeam_entraid.repository._instance import PostgresqlInstance
from veeam_entraid.repository._plan import RepositoryPlan
from veeam_entraid.repository.flexible_server._governance_resources import govern
from veeam_entraid.repository.flexible_server._plan import FlexibleServerPlan
from veeam_entraid.repository.flexible_server._private_endpoint import create_private_endpoint

__all__ = ["create_flexible_server"]

_SUFFIX_LENGTH: Final = 6
_ONLY_AT_CREATION: Final = ("createMode", "sourceServerResourceId", "pointInTimeUTC")
_SWAPPED_BY_A_FAILOVER: Final = ("availabilityZone", "highAvailability.standbyAvailabilityZone")


def create_flexible_server(
    plan: RepositoryPlan,
    server_plan: FlexibleServerPlan,
    *,
    administrator: DatabaseLogin,
    tags: Mapping[str, pulumi.Input[str]],
    opts: pulumi.ResourceOptions,
) -> PostgresqlInstance:
    """Make the server with what reaches, configures and governs it."""
    server = _create_server(plan, server_plan, administrator=administrator, tags=tags, opts=opts)
    of_server = pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(deleted_with=server))
    # A server takes one operation at a time, so each waits for the one before it.
    operations: list[pulumi.Resource] = [server]
    if not server_plan.network.injected:
        operations += create_private_endpoint(plan, server_plan.network, server, opts)
    parameters: dict[str, dbforpostgresql.Configuration] = {}
    for name, value in {"require_secure_transport": "on", **plan.parameters}.items():
        parameters[name] = _set_parameter(plan, server, name, value, _after(operations, of_server))
        operations.append(parameters[name])
    operations += _add_administrators(plan, server_plan, server, operations[-1:], of_server)
    govern(plan, server_plan, server, after=operations, opts=opts)
    return PostgresqlInstance(
        host=server.fully_qualified_domain_name,
        administrator=administrator,
        superuser=False,
        pinned=None,
        resource=server,
        ready=operations,
        pending_restart=_pending_restart(parameters),
    )


def _after(operations: list[pulumi.Resource], opts: pulumi.ResourceOptions) -> pulumi.ResourceOptions:
    return pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(depends_on=operations[-1:]))


def _create_server(
    plan: RepositoryPlan,
    server_plan: FlexibleServerPlan,
    *,
    administrator: DatabaseLogin,
    tags: Mapping[str, pulumi.Input[str]],
    opts: pulumi.ResourceOptions,
) -> "dbforpostgresql.Server":
    suffix = random.RandomString(
        f"{plan.name}-server-suffix", length=_SUFFIX_LENGTH, upper=False, special=False, opts=opts
    )
    restore, window, standby = server_plan.restore, server_plan.maintenance_window, server_plan.high_availability
    return dbforpostgresql.Server(
        f"{plan.name}-server",
        server_name=pulumi.Output.concat(plan.name.lower(), "-", suffix.result),
        version=str(plan.engine_version),
        create_mode=restore.create_mode if restore else "Default",
        source_server_resource_id=restore.source_server_id if restore else None,
        point_in_time_utc=restore.time if restore else None,
        administrator_login=administrator.name,
        administrator_login_password=administrator.password,
        auth_config=dbforpostgresql.AuthConfigArgs(
            password_auth="Enabled",  # noqa: S106 - a switch
            active_directory_auth=server_plan.active_directory_auth,
            tenant_id=server_plan.entra_tenant_id,
        ),
        sku=dbforpostgresql.SkuArgs(name=server_plan.sku_name, tier=server_plan.tier),
        storage=_storage(plan, server_plan),
        backup=dbforpostgresql.BackupArgs(
            backup_retention_days=server_plan.backup.retention_days,
            geo_redundant_backup="Enabled" if server_plan.backup.geo_redundant else "Disabled",
        ),
        high_availability=dbforpostgresql.HighAvailabilityArgs(
            mode=standby.mode, standby_availability_zone=standby.standby_zone or None
        ),
        maintenance_window=dbforpostgresql.MaintenanceWindowArgs(
            custom_window="Enabled", day_of_week=window.day, start_hour=window.hour, start_minute=window.minute
        )
        if window
        else None,
        network=_network(plan, server_plan),
        data_encryption=_data_encryption(server_plan),
        identity=_identity(server_plan),
        availability_zone=plan.zone or None,
        resource_group_name=plan.resource_group_name,
        location=plan.location,
        tags=tags,
        opts=pulumi.ResourceOptions.merge(
            opts,
            pulumi.ResourceOptions(
                protect=plan.deletion_protection,
                # Azure would replace the server for them: what it began with is over once it is there.
                ignore_changes=[*_ONLY_AT_CREATION, *(_SWAPPED_BY_A_FAILOVER if standby.enabled else ())],
            ),
        ),
    )


def _storage(plan: RepositoryPlan, server_plan: FlexibleServerPlan) -> "dbforpostgresql.StorageArgs":
    storage = server_plan.storage
    own_kind = storage.iops > 0
    return dbforpostgresql.StorageArgs(
        storage_size_gb=plan.storage_size_gb,
        auto_grow="Enabled" if storage.auto_grow else "Disabled",
        # Azure's own kind stays unsaid, as it reads it back.
        type=storage.type if own_kind else None,
        tier=storage.tier or None,
        iops=storage.iops or None,
        throughput=storage.throughput or None,
    )


def _network(plan: RepositoryPlan, server_plan: FlexibleServerPlan) -> "dbforpostgresql.NetworkArgs":
    if not server_plan.network.injected:
        return dbforpostgresql.NetworkArgs(public_network_access="Disabled")
    return dbforpostgresql.NetworkArgs(
        delegated_subnet_resource_id=plan.subnet_id,
        private_dns_zone_arm_resource_id=server_plan.network.private_dns_zone_id,
        public_network_access="Disabled",
    )


def _data_encryption(server_plan: FlexibleServerPlan) -> "dbforpostgresql.DataEncryptionArgs | None":
    encryption = server_plan.data_encryption
    if encryption is None:
        return None
    return dbforpostgresql.DataEncryptionArgs(
        type="AzureKeyVault",
        primary_key_uri=encryption.key_uri,
        primary_user_assigned_identity_id=encryption.identity_id,
        geo_backup_key_uri=encryption.geo_backup_key_uri,
        geo_backup_user_assigned_identity_id=encryption.geo_backup_identity_id,
    )


def _identity(server_plan: FlexibleServerPlan) -> "dbforpostgresql.UserAssignedIdentityArgs | None":
    encryption = server_plan.data_encryption
    if encryption is None:
        return None
    identities = pulumi.Output.all(*encryption.identity_ids).apply(
        lambda ids: {str(each): dbforpostgresql.UserIdentityArgs() for each in ids}
    )
    return dbforpostgresql.UserAssignedIdentityArgs(type="UserAssigned", user_assigned_identities=identities)


def _set_parameter(
    plan: RepositoryPlan, server: "dbforpostgresql.Server", name: str, value: str, opts: pulumi.ResourceOptions
) -> "dbforpostgresql.Configuration":
    return dbforpostgresql.Configuration(
        f"{plan.name}-{name.replace('_', '-').replace('.', '-')}",
        configuration_name=name,
        value=value,
        source="user-override",
        server_name=server.name,
        resource_group_name=plan.resource_group_name,
        # A parameter cannot be deleted.
        opts=pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(retain_on_delete=True)),
    )


def _pending_restart(parameters: "Mapping[str, dbforpostgresql.Configuration]") -> pulumi.Output[list[str]]:
    """Return the names of the parameters that wait for a restart."""
    waiting = [parameter.is_config_pending_restart for parameter in parameters.values()]
    return pulumi.Output.all(*waiting).apply(
        lambda known: [name for name, waits in zip(parameters, known, strict=True) if waits]
    )


def _add_administrators(
    plan: RepositoryPlan,
    server_plan: FlexibleServerPlan,
    server: "dbforpostgresql.Server",
    after: list[pulumi.Resource],
    opts: pulumi.ResourceOptions,
) -> list[pulumi.Resource]:
    operations = list(after)
    for each in server_plan.administrators:
        operations.append(
            dbforpostgresql.AdministratorsMicrosoftEntra(
                f"{plan.name}-administrator-{each.label}",
                object_id=each.object_id,
                principal_name=each.name,
                principal_type=_principal_type(each.type),
                tenant_id=each.tenant_id or server_plan.entra_tenant_id or _own_tenant(opts),
                server_name=server.name,
                resource_group_name=plan.resource_group_name,
                opts=_after(operations, opts),
            )
        )
    return operations[len(after) :]


def _own_tenant(opts: pulumi.ResourceOptions) -> pulumi.Output[str]:
    return authorization.get_client_config_output(pulumi.InvokeOutputOptions(parent=opts.parent)).tenant_id


def _principal_type(kind: str) -> str:
    return kind[:1].lower() + kind[1:]
