"""Asking the rules about a saved stack, as the policy pack asks them about one that deploys."""

from collections.abc import Iterable
from datetime import date

from veeam_entraid_limits._checking import check_across, check_each
from veeam_entraid_limits._finding import Finding
from veeam_entraid_limits.resources import Resource, read_facts

__all__ = ["check_stack"]


def check_stack(resources: Iterable[Resource], today: date | None = None) -> list[Finding]:
    """Return what the rules find about the resources of one or several stacks, each alone and all together.

    What expires is looked at where a day is given. A URN counts once, the first time that it comes. Never raises: a
    rule that fails is reported as broken, by its name.
    """
    once: dict[str, Resource] = {}
    for resource in resources:
        once.setdefault(resource.urn, resource)
    facts = [fact for resource in once.values() for fact in read_facts(resource)]
    return [*(finding for fact in facts for finding in check_each(fact)), *check_across(facts, today=today)]
