"""The table of Azure's types: one module for each of Azure's resource providers.

A row says what the SDK does not: how ids are made, what replaces a resource, what Azure refuses to
change, what it never reads back, what has to exist before and what has to go first. Everything in a row
is data or a pure function.
"""

from typing import Final

from veeam_entraid_sandbox.azure._resource_type import ResourceType
from veeam_entraid_sandbox.azure.types import (
    compute,
    identity,
    key_vault,
    network,
    operation,
    postgresql,
    private_dns,
    resources,
    storage,
)
from veeam_entraid_sandbox.azure.types.generic import generic_type

__all__ = ["TABLE", "generic_type"]

TABLE: Final[dict[str, ResourceType]] = {
    type_.token: type_
    for module in (compute, identity, key_vault, network, operation, postgresql, private_dns, resources, storage)
    for type_ in module.TYPES
}
"""The rows, by token."""
