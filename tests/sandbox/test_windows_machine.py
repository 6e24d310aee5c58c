"""Windows machines: what their Run Commands answer, and what keeps them."""

import base64
import json
from typing import Any

import pytest
from provider_client import Client, Deployed, FailedInitializationError

MACHINE = "azure-native:compute:VirtualMachine"
RUN_COMMAND = "azure-native:compute:VirtualMachineRunCommandByVirtualMachine"
WAITS = "Write-Output ('veeam-entraid-result: ' + $result)"


@pytest.fixture
def machine(azure: Client, subnet: Deployed) -> Deployed:
    nic = azure.create(
        "azure-native:network:NetworkInterface",
        resourceGroupName="rg",
        networkInterfaceName="nic",
        ipConfigurations=[{"name": "one", "subnet": {"id": subnet.id}}],
    )
    return windows(azure, nic)


def windows(azure: Client, nic: Deployed, name: str = "vm", **configuration: Any) -> Deployed:
    return azure.create(
        MACHINE,
        name,
        resourceGroupName="rg",
        vmName=name,
        hardwareProfile={"vmSize": "Standard_D8s_v5"},
        osProfile={
            "computerName": name,
            "adminUsername": "operator",
            "adminPassword": "Str0ng enough",
            "windowsConfiguration": {"provisionVMAgent": True, **configuration},
        },
        storageProfile={
            "imageReference": {
                "publisher": "MicrosoftWindowsServer",
                "offer": "WindowsServer",
                "sku": "2022-datacenter-g2",
                "version": "latest",
            },
            "osDisk": {"createOption": "FromImage", "name": f"{name}-os"},
        },
        networkProfile={"networkInterfaces": [{"id": nic.id}]},
    )


def run(azure: Client, name: str, script: str, **parameters: str) -> Deployed:
    return azure.create(
        RUN_COMMAND,
        name,
        resourceGroupName="rg",
        vmName="vm",
        runCommandName=name,
        source={"script": script},
        parameters=[{"name": key, "value": value} for key, value in parameters.items()],
        treatFailureAsDeploymentFailure=True,
    )


def settings(**content: str) -> str:
    return base64.b64encode(json.dumps(content).encode()).decode()


def shown(azure: Client, name: str, **arguments: str) -> dict[str, Any]:
    found: Any = azure.invoke(
        "azure-native:compute:getVirtualMachineRunCommandByVirtualMachine",
        resourceGroupName="rg",
        vmName="vm",
        runCommandName=name,
        **arguments,
    )
    return found


@pytest.mark.usefixtures("machine")
def test_a_command_that_waits_for_an_installation_is_told_of_it(azure: Client) -> None:
    run(azure, "install", "Start-It", Settings=settings(revision="r1", serviceAccount="veeam-rest"))
    run(azure, "ready", WAITS, Revision="r1")
    output = shown(azure, "ready", expand="instanceView")["instanceView"]["output"]
    mark, _, content = output.partition(": ")
    assert mark == "veeam-entraid-result"
    result = json.loads(content)
    assert (len(result["certificateThumbprint"]), len(result["certificateSha256"])) == (40, 64)
    assert (result["build"], result["serviceAccount"]) == ("13.0.1.1071", "veeam-rest")


@pytest.mark.usefixtures("machine")
def test_a_command_that_waits_for_what_nobody_started_fails(azure: Client) -> None:
    run(azure, "install", "Start-It", Settings=settings(revision="r1"))
    run(azure, "other", "Start-It", Settings="no base64")
    with pytest.raises(FailedInitializationError, match="no installation of revision r2"):
        run(azure, "ready", WAITS, Revision="r2")


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
