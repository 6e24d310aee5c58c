"""Advice: a backup server can be reached when the tenant that it protects cannot."""

from collections.abc import Iterator, Sequence
from typing import Final

from veeam_entraid_limits._facts import BackupServer, Fact, Repository
from veeam_entraid_limits._finding import Finding, advisory
from veeam_entraid_limits._protection import Tenant
from veeam_entraid_limits._relation import comparable_id

__all__ = ["ID", "check_facts"]

ID: Final = "independent-of-tenant"


def check_facts(facts: Sequence[Fact]) -> Iterator[Finding]:
    """Find tenants that the subscription of their own backup server or repository belongs to.

    What is read is the tenant that the provider of the machine signs in to, where the stack names it. Whom a vault, a
    pipeline or a VPN asks for a sign-in cannot be seen from here.
    """
    machines = [
        (comparable_id(fact.placement.tenant), fact)
        for fact in facts
        if isinstance(fact, BackupServer | Repository) and fact.certain
    ]
    for tenant in facts:
        if not isinstance(tenant, Tenant) or not (own := comparable_id(tenant.azure_tenant_id.setting)):
            continue
        if machine := next((fact for known, fact in machines if known == own), None):
            yield advisory(
                ID,
                tenant.subject,
                f"{tenant.subject} is protected by {machine.subject}, whose Azure subscription belongs to this very"
                " tenant: who is locked out of the tenant is locked out of its backups.",
                "Keep the backup server, its secrets and the pipeline in a subscription of another tenant, or keep a"
                " way in that does not ask the tenant: local accounts, their passwords and the encryption password in"
                " a safe place, and a copy of the backups elsewhere.",
            )
