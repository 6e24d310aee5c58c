"""What a backup server shows of its Entra ID backups, as plain data. Nothing in it is secret."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from veeam_entraid_limits import (
    BackupCopyJob,
    DefaultProxy,
    LogBackupJob,
    Setting,
    StorageRepository,
    Tenant,
    TenantBackupJob,
)

__all__ = ["Backup", "JobState", "License", "ServerInventory", "Unread", "same_id"]


@dataclass(frozen=True, slots=True, kw_only=True)
class JobState:
    """How a job did last.

    Attributes:
        last_result: ``None``, ``Success``, ``Warning`` or ``Failed``, as the API spells.
        last_run: when; None if never.
        next_run: when; None if nothing is scheduled.
        is_running: whether it runs now.
        is_disabled: whether somebody has switched it off.
    """

    last_result: str
    last_run: dt.datetime | None = None
    next_run: dt.datetime | None = None
    is_running: bool = False
    is_disabled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """The backups of a tenant that one job has made.

    Attributes:
        id: on the server.
        job_id: of the job; empty where that is gone.
        latest: when the latest restore point was made; None if there is none.
    """

    id: str
    job_id: str
    latest: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class License:
    """The product's licence.

    Attributes:
        status: ``Valid``, ``Expired`` or ``Invalid``.
        edition: in the API's words.
        package: in the API's words; empty where it has none.
        expires: when; None if never.
        support_expires: when; None if never, or not shown.
        licensed_instances: how many there are; None where it does not count instances.
        used_instances: how many are used.
    """

    status: str
    edition: str
    package: str = ""
    expires: dt.datetime | None = None
    support_expires: dt.datetime | None = None
    licensed_instances: float | None = None
    used_instances: float = 0.0


@dataclass(frozen=True, slots=True)
class Unread:
    """What the server did not let one see.

    Attributes:
        part: the name of the attribute of the inventory that is empty for that.
        why: in the server's words.
    """

    part: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerInventory:
    """What a server shows at one time. Proxy, tenants, jobs and repositories are facts that the limits know.

    Attributes:
        endpoint: the address of its REST API.
        name: the server's own.
        build: of the product.
        now: the server's time.
        default_proxy: the state of its default proxy; None where that is not shown.
        tenants: the tenants.
        tenant_jobs: the jobs that back up tenants.
        log_jobs: the jobs that back up logs.
        copy_jobs: the jobs that copy either.
        job_states: how jobs did, by their ids.
        repositories: the repositories, simple and scale-out.
        backups: the backups of tenants, without copies.
        license: the licence; None where that is not shown.
        certificate_expires: until when the certificate of its REST API is valid.
        application_certificates: until when the certificates of tenants' applications are valid, by the tenants' ids,
            where the server shows them.
        configuration_backup: when its configuration was last backed up successfully.
        unread: the parts that are missing here.
    """

    endpoint: str
    name: str
    build: str
    now: dt.datetime
    default_proxy: DefaultProxy | None = None
    tenants: tuple[Tenant, ...] = ()
    tenant_jobs: tuple[TenantBackupJob, ...] = ()
    log_jobs: tuple[LogBackupJob, ...] = ()
    copy_jobs: tuple[BackupCopyJob, ...] = ()
    job_states: Mapping[str, JobState] = field(default_factory=dict[str, JobState])
    repositories: tuple[StorageRepository, ...] = ()
    backups: tuple[Backup, ...] = ()
    license: License | None = None
    certificate_expires: dt.datetime | None = None
    application_certificates: Mapping[str, dt.datetime] = field(default_factory=dict[str, dt.datetime])
    configuration_backup: dt.datetime | None = None
    unread: tuple[Unread, ...] = ()

    def hides(self, *parts: str) -> str:
        """Return why one of the parts is missing here; empty if none is."""
        return next((each.why for each in self.unread if each.part in parts), "")

    def latest_restore_point(self, tenant_id: Setting) -> dt.datetime | None:
        """Return when the latest restore point of a tenant was made; None if there is none.

        Backups whose job is gone belong to no tenant that the API would show.
        """
        jobs = [job.id for job in self.tenant_jobs if same_id(job.tenant.setting, tenant_id)]
        return max(
            (each.latest for each in self.backups if each.latest and any(same_id(job, each.job_id) for job in jobs)),
            default=None,
        )

    def age_of_latest(self, tenant_id: Setting) -> dt.timedelta | None:
        """Return how old the latest restore point of a tenant is; None if there is none."""
        latest = self.latest_restore_point(tenant_id)
        return None if latest is None else self.now - latest


def same_id(one: Setting, other: Setting | str) -> bool:
    """Return whether two ids are known and the same, whatever the case of their letters."""
    text = other if isinstance(other, str) else other.text
    return bool(text) and one.text.casefold() == text.casefold()
