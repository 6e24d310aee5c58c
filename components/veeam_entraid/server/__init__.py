"""A backup server: its plan, resolved from arguments, and what is made from it."""

from veeam_entraid.server._plan import ENTRA_ID_HOSTINGS, BackupServerPlan, plan_backup_server

__all__ = ["ENTRA_ID_HOSTINGS", "BackupServerPlan", "plan_backup_server"]
