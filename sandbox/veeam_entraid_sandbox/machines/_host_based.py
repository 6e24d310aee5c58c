"""Host-based authentication: ``pg_hba.conf`` as a machine renders it, on one machine."""

import re
from typing import Final

__all__ = ["LOOPBACK", "admits_locally", "translated"]

LOOPBACK: Final = "127.0.0.0/8"
"""Where every client of the sandbox comes from."""

_FIELD: Final = re.compile(r'"[^"]*"|\S+')
_REMOTE: Final = {"host", "hostssl", "hostnossl", "hostgssenc", "hostnogssenc"}
_HAS_MASK: Final = re.compile(r"\d+\.\d+\.\d+\.\d+|[0-9a-fA-F:]+:[0-9a-fA-F:]*")


def translated(rendered: str) -> str:
    """Return the lines with loopback in place of every address: method, database and user stay.

    What the addresses tell apart is lost by that: a login that is admitted from the backup server only is
    admitted from this machine, which is the backup server too.
    """
    return "".join(f"{_translated(line)}\n" for line in rendered.splitlines())


def _translated(line: str) -> str:
    fields = _fields(line)
    if len(fields) < 5 or fields[0].lower() not in _REMOTE:  # noqa: PLR2004 - type, database, user, address, method
        return line
    after = 5 if _HAS_MASK.fullmatch(fields[4]) and "/" not in fields[3] else 4
    return " ".join([*fields[:3], LOOPBACK, *fields[after:]])


def admits_locally(rendered: str, superuser: str) -> bool:
    """Return whether the machine itself, over its Unix socket, gets in as the superuser."""
    for line in rendered.splitlines():
        fields = _fields(line)
        match fields:
            case [kind, databases, users, method, *_] if kind.lower() == "local":
                for_database = {"all", "postgres"} & set(databases.split(","))
                if for_database and {"all", superuser} & set(users.split(",")):
                    return method != "reject"
            case _:
                continue
    return False


def _fields(line: str) -> list[str]:
    return _FIELD.findall(line.partition("#")[0])
