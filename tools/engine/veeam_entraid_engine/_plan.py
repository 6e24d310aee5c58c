"""What is due, and in which order the ways to it are tried."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from veeam_entraid_engine._errors import EngineError
from veeam_entraid_engine._inputs import Recipes
from veeam_entraid_engine._manifest import Manifest
from veeam_entraid_engine._parts import UNITS, Part, Source, Unit

__all__ = ["ALL_SOURCES", "Task", "allowed_sources", "plan"]

# What the user may leave out: the other two are the only way to the parts that they bring.
_CHOOSABLE: Final = (Source.PATH, Source.RELEASE, Source.BUILD)
ALL_SOURCES: Final = frozenset(Source)
# Where these brought a part of a unit, they bring the rest of it without touching what is there.
_ONE_BY_ONE: Final = ({Source.BUILD}, {Source.NPM})


@dataclass(frozen=True, slots=True)
class Task:
    """The parts of a unit that are due, and the ways to try."""

    unit: Unit
    parts: tuple[Part, ...]
    sources: tuple[Source, ...]


def allowed_sources(setting: str) -> AbstractSet[Source]:
    """Read the setting that leaves ways out, `path,build` say; nothing leaves none out."""
    chosen = [word.strip() for word in setting.split(",") if word.strip()]
    if not chosen:
        return ALL_SOURCES
    unknown = [word for word in chosen if word not in _CHOOSABLE]
    if unknown:
        raise EngineError(f"unknown way {unknown[0]!r}; the ways are {', '.join(_CHOOSABLE)}")
    return (ALL_SOURCES - set(_CHOOSABLE)) | {Source(word) for word in chosen}


def plan(
    manifest: Manifest, recipes: Recipes, intact: AbstractSet[str], allowed: AbstractSet[Source]
) -> tuple[Task, ...]:
    """Decide what has to be got.

    Args:
        manifest: What has been got before.
        recipes: What each part would be made from now, by the ways that exist here.
        intact: The parts whose files are as the manifest says.
        allowed: The ways that the user allows.
    """

    def is_good(part: Part) -> bool:
        entry = manifest.get(part.name)
        if entry is None or part.name not in intact or entry.source not in allowed:
            return False
        recipe = recipes[part.name].get(entry.source)
        return recipe is not None and recipe.inputs == entry.inputs

    tasks: list[Task] = []
    for unit in UNITS:
        available = tuple(part for part in unit.parts if recipes.get(part.name))
        good = [part for part in available if is_good(part)]
        due = tuple(part for part in available if part not in good)
        in_use = {manifest[part.name].source for part in good}
        if not due and len(in_use) <= 1:
            continue
        if in_use in _ONE_BY_ONE:
            tasks.append(Task(unit, due, _usable(unit, due, recipes, in_use)))
        else:
            tasks.append(Task(unit, available, _usable(unit, available, recipes, allowed)))
    return tuple(tasks)


def _usable(unit: Unit, parts: tuple[Part, ...], recipes: Recipes, allowed: AbstractSet[Source]) -> tuple[Source, ...]:
    return tuple(
        source for source in unit.sources if source in allowed and all(source in recipes[p.name] for p in parts)
    )
