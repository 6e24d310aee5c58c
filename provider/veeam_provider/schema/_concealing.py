"""Marking what nobody may see."""

from collections.abc import Mapping
from typing import cast

from veeam_entraid_protocol import Secret, Value
from veeam_entraid_protocol.properties import Properties
from veeam_provider.schema._types import ObjectType, Property, bare

__all__ = ["concealed"]


def concealed(form: ObjectType, values: Mapping[str, object]) -> Properties:
    """Return the properties of an object with those that nobody may see marked as secret, at any depth.

    Args:
        form: the type of the object.
        values: plain, or as the engine hands them over: what is a secret or not known yet stays so.
    """
    return {
        name: _concealed(form.properties[name], cast("Value", value))
        if name in form.properties and bare(cast("Value", value)) is not None
        else cast("Value", value)
        for name, value in values.items()
    }


def _concealed(property_: Property, value: Value) -> Value:
    if property_.secret:
        return value if isinstance(value, Secret) else Secret(bare(value))
    if isinstance(property_.type, ObjectType) and isinstance(value, dict):
        return concealed(property_.type, value)
    return value
