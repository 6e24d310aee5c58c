"""Servers that the backup server knows: itself, and those that mount backups."""

from typing import cast

from veeam_provider._models import at, child, text
from veeam_provider._server import Work
from veeam_provider.rest import RestError, operations
from veeam_provider.schema import JsonObject

__all__ = ["MissingObjectError", "backup_server", "default_mount_server"]


class MissingObjectError(RestError):
    """The server lacks an object that it has to have."""


def backup_server(work: Work) -> JsonObject:
    """Return the managed server that the backup server itself is.

    Raises:
        MissingObjectError: the server does not show it.
    """
    found = cast("list[JsonObject]", work.listed(operations.GET_ALL_MANAGED_SERVERS))
    own = next((each for each in found if each.get("isBackupServer") is True), None)
    if own is None:
        name = work.client.call(operations.GET_SERVER_INFO).get("name", "")
        own = next((each for each in found if text(each, "name").casefold() == name.casefold()), None)
    if own is None:
        raise MissingObjectError("The backup server does not show itself among its managed servers.")
    return own


def default_mount_server(work: Work) -> JsonObject:
    """Return the settings of the mount server that is used where none is chosen.

    Raises:
        MissingObjectError: the server has none.
    """
    for server in cast("list[JsonObject]", work.listed(operations.GET_DEFAULT_MOUNT_SERVER)):
        kind = text(server, "type") or "Windows"
        settings = child(server, "settings")
        chosen: JsonObject = {
            "mountServerId": server["id"],
            "writeCacheFolder": text(settings, "writeCacheFolder"),
            "vPowerNFSEnabled": settings.get("vPowerNFSEnabled") is True,
        }
        if (ports := at(settings, "vPowerNFSPortSettings")) is not None:
            chosen["vPowerNFSPortSettings"] = ports
        return {"mountServerSettingsType": kind, kind.lower(): chosen}
    raise MissingObjectError("The backup server has no default mount server: write mountServer.")
