"""The disk of a flexible server.

Sources: Microsoft, "Storage options" and "Premium SSD v2" (Azure Database for PostgreSQL); Microsoft, "Azure
managed disk types" (sizes and tiers of premium disks).
"""

from dataclasses import dataclass
from typing import Final

from veeam_entraid._arguments import Arguments

__all__ = ["PREMIUM", "PREMIUM_V2", "ServerStorage", "read_storage", "size_problem"]

PREMIUM: Final = "Premium_LRS"
PREMIUM_V2: Final = "PremiumV2_LRS"
_ULTRA: Final = "UltraSSD_LRS"

_OWN_TIER: Final = {
    32: "P4",
    64: "P6",
    128: "P10",
    256: "P15",
    512: "P20",
    1024: "P30",
    2048: "P40",
    4096: "P50",
    8192: "P60",
    16384: "P70",
    32767: "P80",
}
"""The sizes of premium disks, in GiB, with the performance tier of each."""

_TIERS: Final = tuple(_OWN_TIER.values())
_MOST: Final = 2**31 - 1


@dataclass(frozen=True, slots=True)
class ServerStorage:
    """The disk.

    Attributes:
        type: its kind.
        tier: performance tier; empty for the one of its size.
        auto_grow: whether Azure enlarges it in time.
        iops: operations per second; 0 where the tier decides.
        throughput: MB per second; 0 where the tier decides.
    """

    type: str
    tier: str
    auto_grow: bool
    iops: int
    throughput: int


def read_storage(block: Arguments, size_gb: int) -> ServerStorage:
    """Read the block; the size is an argument beside it."""
    kind = block.choice("type", (PREMIUM, PREMIUM_V2, _ULTRA), PREMIUM)
    premium = kind == PREMIUM
    if premium:
        block.refuse(("iops", "throughput"), "on Premium_LRS, whose tier decides: write tier, or another type, or")
    else:
        block.refuse(("tier",), f"on {kind}, where iops and throughput decide")
    storage = ServerStorage(
        type=kind,
        tier=block.choice("tier", _TIERS, "") if premium else "",
        auto_grow=block.flag("auto_grow", default=premium),
        iops=0 if premium else _read_performance(block, "iops", kind, 3000, 80000),
        throughput=0 if premium else _read_performance(block, "throughput", kind, 125, 1200),
    )
    own = _OWN_TIER.get(size_gb, "")
    if storage.tier and own and _TIERS.index(storage.tier) < _TIERS.index(own):
        block.problem("tier", f"is below {own}, which a disk of {size_gb} GiB has: write {own} or a higher one")
    if kind == PREMIUM_V2 and storage.auto_grow:
        block.problem("auto_grow", "has to be false on PremiumV2_LRS, which cannot grow by itself")
    return storage


def _read_performance(block: Arguments, name: str, kind: str, least: int, most: int) -> int:
    bounds = (least, most) if kind == PREMIUM_V2 else (1, _MOST)
    number = block.integer(name, bounds[0], minimum=bounds[0], maximum=bounds[1])
    block.missing(name, f"a whole number, which {kind} needs")
    return number


def size_problem(storage: ServerStorage, size_gb: int) -> str:
    """Return what is wrong with the size of the disk, in GiB; nothing if Azure has it."""
    if storage.type != PREMIUM or size_gb in _OWN_TIER:
        return ""
    listed = ", ".join(str(size) for size in _OWN_TIER)
    return f"is not a size that flexible servers have: write one of {listed}"
