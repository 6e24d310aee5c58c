"""What people do around a simulated backup server: in the tenants that it protects, and at Microsoft's sign-in page."""

from collections.abc import Sequence
from dataclasses import replace
from typing import get_args

from veeam_entraid_sandbox.machines import MachineError
from veeam_entraid_sandbox.state import StateFolder
from veeam_entraid_sandbox.vbr import (
    ChangeAction,
    DirectoryChange,
    change_directory,
    read_console,
    write_console,
)

__all__ = ["change_tenant", "let_sign_in"]


def change_tenant(
    state: StateFolder, action: str, tenant: str, *, type_: str, name: str, id_: str, properties: Sequence[str]
) -> str:
    """Let somebody change a tenant, and return what there is to say.

    Args:
        state: the sandbox's state folder.
        action: create, change, delete, erase or recover.
        tenant: the tenant's id in Entra ID.
        type_: what the API calls the kind of the objects; empty for any.
        name: pattern of their names.
        id_: the id of the only one; empty for any.
        properties: what is set, as NAME=VALUE each.

    Raises:
        MachineError: something that is set has no value, or an object that is made no type.
    """
    given = next(each for each in get_args(ChangeAction) if each == action)
    pairs = [each.partition("=") for each in properties]
    if any(not separator for _, separator, _ in pairs):
        raise MachineError("What is set has the form NAME=VALUE, such as jobTitle=Baker.")
    if action == "create" and not type_:
        raise MachineError("An object that is made has a type: say --type User, for example.")
    found = {key: {"true": True, "false": False}.get(value, value) for key, _, value in pairs}
    change = DirectoryChange(tenant=tenant, action=given, id=id_, type=type_, name=name, properties=found)
    change_directory(state.server, [change])
    return "The server knows with its next request.\n"


def let_sign_in(state: StateFolder, *, user: str, error: str, never: bool) -> str:
    """Say who signs in with the codes that the server shows, if somebody does, and return what there is to say."""
    console = read_console(state.server)
    changed = replace(console, sign_in_after=None if never else 0.0, sign_in_error=error)
    write_console(state.server, replace(changed, sign_in_user=user or console.sign_in_user))
    if never:
        return "Nobody signs in.\n"
    return f"{user or console.sign_in_user} signs in with every code{f', and fails: {error}' if error else ''}.\n"
