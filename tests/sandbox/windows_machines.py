"""Windows machines for tests, and the backup server that a Run Command installs on one."""

import base64
import errno
import json
import socket
from typing import Any

from provider_client import Client, Deployed

from veeam_entraid_sandbox.machines import BackupServer, all_backup_servers
from veeam_entraid_sandbox.state import StateFolder
from veeam_provider.rest import BackupServerClient, ConnectionSettings, TimeLimits, connect

MACHINE = "azure-native:compute:VirtualMachine"
RUN_COMMAND = "azure-native:compute:VirtualMachineRunCommandByVirtualMachine"
PASSWORD = "C4nary of the service account"
WAITS = "Write-Output ('veeam-entraid-result: ' + $result)"


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


AGREEMENTS = (
    "ACCEPT_EULA", "ACCEPT_LICENSING_POLICY", "ACCEPT_THIRDPARTY_LICENSES", "ACCEPT_REQUIRED_SOFTWARE",
)  # fmt: skip


def encoded(content: Any) -> str:
    return base64.b64encode(json.dumps(content).encode()).decode()


def answer_file(**answers: str) -> str:
    given = dict.fromkeys(AGREEMENTS, "1") | answers
    lines = "".join(f'<property name="{name}" value="{value}"/>' for name, value in given.items())
    return (
        f"<unattendedInstallationConfiguration><properties>{lines}</properties></unattendedInstallationConfiguration>"
    )


def told(**changes: Any) -> str:
    settings = {
        "revision": "r1",
        "administrator": "operator",
        "answerFile": answer_file(VBR_ENTRAID_DATABASE_INSTALL="0"),
        "restPort": 9419,
        "serviceAccount": "veeam-rest",
        "waitSeconds": 60,
    }
    return encoded(settings | changes)


def secrets(**changes: str) -> str:
    return encoded({"administratorPassword": "Str0ng enough", "serviceAccountPassword": PASSWORD} | changes)


def install(azure: Client, settings: str = "", hidden: str = "", name: str = "install", **inputs: Any) -> Deployed:
    return azure.create(
        RUN_COMMAND,
        name,
        resourceGroupName="rg",
        vmName="vm",
        runCommandName=name,
        source={"script": "Start-It"},
        parameters=[{"name": "Settings", "value": settings or told()}],
        protectedParameters=[{"name": "Secrets", "value": hidden or secrets()}],
        treatFailureAsDeploymentFailure=True,
        **inputs,
    )


def reported(azure: Client, revision: str = "r1", **parameters: str) -> dict[str, str]:
    """Wait for an installation, and return what is reported of it."""
    run(azure, "ready", WAITS, Revision=revision, **parameters)
    output = shown(azure, "ready", expand="instanceView")["instanceView"]["output"]
    mark, _, content = output.partition(": ")
    assert mark == "veeam-entraid-result"
    return json.loads(content)


def the_server(state: StateFolder) -> BackupServer:
    (server,) = all_backup_servers(state)
    return server


def client(
    state: StateFolder, sha256: str, password: str = PASSWORD, username: str = "veeam-rest"
) -> BackupServerClient:
    record = the_server(state).record
    assert record is not None
    return connect(
        ConnectionSettings(
            endpoint=f"https://{record.address}:{record.port}",
            username=username,
            certificate_thumbprint=sha256,
            password=password,
            time_limits=TimeLimits(repeat=0),
        )
    )


def refuses_connections(state: StateFolder) -> bool:
    record = the_server(state).record
    assert record is not None
    with socket.socket() as probe:
        return probe.connect_ex((record.address, record.port)) == errno.ECONNREFUSED


def shown(azure: Client, name: str, **arguments: str) -> dict[str, Any]:
    found: Any = azure.invoke(
        "azure-native:compute:getVirtualMachineRunCommandByVirtualMachine",
        resourceGroupName="rg",
        vmName="vm",
        runCommandName=name,
        **arguments,
    )
    return found
