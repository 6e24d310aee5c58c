"""Limit 3: an Entra ID repository runs PostgreSQL 14 or later."""

from collections.abc import Iterator
from typing import Final

from veeam_entraid_limits._facts import Fact, Repository
from veeam_entraid_limits._finding import Finding, advisory, broken, undecided
from veeam_entraid_limits._setting import major_version

__all__ = ["ID", "OLDEST", "REQUIREMENTS_LIST", "check_fact"]

ID: Final = "repository-postgresql-version"

OLDEST: Final = 14
"""The oldest major version that the page of limitations admits."""

REQUIREMENTS_LIST: Final = (14, 15, 17)
"""The major versions that the page of system requirements lists."""


def check_fact(fact: Fact) -> Iterator[Finding]:
    """Find a repository whose PostgreSQL is too old, or whose version cannot be read or is not known yet."""
    if not isinstance(fact, Repository):
        return
    version, subject = fact.engine_version, fact.subject
    if version.is_unknown:
        yield undecided(ID, subject, f"{version.path} of {subject} is not known yet.")
    elif version.is_given:
        yield from _check_version(fact)
    elif fact.derived.switch or fact.derived.is_unknown or not fact.speaks_for_itself:
        remedy = (
            f"See that it is {OLDEST} or later: it has the version of the server that it is a copy of."
            if fact.speaks_for_itself
            else f"See on the machine that it is {OLDEST} or later; an EntraIdRepository says it here (engineVersion)."
        )
        yield undecided(ID, subject, f"{subject} does not say which version of PostgreSQL it runs.", remedy)


def _check_version(repository: Repository) -> Iterator[Finding]:
    version, subject = repository.engine_version, repository.subject
    major = major_version(version.value)
    if major is None or major < OLDEST:
        problem = (
            f"{version.path} of {subject} is not a version of PostgreSQL."
            if major is None
            else f"{subject} runs PostgreSQL {major} ({version.path})."
        )
        remedy = f"Write {version.path}: 17 (14 and 15 are on the vendor's list of requirements as well)."
        yield broken(ID, subject, problem, remedy)
    elif major not in REQUIREMENTS_LIST:
        yield advisory(
            ID,
            subject,
            f"{subject} runs PostgreSQL {major}, which the page of limitations admits (14 or later) and the"
            " vendor's list of requirements does not name (14, 15, 17).",
            f"Prefer {version.path}: 17, which both admit.",
        )
