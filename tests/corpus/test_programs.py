"""Programs in Python under mocks: the pack gives the verdicts, or the program is refused before by the same rule."""

from collections.abc import Mapping
from typing import Any

import pytest
from corpus import Expected, Stack
from programs import PROGRAMS, TENANT, Program
from pulumi.runtime import MockCallArgs, MockResourceArgs

from pytest_pulumi_policy import UNKNOWN, ProgramFailedError, Providers, Verdict, pack_served_by, program
from veeam_entraid_policy._analyzer import PolicyPackAnalyzer


class Azure(Providers):
    """Knows who is asking; identities are a list among the inputs, and a map among the outputs."""

    def preview(self, args: MockResourceArgs) -> Mapping[str, object]:
        return {key: UNKNOWN if key == "identity" else value for key, value in super().preview(args).items()}

    def call(self, args: MockCallArgs) -> tuple[dict[str, Any], list[tuple[str, str]] | None]:
        return {**args.args, "tenantId": TENANT, "subscriptionId": "s", "clientId": "c", "objectId": "o"}, None


PACK = pack_served_by(lambda: PolicyPackAnalyzer({}))


def verdict_of(level: str, message: str) -> str:
    if "This will be checked at update." in message:
        return "undecided"
    return "broken" if level == "mandatory" else "advisory"


def mismatches(given: Program, verdict: Verdict) -> list[str]:
    expected = tuple(map(Expected.read, given.expected))
    stack = Stack(given.name, frozenset(each.rule for each in expected), {}, expected)
    return stack.mismatches(
        {(verdict_of(each.level, each.message), each.policy, each.resource) for each in verdict.violations}
    )


@pytest.mark.parametrize("given", [each for each in PROGRAMS if not each.refused], ids=lambda each: each.name)
def test_the_pack_gives_the_verdicts_of_a_program(given: Program) -> None:
    assert mismatches(given, PACK.preview(program(given.make, mocks=Azure()))) == []


@pytest.mark.parametrize("given", [each for each in PROGRAMS if each.refused], ids=lambda each: each.name)
def test_a_program_is_refused_by_the_rule(given: Program) -> None:
    with pytest.raises(ProgramFailedError, match=given.refused):
        PACK.preview(program(given.make))
