"""How a simulated server is made: its name, its accounts, and how long things take on it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from veeam_entraid_sandbox.vbr._json import JsonObject
from veeam_entraid_sandbox.vbr._records import Kind

__all__ = ["ADMINISTRATOR", "BUILD", "RESTORE_OPERATOR", "Account", "Durations", "ServerSettings"]

BUILD: Final = "13.0.1.1071"
"""The build whose API is served."""

ADMINISTRATOR: Final = "Veeam Backup Administrator"
"""The role that may change things."""

RESTORE_OPERATOR: Final = "Veeam Restore Operator"
"""The role that may restore, and change nothing else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account of the machine that the server runs on.

    Attributes:
        name: without the machine's name.
        password: in clear text.
        role: the built-in role that it has from the start; empty for an account that the server does not know.
        is_service: whether multi-factor authentication leaves it alone.
    """

    name: str
    password: str = field(repr=False)
    role: str = ADMINISTRATOR
    is_service: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Durations:
    """How many seconds the server takes for what it does in sessions, and for what it forgets.

    Attributes:
        infrastructure: creating or changing a repository or a proxy, rescanning, adding a tenant.
        deletion: removing a tenant or a backup.
        job: a run of a job.
        restore: a restore of objects or properties, a comparison, an import of a copy, or a task.
        restart: how long the services are away when a person connects another PostgreSQL instance.
        disappearance: from the deletion of an object until the API does not show it any more.
    """

    infrastructure: float = 2.0
    deletion: float = 2.0
    job: float = 5.0
    restore: float = 3.0
    restart: float = 0.0
    disappearance: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSettings:
    """What a server starts with.

    Attributes:
        name: the machine's name.
        accounts: the accounts of the machine.
        durations: how long things take.
        token_seconds: how long an access token holds.
        refresh_seconds: how long a refresh token holds.
        seed: what the made-up directories, and all ids that are made up, follow from.
        users: how many users a made-up directory has; what else is in it follows from that.
        tenant_types: the type of tenants that are not of a workforce, ``external`` or ``b2c``, by the id in Entra ID
            in small letters.
        away: what clients see while the services restart: ``status`` answers 503, ``cut`` cuts their connections.
        storage: the folder that stands for all disks and buckets of repositories; one in the server's own if there is
            none. Two servers that have the same one find each other's backups.
        foreign: records that stand for what cannot be made with this API, such as scale-out repositories: the body
            that the API shows, by kind and id.
    """

    name: str = "VBR01"
    accounts: tuple[Account, ...] = ()
    durations: Durations = field(default_factory=Durations)
    token_seconds: float = 900.0
    refresh_seconds: float = 14 * 24 * 3600.0
    seed: int = 0
    users: int = 90
    away: Literal["status", "cut"] = "status"
    storage: Path | None = None
    tenant_types: Mapping[str, str] = field(default_factory=dict[str, str])
    foreign: Mapping[tuple[Kind, str], JsonObject] = field(default_factory=dict[tuple[Kind, str], JsonObject])
