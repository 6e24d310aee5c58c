"""The documented limits on a live server: what only it knows, asked before anything is changed.

The rules, their ids and their sentences are those of the catalogue. Here the server's own objects become facts beside
those of the resource, and what is broken becomes a refusal.
"""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, cast

from veeam_entraid_limits import (
    Fact,
    Finding,
    LogBackupJob,
    Resource,
    Setting,
    TenantBackupJob,
    Verdict,
    check_across,
    check_each,
    explain,
    jobs_on_server,
    license_on_server,
    proxy_on_server,
    read_facts,
    repository_on_server,
)
from veeam_provider._hosts import backup_server
from veeam_provider._identity import Identity
from veeam_provider._models import text
from veeam_provider._restore_points import restore_points
from veeam_provider._server import Work
from veeam_provider._time import server_now, shown_instant
from veeam_provider.rest import RestError, operations
from veeam_provider.schema import JsonObject

__all__ = [
    "DEFAULT_PROXY_LISTS",
    "RECENT",
    "REPOSITORY_LISTS",
    "LimitBrokenError",
    "advise_on_license",
    "foresee_job",
    "gate_default_proxy",
    "gate_job",
    "restore_point_age",
]

DEFAULT_PROXY_LISTS: Final = (operations.GET_ALL_MANAGED_SERVERS, operations.GET_ALL_PROXIES_STATES)
"""What :func:`gate_default_proxy` looks at."""

REPOSITORY_LISTS: Final = (operations.GET_ALL_REPOSITORIES, operations.GET_ALL_SCALE_OUT_REPOSITORIES)
"""What :func:`gate_job` looks at, beside the jobs, for a job that has a repository."""

RECENT: Final = dt.timedelta(days=30)
"""How old the latest restore point of a tenant may be when its logs are backed up (Veeam, Considerations and
Limitations)."""

_NEVER: Final = float("inf")
_LICENSE_PACKAGE: Final = "veeam-license-package"
_RECENT_BACKUP: Final = "log-backup-needs-recent-tenant-backup"
# An update does not change what another stack or a person has made, nor back from several buckets to one.
_LASTING: Final = frozenset({"one-backup-job-per-tenant", "log-repository-not-multi-bucket"})


class LimitBrokenError(RestError):
    """A documented limit forbids it, by what the server shows."""


def gate_default_proxy(work: Work) -> None:
    """Refuse to go on without the default proxy.

    Raises:
        LimitBrokenError: it is disabled, or gone.
    """
    _refuse(_findings_on_default_proxy(work))


def _findings_on_default_proxy(work: Work) -> Iterable[Finding]:
    own = backup_server(work)
    states = cast("list[JsonObject]", work.listed(operations.GET_ALL_PROXIES_STATES))
    return check_each(proxy_on_server(str(own["name"]), str(own["id"]), states))


def gate_job(
    work: Work, token: str, inputs: JsonObject, id_: str, identity: Identity, *, age: float | None = None
) -> None:
    """Refuse a job that breaks a limit together with what the server has.

    Args:
        work: the server.
        token: the type of the job.
        inputs: of the job.
        id_: the job's id; empty where it is new.
        identity: of the resource.
        age: of the latest restore point of the tenant, in hours.

    Raises:
        LimitBrokenError: with every limit that is broken.
    """
    resource = Resource(urn=identity.urn, type=token, name=identity.name, properties=inputs)
    _refuse(_findings_on_job(work, resource, id_, _other_jobs(work, id_), age))


def foresee_job(
    work: Work, token: str, inputs: Mapping[str, object], id_: str, identity: Identity, *, age: float | None = None
) -> None:
    """Say at a preview what :func:`gate_job` and :func:`gate_default_proxy` would say of a job at the update.

    What the update itself may change before it comes to the job is no refusal yet, but a warning: the default proxy,
    the job and the backups of the tenant. What this stack has made on the server is left to the update.

    Args:
        work: the server.
        token: the type of the job.
        inputs: of the job; what is not known yet stands there as UNKNOWN.
        id_: the job's id; empty where it is new.
        identity: of the resource.
        age: of the latest restore point of the tenant, in hours; None where the update decides on it.

    Raises:
        LimitBrokenError: with every limit that is broken whatever the update does.
    """
    jobs = [
        model
        for model in _other_jobs(work, id_)
        if not identity.is_of_same_stack(text(cast("JsonObject", model), "description"))
    ]
    resource = Resource(urn=identity.urn, type=token, name=identity.name, properties=inputs)
    findings = [*_findings_on_job(work, resource, id_, jobs, age)]
    if inputs.get("enabled") is True:
        findings += _findings_on_default_proxy(work)
    _refuse(each for each in findings if each.limit in _LASTING)
    for each in findings:
        if each.verdict is Verdict.BROKEN and (age is not None or each.limit != _RECENT_BACKUP):
            work.progress.warn(
                f"{identity}: the update will refuse this, if it does not change it before. {each.limit}:"
                f" {explain(each)}"
            )


def _other_jobs(work: Work, id_: str) -> list[Mapping[str, object]]:
    return [model for model in _models(work.listed(operations.GET_ALL_JOBS)) if str(model.get("id")) != id_]


def _findings_on_job(
    work: Work, resource: Resource, id_: str, jobs: Iterable[Mapping[str, object]], age: float | None
) -> Iterator[Finding]:
    own = [_with_server(fact, id_, age) for fact in read_facts(resource)]
    repositories: list[Fact] = []
    if isinstance(resource.properties.get("repositoryId"), str):
        models = [
            *_models(work.listed(operations.GET_ALL_REPOSITORIES)),
            *_models(work.listed(operations.GET_ALL_SCALE_OUT_REPOSITORIES)),
        ]
        repositories = [repository_on_server(model) for model in models]
    ours = {fact.subject for fact in own}
    for fact in own:
        yield from check_each(fact)
    for finding in check_across([*own, *jobs_on_server(jobs), *repositories]):
        if finding.subject in ours:
            yield finding


def advise_on_license(work: Work, token: str, inputs: JsonObject, identity: Identity) -> None:
    """Tell what the licence of the server does not cover, or that it has no room left. Nothing is refused."""
    try:
        model = work.license()
    except RestError:
        return
    resource = Resource(urn=identity.urn, type=token, name=identity.name, properties=inputs)
    own = read_facts(resource)
    ours = {fact.subject for fact in own}
    for finding in check_across([*own, license_on_server("the backup server", model)]):
        if finding.verdict is Verdict.ADVISORY and finding.limit == _LICENSE_PACKAGE and finding.subject in ours:
            work.progress.warn(explain(finding))
    found = model.get("instanceLicenseSummary")
    summary = found if isinstance(found, dict) else {}
    licensed, used = summary.get("licensedInstancesNumber"), summary.get("usedInstancesNumber")
    if isinstance(licensed, int | float) and isinstance(used, int | float) and used >= licensed:
        work.progress.warn(
            "No instance of the server's licence is left, and ten enabled users take one: backups of more users fail."
        )


def restore_point_age(work: Work, tenant_id: str) -> float:
    """Return how old the latest restore point of a tenant is, in hours; infinite where it has none.

    Args:
        work: the server.
        tenant_id: the id that the server has given to the tenant.
    """
    jobs = [
        job
        for job in jobs_on_server(_models(work.listed(operations.GET_ALL_JOBS)))
        if isinstance(job, TenantBackupJob) and job.tenant.setting.text.casefold() == tenant_id.casefold()
    ]
    latest: list[str] = []
    for job in jobs:
        for backup in work.client.list(operations.GET_ALL_BACKUPS, jobIdFilter=job.id.text):
            points = restore_points(work, backup["id"], limit=1)
            latest += [text(point, "creationTime") for point in points]
    if not latest:
        return _NEVER
    now = server_now(work.client)
    ages = [now - made for each in latest if (made := shown_instant(each, now))]
    return min(ages) / dt.timedelta(hours=1) if ages else _NEVER


def _models(models: Iterable[object]) -> list[Mapping[str, object]]:
    return cast("list[Mapping[str, object]]", list(models))


def _with_server(fact: Fact, id_: str, age: float | None) -> Fact:
    known = Setting("id", id_ or None)
    if isinstance(fact, LogBackupJob):
        return dataclasses.replace(fact, id=known, latest_restore_point_age=Setting("latestRestorePoint", age))
    return dataclasses.replace(fact, id=known) if isinstance(fact, TenantBackupJob) else fact


def _refuse(findings: Iterable[Finding]) -> None:
    broken = [f"{each.limit}: {explain(each)}" for each in findings if each.verdict is Verdict.BROKEN]
    if broken:
        raise LimitBrokenError(" ".join(dict.fromkeys(broken)))
