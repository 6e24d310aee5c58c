"""Types that have no row of their own: accepted as the SDK describes them, with a guess at their ids."""

from typing import Final

from veeam_entraid_sandbox.azure._resource_type import ResourceType
from veeam_entraid_sandbox.sdk_types import ResourceShape

__all__ = ["generic_type"]

_GROUP: Final = "resourceGroupName"


def generic_type(shape: ResourceShape) -> ResourceType:
    """Return the row of a type that the SDK knows: its id has the form that ids of Azure usually have.

    The names of parents are the required inputs that end in "Name"; the resource's own name is the
    optional one that does, nearest to the type's name.
    """
    _, module, name = shape.token.split(":")
    parents = [
        input_
        for input_, property_ in shape.inputs.items()
        if property_.required and input_.endswith("Name") and input_ != _GROUP
    ]
    own = [
        input_
        for input_, property_ in shape.inputs.items()
        if not property_.required and input_.endswith("Name") and f"{input_[:-4]}".lower() in name.lower()
    ]
    name_property = max(own, key=len, default=f"{name[0].lower()}{name[1:]}Name")
    scope = "{scope}" if "scope" in shape.inputs else "/subscriptions/{subscriptionId}"
    group = f"/resourceGroups/{{{_GROUP}}}" if _GROUP in shape.inputs else ""
    above = "".join(f"/{_plural(parent[:-4])}/{{{parent}}}" for parent in parents)
    kind = _plural(f"{name[0].lower()}{name[1:]}")
    path = f"{scope}{group}/providers/Microsoft.{module.capitalize()}{above}/{kind}/{{{name_property}}}"
    replaced = frozenset({"location"}) & frozenset(shape.inputs)
    return ResourceType(token=shape.token, path=path, replaced_by=replaced)


def _plural(word: str) -> str:
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(("s", "x", "ch")) else f"{word}s"
