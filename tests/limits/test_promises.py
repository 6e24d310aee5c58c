"""What every rule promises: it never raises, never shows a value, never falls silent, and explains itself."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stacks import (
    CLASSIC_MACHINE,
    CLASSIC_SERVER,
    COMPONENTS,
    FLEXIBLE_SERVER,
    LOCAL_PACKAGE_SERVER,
    MACHINE,
    VERSIONED_SERVER,
    backup_server,
    findings,
    raw_backup_server,
    raw_repository,
    repository,
    resource,
    tags,
)

from veeam_entraid_limits import (
    LIMITS,
    UNKNOWN,
    Finding,
    Level,
    Limit,
    ProviderResource,
    Resource,
    Subject,
    Verdict,
    check_across,
    check_each,
    concerns,
    explain,
    limit_by_id,
    read_facts,
)

CANARY = "CANARY-7f3a"

TOKENS = [
    COMPONENTS + "BackupServer",
    COMPONENTS + "EntraIdRepository",
    COMPONENTS + "EntraApplication",
    FLEXIBLE_SERVER,
    VERSIONED_SERVER,
    LOCAL_PACKAGE_SERVER,
    CLASSIC_SERVER,
    "azure-native:dbforpostgresql/v20220120preview:Server",
    MACHINE,
    CLASSIC_MACHINE,
    "veeam:infrastructure:DefaultProxy",
    "veeam:entraid:Tenant",
    "azuread:index/application:Application",
    "azure-native:dbforpostgresql:SingleServer",
    "azure-native:storage:StorageAccount",
    "",
    ":::",
]
KEYS = [
    "administratorLogin",
    "administratorLoginPassword",
    "authConfig",
    "authentication",
    "authenticationMethods",
    "backupServer",
    "connection",
    "createMode",
    "defaultProxy",
    "enabled",
    "engineVersion",
    "environment",
    "hosting",
    "location",
    "maxTaskCount",
    "passwordAuth",
    "passwordAuthEnabled",
    "properties",
    "region",
    "tags",
    "veeam-entraid-role",
    "veeam-entraid-server",
    "version",
]
WORDS = [
    "repository",
    "backup-server",
    "Enabled",
    "Disabled",
    "17",
    "9.6",
    "chinanorth3",
    "local",
    "retired",
    "vbr",
]

scalars: st.SearchStrategy[Any] = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from(WORDS)
    | st.text(max_size=6)
    | st.just(UNKNOWN)
)
anything: st.SearchStrategy[Any] = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS) | st.integers(), inner, max_size=4)
    ),
    max_leaves=10,
)
properties = st.dictionaries(st.sampled_from(KEYS), anything, max_size=8)
resources = st.builds(
    lambda token, name, inputs, inside, provider: resource(token, name, inputs, inside=inside, provider=provider),
    st.sampled_from(TOKENS),
    st.sampled_from(["a", "b", "c::d", ""]),
    properties,
    st.lists(st.sampled_from(TOKENS), max_size=2),
    st.none() | properties,
)


def comparable(found: list[Finding]) -> set[tuple[str, Verdict, str]]:
    return {(finding.limit, finding.verdict, finding.subject.urn) for finding in found}


@given(st.lists(resources, max_size=5))
def test_no_rule_raises_or_fails_on_any_input(stack: list[Resource]) -> None:
    for finding in findings(*stack):
        assert explain(finding)
        assert "The rule failed" not in finding.problem


@given(st.lists(resources, max_size=5), st.randoms())
def test_the_order_of_resources_does_not_matter(stack: list[Resource], random: Any) -> None:
    shuffled = list(stack)
    random.shuffle(shuffled)
    assert {f.limit for f in findings(*shuffled)} == {f.limit for f in findings(*stack)}
    assert [f.verdict for f in findings(*shuffled) if f.verdict is Verdict.BROKEN].count(Verdict.BROKEN) == [
        f.verdict for f in findings(*stack) if f.verdict is Verdict.BROKEN
    ].count(Verdict.BROKEN)


@given(st.lists(resources, max_size=4), properties)
def test_an_unrelated_resource_changes_nothing(stack: list[Resource], inputs: dict[str, Any]) -> None:
    unrelated = resource("azure-native:storage:StorageAccount", "unrelated", inputs)
    assert comparable(findings(*stack, unrelated)) == comparable(findings(*stack))


BREAKING = [
    pytest.param([backup_server(defaultProxy={"enabled": False})], id="default proxy"),
    pytest.param([backup_server(), repository("r1"), repository("r2")], id="two repositories"),
    pytest.param([raw_backup_server(), raw_repository("d1"), raw_repository("d2")], id="two raw repositories"),
    pytest.param([repository(engineVersion=13)], id="version"),
    pytest.param([raw_repository(version="11")], id="raw version"),
    pytest.param([raw_repository(authConfig={"passwordAuth": "Disabled"})], id="password login"),
    pytest.param([raw_repository(administratorLogin=None)], id="no administrator"),
    pytest.param([repository(authenticationMethods=["cert"])], id="methods"),
    pytest.param([raw_backup_server(location="US Gov Virginia")], id="region"),
    pytest.param([resource("veeam:entraid:Tenant", "t", {"region": "China"})], id="tenant"),
]


def with_one_value_unknown(stack: list[Resource]) -> Iterator[list[Resource]]:
    """Yield the stack once for each value in it, with that value unknown."""
    for index, each in enumerate(stack):
        for path in paths(dict(each.properties)):
            inputs = copy.deepcopy(dict(each.properties))
            place: Any = inputs
            for key in path[:-1]:
                place = place[key]
            place[path[-1]] = UNKNOWN
            changed = Resource(each.urn, each.type, each.name, inputs, each.provider)
            yield [*stack[:index], changed, *stack[index + 1 :]]


def paths(value: Any) -> Iterator[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield (key,)
        yield from ((key, *rest) for rest in paths(inner))


@pytest.mark.parametrize("stack", BREAKING)
def test_an_unknown_value_never_turns_broken_into_silence(stack: list[Resource]) -> None:
    broken = {finding.limit for finding in findings(*stack) if finding.verdict is Verdict.BROKEN}
    assert broken
    variants = list(with_one_value_unknown(stack))
    assert variants
    for variant in variants:
        said = {f.limit for f in findings(*variant) if f.verdict in {Verdict.BROKEN, Verdict.UNDECIDED}}
        assert broken <= said


@pytest.mark.parametrize("stack", BREAKING)
@pytest.mark.parametrize("extra", [CANARY, {"deep": [CANARY]}])
def test_no_message_shows_a_value(stack: list[Resource], extra: object) -> None:
    """Any value may be a secret that somebody put in the wrong place."""
    for index, each in enumerate(stack):
        for key in [*KEYS, *each.properties]:
            changed = Resource(each.urn, each.type, each.name, {**each.properties, key: extra}, each.provider)
            for finding in findings(*stack[:index], changed, *stack[index + 1 :]):
                assert CANARY not in explain(finding)


def test_no_message_shows_the_configuration_of_a_provider() -> None:
    for key in ("environment", "metadataHost"):
        stack = resource(MACHINE, "vm", {"tags": tags("backup-server")}, provider={key: f"china.azure.cn-{CANARY}"})
        for finding in findings(stack):
            assert CANARY not in explain(finding)


def test_nothing_shows_its_values_when_printed() -> None:
    shown = [
        repr(read_facts(raw_repository(location=CANARY, version=CANARY, tags=tags("repository", CANARY)))),
        repr(raw_repository(location=CANARY)),
        repr(ProviderResource("p", {"token": CANARY})),
    ]
    assert CANARY not in "".join(shown)


@given(resources)
def test_only_types_that_concern_the_rules_have_facts(each: Resource) -> None:
    assert concerns(each.type) or not read_facts(each)


@pytest.mark.parametrize("limit", LIMITS, ids=lambda limit: limit.id)
def test_every_limit_states_itself(limit: Limit) -> None:
    assert limit_by_id(limit.id) is limit
    assert limit.title
    assert limit.reason.endswith(".")
    assert limit.check_fact or limit.check_facts
    assert limit.builds
    if limit.level is Level.MANDATORY:
        assert limit.page


def test_ids_and_numbers_are_unique() -> None:
    assert len({limit.id for limit in LIMITS}) == len(LIMITS)
    numbers = [limit.number for limit in LIMITS if limit.number]
    assert numbers == sorted(set(numbers))


@pytest.mark.parametrize("stack", BREAKING)
def test_a_broken_limit_explains_what_is_wrong_why_and_what_to_write(stack: list[Resource]) -> None:
    for finding in findings(*stack):
        if finding.verdict is Verdict.BROKEN:
            text = explain(finding)
            limit = limit_by_id(finding.limit)
            assert finding.subject.name in text
            assert limit.reason in text
            assert limit.page
            assert limit.page.url in text
            assert finding.remedy
            assert text.endswith(finding.remedy)


def test_what_is_undecided_says_that_the_update_checks_it() -> None:
    (finding,) = [f for f in findings(raw_repository(version=UNKNOWN)) if f.verdict is Verdict.UNDECIDED]
    assert "will be checked at update" in explain(finding)


def test_a_rule_that_fails_is_reported_as_broken_without_its_text() -> None:
    def explode(_: object) -> Iterator[Finding]:
        raise KeyError(CANARY)
        yield

    failing = Limit(
        id="default-proxy-enabled",
        title="t",
        level=Level.MANDATORY,
        reason="r.",
        check_fact=explode,
        check_facts=explode,
    )
    (fact,) = read_facts(backup_server("vbr"))
    for found in (check_each(fact, [failing]), check_across([fact], [failing])):
        (finding,) = found
        assert finding.verdict is Verdict.BROKEN
        assert finding.subject == Subject("BackupServer", "vbr", fact.subject.urn)
        assert "KeyError" in explain(finding)
        assert CANARY not in explain(finding)
