"""Hardening of Windows: which measures are taken, when, and what is left to a person."""

import json
import re
from typing import Any

import pytest
from deployment import Deployment, deploy
from test_server_scripts import NEEDED, SUBNET, decoded

from veeam_entraid import BackupServer, BackupServerArgs, InvalidArgumentsError
from veeam_entraid.server import plan_backup_server
from veeam_entraid.server._hardening import MEASURES, Hardening
from veeam_entraid.server._setup_results import HARDENING_MARK, open_restart
from veeam_entraid.server._setup_scripts import hardening_script


def hardening(block: dict[str, Any], **arguments: Any) -> Hardening:
    plan = plan_backup_server(
        "vbr", {"resourceGroupName": "rg", "subnetId": SUBNET, "hardening": block} | arguments
    ).hardening
    assert plan is not None
    return plan


def deployed(command_output: str = "", **arguments: Any) -> Deployment:
    args = BackupServerArgs(resource_group_name="rg", subnet_id=SUBNET)
    return deploy(lambda: BackupServer("vbr", args | arguments), command_output=command_output)  # pyright: ignore[reportArgumentType]


def titles(deployment: Deployment) -> list[str]:
    return [step["title"] for step in deployment.outputs["vbr"]["manualSteps"]]


def test_nothing_is_hardened_unless_somebody_asks() -> None:
    assert "vbr-harden" not in deployed().resources


def test_every_measure_is_taken_by_default_and_nothing_is_said_of_remote_access() -> None:
    plan = hardening({})
    assert plan.measures == tuple(MEASURES)
    assert plan.settings["remoteDesktop"] is plan.settings["windowsRemoteManagement"] is None


def test_credential_guard_needs_trusted_launch() -> None:
    without = {"security": {"trustedLaunch": False}}
    assert "credentialGuard" not in hardening({}, **without).measures
    with pytest.raises(InvalidArgumentsError, match=r"hardening\.measures: credentialGuard needs security"):
        hardening({"measures": ["credentialGuard"]}, **without)


@pytest.mark.parametrize("block", [{"measures": ["everything"]}, {"rdp": False}, {"remoteDesktop": "perhaps"}])
def test_what_is_no_hardening_is_refused_by_its_path(block: dict[str, Any]) -> None:
    with pytest.raises(InvalidArgumentsError, match=r"hardening\.(measures|rdp|remoteDesktop)"):
        hardening(block)


def test_it_comes_after_the_installation_and_runs_again_when_it_changes() -> None:
    first = deployed(installation=NEEDED, hardening={})["vbr-harden"]
    assert "vbr-ready" in first.dependencies
    second = deployed(installation=NEEDED, hardening={"remoteDesktop": False})["vbr-harden"]
    assert first.inputs["parameters"] != second.inputs["parameters"]
    assert first.inputs["source"] == second.inputs["source"]


def test_a_lock_comes_after_it() -> None:
    assert "vbr-harden" in deployed(hardening={}, deletion_lock=True)["vbr-lock"].dependencies


@pytest.mark.parametrize(
    ("output", "left"),
    [
        (HARDENING_MARK + '{"waitsForRestartSince": ""}', False),
        (HARDENING_MARK + '{"waitsForRestartSince": "2026-11-24T10:00:00.0000000Z"}', True),
        ("nothing that can be read", True),
    ],
)
def test_a_restart_is_left_to_a_person(output: str, *, left: bool) -> None:
    assert ("Restart Windows on vbr" in titles(deployed(output, hardening={}))) is left


def test_what_hardening_reports_is_read_or_is_unknown() -> None:
    report = json.dumps({"waitsForRestartSince": "2026-11-24T10:00:00.0000000Z"})
    assert open_restart(f"RunAsPPL: 1\n{HARDENING_MARK}{report}\r\n") == "2026-11-24T10:00:00.0000000Z"
    for strange in (None, "", HARDENING_MARK, f"{HARDENING_MARK}[]", f"{HARDENING_MARK}{{}}"):
        assert open_restart(strange) is None


def test_the_script_reads_what_is_handed_over_and_knows_every_procedure() -> None:
    script = hardening_script()
    assert f"'{HARDENING_MARK}'" in script
    assert set(re.findall(r"\$configuration\.(\w+)", script)) == set(hardening({}).settings)
    registry = hardening({}).settings["registry"]
    assert isinstance(registry, list)
    for value in registry:
        assert set(re.findall(r"\$entry\.(\w+)", script)) == set(value)
    assert set(re.findall(r"^        '(\w+)' \{", script, re.MULTILINE)) == {
        measure.procedure for measure in MEASURES.values() if measure.procedure
    }


def test_what_is_handed_over_is_the_measures() -> None:
    (parameter,) = deployed(hardening={"measures": ["credentials"]})["vbr-harden"].inputs["parameters"]
    sent = decoded(parameter["value"])
    assert [value["name"] for value in sent["registry"]] == ["RunAsPPL", "UseLogonCredential"]
    assert sent["procedures"] == sent["disabledServices"] == []


@pytest.mark.parametrize("name", MEASURES)
def test_a_measure_does_something_and_names_its_source(name: str) -> None:
    measure = MEASURES[name]
    assert measure.source
    assert measure.registry or measure.disabled_services or measure.procedure
    assert len({(value.path, value.name) for value in measure.registry}) == len(measure.registry)
    assert all(value.path.startswith("HKLM:\\") for value in measure.registry)
