"""Management locks: Azure itself refuses to delete something, whoever asks.

Source: Microsoft, "Lock your Azure resources to protect your infrastructure".
"""

from collections.abc import Sequence

import pulumi
from pulumi_azure_native import authorization

from veeam_entraid._place import Place

__all__ = ["create_lock"]


def create_lock(place: Place, scope: pulumi.Input[str], notes: str, *, after: Sequence[pulumi.Resource]) -> None:
    """Let Azure refuse to delete a resource and what is below it.

    Args:
        place: where it goes.
        scope: resource id of what is locked.
        notes: why, for whoever meets it.
        after: what would be locked with it. The lock goes before them when all of it is to go.
    """
    authorization.ManagementLockByScope(
        f"{place.name}-lock",
        lock_name=f"{place.name}-lock",
        level=authorization.LockLevel.CAN_NOT_DELETE,
        notes=notes,
        scope=scope,
        opts=pulumi.ResourceOptions.merge(place.opts, pulumi.ResourceOptions(depends_on=list(after))),
    )
