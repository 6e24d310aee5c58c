"""Advice: the repositories of logs and copies are in the public cloud as well."""

from collections.abc import Iterator
from typing import Final

from veeam_entraid_limits._facts import Fact
from veeam_entraid_limits._finding import Finding, advisory
from veeam_entraid_limits._protection import StorageRepository
from veeam_entraid_limits.rules.supported_region import sovereign_cloud

__all__ = ["ID", "check_fact"]

ID: Final = "repository-region-type"


def check_fact(fact: Fact) -> Iterator[Finding]:
    """Find repositories whose storage account is of the Government or China cloud."""
    if isinstance(fact, StorageRepository) and (cloud := sovereign_cloud(fact.region_type.text)):
        yield advisory(
            ID,
            fact.subject,
            f"{fact.subject} is in a storage account of the {cloud} cloud ({fact.region_type.path}), which"
            " Veeam Backup for Microsoft Entra ID does not support.",
            f"Write {fact.region_type.path}: Global if the repository is meant for logs or copies of Entra ID backups.",
        )
