"""The plugin ``pulumi-resource-azure-native`` of the sandbox."""

import importlib
import os
import sys

from veeam_entraid_sandbox.azure import AzureNative, Seal, Store
from veeam_entraid_sandbox.serving import run
from veeam_entraid_sandbox.state import StateFolder


def _make(state: StateFolder) -> AzureNative:
    store = Store(state.azure, Seal(state.root))
    return AzureNative(
        state,
        store,
        # What runs machines takes longer to import than all the rest, and a preview needs none of it.
        lambda: importlib.import_module("veeam_entraid_sandbox.machines").effects(state),
        os.environ.get("ARM_SUBSCRIPTION_ID", ""),
    )


sys.exit(run(_make))
