"""Facts: what the rules know of a deployment, whoever described it and in whatever dialect.

A component makes its facts from its resolved arguments, the pack reads them from resources. This module holds
the facts of what runs on Azure; those of what a backup server is told stand in ``_protection`` and ``_restore``.
"""

import enum
from dataclasses import dataclass, field
from typing import TypeAlias

from veeam_entraid_limits._finding import Subject
from veeam_entraid_limits._network import FirewallRule, InboundRule, NetworkInterface, SecurityGroup
from veeam_entraid_limits._protection import (
    BackupCopyJob,
    BlobAccount,
    CloudCredential,
    DefaultProxy,
    Directory,
    LogBackupJob,
    ServerLicense,
    StorageRepository,
    Tenant,
    TenantBackupJob,
)
from veeam_entraid_limits._restore import RestoreSession
from veeam_entraid_limits._setting import ABSENT, Setting


@dataclass(frozen=True, slots=True)
class Placement:
    """Where something runs: the region, and the cloud and the tenant that its provider signs in to."""

    location: Setting = ABSENT
    environment: Setting = ABSENT
    metadata_host: Setting = ABSENT
    tenant: Setting = ABSENT


class Hosting(enum.Enum):
    """Where the PostgreSQL instance of a repository runs."""

    LOCAL = "local"
    VIRTUAL_MACHINE = "virtualMachine"
    FLEXIBLE_SERVER = "flexibleServer"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupServer:
    """A backup server: a BackupServer component, or a virtual machine with the role ``backup-server``.

    Attributes:
        subject: the resource.
        name: its logical name, by which repositories name it.
        machine_size: the size of its machine, in Azure's words.
        image_edition: the edition of its image, in Azure's words.
        certain: False when only the update will know that it is one at all.
        counted: False for a part of a component that is counted itself.
    """

    subject: Subject
    name: Setting
    default_proxy_enabled: Setting = ABSENT
    machine_size: Setting = ABSENT
    image_edition: Setting = ABSENT
    placement: Placement = field(default_factory=Placement)
    certain: bool = True
    counted: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Repository:
    """An Entra ID repository: an EntraIdRepository component, or a server with the role ``repository``.

    Attributes:
        subject: the resource.
        hosting: where its PostgreSQL instance runs.
        backup_server: the logical name of the server that it serves; absent means the stack's only one.
        retired: whether it is being left, and kept for its backups only.
        derived: whether it is a replica or a restored copy of another server.
        engine_version: PostgreSQL's version.
        password_login: the switch of password login.
        authentication_methods: a list of methods that PostgreSQL's ``pg_hba.conf`` admits.
        administrator_login: the administrator's login, given at creation.
        administrator_password: the administrator's password, of which only the presence is read.
        public_network_access: the switch of access from the internet.
        protected: whether Pulumi refuses to delete it; None where that was not told, or is the component's affair.
        api_version: the version of Azure's API that its type pins, such as ``v20240801``; empty for the SDK's own.
        needs_administrator: whether the server is created anew and takes its administrator from these two; None while
            that is open.
        speaks_for_itself: False for a machine that says nothing about the PostgreSQL on it.
        certain: False when only the update will know that it is one at all.
        counted: False for a part of a component that is counted itself.
    """

    subject: Subject
    hosting: Hosting
    backup_server: Setting = ABSENT
    retired: Setting = ABSENT
    derived: Setting = ABSENT
    engine_version: Setting = ABSENT
    password_login: Setting = ABSENT
    authentication_methods: Setting = ABSENT
    administrator_login: Setting = ABSENT
    administrator_password: Setting = ABSENT
    public_network_access: Setting = ABSENT
    protected: bool | None = None
    api_version: str = ""
    needs_administrator: bool | None = False
    speaks_for_itself: bool = True
    placement: Placement = field(default_factory=Placement)
    certain: bool = True
    counted: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PostgresqlServer:
    """A PostgreSQL server that no tag makes a repository.

    Attributes:
        subject: the resource.
        role: the value of its role tag, where that is given and none of the known ones.
    """

    subject: Subject
    role: Setting = ABSENT


@dataclass(frozen=True, slots=True, kw_only=True)
class AzureApplication:
    """The application in Entra ID through which a tenant is protected."""

    subject: Subject
    placement: Placement


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationCredential:
    """A password or a certificate of an application in Entra ID, of which only the end is read.

    Attributes:
        subject: the resource.
        end: the moment at which it expires, as Entra ID writes it.
        application: the URNs of the resources that its application's id is made from.
        of_component: whether it is a part of our own component, whose application always protects a tenant.
    """

    subject: Subject
    end: Setting = ABSENT
    application: tuple[str, ...] = ()
    of_component: bool = False


Fact: TypeAlias = (
    BackupServer
    | Repository
    | PostgresqlServer
    | DefaultProxy
    | AzureApplication
    | ApplicationCredential
    | FirewallRule
    | InboundRule
    | NetworkInterface
    | SecurityGroup
    | Tenant
    | Directory
    | StorageRepository
    | CloudCredential
    | BlobAccount
    | TenantBackupJob
    | LogBackupJob
    | BackupCopyJob
    | ServerLicense
    | RestoreSession
)
