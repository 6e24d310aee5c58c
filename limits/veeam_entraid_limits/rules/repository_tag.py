"""Advice: a PostgreSQL server next to a backup server says whether it is its repository."""

from collections.abc import Iterator, Sequence
from typing import Final

from veeam_entraid_limits._facts import BackupServer, Fact, PostgresqlServer
from veeam_entraid_limits._finding import Finding, advisory

__all__ = ["ID", "check_facts"]

ID: Final = "repository-tag"


def check_facts(facts: Sequence[Fact]) -> Iterator[Finding]:
    """Find PostgreSQL servers without a known role in a stack that has a backup server."""
    if not any(isinstance(fact, BackupServer) and fact.certain for fact in facts):
        return
    for fact in facts:
        if isinstance(fact, PostgresqlServer):
            has = "a role tag that is none of the known ones" if fact.role.is_given else "no role tag"
            yield advisory(
                ID,
                fact.subject,
                f"The stack has a backup server, and {fact.subject} has {has}, so no rule governs it.",
                "If it is the server's repository, write the tag veeam-entraid-role: repository; if it is"
                " being left, veeam-entraid-role: repository-retired; if it is neither, nothing is wrong.",
            )
