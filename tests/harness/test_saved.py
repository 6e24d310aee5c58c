"""Stacks from files: exports, checkpoints and previews as JSON, with secrets in each of their spellings."""

import json
from pathlib import Path
from typing import Any

import pytest
from sdk_policies import BUCKET, FEW_BUCKETS, NOT_PUBLIC

from pytest_pulumi_policy import NotAStackFileError, pack_of_policies, preview_file, state_file

ROOT = "urn:pulumi:dev::shop::"
SECRET = {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270"}
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
PACK = pack_of_policies(NOT_PUBLIC, FEW_BUCKETS)


def saved(name: str = "b", acl: Any = "private", **fields: Any) -> dict[str, Any]:
    resource = {"urn": f"{ROOT}{BUCKET}::{name}", "type": BUCKET, "custom": True, "inputs": {"acl": acl}}
    return {**resource, "outputs": {"acl": acl, "arn": "x"}} | fields


def written(folder: Path, *resources: dict[str, Any], form: str = "export") -> Path:
    file = folder / f"{form}.json"
    listed: dict[str, Any] = {"resources": list(resources)}
    documents: dict[str, dict[str, Any]] = {
        "export": {"version": 3, "deployment": listed},
        "checkpoint": {"version": 3, "checkpoint": {"stack": "dev", "latest": listed}},
        "preview": {"steps": [{"op": "create", "newState": each} for each in resources]},
    }
    file.write_text(json.dumps(documents[form]))
    return file


@pytest.mark.parametrize("form", ["export", "checkpoint"])
def test_a_state_is_judged_by_inputs_and_outputs(tmp_path: Path, form: str) -> None:
    file = written(tmp_path, saved("one", "public"), saved("two"), saved("three"), form=form)
    for verdict in (PACK.analyze(state_file(file)), PACK.preview(state_file(file))):
        assert verdict.assert_violates("not-public").urn == f"{ROOT}{BUCKET}::one"
        verdict.assert_violates("few-buckets", resource="three")
    assert PACK.update(state_file(file)).stopped_at == f"{ROOT}{BUCKET}::one"


@pytest.mark.parametrize(
    ("acl", "levels"),
    [
        ({**SECRET, "plaintext": '"private"'}, []),
        ({**SECRET, "plaintext": '"public"'}, ["mandatory"]),
        ({**SECRET, "value": "public"}, ["mandatory"]),
        ({**SECRET, "ciphertext": "v1:x"}, ["advisory"]),
        (UNKNOWN, ["advisory"]),
        ("[secret]", ["advisory"]),
    ],
)
def test_secrets_and_unknown_values_are_read(tmp_path: Path, acl: Any, levels: list[str]) -> None:
    verdict = PACK.preview(state_file(written(tmp_path, saved(acl=acl))))
    assert [each.level for each in verdict.of("not-public")] == levels


def test_an_analysis_shows_the_text_of_what_cannot_be_decrypted(tmp_path: Path) -> None:
    file = written(tmp_path, saved(acl={**SECRET, "ciphertext": "v1:x"}))
    configured = PACK.configured({"not-public": {"allowed": "read"}})
    assert configured.analyze(state_file(file)).assert_violates("not-public").level == "mandatory"


def test_what_is_deleted_is_gone_and_what_is_external_never_registers(tmp_path: Path) -> None:
    replaced = saved("old", "public", delete=True)
    external = saved("theirs", "public", external=True)
    verdict = PACK.analyze(state_file(written(tmp_path, replaced, external, saved("one"), saved("two"))))
    verdict.assert_silent("not-public")
    assert len(verdict.of("few-buckets")) == 1


def test_providers_and_relations_are_those_of_the_file(tmp_path: Path) -> None:
    provider = {
        "urn": f"{ROOT}pulumi:providers:store::mine",
        "type": "pulumi:providers:store",
        "custom": True,
        "id": "1",
        "inputs": {"acl": "private"},
    }
    using = saved(provider=f"{provider['urn']}::1", parent=f"{ROOT}store:index:Shop::s", customTimeouts={"create": 5})
    PACK.analyze(state_file(written(tmp_path, provider, using))).assert_silent("not-public")


def test_a_preview_shows_what_would_be_there(tmp_path: Path) -> None:
    file = written(tmp_path, saved("one", "public"), form="preview")
    PACK.preview(preview_file(file)).assert_violates("not-public", resource="one")
    steps = json.loads(file.read_text())["steps"]
    steps.append({"op": "delete", "oldState": saved("gone", "public")})
    steps.append({"op": "update", "newState": saved("one")})
    file.write_text(json.dumps({"steps": steps}))
    PACK.preview(preview_file(file)).assert_silent()


def test_what_is_no_stack_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "file.json"
    for text in ("[]", "{}", '{"steps": []}'):
        file.write_text(text)
        with pytest.raises(NotAStackFileError, match="no state"):
            state_file(file)
    file.write_text('{"deployment": {"resources": []}}')
    with pytest.raises(NotAStackFileError, match="no preview"):
        preview_file(file)
    file.write_text("resources:")
    with pytest.raises(NotAStackFileError, match="not JSON"):
        state_file(file)
