"""The provider's Check objects to what the rules call broken, resource by resource, by the same ids and sentences."""

import pytest
from corpus import Declared, Stack, stacks

from veeam_entraid_limits import LIMITS, Verdict, check_each, explain, read_facts
from veeam_entraid_protocol.provider import CheckRequest
from veeam_provider.plugin import DECLARATIONS, VeeamProvider

TOKENS = {each.token for each in DECLARATIONS}
IDS = {limit.id for limit in LIMITS}


def managed(stack: Stack) -> list[Declared]:
    return [each for each in stack.resources.values() if each.type in TOKENS]


STACKS = [stack for stack in stacks() if stack.over_the_protocol and managed(stack)]


def objections(resource: Declared) -> set[str]:
    """Return what Check says about limits, which is not all that it says of inputs that are not complete."""
    inputs = dict(resource.inputs)
    request = CheckRequest(urn=resource.urn, type=resource.type, name=resource.name, inputs=inputs, old_inputs={})
    said = [failure.reason for failure in VeeamProvider({}).check(request).failures]
    return {reason for reason in said if reason.partition(": ")[0] in IDS}


def broken(resource: Declared) -> set[str]:
    facts = read_facts(resource.as_resource())
    found = [finding for fact in facts for finding in check_each(fact) if finding.verdict is Verdict.BROKEN]
    return {f"{finding.limit}: {explain(finding)}" for finding in found}


@pytest.mark.parametrize("stack", STACKS, ids=lambda stack: stack.name)
def test_check_objects_to_what_is_broken_and_to_nothing_else(stack: Stack) -> None:
    for resource in managed(stack):
        assert objections(resource) == broken(resource)


def test_every_limit_of_one_resource_is_among_them() -> None:
    told = {said.partition(": ")[0] for stack in STACKS for resource in managed(stack) for said in objections(resource)}
    assert told >= {
        "default-proxy-enabled",
        "supported-region",
        "supported-tenant-type",
        "restore-session-item-limit",
        "restorable-item-types",
        "one-item-type-per-restore-session",
        "service-principal-with-application",
        "intune-edition-upgrade-restore",
    }
