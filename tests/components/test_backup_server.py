"""BackupServer under mocks: children, inputs, parents, secrets, protection, registered outputs, refusals."""

from typing import Any

import pulumi
import pytest
from deployment import SUBSCRIPTION, Deployment, deploy

from veeam_entraid import BackupServer, InvalidArgumentsError
from veeam_entraid.server import plan_backup_server

SUBNET = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v/subnets/backup"
ARGUMENTS: dict[str, Any] = {"resource_group_name": "rg", "subnet_id": SUBNET, "location": "westeurope"}


def server(**arguments: Any) -> Deployment:
    return deploy(lambda: BackupServer("vbr", {**ARGUMENTS, **arguments}))  # pyright: ignore[reportArgumentType]


def test_its_children_are_named_after_it_and_belong_to_it() -> None:
    deployment = server()
    assert {(r.name, r.type) for r in deployment.resources.values() if r.parent == "vbr"} == {
        ("vbr-vault-suffix", "random:index/randomString:RandomString"),
        ("vbr-vault", "azure-native:keyvault:Vault"),
        ("vbr-admin-password", "random:index/randomPassword:RandomPassword"),
        ("vbr-administrator-password-secret", "azure-native:keyvault:Secret"),
        ("vbr-nic", "azure-native:network:NetworkInterface"),
        ("vbr-data-disk", "azure-native:compute:Disk"),
        ("vbr-vm", "azure-native:compute:VirtualMachine"),
    }
    others = {r.name for r in deployment.resources.values() if r.parent != "vbr"}
    assert {name for name in others if name != "vbr" and not name.startswith("shop-")} == set()


def test_the_machine_has_no_public_address_and_a_fixed_private_one() -> None:
    (configuration,) = server(private_ip_address="10.60.0.4")["vbr-nic"].inputs["ipConfigurations"]
    assert configuration["privateIPAddress"] == "10.60.0.4"
    assert configuration["privateIPAllocationMethod"] == "Static"
    assert "publicIPAddress" not in configuration


def test_the_machine_is_what_the_plan_says() -> None:
    machine = server(vm_size="Standard_E8s_v5", zone=2, os_disk_size_gb=512, tags={"team": "backup"})["vbr-vm"].inputs
    assert machine["hardwareProfile"]["vmSize"] == "Standard_E8s_v5"
    assert machine["zones"] == ["2"]
    assert machine["storageProfile"]["osDisk"]["diskSizeGB"] == 512
    assert machine["identity"] == {"type": "SystemAssigned"}
    assert machine["securityProfile"]["uefiSettings"] == {"secureBootEnabled": True, "vTpmEnabled": True}
    assert machine["tags"] == {
        "team": "backup",
        "veeam-entraid-role": "backup-server",
        "veeam-entraid-server": "vbr",
    }
    (disk,) = machine["storageProfile"]["dataDisks"]
    assert (disk["createOption"], disk["deleteOption"], disk["lun"]) == ("Attach", "Detach", 0)


def test_the_password_is_generated_secret_and_kept_in_a_closed_vault() -> None:
    deployment = server()
    assert "osProfile" in deployment["vbr-vm"].secrets
    assert deployment["vbr-vm"].inputs["osProfile"]["adminPassword"]
    secret = deployment["vbr-administrator-password-secret"]
    assert "properties" in secret.secrets
    vault = deployment["vbr-vault"].inputs["properties"]
    assert vault["enableRbacAuthorization"] is True
    assert vault["networkAcls"]["defaultAction"] == "Deny"
    assert vault["networkAcls"]["virtualNetworkRules"] == [{"id": SUBNET}]
    assert deployment["vbr-vault"].inputs["vaultName"] == "kv-vbr-abc123"


def test_a_policy_sees_its_inputs_in_camel_case_and_no_secret() -> None:
    component = server(default_proxy={"enabled": True})["vbr"]
    assert component.type == "veeam-entraid:index:BackupServer"
    assert component.secrets == frozenset()
    assert component.inputs["defaultProxy"] == {"enabled": True}
    assert component.inputs["entraIdHosting"] == "remote"
    assert component.inputs["location"] == "westeurope"
    assert not any("_" in key for key in component.inputs)


def test_it_registers_its_outputs() -> None:
    outputs = server(private_ip_address="10.60.0.4").outputs["vbr"]
    assert outputs["serverName"] == "vbr"
    assert outputs["privateIpAddress"] == "10.60.0.4"
    assert outputs["principalId"] == "machine-principal"
    assert outputs["keyVaultName"] == "kv-vbr-abc123"
    assert outputs["adminUsername"] == "veeamadmin"
    (step,) = outputs["manualSteps"]
    assert set(step) == {"title", "reason", "instructions", "doneWhen"}
    assert "VBR_ENTRAID_DATABASE_INSTALL=0" in step["instructions"]


def test_a_local_repository_changes_the_answer_file() -> None:
    (step,) = server(entra_id_hosting="local").outputs["vbr"]["manualSteps"]
    assert "VBR_ENTRAID_DATABASE_INSTALL=1" in step["instructions"]


@pytest.mark.parametrize("protected", [True, False])
def test_what_holds_data_is_protected_unless_it_is_lifted(*, protected: bool) -> None:
    deployment = server() if protected else server(deletion_protection=False)
    guarded = {r.name for r in deployment.resources.values() if r.protect}
    assert guarded == ({"vbr-vm", "vbr-data-disk", "vbr-vault"} if protected else set())
    purge = deployment["vbr-vault"].inputs["properties"].get("enablePurgeProtection")
    assert purge is (True if protected else None)


def test_both_spellings_of_arguments_are_accepted() -> None:
    camel = {"resourceGroupName": "rg", "subnetId": SUBNET, "defaultProxy": {"enabled": True}}
    deployment = deploy(lambda: BackupServer("vbr", camel))  # pyright: ignore[reportArgumentType]
    assert deployment["vbr"].inputs["subnetId"] == SUBNET


def test_outputs_are_accepted_where_other_resources_hand_them_over() -> None:
    deployment = server(
        resource_group_name=pulumi.Output.from_input("rg"),
        subnet_id=pulumi.Output.from_input(SUBNET),
        location=pulumi.Output.from_input("westeurope"),
        private_ip_address=pulumi.Output.from_input("10.60.0.4"),
        default_proxy={"enabled": pulumi.Output.from_input(True)},
    )
    assert deployment["vbr"].inputs["location"] == "westeurope"
    assert deployment["vbr"].inputs["defaultProxy"] == {"enabled": True}


def test_every_problem_is_in_one_error_and_nothing_is_registered() -> None:
    arguments: dict[str, Any] = {
        "subnet_id": "backup",
        "location": "US Gov Virginia",
        "computer_name": "far-too-long-a-name",
        "admin_username": "administrator",
        "os_disk_size_gb": "big",
        "data_disk_size_gb": 1,
        "zone": 4,
        "default_proxy": {"enabled": False, "enable": True},
        "entra_id_hosting": "cloud",
        "deletion_protection": "perhaps",
        "tags": ["a"],
        "vmsize": "Standard_D8s_v5",
    }

    def program() -> None:
        with pytest.raises(InvalidArgumentsError) as refusal:
            BackupServer("vbr", arguments)  # pyright: ignore[reportArgumentType]
        said = str(refusal.value)
        for path in ("resourceGroupName", "subnetId", "zone", "computerName", "adminUsername", "vmsize"):
            assert f"  - {path}: " in said
        assert "did you mean vmSize?" in said
        assert "[default-proxy-enabled]" in said
        assert "[supported-region]" in said
        assert said.startswith("14 problems with the arguments; nothing has been changed.")

    assert [name for name in deploy(program).resources if not name.startswith("shop-")] == []


@pytest.mark.parametrize("name", ["", "1vbr", "vbr_1", "vbr-", "v" * 41, "server one"])
def test_a_name_that_azure_would_refuse_is_refused(name: str) -> None:
    (problem,) = BackupServer.check(name, ARGUMENTS)
    assert "cannot name Azure resources" in problem.message


@pytest.mark.parametrize("key", ["location", "environment", "metadataHost"])
def test_the_configuration_of_the_default_provider_counts(key: str) -> None:
    value = "management.chinacloudapi.cn" if key == "metadataHost" else "chinanorth3" if key == "location" else "china"
    arguments = {name: value for name, value in ARGUMENTS.items() if name != "location"}

    def program() -> None:
        with pytest.raises(InvalidArgumentsError, match="supported-region"):
            BackupServer("vbr", arguments)  # pyright: ignore[reportArgumentType]

    deploy(program, config={f"azure-native:{key}": value})


def test_arguments_that_come_later_may_be_missing_from_a_check() -> None:
    assert plan_backup_server("vbr", {"resourceGroupName": "rg"}, later=["subnetId"]).subnet_id == ""
    (problem,) = BackupServer.check("vbr", {"resourceGroupName": "rg"})
    assert problem.path == "subnetId"
