"""What the product does not do, as pure functions: each returns the sentence that says so, or nothing."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

__all__ = [
    "ESSENTIAL_SCOPE",
    "LicensedFor",
    "LogTarget",
    "RetainedPoint",
    "cache_problem",
    "copy_target_problem",
    "instances_needed",
    "license_problem",
    "log_target_problem",
    "name_problem",
    "recent_backup_problem",
    "region_problem",
    "retained",
    "scope_problem",
]

ESSENTIAL_SCOPE: Final = ("Users", "Groups", "AdministrativeUnits", "Roles", "Applications")
"""What is always protected."""

_LONGEST_NAME: Final = 255
_REFUSED_CHARACTERS: Final = frozenset("/\\\"':|<>+=;,?!*%#^@&$.")
_CACHE_TYPES: Final = frozenset({"WinLocal", "LinuxLocal", "Smb", "Nfs"})
_OLDEST: Final = dt.timedelta(days=30)
_USERS_OF_AN_INSTANCE: Final = 10
_LOG_PACKAGES: Final = frozenset({"Advanced", "Premium"})
_DAYS: Final = {"Days": 1, "Months": 30, "Years": 365}


def name_problem(name: str) -> str:
    """Say what is wrong with the name of a job."""
    if not name.strip():
        return "The name of a job cannot be empty."
    if len(name) > _LONGEST_NAME:
        return f"The name of a job has at most {_LONGEST_NAME} characters, not {len(name)}."
    refused = sorted(_REFUSED_CHARACTERS & set(name))
    return f"The name of a job cannot contain {' '.join(refused)}" if refused else ""


def cache_problem(type_: str) -> str:
    """Say why a repository of that type is no cache repository."""
    if type_ in _CACHE_TYPES:
        return ""
    return f"A repository of the type {type_} cannot be a cache repository: it takes {', '.join(sorted(_CACHE_TYPES))}."


def region_problem(region: str) -> str:
    """Say why tenants of that region are not protected."""
    return "" if region == "Global" else f"Tenants of the region {region} are not supported."


def scope_problem(scope: Sequence[str]) -> str:
    """Say what a protection scope lacks."""
    missing = [each for each in ESSENTIAL_SCOPE if each not in scope]
    return f"The protection scope cannot leave out {', '.join(missing)}." if missing else ""


@dataclass(frozen=True, slots=True)
class LogTarget:
    """A repository, or an extent of one, that logs are to be written to.

    Attributes:
        name: what it is called.
        type: its type.
        is_multi_bucket: whether it spreads what it gets over several buckets.
    """

    name: str
    type: str
    is_multi_bucket: bool


def log_target_problem(targets: Sequence[LogTarget]) -> str:
    """Say why logs cannot be written to a repository, by all of its performance extents."""
    for target in targets:
        if target.type == "Cloud":
            return f"Logs cannot be written to {target.name}: Veeam Cloud Connect repositories are not supported."
        if target.is_multi_bucket:
            return f"Logs cannot be written to {target.name}: it spreads its data over several buckets."
    return ""


def copy_target_problem(target: LogTarget) -> str:
    """Say why a tenant's backup cannot be copied to a repository."""
    return (
        f"{target.name} is a Veeam Cloud Connect repository: copies cannot go there." if target.type == "Cloud" else ""
    )


def recent_backup_problem(latest: dt.datetime | None, now: dt.datetime) -> str:
    """Say why a log backup cannot run after a tenant's latest restore point."""
    if latest is None:
        return "The tenant has no restore point: run its tenant backup job first."
    if now - latest > _OLDEST:
        return "The tenant's latest restore point is older than 30 days: run its tenant backup job first."
    return ""


@dataclass(frozen=True, slots=True)
class LicensedFor:
    """What a licence allows.

    Attributes:
        instances: how many instances it has.
        package: its package; empty for none.
        is_valid: whether it holds at that time.
    """

    instances: float
    package: str
    is_valid: bool


def instances_needed(users: int) -> int:
    """Return how many instances protect so many enabled members."""
    return -(-users // _USERS_OF_AN_INSTANCE)


def license_problem(license_: LicensedFor, users: int, *, with_logs_or_policies: bool) -> str:
    """Say why a licence does not allow the protection of so many enabled members."""
    if not license_.is_valid:
        return "The license is not valid."
    if with_logs_or_policies and license_.package not in _LOG_PACKAGES:
        return (
            "Logs, Conditional Access policies and Intune policies need a license of the package Advanced or Premium."
        )
    needed = instances_needed(users)
    if needed > license_.instances:
        return f"{needed} license instances are needed for {users} users, and there are {license_.instances:g}."
    return ""


@dataclass(frozen=True, slots=True)
class RetainedPoint:
    """A restore point whose time may be over."""

    id: str
    created: dt.datetime


def retained(
    points: Sequence[RetainedPoint], policy: str, quantity: int, now: dt.datetime
) -> tuple[RetainedPoint, ...]:
    """Return the restore points that a retention keeps; the latest one always."""
    ordered = sorted(points, key=lambda point: point.created)
    if policy == "RestorePoints":
        return tuple(ordered[-max(1, quantity) :])
    oldest = now - dt.timedelta(days=quantity * _DAYS.get(policy, 1))
    return tuple(point for point in ordered if point.created >= oldest or point is ordered[-1])
