"""Asking the machine what it brings."""

import importlib.util
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from veeam_entraid_engine._environment import probe_environment
from veeam_entraid_engine._parts import CLI, ENGINE, POSTGRESQL_PROVIDER_PART, UV, Layout
from veeam_entraid_engine._pins import MINIMUM_POSTGRESQL_PROVIDER, MINIMUM_PULUMI, MINIMUM_UV
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


class Machine:
    """What the machine brings; asked only when it matters, and only once."""

    def __init__(self, layout: Layout, environment: Mapping[str, str]) -> None:
        self._layout = layout
        self._environment = environment

    @cached_property
    def uv(self) -> Tool | None:
        """A new enough uv."""
        return self._new_enough(UV.name, MINIMUM_UV, "--version")

    @cached_property
    def pulumi(self) -> Tool | None:
        """A new enough CLI whose language hosts are there too."""
        return self._new_enough(CLI.name, MINIMUM_PULUMI, "version") if len(self.engine) == len(ENGINE.parts) else None

    @cached_property
    def engine(self) -> Mapping[str, Path]:
        """The parts of the engine, by name, that lie on the PATH, or beside the CLI on it."""
        cli = self._which(CLI.name)
        beside = str(cli.resolve().parent) if cli else ""
        found = {part.name: self._which(part.name) or self._which(part.name, beside) for part in ENGINE.parts}
        return {name: path for name, path in found.items() if path}

    @cached_property
    def provider(self) -> Tool | None:
        """A new enough PostgreSQL provider."""
        return self._new_enough(POSTGRESQL_PROVIDER_PART.name, MINIMUM_POSTGRESQL_PROVIDER, "--version")

    def go(self, minimum: Version) -> Tool | None:
        """A new enough Go."""
        return self._new_enough("go", minimum, "version")

    def npm(self, minimum: Version) -> Tool | None:
        """A new enough npm."""
        return self._new_enough("npm", minimum, "--version")

    @cached_property
    def facts(self) -> Facts:
        """What the prerequisites depend on."""
        uname = os.uname()
        return Facts(
            system=uname.sysname,
            architecture=uname.machine,
            has_glibc="CS_GNU_LIBC_VERSION" in os.confstr_names and bool(_glibc_version()),
            has_uv=self.uv is not None,
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


def _glibc_version() -> str | None:
    try:
        return os.confstr("CS_GNU_LIBC_VERSION")
    except (OSError, ValueError):
        return None
