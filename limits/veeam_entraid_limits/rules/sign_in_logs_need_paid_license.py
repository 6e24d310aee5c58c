"""Limit 16: sign-in logs need a paid Entra ID licence."""

from collections.abc import Iterator, Sequence
from typing import Final

from veeam_entraid_limits._facts import Fact
from veeam_entraid_limits._finding import Finding, broken, undecided
from veeam_entraid_limits._protection import LogBackupJob, Tenant
from veeam_entraid_limits._setting import ABSENT, UNKNOWN, Setting
from veeam_entraid_limits._tenants import TenantGroups

__all__ = ["ID", "check_facts"]

ID: Final = "sign-in-logs-need-paid-license"

_PAID: Final = frozenset({"p1", "p2"})
_FREE: Final = "free"
_SIGN_IN: Final = "signin"
_AUDIT: Final = "audit"


def check_facts(facts: Sequence[Fact]) -> Iterator[Finding]:
    """Find jobs that are to back up sign-in logs of a tenant with the free licence."""
    jobs = [fact for fact in facts if isinstance(fact, LogBackupJob)]
    if not jobs:
        return
    tenants = [fact for fact in facts if isinstance(fact, Tenant)]
    groups = TenantGroups(facts)
    for job in jobs:
        key = groups.of(job.tenant)
        # A job of a tenant that is open may be a job of any of them.
        mine = groups.tenants(key) if key else tenants
        yield from _check(job, _license(mine) if key else _possible_license(mine))


def _license(tenants: Sequence[Tenant]) -> Setting:
    """Return the licence of a tenant; where several resources declare it, the one that allows least."""
    declared = [tenant.tenant_license for tenant in tenants if tenant.tenant_license.is_given]
    return min(declared, key=lambda license_: (license_.word != _FREE, license_.word in _PAID), default=ABSENT)


def _possible_license(tenants: Sequence[Tenant]) -> Setting:
    """Return the licence of one of several tenants: open, unless none or every one has a paid licence."""
    declared = [tenant.tenant_license for tenant in tenants if tenant.tenant_license.is_given]
    if all(license_.word in _PAID for license_ in declared):
        return declared[0] if declared and len(declared) == len(tenants) else ABSENT
    return Setting("tenantLicense", UNKNOWN)


def _check(job: LogBackupJob, tenant_license: Setting) -> Iterator[Finding]:
    subject = job.subject
    # A list of nothing declares nothing.
    logs = ABSENT if job.logs.listed is not None and not job.logs.listed else job.logs
    signs_in = _has_sign_in(logs)
    if signs_in is False or tenant_license.word in _PAID:
        return
    if signs_in and tenant_license.word == _FREE:
        yield broken(
            ID,
            subject,
            f"{subject} is to back up sign-in logs ({logs.path}), and its tenant has the free Entra ID licence"
            f" ({tenant_license.path}).",
            f"Write {logs.path}: [audit], or declare {tenant_license.path}: p1 or p2 on the tenant if it has one.",
        )
    elif tenant_license.is_given and tenant_license.word != _FREE:
        known = "is not known yet" if tenant_license.is_unknown else "is none of free, p1 and p2"
        remedy = "" if tenant_license.is_unknown else f"Write {tenant_license.path}: free, p1 or p2."
        yield undecided(ID, subject, f"{tenant_license.path} of the tenant of {subject} {known}.", remedy)
    elif tenant_license.is_given:
        yield undecided(
            ID,
            subject,
            f"The tenant of {subject} has the free Entra ID licence, and which logs the job backs up is not declared.",
            "Write logs: [audit] on the job.",
        )
    elif logs.is_given:
        problem = (
            f"{subject} is to back up sign-in logs ({logs.path}), and no tenantLicense of its tenant is declared."
            if signs_in
            else f"{logs.path} of {subject} is not known yet, or names other logs than audit and signIn."
        )
        remedy = "Write tenantLicense: p1 or p2 on the tenant if it has one, else logs: [audit] on the job."
        yield undecided(ID, subject, problem, remedy)


def _has_sign_in(logs: Setting) -> bool | None:
    """Return whether sign-in logs are among the declared ones; None if nothing is declared, or that is open."""
    listed = logs.listed if logs.listed is not None else ([logs.value] if logs.text else None)
    if not listed:
        return None
    words = [Setting(value=value).word for value in listed]
    if any(word.startswith(_SIGN_IN) for word in words):
        return True
    return False if all(word.startswith(_AUDIT) for word in words) else None
