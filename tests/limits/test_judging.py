"""What the configuration and its waivers make of findings."""

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from veeam_entraid_limits import (
    LIMITS,
    PRODUCT_BUILDS,
    WAIVER_KIND,
    BackupServer,
    Configuration,
    ConfigurationError,
    Enforcement,
    Fact,
    Finding,
    Judgement,
    Level,
    Limit,
    RuleConfiguration,
    Setting,
    Subject,
    UnknownAction,
    Verdict,
    Waiver,
    check_across,
    check_each,
    explain_judgement,
    judge,
    limit_by_id,
    read_configuration,
    read_waivers,
)

TODAY = date(2026, 6, 15)
RULE = "default-proxy-enabled"
URN = "urn:pulumi:prod::shop::veeam-entraid:index:BackupServer::vbr"
BROKEN = Finding(RULE, Verdict.BROKEN, Subject("BackupServer", "vbr", URN), "It is off.", "Switch it on.")
UNDECIDED = Finding(RULE, Verdict.UNDECIDED, BROKEN.subject, "It is not known yet.")
ADVICE = Finding("cloud-database-service", Verdict.ADVISORY, Subject("Repository", "db"), "It is one.", "Use a VM.")
FOREVER = TODAY + timedelta(days=200)


def waiver(rule: str = RULE, resource: str = "vbr", until: date = FOREVER) -> Waiver:
    return Waiver(rule, resource, "the appliance of the lab has none", "Storage team", until)


def written(**changed: object) -> dict[str, object]:
    entry = {"rule": RULE, "resource": "vbr", "reason": "a lab", "owner": "Storage team", "until": "2027-01-01"}
    return {name: value for name, value in {**entry, **changed}.items() if value is not None}


def enforcements(judgements: list[Judgement]) -> list[Enforcement]:
    return [judgement.enforcement for judgement in judgements]


@pytest.mark.parametrize(
    ("level", "unknown", "of_broken", "of_undecided"),
    [
        ("mandatory", "advisory", "mandatory", "advisory"),
        ("mandatory", "block", "mandatory", "mandatory"),
        ("remediate", "block", "mandatory", "mandatory"),
        ("advisory", "block", "advisory", "advisory"),
        ("disabled", "block", None, None),
    ],
)
def test_level_and_verdict_decide(level: str, unknown: str, of_broken: str | None, of_undecided: str | None) -> None:
    configuration = read_configuration({RULE: {"enforcementLevel": level, "unknown": unknown}})
    for finding, expected in ((BROKEN, of_broken), (UNDECIDED, of_undecided)):
        judged = enforcements(judge([finding], configuration, TODAY))
        assert judged == ([Enforcement(expected)] if expected else [])


def test_without_configuration_the_catalogue_rules() -> None:
    configuration = read_configuration({})
    for limit in LIMITS:
        mandatory = limit.level is Level.MANDATORY
        expected = RuleConfiguration(Enforcement.MANDATORY if mandatory else Enforcement.ADVISORY)
        assert configuration.of(limit.id) == Configuration().of(limit.id) == expected


def test_a_rule_of_its_own_goes_before_all_and_before_the_settings() -> None:
    configuration = read_configuration(
        {
            "all": "disabled",
            RULE: "mandatory",
            "supported-region": {"enforcementLevel": "advisory", "unknown": "advisory"},
            "veeam-entraid": {"unknown": "block"},
        }
    )
    assert configuration.of(RULE) == RuleConfiguration(Enforcement.MANDATORY, UnknownAction.BLOCK)
    assert configuration.of("supported-region") == RuleConfiguration(Enforcement.ADVISORY)
    assert configuration.of("cloud-database-service").enforcement is Enforcement.DISABLED


def test_the_settings_are_read() -> None:
    settings = {
        "productBuild": "13.0.2.29",
        "waivers": [written()],
        "waiversFile": "waivers.json",
        "otherStacks": ["network.json"],
    }
    configuration = read_configuration({"veeam-entraid": settings})
    assert configuration.product_build == "13.0.2.29"
    assert configuration.waivers == (Waiver(RULE, "vbr", "a lab", "Storage team", date(2027, 1, 1)),)
    assert configuration.waivers_file == "waivers.json"
    assert configuration.other_stacks == ("network.json",)


WRONG: list[tuple[object, list[str]]] = [
    ([], ["object"]),
    ({"defualt-proxy-enabled": "advisory"}, ["defualt-proxy-enabled", 'did you mean "default-proxy-enabled"']),
    ({RULE: "sometimes"}, [f"{RULE}.enforcementLevel", '"mandatory"']),
    ({RULE: 3}, [f"{RULE}: write an object"]),
    ({RULE: {"enforcementLevel": None}}, [f"{RULE}.enforcementLevel"]),
    ({RULE: {"unknown": "ignore"}}, [f"{RULE}.unknown", '"block"']),
    ({RULE: {"unkown": "block"}}, [f"{RULE}.unkown", 'did you mean "unknown"']),
    ({"all": {"unknown": "block"}}, ["all.unknown"]),
    ({"veeam-entraid": {"productBuild": 13}}, ["veeam-entraid.productBuild"]),
    ({"veeam-entraid": {"waiversFile": []}}, ["veeam-entraid.waiversFile"]),
    ({"veeam-entraid": {"otherStacks": "a.json"}}, ["veeam-entraid.otherStacks"]),
    ({"veeam-entraid": {"otherStacks": [""]}}, ["veeam-entraid.otherStacks[0]"]),
    ({"veeam-entraid": {"waivers": {}}}, ["veeam-entraid.waivers"]),
    ({"veeam-entraid": {"waivers": ["x"]}}, ["veeam-entraid.waivers[0]"]),
    ({"veeam-entraid": {"waivers": [written(until=None)]}}, ["veeam-entraid.waivers[0].until", "2027-01-31"]),
    ({"veeam-entraid": {"waivers": [written(until="soon")]}}, ["veeam-entraid.waivers[0].until", "2027-01-31"]),
    ({"veeam-entraid": {"waivers": [written(until=20270101)]}}, ["veeam-entraid.waivers[0].until"]),
    ({"veeam-entraid": {"waivers": [written(rule="no-such")]}}, ["veeam-entraid.waivers[0].rule", "no-such"]),
    ({"veeam-entraid": {"waivers": [written(reason=" ")]}}, ["veeam-entraid.waivers[0].reason"]),
    ({"veeam-entraid": {"waivers": [written(ticket="7")]}}, ["veeam-entraid.waivers[0].ticket"]),
]


@pytest.mark.parametrize(("document", "said"), WRONG)
def test_a_wrong_configuration_names_the_place_and_what_to_write(document: object, said: list[str]) -> None:
    with pytest.raises(ConfigurationError) as raised:
        read_configuration(document)
    assert len(raised.value.problems) == 1
    for each in said:
        assert each in str(raised.value)


def test_every_problem_is_told_at_once() -> None:
    documents = [document for document, _ in WRONG if isinstance(document, dict)]
    waivers = [each for each in documents if "waivers" in str(each)]
    with pytest.raises(ConfigurationError) as raised:
        read_configuration({"nothing": "advisory", RULE: {"unknown": 1, "enforcementLevel": 2}, **waivers[-1]})
    assert len(raised.value.problems) == 4


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=3),
        lambda inner: (
            st.lists(inner, max_size=2)
            | st.dictionaries(
                st.sampled_from(
                    ["all", RULE, "veeam-entraid", "waivers", "rule", "unknown", "enforcementLevel", "until"]
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=8,
    )
)
def test_any_document_is_a_configuration_or_told_to_be_wrong(document: object) -> None:
    for read in (read_configuration, read_waivers):
        with contextlib.suppress(ConfigurationError):
            read(document)


def test_waivers_are_read_from_a_document_of_their_own() -> None:
    assert read_waivers({"waivers": []}) == ()
    assert read_waivers({"waivers": [written(until=date(2027, 1, 1)), written(resource="*")]})[1].resource == "*"
    for wrong in ([], {"waiver": []}, {"rule": RULE}, {"waivers": [written(owner=None)]}):
        with pytest.raises(ConfigurationError, match=r"waivers|object"):
            read_waivers(wrong)


def test_a_file_of_waivers_is_read_with_the_configuration() -> None:
    files: dict[str, object] = {"a.json": {"waivers": [written(resource="more")]}, "wrong.json": {"waivers": [3]}}

    def read(path: str) -> object:
        if path not in files:
            raise ConfigurationError([f"{path} cannot be read."])
        return files[path]

    settings: dict[str, object] = {"waivers": [written()], "waiversFile": "a.json"}
    configuration = read_configuration({"veeam-entraid": settings}, read)
    assert [waiver.resource for waiver in configuration.waivers] == ["vbr", "more"]
    for file, problem in (("b.json", "waiversFile: b.json cannot be read"), ("wrong.json", "wrong.json: waivers[0]")):
        with pytest.raises(ConfigurationError) as raised:
            read_configuration({"all": 1, "veeam-entraid": {"waiversFile": file}}, read)
        assert len(raised.value.problems) == 2
        assert problem in str(raised.value)


@pytest.mark.parametrize("field", [field.name for field in fields(Waiver)])
def test_a_waiver_without_one_of_its_fields_is_refused(field: str) -> None:
    with pytest.raises(ConfigurationError, match=rf"waivers\[0\]\.{field}: is missing"):
        read_waivers({"waivers": [written(**{field: None})]})


@pytest.mark.parametrize("resource", ["vbr", "v*", "?br", URN, "urn:pulumi:prod::*BackupServer::*", "*"])
@pytest.mark.parametrize("finding", [BROKEN, UNDECIDED])
def test_a_waiver_turns_a_violation_into_an_advice_that_names_it(resource: str, finding: Finding) -> None:
    configuration = replace(read_configuration({RULE: {"unknown": "block"}}), waivers=(waiver(resource=resource),))
    (judged,) = judge([finding], configuration, TODAY, complete=True)
    assert judged.enforcement is Enforcement.ADVISORY
    said = explain_judgement(judged)
    for part in (str(FOREVER), "Storage team", "the appliance of the lab has none", finding.problem):
        assert part in said


@pytest.mark.parametrize("other", [waiver(resource="VBR"), waiver(resource="vb"), waiver("supported-region", "*")])
def test_a_waiver_of_something_else_changes_nothing_and_is_told_of(other: Waiver) -> None:
    judged = judge([BROKEN, ADVICE], Configuration(waivers=(other,)), TODAY, complete=True)
    assert enforcements(judged) == [Enforcement.MANDATORY, Enforcement.ADVISORY, Enforcement.ADVISORY]
    unneeded = judged[-1].finding
    assert (unneeded.limit, unneeded.subject.kind) == (other.rule, WAIVER_KIND)
    assert "covers nothing" in explain_judgement(judged[-1])
    assert len(judge([BROKEN, ADVICE], Configuration(waivers=(other,)), TODAY)) == 2


def test_a_waiver_that_was_needed_before_is_needed() -> None:
    configuration = Configuration(waivers=(waiver(),))
    (first,) = judge([BROKEN], configuration, TODAY)
    assert first.waiver
    assert judge([], configuration, TODAY, complete=True, used={first.waiver}) == []


@pytest.mark.parametrize("days", [-1, 0, 1])
def test_a_waiver_holds_through_its_last_day(days: int) -> None:
    configuration = Configuration(waivers=(waiver(until=TODAY + timedelta(days=days)),))
    judged = judge([BROKEN], configuration, TODAY, complete=True)
    if days >= 0:
        assert enforcements(judged) == [Enforcement.ADVISORY]
    else:
        assert enforcements(judged) == [Enforcement.MANDATORY, Enforcement.MANDATORY]
        said = explain_judgement(judged[1])
        assert "which is over" in said
        assert "Storage team" in said


@pytest.mark.parametrize("days", [-1, 1])
def test_a_disabled_rule_needs_no_word_about_its_waivers(days: int) -> None:
    rules: Mapping[str, RuleConfiguration] = {RULE: RuleConfiguration(Enforcement.DISABLED)}
    configuration = Configuration(rules, waivers=(waiver(until=TODAY + timedelta(days=days)),))
    assert judge([BROKEN], configuration, TODAY, complete=True) == []


def test_a_renewed_waiver_goes_before_an_expired_one() -> None:
    old, renewed = waiver(until=TODAY - timedelta(days=9)), waiver(resource="v*")
    judged = judge([BROKEN], Configuration(waivers=(old, renewed)), TODAY)
    assert [judgement.waiver for judgement in judged] == [renewed]


REGION = Finding("supported-region", Verdict.BROKEN, Subject("BackupServer", "vbr"), "It is in China.", "Move it.")
PAIR = Finding("service-principal-with-application", Verdict.BROKEN, Subject("RestoreSession", "s"), "Alone.", "Add.")


@pytest.mark.parametrize(
    ("finding", "basis", "build", "verdict"),
    [
        (REGION, "hosting", "", Verdict.BROKEN),
        (REGION, "hosting", "13.0.1.1071", Verdict.BROKEN),
        (REGION, "hosting", "13.0.9.9", Verdict.BROKEN),
        (REGION, "hosting", "13.0.1.2067", Verdict.ADVISORY),
        (REGION, "hosting", "13.0.2.29", Verdict.ADVISORY),
        (REGION, "tenant", "13.0.2.29", Verdict.BROKEN),
        (REGION, "", "13.0.2.29", Verdict.BROKEN),
        (PAIR, "together", "13.0.1.1071", Verdict.BROKEN),
        (PAIR, "together", "13.0.2.29", Verdict.ADVISORY),
    ],
)
def test_the_build_of_the_product_picks_the_wording(finding: Finding, basis: str, build: str, verdict: Verdict) -> None:
    configuration = read_configuration(
        {"all": {"enforcementLevel": "mandatory"}, "veeam-entraid": {"productBuild": build, "unknown": "block"}}
    )
    for found in (replace(finding, basis=basis), replace(finding, basis=basis, verdict=Verdict.UNDECIDED)):
        (judged,) = judge([found], configuration, TODAY)
        if verdict is Verdict.BROKEN:
            assert judged == Judgement(found, Enforcement.MANDATORY)
        else:
            assert (judged.finding.verdict, judged.enforcement) == (verdict, Enforcement.ADVISORY)
            assert any(wording.reason in explain_judgement(judged) for wording in limit_by_id(found.limit).wordings)


@pytest.mark.parametrize("limit", LIMITS, ids=lambda limit: limit.id)
def test_builds_are_known_and_a_wording_is_of_a_later_one(limit: Limit) -> None:
    assert set(limit.builds) <= set(PRODUCT_BUILDS)
    for wording in limit.wordings:
        assert set(wording.builds) <= set(PRODUCT_BUILDS[1:])
        assert wording.bases
        assert "" not in wording.bases
        assert wording.reason.endswith(".")


def test_a_rule_that_fails_names_itself_the_resource_and_the_path_and_blocks() -> None:
    def check(fact: Fact) -> Iterator[Finding]:
        read = Setting("defaultProxy.enabled", "hunter2")
        raise TypeError(f"{fact} {read.value}")
        yield

    failing = replace(limit_by_id(RULE), check_fact=check)
    (finding,) = check_each(BackupServer(subject=BROKEN.subject, name=Setting()), (failing,))
    for part in (RULE, "defaultProxy.enabled of", str(BROKEN.subject), "TypeError"):
        assert part in finding.problem
    assert "hunter2" not in finding.problem
    assert enforcements(judge([finding], Configuration(product_build="13.0.2.29"), TODAY)) == [Enforcement.MANDATORY]


def test_a_rule_that_fails_on_another_stack_blocks_as_well() -> None:
    def check(facts: Sequence[Fact]) -> Iterator[Finding]:
        raise KeyError(len(facts))
        yield

    failing = replace(limit_by_id("one-repository-per-server"), check_facts=check)
    here, there = (BackupServer(subject=Subject("BackupServer", name, name), name=Setting()) for name in "ba")
    assert [finding.verdict for finding in check_across([here], (failing,), others=[there])] == [Verdict.BROKEN]
