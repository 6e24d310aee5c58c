"""Functions about the backup server itself and its repositories."""

from typing import cast

from veeam_provider._hosts import MissingObjectError, backup_server
from veeam_provider._models import at, text
from veeam_provider._server import Work
from veeam_provider.functions._function import Function
from veeam_provider.resources._default_proxy import DefaultProxy
from veeam_provider.rest import operations
from veeam_provider.schema import (
    BOOLEAN,
    IDENTIFIER,
    INTEGER,
    NUMBER,
    TEXT,
    JsonObject,
    ListType,
    ObjectType,
    Property,
    TextType,
)

__all__ = ["GetBackupServer", "GetRepository"]

_PROXY = ObjectType(
    "BackupServerProxy",
    {
        "id": Property(type=IDENTIFIER, required=True, description="Its id."),
        "hostName": Property(type=TEXT, required=True, description="The name of the server that it runs on."),
        "enabled": Property(type=BOOLEAN, required=True, description="Whether it works."),
        "maxTaskCount": Property(type=INTEGER, description="How many tasks it does at once."),
    },
    "The general-purpose proxy of the backup server.",
)


class GetBackupServer(Function):
    """The server that the provider is configured for."""

    token = "veeam:infrastructure:getBackupServer"
    description = "Looks up the backup server: its host, its default mount server, its build and its default proxy."
    inputs = ObjectType("GetBackupServerArgs", {})
    outputs = ObjectType(
        "GetBackupServerResult",
        {
            "id": Property(type=IDENTIFIER, required=True, description="The id of the installation."),
            "name": Property(type=TEXT, required=True, description="The name of the server."),
            "buildVersion": Property(type=TEXT, required=True, description="The build of the product."),
            "patches": Property(type=ListType(TEXT), required=True, description="The patches that are installed."),
            "platform": Property(type=TEXT, description="What it runs on."),
            "hostId": Property(
                type=IDENTIFIER,
                required=True,
                description="The id of the backup server among its managed servers, for repositories on it.",
            ),
            "mountServerId": Property(
                type=IDENTIFIER, description="The id of the mount server that is used where none is chosen."
            ),
            "defaultProxy": Property(
                type=_PROXY, description="Its general-purpose proxy. Not there where somebody has deleted it."
            ),
        },
    )

    def answer(self, work: Work, arguments: JsonObject) -> JsonObject:
        """Return what the server says about itself."""
        del arguments
        info = cast("JsonObject", work.client.call(operations.GET_SERVER_INFO))
        mounts = cast("list[JsonObject]", work.listed(operations.GET_DEFAULT_MOUNT_SERVER))
        return {
            "id": text(info, "vbrId"),
            "name": text(info, "name"),
            "buildVersion": text(info, "buildVersion"),
            "patches": info.get("patches") or [],
            "platform": text(info, "platform"),
            "hostId": text(backup_server(work), "id"),
            "mountServerId": text(mounts[0], "id") if mounts else "",
            "defaultProxy": _proxy(work),
        }


def _proxy(work: Work) -> JsonObject | None:
    found = DefaultProxy().find(work, "default", {})
    if found is None:
        return None
    proxy: JsonObject = {
        "id": text(found, "id"),
        "hostName": text(found, "server.hostName") or text(found, "name"),
        "enabled": found.get("isDisabled") is not True,
    }
    tasks = at(found, "server.maxTaskCount")
    return proxy if tasks is None else {**proxy, "maxTaskCount": tasks}


class GetRepository(Function):
    """A repository by its name."""

    token = "veeam:infrastructure:getRepository"
    description = "Looks up a backup repository of the server by its name, scale-out repositories not included."
    inputs = ObjectType(
        "GetRepositoryArgs",
        {
            "name": Property(
                type=TextType(meaning="a name"), required=True, description="Its name, in this very spelling."
            )
        },
    )
    outputs = ObjectType(
        "GetRepositoryResult",
        {
            "id": Property(type=IDENTIFIER, required=True, description="Its id."),
            "name": Property(type=TEXT, required=True, description="Its name."),
            "type": Property(type=TEXT, required=True, description="What kind of storage it is."),
            "description": Property(type=TEXT, description="Its description."),
            "hostId": Property(type=IDENTIFIER, description="The managed server with its folder, where it has one."),
            "spreadsOverBuckets": Property(
                type=BOOLEAN,
                required=True,
                description="Whether it spreads its data over several buckets. Such a one takes no logs.",
            ),
            "path": Property(type=TEXT, description="Where it is."),
            "capacityGB": Property(type=NUMBER, description="Its size."),
            "freeGB": Property(type=NUMBER, description="What is free of it."),
            "isOnline": Property(type=BOOLEAN, description="Whether the server reaches it."),
        },
    )

    def answer(self, work: Work, arguments: JsonObject) -> JsonObject:
        """Return a repository, and how it is."""
        name = text(arguments, "name")
        repositories = cast("list[JsonObject]", work.listed(operations.GET_ALL_REPOSITORIES))
        found = next((each for each in repositories if text(each, "name") == name), None)
        if found is None:
            there = ", ".join(sorted(f'"{text(each, "name")}"' for each in repositories)) or "none"
            raise MissingObjectError(f'The backup server has no repository "{name}". It has {there}.')
        states = cast("list[JsonObject]", work.listed(operations.GET_ALL_REPOSITORIES_STATES))
        state = next((each for each in states if each.get("id") == found.get("id")), JsonObject())
        return {
            "id": text(found, "id"),
            "name": text(found, "name"),
            "type": text(found, "type"),
            "description": text(found, "description"),
            "hostId": text(found, "hostId") or text(state, "hostId"),
            "spreadsOverBuckets": at(found, "bucket.enableAutoProvision") is True,
            **{name: state.get(name) for name in ("path", "capacityGB", "freeGB", "isOnline")},
        }
