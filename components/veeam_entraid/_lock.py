"""Management locks: Azure itself refuses to delete something, whoever asks.

Source: Microsoft, "Lock your Azure resources to protect your infrastructure".
"""

from collections.abc import Sequence

import pulumi
from pulumi_azure_native import authorization

__all__ = ["create_lock"]


def create_lock(
    name: str,
    scope: pulumi.Input[str],
    notes: str,
    *,
    after: Sequence[pulumi.Resource],
    opts: pulumi.ResourceOptions,
    lock_name: str = "",
) -> None:
    """Let Azure refuse to delete a resource and what is below it.

    Args:
        name: name of the lock in the stack.
        scope: resource id of what is locked.
        notes: why, for whoever meets it.
        after: what would be locked with it. The lock goes before them when all of it is to go.
        opts: options of the lock.
        lock_name: name of the lock in Azure. Default: the one in the stack.
    """
    authorization.ManagementLockByScope(
        name,
        lock_name=lock_name or name,
        level=authorization.LockLevel.CAN_NOT_DELETE,
        notes=notes,
        scope=scope,
        opts=pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(depends_on=list(after))),
    )
