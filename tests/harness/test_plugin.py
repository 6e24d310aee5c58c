"""The plugin in a pytest of its own: which pack its fixture runs, and what a failure looks like."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PACK = Path(__file__).parent / "packs" / "plain"
TEST = """\
from pytest_pulumi_policy import Resource


def test_it(policy_pack):
    policy_pack.preview(Resource("shop:index:Sign", "sign", {"text": "s3cret"})).assert_silent()
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "test_it.py").write_text(TEST)
    (tmp_path / "off.json").write_text('{"all": "disabled"}')
    return tmp_path


def run(project: Path, *arguments: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]
    ran = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    return ran.returncode, ran.stdout


def test_the_pack_is_the_folder_policy_unless_something_else_is_named(project: Path) -> None:
    code, said = run(project)
    assert code == 1
    assert "PulumiPolicy.yaml is missing" in said
    shutil.copytree(PACK, project / "policy")
    assert "[advisory] says at sign" in run(project)[1]


def test_the_command_line_names_pack_and_configuration(project: Path) -> None:
    code, said = run(project, "--policy-pack", str(PACK))
    assert code == 1
    assert "AssertionError: Expected no violation." in said
    assert "[advisory] says at sign, by its registration" in said
    assert "Says where it is." in said
    assert "s3cret" not in said.replace(TEST.splitlines()[4], "")
    assert run(project, "--policy-pack", str(PACK), "--policy-pack-config", "off.json")[0] == 0


def test_the_ini_file_names_them_from_where_it_stands(project: Path) -> None:
    shutil.copytree(PACK, project / "elsewhere" / "pack")
    (project / "pytest.ini").write_text(
        "[pytest]\npulumi_policy_pack = elsewhere/pack\npulumi_policy_pack_config = off.json\n"
    )
    (project / "deep").mkdir()
    code, said = run(project / "deep", "../test_it.py")
    assert (code, "1 passed" in said) == (0, True)


def test_no_pack_at_all_is_told(project: Path) -> None:
    (project / "pytest.ini").write_text("[pytest]\npulumi_policy_pack =\n")
    code, said = run(project)
    assert code == 1
    assert "give --policy-pack, or set pulumi_policy_pack" in said
