"""Credentials of a component: passwords that are generated, and the key vault that keeps them."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

import pulumi
import pulumi_random as random
from pulumi_azure_native import authorization, keyvault

__all__ = ["SECRETS_USER_ROLE", "CredentialVault", "generate_password"]

SECRETS_USER_ROLE: Final = "4633458b-17de-408a-a685-8a8df7c2bf9c"
"""Id of the role "Key Vault Secrets User", which reads the values of secrets and nothing else."""

_SUFFIX_LENGTH: Final = 6
_LONGEST_STEM: Final = 14
_NOT_IN_VAULT_NAMES: Final = re.compile(r"-{2,}|[^a-z0-9-]")


class CredentialVault:
    """A key vault and the secrets in it.

    Its name is unique in all of Azure by six random characters. The firewall denies everything but the
    subnets that are named; access goes by roles; a deleted vault can be recovered for 90 days.

    Args:
        name: the component's name.
        subnet_ids: subnets whose machines may read secrets.
        resource_group_name: where it goes.
        location: its region.
        tags: its tags.
        protected: whether neither Pulumi nor a purge may remove it.
        opts: options of every resource: the component as the parent.
    """

    def __init__(
        self,
        name: str,
        *,
        subnet_ids: Sequence[pulumi.Input[str]],
        resource_group_name: pulumi.Input[str],
        location: pulumi.Input[str] | None,
        tags: Mapping[str, pulumi.Input[str]],
        protected: bool,
        opts: pulumi.ResourceOptions,
    ) -> None:
        self._component = name
        self._resource_group_name = resource_group_name
        self._opts = opts
        suffix = random.RandomString(
            f"{name}-vault-suffix", length=_SUFFIX_LENGTH, upper=False, special=False, opts=opts
        )
        stem = _NOT_IN_VAULT_NAMES.sub("", f"kv-{name.lower()}")[: _LONGEST_STEM + len("kv-")].rstrip("-")
        self._vault = keyvault.Vault(
            f"{name}-vault",
            vault_name=pulumi.Output.concat(stem, "-", suffix.result),
            resource_group_name=resource_group_name,
            location=location,
            tags=tags,
            properties=keyvault.VaultPropertiesArgs(
                sku=keyvault.SkuArgs(family="A", name=keyvault.SkuName.STANDARD),
                tenant_id=authorization.get_client_config_output(
                    pulumi.InvokeOutputOptions(parent=opts.parent)
                ).tenant_id,
                enable_rbac_authorization=True,
                enable_soft_delete=True,
                soft_delete_retention_in_days=90,
                # Azure takes the word true or nothing: purge protection cannot be switched off again.
                enable_purge_protection=True if protected else None,
                public_network_access="Enabled",
                network_acls=keyvault.NetworkRuleSetArgs(
                    default_action="Deny",
                    bypass="AzureServices",
                    virtual_network_rules=[keyvault.VirtualNetworkRuleArgs(id=subnet) for subnet in subnet_ids],
                ),
            ),
            opts=pulumi.ResourceOptions.merge(
                opts,
                # Azure does not take purge protection back: lifting the protection leaves it as it is.
                pulumi.ResourceOptions(protect=protected, ignore_changes=["properties.enablePurgeProtection"]),
            ),
        )

    @property
    def name(self) -> pulumi.Output[str]:
        """Its name in Azure."""
        return self._vault.name

    @property
    def uri(self) -> pulumi.Output[str]:
        """Its address: ``https://….vault.azure.net/``."""
        return self._vault.properties.apply(lambda properties: properties.vault_uri or "")

    def store(self, role: str, value: pulumi.Input[str]) -> keyvault.Secret:
        """Keep a secret under a name that says what it is: ``administrator-password``."""
        return keyvault.Secret(
            f"{self._component}-{role}-secret",
            secret_name=role,
            vault_name=self._vault.name,
            resource_group_name=self._resource_group_name,
            properties=keyvault.SecretPropertiesArgs(value=value, content_type="text/plain"),
            opts=self._opts,
        )


def generate_password(
    name: str, *, length: int, special: str = "", rotation: str = "", opts: pulumi.ResourceOptions
) -> pulumi.Output[str]:
    """Return a generated password, a secret: letters and digits, and some of the special characters given.

    Without special characters no tool and no person misspells it. Another rotation makes another password.
    """
    password = random.RandomPassword(
        name,
        length=length,
        special=bool(special),
        override_special=special or None,
        min_lower=2,
        min_upper=2,
        min_numeric=2,
        min_special=2 if special else None,
        keepers={"rotation": rotation} if rotation else None,
        opts=opts,
    )
    return pulumi.Output.secret(password.result)
