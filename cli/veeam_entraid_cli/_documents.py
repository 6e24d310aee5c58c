"""Reading files of stacks: large ones quickly, and what no rule looks at not at all.

A stack's file is mostly properties of resources that concern no limit. They are skipped as text.
"""

import gzip
import json
import zlib
from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from veeam_entraid_limits import concerns

__all__ = ["UnreadableDocumentError", "parse"]

_GZIP: Final = b"\x1f\x8b"
_PROVIDER: Final = "pulumi:providers:"
_NOTHING: Final = msgspec.Raw(b"null")


class UnreadableDocumentError(ValueError):
    """A file is no JSON."""


class _State(msgspec.Struct, gc=False):
    urn: str
    type: str
    inputs: msgspec.Raw = _NOTHING
    outputs: msgspec.Raw = _NOTHING
    propertyDependencies: msgspec.Raw = _NOTHING  # noqa: N815 - the names are the state's
    id: Any = None
    provider: Any = None
    delete: Any = None
    external: Any = None
    parent: Any = None
    protect: Any = None
    sourcePosition: Any = None  # noqa: N815


class _Step(msgspec.Struct, gc=False):
    op: Any = None
    newState: _State | None = None  # noqa: N815


class _Deployment(msgspec.Struct):
    resources: list[_State] | None = None
    pending_operations: Any = None


class _Checkpoint(msgspec.Struct):
    latest: _Deployment | None = None


class _Document(msgspec.Struct, omit_defaults=True):
    deployment: _Deployment | msgspec.UnsetType | None = msgspec.UNSET
    checkpoint: _Checkpoint | msgspec.UnsetType | None = msgspec.UNSET
    steps: list[_Step] | msgspec.UnsetType | None = msgspec.UNSET
    changeSummary: Any = msgspec.UNSET  # noqa: N815
    config: Any = None
    diagnostics: Any = None


_DOCUMENTS: Final = msgspec.json.Decoder(_Document)
_OBJECTS: Final = msgspec.json.Decoder(dict[str, msgspec.Raw])


class _Properties(Mapping[str, object]):
    """An object of JSON whose members are parsed when they are read."""

    def __init__(self, members: Mapping[str, msgspec.Raw]) -> None:
        self._members = members

    def __getitem__(self, key: str) -> object:
        member = bytes(self._members[key])
        try:
            return msgspec.json.decode(member)
        except (msgspec.MsgspecError, RecursionError):
            # What only Python takes for JSON, such as half of a surrogate pair.
            return json.loads(member.decode(errors="replace"))

    def __iter__(self) -> Iterator[str]:
        return iter(self._members)

    def __len__(self) -> int:
        return len(self._members)


def parse(data: bytes) -> object:
    """Return what ``json.loads`` makes of a file, without the properties of resources that concern no limit.

    The properties of the others are mappings that parse their members when they are read.

    It may be compressed with gzip, and in any of the encodings of Unicode: PowerShell writes UTF-16.

    Raises:
        UnreadableDocumentError: it is no JSON; says where, and never what stands there.
    """
    text = _utf8(data)
    try:
        return _plain(_DOCUMENTS.decode(text))
    except (msgspec.MsgspecError, RecursionError):
        # It may still be JSON: another shape, for which the one who reads it has the words.
        return _loaded(text)


def _utf8(data: bytes) -> bytes:
    try:
        unpacked = gzip.decompress(data) if data.startswith(_GZIP) else data
        encoding = json.detect_encoding(unpacked[:8])
        return unpacked if encoding == "utf-8" else unpacked.decode(encoding).encode()
    except (OSError, EOFError, zlib.error, UnicodeError) as error:
        raise UnreadableDocumentError("It is no text in UTF-8 or UTF-16, and no such text compressed.") from error


def _loaded(text: bytes) -> object:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise UnreadableDocumentError(f"It is no JSON: see line {error.lineno}, column {error.colno}.") from error
    except (ValueError, RecursionError) as error:
        raise UnreadableDocumentError("It is no JSON.") from error


def _plain(document: _Document) -> dict[str, object]:
    return dict(_parts(document))


def _parts(document: _Document) -> Iterator[tuple[str, object]]:
    if document.deployment is not msgspec.UNSET:
        yield "deployment", _deployment(document.deployment)
    if document.checkpoint is not msgspec.UNSET:
        yield "checkpoint", document.checkpoint and {"latest": _deployment(document.checkpoint.latest)}
    if document.steps is not msgspec.UNSET:
        yield "steps", document.steps and [_step(each) for each in document.steps]
    if document.changeSummary is not msgspec.UNSET:
        yield "changeSummary", document.changeSummary
    yield "config", document.config
    yield "diagnostics", document.diagnostics


def _deployment(deployment: _Deployment | None) -> dict[str, object] | None:
    if deployment is None:
        return None
    return {
        "resources": deployment.resources and [_state(each) for each in deployment.resources],
        "pending_operations": deployment.pending_operations,
    }


def _properties(encoded: msgspec.Raw) -> object:
    try:
        return _Properties(_OBJECTS.decode(encoded))
    except msgspec.ValidationError:
        # No object.
        return msgspec.json.decode(encoded)


def _step(step: _Step) -> dict[str, object]:
    return {"op": step.op, "newState": step.newState and _state(step.newState)}


def _state(state: _State) -> dict[str, object]:
    read: dict[str, object] = {"urn": state.urn, "type": state.type, "delete": state.delete}
    read["parent"] = state.parent
    read["sourcePosition"] = state.sourcePosition
    if concerns(state.type) or state.type.startswith(_PROVIDER):
        read["inputs"] = _properties(state.inputs)
        read["outputs"] = _properties(state.outputs)
        read["propertyDependencies"] = msgspec.json.decode(state.propertyDependencies)
        read["id"] = state.id
        read["provider"] = state.provider
        read["external"] = state.external
        read["protect"] = state.protect
    return read
