"""The pack's configuration as the engine hands it over: levels, settings, waivers, and what is wrong with them."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import grpc
import pytest
from pulumi.runtime.proto import analyzer_pb2 as messages
from stacks_of_limits import pack_in_memory

from pytest_pulumi_policy import InvalidConfigurationError, PackUnderTest, Resource, Verdict
from veeam_entraid_policy._analyzer import FOLDER_VARIABLE
from veeam_entraid_protocol import Value, encode

SERVER = "veeam-entraid:index:BackupServer"
RULE = "default-proxy-enabled"
TODAY = datetime.now(UTC).date()

Written = Mapping[str, Mapping[str, Value]]


def server(name: str = "vbr", *, registers: bool = True) -> Resource:
    inputs: dict[str, Value] = {"entraIdHosting": "remote", "defaultProxy": {"enabled": False}}
    return Resource(SERVER, name, inputs, component=True, registers=registers)


def waiver(resource: str = "vbr", days: int = 30) -> dict[str, Value]:
    until = (TODAY + timedelta(days=days)).isoformat()
    return {"rule": RULE, "resource": resource, "reason": "a lab", "owner": "Storage team", "until": until}


@pytest.fixture
def pack(tmp_path: Path) -> PackUnderTest:
    return pack_in_memory(**{FOLDER_VARIABLE: str(tmp_path)})


def in_the_configuration(pack: PackUnderTest, folder: Path, *waivers: Value) -> PackUnderTest:
    del folder
    return pack.configured({"veeam-entraid": {"waivers": list(waivers)}})


def in_a_file(pack: PackUnderTest, folder: Path, *waivers: Value) -> PackUnderTest:
    (folder / "waivers.json").write_text(json.dumps({"waivers": waivers}))
    return pack.configured({"veeam-entraid": {"waiversFile": "waivers.json"}})


def on_the_stack(verdict: Verdict) -> list[tuple[str, str]]:
    return [(each.policy, each.level) for each in verdict.violations if each.of_stack]


@pytest.mark.parametrize("write", [in_the_configuration, in_a_file])
def test_a_waiver_is_reported_each_time_it_is_used(
    pack: PackUnderTest, tmp_path: Path, write: Callable[..., PackUnderTest]
) -> None:
    waived = write(pack, tmp_path, waiver())
    for _ in range(2):
        verdict = waived.preview(server(), server("other"))
        used = verdict.assert_violates(RULE, resource="vbr", level="advisory", message="Storage team")
        assert "a lab" in used.message
        verdict.assert_violates(RULE, resource="other", level="mandatory")
        assert on_the_stack(verdict) == []


def test_a_waiver_that_nothing_needs_is_told_of_when_the_whole_stack_was_seen(pack: PackUnderTest) -> None:
    waived = pack.configured({"veeam-entraid": {"waivers": [waiver("gone")]}})
    verdict = waived.preview(server())
    verdict.assert_violates(RULE, resource="vbr", level="mandatory")
    verdict.assert_violates(RULE, level="advisory", message='for "gone"')
    assert on_the_stack(verdict) == [(RULE, "advisory")]
    assert on_the_stack(waived.preview(server(), server("never-registered", registers=False))) == []


def test_an_expired_waiver_is_a_violation(pack: PackUnderTest) -> None:
    waivers = {"waivers": [waiver(days=-1)]}
    verdict = pack.configured({RULE: {"enforcementLevel": "advisory"}, "veeam-entraid": waivers}).preview(
        server(), server("never-registered", registers=False)
    )
    verdict.assert_violates(RULE, resource="vbr", level="advisory")
    verdict.assert_violates(RULE, level="mandatory", message="Storage team")
    assert on_the_stack(verdict) == [(RULE, "mandatory")]


WRONG: list[tuple[Written, list[str]]] = [
    ({"defualt-proxy-enabled": {}, RULE: {"unknown": "ignore"}}, ["defualt-proxy-enabled", f"{RULE}.unknown"]),
    ({"veeam-entraid": {"waivers": [{**waiver(), "until": "soon"}]}}, ["veeam-entraid.waivers[0].until"]),
    ({"veeam-entraid": {"waiversFile": "absent.json"}}, ["veeam-entraid.waiversFile", "cannot be read"]),
    ({"veeam-entraid": {"waiversFile": "no-json.json"}}, ["veeam-entraid.waiversFile", "no JSON"]),
    ({"veeam-entraid": {"waiversFile": "wrong.json"}}, ["wrong.json: waivers[0].owner", "wrong.json: waivers[0].rule"]),
]


@pytest.mark.parametrize(("written", "expected"), WRONG)
def test_a_wrong_configuration_is_refused_with_every_problem(
    pack: PackUnderTest, tmp_path: Path, written: Written, expected: list[str]
) -> None:
    """The engine refuses some of this by the schemas alone; the pack does not rely on it."""
    (tmp_path / "no-json.json").write_text("waivers: []")
    (tmp_path / "wrong.json").write_text(json.dumps({"waivers": [{**waiver(), "owner": "", "rule": "none"}]}))
    policies = {
        name: messages.PolicyConfig(enforcementLevel=messages.MANDATORY, properties=encode(options))
        for name, options in written.items()
    }
    with pack.running() as analyzer, pytest.raises(grpc.RpcError) as raised:
        analyzer.Configure(messages.ConfigureAnalyzerRequest(policyConfig=policies))
    assert isinstance(raised.value, grpc.Call)
    assert raised.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    for each in expected:
        assert each in (raised.value.details() or "")


@pytest.mark.parametrize(
    "written",
    [
        {"defualt-proxy-enabled": "mandatory"},
        {RULE: {"unknown": "ignore"}},
        {"veeam-entraid": {"waivers": [{"rule": RULE}]}},
        {"veeam-entraid": {"waiversFile": "absent.json"}},
    ],
)
def test_a_wrong_configuration_ends_a_preview_before_anything_is_checked(
    pack: PackUnderTest, written: Mapping[str, str | Mapping[str, object]]
) -> None:
    with pytest.raises(InvalidConfigurationError):
        pack.configured(written).preview(server())
