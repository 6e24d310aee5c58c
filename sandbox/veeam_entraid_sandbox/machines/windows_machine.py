"""Windows machines: nothing runs on them, and a Run Command that waits for an installation is told of it.

A script that puts out a line ``veeam-entraid-result: {…}`` waits for the installation of a revision. The answer has
the shape of the real one. It comes only if a Run Command on the same machine has been handed that revision before, in
its parameter ``Settings``, as JSON in base64.
"""

import base64
import binascii
import hashlib
import json
from typing import Any, Final, cast

from veeam_entraid_protocol.properties import Properties, at, list_at, text_at
from veeam_entraid_sandbox.azure import Resource, View, key_of, parent_id
from veeam_entraid_sandbox.azure.types.compute import RUN_COMMAND
from veeam_entraid_sandbox.machines._installations import MachineError

__all__ = ["answer_of_script"]

_MARK: Final = "veeam-entraid-result: "
_BUILD: Final = "13.0.1.1071"
_NOTHING: Final = "The sandbox runs no scripts on this machine."


def answer_of_script(machine: Resource, command: Properties, view: View) -> str:
    """Return what a Run Command puts out on a Windows machine.

    Raises:
        MachineError: it waits for an installation that nobody has started.
    """
    if _MARK not in text_at(command, "source.script"):
        return _NOTHING
    revision = _parameter(command, "Revision")
    for other in view.all_of(RUN_COMMAND):
        if key_of(parent_id(other.id)) != key_of(machine.id) or not other.ready:
            continue
        settings = _settings(other.inputs)
        if revision and settings.get("revision") == revision:
            return _MARK + json.dumps(_result(machine, str(settings.get("serviceAccount", ""))))
    raise MachineError(f"no installation of revision {revision} has been started on this machine")


def _parameter(command: Properties, name: str) -> str:
    values = [at(item, "value") for item in list_at(command, "parameters") if at(item, "name") == name]
    return values[0] if values and isinstance(values[0], str) else ""


def _settings(command: Properties) -> dict[str, Any]:
    try:
        decoded: Any = json.loads(base64.b64decode(_parameter(command, "Settings"), validate=True))
    except (binascii.Error, ValueError):
        return {}
    return cast("dict[str, Any]", decoded) if isinstance(decoded, dict) else {}


def _result(machine: Resource, service_account: str) -> dict[str, str]:
    certificate = key_of(machine.id).encode()
    return {
        "certificateThumbprint": hashlib.sha1(certificate, usedforsecurity=False).hexdigest().upper(),
        "certificateSha256": hashlib.sha256(certificate).hexdigest().upper(),
        "build": _BUILD,
        "serviceAccount": service_account,
    }
