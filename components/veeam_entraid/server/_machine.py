"""The virtual machine of a backup server, with its disks."""

import pulumi
from pulumi_azure_native import compute, network

from veeam_entraid._virtual_machine import (
    Image,
    MachineFeatures,
    MachinePlace,
    create_data_disk,
    create_virtual_machine,
)
from veeam_entraid.server._image import ServerImage
from veeam_entraid.server._operation import OperationPlan
from veeam_entraid.server._plan import BackupServerPlan

__all__ = ["create_machine", "principal_of"]


def create_machine(
    plan: BackupServerPlan,
    place: MachinePlace,
    *,
    password: pulumi.Output[str],
    interface: network.NetworkInterface,
    opts: pulumi.ResourceOptions,
) -> compute.VirtualMachine:
    """Make the machine. Its data disks are resources of their own and outlive it."""
    security = plan.operation.security
    return create_virtual_machine(
        place,
        size=plan.vm_size,
        image=_image(plan.image),
        os_profile=compute.OSProfileArgs(
            computer_name=plan.computer_name,
            admin_username=plan.admin_username,
            admin_password=password,
            windows_configuration=_windows(plan.operation),
        ),
        os_disk_size_gb=plan.os_disk_size_gb,
        identity=compute.VirtualMachineIdentityArgs(type=compute.ResourceIdentityType.SYSTEM_ASSIGNED),
        interface=interface,
        data_disk=create_data_disk(place, plan.data_disk_size_gb, opts),
        data_disk_caching=compute.CachingTypes.READ_ONLY,
        features=MachineFeatures(
            trusted_launch=security.trusted_launch,
            secure_boot=security.secure_boot,
            vtpm=security.vtpm,
            encryption_at_host=security.encryption_at_host,
            license_type=plan.operation.license_type,
            boot_diagnostics_uri=plan.operation.boot_diagnostics_uri,
            further_disks=_further_disks(plan, place, opts),
        ),
        opts=opts,
    )


def principal_of(machine: compute.VirtualMachine) -> pulumi.Output[str]:
    """Return the object id of the machine's identity, which is not known before the machine is there."""
    # A preview shows the identity as it was asked for, without a principal. What only Azure knows is unknown in it.
    principal = machine.identity.apply(lambda identity: identity.principal_id if identity else "")
    return pulumi.Output.all(machine.vm_id, principal).apply(lambda known: str(known[1]))


def _image(image: ServerImage) -> Image:
    return Image(image.publisher, image.offer, image.sku, image.version, image.image_id, has_plan=image.has_plan)


def _windows(operation: OperationPlan) -> compute.WindowsConfigurationArgs:
    patches = None
    if operation.patch_mode != "AutomaticByOS" or operation.patch_assessment:
        scheduled = operation.maintenance is not None
        patches = compute.PatchSettingsArgs(
            patch_mode=operation.patch_mode,
            assessment_mode="AutomaticByPlatform" if operation.patch_assessment else None,
            # Without it Azure installs updates when it likes, whatever the maintenance window says.
            automatic_by_platform_settings=compute.WindowsVMGuestPatchAutomaticByPlatformSettingsArgs(
                bypass_platform_safety_checks_on_user_schedule=True
            )
            if scheduled
            else None,
        )
    return compute.WindowsConfigurationArgs(
        provision_vm_agent=True,
        enable_automatic_updates=operation.patch_mode != "Manual",
        patch_settings=patches,
        time_zone=operation.time_zone or None,
    )


def _further_disks(
    plan: BackupServerPlan, place: MachinePlace, opts: pulumi.ResourceOptions
) -> list[compute.DataDiskArgs]:
    return [
        compute.DataDiskArgs(
            lun=disk.lun,
            create_option="Attach",
            delete_option="Detach",
            caching=compute.CachingTypes(disk.caching),
            managed_disk=compute.ManagedDiskParametersArgs(
                id=create_data_disk(place, disk.size_gb, opts, role=disk.name, storage_type=disk.storage_type).id
            ),
        )
        for disk in plan.data_disks
    ]
