"""The files for CI: every command in them runs, against a program in a repository as the files expect it."""

import json
import os
import re
import shutil
import subprocess
import venv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import parse

import pytest
import yaml
from stack import AZURE, ROOT, Sandbox, Stack, project_for

pytestmark = [pytest.mark.engine, pytest.mark.extended]

FOLDER = ROOT / "examples" / "ci"
README = (FOLDER / "README.md").read_text()


@dataclass(frozen=True)
class Step:
    """A command of a file, with the folder that it runs in."""

    command: str
    folder: str = "."
    whatever: bool = field(default=False)


def github() -> list[Step]:
    (job,) = yaml.safe_load((FOLDER / "github-actions.yml").read_text())["jobs"].values()
    return [Step(step["run"], step.get("working-directory", ".")) for step in job["steps"] if "run" in step]


def azure() -> list[Step]:
    steps = yaml.safe_load((FOLDER / "azure-pipelines.yml").read_text())["steps"]
    return [
        Step(step["script"], step.get("workingDirectory", "."), step.get("condition") == "succeededOrFailed()")
        for step in steps
        if "script" in step
    ]


def gitlab() -> list[Step]:
    job = yaml.safe_load((FOLDER / "gitlab-ci.yml").read_text())["limits"]
    return [Step(command) for command in (*job["before_script"], *job["script"])]


FILES = {"github-actions.yml": github, "azure-pipelines.yml": azure, "gitlab-ci.yml": gitlab}


def test_every_file_is_tried_and_on_the_page() -> None:
    assert {path.name for path in FOLDER.glob("*.yml")} == set(FILES)
    assert all(f"({name})" in README for name in FILES)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a repository with the wheels that the page tells how to make."""
    folder = tmp_path_factory.mktemp("repository")
    (command,) = re.findall(r"`(for each in .*?)`", README)
    environment = {**os.environ, "UV_CACHE_DIR": os.environ.get("UV_CACHE_DIR", str(ROOT / ".engine/cache/uv"))}
    command = command.replace("--out-dir wheels", f'--quiet --out-dir "{folder}/wheels"')
    subprocess.run(("bash", "-ec", command), cwd=ROOT, env=environment, check=True)
    return folder


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the Python of a build machine: an environment with pip, and nothing of ours."""
    place = tmp_path_factory.mktemp("python")
    venv.create(place, with_pip=True)
    return place / "bin"


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    sandbox = Sandbox(tmp_path_factory.mktemp("sandbox"))
    yield sandbox
    assert sandbox.close() == []


def server(version: str) -> dict[str, Any]:
    properties = {
        "resourceGroupName": "UNKNOWN",
        "location": "westeurope",
        "version": version,
        "administratorLogin": "pgadmin",
        "administratorLoginPassword": "CANARY-7f3a",
        "tags": {"veeam-entraid-role": "repository"},
    }
    return {"type": "azure-native:dbforpostgresql:Server", "name": "db", "properties": properties}


def pipeline(
    steps: list[Step], version: str, repository: Path, python: Path, machine: Sandbox
) -> tuple[int, str, Path]:
    """Run the steps as a pipeline does, and return the code of the first that failed, what was said, and the files."""
    project = repository / "infrastructure"
    if not project.exists():
        shutil.copytree(project_for(machine, "raw"), project)
        Stack(machine, project, "dev", policy=False).create()
    config = {**AZURE, "shop:resources": [server(version)]}
    (project / "Pulumi.dev.yaml").write_text(
        yaml.safe_dump(
            {"encryptionsalt": yaml.safe_load((ROOT / "Pulumi.local.yaml").read_text())["encryptionsalt"]}
            | {"config": config}
        )
    )
    files = repository / f"files-{version}"
    files.mkdir(exist_ok=True)
    environment = {
        **machine.environment,
        "PATH": f"{python}:{machine.environment['PATH']}",
        "STACK": "dev",
        "RUNNER_TEMP": str(files),
        "GITHUB_STEP_SUMMARY": str(files / "summary.md"),
        "AGENT_TEMPDIRECTORY": str(files),
    }
    code, said = 0, ""
    for step in steps:
        if code and not step.whatever:
            continue
        done = subprocess.run(
            ("bash", "-eo", "pipefail", "-c", step.command),
            cwd=repository / step.folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=200,
            check=False,
        )
        said += done.stdout + done.stderr
        code = code or done.returncode
    return code, said, files


@pytest.mark.parametrize("name", FILES)
def test_a_pipeline_fails_for_a_broken_limit_and_says_where(
    name: str, repository: Path, python: Path, machine: Sandbox
) -> None:
    code, said, files = pipeline(FILES[name](), "13", repository, python, machine)
    assert code == 1, said
    assert "repository-postgresql-version" in said
    places = [files, repository]
    (sarif,) = [folder / "limits.sarif" for folder in places if (folder / "limits.sarif").exists()]
    (run,) = json.loads(sarif.read_text())["runs"]
    (result,) = [each for each in run["results"] if each["ruleId"] == "repository-postgresql-version"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert (repository / uri).is_file()
    if name == "github-actions.yml":
        assert "::error " in said
        assert "repository-postgresql-version" in (files / "summary.md").read_text()
    else:
        assert parse((files if name.startswith("azure") else repository) / "limits.xml").find(".//failure") is not None  # noqa: S314
    if name == "azure-pipelines.yml":
        assert "##vso[task.logissue type=error;" in said
        assert f"##vso[task.uploadsummary]{files}/limits.md" in said
        assert (files / "limits.md").exists()
    if name == "gitlab-ci.yml":
        entries = json.loads((repository / "gl-code-quality-report.json").read_text())
        assert all((repository / entry["location"]["path"]).is_file() for entry in entries)
    sarif.unlink()
    assert "CANARY-7f3a" not in said


@pytest.mark.parametrize("name", FILES)
def test_a_pipeline_passes_for_a_sound_stack(name: str, repository: Path, python: Path, machine: Sandbox) -> None:
    code, said, _ = pipeline(FILES[name](), "17", repository, python, machine)
    assert code == 0, said
    (repository / "limits.sarif").unlink(missing_ok=True)
