"""Limit 10: relationships with management groups are not backed up by default."""

from collections.abc import Iterator
from typing import Final

from veeam_entraid_limits._facts import Fact
from veeam_entraid_limits._finding import Finding, advisory, undecided
from veeam_entraid_limits._protection import Tenant

__all__ = ["ID", "check_fact"]

ID: Final = "management-group-relationships"


def check_fact(fact: Fact) -> Iterator[Finding]:
    """Find a tenant whose user wants relationships with management groups in its backups."""
    if not isinstance(fact, Tenant):
        return
    wanted, subject = fact.management_group_relationships, fact.subject
    if wanted.switch is True:
        yield advisory(
            ID,
            subject,
            f"{subject} is to have its relationships with management groups backed up ({wanted.path}), and Veeam leaves"
            " them out by default: no job and no setting of the REST API includes them.",
            "Follow the vendor's article KB 4683 (https://www.veeam.com/kb4683), which has the steps.",
        )
    elif wanted.is_given and wanted.switch is None:
        known = "is not known yet" if wanted.is_unknown else "is neither true nor false"
        remedy = "" if wanted.is_unknown else f"Write {wanted.path}: true or false."
        yield undecided(ID, subject, f"{wanted.path} of {subject} {known}.", remedy)
