"""What a run that was killed leaves in Pulumi's state, and how it is settled.

A creation that was begun may have happened: the engine writes it down before it asks the provider, and did not
live to hear the answer.
"""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from veeam_entraid_sandbox.state import replace_file

__all__ = ["begun", "repair_checkpoints", "settled"]

_CREATING: Final = "creating"
_ROLE: Final = "postgresql:index/role:Role"


def begun(deployment: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the resources that were being created when the run ended."""
    operations: list[Mapping[str, Any]] = deployment.get("pending_operations") or []
    return [operation["resource"] for operation in operations if operation["type"] == _CREATING]


def settled(deployment: Mapping[str, Any], azure_id: Callable[[str, Mapping[str, Any]], str]) -> dict[str, Any]:
    """Return the deployment with every resource in it that may have been created.

    A refresh then finds what there is of them, and drops the others. What exists nowhere but in the state, such
    as a generated value, is dropped at once.

    Args:
        deployment: the state of the stack, as Pulumi exports it.
        azure_id: the id of a resource of Azure, by its type token and inputs.
    """
    taken_in: list[dict[str, Any]] = []
    for resource in begun(deployment):
        token, inputs = str(resource["type"]), resource.get("inputs") or {}
        if token.startswith("azure-native:"):
            taken_in.append({**resource, "id": azure_id(token, inputs), "outputs": inputs})
        elif token == _ROLE:
            taken_in.append({**resource, "id": inputs["name"], "outputs": inputs})
    others = [each for each in deployment.get("pending_operations") or [] if each["type"] != _CREATING]
    resources = [*(deployment.get("resources") or []), *taken_in]
    return {**deployment, "resources": resources, "pending_operations": others}


def repair_checkpoints(backend: Path) -> None:
    """Put the last whole checkpoint of a stack in the place of one that was being written."""
    for checkpoint in (backend / ".pulumi" / "stacks").rglob("*.json"):
        backup = checkpoint.with_name(f"{checkpoint.name}.bak")
        if not _is_whole(checkpoint) and _is_whole(backup):
            replace_file(checkpoint, backup.read_bytes())


def _is_whole(file: Path) -> bool:
    try:
        json.loads(file.read_bytes())
    except (OSError, ValueError):
        return False
    return True
