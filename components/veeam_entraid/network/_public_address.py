"""Public IP addresses: Azure gives each once and keeps it."""

from pulumi_azure_native import network

from veeam_entraid._place import Place

__all__ = ["create_public_address"]


def create_public_address(place: Place, role: str) -> network.PublicIPAddress:
    """Make the static IPv4 address of what has a role in the network, such as ``nat``."""
    name = f"{place.name}-{role}-address"
    return network.PublicIPAddress(
        name,
        public_ip_address_name=name,
        public_ip_allocation_method="Static",
        public_ip_address_version="IPv4",
        sku=network.PublicIPAddressSkuArgs(name="Standard"),
        resource_group_name=place.resource_group_name,
        location=place.location,
        tags=place.tags,
        opts=place.opts,
    )
