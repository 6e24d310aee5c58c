"""Looking into a mounted backup: its objects with filters, order and pages, files of them, and what still exists."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeVar
from xml.etree import ElementTree as ET

from veeam_entraid_sandbox.vbr._directory import Item
from veeam_entraid_sandbox.vbr._errors import not_found, refused, unexpected_content
from veeam_entraid_sandbox.vbr._json import JsonObject, JsonValue, child, elements, flag, key, number, objects, text
from veeam_entraid_sandbox.vbr._production import Production
from veeam_entraid_sandbox.vbr._service import CONTENT, Answer, Call, Enquiry, Handler, Service
from veeam_entraid_sandbox.vbr._tenant_database import Kept, Point
from veeam_entraid_sandbox.vbr.services.mounts import Mount, asked, mount_of_backup, mount_of_session

__all__ = ["SERVICE"]

_Each = TypeVar("_Each")

_LIMIT: Final = 200
_COMPLIANCE: Final = "DeviceCompliancePolicy"
_CONFIGURATION: Final = "DeviceConfigurationPolicy"
_SORTED_BY: Final[Mapping[str, str]] = {"Username": "userName"}
_CHOICES: Final[Mapping[str, str]] = {
    "groupTypes": "groupType",
    "membershipTypes": "membershipType",
    "visibilities": "visibility",
    "state": "state",
}


# What is asked for.


def _kind_of(item: Item) -> str:
    """Return what the API calls the kind of an application or a device configuration."""
    if item.type == "Application":
        return text(item.properties, "applicationType")
    return _COMPLIANCE if flag(item.details, "isCompliancePolicy") else _CONFIGURATION


def _passes(item: Item, name: str, wanted: JsonValue) -> bool:
    """Return whether an object passes one filter: a text by any part of it, whatever the case of the letters."""
    if name in _CHOICES and isinstance(wanted, list):
        return not wanted or item.properties.get(_CHOICES[name]) in wanted
    if name == "includedTypes" and isinstance(wanted, list):
        return not wanted or _kind_of(item) in wanted
    found = item.name if name == "displayName" else item.properties.get(name)
    if isinstance(wanted, str):
        return wanted.lower() in str(found or "").lower()
    return found == wanted


def _sorting_key(column: str) -> Callable[[Kept], tuple[str, str]]:
    name = _SORTED_BY.get(column, column[:1].lower() + column[1:])

    def value(kept: Kept) -> str:
        item = kept.item
        match name:
            case "displayName" | "":
                return item.name.lower()
            case "objectId":
                return item.id
            case "type":
                return _kind_of(item)
            case "version":
                return f"{int(number(item.properties, 'version')):020d}"
            case _:
                found = item.properties.get(name)
                return "" if found is None else str(found).lower()

    return lambda kept: (value(kept), kept.item.id)


def _chosen(found: Sequence[Kept], mount: Mount, spec: JsonObject) -> list[Kept]:
    """Return the objects that pass the filter, in the order that is asked for."""
    filters = child(spec, "filter")
    chosen = [each for each in found if all(_passes(each.item, name, wanted) for name, wanted in filters.items())]
    column = text(spec, "sorting", "property")
    if column == "LastRestorePoint":
        times = {point.id: point.created for point in mount.points}
        chosen.sort(key=lambda each: (times[each.point], each.item.id))
    else:
        chosen.sort(key=_sorting_key(column))
    return chosen[::-1] if text(spec, "sorting", "direction") == "Descending" else chosen


def _shown(mount: Mount, kept: Kept) -> JsonObject:
    return {
        "id": kept.item.id,
        "type": kept.item.type,
        "displayName": kept.item.name,
        "restorePointId": kept.point,
        "restorePointDate": mount.created(kept.point),
        **kept.item.properties,
    }


def _paged(found: Sequence[_Each], spec: JsonObject, shown: Callable[[_Each], JsonObject]) -> JsonObject:
    """Return the page that is asked for; only what is on it is made ready to be shown."""
    skip = int(number(spec, "skip"))
    limit = int(number(spec, "limit")) if "limit" in spec else _LIMIT
    if skip < 0 or limit < 0:
        raise unexpected_content("skip and limit cannot be negative.")
    data: list[JsonValue] = [shown(each) for each in found[skip : skip + limit]]
    return {
        "data": data,
        "pagination": {"total": len(found), "count": len(data), "skip": skip, "limit": limit},
    }


def _demand_id(call: Call) -> str:
    return call.path["itemId"].lower()


def _stored_type(type_: str) -> str:
    """Return the type under which objects lie in a backup: compliance policies are device configurations."""
    return "DeviceConfiguration" if type_ == _COMPLIANCE else type_


# Browsing.


def _browse(call: Call) -> Answer:
    mount, spec = mount_of_backup(call.moment, call.path["backupId"]), call.body

    def ask() -> Handler:
        chosen = _chosen(asked(lambda: mount.database.newest(mount.point_ids, text(spec, "type"))), mount, spec)
        return lambda later: _paged(chosen, later.body, lambda each: _shown(mount, each))

    return Enquiry(ask)


def _item(call: Call) -> Answer:
    mount, id_ = mount_of_backup(call.moment, call.path["backupId"]), _demand_id(call)
    type_ = _stored_type(text(call.body, "type"))

    def ask() -> Handler:
        found = asked(lambda: mount.database.newest(mount.point_ids, type_))
        kept = next((each for each in found if each.item.id == id_), None)
        if kept is None:
            raise not_found(f"object of the type {type_}", id_)
        return lambda _: _shown(mount, kept)

    return Enquiry(ask)


def _points_of_item(call: Call) -> Answer:
    mount, id_ = mount_of_backup(call.moment, call.path["backupId"]), _demand_id(call)

    def ask() -> Handler:
        having = set(asked(lambda: mount.database.having(mount.point_ids, id_)))
        if not having:
            raise not_found("object", id_)
        points = [point for point in mount.points if point.id in having]
        return lambda later: _point_page(points, later.body)

    return Enquiry(ask)


def _points(call: Call) -> JsonValue:
    return _point_page(mount_of_backup(call.moment, call.path["backupId"]).points, call.body)


def _point_page(points: Sequence[Point], spec: JsonObject) -> JsonObject:
    # The newest first, unless it is asked otherwise.
    ordered = points[::-1] if text(spec, "sorting", "direction") == "Ascending" else points
    return _paged(ordered, spec, lambda point: {"id": point.id, "creationTime": point.created})


def _scope(call: Call) -> JsonValue:
    moment = call.moment
    mount = mount_of_backup(moment, call.path["backupId"])
    tenants = (each for each in moment.all_of("tenant") if key(each.shown, "azureTenantId") == mount.tenant)
    tenant = next(tenants, None)
    if tenant is None:
        raise refused("The tenant of the backup has been removed.")
    return {"tenantResources": elements(tenant.shown, "protectionScope")}


# What is there.


def _validate(call: Call) -> Answer:
    """Answer which objects a restore point does not have."""
    mount = mount_of_session(call.moment, call.path["sessionId"])
    point = mount.demand_point(key(call.body, "restorePointId"))
    ids = [str(id_).lower() for id_ in elements(call.body, "itemIds")]

    def ask() -> Handler:
        found = asked(lambda: mount.database.given(point, ids))
        missing = [id_ for id_ in ids if id_ not in found]
        return lambda _: _paged(missing, {"limit": len(missing)}, lambda id_: {"itemId": id_})

    return Enquiry(ask)


def _still_there(call: Call) -> JsonValue:
    moment = call.moment
    mount = mount_of_session(moment, call.path["sessionId"])
    production = Production(moment, mount.tenant)
    found: list[JsonValue] = []
    for asked_for in objects(call.body, "items"):
        point = mount.demand_point(key(asked_for, "restorePointId"))
        item = production.find(key(asked_for, "itemId"))
        if item:
            found.append(
                {
                    "itemId": item.id,
                    "displayName": item.name,
                    "restorePointId": point,
                    "restorePointDate": mount.created(point),
                }
            )
    return {"items": found}


# Files.

_COLUMNS: Final = ("id", "type", "displayName", "restorePointId", "restorePointDate")


def _export(call: Call) -> Answer:
    mount, spec = mount_of_backup(call.moment, call.path["backupId"]), call.body
    to_xml = call.query.get("toXml") is True

    def ask() -> Handler:
        chosen = _chosen(asked(lambda: mount.database.newest(mount.point_ids, text(spec, "type"))), mount, spec)
        paged = chosen[int(number(spec, "skip")) :]
        rows = [_shown(mount, each) for each in (paged[: int(number(spec, "limit"))] if "limit" in spec else paged)]
        return lambda _: _xml(rows) if to_xml else _csv(rows)

    return Enquiry(ask)


def _columns(rows: Sequence[JsonObject]) -> list[str]:
    names = dict.fromkeys(name for row in rows for name in row)
    return [*_COLUMNS, *(name for name in names if name not in _COLUMNS)]


def _cell(value: JsonValue) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return ";".join(map(str, value))
    return "" if value is None else str(value)


def _csv(rows: Sequence[JsonObject]) -> str:
    written = io.StringIO()
    columns = _columns(rows)
    writer = csv.writer(written)
    writer.writerow(columns)
    writer.writerows([_cell(row.get(name)) for name in columns] for row in rows)
    return written.getvalue()


def _xml(rows: Sequence[JsonObject]) -> str:
    root = ET.Element("items")
    for row in rows:
        item = ET.SubElement(root, "item")
        for name, value in row.items():
            ET.SubElement(item, name).text = _cell(value)
    return ET.tostring(root, encoding="unicode", xml_declaration=True)


def _upload(type_: str) -> Handler:
    """Return the handler that answers which objects of a type a file names."""

    def upload(call: Call) -> Answer:
        mount = mount_of_backup(call.moment, call.path["backupId"])
        ids = _ids_in(text(call.body, CONTENT))

        def ask() -> Handler:
            found = asked(lambda: mount.database.newest(mount.point_ids, type_))
            chosen = [each for each in found if each.item.id in ids]
            return lambda _: _paged(chosen, {"limit": len(chosen)}, lambda each: _shown(mount, each))

        return Enquiry(ask)

    return upload


def _ids_in(content: str) -> set[str]:
    """Return the ids in a file of the form of an export.

    Raises:
        ApiError: it has no column of that name.
    """
    try:
        rows = list(csv.DictReader(io.StringIO(content), strict=True))
    except csv.Error as error:
        raise unexpected_content("The file is not in CSV.") from error
    if not rows or "id" not in rows[0]:
        raise unexpected_content("The file has no column id, or no row.")
    return {str(row["id"]).strip().lower() for row in rows}


SERVICE: Final = Service(
    operations={
        "BrowseEntraIdTenantMount": _browse,
        "BrowseEntraIdTenantItem": _item,
        "BrowseEntraIdTenantRestorePoints": _points_of_item,
        "BrowseEntraIdTenantBackupRestorePoints": _points,
        "GetEntraIdTenantProtectionScope": _scope,
        "ValidateEntraIdTenantItems": _validate,
        "CheckEntraIdTenantProductionItems": _still_there,
        "ExportEntraIdTenantItem": _export,
        "UploadEntraIdTenantUser": _upload("User"),
        "UploadEntraIdTenantGroup": _upload("Group"),
        "UploadEntraIdTenantAdministrativeUnit": _upload("AdminUnit"),
        "UploadEntraIdTenantRole": _upload("Role"),
        "UploadEntraIdTenantApplication": _upload("Application"),
        "UploadEntraIdTenantConditionalAccessPolicy": _upload("ConditionalAccessPolicy"),
        "UploadEntraIdTenantDeviceConfiguration": _upload("DeviceConfiguration"),
    },
)
