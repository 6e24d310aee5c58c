"""The database of a protected tenant on the PostgreSQL instance of a server: one for each tenant."""

import contextlib
import json
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Final

import psycopg
from psycopg import sql
from psycopg.errors import DuplicateDatabase, InvalidCatalogName, UniqueViolation

from veeam_entraid_sandbox.vbr._directory import Item
from veeam_entraid_sandbox.vbr._instance import Instance

__all__ = ["Point", "RepositoryError", "TenantDatabase", "database_name"]

_ENTRY: Final = "postgres"
_SECONDS: Final = 10
_TABLES: Final = """
CREATE TABLE IF NOT EXISTS restore_points (id uuid PRIMARY KEY, created timestamptz NOT NULL);
CREATE TABLE IF NOT EXISTS items (
    restore_point uuid NOT NULL REFERENCES restore_points ON DELETE CASCADE, id uuid NOT NULL, type text NOT NULL,
    name text NOT NULL, properties jsonb NOT NULL, details jsonb NOT NULL, PRIMARY KEY (restore_point, id)
);
"""


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


def database_name(tenant: str) -> str:
    """Return the name of the database of the tenant with that id in Entra ID."""
    return f"veeam_entra_id_{tenant.lower().replace('-', '_')}"


class TenantDatabase:
    """One tenant's database. What it does may be done again and comes to the same."""

    def __init__(self, instance: Instance, tenant: str) -> None:
        self._instance = instance
        self._name = database_name(tenant)

    def open(self) -> None:
        """Make the database, with its tables, unless it is there.

        Raises:
            RepositoryError: nobody answers, the login is refused, or it may not make databases.
        """
        with self._connected(_ENTRY) as connection:
            exists = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (self._name,)).fetchone()
            if not exists:
                # Two runs may make it at once.
                with contextlib.suppress(DuplicateDatabase, UniqueViolation):
                    connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(self._name)))
        with self._connected(self._name) as connection:
            connection.execute(_TABLES)

    def write(self, point: Point, items: Sequence[Item], keep: Sequence[str]) -> None:
        """Write a restore point with its items, and remove those that are not to be kept.

        Raises:
            RepositoryError: nobody answers, or the database is not there.
        """
        with self._connected(self._name) as connection, connection.transaction():
            connection.execute("DELETE FROM restore_points WHERE NOT id = ANY(%s::uuid[])", ([*keep, point.id],))
            connection.execute(
                "INSERT INTO restore_points VALUES (%s, %s) ON CONFLICT DO NOTHING", (point.id, point.created)
            )
            with connection.cursor() as cursor:
                cursor.executemany(
                    "INSERT INTO items VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
                    [
                        (point.id, item.id, item.type, item.name, json.dumps(item.properties), json.dumps(item.details))
                        for item in items
                    ],
                )

    def remove(self) -> None:
        """Remove the database, if it is there.

        Raises:
            RepositoryError: nobody answers, or the login may not.
        """
        with self._connected(_ENTRY) as connection:
            statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(self._name))
            connection.execute(statement)

    @contextlib.contextmanager
    def _connected(self, database: str) -> Generator["psycopg.Connection[tuple[object, ...]]"]:
        instance = self._instance
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
        except InvalidCatalogName as error:
            raise RepositoryError(f"The database {database} is not there.") from error
        except psycopg.Error as error:
            raise RepositoryError(str(error).partition("\n")[0]) from error
