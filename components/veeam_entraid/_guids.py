"""GUIDs, as Azure and Entra ID write their ids."""

import re
from typing import Final

__all__ = ["GUID"]

GUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
