"""Names and locations that the provider fills in, as the real one does."""

import uuid
from typing import Final

from veeam_entraid_protocol import UNKNOWN, Value
from veeam_entraid_protocol.properties import Properties
from veeam_entraid_protocol.provider import Autonaming, NamingMode, random_hex
from veeam_entraid_sandbox.azure._resource_type import Naming, ResourceType, naming_of

__all__ = ["RANDOMLY_NAMED", "default_location", "is_random", "named"]

RANDOMLY_NAMED: Final = "__createBeforeDelete"
"""The input with which the provider remembers that it made a name up: such a resource can be replaced by a
new one before the old one is deleted."""

_DIGITS: Final = 8


def named(
    type_: ResourceType,
    inputs: Properties,
    *,
    old: Properties,
    logical_name: str,
    seed: bytes,
    autonaming: Autonaming | None,
) -> Properties:
    """Return the inputs with the name that the program left to the provider."""
    name = type_.name_property
    if inputs.get(name) is not None:
        return inputs
    if old.get(name) is not None:
        kept: Properties = {name: old[name]}
        return {**inputs, **kept, **({RANDOMLY_NAMED: True} if old.get(RANDOMLY_NAMED) is True else {})}
    given, random = _name(naming_of(type_.path), logical_name, seed, autonaming)
    if given is None:
        return inputs
    return {**inputs, name: given, **({RANDOMLY_NAMED: True} if random else {})}


def _name(naming: str, logical_name: str, seed: bytes, autonaming: Autonaming | None) -> tuple[str | None, bool]:
    if autonaming is not None:
        if autonaming.mode is NamingMode.DISABLE:
            return None, False
        if autonaming.mode is NamingMode.ENFORCE or naming != Naming.UUID:
            return autonaming.proposed, True
    if naming == Naming.COPY:
        return logical_name, False
    if naming == Naming.UUID:
        return str(uuid.UUID(random_hex(seed, 32))), True
    return f"{logical_name}{random_hex(seed, _DIGITS)}", True


def is_random(inputs: Properties) -> bool:
    """Return whether the resource's name was made up."""
    return inputs.get(RANDOMLY_NAMED) is True


def default_location(*, old: Value, configured: str, group_location: Value) -> Value:
    """Return the location of a resource that names none: the old one, the provider's or the group's."""
    if isinstance(old, str) and old:
        return old
    if configured:
        return configured
    return group_location if isinstance(group_location, str) or group_location is UNKNOWN else None
