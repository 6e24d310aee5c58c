"""The plugin ``pulumi-resource-azuread`` of the sandbox."""

import os
import sys

from veeam_entraid_sandbox.azure import Seal
from veeam_entraid_sandbox.azuread_provider import AzureAd, Directories
from veeam_entraid_sandbox.plugin import run
from veeam_entraid_sandbox.state import StateFolder


def _make(state: StateFolder) -> AzureAd:
    return AzureAd(Directories(state.directories, Seal(state.root)), os.environ.get("ARM_TENANT_ID", ""))


sys.exit(run(_make))
