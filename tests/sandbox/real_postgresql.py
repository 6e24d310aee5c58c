"""A real PostgreSQL for simulated backup servers."""

from typing import Any

import psycopg

from veeam_entraid_sandbox.vbr import Instance

OWNER = "/tests/server"


def ask(instance: Instance, statement: str, database: str = "postgres") -> list[tuple[Any, ...]]:
    with psycopg.connect(
        host=instance.host,
        port=instance.port,
        user=instance.login,
        password=instance.password,
        dbname=database,
        autocommit=True,
    ) as connection:
        cursor = connection.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


def databases(instance: Instance) -> list[str]:
    """Return the names of the databases of tenants."""
    found = ask(instance, "SELECT datname FROM pg_database WHERE datname LIKE 'veeam%' ORDER BY 1")
    return [name for (name,) in found]


def drop_databases(instance: Instance) -> None:
    """Remove the databases of tenants."""
    for name in databases(instance):
        ask(instance, f'DROP DATABASE "{name}" WITH (FORCE)')
