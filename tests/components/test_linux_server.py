"""A backup server on Linux: the vendor's command in the hands of a person, or run on its machine."""

import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from deployment import Deployment, deploy
from full_arguments import GROUP, SUBNETS
from hypothesis import given
from hypothesis import strategies as st

from veeam_entraid import EntraIdRepository, InvalidArgumentsError
from veeam_entraid.repository._linux_server import PASSWORD_VARIABLE, connection_command

MACHINE = f"{GROUP}/Microsoft.Compute/virtualMachines/appliance"
REPOSITORY: dict[str, Any] = {
    "resourceGroupName": "rg-of-the-repository",
    "subnetId": f"{SUBNETS}/repository",
    "backupServerAddress": "10.70.0.5",
    "host": "repository.backup.internal",
}


def deployed(**arguments: Any) -> Deployment:
    return deploy(lambda: EntraIdRepository("it", REPOSITORY | arguments))  # pyright: ignore[reportArgumentType]


def step(deployment: Deployment) -> dict[str, str]:
    (found,) = deployment.outputs["it"]["manualSteps"]
    return found


def test_a_person_gets_the_command_in_one_line_and_without_the_password() -> None:
    deployment = deployed(linuxBackupServer={})
    assert "it-connect" not in deployment.resources
    instructions = step(deployment)["instructions"]
    assert connection_command("repository.backup.internal", 5432, "veeam") in instructions
    assert "DBConfig" not in instructions
    assert "generated-Passw0rd" not in str(step(deployment))


def test_a_machine_on_azure_runs_the_command_after_the_login_is_made() -> None:
    deployment = deployed(linuxBackupServer={"virtualMachineId": MACHINE})
    command = deployment["it-connect"]
    assert (command.inputs["vmName"], command.inputs["resourceGroupName"]) == ("appliance", "rg")
    assert "it-login" in command.dependencies
    assert command.inputs["protectedParameters"] == [{"name": PASSWORD_VARIABLE, "value": "generated-Passw0rd"}]
    assert "protectedParameters" in command.secrets
    assert "generated-Passw0rd" not in command.inputs["source"]["script"]
    assert step(deployment)["title"].startswith("Confirm that the backup server uses")


def test_a_confirmed_connection_leaves_nothing_to_do() -> None:
    deployment = deployed(linuxBackupServer={"virtualMachineId": MACHINE}, connection="confirmed")
    assert deployment.outputs["it"]["manualSteps"] == []


def test_the_script_is_one_that_a_shell_takes_and_needs_the_password() -> None:
    script = deployed(linuxBackupServer={"virtualMachineId": MACHINE})["it-connect"].inputs["source"]["script"]
    linter = Path(sys.executable).with_name("shellcheck")
    checked = subprocess.run([linter, "-"], input=script, text=True, capture_output=True, check=False)
    assert checked.returncode == 0, checked.stdout
    without = subprocess.run(["bash"], input=script, text=True, capture_output=True, check=False, env={"PATH": "/bin"})
    assert without.returncode != 0
    assert PASSWORD_VARIABLE in without.stderr


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1))
def test_any_host_stays_one_word_of_the_command(host: str) -> None:
    words = shlex.split(connection_command(host, 5432, "veeam"))
    assert words[3:] == [f"/EntraIdSqlServerName:{host}", "/EntraIdSqlServerPort:5432", "/EntraIdSqlServerLogin:veeam"]


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ({"linuxBackupServer": {"virtualMachineId": MACHINE}, "dataPlane": False}, "needs dataPlane"),
        ({"linuxBackupServer": {"virtualMachineId": "appliance"}}, "is not the resource id of a virtual machine"),
        ({"linuxBackupServer": {"host": "x"}}, r"linuxBackupServer\.host"),
        ({"linuxBackupServer": {}, "hosting": "local"}, "linuxBackupServer"),
    ],
)
def test_what_cannot_be_is_refused(arguments: dict[str, Any], problem: str) -> None:
    with pytest.raises(InvalidArgumentsError, match=problem):
        deployed(**arguments)
