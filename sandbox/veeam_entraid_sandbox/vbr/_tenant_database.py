"""The databases of protected tenants on the PostgreSQL instance of a server: one for each tenant, and what is imported.

Restore points never change once they are written: what has been read of them is remembered.
"""

import contextlib
import datetime as dt
import json
import uuid
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, cast

import psycopg
from psycopg import sql
from psycopg.errors import DuplicateDatabase, UniqueViolation

from veeam_entraid_sandbox.vbr._clock import stamp
from veeam_entraid_sandbox.vbr._directory import Item
from veeam_entraid_sandbox.vbr._instance import Instance
from veeam_entraid_sandbox.vbr._json import JsonObject

__all__ = [
    "Kept",
    "Point",
    "RepositoryError",
    "TenantDatabase",
    "database_name",
    "imported_database_name",
    "tenants_on",
]

_ENTRY: Final = "postgres"
_SECONDS: Final = 10
_PREFIX: Final = "veeam_entra_id_"
_TABLES: Final = """
CREATE TABLE IF NOT EXISTS restore_points (id uuid PRIMARY KEY, created timestamptz NOT NULL);
CREATE TABLE IF NOT EXISTS items (
    restore_point uuid NOT NULL REFERENCES restore_points ON DELETE CASCADE, id uuid NOT NULL, type text NOT NULL,
    scope text NOT NULL, name text NOT NULL, properties jsonb NOT NULL, details jsonb NOT NULL,
    PRIMARY KEY (restore_point, id)
);
CREATE INDEX IF NOT EXISTS items_by_type ON items (restore_point, type);
"""
_COLUMNS: Final = "i.restore_point::text, i.id::text, i.type, i.scope, i.name, i.properties, i.details"
_NEWEST: Final = f"""
SELECT DISTINCT ON (i.id) {_COLUMNS}
FROM items i JOIN restore_points p ON p.id = i.restore_point
WHERE i.restore_point = ANY(%s::uuid[]) AND i.type = %s ORDER BY i.id, p.created DESC
"""  # noqa: S608 - the words are this module's
_GIVEN: Final = f"""
SELECT {_COLUMNS} FROM items i WHERE i.restore_point = %s AND i.id = ANY(%s::uuid[])
"""  # noqa: S608 - the words are this module's
_ALL: Final = f"SELECT {_COLUMNS} FROM items i WHERE i.restore_point = %s"  # noqa: S608 - the words are this module's


class RepositoryError(Exception):
    """The Entra ID backup repository does not do what it should. The message is PostgreSQL's."""


@dataclass(frozen=True, slots=True)
class Point:
    """A restore point in the database.

    Attributes:
        id: its GUID.
        created: its time, as the API writes it.
    """

    id: str
    created: str


@dataclass(frozen=True, slots=True)
class Kept:
    """An object as a restore point has it.

    Attributes:
        item: the object.
        point: the id of the restore point.
    """

    item: Item
    point: str


def database_name(tenant: str) -> str:
    """Return the name of the database of the tenant with that id in Entra ID."""
    return f"{_PREFIX}{tenant.lower().replace('-', '_')}"


def imported_database_name(session: str) -> str:
    """Return the name of the database that a restore session imports a copy into."""
    return f"{_PREFIX}restore_{session.replace('-', '')}"


def tenants_on(instance: Instance) -> list[str]:
    """Return the ids in Entra ID of the tenants that have a database on an instance.

    Raises:
        RepositoryError: nobody answers, or the login is refused.
    """
    with _connected(instance, _ENTRY) as connection:
        pattern = _PREFIX.replace("_", r"\_") + "%"
        found = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE %s ORDER BY 1", (pattern,))
        names = [str(name).removeprefix(_PREFIX) for (name,) in found.fetchall()]
    return [tenant for name in names if _is_id(tenant := name.replace("_", "-"))]


def _is_id(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False


@dataclass(frozen=True)
class TenantDatabase:
    """One database with restore points of a tenant. What it does may be done again and comes to the same.

    Attributes:
        instance: where it is.
        name: what it is called.
    """

    instance: Instance = field(repr=False)
    name: str

    def open(self) -> None:
        """Make the database, with its tables, unless it is there.

        Raises:
            RepositoryError: nobody answers, the login is refused, or it may not make databases.
        """
        with _connected(self.instance, _ENTRY) as connection:
            exists = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (self.name,)).fetchone()
            if not exists:
                # Two runs may make it at once.
                with contextlib.suppress(DuplicateDatabase, UniqueViolation):
                    connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(self.name)))
        with _connected(self.instance, self.name) as connection:
            connection.execute(_TABLES)

    def write(self, point: Point, items: Sequence[Item], keep: Sequence[str]) -> None:
        """Write a restore point with its items, and remove those that are not to be kept.

        Raises:
            RepositoryError: nobody answers, or the database is not there.
        """
        with _connected(self.instance, self.name) as connection, connection.transaction():
            connection.execute("DELETE FROM restore_points WHERE NOT id = ANY(%s::uuid[])", ([*keep, point.id],))
            connection.execute(
                "INSERT INTO restore_points VALUES (%s, %s) ON CONFLICT DO NOTHING", (point.id, point.created)
            )
            with connection.cursor() as cursor:
                cursor.executemany(
                    "INSERT INTO items VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
                    [
                        (
                            point.id,
                            item.id,
                            item.type,
                            item.scope,
                            item.name,
                            json.dumps(item.properties),
                            json.dumps(item.details),
                        )
                        for item in items
                    ],
                )

    def remove_points(self, ids: Sequence[str]) -> None:
        """Remove restore points, where they are there.

        Raises:
            RepositoryError: nobody answers, or the database is not there.
        """
        with _connected(self.instance, self.name) as connection:
            connection.execute("DELETE FROM restore_points WHERE id = ANY(%s::uuid[])", (list(ids),))

    def remove(self) -> None:
        """Remove the database, if it is there.

        Raises:
            RepositoryError: nobody answers, or the login may not.
        """
        with _connected(self.instance, _ENTRY) as connection:
            statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(self.name))
            connection.execute(statement)

    # Reading.

    def points(self) -> list[Point]:
        """Return the restore points that are there, the oldest first.

        Raises:
            RepositoryError: nobody answers, or the database is not there.
        """
        with _connected(self.instance, self.name) as connection:
            found = connection.execute("SELECT id::text, created FROM restore_points ORDER BY created").fetchall()
        return [Point(str(id_), stamp(cast("dt.datetime", created))) for id_, created in found]

    def newest(self, points: Sequence[str], type_: str) -> tuple[Kept, ...]:
        """Return the objects of a type, each as the newest of these restore points that has it does.

        Raises:
            RepositoryError: nobody answers, or the restore points are not there.
        """
        self._demand(points)
        return _newest(self, tuple(points), type_)

    def given(self, point: str, ids: Sequence[str]) -> Mapping[str, Kept]:
        """Return the objects of these ids that a restore point has, by id.

        Raises:
            RepositoryError: nobody answers, or the restore point is not there.
        """
        with _connected(self.instance, self.name) as connection:
            known = [each for each in ids if _is_id(each)]
            found = connection.execute(_GIVEN, (point, known)).fetchall()
        return {each.item.id: each for each in map(_kept, found)}

    def whole(self, point: str) -> tuple[Kept, ...]:
        """Return everything that a restore point has.

        Raises:
            RepositoryError: nobody answers, or the restore point is not there.
        """
        self._demand([point])
        with _connected(self.instance, self.name) as connection:
            return tuple(map(_kept, connection.execute(_ALL, (point,)).fetchall()))

    def having(self, points: Sequence[str], id_: str) -> list[str]:
        """Return those of the restore points that have an object.

        Raises:
            RepositoryError: nobody answers, or the database is not there.
        """
        if not _is_id(id_):
            return []
        statement = "SELECT restore_point::text FROM items WHERE restore_point = ANY(%s::uuid[]) AND id = %s"
        with _connected(self.instance, self.name) as connection:
            return [str(point) for (point,) in connection.execute(statement, (list(points), id_)).fetchall()]

    def _demand(self, points: Sequence[str]) -> None:
        with _connected(self.instance, self.name) as connection:
            statement = "SELECT count(*) FROM restore_points WHERE id = ANY(%s::uuid[])"
            row = connection.execute(statement, (list(points),)).fetchone()
        if row is None or row[0] != len(points):
            raise RepositoryError(f"Restore points are missing in the database {self.name}.")


@lru_cache(maxsize=64)
def _newest(database: TenantDatabase, points: tuple[str, ...], type_: str) -> tuple[Kept, ...]:
    with _connected(database.instance, database.name) as connection:
        return tuple(map(_kept, connection.execute(_NEWEST, (list(points), type_)).fetchall()))


def _kept(row: Sequence[object]) -> Kept:
    point, id_, type_, scope, name, properties, details = row
    item = Item(
        str(id_), str(type_), str(scope), str(name), cast("JsonObject", properties), cast("JsonObject", details)
    )
    return Kept(item, str(point))


@contextlib.contextmanager
def _connected(instance: Instance, database: str) -> Generator["psycopg.Connection[tuple[object, ...]]"]:
    try:
        with psycopg.connect(
            host=instance.host,
            port=instance.port,
            user=instance.login,
            password=instance.password,
            dbname=database,
            autocommit=True,
            connect_timeout=_SECONDS,
            application_name="Veeam Backup",
        ) as connection:
            yield connection
    except psycopg.Error as error:
        raise RepositoryError(str(error).partition("\n")[0]) from error
