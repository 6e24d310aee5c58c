"""``hosting: flexibleServer``: Azure Database for PostgreSQL, which the vendor's requirements exclude."""

from collections.abc import Mapping
from typing import Final

import pulumi
import pulumi_random as random
from pulumi_azure_native import dbforpostgresql

from veeam_entraid.repository._database_login import DatabaseLogin
from veeam_entraid.repository._instance import PostgresqlInstance
from veeam_entraid.repository._plan import RepositoryPlan

__all__ = ["create_flexible_server"]

_SUFFIX_LENGTH: Final = 6
_BURSTABLE: Final = "Standard_B"
_MEMORY_OPTIMIZED: Final = "Standard_E"


def create_flexible_server(
    plan: RepositoryPlan,
    *,
    administrator: DatabaseLogin,
    tags: Mapping[str, pulumi.Input[str]],
    opts: pulumi.ResourceOptions,
) -> PostgresqlInstance:
    """Make the server and set its parameters, one after the other."""
    suffix = random.RandomString(
        f"{plan.name}-server-suffix", length=_SUFFIX_LENGTH, upper=False, special=False, opts=opts
    )
    server = dbforpostgresql.Server(
        f"{plan.name}-server",
        server_name=pulumi.Output.concat(plan.name.lower(), "-", suffix.result),
        version=str(plan.engine_version),
        create_mode="Default",
        administrator_login=administrator.name,
        administrator_login_password=administrator.password,
        auth_config=dbforpostgresql.AuthConfigArgs(
            password_auth="Enabled",  # noqa: S106 - a switch
            active_directory_auth=plan.active_directory_auth,
            tenant_id=plan.entra_tenant_id,
        ),
        sku=dbforpostgresql.SkuArgs(name=plan.sku_name, tier=_tier(plan.sku_name)),
        storage=dbforpostgresql.StorageArgs(storage_size_gb=plan.storage_size_gb, auto_grow="Enabled"),
        backup=dbforpostgresql.BackupArgs(
            backup_retention_days=plan.backup_retention_days, geo_redundant_backup="Disabled"
        ),
        high_availability=dbforpostgresql.HighAvailabilityArgs(mode="Disabled"),
        network=dbforpostgresql.NetworkArgs(
            delegated_subnet_resource_id=plan.subnet_id,
            private_dns_zone_arm_resource_id=plan.private_dns_zone_id,
            public_network_access="Disabled",
        ),
        availability_zone=plan.zone or None,
        resource_group_name=plan.resource_group_name,
        location=plan.location,
        tags=tags,
        opts=pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(protect=plan.deletion_protection)),
    )
    return PostgresqlInstance(
        host=server.fully_qualified_domain_name,
        administrator=administrator,
        superuser=False,
        pinned=None,
        resource=server,
        ready=[server, *_parameters(plan, server, opts)],
    )


def _tier(sku_name: str) -> str:
    if sku_name.startswith(_BURSTABLE):
        return "Burstable"
    return "MemoryOptimized" if sku_name.startswith(_MEMORY_OPTIMIZED) else "GeneralPurpose"


def _parameters(
    plan: RepositoryPlan, server: dbforpostgresql.Server, opts: pulumi.ResourceOptions
) -> list[pulumi.Resource]:
    parameters = {"require_secure_transport": "on", **plan.parameters}
    resources: list[pulumi.Resource] = []
    for name, value in parameters.items():
        resources.append(
            dbforpostgresql.Configuration(
                f"{plan.name}-{name.replace('_', '-').replace('.', '-')}",
                configuration_name=name,
                value=value,
                source="user-override",
                server_name=server.name,
                resource_group_name=plan.resource_group_name,
                opts=pulumi.ResourceOptions.merge(
                    opts,
                    pulumi.ResourceOptions(
                        # The server takes one change at a time, and a parameter cannot be deleted.
                        depends_on=resources[-1:],
                        retain_on_delete=True,
                        deleted_with=server,
                    ),
                ),
            )
        )
    return resources
