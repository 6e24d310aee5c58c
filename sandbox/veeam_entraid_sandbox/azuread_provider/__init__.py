"""Tenants of Entra ID, served as Pulumi's azuread provider.

``python -m veeam_entraid_sandbox.azuread_provider`` is the plugin. Of Entra ID it knows app registrations,
their service principals and credentials, and consent to the permissions of Microsoft's APIs.
"""

from veeam_entraid_sandbox.azuread_provider._directory import Directories
from veeam_entraid_sandbox.azuread_provider._kinds import KINDS
from veeam_entraid_sandbox.azuread_provider._provider import AzureAd

__all__ = ["KINDS", "AzureAd", "Directories"]
