"""The PowerShell that a backup server runs, with the parameters that it gets. Pure.

The scripts are files of this package. What differs between deployments travels as JSON in base64, beside them: the
script text is the same for every server, and holds neither a name nor a password.
"""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from veeam_entraid.server._answer_file import render_answer_file
from veeam_entraid.server._installation import LICENSE_FILE, InstallationPlan, answer_file
from veeam_entraid.server._setup_results import SETUP_CODES

__all__ = [
    "DiskVolume",
    "InstallationSecrets",
    "disk_script",
    "encode_disks",
    "encode_secrets",
    "encode_settings",
    "hardening_script",
    "installation_settings",
    "ready_script",
    "start_script",
]

_PROGRAM_PLACE: Final = "@PROGRAM@"


@dataclass(frozen=True, slots=True)
class InstallationSecrets:
    """What the machine must know and nobody else may read.

    Attributes:
        iso_url: where the ISO lies, with its signature if it has one.
        administrator_password: that of the local administrator.
        service_account_password: that of the account for the REST API.
        license_file: the licence file in base64; empty for none.
        parameters: values of secret parameters of the answer file.
    """

    iso_url: str
    administrator_password: str
    service_account_password: str
    license_file: str
    parameters: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class DiskVolume:
    """The volume that a data disk gets: its LUN, size in GiB, drive letter and label."""

    lun: int
    size_gb: int
    letter: str
    label: str


def _script(name: str) -> str:
    return files("veeam_entraid.server").joinpath("scripts", name).read_text(encoding="utf-8")


def _encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def start_script() -> str:
    """Return the script that registers the installation and waits for it. It carries the program of the task."""
    return _script("start.ps1").replace(_PROGRAM_PLACE, _encoded(_script("install.ps1")))


def ready_script() -> str:
    """Return the script that waits until the server is ready and reports the result."""
    return _script("ready.ps1")


def disk_script() -> str:
    """Return the script that makes volumes on new data disks."""
    return _script("disks.ps1")


def hardening_script() -> str:
    """Return the script that hardens Windows."""
    return _script("harden.ps1")


def installation_settings(
    plan: InstallationPlan, *, administrator: str, entra_id_database: bool, wait_seconds: int
) -> dict[str, object]:
    """Return what the machine has to know of its installation, without secrets.

    ``revision`` changes with everything that the machine would do otherwise, its program among it.
    """
    settings: dict[str, object] = {
        "administrator": administrator,
        "answerFile": render_answer_file(answer_file(plan, entra_id_database=entra_id_database)),
        "codes": {str(code): {"message": known.message, "action": known.action} for code, known in SETUP_CODES.items()},
        "isoManagedIdentity": plan.iso_managed_identity,
        "isoSha256": plan.iso_sha256,
        "licenseFile": LICENSE_FILE,
        "restPort": plan.rest_port,
        "serviceAccount": plan.service_account,
        "waitSeconds": wait_seconds,
    }
    content = json.dumps(settings, sort_keys=True) + start_script()
    return settings | {"revision": hashlib.sha256(content.encode()).hexdigest()[:16]}


def encode_settings(settings: Mapping[str, object]) -> str:
    """Return settings as the scripts take them."""
    return _encoded(json.dumps(settings, sort_keys=True))


def encode_secrets(secrets: InstallationSecrets) -> str:
    """Return secrets as the scripts take them. The text is as secret as they are."""
    return _encoded(
        json.dumps(
            {
                "isoUrl": secrets.iso_url,
                "administratorPassword": secrets.administrator_password,
                "serviceAccountPassword": secrets.service_account_password,
                "licenseFile": secrets.license_file,
                "parameters": dict(secrets.parameters),
            },
            sort_keys=True,
        )
    )


def encode_disks(volumes: Sequence[DiskVolume]) -> str:
    """Return the layout of the data disks as the script takes it."""
    return _encoded(
        json.dumps(
            [
                {"lun": volume.lun, "sizeGb": volume.size_gb, "letter": volume.letter, "label": volume.label}
                for volume in volumes
            ]
        )
    )
