"""How a backup server is kept, under mocks: security, updates, disks, backups, a lock, roles, and its manual steps."""

from typing import Any

import pytest
from deployment import SUBSCRIPTION, Deployment, deploy

from veeam_entraid import BackupServer

SUBNET = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v/subnets/backup"
ARGUMENTS: dict[str, Any] = {"resource_group_name": "rg", "subnet_id": SUBNET, "location": "westeurope"}
POLICY = (
    f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-backup/providers/Microsoft.RecoveryServices/vaults/rsv"
    "/backupPolicies/daily"
)
READER = "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"
WINDOW = {"start": "2026-12-05 22:00"}


def server(**arguments: Any) -> Deployment:
    return deploy(lambda: BackupServer("vbr", {**ARGUMENTS, **arguments}))  # pyright: ignore[reportArgumentType]


def refusals(**arguments: Any) -> dict[str, str]:
    problems = BackupServer.check("vbr", {**ARGUMENTS, **arguments})
    return {problem.path: problem.message for problem in problems}


def test_without_new_arguments_the_machine_is_what_it_was() -> None:
    machine = server()["vbr-vm"].inputs
    assert machine["storageProfile"]["imageReference"] == {
        "publisher": "MicrosoftWindowsServer",
        "offer": "WindowsServer",
        "sku": "2022-datacenter-g2",
        "version": "latest",
    }
    assert machine["osProfile"]["windowsConfiguration"] == {"provisionVMAgent": True, "enableAutomaticUpdates": True}
    assert machine["securityProfile"] == {
        "securityType": "TrustedLaunch",
        "uefiSettings": {"secureBootEnabled": True, "vTpmEnabled": True},
    }
    assert machine["diagnosticsProfile"] == {"bootDiagnostics": {"enabled": True}}
    assert {"plan", "licenseType"}.isdisjoint(machine)
    assert len(machine["storageProfile"]["dataDisks"]) == 1


def test_security_is_what_the_block_says() -> None:
    machine = server(security={"encryption_at_host": True, "secure_boot": False})["vbr-vm"].inputs
    assert machine["securityProfile"] == {
        "securityType": "TrustedLaunch",
        "uefiSettings": {"secureBootEnabled": False, "vTpmEnabled": True},
        "encryptionAtHost": True,
    }
    plain = server(security={"trusted_launch": False})["vbr-vm"].inputs
    assert "securityProfile" not in plain
    encrypted = server(security={"trusted_launch": False, "encryption_at_host": True})["vbr-vm"].inputs
    assert encrypted["securityProfile"] == {"encryptionAtHost": True}
    assert set(refusals(security={"trusted_launch": False, "vtpm": True, "tpm": 1})) == {
        "security.vtpm",
        "security.tpm",
    }


def test_a_window_for_updates_is_made_and_assigned() -> None:
    deployment = server(patch_mode="AutomaticByPlatform", maintenance=WINDOW | {"recurrence": "Week Saturday"})
    patches = deployment["vbr-vm"].inputs["osProfile"]["windowsConfiguration"]["patchSettings"]
    assert patches == {
        "patchMode": "AutomaticByPlatform",
        "automaticByPlatformSettings": {"bypassPlatformSafetyChecksOnUserSchedule": True},
    }
    window = deployment["vbr-maintenance"].inputs
    assert window["maintenanceScope"] == "InGuestPatch"
    assert window["recurEvery"] == "Week Saturday"
    assert window["installPatches"]["windowsParameters"] == {"classificationsToInclude": ["Critical", "Security"]}
    assignment = deployment["vbr-maintenance-assignment"].inputs
    assert (assignment["resourceType"], assignment["resourceName"]) == ("virtualMachines", "vbr-vm")


def test_updates_by_hand_are_not_installed_by_windows() -> None:
    windows = server(patch_mode="manual")["vbr-vm"].inputs["osProfile"]["windowsConfiguration"]
    assert windows["enableAutomaticUpdates"] is False
    assert windows["patchSettings"] == {"patchMode": "Manual"}


@pytest.mark.parametrize(
    ("window", "path"),
    [
        ({}, "maintenance.start"),
        ({"start": "saturday"}, "maintenance.start"),
        (WINDOW | {"duration": "05:00"}, "maintenance.duration"),
        (WINDOW | {"duration": "01:00"}, "maintenance.duration"),
        (WINDOW | {"recurrence": "sometimes"}, "maintenance.recurrence"),
        (WINDOW | {"reboot": "perhaps"}, "maintenance.reboot"),
    ],
)
def test_a_window_that_azure_would_refuse_is_refused(window: dict[str, Any], path: str) -> None:
    assert set(refusals(patch_mode="AutomaticByPlatform", maintenance=window)) == {path}


def test_a_window_needs_updates_by_azure() -> None:
    assert set(refusals(maintenance=WINDOW)) == {"maintenance"}


def test_further_disks_keep_their_luns_and_get_volumes() -> None:
    disks = [{"name": "cache", "purpose": "cache", "size_gb": 64}, {"name": "logs", "purpose": "logRepository"}]
    deployment = server(data_disks=disks)
    attached = deployment["vbr-vm"].inputs["storageProfile"]["dataDisks"]
    assert [disk["lun"] for disk in attached] == [0, 1, 2]
    assert all(disk["deleteOption"] == "Detach" for disk in attached)
    assert deployment["vbr-cache-disk"].inputs["diskSizeGB"] == 64
    assert deployment["vbr-cache-disk"].inputs["networkAccessPolicy"] == "DenyAll"
    assert deployment["vbr-cache-disk"].protect
    assert deployment["vbr-disks"].parent == "vbr"
    assert [(d["letter"], d["label"]) for d in deployment["vbr"].inputs["dataDisks"]] == [("G", "cache"), ("H", "logs")]


def test_without_a_layout_nothing_touches_the_disk() -> None:
    assert "vbr-disks" not in server().resources


@pytest.mark.parametrize(
    ("disks", "paths"),
    [
        ([{}], {"dataDisks[0].name"}),
        ([{"name": "data"}], {"dataDisks[0].name"}),
        ([{"name": "cache"}, {"name": "cache"}], {"dataDisks[1].name"}),
        ([{"name": "cache", "letter": "F"}], {"dataDisks[0].letter"}),
        ([{"name": "cache", "letter": "H"}, {"name": "logs"}], {"dataDisks[1].letter"}),
        ([{"name": "cache", "letter": "GH", "size": 1}], {"dataDisks[0].letter", "dataDisks[0].size"}),
        (["cache"], {"dataDisks[0]", "dataDisks[0].name"}),
        ("cache", {"dataDisks"}),
    ],
)
def test_a_layout_that_cannot_be_is_refused(disks: Any, paths: set[str]) -> None:
    assert set(refusals(data_disks=disks)) == paths


def test_azure_backs_the_machine_up_by_a_policy_that_exists() -> None:
    item = server(backup_policy_id=POLICY)["vbr-backup"]
    assert item.inputs["vaultName"] == "rsv"
    assert item.inputs["resourceGroupName"] == "rg-backup"
    assert item.inputs["containerName"] == "IaasVMContainer;iaasvmcontainerv2;rg;vbr-vm"
    assert item.inputs["protectedItemName"] == "VM;iaasvmcontainerv2;rg;vbr-vm"
    assert item.inputs["properties"]["policyId"] == POLICY
    assert item.protect
    assert not server(backup_policy_id=POLICY, deletion_protection=False)["vbr-backup"].protect
    assert set(refusals(backup_policy_id="daily")) == {"backupPolicyId"}


def test_the_lock_holds_everything_that_belongs_to_the_machine() -> None:
    deployment = server(
        deletion_lock=True,
        diagnostics_workspace_id="/subscriptions/s/workspace",
        patch_mode="AutomaticByPlatform",
        maintenance=WINDOW,
        data_disks=[{"name": "cache"}],
    )
    lock = deployment["vbr-lock"]
    assert lock.inputs["level"] == "CanNotDelete"
    # It has to be removed before them, or they could not be.
    assert {"vbr-vm", "vbr-diagnostics", "vbr-maintenance-assignment", "vbr-disks"} <= set(lock.dependencies)


def test_metrics_go_to_the_workspace() -> None:
    setting = server(diagnostics_workspace_id="/subscriptions/s/workspace")["vbr-diagnostics"].inputs
    assert setting["workspaceId"] == "/subscriptions/s/workspace"
    assert setting["metrics"] == [{"category": "AllMetrics", "enabled": True}]


def test_the_machines_identity_has_the_roles_and_no_other() -> None:
    role = {"name": "iso-reader", "scope": "/subscriptions/s/media", "role_definition_id": READER}
    deployment = server(role_assignments=[role])
    (assignment,) = deployment.of_type("azure-native:authorization:RoleAssignment")
    assert assignment.name == "vbr-role-iso-reader"
    assert assignment.inputs["principalId"] == "machine-principal"
    assert assignment.inputs["scope"] == "/subscriptions/s/media"
    assert assignment.inputs["roleDefinitionId"].endswith(f"/roleDefinitions/{READER}")
    assert server().of_type("azure-native:authorization:RoleAssignment") == []
    bad = [{"name": "Owner", "role_definition_id": "Owner"}, "x"]
    assert {"roleAssignments[0].name", "roleAssignments[0].scope", "roleAssignments[0].roleDefinitionId"} <= set(
        refusals(role_assignments=bad)
    )
    assert set(refusals(role_assignments=[role, role])) == {"roleAssignments[1].name"}


def test_the_marketplace_image_is_bought_under_its_plan() -> None:
    deployment = server(image={"kind": "marketplace"})
    machine = deployment["vbr-vm"].inputs
    assert machine["plan"] == {
        "publisher": "veeam",
        "product": "veeam-backup-replication",
        "name": "veeam-backup-replication-v13",
    }
    assert machine["storageProfile"]["imageReference"]["sku"] == "veeam-backup-replication-v13"
    terms, start = deployment.outputs["vbr"]["manualSteps"]
    accept = "--publisher veeam --offer veeam-backup-replication --plan veeam-backup-replication-v13"
    assert f"az vm image terms accept {accept}" in terms["instructions"]
    assert f"az vm image terms show {accept}" in terms["doneWhen"]
    assert "not confirmed" in terms["reason"]
    assert "installed" in start["reason"]


def test_terms_that_are_accepted_are_no_step() -> None:
    deployment = server(image={"kind": "marketplace", "terms_accepted": True})
    (start,) = deployment.outputs["vbr"]["manualSteps"]
    assert "Set up the product" in start["title"]
    assert set(refusals(image={"terms_accepted": True})) == {"image.termsAccepted"}


def test_a_custom_image_is_taken_by_its_id() -> None:
    image_id = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Compute/images/windows"
    machine = server(image={"kind": "custom", "image_id": image_id})["vbr-vm"].inputs
    assert machine["storageProfile"]["imageReference"] == {"id": image_id}


def test_what_windows_and_the_network_are_told() -> None:
    deployment = server(
        license_type="windows_server",
        time_zone="W. Europe Standard Time",
        accelerated_networking=True,
        boot_diagnostics_storage_uri="https://account.blob.core.windows.net/",
        patch_assessment=True,
    )
    machine = deployment["vbr-vm"].inputs
    assert machine["licenseType"] == "Windows_Server"
    assert machine["osProfile"]["windowsConfiguration"]["timeZone"] == "W. Europe Standard Time"
    assert machine["osProfile"]["windowsConfiguration"]["patchSettings"] == {
        "patchMode": "AutomaticByOS",
        "assessmentMode": "AutomaticByPlatform",
    }
    assert machine["diagnosticsProfile"]["bootDiagnostics"]["storageUri"] == "https://account.blob.core.windows.net/"
    assert deployment["vbr-nic"].inputs["enableAcceleratedNetworking"] is True


def test_a_machine_that_is_too_small_is_made_and_told_of() -> None:
    outputs = server(vm_size="Standard_D4s_v5", os_disk_size_gb=128).outputs["vbr"]
    assert len(outputs["advice"]) == 3
    assert server().outputs["vbr"]["advice"] == []
    assert set(refusals(vm_size="Standard_D8ps_v5")) == {"vmSize"}
