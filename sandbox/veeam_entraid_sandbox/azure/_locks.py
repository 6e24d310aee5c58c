"""Management locks: what they forbid at their scope and below."""

from collections.abc import Iterator
from typing import Final

from veeam_entraid_protocol.properties import text_at
from veeam_entraid_sandbox.azure._arm import ArmError, key_of
from veeam_entraid_sandbox.azure._resource_type import Resource, View

__all__ = ["LOCK", "demand_no_lock"]

LOCK: Final = "azure-native:authorization:ManagementLockByScope"

_FORBIDS: Final = {"delete": ("CanNotDelete", "ReadOnly"), "write": ("ReadOnly",)}


def demand_no_lock(resource_id: str, operation: str, view: View) -> None:
    """Refuse an operation ("delete" or "write") on what a lock protects.

    Raises:
        ArmError: a lock at the resource's scope, above it or, for a deletion, below it forbids it.
    """
    key = key_of(resource_id)
    for lock in _effective(view):
        if key_of(lock.id) == key:
            continue
        scope = key_of(text_at(lock.inputs, "scope"))
        above = key == scope or key.startswith(f"{scope}/")
        below = operation == "delete" and scope.startswith(f"{key}/")
        if (above or below) and text_at(lock.inputs, "level") in _FORBIDS[operation]:
            raise ArmError(
                409,
                "ScopeLocked",
                f"The scope '{resource_id}' cannot perform {operation} operation because following scope(s) "
                f"are locked: '{text_at(lock.inputs, 'scope')}'. Please remove the lock and try again.",
            )


def _effective(view: View) -> Iterator[Resource]:
    yield from (lock for lock in view.all_of(LOCK) if lock.ready)
