"""The page on the policy pack: its configuration is followed, and its commands run with the real engine."""

import json
import os
import re
import shlex
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pages import blocks
from stack import ROOT, Sandbox, Stack, project_for

from veeam_entraid_limits import (
    LIMITS,
    PRODUCT_BUILDS,
    SETTINGS_OPTIONS,
    Enforcement,
    limit_by_id,
    read_configuration,
    read_waivers,
)
from veeam_entraid_limits.rules.repository_password_authentication import EXEMPTION

PAGE = "docs/policy.md"
TEXT = (ROOT / PAGE).read_text()
CONFIGURATION, WAIVERS = (json.loads(block) for block in blocks(PAGE, "json"))
COMMANDS = [line for block in blocks(PAGE, "bash") for line in block.splitlines()]

BROKEN: dict[str, Any] = {
    "resourceGroupName": "rg",
    "location": "westeurope",
    "version": "13",
    "administratorLogin": "pgadmin",
    "administratorLoginPassword": "Hunter-2-hunter",
    "tags": {"veeam-entraid-role": "repository"},
}


@pytest.fixture
def stack(preview_sandbox: Sandbox, tmp_path: Path) -> Stack:
    stack = Stack(preview_sandbox, project_for(preview_sandbox, "raw"), name="raw-page").shared()
    token = "azure-native:dbforpostgresql:Server"
    stack.configure({"shop:resources": [{"type": token, "name": "archive-1", "properties": BROKEN}]})
    until = (datetime.now(UTC).date() + timedelta(days=30)).isoformat()
    (tmp_path / "policy.json").write_text(json.dumps(CONFIGURATION))
    (tmp_path / "waivers.json").write_text(re.sub(r"\d{4}-\d\d-\d\d", until, json.dumps(WAIVERS)))
    return stack


def run(command: str, stack: Stack, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command of the page as the page has it, for a project, a stack and files that are somewhere else."""
    given = command.replace("--policy-pack policy", f"--policy-pack {ROOT / 'policy'}")
    given = re.sub(r"\b(policy|other)\.json\b", lambda match: shlex.quote(str(folder / match[0])), given)
    configuration = f" --config-file {stack.config_file}" if " preview " in given else ""
    environment = {**stack.sandbox.environment, "VEEAM_ENTRAID_POLICY_FOLDER": str(folder)}
    environment["PATH"] = f"{ROOT / '.engine' / 'bin'}{os.pathsep}{environment['PATH']}"
    return subprocess.run(
        ("sh", "-c", f"{given} --stack {stack.name} --non-interactive{configuration}"),
        cwd=stack.project,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
        timeout=240,
    )


@pytest.mark.engine
def test_the_commands_of_the_page_do_what_it_says(stack: Stack, tmp_path: Path) -> None:
    alone, configured, export = COMMANDS
    stopped = run(alone, stack, tmp_path)
    assert stopped.returncode != 0
    assert "[mandatory] repository-postgresql-version" in " ".join(stopped.stdout.split())
    waived = run(configured, stack, tmp_path)
    assert waived.returncode == 0, waived.stdout + waived.stderr
    assert WAIVERS["waivers"][0]["owner"] in waived.stdout
    exported = run(export.replace(" --non-interactive", ""), stack, tmp_path)
    assert (tmp_path / "other.json").exists(), exported.stdout + exported.stderr
    named = {"veeam-entraid": {"otherStacks": ["other.json"]}}
    (tmp_path / "policy.json").write_text(json.dumps(named))
    again = " ".join(run(configured, stack, tmp_path).stdout.split())
    assert "[mandatory] repository-postgresql-version" in again
    assert "configuration of the rules is wrong" not in again


def test_the_configuration_of_the_page_is_read() -> None:
    (waiver,) = read_waivers(WAIVERS)
    configuration = read_configuration(CONFIGURATION, lambda path: {"waivers.json": WAIVERS}[path])
    assert configuration.waivers == (waiver,)
    assert configuration.of("default-proxy-enabled").enforcement is Enforcement.REMEDIATE
    assert limit_by_id(waiver.rule)


def test_the_tables_of_the_page_are_complete() -> None:
    for name in SETTINGS_OPTIONS:
        assert f"| `{name}` |" in TEXT
    for build in PRODUCT_BUILDS:
        assert f"`{build}`" in TEXT
    for level in Enforcement:
        assert f"`{level.value}`" in TEXT
    mended = {limit.id for limit in LIMITS if limit.remediate}
    assert mended == {limit.id for limit in LIMITS if f"| `{limit.id}` |" in TEXT}


def test_the_words_for_an_exemption_are_those_of_the_rule() -> None:
    quoted = " ".join(line.removeprefix("> ") for line in TEXT.splitlines() if line.startswith(">"))
    assert quoted == EXEMPTION
