"""The pack's configuration with the real engine: levels, waivers, and what is wrong with them."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from stack import Result, Sandbox, Stack, project_for

pytestmark = pytest.mark.engine

SERVER = "azure-native:dbforpostgresql:Server"
VERSION_RULE = "repository-postgresql-version"


def database(name: str = "db", **properties: Any) -> dict[str, Any]:
    inputs = {
        "resourceGroupName": "rg",
        "location": "westeurope",
        "version": "17",
        "administratorLogin": "pgadmin",
        "administratorLoginPassword": "Hunter-2-hunter",
        "tags": {"veeam-entraid-role": "repository", "veeam-entraid-server": "vbr"},
    }
    return {"type": SERVER, "name": name, "properties": inputs | properties}


def waiver(days: int, **changed: str) -> dict[str, str]:
    until = (datetime.now(UTC).date() + timedelta(days=days)).isoformat()
    entry = {"rule": VERSION_RULE, "resource": "db", "reason": "moved next week", "owner": "Storage team"}
    return entry | {"until": until} | changed


def preview(sandbox: Sandbox, configuration: dict[str, Any], *resources: dict[str, Any], folder: Path) -> Result:
    stack = Stack(sandbox, project_for(sandbox, "raw"), name="raw-policy").shared()
    stack.configure({"shop:resources": list(resources)})
    written = folder / "policy.json"
    written.write_text(json.dumps(configuration))
    return stack.preview("--policy-pack-config", str(written), VEEAM_ENTRAID_POLICY_FOLDER=str(folder))


def test_one_line_sets_the_level_of_all_and_a_rule_goes_before_it(preview_sandbox: Sandbox, tmp_path: Path) -> None:
    broken = database(version="13", location="chinanorth3")
    said = preview(
        preview_sandbox, {"all": "advisory", "supported-region": "mandatory"}, broken, folder=tmp_path
    ).failed()
    assert f"[advisory] {VERSION_RULE}" in said.flat
    assert "[mandatory] supported-region" in said.flat


def test_a_waiver_lets_a_broken_limit_pass_and_is_reported(preview_sandbox: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "waivers.json").write_text(json.dumps({"waivers": [waiver(30), waiver(30, resource="gone")]}))
    configuration = {"veeam-entraid": {"waiversFile": "waivers.json"}}
    said = preview(preview_sandbox, configuration, database(version="13"), folder=tmp_path).succeeded()
    assert f"[advisory] {VERSION_RULE}" in said.flat
    assert "by Storage team (moved next week)" in said.flat
    assert 'for "gone" (Storage team: moved next week) covers nothing' in said.flat


def test_an_expired_waiver_stops_a_preview(preview_sandbox: Sandbox, tmp_path: Path) -> None:
    configuration = {"all": "advisory", "veeam-entraid": {"waivers": [waiver(-1)]}}
    said = preview(preview_sandbox, configuration, database(version="13"), folder=tmp_path).failed()
    assert f"[advisory] {VERSION_RULE}" in said.flat
    assert f"[mandatory] {VERSION_RULE}" in said.flat
    assert "which is over" in said.flat


WRONG: list[tuple[dict[str, Any], list[str]]] = [
    ({"repository-postgres": "advisory"}, ["repository-postgres: there is no such name here; did you mean"]),
    ({VERSION_RULE: {"unknown": "ignore"}}, [VERSION_RULE, "unknown"]),
    ({VERSION_RULE: {"unkown": "block"}}, [f"{VERSION_RULE}.unkown", 'did you mean "unknown"']),
    ({"veeam-entraid": {"waivers": [waiver(3, until="soon")]}}, ["waivers[0].until: is not a day"]),
    ({"veeam-entraid": {"waivers": [waiver(3) | {"ticket": "7"}]}}, ["ticket"]),
    (
        {"veeam-entraid": {"waiversFile": "a.json"}, "none": "disabled"},
        ["none: there is no such name", "a.json cannot be read"],
    ),
    ({"veeam-entraid": {"waiversFile": "absent.json"}}, ["absent.json cannot be read"]),
]


@pytest.mark.parametrize(("configuration", "expected"), WRONG)
def test_a_wrong_configuration_stops_before_anything_is_checked(
    preview_sandbox: Sandbox, tmp_path: Path, configuration: dict[str, Any], expected: list[str]
) -> None:
    said = preview(preview_sandbox, configuration, database(version="13"), folder=tmp_path).failed()
    for each in expected:
        assert each in said.flat, said.text
    assert "Traceback" not in said.text
    assert "[mandatory]" not in said.text


def test_what_has_a_safe_value_is_mended_and_reported(preview_sandbox: Sandbox, tmp_path: Path) -> None:
    rule = "repository-password-authentication"
    off = database(authConfig={"passwordAuth": "Disabled"})
    said = preview(preview_sandbox, {rule: "remediate", VERSION_RULE: "remediate"}, off, folder=tmp_path).succeeded()
    assert f"[remediate] {rule}" in said.flat
    assert "Hunter-2-hunter" not in said.text
    said = preview(preview_sandbox, {VERSION_RULE: "remediate"}, database(version="13"), folder=tmp_path).failed()
    assert f"[mandatory] {VERSION_RULE}" in said.flat
    assert f"[mandatory] {rule}" in preview(preview_sandbox, {}, off, folder=tmp_path).failed().flat


def test_an_update_without_preview_stops_before_the_second_repository(sandbox: Sandbox) -> None:
    stack = Stack(sandbox, project_for(sandbox, "raw"), name="raw-update").create()
    stack.configure({"shop:resources": [database("d1"), database("d2")]})
    said = stack.up("--skip-preview").failed()
    assert "[mandatory] one-repository-per-server" in said.flat
    assert "Hunter-2-hunter" not in said.text
    made = [resource for resource in stack.resources().values() if resource["type"] == SERVER]
    assert len(made) <= 1
    stack.destroy().succeeded()


def test_a_repository_of_another_stack_stops_a_preview(preview_sandbox: Sandbox, tmp_path: Path) -> None:
    urn = f"urn:pulumi:prod::network::{SERVER}::elsewhere"
    resource = {"urn": urn, "type": SERVER, "inputs": database("elsewhere")["properties"]}
    (tmp_path / "network.json").write_text(json.dumps({"version": 3, "deployment": {"resources": [resource]}}))
    configuration = {"veeam-entraid": {"otherStacks": ["network.json"]}}
    said = preview(preview_sandbox, configuration, database("d1"), folder=tmp_path).failed()
    assert "[mandatory] one-repository-per-server" in said.flat
    assert 'azure-native Server of stack network/prod "elsewhere"' in said.flat


def test_the_build_of_the_product_makes_an_advice_of_where_a_server_runs(
    preview_sandbox: Sandbox, tmp_path: Path
) -> None:
    in_china = database(location="chinanorth3")
    configuration = {"veeam-entraid": {"productBuild": "13.0.2.29"}}
    said = preview(preview_sandbox, configuration, in_china, folder=tmp_path).succeeded()
    assert "[advisory] supported-region" in said.flat
