"""The commands of the local stack."""

import argparse
import math
import os
import shlex
import sys
from collections.abc import Sequence
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Final, get_args

from veeam_entraid_sandbox.azure import Action, Fault, clear_faults, read_faults, write_faults
from veeam_entraid_sandbox.certificates import prepare
from veeam_entraid_sandbox.commands._shell import run_shell
from veeam_entraid_sandbox.commands._status import status_table
from veeam_entraid_sandbox.environment import environment
from veeam_entraid_sandbox.machines import (
    MachineError,
    ServerDurations,
    read_server_durations,
    resume,
    stop,
    write_server_durations,
)
from veeam_entraid_sandbox.state import VARIABLE, StateFolder, private_folder

__all__ = ["main"]

_CLONE: Final = Path(__file__).resolve().parents[3]
_DESCRIPTION: Final = """\
The sandbox runs the local stack on this machine: the real Pulumi engine and a real PostgreSQL, with
stand-ins for Azure. It acts on no subscription."""

_DURATIONS: Final = {
    "installation": "until an installation is done; nobody listens before",
    "connection": "for which the services are stopped while a repository is connected",
    "infrastructure": "creating or changing a repository or a proxy, adding a tenant",
    "deletion": "removing a tenant or a backup",
    "job": "a run of a job",
    "disappearance": "until what is deleted is not shown any more",
}


def main(arguments: Sequence[str]) -> int:
    """Run one command and return the exit code."""
    chosen = _parser().parse_args(arguments)
    state = StateFolder(Path(os.environ.get(VARIABLE) or _CLONE / ".sandbox"))
    try:
        return _run(chosen, state)
    except MachineError as error:
        sys.stderr.write(f"{error}\n")
        return 1


def _run(chosen: argparse.Namespace, state: StateFolder) -> int:
    match chosen.command:
        case "env":
            sys.stdout.write(_exports(state))
        case "shell":
            return run_shell(_CLONE, state, _environment(state))
        case "resume":
            _say_machines("started", resume(state))
        case "stop":
            _say_machines("stopped", stop(state))
        case "status":
            sys.stdout.write(status_table(state))
        case "durations":
            _durations(chosen, state)
        case "faults":
            _faults(chosen, state)
        case _:
            return _run_with_server(chosen, state)
    return 0


def _run_with_server(chosen: argparse.Namespace, state: StateFolder) -> int:
    """Run a command that needs the simulated backup server, which is large to import."""
    from veeam_entraid_sandbox.commands._connect import GivenRepository, connect_given  # noqa: PLC0415
    from veeam_entraid_sandbox.commands._local_stack import STACK, bring_down, bring_up  # noqa: PLC0415
    from veeam_entraid_sandbox.commands._server import run_server  # noqa: PLC0415

    match chosen.command:
        case "server":
            return run_server(state, port=chosen.port, with_postgresql=not chosen.without_postgresql)
        case "up":
            return bring_up(_CLONE, state, _environment(state))
        case "down":
            return bring_down(_CLONE, state, _environment(state))
        case "directory" | "sign-in":
            sys.stdout.write(_act(chosen, state))
            return 0
        case _:
            given = GivenRepository(host=chosen.host, port=chosen.port, login=chosen.login)
            said = connect_given(_CLONE, state, _environment(state), stack=STACK, given=given, server=chosen.server)
            sys.stdout.write(f"{said}\n")
            return 0


def _act(chosen: argparse.Namespace, state: StateFolder) -> str:
    from veeam_entraid_sandbox.commands._people import change_tenant, let_sign_in  # noqa: PLC0415 - they are large

    if chosen.command == "sign-in":
        return let_sign_in(state, user=chosen.user, error=chosen.error, never=chosen.never)
    return change_tenant(
        state,
        chosen.action,
        chosen.tenant,
        type_=chosen.type,
        name=chosen.name,
        id_=chosen.id,
        properties=chosen.set,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m veeam_entraid_sandbox", description=_DESCRIPTION)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, help_ in (
        ("up", "deploy the local stack"),
        ("down", "destroy the local stack, stop everything and remove its state"),
        ("status", "show the resources and machines"),
        ("shell", "open a shell in the sandbox's environment"),
        ("env", "print the sandbox's environment, one export a line"),
        ("stop", "stop all machines and keep their data"),
        ("resume", "start the machines that should run, after a reboot say"),
    ):
        commands.add_parser(name, help=help_, description=f"{help_[0].upper()}{help_[1:]}.")
    server = commands.add_parser(
        "server",
        help="run a simulated backup server, for a client of your own",
        description="Run a simulated backup server on 127.0.0.1 until it is interrupted.",
    )
    server.add_argument("--port", type=int, default=0, help="the TCP port; any that is free without one")
    server.add_argument("--without-postgresql", action="store_true", help="bring no PostgreSQL: tenant jobs fail")
    connect = commands.add_parser(
        "connect",
        help="connect a backup server to a repository, as a person does by the wizard",
        description=(
            "Connect a backup server of the sandbox to the repository of the local stack, or to a given one, whose"
            " password comes from VEEAM_ENTRAID_REPOSITORY_PASSWORD, or is asked for."
        ),
    )
    connect.add_argument("--server", default="", help="name of the backup server, where there are several")
    connect.add_argument("--host", default="", help="where PostgreSQL is, if it is not the stack's")
    connect.add_argument("--port", type=int, default=0, help="its TCP port; 5432 without one")
    connect.add_argument("--login", default="", help="who logs in to it")
    durations = commands.add_parser(
        "durations",
        help="say how long things take on the backup servers",
        description="Show how many seconds things take on the backup servers of the machines, after setting some.",
    )
    for each in fields(ServerDurations):
        durations.add_argument(f"--{each.name}", type=_seconds, help=_DURATIONS[each.name])
    directory = commands.add_parser(
        "directory",
        help="change what is in a tenant that the simulated backup server protects",
        description="Change objects of a tenant. Patterns know * and ?.",
    )
    directory.add_argument("action", choices=("create", "change", "delete", "erase", "recover"))
    directory.add_argument("--tenant", required=True, help="the tenant's id in Entra ID")
    directory.add_argument("--type", default="", help="what the API calls the kind of the objects, such as User")
    directory.add_argument("--name", default="*", help="pattern of their names")
    directory.add_argument("--id", default="", help="the id of the only one")
    directory.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="a property to set")
    sign_in = commands.add_parser(
        "sign-in",
        help="let somebody sign in with the codes that the simulated backup server shows",
        description="Say who signs in with device codes, at once, or that nobody does.",
    )
    sign_in.add_argument("--user", default="", help="as whom")
    sign_in.add_argument("--error", default="", help="why the sign-in fails")
    sign_in.add_argument("--never", action="store_true", help="nobody signs in")
    faults = commands.add_parser(
        "faults",
        help="let operations fail, take long, wait, time out or be interrupted",
        description="Show the faults that are set, add one, or clear them. Patterns know * and ?.",
    )
    faults.add_argument("--clear", action="store_true", help="clear all faults")
    faults.add_argument("--action", choices=get_args(Action))
    faults.add_argument("--type", default="*", help="pattern of the type, such as '*:VirtualMachine'")
    faults.add_argument(
        "--name", default="*", help="pattern of the resource's name in Azure, or of Pulumi's in Entra ID"
    )
    faults.add_argument("--operation", default="*", choices=("*", "create", "read", "update", "delete", "call"))
    faults.add_argument("--nth", type=int, default=0, help="which matching operation, from 1; 0 means every one")
    faults.add_argument("--seconds", type=float, default=0.0, help="how long duration, delay and time-out last")
    faults.add_argument("--message", default="", help="what a failure says")
    return parser


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 <= seconds < math.inf:
        raise ValueError
    return seconds


def _environment(state: StateFolder) -> dict[str, str]:
    for folder in (state.root, state.backend, state.pulumi_home):
        private_folder(folder)
    prepare(state)
    return environment(_CLONE, state, os.environ)


def _exports(state: StateFolder) -> str:
    wanted = _environment(state)
    # The variable may be there for this command only.
    changed = {name: value for name, value in wanted.items() if os.environ.get(name) != value or name == VARIABLE}
    left_behind = dict.fromkeys(sorted(os.environ.keys() - wanted.keys()), "")
    return "".join(f"export {name}={shlex.quote(value)}\n" for name, value in (changed | left_behind).items())


def _say_machines(done: str, records: Sequence[object]) -> None:
    sys.stdout.write(f"{done} {len(records)} machine{'' if len(records) == 1 else 's'}\n")


def _durations(chosen: argparse.Namespace, state: StateFolder) -> None:
    given = {name: getattr(chosen, name) for name in _DURATIONS if getattr(chosen, name) is not None}
    durations = replace(read_server_durations(state), **given)
    if given:
        write_server_durations(state, durations)
    for name, seconds in asdict(durations).items():
        sys.stdout.write(f"{name}: {seconds:g} s\n")


def _faults(chosen: argparse.Namespace, state: StateFolder) -> None:
    if chosen.clear:
        clear_faults(state.azure)
    if chosen.action:
        fault = Fault(
            action=chosen.action,
            type=chosen.type,
            name=chosen.name,
            operation=chosen.operation,
            nth=chosen.nth,
            seconds=chosen.seconds,
            **({"message": chosen.message} if chosen.message else {}),
        )
        write_faults(state.azure, [*read_faults(state.azure), fault])
    for fault in read_faults(state.azure):
        which = f"number {fault.nth}" if fault.nth else "every"
        lasts = f" for {fault.seconds:g} s" if fault.seconds else ""
        sys.stdout.write(f"{fault.action}{lasts}: {which} {fault.operation} of {fault.type} named {fault.name}\n")
