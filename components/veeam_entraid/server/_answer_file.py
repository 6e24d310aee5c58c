"""The answer file of the product's unattended installation. Pure; it never holds a password.

Source: Veeam, "Installing Veeam Backup & Replication in Unattended Mode" and its page on the answer file. Optional
parameters without use have to be absent, or the installer stops.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from xml.etree import ElementTree as ET

__all__ = ["AGREEMENTS", "PLUG_INS", "AnswerFile", "render_answer_file"]

AGREEMENTS: Final = ("ACCEPT_EULA", "ACCEPT_LICENSING_POLICY", "ACCEPT_THIRDPARTY_LICENSES", "ACCEPT_REQUIRED_SOFTWARE")
"""What has to be accepted, by the parameters that say so."""

PLUG_INS: Final = ("ahv", "kvm", "pve", "scp", "aws", "azure", "kasten")
"""Plug-ins that the installer brings along unless it is told not to."""


@dataclass(frozen=True, slots=True)
class AnswerFile:
    """What the answer file says.

    Attributes:
        agreements_accepted: whether the person who deploys accepts the four agreements.
        entra_id_database: whether the bundled PostgreSQL keeps Entra ID backups too.
        parameters: the other parameters, by the installer's names; only those that have a use.
        secret_parameters: names of parameters whose values reach the machine as secrets and are set there.
    """

    agreements_accepted: bool
    entra_id_database: bool
    parameters: Mapping[str, str] = field(default_factory=dict[str, str])
    secret_parameters: tuple[str, ...] = ()


def render_answer_file(answers: AnswerFile) -> str:
    """Return the answer file as XML, UTF-8. Values of secret parameters are empty until the machine sets them."""
    root = ET.Element("unattendedInstallationConfiguration", bundle="Vbr", mode="install", version="1.0")
    properties = ET.SubElement(root, "properties")
    accepted = dict.fromkeys(AGREEMENTS, "1") if answers.agreements_accepted else {}
    plain = accepted | {"VBR_ENTRAID_DATABASE_INSTALL": "1" if answers.entra_id_database else "0"}
    for name, value in {**plain, **answers.parameters}.items():
        ET.SubElement(properties, "property", name=name, value=value)
    for name in answers.secret_parameters:
        ET.SubElement(properties, "property", name=name, value="", hidden="1")
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"
