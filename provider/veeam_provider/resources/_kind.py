"""What a kind of resource is: the shape of its inputs, and how the server is asked for its objects."""

import abc
from collections.abc import Mapping, Sequence
from typing import ClassVar

from veeam_provider._declaration import Declaration
from veeam_provider._identity import Identity, without_mark
from veeam_provider._models import at, child, placed, text, without_nulls
from veeam_provider._server import Work
from veeam_provider.rest import Listing
from veeam_provider.schema import JsonObject

__all__ = ["Kind", "Listed", "NotReadyYetError", "at", "child", "placed", "text", "without_nulls"]


class NotReadyYetError(Exception):
    """An object has been made, and something that was to follow has not worked.

    Attributes:
        id: of the object.
    """

    def __init__(self, id_: str, reason: str) -> None:
        super().__init__(reason)
        self.id = id_


class Kind(Declaration):
    """A kind of resource that is an object of the server. Such objects are JSON objects here, in the API's own form.

    Attributes:
        places: where each input stands in the server's model.
        is_always_there: whether the installation of the server has made it, so that it is taken over.
        is_made_by_sessions: whether an object appears some time after it was asked for.
    """

    places: ClassVar[Mapping[str, str]] = {}
    is_made_by_sessions: ClassVar[bool] = False
    is_always_there: ClassVar[bool] = False

    @abc.abstractmethod
    def key_of(self, inputs: JsonObject) -> str:
        """Return the natural key of the object that inputs describe."""

    @abc.abstractmethod
    def find(self, work: Work, key: str, inputs: JsonObject) -> JsonObject | None:
        """Return the object with a natural key, or None. Without inputs it is being imported."""

    @abc.abstractmethod
    def get(self, work: Work, id_: str) -> JsonObject | None:
        """Return the object with an id, or None when it is gone."""

    def id_of(self, model: JsonObject) -> str:
        """Return the id of an object."""
        return text(model, "id")

    def is_ours(self, work: Work, model: JsonObject, inputs: JsonObject, identity: Identity) -> bool:
        """Return whether an object that is there already has been made for this very resource."""
        del work, model, inputs, identity
        return False

    def gate_lists(self, inputs: JsonObject) -> Sequence[Listing[None, object]]:
        """Return the lists that :meth:`find` and :meth:`gate` are going to look at, where there are several."""
        del inputs
        return ()

    def gate(self, work: Work, inputs: JsonObject, id_: str, identity: Identity) -> None:
        """Refuse what a documented limit forbids and only the server knows. Without an id the object is new.

        Raises:
            LimitBrokenError: with every limit that is broken.
        """
        del work, inputs, id_, identity

    def foresee(self, work: Work, inputs: Mapping[str, object], id_: str, identity: Identity) -> None:
        """Say at a preview what :meth:`gate` would at the update; nothing is changed. Without an id the object is new.

        Args:
            work: the server.
            inputs: plain; what is not known yet stands there as UNKNOWN.
            id_: the object's id.
            identity: of the resource.

        Raises:
            LimitBrokenError: with every limit that is broken whatever else the update does.
        """
        del work, inputs, id_, identity

    @abc.abstractmethod
    def create(self, work: Work, inputs: JsonObject, identity: Identity) -> str:
        """Make an object and return its id.

        Raises:
            NotReadyYetError: it is made, and not as it should be.
            RestError: it is not made.
        """

    @abc.abstractmethod
    def update(self, work: Work, model: JsonObject, changes: JsonObject, old: JsonObject, identity: Identity) -> None:
        """Change an object.

        Args:
            work: the server.
            model: the object as it is.
            changes: the inputs, with None for what is to be left out.
            old: the inputs before.
            identity: of the resource.
        """

    @abc.abstractmethod
    def delete(self, work: Work, id_: str, inputs: JsonObject) -> None:
        """Delete an object. One that is gone already is no error."""

    def shown(self, work: Work, model: JsonObject) -> JsonObject:
        """Return the inputs that the server shows."""
        del work
        found = {name: at(model, path) for name, path in self.places.items()}
        if isinstance(description := found.get("description"), str):
            found["description"] = without_mark(description)
        return {name: value for name, value in found.items() if value is not None}

    def computed(self, work: Work, model: JsonObject, inputs: JsonObject) -> JsonObject:
        """Return the outputs beyond the inputs."""
        del work, inputs
        return {name: value for name in self.outputs if (value := at(model, name)) is not None}

    def payload(self, changes: JsonObject, identity: Identity) -> JsonObject:
        """Return inputs in their places of the model; None stands for what is to be left out."""
        body: JsonObject = {}
        for name, path in self.places.items():
            if name in changes:
                placed(body, path, changes[name])
        if "description" in self.places:
            description = changes.get("description")
            body["description"] = identity.marked(description if isinstance(description, str) else "")
        return body


class Listed(Kind):
    """A kind whose objects stand in one list of the server, with everything that there is to know of them."""

    @abc.abstractmethod
    def listed(self, work: Work) -> list[JsonObject]:
        """Return all objects."""

    @abc.abstractmethod
    def name_of(self, model: JsonObject) -> str:
        """Return the natural key of an object."""

    def find(self, work: Work, key: str, inputs: JsonObject) -> JsonObject | None:
        """Return the object with a natural key, or with that id when it is being imported."""
        found = [each for each in self.listed(work) if self.name_of(each).casefold() == key.casefold()]
        if not found and not inputs:
            return self.get(work, key)
        return found[0] if found else None

    def get(self, work: Work, id_: str) -> JsonObject | None:
        """Return the object with an id, or None when it is gone."""
        return next((each for each in self.listed(work) if self.id_of(each).casefold() == id_.casefold()), None)
