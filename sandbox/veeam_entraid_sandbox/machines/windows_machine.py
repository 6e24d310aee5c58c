"""Windows machines: what their Run Commands do. The installation of a backup server is real, in its own way.

Scripts are not run. Two kinds of commands count, by what they are handed: one whose parameter ``Settings`` (JSON in
base64) has a ``revision`` and an ``answerFile`` installs a backup server, with what its protected parameter ``Secrets``
holds; one whose script puts out a line ``veeam-entraid-result: {…}`` waits for the installation of its parameter
``Revision``, and reports what that server shows.
"""

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Any, Final, cast
from xml.etree import ElementTree as ET

from veeam_entraid_protocol.properties import Properties, at, list_at, text_at
from veeam_entraid_protocol.provider import Progress
from veeam_entraid_sandbox.azure import Resource, Store
from veeam_entraid_sandbox.machines._addresses import AddressBook
from veeam_entraid_sandbox.machines._installations import MachineError
from veeam_entraid_sandbox.machines._server_records import Setup
from veeam_entraid_sandbox.machines.backup_server import BackupServer, backup_server_of
from veeam_entraid_sandbox.machines.name_resolution import address_of_machine
from veeam_entraid_sandbox.state import StateFolder

__all__ = ["WindowsMachine"]

_MARK: Final = "veeam-entraid-result: "
_NOTHING: Final = "The sandbox runs no scripts on this machine."
_REST_PORT: Final = 9419
_WAIT_SECONDS: Final = 85 * 60
_STILL: Final = "at the stage setup. It goes on by itself: run pulumi up again later."
_AGREEMENTS: Final = (
    "ACCEPT_EULA",
    "ACCEPT_LICENSING_POLICY",
    "ACCEPT_THIRDPARTY_LICENSES",
    "ACCEPT_REQUIRED_SOFTWARE",
)
_DATABASE: Final = "VBR_ENTRAID_DATABASE_INSTALL"


class WindowsMachine:
    """One machine and the backup server that may be on it."""

    def __init__(self, state: StateFolder, addresses: AddressBook, machine: Resource) -> None:
        self._addresses = addresses
        self._machine = machine
        self._server = backup_server_of(state, machine.id)

    @property
    def server(self) -> BackupServer:
        """The backup server, there or not."""
        return self._server

    def run(self, command: Properties, store: Store, progress: Progress) -> str:
        """Do what a Run Command does, and return what it puts out.

        Raises:
            MachineError: the installation fails, or there is none to wait for.
        """
        settings = _decoded(_parameter(command, "parameters", "Settings"))
        if settings.get("revision") and settings.get("answerFile"):
            self._install(settings, _decoded(_parameter(command, "protectedParameters", "Secrets")), store)
            if at(command, "asyncExecution") is not True:
                progress.status("installing Veeam Backup & Replication")
                self._wait(settings.get("waitSeconds"), progress)
            return "Veeam Backup & Replication is installed and answers."
        if _MARK in text_at(command, "source.script"):
            progress.status("waiting for Veeam Backup & Replication")
            return _MARK + json.dumps(self._reported(command, progress))
        return _NOTHING

    def _install(self, settings: Mapping[str, Any], secrets: Mapping[str, Any], store: Store) -> None:
        administrator = str(settings.get("administrator", ""))
        self._demand_administrator(administrator, str(secrets.get("administratorPassword", "")))
        answers = _answers(str(settings["answerFile"]))
        with store.view() as view:
            address = address_of_machine(self._machine, self._addresses, view)
        self._server.install(
            self._machine,
            Setup(
                revision=str(settings["revision"]),
                administrator=administrator,
                administrator_password=str(secrets["administratorPassword"]),
                service_account=_required(settings, "serviceAccount"),
                service_password=_required(secrets, "serviceAccountPassword"),
                license=str(secrets.get("licenseFile") or ""),
            ),
            name=text_at(self._machine.inputs, "osProfile.computerName") or text_at(self._machine.inputs, "vmName"),
            address=address,
            port=int(settings.get("restPort") or _REST_PORT),
            has_database=answers.get(_DATABASE) == "1",
        )

    def _demand_administrator(self, login: str, password: str) -> None:
        """Demand who the task runs as: Windows registers none with a wrong password."""
        inputs = self._machine.inputs
        known = text_at(inputs, "osProfile.adminPassword")
        if login != text_at(inputs, "osProfile.adminUsername") or not password or known not in ("", password):
            raise MachineError("The user name or password of the administrator, as whom setup is to run, is incorrect.")

    def _reported(self, command: Properties, progress: Progress) -> dict[str, str]:
        revision = _parameter(command, "parameters", "Revision")
        record = self._server.record
        if not record or not revision or self._server.revision != revision:
            raise MachineError(f"no installation of revision {revision} has been started on this machine")
        port = _parameter(command, "parameters", "RestPort")
        if port and port != str(record.port):
            raise MachineError(f"the REST API answers on port {record.port}, and nothing on port {port}")
        self._wait(_parameter(command, "parameters", "WaitSeconds"), progress)
        certificate = self._server.certificate
        return {
            "certificateThumbprint": certificate.thumbprint,
            "certificateSha256": certificate.sha256,
            "build": self._server.build,
            "serviceAccount": self._server.service_account,
        }

    def _wait(self, seconds: object, progress: Progress) -> None:
        limit = float(str(seconds)) if seconds else _WAIT_SECONDS
        try:
            served = self._server.wait_until_served(limit, progress)
        except MachineError as error:
            raise MachineError(f"The installation failed at the stage setup: {error}") from error
        if not served:
            raise MachineError(f"The installation is still {_STILL}")


def _parameter(command: Properties, block: str, name: str) -> str:
    values = [at(item, "value") for item in list_at(command, block) if at(item, "name") == name]
    return values[0] if values and isinstance(values[0], str) else ""


def _decoded(text: str) -> dict[str, Any]:
    """Return JSON in base64; nothing where it is none, or no object."""
    try:
        decoded: Any = json.loads(base64.b64decode(text, validate=True))
    except (binascii.Error, ValueError):
        return {}
    return cast("dict[str, Any]", decoded) if isinstance(decoded, dict) else {}


def _required(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name)
    if not isinstance(value, str) or not value:
        raise MachineError(f"The installation is not told its {name}.")
    return value


def _answers(text: str) -> dict[str, str]:
    """Return the properties of an answer file, as far as setup accepts it."""
    try:
        # S314: it comes from the deployment, which may do anything here anyway.
        root = ET.fromstring(text)  # noqa: S314
    except ET.ParseError as error:
        raise MachineError(f"Setup did not accept the answer file: it is no XML ({error}).") from error
    answers = {each.get("name", ""): each.get("value", "") for each in root.iter("property")}
    missing = [name for name in _AGREEMENTS if answers.get(name) != "1"]
    if missing:
        raise MachineError(f"Setup did not accept the answer file: {', '.join(missing)} has to be 1.")
    return answers
