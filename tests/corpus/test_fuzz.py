"""What holds of any stack: no rule raises, order and neighbours do not matter, and an unknown value silences nothing.

The stacks are mixed from the resources of the corpus, and then spoilt.
"""

import random
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from changes import changed, places, with_each_value
from corpus import Declared, Stack, stacks
from gates import diagnostics, said_by_pack, said_by_rules
from hypothesis import given, settings
from hypothesis import strategies as st

from veeam_entraid_limits import Verdict, explain
from veeam_entraid_protocol import UNKNOWN, OutputValue, Secret, Value

STACKS = stacks()
WRITTEN = [stack for stack in STACKS if stack.resources]
BREAKING = [stack for stack in WRITTEN if any(each.verdict == "broken" for each in stack.expected)]
RESOURCES = [
    each
    for stack in WRITTEN
    if stack.over_the_protocol
    for each in stack.resources.values()
    if len(str(each.inputs)) < 5000
]
VALUES: list[Value] = [
    None,
    True,
    False,
    0,
    17,
    -1,
    1e300,
    "",
    "x",
    "Disabled",
    "chinaeast",
    "repository",
    [],
    {},
    [None],
    {"": None},
    UNKNOWN,
    Secret("secret"),
    Secret(UNKNOWN),
    OutputValue(),
    OutputValue(13, dependencies=("urn:x",)),
]


@st.composite
def mixed_stacks(draw: st.DrawFn) -> Stack:
    """Draw a stack: resources of the corpus, some of them spoilt in one place, with parents and sources at random."""
    chosen = draw(st.lists(st.sampled_from(RESOURCES), min_size=1, max_size=7))
    urns = [each.urn for each in chosen]
    resources: dict[str, Declared] = {}
    for index, each in enumerate(chosen):
        inputs: Mapping[str, Value] = each.inputs
        if draw(st.booleans()):
            value = draw(st.sampled_from(VALUES))
            variants = len(list(places(inputs)))
            if variants:
                at = draw(st.integers(0, variants - 1))
                inputs = list(changed(inputs, lambda _, value=value: value))[at]
        sources = {
            key: (draw(st.sampled_from(urns)),)
            for key in inputs
            if _may_be_made(key, inputs) and draw(st.integers(0, 3)) == 0
        }
        token, _, name = each.urn.rpartition("::")
        resources[str(index)] = replace(
            each,
            urn=f"{token}::{name}-{index}",
            name=f"{each.name}-{index}",
            inputs=inputs,
            parent=draw(st.sampled_from(["", *urns])),
            property_dependencies={**each.property_dependencies, **sources},
        )
    return Stack("mixed", frozenset(), resources, ())


def _may_be_made(key: str, inputs: Mapping[str, Value]) -> bool:
    """Return whether an input may be the output of one resource: an id is one, and no list of them."""
    return key != "tenantId" or not isinstance(inputs[key], list)


def told(stack: Stack) -> set[tuple[str, Verdict, str]]:
    return {(each.limit, each.verdict, each.subject.urn) for each in stack.findings()}


@settings(deadline=None, max_examples=200)
@given(mixed_stacks())
def test_nothing_raises_and_both_gates_say_the_same(stack: Stack) -> None:
    for finding in stack.findings():
        assert explain(finding)
        assert "The rule failed" not in finding.problem
    assert said_by_pack(stack) == said_by_rules(stack)


@settings(deadline=None, max_examples=200)
@given(mixed_stacks(), st.randoms())
def test_the_order_of_resources_and_keys_does_not_matter(stack: Stack, chance: random.Random) -> None:
    keys = list(stack.resources)
    chance.shuffle(keys)
    shuffled = {
        key: replace(stack.resources[key], inputs=_shuffled(stack.resources[key].inputs, chance)) for key in keys
    }
    other = replace(stack, resources=shuffled)
    assert told(other) == told(stack)
    assert sorted(map(explain, other.findings())) == sorted(map(explain, stack.findings()))


def _shuffled(value: Any, chance: random.Random) -> Any:
    match value:
        case dict():
            keys = list(value)
            chance.shuffle(keys)
            return {key: _shuffled(value[key], chance) for key in keys}
        case list():
            return [_shuffled(each, chance) for each in value]
        case _:
            return value


UNRELATED = [
    Declared(
        "urn:pulumi:dev::corpus::acme:index:Thing::unrelated", "acme:index:Thing", "unrelated", {"region": "China"}
    ),
    Declared(
        "urn:pulumi:dev::corpus::azure-native:network:NetworkInterface::nic",
        "azure-native:network:NetworkInterface",
        "nic",
        {"location": "chinaeast", "tags": {"veeam-entraid-role": "repository"}},
    ),
    Declared("urn:pulumi:dev::corpus::pulumi:pulumi:Stack::corpus-dev", "pulumi:pulumi:Stack", "corpus-dev"),
    Declared("", "", ""),
]


@settings(deadline=None, max_examples=100)
@given(mixed_stacks(), st.sampled_from(UNRELATED))
def test_an_unrelated_resource_changes_nothing(stack: Stack, unrelated: Declared) -> None:
    other = replace(stack, resources={"unrelated": unrelated, **stack.resources})
    assert told(other) == told(stack)
    assert len(diagnostics(other.resources.values())) == len(diagnostics(stack.resources.values()))


@pytest.mark.parametrize("stack", WRITTEN, ids=lambda stack: stack.name)
@pytest.mark.parametrize("unrelated", UNRELATED, ids=lambda each: each.type)
def test_an_unrelated_resource_changes_nothing_of_the_corpus(stack: Stack, unrelated: Declared) -> None:
    assert told(replace(stack, resources={**stack.resources, "unrelated": unrelated})) == told(stack)


PASSWORDS = frozenset({"administratorLoginPassword", "administratorPassword", "administratorPasswordWo"})
"""Unknown at the first preview of every program that makes one: whatever stands there is taken for a password."""


def broken(stack: Stack) -> set[str]:
    return {each.limit for each in stack.findings() if each.verdict is Verdict.BROKEN}


def silenced(stack: Stack) -> list[set[str]]:
    """Return the limits that are neither broken nor undecided any more once one value is unknown."""
    before = broken(stack)
    variants = with_each_value(stack, lambda _: UNKNOWN, PASSWORDS) if before else ()
    gone = [before - {each.limit for each in v.findings() if each.verdict is not Verdict.ADVISORY} for v in variants]
    return [limits for limits in gone if limits]


@pytest.mark.parametrize("stack", BREAKING, ids=lambda stack: stack.name)
def test_an_unknown_value_never_turns_broken_into_silence(stack: Stack) -> None:
    assert silenced(stack) == []


@settings(deadline=None, max_examples=100)
@given(mixed_stacks())
def test_an_unknown_value_never_turns_broken_into_silence_anywhere(stack: Stack) -> None:
    assert silenced(stack) == []
