"""Putting what has been got into its place, whole or not at all, and taking notes of it."""

import hashlib
import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from tempfile import mkdtemp

from veeam_entraid_engine._errors import EngineError
from veeam_entraid_engine._inputs import Recipe
from veeam_entraid_engine._manifest import Entry, Manifest, dump, parse
from veeam_entraid_engine._parts import PARTS, Layout, Part, Source

__all__ = ["clear", "intact", "load", "place", "place_link", "record", "scratch"]


def scratch(layout: Layout, purpose: str) -> Path:
    """A fresh folder for unfinished work."""
    layout.work.mkdir(parents=True, exist_ok=True)
    return Path(mkdtemp(prefix=f"{purpose}-", dir=layout.work))


def place(made: Path, target: Path, layout: Layout) -> None:
    """Move a finished file or folder to where it belongs, over what is there."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if made.is_dir() and target.exists():
        target.rename(scratch(layout, "old") / target.name)
    made.replace(target)


def place_link(to: Path, target: Path, layout: Layout) -> None:
    """Link to a file that the machine has brought, or to one of the engine's own: so that the clone can be moved."""
    link = scratch(layout, "link") / target.name
    link.symlink_to(os.path.relpath(to, target.parent) if layout.engine in to.parents else to)
    place(link, target, layout)


def load(layout: Layout) -> Manifest:
    """Read what has been got before."""
    try:
        return parse(layout.manifest.read_text())
    except OSError:
        return {}


def intact(layout: Layout, manifest: Manifest) -> frozenset[str]:
    """The names of the parts whose files are there, and whole."""

    def is_whole(part: Part) -> bool:
        sizes = {name: _size(layout.engine / name) for name in part.files}
        return part.name in manifest and sizes == manifest[part.name].files

    return frozenset(part.name for part in PARTS if is_whole(part))


def record(layout: Layout, source: Source, got: Iterable[tuple[Part, Recipe]]) -> None:
    """Note parts that are in their place now."""
    entries = dict(load(layout))
    for part, recipe in got:
        entries[part.name] = Entry(
            version=recipe.version,
            source=source,
            inputs=recipe.inputs,
            sha256=_sha256(layout.engine / part.files[0]),
            files={name: _size_in_place(layout.engine / name) for name in part.files},
        )
    made = scratch(layout, "manifest") / layout.manifest.name
    made.write_text(dump(entries))
    place(made, layout.manifest, layout)


def _size(file: Path) -> int | None:
    """The size of a program; None where there is none."""
    return file.stat().st_size if os.access(file, os.X_OK) else None


def _size_in_place(file: Path) -> int:
    size = _size(file)
    if size is None:
        raise EngineError(f"{file} has come out as something that cannot be run")
    return size


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def clear(folder: Path) -> None:
    """Delete a folder with everything in it, write-protected or not."""
    if not folder.exists():
        return
    for parent, _, _ in os.walk(folder):
        Path(parent).chmod(0o700)
    shutil.rmtree(folder)
