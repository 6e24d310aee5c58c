"""Remediation: the safe values of the catalogue, for limits that are configured so."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from veeam_entraid_limits._catalogue import LIMITS, Limit
from veeam_entraid_limits._change import Change
from veeam_entraid_limits._checking import check_each
from veeam_entraid_limits._configuration import Configuration, Enforcement
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
    limits = [limit for limit in LIMITS if configuration.of(limit.id).enforcement is Enforcement.REMEDIATE]
    found = ((limit, tuple(_changes(limit, resource, configuration, today))) for limit in limits if limit.remediate)
    return [Remediation(limit.id, changes) for limit, changes in found if changes]


def _changes(limit: Limit, resource: Resource, configuration: Configuration, today: date) -> Iterator[Change]:
    for fact in read_facts(resource) if limit.remediate else ():
        judgements = judge(check_each(fact, (limit,)), configuration, today)
        if limit.remediate and any(judgement.enforcement is Enforcement.MANDATORY for judgement in judgements):
            yield from limit.remediate(fact)
