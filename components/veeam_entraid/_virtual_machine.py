"""A virtual machine as both servers want it: no public address, trusted launch, a data disk that outlives it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import compute, network

__all__ = [
    "Image",
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
    """

    name: str
    subnet_id: pulumi.Input[str]
    private_ip_address: pulumi.Input[str] | None
    resource_group_name: pulumi.Input[str]
    location: pulumi.Input[str] | None
    zone: str
    protected: bool
    tags: Mapping[str, pulumi.Input[str]]

    @property
    def zones(self) -> list[str] | None:
        """The zone as Azure takes it."""
        return [self.zone] if self.zone else None


@dataclass(frozen=True, slots=True)
class Image:
    """An image of the marketplace, in its latest version."""

    publisher: str
    offer: str
    sku: str


def create_network_interface(place: MachinePlace, opts: pulumi.ResourceOptions) -> network.NetworkInterface:
    """Make the network interface, without a public address."""
    return network.NetworkInterface(
        f"{place.name}-nic",
        network_interface_name=f"{place.name}-nic",
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


def create_data_disk(place: MachinePlace, size_gb: int, opts: pulumi.ResourceOptions) -> compute.Disk:
    """Make the data disk, a resource of its own that nothing but its machine can reach."""
    return compute.Disk(
        f"{place.name}-data-disk",
        disk_name=f"{place.name}-data-disk",
        creation_data=compute.CreationDataArgs(create_option="Empty"),
        disk_size_gb=size_gb,
        sku=compute.DiskSkuArgs(name="Premium_LRS"),
        network_access_policy="DenyAll",
        public_network_access="Disabled",
        zones=place.zones,
        resource_group_name=place.resource_group_name,
        location=place.location,
        tags=place.tags,
        opts=pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(protect=place.protected)),
    )


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
            image_reference=compute.ImageReferenceArgs(
                publisher=image.publisher, offer=image.offer, sku=image.sku, version="latest"
            ),
            os_disk=compute.OSDiskArgs(
                name=f"{place.name}-os-disk",
                create_option="FromImage",
                delete_option="Delete",
                caching=compute.CachingTypes.READ_WRITE,
                disk_size_gb=os_disk_size_gb,
                managed_disk=compute.ManagedDiskParametersArgs(storage_account_type="Premium_LRS"),
            ),
            data_disks=[
                compute.DataDiskArgs(
                    lun=0,
                    create_option="Attach",
                    delete_option="Detach",
                    caching=data_disk_caching,
                    managed_disk=compute.ManagedDiskParametersArgs(id=data_disk.id),
                )
            ],
        ),
        security_profile=compute.SecurityProfileArgs(
            security_type="TrustedLaunch",
            uefi_settings=compute.UefiSettingsArgs(secure_boot_enabled=True, v_tpm_enabled=True),
        ),
        diagnostics_profile=compute.DiagnosticsProfileArgs(boot_diagnostics=compute.BootDiagnosticsArgs(enabled=True)),
        zones=place.zones,
        resource_group_name=place.resource_group_name,
        location=place.location,
        tags=place.tags,
        opts=pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(protect=place.protected)),
    )
