"""What makes a Linux machine the PostgreSQL server of a repository: cloud-init and Run Command, rendered.

Neither carries a secret: the machine fetches what it needs from the key vault, by its identity.
"""

import base64
import json
from dataclasses import asdict, dataclass
from importlib.resources import files
from pathlib import PurePosixPath
from typing import Final

import yaml

from veeam_entraid.repository._instance_backup import BACKUP_FAILED, BACKUP_SUCCEEDED
from veeam_entraid.repository._settings import CERTIFICATE_FILE

__all__ = ["MachineSettings", "render_cloud_config", "render_run_command"]

_DIRECTORY: Final = "/etc/veeam-entraid"
_PROGRAM: Final = "/usr/local/sbin/veeam-entraid-repository"

# Security updates go in by themselves; what would end the jobs that are running, a restart of PostgreSQL or of the
# machine, waits for `veeam-entraid-repository update`.
_UPDATES: Final = """\
APT::Periodic::Update-Package-Lists "1";
APT::Periodic::Unattended-Upgrade "1";
Unattended-Upgrade::Automatic-Reboot "false";
Unattended-Upgrade::Package-Blacklist { "^postgresql"; "^pgbackrest$"; };
"""
_RESTARTS: Final = "$nrconf{override_rc}{qr(^postgresql)} = 0;\n"


@dataclass(frozen=True, slots=True)
class MachineSettings:
    """What the machine needs to know.

    Attributes:
        engine_version: major version of PostgreSQL.
        port: TCP port of PostgreSQL.
        administrator_login: the login that Pulumi uses.
        key_vault_uri: where its secrets lie.
        identity_client_id: the identity by which it fetches them.
        administrator_verifier_secret: name, a slash and version of the secret with the verifier of the
            administrator's password.
        server_key_secret: the same of the secret with the key of its certificate.
        certificate: its certificate, PEM.
        settings: its part of ``postgresql.conf``.
        hba: its ``pg_hba.conf``.
        backup: its ``pgbackrest.conf``; empty for no backups.
        full_schedule: when full backups start.
        differential_schedule: when differential backups start.
    """

    engine_version: int
    port: int
    administrator_login: str
    key_vault_uri: str
    identity_client_id: str
    administrator_verifier_secret: str
    server_key_secret: str
    certificate: str
    settings: str
    hba: str
    backup: str = ""
    full_schedule: str = ""
    differential_schedule: str = ""


def _files(machine: MachineSettings) -> dict[str, str]:
    facts = asdict(machine)
    described = {
        "engineVersion": facts["engine_version"],
        "port": facts["port"],
        "administratorLogin": facts["administrator_login"],
        "keyVaultUri": facts["key_vault_uri"],
        "identityClientId": facts["identity_client_id"],
        "secrets": {
            "administratorVerifier": facts["administrator_verifier_secret"],
            "serverKey": facts["server_key_secret"],
        },
    }
    if machine.backup:
        described["backup"] = {
            "full": machine.full_schedule,
            "diff": machine.differential_schedule,
            "succeeded": BACKUP_SUCCEEDED,
            "failed": BACKUP_FAILED,
        }
    return {
        f"{_DIRECTORY}/repository.json": json.dumps(described, indent=2) + "\n",
        f"{_DIRECTORY}/postgresql.conf": machine.settings,
        f"{_DIRECTORY}/pg_hba.conf": machine.hba,
        # Empty without backups: what is left of earlier ones has to go.
        f"{_DIRECTORY}/pgbackrest.conf": machine.backup,
        CERTIFICATE_FILE: machine.certificate,
        "/etc/apt/apt.conf.d/52-veeam-entraid": _UPDATES,
        "/etc/needrestart/conf.d/veeam-entraid.conf": _RESTARTS,
    }


def render_cloud_config(machine: MachineSettings) -> str:
    """Return the cloud-config that installs PostgreSQL and makes the repository at the first boot."""
    config = {
        "package_update": True,
        "packages": ["curl", "jq", "postgresql-common", "rsyslog", "unattended-upgrades"],
        "write_files": [
            *({"path": path, "content": content, "permissions": "0644"} for path, content in _files(machine).items()),
            {"path": _PROGRAM, "content": _program(), "permissions": "0755"},
        ],
        "runcmd": [[_PROGRAM, "install"]],
    }
    return "#cloud-config\n" + yaml.safe_dump(config, sort_keys=False)


def render_run_command(machine: MachineSettings) -> str:
    """Return the script that waits for the installation and applies the present settings.

    It runs again whenever a setting or a secret changes: cloud-init runs only once in a machine's life. The machine's
    program comes with it, so that an older machine has the present one.
    """
    written = {**_files(machine), _PROGRAM: _program()}
    lines = [
        "#!/bin/bash",
        "set -eu",
        "cloud-init status --wait > /dev/null || true",
        f"mkdir -p {' '.join(sorted({str(PurePosixPath(path).parent) for path in written}))}",
        *(_write(path, content) for path, content in written.items()),
        f"chmod 0755 {_PROGRAM}",
        f"{_PROGRAM} apply",
    ]
    return "\n".join(lines) + "\n"


def _program() -> str:
    return files("veeam_entraid.repository").joinpath("machine.sh").read_text(encoding="utf-8")


def _write(path: str, content: str) -> str:
    encoded = base64.b64encode(content.encode()).decode()
    return f"base64 --decode > {path} <<< '{encoded}'"
