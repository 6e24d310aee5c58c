"""The program's configuration: what it means, what is refused, all at once, and the stage it makes."""

import json
import runpy
from typing import Any

import pytest
import yaml
from deployment import ROOT, deploy
from test_server_installation import REPORT

from veeam_entraid import InvalidArgumentsError
from veeam_entraid.program import ProgramSettings, read_settings, stage_of

SERVER_ID = (
    "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg"
    "/providers/Microsoft.DBforPostgreSQL/flexibleServers/old"
)


def settings(**config: Any) -> ProgramSettings:
    texts = {
        f"veeam-entraid:{key}": value if isinstance(value, str) else json.dumps(value) for key, value in config.items()
    }
    return read_settings({"azure-native:location": "westeurope", **texts}, project="veeam-entraid", stack="dev")


def test_nothing_has_to_be_configured_but_azure() -> None:
    made = settings()
    assert made.resource_group_name == "rg-veeam-entraid-dev"
    assert made.server_name == "vbr"
    assert made.hosting == "virtualMachine"
    assert made.backup_server["deletionProtection"] is True
    assert made.repository["deletionProtection"] is True


def test_what_components_share_is_written_once() -> None:
    made = settings(
        network={"administrationPrefixes": ["10.60.0.128/26"]}, repository={"port": 6543}, deletionProtection="false"
    )
    assert made.network["repositoryPort"] == 6543
    assert made.repository["administrationPrefixes"] == ["10.60.0.128/26"]
    assert made.backup_server["deletionProtection"] is False


def test_postgresql_admits_the_clients_of_the_vpn_unless_told_otherwise() -> None:
    vpn = {
        "clientPrefixes": ["172.16.201.0/24"],
        "authentication": "entraId",
        "tenantId": "11111111-2222-3333-4444-555555555555",
    }
    assert settings(network={"vpn": vpn}).repository["administrationPrefixes"] == ["172.16.201.0/24"]
    both = settings(network={"vpn": vpn, "administrationPrefixes": ["10.9.0.0/24"]})
    assert both.network["administrationPrefixes"] == ["10.9.0.0/24"]
    assert both.repository["administrationPrefixes"] == ["10.9.0.0/24", "172.16.201.0/24"]
    own = settings(network={"vpn": vpn}, repository={"administrationPrefixes": ["10.9.0.0/24"]})
    assert own.repository["administrationPrefixes"] == ["10.9.0.0/24"]
    flexible = {"hosting": "flexibleServer", "acknowledgeUnsupportedCloudDatabase": True}
    assert "administrationPrefixes" not in settings(network={"vpn": vpn}, repository=flexible).repository


@pytest.mark.parametrize("vpn", [True, {"clientPrefixes": "172.16.201.0/24"}, {"clientPrefixes": [7]}])
def test_a_vpn_that_is_none_is_refused_by_its_name(vpn: object) -> None:
    with pytest.raises(InvalidArgumentsError, match=r"- vpn"):
        settings(network={"vpn": vpn, "administrationPrefixes": ["10.9.0.0/24"]})


def test_a_local_repository_is_told_to_the_network_and_the_installer() -> None:
    made = settings(repository={"hosting": "local"})
    assert made.network["hosting"] == "local"
    assert made.backup_server["entraIdHosting"] == "local"
    assert "resourceGroupName" not in made.repository


def test_one_error_lists_the_problems_of_every_component() -> None:
    with pytest.raises(InvalidArgumentsError) as refusal:
        settings(
            repositry={},
            deletionProtection="perhaps",
            network={"addressSpace": "10.60.0.0"},
            backupServer={"zone": 7, "defaultProxy": {"enabled": False}},
            repository={"engineVersion": 13, "connection": "done"},
        )
    said = str(refusal.value)
    assert said.startswith("7 problems with the arguments")
    for words in (
        "repositry: is not an argument: did you mean repository?",
        "deletionProtection: has to be true or false",
        "addressSpace: has to be an IPv4 range",
        "zone: has to be a whole number from 1 to 3",
        "[default-proxy-enabled]",
        "[repository-postgresql-version]",
        "connection: has to be pending or confirmed or retired",
    ):
        assert words in said


@pytest.mark.parametrize("value", ["text", "[1]", "{broken"])
def test_a_block_has_to_be_a_block(value: str) -> None:
    with pytest.raises(InvalidArgumentsError, match="network: has to be"):
        settings(network=value)


@pytest.mark.parametrize(
    ("repository", "stage", "command"),
    [
        ({"hosting": "local"}, "keeps the repository itself", "backupServer.hardening.remoteDesktop true && pulumi up"),
        ({"dataPlane": False}, "the login of the backup server is not", "repository.dataPlane true && pulumi up"),
        ({"dataPlane": "off"}, "the login of the backup server is not", "repository.dataPlane true && pulumi up"),
        ({}, "is not connected to it", "repository.connection confirmed && pulumi up"),
        (
            {"connection": "confirmed"},
            "is connected to the repository",
            "backupServer.hardening.remoteDesktop true && pulumi up",
        ),
        (
            {"connection": "confirmed", "passwordRotation": "second one"},
            "has the old ones",
            "repository.confirmedPasswordRotation 'second one' && pulumi up",
        ),
        (
            {"connection": "confirmed", "passwordRotation": "a", "confirmedPasswordRotation": "a"},
            "is connected to the repository",
            "backupServer.hardening.remoteDesktop true && pulumi up",
        ),
    ],
)
def test_each_stage_names_the_command_of_the_next(repository: dict[str, Any], stage: str, command: str) -> None:
    reached = stage_of(settings(repository=repository), "veeam-entraid")
    assert stage in reached.name
    assert command in reached.next_step


def test_the_last_stage_is_that_of_a_hardened_server() -> None:
    reached = stage_of(settings(repository={"connection": "confirmed"}, backupServer={"hardening": {}}), "p")
    assert reached.name == "the backup server is connected to the repository, and Windows is hardened"
    assert not reached.next_step


@pytest.mark.parametrize(
    ("repository", "hardening", "problem"),
    [
        ({}, {}, "until repository.connection is confirmed"),
        ({"connection": "confirmed", "passwordRotation": "2"}, {"remoteDesktop": False}, "locks out whoever"),
        ({"connection": "confirmed", "passwordRotation": "2"}, {"remoteDesktop": True}, ""),
        ({"connection": "confirmed"}, {"remoteDesktop": False}, ""),
        ({"hosting": "local"}, {"remoteDesktop": False}, ""),
    ],
)
def test_windows_is_not_hardened_while_somebody_needs_the_wizard(
    repository: dict[str, Any], hardening: dict[str, Any], problem: str
) -> None:
    if not problem:
        assert settings(repository=repository, backupServer={"hardening": hardening})
        return
    with pytest.raises(InvalidArgumentsError, match=problem):
        settings(repository=repository, backupServer={"hardening": hardening})


def test_what_stands_beside_is_made_where_it_is_wanted_and_checked_with_the_rest() -> None:
    tenant = "11111111-2222-3333-4444-555555555555"
    made = settings(application={"tenantId": tenant}, logStorage={"immutabilityDays": 30}, deletionProtection="false")
    assert made.application == {"tenantId": tenant, "deletionProtection": False}
    assert made.log_storage
    assert made.log_storage["deletionProtection"] is False
    assert settings().application is settings().log_storage is None
    with pytest.raises(InvalidArgumentsError) as refusal:
        settings(application={"tenantId": "contoso"}, logStorage={"immutabilityDays": 0})
    assert 'EntraApplication "application"' in str(refusal.value)
    assert 'LogStorage "log-storage"' in str(refusal.value)


def test_a_private_endpoint_that_the_program_has_no_subnet_for_is_refused() -> None:
    flexible = {"hosting": "flexibleServer", "acknowledgeUnsupportedCloudDatabase": True}
    with pytest.raises(InvalidArgumentsError, match="which this program does not make"):
        settings(repository=flexible | {"flexibleServer": {"network": {"mode": "privateEndpoint"}}})


def test_a_restored_server_leaves_its_logins_to_a_person() -> None:
    restore = {"mode": "pointInTime", "sourceServerId": SERVER_ID, "time": "2026-11-01T00:00:00Z"}
    flexible = {"hosting": "flexibleServer", "acknowledgeUnsupportedCloudDatabase": True, "dataPlane": False}
    reached = stage_of(settings(repository=flexible | {"flexibleServer": {"restore": restore}}), "veeam-entraid")
    assert reached.next_step == "do what manualSteps says"


def test_every_component_in_an_unsupported_cloud_is_named() -> None:
    with pytest.raises(InvalidArgumentsError) as refusal:
        read_settings({"azure-native:environment": "china"}, project="veeam-entraid", stack="dev")
    assert str(refusal.value).count("[supported-region]") == 2
    assert "azure-native:environment: public" in str(refusal.value)


@pytest.mark.parametrize("file", ["Pulumi.local.yaml", "Pulumi.azure.yaml.example"])
def test_the_stack_files_are_valid(file: str) -> None:
    written = yaml.safe_load((ROOT / file).read_text())["config"]
    config = {key: value if isinstance(value, str) else json.dumps(value) for key, value in written.items()}
    read_settings(config, project="veeam-entraid", stack="any")


def test_the_template_names_every_key_of_the_program() -> None:
    template = (ROOT / "Pulumi.azure.yaml.example").read_text()
    for key in ("resourceGroupName", "serverName", "deletionProtection", "network", "backupServer", "repository"):
        assert f"veeam-entraid:{key}:" in template


def test_the_local_stack_cannot_act_on_a_real_subscription() -> None:
    config = yaml.safe_load((ROOT / "Pulumi.local.yaml").read_text())["config"]
    assert config["azure-native:subscriptionId"] == "00000000-0000-0000-0000-000000000000"
    assert config["azure-native:tenantId"] == "00000000-0000-0000-0000-000000000000"


def test_the_endpoint_of_the_logs_comes_after_the_server_whose_address_it_would_take(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PULUMI_CONFIG", json.dumps({"shop:logStorage": "{}"}))
    deployed = deploy(lambda: runpy.run_path(str(ROOT / "__main__.py")))
    assert "vbr-nic" in deployed["log-storage-endpoint"].dependencies


INSTALLATION = {
    "isoUrl": "https://account.blob.core.windows.net/iso/VBR.iso",
    "isoSha256": "0" * 64,
    "acceptLicenseAgreements": True,
}
TENANT = {"cacheRepository": {"type": "WinLocal", "repository": {"path": "D:\\Cache"}}}
IDENTIFIED = {
    "azureTenantId": "11111111-2222-4333-8444-555555555555",
    "applicationId": "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee",
    "applicationSecret": "app secret",
}


def test_a_tenant_needs_a_server_that_the_program_installs() -> None:
    with pytest.raises(InvalidArgumentsError, match=r"backupServer\.installation"):
        settings(tenant={**TENANT, **IDENTIFIED})
    assert settings(tenant={**TENANT, **IDENTIFIED}, backupServer={"installation": INSTALLATION}).tenant


def test_what_the_application_knows_is_not_written_twice() -> None:
    application = {"tenantId": "11111111-2222-4333-8444-555555555555"}
    server = {"installation": INSTALLATION}
    assert settings(tenant=TENANT, application=application, backupServer=server).tenant
    with pytest.raises(InvalidArgumentsError, match="azureTenantId, applicationId, applicationSecret from application"):
        settings(tenant={**TENANT, **IDENTIFIED}, application=application, backupServer=server)


def test_the_problems_of_a_tenant_are_told_with_the_rest() -> None:
    with pytest.raises(InvalidArgumentsError) as refusal:
        settings(tenant={**TENANT, **IDENTIFIED, "region": "China"}, network={"addressSpace": "10.60.0.0/30"})
    assert "[supported-region]" in str(refusal.value)
    assert "addressSpace" in str(refusal.value)


@pytest.mark.parametrize("credential", ["certificate", "secret"])
def test_the_program_protects_the_tenant_of_its_application(monkeypatch: pytest.MonkeyPatch, credential: str) -> None:
    config = {
        "tenant": TENANT,
        "application": {"tenantId": "11111111-2222-3333-4444-555555555555", "credential": {"type": credential}},
        "backupServer": {"installation": INSTALLATION},
        "repository": {"connection": "confirmed"},
    }
    texts = {f"shop:{key}": json.dumps(value) for key, value in config.items()}
    monkeypatch.setenv("PULUMI_CONFIG", json.dumps({**texts, "shop:license": "bGljZW5jZQ=="}))
    deployed = deploy(lambda: runpy.run_path(str(ROOT / "__main__.py")), command_output=REPORT)
    tenant = deployed["tenant-tenant"]
    assert tenant.inputs["azureTenantId"] == "11111111-2222-3333-4444-555555555555"
    assert ("certificate" in tenant.inputs) == (credential == "certificate")
    assert deployed["tenant-backup"].inputs["enabled"] is True
    assert "license" in deployed["license"].secrets
    assert deployed["default-proxy"].inputs["enabled"] is True
