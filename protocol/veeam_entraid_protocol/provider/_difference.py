"""What changed between two sets of inputs, property by property."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from veeam_entraid_protocol import UNKNOWN, Value
from veeam_entraid_protocol.properties import Path, Properties, bare_properties, parse, present, show

__all__ = ["Change", "Difference", "changed_properties", "difference"]


@dataclass(frozen=True, slots=True)
class Change:
    """One property that was added, deleted or updated, and whether that replaces the resource."""

    kind: str
    replaces: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """What changes, by the path of each property."""

    changes: Mapping[str, Change] = field(default_factory=dict[str, Change])
    delete_before_replace: bool = False

    def replaced(self, because_of: str) -> "Difference":
        """Return the difference with a replacement that the named output calls for."""
        return Difference({**self.changes, because_of: Change("update", replaces=True)}, self.delete_before_replace)


def difference(
    old: Properties, new: Properties, *, replaced_by: frozenset[str], delete_before_replace: bool = False
) -> Difference:
    """Return what changes from old to new inputs.

    Args:
        old: the inputs of the resource as it is.
        new: the inputs that it shall have.
        replaced_by: patterns of the properties whose change replaces the resource. A change anywhere
            below such a property counts too.
        delete_before_replace: whether the old resource has to go before the new one can come.
    """
    patterns = [parse(pattern) for pattern in replaced_by]
    changes = {
        show(path): Change(kind, any(_covers(pattern, path) for pattern in patterns))
        for path, kind in changed_properties(old, new)
    }
    replaces = any(change.replaces for change in changes.values())
    return Difference(changes, delete_before_replace=replaces and delete_before_replace)


def changed_properties(old: Properties, new: Properties) -> Iterator[tuple[Path, str]]:
    """Yield the path of each property that differs, and how: "add", "delete" or "update"."""
    yield from _changes(present(bare_properties(old)), present(bare_properties(new)), ())


def _changes(old: Value, new: Value, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in sorted(old.keys() | new.keys()):
            yield from _change(old.get(key), new.get(key), (*path, key))
    elif isinstance(old, list) and isinstance(new, list):
        for index in range(max(len(old), len(new))):
            yield from _change(
                old[index] if index < len(old) else None,
                new[index] if index < len(new) else None,
                (*path, index),
            )
    elif old != new or new is UNKNOWN:
        yield path, "update"


def _change(old: Value, new: Value, path: Path) -> Iterator[tuple[Path, str]]:
    if old is None and new is not None:
        yield path, "add"
    elif new is None and old is not None:
        yield path, "delete"
    else:
        yield from _changes(old, new, path)


def _covers(pattern: Path, path: Path) -> bool:
    if len(path) < len(pattern):
        return False
    return all(part in ("*", step) for part, step in zip(pattern, path, strict=False))
