"""Advice: the image of a backup server's machine is one that the product can be installed on."""

from collections.abc import Iterator
from typing import Final

from veeam_entraid_limits._facts import BackupServer, Fact
from veeam_entraid_limits._finding import Finding, advisory
from veeam_entraid_limits._machine import EditionProblem, edition_problem

__all__ = ["ID", "check_fact"]

ID: Final = "backup-server-image"


def check_fact(fact: Fact) -> Iterator[Finding]:
    """Find backup servers whose image is Server Core, or has a small system disk."""
    if not isinstance(fact, BackupServer) or not fact.certain:
        return
    edition = fact.image_edition
    match edition_problem(edition.text):
        case EditionProblem.SERVER_CORE:
            yield advisory(
                ID,
                fact.subject,
                f"{fact.subject} has an image of Server Core ({edition.path}), on which the backup server is not"
                " supported.",
                "Write an edition with the desktop, such as 2022-datacenter-g2.",
            )
        case EditionProblem.SMALL_DISK:
            yield advisory(
                ID,
                fact.subject,
                f"{fact.subject} has an image with a small system disk ({edition.path}): the installation medium takes"
                " about 17 GB, and an update wants about 55 GB free.",
                "Write the edition without smalldisk, such as 2022-datacenter-g2, and a system disk of 256 GB.",
            )
        case None:
            return
