"""Whom to ask, and as whom: the options that every command with a server has. A password is never one of them."""

import contextlib
import os
import sys
from collections.abc import Generator
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Final, TypeAlias

import typer

from veeam_provider.live import ServerInventory, collect_inventory
from veeam_provider.rest import ConnectionSettings, InvalidSettingsError, RestError, connect

__all__ = ["PASSWORD", "CaCertificate", "CouldNotLookError", "Endpoint", "Thumbprint", "Username", "look"]

PASSWORD: Final = "VEEAM_PASSWORD"  # noqa: S105 - the name of a variable
"""The environment variable that the password is in."""

Endpoint: TypeAlias = Annotated[
    str, typer.Argument(metavar="https://HOST:9419", help="The server's REST API.", envvar="VEEAM_ENDPOINT")
]
Username: TypeAlias = Annotated[
    str,
    typer.Option(
        "--username",
        envvar="VEEAM_USERNAME",
        help=(
            "Who asks; a role that may view is enough. The password comes from the environment variable"
            f" {PASSWORD}, or is asked for."
        ),
    ),
]
Thumbprint: TypeAlias = Annotated[
    str | None,
    typer.Option(
        envvar="VEEAM_CERTIFICATE_THUMBPRINT",
        help="SHA-1 or SHA-256 of exactly the certificate that the server shows. Certificates are always checked.",
    ),
]
CaCertificate: TypeAlias = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        envvar="VEEAM_CA_CERTIFICATE",
        help="Certificates in PEM form, one of which vouches for the server's.",
    ),
]


class CouldNotLookError(Exception):
    """The server could not be asked."""


def look(endpoint: str, username: str, thumbprint: str | None, ca_certificate: Path | None) -> ServerInventory:
    """Return what a server shows.

    Raises:
        CouldNotLookError: why not, as sentences.
    """
    with _failures_told():
        settings = ConnectionSettings(
            endpoint=endpoint,
            username=username,
            password=_password(username),
            certificate_thumbprint=thumbprint,
            ca_certificate=None if ca_certificate is None else _read(ca_certificate),
            user_agent=f"veeam-entraid-cli/{version('veeam-entraid-cli')}",
        )
        with connect(settings) as client:
            return collect_inventory(client, settings.base_url)


@contextlib.contextmanager
def _failures_told() -> Generator[None]:
    try:
        yield
    except InvalidSettingsError as error:
        raise CouldNotLookError("\n".join(error.problems)) from error
    except RestError as error:
        raise CouldNotLookError(str(error)) from error


def _password(username: str) -> str:
    given = os.environ.get(PASSWORD)
    if given:
        return given
    if not sys.stdin.isatty():
        raise CouldNotLookError(f"Put the password of {username} into the environment variable {PASSWORD}.")
    return typer.prompt(f"Password of {username}", hide_input=True, err=True)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except (OSError, UnicodeError) as error:
        raise CouldNotLookError(f"{path} cannot be read as a certificate in PEM form.") from error
