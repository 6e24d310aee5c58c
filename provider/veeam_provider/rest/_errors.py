"""Everything that can go wrong with the server, each as an error whose text is for a person."""

from collections.abc import Sequence

__all__ = [
    "AccessDeniedError",
    "ApprovalRequiredError",
    "CertificateError",
    "InvalidSettingsError",
    "LoginRefusedError",
    "NotFoundError",
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
    "UnreadableReplyError",
    "UnsupportedVersionError",
]


class RestError(Exception):
    """Anything that goes wrong between this client and the server. No message holds a secret."""


class InvalidSettingsError(RestError, ValueError):
    """The settings of a connection are wrong.

    Attributes:
        problems: each of them, as one sentence.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = tuple(problems)


class ServerUnreachableError(RestError):
    """No connection came about, and nothing was sent."""


class CertificateError(ServerUnreachableError):
    """The server shows a certificate that is not trusted, and nothing was sent to it."""


class OutcomeUnknownError(RestError):
    """The connection broke, or time ran out, after a request had been sent: the server may have carried it out."""


class UnreadableReplyError(RestError):
    """The server accepted a request and answered with something that is not of the API."""


class RefusedError(RestError):
    """The server answered that it will not.

    Attributes:
        status: of HTTP.
        error_code: the server's ``errorCode``; empty where it gave none. Revisions add to them.
        server_message: the server's ``message``, without anything secret; empty where it gave none.
    """

    def __init__(self, text: str, *, status: int, error_code: str = "", server_message: str = "") -> None:
        super().__init__(text)
        self.status = status
        self.error_code = error_code
        self.server_message = server_message


class LoginRefusedError(RefusedError):
    """The server does not take the user's name and password."""


class AccessDeniedError(RefusedError):
    """The user may not do that."""


class ApprovalRequiredError(RefusedError):
    """The server wants a second administrator to approve, which the API has no way to ask for."""


class NotFoundError(RefusedError):
    """There is no such object."""


class UnsupportedVersionError(RefusedError):
    """The server does not serve the version of the API that was asked for."""


class ServerUnavailableError(RefusedError):
    """The server is busy, starts or restarts (429, 502, 503, 504), and stayed so."""


class ServerNotReadyError(RestError):
    """The server did not become ready in time."""


class SessionFailedError(RestError):
    """A session of the server ended without success.

    Attributes:
        session_id: of the session.
    """

    def __init__(self, text: str, session_id: str) -> None:
        super().__init__(text)
        self.session_id = session_id


class SessionCanceledError(SessionFailedError):
    """Somebody has stopped a session on the server."""


class SessionTimeoutError(RestError):
    """A session was still running when the time that was given had passed. It goes on.

    Attributes:
        session_id: of the session.
    """

    def __init__(self, text: str, session_id: str) -> None:
        super().__init__(text)
        self.session_id = session_id


class OperationCancelledError(RestError):
    """The program was told to stop while it waited."""

    def __init__(self) -> None:
        super().__init__("Cancelled while waiting for the backup server.")
