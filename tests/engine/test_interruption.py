"""`make up` that is interrupted, in whatever way, converges at the next one: no leftover, no duplicate."""

import json
import os
import re
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from stack import ROOT, Sandbox, Stack

from veeam_entraid_sandbox.azure import Fault, Seal, Store, clear_faults, write_faults
from veeam_entraid_sandbox.machines import all_backup_servers
from veeam_entraid_sandbox.vbr import read_instance

pytestmark = pytest.mark.engine

MACHINE = "*:VirtualMachine"


class Clone:
    """The clone's make, with the sandbox in a place of the test's own."""

    def __init__(self, folder: Path) -> None:
        self.sandbox = Sandbox(folder)
        self.azure = self.sandbox.state.azure
        self.store = Store(self.azure, Seal(folder))
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder.parent),
            "VEEAM_ENTRAID_SANDBOX": str(folder),
        }

    def begin(self, target: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            ["make", "--silent", target],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def make(self, target: str, *, fails: bool = False) -> str:
        process = self.begin(target)
        said, _ = process.communicate()
        assert bool(process.returncode) is fails, said
        return said

    def begin_up(self, until: str, seconds: float) -> subprocess.Popen[str]:
        """Begin `make up`, and wait until Azure makes a resource of a name, which takes that long."""
        write_faults(self.azure, [Fault(action="delay", name=until, operation="create", seconds=seconds)])
        process = self.begin("up")
        while not any(entry.resource.id.endswith(f"/{until}") for entry in self.being_created()):
            assert process.poll() is None, process.communicate()[0]
            time.sleep(0.1)
        return process

    def being_created(self) -> list[Any]:
        return [entry for entry in self.store.all_entries() if entry.phase == "creating"]

    def engine(self) -> psutil.Process:
        (engine,) = [
            process
            for process in self.sandbox.processes()
            if process.name() == "pulumi" and process.cmdline()[1:2] == ["up"]
        ]
        return engine

    def state(self) -> list[dict[str, Any]]:
        return [*Stack(self.sandbox, ROOT, "local").resources().values()]


@pytest.fixture
def clone(tmp_path: Path) -> Iterator[Clone]:
    clone = Clone(tmp_path / "sandbox")
    yield clone
    assert clone.sandbox.close() == []


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Return the URNs of the local stack, as a preview of it plans them."""
    sandbox = Sandbox(tmp_path_factory.mktemp("expected"))
    plan = sandbox.folder / "plan.json"
    stack = Stack(sandbox, ROOT, "local")
    stack.run("stack", "select", "--create").succeeded()
    stack.run("preview", "--save-plan", str(plan), PULUMI_EXPERIMENTAL="true").succeeded()
    assert sandbox.close() == []
    return set(json.loads(plan.read_text())["resourcePlans"])


def assert_converges_and_goes(clone: Clone, expected: set[str]) -> str:
    clear_faults(clone.azure)
    said = clone.make("up")
    state = clone.state()
    assert {resource["urn"] for resource in state} == expected
    ids = Counter(resource["id"] for resource in state if resource["type"].startswith("azure-native:"))
    assert set(ids.values()) == {1}
    assert in_azure(clone) == set(ids)
    # PostgreSQL, and the backup server.
    assert clone.make("status").count("running, process") == 2
    assert Stack(clone.sandbox, ROOT, "local").outputs()["repositoryConnection"] == "confirmed"
    clone.make("down")
    assert not clone.sandbox.folder.exists()
    assert clone.sandbox.processes() == []
    return said


def in_azure(clone: Clone) -> set[str]:
    """Return the ids that the stand-in for Azure has; system disks come and go with their machines."""
    entries = [entry for entry in clone.store.all_entries() if not entry.resource.implicit]
    assert {entry.phase for entry in entries} == {"ready"}
    return {entry.resource.id for entry in entries}


def test_sigint_in_the_middle_of_a_creation(clone: Clone, expected: set[str]) -> None:
    process = clone.begin_up("repository-vm", seconds=60)
    os.killpg(process.pid, signal.SIGINT)
    said, _ = process.communicate(timeout=30)
    assert process.returncode != 0, said
    assert_converges_and_goes(clone, expected)


def test_the_provider_killed_in_the_middle_of_a_creation(clone: Clone, expected: set[str]) -> None:
    write_faults(clone.azure, [Fault(action="kill", type=MACHINE, name="repository-vm", operation="create", nth=1)])
    clone.make("up", fails=True)
    assert_converges_and_goes(clone, expected)


@pytest.mark.extended
def test_azure_refusing_in_the_middle(clone: Clone, expected: set[str]) -> None:
    message = "The quota is used up."
    write_faults(clone.azure, [Fault(action="fail", type="*:Vault", operation="create", nth=2, message=message)])
    assert message in clone.make("up", fails=True)
    assert_converges_and_goes(clone, expected)


@pytest.mark.extended
def test_the_engine_killed_in_the_middle_of_a_creation(clone: Clone, expected: set[str]) -> None:
    """The provider finishes what it has begun, and nobody writes down that it did."""
    process = clone.begin_up("network-vnet", seconds=3)
    clone.engine().kill()
    process.communicate(timeout=30)
    assert process.returncode != 0
    deadline = time.monotonic() + 30
    while clone.sandbox.processes():
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert "An earlier run was interrupted" in assert_converges_and_goes(clone, expected)


@pytest.mark.extended
def test_the_backup_server_killed_and_up_again(clone: Clone, expected: set[str]) -> None:
    said = clone.make("up")
    assert "The backup server vbr is connected to 127." in said
    (server,) = all_backup_servers(clone.sandbox.state)
    connected, killed = read_instance(server.memory), server.pid
    assert connected is not None
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    again = assert_converges_and_goes(clone, expected)
    assert "Started 1 machine(s) that were not running." in again
    # In the preview and in the update nothing else is counted.
    assert len(re.findall(r"Resources:\n +\d+ unchanged\n\n", again)) == 2
    assert "The backup server vbr is connected" not in again
