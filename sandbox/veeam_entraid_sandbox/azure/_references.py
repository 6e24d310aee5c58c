"""References between resources: what has to exist first, and what cannot go yet."""

from collections.abc import Callable, Iterator, Sequence

from veeam_entraid_protocol.properties import Properties, found, show
from veeam_entraid_sandbox.azure._arm import ArmError, key_of, parse_id
from veeam_entraid_sandbox.azure._resource_type import Reference, Resource, ResourceType, View

__all__ = ["demand_no_reference", "demand_references", "references_of"]


def references_of(type_: ResourceType, inputs: Properties) -> Iterator[tuple[str, str]]:
    """Yield the ids that the inputs refer to, each with the pattern of the property that holds it."""
    for reference in type_.references:
        for _, value in found(inputs, reference.path):
            if isinstance(value, str) and value:
                yield value, reference.path


def demand_references(type_: ResourceType, inputs: Properties, view: View) -> None:
    """Refuse ids of nothing, and ids of something else than what belongs there.

    Raises:
        ArmError: names the property and the id.
    """
    for reference in type_.references:
        for path, value in found(inputs, reference.path):
            if isinstance(value, str) and value:
                _demand(reference, show(path), value, view)


def _demand(reference: Reference, where: str, resource_id: str, view: View) -> None:
    parsed = parse_id(resource_id)
    if parsed is None:
        raise ArmError(400, "LinkedInvalidPropertyId", f"Property id '{resource_id}' at path '{where}' is invalid.")
    if reference.type and parsed.type.lower() != reference.type.lower():
        raise ArmError(
            400,
            "InvalidResourceReference",
            f"Property '{where}' refers to '{resource_id}', which is a {parsed.type} and no {reference.type}.",
        )
    if reference.must_exist and view.find(resource_id) is None:
        raise ArmError(
            404,
            "InvalidResourceReference",
            f"Resource {resource_id} referenced by property '{where}' was not found. Please make sure that "
            "the referenced resource exists.",
        )


def demand_no_reference(gone: Sequence[Resource], view: View, type_of: Callable[[str], ResourceType]) -> None:
    """Refuse a deletion while something that stays still needs what would go.

    Raises:
        ArmError: names what is needed, and by what.
    """
    leaving = {key_of(resource.id) for resource in gone}
    for resource in gone:
        for by, path in view.referring_to(resource.id):
            if key_of(by.id) in leaving:
                continue
            for reference in type_of(by.token).references:
                if reference.path == path and reference.blocks:
                    raise ArmError(409, reference.code, reference.blocks.format(id=resource.id, by=by.id))
