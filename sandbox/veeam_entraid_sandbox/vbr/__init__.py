"""A simulated Veeam Backup & Replication server: the part of its REST API that configures Entra ID backups.

:class:`Engine` is the server without a network, :func:`application` its API over ASGI, and :class:`SimulatedServer`
serves it over HTTPS. It knows the vendor's document and none of this project's rules.
"""

from veeam_entraid_sandbox.vbr._application import ConnectionCutError, application
from veeam_entraid_sandbox.vbr._clock import ManualClock, SystemClock
from veeam_entraid_sandbox.vbr._configuration_files import (
    ConfigurationFile,
    ConfigurationFileError,
    configuration_files,
)
from veeam_entraid_sandbox.vbr._console import Console, read_console, write_console
from veeam_entraid_sandbox.vbr._document import Document, Operation, document
from veeam_entraid_sandbox.vbr._engine import Engine
from veeam_entraid_sandbox.vbr._errors import ApiError
from veeam_entraid_sandbox.vbr._faults import (
    FaultAction,
    ServerFault,
    clear_server_faults,
    read_server_faults,
    write_server_faults,
)
from veeam_entraid_sandbox.vbr._instance import Instance, read_instance, write_instance
from veeam_entraid_sandbox.vbr._people import redirect_after
from veeam_entraid_sandbox.vbr._production import ChangeAction, DirectoryChange, change_directory
from veeam_entraid_sandbox.vbr._serving import LOOPBACK, SimulatedServer
from veeam_entraid_sandbox.vbr._settings import BUILD, Account, Durations, ServerSettings
from veeam_entraid_sandbox.vbr._store import StoreInUseError
from veeam_entraid_sandbox.vbr._tenant_database import database_name
from veeam_entraid_sandbox.vbr._trace import Traced, read_trace
from veeam_entraid_sandbox.vbr.services.licensing import license_file

__all__ = [
    "BUILD",
    "LOOPBACK",
    "Account",
    "ApiError",
    "ChangeAction",
    "ConfigurationFile",
    "ConfigurationFileError",
    "ConnectionCutError",
    "Console",
    "DirectoryChange",
    "Document",
    "Durations",
    "Engine",
    "FaultAction",
    "Instance",
    "ManualClock",
    "Operation",
    "ServerFault",
    "ServerSettings",
    "SimulatedServer",
    "StoreInUseError",
    "SystemClock",
    "Traced",
    "application",
    "change_directory",
    "clear_server_faults",
    "configuration_files",
    "database_name",
    "document",
    "license_file",
    "read_console",
    "read_instance",
    "read_server_faults",
    "read_trace",
    "redirect_after",
    "write_console",
    "write_instance",
    "write_server_faults",
]
