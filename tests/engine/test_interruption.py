"""An update that is interrupted, in whatever way, converges at the next one: no leftover, no duplicate."""

import json
import os
import signal
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from stack import ROOT, Sandbox, Stack

from veeam_entraid_sandbox.azure._faults import Fault, clear_faults, write_faults

pytestmark = pytest.mark.engine

CONFIG = {
    "veeam-entraid:deletionProtection": False,
    "veeam-entraid:network": {"administrationPrefixes": ["10.60.0.128/26"]},
    "veeam-entraid:repository": {"port": 55435},
}
SLOW_MACHINE = Fault(action="delay", type="*:VirtualMachine", name="repository-vm", operation="create", seconds=20)


def new_stack(sandbox: Sandbox) -> Stack:
    stack = Stack(sandbox, ROOT, "interrupted").create()
    stack.configure(CONFIG)
    return stack


def begin_up(stack: Stack, until: str) -> subprocess.Popen[str]:
    """Begin an update, in a process group of its own, and wait until its output holds a text."""
    process = subprocess.Popen(
        stack.up_command(),
        env=stack.sandbox.environment,
        cwd=stack.project,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert process.stdout
    said: list[str] = []
    for line in process.stdout:
        said.append(line)
        if until in line and "creating" in line:
            return process
    raise AssertionError("".join(said))


def assert_converges(sandbox: Sandbox, stack: Stack, expected: set[str]) -> None:
    clear_faults(sandbox.state.azure)
    stack.up().succeeded()
    resources = stack.resources()
    assert set(resources) == expected
    names = Counter(resource.get("id") for resource in resources.values() if resource.get("id", "none") != "none")
    assert max(names.values()) == 1
    assert machines(sandbox) == ["repository-vm"]
    assert in_azure(sandbox) == in_state(stack)
    stack.destroy().succeeded()
    assert machines(sandbox) == []
    assert in_azure(sandbox) == 0


def machines(sandbox: Sandbox) -> list[str]:
    """Return the machines that run in the sandbox."""
    listed = sandbox.command("status").succeeded().text.partition("MACHINE ")[2]
    return [line.split()[0] for line in listed.splitlines()[1:] if "running" in line]


def in_azure(sandbox: Sandbox) -> int:
    """Return how many resources the stand-in for Azure has; system disks come and go with their machines."""
    listed = sandbox.command("status").succeeded().text.partition("MACHINE ")[0]
    rows = [line.split() for line in listed.splitlines()[1:] if line.strip()]
    return len([row for row in rows if len(row) > 1 and ":" in row[0] and not row[1].endswith("-os-disk")])


def in_state(stack: Stack) -> int:
    return len([r for r in stack.resources().values() if r["type"].startswith("azure-native:")])


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Return the URNs of the stack, as a preview of it plans them."""
    sandbox = Sandbox(tmp_path_factory.mktemp("expected"))
    stack = new_stack(sandbox)
    plan = sandbox.folder / "plan.json"
    stack.preview("--save-plan", str(plan), PULUMI_EXPERIMENTAL="true").succeeded()
    urns = planned(plan)
    assert sandbox.close() == []
    return urns


def planned(plan: Path) -> set[str]:
    return set(json.loads(plan.read_text())["resourcePlans"])


def test_sigint_in_the_middle_of_a_creation(sandbox: Sandbox, expected: set[str]) -> None:
    stack = new_stack(sandbox)
    write_faults(sandbox.state.azure, [SLOW_MACHINE])
    process = begin_up(stack, until="repository-vm")
    os.killpg(process.pid, signal.SIGINT)
    said, _ = process.communicate(timeout=120)
    assert process.returncode != 0, said
    assert_converges(sandbox, stack, expected)


def test_the_provider_killed_in_the_middle_of_a_creation(sandbox: Sandbox, expected: set[str]) -> None:
    stack = new_stack(sandbox)
    write_faults(
        sandbox.state.azure,
        [Fault(action="kill", type="*:VirtualMachine", name="repository-vm", operation="create", nth=1)],
    )
    stack.up().failed()
    assert_converges(sandbox, stack, expected)


def test_azure_refusing_in_the_middle(sandbox: Sandbox, expected: set[str]) -> None:
    stack = new_stack(sandbox)
    write_faults(
        sandbox.state.azure,
        [Fault(action="fail", type="*:Vault", name="kv-repository-*", operation="create", nth=1, message="No quota.")],
    )
    said = stack.up().failed()
    assert "No quota." in said.text
    assert_converges(sandbox, stack, expected)
