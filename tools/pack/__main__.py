"""Write the policy pack as a folder that any repository can take: `python tools/pack FOLDER`.

The folder holds the wheels of the pack and of what it is made of, the lock of everything else with its hashes, and the
two files of a pack. Nothing of it refers to this clone.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, cast

ROOT: Final = Path(__file__).resolve().parents[2]
PACK: Final = "veeam-entraid-policy"
_UV: Final = ROOT / ".engine" / "bin" / "uv"
_SOURCE: Final = ROOT / "policy"

_MANIFEST: Final = """\
description: The documented limits of Veeam Backup for Microsoft Entra ID.
runtime:
  name: python
  options:
    toolchain: pip
    virtualenv: .venv
version: {version}
license: Apache-2.0
"""


def write(folder: Path) -> None:
    """Write the pack into a folder, which must not hold anything yet.

    Raises:
        FileExistsError: it does.
    """
    if folder.exists() and any(folder.iterdir()):
        raise FileExistsError(f"{folder} is not empty: remove it, or name another folder.")
    folder.mkdir(parents=True, exist_ok=True)
    wheels = folder / "wheels"
    for name in sorted(_members(PACK)):
        _uv("build", "--wheel", "--quiet", "--package", name, "--out-dir", str(wheels))
    (wheels / ".gitignore").unlink(missing_ok=True)
    locked = _uv("export", "--locked", "--quiet", "--no-header", "--package", PACK, "--no-dev", "--no-emit-workspace")
    ours = "".join(_requirements(sorted(wheels.glob("*.whl"))))
    (folder / "requirements.txt").write_text(f"{ours}{locked}")
    (folder / "PulumiPolicy.yaml").write_text(_MANIFEST.format(version=_project(_SOURCE)["version"]))
    (folder / ".gitignore").write_text(".venv/\n__pycache__/\n")
    shutil.copy(_SOURCE / "__main__.py", folder)
    shutil.copy(_SOURCE / "LICENSE", folder)


def _members(name: str) -> set[str]:
    """Return a member of the workspace and the members that it depends on."""
    folders = {str(_project(path.parent)["name"]): path.parent for path in ROOT.glob("*/pyproject.toml")}
    found = {name}
    for each in cast("list[str]", _project(folders[name]).get("dependencies", [])):
        needed = each.partition(">")[0].strip()
        if needed in folders:
            found |= _members(needed)
    return found


def _project(folder: Path) -> dict[str, object]:
    return tomllib.loads((folder / "pyproject.toml").read_text())["project"]


def _requirements(wheels: Iterable[Path]) -> Iterator[str]:
    for wheel in wheels:
        digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
        yield f"./wheels/{wheel.name} --hash=sha256:{digest}\n"


def _uv(*arguments: str) -> str:
    cache = os.environ.get("UV_CACHE_DIR") or str(ROOT / ".engine" / "cache" / "uv")
    environment = {**os.environ, "UV_CACHE_DIR": cache, "UV_PYTHON_DOWNLOADS": "never"}
    ran = subprocess.run([_UV, *arguments], cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    return ran.stdout


if __name__ == "__main__":
    write(Path(sys.argv[1]))
