"""Storage accounts of the Azure providers, and what is set for them by resources beside them."""

from collections.abc import Callable, Mapping
from typing import Final

from veeam_entraid_limits._facts import Fact
from veeam_entraid_limits._protection import BlobAccount
from veeam_entraid_limits._relation import Reference
from veeam_entraid_limits._setting import Setting, first_given
from veeam_entraid_limits.resources._resource import Resource, TypeToken

__all__ = ["concerns", "read_facts"]


def concerns(token: TypeToken) -> bool:
    """Return whether a type is a storage account, or sets something for one."""
    return token in _READERS


def read_facts(resource: Resource) -> tuple[Fact, ...]:
    """Return the facts of a storage account, its blob service or its lifecycle rules."""
    reader = _READERS.get(resource.token)
    return (reader(resource),) if reader else ()


def _account(resource: Resource) -> BlobAccount:
    names = [resource.setting("accountName"), resource.setting("name"), resource.output("name")]
    return BlobAccount(
        subject=resource.subject(resource.token.kind),
        # A name that the provider makes up stands among the outputs only.
        name=Reference(first_given(*(name for name in names if name.text), Setting("accountName"))),
        hierarchical_namespace=resource.setting("isHnsEnabled"),
        soft_delete=(
            _retention(resource, "blobProperties.deleteRetentionPolicy"),
            _retention(resource, "blobProperties.containerDeleteRetentionPolicy"),
        ),
    )


def _retention(resource: Resource, path: str) -> Setting:
    """Return the switch of a block that is on where it stands at all."""
    return Setting(path, value=True) if resource.setting(path).is_given else Setting(path)


def _blob_service(resource: Resource) -> BlobAccount:
    return BlobAccount(
        subject=resource.subject(resource.token.kind),
        name=_account_named(resource),
        is_account=False,
        soft_delete=(
            resource.setting("deleteRetentionPolicy.enabled"),
            resource.setting("containerDeleteRetentionPolicy.enabled"),
        ),
    )


def _lifecycle_rules(resource: Resource) -> BlobAccount:
    return BlobAccount(
        subject=resource.subject(resource.token.kind),
        name=_account_named(resource),
        is_account=False,
        lifecycle_rules=True,
    )


def _account_named(resource: Resource) -> Reference:
    key = "accountName" if resource.setting("accountName").is_given else "storageAccountId"
    return Reference(resource.setting(key), resource.made_from(key))


_READERS: Final[Mapping[TypeToken, Callable[[Resource], Fact]]] = {
    TypeToken("azure-native", "storage", "StorageAccount"): _account,
    TypeToken("azure-native", "storage", "BlobServiceProperties"): _blob_service,
    TypeToken("azure-native", "storage", "ManagementPolicy"): _lifecycle_rules,
    TypeToken("azure", "storage", "Account"): _account,
    TypeToken("azure", "storage", "ManagementPolicy"): _lifecycle_rules,
}
