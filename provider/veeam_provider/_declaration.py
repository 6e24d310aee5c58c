"""What a kind of resource declares, whatever its life is like: token, inputs, outputs, what is wrong with inputs."""

import abc
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import ClassVar

from veeam_entraid_protocol.properties import Properties
from veeam_entraid_protocol.provider import CheckFailure
from veeam_provider.schema import JsonObject, ObjectType, Property

__all__ = ["Declaration"]


class Declaration(abc.ABC):
    """What a kind of resource is to the engine and to the package's schema.

    Attributes:
        token: the type token.
        description: for the schema.
        natural_key: what identifies an object to a person, as an import names it; empty where nothing can be imported.
        form: the shape of the inputs.
        outputs: what the resource has beyond its inputs, by name.
        also_replaced_by: patterns of nested properties whose change makes a new object.
    """

    token: ClassVar[str]
    description: ClassVar[str]
    natural_key: ClassVar[str] = ""
    form: ClassVar[ObjectType]
    outputs: ClassVar[Mapping[str, Property]] = {}
    also_replaced_by: ClassVar[frozenset[str]] = frozenset()

    @cached_property
    def replaced_by(self) -> frozenset[str]:
        """Patterns of the properties whose change makes a new object."""
        return self.also_replaced_by | {name for name, each in self.form.properties.items() if each.replaces}

    def problems(self, inputs: Mapping[str, object]) -> Iterator[CheckFailure]:
        """Yield what is wrong with inputs beyond their types. What is not known yet stands there as UNKNOWN."""
        del inputs
        yield from ()

    def problems_of_change(self, inputs: Properties, old: Properties) -> Iterator[CheckFailure]:
        """Yield what is wrong with inputs after other ones; there are no old ones when the resource is to be made."""
        del inputs, old
        yield from ()

    def compared(self, inputs: JsonObject) -> JsonObject:
        """Return the inputs from which a difference may come."""
        known = self.form.properties
        return {name: value for name, value in inputs.items() if not known[name].only_at_creation}

    def reached(self, old: JsonObject, new: JsonObject, outputs: Properties) -> JsonObject:
        """Return the old inputs as far as they have been reached, to compare the new ones with.

        Args:
            old: inputs of the last update.
            new: inputs that are wanted.
            outputs: of the last update, which say what it has put off.
        """
        del new, outputs
        return old
