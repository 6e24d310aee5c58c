"""Advice: the machine of a backup server is large enough for the product."""

from collections.abc import Iterator
from typing import Final

from veeam_entraid_limits._facts import BackupServer, Fact
from veeam_entraid_limits._finding import Finding, advisory
from veeam_entraid_limits._machine import has_arm_processors, machine_size

__all__ = ["ID", "check_fact"]

ID: Final = "backup-server-size"

_PROCESSORS: Final = 8
_MEMORY_GB: Final = 16


def check_fact(fact: Fact) -> Iterator[Finding]:
    """Find backup servers with fewer than 8 processors, less than 16 GB, or Arm processors, by the size's name."""
    if not isinstance(fact, BackupServer) or not fact.certain:
        return
    lacking = _lacking(fact.machine_size.text)
    if lacking:
        yield advisory(
            ID,
            fact.subject,
            f"{fact.subject} is of a size that has {lacking} ({fact.machine_size.path}): a backup server needs"
            f" {_PROCESSORS} processors (x86-64) and {_MEMORY_GB} GB of memory at least.",
            "Write a size such as Standard_D8s_v5, and a larger one for several jobs at the same time.",
        )


def _lacking(size: str) -> str:
    if has_arm_processors(size):
        return "Arm processors"
    has = machine_size(size)
    if has is None:
        return ""
    parts = [
        f"{has.cpus} vCPU" if has.cpus < _PROCESSORS else "",
        f"{has.memory_gb:g} GB of memory" if has.memory_gb is not None and has.memory_gb < _MEMORY_GB else "",
    ]
    return " and ".join(filter(None, parts))
