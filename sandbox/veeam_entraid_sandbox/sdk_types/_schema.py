"""Shapes as a schema of Pulumi's: what programs in YAML are checked against."""

import json
from collections.abc import Iterable, Mapping
from typing import Final

from veeam_entraid_sandbox.sdk_types._shape import (
    Anything,
    ListOf,
    MapOf,
    ObjectOf,
    OneOf,
    Property,
    PropertyType,
    ResourceShape,
    Scalar,
)

__all__ = ["package_schema"]

_ANY: Final = {"$ref": "pulumi.json#/Any"}
# Every resource has these outputs without naming them.
_OWN: Final = frozenset({"id", "urn"})


def package_schema(
    package: str, version: str, shapes: Iterable[ResourceShape], functions: Mapping[str, Iterable[str]] | None = None
) -> str:
    """Return the schema of a package with these resources, as JSON.

    Args:
        package: the name of the provider.
        version: its version.
        shapes: its resources.
        functions: the texts that functions return, by their tokens.
    """
    resources: dict[str, object] = {}
    types: dict[str, object] = {}
    for shape in shapes:
        scope = shape.token.rpartition(":")[0]
        resources[shape.token] = {
            "inputProperties": _properties(shape.inputs, scope),
            "requiredInputs": [name for name, property_ in shape.inputs.items() if property_.required],
            "properties": {
                name: _type(shape.inputs[name].type, scope) if name in shape.inputs else _ANY
                for name in shape.outputs
                if name not in _OWN
            },
            "aliases": [{"type": alias} for alias in shape.aliases],
        }
        for name, properties in shape.types.items():
            types[f"{scope}:{name}"] = {
                "type": "object",
                "properties": _properties(properties, scope),
                "required": [field for field, property_ in properties.items() if property_.required],
            }
    return json.dumps(
        {
            "name": package,
            "version": version,
            "resources": resources,
            "types": types,
            "functions": {token: _function(outputs) for token, outputs in (functions or {}).items()},
        }
    )


def _function(outputs: Iterable[str]) -> dict[str, object]:
    names = list(outputs)
    returned = {"type": "object", "properties": {name: {"type": "string"} for name in names}, "required": names}
    return {"inputs": {"type": "object"}, "outputs": returned}


def _properties(properties: Mapping[str, Property], scope: str) -> dict[str, object]:
    return {name: _type(property_.type, scope) for name, property_ in properties.items()}


def _type(type_: PropertyType, scope: str) -> dict[str, object]:
    match type_:
        case Scalar(kind, _, _):
            return {"type": kind}
        case ListOf(items):
            return {"type": "array", "items": _type(items, scope)}
        case MapOf(values):
            return {"type": "object", "additionalProperties": _type(values, scope)}
        case ObjectOf(name):
            return {"$ref": f"#/types/{scope}:{name}"}
        case OneOf(options):
            return {"oneOf": [_type(option, scope) for option in options]}
        case Anything():
            return dict(_ANY)
