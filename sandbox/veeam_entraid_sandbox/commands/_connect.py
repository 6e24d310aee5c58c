"""Connecting the backup server of the sandbox to a repository: what a person does by the wizard on a real one."""

import getpass
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

import yaml

from veeam_entraid_sandbox.commands._pulumi import answer
from veeam_entraid_sandbox.machines import MachineError
from veeam_entraid_sandbox.machines.wizard import chosen_server, connect_repository, is_connected
from veeam_entraid_sandbox.state import StateFolder, replace_file
from veeam_entraid_sandbox.vbr import Instance

__all__ = [
    "PASSWORD_VARIABLE",
    "GivenRepository",
    "awaits_connection",
    "connect_given",
    "connect_stack",
    "stack_is_connected",
    "stack_outputs",
    "write_pending",
]

PASSWORD_VARIABLE: Final = "VEEAM_ENTRAID_REPOSITORY_PASSWORD"  # noqa: S105 - where it is
"""The environment variable with the password of a repository that is given on the command line."""

_REPOSITORY: Final = "veeam-entraid:repository"
_SERVER: Final = "veeam-entraid:backupServer"
_POSTGRESQL_PORT: Final = 5432


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenRepository:
    """What is said on the command line; what is empty comes from the stack.

    Attributes:
        host: a name or an address.
        port: the TCP port; 0 for PostgreSQL's.
        login: the role.
    """

    host: str = ""
    port: int = 0
    login: str = ""


def connect_given(
    root: Path, state: StateFolder, environment: Mapping[str, str], *, stack: str, given: GivenRepository, server: str
) -> str:
    """Connect a server to the repository that is given, or to that of the stack; return what has been done.

    Raises:
        MachineError: something is missing, or is not as it has to be.
    """
    if given == GivenRepository():
        return connect_stack(state, stack_outputs(root, environment, stack), server)
    if not (given.host and given.login):
        raise MachineError("A repository is given by --host and --login, and by --port where that is not 5432.")
    instance = Instance(
        host=given.host, port=given.port or _POSTGRESQL_PORT, login=given.login, password=_password(given)
    )
    return _connect(state, instance, server, "")


def _password(given: GivenRepository) -> str:
    known = os.environ.get(PASSWORD_VARIABLE, "")
    if not known and sys.stdin.isatty():
        known = getpass.getpass(f"Password of {given.login} on {given.host}: ")
    if not known:
        raise MachineError(f"The password is missing: put it into the environment variable {PASSWORD_VARIABLE}.")
    return known


def connect_stack(state: StateFolder, outputs: Mapping[str, object], server: str = "") -> str:
    """Connect the server to the repository that a stack with these outputs has; return what has been done.

    Raises:
        MachineError: the stack has no such repository, or something is not as it has to be.
    """
    instance = _instance_of(outputs)
    if instance is None:
        raise MachineError(
            "The stack has no remote repository with a login yet: run `make up`, or give one by --host and --login."
        )
    return _connect(state, instance, server, _endpoint_of(outputs))


def stack_is_connected(state: StateFolder, outputs: Mapping[str, object]) -> bool:
    """Return whether the stack's backup server is connected to the stack's repository, as both are now."""
    instance = _instance_of(outputs)
    try:
        return instance is not None and is_connected(chosen_server(state, endpoint=_endpoint_of(outputs)), instance)
    except MachineError:
        return False


def _connect(state: StateFolder, instance: Instance, server: str, endpoint: str) -> str:
    chosen = chosen_server(state, server, endpoint)
    name = record.name if (record := chosen.record) else server
    where = f"{instance.host}:{instance.port} as {instance.login}"
    if not connect_repository(state, chosen, instance):
        return f"The backup server {name} is connected to {where} already: nothing has changed."
    return f"The backup server {name} is connected to {where}. Its services were stopped meanwhile, and answer again."


def _instance_of(outputs: Mapping[str, object]) -> Instance | None:
    host, port, login, password = (outputs.get(f"repository{each}") for each in ("Host", "Port", "Login", "Password"))
    if not (host and login and password and isinstance(port, int | float)):
        return None
    return Instance(host=str(host), port=int(port), login=str(login), password=str(password))


def _endpoint_of(outputs: Mapping[str, object]) -> str:
    return str(outputs.get("backupServerRestEndpoint") or "")


def stack_outputs(root: Path, environment: Mapping[str, str], stack: str) -> dict[str, object]:
    """Return the outputs of a stack, secrets in clear text; none where there is no stack."""
    said = answer(root, environment, "stack", "output", "--json", "--show-secrets", "--stack", stack)
    return cast("dict[str, object]", json.loads(said.stdout or "{}")) if said.returncode == 0 else {}


# The confirmation in a stack's configuration.


def awaits_connection(config_file: Path) -> bool:
    """Return whether the configuration confirms a connection, which somebody then has to make first."""
    repository = _block_of(_read(config_file), _REPOSITORY)
    return repository.get("connection") == "confirmed" and repository.get("hosting") != "local"


def write_pending(config_file: Path, target: Path) -> None:
    """Write the configuration as it is before the connection: without the confirmation, and what comes after it."""
    content = _read(config_file)
    changed: dict[str, Any] = {_REPOSITORY: {**_block_of(content, _REPOSITORY), "connection": "pending"}}
    server = _block_of(content, _SERVER)
    if server:
        changed[_SERVER] = {name: value for name, value in server.items() if name != "hardening"}
    replace_file(target, yaml.safe_dump({**content, "config": {**content["config"], **changed}}).encode())


def _read(config_file: Path) -> dict[str, Any]:
    try:
        return cast("dict[str, Any]", yaml.safe_load(config_file.read_text()) or {})
    except (OSError, yaml.YAMLError):
        # Pulumi says what is wrong with it.
        return {}


def _block_of(content: Mapping[str, Any], key: str) -> dict[str, Any]:
    config = content.get("config")
    block: object = cast("Mapping[str, Any]", config).get(key) if isinstance(config, dict) else None
    return cast("dict[str, Any]", block) if isinstance(block, dict) else {}
