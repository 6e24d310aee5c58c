"""What the machine has to bring itself, checked all at once before anything is begun."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from veeam_entraid_engine._errors import EngineError
from veeam_entraid_engine._parts import POSTGRESQL_SERVERS, UV, Source
from veeam_entraid_engine._pins import BYTES_TO_BUILD, BYTES_TO_KEEP, MINIMUM_UV
from veeam_entraid_engine._plan import Task

__all__ = ["Facts", "missing", "refusal"]

_ARCHITECTURES: Final = ("x86_64", "aarch64")
_GIGABYTE: Final = 10**9


@dataclass(frozen=True, slots=True)
class Facts:
    """What was found on the machine."""

    system: str
    architecture: str
    has_glibc: bool
    has_uv: bool
    can_make_environments: bool
    free_bytes: int


def missing(tasks: Sequence[Task], facts: Facts, setting: str) -> tuple[str, ...]:
    """Everything that stands in the way of the tasks, each with what to do about it.

    Args:
        tasks: What is due.
        facts: What was found.
        setting: The ways that the user allows, as he wrote them.
    """
    if facts.system != "Linux" or facts.architecture not in _ARCHITECTURES:
        here = f"{facts.system} on {facts.architecture}"
        return (f"Linux on x86_64 or aarch64 is needed, in a container or a virtual machine say; this is {here}.",)
    problems: list[str] = []
    if any(UV in task.unit.parts and not _can_get_uv(task, facts) for task in tasks):
        problems.append(
            "Python's modules venv and ensurepip are missing, and there is no uv "
            f"{MINIMUM_UV} or newer on the PATH. Install them:\n"
            "  Debian, Ubuntu   sudo apt-get install python3-venv\n"
            "  Fedora, RHEL     sudo dnf install python3 python3-pip"
        )
    if any(task.unit == POSTGRESQL_SERVERS for task in tasks) and not facts.has_glibc:
        problems.append(
            "The GNU C library is needed: there are no PostgreSQL servers for another. Use a distribution that has it "
            "(Debian, Ubuntu, Fedora, RHEL, openSUSE, Arch), or a container of one."
        )
    needed = _needed_bytes(tasks)
    if facts.free_bytes < needed:
        problems.append(
            f"{needed / _GIGABYTE:.0f} GB of free disk space are needed where the clone lies; there are "
            f"{facts.free_bytes / _GIGABYTE:.1f} GB. {BYTES_TO_KEEP / _GIGABYTE:.0f} GB is used in the end."
        )
    problems += [
        f"No way is left to get {task.unit.title}: the allowed ways are {setting}. Allow more of them."
        for task in tasks
        if not task.sources
    ]
    return tuple(problems)


def _can_get_uv(task: Task, facts: Facts) -> bool:
    return facts.can_make_environments or (facts.has_uv and Source.PATH in task.sources)


def _needed_bytes(tasks: Sequence[Task]) -> int:
    if any(Source.BUILD in task.sources for task in tasks):
        return BYTES_TO_BUILD
    return BYTES_TO_KEEP if tasks else 0


def refusal(problems: Sequence[str]) -> EngineError:
    """The one error that names all of them."""
    return EngineError("something is missing on this machine.\n" + "\n".join(problems))
