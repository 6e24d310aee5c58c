"""The storage account of log backups and its container, made the way the backup server can work with.

What differs from common baselines, and why: docs/log-storage.md.
"""

import re
from dataclasses import dataclass
from typing import Final

import pulumi
import pulumi_random as random
from pulumi_azure_native import storage

from veeam_entraid._place import Place
from veeam_entraid.storage._plan import LogStoragePlan

__all__ = ["LogAccount", "create_log_account"]

_SUFFIX_LENGTH: Final = 6
_LONGEST_STEM: Final = 16
_NOT_IN_ACCOUNT_NAMES: Final = re.compile(r"[^a-z0-9]")


@dataclass(frozen=True, slots=True)
class LogAccount:
    """An account and its container.

    Attributes:
        account: the account.
        container: the container.
        key: the key that is handed out, a secret.
    """

    account: "storage.StorageAccount"
    container: "storage.BlobContainer"
    key: pulumi.Output[str]


def create_log_account(place: Place, plan: LogStoragePlan) -> LogAccount:
    """Make the account and its container, and read its key.

    The account's name is unique in all of Azure by six random characters.
    """
    protected = pulumi.ResourceOptions.merge(place.opts, pulumi.ResourceOptions(protect=plan.deletion_protection))
    account = _account(place, plan, protected)
    service = _blob_service(place, plan, account)
    container = storage.BlobContainer(
        f"{plan.name}-container",
        container_name=plan.container_name,
        account_name=account.name,
        public_access=storage.PublicAccess.NONE,
        # Whether versions can be kept from changes is settled now; how long is the backup server's business.
        immutable_storage_with_versioning=storage.ImmutableStorageWithVersioningArgs(enabled=True)
        if plan.immutable
        else None,
        resource_group_name=place.resource_group_name,
        # Azure admits no immutable container before the account keeps versions.
        opts=pulumi.ResourceOptions.merge(protected, pulumi.ResourceOptions(depends_on=[service])),
    )
    return LogAccount(account, container, _key(place, plan, account))


def _account(place: Place, plan: LogStoragePlan, opts: pulumi.ResourceOptions) -> "storage.StorageAccount":
    suffix = random.RandomString(
        f"{plan.name}-account-suffix", length=_SUFFIX_LENGTH, upper=False, special=False, opts=place.opts
    )
    stem = "st" + _NOT_IN_ACCOUNT_NAMES.sub("", plan.name.lower())[:_LONGEST_STEM]
    return storage.StorageAccount(
        f"{plan.name}-account",
        account_name=pulumi.Output.concat(stem, suffix.result),
        kind=storage.Kind.STORAGE_V2,
        sku=storage.SkuArgs(name=plan.sku),
        access_tier=storage.AccessTier.HOT,
        is_hns_enabled=False,
        is_sftp_enabled=False,
        is_local_user_enabled=False,
        # The backup server logs in with a key and knows no other way.
        allow_shared_key_access=True,
        allow_blob_public_access=False,
        allow_cross_tenant_replication=False,
        enable_https_traffic_only=True,
        minimum_tls_version=storage.MinimumTlsVersion.TLS1_2,
        public_network_access=storage.PublicNetworkAccess.DISABLED,
        network_rule_set=storage.NetworkRuleSetArgs(
            default_action=storage.DefaultAction.DENY, bypass=storage.Bypass.NONE
        ),
        resource_group_name=place.resource_group_name,
        location=place.location,
        tags=place.tags,
        opts=opts,
    )


def _blob_service(
    place: Place, plan: LogStoragePlan, account: "storage.StorageAccount"
) -> "storage.BlobServiceProperties":
    return storage.BlobServiceProperties(
        f"{plan.name}-blob-service",
        blob_services_name="default",
        account_name=account.name,
        is_versioning_enabled=plan.immutable,
        # What the backup server deletes has to be gone: it counts on that, and soft delete is not supported.
        delete_retention_policy=storage.DeleteRetentionPolicyArgs(enabled=False),
        container_delete_retention_policy=storage.DeleteRetentionPolicyArgs(enabled=False),
        resource_group_name=place.resource_group_name,
        opts=place.opts,
    )


def _key(place: Place, plan: LogStoragePlan, account: "storage.StorageAccount") -> pulumi.Output[str]:
    listed = storage.list_storage_account_keys_output(
        account_name=account.name,
        resource_group_name=place.resource_group_name,
        opts=pulumi.InvokeOutputOptions(parent=place.opts.parent),
    )
    return pulumi.Output.secret(listed).apply(
        lambda keys: next(key.value for key in keys.keys if key.key_name == plan.account_key)
    )
