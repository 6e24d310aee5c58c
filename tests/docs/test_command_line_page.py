"""The page on the command line: its list is planned, and its commands run against a server."""

import json
import os
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from pages import ROOT, blocks
from served_vbr import PASSWORD, backup, log_job, repository, served, tenant, tenant_job

from veeam_entraid_cli._application import application
from veeam_provider.restore_plan import SESSION_ORDER

PAGE = "docs/command-line.md"


def commands() -> list[str]:
    return [line for block in blocks(PAGE, "bash") for line in block.splitlines()]


def run(command: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", **variables}
    return subprocess.run(
        ("sh", "-c", command), cwd=folder, env=environment, check=False, capture_output=True, text=True
    )


def test_the_list_of_the_page_is_planned_as_it_says(tmp_path: Path) -> None:
    (wishes,) = blocks(PAGE, "csv")
    (tmp_path / "wishes.csv").write_text(wishes)
    (command,) = [each for each in commands() if " plan " in each]
    result = run(command, tmp_path)
    assert result.returncode == 1, result.stderr
    plan = json.loads((tmp_path / "plan.json").read_text())
    assert [{item["type"] for item in each["items"]} for each in plan["sessions"]] == [
        {"User"},
        {"Group"},
        {"Application"},
    ]
    assert [each["line"] for each in plan["refused"]] == [6]


def test_the_commands_of_the_page_run_against_a_server(tmp_path: Path) -> None:
    records = (
        tenant(1),
        tenant_job(11, 1),
        log_job(21, 1, 31),
        backup(61, 11, timedelta(days=3)),
        repository(31, "plain", spreads=False),
    )
    asking = [each for each in commands() if " plan " not in each]
    with served(tmp_path, *records) as server:
        variables = {
            "VEEAM_ENDPOINT": server.settings.endpoint,
            "VEEAM_USERNAME": "rest",
            "VEEAM_CERTIFICATE_THUMBPRINT": server.settings.certificate_thumbprint or "",
            "VEEAM_PASSWORD": PASSWORD,
        }
        for command in asking:
            assert run(command, tmp_path, **variables).returncode == 0, command
    assert len(asking) == 4
    assert json.loads((tmp_path / "check.json").read_text())["limits"]
    assert len(json.loads((tmp_path / "status.json").read_text())["tenants"]) == 1


def test_the_variables_and_the_order_of_the_page_are_those_of_the_command() -> None:
    page = (ROOT / PAGE).read_text()
    source = "".join(path.read_text() for path in (ROOT / "cli" / "veeam_entraid_cli").glob("*.py"))
    variables = {*re.findall(r"VEEAM_[A-Z_]+", page)}
    assert variables == {*re.findall(r'"(VEEAM_[A-Z_]+)"', source)}
    (order,) = re.findall(r"those that it refers to: (.*?)\.", page.replace("\n", " "), re.DOTALL)
    assert len(order.split(",")) == len(SESSION_ORDER)
    for named, type_ in zip(order.split(","), SESSION_ORDER, strict=True):
        assert type_.lower()[:4] in named.replace(" ", "").lower(), type_


def test_every_command_has_its_place_on_the_page() -> None:
    page = (ROOT / PAGE).read_text()
    for group in (application(), *(each.typer_instance for each in application().registered_groups)):
        for command in group.registered_commands if group else ():
            assert f"veeam-entraid {command.name}" in page or f" {command.name} " in page
