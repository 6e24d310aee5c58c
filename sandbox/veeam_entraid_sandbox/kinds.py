"""What stand-ins with a table of kinds have in common: finding a kind, and keeping its secrets."""

from collections.abc import Collection, Mapping
from typing import TypeVar

from veeam_entraid_protocol.properties import Properties, conceal, secret_paths
from veeam_entraid_protocol.provider import RefusedError
from veeam_entraid_sandbox.sdk_types import ResourceShape, Shapes, UnknownTokenError

__all__ = ["concealed", "known_kind"]

K = TypeVar("K")


def known_kind(package: str, kinds: Mapping[str, K], shapes: Shapes, token: str) -> tuple[K, ResourceShape]:
    """Return the kind of a token, and what the SDK says of it.

    Raises:
        RefusedError: the SDK has no such resource, or the stand-in has no such kind.
    """
    try:
        shape = shapes.get(token)
    except UnknownTokenError as error:
        raise RefusedError(str(error)) from error
    kind = kinds.get(token)
    if kind is None:
        raise RefusedError(f"The sandbox's stand-in for {package} has no {token}.")
    return kind, shape


def concealed(inputs: Properties, outputs: Properties, secrets: Collection[str]) -> Properties:
    """Return outputs with what is secret in the inputs, and those that always are, marked as secret."""
    return conceal(outputs, secret_paths(inputs) | {(name,) for name in secrets if name in outputs})
