"""Remediation: the safe values of the catalogue, for limits that are configured so."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from veeam_entraid_limits._catalogue import LIMITS, Limit
from veeam_entraid_limits._change import Change
from veeam_entraid_limits._checking import check_each
from veeam_entraid_limits._configuration import Configuration, Enforcement
from veeam_entraid_limits._facts import Fact
from veeam_entraid_limits._judging import judge
from veeam_entraid_limits.resources import Resource, read_facts

__all__ = ["Remediation", "remediate"]


@dataclass(frozen=True, slots=True)
class Remediation:
    """What mends one broken limit on one resource.

    Attributes:
        limit: the id of the limit.
        changes: the inputs to change.
    """

    limit: str
    changes: tuple[Change, ...]


def remediate(resource: Resource, configuration: Configuration, today: date) -> list[Remediation]:
    """Return what mends a resource, for the limits whose level is remediate and that have a safe value.

    A limit that is waived for the resource is left alone; so is one that is not broken for certain.
    """
    facts = read_facts(resource)
    limits = [limit for limit in LIMITS if configuration.of(limit.id).enforcement is Enforcement.REMEDIATE]
    found = (
        Remediation(limit.id, tuple(_changes(limit, limit.remediate, facts, configuration, today)))
        for limit in limits
        if limit.remediate
    )
    return [remediation for remediation in found if remediation.changes]


def _changes(
    limit: Limit,
    mend: Callable[[Fact], Iterator[Change]],
    facts: Iterable[Fact],
    configuration: Configuration,
    today: date,
) -> Iterator[Change]:
    for fact in facts:
        judgements = judge(check_each(fact, (limit,)), configuration, today)
        if any(judgement.enforcement is Enforcement.MANDATORY for judgement in judgements):
            yield from mend(fact)
