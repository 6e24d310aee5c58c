"""Checkov's checks of ARM templates over what waf-aligned registers: what fails is explained, and nothing else is."""

import json
import os
import re
import runpy
import subprocess
from pathlib import Path

import pytest
from arm_template import arm_template
from deployment import ROOT, deploy

pytestmark = pytest.mark.extended

PAGE = ROOT / "docs" / "template-scanners.md"
EXAMPLE = ROOT / "examples" / "waf-aligned" / "__main__.py"
ROW = re.compile(r"\| (CKV_AZURE_\d+) \| ([^|]+) \| `([^|]+)` \|")


@pytest.fixture(scope="module")
def checkov() -> Path:
    """Install the scanner as the project locks it, in an environment of its own, and return it."""
    place = ROOT / ".engine" / "checkov"
    variables = os.environ | {"UV_PROJECT_ENVIRONMENT": str(place), "UV_PYTHON_DOWNLOADS": "never"}
    variables.setdefault("UV_CACHE_DIR", str(ROOT / ".engine" / "cache" / "uv"))
    uv = ROOT / ".engine" / "bin" / "uv"
    subprocess.run(
        [uv, "sync", "--project", ROOT / "tools" / "checkov", "--locked", "--quiet"], env=variables, check=True
    )
    return place / "bin" / "checkov"


def explained() -> set[tuple[str, str]]:
    """Return the checks that the page gives a reason for, each with the resource that it is about."""
    return {
        (check, resource)
        for check, _, resources in ROW.findall(PAGE.read_text())
        for resource in resources.split("`, `")
    }


def test_what_fails_is_explained_and_what_is_explained_fails(checkov: Path, tmp_path: Path) -> None:
    deployment = deploy(lambda: runpy.run_path(str(EXAMPLE)))
    template = tmp_path / "waf-aligned.json"
    template.write_text(json.dumps(arm_template(deployment.resources.values())))

    scanned = subprocess.run(
        [checkov, "--framework", "arm", "--file", template, "--skip-download", "--output", "json"],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"LOG_LEVEL": "ERROR"},
    )

    report = json.loads(scanned.stdout)
    assert report["summary"]["parsing_errors"] == 0
    # It has seen everything: what it does not read, it cannot fail.
    assert report["summary"]["resource_count"] == len(json.loads(template.read_text())["resources"])
    failed = {(each["check_id"], each["resource"].rpartition(".")[2]) for each in report["results"]["failed_checks"]}
    assert failed == explained()
