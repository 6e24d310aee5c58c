"""Reports: each is well-formed in its format, says everything, and never what may be secret."""

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any, Final
from xml.etree.ElementTree import fromstring

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from saved_stacks import SHAPES, encrypted, export, preview, shown, states
from stacks import (
    backup_server,
    log_job,
    of_type,
    raw_backup_server,
    raw_repository,
    repository,
    session,
    storage,
    tenant,
    tenant_job,
)

from veeam_entraid_cli.reports import Format, Report, Severity, make_report, render
from veeam_entraid_limits import LIMITS, Configuration, Resource, Waiver
from veeam_entraid_limits.saved import Stack, read_stack

# One pattern of the official schema, for the language of a run, has a bracket that not every engine forgives.
SARIF: Final = json.loads(
    (Path(__file__).parent / "recorded" / "sarif-2.1.0-rtm.5.json")
    .read_text()
    .replace("[a-zA-Z]{2}]?$", "[a-zA-Z]{2}$")
)
JSON: Final = json.loads((files("veeam_entraid_cli.reports") / "report.schema.json").read_text())
TODAY: Final = date(2026, 11, 24)

WAIVER: Final = Waiver("default-proxy-enabled", "waived", "The server moves; 50% done.", "team", date(2026, 12, 1))
CONFIGURATION: Final = Configuration(waivers=(WAIVER, replace(WAIVER, resource="nobody")))
OTHER_STACK: Final = [raw_repository("pg", version="13", tags={"veeam-entraid-role": "repository"})]
RESOURCES: Final = [
    backup_server("vbr", defaultProxy={"enabled": False}),
    backup_server("waived", defaultProxy={"enabled": False}),
    repository("one", backupServer="vbr", engineVersion=16),
    repository("two", backupServer="vbr", engineVersion=encrypted()),
    session(of_type("User"), of_type("Group")),
]


def stack(resources: list[Resource], name: str = "", **positions: str) -> Stack:
    document = export(resources)
    for state in document["deployment"]["resources"]:
        if state["urn"].rpartition("::")[2] in positions:
            state["sourcePosition"] = positions[state["urn"].rpartition("::")[2]]
    return read_stack(document, name)


def everything() -> Report:
    """Return a report with every kind of result: errors, warnings, notes, waivers, places, gaps, two stacks."""
    partial = read_stack(preview(OTHER_STACK, changeSummary={"same": 2}), "other")
    stacks = [("state.json", stack(RESOURCES, vbr="project:///infra/a b.py#7")), ("sub/preview.json", partial)]
    report = make_report("0.1.0", stacks, CONFIGURATION, TODAY)
    assert {each.state for each in report.results} == {"broken", "undecided", "advice", "waived"}
    assert {each.severity for each in report.results} == {*Severity}
    return report


def nothing() -> Report:
    return make_report("0.1.0", [("-", stack([backup_server()]))], Configuration(), TODAY)


def test_results_are_worst_first_and_everything_is_there() -> None:
    report = everything()
    order = [*Severity]
    assert all(order.index(one.severity) <= order.index(two.severity) for one, two in pairwise(report.results))
    assert {result.stack.name for result in report.results} == {"shop/dev", "other"}
    assert len({result.fingerprint for result in report.results}) == len(report.results)
    counts = report.counts
    assert sum(counts.values()) == len(report.results)
    assert f"{counts['mandatory']} must be mended" in report.summary


def test_fingerprints_outlive_other_results() -> None:
    before = {(each.urn, each.finding.limit): each.fingerprint for each in everything().results}
    alone = make_report("0.2.0", [("other.json", stack(RESOURCES[:1]))], Configuration(), TODAY)
    (result,) = alone.results
    assert before[result.urn, result.finding.limit] == result.fingerprint


@pytest.mark.parametrize("form", Format)
def test_each_format_says_every_result(form: Format) -> None:
    report = everything()
    text = render(report, form)
    assert text.endswith("\n")
    for result in report.results:
        assert result.finding.limit in text
        assert (result.finding.subject.name if result.urn else "nobody") in text
    assert render(report, form) == text


@pytest.mark.parametrize("report", [everything, nothing])
def test_sarif_is_valid_by_the_official_schema(report: Any) -> None:
    made = report()
    document = json.loads(render(made, Format.SARIF))
    jsonschema_rs.validator_for(SARIF).validate(document)
    (run,) = document["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [limit.id for limit in LIMITS]
    assert len(run["results"]) == len(made.results)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        (location,) = result["locations"]
        assert location["physicalLocation"]["artifactLocation"]["uri"] in (
            "state.json",
            "sub/preview.json",
            "infra/a%20b.py",
        )
    assert run["invocations"][0]["executionSuccessful"] is not any(each.gaps for each in made.stacks)


def test_sarif_has_waivers_as_suppressions_and_places_in_the_program() -> None:
    (run,) = json.loads(render(everything(), Format.SARIF))["runs"]
    suppressed = [each for each in run["results"] if "suppressions" in each]
    assert [each["locations"][0]["logicalLocations"][0]["name"] for each in suppressed] == ["waived"]
    assert suppressed[0]["suppressions"][0]["justification"] == ("The server moves; 50% done. (team, until 2026-12-01)")
    placed = [each["locations"][0]["physicalLocation"] for each in run["results"]]
    assert {"artifactLocation": {"uri": "infra/a%20b.py"}, "region": {"startLine": 7}} in placed
    (notification,) = run["invocations"][0]["toolExecutionNotifications"]
    assert "--show-sames" in notification["message"]["text"]


@pytest.mark.parametrize("report", [everything, nothing])
def test_json_is_of_the_documented_shape(report: Any) -> None:
    jsonschema_rs.validator_for(JSON).validate(json.loads(render(report(), Format.JSON)))


def test_junit_counts_what_it_says() -> None:
    report = everything()
    root = fromstring(render(report, Format.JUNIT))  # noqa: S314 - our own
    cases = [*root.iter("testcase")]
    for node in (root, *root.iter("testsuite")):
        for name, tag in (("failures", "failure"), ("skipped", "skipped"), ("errors", "error")):
            assert int(node.attrib[name]) == len([*node.iter(tag)])
        assert int(node.attrib["tests"]) == len([*node.iter("testcase")])
    assert len([*root.iter("failure")]) == report.counts["mandatory"]
    assert len([*root.iter("error")]) == 1
    # A limit of which nothing is said has passed, in each of the stacks.
    for suite in root.iter("testsuite"):
        assert {limit.id for limit in LIMITS} <= {case.attrib["classname"] for case in suite.iter("testcase")}
    assert {("infra/a b.py", "7")} == {
        (case.attrib["file"], case.attrib["line"]) for case in cases if "file" in case.attrib
    }


def test_markdown_is_one_list_entry_a_result_and_has_no_html() -> None:
    report = everything()
    tokens = MarkdownIt().parse(render(report, Format.MARKDOWN))
    inline = [child for token in tokens for child in token.children or ()]
    assert [token.type for token in tokens].count("list_item_open") == len(report.results)
    assert not [token for token in (*tokens, *inline) if token.type.startswith("html")]
    texts = " ".join("".join(child.content for child in token.children or ()) for token in tokens)
    for result in report.results:
        assert " ".join(result.finding.problem.split()) in texts


def test_markdown_has_an_end() -> None:
    result = everything().results[0]
    many = Report("0.1.0", (result.stack,), (result,) * 3_000)
    text = render(many, Format.MARKDOWN)
    assert 800_000 < len(text.encode()) < 1_000_000
    assert text.rstrip().endswith("see the other reports of this run.")


def test_gitlab_has_what_gitlab_asks_for() -> None:
    report = everything()
    entries = json.loads(render(report, Format.GITLAB))
    assert len(entries) == len(report.results)
    for entry in entries:
        assert {*entry} == {"description", "check_name", "fingerprint", "severity", "location"}
        assert entry["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert entry["location"]["lines"]["begin"] >= 1


@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_text_is_folded_to_the_width_and_loses_nothing(width: int) -> None:
    report = everything()
    text = render(report, Format.TEXT, width=width)
    letters = re.sub(r"\s", "", text)
    assert max(map(len, text.splitlines())) <= width
    for result in report.results:
        assert re.sub(r"\s", "", result.message) in letters
    coloured = render(report, Format.TEXT, width=width, colour=True)
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured).split() == text.split()
    assert "\x1b[31m" in coloured


HOSTILE: Final = "a%\r\n::error::b],;:<script>|`x`[y](z)**\x1b[31m\x00\ud800\u202e&\"'"


@pytest.mark.parametrize("form", Format)
def test_names_cannot_break_out(form: Format) -> None:
    server = replace(backup_server(HOSTILE, defaultProxy={"enabled": False}), urn=f"urn:pulumi:d::s::t::{HOSTILE}")
    hostile = replace(server, type="veeam-entraid:index:BackupServer")
    report = make_report("0.1.0", [(f"{HOSTILE}.json", stack([hostile]))], Configuration(), TODAY)
    text = render(report, form)
    assert report.results
    text.encode()
    if form not in (Format.JSON, Format.SARIF, Format.GITLAB):
        strange = {letter for letter in text if unicodedata.category(letter) in ("Cc", "Cf", "Cs") and letter != "\n"}
        assert not strange
    if form in (Format.GITHUB, Format.AZURE):
        (line,) = text.splitlines()
        assert not line.removeprefix("::error ").startswith("::error")
        command, _, _ = line.partition("]" if form is Format.AZURE else "::a")
        assert "\n" not in command
    if form is Format.JUNIT:
        assert fromstring(text).find(".//failure") is not None  # noqa: S314 - our own
    if form is Format.MARKDOWN:
        tokens = MarkdownIt().enable("table").parse(text)
        inline = [child for token in tokens for child in token.children or ()]
        assert not [token for token in (*tokens, *inline) if token.type.startswith(("html", "table", "code", "em_"))]


@given(st.text(max_size=30))
def test_workflow_commands_say_what_they_were_given(name: str) -> None:
    server = replace(backup_server("x", defaultProxy={"enabled": False}), name=name)
    found = make_report("0.1.0", [("f", Stack("s", (server,)))], Configuration(), TODAY)
    (line,) = render(found, Format.GITHUB).split("\n")[:-1]
    _, command, message = line.split("::", 2)
    unescape = {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ",", "%25": "%"}

    def given_back(text: str) -> str:
        return re.sub("%0D|%0A|%3A|%2C|%25", lambda each: unescape[each[0]], text)

    assert given_back(message) == found.results[0].message
    assert given_back(command.partition("title=")[2]) == f"default-proxy-enabled: {found.results[0].subject} (broken)"


CANARY: Final = "CANARY-7f3a"
MANY: Final = [
    backup_server(),
    repository("one"),
    repository("two"),
    raw_backup_server("raw"),
    raw_repository("db", version="13"),
    tenant(),
    tenant_job("job", tenant(), enabled=False),
    log_job("logs", tenant()),
    storage(),
    session(of_type("User"), of_type("Group")),
]


def with_canaries(value: object, secret: Any, path: tuple[str, ...] = ()) -> object:
    """Return every leaf of the inputs as the secret."""
    if isinstance(value, Mapping):
        return {key: with_canaries(item, secret, (*path, key)) for key, item in value.items()}
    if isinstance(value, list):
        return [with_canaries(item, secret, path) for item in value]
    return secret


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("secret", [CANARY, shown(CANARY), shown({"inner": [CANARY]}), encrypted(CANARY)])
def test_no_report_has_a_value_of_a_property(shape: str, secret: object) -> None:
    document = SHAPES[shape](MANY)
    made = [state for state in states(MANY) if "providers" not in state["type"]]
    for state in made:
        for kind in ("inputs", "outputs"):
            state[kind] = with_canaries(state.get(kind, {}) | {"more": "x"}, secret)
    plain = states([*MANY])
    one_by_one = [
        {**state, "inputs": {**state.get("inputs", {}), key: secret}}
        for state in plain
        for key in state.get("inputs", {})
    ]
    for changed in (made, *([each] for each in one_by_one)):
        where = document.get("deployment") or document.get("checkpoint", {}).get("latest")
        if where:
            where["resources"] = changed
        else:
            document["steps"] = [{"op": "create", "newState": state} for state in changed]
            document["config"] = {"azure-native:environment": CANARY, "veeam:password": secret}
        report = make_report("0.1.0", [("stack.json", read_stack(document))], Configuration(), TODAY)
        for form in Format:
            assert CANARY not in render(report, form)
