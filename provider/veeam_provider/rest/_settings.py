"""How to reach a server: read once, refused with every problem, and never shown with what is secret."""

import functools
import ipaddress
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import Final
from urllib.parse import SplitResult, urlsplit

from veeam_provider.rest._errors import InvalidSettingsError

__all__ = ["API_VERSION", "DEFAULT_PORT", "ConnectionSettings", "TimeLimits", "user_agent"]

API_VERSION: Final = "1.3-rev1"
DEFAULT_PORT: Final = 9419

_THUMBPRINT: Final = re.compile(r"[0-9A-F]{40}|[0-9A-F]{64}")
# Copied from a dialog of Windows, a thumbprint has spaces between its bytes and an invisible mark in front.
_BETWEEN_DIGITS: Final = re.compile("[\\s:\u200e-]")
_NAME: Final = re.compile(r"[A-Za-z0-9_-]{1,63}(\.[A-Za-z0-9_-]{1,63})*\.?")
_HEADER_TEXT: Final = re.compile(r"[!-~]+( [!-~]+)*")


@functools.cache
def user_agent() -> str:
    """Return what the client calls itself to the server, with its version."""
    return f"veeam-entraid-provider/{version('veeam-entraid-provider')}"


@dataclass(frozen=True, slots=True)
class TimeLimits:
    """How long to wait, all in seconds.

    Attributes:
        connect: for a connection and its handshake.
        send: for the server to take each part of a request.
        reply: for each part of a reply. Creating a job or a repository can take the server a minute.
        repeat: in which a request that failed for the moment may be sent again.
    """

    connect: float = 10.0
    send: float = 60.0
    reply: float = 120.0
    repeat: float = 60.0


@dataclass(frozen=True, slots=True)
class ConnectionSettings:
    r"""A server and who logs in to it.

    The server's certificate is always checked: against ``certificate_thumbprint``, or against ``ca_certificate``, or,
    without either, against the authorities that the system trusts.

    Attributes:
        endpoint: ``https://host:port``. Without a port it is 9419.
        username: as the product knows it, ``HOST\name`` or ``name``; best a service account of the product.
        password: of that user.
        certificate_thumbprint: of exactly the certificate that the server shows, SHA-1 (40 hexadecimal digits) or
            SHA-256 (64), with or without spaces or colons. Name and validity are then not looked at.
        ca_certificate: certificates in PEM form, one of which has to vouch for the server's.
        api_version: the revision of the API. Revisions rename values, so there is one that is known to work.
        time_limits: for every request.
        proxy: URL of an HTTP proxy. None takes what HTTPS_PROXY and NO_PROXY say, an empty text takes none.
        user_agent: what the client calls itself; this package and its version.

    Raises:
        InvalidSettingsError: with every problem.
    """

    endpoint: str
    username: str
    password: str = field(repr=False)
    certificate_thumbprint: str | None = None
    ca_certificate: str | None = field(default=None, repr=False)
    api_version: str = API_VERSION
    time_limits: TimeLimits = TimeLimits()
    # A proxy's URL may hold a password.
    proxy: str | None = field(default=None, repr=False)
    user_agent: str = field(default_factory=user_agent)

    def __post_init__(self) -> None:
        problems = [*self._problems()]
        if problems:
            raise InvalidSettingsError(problems)

    @property
    def base_url(self) -> str:
        """The URL that every path is below, with its port."""
        address = urlsplit(self.endpoint)
        host = address.hostname or ""
        return f"https://{f'[{host}]' if ':' in host else host}:{address.port or DEFAULT_PORT}"

    @property
    def thumbprint(self) -> str | None:
        """The pinned thumbprint, in capital digits only; None where none is pinned."""
        return None if self.certificate_thumbprint is None else _digits(self.certificate_thumbprint)

    def _problems(self) -> Iterator[str]:
        if not _is_endpoint(self.endpoint):
            yield "endpoint has to be https://HOST:PORT, and nothing else: no other scheme, no path, no user."
        if not self.username:
            yield "username is empty."
        if not self.password:
            yield "password is empty."
        yield from self._certificate_problems()
        if self.proxy and not _is_proxy(self.proxy):
            yield "proxy has to be http://HOST:PORT or https://HOST:PORT."
        for name in ("api_version", "user_agent"):
            if not _HEADER_TEXT.fullmatch(getattr(self, name)):
                yield f"{name} has to be plain text without control characters."

    def _certificate_problems(self) -> Iterator[str]:
        if self.thumbprint is not None and not _THUMBPRINT.fullmatch(self.thumbprint):
            yield "certificate_thumbprint has to have 40 hexadecimal digits (SHA-1) or 64 (SHA-256)."
        if self.ca_certificate is not None and "-----BEGIN CERTIFICATE-----" not in self.ca_certificate:
            yield "ca_certificate has to be a certificate in PEM form."
        if self.thumbprint is not None and self.ca_certificate is not None:
            yield "certificate_thumbprint and ca_certificate exclude each other: give the one that is to decide."


def _digits(thumbprint: str) -> str:
    return _BETWEEN_DIGITS.sub("", thumbprint).upper()


def _is_endpoint(text: str) -> bool:
    address = _split(text)
    return (
        address is not None
        and address.scheme == "https"
        and address.path in ("", "/")
        and not address.query
        and not address.fragment
        and "@" not in address.netloc
    )


def _is_proxy(text: str) -> bool:
    address = _split(text)
    return address is not None and address.scheme in ("http", "https")


def _split(text: str) -> SplitResult | None:
    """Return the parts of a URL with a host; None where it has none, or is no URL."""
    try:
        address = urlsplit(text)
        host = address.hostname or ""
        reachable = address.port != 0 and bool(ipaddress.IPv6Address(host) if ":" in host else _NAME.fullmatch(host))
    except ValueError:
        return None
    # The library drops line breaks from URLs before it looks at them.
    return address if reachable and text.isprintable() else None
