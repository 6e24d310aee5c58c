"""Limit 2: a backup server has one Entra ID repository at a time."""

from collections.abc import Iterator, Sequence
from typing import Final

from veeam_entraid_limits._facts import BackupServer, Fact, Repository
from veeam_entraid_limits._finding import Finding, advisory, broken, undecided
from veeam_entraid_limits._setting import Setting

__all__ = ["ID", "check_facts", "clash_key"]

ID: Final = "one-repository-per-server"

_REMEDY: Final = (
    "Keep one repository for each backup server: remove the others, name another backup server with"
    " backupServer (tag veeam-entraid-server), or retire the one that is being left with connection: retired"
    " (tag veeam-entraid-role: repository-retired)."
)

_OUTSIDE_THE_STACK: Final = "the one backup server that the stack does not have"


def check_facts(facts: Sequence[Fact]) -> Iterator[Finding]:
    """Find servers with two repositories, repositories whose server is open, and names of no server."""
    servers = [fact for fact in facts if isinstance(fact, BackupServer) and fact.counted]
    repositories = [fact for fact in facts if isinstance(fact, Repository) and _takes_part(fact)]
    yield from _clashes(servers, repositories)
    yield from _undecided(servers, repositories)
    yield from _unknown_names(servers, repositories)


def clash_key(fact: Fact) -> str:
    """Return the name of the server that a repository gives; without one it may serve any that is still to come."""
    if not isinstance(fact, Repository) or not (_takes_part(fact) and _is_settled(fact)):
        return ""
    return str(fact.backup_server.value) if fact.backup_server.is_given else ""


def _takes_part(repository: Repository) -> bool:
    return repository.counted and True not in (repository.derived.switch, repository.retired.switch)


def _is_settled(repository: Repository) -> bool:
    return repository.certain and not any(setting.is_unknown for setting in _deciding(repository))


def _deciding(repository: Repository) -> tuple[Setting, ...]:
    return repository.retired, repository.derived, repository.backup_server


def _served(repository: Repository, servers: Sequence[BackupServer]) -> str:
    """Return the name of the server that a settled repository serves; nothing if that is open.

    A repository that names no server serves the stack's only one. That one may be outside the stack: all
    repositories that name none then mean the same.
    """
    if repository.backup_server.is_given:
        return str(repository.backup_server.value)
    if len(servers) == 1:
        return str(servers[0].name.value)
    return "" if servers else _OUTSIDE_THE_STACK


def _clashes(servers: Sequence[BackupServer], repositories: Sequence[Repository]) -> Iterator[Finding]:
    first_of: dict[str, Repository] = {}
    for repository in filter(_is_settled, repositories):
        server = _served(repository, servers)
        first = first_of.setdefault(server, repository)
        if server and first is not repository:
            yield broken(
                ID,
                repository.subject,
                f"{repository.subject} and {first.subject} serve the same backup server.",
                _REMEDY,
            )


def _undecided(servers: Sequence[BackupServer], repositories: Sequence[Repository]) -> Iterator[Finding]:
    for repository in repositories:
        if not _is_settled(repository):
            if len(repositories) > 1:
                yield undecided(ID, repository.subject, _what_is_open(repository))
        elif not _served(repository, servers):
            yield undecided(
                ID,
                repository.subject,
                f"The stack has {len(servers)} backup servers, and {repository.subject} does not say which of"
                " them it serves.",
                "Write backupServer (tag veeam-entraid-server): the logical name of the one that it serves.",
            )


def _what_is_open(repository: Repository) -> str:
    if not repository.certain:
        return f"Whether {repository.subject} is a repository is not known yet, and the stack has another."
    setting = next(setting for setting in _deciding(repository) if setting.is_unknown)
    return f"{setting.path} of {repository.subject} is not known yet, and the stack has another repository."


def _unknown_names(servers: Sequence[BackupServer], repositories: Sequence[Repository]) -> Iterator[Finding]:
    if not servers or any(server.name.is_unknown for server in servers):
        return
    names = {server.name.text for server in servers}
    listed = ", ".join(sorted(str(server.subject) for server in servers))
    for repository in repositories:
        named = repository.backup_server
        if named.text and named.text not in names:
            yield advisory(
                ID,
                repository.subject,
                f"{repository.subject} names a backup server that this stack does not have: it has {listed}.",
                f"If {named.path} is misspelt, write the logical name of one of these; if the server belongs"
                " to another stack, nothing is wrong.",
            )
