"""The provider's configuration: which server, who logs in, and how long to wait for it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from veeam_entraid_protocol import UNKNOWN, Secret
from veeam_entraid_protocol.properties import Properties
from veeam_entraid_protocol.provider import Checked, CheckFailure
from veeam_provider.rest import ConnectionSettings, InvalidSettingsError
from veeam_provider.schema import TEXT, ObjectType, Property, TextType, bare

__all__ = ["CONFIGURATION", "ENVIRONMENT", "Configuration", "InvalidConfigurationError", "check", "read"]

_DURATION: Final = re.compile(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?|(\d+)")
_DEFAULT_READY: Final = "150m"

ENVIRONMENT: Final = {"endpoint": "VEEAM_ENDPOINT", "username": "VEEAM_USERNAME", "password": "VEEAM_PASSWORD"}
"""Environment variables that are read where the configuration is silent."""

CONFIGURATION: Final = ObjectType(
    "Configuration",
    {
        "endpoint": Property(
            type=TextType(meaning="a text such as https://vbr.example.com:9419"),
            required=True,
            description="Where the REST API of the backup server is: https://HOST:PORT. Without a port it is 9419.",
        ),
        "username": Property(
            type=TEXT,
            required=True,
            description=r"Who logs in: HOST\name or name, best a service account of the product.",
        ),
        "password": Property(type=TEXT, required=True, secret=True, description="The password."),
        "certificateThumbprint": Property(
            type=TEXT,
            description="The thumbprint of exactly the certificate that the server shows: SHA-1 or SHA-256. Without"
            " it and without caCertificate the authorities of the system are trusted. Nothing switches the check"
            " off.",
        ),
        "caCertificate": Property(
            type=TEXT, description="Certificates in PEM form, one of which vouches for the server's certificate."
        ),
        "apiVersion": Property(
            type=TEXT, default="1.3-rev1", description="The revision of the API. Others rename values."
        ),
        "readyTimeout": Property(
            type=TextType(_DURATION, 'a duration such as "150m" or "2h30m"'),
            default=_DEFAULT_READY,
            description="How long the first operation waits for a server that still installs itself.",
        ),
    },
)


class InvalidConfigurationError(Exception):
    """The configuration is wrong. The text says everything that is."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """A configuration that is right.

    Attributes:
        connection: where the server is, and who logs in.
        ready_seconds: how long to wait for it.
    """

    connection: ConnectionSettings
    ready_seconds: float


def check(inputs: Properties, environment: Mapping[str, str]) -> Checked:
    """Return the configuration with defaults, and everything that is wrong with it as far as it is known."""
    given = {
        name: value for name, value in inputs.items() if bare(value) is not None and name in CONFIGURATION.properties
    }
    found = {**_ambient(environment), **given}
    failures = [*CONFIGURATION.property_problems(found)]
    plain = {name: bare(value) for name, value in found.items()}
    if not failures and UNKNOWN not in plain.values():
        failures = [
            CheckFailure("", problem) for problem in _problems({name: str(each) for name, each in plain.items()})
        ]
    password = given.get("password")
    if password is not None and not isinstance(password, Secret):
        given["password"] = Secret(password)
    return Checked({**inputs, **given}, tuple(failures))


def read(variables: Mapping[str, str], environment: Mapping[str, str]) -> Configuration:
    """Return the configuration that the engine hands over.

    Raises:
        InvalidConfigurationError: with every problem.
    """
    given: dict[str, str] = {**_ambient(environment), **{name: value for name, value in variables.items() if value}}
    missing = [name for name, each in CONFIGURATION.properties.items() if each.required and not given.get(name)]
    if missing:
        listed = ", ".join(f"veeam:{name}" for name in missing)
        raise InvalidConfigurationError(
            f"The configuration of the provider veeam lacks {listed}: pulumi config set them (--secret the"
            f" password), or hand"
            " them to a veeam Provider."
        )
    try:
        connection = _connection(given)
    except InvalidSettingsError as error:
        raise InvalidConfigurationError(f"The configuration of the provider veeam is wrong: {error}") from error
    seconds = _seconds(given.get("readyTimeout") or _DEFAULT_READY)
    if seconds is None:
        raise InvalidConfigurationError('readyTimeout has to be a duration such as "150m" or "2h30m".')
    return Configuration(connection, seconds)


def _problems(given: Mapping[str, str]) -> tuple[str, ...]:
    try:
        _connection(given)
    except InvalidSettingsError as error:
        return error.problems
    return ()


def _connection(given: Mapping[str, str]) -> ConnectionSettings:
    return ConnectionSettings(
        endpoint=given["endpoint"],
        username=given["username"],
        password=given["password"],
        certificate_thumbprint=given.get("certificateThumbprint") or None,
        ca_certificate=given.get("caCertificate") or None,
        api_version=given.get("apiVersion") or "1.3-rev1",
    )


def _ambient(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: environment[variable] for name, variable in ENVIRONMENT.items() if environment.get(variable)}


def _seconds(duration: str) -> float | None:
    found = _DURATION.fullmatch(duration.strip())
    if found is None or not any(found.groups()):
        return None
    hours, minutes, seconds, bare_seconds = (int(part or 0) for part in found.groups())
    return float(hours * 3600 + minutes * 60 + seconds + bare_seconds)
