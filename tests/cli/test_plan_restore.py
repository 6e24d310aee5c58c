"""``plan restore``: a list in, a table and JSON out, and an exit code that says whether all is planned."""

import json
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import run

GOOD = '[{"id": "1", "type": "User"}, {"id": "2", "type": "Group", "groupType": "SecurityGroup"}]'
HYBRID = '{"id": "1", "type": "User", "onPremisesSyncEnabled": true}\n'
BUILT_IN = "id,type,isBuiltIn,displayName\n1,Role,true,[bold]Owner\n2,Role,false,Own\n"


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text)
    return path


def test_a_plan_is_a_table(tmp_path: Path) -> None:
    result = run("plan", "restore", written(tmp_path, "list.json", GOOD))
    assert result.exit_code == 0, result.output
    assert "2 wishes: 2 items in 2 sessions." in result.stdout
    assert result.stdout.index("User") < result.stdout.index("Group")


def test_what_is_refused_has_its_line_and_its_limit(tmp_path: Path) -> None:
    result = run("plan", "restore", written(tmp_path, "list.csv", BUILT_IN))
    assert result.exit_code == 1
    (row,) = [line for line in result.stdout.splitlines() if "restorable-item-types" in line and "│" in line]
    assert "│    2 │" in row
    assert "built-in roles" in row


def test_what_stays_manual_is_said(tmp_path: Path) -> None:
    result = run("plan", "restore", written(tmp_path, "list.jsonl", HYBRID))
    assert result.exit_code == 0
    assert "hybrid-user-restore" in result.stdout
    assert "(c)" in result.stdout


def test_many_refusals_are_counted_and_the_first_are_shown(tmp_path: Path) -> None:
    lines = "".join(f"{number},Tree\n" for number in range(1, 101))
    result = run("plan", "restore", written(tmp_path, "list.csv", f"id,type\n{lines}"))
    assert result.exit_code == 1
    assert "100 refused: 100 unknown-item-type." in result.stdout
    assert "… and 80 more" in result.stdout


def test_the_json_is_a_private_file_of_inputs(tmp_path: Path) -> None:
    out = tmp_path / "plan.json"
    result = run("plan", "restore", written(tmp_path, "list.csv", BUILT_IN), "--json", out)
    assert result.exit_code == 1
    plan = json.loads(out.read_text())
    assert plan["sessions"] == [
        {"items": [{"id": "2", "type": "Role", "isBuiltIn": False, "displayName": "Own"}]},
    ]
    assert [each["line"] for each in plan["refused"]] == [2]
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert {*tmp_path.iterdir()} == {tmp_path / "list.csv", out}


def test_json_on_the_output_is_alone_there(tmp_path: Path) -> None:
    result = run("plan", "restore", written(tmp_path, "list.json", GOOD), "--json", "-")
    assert json.loads(result.stdout)["summary"]["sessions"] == 2
    assert result.stderr == ""


def test_the_permissions_go_into_the_plan(tmp_path: Path) -> None:
    path = written(tmp_path, "list.json", GOOD)
    result = run("plan", "restore", path, "--json", "-", "--permissions", "application")
    assert {each["permissions"] for each in json.loads(result.stdout)["sessions"]} == {"application"}


def test_a_list_may_come_from_the_input() -> None:
    command = (sys.executable, "-m", "veeam_entraid_cli", "plan", "restore", "-", "--format", "csv", "--json", "-")
    process = subprocess.run(command, input=BUILT_IN.encode(), capture_output=True, check=False)
    assert process.returncode == 1, process.stderr
    assert json.loads(process.stdout)["summary"]["wishes"] == 2


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("list.txt", "id,type\n", "say which format"),
        ("list.csv", "name\n", "among them id and type"),
        ("list.json", '[{"id": "1"', "after item 0"),
        ("missing.csv", None, "cannot be opened"),
        ("-", None, "--format"),
    ],
)
def test_a_list_that_cannot_be_read_ends_with_two(tmp_path: Path, name: str, text: str | None, words: str) -> None:
    path: str | Path = tmp_path / name if name != "-" else name
    if text is not None:
        written(tmp_path, name, text)
    out = tmp_path / "plan.json"
    result = run("plan", "restore", path, "--json", out)
    assert result.exit_code == 2
    assert words in result.stderr
    assert not out.exists()


def test_an_output_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    result = run("plan", "restore", written(tmp_path, "a.json", GOOD), "--json", tmp_path / "none" / "plan.json")
    assert result.exit_code == 2
    assert "plan.json cannot be written" in result.stderr


def test_every_command_explains_itself() -> None:
    for command in ((), ("plan",), ("plan", "restore")):
        result = run(*command, "--help", COLUMNS="200")
        assert result.exit_code == 0
    assert all(column in result.stdout for column in ("linkedApplication", "onPremisesSyncEnabled", "odataType"))
