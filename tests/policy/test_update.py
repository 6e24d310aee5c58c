"""An update is stopped as resources register; other stacks count; what cannot be read stops as well."""

import json
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import grpc
import pytest
from pulumi.runtime.proto import analyzer_pb2 as messages
from pulumi.runtime.proto import analyzer_pb2_grpc

from veeam_entraid_policy import _pack
from veeam_entraid_policy._analyzer import FOLDER_VARIABLE, PolicyPackAnalyzer
from veeam_entraid_protocol import Value, encode

REPOSITORY = "veeam-entraid:index:EntraIdRepository"
JOB = "veeam:entraid:TenantBackupJob"
RULE = "one-repository-per-server"
NAMED: dict[str, Value] = {"hosting": "virtualMachine", "backupServer": "vbr"}
UNNAMED: dict[str, Value] = {"hosting": "virtualMachine"}

Said = list[tuple[str, str, str]]


class Engine:
    """The engine's side of the protocol for one stack."""

    def __init__(self, stub: analyzer_pb2_grpc.AnalyzerStub) -> None:
        self.stub = stub

    def start(self, *, preview: bool) -> None:
        self.stub.ConfigureStack(messages.AnalyzerStackConfigureRequest(stack="prod", project="shop", dry_run=preview))

    def configure(self, level: str = "MANDATORY", **settings: Value) -> None:
        policies = {
            RULE: messages.PolicyConfig(enforcementLevel=messages.EnforcementLevel.Value(level)),
            "veeam-entraid": messages.PolicyConfig(enforcementLevel=messages.ADVISORY, properties=encode(settings)),
        }
        self.stub.Configure(messages.ConfigureAnalyzerRequest(policyConfig=policies))

    def analyze(self, name: str, properties: Mapping[str, Value] = NAMED, token: str = REPOSITORY) -> Said:
        request = messages.AnalyzeRequest(
            urn=urn(name, token=token), type=token, name=name, properties=encode(properties)
        )
        request.provider.type = "pulumi:providers:veeam"
        request.provider.properties.CopyFrom(encode({"endpoint": "https://vbr:9419"}))
        return said(self.stub.Analyze(request))

    def analyze_stack(self, *names: str) -> Said:
        resources = [messages.AnalyzerResource(urn=urn(name), type=REPOSITORY, name=name) for name in names]
        return said(self.stub.AnalyzeStack(messages.AnalyzeStackRequest(resources=resources)))


def urn(name: str, stack: str = "prod::shop", token: str = REPOSITORY) -> str:
    return f"urn:pulumi:{stack}::{token}::{name}"


def said(response: messages.AnalyzeResponse) -> Said:
    return [
        (each.policyName, messages.EnforcementLevel.Name(each.enforcementLevel), each.message)
        for each in response.diagnostics
    ]


def of_rule(found: Said) -> list[tuple[str, str]]:
    return [(policy, level) for policy, level, _ in found if policy == RULE]


def export(folder: Path, stack: str, **repositories: Mapping[str, Value]) -> str:
    resources = [
        {"urn": urn(name, stack), "type": REPOSITORY, "inputs": inputs, "outputs": {}}
        for name, inputs in repositories.items()
    ]
    (folder / "other.json").write_text(json.dumps({"version": 3, "deployment": {"resources": resources}}))
    return "other.json"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    server = grpc.server(ThreadPoolExecutor(4))
    analyzer_pb2_grpc.add_AnalyzerServicer_to_server(PolicyPackAnalyzer({FOLDER_VARIABLE: str(tmp_path)}), server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        yield Engine(analyzer_pb2_grpc.AnalyzerStub(channel))
    server.stop(None).wait()


def test_an_update_is_stopped_by_the_second_of_two_that_clash(engine: Engine) -> None:
    engine.start(preview=False)
    assert of_rule(engine.analyze("one")) == []
    assert of_rule(engine.analyze("one")) == []
    assert of_rule(engine.analyze("elsewhere", {**NAMED, "backupServer": "another"})) == []
    assert of_rule(engine.analyze("two")) == [(RULE, "MANDATORY")]


def test_a_preview_reports_it_once_and_on_the_whole_stack(engine: Engine) -> None:
    engine.start(preview=True)
    assert of_rule(engine.analyze("one")) + of_rule(engine.analyze("two")) == []
    assert of_rule(engine.analyze_stack("one", "two")) == [(RULE, "MANDATORY")]


def test_what_a_resource_still_to_come_may_settle_stops_nothing(engine: Engine) -> None:
    """Two repositories that name no server are a clash only while the stack has one server."""
    engine.start(preview=False)
    assert of_rule(engine.analyze("one", UNNAMED)) + of_rule(engine.analyze("two", UNNAMED)) == []
    assert of_rule(engine.analyze_stack("one", "two")) == [(RULE, "MANDATORY")]


def test_a_repository_that_changes_its_server_clashes_no_more(engine: Engine) -> None:
    engine.start(preview=False)
    engine.analyze("one")
    engine.analyze("one", {**NAMED, "backupServer": "another"})
    assert of_rule(engine.analyze("two")) == []


def test_two_jobs_of_one_tenant_stop_an_update(engine: Engine) -> None:
    engine.start(preview=False)
    first = engine.analyze("one", {"tenantId": "7F", "name": "a"}, JOB)
    second = engine.analyze("two", {"tenantId": "7f", "name": "b"}, JOB)
    assert "one-backup-job-per-tenant" not in [policy for policy, _, _ in first]
    assert ("one-backup-job-per-tenant", "MANDATORY") in [(policy, level) for policy, level, _ in second]


@pytest.mark.parametrize("waived", [True, False])
def test_what_does_not_stop_an_update_is_reported_once(engine: Engine, *, waived: bool) -> None:
    waiver: Value = {"rule": RULE, "resource": "*", "reason": "moving", "owner": "us", "until": "2999-01-01"}
    engine.configure("MANDATORY" if waived else "ADVISORY", waivers=[waiver] if waived else [])
    engine.start(preview=False)
    assert of_rule(engine.analyze("one")) + of_rule(engine.analyze("two")) == []
    assert of_rule(engine.analyze_stack("one", "two")) == [(RULE, "ADVISORY")]


@pytest.mark.parametrize("preview", [True, False])
def test_a_repository_of_another_stack_counts_and_its_stack_is_named(
    engine: Engine, tmp_path: Path, *, preview: bool
) -> None:
    engine.configure(otherStacks=[export(tmp_path, "prod::network", other=NAMED)])
    engine.start(preview=preview)
    while_it_registers = engine.analyze("one")
    found = while_it_registers if not preview else engine.analyze_stack("one")
    ((policy, level, message),) = [each for each in found if each[0] == RULE]
    assert (policy, level) == (RULE, "MANDATORY")
    assert 'EntraIdRepository of stack network/prod "other"' in message
    assert of_rule(while_it_registers if preview else []) == []


def test_what_other_stacks_break_among_themselves_is_not_this_stack_s(engine: Engine, tmp_path: Path) -> None:
    elsewhere: dict[str, Value] = {**NAMED, "backupServer": "another"}
    engine.configure(otherStacks=[export(tmp_path, "prod::network", first=elsewhere, second=elsewhere)])
    engine.start(preview=False)
    assert of_rule(engine.analyze("one")) == []
    assert of_rule(engine.analyze_stack("one")) == []


def test_an_export_of_the_stack_itself_does_not_count_it_twice(engine: Engine, tmp_path: Path) -> None:
    engine.configure(otherStacks=[export(tmp_path, "prod::shop", old=NAMED, one=NAMED)])
    engine.start(preview=False)
    assert of_rule(engine.analyze("one")) == []
    assert of_rule(engine.analyze_stack("one")) == []


@pytest.mark.parametrize(
    ("written", "expected"),
    [(None, "cannot be read"), ("[]", "neither a stack's export"), ("{", "holds no JSON")],
)
def test_a_file_that_is_no_stack_is_refused(engine: Engine, tmp_path: Path, written: str | None, expected: str) -> None:
    if written is not None:
        (tmp_path / "other.json").write_text(written)
    with pytest.raises(grpc.RpcError) as raised:
        engine.configure(otherStacks=["other.json"])
    assert "veeam-entraid.otherStacks" in (raised.value.details() or "")
    assert expected in (raised.value.details() or "")


def test_a_resource_that_cannot_be_read_is_named_and_stops(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(resource: object) -> None:
        raise KeyError(f"hunter2 {resource}")

    monkeypatch.setattr(_pack, "read_facts", fail)
    ((policy, level, message),) = engine.analyze("one")
    assert (policy, level) == ("veeam-entraid", "MANDATORY")
    assert 'EntraIdRepository "one"' in message
    assert "KeyError" in message
    assert "hunter2" not in message
    assert engine.analyze_stack("one")[0][:2] == ("veeam-entraid", "MANDATORY")
