"""The plugin ``pulumi-resource-azuread`` of the sandbox."""

import os
import sys

from veeam_entraid_sandbox.azure import Seal, Store, Strikes
from veeam_entraid_sandbox.azuread_provider import AzureAd, Directories
from veeam_entraid_sandbox.serving import run
from veeam_entraid_sandbox.state import StateFolder


def _make(state: StateFolder) -> AzureAd:
    seal = Seal(state.root)
    strikes = Strikes(lambda: Store(state.azure, seal), state.azure)
    return AzureAd(Directories(state.directories, seal), strikes, os.environ.get("ARM_TENANT_ID", ""))


sys.exit(run(_make))
