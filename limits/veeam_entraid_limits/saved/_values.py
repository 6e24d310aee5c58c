"""Property values as states keep them: JSON, with signed objects for what JSON cannot say.

The signatures are part of Pulumi's format (``sdk/go/common/resource/sig`` in pulumi/pulumi).
"""

import json
from collections.abc import Iterator, Mapping
from typing import Final, cast

from veeam_entraid_limits._setting import UNKNOWN

__all__ = ["decode", "decode_properties"]

_SIGNATURE_KEY: Final = "4dabf18193072939515e22adb298388d"
_SECRET: Final = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - a signature, not a credential
_OUTPUT: Final = "d0e6a833031e9bbcd3f4e8bde6ca49a4"

_UNKNOWN_TEXTS: Final = frozenset(
    {
        "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
        "030794c1-ac77-496b-92df-f27374a8bd58",
        "e48ece36-62e2-4504-bad9-02848725956a",
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
        # What the CLI prints for a secret.
        "[secret]",
    }
)

# Deeper than any resource is, and far less deep than what Python's stack holds.
_DEEPEST: Final = 100


class _Properties(Mapping[str, object]):
    """Properties that are decoded when they are read: rules read few of many."""

    def __init__(self, encoded: Mapping[str, object]) -> None:
        self._encoded = encoded
        self._decoded: dict[str, object] = {}

    def __getitem__(self, key: str) -> object:
        if key not in self._decoded:
            self._decoded[key] = decode(self._encoded[key])
        return self._decoded[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._encoded)

    def __len__(self) -> int:
        return len(self._encoded)

    def __repr__(self) -> str:
        return "properties"


def decode_properties(properties: object) -> Mapping[str, object]:
    """Return properties as plain data: empty for anything that is no object.

    What is not known yet, or encrypted, is UNKNOWN. What was secret in plain text is in it: never print it.
    """
    if not isinstance(properties, Mapping):
        return {}
    encoded = cast("Mapping[str, object]", properties)
    if _SIGNATURE_KEY not in encoded:
        return _Properties(encoded)
    decoded = decode(dict(encoded))
    return cast("dict[str, object]", decoded) if isinstance(decoded, dict) else {}


def decode(value: object) -> object:
    """Return a value as plain data; deeper than 100 levels it is UNKNOWN."""
    return _decode(value, 0)


def _decode(value: object, depth: int) -> object:
    match value:
        case str():
            return UNKNOWN if value in _UNKNOWN_TEXTS else value
        case dict() | list() if depth == _DEEPEST:
            return UNKNOWN
        case dict():
            fields = cast("dict[str, object]", value)
            signature = fields.get(_SIGNATURE_KEY)
            if signature is not None:
                return _decode_signed(fields, signature, depth)
            return {key: _decode(item, depth + 1) for key, item in fields.items()}
        case list():
            return [_decode(item, depth + 1) for item in cast("list[object]", value)]
        case _:
            return value


def _decode_signed(fields: Mapping[str, object], signature: object, depth: int) -> object:
    if signature == _SECRET and "plaintext" in fields:
        return _decode(_parsed(fields["plaintext"]), depth + 1)
    if signature in (_SECRET, _OUTPUT):
        return _decode(fields.get("value", UNKNOWN), depth + 1)
    # An asset, an archive, or a reference to a resource.
    return {key: _decode(item, depth + 1) for key, item in fields.items()}


def _parsed(text: object) -> object:
    if not isinstance(text, str):
        return UNKNOWN
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return UNKNOWN
