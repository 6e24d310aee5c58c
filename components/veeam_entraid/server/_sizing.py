"""What a backup server's roles need of a machine, and advice where that exceeds what a size of Azure has.

Sources: Veeam, "System Requirements" (Backup Server, General-Purpose Backup Proxy, Cache Repository, Backup
Repository, and its limitations: on one machine 2 GB are subtracted for every role but one).
"""

from dataclasses import dataclass
from typing import Final

from veeam_entraid._arguments import Arguments
from veeam_entraid_limits import has_arm_processors, machine_size

__all__ = [
    "ADVISED_OS_DISK_GB",
    "Need",
    "Workload",
    "need_of",
    "processor_problem",
    "read_workload",
    "sizing_advice",
]

ADVISED_OS_DISK_GB: Final = 256
"""The ISO is about 17 GB, and an update wants about 55 GB free (Veeam, Before You Upgrade)."""

_SHARED_GB: Final = 2.0
_SERVER_CPUS: Final = 8


@dataclass(frozen=True, slots=True)
class Workload:
    """What a backup server has to do at once.

    Attributes:
        concurrent_jobs: jobs that run at the same time.
        proxy_tasks: tasks of the default proxy at the same time.
        log_sources: tenants whose logs are backed up at the same time; none needs neither cache nor repository.
        object_storage: whether the logs go to object storage.
    """

    concurrent_jobs: int = 1
    proxy_tasks: int = 1
    log_sources: int = 0
    object_storage: bool = False


@dataclass(frozen=True, slots=True)
class Need:
    """What a machine has to have: processors, and memory in GB."""

    cpus: int
    memory_gb: float


def read_workload(reader: Arguments) -> Workload:
    """Return the workload that the argument ``workload`` describes."""
    block = reader.block("workload")
    workload = Workload(
        concurrent_jobs=block.integer("concurrent_jobs", 1, minimum=1, maximum=1000),
        proxy_tasks=block.integer("proxy_tasks", 1, minimum=1, maximum=128),
        log_sources=block.integer("log_sources", 0, minimum=0, maximum=1000),
        object_storage=block.flag("object_storage", default=False),
    )
    block.refuse_unread()
    return workload


def need_of(workload: Workload) -> Need:
    """Return what the roles of one machine need together.

    Memory adds up. Of processors the largest figure counts: the vendor does not say that they add up.
    """
    roles = [
        Need(_SERVER_CPUS, 16 + 0.5 * workload.concurrent_jobs),
        Need(2 * workload.proxy_tasks, 4 + 4 * workload.proxy_tasks),
    ]
    if sources := workload.log_sources:
        cache = (
            Need(2 + 6 * sources, 4 + 16 * sources)
            if workload.object_storage
            else Need(2 + 4 * sources, 4 + 4 * sources)
        )
        roles += [cache, Need(0, 4 + 4 * sources)]
    memory = sum(role.memory_gb for role in roles) - _SHARED_GB * (len(roles) - 1)
    return Need(max(role.cpus for role in roles), memory)


def processor_problem(size: str) -> str:
    """Return what is wrong with the processors of a size, if its name tells; nothing if they will do."""
    if has_arm_processors(size):
        return "has Arm processors, and the backup server runs on x86-64 only: write one such as Standard_D8s_v5"
    return ""


def sizing_advice(size: str, os_disk_size_gb: int, workload: Workload) -> tuple[str, ...]:
    """Return, in sentences, where a machine is smaller than advised. Nothing where the size's name does not tell."""
    advice: list[str] = []
    has, need = machine_size(size), need_of(workload)
    if has and has.cpus < need.cpus:
        advice.append(
            f"vmSize {size} has {has.cpus} vCPU, and this workload needs {need.cpus} (Veeam, System Requirements)."
        )
    if has and has.memory_gb is not None and has.memory_gb < need.memory_gb:
        advice.append(
            f"vmSize {size} has {has.memory_gb:g} GB of memory, and this workload needs {need.memory_gb:g}"
            " (Veeam, System Requirements)."
        )
    if os_disk_size_gb < ADVISED_OS_DISK_GB:
        advice.append(
            f"osDiskSizeGb {os_disk_size_gb} is less than {ADVISED_OS_DISK_GB}: the installation medium takes about"
            " 17 GB, and an update wants about 55 GB free."
        )
    return tuple(advice)
