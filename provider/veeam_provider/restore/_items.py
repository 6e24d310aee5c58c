"""The items of a mounted backup: by their ids or by a filter, with what the backup knows of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, cast, get_args

from veeam_entraid_protocol import Value
from veeam_entraid_protocol.provider import CheckFailure
from veeam_provider._models import child, objects, text
from veeam_provider._server import Work
from veeam_provider.rest import (
    NotFoundError,
    OutcomeUnknownError,
    RefusedError,
    RestError,
    ServerUnreachableError,
    UnreadableReplyError,
    operations,
    payloads,
)
from veeam_provider.restore._backup import Source
from veeam_provider.restore._mount import Mount
from veeam_provider.schema import Json, JsonObject, ObjectType, Property, WordType, merged_type, payload_fields

__all__ = [
    "BROWSED_TYPES",
    "FILTER",
    "ITEM_TYPES",
    "Item",
    "MissingItemsError",
    "at_restore_point",
    "browse",
    "existing_items",
    "filter_problems",
    "items_of_inputs",
    "named",
]

_BAD_REQUEST: Final = 400
_ONE_BY_ONE: Final = 25
_NAMED: Final = 5
_COMPLIANCE: Final = "DeviceCompliancePolicy"
_CONFIGURATION: Final = "DeviceConfiguration"


def _specs() -> Iterator[tuple[str, Mapping[str, Property]]]:
    for spec in get_args(payloads.EntraIdTenantBrowseSpec):
        fields = payload_fields(spec)
        kind, wanted = fields["type"].type, fields["filter"].type
        if isinstance(kind, WordType) and isinstance(wanted, ObjectType):
            yield kind.words[0], wanted.properties


_FILTERS: Final = dict(_specs())

BROWSED_TYPES: Final = tuple(_FILTERS)
"""The types of items that a backup can be asked for."""

ITEM_TYPES: Final = (*(kind for kind in BROWSED_TYPES if kind != "BitlockerKey"), _COMPLIANCE)
"""The types of items that a session restores. Compliance policies stand in a backup among device configurations."""


def _filter_fields() -> dict[str, Property]:
    names = dict.fromkeys(name for fields in _FILTERS.values() for name in fields)
    return {
        name: Property(
            type=merged_type([fields[name].type for fields in _FILTERS.values() if name in fields]),
            description=f"For {', '.join(kind for kind, fields in _FILTERS.items() if name in fields)}.",
        )
        for name in names
    }


FILTER: Final = ObjectType(
    "ItemFilter",
    {
        "type": Property(
            type=WordType("type", ITEM_TYPES), required=True, description="The type of the items. A session has one."
        ),
        **_filter_fields(),
    },
    "Which items of a backup are meant: all of a type to which everything applies that is written here.",
)


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a backup.

    Attributes:
        id: in Entra ID.
        type: in the words of the API.
        name: that people know it by; empty where nothing says it.
        restore_point: the id of the restore point that it is taken from.
        point_is_chosen: whether somebody has chosen that, and not the server.
        facts: what is declared of it, and what the backup says, which counts more.
    """

    id: str
    type: str
    name: str
    restore_point: str = ""
    point_is_chosen: bool = False
    facts: JsonObject = field(default_factory=dict[str, Json])

    def __str__(self) -> str:
        return f'"{self.name}" ({self.id})' if self.name else self.id


class MissingItemsError(RestError):
    """The backup does not have what is asked for."""


def named(items: Iterable[object]) -> str:
    """Return items for a sentence: the first few, and how many more there are."""
    given = [str(item) for item in items]
    more = len(given) - _NAMED
    return f"{', '.join(given[:_NAMED])} and {more} more" if more > 0 else ", ".join(given)


def filter_problems(wanted: object, path: str) -> Iterator[CheckFailure]:
    """Yield what a filter asks that items of its type do not have."""
    if not isinstance(wanted, dict):
        return
    given = cast("dict[str, object]", wanted)
    kind = given.get("type")
    fields = _FILTERS.get(_browsed(kind)) if isinstance(kind, str) else None
    if fields is None:
        return
    for name, value in given.items():
        if name == "type" or name not in FILTER.properties or value is None:
            continue
        if name not in fields:
            yield CheckFailure(f"{path}.{name}", f"{path}.{name} does not belong to items of type {kind}.")
        else:
            yield from fields[name].type.problems(cast("Value", value), f"{path}.{name}")


def _browsed(kind: str) -> str:
    return _CONFIGURATION if kind == _COMPLIANCE else kind


def browse(work: Work, mount: Mount, wanted: JsonObject, limit: int | None = None) -> Iterator[JsonObject]:
    """Yield the items of a mounted backup, as the server shows them.

    Args:
        work: the server.
        mount: the backup.
        wanted: ``type``, and what else :data:`FILTER` knows.
        limit: how many, at most.
    """
    kind = text(wanted, "type")
    filters: JsonObject = {name: value for name, value in wanted.items() if name != "type"}
    if kind == _COMPLIANCE:
        filters = {"includedTypes": [_COMPLIANCE], **filters}
    spec: JsonObject = {"type": _browsed(kind)}
    if filters:
        spec["filter"] = filters
    if limit is not None:
        spec["limit"] = limit
    body = cast("payloads.EntraIdTenantBrowseSpec", spec)
    yield from cast(
        "Iterator[JsonObject]", work.client.list(operations.BROWSE_ENTRA_ID_TENANT_MOUNT, body, backupId=mount.backup)
    )


def items_of_inputs(work: Work, mount: Mount, source: Source, inputs: JsonObject) -> list[Item]:
    """Return the items that the inputs of a session name, each once.

    Raises:
        MissingItemsError: the backup does not have one of them, or nothing passes the filter.
        RestError: the server cannot be asked.
    """
    work.progress.status("Looking up the items in the backup")
    wanted = child(inputs, "filter")
    if wanted:
        items = [_read(shown, {}) for shown in browse(work, mount, wanted)]
        if not items:
            raise MissingItemsError("Nothing in the backup passes the filter.")
    else:
        items = _given_items(work, mount, inputs)
    if source.restore_point:
        items = [
            item if item.point_is_chosen else replace(item, restore_point=source.restore_point, point_is_chosen=True)
            for item in items
        ]
    _demand_at_points(work, mount, items)
    return items


def _given_items(work: Work, mount: Mount, inputs: JsonObject) -> list[Item]:
    given = {text(item, "id").casefold(): item for item in objects(inputs, "items")}
    if len(given) > _ONE_BY_ONE:
        shown = _from_lists(work, mount, given)
    else:
        shown = {id_: found for id_, item in given.items() if (found := _one(work, mount, item)) is not None}
    missing = [_declared(item) for id_, item in given.items() if id_ not in shown]
    if missing:
        have = "is" if len(missing) == 1 else "are"
        raise MissingItemsError(f"{named(missing)} {have} not in the backup {mount.backup}.")
    return [_read(shown[id_], item) for id_, item in given.items()]


def _declared(item: JsonObject) -> Item:
    return Item(text(item, "id"), text(item, "type"), text(item, "displayName"))


def _one(work: Work, mount: Mount, item: JsonObject) -> JsonObject | None:
    body = cast("payloads.EntraIdTenantItemTypeSpec", {"type": _browsed(text(item, "type"))})
    try:
        found = work.client.call(
            operations.BROWSE_ENTRA_ID_TENANT_ITEM, body, backupId=mount.backup, itemId=text(item, "id")
        )
    except RefusedError as error:
        # That a missing item is a 404 is documented nowhere.
        if isinstance(error, NotFoundError) or error.status == _BAD_REQUEST:
            return None
        raise
    return cast("JsonObject", found)


def _from_lists(work: Work, mount: Mount, given: Mapping[str, JsonObject]) -> dict[str, JsonObject]:
    found: dict[str, JsonObject] = {}
    for kind in dict.fromkeys(_browsed(text(item, "type")) for item in given.values()):
        wanted = sum(_browsed(text(item, "type")) == kind for item in given.values())
        for shown in browse(work, mount, {"type": kind}):
            id_ = text(shown, "id").casefold()
            if id_ in given and id_ not in found:
                found[id_] = shown
                wanted -= 1
                if not wanted:
                    break
    return found


def _read(shown: JsonObject, declared: JsonObject) -> Item:
    point = text(declared, "restorePointId")
    return Item(
        id=text(shown, "id"),
        type=text(declared, "type") or text(shown, "type"),
        name=text(shown, "displayName") or text(declared, "displayName"),
        restore_point=point or text(shown, "restorePointId"),
        point_is_chosen=bool(point),
        facts={**declared, **shown},
    )


def _demand_at_points(work: Work, mount: Mount, items: Sequence[Item]) -> None:
    """Refuse items that a restore point, which was chosen for them, does not have."""
    chosen: dict[str, list[Item]] = {}
    for item in items:
        if item.point_is_chosen:
            chosen.setdefault(item.restore_point, []).append(item)
    for point, of_point in chosen.items():
        there = {item.id for item in at_restore_point(work, mount, of_point, point)}
        missing = [item for item in of_point if item.id not in there]
        if missing:
            have = "is" if len(missing) == 1 else "are"
            raise MissingItemsError(
                f"{named(missing)} {have} not in the restore point {point}. Choose another one, or leave it out for the"
                " latest version of each item."
            )


def at_restore_point(work: Work, mount: Mount, items: Sequence[Item], point: str) -> list[Item]:
    """Return those of the items that a restore point has, taken from there."""
    body = payloads.EntraIdTenantValidateSpec(restorePointId=point, itemIds=[item.id for item in items])
    lacks = {
        each["itemId"].casefold()
        for each in work.client.list(operations.VALIDATE_ENTRA_ID_TENANT_ITEMS, body, sessionId=mount.session)
    }
    return [replace(item, restore_point=point) for item in items if item.id.casefold() not in lacks]


def existing_items(work: Work, mount: Mount, items: Sequence[Item], credentials: str) -> frozenset[str] | None:
    """Return the ids of the items that are in the tenant now; None where the server cannot tell.

    Args:
        work: the server.
        mount: the backup.
        items: the items.
        credentials: the id of the credentials to look with; empty for those of the tenant.
    """
    body = payloads.EntraIdTenantCheckProductionItemsSpec(
        items=[{"itemId": item.id, "restorePointId": item.restore_point} for item in items]
    )
    if credentials:
        body["credentialId"] = credentials
    try:
        found = work.client.call(operations.CHECK_ENTRA_ID_TENANT_PRODUCTION_ITEMS, body, sessionId=mount.session)
    except (RefusedError, OutcomeUnknownError, ServerUnreachableError, UnreadableReplyError):
        # It helps to say what has become of each item, and nothing depends on it.
        return None
    return frozenset(each["itemId"].casefold() for each in found["items"])
