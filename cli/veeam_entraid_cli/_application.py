"""The command with all that is below it."""

import importlib.util
import subprocess
import sys
from typing import Final

import typer

from veeam_entraid_cli import _check, _plan, _status
from veeam_entraid_cli._check_stack import check_stack_files

__all__ = ["application"]

# Nothing that ships imports the sandbox; a clone of the repository has it, an installation has not.
_SANDBOX: Final = "veeam_entraid_sandbox"
_PASSED_ON: Final = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": list[str]()}

_GROUPS: Final = {
    "plan": "Plan what is to be done later.",
    "check": "Check what is there, or what is to be, against the documented limits.",
}


def application() -> typer.Typer:
    """Return the command, with ``sandbox`` only where there is one."""
    app = typer.Typer(
        name="veeam-entraid",
        help="Microsoft Entra ID backups with Veeam Backup & Replication: plan restores, check stacks and servers.",
        no_args_is_help=True,
        rich_markup_mode="markdown",
        pretty_exceptions_show_locals=False,
    )
    groups = {name: typer.Typer(help=said, no_args_is_help=True) for name, said in _GROUPS.items()}
    for name, group in groups.items():
        app.add_typer(group, name=name)
    groups["plan"].command("restore")(_plan.restore)
    groups["check"].command("server")(_check.check_server)
    groups["check"].command("stack", context_settings=_PASSED_ON)(_stack)
    app.command("status")(_status.status)
    if importlib.util.find_spec(_SANDBOX) is not None:
        app.command("sandbox", context_settings=_PASSED_ON)(_sandbox)
    return app


def _stack(context: typer.Context) -> None:
    """Say which of the documented limits stacks break, as files keep them. See check stack --help."""
    raise typer.Exit(check_stack_files(context.args))


def _sandbox(context: typer.Context) -> None:
    """Run a command of the sandbox: the local stack, and a simulated backup server. See sandbox --help."""
    raise typer.Exit(subprocess.run((sys.executable, "-m", _SANDBOX, *context.args), check=False).returncode)
