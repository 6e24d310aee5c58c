"""``check stack`` on what the real engine prints says what the pack says in a preview of the same program."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from stack import Sandbox, Stack, project_for, project_of
from test_limits_at_preview import BROKEN_RAW, PASSING_RAW, SECOND, database, machine, raw

pytestmark = [pytest.mark.engine, pytest.mark.extended]

COMMAND = Path(sys.executable).parent / "veeam-entraid"
SAID = re.compile(r"\[(mandatory|advisory)\]\s+([a-z0-9-]+)\s+\((\S+): ([^)]+)\)")

COMPONENTS = """
import pulumi

place = {"location": "westeurope"}
declared = (
    ("BackupServer", "vbr", {**place, "entraIdHosting": "remote", "defaultProxy": {"enabled": False}}),
    ("EntraIdRepository", "old", {**place, "hosting": "virtualMachine", "engineVersion": 13}),
    ("EntraIdRepository", "new", {**place, "hosting": pulumi.Output.secret("local"), "engineVersion": 17}),
)
for kind, name, inputs in declared:
    pulumi.ComponentResource(f"veeam-entraid:index:{kind}", name, inputs)
"""

PROGRAMS = [
    *(pytest.param("raw", config, id=f"broken {number}") for number, (_, config) in enumerate(BROKEN_RAW)),
    *(pytest.param("raw", config, id=f"near miss {number}") for number, config in enumerate(PASSING_RAW)),
    pytest.param("raw", raw(machine(), database(location="UNKNOWN", version="UNKNOWN")), id="unknown"),
    pytest.param("raw", raw(machine(), database(tags=None, version="11")), id="untagged"),
    pytest.param("two_repositories", {"shop:repositories": SECOND}, id="components"),
    pytest.param("two_repositories", {"shop:repositories": {"one": {}}, "shop:environment": "china"}, id="a cloud"),
]


@pytest.mark.parametrize(("program", "config"), PROGRAMS)
def test_a_preview_is_judged_as_by_the_pack(preview_sandbox: Sandbox, program: str, config: dict[str, Any]) -> None:
    stack = Stack(
        preview_sandbox, project_for(preview_sandbox, program), name=f"saved-{program.replace('_', '-')}"
    ).shared()
    stack.configure(config)
    pack = {(level, limit, name) for level, limit, _, name in SAID.findall(stack.preview().flat)}
    report = check(preview(stack))
    assert report["stacks"][0]["gaps"] == []
    assert said(report) == pack
    assert "Hunter-2-hunter" not in json.dumps(report)


def test_a_saved_stack_is_judged_in_every_shape(sandbox: Sandbox) -> None:
    stack = Stack(sandbox, project_of(sandbox, "components", COMPONENTS), name="saved", policy=False).create()
    stack.up("--skip-preview").succeeded()
    exported = stack.run("stack", "export").succeeded().text
    (checkpoint,) = sandbox.state.backend.glob(".pulumi/stacks/*/saved.json")
    reports = [check(document) for document in (exported, checkpoint.read_text(), preview(stack))]
    assert [said(report) for report in reports] == [said(reports[0])] * 3
    assert {limit for level, limit, _ in said(reports[0]) if level == "mandatory"} == {
        "default-proxy-enabled",
        "one-repository-per-server",
        "repository-postgresql-version",
    }
    # What does not change is not in a preview without --show-sames, and that is told.
    (gap,) = check(preview(stack, sames=False))["stacks"][0]["gaps"]
    assert "--show-sames" in gap
    assert "ciphertext" in exported


def preview(stack: Stack, *, sames: bool = True) -> str:
    shown = ["--show-sames"] if sames else []
    done = subprocess.run(
        stack.command("preview", "--json", "--config-file", str(stack.config_file), *shown),
        env=stack.sandbox.environment,
        cwd=stack.project,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def check(document: str) -> Any:
    done = subprocess.run(
        (COMMAND, "check", "stack", "-", "--format", "json"),
        input=document,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 1, 2), done.stderr
    assert not done.stderr
    return json.loads(done.stdout)


def said(report: Any) -> set[tuple[str, str, str]]:
    level = {"error": "mandatory"}
    return {
        (level.get(each["severity"], "advisory"), each["limit"], each["resource"]["name"]) for each in report["results"]
    }
