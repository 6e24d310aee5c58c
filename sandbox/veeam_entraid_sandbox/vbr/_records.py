"""What the server remembers: records by kind and id, and one change of them as a whole."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from veeam_entraid_sandbox.vbr._json import JsonObject, JsonValue

__all__ = ["NIL", "Kind", "Ledger", "Record"]

NIL: Final = "00000000-0000-0000-0000-000000000000"
"""The id of nothing, where the API wants one."""

Kind: TypeAlias = Literal[
    "account",
    "backup",
    "backupObject",
    "cloudCredential",
    "delegation",
    "directoryChange",
    "directoryObject",
    "encryptionPassword",
    "job",
    "licensedInstance",
    "logMount",
    "managedServer",
    "mount",
    "mountServer",
    "proxy",
    "repository",
    "restorePoint",
    "role",
    "running",
    "scaleOutRepository",
    "session",
    "settings",
    "signIn",
    "tenant",
    "token",
    "user",
]
"""The kinds of records."""


@dataclass(frozen=True, slots=True)
class Record:
    """One thing that the server remembers.

    Attributes:
        kind: what it is.
        id: what tells it from others of its kind: a GUID in small letters, or a name.
        shown: what the API shows of it.
        kept: what the API does not show: secrets, and what the server has to know.
        gone_at: from when on the API does not show it any more, as seconds since 1970; it has been deleted.
    """

    kind: Kind
    id: str
    shown: JsonObject
    kept: JsonObject = field(default_factory=dict[str, JsonValue])
    gone_at: float | None = None


class Ledger:
    """All records as one change sees them: what it has changed, over what there was."""

    def __init__(self, before: Mapping[Kind, Mapping[str, Record]]) -> None:
        self._before = before
        self._changed: dict[tuple[Kind, str], Record | None] = {}

    @property
    def changes(self) -> Mapping[tuple[Kind, str], Record | None]:
        """What has changed, by kind and id; None for what is forgotten."""
        return self._changed

    def find(self, kind: Kind, id_: str) -> Record | None:
        """Return the record, also one that has been deleted and is still shown."""
        if (kind, id_) in self._changed:
            return self._changed[kind, id_]
        return self._before.get(kind, {}).get(id_)

    def all_of(self, kind: Kind) -> Iterator[Record]:
        """Yield the records of a kind in the order in which they were made."""
        before = self._before.get(kind, {})
        for id_, record in before.items():
            if (kind, id_) not in self._changed:
                yield record
            else:
                changed = self._changed[kind, id_]
                if changed is not None:
                    yield changed
        for (its_kind, id_), changed in self._changed.items():
            if its_kind == kind and changed is not None and id_ not in before:
                yield changed

    def put(self, record: Record) -> None:
        """Make or replace a record."""
        self._changed[record.kind, record.id] = record

    def forget(self, kind: Kind, id_: str) -> None:
        """Remove a record without a trace."""
        self._changed[kind, id_] = None
