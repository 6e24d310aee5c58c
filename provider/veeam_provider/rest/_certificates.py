"""Whom the client talks to: the certificate of every connection is checked before anything is sent over it.

A pin is enforced in the handshake itself. The context hands out sockets whose handshake ends with the comparison, so
there is no connection, direct or through a proxy, on which a request could precede it. There is no context here that
checks nothing.
"""

import hashlib
import ssl
from typing import Final, Self

from veeam_provider.rest._errors import InvalidSettingsError
from veeam_provider.rest._settings import ConnectionSettings

__all__ = ["PinMismatchError", "tls_context"]

_SHA1_DIGITS: Final = 40


class PinMismatchError(ssl.SSLError):
    """The server shows another certificate than the pinned one.

    Attributes:
        shown: the thumbprint of the certificate that it shows.
        pinned: the thumbprint that was expected.
    """

    def __init__(self, shown: str, pinned: str) -> None:
        super().__init__(f"the certificate has the thumbprint {shown}, not {pinned}")
        self.shown = shown
        self.pinned = pinned


def tls_context(settings: ConnectionSettings) -> ssl.SSLContext:
    """Return what decides on the server's certificate.

    Raises:
        InvalidSettingsError: ``ca_certificate`` cannot be read.
    """
    if settings.thumbprint is not None:
        return _PinnedContext(settings.thumbprint)
    try:
        return ssl.create_default_context(cadata=settings.ca_certificate)
    except ssl.SSLError:
        raise InvalidSettingsError(["ca_certificate cannot be read: is it whole, and in PEM form?"]) from None


class _PinnedSocket(ssl.SSLSocket):
    """A socket whose handshake ends with a look at the certificate."""

    def do_handshake(self, block: bool = False) -> None:  # noqa: FBT001, FBT002 - as the library declares it
        super().do_handshake(block)
        _check(self.getpeercert(binary_form=True), self.context)


class _PinnedObject(ssl.SSLObject):
    """The same for TLS inside of TLS, through a proxy."""

    def do_handshake(self) -> None:
        super().do_handshake()
        _check(self.getpeercert(binary_form=True), self.context)


class _PinnedContext(ssl.SSLContext):
    """Trusts one certificate, whatever its issuer, name and dates."""

    sslsocket_class = _PinnedSocket
    sslobject_class = _PinnedObject
    thumbprint: str

    def __new__(cls, thumbprint: str) -> Self:
        context = super().__new__(cls, ssl.PROTOCOL_TLS_CLIENT)
        context.thumbprint = thumbprint
        # OpenSSL's own checks would refuse the self-signed certificate that the product makes.
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return context


def _check(certificate: bytes | None, context: ssl.SSLContext) -> None:
    pinned = context.thumbprint if isinstance(context, _PinnedContext) else ""
    shown = _thumbprint(certificate or b"", sha1=len(pinned) == _SHA1_DIGITS)
    if shown != pinned:
        raise PinMismatchError(shown, pinned)


def _thumbprint(certificate: bytes, *, sha1: bool) -> str:
    # A forger would need a second certificate for a given SHA-1, which nobody can make; collisions are of no use here.
    algorithm = hashlib.sha1(certificate) if sha1 else hashlib.sha256(certificate)  # noqa: S324
    return algorithm.hexdigest().upper()
