"""Every scenario under examples/ goes preview, up, no change, refresh, destroy; some of them in landing zones."""

from collections.abc import Callable
from typing import Any

import pytest
import yaml
from stack import ROOT, Sandbox, Stack, project_for, project_of
from test_lifecycle import unchanged

pytestmark = [pytest.mark.engine, pytest.mark.extended]

EXAMPLES = sorted(path.parent for path in (ROOT / "examples").glob("*/Pulumi.yaml"))


def nothing(_sandbox: Sandbox) -> dict[str, Any]:
    return {}


def landing_zone(sandbox: Sandbox) -> dict[str, Any]:
    """Return the outputs of a network that is there already."""
    stack = Stack(sandbox, project_for(sandbox, "landing_zone"), "landing-zone", policy=False).create()
    stack.up("--skip-preview").succeeded()
    return stack.outputs()


def existing_server(sandbox: Sandbox) -> dict[str, Any]:
    given = landing_zone(sandbox)
    return {
        "resourceGroupName": given["resourceGroupName"],
        "subnetId": given["repository"],
        "address": "10.20.1.4",
        "host": given["repositoryHost"],
        "backupServerAddress": "10.20.0.4",
    }


def part_of_a_network(sandbox: Sandbox) -> dict[str, Any]:
    return {"virtualNetworkId": landing_zone(sandbox)["virtualNetworkId"], "addressSpace": "10.20.8.0/24"}


def firewall(_sandbox: Sandbox) -> dict[str, Any]:
    return {"firewallAddress": "10.20.255.4"}


SURROUNDINGS: dict[str, Callable[[Sandbox], dict[str, Any]]] = {
    "bring-your-own-network": part_of_a_network,
    "existing-server": existing_server,
    "private": firewall,
}


def test_every_example_describes_itself() -> None:
    assert EXAMPLES
    for folder in EXAMPLES:
        manifest = yaml.safe_load((folder / "Pulumi.yaml").read_text())
        assert manifest["name"] == folder.name
        assert manifest["description"].removesuffix(".") in (folder / "__main__.py").read_text()


@pytest.mark.parametrize("name", [folder.name for folder in EXAMPLES])
def test_an_example_lives(sandbox: Sandbox, name: str) -> None:
    surroundings = SURROUNDINGS.get(name, nothing)(sandbox)
    program = (ROOT / "examples" / name / "__main__.py").read_text()
    stack = Stack(sandbox, project_of(sandbox, name, program), name).create()
    config = {"deletionProtection": False, **surroundings}
    stack.configure({f"shop:{key}": value for key, value in config.items()})
    previewed = stack.preview().succeeded()
    assert "[mandatory]" not in previewed.text
    stack.up("--skip-preview").succeeded()
    for again in (stack.up("--skip-preview"), stack.refresh()):
        assert unchanged(again.succeeded()), again.text
    stack.destroy().succeeded()
    assert not stack.resources()
