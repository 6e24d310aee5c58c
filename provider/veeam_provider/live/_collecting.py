"""Asking a server what it shows. Only what lists and shows is called: nothing changes on the server."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final, TypeAlias, TypeVar, cast

from veeam_entraid_limits import (
    BackupCopyJob,
    DefaultProxy,
    LogBackupJob,
    Setting,
    StorageRepository,
    Tenant,
    TenantBackupJob,
    VeeamServer,
    jobs_on_server,
    proxy_on_server,
    repository_on_server,
    tenant_on_server,
)
from veeam_provider._time import server_now, shown_instant
from veeam_provider.live._certificates import certificate_expiry
from veeam_provider.live._inventory import Backup, JobState, License, ServerInventory, Unread
from veeam_provider.rest import (
    BackupServerClient,
    LoginRefusedError,
    RefusedError,
    ServerUnavailableError,
    operations,
)

__all__ = ["collect_inventory"]

Part = TypeVar("Part")
Otherwise = TypeVar("Otherwise")
Model: TypeAlias = Mapping[str, object]

_AT_ONCE: Final = 8
_TENANT_JOB: Final = "EntraIDTenantBackup"
_LOG_JOB: Final = "EntraIDAuditLogBackup"
_TENANT_COPY: Final = "EntraIDTenantBackupCopy"
_LOG_COPY: Final = "FileBackupCopy"
_JOB_TYPES: Final = (_TENANT_JOB, _LOG_JOB, _TENANT_COPY, _LOG_COPY)
_RUNNING: Final = ("Running", "Starting", "Stopping")
_PARTS_OF_JOBS: Final = {
    _TENANT_JOB: "tenant_jobs",
    _LOG_JOB: "log_jobs",
    _TENANT_COPY: "copy_jobs",
    _LOG_COPY: "copy_jobs",
}


def collect_inventory(client: BackupServerClient, endpoint: str) -> ServerInventory:
    """Return what a server shows now. It is asked several things at once.

    What it refuses to show is missing and stands in ``unread``: a user may see less than others.

    Args:
        client: of the server.
        endpoint: the address of its REST API, for what is said of it later.

    Raises:
        RestError: the server cannot be reached, or does not let the user in.
    """
    info = client.call(operations.GET_SERVER_INFO)
    name = info.get("name", "")
    now = server_now(client)
    server = VeeamServer(Setting("endpoint", endpoint))
    unread: dict[str, Unread] = {}

    def taken(part: str, future: Future[Part], otherwise: Otherwise) -> Part | Otherwise:
        try:
            return future.result()
        except (LoginRefusedError, ServerUnavailableError):
            raise
        except RefusedError as refusal:
            unread.setdefault(part, Unread(part, str(refusal)))
            return otherwise

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        proxy = pool.submit(_default_proxy, client, name, server)
        asked_tenants = pool.submit(_tenants, client, server)
        repositories = pool.submit(_repositories, client, server)
        models = {type_: pool.submit(_jobs, client, type_) for type_ in _JOB_TYPES}
        states = [pool.submit(_states, client, type_, now) for type_ in _JOB_TYPES]
        license_ = pool.submit(_license, client, now)
        certificate = pool.submit(_certificate_expiry, client, now)
        configuration = pool.submit(_configuration_backup, client, now)
        backups = taken("backups", pool.submit(_backups, client), ())
        latest = [pool.submit(_latest, client, id_, now) for id_, _ in backups]
        jobs = jobs_on_server(
            (model for type_, each in models.items() for model in taken(_PARTS_OF_JOBS[type_], each, ())), server
        )
        tenants, application_certificates = taken("tenants", asked_tenants, _NO_TENANTS)
        shown = ServerInventory(
            endpoint=endpoint,
            name=name,
            build=info.get("buildVersion", ""),
            now=now,
            default_proxy=taken("default_proxy", proxy, None),
            tenants=tenants,
            tenant_jobs=tuple(job for job in jobs if isinstance(job, TenantBackupJob)),
            log_jobs=tuple(job for job in jobs if isinstance(job, LogBackupJob)),
            copy_jobs=tuple(job for job in jobs if isinstance(job, BackupCopyJob)),
            job_states={id_: state for each in states for id_, state in taken("job_states", each, _NO_STATES).items()},
            repositories=taken("repositories", repositories, ()),
            backups=tuple(
                Backup(id=id_, job_id=job_id, latest=taken("backups", point, None))
                for (id_, job_id), point in zip(backups, latest, strict=True)
            ),
            license=taken("license", license_, None),
            certificate_expires=taken("certificate_expires", certificate, None),
            application_certificates=application_certificates,
            configuration_backup=taken("configuration_backup", configuration, None),
        )
    return dataclasses.replace(shown, unread=tuple(unread.values()))


_NO_TENANTS: Final[tuple[tuple[Tenant, ...], Mapping[str, dt.datetime]]] = ((), {})
_NO_STATES: Final[Mapping[str, JobState]] = {}


def _default_proxy(client: BackupServerClient, name: str, server: VeeamServer) -> DefaultProxy:
    hosts = [each["id"] for each in client.list(operations.GET_ALL_MANAGED_SERVERS) if each.get("isBackupServer")]
    states = [*client.list(operations.GET_ALL_PROXIES_STATES)]
    # A server that does not mark itself is known by its name, with a domain or without.
    by_name = [each.get("hostId", "") for each in states if _bare(each.get("hostName", "")) == _bare(name)]
    host = next(iter(hosts or by_name), "")
    return proxy_on_server(name, host, cast("list[Model]", states), server)


def _bare(host: str) -> str:
    return host.partition(".")[0].casefold()


def _tenants(client: BackupServerClient, server: VeeamServer) -> tuple[tuple[Tenant, ...], Mapping[str, dt.datetime]]:
    """Return the tenants and, by their ids, until when the certificates of their applications are valid."""
    models = [cast("Model", each) for each in client.list(operations.GET_ALL_ENTRA_ID_TENANTS)]
    tenants = tuple(tenant_on_server(model, server) for model in models)
    expiries = zip(tenants, map(certificate_expiry, models), strict=True)
    return tenants, {tenant.id.text: expiry for tenant, expiry in expiries if expiry}


def _repositories(client: BackupServerClient, server: VeeamServer) -> tuple[StorageRepository, ...]:
    simple = client.list(operations.GET_ALL_REPOSITORIES)
    scale_out = client.list(operations.GET_ALL_SCALE_OUT_REPOSITORIES)
    return tuple(repository_on_server(cast("Model", each), server) for listed in (simple, scale_out) for each in listed)


def _jobs(client: BackupServerClient, type_: str) -> tuple[Model, ...]:
    jobs = client.list(operations.GET_ALL_JOBS, typeFilter=type_)
    return tuple(cast("Model", each) for each in jobs if each.get("type") == type_)


def _states(client: BackupServerClient, type_: str, now: dt.datetime) -> dict[str, JobState]:
    return {
        each["id"]: JobState(
            last_result=each.get("lastResult", "None"),
            last_run=shown_instant(each.get("lastRun"), now),
            next_run=shown_instant(each.get("nextRun"), now),
            is_running=each.get("status") in _RUNNING,
            is_disabled=each.get("status") == "Disabled",
        )
        for each in client.list(operations.GET_ALL_JOBS_STATES, typeFilter=type_)
    }


def _backups(client: BackupServerClient) -> tuple[tuple[str, str], ...]:
    """Return the ids of the backups of tenants, each with that of its job."""
    backups = client.list(operations.GET_ALL_BACKUPS, jobTypeFilter=_TENANT_JOB)
    return tuple((each["id"], each.get("jobId", "")) for each in backups if each.get("jobType") == _TENANT_JOB)


def _latest(client: BackupServerClient, backup_id: str, now: dt.datetime) -> dt.datetime | None:
    points = client.list(
        operations.GET_ALL_OBJECT_RESTORE_POINTS,
        backupIdFilter=backup_id,
        orderColumn="CreationTime",
        orderAsc=False,
        limit=1,
    )
    return max((made for each in points if (made := shown_instant(each.get("creationTime"), now))), default=None)


def _license(client: BackupServerClient, now: dt.datetime) -> License:
    shown = client.call(operations.GET_INSTALLED_LICENSE)
    instances = shown.get("instanceLicenseSummary")
    return License(
        status=shown.get("status", ""),
        edition=shown.get("edition", ""),
        package=instances.get("package", "") if instances else "",
        expires=shown_instant(shown.get("expirationDate"), now),
        support_expires=shown_instant(shown.get("supportExpirationDate"), now),
        licensed_instances=instances.get("licensedInstancesNumber") if instances else None,
        used_instances=instances.get("usedInstancesNumber", 0.0) if instances else 0.0,
    )


def _certificate_expiry(client: BackupServerClient, now: dt.datetime) -> dt.datetime | None:
    return shown_instant(client.call(operations.GET_SERVER_CERTIFICATE).get("validBy"), now)


def _configuration_backup(client: BackupServerClient, now: dt.datetime) -> dt.datetime | None:
    options = client.call(operations.GET_CONFIG_BACKUP_OPTIONS)
    return shown_instant(options.get("lastSuccessfulBackup", {}).get("lastSuccessfulTime"), now)
