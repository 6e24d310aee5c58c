"""The README, followed to the letter."""

import os
import subprocess
from pathlib import Path

import pytest
from pages import ROOT, blocks
from stack import Sandbox, Stack, project_of

pytestmark = pytest.mark.engine


def shell_environment(folder: Path) -> dict[str, str]:
    """An environment without anything of this run: only the sandbox's place is another one than a user's."""
    (folder / "home").mkdir()
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(folder / "home"),
        "VEEAM_ENTRAID_SANDBOX": str(folder / "sandbox"),
    }


def test_its_commands_run_and_leave_nothing(tmp_path: Path) -> None:
    script = "\n".join(["set -euo pipefail", *blocks("README.md", "bash")])
    assert script.count("make up") == script.count("make down") == 1
    before = subprocess.check_output(["git", "status", "--porcelain"], cwd=ROOT)
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=ROOT,
        env=shell_environment(tmp_path),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    said = " ".join(done.stdout.split())
    assert done.returncode == 0, done.stdout
    assert "PostgreSQL answers on 127." in said
    assert "The backup server vbr is connected to 127." in said
    assert "CREATE DATABASE DROP DATABASE" in said
    assert "Build 13.0.1.1071" in said
    assert '[repository-postgresql-version] EntraIdRepository "repository" runs PostgreSQL 13 (engineVersion).' in said
    assert [path.name for path in tmp_path.iterdir()] == ["home"]
    assert [*(tmp_path / "home").iterdir()] == []
    assert subprocess.check_output(["git", "status", "--porcelain"], cwd=ROOT) == before


def test_its_program_passes_a_preview_with_the_pack(preview_sandbox: Sandbox) -> None:
    (program,) = blocks("README.md", "python")
    said = Stack(preview_sandbox, project_of(preview_sandbox, "readme", program), "readme").create().preview()
    assert "veeam-entraid:index:EntraIdRepository repository create" in said.succeeded().flat
    assert "[mandatory]" not in said.text
