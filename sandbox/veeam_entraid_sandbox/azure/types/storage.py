"""Microsoft.Storage: accounts, their blob services and their blob containers."""

import base64
import hashlib
from collections.abc import Iterator
from typing import Final

from veeam_entraid_protocol import Value
from veeam_entraid_protocol.properties import Properties, at, found, list_at, text_at
from veeam_entraid_protocol.provider import CheckFailure
from veeam_entraid_sandbox.azure._arm import ArmError, key_of, parent_id
from veeam_entraid_sandbox.azure._resource_type import Fixed, Reference, Resource, ResourceType, Subject, View
from veeam_entraid_sandbox.azure.types._constraints import choice, number, text
from veeam_entraid_sandbox.azure.types._identity_block import identity_outputs, identity_references
from veeam_entraid_sandbox.azure.types._occupancy import required

__all__ = ["ACCOUNT", "TYPES", "account_keys"]

ACCOUNT: Final = "azure-native:storage:StorageAccount"
_SERVICE: Final = "azure-native:storage:BlobServiceProperties"
_CONTAINER: Final = "azure-native:storage:BlobContainer"
_ACCOUNT_PATH: Final = (
    "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}"
    "/providers/Microsoft.Storage/storageAccounts/{accountName}"
)
_SKUS: Final = (
    "Standard_LRS", "Standard_GRS", "Standard_RAGRS", "Standard_ZRS", "Premium_LRS", "Premium_ZRS", "Standard_GZRS",
    "Standard_RAGZRS", "StandardV2_LRS", "StandardV2_GRS", "StandardV2_ZRS", "StandardV2_GZRS",
    "PremiumV2_LRS", "PremiumV2_ZRS",
)  # fmt: skip

_OPEN_TO_ALL: Final[dict[str, Value]] = {
    "bypass": "AzureServices",
    "defaultAction": "Allow",
    "ipRules": [],
    "virtualNetworkRules": [],
}


def _demand_name(subject: Subject, view: View) -> None:
    for other in view.all_of(ACCOUNT):
        if key_of(other.id) != key_of(subject.id) and other.id.rpartition("/")[2] == subject.name:
            raise ArmError(
                409, "StorageAccountAlreadyTaken", f"The storage account named {subject.name} is already taken."
            )


def _demand_endpoints(subject: Subject, view: View) -> None:
    for _, id_ in found(subject.inputs, "networkRuleSet.virtualNetworkRules[].virtualNetworkResourceId"):
        subnet = required(view, str(id_))
        services = [text_at(endpoint, "service") for endpoint in list_at(subnet.inputs, "serviceEndpoints")]
        if not any(service.startswith("Microsoft.Storage") for service in services):
            raise ArmError(
                400,
                "SubnetsHaveNoServiceEndpointsConfigured",
                f"Subnets {subnet.id.rpartition('/')[2]} of virtual network {parent_id(subnet.id)} do not have "
                "ServiceEndpoints "
                "for Microsoft.Storage resources configured.",
            )


def _account_outputs(subject: Subject, view: View) -> Properties:
    endpoints: Properties = {
        kind: f"https://{subject.name}.{kind}.core.windows.net/" for kind in ("blob", "dfs", "file", "queue", "table")
    }
    location = text_at(subject.inputs, "location").replace(" ", "").lower()
    return {
        "primaryEndpoints": endpoints,
        "primaryLocation": location,
        "statusOfPrimary": "available",
        "privateEndpointConnections": [],
        **identity_outputs(subject, view),
    }


def _demand_public(subject: Subject, view: View) -> None:
    account = required(view, parent_id(subject.id))
    public = text_at(subject.inputs, "publicAccess") not in {"", "None"}
    if public and at(account.inputs, "allowBlobPublicAccess") is not True:
        raise ArmError(
            409, "PublicAccessNotPermitted", f"Public access is not permitted on this storage account: {account.id}."
        )


def _no_double_hyphen(inputs: Properties) -> Iterator[CheckFailure]:
    if "--" in text_at(inputs, "containerName"):
        yield CheckFailure("containerName", "'containerName' must not hold two hyphens in a row")


def account_keys(account: Resource) -> Properties:
    """Return the two keys of an account, the same ones for the same account."""
    if at(account.inputs, "allowSharedKeyAccess") is False:
        raise ArmError(409, "KeyBasedAuthenticationNotPermitted", f"Key based access is off on {account.id}.")
    keys: list[Value] = []
    for name in ("key1", "key2"):
        digest = hashlib.sha512(f"{key_of(account.id)} {name}".encode()).digest()
        keys.append({"keyName": name, "permissions": "FULL", "value": base64.b64encode(digest).decode()})
    return {"keys": keys}


def _days_of_retention(inputs: Properties) -> Iterator[CheckFailure]:
    for policy in ("deleteRetentionPolicy", "containerDeleteRetentionPolicy"):
        if at(inputs, f"{policy}.enabled") is True and at(inputs, f"{policy}.days") is None:
            yield CheckFailure(f"{policy}.days", f"'{policy}' is enabled and needs 'days'")


def _keeps_versions(account_id: str, view: View) -> bool:
    service = view.find(f"{account_id}/blobServices/default")
    return service is not None and at(service.inputs, "isVersioningEnabled") is True


def _demand_versions_for_immutability(subject: Subject, view: View) -> None:
    immutable = at(subject.inputs, "immutableStorageWithVersioning.enabled") is True
    if immutable and not _keeps_versions(parent_id(subject.id), view):
        raise ArmError(
            409,
            "BlobVersioningNotEnabled",
            f"Container {subject.name} asks for version-level immutability, and versioning is not enabled on its "
            "account.",
        )


def _demand_versions_while_immutable(subject: Subject, view: View) -> None:
    if at(subject.inputs, "isVersioningEnabled") is True:
        return
    for container in view.below(parent_id(subject.id)):
        if at(container.inputs, "immutableStorageWithVersioning.enabled") is True:
            raise ArmError(
                409,
                "VersioningRequiredForImmutableStorage",
                f"Versioning cannot be disabled while container {container.id} has version-level immutability.",
            )


def _demand_no_container(service: Resource, view: View) -> None:
    # Azure resets a service instead of deleting it. A program that gets there has lost track of its containers.
    left = [container.id for container in view.below(service.id)]
    if left:
        raise ArmError(409, "BlobServiceInUse", f"Blob service {service.id} still has {', '.join(left)}.")


TYPES: Final = (
    ResourceType(
        token=ACCOUNT,
        path=_ACCOUNT_PATH,
        replaced_by=frozenset({"isHnsEnabled", "location"}),
        fixed=(Fixed("enableNfsV3", "AccountPropertyCannotBeUpdated"),),
        constraints={
            "accountName": text(
                shortest=3, longest=24, pattern=r"[a-z0-9]+", says="holds lower case letters and digits only"
            ),
            "kind": choice(("Storage", "StorageV2", "BlobStorage", "FileStorage", "BlockBlobStorage")),
            "sku.name": choice(_SKUS),
            "accessTier": choice(("Hot", "Cool", "Premium", "Cold")),
            "minimumTlsVersion": choice(("TLS1_0", "TLS1_1", "TLS1_2", "TLS1_3")),
            "publicNetworkAccess": choice(("Enabled", "Disabled", "SecuredByPerimeter")),
        },
        references=(
            Reference(
                "networkRuleSet.virtualNetworkRules[].virtualNetworkResourceId",
                "Microsoft.Network/virtualNetworks/subnets",
            ),
            *identity_references(),
        ),
        defaults={
            "accessTier": "Hot",
            "enableHttpsTrafficOnly": True,
            "minimumTlsVersion": "TLS1_0",
            "allowBlobPublicAccess": False,
            "networkRuleSet": _OPEN_TO_ALL,
        },
        demands=(_demand_name, _demand_endpoints),
        respond=_account_outputs,
    ),
    ResourceType(
        token=_SERVICE,
        path=_ACCOUNT_PATH + "/blobServices/{blobServicesName}",
        constraints={
            "blobServicesName": text(pattern="default", says="is 'default': an account has one blob service"),
            "deleteRetentionPolicy.days": number(least=1, most=365),
            "containerDeleteRetentionPolicy.days": number(least=1, most=365),
        },
        rules=(_days_of_retention,),
        demands=(_demand_versions_while_immutable,),
        deletion_demands=(_demand_no_container,),
    ),
    ResourceType(
        token=_CONTAINER,
        path=_ACCOUNT_PATH + "/blobServices/default/containers/{containerName}",
        fixed=(Fixed("immutableStorageWithVersioning.enabled", "ContainerImmutabilityCannotBeChanged"),),
        constraints={
            "containerName": text(
                shortest=3,
                longest=63,
                pattern=r"\$root|\$web|[a-z0-9][a-z0-9-]*[a-z0-9]",
                says="holds lower case letters, digits and hyphens, and begins and ends with none of the hyphens",
            ),
        },
        rules=(_no_double_hyphen,),
        defaults={
            "denyEncryptionScopeOverride": False,
            "defaultEncryptionScope": "$account-encryption-key",
            "publicAccess": "None",
        },
        demands=(_demand_public, _demand_versions_for_immutability),
        respond=lambda _subject, _view: {
            "hasImmutabilityPolicy": False,
            "hasLegalHold": False,
            "leaseState": "Available",
            "leaseStatus": "Unlocked",
        },
    ),
)
