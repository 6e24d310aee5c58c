"""LogStorage: a storage account for the backups of Entra ID logs."""

from collections.abc import Mapping
from typing import NotRequired, TypedDict

import pulumi

from veeam_entraid._lock import create_lock
from veeam_entraid._place import Place
from veeam_entraid._problems import Problem, problems_of
from veeam_entraid.storage import LogStoragePlan, plan_log_storage
from veeam_entraid.storage._account import create_log_account
from veeam_entraid.storage._private_endpoint import create_private_endpoint

__all__ = [
    "BlobAccountBlock",
    "BlobConnectionBlock",
    "BlobContainerBlock",
    "BlobImmutabilityBlock",
    "LogStorage",
    "LogStorageArgs",
]


class BlobConnectionBlock(TypedDict):
    """How the backup server reaches the account, by the keys of its REST API."""

    connectionType: str
    """``Direct``: without a gateway server."""


class BlobAccountBlock(TypedDict):
    """The block ``account`` of a repository of type AzureBlob, without ``credentialsId``, which the server knows."""

    regionType: str
    """The cloud: ``Global``."""
    connectionSettings: BlobConnectionBlock
    """How the backup server reaches it."""


class BlobImmutabilityBlock(TypedDict):
    """How the backup server keeps blobs from being changed, by the keys of its REST API."""

    isEnabled: bool
    """Whether it does."""
    daysCount: NotRequired[int]
    """For how many days."""


class BlobContainerBlock(TypedDict):
    """The block ``container`` of a repository of type AzureBlob, by the keys of the REST API."""

    containerName: str
    """Name of the container."""
    folderName: str
    """Name of the folder in it; the backup server makes it."""
    immutability: BlobImmutabilityBlock
    """How it keeps blobs from being changed."""


class LogStorageArgs(TypedDict):
    """Arguments of a LogStorage."""

    resource_group_name: pulumi.Input[str]
    """Name of the resource group for its resources."""
    location: NotRequired[pulumi.Input[str]]
    """Azure region, such as ``westeurope``, that of the subnet. Default: that of the provider, else of the resource
    group."""
    subnet_id: pulumi.Input[str]
    """Resource id of the subnet of its private endpoint, the only way to its blobs: the backup server's, or one that
    the backup server reaches with 443."""
    private_ip_address: NotRequired[pulumi.Input[str]]
    """Fixed address of its private endpoint. Default: the first free one, which may be the one that a machine of
    the subnet shall get: make the endpoint after the machine, or write another address here."""
    private_dns_zone_id: NotRequired[pulumi.Input[str]]
    """Resource id of an existing zone privatelink.blob.core.windows.net that is linked to the subnet's virtual
    network; a network has no more than one of that name. Default: it is made and linked."""
    sku: NotRequired[str]
    """How Azure keeps each blob: ``Standard_ZRS`` (default), in three zones of the region; ``Standard_LRS`` where a
    region has no zones; ``Standard_GRS``, ``Standard_GZRS``, ``Standard_RAGRS`` or ``Standard_RAGZRS`` with a copy in
    the paired region (Microsoft, Azure Storage redundancy)."""
    container_name: NotRequired[str]
    """Name of the container. Default: ``veeam-entraid-logs``."""
    folder_name: NotRequired[str]
    """Name of the folder that the backup server makes in the container. Default: ``logs``."""
    immutability_days: NotRequired[int]
    """For how many days the backup server keeps blobs from being changed, 1 to 146000. Whether at all is settled when
    the container is made, the number is not. Default: not at all (Veeam, user guide, Microsoft Azure object storage
    considerations)."""
    account_key: NotRequired[str]
    """Which of the account's two keys is handed out: ``key1`` (default) or ``key2``. Keys are rotated by handing out
    the one, updating the server's credentials and renewing the other."""
    lock: NotRequired[bool]
    """Whether Azure itself refuses to delete the account, whoever asks. Needs the right to write locks. A lock does
    not protect blobs. Default: false."""
    deletion_protection: NotRequired[bool]
    """Whether Pulumi refuses to remove what holds backups. Default: true."""
    tags: NotRequired[Mapping[str, pulumi.Input[str]]]
    """Tags of every resource."""


class LogStorage(pulumi.ComponentResource):
    """A storage account with a container for an Azure Blob repository, which keeps the backups of Entra ID logs.

    It is made the way the vendor supports it, which is not what general baselines want: login with a key is on, and
    there is no soft delete and no lifecycle rule, because the backup server alone decides what is deleted. In return
    nothing reaches it but a private endpoint.
    """

    account_name: pulumi.Output[str]
    """Name of the storage account: ``account`` of the server's cloud credentials."""
    account_id: pulumi.Output[str]
    """Resource id of the storage account."""
    key: pulumi.Output[str]
    """Key of the account, a secret: ``sharedKey`` of the server's cloud credentials."""
    host: pulumi.Output[str]
    """Name by which the backup server reaches its blobs."""
    account: pulumi.Output[BlobAccountBlock]
    """Block ``account`` of the repository, to which ``credentialsId`` is added."""
    container: pulumi.Output[BlobContainerBlock]
    """Block ``container`` of the repository. It is there once the way to it is."""

    def __init__(self, name: str, args: LogStorageArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Make the account.

        Raises:
            InvalidArgumentsError: with every problem of the arguments, before anything is registered.
        """
        plan = plan_log_storage(name, args)
        super().__init__("veeam-entraid:index:LogStorage", name, _inputs(plan), opts)
        place = Place(name, plan.resource_group_name, plan.location, plan.tags, pulumi.ResourceOptions(parent=self))
        made = create_log_account(place, plan)
        names = create_private_endpoint(place, plan, made.account)
        if plan.lock:
            create_lock(
                f"{name}-lock",
                made.account.id,
                "Holds log backups.",
                after=[made.container, names],
                opts=place.opts,
            )

        self.account_name = made.account.name
        self.account_id = made.account.id
        self.key = made.key
        self.host = made.account.name.apply(lambda account: f"{account}.blob.core.windows.net")
        self.account = pulumi.Output.from_input(_account_block())
        self.container = pulumi.Output.all(made.container.name, names.urn).apply(
            lambda known: _container_block(plan, str(known[0]))
        )
        self.register_outputs(
            {
                "accountName": self.account_name,
                "accountId": self.account_id,
                "key": self.key,
                "host": self.host,
                "account": self.account,
                "container": self.container,
            }
        )

    @staticmethod
    def check(name: str, args: Mapping[str, object]) -> tuple[Problem, ...]:
        """Return the problems of arguments without making anything."""
        return problems_of(lambda: plan_log_storage(name, args))


def _account_block() -> BlobAccountBlock:
    return {"regionType": "Global", "connectionSettings": {"connectionType": "Direct"}}


def _container_block(plan: LogStoragePlan, container_name: str) -> BlobContainerBlock:
    immutability: BlobImmutabilityBlock = {"isEnabled": plan.immutable}
    if plan.immutable:
        immutability["daysCount"] = plan.immutability_days
    return {"containerName": container_name, "folderName": plan.folder_name, "immutability": immutability}


def _inputs(plan: LogStoragePlan) -> dict[str, object]:
    """Return what the engine and policies see of the component."""
    return {
        "resourceGroupName": plan.resource_group_name,
        "location": plan.location,
        "subnetId": plan.subnet_id,
        "privateIpAddress": plan.private_ip_address,
        "privateDnsZoneId": plan.private_dns_zone_id,
        "sku": plan.sku,
        "containerName": plan.container_name,
        "folderName": plan.folder_name,
        "immutabilityDays": plan.immutability_days or None,
        "accountKey": plan.account_key,
        "lock": plan.lock,
        "deletionProtection": plan.deletion_protection,
        "tags": plan.tags,
    }
