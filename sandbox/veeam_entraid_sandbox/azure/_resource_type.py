"""What the sandbox knows of a type of Azure's: one frozen row, made of data and pure functions."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol, TypeAlias

from veeam_entraid_protocol import Value
from veeam_entraid_protocol.properties import Properties, text_at
from veeam_entraid_protocol.provider import CheckFailure

__all__ = [
    "Choice",
    "Constraint",
    "Fixed",
    "Naming",
    "Reference",
    "Resource",
    "ResourceType",
    "Rule",
    "Subject",
    "View",
    "naming_of",
    "parameters_of",
]

_PARAMETER: Final = re.compile(r"\{(\w+)\}")

Constraint: TypeAlias = Callable[[Value], str | None]
"""Says what is wrong with a known value, or nothing."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Demands one of these texts; Azure compares without regard to case.

    The real provider passes other texts on, so it is Azure that refuses them.
    """

    values: tuple[str, ...]

    def __call__(self, value: Value) -> str | None:
        """Say what is wrong with a value, as the end of a sentence."""
        if not isinstance(value, str) or value.lower() in {allowed.lower() for allowed in self.values}:
            return None
        return f"must be one of {', '.join(self.values)}"


Rule: TypeAlias = Callable[[Properties], Iterable[CheckFailure]]
"""Yields what is wrong with the inputs as a whole."""


@dataclass(frozen=True, slots=True)
class Resource:
    """A resource that the control plane holds.

    ``inputs`` are everything that was asked for, with what is never read back; ``outputs`` are what a
    reader gets. ``implicit`` resources were made by Azure along with another one.
    """

    id: str
    token: str
    inputs: Properties
    outputs: Properties
    ready: bool = True
    implicit: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """The resource that an operation is about, as it shall be, and as it was before an update."""

    id: str
    name: str
    subscription: str
    inputs: Properties
    previous: Resource | None = None


class View(Protocol):
    """What exists, while an operation is decided on: nothing changes meanwhile."""

    def find(self, resource_id: str) -> Resource | None:
        """Return the resource of that id if it is ready."""
        ...

    def all_of(self, *tokens: str) -> Sequence[Resource]:
        """Return the resources of these types, also those that are still being created."""
        ...

    def referring_to(self, resource_id: str) -> Sequence[tuple[Resource, str]]:
        """Return the resources that refer to that id, each with the path at which it does."""
        ...

    def below(self, resource_id: str) -> Sequence[Resource]:
        """Return the resources whose ids start with that id."""
        ...

    def buried(self, key: str) -> Properties | None:
        """Return the deleted resource that keeps the name of that key."""
        ...


@dataclass(frozen=True, slots=True)
class Reference:
    """A property that holds ids of other resources.

    Attributes:
        path: the pattern of the property.
        type: the ARM type of what it refers to; empty for any.
        must_exist: whether Azure refuses an id of nothing.
        blocks: how Azure refuses to delete what is referred to; empty when it does not mind. ``{id}`` is
            what is referred to, ``{by}`` what refers to it.
        code: the code of that refusal.
    """

    path: str
    type: str = ""
    must_exist: bool = True
    blocks: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Fixed:
    """A property that Azure refuses to change, although the provider would send the change."""

    path: str
    code: str = "PropertyChangeNotAllowed"


class Naming:
    """How the provider names a resource that its program does not name."""

    RANDOM: Final = "random"
    COPY: Final = "copy"
    UUID: Final = "uuid"


Respond: TypeAlias = Callable[[Subject, View], Properties]
Demand: TypeAlias = Callable[[Subject, View], None]
DeletionDemand: TypeAlias = Callable[[Resource, View], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceType:
    """One type of resource.

    Attributes:
        token: the token without a version.
        path: the ARM id, with its parameters named as the SDK names the properties.
        replaced_by: patterns of properties, beside those of the path, whose change replaces the resource.
        fixed: properties whose change the provider sends and Azure refuses.
        write_only: patterns of properties that are never read back.
        sensitive: patterns of properties that are secret whoever writes them.
        constraints: what values must look like, by pattern.
        rules: what must hold between properties. Azure refuses it when it is asked; a preview passes.
        references: which properties hold ids.
        defaults: what Azure fills in.
        demands: what must hold in the subscription before a creation or an update.
        deletion_demands: what must hold before a deletion, beside blocking references.
        respond: outputs beyond the echoed inputs.
        implies: what Azure makes along with the resource.
        takes_along: the ids of what goes with the resource without being below it.
        grave: the key of the name that the resource keeps when it is deleted; empty when it keeps none.
        exhumes: whether the resource, as asked for, is a deleted one brought back.
        conflict: the status, code and sentence with which Azure refuses a second operation, at the same
            time, on the same root resource: on the virtual network of a subnet, say.
        seconds: how long an operation takes unless a test says otherwise. Where operations conflict it is
            long enough for those that are started together to meet.
    """

    token: str
    path: str
    replaced_by: frozenset[str] = frozenset()
    fixed: tuple[Fixed, ...] = ()
    write_only: tuple[str, ...] = ()
    sensitive: tuple[str, ...] = ()
    constraints: Mapping[str, Constraint] = field(default_factory=dict[str, Constraint])
    rules: tuple[Rule, ...] = ()
    references: tuple[Reference, ...] = ()
    defaults: Mapping[str, Value] = field(default_factory=dict[str, Value])
    demands: tuple[Demand, ...] = ()
    deletion_demands: tuple[DeletionDemand, ...] = ()
    respond: Respond = lambda _subject, _view: {}
    implies: Callable[[Subject, Properties], Iterable[Resource]] = lambda _subject, _outputs: ()
    takes_along: Callable[[Resource], Iterable[str]] = lambda _resource: ()
    grave: Callable[[str], str] = lambda _id: ""
    exhumes: Callable[[Subject], bool] = lambda _subject: False
    conflict: tuple[int, str, str] | None = None
    seconds: float = 0.0

    @property
    def parameters(self) -> tuple[str, ...]:
        """The properties that the id is made of, without the subscription."""
        return parameters_of(self.path)

    @property
    def name_property(self) -> str:
        """The property that holds the resource's own name."""
        return self.parameters[-1]

    def id_of(self, subscription: str, inputs: Properties) -> str:
        """Return the id of the resource that plain inputs make."""
        parameters = {name: text_at(inputs, name).rstrip("/") for name in self.parameters}
        return self.path.format(subscriptionId=subscription, **parameters)

    @property
    def arm_type(self) -> str:
        """The type as ARM writes it: Microsoft.Network/virtualNetworks/subnets."""
        tail = self.path.rpartition("/providers/")[2]
        if tail == self.path:
            return "Microsoft.Resources/resourceGroups"
        namespace, *rest = tail.split("/")
        return "/".join((namespace, *rest[::2]))


def parameters_of(path: str) -> tuple[str, ...]:
    """Return the parameters of an ARM id in their order, without the subscription."""
    return tuple(name for name in _PARAMETER.findall(path) if name != "subscriptionId")


def naming_of(path: str) -> str:
    """Return how the real provider names resources of that path (a value of :class:`Naming`).

    A name is copied where the id holds the name of a parent, in which alone it must be unique.
    """
    name = parameters_of(path)[-1]
    if name in {"roleAssignmentName", "roleDefinitionId"}:
        return Naming.UUID
    own = re.split(r"microsoft\.", path, flags=re.IGNORECASE)
    if len(own) == 1 or own[-1].count("{") == 1:
        return Naming.RANDOM
    return Naming.COPY
