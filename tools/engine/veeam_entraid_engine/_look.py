"""Asking the machine what it brings."""

import importlib.util
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from veeam_entraid_engine._environment import probe_environment
from veeam_entraid_engine._parts import CLI, POSTGRESQL_PROVIDER_PART, PSQL, UV, Layout, Part
from veeam_entraid_engine._pins import MINIMUM_POSTGRESQL_PROVIDER, MINIMUM_PSQL, MINIMUM_PULUMI, MINIMUM_UV
from veeam_entraid_engine._prerequisites import Facts
from veeam_entraid_engine._process import ask
from veeam_entraid_engine._version import Version

__all__ = ["Machine", "Tool", "architecture"]


def architecture() -> str:
    """The processor, in the kernel's words."""
    return os.uname().machine


@dataclass(frozen=True, slots=True)
class Tool:
    """Something found on the PATH."""

    path: Path
    version: Version


_QUESTIONS: Final = {
    UV: (MINIMUM_UV, "--version"),
    PSQL: (MINIMUM_PSQL, "--version"),
    CLI: (MINIMUM_PULUMI, "version"),
    POSTGRESQL_PROVIDER_PART: (MINIMUM_POSTGRESQL_PROVIDER, "--version"),
}


class Machine:
    """What the machine brings, apart from what this package has made itself."""

    def __init__(self, layout: Layout, environment: Mapping[str, str]) -> None:
        self._layout = layout
        self._environment = environment

    def tool(self, part: Part) -> Tool | None:
        """A part that says that it is new enough."""
        minimum, question = _QUESTIONS[part]
        return self._new_enough(part.name, minimum, question)

    def find(self, parts: Sequence[Part]) -> tuple[Path, ...]:
        """Those of the parts that lie on the PATH, or beside the first of them."""
        first = self._which(parts[0].name)
        beside = str(first.resolve().parent) if first else ""
        found = (self._which(part.name) or self._which(part.name, beside) for part in parts)
        return tuple(path for path in found if path)

    def go(self, minimum: Version) -> Tool | None:
        """A new enough Go."""
        return self._new_enough("go", minimum, "version")

    def npm(self, minimum: Version) -> Tool | None:
        """A new enough npm."""
        return self._new_enough("npm", minimum, "--version")

    def facts(self) -> Facts:
        """What the prerequisites depend on."""
        uname = os.uname()
        return Facts(
            system=uname.sysname,
            architecture=uname.machine,
            has_glibc=_has_glibc(),
            has_uv=self.tool(UV) is not None,
            can_make_environments=all(importlib.util.find_spec(name) for name in ("venv", "ensurepip")),
            free_bytes=shutil.disk_usage(self._layout.engine).free,
        )

    def _new_enough(self, name: str, minimum: Version, question: str) -> Tool | None:
        path = self._which(name)
        if path is None:
            return None
        answer = ask([path, question], probe_environment(self._environment, self._layout.work), self._layout.work)
        version = Version.find(answer or "")
        return Tool(path, version) if version is not None and version >= minimum else None

    def _which(self, name: str, folders: str | None = None) -> Path | None:
        """Find a program outside of what this package has made itself."""
        path = self._environment.get("PATH", "") if folders is None else folders
        for folder in path.split(os.pathsep):
            found = shutil.which(name, path=folder) if folder else None
            if found and not self._is_ours(Path(found)):
                return Path(found).absolute()
        return None

    def _is_ours(self, path: Path) -> bool:
        engine = self._layout.engine.resolve()
        return engine in path.absolute().parents or engine in path.resolve().parents


def _has_glibc() -> bool:
    try:
        return bool(os.confstr("CS_GNU_LIBC_VERSION"))
    except (OSError, ValueError):
        return False
