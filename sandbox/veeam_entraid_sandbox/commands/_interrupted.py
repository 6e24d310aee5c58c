"""What a run that was killed leaves in Pulumi's state, and how it is settled.

A creation that was begun may have happened: the engine writes it down before it asks the provider, and did not
live to hear the answer.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeAlias

from veeam_entraid_protocol.properties import Properties
from veeam_entraid_sandbox.state import replace_file

__all__ = ["begun", "repair_checkpoints", "settled"]

State: TypeAlias = dict[str, Any]
"""A part of Pulumi's state, as it is exported."""

_CREATING: Final = "creating"
_ROLE: Final = "postgresql:index/role:Role"


def begun(deployment: State) -> list[State]:
    """Return the resources that were being created when the run ended."""
    return [each["resource"] for each in _pending(deployment) if each["type"] == _CREATING]


def _pending(deployment: State) -> list[State]:
    return deployment.get("pending_operations") or []


def settled(deployment: State, azure_id: Callable[[str, Properties], str]) -> State:
    """Return the deployment with every resource in it that may have been created.

    A refresh then finds what there is of them, and drops the others. What exists nowhere but in the state, such
    as a generated value, is dropped at once.

    Args:
        deployment: the state of the stack, as Pulumi exports it.
        azure_id: the id of a resource of Azure, by its type token and inputs.
    """
    taken_in: list[State] = []
    for resource in begun(deployment):
        token: str = resource["type"]
        inputs: Properties = resource.get("inputs") or {}
        if token.startswith("azure-native:"):
            taken_in.append({**resource, "id": azure_id(token, inputs), "outputs": inputs})
        elif token == _ROLE:
            taken_in.append({**resource, "id": inputs["name"], "outputs": inputs})
    resources: list[State] = deployment.get("resources") or []
    others = [each for each in _pending(deployment) if each["type"] != _CREATING]
    return {**deployment, "resources": [*resources, *taken_in], "pending_operations": others}


def repair_checkpoints(backend: Path) -> None:
    """Put the last whole checkpoint of a stack in the place of one that was being written.

    The backend keeps attributes in a file beside each, which it does not need, but does not bear half written.
    """
    stacks = backend / ".pulumi" / "stacks"
    for backup in [*stacks.rglob("*.json.bak")]:
        checkpoint = backup.with_suffix("")
        if not _is_whole(checkpoint) and _is_whole(backup):
            replace_file(checkpoint, backup.read_bytes())
    for attributes in [*stacks.rglob("*.attrs")]:
        if not _is_whole(attributes):
            attributes.unlink()


def _is_whole(file: Path) -> bool:
    try:
        json.loads(file.read_bytes())
    except (OSError, ValueError):
        return False
    return True
