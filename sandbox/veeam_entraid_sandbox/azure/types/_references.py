"""References that resources of several providers make."""

from veeam_entraid_sandbox.azure._resource_type import Reference

__all__ = ["public_address"]


def public_address(path: str) -> Reference:
    """Return the reference to a public IP address, which cannot be deleted while it is held."""
    return Reference(
        path,
        "Microsoft.Network/publicIPAddresses",
        blocks="Public IP address {id} can not be deleted since it is still allocated to resource {by}.",
        code="PublicIPAddressCannotBeDeleted",
    )
