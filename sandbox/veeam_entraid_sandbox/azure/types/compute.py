"""Microsoft.Compute: virtual machines, their disks, extensions and run commands."""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator
from typing import Final

from veeam_entraid_protocol import UNKNOWN, Value
from veeam_entraid_protocol.properties import Properties, at, dict_at, found, list_at, merged, show, text_at
from veeam_entraid_protocol.provider import CheckFailure
from veeam_entraid_sandbox.azure._arm import ArmError, key_of
from veeam_entraid_sandbox.azure._resource_type import Fixed, Reference, Resource, ResourceType, Subject, View
from veeam_entraid_sandbox.azure.types._constraints import choice, number, text
from veeam_entraid_sandbox.azure.types._credentials import RESERVED_MACHINE_USERS, password_failures
from veeam_entraid_sandbox.azure.types._guids import guid_of
from veeam_entraid_sandbox.azure.types._identity_block import identity_outputs, identity_references
from veeam_entraid_sandbox.azure.types._occupancy import demand_same_region, required

__all__ = ["DISK", "MACHINE", "RUN_COMMAND", "TYPES", "is_windows"]

MACHINE: Final = "azure-native:compute:VirtualMachine"
DISK: Final = "azure-native:compute:Disk"
RUN_COMMAND: Final = "azure-native:compute:VirtualMachineRunCommandByVirtualMachine"
_EXTENSION: Final = "azure-native:compute:VirtualMachineExtension"

_GROUP: Final = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.Compute"
_MACHINE_PATH: Final = f"{_GROUP}/virtualMachines/{{vmName}}"
_DISK_SKUS: Final = (
    "Standard_LRS", "StandardSSD_LRS", "StandardSSD_ZRS", "Premium_LRS", "Premium_ZRS", "PremiumV2_LRS", "UltraSSD_LRS",
)  # fmt: skip
_MOST_CUSTOM_DATA_BYTES: Final = 65535
_LONGEST_WINDOWS_NAME: Final = 15
_LONGEST_WINDOWS_USER: Final = 20


def is_windows(inputs: Properties) -> bool:
    """Return whether the machine runs Windows, as far as its inputs tell."""
    stated = text_at(inputs, "storageProfile.osDisk.osType")
    if stated:
        return stated == "Windows"
    if at(inputs, "osProfile.linuxConfiguration") is not None:
        return False
    if at(inputs, "osProfile.windowsConfiguration") is not None:
        return True
    publisher = text_at(inputs, "storageProfile.imageReference.publisher").lower()
    return publisher.startswith("microsoftwindows") or publisher in {"microsoftsqlserver", "veeam"}


# What the inputs must look like.


def _parts(inputs: Properties) -> Iterator[CheckFailure]:
    required_paths = ["hardwareProfile.vmSize", "storageProfile.osDisk", "networkProfile.networkInterfaces"]
    if at(inputs, "storageProfile.osDisk.createOption") == "FromImage":
        required_paths += ["storageProfile.imageReference", "osProfile.adminUsername"]
    for path in required_paths:
        if at(inputs, path) in (None, []):
            yield CheckFailure(path, f"missing required property '{path}'")
    image = dict_at(inputs, "storageProfile.imageReference")
    if image and not any(image.get(way) for way in ("id", "sharedGalleryImageId", "communityGalleryImageId")):
        for part in ("publisher", "offer", "sku", "version"):
            if image.get(part) is None:
                path = f"storageProfile.imageReference.{part}"
                yield CheckFailure(path, f"missing required property '{path}'")
    interfaces = list_at(inputs, "networkProfile.networkInterfaces")
    if len(interfaces) > 1 and sum(at(item, "primary") is True for item in interfaces) != 1:
        yield CheckFailure("networkProfile.networkInterfaces", "of several network interfaces exactly one is 'primary'")


def _login(inputs: Properties) -> Iterator[CheckFailure]:
    path = "osProfile.adminUsername"
    user, windows = text_at(inputs, path), is_windows(inputs)
    if user.lower() in RESERVED_MACHINE_USERS:
        yield CheckFailure(path, f"'{path}' must not be '{user}': Azure reserves that name")
    if windows and (
        len(user) > _LONGEST_WINDOWS_USER or user.endswith(".") or re.search(r'[\\/"\[\]:|<>+=;,?*@&]', user)
    ):
        yield CheckFailure(
            path, f"'{path}' of Windows has at most 20 characters, none of \\/\"[]:|<>+=;,?*@& and no '.' at its end"
        )
    if not windows and user and not re.fullmatch(r"[a-z_][a-z0-9_-]{0,63}", user):
        yield CheckFailure(
            path, f"'{path}' of Linux begins with a lower case letter and holds letters, digits, '-', '_'"
        )
    least, most = (8, 123) if windows else (6, 72)
    yield from password_failures(
        inputs, "osProfile.adminPassword", shortest=least, longest=most, login_path="osProfile.adminUsername"
    )
    yield from _way_in(inputs, windows=windows)


def _way_in(inputs: Properties, *, windows: bool) -> Iterator[CheckFailure]:
    profile = at(inputs, "osProfile")
    if not isinstance(profile, dict):
        return
    has_password = profile.get("adminPassword") is not None
    configuration = profile.get("linuxConfiguration")
    if windows:
        if not has_password:
            yield CheckFailure("osProfile.adminPassword", "missing required property 'osProfile.adminPassword'")
        return
    if configuration is UNKNOWN:
        return
    keys = at(configuration, "ssh.publicKeys")
    without_password = at(configuration, "disablePasswordAuthentication")
    if without_password is True and has_password:
        yield CheckFailure(
            "osProfile.adminPassword", "'osProfile.adminPassword' has no use where password authentication is disabled"
        )
    if not has_password and not keys:
        yield CheckFailure(
            "osProfile.linuxConfiguration",
            "a Linux machine needs 'osProfile.adminPassword' or an SSH key to log in with",
        )
    for path, key in found(inputs, "osProfile.linuxConfiguration.ssh.publicKeys[].path"):
        expected = f"/home/{text_at(inputs, 'osProfile.adminUsername')}/.ssh/authorized_keys"
        if isinstance(key, str) and text_at(inputs, "osProfile.adminUsername") and key != expected:
            yield CheckFailure(show(path), f"'{show(path)}' must be {expected}")


def _computer_name(inputs: Properties) -> Iterator[CheckFailure]:
    path = "osProfile.computerName"
    name = text_at(inputs, path)
    if not name and at(inputs, path) is None and at(inputs, "osProfile") is not None:
        name, path = text_at(inputs, "vmName"), "vmName"
    if not name:
        return
    if is_windows(inputs):
        if len(name) > _LONGEST_WINDOWS_NAME or name.isdigit() or not re.fullmatch(r"[\w-]+", name) or "_" in name:
            yield CheckFailure(
                path,
                f"'{path}' names the Windows computer and has at most 15 characters, letters, digits and '-', not "
                "digits only",
            )
    elif not re.fullmatch(r"[a-zA-Z0-9]([a-zA-Z0-9.-]{0,62}[a-zA-Z0-9])?", name):
        yield CheckFailure(path, f"'{path}' names the computer and has at most 64 letters, digits, '.' and '-'")


def _disks(inputs: Properties) -> Iterator[CheckFailure]:
    seen: set[object] = set()
    for index, disk in enumerate(list_at(inputs, "storageProfile.dataDisks")):
        where = f"storageProfile.dataDisks[{index}]"
        lun = at(disk, "lun")
        if lun in seen and lun is not UNKNOWN:
            yield CheckFailure(f"{where}.lun", f"'{where}.lun' is taken by another data disk")
        seen.add(lun)
        option = at(disk, "createOption")
        if option == "Attach" and at(disk, "managedDisk.id") is None and at(disk, "managedDisk") is not UNKNOWN:
            yield CheckFailure(f"{where}.managedDisk.id", f"'{where}' attaches a disk and needs 'managedDisk.id'")
        if option == "Empty" and at(disk, "diskSizeGB") is None:
            yield CheckFailure(f"{where}.diskSizeGB", f"'{where}' makes a disk and needs 'diskSizeGB'")


def _base64(value: Value) -> str | None:
    if not isinstance(value, str):
        return None
    try:
        data = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        return "must be encoded in base 64"
    return None if len(data) <= _MOST_CUSTOM_DATA_BYTES else f"holds {len(data)} bytes: at most 65535 are allowed"


# What must hold in the subscription.


def _demand_parts(subject: Subject, view: View) -> None:
    location = text_at(subject.inputs, "location")
    for path, id_ in found(subject.inputs, "networkProfile.networkInterfaces[].id"):
        interface = required(view, str(id_))
        demand_same_region(subject.id, location, interface)
        for other, where in view.referring_to(interface.id):
            if other.token == MACHINE and key_of(other.id) != key_of(subject.id):
                raise ArmError(
                    409,
                    "NicInUse",
                    f"Network Interface {interface.id} at '{show(path)}' is used by existing resource {other.id} "
                    f"({where}). In order to delete or reuse the network interface, it must be dissociated.",
                )
    for _, id_ in found(subject.inputs, "storageProfile.dataDisks[].managedDisk.id"):
        _demand_free_disk(subject, required(view, str(id_)), view)
    if subject.previous is None:
        for disk in _made_disks(subject):
            if view.find(disk.id):
                raise ArmError(
                    409,
                    "ConflictingUserInput",
                    f"Disk '{disk.id.rpartition('/')[2]}' already exists in this resource group. Only "
                    "CreateOption.Attach "
                    "is supported: a machine's disks stay when it is deleted, unless their deleteOption is 'Delete'.",
                )


def _demand_free_disk(subject: Subject, disk: Resource, view: View) -> None:
    demand_same_region(subject.id, text_at(subject.inputs, "location"), disk)
    shares = at(disk.inputs, "maxShares")
    others = [
        other.id
        for other, _ in view.referring_to(disk.id)
        if other.token == MACHINE and key_of(other.id) != key_of(subject.id)
    ]
    if len(others) >= (shares if isinstance(shares, int | float) else 1):
        raise ArmError(
            409,
            "AttachDiskWhileAlreadyAttached",
            f"Disk '{disk.id}' cannot be attached to VM '{subject.name}' because it is already owned by VM "
            f"'{others[0]}'.",
        )
    zones, wanted = list_at(disk.inputs, "zones"), list_at(subject.inputs, "zones")
    if zones and zones != wanted:
        raise ArmError(
            400,
            "BadRequest",
            f"Disk {disk.id} cannot be attached to the VM because it is not in zone '{', '.join(map(str, wanted))}'.",
        )


# What comes along and what is answered.


def _os_disk_name(subject: Subject) -> str:
    given = text_at(subject.inputs, "storageProfile.osDisk.name")
    digest = hashlib.sha256(key_of(subject.id).encode()).hexdigest()
    return given or f"{subject.name}_OsDisk_1_{digest[:32]}"


def _made_disks(subject: Subject) -> Iterator[Resource]:
    group = subject.id.rsplit("/", 2)[0]
    location = subject.inputs.get("location")
    if text_at(subject.inputs, "storageProfile.osDisk.createOption") == "FromImage":
        id_ = f"{group}/disks/{_os_disk_name(subject)}"
        yield Resource(id_, DISK, {"location": location}, {"location": location, "id": id_}, implicit=True)
    for disk in list_at(subject.inputs, "storageProfile.dataDisks"):
        if at(disk, "createOption") == "Empty":
            name = text_at(disk, "name") or f"{subject.name}_DataDisk_{at(disk, 'lun')}"
            id_ = f"{group}/disks/{name}"
            yield Resource(id_, DISK, {"location": location}, {"location": location, "id": id_}, implicit=True)


def _goes_along(machine: Resource) -> Iterator[str]:
    group = machine.id.rsplit("/", 2)[0]
    if text_at(machine.inputs, "storageProfile.osDisk.deleteOption") == "Delete":
        yield f"{group}/disks/{text_at(machine.outputs, 'storageProfile.osDisk.name')}"
    for disk in list_at(machine.inputs, "storageProfile.dataDisks"):
        if text_at(disk, "deleteOption") == "Delete":
            yield text_at(disk, "managedDisk.id") or f"{group}/disks/{text_at(disk, 'name')}"
    for interface in list_at(machine.inputs, "networkProfile.networkInterfaces"):
        if text_at(interface, "deleteOption") == "Delete":
            yield text_at(interface, "id")


def _machine_outputs(subject: Subject, view: View) -> Properties:
    name = _os_disk_name(subject)
    os_type = "Windows" if is_windows(subject.inputs) else "Linux"
    disk: Properties = {
        "name": name,
        "osType": os_type,
        "deleteOption": text_at(subject.inputs, "storageProfile.osDisk.deleteOption") or "Detach",
        "managedDisk": dict_at(subject.inputs, "storageProfile.osDisk.managedDisk")
        | {"id": f"{subject.id.rsplit('/', 2)[0]}/disks/{name}"},
    }
    storage = merged(dict_at(subject.inputs, "storageProfile"), {"osDisk": disk})
    outputs: Properties = {
        "storageProfile": storage,
        "vmId": guid_of(subject.id),
        **identity_outputs(subject, view),
    }
    if at(subject.inputs, "osProfile") is not None and not text_at(subject.inputs, "osProfile.computerName"):
        outputs["osProfile"] = {"computerName": subject.name}
    return outputs


def _disk_grows(subject: Subject, view: View) -> None:
    del view
    if subject.previous is None:
        return
    before, after = at(subject.previous.inputs, "diskSizeGB"), at(subject.inputs, "diskSizeGB")
    if isinstance(before, float) and isinstance(after, float) and after < before:
        raise ArmError(409, "ResizeDiskError", f"Disk {subject.name} cannot shrink from {before:g} to {after:g} GB.")


def _disk_outputs(subject: Subject, view: View) -> Properties:
    holder = next((other for other, _ in view.referring_to(subject.id) if other.token == MACHINE), None)
    size = at(subject.inputs, "diskSizeGB")
    return {
        "diskState": "Attached" if holder else "Unattached",
        "uniqueId": guid_of(subject.id),
        **({"managedBy": holder.id} if holder else {}),
        **({"diskSizeBytes": size * 1024**3} if isinstance(size, float) else {}),
    }


def _disk_size(inputs: Properties) -> Iterator[CheckFailure]:
    if at(inputs, "creationData.createOption") == "Empty" and at(inputs, "diskSizeGB") is None:
        yield CheckFailure("diskSizeGB", "an empty disk needs 'diskSizeGB'")


def _demand_machine_region(subject: Subject, view: View) -> None:
    machine = required(view, subject.id.rsplit("/", 2)[0])
    demand_same_region(subject.id, text_at(subject.inputs, "location"), machine)


def _whole_extension(inputs: Properties) -> Iterator[CheckFailure]:
    for name in ("publisher", "type", "typeHandlerVersion"):
        if inputs.get(name) is None:
            yield CheckFailure(name, f"missing required property '{name}'")
    if inputs.get("enableAutomaticUpgrade") is True and inputs.get("autoUpgradeMinorVersion") is not True:
        yield CheckFailure("enableAutomaticUpgrade", "'enableAutomaticUpgrade' needs 'autoUpgradeMinorVersion'")


def _demand_identity_of_agent(subject: Subject, view: View) -> None:
    """Demand that the identity by which Azure's monitoring agent sends is one of the machine's."""
    identity = at(subject.inputs, "settings.authentication.managedIdentity")
    if text_at(subject.inputs, "publisher") != "Microsoft.Azure.Monitor" or identity is None:
        return
    machine = required(view, subject.id.rsplit("/", 2)[0])
    assigned = {key_of(str(id_)) for id_ in list_at(machine.inputs, "identity.userAssignedIdentities")}
    named = text_at(identity, "identifier-value")
    if text_at(identity, "identifier-name") != "mi_res_id" or key_of(named) not in assigned:
        raise ArmError(
            409, "VMExtensionProvisioningError", f"The machine has no identity '{named}' for the agent to send by."
        )


def _one_source(inputs: Properties) -> Iterator[CheckFailure]:
    source = inputs.get("source")
    if source is UNKNOWN:
        return
    given = [
        way for way in ("script", "scriptUri", "commandId", "galleryScriptReferenceId") if at(source, way) is not None
    ]
    if len(given) != 1:
        yield CheckFailure("source", "'source' needs one of script, scriptUri and commandId")
    user, password = inputs.get("runAsUser"), inputs.get("runAsPassword")
    if password is not None and user is None:
        yield CheckFailure("runAsUser", "'runAsPassword' needs 'runAsUser'")


_INTERFACE_IN_USE: Final = (
    "Network Interface {id} is used by existing resource {by}. In order to delete the network interface, it must be "
    "dissociated from the resource."
)
_DISK_ATTACHED: Final = "Disk {id} is attached to VM {by}."

TYPES: Final = (
    ResourceType(
        token=MACHINE,
        path=_MACHINE_PATH,
        replaced_by=frozenset({"location"}),
        fixed=(
            Fixed("osProfile.customData"),
            Fixed("osProfile.adminPassword"),
            Fixed("osProfile.adminUsername"),
            Fixed("osProfile.computerName"),
            Fixed("osProfile.linuxConfiguration.ssh"),
            Fixed("osProfile.linuxConfiguration.disablePasswordAuthentication"),
            Fixed("storageProfile.imageReference"),
            Fixed("storageProfile.osDisk.createOption"),
            Fixed("storageProfile.osDisk.name"),
            Fixed("zones", "ResourceAvailabilityZonesCannotBeModified"),
            Fixed("plan"),
            Fixed("availabilitySet"),
            Fixed("securityProfile.securityType"),
            Fixed("priority"),
        ),
        write_only=("osProfile.adminPassword", "osProfile.customData", "userData"),
        sensitive=("osProfile.adminPassword", "osProfile.customData", "userData"),
        constraints={
            "vmName": text(
                shortest=1,
                longest=64,
                pattern=r"[a-zA-Z0-9]([\w.-]*[\w-])?",
                says="must not hold special characters or end in '.'",
            ),
            "hardwareProfile.vmSize": text(
                pattern=r"(Standard|Basic)_\w+", says="must be a size such as Standard_D4s_v5"
            ),
            "osProfile.customData": _base64,
            "userData": _base64,
            "zones[]": choice(("1", "2", "3")),
            "storageProfile.osDisk.managedDisk.storageAccountType": choice(_DISK_SKUS[:5]),
            "storageProfile.dataDisks[].managedDisk.storageAccountType": choice(_DISK_SKUS),
            "storageProfile.dataDisks[].lun": number(least=0, most=63),
            "storageProfile.osDisk.diskSizeGB": number(least=4, most=4095),
            "storageProfile.dataDisks[].diskSizeGB": number(least=1, most=65536),
        },
        rules=(_parts, _login, _computer_name, _disks),
        references=(
            Reference(
                "networkProfile.networkInterfaces[].id",
                "Microsoft.Network/networkInterfaces",
                blocks=_INTERFACE_IN_USE,
                code="NicInUse",
            ),
            Reference(
                "storageProfile.dataDisks[].managedDisk.id",
                "Microsoft.Compute/disks",
                blocks=_DISK_ATTACHED,
                code="OperationNotAllowed",
            ),
            Reference("availabilitySet.id", "Microsoft.Compute/availabilitySets"),
            *identity_references(),
        ),
        demands=(_demand_parts,),
        respond=_machine_outputs,
        implies=lambda subject, _outputs: _made_disks(subject),
        takes_along=_goes_along,
    ),
    ResourceType(
        token=DISK,
        path=f"{_GROUP}/disks/{{diskName}}",
        replaced_by=frozenset({"location"}),
        fixed=(
            Fixed("creationData"),
            Fixed("zones", "ResourceAvailabilityZonesCannotBeModified"),
            Fixed("osType"),
        ),
        constraints={
            "diskName": text(shortest=1, longest=80, pattern=r"[a-zA-Z0-9]([\w.-]*\w)?"),
            "sku.name": choice(_DISK_SKUS),
            "diskSizeGB": number(least=1, most=65536),
            "zones[]": choice(("1", "2", "3")),
        },
        rules=(_disk_size,),
        references=(Reference("creationData.sourceResourceId"),),
        defaults={"networkAccessPolicy": "AllowAll", "publicNetworkAccess": "Enabled"},
        demands=(_disk_grows,),
        respond=_disk_outputs,
    ),
    ResourceType(
        token=RUN_COMMAND,
        path=f"{_MACHINE_PATH}/runCommands/{{runCommandName}}",
        replaced_by=frozenset({"location"}),
        write_only=("runAsPassword", "protectedParameters"),
        sensitive=("runAsPassword", "protectedParameters"),
        constraints={
            "runCommandName": text(shortest=1, longest=80, pattern=r"[\w.-]+"),
            "timeoutInSeconds": number(least=120, most=5400),
        },
        rules=(_one_source,),
        defaults={"asyncExecution": False, "timeoutInSeconds": 0.0, "treatFailureAsDeploymentFailure": False},
        demands=(_demand_machine_region,),
    ),
    ResourceType(
        token=_EXTENSION,
        path=f"{_MACHINE_PATH}/extensions/{{vmExtensionName}}",
        replaced_by=frozenset({"location"}),
        fixed=(Fixed("publisher"), Fixed("type")),
        write_only=("protectedSettings",),
        sensitive=("protectedSettings",),
        constraints={
            "vmExtensionName": text(shortest=1, longest=80, pattern=r"[\w.-]+"),
            "typeHandlerVersion": text(pattern=r"\d+\.\d+", says="must be a version such as 1.10"),
        },
        rules=(_whole_extension,),
        demands=(_demand_machine_region, _demand_identity_of_agent),
        respond=lambda subject, _view: {"type": subject.inputs.get("type")},
    ),
)
