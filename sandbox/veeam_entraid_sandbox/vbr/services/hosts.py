"""Managed servers and mount servers: after the installation there is the backup server, which is both."""

from typing import Final

from veeam_entraid_sandbox.vbr._json import JsonObject, JsonValue, flag, text
from veeam_entraid_sandbox.vbr._lists import Filter, equal, matching, never, one_of, page
from veeam_entraid_sandbox.vbr._moment import Moment
from veeam_entraid_sandbox.vbr._records import Record
from veeam_entraid_sandbox.vbr._service import Call, Service

__all__ = ["CACHE_FOLDER", "SERVICE", "backup_server", "default_mount_server"]

CACHE_FOLDER: Final = "C:\\ProgramData\\Veeam\\Backup\\IRCache\\"
"""Where the backup server's mount server keeps its cache."""


def backup_server(moment: Moment) -> Record:
    """Return the managed server that is the backup server itself."""
    return next(each for each in moment.all_of("managedServer") if flag(each.shown, "isBackupServer"))


def default_mount_server(moment: Moment) -> Record:
    """Return the mount server that is used where none is chosen."""
    return next(each for each in moment.all_of("mountServer") if flag(each.shown, "isDefault"))


def _state(host: JsonObject, wanted: JsonValue) -> bool:
    return wanted == "Any" or text(host, "status") == wanted


_SERVER_FILTERS: Final[dict[str, Filter]] = {
    "nameFilter": matching("name"),
    "typeFilter": one_of("type"),
    "viTypeFilter": never,
    "serverStateFilter": _state,
    "updatesStateFilter": one_of("updatesState"),
}
_MOUNT_FILTERS: Final = {
    "writeCacheFolderFilter": matching("settings", "writeCacheFolder"),
    "typeFilter": equal("type"),
    "isDefaultFilter": equal("isDefault"),
}


def _servers(call: Call) -> JsonValue:
    return page((each.shown for each in call.moment.visible("managedServer")), call.query, _SERVER_FILTERS)


def _server(call: Call) -> JsonValue:
    return call.moment.shown("managedServer", "managed server", call.id).shown


def _mount_servers(call: Call) -> JsonValue:
    found = (each.shown for each in call.moment.visible("mountServer"))
    return page(found, call.query, _MOUNT_FILTERS, {"WriteCacheFolder": ("settings", "writeCacheFolder")})


def _default(call: Call) -> JsonValue:
    return page([default_mount_server(call.moment).shown], {}, {})


def _mount_server(call: Call) -> JsonValue:
    return call.moment.shown("mountServer", "mount server", call.id).shown


def _seed(moment: Moment) -> None:
    moment.make(
        "managedServer",
        {
            "name": moment.settings.name,
            "description": "Backup server",
            "status": "Available",
            "type": "WindowsHost",
            "credentialsStorageType": "Permanent",
            "isBackupServer": True,
            "isDefaultMountServer": True,
            "updatesState": "NotAvailable",
        },
    )
    moment.make(
        "mountServer",
        {
            "type": "Windows",
            "settings": {"writeCacheFolder": CACHE_FOLDER, "vPowerNFSEnabled": True},
            "isDefault": True,
        },
    )


SERVICE: Final = Service(
    operations={
        "GetAllManagedServers": _servers,
        "GetManagedServer": _server,
        "GetAllMountServers": _mount_servers,
        "GetDefaultMountServer": _default,
        "GetMountServer": _mount_server,
    },
    seed=_seed,
)
