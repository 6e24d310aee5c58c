"""Public IP addresses: Azure gives each once and keeps it."""

from collections.abc import Sequence

from pulumi_azure_native import network

from veeam_entraid._place import Place

__all__ = ["create_public_address"]


def create_public_address(place: Place, role: str, *, zones: Sequence[str] = ()) -> network.PublicIPAddress:
    """Make the static IPv4 address of what has a role in the network, such as ``nat``.

    Args:
        place: where it goes.
        role: what names it.
        zones: the availability zones that it is in; empty leaves them to Azure.
    """
    name = f"{place.name}-{role}-address"
    return network.PublicIPAddress(
        name,
        public_ip_address_name=name,
        public_ip_allocation_method="Static",
        public_ip_address_version="IPv4",
        sku=network.PublicIPAddressSkuArgs(name="Standard"),
        zones=list(zones) or None,
        resource_group_name=place.resource_group_name,
        location=place.location,
        tags=place.tags,
        opts=place.opts,
    )
