"""Every documented limit, asked of a server as it is."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from veeam_entraid_limits import LIMITS, Finding, Limit, Verdict, check_across, check_each
from veeam_provider.live._facts import facts_of
from veeam_provider.live._inventory import ServerInventory

__all__ = ["Judgement", "State", "judge_server"]


class State(enum.StrEnum):
    """What is said of a limit."""

    HOLDS = "holds"
    BROKEN = "broken"
    ADVICE = "advice"
    UNSEEN = "cannot be seen"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is said of one limit on one server.

    Attributes:
        limit: the limit.
        state: what is said of it.
        findings: why, of each object that is concerned.
        unseen: why it cannot be seen, or not wholly; empty if it can.
    """

    limit: Limit
    state: State
    findings: tuple[Finding, ...] = ()
    unseen: str = ""


# What a limit that can be seen is read from: the attributes of the inventory.
_SEEN_IN: Final[Mapping[str, tuple[str, ...]]] = {
    "default-proxy-enabled": ("default_proxy",),
    "supported-region": ("tenants",),
    "one-backup-job-per-tenant": ("tenant_jobs",),
    "log-repository-not-multi-bucket": ("log_jobs", "copy_jobs", "repositories"),
    "log-backup-needs-recent-tenant-backup": ("log_jobs", "tenant_jobs", "backups"),
    "backup-encryption": ("tenant_jobs", "log_jobs"),
    "cache-repository-type": ("tenants", "repositories"),
    "cloud-connect-repository": ("log_jobs", "copy_jobs", "repositories"),
    "license-room": ("license",),
    "logs-in-protection-scope": ("tenants", "log_jobs"),
    "repository-region-type": ("repositories",),
    "retention-in-days": ("tenant_jobs",),
    "tenant-backup-copy": ("tenant_jobs", "copy_jobs"),
    "veeam-license-package": ("license", "tenants", "log_jobs"),
}

_RESTORES: Final = "It is about a restore session, and is checked when one is planned or run."
_AZURE: Final = "It is about resources on Azure, which the REST API does not show."
_INSTANCE: Final = "The REST API does not show the PostgreSQL instance of the Entra ID repository."
_UNSEEN: Final[Mapping[str, str]] = {
    "one-repository-per-server": _INSTANCE,
    "repository-postgresql-version": _INSTANCE,
    "repository-password-authentication": _INSTANCE,
    "supported-tenant-type": "The REST API does not show the type of a tenant; Microsoft Graph does.",
    "restore-session-item-limit": _RESTORES,
    "restorable-item-types": _RESTORES,
    "management-group-relationships": "The REST API does not show whether anybody needs these relationships.",
    "one-item-type-per-restore-session": _RESTORES,
    "service-principal-with-application": _RESTORES,
    "hybrid-user-restore": _RESTORES,
    "intune-edition-upgrade-restore": _RESTORES,
    "sign-in-logs-need-paid-license": (
        "The REST API shows neither the Entra ID licence of a tenant nor which logs a job backs up."
    ),
    "cloud-database-service": _INSTANCE,
    "backup-server-image": _AZURE,
    "backup-server-size": _AZURE,
    "backup-storage-protection": _AZURE,
    "independent-of-tenant": _AZURE,
    "public-access": _AZURE,
    "application-credential-expiry": "The REST API does not show when the credential of an application expires.",
    "one-server-per-instance": _INSTANCE,
    "password-change-replaces-server": _AZURE,
    "repository-blob-account": _AZURE,
    "repository-tag": _AZURE,
    "retired-repository": _INSTANCE,
}

_PARTLY: Final[Mapping[str, str]] = {
    "supported-region": "This is said of the tenants: the REST API does not show where the server itself runs.",
}


def judge_server(inventory: ServerInventory) -> tuple[Judgement, ...]:
    """Return what each documented limit says of a server, in the order of the catalogue."""
    facts = facts_of(inventory)
    findings = [*check_across(facts), *(finding for fact in facts for finding in check_each(fact))]
    return tuple(_judge(limit, [each for each in findings if each.limit == limit.id], inventory) for limit in LIMITS)


def _judge(limit: Limit, findings: list[Finding], inventory: ServerInventory) -> Judgement:
    seen_in = _SEEN_IN.get(limit.id)
    if seen_in and (hidden := inventory.hides(*seen_in)):
        # What a rule finds while it does not see all may be wrong: a job that is not shown may be there.
        return Judgement(limit, State.UNSEEN, unseen=hidden)
    said = tuple(dict.fromkeys(finding for finding in findings if finding.verdict is not Verdict.UNDECIDED))
    unseen = " ".join(finding.problem for finding in findings if finding.verdict is Verdict.UNDECIDED)
    if not seen_in and not unseen:
        unseen = _UNSEEN.get(limit.id, _AZURE)
    if any(finding.verdict is Verdict.BROKEN for finding in said):
        return Judgement(limit, State.BROKEN, said, unseen)
    if unseen:
        return Judgement(limit, State.UNSEEN, said, unseen)
    return Judgement(limit, State.ADVICE if said else State.HOLDS, said, _PARTLY.get(limit.id, ""))
