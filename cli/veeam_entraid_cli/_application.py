"""The command with all that is below it."""

import importlib.util
import subprocess
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Final

import typer

__all__ = ["application", "main"]

# Nothing that ships imports the sandbox; a clone of the repository has it, an installation has not.
_SANDBOX: Final = "veeam_entraid_sandbox"
_PASSED_ON: Final = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": list[str]()}

_COMMANDS: Final = {
    ("plan", "restore"): ("_plan", "restore"),
    ("check", "server"): ("_check", "check_server"),
    ("check", "stack"): ("_check_stack", "check_stack_files"),
    ("status",): ("_status", "status"),
}
"""Each command, with the module and the function that it is."""

_GROUPS: Final = {
    "plan": "Plan what is to be done later.",
    "check": "Check what is there, or what is to be, against the documented limits.",
}


def application(arguments: Sequence[str] = ()) -> typer.Typer:
    """Return the command, with ``sandbox`` only where there is one.

    Args:
        arguments: what it will be called with. Where they name a command, no other one is loaded: a check of a stack
            takes less time than the client of a server takes to be imported.
    """
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
    named = [path for path in _COMMANDS if path == tuple(arguments[: len(path)])]
    for path in named or _COMMANDS:
        groups.get(path[0], app).command(path[-1])(_loaded(*_COMMANDS[path]))
    if not named and importlib.util.find_spec(_SANDBOX) is not None:
        app.command("sandbox", context_settings=_PASSED_ON)(_sandbox)
    return app


def main() -> None:
    """Run the command with the arguments of the process."""
    application(sys.argv[1:])()


def _loaded(module: str, function: str) -> Callable[..., None]:
    return getattr(import_module(f"veeam_entraid_cli.{module}"), function)


def _sandbox(context: typer.Context) -> None:
    """Run a command of the sandbox: the local stack, and a simulated backup server. See sandbox --help."""
    raise typer.Exit(subprocess.run((sys.executable, "-m", _SANDBOX, *context.args), check=False).returncode)
