"""Bringing one object of a backup back into its tenant, by the wording of the REST API.

An object that is there is set back to what it was, one that lies in the recycle bin is taken out of it under its own
id, and one that is gone is made anew under another id. Which of these is done at all, the request says.
"""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal, TypeAlias

from veeam_entraid_sandbox.vbr._directory import Item
from veeam_entraid_sandbox.vbr._json import JsonObject, JsonValue, elements, flag, text
from veeam_entraid_sandbox.vbr._production import Production
from veeam_entraid_sandbox.vbr._vendor_limits import Restored, password_problem, principal_problem, restored_problem

__all__ = [
    "READ_ONLY",
    "REFERENCES",
    "Options",
    "Outcome",
    "StoppedError",
    "in_order",
    "is_principal",
    "restorable_properties",
    "restore",
    "restore_attributes",
    "value_of",
]

READ_ONLY: Final = frozenset(
    "applicationType creationType deviceDisplayName deviceId groupType isBuiltIn key mailEnabled version".split()
)
"""The properties that cannot be set."""

REFERENCES: Final[Mapping[str, str]] = {"members": "Members", "includeGroups": "Included groups"}
"""What refers to other objects, with the name that people see."""

_PLACEHOLDER: Final = "PLACEHOLDER"

Ending: TypeAlias = Literal["Success", "Warning", "Failed"]


class StoppedError(Exception):
    """The whole restore stops here, with this message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a request says besides which objects.

    Attributes:
        skip_relationships: references to other objects are not restored.
        skip_recycle_bin: what is deleted is made anew; otherwise it is only taken out of the recycle bin.
        skip_existing: what is there is left alone.
        change_password: users have to change their password when they log in.
        delegated: it is done in the name of a person.
        default_password: the password of the users that have none of their own.
        passwords: the passwords of users, by id.
    """

    skip_relationships: bool = False
    skip_recycle_bin: bool = False
    skip_existing: bool = False
    change_password: bool = False
    delegated: bool = False
    default_password: str = field(default="", repr=False)
    passwords: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)

    def password_of(self, user: str) -> str:
        """Return the password that a user gets; empty for none."""
        return self.passwords.get(user) or self.default_password


@dataclass(frozen=True, slots=True)
class Outcome:
    """What has become of one object."""

    status: Ending
    message: str


def is_principal(item: Item) -> bool:
    """Return whether an object is a service principal."""
    return text(item.properties, "applicationType") == "EnterpriseRegistration"


def in_order(items: Sequence[Item]) -> list[Item]:
    """Return objects in the order in which they are restored: applications before their service principals."""
    return sorted(items, key=is_principal)


def restore(
    production: Production,
    item: Item,
    options: Options,
    *,
    together: Collection[str] = (),
    memberships: Sequence[str] = (),
) -> Outcome:
    """Restore an object, and say what has become of it.

    Args:
        production: the tenant.
        item: the object as the backup has it.
        options: what the request says.
        together: the ids that applications have for others, of the service principals in the same session.
        memberships: the ids of what the object was a member of.

    Raises:
        StoppedError: nothing more is restored.
    """
    problem = _problem(production, item, options)
    if problem:
        return Outcome("Failed", problem)
    there = production.find(item.id)
    binned = None if there else production.binned(item.id)
    if there and options.skip_existing:
        return Outcome("Success", "It exists, and has been skipped.")
    if there is None and binned is None and not options.skip_recycle_bin:
        return Outcome("Warning", "It is not in the recycle bin, and has not been restored.")
    if there is None and item.type == "User":
        _demand_password(options.password_of(item.id), item)
    taken = "" if there else _taken_name(production, item)
    if taken:
        if options.skip_existing:
            return Outcome("Success", "It exists under another id, and has been skipped.")
        return Outcome("Failed", taken)
    now = there or (None if options.skip_recycle_bin else binned)
    if now:
        restored = _set_back(production, now, item, options)
        said = "It existed, and has been set back." if there else "It has been restored from the recycle bin."
    else:
        restored = _anew(production, item, options, together)
        said = f"It has been restored from the backup with the new id {restored.id}."
    production.put(restored)
    if not options.skip_relationships:
        _join(production, restored.id, memberships)
    return Outcome("Success", said)


def _problem(production: Production, item: Item, options: Options) -> str:
    what = Restored(
        type=item.type,
        is_built_in=flag(item.properties, "isBuiltIn"),
        group_type=text(item.properties, "groupType"),
        odata_type=text(item.details, "odataType"),
    )
    problem = restored_problem(what, delegated=options.delegated)
    if problem or not is_principal(item):
        return problem
    return principal_problem(
        has_application=production.has_application(text(item.details, "appId")),
        is_owned_elsewhere=flag(item.details, "ownedElsewhere"),
    )


def _demand_password(password: str, item: Item) -> None:
    problem = password_problem(password)
    if problem:
        raise StoppedError(f"The user {item.name} cannot be restored, and the restore stops. {problem}")


def _taken_name(production: Production, item: Item) -> str:
    if item.type == "User" and production.has_user_named(text(item.properties, "userName")):
        return "Another user with the same userPrincipalName already exists."
    return ""


def _references(production: Production, item: Item, options: Options) -> JsonObject:
    """Return the references that a restored object gets: only to what exists, and none for policies."""
    if options.skip_relationships or item.type == "ConditionalAccessPolicy":
        return {}
    if text(item.properties, "visibility") == "Hidden":
        return {}  # the members of hidden units cannot be set
    return {
        name: [each for each in elements(item.details, name) if production.find(str(each))]
        for name in REFERENCES
        if name in item.details
    }


def _special(item: Item, options: Options) -> JsonObject:
    if item.type == "User":
        return {"onPremisesSyncEnabled": False, "forceChangePassword": options.change_password}
    if "productKey" in item.details:
        return {"license": _PLACEHOLDER, "productKey": _PLACEHOLDER}
    return {}


def _set_back(production: Production, now: Item, item: Item, options: Options) -> Item:
    """Return an object that keeps its id, as it was; what is not restored of it stays as it is now."""
    is_back = production.find(item.id) is None
    special = _special(item, options) if is_back or item.type != "User" else {}
    return replace(
        now,
        name=item.name,
        properties=item.properties,
        details={**now.details, **_references(production, item, options), **special},
    )


def _anew(production: Production, item: Item, options: Options, together: Collection[str]) -> Item:
    """Return an object that is made: references that are not restored are empty."""
    details: JsonObject = {
        **item.details,
        **{name: [] for name in REFERENCES if name in item.details},
        **_references(production, item, options),
        **_special(item, options),
    }
    if item.type == "Application" and not is_principal(item) and text(item.details, "appId") not in together:
        details["appId"] = str(uuid.uuid4())
    return replace(item, id=str(uuid.uuid4()), details=details)


def _join(production: Production, member: str, groups: Sequence[str]) -> None:
    """Make an object a member again of what exists and takes members."""
    for id_ in groups:
        group = production.find(id_)
        members = elements(group.details, "members") if group else []
        takes = group and text(group.properties, "membershipType") != "Dynamic" and _is_writable(group)
        if group and takes and member not in members:
            production.put(replace(group, details={**group.details, "members": [*members, member]}))


def _is_writable(group: Item) -> bool:
    what = Restored(type=group.type, group_type=text(group.properties, "groupType"))
    return not restored_problem(what, delegated=True) and text(group.properties, "visibility") != "Hidden"


# Single attributes.


def value_of(item: Item, name: str) -> JsonValue:
    """Return a property of an object, or what it refers to."""
    if name == "displayName":
        return item.name
    return item.details.get(name) if name in REFERENCES else item.properties.get(name)


def restorable_properties(item: Item) -> list[str]:
    """Return the names of an object's properties, its references among them, which can be named one by one."""
    return ["displayName", *item.properties, *(name for name in REFERENCES if name in item.details)]


def restore_attributes(production: Production, item: Item, names: Sequence[str], options: Options) -> list[Outcome]:
    """Set properties of an object that exists back, and say what has become of each.

    Raises:
        StoppedError: the object does not exist, or cannot be restored.
    """
    now = production.find(item.id)
    if now is None:
        raise StoppedError("The object does not exist any more: restore the whole object.")
    problem = _problem(production, item, options)
    if problem:
        raise StoppedError(problem)
    references = _references(production, item, options)
    outcomes: list[Outcome] = []
    for name in names:
        if name in READ_ONLY:
            outcomes.append(Outcome("Warning", f"The property {name} is read-only, and has not been restored."))
        elif name in REFERENCES:
            if name not in references:
                outcomes.append(Outcome("Warning", f"The relationship {name} has not been restored."))
                continue
            now = replace(now, details={**now.details, name: references[name]})
            outcomes.append(Outcome("Success", f"The relationship {name} has been restored."))
        else:
            now = _with(now, name, value_of(item, name))
            outcomes.append(Outcome("Success", f"The property {name} has been restored."))
    production.put(now)
    return outcomes


def _with(item: Item, name: str, value: JsonValue) -> Item:
    if name == "displayName":
        return replace(item, name=str(value))
    left: JsonObject = {each: item.properties[each] for each in item.properties if each != name}
    return replace(item, properties=left if value is None else {**left, name: value})
