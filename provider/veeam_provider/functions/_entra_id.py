"""Functions about protected tenants, their restore points, and the items in their backups."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Final, cast

from veeam_entraid_protocol.provider import CheckFailure
from veeam_provider._hosts import MissingObjectError
from veeam_provider._identity import without_mark
from veeam_provider._models import at, child, text
from veeam_provider._restore_points import restore_points
from veeam_provider._server import Work
from veeam_provider._time import server_now, shown_instant
from veeam_provider.functions._function import Function
from veeam_provider.rest import operations
from veeam_provider.restore import (
    BROWSED_TYPES,
    FILTER,
    Item,
    NoBackupError,
    at_restore_point,
    backup_of_tenant,
    browse,
    filter_problems,
    find_source,
    mounted,
    tenant_job,
)
from veeam_provider.schema import (
    ANY,
    BOOLEAN,
    IDENTIFIER,
    INTEGER,
    NUMBER,
    TEXT,
    UUID,
    Json,
    JsonObject,
    ListType,
    NumberType,
    ObjectType,
    Property,
    WordType,
)

__all__ = ["BrowseItems", "GetRestorePoints", "GetTenant"]

_DAY_SECONDS: Final = 86_400.0
_TENANT_ID: Final = Property(type=IDENTIFIER, description="The server's id of the tenant. Either this or backupId.")
_BACKUP_ID: Final = Property(type=IDENTIFIER, description="The id of the backup. Either this or tenantId.")
_LIMIT: Final = NumberType(whole=True, least=1)


def _one_of(arguments: Mapping[str, object], one: str, other: str) -> Iterator[CheckFailure]:
    given = [name for name in (one, other) if arguments.get(name) is not None]
    if not given:
        yield CheckFailure(one, f"{one} is missing: write it, or {other}.")
    elif len(given) > 1:
        yield CheckFailure(other, f"{one} and {other} exclude each other: leave one out.")


class GetTenant(Function):
    """A tenant by its id in Entra ID."""

    token = "veeam:entraid:getTenant"
    description = "Looks up a protected tenant by its id in Entra ID."
    inputs = ObjectType(
        "GetTenantArgs",
        {
            "azureTenantId": Property(
                type=UUID, required=True, description="The tenant's id in Entra ID, also called directory id."
            )
        },
    )
    outputs = ObjectType(
        "GetTenantResult",
        {
            "id": Property(type=IDENTIFIER, required=True, description="The server's id of the tenant, for jobs."),
            "azureTenantId": Property(type=UUID, required=True, description="The tenant's id in Entra ID."),
            "description": Property(type=TEXT, description="Its description, without a mark of Pulumi's."),
            "cacheRepositoryId": Property(type=IDENTIFIER, description="The repository with its cache."),
            "region": Property(type=TEXT, description="The cloud of the tenant."),
            "applicationId": Property(type=UUID, description="The application through which it is backed up."),
            "protectionScope": Property(type=ListType(TEXT), required=True, description="What is protected."),
            "backupJobId": Property(type=IDENTIFIER, description="The job that backs it up, where there is one."),
            "backupId": Property(type=IDENTIFIER, description="The latest backup of that job, where there is one."),
        },
    )

    def answer(self, work: Work, arguments: JsonObject) -> JsonObject:
        """Return a tenant, its job and its backup."""
        azure = text(arguments, "azureTenantId")
        tenants = cast("list[JsonObject]", work.listed(operations.GET_ALL_ENTRA_ID_TENANTS))
        found = next((each for each in tenants if text(each, "azureTenantId").casefold() == azure.casefold()), None)
        if found is None:
            there = ", ".join(sorted(text(each, "azureTenantId") for each in tenants)) or "none"
            raise MissingObjectError(f"The backup server protects no tenant {azure}. It protects {there}.")
        id_ = text(found, "id")
        return {
            "id": id_,
            "azureTenantId": text(found, "azureTenantId"),
            "description": without_mark(text(found, "description")),
            "cacheRepositoryId": text(found, "cacheRepositoryId"),
            "region": text(found, "region"),
            "applicationId": text(found, "authentication.applicationId"),
            "protectionScope": at(found, "protectionScope") or [],
            "backupJobId": text(tenant_job(work, id_), "id"),
            "backupId": _backup_of(work, id_),
        }


def _backup_of(work: Work, tenant: str) -> str:
    try:
        return backup_of_tenant(work, tenant)
    except NoBackupError:
        return ""


class GetRestorePoints(Function):
    """The restore points of a backup."""

    token = "veeam:entraid:getRestorePoints"
    description = "Lists the restore points of a tenant's backup, the newest first, with their ages."
    inputs = ObjectType(
        "GetRestorePointsArgs",
        {
            "tenantId": _TENANT_ID,
            "backupId": _BACKUP_ID,
            "limit": Property(type=_LIMIT, description="How many, at most. All, where it is left out."),
        },
    )
    outputs = ObjectType(
        "GetRestorePointsResult",
        {
            "backupId": Property(type=IDENTIFIER, required=True, description="The id of the backup."),
            "restorePoints": Property(
                type=ListType(
                    ObjectType(
                        "BackupRestorePoint",
                        {
                            "id": Property(type=IDENTIFIER, required=True, description="Its id."),
                            "creationTime": Property(type=TEXT, required=True, description="When it was made."),
                            "ageDays": Property(type=NUMBER, description="How many days ago that was."),
                        },
                        "A restore point.",
                    )
                ),
                required=True,
                description="The restore points, the newest first.",
            ),
        },
    )

    def problems(self, arguments: Mapping[str, object]) -> Iterator[CheckFailure]:
        """Yield that neither tenant nor backup is given, or both."""
        yield from _one_of(arguments, "tenantId", "backupId")

    def answer(self, work: Work, arguments: JsonObject) -> JsonObject:
        """Return the restore points."""
        backup = text(arguments, "backupId") or backup_of_tenant(work, text(arguments, "tenantId"))
        limit = arguments.get("limit")
        points = restore_points(work, backup, limit if isinstance(limit, int) else None)
        if not points:
            # An unknown backup has none either, and only its own address tells.
            work.client.call(operations.GET_BACKUP, id=backup)
        time = server_now(work.client)
        return {"backupId": backup, "restorePoints": [_point(each, time) for each in points]}


def _point(model: JsonObject, time: dt.datetime) -> JsonObject:
    made = text(model, "creationTime")
    point: JsonObject = {"id": text(model, "id"), "creationTime": made}
    at_ = shown_instant(made, time)
    if at_ is not None:
        point["ageDays"] = round((time - at_).total_seconds() / _DAY_SECONDS, 2)
    return point


_FOUND_ITEM: Final = ObjectType(
    "BackupItem",
    {
        "id": Property(type=TEXT, required=True, description="Its id in Entra ID."),
        "type": Property(type=TEXT, required=True, description="Its type."),
        "displayName": Property(type=TEXT, description="Its name."),
        "restorePointId": Property(type=IDENTIFIER, description="The restore point that it is taken from."),
        "groupType": Property(type=TEXT, description="Of a group: its kind."),
        "isBuiltIn": Property(type=BOOLEAN, description="Of a role: whether Microsoft made it."),
        "applicationType": Property(
            type=TEXT, description="Of an application: AppRegistration, or EnterpriseRegistration."
        ),
        "properties": Property(type=ANY, description="All that the backup shows of it."),
    },
    "An item of a backup, as a restore session takes it.",
)
_NAMED: Final = tuple(name for name in _FOUND_ITEM.properties if name != "properties")


class BrowseItems(Function):
    """Items of a backup."""

    token = "veeam:entraid:browseItems"
    description = (
        "Looks into a tenant's backup for items of a type. The backup is mounted for that, and unmounted at once. What"
        " is found fits into the items of a RestoreSession, without properties."
    )
    inputs = ObjectType(
        "BrowsedItem",
        {
            "tenantId": _TENANT_ID,
            "backupId": _BACKUP_ID,
            "type": Property(
                type=WordType("type", (*BROWSED_TYPES, "DeviceCompliancePolicy")),
                required=True,
                description="The type of the items.",
            ),
            "filter": Property(
                type=ObjectType(
                    "BrowseFilter",
                    {name: each for name, each in FILTER.properties.items() if name != "type"},
                    "What applies to the items. Texts may be a part, in any case.",
                ),
                description="What applies to the items. All of the type, where it is left out.",
            ),
            "restorePointId": Property(
                type=IDENTIFIER,
                description="Only what this restore point has, and from there. Else each item comes from the latest"
                " restore point that has it.",
            ),
            "limit": Property(type=_LIMIT, default=1000, description="How many items, at most."),
        },
    )
    outputs = ObjectType(
        "BrowseItemsResult",
        {
            "backupId": Property(type=IDENTIFIER, required=True, description="The id of the backup."),
            "items": Property(type=ListType(_FOUND_ITEM), required=True, description="The items."),
            "count": Property(type=INTEGER, required=True, description="How many there are."),
        },
    )

    def problems(self, arguments: Mapping[str, object]) -> Iterator[CheckFailure]:
        """Yield that neither tenant nor backup is given, or both, and what items of the type do not have."""
        yield from _one_of(arguments, "tenantId", "backupId")
        wanted = arguments.get("filter")
        if isinstance(wanted, dict):
            yield from filter_problems({**cast("dict[str, object]", wanted), "type": arguments.get("type")}, "filter")

    def answer(self, work: Work, arguments: JsonObject) -> JsonObject:
        """Return the items."""
        point = text(arguments, "restorePointId")
        limit = arguments.get("limit")
        most = limit if isinstance(limit, int) else None
        wanted: JsonObject = {**child(arguments, "filter"), "type": text(arguments, "type")}
        source = find_source(work, {**arguments, "source": {"restorePointId": point}})
        with mounted(work, source, self.token) as mount:
            found = list(browse(work, mount, wanted, None if point else most))
            if point:
                there = {
                    each.id: each.restore_point
                    for each in at_restore_point(work, mount, [_item(each) for each in found], point)
                }
                found = [
                    {**each, "restorePointId": there[text(each, "id")]} for each in found if text(each, "id") in there
                ][:most]
        items: list[Json] = [{**_named(each), "properties": each} for each in found]
        return {"backupId": source.backup, "items": items, "count": len(items)}


def _item(shown: JsonObject) -> Item:
    return Item(text(shown, "id"), text(shown, "type"), text(shown, "displayName"), text(shown, "restorePointId"))


def _named(shown: JsonObject) -> JsonObject:
    return {name: shown[name] for name in _NAMED if name in shown}
