"""No message ever shows a value: every value of every stack may be a secret in the wrong place."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest
from changes import with_each_value
from corpus import Declared, Stack, stacks
from gates import diagnostics

from veeam_entraid_limits import explain
from veeam_entraid_protocol import OutputValue, Secret, Value

CANARY = "CANARY-7f3a"
STACKS = [stack for stack in stacks() if stack.resources]


def of_name(stack: Stack) -> str:
    return stack.name


def told(stack: Stack) -> list[str]:
    return [text for finding in stack.findings() if CANARY in (text := explain(finding) + repr(finding.subject))]


def put(value: Value) -> Value:
    """Return the canary in place of a value; behind a text, whose beginning goes on to decide."""
    return f"{value} {CANARY}" if isinstance(value, str) else CANARY


@pytest.mark.parametrize("stack", STACKS, ids=of_name)
@pytest.mark.parametrize(
    "instead",
    [put, lambda _: CANARY, lambda _: [CANARY], lambda _: {"deep": CANARY, CANARY: True}],
    ids=["behind", "alone", "in a list", "in a map"],
)
def test_no_value_comes_out(stack: Stack, instead: Callable[[Value], Value]) -> None:
    assert [text for changed in with_each_value(stack, instead) for text in told(changed)] == []


@pytest.mark.parametrize("stack", STACKS, ids=of_name)
def test_nothing_added_and_nothing_known_of_an_object_comes_out(stack: Stack) -> None:
    everything = {key: _with_canaries(each) for key, each in stack.resources.items()}
    assert told(replace(stack, resources=everything)) == []


@pytest.mark.parametrize("stack", [each for each in STACKS if each.over_the_protocol], ids=of_name)
def test_the_pack_shows_no_secret(stack: Stack) -> None:
    """Every property is a secret one, in both forms that the protocol has, with its value or a text behind it."""
    for hide in (Secret, lambda value: OutputValue(value, secret=True)):
        hidden = [
            replace(each, inputs={key: hide(_marked(value)) for key, value in each.inputs.items()})
            for each in map(_with_canaries, stack.resources.values())
        ]
        assert [text for each in diagnostics(hidden) if CANARY in (text := str(each))] == []


def _with_canaries(each: Declared) -> Declared:
    provider = each.provider and replace(each.provider, inputs={**_behind(each.provider.inputs), "token": CANARY})
    return replace(
        each,
        inputs={**each.inputs, "customData": CANARY, "adminPassword": {"value": [CANARY]}},
        outputs={**_behind(each.outputs), "connectionString": CANARY},
        id=each.id and f"{each.id}{CANARY}",
        provider=provider,
    )


def _behind(values: Mapping[str, Value]) -> dict[str, Value]:
    return {key: _marked(value) for key, value in values.items()}


def _marked(value: Any) -> Any:
    match value:
        case str():
            return f"{value} {CANARY}" if len(value) < 1000 else value
        case dict():
            return {key: _marked(each) for key, each in value.items()}
        case list():
            return [_marked(each) for each in value[:5]] + value[5:]
        case _:
            return value
