"""Every stack of the corpus gets the verdicts that stand beside it, from the rules and from the pack."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest
from corpus import Stack, stacks
from gates import checkpoint, exported, previewed, said_by_pack, said_by_rules, said_by_saved

STACKS = stacks()


def of_name(stack: Stack) -> str:
    return stack.name


@pytest.mark.parametrize("stack", STACKS, ids=of_name)
def test_the_rules_give_the_verdicts(stack: Stack) -> None:
    assert stack.mismatches(said_by_rules(stack)) == []


@pytest.mark.parametrize("stack", [each for each in STACKS if each.over_the_protocol], ids=of_name)
def test_the_pack_gives_the_verdicts_over_the_protocol(stack: Stack) -> None:
    assert stack.mismatches(said_by_pack(stack)) == []


@pytest.mark.parametrize("stack", [each for each in STACKS if each.resources], ids=of_name)
@pytest.mark.parametrize("write", [exported, checkpoint, previewed])
def test_a_file_gives_the_verdicts(stack: Stack, write: Callable[[Stack], object]) -> None:
    assert stack.mismatches(said_by_saved(stack, write)) == []


def test_names_are_unique() -> None:
    assert [name for name, times in Counter(map(of_name, STACKS)).items() if times > 1] == []


@pytest.mark.parametrize("stack", [each for each in STACKS if each.expected], ids=of_name)
def test_a_verdict_too_many_or_too_few_is_noticed(stack: Stack) -> None:
    said = said_by_rules(stack)
    assert stack.mismatches(set())
    ruled = [each for each in said if stack.ruled(each[1])]
    assert all(stack.mismatches(said - {each}) for each in ruled if _is_alone(stack, each))
    assert replace(stack, expected=stack.expected[1:]).mismatches(said)


def _is_alone(stack: Stack, said: tuple[str, str, str]) -> bool:
    """Return whether no other resource may be named in its place."""
    return any(
        (each.verdict, each.rule, each.resources) == (said[0], said[1], {stack.key_of(said[2])})
        for each in stack.expected
    )
