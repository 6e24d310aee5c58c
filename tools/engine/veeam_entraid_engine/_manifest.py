"""What has been got, and how: `.engine/manifest.json`."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, cast

from veeam_entraid_engine._parts import Source

__all__ = ["Entry", "Manifest", "Stamp", "dump", "parse"]

_FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class Stamp:
    """How a file looked when it was put in place: enough to see, without reading it, that it is still the same."""

    size: int
    modified_ns: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One part: which version, from where, made from what, and what it came out as."""

    version: str
    source: Source
    inputs: str
    sha256: str  # of its first file
    files: Mapping[str, Stamp]


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
        files={name: Stamp(int(stamp["size"]), int(stamp["modified_ns"])) for name, stamp in raw["files"].items()},
    )


def dump(manifest: Manifest) -> str:
    """Write a manifest."""
    parts = {name: asdict(entry) for name, entry in sorted(manifest.items())}
    return json.dumps({"format": _FORMAT, "parts": parts}, indent=2) + "\n"
