"""What the names of Azure's machine sizes and images tell of a machine.

Sources: Microsoft, "Azure virtual machine sizes naming conventions", and the pages of the families. Veeam's GB and
Azure's GiB are taken for the same.
"""

import enum
import re
from dataclasses import dataclass
from typing import Final

__all__ = ["EditionProblem", "SizeOfMachine", "edition_problem", "has_arm_processors", "machine_size"]

_SIZE: Final = re.compile(
    r"(?:Standard|Basic)_(?P<family>[A-Z]+)(?P<cpus>\d{1,4})(?:-(?P<constrained>\d{1,4}))?(?P<features>[a-z]*)"
    r"(?P<accelerator>_[A-Z][A-Za-z0-9]*)?(?:_v(?P<version>\d{1,4}))?"
)
_WORD: Final = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class SizeOfMachine:
    """What a size has: processors, and memory in GiB; None where the name does not tell."""

    cpus: int
    memory_gb: float | None


def machine_size(size: str) -> SizeOfMachine | None:
    """Return what a size has, as far as its name tells; None where it tells nothing."""
    match = _SIZE.fullmatch(size)
    if match is None:
        return None
    family, version = match["family"], int(match["version"] or 1)
    if family in {"A", "G", "GS", "DS"} or (family == "D" and version <= 2):  # noqa: PLR2004 - v3 counts processors
        # These number their sizes, whatever they have.
        return None
    cpus = int(match["cpus"])
    per_cpu = _memory_per_cpu(family, match["features"], version, cpus)
    return SizeOfMachine(int(match["constrained"] or cpus), None if per_cpu is None else per_cpu * cpus)


def _memory_per_cpu(family: str, features: str, version: int, cpus: int) -> float | None:
    low, high = "l" in features, "m" in features
    if family == "B" and version == 1:
        # Of the first version only the sizes with much memory, from two processors on, follow a rule.
        return 4.0 if high and cpus > 1 else None
    if family in {"D", "B"}:
        return 2.0 if low else 4.0
    if family == "F":
        # From version 6 on F has three ratios, before it has one.
        return 2.0 if low or version < 6 else 8.0 if high else 4.0  # noqa: PLR2004
    return {"E": 8.0, "L": 8.0}.get(family)


def has_arm_processors(size: str) -> bool:
    """Return whether the name of a size tells that it has Arm processors."""
    match = _SIZE.fullmatch(size)
    return match is not None and "p" in match["features"]


class EditionProblem(enum.Enum):
    """Why an edition of Windows Server does not do for a backup server."""

    SERVER_CORE = "Server Core"
    SMALL_DISK = "smalldisk"


def edition_problem(sku: str) -> EditionProblem | None:
    """Return what the name of an edition tells against it; None if nothing."""
    words = _WORD.findall(sku.lower())
    if "core" in words or "servercore" in words:
        return EditionProblem.SERVER_CORE
    if any("smalldisk" in word for word in words):
        return EditionProblem.SMALL_DISK
    return None
