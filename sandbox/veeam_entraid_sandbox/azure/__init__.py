"""Azure's control plane, served as Pulumi's azure-native provider.

``python -m veeam_entraid_sandbox.azure`` is the plugin. What it knows of Azure's types is in
:mod:`veeam_entraid_sandbox.azure.types`; what it remembers, and what an operation goes through, is the
same for all of them.
"""

from veeam_entraid_sandbox.azure._arm import SUBSCRIPTION, ArmError, key_of, parent_id, parse_id
from veeam_entraid_sandbox.azure._effects import Effects, FailedAfterCreationError
from veeam_entraid_sandbox.azure._faults import Action, Fault, clear_faults, is_holding, read_faults, write_faults
from veeam_entraid_sandbox.azure._provider import AzureNative
from veeam_entraid_sandbox.azure._resource_type import Resource, Subject, View
from veeam_entraid_sandbox.azure._sealing import Seal
from veeam_entraid_sandbox.azure._store import Store
from veeam_entraid_sandbox.azure._strikes import Strikes, strike_dead
from veeam_entraid_sandbox.azure._tokens import Tokens, installed_shapes

__all__ = [
    "SUBSCRIPTION",
    "Action",
    "ArmError",
    "AzureNative",
    "Effects",
    "FailedAfterCreationError",
    "Fault",
    "Resource",
    "Seal",
    "Store",
    "Strikes",
    "Subject",
    "Tokens",
    "View",
    "clear_faults",
    "installed_shapes",
    "is_holding",
    "key_of",
    "parent_id",
    "parse_id",
    "read_faults",
    "strike_dead",
    "write_faults",
]
