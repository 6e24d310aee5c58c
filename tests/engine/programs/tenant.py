"""A tenant and its job, by the typed classes of the provider. What is configured is what is protected."""

from typing import Any

import pulumi

from veeam_entraid.veeam import entraid, infrastructure

config = pulumi.Config()
inputs: dict[str, Any] = config.require_object("tenant")

proxy = infrastructure.DefaultProxy("proxy", max_task_count=4)
tenant = entraid.Tenant(
    "main",
    pulumi.ResourceOptions(depends_on=[proxy]),
    azure_tenant_id=inputs["azureTenantId"],
    cache_repository_id=inputs["cacheRepositoryId"],
    application_id=inputs["applicationId"],
    application_secret=config.require_secret("applicationSecret"),
    protection_scope=inputs["protectionScope"],
    tenant_license="p2",
)
job = entraid.TenantBackupJob(
    "job",
    tenant_id=tenant.id,
    name="Contoso",
    enabled=config.get_bool("enabled"),
    retention={"type": "Days", "quantity": 30},
    schedule={
        "run_automatically": True,
        "daily": {"is_enabled": True, "local_time": "21:30", "daily_kind": "Everyday"},
    },
)

pulumi.export("tenantId", tenant.id)
pulumi.export("host", proxy.host_name)
pulumi.export("days", job.retention["quantity"])
pulumi.export("time", job.schedule.apply(lambda schedule: schedule and schedule.get("daily", {}).get("local_time")))
