"""Stacks under the real Pulumi CLI, in a sandbox of the test's own."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import yaml

from veeam_entraid_sandbox.environment import environment
from veeam_entraid_sandbox.state import VARIABLE, StateFolder

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = Path(__file__).parent / "programs"
PULUMI = ROOT / ".engine" / "bin" / "pulumi"

_LOCAL = yaml.safe_load((ROOT / "Pulumi.local.yaml").read_text())
_TIMEOUT_SECONDS = 240


@dataclass(frozen=True)
class Result:
    """What a command of the CLI said."""

    exit: int
    text: str

    def succeeded(self) -> "Result":
        assert self.exit == 0, self.text
        return self

    def failed(self) -> "Result":
        assert self.exit != 0, self.text
        return self

    @property
    def flat(self) -> str:
        """The text with its lines joined, for sentences that the CLI wraps."""
        return " ".join(self.text.split())


class Sandbox:
    """A sandbox of its own: nothing of the user's, of the clone's or of other tests is in it."""

    def __init__(self, folder: Path) -> None:
        assert PULUMI.exists(), f"{PULUMI} is missing: run `make setup`"
        self.folder = folder
        self.state = StateFolder(folder)
        self.environment = environment(ROOT, self.state, os.environ)
        self.state.backend.mkdir(parents=True, exist_ok=True)

    def processes(self) -> list[psutil.Process]:
        """Return every process that belongs to this sandbox."""
        found: list[psutil.Process] = []
        for process in psutil.process_iter():
            try:
                if process.environ().get(VARIABLE) == str(self.folder):
                    found.append(process)
            except (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
                continue
        return found

    def command(self, *arguments: str) -> Result:
        """Run a command of the sandbox: ``resume``, ``stop``, ``status``."""
        return _run([sys.executable, "-m", "veeam_entraid_sandbox", *arguments], self.environment, ROOT)

    def close(self) -> list[str]:
        """Stop the machines, and return the processes that are left, ended by then."""
        self.command("stop")
        left = [(process, " ".join(process.cmdline())) for process in self.processes()]
        for process, _ in left:
            process.kill()
        return [line for _, line in left]


@dataclass
class Stack:
    """A stack of a project, with a configuration of its own."""

    sandbox: Sandbox
    project: Path
    name: str
    config: dict[str, Any] = field(default_factory=dict[str, Any])
    policy: bool = True
    pack: Path = ROOT / "policy"

    @property
    def config_file(self) -> Path:
        return self.sandbox.folder / f"Pulumi.{self.name}.yaml"

    def configure(self, config: Mapping[str, Any]) -> None:
        """Replace the configuration. Blocks are given as data."""
        self.config = dict(config)
        written = {"encryptionsalt": _LOCAL["encryptionsalt"], "config": {**AZURE, **self.config}}
        self.config_file.write_text(yaml.safe_dump(written))

    def run(self, *arguments: str, **environment: str) -> Result:
        """Run the CLI on the stack."""
        return _run(self.command(*arguments), {**self.sandbox.environment, **environment}, self.project)

    def command(self, *arguments: str) -> list[str]:
        """Return the command line of the CLI on the stack."""
        if not self.config_file.exists():
            self.configure(self.config)
        return [str(PULUMI), *arguments, "--stack", self.name, "--non-interactive"]

    def create(self) -> "Stack":
        """Make the stack. The CLI writes a configuration file beside the program, which is not wanted."""
        assert self.name != "local", "that file is the local stack's own"
        _run([str(PULUMI), "stack", "init", self.name, "--non-interactive"], self._bare(), self.project).succeeded()
        (self.project / f"Pulumi.{self.name}.yaml").unlink(missing_ok=True)
        return self

    def shared(self) -> "Stack":
        """Make the stack unless an earlier test of the same sandbox has."""
        return self if self.config_file.exists() else self.create()

    def _bare(self) -> dict[str, str]:
        return dict(self.sandbox.environment)

    def _with_pack(self) -> list[str]:
        packs = ["--policy-pack", str(self.pack)] if self.policy else []
        return ["--config-file", str(self.config_file), *packs]

    def preview(self, *arguments: str, **environment: str) -> Result:
        return self.run("preview", *self._with_pack(), *arguments, **environment)

    def up_command(self) -> list[str]:
        return self.command("up", "--yes", *self._with_pack())

    def up(self, *arguments: str, **environment: str) -> Result:
        return self.run("up", "--yes", *self._with_pack(), *arguments, **environment)

    def refresh(self) -> Result:
        return self.run("refresh", "--yes", "--config-file", str(self.config_file))

    def destroy(self) -> Result:
        return self.run("destroy", "--yes", "--config-file", str(self.config_file))

    def outputs(self, *, show_secrets: bool = False) -> dict[str, Any]:
        shown = ["--show-secrets"] if show_secrets else []
        return json.loads(self.run("stack", "output", "--json", *shown).succeeded().text)

    def resources(self, *, show_secrets: bool = False) -> dict[str, dict[str, Any]]:
        """Return the resources of the state, by URN."""
        shown = ["--show-secrets"] if show_secrets else []
        exported = json.loads(self.run("stack", "export", *shown).succeeded().text)
        return {resource["urn"]: resource for resource in exported["deployment"].get("resources") or []}


AZURE = {
    "azure-native:subscriptionId": "00000000-0000-0000-0000-000000000000",
    "azure-native:tenantId": "00000000-0000-0000-0000-000000000000",
    "azure-native:location": "westeurope",
}


def project_for(sandbox: Sandbox, program: str) -> Path:
    """Return a project folder that runs one of the test programs in the clone's environment."""
    return project_of(sandbox, program, (PROGRAMS / f"{program}.py").read_text())


def project_of(sandbox: Sandbox, name: str, program: str, *, project: str = "shop") -> Path:
    """Return a project folder that runs a program, given as its text, in the clone's environment."""
    folder = sandbox.folder / "projects" / name
    folder.mkdir(parents=True, exist_ok=True)
    runtime = {"name": "python", "options": {"toolchain": "pip", "virtualenv": str(ROOT / ".venv")}}
    (folder / "Pulumi.yaml").write_text(yaml.safe_dump({"name": project, "runtime": runtime}))
    (folder / "__main__.py").write_text(program)
    return folder


def _run(command: list[str], environment: Mapping[str, str], folder: Path) -> Result:
    done = subprocess.run(
        command,
        env=dict(environment),
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=_TIMEOUT_SECONDS,
        check=False,
    )
    return Result(done.returncode, done.stdout)
