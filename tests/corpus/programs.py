"""Programs in Python, each with the verdicts that the table of limits gives it.

A program that a component or a class of the provider refuses itself never comes to the pack: it names the rule.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import pulumi
import pulumi_azure_native as azure
import pulumi_azuread as azuread
from pulumi_azure_native import dbforpostgresql

from veeam_entraid import BackupServer, EntraApplication, EntraIdRepository
from veeam_entraid.veeam import Provider, entraid, infrastructure

_NETWORK: Final = "/subscriptions/0/resourceGroups/rg/providers/Microsoft.Network"
_SUBNET: Final = f"{_NETWORK}/virtualNetworks/v/subnets/backup"
_ZONE: Final = f"{_NETWORK}/privateDnsZones/v.private.postgres.database.azure.com"


@dataclass(frozen=True)
class Program:
    """A program: what makes its resources, what the pack says, and the rule by which it is refused before."""

    make: Callable[[], object]
    expected: tuple[str, ...] = ()
    refused: str = ""

    @property
    def name(self) -> str:
        """What it is an example of."""
        return self.make.__name__.strip("_").replace("_", " ")


PROGRAMS: Final[list[Program]] = []


def _gets(*expected: str, refused: str = "") -> Callable[[Callable[[], object]], Callable[[], object]]:
    def kept(make: Callable[[], object]) -> Callable[[], object]:
        PROGRAMS.append(Program(make, expected, refused))
        return make

    return kept


def _server(name: str = "vbr", **arguments: Any) -> BackupServer:
    given: Any = {"resource_group_name": "rg", "subnet_id": _SUBNET, "location": "westeurope", **arguments}
    return BackupServer(name, given)


def _repository(name: str = "db", **arguments: Any) -> EntraIdRepository:
    given: Any = {
        "resource_group_name": "rg",
        "subnet_id": _SUBNET,
        "backup_server_address": "10.60.0.4",
        "private_ip_address": "10.60.0.36",
        "location": "westeurope",
        **arguments,
    }
    return EntraIdRepository(name, given)


@_gets()
def a_server_and_its_repository() -> None:
    server = _server()
    _repository(backup_server=server.server_name)


@_gets()
def a_server_that_is_its_own_repository() -> None:
    server: Any = _server(entra_id_hosting="local").server_name
    EntraIdRepository("db", {"hosting": "local", "backup_server": server})


@_gets("advisory cloud-database-service db")
def a_flexible_server_that_is_acknowledged() -> None:
    _server()
    _repository(
        hosting="flexibleServer",
        acknowledge_unsupported_cloud_database=True,
        backup_server_address=None,
        private_ip_address=None,
        private_dns_zone_id=_ZONE,
    )


@_gets("broken one-repository-per-server one|two")
def two_repositories_of_one_server() -> None:
    _server()
    _repository("one")
    _repository("two")


@_gets()
def a_new_repository_beside_the_retired_one() -> None:
    _server()
    _repository("old", connection="retired")
    _repository("new")


@_gets(refused="default-proxy-enabled")
def a_server_without_its_proxy() -> None:
    _server(default_proxy={"enabled": False})


@_gets(refused="supported-region")
def a_server_in_china() -> None:
    _server(location="China North 3")


@_gets(refused="repository-postgresql-version")
def a_repository_of_an_old_version() -> None:
    _repository(engine_version="13.4")


@_gets(refused="repository-password-authentication")
def a_repository_for_entra_login_only() -> None:
    _repository(
        hosting="flexibleServer",
        acknowledge_unsupported_cloud_database=True,
        private_dns_zone_id=_ZONE,
        backup_server_address=None,
        private_ip_address=None,
        auth_config={"passwordAuth": "Disabled", "activeDirectoryAuth": "Enabled"},
    )


@_gets("undecided supported-region vbr", "undecided supported-region vbr-vm")
def a_server_whose_region_is_not_known_yet() -> None:
    group = azure.resources.ResourceGroup("rg")
    _server(location=group.name.apply(lambda name: name.rpartition("-")[2]))


@_gets(
    "broken repository-postgresql-version db",
    "broken supported-region vm",
)
def raw_resources_with_the_tags() -> None:
    dbforpostgresql.Server(
        "db",
        resource_group_name="rg",
        version="13",
        administrator_login="pg",
        administrator_login_password=pulumi.Output.secret("pw"),
        location="westeurope",
        tags={"veeam-entraid-role": "repository"},
    )
    azure.compute.VirtualMachine(
        "vm", resource_group_name="rg", location="usgovvirginia", tags={"veeam-entraid-role": "backup-server"}
    )


@_gets()
def raw_resources_without_the_tags() -> None:
    dbforpostgresql.Server("db", resource_group_name="rg", version="11", location="chinaeast")
    azure.compute.VirtualMachine("vm", resource_group_name="rg", location="usgovvirginia")


@_gets("broken supported-region vm")
def a_machine_by_a_provider_for_china() -> None:
    provider = azure.Provider("china", environment="china")
    azure.compute.VirtualMachine(
        "vm",
        resource_group_name="rg",
        location="westeurope",
        tags={"veeam-entraid-role": "backup-server"},
        opts=pulumi.ResourceOptions(provider=provider),
    )


@_gets()
def somebody_elses_application_for_government() -> None:
    provider = azuread.Provider("gov", environment="usgovernment")
    azuread.Application("shop", display_name="Shop", opts=pulumi.ResourceOptions(provider=provider))


@_gets()
def an_application_for_a_tenant() -> None:
    EntraApplication("app", {"tenant_id": TENANT, "workloads": ["backup", "logs"]})


def _on_the_server() -> pulumi.ResourceOptions:
    server = Provider(
        "vbr",
        endpoint="https://vbr:9419",
        username="a",
        password="b",
        certificate_thumbprint="A" * 40,
    )
    return pulumi.ResourceOptions(provider=server)


def _tenant(name: str, azure_tenant_id: str, opts: pulumi.ResourceOptions, **inputs: Any) -> entraid.Tenant:
    return entraid.Tenant(
        name,
        azure_tenant_id=azure_tenant_id,
        cache_repository_id="c",
        application_id="a",
        application_secret=pulumi.Output.secret("s"),
        protection_scope=["Users", "Groups", "Logs"],
        opts=opts,
        **inputs,
    )


TENANT: Final = "11111111-2222-3333-4444-555555555555"
_SECOND: Final = "22222222-2222-3333-4444-555555555555"
_DAYS: Final = {"type": "Days", "quantity": 30}


def _job(name: str, tenant: entraid.Tenant, opts: pulumi.ResourceOptions, **inputs: Any) -> entraid.TenantBackupJob:
    retention: Any = _DAYS
    return entraid.TenantBackupJob(name, tenant_id=tenant.id, name=name, retention=retention, opts=opts, **inputs)


def _daily() -> Any:
    return {"run_automatically": True}


@_gets()
def two_tenants_with_a_job_each() -> None:
    there = _on_the_server()
    _job("one", _tenant("t1", TENANT, there), there, schedule=_daily())
    _job("two", _tenant("t2", _SECOND, there), there, schedule=_daily())


@_gets("broken one-backup-job-per-tenant one|two")
def two_jobs_of_one_tenant() -> None:
    there = _on_the_server()
    tenant = _tenant("t", TENANT, there)
    _job("one", tenant, there, schedule=_daily())
    _job("two", tenant, there, schedule=_daily())


def _logs(
    tenant: entraid.Tenant, repository: infrastructure.Repository, opts: pulumi.ResourceOptions, **inputs: Any
) -> entraid.LogBackupJob:
    retention: Any = _DAYS
    return entraid.LogBackupJob(
        "logs",
        tenant_id=tenant.id,
        name="logs",
        repository_id=repository.id,
        retention=retention,
        opts=opts,
        **inputs,
    )


def _share(opts: pulumi.ResourceOptions) -> infrastructure.Repository:
    folder: Any = {"path": "D:\\Logs"}
    return infrastructure.Repository("r", name="r", type="WinLocal", repository=folder, opts=opts)


@_gets()
def logs_of_a_tenant_that_is_backed_up_every_day() -> None:
    there = _on_the_server()
    tenant = _tenant("t", TENANT, there)
    _job("job", tenant, there, schedule=_daily())
    _logs(tenant, _share(there), there)


@_gets("broken log-backup-needs-recent-tenant-backup logs")
def logs_of_a_tenant_without_a_job() -> None:
    there = _on_the_server()
    _logs(_tenant("t", TENANT, there), _share(there), there)


@_gets("broken sign-in-logs-need-paid-license logs", "broken log-backup-needs-recent-tenant-backup logs")
def sign_in_logs_on_the_free_licence() -> None:
    there = _on_the_server()
    _logs(_tenant("t", TENANT, there, tenant_license="free"), _share(there), there, logs=["signIn"])


@_gets(refused="supported-tenant-type")
def a_tenant_for_customers() -> None:
    _tenant("t", TENANT, _on_the_server(), tenant_type="b2c")


@_gets(refused="restorable-item-types")
def a_restore_of_a_built_in_role() -> None:
    item: Any = {"id": "a", "type": "Role", "is_built_in": True}
    entraid.RestoreSession(
        "restore", tenant_id="t", items=[item], valid_until="2030-01-01T00:00:00Z", opts=_on_the_server()
    )
