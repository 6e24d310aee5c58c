"""The catalogue: every limit as data, with its rule.

The policy pack, the reference of rules and the reports are built from it.
"""

import enum
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from veeam_entraid_limits._facts import Fact
from veeam_entraid_limits._finding import Finding
from veeam_entraid_limits.rules import (
    cloud_database_service,
    default_proxy_enabled,
    one_repository_per_server,
    password_change_replaces_server,
    repository_password_authentication,
    repository_postgresql_version,
    repository_tag,
    supported_region,
)


class Level(enum.Enum):
    """What a broken limit does to a deployment, unless its configuration says otherwise."""

    MANDATORY = "mandatory"
    ADVISORY = "advisory"


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the vendor's documentation."""

    title: str
    url: str


_LIMITATIONS: Final = Page(
    "Veeam, Considerations and Limitations",
    "https://helpcenter.veeam.com/docs/vbr/entraid/entra_id_limitations.html",
)
_SYSTEM_REQUIREMENTS: Final = Page(
    "Veeam, System Requirements, Backup Server",
    "https://helpcenter.veeam.com/docs/vbr/userguide/system_requirements_backup_server.html",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A documented limit, or an advice next to one.

    Attributes:
        id: the name of its policy, of its rule in errors and of its anchor in the documentation.
        number: its number among the seventeen documented limits; None for an advice.
        title: one line.
        level: what breaking it does by default.
        reason: the limit in our words, with what happens to those who break it.
        page: the vendor's page that states it.
        builds: the builds of the product whose pages state it, as far as they were read.
        check_fact: the rule for one fact alone.
        check_facts: the rule for all facts together.
    """

    id: str
    title: str
    level: Level
    reason: str
    number: int | None = None
    page: Page | None = None
    builds: tuple[str, ...] = ("13.0.1.1071",)
    check_fact: Callable[[Fact], Iterator[Finding]] | None = None
    check_facts: Callable[[Sequence[Fact]], Iterator[Finding]] | None = None


LIMITS: Final[tuple[Limit, ...]] = (
    Limit(
        number=1,
        id="default-proxy-enabled",
        title="The default backup proxy of a backup server stays enabled",
        level=Level.MANDATORY,
        reason=(
            "Veeam backs Entra ID up only through the general-purpose proxy that its installation puts on the"
            " backup server: without it tenant backup, log backup and backup copy stop."
        ),
        page=_LIMITATIONS,
        check_fact=default_proxy_enabled.check_fact,
        check_facts=default_proxy_enabled.check_facts,
    ),
    Limit(
        number=2,
        id="one-repository-per-server",
        title="A backup server has one Entra ID repository",
        level=Level.MANDATORY,
        reason=(
            "A backup server works with one Entra ID repository at a time; connecting a second one drops the"
            " first, and the backups in it can no longer be used."
        ),
        page=_LIMITATIONS,
        check_facts=one_repository_per_server.check_facts,
    ),
    Limit(
        number=3,
        id="repository-postgresql-version",
        title="An Entra ID repository runs PostgreSQL 14 or later",
        level=Level.MANDATORY,
        reason="Veeam stores tenant backups only in repositories that run PostgreSQL 14 or later.",
        page=_LIMITATIONS,
        check_fact=repository_postgresql_version.check_fact,
    ),
    Limit(
        number=4,
        id="repository-password-authentication",
        title="A remote Entra ID repository admits a login with a password",
        level=Level.MANDATORY,
        reason=(
            "Veeam connects to a remote Entra ID repository with a PostgreSQL login and its password, and in"
            " no other way: neither with an Entra ID token nor with a client certificate."
        ),
        page=_LIMITATIONS,
        check_fact=repository_password_authentication.check_fact,
    ),
    Limit(
        number=5,
        id="supported-region",
        title="Nothing is in, or protects a tenant of, the Government and China clouds",
        level=Level.MANDATORY,
        reason="Veeam Backup for Microsoft Entra ID does not support the Government and China regions.",
        page=_LIMITATIONS,
        check_fact=supported_region.check_fact,
    ),
    Limit(
        id="cloud-database-service",
        title="An Entra ID repository on a cloud database service",
        level=Level.ADVISORY,
        reason="Veeam's requirements say that PostgreSQL on cloud database services is not supported.",
        page=_SYSTEM_REQUIREMENTS,
        check_fact=cloud_database_service.check_fact,
    ),
    Limit(
        id="password-change-replaces-server",
        title="A new administrator's password leaves the database server in place",
        level=Level.ADVISORY,
        reason=(
            "With Azure's API version 2022-01-20-preview, Pulumi replaces a PostgreSQL flexible server when its"
            " administrator's password changes, and every backup in it is lost (pulumi-azure-native, issue 1911)."
        ),
        check_fact=password_change_replaces_server.check_fact,
    ),
    Limit(
        id="repository-tag",
        title="A PostgreSQL server next to a backup server says whether it is its repository",
        level=Level.ADVISORY,
        reason="A PostgreSQL server without the role tag is not governed as an Entra ID repository.",
        check_facts=repository_tag.check_facts,
    ),
)

_BY_ID: Final = {limit.id: limit for limit in LIMITS}


def limit_by_id(limit_id: str) -> Limit:
    """Return the limit with an id.

    Raises:
        KeyError: there is none.
    """
    return _BY_ID[limit_id]
