"""Where the items wait between the list and the sessions: on disk, in a temporary database of SQLite's own.

Its file can be read by this user only and has no name any more as soon as it is open: nothing is left of it, however
the program ends. How much of it is in memory does not depend on the length of the list.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple, TypedDict, cast

from veeam_provider.restore_plan._items import shown
from veeam_provider.restore_plan._verdicts import Half, Topic

__all__ = ["Encoded", "RefusedRow", "Spool", "StoredItem"]

_CACHE_KIB: Final = 8 * 1024
_HALVES: Final = {"application": Half.APPLICATION.value, "principal": Half.PRINCIPAL.value}

_SCHEMA: Final = f"""
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA temp_store = FILE;
PRAGMA cache_size = -{_CACHE_KIB};
CREATE TABLE item (
    position INTEGER PRIMARY KEY, place INTEGER, rank INTEGER, half INTEGER, note INTEGER, key TEXT, application TEXT,
    encoded TEXT, partner INTEGER
);
CREATE TABLE refused (position INTEGER PRIMARY KEY, place INTEGER, id TEXT, type TEXT, topic TEXT, why TEXT);
"""
_LISTED_TWICE: Final = """
SELECT later.position, later.place, later.encoded, first.place
FROM (SELECT key, MIN(position) AS position FROM item GROUP BY key HAVING COUNT(*) > 1) AS twice
JOIN item AS first ON first.position = twice.position
JOIN item AS later ON later.key = twice.key AND later.position > twice.position
"""
_SAME_HALF: Final = """
SELECT later.position, later.place, later.encoded, first.place
FROM (
    SELECT application, half = :application AS leads, MIN(position) AS position FROM item
    WHERE application IS NOT NULL GROUP BY 1, 2 HAVING COUNT(*) > 1
) AS twice
JOIN item AS first ON first.position = twice.position
JOIN item AS later ON later.application = twice.application AND later.position > twice.position
    AND (later.half = :application) = twice.leads
"""
_FIND_PARTNERS: Final = """
UPDATE item SET partner = (
    SELECT other.position FROM item AS other
    WHERE other.application = item.application
        AND (other.half = :application) <> (item.half = :application)
) WHERE application IS NOT NULL
"""
_WITHOUT_APPLICATION: Final = """
SELECT position, place, encoded, 0 FROM item WHERE half = :principal AND partner IS NULL
"""
_PAIRS: Final = """
SELECT application.encoded, principal.encoded
FROM item AS application JOIN item AS principal ON principal.position = application.partner
WHERE application.half = :application AND application.partner IS NOT NULL ORDER BY application.position
"""
_SINGLES: Final = "SELECT encoded FROM item WHERE rank = ? AND partner IS NULL ORDER BY position"
_COUNTS: Final = """
SELECT rank, COUNT(*), SUM(half = :application AND partner IS NOT NULL) FROM item GROUP BY rank ORDER BY rank
"""


class Encoded(TypedDict):
    """What every encoded item has."""

    id: str
    type: str


class StoredItem(NamedTuple):
    """An item that may be restored, as far as it can be told from itself.

    Attributes:
        position: in the list, counted from 1.
        place: the number of its line or item, for people.
        rank: of its type in the order of the sessions.
        half: which half of an application it is.
        note: the number of the note on it, if there is one.
        key: by which the same item is recognized.
        application: by which the halves of an application are recognized, if it is one.
        encoded: the item as JSON, in ASCII.
    """

    position: int
    place: int
    rank: int
    half: Half
    note: int | None
    key: str
    application: str | None
    encoded: str


class RefusedRow(NamedTuple):
    """What is refused, and why."""

    position: int
    place: int
    id: str
    type: str
    topic: Topic
    why: str


class Spool:
    """The items of one list."""

    def __init__(self) -> None:
        # Without a name it is a temporary file, which SQLite deletes when it has opened it.
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.executescript(_SCHEMA)

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def store(self, items: Iterable[StoredItem], refused: Iterable[RefusedRow]) -> None:
        """Take in what has been read."""
        self._database.execute("BEGIN")
        self._database.executemany("INSERT INTO item VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL)", items)
        self._database.executemany("INSERT INTO refused VALUES (?, ?, ?, ?, ?, ?)", refused)
        self._database.execute("COMMIT")

    def settle(self, counted: str, note_on_lone_application: int) -> None:
        """Decide what only all items together decide: what is there twice, and what belongs together.

        Args:
            counted: what the numbers of places count, for the reasons of refusals.
            note_on_lone_application: the number of the note on applications without their service principal.
        """
        self._database.execute("CREATE INDEX item_by_key ON item (key)")
        self._refuse(_LISTED_TWICE, Topic.DUPLICATE, f"It is listed already, as {counted} {{place}}.")
        self._database.execute("CREATE INDEX item_by_application ON item (application) WHERE application IS NOT NULL")
        self._refuse(
            _SAME_HALF,
            Topic.DUPLICATE,
            f"It has the applicationId and applicationType of {counted} {{place}}, and a tenant has one such object.",
        )
        self._database.execute(_FIND_PARTNERS, _HALVES)
        self._refuse(
            _WITHOUT_APPLICATION,
            Topic.PRINCIPAL,
            "Its application is not in the list, or is refused. Put it into the list; or, if it exists or belongs to"
            " another tenant, give linkedApplication: exists or otherTenant.",
        )
        self._database.execute(
            "UPDATE item SET note = ? WHERE half = ? AND partner IS NULL", (note_on_lone_application, Half.APPLICATION)
        )
        self._database.execute("CREATE INDEX item_in_order ON item (rank, position) WHERE partner IS NULL")
        self._database.execute("CREATE INDEX item_by_note ON item (note, position) WHERE note IS NOT NULL")

    def counts(self) -> Iterator[tuple[int, int, int]]:
        """Yield for each rank that occurs how many items and, among them, pairs it has."""
        yield from cast("Iterable[tuple[int, int, int]]", self._database.execute(_COUNTS, _HALVES))

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Yield the applications, each with its service principal, encoded."""
        yield from cast("Iterable[tuple[str, str]]", self._database.execute(_PAIRS, _HALVES))

    def singles(self, rank: int) -> Iterator[str]:
        """Yield the items of a rank that are not in pairs, encoded."""
        for (encoded,) in cast("Iterable[tuple[str]]", self._database.execute(_SINGLES, (rank,))):
            yield encoded

    def refusals(self) -> Iterator[tuple[Topic, int]]:
        """Yield how many are refused on which grounds."""
        rows = self._database.execute("SELECT topic, COUNT(*) FROM refused GROUP BY topic ORDER BY topic")
        for topic, count in cast("Iterable[tuple[str, int]]", rows):
            yield Topic(topic), count

    def refused(self) -> Iterator[RefusedRow]:
        """Yield what is refused, in the order of the list."""
        rows = self._database.execute("SELECT position, place, id, type, topic, why FROM refused ORDER BY position")
        for position, place, id_, type_, topic, why in cast("Iterable[tuple[int, int, str, str, str, str]]", rows):
            yield RefusedRow(position, place, id_, type_, Topic(topic), why)

    def notes(self) -> Iterator[tuple[int, int]]:
        """Yield the numbers of the notes, each with how many items it is about."""
        rows = self._database.execute("SELECT note, COUNT(*) FROM item WHERE note IS NOT NULL GROUP BY note ORDER BY 1")
        yield from cast("Iterable[tuple[int, int]]", rows)

    def noted(self, note: int) -> Iterator[str]:
        """Yield the items with a note, encoded, in the order of the list."""
        rows = self._database.execute("SELECT encoded FROM item WHERE note = ? ORDER BY position", (note,))
        for (encoded,) in cast("Iterable[tuple[str]]", rows):
            yield encoded

    def _refuse(self, selection: str, topic: Topic, why: str) -> None:
        """Move items to what is refused.

        Args:
            selection: a query for their positions, places, encoded forms, and the place that the reason names.
            topic: the grounds.
            why: the reason, with ``{place}`` for that place.
        """
        rows = cast("Iterable[tuple[int, int, str, int]]", self._database.execute(selection, _HALVES))
        refused = (
            _refused(position, place, encoded, topic, why.format(place=other))
            for position, place, encoded, other in rows
        )
        self._database.executemany("INSERT INTO refused VALUES (?, ?, ?, ?, ?, ?)", refused)
        self._database.execute(
            "DELETE FROM item WHERE position IN (SELECT position FROM refused WHERE topic = ?)", (topic,)
        )


def _refused(position: int, place: int, encoded: str, topic: Topic, why: str) -> RefusedRow:
    item = cast("Encoded", json.loads(encoded))
    return RefusedRow(position, place, shown(item["id"]), shown(item["type"]), topic, why)
