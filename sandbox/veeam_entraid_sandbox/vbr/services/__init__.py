"""The topics of the API that the simulated server serves."""

from typing import Final

from veeam_entraid_sandbox.vbr._service import Service
from veeam_entraid_sandbox.vbr.services import (
    app_registrations,
    authentication,
    background_retention,
    backups,
    browsing,
    cloud_credentials,
    comparisons,
    configuration_backup,
    encryption_passwords,
    general_options,
    hosts,
    jobs,
    licensing,
    log_mounts,
    mounts,
    proxies,
    repositories,
    rescans,
    restores,
    runs,
    security,
    server,
    sessions,
    sign_ins,
    tenants,
)

__all__ = ["SERVICES"]

SERVICES: Final[tuple[Service, ...]] = (
    server.SERVICE,
    authentication.SERVICE,
    security.SERVICE,
    licensing.SERVICE,
    hosts.SERVICE,
    cloud_credentials.SERVICE,
    app_registrations.SERVICE,
    encryption_passwords.SERVICE,
    repositories.SERVICE,
    rescans.SERVICE,
    proxies.SERVICE,
    configuration_backup.SERVICE,
    general_options.SERVICE,
    tenants.SERVICE,
    jobs.SERVICE,
    runs.SERVICE,
    sessions.SERVICE,
    backups.SERVICE,
    background_retention.SERVICE,
    mounts.SERVICE,
    sign_ins.SERVICE,
    browsing.SERVICE,
    restores.SERVICE,
    comparisons.SERVICE,
    log_mounts.SERVICE,
)
"""All topics, in the order in which an installation makes what they have."""
