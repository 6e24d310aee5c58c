r"""The REST API of a Veeam Backup & Replication server, for what concerns Entra ID.

    from veeam_provider.rest import ConnectionSettings, connect, operations

    settings = ConnectionSettings(
        "https://vbr.example.com:9419", r"VBR\pulumi", password, certificate_thumbprint="…"
    )
    with connect(settings) as server:
        for job in server.list(operations.GET_ALL_JOBS, typeFilter="EntraIDTenantBackup"):
            print(job["name"])
        server.wait_for_session(server.call(operations.START_JOB, id=job["id"]))

The client blocks, and threads may share it. :mod:`veeam_provider.rest.payloads` has the types of what goes and comes.
"""

from veeam_provider.rest import operations
from veeam_provider.rest._changing import replace
from veeam_provider.rest._client import BackupServerClient, connect
from veeam_provider.rest._errors import (
    AccessDeniedError,
    ApprovalRequiredError,
    CertificateError,
    InvalidSettingsError,
    LoginRefusedError,
    NotFoundError,
    OperationCancelledError,
    OutcomeUnknownError,
    RefusedError,
    RestError,
    ServerNotReadyError,
    ServerUnavailableError,
    ServerUnreachableError,
    SessionCanceledError,
    SessionFailedError,
    SessionTimeoutError,
    UnreadableReplyError,
    UnsupportedVersionError,
)
from veeam_provider.rest._operation import Listing, Operation
from veeam_provider.rest._reading import read
from veeam_provider.rest._secrets import without_secrets
from veeam_provider.rest._settings import ConnectionSettings, TimeLimits

__all__ = [
    "AccessDeniedError",
    "ApprovalRequiredError",
    "BackupServerClient",
    "CertificateError",
    "ConnectionSettings",
    "InvalidSettingsError",
    "Listing",
    "LoginRefusedError",
    "NotFoundError",
    "Operation",
    "OperationCancelledError",
    "OutcomeUnknownError",
    "RefusedError",
    "RestError",
    "ServerNotReadyError",
    "ServerUnavailableError",
    "ServerUnreachableError",
    "SessionCanceledError",
    "SessionFailedError",
    "SessionTimeoutError",
    "TimeLimits",
    "UnreadableReplyError",
    "UnsupportedVersionError",
    "connect",
    "operations",
    "read",
    "replace",
    "without_secrets",
]
