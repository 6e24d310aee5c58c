"""Advice: a tenant whose logs are backed up has Logs in its protection scope."""

from collections.abc import Iterator, Sequence
from typing import Final

from veeam_entraid_limits._facts import Fact
from veeam_entraid_limits._finding import Finding, advisory
from veeam_entraid_limits._protection import LogBackupJob
from veeam_entraid_limits._setting import Setting
from veeam_entraid_limits._tenants import TenantGroups

__all__ = ["ID", "check_facts"]

ID: Final = "logs-in-protection-scope"


def check_facts(facts: Sequence[Fact]) -> Iterator[Finding]:
    """Find log jobs of tenants whose protection scope leaves logs out."""
    jobs = [fact for fact in facts if isinstance(fact, LogBackupJob)]
    if not jobs:
        return
    groups = TenantGroups(facts)
    for job in jobs:
        for tenant in groups.tenants(groups.of(job.tenant)):
            if job.server.is_same(tenant.server) and _leaves_out(tenant.protection_scope):
                yield advisory(
                    ID,
                    job.subject,
                    f"{job.subject} backs up the logs of {tenant.subject}, whose {tenant.protection_scope.path} has no"
                    " Logs.",
                    f"Add Logs to {tenant.protection_scope.path} of the tenant, or remove the log job.",
                )


def _leaves_out(scope: Setting) -> bool:
    words = [Setting(value=value).word for value in scope.listed or ()]
    # A part that is not known yet may be the one.
    return bool(words) and all(words) and "logs" not in words
