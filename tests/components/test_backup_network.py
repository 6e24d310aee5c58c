"""BackupNetwork under mocks: children, rules, addresses, names, for each hosting."""

from typing import Any

import pytest
from deployment import Deployment, deploy

from veeam_entraid import BackupNetwork


def network(**arguments: Any) -> Deployment:
    given = {"resource_group_name": "rg", "location": "westeurope", **arguments}
    return deploy(lambda: BackupNetwork("net", given))  # pyright: ignore[reportArgumentType]


ALWAYS = {
    "net-vnet",
    "net-nat-address",
    "net-nat",
    "net-backup-server-nsg",
    "net-backup-server-subnet",
    "net-zone",
    "net-zone-link",
    "net-backup-server-record",
}
FOR_HOSTING = {
    "virtualMachine": {"net-repository-nsg", "net-repository-subnet", "net-repository-record"},
    "flexibleServer": {
        "net-repository-nsg",
        "net-repository-subnet",
        "net-postgresql-zone",
        "net-postgresql-zone-link",
    },
    "local": set[str](),
}


@pytest.mark.parametrize("hosting", FOR_HOSTING)
def test_its_children_are_named_after_it_and_belong_to_it(hosting: str) -> None:
    deployment = network(hosting=hosting)
    children = {resource.name for resource in deployment.resources.values() if resource.parent == "net"}
    assert children == ALWAYS | FOR_HOSTING[hosting]


def test_subnets_have_no_default_way_out_but_the_gateway() -> None:
    deployment = network()
    for name in ("net-backup-server-subnet", "net-repository-subnet"):
        subnet = deployment[name].inputs
        assert subnet["defaultOutboundAccess"] is False
        assert subnet["natGateway"]["id"].endswith("/net-nat")
        assert subnet["serviceEndpoints"] == [{"service": "Microsoft.KeyVault"}]
    existing = network(egress="existing")
    assert "net-nat" not in existing.resources
    assert "natGateway" not in existing["net-repository-subnet"].inputs


def test_subnets_are_made_one_after_the_other() -> None:
    """Azure refuses two changes of one virtual network at a time."""
    assert "net-backup-server-subnet" in network()["net-repository-subnet"].dependencies


def test_a_flexible_server_gets_its_delegated_subnet_and_linked_zone() -> None:
    deployment = network(hosting="flexibleServer")
    (delegation,) = deployment["net-repository-subnet"].inputs["delegations"]
    assert delegation["serviceName"] == "Microsoft.DBforPostgreSQL/flexibleServers"
    assert deployment["net-postgresql-zone"].inputs["privateZoneName"] == "net.private.postgres.database.azure.com"
    assert deployment.outputs["net"]["repositoryZoneId"].endswith("/net-postgresql-zone")


def rules(deployment: Deployment, group: str) -> dict[str, Any]:
    return {rule["name"]: rule for rule in deployment[group].inputs["securityRules"]}


def test_everything_is_denied_but_what_is_listed() -> None:
    deployment = network(administration_prefixes=["10.60.0.128/26", "10.61.0.0/24"], repository_port=6543)
    for group in ("net-backup-server-nsg", "net-repository-nsg"):
        listed = rules(deployment, group)
        priorities = [rule["priority"] for rule in listed.values() if rule["access"] == "Allow"]
        assert sorted(set(priorities)) == sorted(priorities)
        assert all(100 <= priority < 4096 for priority in priorities)
        for name in ("DenyAllInbound", "DenyAllOutbound"):
            assert (listed[name]["access"], listed[name]["protocol"], listed[name]["priority"]) == ("Deny", "*", 4096)
    server = rules(deployment, "net-backup-server-nsg")
    assert server["AllowRemoteDesktop"]["sourceAddressPrefixes"] == ["10.60.0.128/26", "10.61.0.0/24"]
    assert server["AllowRepository"]["destinationPortRange"] == "6543"
    assert server["AllowRepository"]["destinationAddressPrefix"] == "10.60.0.32/27"
    repository = rules(deployment, "net-repository-nsg")
    assert repository["AllowBackupServer"]["sourceAddressPrefix"] == "10.60.0.4/32"


def test_nobody_administers_by_default() -> None:
    server = rules(network(), "net-backup-server-nsg")
    assert {name for name, rule in server.items() if rule["direction"] == "Inbound"} == {"DenyAllInbound"}


def test_a_local_repository_needs_no_port() -> None:
    assert "AllowRepository" not in rules(network(hosting="local"), "net-backup-server-nsg")


def test_it_registers_its_outputs() -> None:
    outputs = network().outputs["net"]
    assert outputs["backupServerAddress"] == "10.60.0.4"
    assert outputs["repositoryAddress"] == "10.60.0.36"
    assert outputs["backupServerHost"] == "backup-server.veeam-entraid.internal"
    assert outputs["repositoryHost"] == "repository.veeam-entraid.internal"
    assert outputs["backupServerSubnetId"].endswith("/net-backup-server-subnet")
    assert outputs["repositorySubnetId"].endswith("/net-repository-subnet")
    assert outputs["repositoryZoneId"] == ""


def test_a_policy_sees_its_inputs_in_camel_case() -> None:
    component = network(tags={"team": "backup"})["net"]
    assert component.type == "veeam-entraid:index:BackupNetwork"
    assert component.inputs["addressSpace"] == "10.60.0.0/24"
    assert component.inputs["tags"] == {"team": "backup"}
    assert not any("_" in key for key in component.inputs)
