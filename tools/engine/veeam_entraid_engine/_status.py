"""What is there, as a table."""

from collections.abc import Mapping

from veeam_entraid_engine._inputs import Recipes
from veeam_entraid_engine._install import due
from veeam_entraid_engine._parts import PARTS, Layout
from veeam_entraid_engine._place import intact, load

__all__ = ["status"]

_HEADINGS = ("part", "version", "from", "where")


def status(layout: Layout, recipes: Recipes, environment: Mapping[str, str]) -> tuple[str, bool]:
    """Describe every part; and tell whether nothing has to be got."""
    manifest = load(layout)
    there = intact(layout, manifest)
    rows: list[tuple[str, ...]] = [_HEADINGS]
    for part in PARTS:
        if part.name in there:
            entry = manifest[part.name]
            rows.append((part.name, entry.version, entry.source, f".engine/{part.files[0]}"))
        else:
            rows.append((part.name, "-", "missing" if recipes.get(part.name) else "none for this machine", "-"))
    tasks = due(layout, recipes, environment)
    outdated = sorted({part.name for task in tasks for part in task.parts} & there)
    text = _table(rows)
    if outdated:
        text += f"\n\nOut of date: {', '.join(outdated)}."
    if tasks:
        text += "\n\n`python3 tools/engine install` gets what is missing or out of date."
    return text, not tasks


def _table(rows: list[tuple[str, ...]]) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADINGS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )
