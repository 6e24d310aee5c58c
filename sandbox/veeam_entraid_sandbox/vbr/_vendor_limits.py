"""What the product does not do, as pure functions: each returns the sentence that says so, or nothing."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

__all__ = [
    "ESSENTIAL_SCOPE",
    "LicensedFor",
    "LogTarget",
    "Restored",
    "RetainedPoint",
    "cache_problem",
    "copy_target_problem",
    "expired",
    "instances_needed",
    "license_problem",
    "log_target_problem",
    "name_problem",
    "password_problem",
    "principal_problem",
    "recent_backup_problem",
    "region_problem",
    "restore_size_problem",
    "restore_types_problem",
    "restored_problem",
    "retained",
    "scope_problem",
    "tenant_type_problem",
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


def expired(points: Sequence[RetainedPoint], policy: str, quantity: int, now: dt.datetime) -> tuple[RetainedPoint, ...]:
    """Return the restore points of a backup without a job that are too old by its retention, if that goes by time."""
    if policy not in _DAYS:
        return ()
    oldest = now - dt.timedelta(days=quantity * _DAYS[policy])
    return tuple(point for point in points if point.created < oldest)


# Restores.

_MOST_RESTORED: Final = 1000
_GROUPS_OF_EXCHANGE: Final = {
    "DistributionGroup": "distribution groups",
    "MailEnabledSecurityGroup": "mail-enabled security groups",
}
_EDITION_UPGRADE: Final = "editionupgradeconfiguration"
_SHORTEST_PASSWORD: Final = 8
_LONGEST_PASSWORD: Final = 256
_KINDS_OF_CHARACTERS: Final = 3


def restore_size_problem(count: int) -> str:
    """Say why so many objects are not restored in one session."""
    if count == 0:
        return "There is nothing to restore."
    if count > _MOST_RESTORED:
        return f"A restore session takes at most {_MOST_RESTORED} objects, not {count}."
    return ""


def restore_types_problem(types: Collection[str]) -> str:
    """Say why objects of these types are not restored in one session."""
    if len(set(types)) > 1:
        return f"A restore session takes objects of one type, not of {' and '.join(sorted(set(types)))}."
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What decides whether an object can be restored at all.

    Attributes:
        type: what the API calls its kind.
        is_built_in: whether it is a built-in role.
        group_type: what kind of group it is; empty for all else.
        odata_type: its type in Microsoft Graph; empty where that is not known.
    """

    type: str
    is_built_in: bool = False
    group_type: str = ""
    odata_type: str = ""

    @property
    def is_edition_upgrade(self) -> bool:
        """Whether it is a configuration of Intune that upgrades the edition of Windows."""
        return self.odata_type.lower().rpartition(".")[2].lstrip("#") == _EDITION_UPGRADE


def restored_problem(what: Restored, *, delegated: bool) -> str:
    """Say why an object is not restored; ``delegated`` says whether that is done in the name of a person."""
    if what.is_built_in:
        return "Built-in roles cannot be restored."
    if what.group_type in _GROUPS_OF_EXCHANGE:
        return f"{_GROUPS_OF_EXCHANGE[what.group_type].capitalize()} cannot be restored."
    if what.type == "BitlockerKey":
        return "BitLocker keys can be looked at, and not restored."
    if what.is_edition_upgrade and not delegated:
        return (
            "An edition upgrade configuration can only be restored with delegated permissions: somebody has to sign in."
        )
    return ""


def principal_problem(*, has_application: bool, is_owned_elsewhere: bool) -> str:
    """Say why a service principal is not restored."""
    if has_application or is_owned_elsewhere:
        return ""
    return "The application of the service principal does not exist: restore both in one session."


def password_problem(password: str) -> str:
    """Say why a password does not follow the policy of a tenant."""
    if not _SHORTEST_PASSWORD <= len(password) <= _LONGEST_PASSWORD:
        return f"A password has {_SHORTEST_PASSWORD} to {_LONGEST_PASSWORD} characters."
    kinds = (
        any(each.islower() for each in password),
        any(each.isupper() for each in password),
        any(each.isdigit() for each in password),
        any(not each.isalnum() for each in password),
    )
    if sum(kinds) < _KINDS_OF_CHARACTERS:
        return "A password has characters of three kinds: small letters, capitals, digits, others."
    return ""


def tenant_type_problem(type_: str) -> str:
    """Say why tenants of that type are not protected."""
    return "" if type_ == "workforce" else f"Tenants of the type {type_} are not supported."
