"""What the rules read and say of the examples, against recorded files.

A change of a file here is a change of what somebody reads: look at it, then record it with `pytest --force-regen`.
The files are JSON, and compared part by part: they are long, and a difference has to be told in no time.
"""

import enum
import json
from collections.abc import Iterable, Iterator
from dataclasses import MISSING, Field, fields, is_dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest
from test_promises import BREAKING, with_one_value

from examples import STACKS, live_facts, resources
from veeam_entraid_limits import (
    LIMITS,
    UNKNOWN,
    Fact,
    Finding,
    Reference,
    Resource,
    Setting,
    Subject,
    check_across,
    check_each,
    concerns,
    explain,
    limit_by_id,
    read_facts,
)
from veeam_entraid_limits._reference import reference

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

TODAY = date(2030, 1, 1)
LARGE = 100


def check(request: pytest.FixtureRequest, name: str, obtained: dict[str, Any]) -> None:
    """Compare with a recorded file, or record it where pytest was told so."""
    file = Path(__file__).with_suffix("") / f"{name}.json"
    written = json.dumps(obtained, indent=1, ensure_ascii=False) + "\n"
    if request.config.getoption("force_regen"):
        file.write_text(written)
    recorded: dict[str, Any] = json.loads(file.read_text())
    told = json.loads(written)
    differing = [key for key in {**recorded, **told} if recorded.get(key) != told.get(key)]
    first = differing[:1]
    assert not differing, [(key, recorded.get(key), told.get(key)) for key in first]


def variants(stack: list[Resource]) -> Iterator[list[Resource]]:
    """Yield a stack, and each that differs from it in one value that is unknown or strange."""
    yield stack
    if not any(len(cast("list[object]", each.properties.get("items") or ())) > LARGE for each in stack):
        yield from with_one_value(stack, UNKNOWN)
        yield from with_one_value(stack, "strange")


VARIANTS = [
    variant
    for stack in [*STACKS.values(), *(cast("list[Resource]", each.values[0]) for each in BREAKING)]
    for variant in variants(stack)
]


def found(facts: Iterable[Fact]) -> list[Finding]:
    listed = list(facts)
    return [*(finding for fact in listed for finding in check_each(fact)), *check_across(listed, today=TODAY)]


def test_what_every_rule_says(request: pytest.FixtureRequest) -> None:
    groups = [[fact for each in stack for fact in read_facts(each)] for stack in VARIANTS]
    said = {
        (f.limit, f"{f.verdict.value} {f.basis}".strip(), explain(f))
        for group in [*groups, list(live_facts())]
        for f in found(group)
    }
    by_limit = {limit.id: sorted((how, words) for of, how, words in said if of == limit.id) for limit in LIMITS}
    check(request, "messages", {of: [{how: words} for how, words in own] for of, own in by_limit.items()})


def test_what_resources_tell(request: pytest.FixtureRequest) -> None:
    read: dict[str, list[Any]] = {}
    for each in resources():
        read.setdefault(each.type, []).append([shown(fact) for fact in read_facts(each)])
    check(request, "facts", read)


def test_what_a_live_server_shows(request: pytest.FixtureRequest) -> None:
    check(request, "server", {"server": [shown(fact) for fact in live_facts()]})


def test_which_types_concern_the_rules(request: pytest.FixtureRequest) -> None:
    # The answers are remembered, perhaps since before this test.
    concerns.cache_clear()
    check(request, "types", {each.type: concerns(each.type) for each in resources()})


def test_how_the_page_of_limits_is_written(request: pytest.FixtureRequest) -> None:
    without_page = replace(limit_by_id("repository-tag"), builds=("1", "2"))
    limits = [LIMITS[0], replace(LIMITS[1], builds=("13.0.1.1071", "13.1")), without_page, LIMITS[-1]]
    check(request, "page", {"page": reference(limits).splitlines()})


def shown(value: object) -> Any:
    """Return a fact with all that it holds and that is not the default, as plain data."""
    match value:
        case Setting():
            return f"{value.path} = {value.value!r}"
        case Subject():
            return f"{value} {value.urn}"
        case Reference():
            return [shown(value.setting), *value.urns]
        case tuple():
            return [shown(each) for each in value]
        case enum.Enum():
            return value.name
        case _:
            return named(value) if is_dataclass(value) and not isinstance(value, type) else value


def named(value: "DataclassInstance") -> dict[str, Any]:
    held = {each: getattr(value, each.name) for each in fields(value)}
    return {type(value).__name__: {each.name: shown(own) for each, own in held.items() if own != default(each)}}


def default(field: "Field[Any]") -> object:
    return field.default_factory() if field.default_factory is not MISSING else field.default
