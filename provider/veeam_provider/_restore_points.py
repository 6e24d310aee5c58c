"""The restore points of a backup, as restores and the limits of log jobs look at them."""

from typing import cast

from veeam_provider._server import Work
from veeam_provider.rest import operations
from veeam_provider.schema import JsonObject

__all__ = ["restore_points"]


def restore_points(work: Work, backup: str, limit: int | None = None) -> list[JsonObject]:
    """Return the restore points of a backup, the newest first.

    Args:
        work: the server.
        backup: its id.
        limit: how many, at most.
    """
    bounds = {} if limit is None else {"limit": limit}
    found = work.client.list(
        operations.GET_ALL_OBJECT_RESTORE_POINTS,
        backupIdFilter=backup,
        orderColumn="CreationTime",
        orderAsc=False,
        **bounds,
    )
    return cast("list[JsonObject]", list(found))
