"""What a reader gets of a resource: the echoed inputs, what Azure fills in and what only it knows."""

import hashlib
from typing import Final

from veeam_entraid_protocol import UNKNOWN, Value
from veeam_entraid_protocol.properties import Path, Properties, bare, found, merged, secret_paths, without
from veeam_entraid_sandbox.azure._arm import location_key
from veeam_entraid_sandbox.azure._resource_type import ResourceType, Subject, View
from veeam_entraid_sandbox.sdk_types import ResourceShape

__all__ = ["etag_of", "outputs_of", "preview_of", "secrets_of"]

_STABLE: Final = ("name", "location")


def outputs_of(type_: ResourceType, shape: ResourceShape, subject: Subject, view: View) -> Properties:
    """Return the outputs of a resource as it shall be."""
    echoed = without(subject.inputs, type_.write_only)
    kept = (
        {key: value for key, value in subject.previous.outputs.items() if key not in shape.inputs}
        if subject.previous
        else {}
    )
    known: Properties = {
        "name": subject.name,
        "type": type_.arm_type,
        "azureApiVersion": shape.api_version,
        "provisioningState": "Succeeded",
        "etag": etag_of(subject),
    }
    outputs = merged(merged(kept | known, dict(type_.defaults)), echoed)
    location = outputs.get("location")
    if isinstance(location, str):
        outputs["location"] = location_key(location)
    outputs = merged(outputs, type_.respond(subject, view))
    return {key: value for key, value in outputs.items() if key in shape.outputs}


def etag_of(subject: Subject) -> str:
    """Return the tag of this version of the resource."""
    digest = hashlib.sha256(repr((subject.id, sorted(subject.inputs.items(), key=str))).encode()).hexdigest()
    return f'W/"{digest[:8]}-{digest[8:12]}-{digest[12:16]}-{digest[16:20]}-{digest[20:32]}"'


def preview_of(type_: ResourceType, shape: ResourceShape, inputs: Properties, old_outputs: Properties) -> Properties:
    """Return what is known of a resource before it is created or updated.

    These are the inputs, and of an existing resource its name and place; what only Azure knows is unknown.
    """
    echoed = without(inputs, type_.write_only)
    identity = bare(echoed.get("identity"))
    if isinstance(identity, dict) and "userAssignedIdentities" in identity:
        # Written as a list of ids, read as a map of what belongs to each.
        echoed["identity"] = {**identity, "userAssignedIdentities": UNKNOWN}
    preview: Properties = {name: echoed.get(name, UNKNOWN) for name in shape.outputs}
    return preview | {name: old_outputs[name] for name in _STABLE if name in old_outputs}


def secrets_of(type_: ResourceType, inputs: Value) -> frozenset[Path]:
    """Return the paths that are secret, because the program says so or because they always are."""
    always = {path for pattern in type_.sensitive for path, _ in found(inputs, pattern)}
    return secret_paths(inputs) | always
