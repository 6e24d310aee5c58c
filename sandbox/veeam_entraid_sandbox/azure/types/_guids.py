"""GUIDs that Azure would draw at random: here the same for the same seed, so that a rerun finds them again."""

import uuid
from typing import Final

from veeam_entraid_sandbox.azure._arm import key_of

__all__ = ["TENANT", "guid_of"]

TENANT: Final = "00000000-0000-0000-0000-000000000000"
"""The tenant of the sandbox's subscription."""

_NAMESPACE: Final = uuid.UUID("6f1b1a9e-57c1-4c1b-9f0e-4f2c8a3a5d10")


def guid_of(resource_id: str, what: str = "") -> str:
    """Return the GUID of a resource, or of something of its own."""
    return str(uuid.uuid5(_NAMESPACE, f"{key_of(resource_id)}#{what}"))
