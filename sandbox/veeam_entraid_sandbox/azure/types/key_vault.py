"""Microsoft.KeyVault: vaults and their secrets."""

import ipaddress
from collections.abc import Iterator
from typing import Final

from veeam_entraid_protocol import UNKNOWN, Value
from veeam_entraid_protocol.properties import Properties, at, dict_at, found, list_at, merged, show, text_at
from veeam_entraid_protocol.provider import CheckFailure
from veeam_entraid_sandbox.azure._arm import ArmError, key_of, parent_id
from veeam_entraid_sandbox.azure._resource_type import Fixed, Reference, ResourceType, Subject, View
from veeam_entraid_sandbox.azure.types._constraints import choice, guid, number, text
from veeam_entraid_sandbox.azure.types._guids import guid_of
from veeam_entraid_sandbox.azure.types._occupancy import required

__all__ = ["SECRET", "TYPES", "VAULT"]

VAULT: Final = "azure-native:keyvault:Vault"
SECRET: Final = "azure-native:keyvault:Secret"  # noqa: S105 - a type

_VAULT_PATH: Final = (
    "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.KeyVault/vaults/{vaultName}"
)
_LONGEST_SECRET_BYTES: Final = 25_600


def _policies(inputs: Properties) -> Iterator[CheckFailure]:
    properties = inputs.get("properties")
    if not isinstance(properties, dict):
        return
    rbac, policies = properties.get("enableRbacAuthorization"), properties.get("accessPolicies")
    if rbac in (None, False) and policies is None and properties.get("createMode") != "recover":
        yield CheckFailure(
            "properties.accessPolicies",
            "'properties.accessPolicies' may be left out only where 'properties.enableRbacAuthorization' is true",
        )
    if properties.get("enablePurgeProtection") is False:
        yield CheckFailure(
            "properties.enablePurgeProtection",
            "'properties.enablePurgeProtection' is true or left out: Azure does not take false",
        )
    if properties.get("enableSoftDelete") is False:
        yield CheckFailure("properties.enableSoftDelete", "'properties.enableSoftDelete' cannot be false any more")


def _source_networks(inputs: Properties) -> Iterator[CheckFailure]:
    for path, rule in found(inputs, "properties.networkAcls.ipRules[].value"):
        if isinstance(rule, str) and not _is_public(rule):
            yield CheckFailure(show(path), f"'{show(path)}' must be a public IPv4 address or network, not '{rule}'")


def _is_public(rule: str) -> bool:
    try:
        return not ipaddress.IPv4Network(rule, strict=False).is_private
    except ValueError:
        return False


def _demand_name(subject: Subject, view: View) -> None:
    name = subject.name.lower()
    for other in view.all_of(VAULT):
        if key_of(other.id) != key_of(subject.id) and other.id.rpartition("/")[2].lower() == name:
            raise ArmError(
                409,
                "VaultAlreadyExists",
                f"The vault name '{subject.name}' is already in use. Vault names are globally unique so it is "
                "possible that the "
                "name is already taken.",
            )
    if subject.previous is None:
        deleted = view.buried(_grave(subject.id))
        recovers = at(subject.inputs, "properties.createMode") == "recover"
        if deleted and not recovers:
            raise ArmError(
                409,
                "ConflictError",
                "A vault with the same name already exists in deleted state. You need to either recover or purge "
                "existing "
                f"key vault: {text_at(deleted, 'id')}.",
            )
        if recovers and not deleted:
            raise ArmError(404, "DeletedVaultNotFound", f"There is no deleted vault '{subject.name}' to recover.")


def _demand_tenant_rules(subject: Subject, view: View) -> None:
    protection = "properties.enablePurgeProtection"
    was_protected = subject.previous is not None and at(subject.previous.inputs, protection) is True
    if was_protected and at(subject.inputs, protection) is not True:
        raise ArmError(
            400,
            "BadRequest",
            "The property 'enablePurgeProtection' cannot be set to false. Enabling the purge protection for "
            "a vault is an "
            "irreversible action.",
        )
    for _, rule in found(subject.inputs, "properties.networkAcls.virtualNetworkRules[]"):
        subnet = required(view, text_at(rule, "id"))
        services = [text_at(endpoint, "service") for endpoint in list_at(subnet.inputs, "serviceEndpoints")]
        if at(rule, "ignoreMissingVnetServiceEndpoint") is not True and not any(
            service.startswith("Microsoft.KeyVault") for service in services
        ):
            raise ArmError(
                400,
                "VirtualNetworkNotValid",
                f"Subnet {subnet.id} has no service endpoint for Microsoft.KeyVault, which the network rules of vault "
                f"{subject.name} need.",
            )


def _grave(vault_id: str) -> str:
    return f"vault:{vault_id.rpartition('/')[2]}"


def _vault_outputs(subject: Subject, view: View) -> Properties:
    del view
    properties = merged(
        {
            "accessPolicies": [],
            "enableSoftDelete": True,
            "softDeleteRetentionInDays": 90.0,
            "publicNetworkAccess": "Enabled",
        },
        dict_at(subject.inputs, "properties"),
    )
    return {
        "properties": properties
        | {"vaultUri": f"https://{subject.name.lower()}.vault.azure.net/", "provisioningState": "Succeeded"}
    }


# Secrets.


def _short_enough(value: Value) -> str | None:
    if isinstance(value, str) and len(value.encode()) > _LONGEST_SECRET_BYTES:
        return f"is too long: at most {_LONGEST_SECRET_BYTES} bytes allowed"
    return None


def _demand_secret_name(subject: Subject, view: View) -> None:
    if subject.previous is None and view.buried(subject.id):
        raise ArmError(
            409,
            "ObjectIsDeletedButRecoverable",
            f"Secret {subject.name} is currently in a deleted but recoverable state, and its name cannot be "
            "reused; in this "
            "state, the secret can only be recovered or purged.",
        )


def _secret_outputs(subject: Subject, view: View) -> Properties:
    vault = required(view, parent_id(subject.id))
    uri = f"{text_at(vault.outputs, 'properties.vaultUri')}secrets/{subject.name}"
    version = _version(subject)
    given: Properties = {key: value for key, value in dict_at(subject.inputs, "properties").items() if key != "value"}
    given["attributes"] = merged({"enabled": True}, dict_at(given, "attributes"))
    given |= {"secretUri": uri, "secretUriWithVersion": f"{uri}/{version}"}
    return {"location": vault.outputs.get("location"), "properties": given}


def _version(subject: Subject) -> str:
    """Return the version of the secret: each change of its value makes one."""
    if subject.previous is None:
        return guid_of(subject.id, "version").replace("-", "")
    before = text_at(subject.previous.outputs, "properties.secretUriWithVersion").rpartition("/")[2]
    same = at(subject.previous.inputs, "properties.value") == at(subject.inputs, "properties.value")
    return before if same else guid_of(subject.id, before).replace("-", "")


def _known_value(inputs: Properties) -> Iterator[CheckFailure]:
    value = at(inputs, "properties.value")
    if value is not UNKNOWN and not value:
        yield CheckFailure("properties.value", "a secret needs 'properties.value'")


TYPES: Final = (
    ResourceType(
        token=VAULT,
        path=_VAULT_PATH,
        write_only=("properties.createMode",),
        fixed=(
            Fixed("location", "VaultAlreadyExists"),
            Fixed("properties.softDeleteRetentionInDays", "BadRequest"),
        ),
        constraints={
            "vaultName": text(
                shortest=3,
                longest=24,
                pattern=r"[a-zA-Z](?!.*--)[a-zA-Z0-9-]*[a-zA-Z0-9]",
                says="begins with a letter, ends with a letter or digit, and holds letters, digits and single hyphens",
            ),
            "properties.tenantId": guid(),
            "properties.softDeleteRetentionInDays": number(least=7, most=90),
            "properties.sku.name": choice(("standard", "premium")),
            "properties.sku.family": choice(("A",)),
            "properties.publicNetworkAccess": choice(("Enabled", "Disabled")),
        },
        rules=(_policies, _source_networks),
        references=(
            Reference("properties.networkAcls.virtualNetworkRules[].id", "Microsoft.Network/virtualNetworks/subnets"),
        ),
        demands=(_demand_name, _demand_tenant_rules),
        respond=_vault_outputs,
        grave=_grave,
        exhumes=lambda subject: at(subject.inputs, "properties.createMode") == "recover",
    ),
    ResourceType(
        token=SECRET,
        path=_VAULT_PATH + "/secrets/{secretName}",
        write_only=("properties.value",),
        sensitive=("properties.value",),
        constraints={
            "secretName": text(
                shortest=1, longest=127, pattern=r"[a-zA-Z0-9-]+", says="holds letters, digits and hyphens only"
            ),
            "properties.value": _short_enough,
        },
        rules=(_known_value,),
        demands=(_demand_secret_name,),
        respond=_secret_outputs,
        grave=key_of,
    ),
)
