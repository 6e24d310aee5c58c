"""The harness shows a pack what the real engine shows it: every call is compared, for one program with everything."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from pulumi.runtime import MockResourceArgs
from recording_analyzer import RecordingAnalyzer, calls
from stack import AZURE, PROGRAMS, PULUMI, ROOT, Sandbox, Stack, project_of

from pytest_pulumi_policy import UNKNOWN, Providers, Target, pack_served_by, program, state_file

pytestmark = pytest.mark.engine

PROGRAM = (PROGRAMS / "everything_a_pack_sees.py").read_text()
CONFIG = {"shop:keeper": "k", "shop:hidden": {"a": 1}}
UNKNOWN_MARKER = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
SIGNATURE = "4dabf18193072939515e22adb298388d"
PACK = f"""\
import os
import sys
from pathlib import Path

sys.path.insert(0, {str(Path(__file__).parent)!r})

from pulumi.runtime.proto import analyzer_pb2_grpc
from recording_analyzer import RecordingAnalyzer
from veeam_entraid_protocol import serve

recorded = RecordingAnalyzer(Path(os.environ["RECORDED_CALLS"]))
serve(lambda server: analyzer_pb2_grpc.add_AnalyzerServicer_to_server(recorded, server))
"""

Calls = dict[tuple[str, str], dict[str, Any]]


def recording_pack(folder: Path) -> Path:
    folder.mkdir()
    runtime = {"name": "python", "options": {"toolchain": "pip", "virtualenv": str(ROOT / ".venv")}}
    (folder / "PulumiPolicy.yaml").write_text(yaml.safe_dump({"runtime": runtime, "version": "0.0.7"}))
    (folder / "__main__.py").write_text(PACK)
    return folder


def by_resource(recorded: list[tuple[str, dict[str, Any]]]) -> Calls:
    """Return the calls by name and URN: resources that do not depend on each other register in any order."""
    found: Calls = {}
    for call, request in recorded:
        for resource in request.get("resources", [request]):
            assert (call, resource.get("urn", "")) not in found
            found[call, resource.get("urn", "")] = in_one_order(resource)
    return found


def in_one_order(resource: dict[str, Any]) -> dict[str, Any]:
    """Return a request with its sets of URNs sorted."""
    sets = {key: {"urns": sorted(each["urns"])} for key, each in resource.get("propertyDependencies", {}).items()}
    ordered = {"dependencies": sorted(resource.get("dependencies", [])), "propertyDependencies": sets}
    return resource | {key: value for key, value in ordered.items() if value}


def opened(value: Any) -> Any:
    """Return recorded properties as plain data, with UNKNOWN in it."""
    if isinstance(value, dict):
        return opened(value["value"]) if SIGNATURE in value else {key: opened(item) for key, item in value.items()}
    if isinstance(value, list):
        return [opened(item) for item in value]
    return UNKNOWN if value == UNKNOWN_MARKER else value


class AsRecorded(Providers):
    """Providers that answer as those of the recorded run did: only what is theirs, never what the program gave."""

    def __init__(self, recorded: Calls) -> None:
        self._inputs = {urn: each["properties"] for (call, urn), each in recorded.items() if call == "Analyze"}
        self._outputs = {urn: each["properties"] for (call, urn), each in recorded.items() if call == "AnalyzeStack"}

    def check(self, args: MockResourceArgs) -> Mapping[str, object]:
        return {**opened(self._of(args, self._inputs)), **args.inputs}

    def preview(self, args: MockResourceArgs) -> Mapping[str, object]:
        outputs = opened(self._of(args, self._outputs))
        return {**outputs, **{key: value for key, value in args.inputs.items() if self._kept(key, outputs)}}

    def new_resource(self, args: MockResourceArgs) -> tuple[str | None, dict[str, object]]:
        outputs = dict(self.preview(args))
        tail = {"group": "", "account": "/providers/Microsoft.Storage/storageAccounts/shopaccount"}
        group = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg"
        return group + tail.get(args.name.rpartition("-")[2], ""), outputs

    @staticmethod
    def _of(args: MockResourceArgs, recorded: dict[str, Any]) -> dict[str, Any]:
        (found,) = [each for urn, each in recorded.items() if urn.endswith(f"{args.typ}::{args.name}")]
        return found

    @staticmethod
    def _kept(key: str, outputs: dict[str, object]) -> bool:
        return outputs.get(key, UNKNOWN) is not UNKNOWN


@pytest.mark.parametrize("operation", ["preview", "update"])
def test_every_call_is_the_same(sandbox: Sandbox, tmp_path: Path, operation: str) -> None:
    by_engine, by_harness = tmp_path / "engine", tmp_path / "harness"
    stack = Stack(
        sandbox, project_of(sandbox, "everything", PROGRAM), "everything", pack=recording_pack(tmp_path / "pack")
    ).create()
    stack.configure(CONFIG)
    if operation == "preview":
        stack.preview(RECORDED_CALLS=str(by_engine)).succeeded()
    else:
        stack.up("--skip-preview", RECORDED_CALLS=str(by_engine)).succeeded()
    engine = by_resource(calls(by_engine))

    texts = {key: value if isinstance(value, str) else json.dumps(value) for key, value in (AZURE | CONFIG).items()}
    target = Target("shop", "everything", config=texts | {"shop:hidden": '{"a":1}'})
    pack = pack_served_by(lambda: RecordingAnalyzer(by_harness)).on(target)
    ask = pack.preview if operation == "preview" else pack.update
    ask(program(stack.project, mocks=AsRecorded(engine))).assert_silent()
    harness = by_resource(calls(by_harness))

    assert set(harness) == set(engine)
    for key, request in engine.items():
        assert harness[key] == request, key
    names = [call for call, _ in calls(by_harness)]
    assert names[:4] == [call for call, _ in calls(by_engine)][:4]
    assert names[4:] == ["Remediate", "Analyze"] * (len(names[4:]) // 2) + ["AnalyzeStack"]


@pytest.fixture
def deployed(sandbox: Sandbox) -> Stack:
    """A stack that has been deployed without a pack."""
    stack = Stack(sandbox, project_of(sandbox, "everything", PROGRAM), "everything", policy=False).create()
    stack.configure(CONFIG)
    stack.up().succeeded()
    return stack


@pytest.mark.parametrize("shown", [(), ("--show-secrets",)])
def test_a_saved_state_is_shown_as_pulumi_policy_analyze_shows_it(
    deployed: Stack, tmp_path: Path, shown: tuple[str, ...]
) -> None:
    by_engine, by_harness = tmp_path / "engine", tmp_path / "harness"
    pack = recording_pack(tmp_path / "pack")
    exported = tmp_path / "export.json"
    exported.write_text(deployed.run("stack", "export", *shown).succeeded().text)
    # With the passphrase the engine would decrypt what the file hides.
    given = {key: value for key, value in deployed.sandbox.environment.items() if "PASSPHRASE" not in key}
    environment = {**given, "RECORDED_CALLS": str(by_engine)}
    command = [PULUMI, "policy", "analyze", "--file", exported, "--policy-pack", pack, "--non-interactive"]
    subprocess.run(command, cwd=deployed.project, env=environment, check=True, stdout=subprocess.DEVNULL)
    pack_served_by(lambda: RecordingAnalyzer(by_harness)).analyze(state_file(exported)).assert_silent()
    engine, harness = by_resource(calls(by_engine)), by_resource(calls(by_harness))
    assert set(harness) == set(engine)
    for key, request in engine.items():
        assert harness[key] == request, key
