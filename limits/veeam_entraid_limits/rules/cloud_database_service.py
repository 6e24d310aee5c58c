"""Advice: the vendor does not support PostgreSQL on cloud database services."""

from collections.abc import Iterator
from typing import Final

from veeam_entraid_limits._facts import Fact, Hosting, Repository
from veeam_entraid_limits._finding import Finding, advisory

__all__ = ["ID", "check_fact"]

ID: Final = "cloud-database-service"


def check_fact(fact: Fact) -> Iterator[Finding]:
    """Find a repository on a flexible server; whether that was acknowledged changes nothing."""
    if not isinstance(fact, Repository) or fact.hosting is not Hosting.FLEXIBLE_SERVER:
        return
    if fact.certain:
        yield advisory(
            ID,
            fact.subject,
            f"{fact.subject} is on a cloud database service, which Veeam's requirements exclude: backups may"
            " work, the vendor's support may decline, and the superuser it documents cannot be had there.",
            "Prefer hosting: virtualMachine, PostgreSQL on a Linux machine of its own.",
        )
