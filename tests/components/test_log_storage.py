"""LogStorage under mocks: an account as the vendor supports it, a private way to it, a key that stays secret."""

from typing import Any

import pytest
from deployment import Deployment, deploy

from veeam_entraid import LogStorage

NETWORKS = "/subscriptions/s/resourceGroups/hub/providers/Microsoft.Network"
VNET = f"{NETWORKS}/virtualNetworks/v"
ALWAYS = {
    "logs-account-suffix",
    "logs-account",
    "logs-blob-service",
    "logs-container",
    "logs-endpoint",
    "logs-endpoint-names",
}


def storage(name: str = "logs", **arguments: Any) -> Deployment:
    given: Any = {"resource_group_name": "rg", "subnet_id": f"{VNET}/subnets/servers", **arguments}
    return deploy(lambda: LogStorage(name, given))


def test_its_children_are_named_after_it_and_belong_to_it() -> None:
    deployment = storage(lock=True)
    children = {resource.name for resource in deployment.resources.values() if resource.parent == "logs"}
    assert children == ALWAYS | {"logs-blob-zone", "logs-blob-zone-link", "logs-lock"}
    given = storage(private_dns_zone_id=f"{NETWORKS}/privateDnsZones/privatelink.blob.core.windows.net")
    assert {resource.name for resource in given.resources.values() if resource.parent == "logs"} == ALWAYS


def test_the_account_is_one_that_the_vendor_supports() -> None:
    account = storage()["logs-account"].inputs
    assert (account["kind"], account["sku"], account["accessTier"]) == ("StorageV2", {"name": "Standard_ZRS"}, "Hot")
    assert account["isHnsEnabled"] is False
    assert account["allowSharedKeyAccess"] is True
    assert "immutableStorageWithVersioning" not in account
    service = storage()["logs-blob-service"].inputs
    assert service["deleteRetentionPolicy"] == service["containerDeleteRetentionPolicy"] == {"enabled": False}
    assert service["isVersioningEnabled"] is False
    assert not storage().of_type("azure-native:storage:ManagementPolicy")


def test_nothing_of_it_is_public() -> None:
    deployment = storage()
    account = deployment["logs-account"].inputs
    assert account["publicNetworkAccess"] == "Disabled"
    assert account["networkRuleSet"] == {"defaultAction": "Deny", "bypass": "None"}
    assert (account["allowBlobPublicAccess"], account["enableHttpsTrafficOnly"]) == (False, True)
    assert account["minimumTlsVersion"] == "TLS1_2"
    assert deployment["logs-container"].inputs["publicAccess"] == "None"


def test_its_name_is_unique_in_azure() -> None:
    long = storage("Entra-Logs-of-the-Shop")
    assert long["Entra-Logs-of-the-Shop-account"].inputs["accountName"] == "stentralogsoftheshabc123"
    assert storage()["logs-account"].inputs["accountName"] == "stlogsabc123"


def test_the_private_way_is_an_endpoint_with_a_name() -> None:
    deployment = storage()
    endpoint = deployment["logs-endpoint"].inputs
    assert endpoint["subnet"]["id"] == f"{VNET}/subnets/servers"
    (connection,) = endpoint["privateLinkServiceConnections"]
    assert connection["groupIds"] == ["blob"]
    assert connection["privateLinkServiceId"].endswith("/logs-account")
    zone = deployment["logs-blob-zone"].inputs
    assert zone["privateZoneName"] == "privatelink.blob.core.windows.net"
    assert deployment["logs-blob-zone-link"].inputs["virtualNetwork"] == {"id": VNET}
    (config,) = deployment["logs-endpoint-names"].inputs["privateDnsZoneConfigs"]
    assert config["privateDnsZoneId"].endswith("/logs-blob-zone")
    assert "logs-blob-zone-link" in deployment["logs-endpoint-names"].dependencies


def test_immutability_is_the_containers_from_the_start_and_without_a_default_retention() -> None:
    deployment = storage(immutability_days=30)
    assert deployment["logs-blob-service"].inputs["isVersioningEnabled"] is True
    container = deployment["logs-container"]
    assert container.inputs["immutableStorageWithVersioning"] == {"enabled": True}
    assert "logs-blob-service" in container.dependencies
    assert not deployment.of_type("azure-native:storage:BlobContainerImmutabilityPolicy")
    assert deployment.outputs["logs"]["container"]["immutability"] == {"isEnabled": True, "daysCount": 30}
    assert "immutableStorageWithVersioning" not in storage()["logs-container"].inputs


def test_what_holds_backups_is_protected_until_it_is_lifted() -> None:
    protected = storage()
    assert {each.name for each in protected.resources.values() if each.protect} == {"logs-account", "logs-container"}
    lifted = storage(deletion_protection=False)
    assert not any(each.protect for each in lifted.resources.values())
    lock = storage(lock=True)["logs-lock"]
    assert lock.inputs["level"] == "CanNotDelete"
    assert lock.inputs["scope"].endswith("/logs-account")
    assert {"logs-container", "logs-endpoint-names"} <= set(lock.dependencies)


@pytest.mark.parametrize("key", ["key1", "key2"])
def test_the_key_is_handed_out_as_a_secret(key: str) -> None:
    deployment = storage(account_key=key)
    assert deployment.outputs["logs"]["key"] == f"{key}-of-it"
    assert deployment.secret_outputs["logs"] == {"key"}
    assert not any("-of-it" in str(resource.inputs) for resource in deployment.resources.values())


def test_its_outputs_are_the_blocks_of_a_repository() -> None:
    outputs = storage().outputs["logs"]
    assert outputs["accountName"] == "stlogsabc123"
    assert outputs["host"] == "stlogsabc123.blob.core.windows.net"
    assert outputs["account"] == {"regionType": "Global", "connectionSettings": {"connectionType": "Direct"}}
    assert outputs["container"] == {
        "containerName": "veeam-entraid-logs",
        "folderName": "logs",
        "immutability": {"isEnabled": False},
    }
