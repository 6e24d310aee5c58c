"""Small stacks for the tests of the rules: resources as the engine describes them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pytest

from veeam_entraid_limits import UNKNOWN, Finding, ProviderResource, Resource, check_across, check_each, read_facts

COMPONENTS = "veeam-entraid:index:"
FLEXIBLE_SERVER = "azure-native:dbforpostgresql:Server"
VERSIONED_SERVER = "azure-native:dbforpostgresql/v20240801:Server"
LOCAL_PACKAGE_SERVER = "azure-native_dbforpostgresql_v20240801:dbforpostgresql:Server"
CLASSIC_SERVER = "azure:postgresql/flexibleServer:FlexibleServer"
MACHINE = "azure-native:compute:VirtualMachine"
CLASSIC_MACHINE = "azure:compute/linuxVirtualMachine:LinuxVirtualMachine"


def resource(
    token: str,
    name: str,
    properties: Mapping[str, object] | None = None,
    *,
    inside: Iterable[str] = (),
    provider: Mapping[str, object] | ProviderResource | None = None,
    outputs: Mapping[str, object] | None = None,
    made_from: Mapping[str, Resource | Sequence[Resource]] | None = None,
) -> Resource:
    """Return a resource; ``made_from`` names, for its inputs, the resources whose outputs they are."""
    qualified = "$".join([*inside, token])
    if isinstance(provider, Mapping):
        provider = ProviderResource("pulumi:providers:azure-native", provider)
    return Resource(
        urn=f"urn:pulumi:dev::shop::{qualified}::{name}",
        type=token,
        name=name,
        properties=properties or {},
        provider=provider,
        outputs=outputs or {},
        property_dependencies={
            key: [each.urn for each in ([sources] if isinstance(sources, Resource) else sources)]
            for key, sources in (made_from or {}).items()
        },
    )


def on_server(endpoint: object, urn: str = "") -> ProviderResource:
    """Return the provider for the backup server at an endpoint."""
    return ProviderResource("pulumi:providers:veeam", {"endpoint": endpoint}, urn)


SERVER = on_server("https://vbr:9419")
OTHER_SERVER = on_server("https://other:9419")
AZURE_ID = "11111111-2222-3333-4444-555555555555"


def tenant(name: str = "t", **properties: Any) -> Resource:
    """Return a tenant; ``outputs``, ``made_from`` and ``provider`` are the resource's."""
    return _veeam("entraid:Tenant", name, {"azureTenantId": AZURE_ID}, properties)


def tenant_job(name: str = "job", of: Resource | object = UNKNOWN, **properties: Any) -> Resource:
    """Return a tenant backup job of a tenant: an id, or a resource whose id is not known yet."""
    return _veeam("entraid:TenantBackupJob", name, {"name": name, **DAILY}, properties, tenantId=of)


def log_job(name: str = "logs", of: Resource | object = UNKNOWN, **properties: Any) -> Resource:
    """Return a log backup job of a tenant: an id, or a resource whose id is not known yet."""
    return _veeam("entraid:LogBackupJob", name, {"name": name, "repositoryId": "r"}, properties, tenantId=of)


def copy_job(name: str, of: Resource | object, to: Resource | object, kind: str, **properties: Any) -> Resource:
    """Return a TenantBackupCopyJob or LogBackupCopyJob."""
    return _veeam(f"entraid:{kind}", name, {"name": name}, properties, primaryJobId=of, repositoryId=to)


def storage(name: str = "r", **properties: Any) -> Resource:
    """Return a repository of logs and copies."""
    return _veeam("infrastructure:Repository", name, {"name": name, "type": "LinuxLocal"}, properties)


def session(*items: object, **properties: Any) -> Resource:
    """Return a restore session of items."""
    inputs = {"tenantId": "t", "validUntil": "2030-01-01"} | ({"items": list(items)} if items else {})
    return _veeam("entraid:RestoreSession", "restore", inputs, properties)


def of_type(kind: object, **properties: object) -> dict[str, object]:
    """Return an item that a session restores."""
    return {"id": "i", "type": kind, **properties}


DAILY: dict[str, object] = {"schedule": {"runAutomatically": True}}


def _veeam(
    token: str, name: str, inputs: dict[str, Any], properties: Mapping[str, Any], **named: Resource | object
) -> Resource:
    given = dict(properties)
    outputs, provider = given.pop("outputs", None), given.pop("provider", SERVER)
    made_from = given.pop("made_from", {})
    made_from |= {key: target for key, target in named.items() if isinstance(target, Resource)}
    values = {key: UNKNOWN if isinstance(target, Resource) else target for key, target in named.items()}
    return resource(
        f"veeam:{token}", name, inputs | values | given, provider=provider, outputs=outputs, made_from=made_from
    )


def backup_server(name: str = "vbr", **properties: object) -> Resource:
    inputs = {"entraIdHosting": "remote", "location": "westeurope", **properties}
    return resource(COMPONENTS + "BackupServer", name, inputs)


def repository(name: str = "repository", **properties: object) -> Resource:
    inputs = {"hosting": "virtualMachine", "engineVersion": 17, "location": "westeurope", **properties}
    return resource(COMPONENTS + "EntraIdRepository", name, inputs)


def tags(role: object, server: object = None) -> dict[str, object]:
    return {"veeam-entraid-role": role} | ({} if server is None else {"veeam-entraid-server": server})


def raw_backup_server(name: str = "vbr", server: object = None, **properties: object) -> Resource:
    inputs = {"location": "westeurope", "tags": tags("backup-server", server), **properties}
    return resource(MACHINE, name, inputs)


def raw_repository(
    name: str = "db", server: object = None, token: str = FLEXIBLE_SERVER, **properties: object
) -> Resource:
    inputs = {
        "location": "westeurope",
        "version": "17",
        "administratorLogin": "pgadmin",
        "administratorLoginPassword": "hunter2",
        "tags": tags("repository", server),
        **properties,
    }
    return resource(token, name, {key: value for key, value in inputs.items() if value is not None})


def findings(*resources: Resource) -> list[Finding]:
    facts = [fact for each in resources for fact in read_facts(each)]
    return [*(finding for fact in facts for finding in check_each(fact)), *check_across(facts)]


def verdicts(limit: str, *resources: Resource) -> list[str]:
    """Return what a limit's rule says of a stack, worst first; nothing when it holds."""
    order = ["broken", "undecided", "advisory"]
    said = {finding.verdict.value for finding in findings(*resources) if finding.limit == limit}
    return sorted(said, key=order.index)


def case(name: str, *resources: Resource) -> object:
    """Return a parameter of a test: a stack with the name of what it is an example of."""
    return pytest.param(list(resources), id=name)
