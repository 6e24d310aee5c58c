"""What a stand-in is asked and what it answers, in Python data."""

import abc
from collections.abc import Mapping
from dataclasses import dataclass

from veeam_entraid_sandbox.plugin._difference import Difference
from veeam_entraid_sandbox.plugin._engine_log import Progress
from veeam_entraid_sandbox.plugin._naming import Autonaming
from veeam_entraid_sandbox.properties import Properties

__all__ = [
    "CheckFailure",
    "CheckRequest",
    "Checked",
    "CreateRequest",
    "Created",
    "DeleteRequest",
    "DiffRequest",
    "Found",
    "InitializationFailedError",
    "ReadRequest",
    "RefusedError",
    "StandIn",
    "UpdateRequest",
]


class RefusedError(Exception):
    """The request is refused. The message is one plain sentence for the person at the terminal."""


class InitializationFailedError(Exception):
    """The resource exists, but did not become ready: it stays in the stack's state and is updated next."""

    def __init__(self, reason: str, created: "Created", inputs: Properties) -> None:
        super().__init__(reason)
        self.reason = reason
        self.created = created
        self.inputs = inputs


@dataclass(frozen=True, slots=True)
class CheckFailure:
    """One thing that is wrong with a resource's inputs."""

    property: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Request:
    urn: str
    type: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRequest(_Request):
    """Are these inputs right, and what are they with defaults?"""

    inputs: Properties
    old_inputs: Properties
    seed: bytes = b""
    autonaming: Autonaming | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """The inputs with defaults, and everything that is wrong with them."""

    inputs: Properties
    failures: tuple[CheckFailure, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffRequest(_Request):
    """What would change, and would it replace the resource?"""

    id: str
    old_inputs: Properties
    old_outputs: Properties
    inputs: Properties


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateRequest(_Request):
    """Create a resource; in a preview, say what is known of it."""

    inputs: Properties
    preview: bool
    timeout_seconds: float
    progress: Progress


@dataclass(frozen=True, slots=True)
class Created:
    """A resource's id and outputs."""

    id: str
    outputs: Properties


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadRequest(_Request):
    """What is there? Without inputs, the resource is being imported."""

    id: str
    inputs: Properties
    outputs: Properties
    progress: Progress

    @property
    def imports(self) -> bool:
        """Whether the stack does not know the resource yet."""
        return not self.inputs


@dataclass(frozen=True, slots=True)
class Found:
    """A resource that is there."""

    id: str
    inputs: Properties
    outputs: Properties


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateRequest(_Request):
    """Change a resource in place; in a preview, say what is known of it then."""

    id: str
    old_inputs: Properties
    old_outputs: Properties
    inputs: Properties
    preview: bool
    timeout_seconds: float
    progress: Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteRequest(_Request):
    """Delete a resource."""

    id: str
    inputs: Properties
    outputs: Properties
    timeout_seconds: float
    progress: Progress


class StandIn(abc.ABC):
    """A provider that stands in for a real one. Calls come from many threads at once.

    Each method may raise :class:`RefusedError`; create and update also
    :class:`InitializationFailedError`.
    """

    package: str
    version: str

    def configure(self, variables: Mapping[str, str]) -> None:  # noqa: B027 - most have none
        """Take the provider's configuration. Called once, before any other call about resources."""

    @abc.abstractmethod
    def check(self, request: CheckRequest) -> Checked:
        """Return the inputs with defaults and everything that is wrong with them."""

    @abc.abstractmethod
    def diff(self, request: DiffRequest) -> Difference:
        """Return what would change."""

    @abc.abstractmethod
    def create(self, request: CreateRequest) -> Created:
        """Create the resource."""

    @abc.abstractmethod
    def read(self, request: ReadRequest) -> Found | None:
        """Return the resource as it is, or None when it is gone."""

    @abc.abstractmethod
    def update(self, request: UpdateRequest) -> Properties:
        """Change the resource in place and return its outputs."""

    @abc.abstractmethod
    def delete(self, request: DeleteRequest) -> None:
        """Delete the resource. One that is gone already is no error."""

    def invoke(self, token: str, arguments: Properties, progress: Progress) -> Properties:
        """Answer a function of the provider."""
        del arguments, progress
        raise RefusedError(f"The sandbox has no stand-in for the function {token}.")

    def schema(self) -> str:
        """Return the schema, as JSON, of what the stand-in serves."""
        raise RefusedError(f"The sandbox's stand-in for {self.package} has no schema.")
