"""The plan: wishes go in one by one, and sessions come out one by one."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from json.encoder import encode_basestring_ascii
from typing import Final, Self, cast

from veeam_provider.restore_plan._items import (
    SESSION_ORDER,
    Item,
    ItemType,
    MalformedItemError,
    read_texts,
    shown,
)
from veeam_provider.restore_plan._sessions import ITEMS_OF_A_SESSION, fill_sessions, session_count
from veeam_provider.restore_plan._spool import Encoded, RefusedRow, Spool, StoredItem
from veeam_provider.restore_plan._verdicts import Kind, Permissions, Refusal, Topic, kind_of
from veeam_provider.restore_plan._wish_lists import Malformed, Row

__all__ = ["NoRoomError", "Note", "PlannedSession", "PlannedType", "Refused", "RestorePlan", "plan_restore"]

_BATCH: Final = 2000
_SMALLEST_SESSION: Final = 2
_APPLICATION_RANK: Final = SESSION_ORDER.index(ItemType.APPLICATION)
_RANKS: Final[Mapping[str, int]] = {str(each): rank for rank, each in enumerate(SESSION_ORDER)}

_LONE_APPLICATION: Final = (
    f"{Topic.PRINCIPAL.reason} These are in the list without their service principal: put it there too, or change the"
    " new AppID wherever the old one is configured."
)


@dataclass(frozen=True, slots=True)
class PlannedSession:
    """One restore session.

    Attributes:
        type: of all its items.
        encoded: its items, each as JSON.
    """

    type: ItemType
    encoded: tuple[str, ...]

    @property
    def items(self) -> list[Item]:
        """The items, as ``RestoreSession`` takes them."""
        return [cast("Item", json.loads(each)) for each in self.encoded]


@dataclass(frozen=True, slots=True)
class PlannedType:
    """How much there is to restore of a type.

    Attributes:
        type: the type.
        items: how many are restored.
        sessions: in how many sessions.
    """

    type: ItemType
    items: int
    sessions: int


@dataclass(frozen=True, slots=True)
class Refused:
    """A wish that is not granted.

    Attributes:
        place: the number of its line or item in the list.
        id: of the item, as far as it can be shown.
        type: of the item, as far as it can be shown.
        topic: the id of the limit, or what is wrong with the list.
        why: what is the matter with the item.
    """

    place: int
    id: str
    type: str
    topic: Topic
    why: str


@dataclass(frozen=True, slots=True)
class Note:
    """What a person has to know or to do about some items of the plan.

    Attributes:
        number: of the note, in this plan.
        topic: the id of the limit that it comes from.
        text: what it is.
        items: how many items it is about.
    """

    number: int
    topic: Topic
    text: str
    items: int


class NoRoomError(Exception):
    """There is no room for a list among the temporary files."""


class RestorePlan:
    """Sessions in their order, what is refused, and what stays with a person. :func:`plan_restore` makes it.

    Leaving its ``with`` block lets go of the items.

    Args:
        permissions: with which the sessions run.
        session_size: the most items of a session.
    """

    def __init__(self, permissions: Permissions, session_size: int) -> None:
        self._permissions: Permissions = permissions
        self._session_size = session_size
        self._spool = Spool()
        self._notes: dict[str, tuple[int, Topic]] = {}
        self._wishes = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def permissions(self) -> Permissions:
        """With which permissions the sessions run."""
        return self._permissions

    @property
    def wishes(self) -> int:
        """How many wishes there were."""
        return self._wishes

    def close(self) -> None:
        """Let go of the items."""
        self._spool.close()

    def types(self) -> list[PlannedType]:
        """Return how much is restored of each type that occurs, in the order of the sessions."""
        return [
            PlannedType(SESSION_ORDER[rank], items, session_count(pairs, items - 2 * pairs, self._session_size))
            for rank, items, pairs in self._spool.counts()
        ]

    def sessions(self) -> Iterator[PlannedSession]:
        """Yield the sessions in the order in which they have to run."""
        for rank, type_ in enumerate(SESSION_ORDER):
            pairs = self._spool.pairs() if rank == _APPLICATION_RANK else ()
            for encoded in fill_sessions(pairs, self._spool.singles(rank), self._session_size):
                yield PlannedSession(type_, encoded)

    def refusals(self) -> dict[Topic, int]:
        """Return how many wishes are refused on which grounds."""
        return dict(self._spool.refusals())

    def refused(self) -> Iterator[Refused]:
        """Yield what is refused, in the order of the list."""
        for row in self._spool.refused():
            yield Refused(row.place, row.id, row.type, row.topic, row.why)

    def notes(self) -> list[Note]:
        """Return what a person has to know or to do."""
        texts = {number: (topic, text) for text, (number, topic) in self._notes.items()}
        return [Note(number, *texts[number], items) for number, items in self._spool.notes()]

    def noted_ids(self, note: Note) -> Iterator[str]:
        """Yield the ids of the items that a note is about, in the order of the list."""
        for encoded in self._spool.noted(note.number):
            yield cast("Encoded", json.loads(encoded))["id"]

    def take(self, rows: Iterable[Row], counted: str) -> None:
        """Take all wishes in, once, and settle what only all of them together decide.

        Raises:
            WishListError: the list cannot be read to its end.
            NoRoomError: there is no room for it.
        """
        try:
            self._take(rows, counted)
        except sqlite3.Error as error:
            raise NoRoomError(
                f"There is no room for the list in the folder of temporary files ({error}): make some, or let the"
                " environment variable TMPDIR name another folder."
            ) from error

    def _take(self, rows: Iterable[Row], counted: str) -> None:
        items: list[StoredItem] = []
        refused: list[RefusedRow] = []
        for position, (place, wish) in enumerate(rows, 1):
            self._wishes = position
            read = self._read(position, place, wish)
            if isinstance(read, StoredItem):
                items.append(read)
            else:
                refused.append(read)
            if position % _BATCH == 0:
                self._spool.store(items, refused)
                items, refused = [], []
        self._spool.store(items, refused)
        self._spool.settle(counted, self._number_of(Topic.PRINCIPAL, _LONE_APPLICATION))

    def _read(self, position: int, place: int, wish: Mapping[str, object] | Malformed) -> StoredItem | RefusedRow:
        if isinstance(wish, Malformed):
            return RefusedRow(position, place, "", "", Topic.MALFORMED, wish.why)
        try:
            texts = read_texts(wish)
        except MalformedItemError as error:
            return _refused(position, place, wish, Topic.MALFORMED, str(error))
        application = texts.get("applicationId")
        kind = kind_of(wish, self._permissions, has_application_id=bool(application))
        if isinstance(kind, Refusal):
            return _refused(position, place, wish, kind.topic, kind.why)
        return StoredItem(
            position,
            place,
            _RANKS[kind.type],
            kind.half,
            None if kind.topic is None else self._number_of(kind.topic, kind.note),
            texts["id"].casefold(),
            application.casefold() if application and kind.half else None,
            _encoded(texts, kind),
        )

    def _number_of(self, topic: Topic, note: str) -> int:
        return self._notes.setdefault(note, (len(self._notes), topic))[0]


def _refused(position: int, place: int, wish: Mapping[str, object], topic: Topic, why: str) -> RefusedRow:
    return RefusedRow(position, place, shown(wish.get("id")), shown(wish.get("type")), topic, why)


def _encoded(texts: Mapping[str, str], kind: Kind) -> str:
    """Return an item as JSON, in ASCII."""
    own = [f'"{name}":{encode_basestring_ascii(text)}' for name, text in texts.items()]
    return f"{{{','.join(own)},{kind.encoded}}}"


def plan_restore(
    rows: Iterable[Row],
    *,
    permissions: Permissions = "delegated",
    counted: str = "item",
    session_size: int = ITEMS_OF_A_SESSION,
) -> RestorePlan:
    """Return the plan for a list of wishes, of any length.

    The rows are read once, and memory does not grow with their number. The same rows give the same plan.

    Args:
        rows: the wishes, each with the number of its place in the list.
        permissions: with which the sessions run.
        counted: what those numbers count: ``line`` or ``item``.
        session_size: the most items of a session, at least two.

    Raises:
        WishListError: the list cannot be read to its end.
        NoRoomError: there is no room for it among the temporary files.
        ValueError: an application and its service principal do not fit into a session.
    """
    if session_size < _SMALLEST_SESSION:
        raise ValueError("A session has to have room for an application and its service principal.")
    plan = RestorePlan(permissions, session_size)
    try:
        plan.take(rows, counted)
    except BaseException:
        plan.close()
        raise
    return plan
