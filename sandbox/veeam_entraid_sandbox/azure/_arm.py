"""Azure Resource Manager's terms: ids, locations and errors."""

import re
from dataclasses import dataclass
from typing import Final

from veeam_entraid_protocol.provider import RefusedError

__all__ = [
    "SUBSCRIPTION",
    "ArmError",
    "ArmId",
    "key_of",
    "location_key",
    "parent_id",
    "parse_id",
    "resource_group_id",
    "root_id",
]

SUBSCRIPTION: Final = "00000000-0000-0000-0000-000000000000"
"""The only subscription that the sandbox serves. It belongs to nobody."""

_CHILD: Final = 2
_FABRICS: Final = "/backupFabrics/"
_SINGLETONS: Final = ("/blobservices/default",)
_RESOURCE_GROUP: Final = re.compile(r"/subscriptions/[^/]+/resourcegroups/[^/]+", re.IGNORECASE)


class ArmError(RefusedError):
    """What Azure Resource Manager answers when it refuses: its status, its code and its sentence."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(f'Status={status} Code="{code}" Message="{message}"')
        self.status = status
        self.code = code


@dataclass(frozen=True, slots=True)
class ArmId:
    """The parts of a resource's id."""

    id: str
    type: str
    names: tuple[str, ...]

    @property
    def name(self) -> str:
        """The resource's own name."""
        return self.names[-1]


def parse_id(resource_id: str) -> ArmId | None:
    """Return the parts of an id, or None when it is none.

    The type is that of the last provider in the id: a role assignment at the scope of a vault is a role
    assignment.
    """
    if not resource_id.startswith("/subscriptions/"):
        return None
    _, separator, tail = resource_id.rpartition("/providers/")
    if not separator:
        return _group_or_subscription(resource_id)
    namespace, *rest = tail.split("/")
    if not rest or len(rest) % 2 or not all(rest):
        return None
    return ArmId(resource_id, "/".join((namespace, *rest[::2])), tuple(rest[1::2]))


def _group_or_subscription(resource_id: str) -> ArmId | None:
    match resource_id.strip("/").split("/"):
        case ["subscriptions", subscription]:
            return ArmId(resource_id, "Microsoft.Resources/subscriptions", (subscription,))
        case ["subscriptions", _, kind, name] if kind.lower() == "resourcegroups" and name:
            return ArmId(resource_id, "Microsoft.Resources/resourceGroups", (name,))
        case _:
            return None


def key_of(resource_id: str) -> str:
    """Return the id in the form in which ids are compared: letters have no case in them."""
    return resource_id.rstrip("/").lower()


def resource_group_id(resource_id: str) -> str:
    """Return the id of the resource group that the resource is in, or an empty string."""
    match = _RESOURCE_GROUP.match(resource_id)
    return match.group(0) if match else ""


def parent_id(resource_id: str) -> str:
    """Return the id of the resource that this one is a child of, or an empty string.

    What an extension, such as a role assignment, is attached to is no parent of it.
    """
    parsed = parse_id(resource_id)
    if parsed is None or len(parsed.names) < _CHILD:
        return ""
    parent = resource_id.rsplit("/", 2)[0]
    vault, fabric, _ = resource_id.partition(_FABRICS)
    if fabric:
        # A backup vault has its fabrics and containers by itself.
        return vault
    # Services of a storage account are there with the account, under one name.
    return parent.rsplit("/", 2)[0] if parent.lower().endswith(_SINGLETONS) else parent


def root_id(resource_id: str) -> str:
    """Return the id of the outermost resource that this one is, or is a child of."""
    parent = parent_id(resource_id)
    return root_id(parent) if parent else resource_id


def location_key(location: str) -> str:
    """Return a location in Azure's programmatic form: "West Europe" is "westeurope"."""
    return location.replace(" ", "").lower()
