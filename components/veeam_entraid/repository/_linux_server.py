"""A backup server on Linux: the vendor's command that connects it, for a person or run on its machine.

Source: Veeam, Entra ID guide, "Managing Microsoft Entra ID Backup Repository". Whether services have to be stopped
before is not documented for this command.
"""

import shlex
from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_azure_native import compute

from veeam_entraid._arguments import Arguments
from veeam_entraid._azure import read_resource_id
from veeam_entraid._resource_ids import VIRTUAL_MACHINE, name_of, resource_group_of

__all__ = ["PASSWORD_VARIABLE", "LinuxServer", "connect_server", "connection_command", "read_linux_server"]

PASSWORD_VARIABLE: Final = "VEEAM_SETUP_ENTRA_ID_PGSQL_PASSWORD"  # noqa: S105 - the name of a variable
"""The variable in which the command looks for the login's password."""

_PROGRAM: Final = "/opt/veeam/vbr/Veeam.Backup.Setup.Linux.dll"
_SECONDS: Final = 30 * 60


@dataclass(frozen=True, slots=True)
class LinuxServer:
    """A backup server on Linux.

    Attributes:
        virtual_machine_id: its machine on Azure, on which commands run as root; None where a person runs them.
    """

    virtual_machine_id: pulumi.Input[str] | None

    @property
    def inputs(self) -> dict[str, object]:
        """The block as policies see it."""
        return {"virtualMachineId": self.virtual_machine_id}


def read_linux_server(reader: Arguments, *, data_plane: bool) -> LinuxServer | None:
    """Read the argument ``linux_backup_server``; None when it is not given.

    Args:
        reader: the arguments of the repository, which collect what is wrong with the block.
        data_plane: whether Pulumi makes the login that the command connects with.
    """
    block = reader.block("linux_backup_server")
    if not reader.has("linux_backup_server"):
        return None
    server = LinuxServer(read_resource_id(block, "virtual_machine_id", VIRTUAL_MACHINE))
    if server.virtual_machine_id is not None and not data_plane:
        block.problem(
            "virtual_machine_id",
            "needs dataPlane, because the command connects with a login that has to be there: leave one of the two out",
        )
    block.refuse_unread()
    return server


def connection_command(host: str, port: int, login: str) -> str:
    """Return the command that connects a server, in one line, as the vendor demands. It holds no password."""
    switches = (f"/EntraIdSqlServerName:{host}", f"/EntraIdSqlServerPort:{port}", f"/EntraIdSqlServerLogin:{login}")
    return shlex.join(("dotnet", _PROGRAM, "entraiddbconfigurator", *switches))


def connect_server(
    name: str,
    machine_id: pulumi.Input[str],
    command: pulumi.Output[str],
    password: pulumi.Output[str],
    *,
    location: pulumi.Input[str] | None,
    opts: pulumi.ResourceOptions,
) -> pulumi.Resource:
    """Run the command on the server's machine, and again whenever it or the password changes.

    Args:
        name: the component's name.
        machine_id: resource id of the machine.
        command: what connects it.
        password: that of the login.
        location: region of the machine.
        opts: options of the resource.
    """
    return compute.VirtualMachineRunCommandByVirtualMachine(
        f"{name}-connect",
        run_command_name=f"veeam-entraid-connect-{name}",
        vm_name=name_of(machine_id),
        source=compute.VirtualMachineRunCommandScriptSourceArgs(script=command.apply(_script)),
        # The machine's agent hands a named parameter over as a variable of that name.
        protected_parameters=[compute.RunCommandInputParameterArgs(name=PASSWORD_VARIABLE, value=password)],
        async_execution=False,
        treat_failure_as_deployment_failure=True,
        timeout_in_seconds=_SECONDS,
        resource_group_name=resource_group_of(machine_id),
        location=location,
        opts=opts,
    )


def _script(command: str) -> str:
    return f"""#!/bin/bash
set -euo pipefail
: "${{{PASSWORD_VARIABLE}:?was not handed over}}"
export {PASSWORD_VARIABLE}
exec {command}
"""
