"""The storage of log backups: its plan, resolved from arguments, and what is made from it."""

from veeam_entraid.storage._plan import LogStoragePlan, plan_log_storage

__all__ = ["LogStoragePlan", "plan_log_storage"]
