"""What stays with a person: the login where Pulumi does not make it, and the connection itself."""

from collections.abc import Sequence
from typing import Final

from veeam_entraid._manual_steps import ManualStep
from veeam_entraid.repository._linux_server import PASSWORD_VARIABLE, connection_command
from veeam_entraid.repository._login import login_statements
from veeam_entraid.repository._plan import RepositoryPlan
from veeam_entraid.repository.hosting import Hosting

__all__ = ["manual_steps"]

_AGAIN: Final = " again, with its new password"
_PRIVILEGES: Final = {
    "least": (
        "The login has LOGIN and CREATEDB, the least that can work; the vendor documents a superuser and does not say"
        " whether less is enough. If the wizard or a job complains of missing privileges, a virtual machine takes"
        " loginPrivileges: documented."
    ),
    "documented": "The login is a superuser, as the vendor documents: whoever has its password has the whole instance.",
}


def manual_steps(plan: RepositoryPlan, host: str, vault: str, pending_restart: Sequence[str] = ()) -> list[ManualStep]:
    """Return the steps that are left, each with its reason and how to tell that it is done.

    Args:
        plan: the repository.
        host: the name or address by which the backup server reaches it.
        vault: the name of the key vault with the login's password.
        pending_restart: the parameters that take effect when PostgreSQL is restarted.
    """
    steps: list[ManualStep] = []
    if pending_restart:
        steps.append(_restart(host, pending_restart))
    if plan.flexible_server and plan.flexible_server.restore:
        steps.append(_restored_logins(plan, host, vault))
    elif not plan.data_plane:
        steps.append(_login_by_hand(plan, host, vault))
    if plan.connection == "pending":
        run = plan.linux_server is not None and plan.linux_server.virtual_machine_id is not None
        steps.append(_confirmation(plan, host) if run else _connection(plan, host, vault))
    return steps


def _restart(host: str, parameters: Sequence[str]) -> ManualStep:
    listed = ", ".join(parameters)
    return ManualStep(
        title=f"Restart PostgreSQL on {host}",
        reason=f"Parameters that only a restart puts into force have been changed: {listed}.",
        instructions=(
            "Disable the jobs of the backup server and wait until none runs, restart the server (in the portal:"
            " Overview, Restart), and enable the jobs again. Then run pulumi refresh."
        ),
        doneWhen=f"SHOW says in psql what the configuration says, for {listed}.",
    )


def _restored_logins(plan: RepositoryPlan, host: str, vault: str) -> ManualStep:
    return ManualStep(
        title=f"Give the logins of the restored server {host} their new passwords",
        reason=(
            "A restore brings the logins of its source along, with their passwords. Whether Azure sets the"
            " administrator's password during a restore is not documented."
        ),
        instructions=(
            f"In the portal, reset the password of the administrator {plan.administrator_login} to the value of the"
            f" secret administrator-password in key vault {vault}. From a machine that reaches {host} on port"
            f" {plan.port}, sign in with it, read the secret login-verifier of the same vault into the psql variable"
            f" verifier, and run:\n{login_statements(plan)}\nLeave dataPlane off: the login is there already."
        ),
        doneWhen=f"psql signs in as {plan.login} with the secret login-password and lists the tenants' databases.",
    )


def _login_by_hand(plan: RepositoryPlan, host: str, vault: str) -> ManualStep:
    return ManualStep(
        title=f"Make the login {plan.login} on {host}",
        reason="dataPlane is off: Pulumi does not connect to PostgreSQL.",
        instructions=(
            f"From a machine that reaches {host} on port {plan.port}, sign in with psql as {plan.administrator_login}"
            f" (secret administrator-password in key vault {vault}), read the secret login-verifier of the same"
            f" vault into the psql variable verifier, and run:\n{login_statements(plan)}\n"
            "They do no harm where the login is there, and give it the present password after a rotation."
            " Or set dataPlane to on and run pulumi up from such a machine."
        ),
        doneWhen=f"psql signs in as {plan.login} and may create a database.",
    )


def _connection(plan: RepositoryPlan, host: str, vault: str) -> ManualStep:
    again = plan.outdated_confirmation
    if again:
        begin = (
            "Stop, in this order, the log backup jobs, the tenant backup copy jobs, the tenant backup jobs and every"
            " restore session of Entra ID tenants: whatever still signs in with the old password fails."
        )
    else:
        begin = "Stop the jobs. Jobs that run before this write to the local instance."
    return ManualStep(
        title=f"Connect the backup server to the repository on {host}{_AGAIN if again else ''}",
        reason=f"{_why_by_hand(plan, again=again)} {_PRIVILEGES[plan.login_privileges]}",
        instructions=f"{begin} {_way(plan, host, vault)}{_transport_advice(plan)}",
        doneWhen=_settled(plan, host),
    )


def _confirmation(plan: RepositoryPlan, host: str) -> ManualStep:
    return ManualStep(
        title=f"Confirm that the backup server uses the repository on {host}",
        reason=(
            "The vendor's command has been run on it, with the present password. Nothing can be asked whether the"
            f" server uses the repository. {_PRIVILEGES[plan.login_privileges]}"
        ),
        instructions=(
            f"The Run Command veeam-entraid-connect-{plan.name} of the server's machine shows what the command said:"
            f" {connection_command(host, plan.port, plan.login)}. Whether the services have to be restarted after it is"
            f" not documented.{_transport_advice(plan)}"
        ),
        doneWhen=_settled(plan, host),
    )


def _settled(plan: RepositoryPlan, host: str) -> str:
    """Return how to tell that the server is connected, and what to tell this program then."""
    if plan.outdated_confirmation:
        settle = f"confirmedPasswordRotation to {plan.password_rotation or 'nothing'}"
    elif plan.password_rotation:
        settle = f"connection to confirmed, confirmedPasswordRotation to {plan.password_rotation},"
    else:
        settle = "connection to confirmed"
    return (
        f"pg_stat_activity on {host} shows the login {plan.login} from the backup server's address."
        f" Then set {settle} and run pulumi up."
    )


def _way(plan: RepositoryPlan, host: str, vault: str) -> str:
    """Return how the backup server is connected, as whom, with what."""
    password = f"the password from the secret login-password in key vault {vault}"
    if plan.linux_server is None:
        return (
            "On the backup server run Veeam.Backup.DBConfig.exe as administrator (%PROGRAMFILES%\\Common Files\\Veeam"
            "\\Backup and Replication\\DBConfig), choose Microsoft Entra ID backup repository, and enter"
            f" host {host}, port {plan.port}, login {plan.login}, and {password}. The services restart."
        )
    return (
        f"On the backup server, as root, read {password} into the variable {PASSWORD_VARIABLE}, export it, and run, in"
        f" one line: {connection_command(host, plan.port, plan.login)}"
    )


def _why_by_hand(plan: RepositoryPlan, *, again: bool) -> str:
    wizard = (
        "On a Windows server only a wizard connects it: no API, cmdlet or silent mode is documented."
        if plan.linux_server is None
        else "On a Linux server a command that needs root connects it: no API is documented."
    )
    if not again:
        return wizard
    return (
        f"The passwords are those of passwordRotation {plan.password_rotation or '(none)'}, and the connection was"
        f" confirmed with those of {plan.confirmed_password_rotation or 'none'}: it is pending again. {wizard}"
    )


def _transport_advice(plan: RepositoryPlan) -> str:
    if plan.hosting is not Hosting.VIRTUAL_MACHINE:
        return ""
    if plan.transport == "preferred":
        return (
            " transport is preferred, so the backup server may come without TLS: pg_stat_ssl shows whether it does."
            " If it comes with TLS, set transport to required."
        )
    return (
        " Whether the backup server speaks TLS to PostgreSQL is not documented. If the wizard cannot connect and"
        f" PostgreSQL's log on {plan.name}-vm says 'no pg_hba.conf entry for host … no encryption', it does not: set"
        " transport to preferred and run pulumi up."
    )
