"""References that resources of several providers make."""

from veeam_entraid_sandbox.azure._resource_type import Reference

__all__ = ["occupied_subnet", "public_address"]


def public_address(path: str) -> Reference:
    """Return the reference to a public IP address, which cannot be deleted while it is held."""
    return Reference(
        path,
        "Microsoft.Network/publicIPAddresses",
        blocks="Public IP address {id} can not be deleted since it is still allocated to resource {by}.",
        code="PublicIPAddressCannotBeDeleted",
    )


def occupied_subnet(path: str) -> Reference:
    """Return the reference to the subnet that something is in, which cannot be deleted as long as that is there."""
    return Reference(
        path,
        "Microsoft.Network/virtualNetworks/subnets",
        blocks="Subnet {id} is in use by {by} and cannot be deleted. In order to delete the subnet, delete all the"
        " resources within the subnet.",
        code="InUseSubnetCannotBeDeleted",
    )
