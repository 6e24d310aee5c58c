"""The plan of the storage of log backups: arguments in, a frozen description of account and container out."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

import pulumi

from veeam_entraid._arguments import Arguments
from veeam_entraid._azure import (
    read_address,
    read_location,
    read_resource_group,
    read_resource_id,
    read_subnet_id,
)
from veeam_entraid._names import component_name_problem
from veeam_entraid._resource_ids import PRIVATE_DNS_ZONE

__all__ = ["LogStoragePlan", "plan_log_storage"]

_SKUS: Final = (
    "Standard_ZRS",
    "Standard_LRS",
    "Standard_GRS",
    "Standard_GZRS",
    "Standard_RAGRS",
    "Standard_RAGZRS",
)
_KEYS: Final = ("key1", "key2")
_DEFAULT_CONTAINER: Final = "veeam-entraid-logs"
_DEFAULT_FOLDER: Final = "logs"
_LONGEST_IMMUTABILITY: Final = 146_000
_LONGEST_CONTAINER: Final = 63
_CONTAINER: Final = re.compile(r"(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]")
_FOLDER: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,62}")


@dataclass(frozen=True, slots=True)
class LogStoragePlan:
    """Everything that the storage of log backups is made of.

    Attributes:
        name: the component's name.
        resource_group_name: where its resources go.
        location: their region; None leaves it to the provider.
        subnet_id: the subnet of its private endpoint.
        private_ip_address: its fixed address; None for the first free one.
        private_dns_zone_id: the zone that exists for the endpoint's name; None lets one be made.
        sku: how often and where Azure keeps each blob.
        container_name: name of the container.
        folder_name: name of the folder that the backup server keeps everything in.
        immutability_days: for how long the backup server keeps blobs from being changed; 0 for not at all.
        account_key: which of the account's two keys is handed out.
        lock: whether Azure itself refuses to delete the account.
        deletion_protection: whether Pulumi refuses to remove what holds backups.
        tags: tags of every resource.
    """

    name: str
    resource_group_name: pulumi.Input[str]
    location: pulumi.Input[str] | None
    subnet_id: pulumi.Input[str]
    private_ip_address: pulumi.Input[str] | None
    private_dns_zone_id: pulumi.Input[str] | None
    sku: str
    container_name: str
    folder_name: str
    immutability_days: int
    account_key: str
    lock: bool
    deletion_protection: bool
    tags: Mapping[str, pulumi.Input[str]]

    @property
    def immutable(self) -> bool:
        """Whether the container can keep blobs from being changed; settled when it is made."""
        return self.immutability_days > 0


def plan_log_storage(name: str, arguments: object, later: Collection[str] = ()) -> LogStoragePlan:
    """Resolve the arguments of the storage of log backups.

    Args:
        name: the component's name.
        arguments: what was handed over.
        later: arguments that another component will hand over and that may be missing now.

    Raises:
        InvalidArgumentsError: with every problem in them.
    """
    reader = Arguments(f'LogStorage "{name}"', arguments, later=later)
    if problem := component_name_problem(name):
        reader.problem("", problem)
    plan = LogStoragePlan(
        name=name,
        resource_group_name=read_resource_group(reader),
        location=read_location(reader),
        subnet_id=read_subnet_id(reader),
        private_ip_address=read_address(reader, "private_ip_address"),
        private_dns_zone_id=read_resource_id(reader, "private_dns_zone_id", PRIVATE_DNS_ZONE),
        sku=reader.choice("sku", _SKUS, _SKUS[0]),
        container_name=_read_container(reader),
        folder_name=_read_folder(reader),
        immutability_days=reader.integer(
            "immutability_days",
            0,
            minimum=1 if reader.has("immutability_days") else 0,
            maximum=_LONGEST_IMMUTABILITY,
        ),
        account_key=reader.choice("account_key", _KEYS, _KEYS[0]),
        lock=reader.flag("lock", default=False),
        deletion_protection=reader.flag("deletion_protection", default=True),
        tags=reader.tags(),
    )
    reader.finish()
    return plan


def _read_container(reader: Arguments) -> str:
    name = reader.text("container_name", _DEFAULT_CONTAINER, hint=f"a container's name, such as {_DEFAULT_CONTAINER}")
    if not _CONTAINER.fullmatch(name):
        reader.problem(
            "container_name",
            f"is not a name for a container: write 3 to {_LONGEST_CONTAINER} lower-case letters, digits and single"
            " hyphens, with no hyphen at either end",
        )
    return name


def _read_folder(reader: Arguments) -> str:
    name = reader.text("folder_name", _DEFAULT_FOLDER, hint=f"a folder's name, such as {_DEFAULT_FOLDER}")
    if not _FOLDER.fullmatch(name):
        reader.problem(
            "folder_name",
            "is not a name for a folder: write 1 to 63 letters, digits, hyphens and underscores, starting with a"
            " letter or digit",
        )
    return name
