"""The protection of a tenant as data: which objects of the backup server it is made of."""

from veeam_entraid.protection._plan import PlannedObject, TenantProtectionPlan, plan_tenant_protection

__all__ = ["PlannedObject", "TenantProtectionPlan", "plan_tenant_protection"]
