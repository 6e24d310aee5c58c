"""A change of a resource's inputs that mends a broken limit."""

from dataclasses import dataclass

__all__ = ["Change"]


@dataclass(frozen=True, slots=True)
class Change:
    """One input, and what to write there instead.

    Attributes:
        path: where it stands in the resource, with dots between the names: ``defaultProxy.enabled``.
        value: the safe value, which is never secret.
    """

    path: str
    value: bool | str
