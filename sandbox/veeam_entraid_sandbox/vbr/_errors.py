"""What the API answers when it does not do what it is asked to."""

from typing import Final

from veeam_entraid_sandbox.vbr._json import JsonObject

__all__ = [
    "ApiError",
    "denied",
    "expired_token",
    "internal",
    "invalid_token",
    "not_found",
    "refused",
    "unexpected_content",
    "unknown_path",
    "unknown_version",
    "wrong_method",
]

_BAD_REQUEST: Final = 400
_UNAUTHORIZED: Final = 401
_FORBIDDEN: Final = 403
_NOT_FOUND: Final = 404
_INTERNAL: Final = 500


class ApiError(Exception):
    """An answer with an error in it."""

    def __init__(self, status: int, code: str, message: str) -> None:
        """Make the answer.

        Args:
            status: the HTTP status.
            code: one of the document's error codes.
            message: one English sentence.
        """
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message

    @property
    def body(self) -> JsonObject:
        """The documented form of an error."""
        return {"errorCode": self.code, "message": self.message}


def refused(message: str) -> ApiError:
    """Return the answer to what conflicts with what is there, or breaks a rule of the server."""
    return ApiError(_BAD_REQUEST, "UnknownError", message)


def unexpected_content(message: str) -> ApiError:
    """Return the answer to a request that does not have the documented form."""
    return ApiError(_BAD_REQUEST, "UnexpectedContent", message)


def unknown_version(message: str) -> ApiError:
    """Return the answer to a request for a version of the API that is not served."""
    return ApiError(_BAD_REQUEST, "NotImplemented", message)


def wrong_method(message: str) -> ApiError:
    """Return the answer to a method that the path does not have."""
    return ApiError(_BAD_REQUEST, "MethodNotAllowed", message)


def invalid_token(message: str) -> ApiError:
    """Return the answer to a request without a token that holds."""
    return ApiError(_UNAUTHORIZED, "InvalidToken", message)


def expired_token(message: str) -> ApiError:
    """Return the answer to a request whose token has expired."""
    return ApiError(_UNAUTHORIZED, "ExpiredToken", message)


def denied(message: str, *, known: bool = True) -> ApiError:
    """Return the answer to somebody who may not do that; ``known`` says whether the server knows who it is."""
    return ApiError(_FORBIDDEN if known else _UNAUTHORIZED, "AccessDenied", message)


def not_found(what: str, id_: str) -> ApiError:
    """Return the answer to a request for an object that is not there."""
    return ApiError(_NOT_FOUND, "NotFound", f"There is no {what} with the id {id_}.")


def unknown_path(path: str) -> ApiError:
    """Return the answer to a path that the API does not have."""
    return ApiError(_NOT_FOUND, "InvalidURI", f"The API has no path {path}.")


def internal(message: str) -> ApiError:
    """Return the answer after a failure of the server's own."""
    return ApiError(_INTERNAL, "UnknownError", message)
