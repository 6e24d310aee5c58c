"""An inventory in the words of the documented limits."""

import dataclasses
from typing import Final

from veeam_entraid_limits import UNKNOWN, Fact, LogBackupJob, ServerLicense, Setting, Subject, VeeamServer
from veeam_provider.live._inventory import ServerInventory

__all__ = ["facts_of"]

_SECONDS_OF_AN_HOUR: Final = 3600
_NEVER: Final = float("inf")


def facts_of(inventory: ServerInventory) -> tuple[Fact, ...]:
    """Return what the limits know of a server: its default proxy, licence, tenants, jobs and repositories.

    Log jobs know how old the latest restore point of their tenant is. What the server did not show is unknown, so that
    no rule takes it for fine.
    """
    proxy = (inventory.default_proxy,) if inventory.default_proxy else ()
    licenses = (_license(inventory.license.package, inventory),) if inventory.license else ()
    log_jobs = (dataclasses.replace(job, latest_restore_point_age=_age(job, inventory)) for job in inventory.log_jobs)
    return (
        *proxy,
        *licenses,
        *inventory.tenants,
        *inventory.repositories,
        *inventory.tenant_jobs,
        *log_jobs,
        *inventory.copy_jobs,
    )


def _license(package: str, inventory: ServerInventory) -> ServerLicense:
    return ServerLicense(
        subject=Subject("backup server", inventory.name),
        package=Setting("instanceLicenseSummary.package", package or None),
        server=VeeamServer(Setting("endpoint", inventory.endpoint)),
    )


def _age(job: LogBackupJob, inventory: ServerInventory) -> Setting:
    """Return the age of the latest restore point of a log job's tenant, in hours."""
    path = "latestRestorePoint"
    if inventory.hides("backups", "tenant_jobs"):
        return Setting(path, UNKNOWN)
    age = inventory.age_of_latest(job.tenant.setting)
    return Setting(path, _NEVER if age is None else age.total_seconds() / _SECONDS_OF_AN_HOUR)
