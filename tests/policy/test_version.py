"""The pack has the version of the project, wherever it is written."""

import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
import yaml

from pytest_pulumi_policy import PackUnderTest

ROOT = Path(__file__).resolve().parents[2]
MEMBERS = sorted(path.parent.name for path in ROOT.glob("*/pyproject.toml"))


def project(folder: Path) -> dict[str, str]:
    return tomllib.loads((folder / "pyproject.toml").read_text())["project"]


@pytest.mark.parametrize("member", MEMBERS)
def test_every_package_has_the_version_of_the_project(member: str) -> None:
    described = project(ROOT / member)
    assert described["version"] == project(ROOT)["version"]
    assert version(described["name"]) == described["version"]


def test_the_pack_that_runs_has_it_too(policy_pack: PackUnderTest) -> None:
    expected = project(ROOT)["version"]
    assert yaml.safe_load((ROOT / "policy" / "PulumiPolicy.yaml").read_text())["version"] == expected
    assert policy_pack.info().version == expected
