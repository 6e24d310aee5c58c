"""Small stacks for the tests of the rules: resources as the engine describes them."""

from collections.abc import Iterable, Mapping

from veeam_entraid_limits import Finding, ProviderResource, Resource, check_across, check_each, read_facts

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
    provider: Mapping[str, object] | None = None,
) -> Resource:
    qualified = "$".join([*inside, token])
    return Resource(
        urn=f"urn:pulumi:dev::shop::{qualified}::{name}",
        type=token,
        name=name,
        properties=properties or {},
        provider=None if provider is None else ProviderResource("pulumi:providers:azure-native", provider),
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
