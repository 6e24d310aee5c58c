"""What every way of getting a part works with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from veeam_entraid_engine._inputs import Recipe, Recipes
from veeam_entraid_engine._look import Machine
from veeam_entraid_engine._parts import Layout, Part, Source
from veeam_entraid_engine._place import record, scratch
from veeam_entraid_engine._process import run
from veeam_entraid_engine._progress import Progress, Step

__all__ = ["Workshop"]


@dataclass(frozen=True, slots=True)
class Workshop:
    """The clone, the machine, the user's environment, and somebody to tell."""

    layout: Layout
    machine: Machine
    recipes: Recipes
    environment: Mapping[str, str]
    progress: Progress
    lock: int

    def run(
        self, command: Sequence[str | Path], *, environment: Mapping[str, str], cwd: Path, log: str, step: Step
    ) -> None:
        """Run a tool to its end; its output goes to a log of that name."""
        file = self.layout.logs / f"{log}.log"
        run(command, environment=environment, cwd=cwd, log=file, lock=self.lock, step=step)

    def scratch(self, purpose: str) -> Path:
        """A fresh folder for unfinished work."""
        return scratch(self.layout, purpose)

    def record(self, source: Source, parts: Sequence[Part], version: str | None = None) -> None:
        """Note parts that are in their place now, with the version found where the recipe only has a minimum."""
        recipes = [self.recipes[part.name][source] for part in parts]
        if version is not None:
            recipes = [Recipe(version, recipe.inputs) for recipe in recipes]
        record(self.layout, source, zip(parts, recipes, strict=True))
