"""Advice: a PostgreSQL instance is the repository of one backup server."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from veeam_entraid_limits._facts import BackupServer, Fact, Repository
from veeam_entraid_limits._finding import Finding, advisory

__all__ = ["ID", "check_facts"]

ID: Final = "one-server-per-instance"

_SEPARATOR: Final = re.compile(r"[\s,;|+&]+")


def check_facts(facts: Sequence[Fact]) -> Iterator[Finding]:
    """Find repositories that name two of the stack's backup servers at once.

    Two servers that were connected to one instance by hand cannot be seen from here.
    """
    names = {fact.name.text for fact in facts if isinstance(fact, BackupServer) and fact.counted}
    for fact in facts:
        if not isinstance(fact, Repository) or not fact.counted or fact.backup_server.text in names:
            continue
        named = names.intersection(_SEPARATOR.split(fact.backup_server.text))
        if len(named) > 1:
            yield advisory(
                ID,
                fact.subject,
                f"{fact.subject} names {len(named)} backup servers in {fact.backup_server.path}: their databases would"
                " be in one PostgreSQL instance, with one login and one set of limits, and one of them could drop"
                " those of the other.",
                "Give each backup server an instance of its own, and name one server here.",
            )
