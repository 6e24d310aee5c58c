"""Where the parts of a component go, and what they are called."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

__all__ = ["Place"]


@dataclass(frozen=True, slots=True)
class Place:
    """What every part has in common.

    Attributes:
        name: the component's name, with which every part's name begins.
        resource_group_name: the resource group of every part.
        location: the region of every part; None leaves it to the provider.
        tags: tags of every part.
        opts: options of every part: the component as the parent.
    """

    name: str
    resource_group_name: pulumi.Input[str]
    location: pulumi.Input[str] | None
    tags: Mapping[str, pulumi.Input[str]]
    opts: pulumi.ResourceOptions
