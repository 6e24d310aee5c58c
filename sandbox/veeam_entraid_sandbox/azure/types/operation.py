"""What keeps machines: maintenance windows, and backups of virtual machines."""

from collections.abc import Iterator
from typing import Final

from veeam_entraid_protocol.properties import Properties, at, text_at
from veeam_entraid_protocol.provider import CheckFailure
from veeam_entraid_sandbox.azure._arm import ArmError, key_of
from veeam_entraid_sandbox.azure._resource_type import Reference, ResourceType, Subject, View
from veeam_entraid_sandbox.azure.types._constraints import choice, text

__all__ = ["TYPES"]

_GROUP: Final = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers"
_MACHINES: Final = "Microsoft.Compute/virtualMachines"
_VM_ITEM: Final = "VM;iaasvmcontainerv2;"
_VM_CONTAINER: Final = "IaasVMContainer;iaasvmcontainerv2;"


def _guest_updates(inputs: Properties) -> Iterator[CheckFailure]:
    if text_at(inputs, "maintenanceScope") != "InGuestPatch":
        return
    if text_at(inputs, "extensionProperties.InGuestPatchMode") not in {"User", "Platform"}:
        yield CheckFailure(
            "extensionProperties",
            "scope InGuestPatch needs 'extensionProperties' with InGuestPatchMode User or Platform",
        )
    if at(inputs, "installPatches") is None:
        yield CheckFailure("installPatches", "scope InGuestPatch needs 'installPatches'")


def _demand_assigned(subject: Subject, view: View) -> None:
    """Demand that what is maintained exists, and lets Azure install its updates."""
    group = subject.id.partition("/providers/")[0]
    namespace, kind, name = (text_at(subject.inputs, key) for key in ("providerName", "resourceType", "resourceName"))
    id_ = f"{group}/providers/{namespace}/{kind}/{name}"
    machine = view.find(id_)
    if machine is None:
        raise ArmError(404, "ResourceNotFound", f"The Resource '{id_}' was not found.")
    system = "windowsConfiguration" if at(machine.inputs, "osProfile.windowsConfiguration") else "linuxConfiguration"
    patches = f"osProfile.{system}.patchSettings"
    platform = text_at(machine.inputs, f"{patches}.patchMode") == "AutomaticByPlatform"
    scheduled = at(machine.inputs, f"{patches}.automaticByPlatformSettings.bypassPlatformSafetyChecksOnUserSchedule")
    if not platform or scheduled is not True:
        raise ArmError(
            400,
            "BadRequest",
            f"{id_} cannot be given a window for updates: it needs patchMode AutomaticByPlatform and "
            "bypassPlatformSafetyChecksOnUserSchedule.",
        )


def _demand_machine_of_item(subject: Subject, view: View) -> None:
    machine = view.find(text_at(subject.inputs, "properties.sourceResourceId"))
    if machine is None:
        return
    group, name = machine.id.split("/")[4], machine.id.rpartition("/")[2]
    for key, prefix in (("protectedItemName", _VM_ITEM), ("containerName", _VM_CONTAINER)):
        if text_at(subject.inputs, key).lower() != f"{prefix}{group};{name}".lower():
            raise ArmError(400, "BMSUserErrorInvalidInput", f"'{key}' of {machine.id} is {prefix}{group};{name}.")
    vault = subject.id.partition("/backupFabrics/")[0]
    policy = text_at(subject.inputs, "properties.policyId")
    if not key_of(policy).startswith(key_of(f"{vault}/backupPolicies/")):
        raise ArmError(400, "BMSUserErrorInvalidPolicyInput", f"The policy '{policy}' is none of the vault {vault}.")


TYPES: Final = (
    ResourceType(
        token="azure-native:maintenance:MaintenanceConfiguration",  # noqa: S106 - the type's token
        path=f"{_GROUP}/Microsoft.Maintenance/maintenanceConfigurations/{{resourceName}}",
        replaced_by=frozenset({"location"}),
        constraints={
            "maintenanceScope": choice(
                ("Host", "Resource", "OSImage", "Extension", "InGuestPatch", "SQLDB", "SQLManagedInstance")
            ),
            "startDateTime": text(pattern=r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}", says="must be YYYY-MM-DD hh:mm"),
            "duration": text(pattern=r"\d{2}:\d{2}", says="must be hh:mm"),
        },
        rules=(_guest_updates,),
    ),
    ResourceType(
        token="azure-native:maintenance:ConfigurationAssignment",  # noqa: S106
        path=f"{_GROUP}/{{providerName}}/{{resourceType}}/{{resourceName}}"
        "/providers/Microsoft.Maintenance/configurationAssignments/{configurationAssignmentName}",
        replaced_by=frozenset({"location"}),
        references=(Reference("maintenanceConfigurationId", "Microsoft.Maintenance/maintenanceConfigurations"),),
        demands=(_demand_assigned,),
    ),
    ResourceType(
        token="azure-native:recoveryservices:ProtectedItem",  # noqa: S106
        path=f"{_GROUP}/Microsoft.RecoveryServices/vaults/{{vaultName}}/backupFabrics/{{fabricName}}"
        "/protectionContainers/{containerName}/protectedItems/{protectedItemName}",
        constraints={"fabricName": choice(("Azure",))},
        references=(Reference("properties.sourceResourceId", _MACHINES),),
        demands=(_demand_machine_of_item,),
    ),
)
