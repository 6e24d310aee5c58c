"""The PowerShell of a backup server: it parses, is the same for everybody, and gets what differs as data."""

import base64
import json
import re
from typing import Any
from xml.dom import minidom

import powershell
import pytest
from hypothesis import given
from hypothesis import strategies as st

from veeam_entraid.server import plan_backup_server
from veeam_entraid.server._answer_file import AGREEMENTS, AnswerFile, render_answer_file
from veeam_entraid.server._installation import InstallationPlan, answer_file
from veeam_entraid.server._setup_results import RESULT_MARK, SETUP_CODES, parse_result, setup_code
from veeam_entraid.server._setup_scripts import (
    DiskVolume,
    InstallationSecrets,
    disk_script,
    encode_disks,
    encode_secrets,
    encode_settings,
    hardening_script,
    installation_settings,
    ready_script,
    start_script,
)

SUBNET = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v/subnets/backup"
NEEDED: dict[str, Any] = {
    "isoUrl": "https://account.blob.core.windows.net/iso/vbr.iso",
    "isoSha256": "AB" * 32,
    "acceptLicenseAgreements": True,
}
HOSTILE = """it's a "quoted" $env:Path `tick` <&> ünï %TEMP% \\ 100%"""


def installation(**arguments: Any) -> InstallationPlan:
    given_arguments = {"resourceGroupName": "rg", "subnetId": SUBNET, "installation": NEEDED | arguments}
    plan = plan_backup_server("vbr", given_arguments).installation
    assert plan is not None
    return plan


def settings(plan: InstallationPlan, administrator: str = "veeamadmin") -> dict[str, Any]:
    return installation_settings(plan, administrator=administrator, entra_id_database=False, wait_seconds=5100)


def embedded_program(script: str) -> str:
    match = re.search(r"\$Program = '([A-Za-z0-9+/=]+)'", script)
    assert match is not None
    return base64.b64decode(match[1]).decode()


def decoded(text: str) -> Any:
    return json.loads(base64.b64decode(text))


def parameters(xml: str) -> dict[str, str]:
    elements = minidom.parseString(xml).getElementsByTagName("property")  # noqa: S318 - it is our own
    names = [element.getAttribute("name") for element in elements]
    assert len(names) == len(set(names))
    return {element.getAttribute("name"): element.getAttribute("value") for element in elements}


SCRIPTS = {
    "start": start_script,
    "install": lambda: embedded_program(start_script()),
    "ready": ready_script,
    "disks": disk_script,
    "harden": hardening_script,
}


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_is_powershell(name: str) -> None:
    assert powershell.errors(SCRIPTS[name]()) == []
    assert powershell.functions(SCRIPTS[name]()) != set()


def test_the_check_of_scripts_finds_what_is_no_powershell() -> None:
    assert powershell.errors("function Get-It { if ($true { 'x' } }") != []
    assert powershell.errors("$x = 'it's'") != []


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_stops_at_its_first_error(name: str) -> None:
    assert "$ErrorActionPreference = 'Stop'" in SCRIPTS[name]()
    assert "Set-StrictMode" in powershell.commands(SCRIPTS[name]())


@pytest.mark.parametrize("name", SCRIPTS)
def test_every_function_that_a_script_defines_is_used(name: str) -> None:
    script = SCRIPTS[name]()
    assert powershell.functions(script) <= powershell.commands(script)


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_reads_the_same_in_every_code_page(name: str) -> None:
    assert SCRIPTS[name]().isascii()


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_never_runs_text(name: str) -> None:
    called = {command.lower() for command in powershell.commands(SCRIPTS[name]())}
    assert called.isdisjoint({"invoke-expression", "iex", "start-transcript"})


@pytest.mark.parametrize("name", ["start", "install"])
def test_every_setting_that_a_script_reads_is_handed_over(name: str) -> None:
    known = set(settings(installation()))
    read = set(re.findall(r"\$[Cc]onfiguration\.(\w+)", SCRIPTS[name]()))
    assert read
    assert read <= known


def test_every_secret_that_a_script_reads_is_handed_over() -> None:
    secrets = decoded(encode_secrets(InstallationSecrets("u", "a", "s", "l", {})))
    for name in ("start", "install"):
        read = set(re.findall(r"\$[Cc]redentials\.(\w+)", SCRIPTS[name]()))
        assert read
        assert read <= set(secrets)


def test_the_layout_of_disks_is_what_the_script_reads() -> None:
    (disk,) = decoded(encode_disks([DiskVolume(1, 128, "G", HOSTILE)]))
    assert disk == {"lun": 1, "sizeGb": 128, "letter": "G", "label": HOSTILE}
    assert set(re.findall(r"\$[Ww]anted\.(\w+)", disk_script())) == set(disk)


def test_the_script_is_the_same_whatever_is_installed() -> None:
    assert HOSTILE not in start_script()
    settings(installation(serviceUser="CORP\\backup", servicePassword=HOSTILE))
    assert start_script() == start_script()
    assert "@PROGRAM@" not in start_script()


@given(st.text(), st.text(), st.text())
def test_any_secret_survives_the_way_to_the_machine(url: str, password: str, value: str) -> None:
    sent = encode_secrets(InstallationSecrets(url, password, password, "", {"VBR_SERVICE_PASSWORD": value}))
    assert re.fullmatch(r"[A-Za-z0-9+/=]+", sent)
    secrets = decoded(sent)
    assert (secrets["isoUrl"], secrets["administratorPassword"]) == (url, password)
    assert secrets["parameters"] == {"VBR_SERVICE_PASSWORD": value}


def test_settings_are_text_that_no_shell_reads_and_hold_no_secret() -> None:
    plan = installation(
        isoUrl="https://x/vbr.iso?sig=SIGNATURE",
        serviceUser=HOSTILE,
        servicePassword="SERVICE-PASSWORD",
        licenseFile="TElDRU5TRQ==",
        database={
            "install": False,
            "server": "db:5432",
            "authentication": "native",
            "username": "veeam",
            "password": "DATABASE-PASSWORD",
        },
    )
    sent = encode_settings(settings(plan))
    assert re.fullmatch(r"[A-Za-z0-9+/=]+", sent)
    told = json.dumps(decoded(sent))
    for secret in ("SIGNATURE", "SERVICE-PASSWORD", "DATABASE-PASSWORD", "TElDRU5TRQ"):
        assert secret not in told
    assert parameters(decoded(sent)["answerFile"])["VBR_SERVICE_USER"] == HOSTILE
    assert decoded(sent)["isoSha256"] == "ab" * 32


def test_the_revision_changes_with_what_is_installed_and_with_nothing_else() -> None:
    first = settings(installation())["revision"]
    assert settings(installation())["revision"] == first
    assert settings(installation(isoUrl="https://elsewhere/vbr.iso"))["revision"] == first
    assert settings(installation(checkUpdates=False))["revision"] != first
    assert settings(installation(), administrator="other")["revision"] != first


def test_the_least_answer_file_says_what_the_installer_demands_and_no_more() -> None:
    answers = answer_file(installation(), entra_id_database=True)
    assert parameters(render_answer_file(answers)) == {
        **dict.fromkeys(AGREEMENTS, "1"),
        "VBR_ENTRAID_DATABASE_INSTALL": "1",
        "VBR_SQLSERVER_INSTALL": "1",
    }


def test_the_fullest_answer_file_reaches_every_documented_parameter() -> None:
    plan = installation(
        licenseFile="TElDRU5TRQ==",
        licenseAutoUpdate=False,
        serviceUser="CORP\\backup",
        servicePassword="p",
        database={
            "install": False,
            "engine": "sqlServer",
            "server": "db\\veeam",
            "name": "Backup",
            "authentication": "native",
            "username": "sa",
            "password": "p",
        },
        ports={"catalogService": 1, "backupService": 2, "secureConnections": 3, "restService": 4},
        folders={"installation": "F:\\Veeam", "catalog": "G:\\Catalog", "instantRecoveryCache": "H:\\Cache it"},
        checkUpdates=False,
        skippedPlugIns=["ahv", "kvm", "pve", "scp", "aws", "azure", "kasten"],
    )
    xml = render_answer_file(answer_file(plan, entra_id_database=False))
    assert parameters(xml) == {
        **dict.fromkeys(AGREEMENTS, "1"),
        "VBR_LICENSE_FILE": r"C:\ProgramData\veeam-entraid\license.lic",
        "VBR_LICENSE_AUTOUPDATE": "0",
        "VBR_SERVICE_USER": "CORP\\backup",
        "VBR_SERVICE_PASSWORD": "",
        "VBR_SQLSERVER_INSTALL": "0",
        "VBR_SQLSERVER_ENGINE": "0",
        "VBR_SQLSERVER_SERVER": "db\\veeam",
        "VBR_SQLSERVER_DATABASE": "Backup",
        "VBR_SQLSERVER_AUTHENTICATION": "1",
        "VBR_SQLSERVER_USERNAME": "sa",
        "VBR_SQLSERVER_PASSWORD": "",
        "VBR_ENTRAID_DATABASE_INSTALL": "0",
        "VBRC_SERVICE_PORT": "1",
        "VBR_SERVICE_PORT": "2",
        "VBR_SECURE_CONNECTIONS_PORT": "3",
        "VBR_RESTSERVICE_PORT": "4",
        "INSTALLDIR": "F:\\Veeam",
        "VM_CATALOGPATH": "G:\\Catalog",
        "VBR_IRCACHE": "H:\\Cache it",
        "VBR_CHECK_UPDATES": "0",
        **{f"{name}_INSTALL": "0" for name in ("AHV", "KVM", "PVE", "SCP", "AWS", "AZURE", "KASTEN")},
    }
    root = minidom.parseString(xml).documentElement  # noqa: S318
    assert root is not None
    assert root.tagName == "unattendedInstallationConfiguration"
    assert {name: root.getAttribute(name) for name in ("bundle", "mode", "version")} == {
        "bundle": "Vbr",
        "mode": "install",
        "version": "1.0",
    }


@pytest.mark.parametrize("value", [HOSTILE, "a\"b'c<d>&e", "$(throw)", "  spaces  "])
def test_a_value_of_an_answer_file_survives(value: str) -> None:
    xml = render_answer_file(AnswerFile(True, False, {"VBR_SERVICE_USER": value}))
    assert parameters(xml)["VBR_SERVICE_USER"] == value


def test_agreements_are_written_only_when_they_are_accepted() -> None:
    names = parameters(render_answer_file(AnswerFile(agreements_accepted=False, entra_id_database=False)))
    assert not any(name.startswith("ACCEPT_") for name in names)


def test_a_setup_code_says_what_happened_and_what_follows() -> None:
    assert {code for code, known in SETUP_CODES.items() if known.action == "done"} == {0, 1}
    assert {code for code, known in SETUP_CODES.items() if known.action == "restart"} == {11, 12, 13, 14, 3010, 3011}
    assert set(SETUP_CODES) == {0, 1, 2, 11, 12, 13, 14, *range(101, 114), 1603, 3010, 3011}
    assert "answer file" in setup_code(102).message
    assert setup_code(42).action == "fail"
    assert "42" in setup_code(42).message
    told = settings(installation())["codes"]
    assert told["1603"] == {"message": "Setup failed.", "action": "fail"}


RESULT = {
    "certificateThumbprint": "ab" * 20,
    "certificateSha256": "cd" * 32,
    "build": "13.0.1.1071",
    "serviceAccount": "veeam-rest",
}


def test_the_result_is_the_last_line_with_the_mark() -> None:
    old = RESULT_MARK + json.dumps(RESULT | {"build": "12"})
    found = parse_result(f"waiting\n{old}\n{RESULT_MARK}{json.dumps(RESULT)}\r\n\r\n")
    assert found is not None
    assert (found.certificate_thumbprint, found.certificate_sha256) == ("AB" * 20, "CD" * 32)
    assert (found.build, found.service_account) == ("13.0.1.1071", "veeam-rest")


@pytest.mark.parametrize(
    "output", [None, "", "done", RESULT_MARK, RESULT_MARK + "{", RESULT_MARK + "[]", RESULT_MARK + '{"build": "1"}']
)
def test_an_output_without_a_result_has_none(output: str | None) -> None:
    assert parse_result(output) is None


def test_the_mark_and_the_fields_are_those_of_the_scripts() -> None:
    assert f"'{RESULT_MARK}'" in ready_script()
    for name in RESULT:
        assert f"{name} =" in SCRIPTS["install"]()
