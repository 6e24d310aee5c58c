"""What the rules read and say of the examples, against recorded files.

A change of a file here is a change of what somebody reads: look at it, then record it with `pytest --force-regen`.
The files are JSON, and compared part by part: they are long, and a difference has to be told in no time.
"""

import enum
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest
from test_promises import BREAKING, with_one_value

from examples import CONFIGURATIONS, STACKS, WAIVERS, live_facts, resources
from veeam_entraid_limits import (
    LIMITS,
    UNKNOWN,
    Configuration,
    ConfigurationError,
    Enforcement,
    Fact,
    Finding,
    Limit,
    Reference,
    Resource,
    Setting,
    Subject,
    Verdict,
    Waiver,
    check_across,
    check_each,
    concerns,
    explain,
    explain_judgement,
    judge,
    limit_by_id,
    read_configuration,
    read_facts,
    read_waivers,
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
        file.parent.mkdir(exist_ok=True)
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


def found(facts: Iterable[Fact], limit: Limit) -> list[Finding]:
    listed, only = list(facts), [limit]
    alone = (finding for fact in listed for finding in check_each(fact, only)) if limit.check_fact else ()
    return [*alone, *check_across(listed, only, today=TODAY)]


@pytest.mark.parametrize("limit", LIMITS, ids=lambda limit: limit.id)
def test_what_a_rule_says(request: pytest.FixtureRequest, limit: Limit) -> None:
    groups = [[fact for each in stack for fact in read_facts(each)] for stack in VARIANTS]
    said = {
        (f"{finding.verdict.value} {finding.basis}".strip(), str(finding.subject), explain(finding))
        for facts in [*groups, list(live_facts())]
        for finding in found(facts, limit)
    }
    told = [{"verdict": how, "about": of, "words": words} for how, of, words in sorted(said)]
    check(request, f"messages/{limit.id}", {"messages": told})


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


def read_or_refused(read: Callable[[object], object], document: object) -> Any:
    try:
        return shown(read(document))
    except ConfigurationError as error:
        return str(error).splitlines()


def test_what_becomes_of_documents(request: pytest.FixtureRequest) -> None:
    waivers = {name: read_or_refused(read_waivers, document) for name, document in WAIVERS.items()}
    configurations = {name: read_or_refused(read_configuration, document) for name, document in CONFIGURATIONS.items()}
    check(request, "documents", {"waivers": waivers, "configurations": configurations})


def test_what_becomes_of_findings(request: pytest.FixtureRequest) -> None:
    subject = Subject("BackupServer", "vbr", "urn:vbr")
    findings = [
        *(Finding(limit.id, verdict, subject, "It is so.", "Do so.") for limit in LIMITS[:1] for verdict in Verdict),
        Finding("retention-in-days", Verdict.ADVISORY, subject, "It is so.", "Do so."),
    ]
    waivers = [
        Waiver("default-proxy-enabled", "vbr", "a lab", "Storage team", TODAY),
        Waiver("default-proxy-enabled", "v?r", "a lab", "Storage team", TODAY - timedelta(days=1)),
        Waiver("supported-region", "*", "a lab", "Storage team", TODAY - timedelta(days=1)),
        Waiver("supported-region", "urn:*", "a lab", "Storage team", TODAY),
        Waiver("retention-in-days", "other", "a lab", "Storage team", TODAY),
    ]
    become: dict[str, list[Any]] = {}
    for complete in (True, False):
        for given in (waivers, waivers[1:], waivers[:1], waivers[3:], []):
            judgements = judge(findings, Configuration(waivers=tuple(given)), TODAY, complete=complete)
            told = [
                [str(each.finding.subject), each.enforcement.name, explain_judgement(each)]
                for each in judgements
                if each.enforcement is not Enforcement.DISABLED
            ]
            become[f"{len(given)} waivers, {'all' if complete else 'some'} of the stack"] = told
    check(request, "judgements", become)


def shown(value: object) -> Any:
    """Return a fact with all that it holds and that is not the default, as plain data."""
    told: Any = value
    match value:
        case Setting():
            told = f"{value.path} = {value.value!r}"
        case Subject():
            told = f"{value} {value.urn}"
        case Reference():
            told = [shown(value.setting), *value.urns]
        case tuple():
            told = [shown(each) for each in value]
        case enum.Enum():
            told = value.name
        case date():
            told = value.isoformat()
        case Mapping():
            told = {str(key): shown(own) for key, own in cast("Mapping[object, object]", value).items()}
        case _ if is_dataclass(value) and not isinstance(value, type):
            told = named(value)
        case _:
            pass
    return told


def named(value: "DataclassInstance") -> dict[str, Any]:
    held = {each: getattr(value, each.name) for each in fields(value)}
    return {type(value).__name__: {each.name: shown(own) for each, own in held.items() if own != default(each)}}


def default(field: "Field[Any]") -> object:
    return field.default_factory() if field.default_factory is not MISSING else field.default
