"""Copies of this clone to get an engine in, and commands that stand in for the real tools."""

import os
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# Where nothing listens, ever.
NOWHERE = "http://127.0.0.1:9"


def copy_clone(to: Path) -> Path:
    """Copy what getting the engine reads."""
    shutil.copytree(ROOT / "tools", to / "tools", ignore=shutil.ignore_patterns("__pycache__"))
    return to


def command(folder: Path, name: str, script: str) -> Path:
    """Write a command in Python into a folder for the PATH."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_text(f"#!{sys.executable}\n{textwrap.dedent(script)}")
    file.chmod(0o755)
    return file


def says(text: str) -> str:
    """The script of a command that only says something."""
    return f"print({text!r})\n"


def begin_install(clone: Path, environment: Mapping[str, str]) -> subprocess.Popen[str]:
    """Begin to get the engine, in a session of its own."""
    return subprocess.Popen(
        [sys.executable, clone / "tools" / "engine", "install"],
        env=dict(environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def install(clone: Path, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Get the engine."""
    return engine("install", clone, environment)


def engine(what: str, clone: Path, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run the command."""
    return subprocess.run(
        [sys.executable, clone / "tools" / "engine", what],
        env=dict(environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def bare_environment(home: Path, *path: Path) -> dict[str, str]:
    """An environment with nothing of this machine in it."""
    home.mkdir(exist_ok=True)
    return {
        "HOME": str(home),
        "PATH": os.pathsep.join(map(str, path)),
        "VEEAM_ENTRAID_ENGINE_RELEASES": NOWHERE,
    }


_GO = """
import os, pathlib, sys, time
folder = pathlib.Path(__file__).parent
arguments = sys.argv[1:]
if arguments == ["version"]:
    print("go version go1.99.0 linux/amd64")
elif arguments[0] == "build":
    into = pathlib.Path(arguments[arguments.index("-o") + 1])
    packages = arguments[arguments.index("-o") + 2:]
    with (folder / "go.log").open("a") as log:
        log.write(" ".join(pathlib.PurePath(package).name for package in packages) + "\\n")
    while (folder / "go-waits").exists():
        time.sleep(0.05)
    if (folder / "go-fails").exists():
        print("main.go:7:2: undefined: nonsense")
        sys.exit(1)
    for package in packages:
        file = into / pathlib.PurePath(package).name
        file.write_text("#!/bin/sh\\necho v3.259.0\\n")
        file.chmod(0o755)
elif arguments[0] == "list":
    print(folder / "sdk")
"""

_NPM = """
import json, os, pathlib, sys
if sys.argv[1:] == ["--version"]:
    print("11.0.0")
else:
    for name in json.loads(pathlib.Path("package-lock.json").read_text())["packages"]:
        machine = {"x86_64": "-x64", "aarch64": "-arm64"}[os.uname().machine]
        if name.endswith(machine):
            bin = pathlib.Path(name, "native", "bin")
            bin.mkdir(parents=True)
            for program in ("postgres", "initdb", "pg_ctl"):
                (bin / program).write_text("#!/bin/sh\\necho ok\\n")
                (bin / program).chmod(0o755)
"""


class Toolbox:
    """A folder for the PATH with a Go, an npm, a psql and a uv that need no network and no time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        command(folder, "go", _GO)
        command(folder, "npm", _NPM)
        command(folder, "uv", says("uv 0.99.0"))
        command(folder, "psql", says("psql (PostgreSQL) 17.10"))
        executor = folder / "sdk" / "python" / "cmd" / "pulumi-language-python-exec"
        executor.parent.mkdir(parents=True)
        executor.write_text("#!/usr/bin/env python3\n")

    @property
    def builds(self) -> list[list[str]]:
        """What Go was asked to build, call by call."""
        log = self.folder / "go.log"
        return [line.split() for line in log.read_text().splitlines()] if log.exists() else []

    def hold(self, name: str) -> Path:
        """Let Go wait or fail for as long as the file is there: `go-waits` or `go-fails`."""
        file = self.folder / name
        file.touch()
        return file
