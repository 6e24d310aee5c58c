"""What the control plane's operations cause beyond its own memory: machines that start and stop."""

from typing import Protocol

from veeam_entraid_protocol.properties import Properties
from veeam_entraid_protocol.provider import Progress
from veeam_entraid_sandbox.azure._resource_type import Resource, Subject
from veeam_entraid_sandbox.azure._store import Store

__all__ = ["Effects", "FailedAfterCreationError"]


class FailedAfterCreationError(Exception):
    """What was asked for was made, but did not succeed. It stays, with these outputs."""

    def __init__(self, reason: str, outputs: Properties) -> None:
        super().__init__(reason)
        self.reason = reason
        self.outputs = outputs


class Effects(Protocol):
    """The effects of the operations on one type of resource.

    They run outside of any transaction and may take long. Each has to leave the world as it was when it
    raises, except for :class:`FailedAfterCreationError`, and to bear being called again after it was
    interrupted at any point.
    """

    def create(self, subject: Subject, outputs: Properties, store: Store, progress: Progress) -> Properties:
        """Bring about what the resource stands for; return the outputs that come of it."""
        ...

    def update(self, subject: Subject, outputs: Properties, store: Store, progress: Progress) -> Properties:
        """Change it; return the outputs that come of it."""
        ...

    def delete(self, resource: Resource, store: Store) -> None:
        """Undo what :meth:`create` brought about, as far as it had come."""
        ...

    def read(self, resource: Resource, store: Store) -> Properties:
        """Return the outputs that may have changed by themselves."""
        ...
