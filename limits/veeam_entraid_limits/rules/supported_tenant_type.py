"""Limit 6: a protected tenant is a workforce tenant."""

from collections.abc import Iterator, Sequence
from typing import Final

from veeam_entraid_limits._facts import Fact
from veeam_entraid_limits._finding import Finding, broken, undecided
from veeam_entraid_limits._protection import Directory, Tenant
from veeam_entraid_limits._relation import comparable_id

__all__ = ["ID", "check_fact", "check_facts"]

ID: Final = "supported-tenant-type"

_REMEDY: Final = "Protect workforce tenants only: remove this tenant and its jobs from the backup server."

_UNSUPPORTED: Final = ("external", "b2c", "aadb2c", "azureadb2c", "ciam")
"""How the kinds begin that are not supported, in the words of users and of Microsoft Graph."""

_SUPPORTED: Final = frozenset({"workforce", "aad"})


def check_fact(fact: Fact) -> Iterator[Finding]:
    """Find a tenant that is declared, or shown by Microsoft Graph, as one for customers."""
    if not isinstance(fact, Tenant) or fact.tenant_type.is_absent:
        return
    kind, subject = fact.tenant_type, fact.subject
    if kind.word.startswith(_UNSUPPORTED):
        yield broken(ID, subject, f"{subject} is an External ID or Azure AD B2C tenant ({kind.path}).", _REMEDY)
    elif kind.word not in _SUPPORTED:
        known = "is not known yet" if kind.is_unknown else "is none of workforce, external and b2c"
        yield undecided(ID, subject, f"{kind.path} of {subject} {known}.")


def check_facts(facts: Sequence[Fact]) -> Iterator[Finding]:
    """Find tenants that are a directory for customers which the stack creates itself."""
    directories = [fact for fact in facts if isinstance(fact, Directory)]
    if not directories:
        return
    known = _Directories(directories)
    for tenant in facts:
        if isinstance(tenant, Tenant):
            yield from _check_tenant(tenant, known)


class _Directories:
    """The directories for customers, found by what names them."""

    def __init__(self, directories: Sequence[Directory]) -> None:
        self.by_urn = {directory.subject.urn: directory for directory in directories if directory.subject.urn}
        self.by_id = {known: directory for directory in directories if (known := comparable_id(directory.tenant_id))}
        self.without_id = next((directory for directory in directories if directory.tenant_id.is_unknown), None)


def _check_tenant(tenant: Tenant, directories: _Directories) -> Iterator[Finding]:
    named, made_from = tenant.azure_tenant_id.setting, tenant.azure_tenant_id.urns
    directory = directories.by_id.get(comparable_id(named))
    if not directory and named.is_unknown and len(made_from) == 1:
        directory = directories.by_urn.get(made_from[0])
    if directory:
        yield broken(
            ID,
            tenant.subject,
            f"{tenant.subject} protects the directory of {directory.subject}, which is an External ID or Azure AD B2C"
            f" tenant ({named.path}).",
            _REMEDY,
        )
    elif directories.without_id and not named.is_unknown:
        yield undecided(
            ID,
            tenant.subject,
            f"The id of {directories.without_id.subject}, a directory for customers, is not known yet: whether"
            f" {tenant.subject} protects it is open.",
        )
    elif named.is_unknown and (not made_from or any(urn in directories.by_urn for urn in made_from)):
        yield undecided(
            ID,
            tenant.subject,
            f"{named.path} of {tenant.subject} is not known yet, and the stack creates a directory for customers.",
        )
