"""Which addresses of a subnet are taken, and by what."""

from collections.abc import Iterator

from veeam_entraid_protocol.properties import Properties, found, list_at, show, text_at
from veeam_entraid_sandbox.azure._arm import ArmError, key_of, location_key
from veeam_entraid_sandbox.azure._resource_type import Resource, Subject, View
from veeam_entraid_sandbox.azure.types._addresses import Network, networks

__all__ = [
    "delegations_of",
    "demand_free_address",
    "demand_same_region",
    "prefixes_of",
    "required",
    "subnet_occupants",
    "taken_addresses",
]


def prefixes_of(subnet: Properties) -> list[Network]:
    """Return the networks of a subnet."""
    single = subnet.get("addressPrefix")
    return networks([single] if single else list_at(subnet, "addressPrefixes"))


def delegations_of(subnet: Properties) -> list[str]:
    """Return the services that a subnet is delegated to."""
    return [text_at(delegation, "serviceName") for delegation in list_at(subnet, "delegations")]


def subnet_occupants(subnet_id: str, view: View, *, but: str = "") -> list[Resource]:
    """Return what holds addresses in the subnet, without the resource of the id ``but``."""
    return list(
        {
            resource.id: resource
            for resource, path in view.referring_to(subnet_id)
            if path in {"ipConfigurations[].subnet.id", "subnet.id", "network.delegatedSubnetResourceId"}
            and key_of(resource.id) != key_of(but)
        }.values()
    )


def taken_addresses(subnet_id: str, view: View, *, but: str = "") -> list[str]:
    """Return the addresses that are taken in the subnet, without those of the resource ``but``."""
    return [
        address
        for resource in subnet_occupants(subnet_id, view, but=but)
        for address in _addresses_of(resource.outputs)
    ]


def _addresses_of(outputs: Properties) -> Iterator[str]:
    for configuration in list_at(outputs, "ipConfigurations"):
        yield text_at(configuration, "privateIPAddress")
    for configuration in list_at(outputs, "customDnsConfigs"):
        yield from (address for address in list_at(configuration, "ipAddresses") if isinstance(address, str))


def required(view: View, resource_id: str) -> Resource:
    """Return a resource whose existence was demanded before."""
    resource = view.find(resource_id)
    if resource is None:
        raise ArmError(404, "ResourceNotFound", f"The Resource '{resource_id}' was not found.")
    return resource


def demand_same_region(subject_id: str, location: str, resource: Resource) -> None:
    """Refuse a reference to a resource of another region.

    Raises:
        ArmError: says that both have to be in one region.
    """
    other = text_at(resource.outputs, "location")
    if location and other and location_key(location) != location_key(other):
        raise ArmError(
            400,
            "InvalidResourceReference",
            f"Resource {resource.id} referenced by resource {subject_id} was not found. Please make sure that "
            f"the referenced resource exists, and that both resources are in the same region: it is in "
            f"{other}, the other in {location_key(location)}.",
        )


def demand_free_address(subject: Subject, view: View, pattern: str) -> None:
    """Refuse public IP addresses of another region, and such as another resource holds.

    Raises:
        ArmError: says where it is, or what holds it.
    """
    for path, id_ in found(subject.inputs, pattern):
        public = required(view, str(id_))
        demand_same_region(subject.id, text_at(subject.inputs, "location"), public)
        for user, where in view.referring_to(public.id):
            if key_of(user.id) != key_of(subject.id):
                raise ArmError(
                    409,
                    "PublicIPAddressInUse",
                    f"Resource {id_} at '{show(path)}' is already allocated to resource {user.id} ({where}).",
                )
