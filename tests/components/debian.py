"""Programs of Debian's archive, got without being root and without installing anything.

apt-get works on folders of its own below `.engine/debian`, with the sources, keys and settings that the system has:
what it gets is signed. A package is unpacked there together with what it needs and the system lacks. Ubuntu will do.
"""

import fcntl
import os
import re
import shutil
import subprocess
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from deployment import ROOT

FOLDER = ROOT / ".engine" / "debian"
TOOLS = ("apt-get", "apt-config", "dpkg-deb")
# Hooks are left out: they clean and refresh what is the system's.
SETTINGS = re.compile(r"(?:acquire|apt|dir)::(?!.*-invoke).*;", re.IGNORECASE)
REASON = re.compile(r"^(?:E:|W: Failed to fetch) .*", re.MULTILINE)


@dataclass(frozen=True)
class Program:
    """A program, and the variables that it needs to find what came with it."""

    path: Path
    variables: Mapping[str, str] = field(default_factory=dict[str, str])

    def run(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """Run it and return how it ended."""
        return subprocess.run(
            [self.path, *arguments], env=os.environ | self.variables, capture_output=True, text=True, check=False
        )


def program(name: str) -> Program:
    """Return the program of that name: the one on the PATH, or the one of Debian's package of the same name.

    Raises:
        RuntimeError: neither is to be had. The message says what to install.
    """
    found = shutil.which(name)
    if found:
        return Program(Path(found))
    missing = [tool for tool in TOOLS if not shutil.which(tool)]
    if missing:
        raise RuntimeError(f"Install {name}: it is not on the PATH, and there is no {missing[0]} to get it with.")
    with _locked():
        root = FOLDER / name
        if not root.exists():
            _get(name, root)
    libraries = [*root.glob("usr/lib/*-linux-gnu*"), *root.glob("lib/*-linux-gnu*")]
    variables = {
        "LD_LIBRARY_PATH": ":".join(map(str, libraries)),
        "PYTHONPATH": str(root / "usr" / "lib" / "python3" / "dist-packages"),
        "PYTHONNOUSERSITE": "1",
    }
    return Program(root / "usr" / "bin" / name, variables)


@contextmanager
def _locked() -> Generator[None]:
    """Let one process after the other in: the tests run in several."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _get(package: str, root: Path) -> None:
    work = FOLDER / "work"
    shutil.rmtree(work, ignore_errors=True)
    for folder in (FOLDER / "state" / "lists" / "partial", work / "archives" / "partial", work / "root"):
        folder.mkdir(parents=True, exist_ok=True)
    settings = work / "apt.conf"
    settings.write_text(_settings(work))
    variables = os.environ | {"APT_CONFIG": str(settings), "LC_ALL": "C.UTF-8"}
    # A source that fails may be one that is not needed: whether the package is to be had shows in the second step.
    said = _run(["apt-get", "--quiet", "update"], variables).stdout
    download = _run(
        ["apt-get", "--quiet", "--yes", "--download-only", "--no-install-recommends", "install", package], variables
    )
    if download.returncode:
        wrong = "; ".join(REASON.findall(said + download.stdout))
        raise RuntimeError(f"Install {package}: it is not on the PATH, and apt-get does not get it: {wrong}")
    for archive in (work / "archives").glob("*.deb"):
        subprocess.run(["dpkg-deb", "--extract", archive, work / "root"], check=True)
    (work / "root").rename(root)
    shutil.rmtree(work)


def _settings(work: Path) -> str:
    """Return the system's settings with folders of our own in place of the system's."""
    dump = subprocess.run(["apt-config", "dump"], capture_output=True, text=True, check=True).stdout
    own = {
        "Dir::State": FOLDER / "state",
        "Dir::Cache": work,
        # They have been read, into this file.
        "Dir::Etc::main": "/dev/null",
        "Dir::Etc::parts": "/dev/null",
        # Of dpkg's, which only root may take: nothing is installed.
        "Debug::NoLocking": "true",
        "Acquire::Languages": "none",
        "Acquire::IndexTargets::deb::DEP-11::DefaultEnabled": "false",
    }
    kept = [line for line in dump.splitlines() if SETTINGS.fullmatch(line)]
    return "\n".join([*kept, *(f'{name} "{value}";' for name, value in own.items()), ""])


def _run(command: Sequence[str], variables: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        env=variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
