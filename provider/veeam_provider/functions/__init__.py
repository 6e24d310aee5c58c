"""The functions that the provider has, which look and change nothing."""

from typing import Final

from veeam_provider.functions._entra_id import BrowseItems, GetRestorePoints, GetTenant
from veeam_provider.functions._function import Function, answer
from veeam_provider.functions._infrastructure import GetBackupServer, GetRepository

__all__ = ["FUNCTIONS", "Function", "answer"]

FUNCTIONS: Final[tuple[Function, ...]] = (
    GetBackupServer(),
    GetRepository(),
    GetTenant(),
    GetRestorePoints(),
    BrowseItems(),
)
"""All functions, in the order of the reference."""
