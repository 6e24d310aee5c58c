"""What the stand-ins share: they are Pulumi providers, told apart by what they answer.

A stand-in derives from :class:`StandIn` and deals in Python data; :func:`run` serves it to the engine.
"""

from veeam_entraid_sandbox.plugin._difference import Difference, changed_properties, difference
from veeam_entraid_sandbox.plugin._engine_log import Progress
from veeam_entraid_sandbox.plugin._naming import Autonaming, NamingMode, random_hex
from veeam_entraid_sandbox.plugin._run import run
from veeam_entraid_sandbox.plugin._stand_in import (
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
    StandIn,
    UpdateRequest,
)

__all__ = [
    "Autonaming",
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
    "StandIn",
    "UpdateRequest",
    "changed_properties",
    "difference",
    "random_hex",
    "run",
]
