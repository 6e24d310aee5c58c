"""Getting tools that PyPI carries: uv itself, and with it Go and npm where the machine has none."""

import sys
from pathlib import Path

from veeam_entraid_engine._environment import python_environment
from veeam_entraid_engine._inputs import pinned_version
from veeam_entraid_engine._parts import UV, Part, Source
from veeam_entraid_engine._place import place
from veeam_entraid_engine._workshop import Workshop

__all__ = ["get_package", "get_uv"]


def get_uv(workshop: Workshop, parts: tuple[Part, ...]) -> None:
    """Get uv with the pip of an environment of its own, which is gone again afterwards."""
    layout, work = workshop.layout, workshop.scratch("uv")
    requirements = layout.requirements / "uv.txt"
    version = pinned_version(requirements.read_text())
    environment = python_environment(workshop.environment, layout.cache, layout.work)
    with workshop.progress.step(f"getting uv {version} from PyPI") as step:
        for command in (
            [sys.executable, "-m", "venv", work / "venv"],
            [
                *(work / "venv" / "bin" / "python", "-m", "pip", "--no-input", "install", "--no-cache-dir"),
                *("--no-user", "--no-deps", "--only-binary=:all:", "--require-hashes", "-r", requirements),
            ],
        ):
            workshop.run(command, environment=environment, cwd=work, log="uv", step=step)
        place(work / "venv" / "bin" / "uv", layout.engine / UV.files[0], layout)
        workshop.record(Source.PYPI, parts)
        step.done(f"got uv {version}")


def get_package(workshop: Workshop, name: str, why: str) -> Path:
    """Get, with uv, the one package of a requirements file, and tell the folder that it lies in.

    Args:
        workshop: Where the folder is made; it is there until everything is done.
        name: The requirements file's.
        why: What the package is got for.
    """
    layout = workshop.layout
    requirements = layout.requirements / f"{name}.txt"
    version = pinned_version(requirements.read_text())
    folder = layout.cache / f"{name}-{version}"
    if folder.exists():
        return folder
    made = workshop.scratch(name) / "package"
    environment = python_environment(workshop.environment, layout.cache, layout.work)
    with workshop.progress.step(f"getting {name} {version} from PyPI", f", as {why}") as step:
        workshop.run(
            [
                *(layout.engine / UV.files[0], "pip", "install", "--quiet", "--python", sys.executable),
                *("--no-deps", "--only-binary", ":all:", "--require-hashes", "-r", requirements, "--target", made),
            ],
            environment=environment,
            cwd=layout.root,
            log=name,
            step=step,
        )
        place(made, folder, layout)
        step.done(f"got {name} {version}")
    return folder
