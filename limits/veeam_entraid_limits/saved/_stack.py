"""A saved stack: the resources in it that concern the rules, as the engine would show them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, cast

from veeam_entraid_limits._setting import UNKNOWN
from veeam_entraid_limits.resources import ProviderResource, Resource, concerns
from veeam_entraid_limits.saved._documents import Document, Entry, read_document
from veeam_entraid_limits.saved._values import decode, decode_properties

__all__ = ["SourcePosition", "Stack", "read_stack"]

_POSITION: Final = re.compile(r"project:///(?!\.\./)(?P<file>[^#?]+)#(?P<line>\d{1,7})(?:,\d+)?")
_LIBRARIES: Final = frozenset({"site-packages", "dist-packages", "node_modules"})
"""Folders of what a program uses: what a library makes is found where the program calls it."""
# Parents may go in circles in what is no real state.
_DEEPEST_PARENT: Final = 50
_DEFAULT_PROVIDER: Final = re.compile(r"default(?:_.*)?")


@dataclass(frozen=True, slots=True)
class SourcePosition:
    """Where a program makes a resource.

    Attributes:
        file: the path of the file, relative to the project's folder, with slashes.
        line: the line, from 1.
    """

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Stack:
    """A stack as a document keeps it.

    Attributes:
        name: what to call it: the name that its reader gave it, or ``project/stack``.
        resources: the resources that concern the rules, without those that are being deleted.
        count: how many resources the document has in all, without those that are being deleted.
        positions: where the program makes them, by URN, as far as the engine noted it.
        gaps: in sentences, what of the stack is not in the document; empty where nothing is missing.
    """

    name: str
    resources: tuple[Resource, ...]
    count: int = 0
    positions: Mapping[str, SourcePosition] = field(default_factory=dict[str, SourcePosition])
    gaps: tuple[str, ...] = ()


def read_stack(document: object, name: str = "") -> Stack:
    """Return the stack that a document keeps.

    Only resources of types that concern a rule are decoded, so the time that it takes is about linear in their number.

    Args:
        document: parsed JSON: a stack's export, a checkpoint of a file backend, or what ``pulumi preview --json``
            prints.
        name: what to call the stack; by default what its URNs call it.

    Raises:
        NotAStackError: the document is none of these. Nothing else is ever raised, whatever is in it.
    """
    read = read_document(document)
    providers = _Providers(read)
    concerned = [entry for entry in read.entries.values() if concerns(entry.type)]
    return Stack(
        name=name or _name(read),
        resources=tuple(_resource(entry, providers) for entry in concerned),
        count=len(read.entries),
        positions={entry.urn: position for entry in concerned if (position := _position(entry, read.entries))},
        gaps=tuple(_gaps(read)),
    )


def _name(document: Document) -> str:
    parts = next(iter(document.entries), "").removeprefix("urn:pulumi:").split("::")
    return f"{parts[1]}/{parts[0]}" if len(parts) > 1 else "stack"


def _gaps(document: Document) -> Iterator[str]:
    if document.unshown:
        yield (
            f"The preview leaves out {document.unshown} unchanged resources, which the rules therefore did not see:"
            " run pulumi preview with --show-sames."
        )
    if document.has_failed:
        yield "The preview has failed: what it had not reached yet is not in it."


def _resource(entry: Entry, providers: "_Providers") -> Resource:
    state = entry.state
    outputs = decode_properties(state.get("outputs"))
    inputs = decode_properties(state.get("inputs"))
    return Resource(
        urn=entry.urn,
        type=entry.type,
        name=_name_of(entry.urn),
        # A resource that is only read has no inputs: it is known by what it shows.
        properties=inputs if inputs or state.get("external") is not True else outputs,
        provider=providers.of(state.get("provider")),
        outputs=outputs,
        property_dependencies=_dependencies(state.get("propertyDependencies")),
        id=_text(decode(state.get("id"))),
        # States have it where it is set, and nothing where it is not.
        protect=state.get("protect") is True,
    )


def _name_of(urn: str) -> str:
    parts = urn.split("::", _PARTS_BEFORE_THE_NAME)
    return parts[-1]


_PARTS_BEFORE_THE_NAME: Final = 3


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _dependencies(value: object) -> dict[str, Sequence[str]]:
    if not isinstance(value, dict):
        return {}
    listed = cast("dict[str, object]", value)
    return {
        key: tuple(urn for urn in cast("list[object]", urns) if isinstance(urn, str))
        for key, urns in listed.items()
        if isinstance(urns, list)
    }


def _position(entry: Entry, entries: Mapping[str, Entry]) -> SourcePosition | None:
    """Return where the program makes a resource, or the component around it that it makes."""
    around: Entry | None = entry
    for _ in range(_DEEPEST_PARENT):
        if around is None:
            break
        found = _POSITION.fullmatch(_text(around.state.get("sourcePosition")))
        if found and not _LIBRARIES & {*found["file"].split("/")}:
            return SourcePosition(found["file"], int(found["line"]))
        around = entries.get(_text(around.state.get("parent")))
    return None


class _UnknownProperties(Mapping[str, object]):
    """The properties of something that a document does not have: each may be there, and is unknown."""

    def __getitem__(self, key: str) -> object:
        return UNKNOWN

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


class _Providers:
    """The providers of a document, decoded once each."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._known: dict[str, ProviderResource] = {}

    def of(self, reference: object) -> ProviderResource | None:
        """Return the provider that a reference, ``URN::ID``, names; None for none."""
        if not isinstance(reference, str) or not reference:
            return None
        if reference not in self._known:
            self._known[reference] = self._read(reference.rpartition("::")[0] or reference)
        return self._known[reference]

    def _read(self, urn: str) -> ProviderResource:
        entry = self._document.entries.get(urn)
        if entry is not None:
            return ProviderResource(entry.type, decode_properties(entry.state.get("inputs")), urn)
        token = urn.split("::")[2].rpartition("$")[2] if urn.count("::") > 1 else ""
        if self._document.is_preview and _DEFAULT_PROVIDER.fullmatch(_name_of(urn)):
            return ProviderResource(token, self._configured(token.rpartition(":")[2]), urn)
        return ProviderResource(token, _UnknownProperties(), urn)

    def _configured(self, package: str) -> dict[str, object]:
        """Return the configuration of a provider that Pulumi makes itself, from the stack's configuration."""
        prefix = f"{package}:"
        given = {key: value for key, value in self._document.configuration.items() if key.startswith(prefix)}
        return {key.removeprefix(prefix): decode(value) for key, value in given.items()}
