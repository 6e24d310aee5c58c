"""The login that the backup server uses: LOGIN and CREATEDB, a password, and nothing else."""

import pulumi
import pulumi_postgresql as postgresql

from veeam_entraid.repository._database_login import DatabaseLogin
from veeam_entraid.repository._instance import PostgresqlInstance
from veeam_entraid.repository._plan import RepositoryPlan

__all__ = ["create_login", "login_statement", "password_statement"]


def create_login(
    plan: RepositoryPlan, instance: PostgresqlInstance, login: DatabaseLogin, opts: pulumi.ResourceOptions
) -> postgresql.Role:
    """Make the login, over TLS with the server's certificate checked."""
    pinned = instance.pinned
    provider = postgresql.Provider(
        f"{plan.name}-postgresql",
        host=instance.host,
        port=plan.port,
        username=instance.administrator.name,
        password=instance.administrator.password,
        database="postgres",
        superuser=instance.superuser,
        expected_version=f"{plan.engine_version}.0.0",
        connect_timeout=30,
        sslmode="verify-full",
        # The provider takes a certificate as text, instead of the path of a file, only beside the pair of a
        # client. The server asks no client for one, so the pair never leaves this machine.
        sslrootcert=pinned.certificate if pinned else None,
        clientcert=postgresql.ProviderClientcertArgs(cert=pinned.certificate, key=pinned.private_key, sslinline=True)
        if pinned
        else None,
        opts=pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(depends_on=instance.ready)),
    )
    return postgresql.Role(
        f"{plan.name}-login",
        name=login.name,
        login=True,
        create_database=True,
        create_role=False,
        superuser=False,
        password=login.verifier,
        opts=pulumi.ResourceOptions.merge(
            opts,
            # The login owns the databases of the tenants: it goes with the server or not at all.
            pulumi.ResourceOptions(
                provider=provider,
                depends_on=instance.ready,
                deleted_with=instance.resource,
                protect=plan.deletion_protection,
            ),
        ),
    )


def login_statement(login: str) -> str:
    """Return the statement that makes the login by hand, for a psql that has the verifier in a variable."""
    return f"CREATE ROLE {login} LOGIN CREATEDB PASSWORD :'verifier';"


def password_statement(login: str) -> str:
    """Return the statement that gives a login that is there another password, for the same psql."""
    return f"ALTER ROLE {login} PASSWORD :'verifier';"
