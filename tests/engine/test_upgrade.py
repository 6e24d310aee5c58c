"""A new version leaves what an earlier one has made: no replacement, no removal, of anything."""

import json
import re
from pathlib import Path

import pytest
from recording import RECORDED, SCENARIOS, stack_of
from stack import Sandbox

pytestmark = pytest.mark.engine

STATES = sorted(RECORDED.glob("*.json"))
HARM = re.compile(r"^\s*(?:\+-|-\+|\+\+|--|-)\s+\S+:\S+", re.MULTILINE)


def test_every_scenario_is_recorded() -> None:
    assert {path.name.rpartition("-")[0] for path in STATES} == set(SCENARIOS)


@pytest.mark.parametrize("state", STATES, ids=lambda path: path.stem)
def test_an_upgrade_replaces_and_removes_nothing(state: Path, preview_sandbox: Sandbox) -> None:
    stack = stack_of(preview_sandbox, state.name.rpartition("-")[0])
    stack.run("stack", "import", "--file", str(state)).succeeded()
    said = stack.preview().succeeded().text
    assert HARM.findall(said) == []
    before = json.loads(state.read_text())["deployment"]["resources"]
    left = sum(int(count) for count in re.findall(r"(?:~ )?(\d+) (?:unchanged|to update)", said))
    assert left == len([resource for resource in before if "::default" not in resource["urn"]])
