"""``hosting: flexibleServer``: its arguments and its plan. What is made from them is in ``_server``."""

from veeam_entraid.repository.flexible_server._arguments import FlexibleServerArgs
from veeam_entraid.repository.flexible_server._plan import (
    FLEXIBLE_SERVER_ARGUMENTS,
    LARGEST_STORAGE_GB,
    FlexibleServerPlan,
    plan_flexible_server,
    registered_inputs,
)

__all__ = [
    "FLEXIBLE_SERVER_ARGUMENTS",
    "LARGEST_STORAGE_GB",
    "FlexibleServerArgs",
    "FlexibleServerPlan",
    "plan_flexible_server",
    "registered_inputs",
]
