"""The tags that govern resources outside of our components."""

from collections.abc import Mapping
from typing import Final, cast

from veeam_entraid_limits._setting import UNKNOWN, Setting, unless_blank

__all__ = ["ROLE_TAG", "SERVER_TAG", "tag"]

ROLE_TAG: Final = "veeam-entraid-role"
SERVER_TAG: Final = "veeam-entraid-server"


def tag(tags: Setting, name: str) -> Setting:
    """Return one of a resource's tags, whose names are compared without regard to case; a blank one is absent."""
    path = f"tags.{name}"
    if tags.is_unknown:
        return Setting(path, UNKNOWN)
    if not isinstance(tags.value, Mapping):
        return Setting(path)
    named = cast("Mapping[object, object]", tags.value)
    return unless_blank(Setting(path, next((named[key] for key in named if str(key).lower() == name), None)))
