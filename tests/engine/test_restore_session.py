"""Restore sessions under the real engine: done once, shown with what did not come back, and done anew on demand."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from own_sandbox import own_state
from real_postgresql import OWNER
from restores import TOKEN, Restores, Told, restores
from secrets_of import files_with
from stack import ROOT, Result, Sandbox, Stack
from veeam_stack import variables

from veeam_entraid_sandbox.machines.bundled_instance import start_bundled
from veeam_entraid_sandbox.vbr import Instance

pytestmark = pytest.mark.engine


@pytest.fixture
def vbr(tmp_path: Path) -> Iterator[Restores]:
    with own_state(tmp_path / "postgresql") as state:
        started = start_bundled(state, OWNER)
        bundled = Instance(host=started.host, port=started.port, login=started.login, password=started.password)
        with restores(tmp_path / "vbr", bundled, Told(), users=60) as vbr:
            yield vbr


class Program:
    """A program with one restore session, for the tenant that a function finds."""

    def __init__(self, sandbox: Sandbox, vbr: Restores) -> None:
        self.vbr = vbr
        self.folder = sandbox.folder / "projects" / "restore"
        self.folder.mkdir(parents=True)
        self.properties: dict[str, Any] = {"validUntil": vbr.until(), "permissions": "application"}
        self.write()
        self.stack = Stack(sandbox, self.folder, "restore").create()
        self.stack.configure({f"veeam:{name}": value for name, value in variables(vbr.stack.settings).items()})

    def write(self, **properties: Any) -> None:
        self.properties.update(properties)
        tenant = {"fn::invoke": {"function": "veeam:entraid:getTenant", "arguments": {"azureTenantId": self.vbr.azure}}}
        program = {
            "name": "shop",
            "runtime": "yaml",
            "plugins": {"providers": [{"name": "veeam", "path": str(ROOT / "provider")}]},
            "variables": {"tenant": tenant},
            "resources": {"back": {"type": TOKEN, "properties": {"tenantId": "${tenant.id}", **self.properties}}},
            "outputs": {name: f"${{back.{name}}}" for name in ("results", "notRestored", "generatedPasswords")},
        }
        (self.folder / "Pulumi.yaml").write_text(yaml.safe_dump(program))

    def up(self, **properties: Any) -> Result:
        self.write(**properties)
        return self.stack.up()


def gone(vbr: Restores, type_: str, **properties: Any) -> dict[str, str]:
    item = vbr.fresh(type_, **properties)
    vbr.directory("erase", id=item["id"])
    return {"id": item["id"], "type": type_}


def test_a_session_is_done_once_and_says_what_did_not_come_back(sandbox: Sandbox, vbr: Restores) -> None:
    program = Program(sandbox, vbr)
    there, lost = vbr.fresh("User"), gone(vbr, "User")
    vbr.directory("delete", id=there["id"])
    said = program.up(items=[{"id": there["id"], "type": "User"}, lost]).succeeded()
    assert "1 of 2 items did NOT come back" in said.flat
    assert lost["id"] in said.flat
    outputs = program.stack.outputs(show_secrets=True)
    assert [each["id"] for each in outputs["notRestored"]] == [lost["id"]]
    passwords = {each["password"] for each in outputs["generatedPasswords"]}
    assert len(passwords) == 2
    assert files_with(passwords, sandbox.state.backend / ".pulumi" / "stacks") == []
    assert not any(password in said.text for password in passwords)
    assert vbr.restores() == 1
    assert "2 unchanged" in program.up().succeeded().flat
    program.stack.refresh().succeeded()
    assert "2 unchanged" in program.up(validUntil="2020-01-01T00:00:00Z").succeeded().flat
    assert vbr.restores() == 1
    assert "has passed" in program.up(triggers=["again"]).failed().flat
    program.stack.destroy().succeeded()
    assert (vbr.restores(), vbr.mounts()) == (1, [])


def test_a_session_from_which_nothing_came_back_fails_until_it_is_done_anew(sandbox: Sandbox, vbr: Restores) -> None:
    program = Program(sandbox, vbr)
    lost = gone(vbr, "Group", groupType="SecurityGroup")
    said = program.up(items=[lost]).failed()
    assert "Nothing came back" in said.flat
    assert "Traceback" not in said.text
    assert "Nothing came back" in program.up().failed().flat
    program.stack.refresh().succeeded()
    assert "Nothing came back" in program.up().failed().flat, "a refresh makes nothing good"
    assert vbr.restores() == 1
    program.up(recycleBin="ignore").succeeded()
    assert [each["outcome"] for each in program.stack.outputs()["results"]] == ["restored"]
    assert "2 unchanged" in program.up().succeeded().flat
    assert (vbr.restores(), vbr.mounts()) == (2, [])
