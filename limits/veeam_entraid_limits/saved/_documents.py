"""The three shapes of documents in which a stack is kept, brought into one."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, cast

__all__ = ["Document", "Entry", "NotAStackError", "read_document"]

_GOING: Final = frozenset({"delete", "delete-replaced", "discard", "discard-replaced", "remove-pending-replace"})
"""The steps of a preview after which a resource is no longer there."""


class NotAStackError(ValueError):
    """A document is none of those that a stack is kept in."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A resource in a document, not decoded yet.

    Attributes:
        urn: its URN.
        type: its type token.
        state: all that the document says of it.
    """

    urn: str
    type: str
    state: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Document:
    """What a document says of a stack.

    Attributes:
        entries: the resources that are there, or will be, by URN; in the order of the document.
        configuration: the stack's configuration, where the document has it: previews do.
        is_preview: whether the document is a preview, which leaves out the providers that Pulumi makes itself.
        unshown: how many unchanged resources a preview has left out.
        has_failed: whether the preview ended before its end.
    """

    entries: Mapping[str, Entry]
    configuration: Mapping[str, object] = field(default_factory=dict[str, object], repr=False)
    is_preview: bool = False
    unshown: int = 0
    has_failed: bool = False


def read_document(document: object) -> Document:
    """Return what a document says of a stack.

    Raises:
        NotAStackError: it is none of the three shapes, or a resource in it cannot be read.
    """
    if not isinstance(document, dict):
        raise NotAStackError(_NEITHER)
    shape = cast("dict[str, object]", document)
    if "deployment" in shape:
        return _read_deployment(shape["deployment"])
    if "checkpoint" in shape:
        return _read_deployment(_mapping(shape["checkpoint"], "checkpoint").get("latest"))
    if "steps" in shape or "changeSummary" in shape:
        return _read_preview(shape)
    raise NotAStackError(_NEITHER)


_NEITHER: Final = (
    "This is neither a stack's export (pulumi stack export), nor a checkpoint of a file backend, nor a preview"
    " (pulumi preview --json)."
)


def _read_deployment(deployment: object) -> Document:
    state = _mapping(deployment, "deployment")
    pending = [_mapping(each, "pending operation") for each in _list(state.get("pending_operations"), "operations")]
    going = {
        _entry(each.get("resource"), "pending operation").urn for each in pending if each.get("type") == "deleting"
    }
    coming = (each.get("resource") for each in pending if each.get("type") in ("creating", "importing", "reading"))
    listed = _read_entries(_list(state.get("resources"), "resources"))
    # What was being made when a run ended may be there, with or without having been noted.
    entries = {each.urn: each for each in (*_read_entries(coming), *listed) if each.urn not in going}
    return Document(entries)


def _read_entries(states: Iterable[object]) -> Iterator[Entry]:
    for place, state in enumerate(states):
        entry = _entry(state, f"resource {place}")
        if entry.state.get("delete") is not True:
            yield entry


def _read_preview(preview: Mapping[str, object]) -> Document:
    steps = [_mapping(each, "step") for each in _list(preview.get("steps"), "steps")]
    there = (step for step in steps if step.get("op") not in _GOING and step.get("newState") is not None)
    entries = [_entry(step["newState"], f"step {place}") for place, step in enumerate(there)]
    unchanged = _mapping(preview.get("changeSummary"), "changeSummary").get("same")
    shown = sum(step.get("op") == "same" for step in steps)
    diagnostics = [_mapping(each, "diagnostic") for each in _list(preview.get("diagnostics"), "diagnostics")]
    return Document(
        entries={each.urn: each for each in entries},
        configuration=_mapping(preview.get("config"), "config"),
        is_preview=True,
        unshown=max(0, unchanged - shown) if isinstance(unchanged, int) else 0,
        has_failed=any(each.get("severity") == "error" for each in diagnostics),
    )


def _entry(state: object, what: str) -> Entry:
    fields = _mapping(state, what)
    urn, token = fields.get("urn"), fields.get("type")
    if not isinstance(urn, str) or not isinstance(token, str):
        raise NotAStackError(f"This is no stack: {what} in it has no URN or no type.")
    return Entry(urn, token, fields)


def _mapping(value: object, what: str) -> Mapping[str, object]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise NotAStackError(f"This is no stack: its {what} is no object.")
    return cast("dict[str, object]", value)


def _list(value: object, what: str) -> list[object]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise NotAStackError(f"This is no stack: its {what} are no list.")
    return cast("list[object]", value)
