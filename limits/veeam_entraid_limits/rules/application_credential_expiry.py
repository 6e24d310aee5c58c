"""Advice: the credential of a protected tenant's application is renewed before it expires."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Final

from veeam_entraid_limits._facts import ApplicationCredential, Fact
from veeam_entraid_limits._finding import Finding, advisory
from veeam_entraid_limits._protection import Tenant

__all__ = ["ID", "check_dates"]

ID: Final = "application-credential-expiry"

_NOTICE_DAYS: Final = 60


def check_dates(facts: Sequence[Fact], today: date) -> Iterator[Finding]:
    """Find credentials of protected tenants that have expired, or do so within 60 days of a date."""
    tenants = [fact for fact in facts if isinstance(fact, Tenant)]
    named = {urn for tenant in tenants for urn in (*tenant.credentials, *tenant.application)}
    for fact in facts:
        if not isinstance(fact, ApplicationCredential):
            continue
        if not (fact.of_component or fact.subject.urn in named or not named.isdisjoint(fact.application)):
            continue
        end = _date(fact.end.text)
        if end is not None and (left := (end - today).days) <= _NOTICE_DAYS:
            yield advisory(
                ID,
                fact.subject,
                f"{fact.subject} {_when(end, left)}. The backup server signs in to the tenant with it, and without it"
                " every backup and restore of the tenant fails.",
                "Make a new one beside it, let the Tenant take that, and remove this one once a backup has run.",
            )


def _when(end: date, left: int) -> str:
    if left < 0:
        return f"has expired on {end.isoformat()}"
    days = "day" if left == 1 else "days"
    return f"expires on {end.isoformat()}, in {left} {days}"


def _date(text: str) -> date | None:
    try:
        return datetime.fromisoformat(text.strip()).date()
    except ValueError:
        return None
