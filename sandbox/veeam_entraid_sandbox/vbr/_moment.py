"""One change of the server at one moment: what is there, what time it is, and making and deleting things."""

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypeAlias

from veeam_entraid_sandbox.vbr._errors import not_found, refused
from veeam_entraid_sandbox.vbr._instance import Instance
from veeam_entraid_sandbox.vbr._json import JsonObject, text
from veeam_entraid_sandbox.vbr._records import Kind, Ledger, Record
from veeam_entraid_sandbox.vbr._settings import ServerSettings

__all__ = ["Mishap", "Moment"]

Mishap: TypeAlias = Callable[[str, str], "tuple[str, str] | None"]
"""What is to happen to a session of that type and name: ``fail`` or ``hang``, and what it says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What a handler or a session works with.

    Attributes:
        ledger: everything that the server remembers.
        now: the server's time.
        settings: how the server was made.
        instance: tells the PostgreSQL instance that is connected as the Entra ID backup repository, if any is.
        storage: the folder that stands for all disks and buckets of repositories.
        mishap: what is to happen to sessions that are started.
    """

    ledger: Ledger
    now: dt.datetime
    settings: ServerSettings
    instance: Callable[[], Instance | None]
    storage: Path
    mishap: Mishap

    def all_of(self, kind: Kind) -> list[Record]:
        """Return what there is of a kind, without what has been deleted."""
        return [record for record in self.ledger.all_of(kind) if record.gone_at is None]

    def visible(self, kind: Kind) -> list[Record]:
        """Return what the API shows of a kind: what has just been deleted, too."""
        return [record for record in self.ledger.all_of(kind) if self._is_visible(record)]

    def find(self, kind: Kind, id_: str) -> Record | None:
        """Return what has that id, unless it has been deleted."""
        record = self.ledger.find(kind, id_.lower())
        return record if record and record.gone_at is None else None

    def shown(self, kind: Kind, what: str, id_: str) -> Record:
        """Return what the API shows under that id.

        Raises:
            ApiError: there is nothing. The message calls it by ``what``.
        """
        record = self.ledger.find(kind, id_)
        if record is None or not self._is_visible(record):
            raise not_found(what, id_)
        return record

    def existing(self, kind: Kind, what: str, id_: str) -> Record:
        """Return what has that id, for a change of it.

        Raises:
            ApiError: there is nothing, or it has been deleted.
        """
        record = self.find(kind, id_)
        if record is None:
            raise not_found(what, id_)
        return record

    def referred(self, kind: Kind, what: str, id_: str) -> Record:
        """Return what a body refers to.

        Raises:
            ApiError: there is nothing of that id.
        """
        record = self.find(kind, id_)
        if record is None:
            raise refused(f"The {what} {id_ or 'without an id'} does not exist.")
        return record

    def demand_free_name(self, kind: Kind, what: str, name: str, *, besides: str = "") -> None:
        """Refuse a name that another one has.

        Raises:
            ApiError: there is one of that kind with that name, and it is not the one of the id ``besides``.
        """
        for record in self.all_of(kind):
            if record.id != besides and text(record.shown, "name").lower() == name.lower():
                raise refused(f"There is already a {what} with the name {name}.")

    def put(self, record: Record) -> Record:
        """Make or replace a record; return it."""
        self.ledger.put(record)
        return record

    def make(self, kind: Kind, shown: JsonObject, kept: JsonObject | None = None) -> Record:
        """Make a record with an id of its own in front of what is shown; return it."""
        id_ = str(uuid.uuid4())
        return self.put(Record(kind, id_, {"id": id_, **shown}, kept or {}))

    def delete(self, record: Record) -> None:
        """Delete something: it is shown for a while after that."""
        disappears = self.now.timestamp() + self.settings.durations.disappearance
        self.ledger.put(replace(record, gone_at=disappears))

    def sweep(self) -> None:
        """Forget what has been deleted long enough."""
        for kind in _DELETABLE:
            for record in list(self.ledger.all_of(kind)):
                if not self._is_visible(record):
                    self.ledger.forget(kind, record.id)

    def _is_visible(self, record: Record) -> bool:
        return record.gone_at is None or record.gone_at > self.now.timestamp()


_DELETABLE: Final[tuple[Kind, ...]] = (
    "backup",
    "backupObject",
    "cloudCredential",
    "encryptionPassword",
    "job",
    "proxy",
    "repository",
    "restorePoint",
    "tenant",
    "user",
)
