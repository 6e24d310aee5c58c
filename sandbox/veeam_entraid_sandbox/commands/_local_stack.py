"""Bringing the local stack up and down."""

import json
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, cast

from veeam_entraid_sandbox.azure import Tokens, installed_shapes
from veeam_entraid_sandbox.commands._connect import (
    awaits_connection,
    connect_stack,
    stack_is_connected,
    stack_outputs,
    write_pending,
)
from veeam_entraid_sandbox.commands._interrupted import begun, repair_checkpoints, settled
from veeam_entraid_sandbox.commands._next_steps import next_steps
from veeam_entraid_sandbox.commands._pulumi import answer, run
from veeam_entraid_sandbox.machines import MachineError, resume, stop
from veeam_entraid_sandbox.state import StateFolder, replace_file

__all__ = ["STACK", "bring_down", "bring_up"]

STACK: Final = "local"
_POLICY: Final = "policy"


def bring_up(root: Path, state: StateFolder, environment: Mapping[str, str]) -> int:
    """Deploy the local stack, from whatever an earlier run left behind; return the exit code."""
    started = resume(state)
    if started:
        _say(f"Started {len(started)} machine(s) that were not running.")
    _remove_stale_locks(state)
    repair_checkpoints(state.backend)
    selected = answer(root, environment, "stack", "select", "--create", STACK)
    if selected.returncode:
        return _failed("The local stack cannot be selected", selected.stderr)
    if begun(_deployment(root, environment)):
        _say("An earlier run was interrupted: settling what it had begun.")
        code = _settle(root, state, environment)
        if code:
            return code
    return _deploy(root, state, environment)


def _deploy(root: Path, state: StateFolder, environment: Mapping[str, str]) -> int:
    """Update the stack; where its configuration confirms a connection that nobody has made, make it in between."""
    config_file = root / f"Pulumi.{STACK}.yaml"
    awaits = awaits_connection(config_file)
    if awaits and not stack_is_connected(state, stack_outputs(root, environment, STACK)):
        pending = state.root / config_file.name
        write_pending(config_file, pending)
        code = _update(root, environment, "--config-file", str(pending))
        if code:
            return code
        code = _connect(root, state, environment)
        if code:
            return code
        _say("The second update confirms the connection (repository.connection: confirmed).\n")
    code = _update(root, environment)
    if code:
        return code
    outputs = stack_outputs(root, environment, STACK)
    if awaits and not stack_is_connected(state, outputs):
        # The update has made the repository anew, or its password.
        code = _connect(root, state, environment)
        if code:
            return code
    _say(next_steps(outputs, state))
    return 0


def _update(root: Path, environment: Mapping[str, str], *options: str) -> int:
    return run(root, environment, ["up", "--yes", "--policy-pack", _POLICY, *options, "--stack", STACK])


def _connect(root: Path, state: StateFolder, environment: Mapping[str, str]) -> int:
    _say(
        "\nThe backup server does not use the repository yet, or not as it is now. A person connects the two, by the"
        "\nwizard on the server (manualSteps). Here the sandbox is that person:"
    )
    try:
        _say(f"  {connect_stack(state, stack_outputs(root, environment, STACK))}")
    except MachineError as error:
        return _failed("The backup server is not connected", str(error))
    return 0


def bring_down(root: Path, state: StateFolder, environment: Mapping[str, str]) -> int:
    """Destroy the local stack, stop everything and remove the state folder; return the exit code."""
    _remove_stale_locks(state)
    repair_checkpoints(state.backend)
    if _has_stack(state):
        code = run(root, environment, ["destroy", "--yes", "--stack", STACK])
        if code:
            _explain(root, environment)
            return code
        # The stack's configuration is part of the repository.
        removed = answer(root, environment, "stack", "rm", "--yes", "--preserve-config", STACK)
        if removed.returncode:
            return _failed("The local stack cannot be removed", removed.stderr)
    stop(state)
    shutil.rmtree(state.root)
    _say("The local stack is gone, and with it everything that it ran on this machine.")
    return 0


def _explain(root: Path, environment: Mapping[str, str]) -> None:
    protected = [resource["urn"] for resource in _resources(root, environment) if resource.get("protect")]
    if protected:
        names = "\n  ".join(sorted(urn.rpartition("::")[2] for urn in protected))
        _say(
            f"These resources are protected, and nothing that they need was deleted:\n  {names}\nSet "
            "veeam-entraid:deletionProtection to false in Pulumi.local.yaml, run `make up`, then `make down` again."
        )


# What earlier runs left.


def _settle(root: Path, state: StateFolder, environment: Mapping[str, str]) -> int:
    file = state.root / "settled.json"
    exported = json.loads(answer(root, environment, "stack", "export", "--stack", STACK).stdout)
    deployment = settled(exported["deployment"], Tokens(installed_shapes()).id_of)
    # Its secrets stay encrypted, as they are in the state.
    replace_file(file, json.dumps({**exported, "deployment": deployment}).encode())
    imported = answer(root, environment, "stack", "import", "--file", str(file), "--stack", STACK)
    file.unlink()
    if imported.returncode:
        return _failed("The state of the local stack cannot be settled", imported.stderr)
    return run(root, environment, ["refresh", "--yes", "--skip-preview", "--stack", STACK])


def _has_stack(state: StateFolder) -> bool:
    return any((state.backend / ".pulumi" / "stacks").rglob(f"{STACK}.json"))


def _deployment(root: Path, environment: Mapping[str, str]) -> dict[str, Any]:
    exported = answer(root, environment, "stack", "export", "--stack", STACK)
    data: dict[str, Any] = json.loads(exported.stdout or "{}") if exported.returncode == 0 else {}
    return cast("dict[str, Any]", data.get("deployment") or {})


def _resources(root: Path, environment: Mapping[str, str]) -> list[dict[str, Any]]:
    return _deployment(root, environment).get("resources") or []


def _remove_stale_locks(state: StateFolder) -> None:
    """Remove the backend's locks whose process is gone: a killed Pulumi cannot remove its own."""
    for lock in (state.backend / ".pulumi" / "locks").rglob("*.json"):
        try:
            held_by: dict[str, Any] = json.loads(lock.read_bytes())
        except (OSError, ValueError):
            continue
        if not _is_pulumi(held_by.get("pid")):
            lock.unlink(missing_ok=True)


def _is_pulumi(pid: object) -> bool:
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip() == "pulumi"
    except OSError:
        return False


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _failed(what: str, output: str) -> int:
    sys.stderr.write(f"{what}: {output.strip()}\n")
    return 1
