"""Version numbers as tools print them."""

import re
from dataclasses import dataclass
from typing import Final, Self

__all__ = ["Version"]

_NUMBER: Final = re.compile(r"(\d+)\.(\d+)(?:\.(\d+))?")


@dataclass(frozen=True, order=True, slots=True)
class Version:
    """A version without its suffix: a pre-release counts as the release that it leads to."""

    major: int
    minor: int
    patch: int = 0

    @classmethod
    def find(cls, text: str) -> Self | None:
        """The first version in a text such as `v3.259.0`, `go1.26.8` or `uv 0.13.9 (x86_64)`; None without one."""
        found = _NUMBER.search(text)
        if found is None:
            return None
        major, minor, patch = found.groups()
        return cls(int(major), int(minor), int(patch or 0))

    @classmethod
    def of(cls, text: str) -> Self:
        """The version in a text of ours, which has one."""
        version = cls.find(text)
        if version is None:
            raise ValueError(f"no version in {text!r}")
        return version

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"
