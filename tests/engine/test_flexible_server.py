"""A flexible server with everything that governs it lives under the real engine, and keeps its data.

The program is somebody's own: a network, a zone for private endpoints, keys and a workspace of its own.
"""

import json
import re
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from secrets_of import secrets_of
from stack import Result, Sandbox, Stack, project_of

pytestmark = [pytest.mark.engine, pytest.mark.extended]

PROGRAM = """
import json
import pulumi
from pulumi_azure_native import keyvault, managedidentity, network, operationalinsights, privatedns, resources
from veeam_entraid import EntraIdRepository

ROOT = "/subscriptions/00000000-0000-0000-0000-000000000000"
config = pulumi.Config()
group = resources.ResourceGroup("group", resource_group_name="rg")
vnet = network.VirtualNetwork(
    "vnet", virtual_network_name="vnet", resource_group_name=group.name,
    address_space=network.AddressSpaceArgs(address_prefixes=["10.80.0.0/24"]),
)
subnet = network.Subnet(
    "endpoints", subnet_name="endpoints", virtual_network_name=vnet.name, resource_group_name=group.name,
    address_prefix="10.80.0.0/27",
)
zone = privatedns.PrivateZone(
    "zone", private_zone_name="privatelink.postgres.database.azure.com", resource_group_name=group.name,
    location="global",
)
link = privatedns.VirtualNetworkLink(
    "link", virtual_network_link_name="link", private_zone_name=zone.name, resource_group_name=group.name,
    location="global", registration_enabled=False, virtual_network=privatedns.SubResourceArgs(id=vnet.id),
)
identity = managedidentity.UserAssignedIdentity("keys", resource_name_="keys", resource_group_name=group.name)
workspace = operationalinsights.Workspace("logs", workspace_name="logs", resource_group_name=group.name)
block = {
    "network": {"mode": "privateEndpoint"},
    "dataEncryption": {"keyUri": "https://keys.vault.azure.net/keys/repository", "identityId": identity.id},
    "administrators": {
        label: {"objectId": f"{number}1111111-2222-3333-4444-555555555555", "name": label}
        for number, label in enumerate(["team", "operators"])
    },
    "threatProtection": "Enabled",
    "diagnosticSettings": {"siem": {"workspaceId": workspace.id}},
    "roleAssignments": {
        "readers": {
            "roleDefinitionId": "acdd72a7-3385-48ef-bd42-f606fba81ae7",
            "principalId": identity.principal_id,
        }
    },
    "lock": True,
    **json.loads(config.get("block") or "{}"),
}
repository = EntraIdRepository(
    "db",
    {
        "hosting": "flexibleServer",
        "acknowledgeUnsupportedCloudDatabase": True,
        "resourceGroupName": group.name,
        "subnetId": subnet.id,
        "privateDnsZoneId": zone.id,
        "authConfig": {"activeDirectoryAuth": "Enabled"},
        "zone": 1,
        "connection": "retired" if config.get("moment") else "pending",
        "parameters": json.loads(config.get("parameters") or "{}"),
        "deletionProtection": config.get("unprotected") is None,
        "flexibleServer": block,
    },
    pulumi.ResourceOptions(depends_on=[link]),
)
pulumi.export("host", repository.host)
pulumi.export("uri", repository.uri)
pulumi.export("steps", repository.manual_steps)
pulumi.export("pending", repository.parameters_pending_restart)
if moment := config.get("moment"):
    restored = EntraIdRepository(
        "again",
        {
            "hosting": "flexibleServer",
            "acknowledgeUnsupportedCloudDatabase": True,
            "resourceGroupName": group.name,
            "subnetId": subnet.id,
            "privateDnsZoneId": zone.id,
            "dataPlane": False,
            "deletionProtection": False,
            "flexibleServer": {
                "network": {"mode": "privateEndpoint"},
                **({"restore": {"sourceServerId": repository.resource_id, "time": moment}} if moment != "over" else {}),
            },
        },
        pulumi.ResourceOptions(depends_on=[link]),
    )
    pulumi.export("restoredHost", restored.host)
    pulumi.export("restoredUri", restored.uri)
    pulumi.export("restoredSteps", restored.manual_steps)
"""
STANDBY = {
    "highAvailability": {"mode": "ZoneRedundant", "standbyZone": 2},
    "maintenanceWindow": {"day": "Saturday", "hour": 3},
    "backup": {"retentionDays": 35},
}


def configuration(*, block: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    return {"shop:block": json.dumps(block or {}), **{f"shop:{key}": value for key, value in more.items()}}


def unchanged(result: Result) -> bool:
    return not re.search(r"^\s*(?:[+~-]|\+-) \d+ \w+", result.text, re.MULTILINE)


def ids(stack: Stack) -> dict[str, str]:
    return {urn.rpartition("::")[2]: resource.get("id", "") for urn, resource in stack.resources().items()}


def test_a_governed_server_lives_and_keeps_its_data(sandbox: Sandbox) -> None:
    stack = Stack(sandbox, project_of(sandbox, "governed", PROGRAM), "governed").create()
    stack.configure(configuration())
    stack.up().succeeded()
    made = ids(stack)
    first = stack.outputs(show_secrets=True)
    with psycopg.connect(first["uri"], autocommit=True) as connection:
        connection.execute("CREATE DATABASE tenant")
    assert first["pending"] == []

    again = stack.up().succeeded()
    assert unchanged(again), again.text
    refreshed = stack.refresh().succeeded()
    assert unchanged(refreshed), refreshed.text

    # Settings that grow with the deployment, and both passwords: nothing is replaced but what makes the passwords.
    stack.configure(configuration(block=STANDBY, parameters=json.dumps({"max_connections": 500})))
    before = secrets_of(stack)
    prefix = next(urn for urn in stack.resources() if urn.endswith("db-login-password")).rpartition("::")[0]
    replaced = [f"{prefix}::db-{name}-password" for name in ("administrator", "login")]
    said = stack.up(*(f"--replace={urn}" for urn in replaced)).succeeded()
    assert not any(secret in said.text for secret in before | secrets_of(stack))
    second = stack.outputs(show_secrets=True)
    assert second["uri"] != first["uri"]
    assert {name: ids(stack)[name] for name in made if "password" not in name} == {
        name: id_ for name, id_ in made.items() if "password" not in name
    }
    with psycopg.connect(second["uri"]) as connection:
        assert connection.execute("SELECT 1 FROM pg_database WHERE datname = 'tenant'").fetchone() == (1,)
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(first["uri"])
    assert second["pending"] == ["max_connections"]
    assert second["steps"][0]["title"] == f"Restart PostgreSQL on {second['host']}"

    stack.configure(configuration(unprotected=True))
    stack.up().succeeded()
    assert "db-server-lock" not in ids(stack)
    stack.destroy().succeeded()
    assert not stack.resources()


def revealed(stack: Stack, name: str, *path: str) -> Any:
    """Return a value of a resource's state, secret or not."""
    resources = stack.resources(show_secrets=True)
    value: Any = next(resource for urn, resource in resources.items() if urn.endswith(f"::{name}"))
    for step in path:
        value = value[step]
        value = json.loads(value["plaintext"]) if isinstance(value, dict) and "plaintext" in value else value
    return value


def test_a_new_server_begins_with_the_backups_of_another(sandbox: Sandbox) -> None:
    """The restored server has the data and the logins; the steps that it prints give these their passwords."""
    stack = Stack(sandbox, project_of(sandbox, "restored", PROGRAM), "restored").create()
    small = {"dataEncryption": None, "administrators": {}, "lock": False, "roleAssignments": {}}
    plain = configuration(block=small, unprotected=True, parameters=json.dumps({"autovacuum": "off"}))
    stack.configure(plain)
    stack.up().succeeded()
    source = stack.outputs(show_secrets=True)
    with psycopg.connect(source["uri"], autocommit=True) as connection:
        connection.execute("CREATE DATABASE tenant")

    moment = datetime.now(UTC).isoformat(timespec="milliseconds")
    stack.configure(plain | {"shop:moment": moment})
    stack.up().succeeded()
    made = ids(stack)
    restored = stack.outputs(show_secrets=True)
    assert restored["restoredSteps"][0]["title"].startswith("Give the logins of the restored server")

    # Azure's own logins come along: the administrator's password is set, as the step says, then the login's.
    prefix = next(urn for urn in stack.resources() if urn.endswith("::again-administrator-password"))
    stack.configure(plain | {"shop:moment": "over"})
    stack.up(f"--replace={prefix}").succeeded()
    assert ids(stack)["again-server"] == made["again-server"]
    administrator: dict[str, Any] = {
        "host": restored["restoredHost"],
        "user": "pgadmin",
        "password": revealed(stack, "again-administrator-password", "outputs", "result"),
        "dbname": "postgres",
        "autocommit": True,
    }
    with psycopg.connect(**administrator) as connection:
        verifier = revealed(stack, "again-login-verifier-secret", "inputs", "properties", "value")
        connection.execute(f"ALTER ROLE veeam PASSWORD '{verifier}'".encode())
    with psycopg.connect(restored["restoredUri"]) as connection:
        assert connection.execute("SELECT 1 FROM pg_database WHERE datname = 'tenant'").fetchone() == (1,)
    again = stack.up().succeeded()
    assert unchanged(again), again.text
    stack.destroy().succeeded()
    assert not stack.resources()
