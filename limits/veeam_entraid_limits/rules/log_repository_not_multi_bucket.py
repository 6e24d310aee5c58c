"""Limit 15: a repository of logs does not spread over several buckets."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from veeam_entraid_limits._facts import Fact
from veeam_entraid_limits._finding import Finding, Subject, Verdict, advisory, broken, undecided
from veeam_entraid_limits._protection import BackupCopyJob, CopySource, LogBackupJob, StorageRepository
from veeam_entraid_limits._relation import Targets

__all__ = ["ID", "check_facts"]

ID: Final = "log-repository-not-multi-bucket"

_REMEDY: Final = (
    "Name a repository without bucket.enableAutoProvision: it cannot be switched off again, so this takes another"
    " repository."
)


def check_facts(facts: Sequence[Fact]) -> Iterator[Finding]:
    """Find jobs that write logs, or copies, to a repository that spreads over child buckets."""
    jobs = [fact for fact in facts if isinstance(fact, LogBackupJob | BackupCopyJob)]
    if not jobs:
        return
    repositories = Targets(
        [fact for fact in facts if isinstance(fact, StorageRepository)], [job.repository for job in jobs]
    )
    for job in jobs:
        yield from _check(job, repositories)


@dataclass(frozen=True, slots=True)
class _Answer:
    """Whether a repository spreads: with the repository or extent that does, or with what is open."""

    verdict: Verdict | None
    subject: Subject | None = None
    problem: str = ""


def _check(job: LogBackupJob | BackupCopyJob, repositories: Targets[StorageRepository]) -> Iterator[Finding]:
    is_tenant_copy = isinstance(job, BackupCopyJob) and job.source is CopySource.TENANT_BACKUP
    named = job.repository.setting
    repository = repositories.find(job.repository, job.server)
    if repository is None:
        if not is_tenant_copy:
            known = "is not known yet" if named.is_unknown else "names a repository that is not in the stack"
            yield undecided(
                ID,
                job.subject,
                f"{named.path or 'repositoryId'} of {job.subject} {known}; whether it spreads over several buckets is"
                " asked on the server.",
                "To have it checked before, name it by the id of its veeam:infrastructure:Repository in this stack.",
            )
        return
    answer = _spreads(repository, repositories)
    if answer.verdict is Verdict.BROKEN and is_tenant_copy:
        yield advisory(
            ID,
            job.subject,
            f"{job.subject} copies a tenant backup to {answer.subject}, which spreads over several buckets: the vendor"
            " excludes that for logs, and names no such repository for copies.",
            "Prefer a repository of one bucket.",
        )
    elif answer.verdict is Verdict.BROKEN:
        yield broken(
            ID,
            job.subject,
            f"{job.subject} writes to {repository.subject}, {_which(repository, answer)}.",
            _REMEDY,
        )
    elif answer.verdict is Verdict.UNDECIDED and not is_tenant_copy:
        yield undecided(ID, job.subject, f"{job.subject} writes to {repository.subject}. {answer.problem}")


def _which(repository: StorageRepository, answer: _Answer) -> str:
    spreads = "spreads over several buckets (bucket.enableAutoProvision)"
    return f"which {spreads}" if answer.subject == repository.subject else f"whose extent {answer.subject} {spreads}"


def _spreads(repository: StorageRepository, repositories: Targets[StorageRepository]) -> _Answer:
    """Return whether a repository or one of its performance extents spreads; extents have none of their own."""
    own = _own_answer(repository)
    if own.verdict is Verdict.BROKEN:
        return own
    answers = [own]
    for extent in repository.performance_extents:
        found = repositories.find(extent, repository.server)
        if found:
            answers.append(_own_answer(found))
        else:
            answers.append(_Answer(Verdict.UNDECIDED, problem="Nothing is known here of one of its extents."))
    worst = {answer.verdict: answer for answer in reversed(answers)}
    return worst.get(Verdict.BROKEN) or worst.get(Verdict.UNDECIDED) or own


def _own_answer(repository: StorageRepository) -> _Answer:
    switch = repository.auto_provision
    if switch.switch is True:
        return _Answer(Verdict.BROKEN, repository.subject)
    if switch.is_given and switch.switch is None:
        known = "is not known yet" if switch.is_unknown else "is neither true nor false"
        return _Answer(Verdict.UNDECIDED, problem=f"{switch.path} of {repository.subject} {known}.")
    return _Answer(None)
