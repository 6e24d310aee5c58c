"""Diff: what changes, what replaces, and which of the two goes first."""

from typing import Any

import pytest
from provider_client import Client, Deployed

from veeam_entraid_protocol.messages import provider_pb2

Kind = provider_pb2.PropertyDiff
NETWORK = "azure-native:network:VirtualNetwork"


def network(azure: Client, **changes: Any) -> Deployed:
    return azure.create(
        NETWORK, "net", resourceGroupName="rg", addressSpace={"addressPrefixes": ["10.1.0.0/16"]}, **changes
    )


@pytest.mark.usefixtures("group")
def test_nothing_changes(azure: Client) -> None:
    assert network(azure).diff().changes == provider_pb2.DiffResponse.DIFF_NONE


@pytest.mark.usefixtures("azure")
def test_a_location_is_the_same_in_every_spelling(group: Deployed) -> None:
    assert group.diff(location="westeurope").changes == provider_pb2.DiffResponse.DIFF_NONE


@pytest.mark.usefixtures("group")
def test_a_change_names_its_property(azure: Client) -> None:
    diff = network(azure, tags={"a": "1"}).diff(
        tags={"a": "2", "b": "3"}, addressSpace={"addressPrefixes": ["10.1.0.0/16", "10.2.0.0/16"]}
    )
    assert {path: detail.kind for path, detail in diff.detailedDiff.items()} == {
        "tags.a": Kind.UPDATE,
        "tags.b": Kind.ADD,
        "addressSpace.addressPrefixes[1]": Kind.ADD,
    }
    assert list(diff.replaces) == []


@pytest.mark.usefixtures("group")
def test_what_is_in_the_id_replaces(azure: Client) -> None:
    diff = network(azure).diff(virtualNetworkName="other", location="northeurope")
    assert sorted(diff.replaces) == ["location", "virtualNetworkName"]


@pytest.mark.usefixtures("group")
def test_a_named_resource_goes_before_its_replacement_comes(azure: Client) -> None:
    named = network(azure, virtualNetworkName="net")
    assert named.diff(location="northeurope").deleteBeforeReplace


@pytest.mark.usefixtures("group")
def test_a_resource_with_a_made_up_name_goes_after_it(azure: Client) -> None:
    assert not network(azure).diff(location="northeurope").deleteBeforeReplace


def test_what_azure_refuses_to_change_is_sent_as_an_update(azure: Client, subnet: Deployed) -> None:
    interface = azure.create(
        "azure-native:network:NetworkInterface",
        "nic",
        resourceGroupName="rg",
        ipConfigurations=[{"name": "one", "subnet": {"id": subnet.id}}],
    )
    diff = interface.diff(location="northeurope")
    assert list(diff.replaces) == []
    assert diff.detailedDiff["location"].kind == Kind.UPDATE


@pytest.mark.parametrize("change", [{"addressSpace": None}, {"tags": None}])
@pytest.mark.usefixtures("group")
def test_a_null_is_absent(azure: Client, change: dict[str, Any]) -> None:
    diff = network(azure).diff(**change)
    assert bool(diff.detailedDiff) == ("addressSpace" in change)
