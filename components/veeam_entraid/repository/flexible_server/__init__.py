"""``hosting: flexibleServer``: its arguments and its plan. What is made from them is in ``_server``."""

from veeam_entraid.repository.flexible_server._arguments import FlexibleServerArgs
from veeam_entraid.repository.flexible_server._plan import FlexibleServerPlan, plan_flexible_server

__all__ = ["FlexibleServerArgs", "FlexibleServerPlan", "plan_flexible_server"]
