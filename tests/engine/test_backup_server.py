"""A backup server with all that it may have goes preview, up, up again, refresh, a changed installation, destroy."""

import datetime as dt

import pytest
from secrets_of import files_with, secrets_of, watched_arguments
from stack import Result, Sandbox, Stack, project_for

from veeam_entraid_sandbox.azure import Fault, clear_faults, write_faults
from veeam_entraid_sandbox.vbr import license_file

pytestmark = [pytest.mark.engine, pytest.mark.extended]

ISO_URL = "https://media.blob.core.windows.net/iso/vbr.iso?sig=S1GNATURE-of-the-test"
SERVICE_PASSWORD = """it's a "$ecret" `of` the test"""
LICENSE = license_file(expires=dt.datetime(2099, 1, 1, tzinfo=dt.UTC))


def unchanged(result: Result) -> bool:
    summaries = [line.strip() for line in result.text.splitlines()]
    return not any(line.startswith(("+ ", "~ ", "- ", "+-")) and line[2:3].isdigit() for line in summaries)


def test_a_backup_server_is_installed_and_kept(sandbox: Sandbox) -> None:
    stack = Stack(sandbox, project_for(sandbox, "backup_server"), "server").create()
    secrets = {"isoUrl": ISO_URL, "servicePassword": SERVICE_PASSWORD, "licenseFile": LICENSE}
    for name, value in secrets.items():
        stack.run("config", "set", "--secret", name, "--config-file", str(stack.config_file), value).succeeded()
    said = [stack.preview().succeeded()]

    # What a command says on the machine is what a person reads; the next update begins with the failed command.
    cut_off = Fault(
        action="fail-after-creation",
        type="*:VirtualMachineRunCommandByVirtualMachine",
        name="veeam-entraid-install",
        operation="create",
        message="The installation is still at the stage setup.",
    )
    write_faults(sandbox.state.azure, [cut_off])
    said.append(stack.up().failed())
    assert "The installation is still at the stage setup." in said[-1].flat
    clear_faults(sandbox.state.azure)
    with watched_arguments(sandbox) as arguments:
        said.append(stack.up().succeeded())

    outputs = stack.outputs()
    assert len(outputs["thumbprint"]) == 40
    assert outputs["build"] == "13.0.1.1071"
    assert outputs["serviceAccount"] == "veeam-rest"
    assert outputs["advice"] == []
    assert outputs["manualSteps"] == []

    again = stack.up().succeeded()
    assert unchanged(again), again.text
    refreshed = stack.refresh().succeeded()
    assert unchanged(refreshed), refreshed.text

    stack.run("config", "set", "vmSize", "Standard_D8s_v5", "--config-file", str(stack.config_file)).succeeded()
    stack.run("config", "set", "checkUpdates", "true", "--config-file", str(stack.config_file)).succeeded()
    changed = stack.up().succeeded()
    # The machine is resized in place, and both commands of the installation run once more, in the component.
    assert "~ 4 updated" in changed.text, changed.text
    assert "23 unchanged" in changed.text
    assert "32 GB of memory, and this workload needs 35" in changed.flat
    assert stack.outputs()["thumbprint"] == outputs["thumbprint"]
    said += [again, refreshed, changed]

    hidden = {*secrets_of(stack), ISO_URL, "S1GNATURE-of-the-test", SERVICE_PASSWORD, LICENSE}
    assert files_with(hidden, sandbox.folder) == []
    said.append(stack.destroy().succeeded())
    assert not stack.resources()
    for secret in hidden:
        assert not any(secret in result.text for result in said)
        assert not any(secret in line for line in arguments)
