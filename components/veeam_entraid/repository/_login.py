"""The login that the backup server uses: what it may do, a password, and nothing else."""

from typing import Final

import pulumi
import pulumi_postgresql as postgresql

from veeam_entraid.repository._database_login import DatabaseLogin
from veeam_entraid.repository._instance import PostgresqlInstance
from veeam_entraid.repository._plan import RepositoryPlan
from veeam_entraid.repository.hosting import Hosting

__all__ = ["create_login", "login_statements"]

_CONNECT_SECONDS: Final = 30


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
        connect_timeout=_CONNECT_SECONDS,
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
        superuser=plan.login_privileges == "documented",
        connection_limit=plan.connection_limit,
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


def login_statements(plan: RepositoryPlan) -> str:
    """Return the statements that make the login by hand, for a psql that has the verifier in a variable.

    They do no harm where the login is there already: it then gets the present password and privileges.
    """
    # Whoever is no superuser may not even say that another one is none.
    on_machine = plan.hosting is Hosting.VIRTUAL_MACHINE
    superuser = {"documented": " SUPERUSER", "least": " NOSUPERUSER" if on_machine else ""}[plan.login_privileges]
    # The plan admits no login that needs quotes.
    missing = f"WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{plan.login}')"
    return (
        f"SELECT 'CREATE ROLE {plan.login}' {missing} \\gexec\n"
        f"ALTER ROLE {plan.login} LOGIN CREATEDB{superuser} CONNECTION LIMIT {plan.connection_limit}"
        " PASSWORD :'verifier';"
    )
