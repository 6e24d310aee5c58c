"""The page on the check of stacks: its commands run, in the real engine's environment, with the files that it shows."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from pages import ROOT, blocks
from stack import AZURE, Sandbox, Stack, project_for

from veeam_entraid_cli._stack_arguments import FailOn
from veeam_entraid_cli.reports import Format

PAGE = "docs/check-stack.md"
TEXT = (ROOT / PAGE).read_text()


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[Sandbox]:
    sandbox = Sandbox(tmp_path / "sandbox")
    yield sandbox
    assert sandbox.close() == []


@pytest.mark.engine
def test_the_commands_of_the_page_run(sandbox: Sandbox) -> None:
    project = project_for(sandbox, "raw")
    Stack(sandbox, project, "page", policy=False).create()
    properties = {
        "resourceGroupName": "UNKNOWN",
        "location": "westeurope",
        "version": "13",
        "administratorLogin": "pgadmin",
        "administratorLoginPassword": "hunter2",
        "tags": {"veeam-entraid-role": "repository"},
    }
    server = {"type": "azure-native:dbforpostgresql:Server", "name": "old-database", "properties": properties}
    salt = yaml.safe_load((ROOT / "Pulumi.local.yaml").read_text())["encryptionsalt"]
    config = {"encryptionsalt": salt, "config": {**AZURE, "shop:resources": [server]}}
    (project / "Pulumi.page.yaml").write_text(yaml.safe_dump(config))
    for name, text in zip(("config.json", "waivers.json"), blocks(PAGE, "json"), strict=True):
        (project / name).write_text(text)
    environment = {
        **sandbox.environment,
        "PATH": f"{Path(sys.executable).parent}:{sandbox.environment['PATH']}",
        "PULUMI_STACK": "page",
    }
    commands = [line for block in blocks(PAGE, "bash") for line in block.splitlines()]
    codes: dict[str, int] = {}
    for command in commands:
        done = subprocess.run(
            ("bash", "-c", command), cwd=project, env=environment, capture_output=True, text=True, check=False
        )
        codes[command] = done.returncode
        assert "Traceback" not in done.stderr
    # The server of the preview is too old, but for those whom the page's waiver covers; the export is of no resource.
    waived = [command for command in commands if "--waivers" in command]
    broken = [command for command in commands if " check stack preview.json" in command and command not in waived]
    assert {command for command, code in codes.items() if code == 1} == set(broken)
    assert {command for command, code in codes.items() if code == 0} == set(commands) - set(broken)
    assert len(waived) == 1
    assert len(broken) == 4
    assert json.loads((project / "limits.json").read_text())["summary"]["mandatory"] == 1
    assert all((project / name).exists() for name in ("limits.sarif", "limits.xml", "limits.md"))


def test_the_page_has_every_format_and_every_level() -> None:
    for form in Format:
        assert f"| `{form}` |" in TEXT
    for level in FailOn:
        assert f"`{level}`" in TEXT
