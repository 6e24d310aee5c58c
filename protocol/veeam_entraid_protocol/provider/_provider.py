"""What a provider is asked and what it answers, in Python data."""

import abc
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from veeam_entraid_protocol.properties import Properties
from veeam_entraid_protocol.provider._difference import Difference
from veeam_entraid_protocol.provider._engine_log import Progress
from veeam_entraid_protocol.provider._naming import Autonaming

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
    "ResourceProvider",
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
    """What is there? Without inputs and outputs, the resource is being imported."""

    id: str
    inputs: Properties
    outputs: Properties
    progress: Progress

    @property
    def imports(self) -> bool:
        """Whether the stack does not know the resource yet."""
        return not self.inputs and not self.outputs


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


class ResourceProvider(abc.ABC):
    """A provider of resources. Calls come from many threads at once.

    Each method may raise :class:`RefusedError`; create and update also
    :class:`InitializationFailedError`.

    Attributes:
        package: the name of its package.
        version: of the provider.
    """

    package: str
    version: str

    @cached_property
    def cancelled(self) -> threading.Event:
        """Set when the engine has cancelled what runs: whatever waits has to end then."""
        return threading.Event()

    def check_configuration(self, inputs: Properties) -> Checked:
        """Return the provider's configuration, and everything that is wrong with it."""
        return Checked(inputs)

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
        raise RefusedError(f"The provider {self.package} has no function {token}.")

    def schema(self) -> str:
        """Return the schema, as JSON, of what the provider serves."""
        raise RefusedError(f"The provider {self.package} has no schema.")

    def close(self) -> None:  # noqa: B027 - most hold nothing
        """Let go of what the provider holds, as connections. Called once, after the last call."""
