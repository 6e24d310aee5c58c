"""A machine that its cloud-config makes a repository: a real PostgreSQL, booted as the real machine boots."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
import yaml
from own_sandbox import servers_below
from provider_client import ZERO, Client, Deployed, FailedInitializationError, secret

from veeam_entraid_sandbox.machines import all_clusters
from veeam_entraid_sandbox.machines._scram import verifier
from veeam_entraid_sandbox.state import StateFolder
from veeam_entraid_sandbox.tls_provider import KINDS

SECRETS_USER = "/providers/Microsoft.Authorization/roleDefinitions/4633458b-17de-408a-a685-8a8df7c2bf9c"
PASSWORD = "C4nary of the machine"
PORT = 55432
HBA = """\
local all postgres peer
hostssl all administrator 10.1.0.0/16 scram-sha-256
hostssl all veeam 10.1.1.4/32 scram-sha-256
"""
SETTINGS = f"""\
port = '{PORT}'
listen_addresses = '*'
ssl = 'on'
ssl_cert_file = '/etc/veeam-entraid/server.crt'
ssl_key_file = '/etc/veeam-entraid/server.key'
max_connections = '77'
work_mem = '8MB'
"""


def make(token: str, **inputs: Any) -> dict[str, Any]:
    """Make a key or a certificate as a program would."""
    kind = KINDS[f"tls:index/{token}"]
    return kind.make({**kind.defaults, **inputs})[1]


@dataclass
class Place:
    """What a machine needs around it, and the machine's own inputs."""

    azure: Client
    host: str
    nic: Deployed
    disk: Deployed
    vault: Deployed
    identity: Deployed
    subnet: Deployed
    key: str
    certificate: str
    major: int = 17

    def facts(self, **changes: Any) -> str:
        return json.dumps(
            {
                "engineVersion": self.major,
                "port": PORT,
                "administratorLogin": "administrator",
                "keyVaultUri": self.vault["properties"]["vaultUri"],
                "identityClientId": self.identity["clientId"],
                "secrets": {"administratorVerifier": "administrator-verifier", "serverKey": "server-key"},
            }
            | changes
        )

    def rendered(self, changes: Mapping[str, str] | None = None) -> dict[str, str]:
        return {
            "/etc/veeam-entraid/repository.json": self.facts(),
            "/etc/veeam-entraid/postgresql.conf": SETTINGS,
            "/etc/veeam-entraid/pg_hba.conf": HBA,
            "/etc/veeam-entraid/server.crt": self.certificate,
            **(changes or {}),
        }

    def machine(
        self, name: str = "vm", changes: Mapping[str, str] | None = None, *, packages: tuple[str, ...] = ("jq",)
    ) -> Deployed:
        files = [{"path": path, "content": content} for path, content in self.rendered(changes).items()]
        config = "#cloud-config\n" + yaml.safe_dump({"packages": [*packages], "write_files": files})
        return self.azure.create(
            "azure-native:compute:VirtualMachine",
            name,
            resourceGroupName="rg",
            vmName=name,
            hardwareProfile={"vmSize": "Standard_D4s_v5"},
            osProfile={
                "computerName": name,
                "adminUsername": "operator",
                "adminPassword": "Str0ng enough",
                "customData": base64.b64encode(config.encode()).decode(),
                "linuxConfiguration": {},
            },
            identity={"type": "UserAssigned", "userAssignedIdentities": [self.identity.id]},
            storageProfile={
                "imageReference": {"publisher": "Canonical", "offer": "u", "sku": "server", "version": "latest"},
                "osDisk": {"createOption": "FromImage", "deleteOption": "Delete"},
                "dataDisks": [{"lun": 0, "createOption": "Attach", "managedDisk": {"id": self.disk.id}}],
            },
            networkProfile={"networkInterfaces": [{"id": self.nic.id}]},
        )

    def apply(self, changes: Mapping[str, str] | None = None, *, vm: str = "vm", fails: bool = True) -> Deployed:
        return self.azure.create(
            "azure-native:compute:VirtualMachineRunCommandByVirtualMachine",
            "apply",
            resourceGroupName="rg",
            vmName=vm,
            treatFailureAsDeploymentFailure=fails,
            source={"script": self.script(changes)},
        )

    def script(self, changes: Mapping[str, str] | None = None) -> str:
        lines = [
            f"base64 --decode > {path} <<< {base64.b64encode(content.encode()).decode()}"
            for path, content in self.rendered(changes).items()
        ]
        return "\n".join(["#!/bin/bash", "set -eu", *lines, "/usr/local/sbin/veeam-entraid-repository apply"])

    def allow(self) -> None:
        for name, value in (("administrator-verifier", verifier(PASSWORD)), ("server-key", self.key)):
            stored = self.azure.create(
                "azure-native:keyvault:Secret",
                name,
                resourceGroupName="rg",
                vaultName="the-vault",
                properties={"value": secret(value)},
            )
            self.azure.create(
                "azure-native:authorization:RoleAssignment",
                f"reads-{name}",
                scope=stored.id,
                principalId=self.identity["principalId"],
                principalType="ServicePrincipal",
                roleDefinitionId=SECRETS_USER,
            )

    def connect(self, **changes: Any) -> "psycopg.Connection[tuple[Any, ...]]":
        arguments: dict[str, Any] = {
            "host": self.host,
            "port": PORT,
            "user": "administrator",
            "password": PASSWORD,
            "dbname": "postgres",
            "sslmode": "require",
            "autocommit": True,
            "connect_timeout": 10,
        }
        return psycopg.connect(**arguments | changes)

    def value(self, statement: str, **changes: Any) -> Any:
        with self.connect(**changes) as connection:
            row = connection.execute(statement).fetchone()  # type: ignore[call-overload]
        return row[0] if row else None


@pytest.fixture
def place(azure: Client, subnet: Deployed) -> Place:
    """Everything around a machine but the secrets and the right to read them."""
    subnet.update(serviceEndpoints=[{"service": "Microsoft.KeyVault"}])
    zone = azure.create(
        "azure-native:privatedns:PrivateZone",
        resourceGroupName="rg",
        location="global",
        privateZoneName="repo.internal",
    )
    azure.create(
        "azure-native:privatedns:VirtualNetworkLink",
        resourceGroupName="rg",
        location="global",
        privateZoneName=zone["name"],
        virtualNetwork={"id": subnet.id.rpartition("/subnets/")[0]},
    )
    record = azure.create(
        "azure-native:privatedns:PrivateRecordSet",
        "repository",
        resourceGroupName="rg",
        privateZoneName=zone["name"],
        recordType="A",
        aRecords=[{"ipv4Address": "10.1.1.20"}],
    )
    host = record["fqdn"]
    key = make("privateKey:PrivateKey", algorithm="ECDSA", ecdsaCurve="P256")
    certificate = make(
        "selfSignedCert:SelfSignedCert",
        privateKeyPem=key["privateKeyPem"],
        allowedUses=["server_auth"],
        ipAddresses=[host],
        subject={"commonName": "repository"},
        validityPeriodHours=24.0,
    )
    return Place(
        azure=azure,
        host=host,
        nic=azure.create(
            "azure-native:network:NetworkInterface",
            resourceGroupName="rg",
            ipConfigurations=[
                {
                    "name": "one",
                    "subnet": {"id": subnet.id},
                    "privateIPAllocationMethod": "Static",
                    "privateIPAddress": "10.1.1.20",
                }
            ],
        ),
        disk=azure.create(
            "azure-native:compute:Disk",
            resourceGroupName="rg",
            diskName="data",
            creationData={"createOption": "Empty"},
            diskSizeGB=64,
        ),
        vault=azure.create(
            "azure-native:keyvault:Vault",
            resourceGroupName="rg",
            vaultName="the-vault",
            properties={
                "tenantId": ZERO,
                "sku": {"family": "A", "name": "standard"},
                "enableRbacAuthorization": True,
                "networkAcls": {
                    "defaultAction": "Deny",
                    "bypass": "AzureServices",
                    "virtualNetworkRules": [{"id": subnet.id}],
                },
            },
        ),
        identity=azure.create(
            "azure-native:managedidentity:UserAssignedIdentity", resourceGroupName="rg", resourceName="the-identity"
        ),
        subnet=subnet,
        key=key["privateKeyPem"],
        certificate=certificate["certPem"],
    )


@pytest.mark.parametrize("major", [14, 17])
def test_a_machine_boots_a_real_postgresql(place: Place, state: StateFolder, major: int, tmp_path: Any) -> None:
    place.major = major
    place.allow()
    vm = place.machine()
    root = tmp_path / "server.crt"
    root.write_text(place.certificate)
    with place.connect(sslmode="verify-full", sslrootcert=str(root)) as connection:
        row = connection.execute(
            "SELECT current_setting('server_version_num')::int / 10000, current_setting('max_connections'), "
            "current_setting('work_mem'), current_setting('data_checksums'), current_setting('server_encoding'), "
            "(SELECT rolsuper FROM pg_roles WHERE rolname = current_user), "
            "(SELECT rolpassword LIKE 'SCRAM-SHA-256$%' FROM pg_authid WHERE rolname = current_user)"
        ).fetchone()
        assert row == (major, "77", "8MB", "on", "UTF8", True, True)
        connection.execute("CREATE ROLE veeam LOGIN PASSWORD 'Str0ng enough'")
    assert place.value("SELECT current_user", user="veeam", password="Str0ng enough") == "veeam"
    for wrong, says in (
        ({"password": "another"}, "password authentication failed"),
        ({"sslmode": "disable"}, "no pg_hba.conf entry"),
        ({"user": "somebody"}, "no pg_hba.conf entry"),
        ({"user": "postgres"}, "password authentication failed"),
    ):
        with pytest.raises(psycopg.OperationalError, match=says):
            place.connect(**wrong)
    assert place.apply()["instanceView"]["executionState"] == "Succeeded"
    vm.delete()
    assert servers_below(state.root) == []


def test_data_stays_on_its_disk(place: Place, state: StateFolder) -> None:
    place.allow()
    vm = place.machine()
    with place.connect() as connection:
        connection.execute("CREATE DATABASE tenant")
    vm.delete()
    assert servers_below(state.root) == []
    vm = place.machine("second")
    assert place.value("SELECT count(*) FROM pg_database WHERE datname = 'tenant'") == 1
    vm.delete()
    place.disk.delete()
    assert all_clusters(state) == []


def test_a_boot_that_fails_shows_at_the_run_command_and_is_tried_again(place: Place, state: StateFolder) -> None:
    vm = place.machine()
    assert vm["provisioningState"] == "Succeeded"
    assert servers_below(state.root) == []
    with pytest.raises(FailedInitializationError, match=r"404 SecretNotFound|403 Forbidden") as failed:
        place.apply()
    assert failed.value.id.endswith("/virtualMachines/vm/runCommands/apply")
    place.allow()
    command = Deployed(
        place.azure,
        "urn:pulumi:local::test::azure-native:compute:VirtualMachineRunCommandByVirtualMachine::apply",
        failed.value.id,
        {"resourceGroupName": "rg", "vmName": "vm", "runCommandName": "apply", "location": "westeurope"},
        failed.value.outputs,
    )
    command.update(source={"script": place.script()}, treatFailureAsDeploymentFailure=True)
    assert place.value("SELECT 1") == 1


def test_a_failure_can_be_left_to_whoever_looks(place: Place) -> None:
    place.machine()
    view = place.apply(fails=False)["instanceView"]
    assert (view["executionState"], view["exitCode"]) == ("Failed", 1)
    assert "the installation did not finish" in view["error"]


def test_an_edited_script_runs_again(place: Place) -> None:
    place.allow()
    place.machine()
    command = place.apply()
    started = place.value("SELECT pg_postmaster_start_time()")
    hba = f"{HBA}hostssl all another 10.1.0.0/16 scram-sha-256\n"
    path = {"/etc/veeam-entraid/pg_hba.conf": hba}
    command.update(source={"script": place.script(path)})
    assert place.value("SELECT pg_postmaster_start_time()") == started
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        place.connect(user="another")
    memory = {"/etc/veeam-entraid/postgresql.conf": SETTINGS.replace("8MB", "9MB")}
    command.update(source={"script": place.script(path | memory)})
    assert place.value("SHOW work_mem") == "9MB"
    assert place.value("SELECT pg_postmaster_start_time()") == started
    settings = {"/etc/veeam-entraid/postgresql.conf": SETTINGS.replace("77", "88")}
    command.update(source={"script": place.script(path | settings)})
    assert place.value("SHOW max_connections") == "88"
    assert place.value("SELECT pg_postmaster_start_time()") != started


def test_settings_that_postgresql_refuses_fail_with_its_words(place: Place) -> None:
    place.allow()
    place.machine()
    command = place.apply()
    started = place.value("SELECT pg_postmaster_start_time()")

    def update(settings: str) -> None:
        command.update(source={"script": place.script({"/etc/veeam-entraid/postgresql.conf": settings})})

    for wrong in (SETTINGS.replace("8MB", "much"), SETTINGS.replace("77", "many")):
        with pytest.raises(
            FailedInitializationError, match=r"goes on with the old ones: (work_mem|max_connections) = "
        ):
            update(wrong)
    assert place.value("SELECT pg_postmaster_start_time()") == started
    assert place.value("SHOW work_mem") == "8MB"
    # What shows only when PostgreSQL does not start is taken back, too.
    with pytest.raises(FailedInitializationError, match="nowhere"):
        update(f"{SETTINGS}shared_preload_libraries = 'nowhere'\n")
    assert place.value("SHOW max_connections") == "77"


def test_another_version_is_not_applied(place: Place) -> None:
    place.allow()
    place.machine()
    with pytest.raises(FailedInitializationError, match="runs PostgreSQL 17, and 16 is asked for"):
        place.apply({"/etc/veeam-entraid/repository.json": place.facts(engineVersion=16)})


def test_a_machine_without_a_name_does_not_boot(place: Place) -> None:
    place.allow()
    place.certificate = make(
        "selfSignedCert:SelfSignedCert",
        privateKeyPem=place.key,
        allowedUses=["server_auth"],
        ipAddresses=["10.1.1.20"],
        subject={"commonName": "repository"},
        validityPeriodHours=24.0,
    )["certPem"]
    place.machine()
    with pytest.raises(FailedInitializationError, match="give the repository a host that a private DNS record names"):
        place.apply()


def test_a_package_of_another_version_fails_the_boot(place: Place) -> None:
    place.allow()
    place.machine(packages=("postgresql-16",))
    with pytest.raises(FailedInitializationError, match="postgresql-16 is not of PostgreSQL 17"):
        place.apply()


@pytest.mark.parametrize(
    ("what", "says"),
    [
        ("identity", "identity is not assigned"),
        ("network", "ForbiddenByFirewall"),
        ("role", "ForbiddenByRbac"),
        ("secret", "SecretNotFound"),
        ("disabled", "SecretDisabled"),
        ("vault", "does not resolve"),
    ],
)
def test_a_machine_reads_only_what_it_may(place: Place, what: str, says: str) -> None:
    files: dict[str, str] = {}
    match what:
        case "identity":
            place.allow()
            other = place.azure.create(
                "azure-native:managedidentity:UserAssignedIdentity",
                resourceGroupName="rg",
                resourceName="other-identity",
            )
            files = {"/etc/veeam-entraid/repository.json": place.facts(identityClientId=other["clientId"])}
        case "network":
            place.allow()
            properties = place.vault["properties"]
            place.vault.update(properties={**_inputs(properties), "networkAcls": {"defaultAction": "Deny"}})
        case "secret":
            place.azure.create(
                "azure-native:authorization:RoleAssignment",
                scope=place.vault.id,
                principalId=place.identity["principalId"],
                roleDefinitionId=SECRETS_USER,
            )
        case "disabled":
            place.allow()
            place.azure.import_("azure-native:keyvault:Secret", f"{place.vault.id}/secrets/server-key").update(
                properties={"value": place.key, "attributes": {"enabled": False}}
            )
        case "vault":
            files = {"/etc/veeam-entraid/repository.json": place.facts(keyVaultUri="https://other.vault.azure.net/")}
        case _:
            pass
    place.machine("vm", files)
    with pytest.raises(FailedInitializationError, match=says):
        place.apply(files)


def _inputs(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {name: properties[name] for name in ("tenantId", "sku", "enableRbacAuthorization")}


def test_other_machines_are_resources_and_nothing_more(place: Place, state: StateFolder) -> None:
    machine = place.azure.create(
        "azure-native:compute:VirtualMachine",
        "windows",
        resourceGroupName="rg",
        vmName="windows",
        hardwareProfile={"vmSize": "Standard_D8s_v5"},
        osProfile={"computerName": "windows", "adminUsername": "operator", "adminPassword": "Str0ng enough"},
        storageProfile={
            "imageReference": {"publisher": "MicrosoftWindowsServer", "offer": "o", "sku": "s", "version": "latest"},
            "osDisk": {"createOption": "FromImage"},
        },
        networkProfile={"networkInterfaces": [{"id": place.nic.id}]},
    )
    assert machine["storageProfile"]["osDisk"]["osType"] == "Windows"
    assert place.apply(vm="windows")["instanceView"]["executionState"] == "Succeeded"
    assert all_clusters(state) == []


def test_a_password_in_clear_text_is_not_taken(place: Place) -> None:
    place.allow()
    place.azure.import_("azure-native:keyvault:Secret", f"{place.vault.id}/secrets/administrator-verifier").update(
        properties={"value": PASSWORD}
    )
    place.machine()
    with pytest.raises(FailedInitializationError, match="is not the verifier of a password"):
        place.apply()


# Names.


def test_a_record_and_the_machine_behind_it_share_an_address(place: Place) -> None:
    place.allow()
    place.machine()
    assert place.value("SELECT host(inet_server_addr())") == place.host


def test_a_record_without_a_link_keeps_its_name(azure: Client, network: Deployed) -> None:
    azure.create(
        "azure-native:privatedns:PrivateZone",
        resourceGroupName="rg",
        location="global",
        privateZoneName="repo.internal",
    )
    record = azure.create(
        "azure-native:privatedns:PrivateRecordSet",
        "repository",
        resourceGroupName="rg",
        privateZoneName="repo.internal",
        recordType="A",
        aRecords=[{"ipv4Address": "10.1.1.20"}],
    )
    assert record["fqdn"] == "repository.repo.internal."
    azure.create(
        "azure-native:privatedns:VirtualNetworkLink",
        resourceGroupName="rg",
        location="global",
        privateZoneName="repo.internal",
        virtualNetwork={"id": network.id},
    )
    read = record.read()
    assert read
    assert read["fqdn"].startswith("127.")
