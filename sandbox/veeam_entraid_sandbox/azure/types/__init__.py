"""The table of Azure's types: one module for each of Azure's resource providers.

A row says what the SDK does not: how ids are made, what replaces a resource, what Azure refuses to
change, what it never reads back, what has to exist before and what has to go first. Everything in a row
is data or a pure function.
"""

from typing import Final

from veeam_entraid_sandbox.azure._resource_type import ResourceType
from veeam_entraid_sandbox.azure.types import (
    bastion,
    compute,
    identity,
    key_vault,
    monitor,
    network,
    network_watcher,
    operation,
    postgresql,
    private_dns,
    resources,
    routing,
    storage,
    vpn_gateway,
)
from veeam_entraid_sandbox.azure.types.generic import generic_type

__all__ = ["TABLE", "generic_type"]

_MODULES: Final = (
    bastion,
    compute,
    identity,
    key_vault,
    monitor,
    network,
    network_watcher,
    operation,
    postgresql,
    private_dns,
    resources,
    routing,
    storage,
    vpn_gateway,
)
TABLE: Final[dict[str, ResourceType]] = {type_.token: type_ for module in _MODULES for type_ in module.TYPES}
"""The rows, by token."""
