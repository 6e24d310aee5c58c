"""Everything that the provider makes is imported into an empty stack, which then differs in secrets alone, once."""

import json
from pathlib import Path
from typing import Any

import pytest
from provider_client import Deployed, urn
from resource_cases import CASES
from stack import Sandbox
from veeam_program import protection
from veeam_stack import Deployment

from veeam_entraid_sandbox.vbr import read_trace
from veeam_provider.resources import KINDS

pytestmark = pytest.mark.engine

# What a case needs is declared under these names, and the case itself in its place.
_NAMES = {"license_": "license", "tenant_job": "job", "log_job": "logs"}


class Declared(Deployment):
    """A program in place of a stack: what would be created is written down, and its id is a reference."""

    def create(self, token: str, name: str = "main", /, **inputs: Any) -> Deployed:
        self.made.setdefault(name, Deployed(self.client, urn(token, name), f"${{{name}.id}}", inputs, {}))
        return self.made[name]

    def of_every_kind(self) -> dict[str, Any]:
        """Return the resources of the program: one of each case, and what these need."""
        cases = {_NAMES.get(str(case), str(case)): (case.token, case.inputs(self)) for case in CASES}
        needed = {name: (each.urn.split("::")[2], each.inputs) for name, each in self.made.items()}
        return {name: {"type": token, "properties": inputs} for name, (token, inputs) in {**needed, **cases}.items()}


def changes_of(preview: str) -> dict[str, list[str]]:
    """Return what a preview, shown as JSON, changes in which resource; resources that stay are left out."""
    steps = json.loads(preview[preview.index("{") :])["steps"]
    return {
        step["urn"].rpartition("::")[2]: [step["op"], *sorted(step.get("detailedDiff") or {})]
        for step in steps
        if step["op"] != "same"
    }


def test_everything_is_imported_and_differs_in_secrets_alone(sandbox: Sandbox, tmp_path: Path) -> None:
    with protection(sandbox, tmp_path / "vbr") as server:
        client: Any = None  # nothing is created
        program = Declared(client, server.client, server.engine, server.settings).of_every_kind()
        kinds = {kind.token: kind for kind in KINDS}
        assert {each["type"] for each in program.values()} == kinds.keys()
        first, second = server.stack("first"), server.stack("second")
        server.write(first, program)
        first.up("--skip-preview").succeeded()
        made = {urn_: each["id"] for urn_, each in first.resources().items() if each["type"] in kinds}

        listed = [
            {"type": each["type"], "name": name, "id": kinds[each["type"]].key_of(each["properties"])}
            for name, each in program.items()
        ]
        file = tmp_path / "import.json"
        file.write_text(json.dumps({"resources": listed}))
        second.run(
            "import", "--file", str(file), "--yes", "--protect=false", "--generate-code=false",
            "--config-file", str(second.config_file),
        ).succeeded()  # fmt: skip
        imported = {urn_: each["id"] for urn_, each in second.resources().items() if each["type"] in kinds}
        assert imported == {urn_.replace("first", "second", 1): id_ for urn_, id_ in made.items()}

        server.write(second, program)
        secrets = {
            name: ["update", *sorted(given)]
            for name, each in program.items()
            if (given := unreadable(kinds[each["type"]].form.properties, each["properties"]))
        }
        assert secrets.keys() >= {"tenant", "license", "storage", "encryption"}
        assert changes_of(second.preview("--json").succeeded().text) == secrets
        said = second.up("--skip-preview").succeeded()
        for name, (_, *unread) in secrets.items():
            assert f'"{name}": {", ".join(unread)} cannot be read' in said.flat
        assert f"{len(secrets)} updated" in said.flat
        asked = len(read_trace(server.engine.folder))
        second.preview("--refresh", "--expect-no-changes").succeeded()
        assert {each.method for each in read_trace(server.engine.folder)[asked:]} <= {"GET", "POST"}
        first.preview("--refresh", "--expect-no-changes").succeeded()


def unreadable(form: Any, inputs: dict[str, Any]) -> list[str]:
    return [name for name in inputs if form[name].secret and not form[name].is_shown]
