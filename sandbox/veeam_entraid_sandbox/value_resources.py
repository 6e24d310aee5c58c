"""Stand-ins whose resources are values: made once and kept in the stack's state alone."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from veeam_entraid_protocol import UNKNOWN, Value
from veeam_entraid_protocol.properties import Properties, bare_properties, present
from veeam_entraid_protocol.provider import (
    Checked,
    CheckFailure,
    CheckRequest,
    Created,
    CreateRequest,
    DeleteRequest,
    Difference,
    DiffRequest,
    Found,
    ReadRequest,
    RefusedError,
    ResourceProvider,
    UpdateRequest,
    difference,
)
from veeam_entraid_sandbox.kinds import concealed, known_kind
from veeam_entraid_sandbox.sdk_types import ResourceShape, Shapes, check, package_schema

__all__ = ["Kind", "Made", "ValueResources"]

Made: TypeAlias = tuple[str, Properties]
"""The id and the outputs, beyond the inputs, of a value that was made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of value.

    Attributes:
        make: makes the value from inputs with their defaults.
        defaults: the provider's defaults.
        secrets: the outputs that are always secret.
        inputs_not_kept: inputs that are used and not written into the outputs.
        updated: the inputs whose change does not replace the value.
        refresh: recomputes, from inputs and outputs, the outputs that change with time.
        stale: says whether the value, by its outputs, has to be replaced by now.
        rules: yield what is wrong with the inputs as a whole.
    """

    make: Callable[[Properties], Made]
    defaults: Mapping[str, Value] = field(default_factory=dict[str, Value])
    secrets: frozenset[str] = frozenset()
    inputs_not_kept: frozenset[str] = frozenset()
    updated: frozenset[str] = frozenset()
    refresh: Callable[[Properties, Properties], Properties] = lambda _inputs, _outputs: {}
    stale: Callable[[Properties], bool] = lambda _outputs: False
    rules: tuple[Callable[[Properties], Iterable[CheckFailure]], ...] = ()


class ValueResources(ResourceProvider):
    """A provider of values.

    Args:
        package: the name of the provider.
        shapes: what its SDK says.
        kinds: the kinds of values, by token.
    """

    def __init__(self, package: str, shapes: Shapes, kinds: Mapping[str, Kind]) -> None:
        self.package = package
        self.version = shapes.version
        self._shapes = shapes
        self._kinds = kinds

    def check(self, request: CheckRequest) -> Checked:
        """Check the inputs' types and rules. Defaults show in the outputs only, as with the real provider."""
        kind, shape = self._known(request.type)
        inputs = present(request.inputs)
        return Checked(inputs, tuple(_failures(kind, shape, bare_properties(inputs))))

    def diff(self, request: DiffRequest) -> Difference:
        """Every change makes another value, except of what only says how to treat it."""
        kind, shape = self._known(request.type)
        changes = difference(request.old_inputs, request.inputs, replaced_by=frozenset(shape.inputs) - kind.updated)
        if not kind.stale(bare_properties(request.old_outputs)):
            return changes
        return changes.replaced("readyForRenewal")

    def create(self, request: CreateRequest) -> Created:
        """Make the value."""
        kind, shape = self._known(request.type)
        inputs = bare_properties(request.inputs)
        kept = {**kind.defaults, **{k: v for k, v in inputs.items() if k not in kind.inputs_not_kept}}
        if request.preview:
            preview: Properties = {name: kept.get(name, UNKNOWN) for name in shape.outputs}
            return Created("", concealed(request.inputs, preview, kind.secrets))
        id_, outputs = kind.make({**kind.defaults, **inputs})
        return Created(id_, concealed(request.inputs, {**kept, **outputs}, kind.secrets))

    def read(self, request: ReadRequest) -> Found:
        """Return the value from the stack's state: it is nowhere else."""
        kind, _ = self._known(request.type)
        if request.imports:
            raise RefusedError(f"The sandbox's stand-in for {self.package} cannot import {request.type}.")
        outputs = self._refreshed(kind, request.inputs, request.outputs)
        return Found(request.id, request.inputs, outputs)

    def update(self, request: UpdateRequest) -> Properties:
        """Take over what says how to treat the value."""
        kind, _ = self._known(request.type)
        return self._refreshed(kind, request.inputs, {**request.old_outputs, **request.inputs})

    def delete(self, request: DeleteRequest) -> None:
        """Forget the value: the stack's state does."""

    def schema(self) -> str:
        """Return the schema of all kinds."""
        return package_schema(self.package, self.version, (self._shapes.get(token) for token in self._kinds))

    def _known(self, token: str) -> tuple[Kind, ResourceShape]:
        return known_kind(self.package, self._kinds, self._shapes, token)

    def _refreshed(self, kind: Kind, inputs: Properties, outputs: Properties) -> Properties:
        given, known = bare_properties(inputs), bare_properties(outputs)
        fresh = {**known, **kind.refresh({**kind.defaults, **given}, known)}
        return concealed(inputs, fresh, kind.secrets)


def _failures(kind: Kind, shape: ResourceShape, values: Properties) -> Iterator[CheckFailure]:
    for problem in check(shape, values):
        yield CheckFailure(problem.path, problem.reason)
    for rule in kind.rules:
        yield from rule(values)
