"""The components as a plugin: its schema, and what becomes of inputs on the way to a component."""

import json
from typing import Any

import pulumi
import pytest
import yaml
from deployment import ROOT, deploy
from full_arguments import FULL
from pulumi.errors import InputPropertiesError

from veeam_entraid import (
    EntraApplication,
    EntraIdRepository,
    backup_network,
    backup_server,
    entra_application,
    entra_id_repository,
    log_storage,
    tenant_protection,
)
from veeam_entraid._arguments import camel_case
from veeam_entraid.plugin import COMPONENTS, NAME, VeeamEntraIdProvider, schema

ARGUMENTS = {
    "BackupNetwork": backup_network.BackupNetworkArgs,
    "BackupServer": backup_server.BackupServerArgs,
    "EntraApplication": entra_application.EntraApplicationArgs,
    "EntraIdRepository": entra_id_repository.EntraIdRepositoryArgs,
    "LogStorage": log_storage.LogStorageArgs,
    "TenantProtection": tenant_protection.TenantProtectionArgs,
}


def resources() -> dict[str, Any]:
    return {token.rpartition(":")[2]: resource for token, resource in json.loads(schema())["resources"].items()}


def test_the_committed_schema_is_the_components() -> None:
    assert (ROOT / "components" / "schema.json").read_text() == schema(), "run `make docs`"


def test_the_plugin_has_one_name_and_version() -> None:
    manifest = yaml.safe_load((ROOT / "components" / "PulumiPlugin.yaml").read_text())
    described = json.loads(schema())
    assert (manifest["name"], manifest["version"]) == (described["name"], described["version"]) == (NAME, "0.1.0")


@pytest.mark.parametrize("component", COMPONENTS, ids=lambda each: each.__name__)
def test_every_argument_is_an_input_with_a_description(component: type[pulumi.ComponentResource]) -> None:
    inputs = resources()[component.__name__]["inputProperties"]
    assert set(inputs) == {camel_case(name) for name in ARGUMENTS[component.__name__].__annotations__}
    assert all(described.get("description") for described in inputs.values())


@pytest.mark.parametrize(
    ("component", "case"),
    [(EntraIdRepository, "virtualMachine"), (EntraApplication, "certificate"), (EntraApplication, "secret")],
)
def test_outputs_of_the_schema_are_registered_by_the_component(component: Any, case: str) -> None:
    """What the schema promises and a program reads has to be in the outputs that the component registers."""
    arguments: Any = FULL[component.__name__, case]
    deployment = deploy(lambda: component("it", arguments))
    promised = resources()[component.__name__]
    assert set(promised["required"]) <= set(deployment.outputs["it"]) <= set(promised["properties"])


def test_what_is_wrong_is_told_without_a_trace_and_without_values() -> None:
    secret = pulumi.Output.secret({"enabled": False})
    with pytest.raises(InputPropertiesError) as refusal:
        VeeamEntraIdProvider().construct(
            "vbr", "veeam-entraid:index:BackupServer", {"defaultProxy": secret, "vmSize": "hunter2"}
        )
    said = refusal.value.message
    assert "defaultProxy: has to be a block of arguments, not an output" in said
    assert "vmSize: is not a size that Azure has" in said
    assert "hunter2" not in said
    assert refusal.value.errors == []
