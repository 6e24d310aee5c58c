"""What belongs to what: references from one object to another, and the backup server that both are on.

An object is named by a value, its id, or by being the resource whose output stands there: before the first
update only the second is known. What neither tells stays open, and a rule says so.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from veeam_entraid_limits._finding import Subject
from veeam_entraid_limits._setting import ABSENT, Setting

__all__ = ["Identified", "Reference", "Targets", "VeeamServer", "comparable_id"]


@dataclass(frozen=True, slots=True)
class Reference:
    """What an object names another one by.

    Attributes:
        setting: the value that stands there.
        urns: the URNs of the resources that the value is made from, as far as the engine told them.
    """

    setting: Setting = ABSENT
    urns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class VeeamServer:
    """The backup server that an object is on.

    Attributes:
        endpoint: the address of its REST API.
        provider: the URN of the provider's configuration, which tells two objects of one server before the address
            is known; empty where it was not told.
    """

    endpoint: Setting = ABSENT
    provider: str = ""

    def is_same(self, other: "VeeamServer") -> bool | None:
        """Return whether two objects are on one server; None while that is open."""
        if self.provider and self.provider == other.provider:
            return True
        if self.endpoint.is_unknown or other.endpoint.is_unknown:
            return None
        return self.address == other.address

    @property
    def known_as(self) -> str:
        """What is the same for two objects that are on one server for certain; empty while that is open."""
        return "" if self.endpoint.is_unknown else self.address

    @property
    def address(self) -> str:
        """The endpoint in the form in which two are compared."""
        return self.endpoint.text.strip().rstrip("/").lower()


def comparable_id(setting: Setting) -> str:
    """Return an id in the form in which two are compared; empty if it is none that is known."""
    return setting.text.strip().strip("{}").lower()


class Identified(Protocol):
    """An object that others name: it has a subject, an id, and a backup server that gave it the id."""

    @property
    def subject(self) -> Subject:
        """The resource."""
        ...

    @property
    def id(self) -> Setting:
        """The id that the backup server gave it."""
        ...

    @property
    def server(self) -> VeeamServer:
        """The backup server."""
        ...


_Target = TypeVar("_Target", bound=Identified)


class Targets(Generic[_Target]):
    """Objects of one kind, found by what names them.

    Args:
        targets: the objects.
        references: what names them: a value that is an output of one of them tells the id of that one.
    """

    def __init__(self, targets: Iterable[_Target], references: Iterable[Reference] = ()) -> None:
        self._by_urn: dict[str, _Target] = {}
        self._by_id: defaultdict[str, list[_Target]] = defaultdict(list)
        for target in targets:
            if target.subject.urn:
                self._by_urn[target.subject.urn] = target
            if known := comparable_id(target.id):
                self._by_id[known].append(target)
        for reference in references:
            known, target = comparable_id(reference.setting), self._made_from(reference)
            if known and target:
                self._by_id[known].append(target)

    def find(self, reference: Reference, server: VeeamServer) -> _Target | None:
        """Return the object that a reference on a server names; None if it names none of them, or that is open.

        Every server has some objects with the ids that the product gives them everywhere, such as its default
        repository.
        """
        named = self._by_id.get(comparable_id(reference.setting), ())
        there = next((target for target in named if server.is_same(target.server) is not False), None)
        return there or self._made_from(reference)

    def _made_from(self, reference: Reference) -> _Target | None:
        made_from = {urn for urn in reference.urns if urn in self._by_urn}
        return self._by_urn[made_from.pop()] if len(made_from) == 1 else None
