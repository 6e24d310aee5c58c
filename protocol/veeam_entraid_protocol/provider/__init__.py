"""The frame of a Pulumi provider: the engine's calls on one side, Python data on the other.

A provider derives from :class:`ResourceProvider`; a :class:`Servicer` puts it behind the protocol, and
:func:`serve_provider` serves it to the engine that started the process.
"""

from veeam_entraid_protocol.provider._difference import Change, Difference, changed_properties, difference
from veeam_entraid_protocol.provider._engine_log import Progress
from veeam_entraid_protocol.provider._naming import Autonaming, NamingMode, random_hex
from veeam_entraid_protocol.provider._provider import (
    Checked,
    CheckFailure,
    CheckRequest,
    Created,
    CreateRequest,
    DeleteRequest,
    DiffRequest,
    Found,
    InitializationFailedError,
    ReadRequest,
    RefusedError,
    ResourceProvider,
    UpdateRequest,
)
from veeam_entraid_protocol.provider._servicer import Servicer, serve_provider

__all__ = [
    "Autonaming",
    "Change",
    "CheckFailure",
    "CheckRequest",
    "Checked",
    "CreateRequest",
    "Created",
    "DeleteRequest",
    "DiffRequest",
    "Difference",
    "Found",
    "InitializationFailedError",
    "NamingMode",
    "Progress",
    "ReadRequest",
    "RefusedError",
    "ResourceProvider",
    "Servicer",
    "UpdateRequest",
    "changed_properties",
    "difference",
    "random_hex",
    "serve_provider",
]
