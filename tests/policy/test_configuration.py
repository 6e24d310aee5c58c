"""The pack's configuration over the engine's protocol: levels, settings, waivers, and what is wrong with them."""

import json
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import grpc
import pytest
from pulumi.runtime.proto import analyzer_pb2 as messages
from pulumi.runtime.proto import analyzer_pb2_grpc

from veeam_entraid_policy._analyzer import FOLDER_VARIABLE, PolicyPackAnalyzer
from veeam_entraid_protocol import Value, encode

SERVER = "veeam-entraid:index:BackupServer"
PROXY_OFF: dict[str, Value] = {"entraIdHosting": "remote", "defaultProxy": {"enabled": False}}
RULE = "default-proxy-enabled"
TODAY = datetime.now(UTC).date()
LEVELS = {"advisory": messages.ADVISORY, "mandatory": messages.MANDATORY, "remediate": messages.REMEDIATE}

Said = list[tuple[str, str, str]]


class Engine:
    """The engine's side of the protocol, which hands a configuration over once."""

    def __init__(self, stub: analyzer_pb2_grpc.AnalyzerStub) -> None:
        self.stub = stub

    def configure(self, policies: Mapping[str, Mapping[str, Value]]) -> None:
        written = {
            name: messages.PolicyConfig(
                enforcementLevel=LEVELS[str(options.get("enforcementLevel", "mandatory"))],
                properties=encode({key: value for key, value in options.items() if key != "enforcementLevel"}),
            )
            for name, options in policies.items()
        }
        self.stub.Configure(messages.ConfigureAnalyzerRequest(policyConfig=written))

    def analyze(self, name: str = "vbr", properties: Mapping[str, Value] = PROXY_OFF) -> Said:
        request = messages.AnalyzeRequest(urn=urn(name), type=SERVER, name=name, properties=encode(properties))
        return said(self.stub.Analyze(request))

    def analyze_stack(self, *names: str) -> Said:
        resources = [messages.AnalyzerResource(urn=urn(name), type=SERVER, name=name) for name in names]
        return said(self.stub.AnalyzeStack(messages.AnalyzeStackRequest(resources=resources)))


def urn(name: str) -> str:
    return f"urn:pulumi:dev::shop::{SERVER}::{name}"


def said(response: messages.AnalyzeResponse) -> Said:
    return [
        (each.policyName, messages.EnforcementLevel.Name(each.enforcementLevel), each.message)
        for each in response.diagnostics
    ]


def waiver(resource: str = "vbr", days: int = 30) -> dict[str, Value]:
    until = (TODAY + timedelta(days=days)).isoformat()
    return {"rule": RULE, "resource": resource, "reason": "a lab", "owner": "Storage team", "until": until}


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    server = grpc.server(ThreadPoolExecutor(4))
    analyzer = PolicyPackAnalyzer({FOLDER_VARIABLE: str(tmp_path)})
    analyzer_pb2_grpc.add_AnalyzerServicer_to_server(analyzer, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        yield Engine(analyzer_pb2_grpc.AnalyzerStub(channel))
    server.stop(None).wait()


def in_the_configuration(engine: Engine, folder: Path, *waivers: Value) -> None:
    del folder
    engine.configure({"veeam-entraid": {"waivers": list(waivers)}})


def in_a_file(engine: Engine, folder: Path, *waivers: Value) -> None:
    (folder / "waivers.json").write_text(json.dumps({"waivers": waivers}))
    engine.configure({"veeam-entraid": {"waiversFile": "waivers.json"}})


@pytest.mark.parametrize("write", [in_the_configuration, in_a_file])
def test_a_waiver_is_reported_each_time_it_is_used(engine: Engine, tmp_path: Path, write: Callable[..., None]) -> None:
    write(engine, tmp_path, waiver())
    for _ in range(2):
        ((policy, level, message),) = engine.analyze()
        assert (policy, level) == (RULE, "ADVISORY")
        assert "Storage team" in message
        assert "a lab" in message
    assert engine.analyze("other")[0][1] == "MANDATORY"
    assert engine.analyze_stack("vbr", "other") == []


def test_a_waiver_that_nothing_needs_is_told_of_when_the_whole_stack_was_seen(engine: Engine) -> None:
    engine.configure({"veeam-entraid": {"waivers": [waiver("gone")]}})
    assert engine.analyze()[0][1] == "MANDATORY"
    ((policy, level, message),) = engine.analyze_stack("vbr")
    assert (policy, level) == (RULE, "ADVISORY")
    assert 'for "gone"' in message
    assert engine.analyze_stack("vbr", "never-registered") == []


def test_an_expired_waiver_is_a_violation(engine: Engine) -> None:
    engine.configure({RULE: {"enforcementLevel": "advisory"}, "veeam-entraid": {"waivers": [waiver(days=-1)]}})
    assert engine.analyze()[0][1] == "ADVISORY"
    ((policy, level, message),) = engine.analyze_stack("vbr", "never-registered")
    assert (policy, level) == (RULE, "MANDATORY")
    assert "Storage team" in message


WRONG: list[tuple[Mapping[str, Mapping[str, Value]], list[str]]] = [
    ({"defualt-proxy-enabled": {}, RULE: {"unknown": "ignore"}}, ["defualt-proxy-enabled", f"{RULE}.unknown"]),
    ({"veeam-entraid": {"waivers": [{**waiver(), "until": "soon"}]}}, ["veeam-entraid.waivers[0].until"]),
    ({"veeam-entraid": {"waiversFile": "absent.json"}}, ["veeam-entraid.waiversFile", "cannot be read"]),
    ({"veeam-entraid": {"waiversFile": "no-json.json"}}, ["veeam-entraid.waiversFile", "no JSON"]),
    ({"veeam-entraid": {"waiversFile": "wrong.json"}}, ["wrong.json: waivers[0].owner", "wrong.json: waivers[0].rule"]),
]


@pytest.mark.parametrize(("written", "expected"), WRONG)
def test_a_wrong_configuration_is_refused_with_every_problem(
    engine: Engine, tmp_path: Path, written: Mapping[str, Mapping[str, Value]], expected: list[str]
) -> None:
    (tmp_path / "no-json.json").write_text("waivers: []")
    (tmp_path / "wrong.json").write_text(json.dumps({"waivers": [{**waiver(), "owner": "", "rule": "none"}]}))
    with pytest.raises(grpc.RpcError) as raised:
        engine.configure(written)
    assert raised.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    for each in expected:
        assert each in (raised.value.details() or "")
