"""An installation under mocks: its Run Commands, their order, their secrets, what it reports, and refusals."""

import base64
import json
from typing import Any

import pulumi
import pytest
from deployment import SUBSCRIPTION, Deployment, deploy
from full_arguments import FULL

from veeam_entraid import BackupServer
from veeam_entraid.program import read_settings
from veeam_entraid.server._setup_scripts import disk_script, ready_script, start_script

SUBNET = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v/subnets/backup"
ARGUMENTS: dict[str, Any] = {"resource_group_name": "rg", "subnet_id": SUBNET, "location": "westeurope"}
NEEDED: dict[str, Any] = {
    "iso_url": "https://account.blob.core.windows.net/iso/vbr.iso?sig=SIGNATURE",
    "iso_sha256": "ab" * 32,
    "accept_license_agreements": True,
}
RUN_COMMAND = "azure-native:compute:VirtualMachineRunCommandByVirtualMachine"
REPORT = "veeam-entraid-result: " + json.dumps(
    {
        "certificateThumbprint": "AB" * 20,
        "certificateSha256": "CD" * 32,
        "build": "13.0.1.1071",
        "serviceAccount": "veeam-rest",
    }
)


def server(output: str = REPORT, installation: dict[str, Any] | None = None, **arguments: Any) -> Deployment:
    given = {**ARGUMENTS, "installation": NEEDED | (installation or {}), **arguments}
    return deploy(lambda: BackupServer("vbr", given), command_output=output)  # pyright: ignore[reportArgumentType]


def refusals(installation: dict[str, Any]) -> dict[str, str]:
    problems = BackupServer.check("vbr", {**ARGUMENTS, "installation": installation})
    return {problem.path: problem.message for problem in problems}


def parameter(deployment: Deployment, command: str, block: str, name: str) -> str:
    values = {each["name"]: each["value"] for each in deployment[command].inputs[block]}
    return str(values[name])


def test_the_commands_run_one_after_the_other_within_limits() -> None:
    deployment = server()
    assert {each.name for each in deployment.of_type(RUN_COMMAND)} == {"vbr-disks", "vbr-install", "vbr-ready"}
    assert "vbr-disks" in deployment["vbr-install"].dependencies
    assert "vbr-install" in deployment["vbr-ready"].dependencies
    for command in deployment.of_type(RUN_COMMAND):
        assert command.parent == "vbr"
        assert command.inputs["treatFailureAsDeploymentFailure"] is True
        assert command.inputs["asyncExecution"] is False
        assert command.inputs["timeoutInSeconds"] <= 5400
        assert command.deleted_with == "vbr-vm"
    settings = json.loads(base64.b64decode(parameter(deployment, "vbr-install", "parameters", "Settings")))
    # The script gives up before Azure does, or nobody would read what it says.
    assert settings["waitSeconds"] < deployment["vbr-install"].inputs["timeoutInSeconds"]
    assert parameter(deployment, "vbr-ready", "parameters", "Revision") == settings["revision"]


def test_only_the_installation_runs_as_the_administrator() -> None:
    deployment = server(admin_username="operator")
    assert deployment["vbr-install"].inputs["runAsUser"] == "operator"
    assert deployment["vbr-install"].inputs["runAsPassword"] == "generated-Passw0rd"
    for command in ("vbr-disks", "vbr-ready"):
        assert "runAsUser" not in deployment[command].inputs


def test_secrets_reach_the_machine_as_secrets_only() -> None:
    deployment = server(
        installation={"service_user": "corp\\svc", "service_password": "SERVICE-$ECRET", "license_file": "TElD"}
    )
    install = deployment["vbr-install"]
    assert install.secrets == {"runAsPassword", "protectedParameters"}
    secrets = json.loads(base64.b64decode(parameter(deployment, "vbr-install", "protectedParameters", "Secrets")))
    assert secrets == {
        "isoUrl": NEEDED["iso_url"],
        "administratorPassword": "generated-Passw0rd",
        "serviceAccountPassword": "generated-Passw0rd",
        "licenseFile": "TElD",
        "parameters": {"VBR_SERVICE_PASSWORD": "SERVICE-$ECRET"},
    }
    assert install.inputs["source"] == {"script": start_script()}
    settings = base64.b64decode(parameter(deployment, "vbr-install", "parameters", "Settings")).decode()
    assert deployment.secret_outputs["vbr"] == {"serviceAccountPassword"}
    outputs = {**deployment.outputs["vbr"], "serviceAccountPassword": ""}
    for secret in ("SIGNATURE", "SERVICE-$ECRET", "TElD", "generated-Passw0rd"):
        assert secret not in settings
        assert secret not in json.dumps(deployment["vbr"].inputs)
        assert secret not in json.dumps(outputs)
    assert "customData" not in deployment["vbr-vm"].inputs["osProfile"]


def test_the_other_commands_carry_their_scripts() -> None:
    deployment = server()
    assert deployment["vbr-ready"].inputs["source"] == {"script": ready_script()}
    assert deployment["vbr-disks"].inputs["source"] == {"script": disk_script()}
    assert deployment["vbr-ready"].secrets == deployment["vbr-disks"].secrets == frozenset()


@pytest.mark.parametrize(
    ("given", "endpoint"),
    [
        ({}, "https://10.9.9.9:9419"),
        ({"host": "vbr.internal"}, "https://vbr.internal:9419"),
        ({"installation": {"ports": {"rest_service": 9519}}}, "https://10.9.9.9:9519"),
    ],
)
def test_the_rest_api_is_where_the_machine_is_called(given: dict[str, Any], endpoint: str) -> None:
    assert server(**given).outputs["vbr"]["restEndpoint"] == endpoint


def test_the_password_of_the_service_account_is_generated_and_kept() -> None:
    deployment = server()
    assert deployment["vbr-service-account-password"].type == "random:index/randomPassword:RandomPassword"
    assert "properties" in deployment["vbr-service-account-password-secret"].secrets
    outputs = deployment.outputs["vbr"]
    assert "vbr-service-account-password-secret" in outputs["serviceAccountPasswordSecretId"]


def test_it_hands_out_what_the_installation_has_reported() -> None:
    outputs = server().outputs["vbr"]
    assert outputs["certificateThumbprint"] == "AB" * 20
    assert outputs["certificateSha256"] == "CD" * 32
    assert outputs["build"] == "13.0.1.1071"
    assert outputs["serviceAccount"] == "veeam-rest"
    assert outputs["manualSteps"] == []


def test_a_report_that_is_gone_leaves_a_step_and_no_invention() -> None:
    outputs = server(output="").outputs["vbr"]
    assert outputs["certificateThumbprint"] == outputs["build"] == ""
    (step,) = outputs["manualSteps"]
    assert "Get-VBRBackupServerCertificate" in step["instructions"]


@pytest.mark.parametrize(("hosting", "switch"), [("local", "1"), ("remote", "0")])
def test_the_hosting_of_the_repository_decides_on_the_bundled_database(hosting: str, switch: str) -> None:
    deployment = server(entra_id_hosting=hosting)
    settings = json.loads(base64.b64decode(parameter(deployment, "vbr-install", "parameters", "Settings")))
    assert f'name="VBR_ENTRAID_DATABASE_INSTALL" value="{switch}"' in settings["answerFile"]


@pytest.mark.parametrize("signed", [True, False])
def test_blobs_are_written_by_signature_or_by_the_machines_identity(*, signed: bool) -> None:
    address = "https://account.blob.core.windows.net/logs/out.txt" + ("?sig=SIGNATURE" if signed else "")
    install = server(installation={"output_blob_uri": address, "error_blob_uri": address})["vbr-install"]
    assert {"outputBlobUri", "errorBlobUri"} <= install.secrets
    assert install.inputs["outputBlobUri"] == address
    assert ("outputBlobManagedIdentity" in install.inputs) is not signed


def test_the_ports_of_the_rest_api_agree() -> None:
    deployment = server(installation={"ports": {"rest_service": 19419}})
    assert parameter(deployment, "vbr-ready", "parameters", "RestPort") == "19419"
    settings = json.loads(base64.b64decode(parameter(deployment, "vbr-install", "parameters", "Settings")))
    assert settings["restPort"] == 19419


def test_roles_of_the_machine_hold_before_the_installation_begins() -> None:
    role = {
        "name": "iso-reader",
        "scope": "/subscriptions/s",
        "role_definition_id": "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
    }
    deployment = server(installation={"iso_managed_identity": True}, role_assignments=[role])
    assert "vbr-role-iso-reader" in deployment["vbr-install"].dependencies


def test_an_output_may_hold_each_secret() -> None:
    deployment = server(
        installation={
            "iso_url": pulumi.Output.secret("https://x/vbr.iso"),
            "license_file": pulumi.Output.secret("TElD"),
        }
    )
    secrets = json.loads(base64.b64decode(parameter(deployment, "vbr-install", "protectedParameters", "Secrets")))
    assert (secrets["isoUrl"], secrets["licenseFile"]) == ("https://x/vbr.iso", "TElD")
    assert deployment["vbr"].inputs["installation"]["hasLicenseFile"] is True
    assert deployment["vbr"].secrets == frozenset()


WRAPPINGS: dict[str, Any] = {
    "plain": lambda value: value,
    "output": pulumi.Output.from_input,
    "secret": pulumi.Output.secret,
}
SECRETS = ("isoUrl", "licenseFile", "servicePassword", "outputBlobUri", "errorBlobUri", "database.password")


@pytest.mark.parametrize("wrapping", WRAPPINGS)
@pytest.mark.parametrize("path", SECRETS)
def test_a_secret_is_kept_and_hidden_however_it_arrives(path: str, wrapping: str) -> None:
    arguments = json.loads(json.dumps(FULL["BackupServer", ""]))
    *above, name = path.split(".")
    block = arguments["installation"]
    for step in above:
        block = block[step]
    value = "https://x/" + base64.b64encode(path.encode()).decode()
    block[name] = WRAPPINGS[wrapping](value)
    deployment = deploy(lambda: BackupServer("vbr", arguments))
    secrets = base64.b64decode(parameter(deployment, "vbr-install", "protectedParameters", "Secrets")).decode()
    install = deployment["vbr-install"]
    assert value in secrets or value in (install.inputs["outputBlobUri"], install.inputs["errorBlobUri"])
    assert {"protectedParameters", "outputBlobUri", "errorBlobUri"} <= install.secrets
    shown = {key: inputs for key, inputs in install.inputs.items() if key not in install.secrets}
    settings = base64.b64decode(parameter(deployment, "vbr-install", "parameters", "Settings")).decode()
    for text in (json.dumps(shown), settings, json.dumps(deployment["vbr"].inputs)):
        assert value not in text


@pytest.mark.parametrize(
    ("changes", "paths"),
    [
        ({"accept_license_agreements": False}, {"installation.acceptLicenseAgreements"}),
        ({"iso_url": "http://x/vbr.iso"}, {"installation.isoUrl"}),
        ({"iso_sha256": "abc"}, {"installation.isoSha256"}),
        ({"service_user": "corp\\svc"}, {"installation.serviceUser"}),
        ({"service_password": "p"}, {"installation.serviceUser"}),
        ({"license_auto_update": False}, {"installation.licenseAutoUpdate"}),
        ({"service_account": "veeamadmin"}, {"installation.serviceAccount"}),
        ({"service_account": "admin"}, {"installation.serviceAccount"}),
        ({"skipped_plug_ins": ["hyperv"]}, {"installation.skippedPlugIns"}),
        ({"ports": {"rest_service": 70000, "rest": 1}}, {"installation.ports.restService", "installation.ports.rest"}),
        ({"folders": {"catalog": "catalog"}}, {"installation.folders.catalog"}),
        ({"database": {"engine": "sqlServer"}}, {"installation.database.engine"}),
        ({"database": {"server": "db:5432"}}, {"installation.database.server"}),
        ({"database": {"install": False}}, {"installation.database.server"}),
        ({"database": {"authentication": "native"}}, {"installation.database.authentication"}),
        ({"database": {"username": "sa"}}, {"installation.database.username"}),
    ],
)
def test_what_setup_would_stumble_over_is_refused(changes: dict[str, Any], paths: set[str]) -> None:
    assert set(refusals(NEEDED | changes)) == paths


def test_what_is_needed_is_asked_for_in_one_error() -> None:
    assert set(refusals({})) == {
        "installation.isoUrl",
        "installation.isoSha256",
        "installation.acceptLicenseAgreements",
    }


def test_no_refusal_shows_a_secret() -> None:
    said = str(refusals(NEEDED | {"iso_url": "ftp://x/vbr.iso?sig=SIGNATURE", "service_password": "SERVICE-$ECRET"}))
    assert "SIGNATURE" not in said
    assert "SERVICE-$ECRET" not in said


def test_the_block_of_the_program_reaches_the_component() -> None:
    config = {
        "veeam-entraid:backupServer": json.dumps(
            {
                "installation": {
                    "isoUrl": NEEDED["iso_url"],
                    "isoSha256": NEEDED["iso_sha256"],
                    "acceptLicenseAgreements": "true",
                    "ports": {"restService": "19419"},
                }
            }
        )
    }
    settings = read_settings(config, project="veeam-entraid", stack="dev")
    given = {"resourceGroupName": "rg", "subnetId": SUBNET, **settings.backup_server}
    deployment = deploy(lambda: BackupServer("vbr", given))  # pyright: ignore[reportArgumentType]
    assert parameter(deployment, "vbr-ready", "parameters", "RestPort") == "19419"
