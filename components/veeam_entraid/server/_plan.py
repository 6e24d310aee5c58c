"""The plan of a backup server: arguments in, a frozen description of the machine out."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

import pulumi

from veeam_entraid import _azure, _names
from veeam_entraid._arguments import Arguments
from veeam_entraid._problems import broken_limits
from veeam_entraid.server._hardening import Hardening, read_hardening
from veeam_entraid.server._image import ServerImage, read_image
from veeam_entraid.server._installation import InstallationPlan, read_installation
from veeam_entraid.server._operation import DataDisk, OperationPlan, read_data_disks, read_operation
from veeam_entraid.server._setup_scripts import DiskVolume
from veeam_entraid.server._sizing import Workload, processor_problem, read_workload, sizing_advice
from veeam_entraid_limits import BackupServer, Placement, Setting, Subject

__all__ = ["ENTRA_ID_HOSTINGS", "BackupServerPlan", "plan_backup_server"]

ENTRA_ID_HOSTINGS: Final = ("remote", "local")
"""Where the installer of the product puts the Entra ID repository: elsewhere, or on the server itself."""

_SMALLEST_OS_DISK: Final = 128
_SMALLEST_DATA_DISK: Final = 64
_LARGEST_DISK: Final = 32767


@dataclass(frozen=True, slots=True)
class BackupServerPlan:
    """Everything that a backup server is made of.

    Attributes:
        name: the component's name, which is the server's logical name.
        resource_group_name: where its resources go.
        location: their region; None leaves it to the provider.
        subnet_id: the subnet of its network interface.
        private_ip_address: its fixed address; None lets Azure choose one.
        host: the name by which clients reach it; None means its address.
        vm_size: the size of the machine.
        computer_name: the name that Windows gives itself.
        admin_username: the login of the local administrator.
        os_disk_size_gb: size of the system disk in GiB.
        data_disk_size_gb: size of the data disk in GiB.
        zone: its availability zone; empty for none.
        default_proxy_enabled: whether the default backup proxy stays on.
        entra_id_hosting: ``remote`` or ``local``.
        deletion_protection: whether what holds data cannot be removed.
        tags: tags of every resource.
        image: what it boots from.
        workload: what it has to do at once.
        installation: how the product is installed; None where a person does it, or the image has it.
        operation: how it is kept.
        hardening: how Windows is hardened; None for not at all.
        data_disks: further data disks, from LUN 1 on.
    """

    name: str
    resource_group_name: pulumi.Input[str]
    location: pulumi.Input[str] | None
    subnet_id: pulumi.Input[str]
    private_ip_address: pulumi.Input[str] | None
    host: pulumi.Input[str] | None
    vm_size: str
    computer_name: str
    admin_username: str
    os_disk_size_gb: int
    data_disk_size_gb: int
    zone: str
    default_proxy_enabled: pulumi.Input[bool]
    entra_id_hosting: str
    deletion_protection: bool
    tags: Mapping[str, pulumi.Input[str]]
    image: ServerImage
    workload: Workload
    installation: InstallationPlan | None
    operation: OperationPlan
    hardening: Hardening | None
    data_disks: tuple[DataDisk, ...]

    @property
    def advice(self) -> tuple[str, ...]:
        """Where it is smaller than its workload wants, in sentences."""
        return sizing_advice(self.vm_size, self.os_disk_size_gb, self.workload)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a person should know before the machine is made, in sentences."""
        if not self.image.has_plan or self.image.terms_accepted:
            return self.advice
        terms = (
            f"The terms of the marketplace plan {self.image.sku} have to be accepted once, before pulumi up:"
            f" {self.image.acceptance}. Then write termsAccepted: true in the block image."
        )
        return (terms, *self.advice)

    @property
    def volumes(self) -> tuple[DiskVolume, ...]:
        """The volumes that are made on its data disks; none where nobody asked for a layout."""
        if not self.data_disks and self.installation is None:
            return ()
        return (
            DiskVolume(0, self.data_disk_size_gb, "F", "data"),
            *(DiskVolume(disk.lun, disk.size_gb, disk.letter, disk.label) for disk in self.data_disks),
        )


def plan_backup_server(
    name: str, arguments: object, later: Collection[str] = (), provider: Placement | None = None
) -> BackupServerPlan:
    """Resolve the arguments of a backup server.

    Args:
        name: the component's name.
        arguments: what the program wrote.
        later: arguments that another component will hand over, and that may be missing now.
        provider: where its provider places resources, as far as that is known.

    Raises:
        InvalidArgumentsError: with every problem in them, documented limits that they break among them.
    """
    reader = Arguments(f'BackupServer "{name}"', arguments, later=later)
    if problem := _names.component_name_problem(name):
        reader.problem("", problem)
    proxy = reader.block("default_proxy")
    image, login, operation = read_image(reader), _read_login(reader), read_operation(reader)
    plan = BackupServerPlan(
        name=name,
        resource_group_name=_azure.read_resource_group(reader),
        location=_azure.read_location(reader),
        subnet_id=_azure.read_subnet_id(reader),
        private_ip_address=_azure.read_address(reader, "private_ip_address"),
        host=reader.input_text("host"),
        vm_size=_read_size(reader),
        computer_name=_read_computer_name(reader, name),
        admin_username=login,
        os_disk_size_gb=reader.integer("os_disk_size_gb", 256, minimum=_SMALLEST_OS_DISK, maximum=4095),
        data_disk_size_gb=reader.integer("data_disk_size_gb", 512, minimum=_SMALLEST_DATA_DISK, maximum=_LARGEST_DISK),
        zone=_azure.read_zone(reader),
        default_proxy_enabled=proxy.input_flag("enabled", default=True),
        entra_id_hosting=reader.choice("entra_id_hosting", ENTRA_ID_HOSTINGS, "remote"),
        deletion_protection=reader.flag("deletion_protection", default=True),
        tags=reader.tags(),
        image=image,
        workload=read_workload(reader),
        installation=read_installation(reader, administrator=login, has_product=image.has_product),
        operation=operation,
        hardening=read_hardening(reader, trusted_launch=operation.security.trusted_launch),
        data_disks=read_data_disks(reader),
    )
    proxy.refuse_unread()
    reader.finish(*broken_limits(reader.component, _fact(plan, provider or Placement())))
    return plan


def _fact(plan: BackupServerPlan, provider: Placement) -> BackupServer:
    return BackupServer(
        subject=Subject("BackupServer", plan.name),
        name=Setting("name", plan.name),
        default_proxy_enabled=Setting("defaultProxy.enabled", _azure.known(plan.default_proxy_enabled)),
        placement=_azure.placement(plan.location, provider),
    )


def _read_size(reader: Arguments) -> str:
    size = _azure.read_size(reader, "vm_size", "Standard_D8s_v5")
    if problem := processor_problem(size):
        reader.problem("vm_size", problem)
    return size


def _read_computer_name(reader: Arguments, name: str) -> str:
    computer = reader.text("computer_name", _names.computer_name(name), hint="1 to 15 letters, digits and hyphens")
    if reader.has("computer_name") and (problem := _names.computer_name_problem(computer)):
        reader.problem("computer_name", problem)
    return computer


def _read_login(reader: Arguments) -> str:
    login = reader.text("admin_username", "veeamadmin", hint="a login for Windows, such as veeamadmin")
    if problem := _names.windows_login_problem(login):
        reader.problem("admin_username", problem)
    return login
