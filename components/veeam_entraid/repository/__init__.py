"""An Entra ID repository: its plan, its hostings, its login and what stays with a person."""

from veeam_entraid.repository._plan import RepositoryPlan, plan_repository

__all__ = ["RepositoryPlan", "plan_repository"]
