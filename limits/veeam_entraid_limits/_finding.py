"""What a rule says: a finding about a subject. Silence means that the limit holds."""

import enum
from dataclasses import dataclass


class Verdict(enum.Enum):
    """How sure a finding is.

    A limit that holds makes no finding; so these three are all.
    """

    BROKEN = "broken"
    """The limit is broken, whatever becomes known later."""
    UNDECIDED = "undecided"
    """Something is not known yet; the update decides."""
    ADVISORY = "advisory"
    """The limit holds, and there is something that a person should know."""


@dataclass(frozen=True, slots=True)
class Subject:
    """The resource that a finding is about.

    Attributes:
        kind: what it is, in the words of its owner: ``BackupServer``, ``azure-native Server``.
        name: its name in the program.
        urn: its URN, where there is one.
    """

    kind: str
    name: str
    urn: str = ""

    def __str__(self) -> str:
        return f'{self.kind} "{self.name}"'


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule has found.

    Attributes:
        limit: the id of the limit.
        verdict: how sure it is.
        subject: the resource that it is about.
        problem: one or two sentences: what stands there, or what is not known yet.
        remedy: what to write instead; empty where there is nothing to write.
        basis: for limits that rest on two readings of the vendor's text, on which one; ``failed`` if the rule failed.
    """

    limit: str
    verdict: Verdict
    subject: Subject
    problem: str
    remedy: str = ""
    basis: str = ""


def broken(limit: str, subject: Subject, problem: str, remedy: str, basis: str = "") -> Finding:
    """Return a finding that a limit is broken."""
    return Finding(limit, Verdict.BROKEN, subject, problem, remedy, basis)


def undecided(limit: str, subject: Subject, problem: str, remedy: str = "", basis: str = "") -> Finding:
    """Return a finding that only the update can decide, with what a person may write to have it decided before."""
    return Finding(limit, Verdict.UNDECIDED, subject, problem, remedy, basis)


def advisory(limit: str, subject: Subject, problem: str, remedy: str) -> Finding:
    """Return a finding that is no more than advice."""
    return Finding(limit, Verdict.ADVISORY, subject, problem, remedy)
