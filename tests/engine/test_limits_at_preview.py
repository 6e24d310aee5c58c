"""Each broken limit stops a preview of the real engine, through components and through raw resources.

The near miss beside it passes. What is undecided is told, and passes.
"""

import json
from typing import Any

import pytest
from stack import ROOT, Result, Sandbox, Stack, project_for

pytestmark = pytest.mark.engine

FLEXIBLE = {"hosting": "flexibleServer", "acknowledgeUnsupportedCloudDatabase": True}


def stack_of(sandbox: Sandbox, program: str) -> Stack:
    """Return the one stack of a program in the shared sandbox; previews leave nothing in it."""
    project = ROOT if program == "program" else project_for(sandbox, program)
    return Stack(sandbox, project, name=program.replace("_", "-")).shared()


def preview(sandbox: Sandbox, program: str, config: dict[str, Any], *arguments: str) -> Result:
    stack = stack_of(sandbox, program)
    stack.configure(config)
    return stack.preview(*arguments)


def program(**blocks: Any) -> dict[str, Any]:
    return {key if ":" in key else f"veeam-entraid:{key}": value for key, value in blocks.items()}


def location(name: str) -> dict[str, Any]:
    return {"azure-native:location": name}


BROKEN_PROGRAMS = [
    (
        "default-proxy-enabled",
        "Write defaultProxy.enabled: true",
        program(backupServer={"defaultProxy": {"enabled": False}}),
    ),
    ("repository-postgresql-version", "Write engineVersion: 17", program(repository={"engineVersion": 13})),
    (
        "repository-password-authentication",
        "Switch authConfig.passwordAuth on again",
        program(repository=FLEXIBLE | {"authConfig": {"passwordAuth": "Disabled"}}),
    ),
    ("supported-region", "Write a region of the public cloud", location("usgovvirginia")),
    ("supported-region", "Write a region of the public cloud", location("US Gov Virginia")),
    ("supported-region", "Write a region of the public cloud", location("chinanorth3")),
    ("supported-region", "Write azure-native:environment: public", {"azure-native:environment": "china"}),
    ("supported-region", "Write a region of the public cloud", program(backupServer={"location": "usgovvirginia"})),
]


@pytest.mark.parametrize(("limit", "remedy", "config"), BROKEN_PROGRAMS)
def test_a_broken_program_stops_at_preview(
    preview_sandbox: Sandbox, limit: str, remedy: str, config: dict[str, Any]
) -> None:
    said = preview(preview_sandbox, "program", config).failed()
    assert f"[{limit}]" in said.flat
    assert remedy in said.flat
    assert "Traceback" not in said.text


NEAR_MISSES = [
    program(backupServer={"defaultProxy": {}}, repository={"engineVersion": 14}),
    program(repository=FLEXIBLE | {"authConfig": {"passwordAuth": "Enabled", "activeDirectoryAuth": "Enabled"}}),
    location("northcentralus") | program(resourceGroupName="rg-china-team", repository={"hosting": "local"}),
]


@pytest.mark.parametrize("config", NEAR_MISSES)
def test_a_near_miss_passes(preview_sandbox: Sandbox, config: dict[str, Any]) -> None:
    said = preview(preview_sandbox, "program", config).succeeded()
    assert "❌" not in said.text


SECOND: dict[str, Any] = {"one": {}, "two": {}}
LOCAL = {"hosting": "local", "resource_group_name": None, "subnet_id": None, "backup_server_address": None}


NETWORK = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.Network"
ON_A_SERVER = FLEXIBLE | {
    "backup_server_address": None,
    "private_dns_zone_id": f"{NETWORK}/privateDnsZones/v.private.postgres.database.azure.com",
}


@pytest.mark.parametrize("repositories", [SECOND, {"one": {}, "two": ON_A_SERVER}, {"one": {}, "two": LOCAL}])
def test_a_second_repository_stops_at_preview(preview_sandbox: Sandbox, repositories: dict[str, Any]) -> None:
    said = preview(preview_sandbox, "two_repositories", {"shop:repositories": repositories}).failed()
    assert "[mandatory] one-repository-per-server" in said.flat
    assert "Keep one repository for each backup server" in said.flat


@pytest.mark.parametrize("second", [{"connection": "retired"}, {"backup_server": "another"}])
def test_a_second_repository_that_is_left_or_serves_another_server_passes(
    preview_sandbox: Sandbox, second: dict[str, Any]
) -> None:
    repositories = {"one": {}, "two": second}
    preview(preview_sandbox, "two_repositories", {"shop:repositories": repositories}).succeeded()


def test_components_in_an_unsupported_cloud_stop_at_preview(preview_sandbox: Sandbox) -> None:
    """Which cloud an explicit provider talks to, only the resources inside a component show."""
    config = {"shop:repositories": {"one": {}}, "shop:environment": "china"}
    said = preview(preview_sandbox, "two_repositories", config).failed()
    assert "[mandatory] supported-region" in said.flat
    assert "Write environment: public in the provider's configuration" in said.flat


SERVER = "azure-native:dbforpostgresql:Server"
VERSIONED = "azure-native:dbforpostgresql/v20240801:Server"
MACHINE = "azure-native:compute:VirtualMachine"


def database(name: str = "db", token: str = SERVER, server: str = "vbr", **properties: Any) -> dict[str, Any]:
    inputs = {
        "resourceGroupName": "rg",
        "location": "westeurope",
        "version": "17",
        "administratorLogin": "pgadmin",
        "administratorLoginPassword": "Hunter-2-hunter",
        "tags": {"veeam-entraid-role": "repository", "veeam-entraid-server": server},
        **properties,
    }
    return {"type": token, "name": name, "properties": {k: v for k, v in inputs.items() if v is not None}}


def machine(name: str = "vbr", role: str = "backup-server", **properties: Any) -> dict[str, Any]:
    inputs = {"resourceGroupName": "rg", "location": "westeurope", "tags": {"veeam-entraid-role": role}, **properties}
    return {"type": MACHINE, "name": name, "properties": inputs}


def raw(*resources: dict[str, Any], **config: str) -> dict[str, Any]:
    return {"shop:resources": list(resources)} | {f"shop:{key}": value for key, value in config.items()}


BROKEN_RAW = [
    ("one-repository-per-server", raw(machine(), database("d1"), database("d2"))),
    ("one-repository-per-server", raw(database("d1"), database("d2", token=VERSIONED))),
    ("one-repository-per-server", raw(machine(), database("d1"), machine("d2", role="repository"))),
    ("repository-postgresql-version", raw(database(version="13"))),
    ("repository-postgresql-version", raw(database(token=VERSIONED, version="13", location="UNKNOWN"))),
    ("repository-password-authentication", raw(database(authConfig={"passwordAuth": "Disabled"}))),
    ("repository-password-authentication", raw(database(token=VERSIONED, authConfig={"passwordAuth": "Disabled"}))),
    ("repository-password-authentication", raw(database(administratorLogin=None, administratorLoginPassword=None))),
    ("supported-region", raw(database(location="US Gov Virginia"))),
    ("supported-region", raw(machine(location="usgovvirginia"))),
    ("supported-region", raw(machine(location="chinanorth3"))),
    ("supported-region", raw(database(), environment="china")),
    ("supported-region", raw(database()) | {"azure-native:environment": "china"}),
]


@pytest.mark.parametrize(("limit", "config"), BROKEN_RAW)
def test_a_broken_stack_of_raw_resources_stops_at_preview(
    preview_sandbox: Sandbox, limit: str, config: dict[str, Any]
) -> None:
    said = preview(preview_sandbox, "raw", config).failed()
    assert f"[mandatory] {limit}" in said.flat
    assert "Hunter-2-hunter" not in said.text


PASSING_RAW = [
    raw(machine(), database("d1"), database("d2", server="another")),
    raw(machine(), database("d1"), database("d2", createMode="Replica", sourceServerResourceId="/s")),
    raw(machine(), database("d1"), database("d2", tags={"veeam-entraid-role": "repository-retired"}, version="14")),
    raw(database(authConfig={"passwordAuth": "enabled", "activeDirectoryAuth": "Enabled"}, resourceGroupName="china")),
    raw(database(), environment="public"),
]


@pytest.mark.parametrize("config", PASSING_RAW)
def test_a_near_miss_of_raw_resources_passes(preview_sandbox: Sandbox, config: dict[str, Any]) -> None:
    said = preview(preview_sandbox, "raw", config).succeeded()
    assert "❌" not in said.text


def test_what_is_unknown_is_told_by_name_and_passes(preview_sandbox: Sandbox) -> None:
    config = raw(machine(), database(location="UNKNOWN", version="UNKNOWN"))
    said = preview(preview_sandbox, "raw", config).succeeded()
    assert "[advisory] repository-postgresql-version" in said.flat
    assert "[advisory] supported-region" in said.flat
    assert "This will be checked at update." in said.flat


def test_an_untagged_database_server_beside_a_backup_server_is_told(preview_sandbox: Sandbox) -> None:
    said = preview(preview_sandbox, "raw", raw(machine(), database(tags=None, version="11"))).succeeded()
    assert "[advisory] repository-tag" in said.flat


def targeted(name: str) -> list[str]:
    return ["--target", f"urn:pulumi:raw::shop::{SERVER}::{name}"]


def test_a_target_that_breaks_a_limit_stops_whatever_is_left_out(preview_sandbox: Sandbox) -> None:
    config = raw(database("d1", version="13"), database("d2", version="13"))
    said = preview(preview_sandbox, "raw", config, *targeted("d1")).failed()
    assert "[mandatory] repository-postgresql-version (azure-native:dbforpostgresql:Server: d1)" in said.flat
    assert "[mandatory] repository-postgresql-version (azure-native:dbforpostgresql:Server: d2)" not in said.flat


def test_what_a_target_leaves_out_is_undecided(preview_sandbox: Sandbox) -> None:
    """The engine hands over new resources that it leaves out without any property: they may be anything."""
    config = raw(machine(), database("d1"), database("d2"))
    said = preview(preview_sandbox, "raw", config, *targeted("d1")).succeeded()
    assert "[advisory] one-repository-per-server" in said.flat
    assert 'Whether azure-native Server "d2" is a repository is not known yet' in said.flat


def test_the_configuration_of_the_pack_lets_what_is_undecided_stop(preview_sandbox: Sandbox) -> None:
    configuration = preview_sandbox.folder / "policy-config.json"
    configuration.write_text(
        json.dumps({"repository-postgresql-version": {"unknown": "block"}, "cloud-database-service": "disabled"})
    )
    config = raw(database(version="UNKNOWN"))
    said = preview(preview_sandbox, "raw", config, "--policy-pack-config", str(configuration)).failed()
    assert "[mandatory] repository-postgresql-version" in said.flat
    assert "cloud-database-service" not in said.flat


def test_every_problem_of_the_input_is_in_one_error(preview_sandbox: Sandbox) -> None:
    config = program(
        serverName="not a name!",
        network={"backupServerPrefix": "10.60.0.0/26", "repositoryPrefix": "10.60.0.32/27", "egress": 5},
        backupServer={"vmSize": "D8", "adminUsername": "admin", "osDiskSizeGb": "much", "zones": 1},
        repository={"port": 80, "engineVersion": 13, "skuName": "Standard_D2ds_v5"},
        databse={},
    )
    said = preview(preview_sandbox, "program", config).failed()
    for problem in (
        "databse: is not an argument",
        "repositoryPrefix: overlaps backupServerPrefix (10.60.0.0/26)",
        "egress: has to be natGateway or ",
        "its name cannot name Azure resources",
        "vmSize: is not a size that Azure has: write one such as Standard_D8s_v5",
        "adminUsername: is a login that Azure refuses",
        "osDiskSizeGb: has to be a whole number from 128 to 4095",
        "zones: is not an argument: did you mean zone?",
        "port: has to be a whole number from 1024 to 65535",
        "skuName: has no use with hosting: virtualMachine: leave it out",
        "[repository-postgresql-version]",
    ):
        assert problem in said.flat, said.text
    assert "Traceback" not in said.text
