"""The page about the pack in another repository, followed to the letter: their program, our pack, the real engine."""

import subprocess
from pathlib import Path

import pytest
import yaml
from pages import ROOT, blocks
from stack import Result, Sandbox, Stack

pytestmark = [pytest.mark.engine, pytest.mark.extended]

PAGE = "docs/policy-elsewhere.md"
PROGRAM = """\
import pulumi


class Raw(pulumi.CustomResource):
    pass


Raw("azure-native:dbforpostgresql:Server", "db", {
    "resourceGroupName": "rg",
    "location": "westeurope",
    "version": pulumi.Config().require("postgresql"),
    "administratorLogin": "pgadmin",
    "administratorLoginPassword": pulumi.Output.secret("Hunter-2-hunter"),
    "tags": {"veeam-entraid-role": "repository"},
})
"""


@pytest.fixture
def repository(preview_sandbox: Sandbox, tmp_path: Path) -> Stack:
    """Return the stack of a repository of somebody else: a program in its root, no pack yet."""
    folder = tmp_path / "repository"
    folder.mkdir()
    runtime = {"name": "python", "options": {"toolchain": "pip", "virtualenv": str(ROOT / ".venv")}}
    (folder / "Pulumi.yaml").write_text(yaml.safe_dump({"name": "elsewhere", "runtime": runtime}))
    (folder / "__main__.py").write_text(PROGRAM)
    return Stack(preview_sandbox, folder, tmp_path.name).create()


def followed(stack: Stack, script: str, **config: str) -> Result:
    """Run a script as a person would in a shell in the clone, with the other repository's place in REPOSITORY."""
    stack.configure(config)
    (stack.project / f"Pulumi.{stack.name}.yaml").write_text(stack.config_file.read_text())
    ran = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=ROOT,
        env={**stack.sandbox.environment, "REPOSITORY": str(stack.project)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return Result(ran.returncode, ran.stdout)


def test_the_steps_of_the_page_lead_to_a_governed_stack(repository: Stack) -> None:
    steps = "\n".join(blocks(PAGE, "sh"))
    passed = followed(repository, steps, **{"elsewhere:postgresql": "17"}).succeeded()
    version = yaml.safe_load((ROOT / "policy" / "PulumiPolicy.yaml").read_text())["version"]
    assert f"veeam-entraid@v{version} (local: policy)" in passed.flat, passed.text

    (preview,) = [line for line in steps.splitlines() if line.startswith("pulumi preview")]
    stopped = followed(repository, f'cd "$REPOSITORY"\n{preview}', **{"elsewhere:postgresql": "13"}).failed()
    assert "[mandatory] repository-postgresql-version" in stopped.flat
    assert "Hunter-2-hunter" not in stopped.text

    pack = repository.project / "policy"
    listed = subprocess.run(
        [pack / ".venv" / "bin" / "python", "-m", "pip", "list", "--format=freeze"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    normal = listed.lower().replace("_", "-")
    installed = dict(line.split("==") for line in normal.splitlines() if "==" in line)
    assert [name for name in installed if name.startswith("pulumi")] == ["pulumi"]
    locked = dict(
        line.removesuffix(" \\").split("==")
        for line in (pack / "requirements.txt").read_text().splitlines()
        if line[:1].isalpha()
    )
    assert {name: installed.get(name) for name in locked} == locked
    assert str(ROOT) not in "".join(path.read_text() for path in pack.iterdir() if path.is_file())
    # Their git takes everything but the environment.
    subprocess.run(["git", "init", "--quiet"], cwd=repository.project, check=True)
    taken = subprocess.check_output(
        ["git", "ls-files", "--others", "--exclude-standard", "policy"], cwd=repository.project, text=True
    )
    assert sorted(taken.split()) == sorted(
        str(path.relative_to(repository.project))
        for path in pack.rglob("*")
        if path.is_file() and not {".venv", "__pycache__"} & set(path.relative_to(pack).parts)
    )


def test_two_files_are_a_pack_where_the_packages_are_installed(repository: Stack) -> None:
    (manifest,), (main,) = blocks(PAGE, "yaml"), blocks(PAGE, "python")
    pack = repository.project / "policy"
    pack.mkdir()
    (pack / "PulumiPolicy.yaml").write_text(manifest)
    (pack / "__main__.py").write_text(main)
    (repository.project / ".venv").symlink_to(ROOT / ".venv")
    stopped = followed(
        repository, 'cd "$REPOSITORY"\npulumi preview --policy-pack policy', **{"elsewhere:postgresql": "13"}
    ).failed()
    assert "[mandatory] repository-postgresql-version" in stopped.flat
