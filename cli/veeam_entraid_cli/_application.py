"""The command with all that is below it."""

import importlib.util
import subprocess
import sys
from typing import Final

import typer

from veeam_entraid_cli import _check, _plan, _status

__all__ = ["application", "main"]

# Nothing that ships imports the sandbox; a clone of the repository has it, an installation has not.
_SANDBOX: Final = "veeam_entraid_sandbox"
_PASSED_ON: Final = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": list[str]()}


def application() -> typer.Typer:
    """Return the command, with ``sandbox`` only where there is one."""
    app = typer.Typer(
        name="veeam-entraid",
        help="Microsoft Entra ID backups with Veeam Backup & Replication: plan restores, check servers.",
        no_args_is_help=True,
        rich_markup_mode="markdown",
        pretty_exceptions_show_locals=False,
    )
    plan = typer.Typer(help="Plan what is to be done later.", no_args_is_help=True)
    plan.command("restore")(_plan.restore)
    app.add_typer(plan, name="plan")
    check = typer.Typer(help="Check what is there against the documented limits.", no_args_is_help=True)
    check.command("server")(_check.check_server)
    app.add_typer(check, name="check")
    app.command("status")(_status.status)
    if importlib.util.find_spec(_SANDBOX) is not None:
        app.command("sandbox", context_settings=_PASSED_ON)(_sandbox)
    return app


def main() -> None:
    """Run the command with the arguments of the process."""
    application()()


def _sandbox(context: typer.Context) -> None:
    """Run a command of the sandbox: the local stack, and a simulated backup server. See sandbox --help."""
    raise typer.Exit(subprocess.run((sys.executable, "-m", _SANDBOX, *context.args), check=False).returncode)
