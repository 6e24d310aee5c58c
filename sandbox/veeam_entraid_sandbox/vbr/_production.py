"""What there is in the tenants now: made-up directories, and what people and restores have changed in them since.

Of some kinds a deleted object lies in a recycle bin for 30 days, from where it comes back under its own id. All else
that is deleted is gone for good.
"""

import datetime as dt
import json
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias, cast

from veeam_entraid_sandbox.state import private_folder, replace_file
from veeam_entraid_sandbox.vbr._clock import instant, stamp
from veeam_entraid_sandbox.vbr._directory import Item, item_of, made_up_directory
from veeam_entraid_sandbox.vbr._json import JsonObject, JsonValue, elements, flag, text
from veeam_entraid_sandbox.vbr._moment import Moment
from veeam_entraid_sandbox.vbr._records import Record

__all__ = [
    "ChangeAction",
    "DirectoryChange",
    "Production",
    "apply_change",
    "change_directory",
    "waiting_changes",
]

_KIND: Final = "directoryObject"
_FOLDER: Final = "directory-changes"
_IN_BIN: Final = dt.timedelta(days=30)
_BINNED: Final = frozenset({"User", "Application"})
_BINNED_GROUP: Final = "Microsoft365Group"
_REFERENCES: Final = ("members", "includeGroups")

State: TypeAlias = Literal["there", "bin", "gone"]
"""Whether an object is in the tenant, in its recycle bin, or neither."""

ChangeAction: TypeAlias = Literal["create", "change", "delete", "erase", "recover"]


class Production:
    """One tenant as it is now."""

    def __init__(self, moment: Moment, tenant: str) -> None:
        """Look at the tenant with that id in Entra ID."""
        self._moment = moment
        self._tenant = tenant.lower()
        made_up = made_up_directory(self._tenant, moment.settings.seed, moment.settings.users)
        self._items: dict[str, Item] = {item.id: item for item in made_up}
        self._states: dict[str, State] = {}
        for record in moment.all_of(_KIND):
            if text(record.kept, "tenant") == self._tenant:
                item = item_of(record.kept)
                self._items[item.id] = item
                self._states[item.id] = self._state_of(record)

    def _state_of(self, record: Record) -> State:
        state = text(record.kept, "state")
        if state == "bin" and self._moment.now - instant(text(record.kept, "since")) < _IN_BIN:
            return "bin"
        return "there" if state == "there" else "gone"

    def state(self, id_: str) -> State:
        """Return where an object is."""
        return self._states.get(id_, "there") if id_ in self._items else "gone"

    def find(self, id_: str) -> Item | None:
        """Return the object with that id, if it is there."""
        return self._items[id_] if self.state(id_) == "there" else None

    def binned(self, id_: str) -> Item | None:
        """Return the object with that id, if it is in the recycle bin."""
        return self._items[id_] if self.state(id_) == "bin" else None

    def all(self) -> Iterator[Item]:
        """Yield what is there."""
        return (item for id_, item in self._items.items() if self._states.get(id_, "there") == "there")

    def deleted(self) -> Iterator[Item]:
        """Yield what is in the recycle bin."""
        return (item for id_, item in self._items.items() if self._states.get(id_, "there") == "bin")

    def has_user_named(self, name: str) -> bool:
        """Return whether a user that is there has that user name, whatever the case of its letters."""
        wanted = name.lower()
        return any(_user_name(self._items[id_]) == wanted for id_ in self._there(self._users, wanted))

    def has_application(self, application: str) -> bool:
        """Return whether an application that is there is known to others under that id."""
        found = self._there(self._applications, application)
        return any(_application_id(self._items[id_]) == application for id_ in found)

    def _there(self, index: Mapping[str, set[str]], name: str) -> list[str]:
        # What has changed is still under its old name, too.
        return [id_ for id_ in index.get(name, ()) if self.state(id_) == "there"]

    @cached_property
    def _users(self) -> dict[str, set[str]]:
        """The ids of users by their user names."""
        return _indexed(self._items.values(), _user_name)

    @cached_property
    def _applications(self) -> dict[str, set[str]]:
        """The ids of applications by the ids that others know them under."""
        return _indexed(self._items.values(), _application_id)

    @cached_property
    def _principals(self) -> dict[str, set[str]]:
        """The ids of service principals by the ids of their applications, but for those that live elsewhere."""
        return _indexed(self._items.values(), _application_of_principal)

    def readable(self) -> Iterator[Item]:
        """Yield what is there as a backup reads it: references to what is not there are not there either."""
        for item in self.all():
            left: JsonObject = {
                name: [each for each in elements(item.details, name) if self.state(str(each)) == "there"]
                for name in _REFERENCES
                if name in item.details
            }
            yield replace(item, details={**item.details, **left}) if left else item

    def put(self, item: Item) -> None:
        """Make an object, replace it, or take it out of the recycle bin."""
        self._remember(item, "there")

    def recover(self, item: Item) -> None:
        """Take an object out of the recycle bin, unless there is another user of that name meanwhile."""
        if not self.has_user_named(_user_name(item)):
            self._remember(item, "there")

    def delete(self, item: Item) -> None:
        """Delete an object; an application's service principal goes with it."""
        self._remember(item, "bin" if _has_bin(item) else "gone")
        for principal in self._principals_of(item):
            if self.state(principal.id) == "there":
                self._remember(principal, "bin")

    def erase(self, item: Item) -> None:
        """Delete an object for good; an application's service principal goes with it."""
        self._remember(item, "gone")
        for principal in self._principals_of(item):
            self._remember(principal, "gone")

    def _principals_of(self, application: Item) -> list[Item]:
        ids = self._principals.get(_application_id(application), set[str]())
        return [self._items[id_] for id_ in sorted(ids)]

    def _remember(self, item: Item, state: State) -> None:
        self._items[item.id], self._states[item.id] = item, state
        for index, name_of in (
            (self._users, _user_name),
            (self._applications, _application_id),
            (self._principals, _application_of_principal),
        ):
            if name := name_of(item):
                index.setdefault(name, set()).add(item.id)
        kept: JsonObject = {
            **asdict(item),
            "tenant": self._tenant,
            "state": state,
            "since": stamp(self._moment.now),
        }
        self._moment.put(Record(_KIND, f"{self._tenant}/{item.id}", {}, kept))


def _user_name(item: Item) -> str:
    return text(item.properties, "userName").lower() if item.type == "User" else ""


def _application_id(item: Item) -> str:
    is_application = text(item.properties, "applicationType") == "AppRegistration"
    return text(item.details, "appId") if is_application else ""


def _application_of_principal(item: Item) -> str:
    is_principal = text(item.properties, "applicationType") == "EnterpriseRegistration"
    return text(item.details, "appId") if is_principal and not flag(item.details, "ownedElsewhere") else ""


def _indexed(items: Iterable[Item], name_of: Callable[[Item], str]) -> dict[str, set[str]]:
    index: dict[str, set[str]] = {}
    for item in items:
        name = name_of(item)
        if name:
            index.setdefault(name, set()).add(item.id)
    return index


def _has_bin(item: Item) -> bool:
    return item.type in _BINNED or text(item.properties, "groupType") == _BINNED_GROUP


# What people do in a tenant.


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryChange:
    """What somebody does in a tenant, to every object that matches.

    Attributes:
        tenant: the tenant's id in Entra ID.
        action: ``create`` makes an object of that type and name; ``change`` sets properties; ``delete`` deletes, into
            the recycle bin where there is one for that kind; ``erase`` deletes for good; ``recover`` takes out of the
            recycle bin.
        id: the object's id; empty for any.
        type: what the API calls its kind; empty for any.
        name: pattern of its name.
        properties: what ``create`` and ``change`` set, by the names of the API; ``displayName`` is the name.
        details: likewise, of what the API does not show.
    """

    tenant: str
    action: ChangeAction
    id: str = ""
    type: str = ""
    name: str = "*"
    properties: Mapping[str, JsonValue] = field(default_factory=dict[str, JsonValue])
    details: Mapping[str, JsonValue] = field(default_factory=dict[str, JsonValue])

    def concerns(self, item: Item) -> bool:
        """Whether an object matches."""
        return self.id.lower() in {"", item.id} and self.type in {"", item.type} and fnmatchcase(item.name, self.name)


_SCOPES: Final = {
    "User": "Users",
    "Group": "Groups",
    "AdminUnit": "AdministrativeUnits",
    "Role": "Roles",
    "Application": "Applications",
    "ConditionalAccessPolicy": "ConditionalAccessPolicies",
}


def apply_change(moment: Moment, change: DirectoryChange) -> None:
    """Let somebody do it."""
    production = Production(moment, change.tenant)
    match change.action:
        case "create":
            scope = _SCOPES.get(change.type, "IntunePolicies")
            id_ = change.id.lower() or str(uuid.uuid4())
            production.put(_changed(Item(id_, change.type, scope, change.name, {}, {}), change))
        case "change":
            for item in filter(change.concerns, list(production.all())):
                production.put(_changed(item, change))
        case "delete":
            for item in filter(change.concerns, list(production.all())):
                production.delete(item)
        case "erase":
            for item in filter(change.concerns, [*production.all(), *production.deleted()]):
                production.erase(item)
        case "recover":
            for item in filter(change.concerns, list(production.deleted())):
                production.recover(item)


def _changed(item: Item, change: DirectoryChange) -> Item:
    properties = {name: value for name, value in change.properties.items() if name != "displayName"}
    return replace(
        item,
        name=text(dict(change.properties), "displayName") or item.name,
        properties={**item.properties, **properties},
        details={**item.details, **change.details},
    )


def change_directory(folder: Path, changes: Sequence[DirectoryChange]) -> None:
    """Let somebody change tenants, in that order; a server that runs in the folder knows with its next request."""
    data = json.dumps([asdict(change) for change in changes])
    replace_file(private_folder(folder / _FOLDER) / f"{time.time_ns():020d}-{uuid.uuid4()}.json", data.encode())


def waiting_changes(folder: Path) -> list[tuple[Path, tuple[DirectoryChange, ...]]]:
    """Return the changes that the server in that folder has not taken in, with the file of each, in order."""
    found: list[tuple[Path, tuple[DirectoryChange, ...]]] = []
    for file in sorted((folder / _FOLDER).glob("*.json")):
        data = cast("list[dict[str, Any]]", json.loads(file.read_bytes()))
        found.append((file, tuple(DirectoryChange(**each) for each in data)))
    return found
