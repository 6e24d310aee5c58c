"""Every example of a rule, shown to the pack as the engine shows it: the same findings as those of the pure rules."""

import importlib
import inspect
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from stacks import findings
from stacks_of_limits import Described, pack_in_memory

from veeam_entraid_limits import LIMITS, Level, Resource, Verdict

MODULES = ("test_advice", "test_protection_rules", "test_restore_rules", "test_rules")
MANDATORY = {limit.id for limit in LIMITS if limit.level is Level.MANDATORY}


def examples() -> Iterator[Any]:
    """Yield the stacks that the tests of the rules are parametrized by."""
    for module in MODULES:
        for name, group in inspect.getmembers(importlib.import_module(module), inspect.isclass):
            for test, function in inspect.getmembers(group, inspect.isfunction):
                for number, each in enumerate(_stacks(function)):
                    yield pytest.param(each, id=f"{module}-{name}-{test}-{number}")


def _stacks(function: Any) -> Iterator[list[Resource]]:
    for mark in getattr(function, "pytestmark", []):
        names, sets = mark.args[0], mark.args[1]
        if mark.name == "parametrize" and names == "stack":
            yield from (each.values[0] for each in sets)


EXAMPLES = list(examples())


def test_there_are_examples_of_every_kind() -> None:
    said = Counter(finding.verdict for example in EXAMPLES for finding in findings(*example.values[0]))
    assert len(EXAMPLES) > 250
    assert all(said[verdict] > 50 for verdict in Verdict)


@pytest.mark.parametrize("stack", EXAMPLES)
def test_the_pack_says_what_the_rules_say(stack: list[Resource]) -> None:
    # The engine always says whether a resource is protected.
    stack = [replace(resource, protect=resource.protect is True) for resource in stack]
    expected = {
        (each.limit, each.subject.urn, each.verdict is Verdict.BROKEN and each.limit in MANDATORY)
        for each in findings(*stack)
    }
    verdict = pack_in_memory().preview(Described(stack))
    assert {(each.policy, each.urn, each.level == "mandatory") for each in verdict.violations} == expected
