"""The catalogue: every limit as data, with its rule.

The policy pack, the reference of rules and the reports are built from it.
"""

import enum
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from veeam_entraid_limits._change import Change
from veeam_entraid_limits._facts import Fact
from veeam_entraid_limits._finding import Finding
from veeam_entraid_limits.rules import (
    application_credential_expiry,
    backup_encryption,
    backup_server_image,
    backup_server_size,
    backup_storage_protection,
    cache_repository_type,
    cloud_connect_repository,
    cloud_database_service,
    default_proxy_enabled,
    hybrid_user_restore,
    independent_of_tenant,
    intune_edition_upgrade_restore,
    license_room,
    log_backup_needs_recent_tenant_backup,
    log_repository_not_multi_bucket,
    logs_in_protection_scope,
    management_group_relationships,
    one_backup_job_per_tenant,
    one_item_type_per_restore_session,
    one_repository_per_server,
    one_server_per_instance,
    password_change_replaces_server,
    public_access,
    repository_blob_account,
    repository_password_authentication,
    repository_postgresql_version,
    repository_region_type,
    repository_tag,
    restorable_item_types,
    restore_session_item_limit,
    retention_in_days,
    retired_repository,
    service_principal_with_application,
    sign_in_logs_need_paid_license,
    supported_region,
    supported_tenant_type,
    tenant_backup_copy,
    veeam_license_package,
)


class Level(enum.Enum):
    """What a broken limit does to a deployment, unless its configuration says otherwise."""

    MANDATORY = "mandatory"
    ADVISORY = "advisory"


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the vendor's documentation."""

    title: str
    url: str


_BASELINE: Final = "13.0.1.1071"
_LATER: Final = ("13.0.1.2067", "13.0.2.29")
_LATEST: Final = "13.0.2.29"

_LIMITATIONS: Final = Page(
    "Veeam, Considerations and Limitations",
    "https://helpcenter.veeam.com/docs/vbr/entraid/entra_id_limitations.html",
)
_BLOB_STORAGE: Final = Page(
    "Veeam, Microsoft Azure Object Storage Considerations and Limitations",
    "https://helpcenter.veeam.com/docs/vbr/userguide/azure_limitations.html",
)
_HYBRID_USERS: Final = Page(
    "Veeam, Restoring Synchronized Users (Hybrid Identity)",
    "https://helpcenter.veeam.com/docs/vbr/entraid/entra_id_restore_sync_users.html",
)
_LICENSING: Final = Page(
    "Veeam, Licensing",
    "https://helpcenter.veeam.com/docs/vbr/entraid/entra_id_licensing.html",
)
_LOG_REPOSITORIES: Final = Page(
    "Veeam, Configuring Log and Cache Repositories",
    "https://helpcenter.veeam.com/docs/vbr/entraid/entra_id_configure_repo.html",
)
_PROTECTION_SCOPE: Final = Page(
    "Veeam, Specify Protection Scope",
    "https://helpcenter.veeam.com/docs/vbr/entraid/entra_id_tenant_protection_scope.html",
)
_TENANT_COPY: Final = Page(
    "Veeam, Configure Backup Copy Settings",
    "https://helpcenter.veeam.com/docs/vbr/entraid/entra_id_tenant_backup_copy.html",
)
_TENANT_JOB: Final = Page(
    "Veeam, Configure Backup Source Settings",
    "https://helpcenter.veeam.com/docs/vbr/entraid/entra_id_job_tenant.html",
)
_SECURITY: Final = Page(
    "Veeam, General Security Considerations",
    "https://helpcenter.veeam.com/docs/vbr/userguide/general_security_considerations.html",
)
_SYSTEM_REQUIREMENTS: Final = Page(
    "Veeam, System Requirements, Backup Server",
    "https://helpcenter.veeam.com/docs/vbr/userguide/system_requirements_backup_server.html",
)


@dataclass(frozen=True, slots=True)
class Wording:
    """What the pages of some builds say less strictly than those of 13.0.1.1071.

    Attributes:
        builds: the builds whose pages say so.
        bases: the bases of findings that are no more than advice there.
        reason: what the pages say, in our words; it stands in the advice.
    """

    builds: tuple[str, ...]
    bases: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A documented limit, or an advice next to one.

    Attributes:
        id: the name of its policy, of its rule in errors and of its anchor in the documentation.
        number: its number among the seventeen documented limits; None for an advice.
        title: one line.
        level: what breaking it does by default.
        reason: the limit in our words, with what happens to those who break it.
        page: the vendor's page that states it.
        builds: the builds of the product whose pages state it, as far as they were read.
        wordings: what the pages of later builds say less strictly.
        check_fact: the rule for one fact alone.
        check_facts: the rule for all facts together.
        check_dates: the rule for all facts together on a day.
        clash_key: what of a fact is the same wherever two of them clash, as text; empty for a fact that can clash with
            none, or of which that is open. Facts of one key that break the limit break it whatever else the deployment
            holds. None where only the whole deployment tells.
        remediate: what mends a fact that breaks the limit; None where no value is safe for whoever wrote another one.
    """

    id: str
    title: str
    level: Level
    reason: str
    number: int | None = None
    page: Page | None = None
    builds: tuple[str, ...] = (_BASELINE,)
    wordings: tuple[Wording, ...] = ()
    check_fact: Callable[[Fact], Iterator[Finding]] | None = None
    check_facts: Callable[[Sequence[Fact]], Iterator[Finding]] | None = None
    check_dates: Callable[[Sequence[Fact], date], Iterator[Finding]] | None = None
    clash_key: Callable[[Fact], str] | None = None
    remediate: Callable[[Fact], Iterator[Change]] | None = None


LIMITS: Final[tuple[Limit, ...]] = (
    Limit(
        number=1,
        id="default-proxy-enabled",
        title="The default backup proxy of a backup server stays enabled",
        level=Level.MANDATORY,
        reason=(
            "Veeam backs Entra ID up only through the general-purpose proxy that its installation puts on the"
            " backup server: without it tenant backup, log backup and backup copy stop."
        ),
        page=_LIMITATIONS,
        builds=(_BASELINE, _LATEST),
        check_fact=default_proxy_enabled.check_fact,
        check_facts=default_proxy_enabled.check_facts,
        clash_key=default_proxy_enabled.clash_key,
        remediate=default_proxy_enabled.remediate,
    ),
    Limit(
        number=2,
        id="one-repository-per-server",
        title="A backup server has one Entra ID repository",
        level=Level.MANDATORY,
        reason=(
            "A backup server works with one Entra ID repository at a time; connecting a second one drops the"
            " first, and the backups in it can no longer be used."
        ),
        page=_LIMITATIONS,
        check_facts=one_repository_per_server.check_facts,
        clash_key=one_repository_per_server.clash_key,
    ),
    Limit(
        number=3,
        id="repository-postgresql-version",
        title="An Entra ID repository runs PostgreSQL 14 or later",
        level=Level.MANDATORY,
        reason="Veeam stores tenant backups only in repositories that run PostgreSQL 14 or later.",
        page=_LIMITATIONS,
        check_fact=repository_postgresql_version.check_fact,
    ),
    Limit(
        number=4,
        id="repository-password-authentication",
        title="A remote Entra ID repository admits a login with a password",
        level=Level.MANDATORY,
        reason=(
            "Veeam connects to a remote Entra ID repository with a PostgreSQL login and its password, and in"
            " no other way: neither with an Entra ID token nor with a client certificate."
        ),
        page=_LIMITATIONS,
        check_fact=repository_password_authentication.check_fact,
        remediate=repository_password_authentication.remediate,
    ),
    Limit(
        number=5,
        id="supported-region",
        title="Nothing is in, or protects a tenant of, the Government and China clouds",
        level=Level.MANDATORY,
        reason="Veeam Backup for Microsoft Entra ID does not support the Government and China regions.",
        page=_LIMITATIONS,
        builds=(_BASELINE, _LATEST),
        wordings=(
            Wording(
                _LATER,
                (supported_region.HOSTING,),
                "Later pages exclude tenants of these clouds, and say nothing about where the backup server and its"
                " repository run.",
            ),
        ),
        check_fact=supported_region.check_fact,
    ),
    Limit(
        number=6,
        id="supported-tenant-type",
        title="A protected tenant is a workforce tenant",
        level=Level.MANDATORY,
        reason=(
            "Veeam Backup for Microsoft Entra ID does not support external tenants: neither External ID nor Azure AD"
            " B2C."
        ),
        page=_LIMITATIONS,
        builds=(_BASELINE, _LATEST),
        check_fact=supported_tenant_type.check_fact,
        check_facts=supported_tenant_type.check_facts,
    ),
    Limit(
        number=7,
        id="restore-session-item-limit",
        title="A restore session has at most 1000 items",
        level=Level.MANDATORY,
        reason="One restore session restores at most 1000 items.",
        page=_LIMITATIONS,
        check_fact=restore_session_item_limit.check_fact,
    ),
    Limit(
        number=8,
        id="one-backup-job-per-tenant",
        title="A tenant has one backup job, and a backup job one tenant",
        level=Level.MANDATORY,
        reason="On a backup server a tenant has one tenant backup job, and each such job backs up one tenant.",
        page=_LIMITATIONS,
        check_fact=one_backup_job_per_tenant.check_fact,
        check_facts=one_backup_job_per_tenant.check_facts,
        clash_key=one_backup_job_per_tenant.clash_key,
    ),
    Limit(
        number=9,
        id="restorable-item-types",
        title="A restore session has no built-in role, distribution group or mail-enabled security group",
        level=Level.MANDATORY,
        reason="Veeam never restores built-in roles, distribution groups and mail-enabled security groups.",
        page=_LIMITATIONS,
        check_fact=restorable_item_types.check_fact,
    ),
    Limit(
        number=10,
        id="management-group-relationships",
        title="Relationships with management groups need steps of their own",
        level=Level.ADVISORY,
        reason="By default Veeam does not back up relationships with management groups.",
        page=_LIMITATIONS,
        check_fact=management_group_relationships.check_fact,
    ),
    Limit(
        number=11,
        id="one-item-type-per-restore-session",
        title="The items of a restore session are of one type",
        level=Level.MANDATORY,
        reason="One restore session restores items of one type.",
        page=_LIMITATIONS,
        check_fact=one_item_type_per_restore_session.check_fact,
    ),
    Limit(
        number=12,
        id="service-principal-with-application",
        title="A service principal is restored together with its application",
        level=Level.MANDATORY,
        reason=(
            "A deleted application and its service principal are restored in one session: otherwise the application"
            " gets a new AppID, and the service principal, which belongs to the old one, fails."
        ),
        page=_LIMITATIONS,
        builds=(_BASELINE, _LATEST),
        wordings=(
            Wording(
                (_LATEST,),
                (service_principal_with_application.TOGETHER,),
                "The pages of build 13.0.2.29 recommend one session for both, and no longer demand it.",
            ),
        ),
        check_fact=service_principal_with_application.check_fact,
    ),
    Limit(
        number=13,
        id="hybrid-user-restore",
        title="Synchronized users are restored by the procedure for their case",
        level=Level.ADVISORY,
        reason=(
            "Users that are synchronized from Active Directory come back by one of three procedures, depending on where"
            " they were deleted and whether a synchronization has run since."
        ),
        page=_HYBRID_USERS,
        check_fact=hybrid_user_restore.check_fact,
    ),
    Limit(
        number=14,
        id="intune-edition-upgrade-restore",
        title="An edition upgrade policy of Intune is restored with delegated permissions",
        level=Level.MANDATORY,
        reason=(
            "Veeam restores Intune policies of the type editionUpgradeConfiguration with delegated permissions only,"
            " and their License and ProductKey come back as placeholders."
        ),
        page=_LIMITATIONS,
        check_fact=intune_edition_upgrade_restore.check_fact,
    ),
    Limit(
        number=15,
        id="log-repository-not-multi-bucket",
        title="A repository of logs is of one bucket",
        level=Level.MANDATORY,
        reason="Veeam does not write log backups to a repository that spreads over several buckets.",
        page=_LIMITATIONS,
        check_facts=log_repository_not_multi_bucket.check_facts,
    ),
    Limit(
        number=16,
        id="sign-in-logs-need-paid-license",
        title="Sign-in logs are backed up of tenants with a paid Entra ID licence",
        level=Level.MANDATORY,
        reason=(
            "Microsoft hands out sign-in logs with a paid Entra ID licence only: with the free one Veeam backs up"
            " audit logs and nothing else."
        ),
        page=_LIMITATIONS,
        check_facts=sign_in_logs_need_paid_license.check_facts,
    ),
    Limit(
        number=17,
        id="log-backup-needs-recent-tenant-backup",
        title="Logs are backed up of tenants with a backup of the last 30 days",
        level=Level.MANDATORY,
        reason=(
            "Veeam backs up the logs of a tenant only while it has a tenant backup whose latest restore point is"
            " at most 30 days old."
        ),
        page=_LIMITATIONS,
        check_fact=log_backup_needs_recent_tenant_backup.check_fact,
        check_facts=log_backup_needs_recent_tenant_backup.check_facts,
    ),
    Limit(
        id="application-credential-expiry",
        title="The credential of a protected tenant's application is renewed 60 days before it expires",
        level=Level.ADVISORY,
        reason=(
            "The backup server signs in to a tenant with a password or a certificate, and stops on the day"
            " that this expires."
        ),
        check_dates=application_credential_expiry.check_dates,
    ),
    Limit(
        id="backup-encryption",
        title="Backups are encrypted",
        level=Level.ADVISORY,
        reason="By default Veeam encrypts neither tenant backups nor log backups.",
        page=_TENANT_JOB,
        check_fact=backup_encryption.check_fact,
    ),
    Limit(
        id="backup-server-image",
        title="The image of a backup server has the desktop and a full system disk",
        level=Level.ADVISORY,
        reason=(
            "The backup server is not supported on Server Core, and it does not fit on the system disk of a"
            " smalldisk image."
        ),
        page=_SYSTEM_REQUIREMENTS,
        check_fact=backup_server_image.check_fact,
    ),
    Limit(
        id="backup-server-size",
        title="A backup server has 8 processors and 16 GB of memory at least",
        level=Level.ADVISORY,
        reason=(
            "A backup server needs 8 processors of the kind x86-64, and 16 GB of memory with half a GB for"
            " each job at a time."
        ),
        page=_SYSTEM_REQUIREMENTS,
        check_fact=backup_server_size.check_fact,
    ),
    Limit(
        id="backup-storage-protection",
        title="What holds backups is protected from deletion",
        level=Level.ADVISORY,
        reason=(
            "A deleted or replaced PostgreSQL server takes all tenant backups with it; Pulumi refuses that for"
            " what is protected."
        ),
        check_fact=backup_storage_protection.check_fact,
    ),
    Limit(
        id="cache-repository-type",
        title="The cache of log records is on a server or a share",
        level=Level.ADVISORY,
        reason="A cache repository is on a Windows or Linux server, or on an SMB or NFS share, and nowhere else.",
        page=_LOG_REPOSITORIES,
        check_facts=cache_repository_type.check_facts,
    ),
    Limit(
        id="cloud-connect-repository",
        title="Logs and copies do not go to Veeam Cloud Connect",
        level=Level.ADVISORY,
        reason="Veeam Cloud Connect repositories hold neither log backups nor copies of tenant backups.",
        page=_LOG_REPOSITORIES,
        check_facts=cloud_connect_repository.check_facts,
    ),
    Limit(
        id="cloud-database-service",
        title="An Entra ID repository on a cloud database service",
        level=Level.ADVISORY,
        reason="Veeam's requirements say that PostgreSQL on cloud database services is not supported.",
        page=_SYSTEM_REQUIREMENTS,
        check_fact=cloud_database_service.check_fact,
    ),
    Limit(
        id="independent-of-tenant",
        title="A backup server can be reached when its tenant cannot",
        level=Level.ADVISORY,
        reason=(
            "A backup server in a subscription of the tenant that it protects is out of reach when nobody can"
            " sign in to the tenant."
        ),
        page=_SECURITY,
        check_facts=independent_of_tenant.check_facts,
    ),
    Limit(
        id="license-room",
        title="The licence has room for more users",
        level=Level.ADVISORY,
        reason=(
            "Every ten enabled users that are no guests take one instance of the licence, and all of a tenant"
            " have to be licensed."
        ),
        page=_LICENSING,
        check_fact=license_room.check_fact,
    ),
    Limit(
        id="logs-in-protection-scope",
        title="A tenant whose logs are backed up has Logs in its protection scope",
        level=Level.ADVISORY,
        reason="Logs are a part of the protection scope of a tenant, and a log job is of no use without it.",
        page=_PROTECTION_SCOPE,
        check_facts=logs_in_protection_scope.check_facts,
    ),
    Limit(
        id="one-server-per-instance",
        title="A PostgreSQL instance is the repository of one backup server",
        level=Level.ADVISORY,
        reason="Two backup servers in one PostgreSQL instance share its login, its limits and its fate.",
        check_facts=one_server_per_instance.check_facts,
    ),
    Limit(
        id="password-change-replaces-server",
        title="A new administrator's password leaves the database server in place",
        level=Level.ADVISORY,
        reason=(
            "With Azure's API version 2022-01-20-preview, Pulumi replaces a PostgreSQL flexible server when its"
            " administrator's password changes, and every backup in it is lost (pulumi-azure-native, issue 1911)."
        ),
        check_fact=password_change_replaces_server.check_fact,
    ),
    Limit(
        id="public-access",
        title="Neither a backup server nor its repository can be reached from the internet",
        level=Level.ADVISORY,
        reason=(
            "Nothing of the internet has to come in to a backup server or its repository, and whoever does can"
            " try passwords."
        ),
        page=_SECURITY,
        check_fact=public_access.check_fact,
        check_facts=public_access.check_facts,
    ),
    Limit(
        id="repository-blob-account",
        title="A repository in Azure Blob storage has an account without rules of its own",
        level=Level.ADVISORY,
        reason=(
            "Lifecycle rules, soft delete and a hierarchical namespace are not supported in the storage account of a"
            " repository: what they move, keep or lock breaks its chains of backups."
        ),
        page=_BLOB_STORAGE,
        check_facts=repository_blob_account.check_facts,
    ),
    Limit(
        id="repository-region-type",
        title="Repositories are in the public cloud as well",
        level=Level.ADVISORY,
        reason="Veeam Backup for Microsoft Entra ID does not support the Government and China regions.",
        page=_LIMITATIONS,
        check_fact=repository_region_type.check_fact,
    ),
    Limit(
        id="repository-tag",
        title="A PostgreSQL server next to a backup server says whether it is its repository",
        level=Level.ADVISORY,
        reason="A PostgreSQL server without the role tag is not governed as an Entra ID repository.",
        check_facts=repository_tag.check_facts,
    ),
    Limit(
        id="retention-in-days",
        title="Tenant backups are kept for days",
        level=Level.ADVISORY,
        reason="A tenant backup job keeps its backups for a number of days; a number of restore points is of the past.",
        page=_TENANT_JOB,
        check_fact=retention_in_days.check_fact,
    ),
    Limit(
        id="retired-repository",
        title="The backups in a retired repository are out of reach",
        level=Level.ADVISORY,
        reason=(
            "A backup server works with one repository at a time: the backups in another one cannot be used"
            " until it is connected."
        ),
        page=_LIMITATIONS,
        check_facts=retired_repository.check_facts,
    ),
    Limit(
        id="tenant-backup-copy",
        title="Tenant backups have a copy outside the PostgreSQL instance",
        level=Level.ADVISORY,
        reason=(
            "Tenant backups are in one PostgreSQL instance, and no configuration backup contains them: without a copy"
            " they are lost with it."
        ),
        page=_TENANT_COPY,
        check_facts=tenant_backup_copy.check_facts,
    ),
    Limit(
        id="veeam-license-package",
        title="Logs and policies are backed up with Veeam Data Platform Advanced or Premium",
        level=Level.ADVISORY,
        reason=(
            "Backing up logs, Conditional Access policies and Intune policies takes a licence of Veeam Data Platform"
            " Advanced or Premium."
        ),
        page=_LICENSING,
        check_facts=veeam_license_package.check_facts,
    ),
)

PRODUCT_BUILDS: Final = (_BASELINE, *_LATER)
"""The builds of Veeam Backup & Replication whose pages were read."""

_BY_ID: Final = {limit.id: limit for limit in LIMITS}


def limit_by_id(limit_id: str) -> Limit:
    """Return the limit with an id.

    Raises:
        KeyError: there is none.
    """
    return _BY_ID[limit_id]
