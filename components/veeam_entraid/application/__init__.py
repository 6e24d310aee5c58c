"""The application in the protected tenant: its permissions, plan, consent and credential."""

from veeam_entraid.application._plan import CredentialPlan, EntraApplicationPlan, VaultPlan, plan_entra_application

__all__ = ["CredentialPlan", "EntraApplicationPlan", "VaultPlan", "plan_entra_application"]
