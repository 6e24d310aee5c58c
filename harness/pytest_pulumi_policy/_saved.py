"""A stack that a file describes: a state, an export, or a preview as JSON."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, cast

from pytest_pulumi_policy._deployment import Deployment, Operation
from pytest_pulumi_policy._resources import STACK_TYPE, Options, Properties, Registration, Target, engine_value
from veeam_entraid_protocol import UNKNOWN, Secret, Value

__all__ = ["NotAStackFileError", "preview_file", "state_file"]

_SIGNATURE: Final = "4dabf18193072939515e22adb298388d"
_SECRET: Final = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - a signature, not a credential
_BLINDED: Final = "[secret]"
_GONE: Final = frozenset({"delete", "delete-replaced", "discard", "discard-replaced", "read-discard"})

_Document = Mapping[str, object]


class NotAStackFileError(Exception):
    """A file holds no state, export or preview."""


@dataclass(frozen=True, slots=True)
class _Saved:
    """Resources as the engine writes them down, in the order of its file."""

    resources: tuple[_Document, ...]

    def target(self, given: Target) -> Target:
        for resource in self.resources:
            parts = _text(resource, "urn").split("::")
            return replace(given, stack=parts[0].rpartition(":")[2], project=parts[1])
        return given

    def deploy(self, deployment: Deployment) -> None:
        hidden = _BLINDED if deployment.operation is Operation.ANALYSIS else UNKNOWN
        for document in self.resources:
            resource = _registration(document, hidden)
            # What another stack owns, and what a read has brought, never registers.
            if document.get("external") is True:
                deployment.show_only(resource)
                continue
            outputs = resource.outputs or {}
            deployment.register(resource)
            deployment.complete(resource.urn, outputs)


def state_file(file: Path | str) -> _Saved:
    """Return the stack of a saved state: a file of `pulumi stack export`, or a checkpoint of a file backend.

    A secret whose plain text is not in the file is a secret with an unknown value, and to `analyze` one with the
    text `[secret]`, as to `pulumi policy analyze`: export with `--show-secrets` where policies read secrets.

    Raises:
        NotAStackFileError: it is no state.
    """
    document = _read(Path(file))
    checkpoint = _part(document, "checkpoint")
    deployment = _part(checkpoint, "latest") or _part(document, "deployment")
    if not deployment:
        raise NotAStackFileError(f"{file} is no state: neither `deployment` nor `checkpoint.latest` is in it.")
    return _Saved(tuple(each for each in _list(deployment, "resources") if each.get("delete") is not True))


def preview_file(file: Path | str) -> _Saved:
    """Return the stack that `pulumi preview --json` has written: what would be there after the update.

    What the CLI blinds is a secret with an unknown value.

    Raises:
        NotAStackFileError: it is no preview.
    """
    document = _read(Path(file))
    if "steps" not in document:
        raise NotAStackFileError(f"{file} is no preview: write it with `pulumi preview --json`.")
    states: dict[str, _Document] = {}
    for step in _list(document, "steps"):
        state = _part(step, "newState")
        if state and step.get("op") not in _GONE:
            states[_text(state, "urn")] = state
    return _Saved(tuple(states.values()))


def _read(file: Path) -> _Document:
    try:
        document: object = json.loads(file.read_text())
    except json.JSONDecodeError as error:
        raise NotAStackFileError(f"{file} is not JSON: {error}") from error
    return cast("_Document", document) if isinstance(document, dict) else {}


def _registration(document: _Document, hidden: Value) -> Registration:

    kind = _text(document, "type")
    inputs, outputs = (_properties(document, key, hidden) for key in ("inputs", "outputs"))
    return Registration(
        urn=_text(document, "urn"),
        type=kind,
        inputs=inputs,
        outputs=outputs,
        custom=document.get("custom") is True and kind != STACK_TYPE,
        parent=_text(document, "parent"),
        # A reference to a provider is its URN and its id.
        provider=_text(document, "provider").rpartition("::")[0],
        dependencies=_texts(document.get("dependencies")),
        property_dependencies={key: _texts(urns) for key, urns in _part(document, "propertyDependencies").items()},
        options=Options(
            protect=document.get("protect") is True,
            ignore_changes=_texts(document.get("ignoreChanges")),
            additional_secret_outputs=_texts(document.get("additionalSecretOutputs")),
            aliases=_texts(document.get("aliases")),
            timeouts={
                key: float(value)
                for key, value in _part(document, "customTimeouts").items()
                if isinstance(value, int | float)
            },
        ),
    )


def _properties(document: _Document, key: str, hidden: Value) -> Properties:
    return {name: _value(value, hidden) for name, value in _part(document, key).items()}


def _value(value: object, hidden: Value) -> Value:
    match value:
        case dict():
            fields = cast("_Document", value)
            if fields.get(_SIGNATURE) == _SECRET:
                return Secret(_plain_text(fields, hidden))
            return {name: _value(item, hidden) for name, item in fields.items()}
        case list():
            return [_value(item, hidden) for item in cast("list[object]", value)]
        case str() if value == _BLINDED:
            return Secret(hidden)
        case _:
            return engine_value(value)


def _plain_text(secret: _Document, hidden: Value) -> Value:
    if "value" in secret:
        return _value(secret["value"], hidden)
    plain = secret.get("plaintext")
    return _value(json.loads(plain), hidden) if isinstance(plain, str) else hidden


def _part(document: _Document, key: str) -> _Document:
    part = document.get(key)
    return cast("_Document", part) if isinstance(part, dict) else {}


def _list(document: _Document, key: str) -> Iterator[_Document]:
    found = document.get(key)
    for each in cast("list[object]", found) if isinstance(found, list) else []:
        if isinstance(each, dict):
            yield cast("_Document", each)


def _text(document: _Document, key: str) -> str:
    text = document.get(key)
    return text if isinstance(text, str) else ""


def _texts(value: object) -> tuple[str, ...]:
    return tuple(map(str, cast("list[object]", value))) if isinstance(value, list) else ()
