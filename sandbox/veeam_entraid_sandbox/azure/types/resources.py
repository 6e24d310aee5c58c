"""Microsoft.Resources: resource groups."""

from typing import Final

from veeam_entraid_sandbox.azure._arm import ArmError
from veeam_entraid_sandbox.azure._resource_type import Resource, ResourceType, View
from veeam_entraid_sandbox.azure.types._constraints import text

__all__ = ["TYPES"]

_GROUP: Final = "azure-native:resources:ResourceGroup"


def _demand_empty(group: Resource, view: View) -> None:
    # Azure deletes a group with all that is in it. A program that gets there has lost track of what it
    # made, so the sandbox refuses; what Azure itself made along with something else does not count.
    left = [
        resource.id
        for resource in view.below(group.id)
        if not resource.implicit and "/providers/microsoft.authorization/" not in resource.id.lower()
    ]
    if left:
        raise ArmError(
            409,
            "ResourceGroupDeletionBlocked",
            f"Deletion of resource group '{group.id.rpartition('/')[2]}' failed as it still contains "
            f"{', '.join(left)}.",
        )


TYPES = (
    ResourceType(
        token=_GROUP,
        path="/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}",
        replaced_by=frozenset({"location"}),
        constraints={
            "resourceGroupName": text(
                shortest=1,
                longest=90,
                pattern=r"[-\w._()]*[-\w_()]",
                says="may hold letters, digits, '_', '-', '.', '(' and ')' and must not end in '.'",
            ),
        },
        deletion_demands=(_demand_empty,),
        respond=lambda _subject, _view: {"properties": {"provisioningState": "Succeeded"}},
    ),
)
