"""What the product's installer says by its numbers, and what an installation reports at its end. Pure.

Source: Veeam, "Installing Veeam Backup & Replication in Unattended Mode" (result codes, error codes).
"""

import json
from dataclasses import dataclass
from typing import Any, Final

__all__ = [
    "HARDENING_MARK",
    "RESULT_MARK",
    "SETUP_CODES",
    "InstallationResult",
    "SetupCode",
    "open_restart",
    "parse_result",
    "setup_code",
]

RESULT_MARK: Final = "veeam-entraid-result: "
"""What the line begins with that carries the result, as JSON."""

HARDENING_MARK: Final = "veeam-entraid-hardening: "
"""The same for what hardening reports."""


@dataclass(frozen=True, slots=True)
class SetupCode:
    """What a code means.

    Attributes:
        message: in a sentence.
        action: what follows: ``done``, ``restart`` (the machine restarts and setup goes on), or ``fail``.
    """

    message: str
    action: str = "fail"


SETUP_CODES: Final = {
    0: SetupCode("Setup succeeded.", "done"),
    1: SetupCode("The product is already installed.", "done"),
    2: SetupCode("The product has been removed."),
    11: SetupCode("A restart of Windows was pending before setup began.", "restart"),
    12: SetupCode("The required software needs a restart of Windows.", "restart"),
    13: SetupCode("The product needs a restart of Windows.", "restart"),
    14: SetupCode("The account has to sign out and in again.", "restart"),
    101: SetupCode("Setup did not start: check the installation medium, and that the account is an administrator."),
    102: SetupCode("Setup did not accept the answer file: a property is unknown, empty or missing."),
    103: SetupCode("The conditions for a start of setup are not met, such as the version of Windows."),
    104: SetupCode("A property of the answer file is not valid."),
    105: SetupCode("The properties of the answer file do not go together."),
    106: SetupCode("The system check failed: compare the machine with the system requirements."),
    107: SetupCode("The required software could not be installed."),
    108: SetupCode("The database server could not be installed or reached."),
    109: SetupCode("The product could not be installed."),
    110: SetupCode("The update that belongs to the product could not be installed."),
    111: SetupCode("The services did not start."),
    112: SetupCode("The product could not be removed."),
    113: SetupCode("Setup met an unexpected error."),
    1603: SetupCode("Setup failed."),
    3010: SetupCode("Setup succeeded and needs a restart of Windows.", "restart"),
    3011: SetupCode("Setup succeeded, and the account has to sign out and in again.", "restart"),
}
"""Result codes of the process (0, 1603, 3010, 3011) and error codes of setup (the others). A restart signs out too."""


def setup_code(code: int) -> SetupCode:
    """Return what a code means; one that is not documented is a failure."""
    return SETUP_CODES.get(code) or SetupCode(f"Setup ended with {code}, a code that is not documented.")


@dataclass(frozen=True, slots=True)
class InstallationResult:
    """What an installation reports at its end.

    Attributes:
        certificate_thumbprint: SHA-1 of the certificate of the REST API, as Windows writes it: 40 capital hex digits.
        certificate_sha256: SHA-256 of the same certificate, 64 capital hex digits.
        build: the product's build, such as ``13.0.1.1071``.
        service_account: the login that was made for the REST API.
    """

    certificate_thumbprint: str
    certificate_sha256: str
    build: str
    service_account: str


def parse_result(output: str | None) -> InstallationResult | None:
    """Return the result that the output of a Run Command carries; None where there is none that can be read.

    Azure keeps the end of a long output only, so the last line with the mark counts.
    """
    try:
        found = _reported(output, RESULT_MARK)
        result = InstallationResult(
            certificate_thumbprint=str(found["certificateThumbprint"]).upper(),
            certificate_sha256=str(found["certificateSha256"]).upper(),
            build=str(found["build"]),
            service_account=str(found["serviceAccount"]),
        )
    except (ValueError, KeyError, TypeError):
        return None
    return result


def open_restart(output: str | None) -> str | None:
    """Return since when hardening waits for a restart of Windows, in UTC as ISO 8601 writes it.

    Empty where it waits for none, and None where the output does not say.
    """
    try:
        since = _reported(output, HARDENING_MARK)["waitsForRestartSince"]
    except (ValueError, KeyError, TypeError):
        return None
    return str(since)


def _reported(output: str | None, mark: str) -> Any:  # noqa: ANN401 - whatever JSON there is
    """Return what the last line with a mark carries.

    Raises:
        ValueError: there is no such line, or no JSON in it.
    """
    reports = [line.partition(mark.strip())[2] for line in (output or "").splitlines() if mark.strip() in line]
    if not reports:
        raise ValueError("nothing is reported")
    return json.loads(reports[-1])
