"""Where the PostgreSQL instance of an Entra ID repository runs."""

from typing import Final

from veeam_entraid_limits import Hosting

__all__ = ["HOSTINGS", "Hosting"]

HOSTINGS: Final = tuple(hosting.value for hosting in Hosting if hosting is not Hosting.UNKNOWN)
"""The words that the argument ``hosting`` takes."""
