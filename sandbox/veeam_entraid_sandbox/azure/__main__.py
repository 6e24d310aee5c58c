"""The plugin ``pulumi-resource-azure-native`` of the sandbox."""

import os
import sys

from veeam_entraid_sandbox.azure import AzureNative, Seal, Store
from veeam_entraid_sandbox.plugin import run
from veeam_entraid_sandbox.state import StateFolder


def _make(state: StateFolder) -> AzureNative:
    seal = Seal(state.root)
    store = Store(state.azure, seal)
    return AzureNative(state, store, {}, os.environ.get("ARM_SUBSCRIPTION_ID", ""))


sys.exit(run(_make))
