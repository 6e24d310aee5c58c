"""What a restore session declares: what it restores, how, and what it says afterwards."""

from collections.abc import Iterator, Mapping
from typing import Final, cast

from veeam_entraid_protocol import UNKNOWN
from veeam_entraid_protocol.properties import Properties
from veeam_entraid_protocol.provider import CheckFailure
from veeam_provider._declaration import Declaration
from veeam_provider.rest import payloads
from veeam_provider.restore._items import FILTER, ITEM_TYPES, filter_problems
from veeam_provider.restore._time import EXAMPLE, has_passed, instant, now
from veeam_provider.schema import (
    BOOLEAN,
    IDENTIFIER,
    INTEGER,
    TEXT,
    Json,
    JsonObject,
    ListType,
    ObjectType,
    Property,
    TextType,
    WordType,
    bare,
    payload_fields,
)

__all__ = ["USER_PASSWORD", "RestoreSession"]

_ITEM_ID: Final = TextType(meaning="the id of an object in Entra ID", ignores_case=True)
_GROUP: Final = payload_fields(payloads.EntraIdTenantGroupBrowseModel)
_APPLICATION: Final = payload_fields(payloads.EntraIdTenantApplicationBrowseModel)
_OUTCOMES: Final = ("restored", "skipped", "notInRecycleBin", "failed", "unknown")

USER_PASSWORD: Final = ObjectType(
    "UserPassword",
    {
        "userId": Property(type=_ITEM_ID, required=True, description="The id of the user in the backup."),
        "password": Property(type=TEXT, required=True, secret=True, description="The password."),
    },
    "The password that a restored user gets.",
)

_SOURCE: Final = ObjectType(
    "RestoreSource",
    {
        "type": Property(
            type=WordType("type", ("backup", "copy")),
            default="backup",
            description="Whether items come from the backup itself, or from a copy of it, which is imported first.",
        ),
        "restorePointId": Property(
            type=IDENTIFIER,
            description="The restore point that items come from. Without it each item comes from the latest one that"
            " has it; of a copy the latest restore point is imported.",
        ),
    },
    "What items are restored from.",
)

_ITEM: Final = ObjectType(
    "RestoreItem",
    {
        "id": Property(type=_ITEM_ID, required=True, description="The id of the item in Entra ID."),
        "type": Property(
            type=WordType("type", ITEM_TYPES), required=True, description="Its type. A session has items of one type."
        ),
        "restorePointId": Property(
            type=IDENTIFIER, description="The restore point that it comes from, where that is another one."
        ),
        "displayName": Property(type=TEXT, description="Its name, for messages."),
        "groupType": Property(
            type=_GROUP["groupType"].type, description="Of a group: its kind. The rules need it before the backup can."
        ),
        "isBuiltIn": Property(type=BOOLEAN, description="Of a role: whether Microsoft made it."),
        "applicationId": Property(
            type=_ITEM_ID,
            description="Of an application or a service principal: the application's id, by which they are a pair.",
        ),
        "applicationType": Property(
            type=_APPLICATION["applicationType"].type,
            description="Of an application: AppRegistration, or EnterpriseRegistration for a service principal.",
        ),
        "linkedApplication": Property(
            type=WordType("linkedApplication", ("inSession", "exists", "otherTenant")),
            description="Of a service principal: where its application is. In this session, where it is left out.",
        ),
        "onPremisesSyncEnabled": Property(
            type=BOOLEAN, description="Of a user: whether it is synchronized from Active Directory."
        ),
        "odataType": Property(type=TEXT, description="Of a device configuration: its type in Microsoft Graph."),
    },
    "An item to restore. All but id, type and restorePointId are statements for the rules.",
)
_ITEM_RESTORED: Final = ("id", "type", "restorePointId")

_RESTORED_ITEM: Final = ObjectType(
    "RestoredItem",
    {
        "id": Property(type=TEXT, required=True, description="The id of the item in the backup."),
        "type": Property(type=TEXT, required=True, description="Its type."),
        "displayName": Property(type=TEXT, description="Its name."),
        "restorePointId": Property(type=TEXT, description="The restore point that it was taken from."),
        "outcome": Property(
            type=WordType("outcome", _OUTCOMES),
            required=True,
            description="restored; skipped, because it was there and was to be left alone; notInRecycleBin, from where"
            " it was to come; failed; or unknown, where neither the server's log nor the tenant tells.",
        ),
        "newId": Property(type=TEXT, description="The id that it has now, where that is another one."),
        "message": Property(type=TEXT, description="What the server says of it."),
    },
    "What has become of an item.",
)


class RestoreSession(Declaration):
    """A restore that is done once, and remembered."""

    token = "veeam:entraid:RestoreSession"
    description = (
        "A restore of items into the tenant that they were backed up from, done once, when the resource is made. It is"
        " done again when what it restores changes, or triggers do; never after validUntil. Refreshing changes"
        " nothing, and deleting the resource only forgets it: what was restored stays."
    )
    form = ObjectType(
        "RestoreSession",
        {
            "tenantId": Property(
                type=IDENTIFIER,
                replaces=True,
                description="The server's id of the tenant, whose backup items come from. Either this or backupId.",
            ),
            "backupId": Property(
                type=IDENTIFIER,
                replaces=True,
                description="The id of the backup, or of the copy, that items come from. Either this or tenantId.",
            ),
            "source": Property(
                type=_SOURCE, replaces=True, description="What items come from: the backup, where it is left out."
            ),
            "items": Property(
                type=ListType(_ITEM, least=1),
                replaces=True,
                description="What is restored: at most 1000 items of one type. Either this or filter.",
            ),
            "filter": Property(
                type=FILTER,
                replaces=True,
                description="What is restored, by what the backup knows of it. Either this or items.",
            ),
            "permissions": Property(
                type=WordType("permissions", ("delegated", "application")),
                default="delegated",
                only_at_creation=True,
                description="In whose name it is done. delegated: somebody signs in while the session runs, with a"
                " code that is shown then; application: the application that the tenant is backed up by, which has"
                " to be allowed to write.",
            ),
            "credentialsId": Property(
                type=IDENTIFIER,
                only_at_creation=True,
                description="The id of credentials that the server knows, in place of a sign-in.",
            ),
            "defaultUserPassword": Property(
                type=TEXT,
                secret=True,
                only_at_creation=True,
                description="The password that restored users get. Without it and without userPasswords the server"
                " makes them, by the tenant's policy, and generatedPasswords has them.",
            ),
            "userPasswords": Property(
                type=ListType(USER_PASSWORD),
                secret=True,
                only_at_creation=True,
                description="A password for each user. For users that it leaves out, the server makes one.",
            ),
            "requestPasswordChangeOnLogon": Property(
                type=BOOLEAN,
                default=True,
                only_at_creation=True,
                description="Whether restored users have to change that password when they sign in.",
            ),
            "recycleBin": Property(
                type=WordType("recycleBin", ("prefer", "ignore")),
                default="prefer",
                replaces=True,
                description="prefer: what lies in the tenant's recycle bin comes back from there, under its own id."
                " Whether what does not lie there comes back from the backup then, the vendor documents both ways:"
                " notRestored names what did not. ignore: everything is made anew from the backup, under new ids.",
            ),
            "skipRelationships": Property(
                type=BOOLEAN,
                default=False,
                replaces=True,
                description="Whether memberships and other relationships stay away.",
            ),
            "skipExisting": Property(
                type=BOOLEAN,
                default=False,
                replaces=True,
                description="Whether items that are in the tenant are left as they are; else they are set back.",
            ),
            "reason": Property(
                type=TEXT,
                only_at_creation=True,
                description="Why, for the server's own records. It ends with a mark that names stack and resource.",
            ),
            "validUntil": Property(
                type=TextType(meaning=f"a point in time such as {EXAMPLE}"),
                required=True,
                only_at_creation=True,
                description="Until when the session may start, as RFC 3339 writes it. A stack that has lost its state"
                " would restore into production again: after this it does not. Write a time a few hours away.",
            ),
            "triggers": Property(
                type=ListType(TEXT),
                replaces=True,
                description="Any texts. When they change, the session is done again.",
            ),
        },
    )
    outputs = {
        "state": Property(type=TEXT, description="How it ended, in the server's word: Success, Warning, Failed."),
        "failure": Property(type=TEXT, description="Why it failed; not there where it did not."),
        "results": Property(type=ListType(_RESTORED_ITEM), description="What has become of each item."),
        "notRestored": Property(type=ListType(_RESTORED_ITEM), description="What did not come back."),
        "restoredCount": Property(type=INTEGER, description="How many items were restored."),
        "skippedCount": Property(type=INTEGER, description="How many were there and left as they are."),
        "notRestoredCount": Property(type=INTEGER, description="How many did not come back."),
        "generatedPasswords": Property(
            type=ListType(USER_PASSWORD),
            secret=True,
            description="The passwords that the server has made for users.",
        ),
        "sourceBackupId": Property(type=TEXT, description="The id of the backup that was mounted."),
        "azureTenantId": Property(type=TEXT, description="The tenant's id in Entra ID."),
        "mountSessionId": Property(type=TEXT, description="The id of the session that had the backup mounted."),
        "startedAt": Property(type=TEXT, description="When it began."),
        "endedAt": Property(type=TEXT, description="When it ended."),
    }

    def problems(self, inputs: Mapping[str, object]) -> Iterator[CheckFailure]:
        """Yield what is wrong with what is restored, from what, until when, and with the passwords."""
        yield from _one_of(inputs, "tenantId", "backupId")
        yield from _one_of(inputs, "items", "filter")
        yield from filter_problems(inputs.get("filter"), "filter")
        yield from _item_problems(inputs)
        yield from _password_problems(inputs)
        until = inputs.get("validUntil")
        if isinstance(until, str) and instant(until) is None:
            yield CheckFailure(
                "validUntil",
                f"validUntil has to be a point in time as RFC 3339 writes it, with its offset: {EXAMPLE}.",
            )

    def problems_of_change(self, inputs: Properties, old: Properties) -> Iterator[CheckFailure]:
        """Yield that its time is over, where it would be done now."""
        until = bare(inputs.get("validUntil"))
        if not isinstance(until, str) or instant(until) is None or not has_passed(until, now()):
            return
        if not old or self._compared(old) != self._compared(inputs):
            yield CheckFailure("validUntil", too_late(until))

    def _compared(self, inputs: Properties) -> JsonObject:
        return self.compared(cast("JsonObject", self.form.json(inputs)))

    def compared(self, inputs: JsonObject) -> JsonObject:
        """Return the inputs that say what is restored, and how; the order of the items does not matter."""
        return {
            name: _plain_items(value) if name == "items" else value for name, value in super().compared(inputs).items()
        }

    def reached(self, old: JsonObject, new: JsonObject, outputs: Properties) -> JsonObject:
        """Return the old inputs, and the failure of a session that has failed: a refresh must not make it good."""
        del new
        failure = outputs.get("failure")
        return {**old, "failure": failure} if isinstance(failure, str) and failure else old

    def restored(self, inputs: JsonObject) -> JsonObject:
        """Return the inputs that tell one run from others, without defaults, which later versions may have more of."""
        known = self.form.properties
        return {
            name: value
            for name, value in self.compared(inputs).items()
            if known[name].replaces and value != known[name].default
        }


def too_late(until: str) -> str:
    """Return why a session is not done any more."""
    return (
        f"validUntil ({until}) has passed, and a session is never done after it: a stack that has lost its state would"
        " restore into production a second time. If it is to be done now, write a later time."
    )


def _plain_items(items: Json) -> Json:
    if not isinstance(items, list) or not all(isinstance(each, dict) for each in items):
        return items
    plain: list[Json] = [
        {
            name: found.casefold() if isinstance(found, str) and name != "type" else found
            for name in _ITEM_RESTORED
            if (found := each.get(name)) is not None
        }
        for each in items
        if isinstance(each, dict)
    ]
    return sorted(plain, key=repr)


def _one_of(inputs: Mapping[str, object], one: str, other: str) -> Iterator[CheckFailure]:
    given = [name for name in (one, other) if inputs.get(name) is not None]
    if not given:
        yield CheckFailure(one, f"{one} is missing: write it, or {other}.")
    elif len(given) > 1:
        yield CheckFailure(other, f"{one} and {other} exclude each other: leave one out.")


def _known_items(inputs: Mapping[str, object]) -> list[tuple[int, Mapping[str, object]]]:
    given = inputs.get("items")
    listed = cast("list[object]", given) if isinstance(given, list) else []
    return [(index, cast("Mapping[str, object]", item)) for index, item in enumerate(listed) if isinstance(item, dict)]


def _item_problems(inputs: Mapping[str, object]) -> Iterator[CheckFailure]:
    places: dict[str, int] = {}
    for index, item in _known_items(inputs):
        id_ = item.get("id")
        if not isinstance(id_, str):
            continue
        first = places.setdefault(id_.casefold(), index)
        if first != index:
            yield CheckFailure(f"items[{index}].id", f"items[{index}] is items[{first}] again: leave one out.")


def _password_problems(inputs: Mapping[str, object]) -> Iterator[CheckFailure]:
    given = [name for name in ("defaultUserPassword", "userPasswords") if inputs.get(name) is not None]
    if not given:
        return
    if len(given) > 1:
        yield CheckFailure(given[1], f"{' and '.join(given)} exclude each other: leave one out.")
    types = _types(inputs)
    if types and "User" not in types:
        for name in given:
            yield CheckFailure(name, f"{name} is for users, and the session restores none: leave it out.")
    else:
        yield from _strangers(inputs)


def _types(inputs: Mapping[str, object]) -> set[str]:
    """Return the types of the items, or none where one of them is not known."""
    wanted = inputs.get("filter")
    filtered = cast("Mapping[str, object]", wanted).get("type") if isinstance(wanted, dict) else None
    types = [filtered] if filtered is not None else [item.get("type") for _, item in _known_items(inputs)]
    return {each for each in types if isinstance(each, str)} if all(isinstance(each, str) for each in types) else set()


def _strangers(inputs: Mapping[str, object]) -> Iterator[CheckFailure]:
    """Yield passwords for users that the session does not restore."""
    listed, given = inputs.get("items"), inputs.get("userPasswords")
    ids = [item.get("id") for _, item in _known_items(inputs)]
    if not isinstance(listed, list) or not isinstance(given, list) or UNKNOWN in [*cast("list[object]", listed), *ids]:
        return
    known = {str(id_).casefold() for id_ in ids}
    for index, each in enumerate(cast("list[object]", given)):
        user = cast("Mapping[str, object]", each).get("userId") if isinstance(each, dict) else None
        if isinstance(user, str) and user.casefold() not in known:
            yield CheckFailure(
                f"userPasswords[{index}].userId", f"userPasswords[{index}].userId is none of the ids of items."
            )
