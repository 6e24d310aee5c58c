"""The documented limits of Veeam Backup for Microsoft Entra ID, each written once, as a pure function.

Three gates ask the same rules: a component while it is constructed, the provider in Check, the policy
pack at preview. Data flows one way: resources are read into facts (:func:`read_facts`), the rules of the
catalogue (:data:`LIMITS`) turn facts into findings (:func:`check_each`, :func:`check_across`), and
:func:`explain` writes a finding down for a person. What a finding does to a deployment is its configuration's
(:func:`read_configuration`) and its waivers' to say (:func:`judge`).
"""

from veeam_entraid_limits._catalogue import LIMITS, PRODUCT_BUILDS, Level, Limit, Page, Wording, limit_by_id
from veeam_entraid_limits._change import Change
from veeam_entraid_limits._checking import check_across, check_clashes, check_each, check_resource, clash_keys, explain
from veeam_entraid_limits._configuration import (
    RULE_OPTIONS,
    SETTINGS,
    SETTINGS_OPTIONS,
    Configuration,
    Enforcement,
    RuleConfiguration,
    UnknownAction,
    read_configuration,
)
from veeam_entraid_limits._documents import ConfigurationError
from veeam_entraid_limits._facts import (
    ApplicationCredential,
    AzureApplication,
    BackupServer,
    Fact,
    Hosting,
    Placement,
    PostgresqlServer,
    Repository,
)
from veeam_entraid_limits._finding import Finding, Subject, Verdict
from veeam_entraid_limits._judging import WAIVER_KIND, Judgement, explain_judgement, judge
from veeam_entraid_limits._machine import (
    EditionProblem,
    SizeOfMachine,
    edition_problem,
    has_arm_processors,
    machine_size,
)
from veeam_entraid_limits._network import FirewallRule, InboundRule, NetworkInterface, SecurityGroup
from veeam_entraid_limits._protection import (
    BackupCopyJob,
    BlobAccount,
    CloudCredential,
    CopySource,
    DefaultProxy,
    Directory,
    LogBackupJob,
    ProxyState,
    ServerLicense,
    StorageRepository,
    Tenant,
    TenantBackupJob,
)
from veeam_entraid_limits._relation import Reference, VeeamServer
from veeam_entraid_limits._remediation import Remediation, remediate
from veeam_entraid_limits._restore import ItemType, RestoreItem, RestoreSession
from veeam_entraid_limits._schedule import Gap, Plan, read_plan
from veeam_entraid_limits._server import (
    jobs_on_server,
    license_on_server,
    proxy_on_server,
    repository_on_server,
    tenant_on_server,
)
from veeam_entraid_limits._setting import ABSENT, UNKNOWN, Setting, Unknown, major_version
from veeam_entraid_limits._waivers import Waiver, read_waivers
from veeam_entraid_limits.resources import ProviderResource, Resource, concerns, read_facts

__all__ = [
    "ABSENT",
    "LIMITS",
    "PRODUCT_BUILDS",
    "RULE_OPTIONS",
    "SETTINGS",
    "SETTINGS_OPTIONS",
    "UNKNOWN",
    "WAIVER_KIND",
    "ApplicationCredential",
    "AzureApplication",
    "BackupCopyJob",
    "BackupServer",
    "BlobAccount",
    "Change",
    "CloudCredential",
    "Configuration",
    "ConfigurationError",
    "CopySource",
    "DefaultProxy",
    "Directory",
    "EditionProblem",
    "Enforcement",
    "Fact",
    "Finding",
    "FirewallRule",
    "Gap",
    "Hosting",
    "InboundRule",
    "ItemType",
    "Judgement",
    "Level",
    "Limit",
    "LogBackupJob",
    "NetworkInterface",
    "Page",
    "Placement",
    "Plan",
    "PostgresqlServer",
    "ProviderResource",
    "ProxyState",
    "Reference",
    "Remediation",
    "Repository",
    "Resource",
    "RestoreItem",
    "RestoreSession",
    "RuleConfiguration",
    "SecurityGroup",
    "ServerLicense",
    "Setting",
    "SizeOfMachine",
    "StorageRepository",
    "Subject",
    "Tenant",
    "TenantBackupJob",
    "Unknown",
    "UnknownAction",
    "VeeamServer",
    "Verdict",
    "Waiver",
    "Wording",
    "check_across",
    "check_clashes",
    "check_each",
    "check_resource",
    "clash_keys",
    "concerns",
    "edition_problem",
    "explain",
    "explain_judgement",
    "has_arm_processors",
    "jobs_on_server",
    "judge",
    "license_on_server",
    "limit_by_id",
    "machine_size",
    "major_version",
    "proxy_on_server",
    "read_configuration",
    "read_facts",
    "read_plan",
    "read_waivers",
    "remediate",
    "repository_on_server",
    "tenant_on_server",
]
