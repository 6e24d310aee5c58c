"""What each part would be made from: its version, and a checksum of all that decides how it comes out."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

from veeam_entraid_engine._go_modules import TARGETS, GoMod, link_flags, part_version, read_go_mod
from veeam_entraid_engine._parts import (
    ENGINE,
    POSTGRESQL_PROVIDER_PART,
    PSQL,
    PYTHON_EXECUTOR,
    UV,
    Layout,
    Source,
    postgresql_server,
)
from veeam_entraid_engine._pins import (
    MINIMUM_POSTGRESQL_PROVIDER,
    MINIMUM_PSQL,
    MINIMUM_PULUMI,
    MINIMUM_UV,
    POSTGRESQL_MAJORS,
    RELEASE,
)

__all__ = ["Recipe", "Recipes", "locked_postgresql", "pinned_version", "postgresql_package", "read_recipes"]

_PINNED: Final = re.compile(r"^(?P<name>[a-z0-9-]+)==(?P<version>\S+)", re.MULTILINE)
_NPM_ARCHITECTURES: Final = {"x86_64": "linux-x64", "aarch64": "linux-arm64"}


@dataclass(frozen=True, slots=True)
class Recipe:
    """One way to one part: the version that it gives, and the checksum of its inputs."""

    version: str
    inputs: str


# For each part, by name, the ways that exist on this architecture.
Recipes = Mapping[str, Mapping[Source, Recipe]]


def read_recipes(layout: Layout, architecture: str) -> Recipes:
    """Read what every part would be made from in this clone."""
    recipes: dict[str, dict[Source, Recipe]] = {}

    def add(name: str, source: Source, version: str, inputs: str) -> None:
        recipes.setdefault(name, {})[source] = Recipe(version, inputs)

    minimums = {part.name: MINIMUM_PULUMI for part in ENGINE.parts}
    minimums |= {
        UV.name: MINIMUM_UV,
        PSQL.name: MINIMUM_PSQL,
        POSTGRESQL_PROVIDER_PART.name: MINIMUM_POSTGRESQL_PROVIDER,
    }
    for name, minimum in minimums.items():
        add(name, Source.PATH, f">= {minimum}", f">= {minimum}")

    if architecture in RELEASE.sha256:
        for part in ENGINE.parts:
            add(part.name, Source.RELEASE, RELEASE.version, RELEASE.sha256[architecture])

    for part in (UV, PSQL):
        requirements = layout.requirements / f"{part.name}.txt"
        add(part.name, Source.PYPI, pinned_version(requirements.read_text()), _checksum([requirements], layout.root))

    for name, recipe in _built(layout).items():
        add(name, Source.BUILD, recipe.version, recipe.inputs)

    locked = locked_postgresql((layout.postgresql_package / "package-lock.json").read_text(), architecture)
    for major, recipe in locked.items():
        add(postgresql_server(major).name, Source.NPM, recipe.version, recipe.inputs)
    return recipes


def pinned_version(requirements: str) -> str:
    """The version of the one package in a requirements file."""
    (found,) = _PINNED.finditer(requirements)
    return found.group("version")


def locked_postgresql(package_lock: str, architecture: str) -> dict[int, Recipe]:
    """The PostgreSQL servers, by major version, that the lock file has for an architecture."""
    packages = cast("dict[str, dict[str, str]]", json.loads(package_lock)["packages"])
    found = {
        major: packages.get(f"node_modules/{postgresql_package(major, architecture)}") for major in POSTGRESQL_MAJORS
    }
    return {major: Recipe(_server_version(p["version"]), p["integrity"]) for major, p in found.items() if p}


def postgresql_package(major: int, architecture: str) -> str:
    """What `package.json` calls the package of a server."""
    return f"postgresql-{major}-{_NPM_ARCHITECTURES.get(architecture, architecture)}"


def _server_version(npm_version: str) -> str:
    """PostgreSQL's own number in `17.10.0-beta.17`: 17.10."""
    return ".".join(npm_version.split(".")[:2])


def _built(layout: Layout) -> dict[str, Recipe]:
    mods: dict[str, GoMod] = {}
    recipes: dict[str, Recipe] = {}
    for target in TARGETS:
        module = layout.go_modules / target.module
        if target.module not in mods:
            mods[target.module] = read_go_mod((module / "go.mod").read_text())
        mod = mods[target.module]
        files = [module / "go.mod", module / "go.sum"]
        if target.own_sources is not None:
            files += [f for f in sorted((module / target.own_sources).glob("*.go")) if not f.match("*_test.go")]
        inputs = _checksum(files, layout.root, target.package, link_flags(target.module, mod))
        recipes[target.part.name] = Recipe(part_version(target.part, mod), inputs)
    # The script comes out of the SDK, whose version go.mod and go.sum pin.
    engine = [layout.go_modules / "engine" / "go.mod", layout.go_modules / "engine" / "go.sum"]
    recipes[PYTHON_EXECUTOR.name] = Recipe(
        part_version(PYTHON_EXECUTOR, mods["engine"]), _checksum(engine, layout.root)
    )
    return recipes


def _checksum(files: Iterable[Path], root: Path, *words: str) -> str:
    digest = hashlib.sha256("\0".join(words).encode())
    for file in files:
        content = file.read_bytes()
        digest.update(f"\0{file.relative_to(root)}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()
