"""The components from a YAML program, through the plugin: every input arrives, and what is wrong is told plainly."""

import json
from pathlib import Path
from typing import Any

import pytest
from full_arguments import FULL, TENANT
from stack import ROOT, Result, Sandbox, Stack

pytestmark = pytest.mark.engine

TOKENS = {component: f"veeam-entraid:{component}" for component, _ in FULL}


def program(**resources: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    return {
        "name": "shop",
        "runtime": "yaml",
        "packages": {"veeam-entraid": str(ROOT / "components")},
        "resources": {
            name: {"type": TOKENS[component], "properties": arguments}
            for name, (component, arguments) in resources.items()
        },
    }


def project(sandbox: Sandbox, name: str, content: dict[str, Any]) -> Path:
    folder = sandbox.folder / "projects" / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "Pulumi.yaml").write_text(json.dumps(content))
    return folder


def preview(sandbox: Sandbox, name: str, content: dict[str, Any], *, policy: bool, **config: str) -> Result:
    stack = Stack(sandbox, project(sandbox, name, content), name, policy=policy).create()
    stack.configure({"azuread:tenantId": TENANT, **config})
    return stack.preview()


def test_every_input_arrives(preview_sandbox: Sandbox) -> None:
    named = {f"r{index}": (component, arguments) for index, ((component, _), arguments) in enumerate(FULL.items())}
    # What stands on a backup server needs to know which; at preview nothing is asked of it.
    server = {"veeam:endpoint": "https://vbr.invalid", "veeam:username": "rest", "veeam:password": "secret"}
    said = preview(preview_sandbox, "every-input", program(**named), policy=False, **server).succeeded()
    for name, (component, _) in named.items():
        assert f"veeam-entraid:index:{component} {name} create" in said.flat


def test_a_broken_limit_and_a_lost_value_are_told_without_a_trace(preview_sandbox: Sandbox) -> None:
    server = FULL["BackupServer", ""] | {"defaultProxy": {"fn::secret": {"enabled": False}}, "osDiskSizeGb": 1}
    said = preview(preview_sandbox, "refused", program(vbr=("BackupServer", server)), policy=False).failed()
    assert "defaultProxy: has to be a block of arguments, not an output" in said.flat
    assert "osDiskSizeGb: has to be a whole number from 128 to 4095" in said.flat
    assert "Traceback" not in said.text
    assert 'File "' not in said.text


def test_the_pack_joins_them_with_raw_resources(preview_sandbox: Sandbox) -> None:
    content = program(
        vbr=("BackupServer", FULL["BackupServer", ""]), one=("EntraIdRepository", FULL["EntraIdRepository", "local"])
    )
    content["resources"]["two"] = {
        "type": "azure-native:dbforpostgresql:Server",
        "properties": {
            "resourceGroupName": "rg",
            "version": "17",
            "administratorLogin": "pgadmin",
            "administratorLoginPassword": {"fn::secret": "Hunter-2-hunter"},
            "tags": {"veeam-entraid-role": "repository", "veeam-entraid-server": "vbr"},
        },
    }
    said = preview(preview_sandbox, "joined", content, policy=True).failed()
    assert "[mandatory] one-repository-per-server" in said.flat
    assert "Hunter-2-hunter" not in said.text
