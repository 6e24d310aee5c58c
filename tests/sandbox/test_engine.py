"""The stand-ins under the real engine: who is served, and what is left after whatever happens."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import psutil
import pytest
import yaml
from own_sandbox import servers_below
from provider_client import ZERO

from veeam_entraid_sandbox.azure import Fault, Store, clear_faults, write_faults
from veeam_entraid_sandbox.certificates import prepare
from veeam_entraid_sandbox.environment import environment
from veeam_entraid_sandbox.machines import all_clusters
from veeam_entraid_sandbox.state import VARIABLE, StateFolder, private_folder

pytestmark = pytest.mark.engine

ROOT: Final = Path(__file__).parents[2]
SERVER: Final = "azure-native:dbforpostgresql:Server"
PROGRAM: Final[dict[str, Any]] = {
    "name": "probe",
    "runtime": "yaml",
    "resources": {
        "rg": {"type": "azure-native:resources:ResourceGroup", "properties": {"location": "westeurope"}},
        "password": {"type": "random:RandomPassword", "properties": {"length": 32, "overrideSpecial": "-_"}},
        "db": {
            "type": SERVER,
            "properties": {
                "resourceGroupName": "${rg.name}",
                "version": "17",
                "sku": {"name": "Standard_D4ds_v5", "tier": "GeneralPurpose"},
                "storage": {"storageSizeGB": 128},
                "administratorLogin": "veeam",
                "administratorLoginPassword": "${password.result}",
            },
        },
        "setting": {
            "type": "azure-native:dbforpostgresql:Configuration",
            "properties": {
                "resourceGroupName": "${rg.name}",
                "serverName": "${db.name}",
                "configurationName": "work_mem",
                "value": "8192",
                "source": "user-override",
            },
        },
    },
    "outputs": {"host": "${db.fullyQualifiedDomainName}", "password": "${password.result}"},
}


class Stack:
    """A stack of the program in a folder of its own."""

    def __init__(self, folder: Path, state: StateFolder) -> None:
        self.folder = folder
        self.state = state
        self.environment = environment(ROOT, state, os.environ)
        for path in (state.backend, state.pulumi_home, folder):
            private_folder(path)
        prepare(state)
        (folder / "Pulumi.yaml").write_text(yaml.safe_dump(PROGRAM))
        self.said = ""

    def configure(self, subscription: str) -> None:
        settings = {"config": {"azure-native:subscriptionId": subscription}}
        (self.folder / "Pulumi.local.yaml").write_text(yaml.safe_dump(settings))

    def start(self, *arguments: str, **environment_: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [ROOT / ".engine" / "bin" / "pulumi", *arguments, "--non-interactive"],
            cwd=self.folder,
            env=self.environment | environment_,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, *arguments: str, **environment_: str) -> tuple[int, str]:
        with self.start(*arguments, **environment_) as process:
            output, _ = process.communicate()
        self.said += output
        return process.returncode, " ".join(output.split())

    def succeed(self, *arguments: str) -> str:
        code, output = self.run(*arguments)
        assert code == 0, output
        return output

    def resources(self) -> list[str]:
        exported = json.loads(self.run("stack", "export")[1])
        assert not exported["deployment"].get("pending_operations")
        return sorted(resource["urn"].rpartition("::")[2] for resource in exported["deployment"].get("resources", []))


@pytest.fixture
def stack(tmp_path: Path, state: StateFolder) -> Iterator[Stack]:
    assert (ROOT / ".engine" / "bin" / "pulumi").exists(), "the engine is missing: run `make setup`"
    stack = Stack(tmp_path / "program", state)
    stack.configure(ZERO)
    stack.succeed("stack", "select", "--create", "local")
    yield stack
    assert plugins(state) == []


def plugins(state: StateFolder) -> list[str]:
    """Return the stand-ins that still run for the state folder."""
    found: list[str] = []
    for process in psutil.process_iter(["cmdline"]):
        try:
            ours = process.environ().get(VARIABLE) == str(state.root)
        except (psutil.Error, OSError):
            continue
        if ours and "veeam_entraid_sandbox" in " ".join(process.info["cmdline"] or []):
            found.append(" ".join(process.info["cmdline"]))
    return found


def test_a_real_stack_cannot_get_the_stand_in(stack: Stack) -> None:
    stack.configure("11111111-1111-1111-1111-111111111111")
    code, output = stack.run("preview")
    assert code != 0
    assert "acts on no real subscription" in output
    assert "11111111-1111-1111-1111-111111111111" in output


def test_outside_of_the_environment_the_stand_in_is_not_found(stack: Stack) -> None:
    path = ":".join(part for part in stack.environment["PATH"].split(":") if not part.endswith("sandbox/bin"))
    code, output = stack.run("preview", PATH=path)
    assert code != 0
    assert "azure-native" in output
    assert "sandbox/bin" not in output


def test_without_its_variable_the_stand_in_refuses_to_start(stack: Stack) -> None:
    code, output = stack.run("preview", **{VARIABLE: ""})
    assert code != 0
    assert f"{VARIABLE} is not set" in output


def test_a_stack_comes_and_goes_without_a_trace(stack: Stack, store: Store) -> None:
    stack.succeed("up", "--yes")
    assert "5 unchanged" in stack.succeed("up", "--yes", "--skip-preview")
    assert "5 unchanged" in stack.succeed("refresh", "--yes", "--skip-preview")
    secret = json.loads(stack.run("stack", "output", "--json", "--show-secrets")[1])["password"]
    spoken = stack.said.replace(secret, "", 1)  # it was asked for once
    assert secret not in spoken
    files = [path for path in stack.state.root.rglob("*") if path.is_file()]
    assert [path for path in files if secret.encode() in path.read_bytes()] == []
    stack.succeed("destroy", "--yes", "--skip-preview")
    assert list(store.all_entries()) == []
    assert servers_below(stack.state.root) == []


@pytest.mark.extended
@pytest.mark.parametrize("action", ["interrupt", "kill"])
def test_an_interrupted_update_converges(stack: Stack, store: Store, action: str) -> None:
    if action == "kill":
        write_faults(stack.state.azure, [Fault(action="kill", type=SERVER, operation="create", nth=1)])
        assert stack.run("up", "--yes", "--skip-preview")[0] != 0
    else:
        write_faults(stack.state.azure, [Fault(action="delay", type=SERVER, operation="create", nth=1, seconds=600)])
        with stack.start("up", "--yes", "--skip-preview") as update:
            while not any(entry.phase == "creating" for entry in store.all_entries()):
                assert update.poll() is None
                time.sleep(0.05)
            update.send_signal(signal.SIGINT)
            update.communicate()
        assert update.returncode != 0
    clear_faults(stack.state.azure)
    stack.succeed("up", "--yes", "--skip-preview")
    assert stack.resources() == sorted(["db", "password", "probe-local", "rg", "setting", *_providers(stack)])
    assert [entry.phase for entry in store.all_entries()] == ["ready"] * 3
    assert len(all_clusters(stack.state)) == len(servers_running(stack)) == 1
    stack.succeed("destroy", "--yes", "--skip-preview")
    assert all_clusters(stack.state) == []


def servers_running(stack: Stack) -> list[str]:
    return [str(cluster.folder) for cluster in all_clusters(stack.state) if cluster.is_running()]


def _providers(stack: Stack) -> list[str]:
    exported = json.loads(stack.run("stack", "export")[1])
    return [
        resource["urn"].rpartition("::")[2]
        for resource in exported["deployment"]["resources"]
        if resource["type"].startswith("pulumi:providers:")
    ]
