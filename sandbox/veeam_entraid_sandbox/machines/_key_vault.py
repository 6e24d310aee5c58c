"""Reading a secret from the stand-in's Key Vault, as a machine does it: by its identity, over its network."""

import datetime as dt
from typing import Final

from veeam_entraid_protocol.properties import at, found, list_at, text_at
from veeam_entraid_sandbox.azure import Resource, View, key_of, parent_id
from veeam_entraid_sandbox.azure.types.identity import IDENTITY, ROLE_ASSIGNMENT
from veeam_entraid_sandbox.azure.types.key_vault import SECRET, VAULT
from veeam_entraid_sandbox.machines._installations import MachineError

__all__ = ["SecretUnavailableError", "read_secret", "subnet_of"]

_MAY_READ_SECRETS: Final = frozenset(
    {
        "4633458b-17de-408a-a685-8a8df7c2bf9c",  # Key Vault Secrets User
        "b86a8fe4-44ce-4948-aee5-eccb2c155cd7",  # Key Vault Secrets Officer
        "00482a5a-887f-4fb3-b363-3b7fe8e74483",  # Key Vault Administrator
    }
)
_ENDPOINT: Final = "azure-native:network:PrivateEndpoint"


class SecretUnavailableError(MachineError):
    """The secret cannot be read now. It may be later: a machine tries again for a while."""


def read_secret(view: View, machine: Resource, *, vault_uri: str, name: str, client_id: str) -> str:
    """Return a secret's value.

    Args:
        view: what exists.
        machine: the machine that reads.
        vault_uri: the vault, such as ``https://example.vault.azure.net/``.
        name: the secret, or the secret, a slash and its version.
        client_id: the identity by which the machine reads.

    Raises:
        SecretUnavailableError: with the reason that the machine would see.
    """

    def refuse(reason: str) -> SecretUnavailableError:
        return SecretUnavailableError(
            f"the secret {name} in {vault_uri} cannot be read by the identity {client_id}: {reason}"
        )

    identity = next(
        (known for known in view.all_of(IDENTITY) if known.ready and text_at(known.outputs, "clientId") == client_id),
        None,
    )
    attached = [key_of(str(id_)) for id_ in list_at(machine.inputs, "identity.userAssignedIdentities")]
    if identity is None or key_of(identity.id) not in attached:
        raise refuse("the identity is not assigned to this machine (IMDS answers 400, identity not found)")
    vault = next(
        (
            known
            for known in view.all_of(VAULT)
            if known.ready and text_at(known.outputs, "properties.vaultUri") == vault_uri
        ),
        None,
    )
    if vault is None:
        raise refuse("the host name of the vault does not resolve")
    if not _admits(vault, machine, view):
        raise refuse("403 Forbidden, ForbiddenByFirewall: the vault's network rules do not admit the machine's subnet")
    principal = text_at(identity.outputs, "principalId")
    wanted, _, version = name.partition("/")
    secret_id = f"{vault.id}/secrets/{wanted}"
    if not _may_read(vault, secret_id, principal, view):
        raise refuse("403 Forbidden, ForbiddenByRbac: the identity has no role that lets it read the secret")
    secret = view.find(secret_id)
    if secret is None or secret.token != SECRET:
        raise refuse("404 SecretNotFound: there is no secret of that name")
    if version and version != text_at(secret.outputs, "properties.secretUriWithVersion").rpartition("/")[2]:
        # Azure keeps the older versions too. The sandbox keeps the last one, and nobody should ask for another.
        raise refuse(f"404 SecretNotFound: the sandbox has no version {version} of it")
    if not _is_current(secret):
        raise refuse("403 Forbidden, SecretDisabled: the secret is disabled, expired or not valid yet")
    return text_at(secret.inputs, "properties.value")


def subnet_of(machine: Resource, view: View) -> str:
    """Return the id of the subnet that the machine's first network interface is in."""
    for _, id_ in found(machine.inputs, "networkProfile.networkInterfaces[].id"):
        interface = view.find(str(id_))
        if interface:
            return text_at(interface.inputs, "ipConfigurations[0].subnet.id")
    return ""


def _admits(vault: Resource, machine: Resource, view: View) -> bool:
    subnet = subnet_of(machine, view)
    public = text_at(vault.inputs, "properties.publicNetworkAccess").lower() != "disabled"
    rules = [key_of(str(id_)) for _, id_ in found(vault.inputs, "properties.networkAcls.virtualNetworkRules[].id")]
    open_ = text_at(vault.inputs, "properties.networkAcls.defaultAction") != "Deny"
    if public and (open_ or key_of(subnet) in rules):
        return True
    return any(
        key_of(parent_id(text_at(endpoint.inputs, "subnet.id"))) == key_of(parent_id(subnet))
        for endpoint, path in view.referring_to(vault.id)
        if endpoint.token == _ENDPOINT and path.endswith("privateLinkServiceId")
    )


def _may_read(vault: Resource, secret_id: str, principal: str, view: View) -> bool:
    if at(vault.inputs, "properties.enableRbacAuthorization") is not True:
        return any(
            text_at(policy, "objectId") == principal
            and {"get", "all"} & {str(right).lower() for right in list_at(policy, "permissions.secrets")}
            for policy in list_at(vault.inputs, "properties.accessPolicies")
        )
    key = key_of(secret_id)
    return any(
        text_at(assignment.inputs, "principalId") == principal
        and text_at(assignment.inputs, "roleDefinitionId").rpartition("/")[2].lower() in _MAY_READ_SECRETS
        and f"{key}/".startswith(f"{key_of(text_at(assignment.inputs, 'scope'))}/")
        for assignment in view.all_of(ROLE_ASSIGNMENT)
        if assignment.ready
    )


def _is_current(secret: Resource) -> bool:
    now = dt.datetime.now(dt.UTC).timestamp()
    starts, ends = (
        at(secret.inputs, "properties.attributes.notBefore"),
        at(secret.inputs, "properties.attributes.expires"),
    )
    if isinstance(starts, int | float) and now < starts:
        return False
    if isinstance(ends, int | float) and now >= ends:
        return False
    return at(secret.inputs, "properties.attributes.enabled") is not False
