"""``status``: how the backups of each tenant stand, and what expires when."""

import datetime as dt
import json
from collections.abc import Iterator
from typing import Annotated, Final

import typer
from rich.table import Table
from rich.text import Text

from veeam_entraid_cli._connection import CaCertificate, CouldNotLookError, Endpoint, Thumbprint, Username, look
from veeam_entraid_cli._console import complain, plain, show, table
from veeam_entraid_cli._exit_codes import COULD_NOT, FOUND, NOTHING
from veeam_provider.live import (
    OLDEST,
    Expiry,
    JobReport,
    ServerInventory,
    TenantStatus,
    license_problem,
    read_expiries,
    read_tenants,
)

__all__ = ["status"]

_COLORS: Final = {"Success": "green", "Warning": "yellow", "Failed": "red"}
_HIDDEN: Final = "When secrets of the tenants' applications expire is not shown by the REST API."


def status(
    endpoint: Endpoint,
    username: Username,
    certificate_thumbprint: Thumbprint = None,
    ca_certificate: CaCertificate = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False,  # noqa: FBT002
) -> None:
    """Say how the backups of each tenant stand, and what expires when. Nothing is changed on the server.

    Per tenant: how its jobs did last, and how old its latest restore point is, of the 30 days that log backup allows.

    Ends with 0 if all is well, with 1 if a tenant needs attention or something has expired, with 2 if the server could
    not be asked.
    """
    try:
        inventory = look(endpoint, username, certificate_thumbprint, ca_certificate)
    except CouldNotLookError as error:
        raise typer.Exit(complain([str(error)])) from error
    tenants, expiries = read_tenants(inventory), read_expiries(inventory)
    if as_json:
        print(json.dumps(_as_json(inventory, tenants, expiries), indent=2))  # noqa: T201 - this is what was asked for
    else:
        show(*_report(inventory, tenants, expiries))
    raise typer.Exit(_exit_code(inventory, tenants, expiries))


def _exit_code(inventory: ServerInventory, tenants: tuple[TenantStatus, ...], expiries: tuple[Expiry, ...]) -> int:
    over = any(each.left is not None and each.left < dt.timedelta() for each in expiries)
    if over or license_problem(inventory) or any(each.needs_attention for each in tenants):
        return FOUND
    return COULD_NOT if inventory.unread else NOTHING


def _report(
    inventory: ServerInventory, tenants: tuple[TenantStatus, ...], expiries: tuple[Expiry, ...]
) -> Iterator[Table | str]:
    yield f"{inventory.name}, build {inventory.build}, at {inventory.endpoint}"
    yield _tenants(tenants, inventory) if tenants else "The server protects no tenant."
    yield _expiry_table(expiries)
    yield _license(inventory)
    yield _HIDDEN
    for part in inventory.unread:
        yield f"The server does not show {part.part.replace('_', ' ')}: {part.why}"


def _tenants(tenants: tuple[TenantStatus, ...], inventory: ServerInventory) -> Table:
    made = table(
        "Tenants", "tenant", "tenant backup", f"latest restore point, of {OLDEST.days} days", "log backup", "copies"
    )
    for each in tenants:
        name = plain(each.tenant.subject.name)
        jobs = (_jobs(reports, inventory) for reports in (each.tenant_jobs, each.log_jobs, each.copies))
        tenant_jobs, log_jobs, copies = jobs
        age = Text("none" if each.age is None else _days(each.age), style="red" if each.is_too_old else "green")
        made.add_row(name, tenant_jobs, age, log_jobs, copies)
    return made


def _jobs(reports: tuple[JobReport, ...], inventory: ServerInventory) -> Text:
    lines = [_job(report, inventory) for report in reports]
    return Text("\n").join(lines) if lines else Text("no job", style="dim")


def _job(report: JobReport, inventory: ServerInventory) -> Text:
    state = report.state
    if not report.is_enabled:
        result = Text("disabled", style="yellow")
    elif state.last_run is None:
        result = Text("never run", style="yellow")
    else:
        word = {"None": "no result"}.get(state.last_result, state.last_result.lower())
        result = Text(f"{word}, {_days(inventory.now - state.last_run)} ago", style=_COLORS.get(state.last_result, ""))
    running = ", runs now" if state.is_running else ""
    return Text.assemble(plain(f"{report.name}: "), result, running)


def _expiry_table(expiries: tuple[Expiry, ...]) -> Table:
    made = table("What expires", "what", "when", "left")
    for each in expiries:
        if each.at is None or each.left is None:
            made.add_row(plain(each.what), "never", "")
        else:
            is_over = each.left < dt.timedelta()
            left = Text(
                f"over since {_days(-each.left)}" if is_over else _days(each.left), style="red" if is_over else ""
            )
            made.add_row(plain(each.what), f"{each.at:%Y-%m-%d}", left)
    return made


def _license(inventory: ServerInventory) -> str:
    shown = inventory.license
    if shown is None:
        return "The server does not show its licence."
    package = f", package {shown.package}" if shown.package else ""
    used = (
        ""
        if shown.licensed_instances is None
        else f"; {shown.used_instances:g} of {shown.licensed_instances:g} instances are used"
    )
    problem = license_problem(inventory)
    return f"Licence: {shown.status.lower()}, {shown.edition}{package}{used}.{f' {problem}' if problem else ''}"


def _days(span: dt.timedelta) -> str:
    days = span.total_seconds() / 86_400
    return f"{days:.1f} days" if days >= 1 else f"{days * 24:.1f} hours"


def _as_json(
    inventory: ServerInventory, tenants: tuple[TenantStatus, ...], expiries: tuple[Expiry, ...]
) -> dict[str, object]:
    license_ = inventory.license
    return {
        "server": {"endpoint": inventory.endpoint, "name": inventory.name, "build": inventory.build},
        "time": inventory.now.isoformat(),
        "tenants": [
            {
                "id": each.tenant.id.text,
                "azureTenantId": each.tenant.azure_tenant_id.setting.text,
                "needsAttention": each.needs_attention,
                "latestRestorePoint": _time(each.latest),
                "latestRestorePointAgeDays": None if each.age is None else each.age / dt.timedelta(days=1),
                "latestRestorePointIsTooOld": each.is_too_old,
                "tenantJobs": [*map(_report_json, each.tenant_jobs)],
                "logJobs": [*map(_report_json, each.log_jobs)],
                "copyJobs": [*map(_report_json, each.copies)],
            }
            for each in tenants
        ],
        "expiries": [
            {
                "what": each.what,
                "at": _time(each.at),
                "daysLeft": None if each.left is None else each.left / dt.timedelta(days=1),
            }
            for each in expiries
        ],
        "license": license_
        and {
            "status": license_.status,
            "edition": license_.edition,
            "package": license_.package,
            "licensedInstances": license_.licensed_instances,
            "usedInstances": license_.used_instances,
            "problem": license_problem(inventory),
        },
        "configurationBackup": _time(inventory.configuration_backup),
        "unread": [{"part": each.part, "why": each.why} for each in inventory.unread],
    }


def _report_json(report: JobReport) -> dict[str, object]:
    state = report.state
    return {
        "name": report.name,
        "enabled": report.is_enabled,
        "lastResult": state.last_result,
        "lastRun": _time(state.last_run),
        "nextRun": _time(state.next_run),
        "running": state.is_running,
    }


def _time(instant: dt.datetime | None) -> str | None:
    return None if instant is None else instant.isoformat()
