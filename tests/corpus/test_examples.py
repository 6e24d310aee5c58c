"""No rule without examples: one that passes, one that fails, one that is open; a paragraph, and a way out."""

import ast
import inspect
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest
from corpus import Stack, stacks
from messages import page

from veeam_entraid_limits import LIMITS, Level, Limit, Verdict, explain
from veeam_entraid_limits import rules as rules_package

STACKS = stacks()
RULES = pytest.mark.parametrize("limit", LIMITS, ids=lambda limit: limit.id)
ROOT = Path(__file__).resolve().parents[2]


def about(limit: Limit) -> list[Stack]:
    return [stack for stack in STACKS if limit.id in stack.about]


def expected(limit: Limit) -> set[str]:
    return {each.verdict for stack in about(limit) for each in stack.expected if each.rule == limit.id}


def module_of(limit: Limit) -> ModuleType:
    check = limit.check_fact or limit.check_facts or limit.check_dates
    assert check
    return sys.modules[check.__module__]


def test_there_are_enough() -> None:
    assert len(STACKS) >= 150
    assert sum(not stack.expected for stack in STACKS) >= 50


@RULES
def test_every_rule_has_a_stack_that_it_has_nothing_to_say_about(limit: Limit) -> None:
    assert [stack for stack in about(limit) if limit.id not in {each.rule for each in stack.expected}]


@RULES
def test_every_rule_has_a_stack_that_fails(limit: Limit) -> None:
    assert ("broken" if limit.level is Level.MANDATORY else "advisory") in expected(limit)


@RULES
def test_every_rule_that_can_be_open_has_a_stack_that_is(limit: Limit) -> None:
    assert ("undecided" in expected(limit)) == hasattr(module_of(limit), "undecided")
    assert "undecided" in expected(limit) or limit.number is None


@RULES
def test_every_rule_has_a_paragraph_and_its_messages(limit: Limit) -> None:
    described = (ROOT / "docs" / "limits.md").read_text()
    assert f"## {limit.id}\n\n**{limit.title}.** {limit.reason}" in described
    listed = (ROOT / "docs" / "rules.md").read_text()
    assert f"| [{limit.id}](limits.md#{limit.id}) | " in listed


@RULES
def test_every_failure_names_its_resource_and_says_what_to_write(limit: Limit) -> None:
    failures = [each for stack in about(limit) for each in stack.findings() if each.limit == limit.id]
    assert failures
    for finding in failures:
        text = explain(finding)
        assert str(finding.subject) in text
        if finding.verdict is not Verdict.UNDECIDED:
            assert finding.remedy.endswith((".", '."'))
            assert text.endswith(finding.remedy)
            assert limit.page is None or limit.page.url in text


def test_the_page_of_messages_is_up_to_date() -> None:
    assert (ROOT / "docs" / "rules.md").read_text() == page(STACKS), "run: make docs"


VERBS = {"broken", "undecided", "advisory"}


def places() -> Iterator[tuple[str, int]]:
    """Yield each place in the rules that makes a finding: module and line."""
    for path in sorted(Path(next(iter(rules_package.__path__))).glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in VERBS:
                yield path.stem, node.lineno


def test_the_corpus_brings_forth_every_message_that_a_rule_can_make(monkeypatch: pytest.MonkeyPatch) -> None:
    reached: set[tuple[str, int]] = set()

    def noting(make: Callable[..., object]) -> Callable[..., object]:
        def noted(*arguments: object, **named: object) -> object:
            frame = inspect.currentframe()
            assert frame
            assert frame.f_back
            reached.add((Path(frame.f_back.f_code.co_filename).stem, frame.f_back.f_lineno))
            return make(*arguments, **named)

        return noted

    for limit in LIMITS:
        module = module_of(limit)
        for verb in VERBS & vars(module).keys():
            monkeypatch.setattr(module, verb, noting(getattr(module, verb)))
    for stack in STACKS:
        stack.findings()
    assert sorted(set(places()) - reached) == []
