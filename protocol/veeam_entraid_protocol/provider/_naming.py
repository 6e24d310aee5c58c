"""The part of autonaming that belongs to the engine's protocol."""

import enum
import hashlib
import secrets
from dataclasses import dataclass

__all__ = ["Autonaming", "NamingMode", "random_hex"]


class NamingMode(enum.Enum):
    """What the stack's configuration says about the names of resources."""

    PROPOSE = "propose"
    ENFORCE = "enforce"
    DISABLE = "disable"


@dataclass(frozen=True, slots=True)
class Autonaming:
    """The name that the stack's configuration proposes for a resource, and how firmly."""

    mode: NamingMode
    proposed: str


def random_hex(seed: bytes, digits: int) -> str:
    """Return that many hexadecimal digits, the same ones for the same seed; without a seed, random ones."""
    if not seed:
        return secrets.token_hex((digits + 1) // 2)[:digits]
    return hashlib.shake_256(seed).hexdigest((digits + 1) // 2)[:digits]
