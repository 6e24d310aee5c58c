"""The engine lets uv sync the environment in the folder of whatever it runs: it has to stay the same."""

import os
import subprocess

import pytest
from clone import ROOT

pytestmark = pytest.mark.engine


@pytest.mark.parametrize("folder", [".", "components", "policy", "provider"])
def test_a_sync_in_any_folder_changes_nothing(folder: str) -> None:
    (manifest,) = [*(ROOT / folder).glob("Pulumi.yaml"), *(ROOT / folder).glob("Pulumi[PP]*.yaml")]
    assert "toolchain: uv" in manifest.read_text()
    synced = subprocess.run(
        [ROOT / ".engine" / "bin" / "uv", "sync", "--dry-run", "--locked", "--offline"],
        cwd=ROOT / folder,
        env={"PATH": os.environ["PATH"], "HOME": os.environ["HOME"], "UV_CACHE_DIR": str(ROOT / ".engine/cache/uv")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert synced.stderr.rstrip().endswith("Would make no changes")
