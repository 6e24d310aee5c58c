"""From a type token to the row that describes it and the shape that the SDK gives it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from veeam_entraid_protocol.properties import Properties, bare_properties
from veeam_entraid_protocol.provider import RefusedError
from veeam_entraid_sandbox.azure._arm import SUBSCRIPTION
from veeam_entraid_sandbox.azure._resource_type import ResourceType
from veeam_entraid_sandbox.azure.types import TABLE, generic_type
from veeam_entraid_sandbox.sdk_types import ResourceShape, Sdk, Shapes, UnknownTokenError

__all__ = ["Known", "Tokens", "installed_shapes"]

_VERSIONED: Final = re.compile(r"^(azure-native:\w+)/v\d{8}\w*:(\w+)$")


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a type. ``versioned`` is a token that names an API version other than the SDK's."""

    type: ResourceType
    shape: ResourceShape
    versioned: bool


def installed_shapes() -> Shapes:
    """Return the shapes of the installed SDK's types."""
    return Shapes(Sdk("azure-native", "pulumi_azure_native"))


class Tokens:
    """Finds types by any token that Pulumi knows them by."""

    def __init__(self, shapes: Shapes) -> None:
        self._shapes = shapes

    def find(self, token: str) -> Known:
        """Return what is known of the type.

        Raises:
            RefusedError: the SDK has no such type. The message names the nearest that it has.
        """
        plain = _VERSIONED.sub(r"\1:\2", token)
        try:
            shape = self._shapes.get(plain)
        except UnknownTokenError as error:
            alias = self._by_alias(token) or self._by_alias(plain)
            if alias is None:
                raise RefusedError(str(error)) from error
            return Known(TABLE[alias.token], alias, versioned=True)
        return Known(TABLE.get(plain) or generic_type(shape), shape, versioned=plain != token)

    def id_of(self, token: str, inputs: Properties) -> str:
        """Return the id of the resource that inputs make."""
        return self.find(token).type.id_of(SUBSCRIPTION, bare_properties(inputs))

    def type_of(self, token: str) -> ResourceType:
        """Return the row of a token without a version."""
        return TABLE.get(token) or generic_type(self._shapes.get(token))

    def shapes(self) -> Iterator[ResourceShape]:
        """Yield the shapes of the types that have a row of their own."""
        return (self._shapes.get(token) for token in TABLE)

    def _by_alias(self, token: str) -> ResourceShape | None:
        return next((shape for shape in self.shapes() if token in shape.aliases), None)
