"""Windows machines: the backup server that a Run Command installs on one, and what keeps them."""

import datetime as dt
import os
import signal
import time
from typing import Any

import psycopg
import pytest
from own_sandbox import backup_servers_of, servers_below
from provider_client import Client, Deployed, FailedInitializationError
from windows_machines import (
    PASSWORD,
    RUN_COMMAND,
    WAITS,
    answer_file,
    client,
    install,
    refuses_connections,
    reported,
    run,
    secrets,
    shown,
    the_server,
    told,
    windows,
)

from veeam_entraid_sandbox.commands._status import status_table
from veeam_entraid_sandbox.machines import (
    ServerDurations,
    all_backup_servers,
    all_clusters,
    resume,
    stop,
    write_server_durations,
)
from veeam_entraid_sandbox.state import StateFolder
from veeam_entraid_sandbox.vbr import license_file, read_instance
from veeam_provider.rest import LoginRefusedError, operations


def status_row(state: StateFolder) -> list[str]:
    (row,) = [line.split() for line in status_table(state).splitlines() if "Veeam Backup & Replication" in line]
    return row


# The backup server that is installed on a machine.


@pytest.mark.usefixtures("machine", "quickly")
def test_an_installation_ends_with_a_server_that_its_report_leads_to(azure: Client, state: StateFolder) -> None:
    install(azure)
    report = reported(azure)
    assert (len(report["certificateThumbprint"]), report["build"], report["serviceAccount"]) == (
        40,
        "13.0.1.1071",
        "veeam-rest",
    )
    with client(state, report["certificateSha256"]) as rest, client(state, report["certificateThumbprint"]) as other:
        assert rest.wait_until_ready(30)["name"] == "vm"
        assert other.call(operations.GET_SERVER_CERTIFICATE)["thumbprint"] == report["certificateThumbprint"]
        assert rest.call(operations.GET_INSTALLED_LICENSE)["edition"] == "Community"
    as_administrator = client(state, report["certificateSha256"], "Str0ng enough", username="operator")
    with as_administrator as rest:
        assert rest.wait_until_ready(30)["name"] == "vm"
    assert read_instance(the_server(state).memory) is None
    assert the_server(state).record.port == 9419  # pyright: ignore[reportOptionalMemberAccess]


@pytest.mark.usefixtures("machine")
def test_nobody_answers_until_the_installation_is_done(azure: Client, state: StateFolder) -> None:
    write_server_durations(state, ServerDurations(installation=1.0))
    began = time.time()
    install(azure, asyncExecution=True)
    record = the_server(state).record
    assert record is not None
    while time.time() < record.installed_at - 0.2:
        assert refuses_connections(state)
        time.sleep(0.05)
    assert record.installed_at > began + 0.9
    report = reported(azure)
    assert time.time() >= record.installed_at
    with client(state, report["certificateSha256"]) as rest:
        rest.wait_until_ready(10)


@pytest.mark.usefixtures("machine")
def test_an_installation_that_takes_longer_than_its_command_goes_on(azure: Client, state: StateFolder) -> None:
    write_server_durations(state, ServerDurations(installation=600))
    with pytest.raises(FailedInitializationError, match="goes on by itself: run pulumi up again"):
        install(azure, told(waitSeconds=0.2))
    begun = the_server(state).record
    with pytest.raises(FailedInitializationError, match="goes on by itself: run pulumi up again"):
        install(azure, told(waitSeconds=0.2), name="again")
    assert the_server(state).record == begun


@pytest.mark.usefixtures("machine", "quickly")
def test_the_bundled_postgresql_and_the_licence_come_with_the_installation(azure: Client, state: StateFolder) -> None:
    expires = dt.datetime.now(dt.UTC) + dt.timedelta(days=9)
    hidden = secrets(licenseFile=license_file(expires=expires, instances=33))
    install(azure, told(answerFile=answer_file(VBR_ENTRAID_DATABASE_INSTALL="1")), hidden)
    instance = read_instance(the_server(state).memory)
    assert instance is not None
    with client(state, reported(azure)["certificateSha256"]) as rest:
        rest.wait_until_ready(30)
        assert rest.call(operations.GET_INSTALLED_LICENSE)["licensedTo"] == "Contoso"
    with psycopg.connect(
        host=instance.host, port=instance.port, user=instance.login, password=instance.password, dbname="postgres"
    ) as connection:
        assert connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone() == (True,)
    record = the_server(state).record
    assert record is not None
    assert instance.host == record.address


@pytest.mark.usefixtures("machine", "quickly")
def test_a_failed_setup_says_why_and_another_one_goes_on(azure: Client, state: StateFolder) -> None:
    with pytest.raises(FailedInitializationError, match=r"stage setup: The license file cannot be read\."):
        install(azure, hidden=secrets(licenseFile="bm9uZQ=="))
    assert resume(state) == []
    install(azure, name="again")
    assert reported(azure)["build"]


REFUSED = [
    ({"answerFile": answer_file(ACCEPT_EULA="0")}, {}, "ACCEPT_EULA has to be 1"),
    ({"answerFile": "<properties>"}, {}, "it is no XML"),
    ({"serviceAccount": ""}, {}, "is not told its serviceAccount"),
    ({}, {"serviceAccountPassword": ""}, "is not told its serviceAccountPassword"),
    ({}, {"administratorPassword": "another one"}, "user name or password of the administrator"),
    ({"administrator": "somebody"}, {}, "user name or password of the administrator"),
]


@pytest.mark.usefixtures("machine", "quickly")
@pytest.mark.parametrize(("changed", "hidden", "why"), REFUSED, ids=[why for _, _, why in REFUSED])
def test_an_installation_that_windows_would_refuse_begins_not(
    azure: Client, state: StateFolder, changed: dict[str, Any], hidden: dict[str, str], why: str
) -> None:
    with pytest.raises(FailedInitializationError, match=why):
        install(azure, told(**changed), secrets(**hidden))
    assert list(all_backup_servers(state)) == []


@pytest.mark.usefixtures("machine", "quickly")
def test_another_installation_keeps_the_product_and_changes_the_account(azure: Client, state: StateFolder) -> None:
    command = install(azure)
    before = reported(azure)
    with client(state, before["certificateSha256"]) as rest:
        made = rest.call(operations.CREATE_ENCRYPTION_PASSWORD, {"password": "one", "hint": "kept"})
    command.update(
        parameters=[{"name": "Settings", "value": told(revision="r2", serviceAccount="veeam-rest")}],
        protectedParameters=[{"name": "Secrets", "value": secrets(serviceAccountPassword="an0ther password")}],
    )
    after = azure.create(
        RUN_COMMAND,
        "ready2",
        resourceGroupName="rg",
        vmName="vm",
        runCommandName="ready2",
        source={"script": WAITS},
        parameters=[{"name": "Revision", "value": "r2"}],
        treatFailureAsDeploymentFailure=True,
    )
    assert before["certificateSha256"] in after["instanceView"]["output"]
    with pytest.raises(LoginRefusedError), client(state, before["certificateSha256"]) as rest:
        rest.call(operations.GET_SERVER_INFO)
    with client(state, before["certificateSha256"], "an0ther password") as rest:
        assert [each["id"] for each in rest.list(operations.GET_ALL_ENCRYPTION_PASSWORDS)] == [made["id"]]


@pytest.mark.usefixtures("quickly")
def test_a_server_goes_on_after_stop_and_kill_and_goes_with_its_machine(
    azure: Client, state: StateFolder, machine: Deployed
) -> None:
    install(azure, told(answerFile=answer_file(VBR_ENTRAID_DATABASE_INSTALL="1")))
    sha256 = reported(azure)["certificateSha256"]
    server = the_server(state)
    with client(state, sha256) as rest:
        known = rest.wait_until_ready(30)["vbrId"]
    assert len(stop(state)) == 2
    assert refuses_connections(state)
    assert status_row(state)[-1] == "stopped"
    assert len(resume(state)) == 2
    assert status_row(state)[-3:] == ["running,", "process", str(server.pid)]
    killed = server.pid
    assert killed
    os.kill(killed, signal.SIGKILL)
    while the_server(state).pid is not None:
        time.sleep(0.01)
    # A refresh looks at the machine, and so does `up`.
    assert machine.read() is not None
    assert resume(state) == []
    with client(state, sha256) as rest:
        assert rest.wait_until_ready(30)["vbrId"] == known
    machine.delete()
    assert list(all_backup_servers(state)) == []
    assert all_clusters(state) == []
    assert backup_servers_of(state) == servers_below(state.root) == []


@pytest.mark.usefixtures("machine", "quickly")
def test_what_an_installation_is_told_lies_sealed(azure: Client, state: StateFolder) -> None:
    install(azure)
    reported(azure)
    hidden = [PASSWORD.encode(), b"Str0ng enough"]
    files = [file for file in state.root.rglob("*") if file.is_file()]
    assert [file.name for file in files if any(secret in file.read_bytes() for secret in hidden)] == []


@pytest.mark.usefixtures("machine", "quickly")
def test_a_command_that_waits_for_what_is_not_there_fails(azure: Client) -> None:
    with pytest.raises(FailedInitializationError, match="no installation of revision r1"):
        run(azure, "early", WAITS, Revision="r1")
    install(azure)
    with pytest.raises(FailedInitializationError, match="no installation of revision r2"):
        run(azure, "other", WAITS, Revision="r2")
    with pytest.raises(FailedInitializationError, match="answers on port 9419, and nothing on port 9519"):
        run(azure, "elsewhere", WAITS, Revision="r1", RestPort="9519")


@pytest.mark.usefixtures("machine")
def test_other_commands_do_nothing_and_say_so(azure: Client) -> None:
    run(azure, "any", "Get-Date")
    view = shown(azure, "any", expand="instanceView")["instanceView"]
    assert view["exitCode"] == 0
    assert "runs no scripts" in view["output"]


@pytest.mark.usefixtures("machine")
def test_what_happens_on_a_machine_is_shown_to_those_who_ask_for_it(azure: Client) -> None:
    run(azure, "any", "Get-Date")
    assert "instanceView" not in shown(azure, "any")


WINDOW: dict[str, Any] = {
    "resourceGroupName": "rg",
    "resourceName": "window",
    "maintenanceScope": "InGuestPatch",
    "extensionProperties": {"InGuestPatchMode": "User"},
    "installPatches": {"rebootSetting": "IfRequired"},
}


def window(azure: Client) -> Deployed:
    return azure.create(
        "azure-native:maintenance:MaintenanceConfiguration", "window", **WINDOW, startDateTime="2026-12-05 22:00"
    )


def assignment(window: Deployed) -> dict[str, Any]:
    return {
        "resourceGroupName": "rg",
        "providerName": "Microsoft.Compute",
        "resourceType": "virtualMachines",
        "resourceName": "vm",
        "configurationAssignmentName": "window",
        "maintenanceConfigurationId": window.id,
    }


ASSIGNMENT = "azure-native:maintenance:ConfigurationAssignment"


@pytest.mark.usefixtures("machine")
def test_a_window_needs_a_machine_that_lets_azure_install_updates(azure: Client) -> None:
    assert "needs patchMode AutomaticByPlatform" in azure.refusal(ASSIGNMENT, **assignment(window(azure)))


def test_a_window_is_assigned_to_a_machine_that_is_there(azure: Client, subnet: Deployed) -> None:
    made = window(azure)
    assert "was not found" in azure.refusal(ASSIGNMENT, **assignment(made))
    nic = azure.create(
        "azure-native:network:NetworkInterface",
        resourceGroupName="rg",
        networkInterfaceName="nic",
        ipConfigurations=[{"name": "one", "subnet": {"id": subnet.id}}],
    )
    patches = {
        "patchMode": "AutomaticByPlatform",
        "automaticByPlatformSettings": {"bypassPlatformSafetyChecksOnUserSchedule": True},
    }
    windows(azure, nic, patchSettings=patches)
    assert azure.create(ASSIGNMENT, **assignment(made)).id.endswith("/configurationAssignments/window")


@pytest.mark.usefixtures("group")
@pytest.mark.parametrize("missing", ["extensionProperties", "installPatches"])
def test_a_window_for_updates_of_the_guest_needs_its_parts(azure: Client, missing: str) -> None:
    inputs = {key: value for key, value in WINDOW.items() if key != missing}
    assert missing in azure.refusal("azure-native:maintenance:MaintenanceConfiguration", **inputs)


def item(machine: Deployed, **changes: Any) -> dict[str, Any]:
    vault = machine.id.partition("/providers/")[0] + "/providers/Microsoft.RecoveryServices/vaults/rsv"
    inputs: dict[str, Any] = {
        "resourceGroupName": "rg",
        "vaultName": "rsv",
        "fabricName": "Azure",
        "containerName": "IaasVMContainer;iaasvmcontainerv2;rg;vm",
        "protectedItemName": "VM;iaasvmcontainerv2;rg;vm",
        "properties": {
            "protectedItemType": "Microsoft.Compute/virtualMachines",
            "policyId": f"{vault}/backupPolicies/DefaultPolicy",
            "sourceResourceId": machine.id,
        },
    }
    return inputs | changes


ITEM = "azure-native:recoveryservices:ProtectedItem"


def test_a_machine_is_backed_up_in_a_vault_under_its_own_name(azure: Client, machine: Deployed) -> None:
    assert "parent resource" in azure.refusal(ITEM, **item(machine))
    azure.create(
        "azure-native:recoveryservices:Vault",
        resourceGroupName="rg",
        vaultName="rsv",
        sku={"name": "RS0", "tier": "Standard"},
    )
    assert "protectedItemName" in azure.refusal(ITEM, **item(machine, protectedItemName="vm"))
    elsewhere = item(machine)["properties"] | {"policyId": "/subscriptions/s/backupPolicies/DefaultPolicy"}
    assert "none of the vault" in azure.refusal(ITEM, **item(machine, properties=elsewhere))
    assert azure.create(ITEM, **item(machine))["name"] == "VM;iaasvmcontainerv2;rg;vm"


def test_a_diagnostic_setting_needs_a_signal_and_a_place_for_it(azure: Client, machine: Deployed) -> None:
    setting = "azure-native:monitor:DiagnosticSetting"
    inputs: dict[str, Any] = {"name": "d", "resourceUri": machine.id, "eventHubAuthorizationRuleId": "/rule"}
    metrics = [{"category": "AllMetrics", "enabled": True}]
    assert "needs 'logs' or 'metrics'" in azure.refusal(setting, **inputs)
    assert "needs a destination" in azure.refusal(setting, name="d", resourceUri=machine.id, metrics=metrics)
    nowhere = inputs | {"resourceUri": f"{machine.id}x", "metrics": metrics}
    assert "was not found" in azure.refusal(setting, **nowhere)
    made = azure.create(setting, **inputs, metrics=metrics)
    assert made.id == f"{machine.id}/providers/Microsoft.Insights/diagnosticSettings/d"
