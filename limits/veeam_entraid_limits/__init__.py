"""The documented limits of Veeam Backup for Microsoft Entra ID, each written once, as a pure function.

Three gates ask the same rules: a component while it is constructed, the provider in Check, the policy
pack at preview. Data flows one way: resources are read into facts (:func:`read_facts`), the rules of the
catalogue (:data:`LIMITS`) turn facts into findings (:func:`check_each`, :func:`check_across`), and
:func:`explain` writes a finding down for a person.
"""

from veeam_entraid_limits._catalogue import LIMITS, Level, Limit, Page, limit_by_id
from veeam_entraid_limits._checking import check_across, check_each, explain
from veeam_entraid_limits._facts import (
    AzureApplication,
    BackupServer,
    DefaultProxy,
    Fact,
    Hosting,
    Placement,
    PostgresqlServer,
    Repository,
    Tenant,
)
from veeam_entraid_limits._finding import Finding, Subject, Verdict
from veeam_entraid_limits._setting import ABSENT, UNKNOWN, Setting, Unknown, major_version
from veeam_entraid_limits.resources import ProviderResource, Resource, concerns, read_facts

__all__ = [
    "ABSENT",
    "LIMITS",
    "UNKNOWN",
    "AzureApplication",
    "BackupServer",
    "DefaultProxy",
    "Fact",
    "Finding",
    "Hosting",
    "Level",
    "Limit",
    "Page",
    "Placement",
    "PostgresqlServer",
    "ProviderResource",
    "Repository",
    "Resource",
    "Setting",
    "Subject",
    "Tenant",
    "Unknown",
    "Verdict",
    "check_across",
    "check_each",
    "concerns",
    "explain",
    "limit_by_id",
    "major_version",
    "read_facts",
]
