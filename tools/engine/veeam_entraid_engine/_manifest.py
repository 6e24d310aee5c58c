"""What has been got, and how: `.engine/manifest.json`."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, cast

from veeam_entraid_engine._parts import Source

__all__ = ["Entry", "Manifest", "dump", "parse"]

_FORMAT: Final = 2


@dataclass(frozen=True, slots=True)
class Entry:
    """One part: which version, from where, made from what, and what it came out as."""

    version: str
    source: Source
    inputs: str
    sha256: str  # of its first file
    files: Mapping[str, int]  # the size of each: enough to see, without reading it, that it is whole


Manifest = Mapping[str, Entry]


def parse(text: str) -> Manifest:
    """Read a manifest; one that cannot be read says nothing, so that everything is got anew."""
    try:
        document = cast("dict[str, Any]", json.loads(text))
        if document["format"] != _FORMAT:
            return {}
        return {name: _entry(entry) for name, entry in document["parts"].items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}


def _entry(raw: dict[str, Any]) -> Entry:
    return Entry(
        version=str(raw["version"]),
        source=Source(raw["source"]),
        inputs=str(raw["inputs"]),
        sha256=str(raw["sha256"]),
        files={str(name): int(size) for name, size in raw["files"].items()},
    )


def dump(manifest: Manifest) -> str:
    """Write a manifest."""
    parts = {name: asdict(entry) for name, entry in sorted(manifest.items())}
    return json.dumps({"format": _FORMAT, "parts": parts}, indent=2) + "\n"
