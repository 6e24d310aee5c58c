"""The page about testing policies, followed: its files are written down and its tests run."""

import re
import subprocess
import sys
from pathlib import Path

from pages import ROOT, blocks

PAGE = "docs/testing-policies.md"
FILE = re.compile(r"`([\w/.]+)`:\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def run_pytest(folder: Path, *arguments: str) -> str:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def test_the_files_of_the_page_work_as_they_stand(tmp_path: Path) -> None:
    files = FILE.findall((ROOT / PAGE).read_text())
    assert len(files) == len(blocks(PAGE, "python")) + len(blocks(PAGE, "yaml"))
    for name, text in files:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "pytest.ini").write_text("[pytest]\npythonpath = policy\n")
    tests = sum(text.count("\ndef test_") for _, text in files)
    assert f"{tests} passed" in run_pytest(tmp_path)


def test_the_example_of_the_package_works_as_it_stands(tmp_path: Path) -> None:
    (example,) = blocks("harness/README.md", "python")
    (tmp_path / "test_example.py").write_text(example)
    assert "2 passed" in run_pytest(tmp_path)


def test_the_options_of_the_page_are_those_of_the_plugin() -> None:
    page = (ROOT / PAGE).read_text()
    named = set(re.findall(r"`(--policy-pack[\w-]*) [A-Z]+`|`(pulumi_policy_pack\w*)`", page))
    helped = run_pytest(ROOT, "--help")
    wanted = {"--policy-pack", "--policy-pack-config", "pulumi_policy_pack", "pulumi_policy_pack_config"}
    assert {option or setting for option, setting in named} == wanted
    for each in wanted:
        assert each in helped
