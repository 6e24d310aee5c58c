"""A PostgreSQL instance as the login and the connection card see it, whatever hosts it."""

from dataclasses import dataclass

import pulumi

from veeam_entraid.repository._database_login import DatabaseLogin

__all__ = ["PinnedCertificate", "PostgresqlInstance"]


@dataclass(frozen=True, slots=True)
class PinnedCertificate:
    """The certificate of a server that no authority has signed: clients trust this one and no other."""

    certificate: pulumi.Output[str]
    private_key: pulumi.Output[str]


@dataclass(frozen=True, slots=True)
class PostgresqlInstance:
    """A running instance.

    Attributes:
        host: the name or address by which clients reach it.
        administrator: the administrator's login.
        superuser: whether the administrator is a superuser.
        pinned: its own certificate; None where public authorities vouch for it.
        resource: what holds the instance: when it is removed, everything in it is gone.
        ready: what has to be there before anybody connects.
        pending_restart: the parameters that take effect when it is restarted; None where that is not known.
    """

    host: pulumi.Output[str]
    administrator: DatabaseLogin
    superuser: bool
    pinned: PinnedCertificate | None
    resource: pulumi.CustomResource
    ready: list[pulumi.Resource]
    pending_restart: pulumi.Output[list[str]] | None = None
