"""Interrupting an update at a named operation, and the way on from there that `docs/azure.md` describes."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, LiteralString, TypeAlias

import psutil
from stack import Sandbox, Stack

from veeam_entraid_sandbox.azure import (
    Action,
    Fault,
    Seal,
    Store,
    Tokens,
    clear_faults,
    installed_shapes,
    is_holding,
    write_faults,
)
from veeam_entraid_sandbox.azuread_provider import Directories
from veeam_entraid_sandbox.azuread_provider._directory import Entry
from veeam_entraid_sandbox.commands._interrupted import repair_checkpoints
from veeam_entraid_sandbox.machines import all_clusters

_POLL_SECONDS = 0.05


@dataclass(frozen=True)
class Operation:
    """An operation of Azure or of a tenant: its type, the pattern of its name, and how it fails."""

    type: str
    name: str = "*"
    operation: str = "create"
    failure: Action = "fail"

    def fault(self, action: Action) -> Fault:
        return Fault(action=action, type=self.type, name=self.name, operation=self.operation, nth=1)


@dataclass(frozen=True)
class Statement:
    """A statement of Pulumi's in PostgreSQL, and the lock for which it waits."""

    lock: LiteralString


Place: TypeAlias = Operation | Statement


class Update:
    """An update that is under way, with a process group of its own, as in a terminal."""

    def __init__(self, stack: Stack) -> None:
        self.sandbox = stack.sandbox
        self._output = stack.sandbox.folder / "update.txt"
        with self._output.open("w") as output:
            self._process = subprocess.Popen(
                [*stack.up_command(), "--skip-preview"],
                cwd=stack.project,
                env=stack.sandbox.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def said(self) -> str:
        return self._output.read_text()

    def go_on_until(self, reached: Callable[[], bool]) -> None:
        while not reached():
            assert self._process.poll() is None, self.said
            time.sleep(_POLL_SECONDS)

    def press_control_c(self) -> None:
        """Interrupt all that the terminal runs, and return when Pulumi has noticed."""
        os.killpg(self._process.pid, signal.SIGINT)
        self.go_on_until(lambda: "^C received" in self.said)

    def kill_the_engine(self) -> None:
        self._process.kill()

    def has_failed(self) -> None:
        """Wait for its end, and for the end of the providers that a killed engine leaves behind."""
        assert self._process.wait() != 0, self.said
        while any(not is_of_a_machine(process) for process in self.sandbox.processes()):
            time.sleep(_POLL_SECONDS)


def is_of_a_machine(process: psutil.Process) -> bool:
    """Return whether a process is PostgreSQL or a backup server, which outlive the engine."""
    try:
        return process.name() == "postgres" or is_backup_server(process)
    except psutil.NoSuchProcess:
        return True


def is_backup_server(process: psutil.Process) -> bool:
    return "veeam_entraid_sandbox.machines.backup_server_process" in process.cmdline()


def press_control_c(stack: Stack, place: Place) -> None:
    """Interrupt an update with Ctrl-C while that operation is under way."""
    with _held(stack.sandbox, place) as held:
        update = Update(stack)
        update.go_on_until(held)
        update.press_control_c()
        # Azure's operations are cancelled; a statement goes on, and Pulumi waits for it.
        if isinstance(place, Operation):
            update.has_failed()
    update.has_failed()


def kill_the_engine(stack: Stack, place: Place) -> None:
    """Kill Pulumi while that operation is under way; the operation goes on, and nobody writes down how it ends."""
    with _held(stack.sandbox, place) as held:
        update = Update(stack)
        update.go_on_until(held)
        update.kill_the_engine()
    update.has_failed()


def let_it_fail(stack: Stack, place: Place) -> None:
    """Let that operation fail."""
    if isinstance(place, Operation):
        fault = place.fault(place.failure)
        write_faults(stack.sandbox.state.azure, [fault])
        assert fault.message in stack.up("--skip-preview").failed().flat
        clear_faults(stack.sandbox.state.azure)
        return
    with _held(stack.sandbox, place) as held:
        update = Update(stack)
        update.go_on_until(held)
        _query(stack.sandbox, "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE NOT granted")
        update.has_failed()


def let_it_reach_nothing(stack: Stack, place: Place) -> None:
    """Update while PostgreSQL cannot be reached."""
    assert isinstance(place, Statement)
    stack.sandbox.command("stop").succeeded()
    assert "error connecting to PostgreSQL server" in stack.up("--skip-preview").failed().flat
    stack.sandbox.command("resume").succeeded()


@contextmanager
def _held(sandbox: Sandbox, place: Place) -> Generator[Callable[[], bool]]:
    """Hold an operation while the block runs; what is yielded tells whether it is under way."""
    if isinstance(place, Operation):
        write_faults(sandbox.state.azure, [place.fault("hold")])
        yield lambda: is_holding(sandbox.state.azure)
        clear_faults(sandbox.state.azure)
        return
    (cluster,) = all_clusters(sandbox.state)
    with cluster._connected("postgres") as connection, connection.transaction():
        connection.execute(place.lock)
        yield lambda: bool(_query(sandbox, "SELECT pid FROM pg_locks WHERE NOT granted"))


def _query(sandbox: Sandbox, statement: LiteralString) -> list[tuple[Any, ...]]:
    (cluster,) = all_clusters(sandbox.state)
    return [*cluster.query(statement)]


# The way on.

CLEAR = ("refresh", "--clear-pending-creates")
UNREADABLE = (
    "azuread:index/applicationCertificate:ApplicationCertificate",
    "azuread:index/applicationPassword:ApplicationPassword",
)


def update_again(stack: Stack) -> None:
    """Do what helps after Ctrl-C and after a failure."""
    stack.up("--skip-preview").succeeded()


def update_twice(stack: Stack) -> None:
    """Do what helps where a machine did not take the login's new password, which Pulumi has noted all the same."""
    stack.up("--skip-preview").succeeded()
    stack.up("--skip-preview").succeeded()


def rotate_once_more(stack: Stack) -> None:
    """Do what helps where a flexible server did not take it: that one shows nobody which password it has."""
    blocks = {key: {**block, "passwordRotation": "2026-12"} for key, block in stack.config.items()}
    stack.configure(blocks)
    stack.up("--skip-preview").succeeded()


def settle_and_update(stack: Stack) -> None:
    """Do what helps after a killed engine: take in what it had begun and did not live to write down."""
    repair_checkpoints(stack.sandbox.state.backend)
    refused = stack.up().failed().text
    assert "pulumi cancel" in refused, refused
    stack.run("cancel", "--yes").succeeded()
    file = ("--config-file", str(stack.config_file))
    for resource in begun(stack):
        id_ = _id_of(stack, resource)
        if id_ and resource["type"] in UNREADABLE:
            _delete_in_tenant(stack.sandbox, id_)
        elif id_:
            stack.run(*import_command(resource, id_), *file, "--yes").succeeded()
    stack.up("--skip-preview").succeeded()
    stack.run(*CLEAR, *file, "--yes", "--skip-preview").succeeded()


def import_command(resource: dict[str, Any], id_: str) -> list[str]:
    """Return the command that takes a resource that is there into the state."""
    name = resource["urn"].rpartition("::")[2]
    command = ["import", resource["type"], name, id_, "--parent", f"parent={resource['parent']}"]
    provider = resource["provider"].rpartition("::")[0]
    if "::default_" not in provider:
        command += ["--provider", f"provider={provider}"]
    return [*command, "--protect=false", "--generate-code=false"]


def begun(stack: Stack) -> list[dict[str, Any]]:
    """Return the resources whose creation was begun, and nobody wrote down how it ended."""
    return [each["resource"] for each in pending_operations(stack) if each["type"] == "creating"]


def pending_operations(stack: Stack) -> list[dict[str, Any]]:
    exported = json.loads(stack.run("stack", "export").succeeded().text)
    return exported["deployment"].get("pending_operations") or []


def _id_of(stack: Stack, resource: dict[str, Any]) -> str:
    """Return the id of a resource if it is there, as a person reads it in a portal."""
    token = resource["type"]
    if token.startswith("azure-native:"):
        id_ = Tokens(installed_shapes()).id_of(token, resource["inputs"])
        return id_ if id_ in in_azure(stack.sandbox) else ""
    if token.startswith("azuread:"):
        known = {each.get("id") for each in stack.resources().values()}
        wanted = {name: value for name, value in resource["inputs"].items() if isinstance(value, str)}
        unknown = [entry for entry in in_tenants(stack.sandbox) if entry.token == token and entry.id not in known]
        return next((entry.id for entry in unknown if wanted.items() <= entry.inputs.items()), "")
    if token == "postgresql:index/role:Role":
        name = resource["inputs"]["name"]
        return name if (name,) in _query(stack.sandbox, "SELECT rolname FROM pg_roles") else ""
    # What is generated is nowhere but in the state.
    return ""


def _delete_in_tenant(sandbox: Sandbox, id_: str) -> None:
    directories = _directories(sandbox)
    for tenant in _tenants(sandbox):
        with directories.change(tenant) as directory:
            directory.entries.pop(id_, None)


def in_azure(sandbox: Sandbox) -> list[str]:
    """Return the ids of what Azure has, but for system disks, which come and go with their machines."""
    entries = Store(sandbox.state.azure, Seal(sandbox.folder)).all_entries()
    assert {entry.phase for entry in entries} <= {"ready"}
    return [entry.resource.id for entry in entries if not entry.resource.implicit]


def in_tenants(sandbox: Sandbox) -> list[Entry]:
    """Return the objects of all tenants."""
    directories = [_directories(sandbox).view(tenant) for tenant in _tenants(sandbox)]
    return [entry for directory in directories for entry in directory.entries.values()]


def _directories(sandbox: Sandbox) -> Directories:
    return Directories(sandbox.state.directories, Seal(sandbox.folder))


def _tenants(sandbox: Sandbox) -> list[str]:
    return [file.stem for file in sandbox.state.directories.glob("*.sealed")]
