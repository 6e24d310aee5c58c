"""Names that Azure, Windows and PostgreSQL accept.

Sources: Microsoft, "Naming rules and restrictions for Azure resources"; Microsoft, "Frequently asked
questions about Windows virtual machines" (user names and passwords); Microsoft, "Azure virtual machine
sizes naming conventions"; Microsoft, "Quickstart: Create an Azure Database for PostgreSQL" (server
administrators); PostgreSQL, "Identifiers and Key Words".
"""

import re
from typing import Final

__all__ = [
    "component_name_problem",
    "computer_name",
    "computer_name_problem",
    "postgresql_login_problem",
    "resource_group_problem",
    "size_problem",
    "windows_login_problem",
]

_COMPONENT: Final = re.compile(r"[A-Za-z](?:[A-Za-z0-9-]{0,38}[A-Za-z0-9])?")
_COMPUTER: Final = re.compile(r"(?!\d+$)[A-Za-z0-9](?:[A-Za-z0-9-]{0,13}[A-Za-z0-9])?")
_RESOURCE_GROUP: Final = re.compile(r"[-\w.()]{0,89}[-\w()]")
_POSTGRESQL_LOGIN: Final = re.compile(r"[a-z][a-z0-9_]{0,62}")
_WINDOWS_LOGIN: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,18}[A-Za-z0-9]")
_SIZE: Final = re.compile(r"(?:Standard|Basic)_[A-Za-z0-9]+(?:[_-][A-Za-z0-9]+)*")

_LONGEST_COMPUTER_NAME: Final = 15

_RESERVED_WINDOWS_LOGINS: Final = frozenset(
    """
    1 123 a actuser adm admin admin1 admin2 administrator aspnet backup console david guest john owner root
    server sql support support_388945a0 sys test test1 test2 test3 user user1 user2 user3 user4 user5
    """.split()
)
_RESERVED_POSTGRESQL_LOGINS: Final = frozenset(
    "admin administrator azure_pg_admin azure_superuser azuresu guest postgres public replication root".split()
)


def component_name_problem(name: str) -> str:
    """Return what is wrong with the name of a component, which names its Azure resources; nothing if it will do."""
    if _COMPONENT.fullmatch(name):
        return ""
    return (
        "its name cannot name Azure resources: write 1 to 40 letters, digits and hyphens, starting with a letter"
        " and not ending with a hyphen"
    )


def computer_name(component: str) -> str:
    """Return the Windows computer name that a component's name gives."""
    return component[:_LONGEST_COMPUTER_NAME].rstrip("-")


def computer_name_problem(name: str) -> str:
    """Return what is wrong with the name of a Windows computer; nothing if it will do."""
    if _COMPUTER.fullmatch(name):
        return ""
    return (
        "is not a name for a Windows computer: write 1 to 15 letters, digits and hyphens, not only digits, and no"
        " hyphen at either end"
    )


def windows_login_problem(login: str) -> str:
    """Return what is wrong with the login of a Windows administrator on Azure; nothing if it will do."""
    if login.lower() in _RESERVED_WINDOWS_LOGINS:
        return "is a login that Azure refuses: write another one, such as veeamadmin"
    if not _WINDOWS_LOGIN.fullmatch(login):
        return "is not a login for Windows on Azure: write 2 to 20 letters, digits, hyphens and underscores"
    return ""


def postgresql_login_problem(login: str) -> str:
    """Return what is wrong with a PostgreSQL login; nothing if it will do, on a flexible server too."""
    if login in _RESERVED_POSTGRESQL_LOGINS or login.startswith("pg_"):
        return "is a login that PostgreSQL or Azure keeps for itself: write another one, such as veeam"
    if not _POSTGRESQL_LOGIN.fullmatch(login):
        return (
            "is not a login that needs no quotes: write 1 to 63 lower-case letters, digits and underscores,"
            " starting with a letter"
        )
    return ""


def resource_group_problem(name: str) -> str:
    """Return what is wrong with the name of a resource group; nothing if it will do."""
    if _RESOURCE_GROUP.fullmatch(name):
        return ""
    return (
        "is not a name for a resource group: write 1 to 90 letters, digits, hyphens, underscores, parentheses and"
        " periods, not ending with a period"
    )


def size_problem(size: str, example: str) -> str:
    """Return what is wrong with the size of a machine or server; nothing if it has the form of one."""
    return "" if _SIZE.fullmatch(size) else f"is not a size that Azure has: write one such as {example}"
