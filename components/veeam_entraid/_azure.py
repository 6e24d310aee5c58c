"""Arguments that several components of Azure resources have, and what they do with them."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import pulumi

from veeam_entraid._arguments import Arguments
from veeam_entraid._names import resource_group_problem, size_problem
from veeam_entraid._problems import broken_limits, raise_problems
from veeam_entraid._resource_ids import SUBNET, resource_id_problem
from veeam_entraid_limits import ABSENT, UNKNOWN, BackupServer, Placement, Setting, Subject

__all__ = [
    "configured_placement",
    "default_provider",
    "known",
    "placement",
    "read_address",
    "read_location",
    "read_resource_group",
    "read_resource_id",
    "read_size",
    "read_subnet_id",
    "read_zone",
    "role_tags",
    "uses_default_provider",
]


def read_resource_group(reader: Arguments, *, required: bool = True) -> pulumi.Input[str]:
    """Return the name of the resource group; a plain one is checked."""
    hint = "the name of the resource group for its resources" if required else ""
    name = reader.input_text("resource_group_name", required=hint)
    if isinstance(name, str) and (problem := resource_group_problem(name)):
        reader.problem("resource_group_name", problem)
    return name or ""


def read_location(reader: Arguments) -> pulumi.Input[str] | None:
    """Return the region; None leaves it to the provider's configuration.

    One that is known only later is held against the limits as soon as it is.
    """
    location = reader.input_text("location")
    if isinstance(location, pulumi.Output):
        return location.apply(lambda known_location: _supported(reader.component, known_location))
    return location


def _supported(component: str, location: str) -> str:
    subject = Subject(component.partition(" ")[0], component.partition(" ")[2].strip('"'))
    server = BackupServer(subject=subject, name=ABSENT, placement=Placement(Setting("location", location)))
    raise_problems(broken_limits(component, server))
    return location


def default_provider(opts: pulumi.ResourceOptions | None) -> Placement:
    """Return where the default azure-native provider of the stack is configured to place resources.

    Nothing is known of it when the component is given a provider, or a parent that may bring one.
    """
    return configured_placement(pulumi.Config("azure-native").get) if uses_default_provider(opts) else Placement()


def uses_default_provider(opts: pulumi.ResourceOptions | None) -> bool:
    """Return whether a component's resources are certain to have the stack's default provider."""
    return not (opts and (opts.provider or opts.providers or opts.parent))


def configured_placement(read: Callable[[str], object], package: str = "azure-native") -> Placement:
    """Return where a provider places resources, by what its configuration says of a key; None where it is silent."""
    location, environment, metadata_host = (
        Setting(f"{package}:{key}", read(key)) for key in ("location", "environment", "metadataHost")
    )
    return Placement(location, environment, metadata_host)


def placement(location: pulumi.Input[str] | None, provider: Placement) -> Placement:
    """Return where a component's resources go: its own region, in the cloud of its provider."""
    own = provider.location if location is None else Setting("location", known(location))
    return replace(provider, location=own)


def read_subnet_id(reader: Arguments) -> pulumi.Input[str]:
    """Return the resource id of the subnet; a plain one is checked."""
    required = "the resource id of the subnet that it is placed in"
    return read_resource_id(reader, "subnet_id", SUBNET, required=required) or ""


def read_resource_id(reader: Arguments, name: str, kind: str, *, required: str = "") -> pulumi.Input[str] | None:
    """Return the id of a resource of a kind, such as ``SUBNET``; a plain one is checked. None if it is not given."""
    resource_id = reader.input_text(name, required=required)
    if isinstance(resource_id, str) and (problem := resource_id_problem(resource_id, kind)):
        reader.problem(name, problem)
    return resource_id


def read_address(reader: Arguments, name: str) -> pulumi.Input[str] | None:
    """Return an IPv4 address, which may be an output of another resource; a plain one is checked."""
    address = reader.input_text(name)
    if address is None or isinstance(address, pulumi.Output):
        return address
    plain = reader.address(name)
    return str(plain) if plain else None


def read_size(reader: Arguments, name: str, default: str) -> str:
    """Return the size of a machine or server, of which only the form is checked: new ones come every year."""
    size = reader.text(name, default, hint=f"a size that Azure has, such as {default}")
    if problem := size_problem(size, default):
        reader.problem(name, problem)
    return size


def read_zone(reader: Arguments) -> str:
    """Return the availability zone; empty for none."""
    zone = reader.integer("zone", 0, minimum=0 if not reader.has("zone") else 1, maximum=3)
    return str(zone) if zone else ""


def known(value: object) -> object:
    """Return a value for a rule: what an output holds is not known while the program runs."""
    return UNKNOWN if isinstance(value, pulumi.Output) else value


def role_tags(
    tags: Mapping[str, pulumi.Input[str]], role: str, server: pulumi.Input[str] | None
) -> dict[str, pulumi.Input[str]]:
    """Return a user's tags with those that tell people and policies what a machine is."""
    served: dict[str, pulumi.Input[str]] = {} if server is None else {"veeam-entraid-server": server}
    return {**tags, "veeam-entraid-role": role, **served}
