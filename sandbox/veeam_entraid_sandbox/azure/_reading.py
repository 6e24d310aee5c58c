"""The inputs of a resource, as far as they can be told from what is read of it."""

from veeam_entraid_protocol import Value
from veeam_entraid_protocol.properties import Properties, bare, bare_properties
from veeam_entraid_sandbox.azure._arm import parse_id
from veeam_entraid_sandbox.azure._resource_type import Resource, ResourceType, parameters_of
from veeam_entraid_sandbox.sdk_types import ResourceShape

__all__ = ["inputs_from", "inputs_of_import"]


def inputs_of_import(type_: ResourceType, shape: ResourceShape, resource: Resource) -> Properties:
    """Return the inputs with which a program would describe the resource.

    What is never read back is missing: the first update after an import sends it again.
    """
    read: Properties = {
        name: value
        for name, value in resource.outputs.items()
        if name in shape.inputs and value is not None and name not in {"id", "etag", "provisioningState"}
    }
    return (
        read
        | {name: resource.inputs[name] for name in type_.parameters if name in resource.inputs}
        | _in_id(type_, resource.id)
    )


def _in_id(type_: ResourceType, resource_id: str) -> Properties:
    parsed = parse_id(resource_id)
    names = [name for name in parameters_of(type_.path) if name not in {"resourceGroupName", "scope"}]
    return dict(zip(reversed(names), reversed(parsed.names), strict=False)) if parsed else {}


def inputs_from(
    shape: ResourceShape, inputs: Properties, old_outputs: Properties, new_outputs: Properties
) -> Properties:
    """Return the inputs with what has changed since: what Azure filled in already is no change."""
    old = bare_properties(old_outputs)
    result = dict(inputs)
    for name in shape.inputs:
        if name in new_outputs and old.get(name) != new_outputs[name] and name in old:
            result[name] = _changed(bare(inputs.get(name)), old[name], new_outputs[name])
    return result


def _changed(given: Value, old: Value, new: Value) -> Value:
    if not (isinstance(given, dict) and isinstance(old, dict) and isinstance(new, dict)):
        return new
    result = dict(given)
    for key in old.keys() | new.keys():
        if old.get(key) == new.get(key):
            continue
        if key in new:
            result[key] = _changed(given.get(key), old.get(key), new[key])
        else:
            result.pop(key, None)
    return result
