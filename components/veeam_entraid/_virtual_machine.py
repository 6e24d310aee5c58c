"""A virtual machine as both servers want it: no public address, trusted launch, a data disk that outlives it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_azure_native import compute, network

__all__ = [
    "Image",
    "MachineFeatures",
    "MachinePlace",
    "create_data_disk",
    "create_network_interface",
    "create_virtual_machine",
    "first_address",
]


@dataclass(frozen=True, slots=True)
class MachinePlace:
    """Where a machine and its parts go, and what they are called.

    Attributes:
        name: the component's name, with which every part's name begins.
        subnet_id: the subnet of its network interface.
        private_ip_address: its fixed address; None lets Azure choose one.
        resource_group_name: the resource group of every part.
        location: the region of every part; None leaves it to the provider.
        zone: its availability zone; empty for none.
        protected: whether Pulumi refuses to remove the machine and its data disk.
        tags: tags of every part.
        disk_encryption_set_id: what encrypts its disks with a key of one's own; None for Azure's key.
    """

    name: str
    subnet_id: pulumi.Input[str]
    private_ip_address: pulumi.Input[str] | None
    resource_group_name: pulumi.Input[str]
    location: pulumi.Input[str] | None
    zone: str
    protected: bool
    tags: Mapping[str, pulumi.Input[str]]
    disk_encryption_set_id: pulumi.Input[str] | None = None

    @property
    def zones(self) -> list[str] | None:
        """The zone as Azure takes it."""
        return [self.zone] if self.zone else None


@dataclass(frozen=True, slots=True)
class Image:
    """An image of the marketplace, or one of one's own.

    Attributes:
        publisher: who publishes it.
        offer: what it is offered as.
        sku: which edition of the offer.
        version: which version of the edition.
        image_id: resource id of one's own image, which needs nothing of the above; None for the marketplace.
        has_plan: whether it is bought under a plan that is called like its edition.
    """

    publisher: str
    offer: str
    sku: str
    version: str = "latest"
    image_id: pulumi.Input[str] | None = None
    has_plan: bool = False


@dataclass(frozen=True, slots=True)
class MachineFeatures:
    """What a machine may have beside its parts.

    Attributes:
        trusted_launch: whether it boots with trusted launch.
        secure_boot: whether only signed code boots, with trusted launch.
        vtpm: whether it has a virtual TPM, with trusted launch.
        encryption_at_host: whether the host encrypts its disks and caches; None leaves it out.
        license_type: how Windows is licensed; empty leaves it out.
        boot_diagnostics_uri: storage account of boot diagnostics; None for Azure's own.
        further_disks: disks that are attached beside the data disk at LUN 0.
    """

    trusted_launch: bool = True
    secure_boot: bool = True
    vtpm: bool = True
    encryption_at_host: bool | None = None
    license_type: str = ""
    boot_diagnostics_uri: pulumi.Input[str] | None = None
    further_disks: Sequence[compute.DataDiskArgs] = ()


def create_network_interface(
    place: MachinePlace, opts: pulumi.ResourceOptions, *, accelerated: bool | None = None
) -> network.NetworkInterface:
    """Make the network interface, without a public address."""
    return network.NetworkInterface(
        f"{place.name}-nic",
        network_interface_name=f"{place.name}-nic",
        enable_accelerated_networking=accelerated,
        ip_configurations=[
            network.NetworkInterfaceIPConfigurationArgs(
                name="primary",
                subnet=network.SubnetArgs(id=place.subnet_id),
                private_ip_allocation_method="Static" if place.private_ip_address else "Dynamic",
                private_ip_address=place.private_ip_address,
            )
        ],
        resource_group_name=place.resource_group_name,
        location=place.location,
        tags=place.tags,
        opts=opts,
    )


def first_address(interface: network.NetworkInterface) -> pulumi.Output[str]:
    """Return the private address of a network interface."""
    return interface.ip_configurations.apply(_first_address)


def _first_address(configurations: Sequence[network.outputs.NetworkInterfaceIPConfigurationResponse] | None) -> str:
    return (configurations[0].private_ip_address or "") if configurations else ""


def create_data_disk(
    place: MachinePlace,
    size_gb: int,
    opts: pulumi.ResourceOptions,
    *,
    role: str = "data",
    storage_type: str = "Premium_LRS",
) -> compute.Disk:
    """Make a data disk, a resource of its own that nothing but its machine can reach."""
    return compute.Disk(
        f"{place.name}-{role}-disk",
        disk_name=f"{place.name}-{role}-disk",
        creation_data=compute.CreationDataArgs(create_option="Empty"),
        disk_size_gb=size_gb,
        sku=compute.DiskSkuArgs(name=storage_type),
        encryption=compute.EncryptionArgs(
            disk_encryption_set_id=place.disk_encryption_set_id,
            type=compute.EncryptionType.ENCRYPTION_AT_REST_WITH_CUSTOMER_KEY,
        )
        if place.disk_encryption_set_id
        else None,
        network_access_policy="DenyAll",
        public_network_access="Disabled",
        zones=place.zones,
        resource_group_name=place.resource_group_name,
        location=place.location,
        tags=place.tags,
        opts=pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(protect=place.protected)),
    )


_PLAIN: Final = MachineFeatures()


def create_virtual_machine(
    place: MachinePlace,
    *,
    size: str,
    image: Image,
    os_profile: compute.OSProfileArgs,
    os_disk_size_gb: int,
    identity: compute.VirtualMachineIdentityArgs,
    interface: network.NetworkInterface,
    data_disk: compute.Disk,
    data_disk_caching: compute.CachingTypes,
    features: MachineFeatures = _PLAIN,
    opts: pulumi.ResourceOptions,
) -> compute.VirtualMachine:
    """Make the machine with its system disk, its data disk at LUN 0 and its network interface."""
    return compute.VirtualMachine(
        f"{place.name}-vm",
        vm_name=f"{place.name}-vm",
        hardware_profile=compute.HardwareProfileArgs(vm_size=size),
        identity=identity,
        os_profile=os_profile,
        network_profile=compute.NetworkProfileArgs(
            network_interfaces=[compute.NetworkInterfaceReferenceArgs(id=interface.id, primary=True)]
        ),
        storage_profile=compute.StorageProfileArgs(
            image_reference=_image_reference(image),
            os_disk=compute.OSDiskArgs(
                name=f"{place.name}-os-disk",
                create_option="FromImage",
                delete_option="Delete",
                caching=compute.CachingTypes.READ_WRITE,
                disk_size_gb=os_disk_size_gb,
                managed_disk=compute.ManagedDiskParametersArgs(
                    storage_account_type="Premium_LRS",
                    disk_encryption_set=compute.DiskEncryptionSetParametersArgs(id=place.disk_encryption_set_id)
                    if place.disk_encryption_set_id
                    else None,
                ),
            ),
            data_disks=[
                compute.DataDiskArgs(
                    lun=0,
                    create_option="Attach",
                    delete_option="Detach",
                    caching=data_disk_caching,
                    managed_disk=compute.ManagedDiskParametersArgs(id=data_disk.id),
                ),
                *features.further_disks,
            ],
        ),
        plan=compute.PlanArgs(publisher=image.publisher, product=image.offer, name=image.sku)
        if image.has_plan
        else None,
        license_type=features.license_type or None,
        security_profile=_security_profile(features),
        diagnostics_profile=compute.DiagnosticsProfileArgs(
            boot_diagnostics=compute.BootDiagnosticsArgs(enabled=True, storage_uri=features.boot_diagnostics_uri)
        ),
        zones=place.zones,
        resource_group_name=place.resource_group_name,
        location=place.location,
        tags=place.tags,
        opts=pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(protect=place.protected)),
    )


def _image_reference(image: Image) -> compute.ImageReferenceArgs:
    if image.image_id is not None:
        return compute.ImageReferenceArgs(id=image.image_id)
    return compute.ImageReferenceArgs(
        publisher=image.publisher, offer=image.offer, sku=image.sku, version=image.version
    )


def _security_profile(features: MachineFeatures) -> compute.SecurityProfileArgs | None:
    if features.trusted_launch:
        return compute.SecurityProfileArgs(
            security_type="TrustedLaunch",
            uefi_settings=compute.UefiSettingsArgs(
                secure_boot_enabled=features.secure_boot, v_tpm_enabled=features.vtpm
            ),
            encryption_at_host=features.encryption_at_host,
        )
    # Azure takes the word Standard from some subscriptions only, and its absence from all.
    if features.encryption_at_host is None:
        return None
    return compute.SecurityProfileArgs(encryption_at_host=features.encryption_at_host)
