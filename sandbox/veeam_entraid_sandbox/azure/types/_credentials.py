"""What Azure demands of administrator names and passwords."""

import re
from collections.abc import Iterator
from typing import Final

from veeam_entraid_protocol.properties import Properties, text_at
from veeam_entraid_protocol.provider import CheckFailure

__all__ = ["RESERVED_DATABASE_LOGINS", "RESERVED_MACHINE_USERS", "password_failures"]

RESERVED_MACHINE_USERS: Final = frozenset(
    "administrator admin user user1 test user2 test1 user3 admin1 1 123 a actuser adm admin2 aspnet backup console "
    "david guest john owner root server sql support support_388945a0 sys test2 test3 user4 user5".split()
)
RESERVED_DATABASE_LOGINS: Final = frozenset(
    "azure_superuser azuresu azure_pg_admin admin administrator root guest public sa replication postgres".split()
)

_KNOWN_PASSWORDS: Final = frozenset(
    "abc@123 P@$$w0rd P@ssw0rd P@ssword123 Pa$$word pass@word1 Password! Password1 Password22 iloveyou!".split()
)
_CLASSES: Final = (r"[a-z]", r"[A-Z]", r"\d", r"[\W_]")
_CLASSES_WANTED: Final = 3


def password_failures(
    properties: Properties, path: str, *, shortest: int, longest: int, login_path: str
) -> Iterator[CheckFailure]:
    """Yield what is wrong with the password at that path, without ever showing it."""
    password = text_at(properties, path)
    if not password:
        return
    if not shortest <= len(password) <= longest:
        yield CheckFailure(path, f"'{path}' must be between {shortest} and {longest} characters long")
    if sum(bool(re.search(class_, password)) for class_ in _CLASSES) < _CLASSES_WANTED:
        yield CheckFailure(
            path,
            f"'{path}' must hold three of these: a lower case letter, an upper case letter, a digit, another character",
        )
    if password in _KNOWN_PASSWORDS:
        yield CheckFailure(path, f"'{path}' is one of the passwords that Azure does not allow")
    login = text_at(properties, login_path)
    if len(login) > 2 and login.lower() in password.lower():  # noqa: PLR2004 - Azure's own limit
        yield CheckFailure(path, f"'{path}' must not hold the login name")
