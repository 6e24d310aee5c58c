"""BackupNetwork under mocks: children, rules, addresses, names, for each hosting."""

from typing import Any

import pulumi
import pytest
from deployment import Deployment, deploy
from vpn_root import ROOT

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


NETWORKS = "/subscriptions/s/resourceGroups/hub/providers/Microsoft.Network"
VNET = f"{NETWORKS}/virtualNetworks/spoke"
SUBNETS = {
    "backup_server_subnet_id": f"{VNET}/subnets/servers",
    "backup_server_address": "10.1.0.9",
    "repository_subnet_id": f"{VNET}/subnets/databases",
    "repository_address": "10.1.0.40",
}


def children(deployment: Deployment) -> set[str]:
    return {resource.name for resource in deployment.resources.values() if resource.parent == "net"}


def test_in_an_existing_network_subnets_go_where_it_is() -> None:
    deployment = network(virtual_network_id=VNET, address_space="10.1.7.0/24")
    # Others have subnets in it too, and so may a second deployment.
    named = {each.inputs["subnetName"] for each in deployment.of_type("azure-native:network:Subnet")}
    assert named == {"net-backup-server", "net-repository"}
    assert "net-vnet" not in deployment.resources
    subnet = deployment["net-repository-subnet"].inputs
    assert (subnet["virtualNetworkName"], subnet["resourceGroupName"]) == ("spoke", "hub")
    assert deployment["net-repository-nsg"].inputs["resourceGroupName"] == "rg"
    assert deployment["net-zone-link"].inputs["virtualNetwork"] == {"id": VNET}
    assert deployment.outputs["net"]["virtualNetworkId"] == VNET


def test_for_existing_subnets_nothing_is_made_but_names() -> None:
    deployment = network(**SUBNETS)
    assert children(deployment) == {
        "net-zone",
        "net-zone-link",
        "net-backup-server-record",
        "net-repository-record",
    }
    outputs = deployment.outputs["net"]
    assert outputs["virtualNetworkId"] == VNET
    assert outputs["backupServerSubnetId"] == SUBNETS["backup_server_subnet_id"]
    assert outputs["repositorySubnetId"] == SUBNETS["repository_subnet_id"]
    assert outputs["backupServerAddress"] == "10.1.0.9"


def test_an_id_that_is_known_later_will_do() -> None:
    later = pulumi.Output.from_input(SUBNETS["backup_server_subnet_id"])
    deployment = network(**SUBNETS | {"backup_server_subnet_id": later})
    assert deployment["net-zone-link"].inputs["virtualNetwork"] == {"id": VNET}


def test_the_rules_for_existing_subnets_are_handed_out() -> None:
    """They are those of the groups that are made otherwise, as Azure takes them."""
    outputs = network(**SUBNETS).outputs["net"]
    allowed = {rule["name"]: rule for rule in outputs["backupServerRules"]}
    assert allowed["AllowRepository"]["destinationAddressPrefix"] == "10.1.0.40/32"
    assert outputs["repositoryRules"][0]["sourceAddressPrefix"] == "10.1.0.9/32"
    made = network()
    assert made.outputs["net"]["backupServerRules"] == made["net-backup-server-nsg"].inputs["securityRules"]
    assert made.outputs["net"]["repositoryRules"] == made["net-repository-nsg"].inputs["securityRules"]
    assert network(hosting="local").outputs["net"]["repositoryRules"] == []


def test_a_zone_that_exists_gets_the_names_and_a_link_from_a_network_that_is_new() -> None:
    zone = f"{NETWORKS}/privateDnsZones/corp.internal"
    linked = network(private_dns_zone_id=zone, **SUBNETS)
    assert children(linked) == {"net-backup-server-record", "net-repository-record"}
    record = linked["net-repository-record"].inputs
    assert (record["privateZoneName"], record["resourceGroupName"]) == ("corp.internal", "hub")
    unlinked = network(private_dns_zone_id=zone)
    link = unlinked["net-zone-link"].inputs
    assert (link["privateZoneName"], link["resourceGroupName"]) == ("corp.internal", "hub")
    assert "net-zone" not in unlinked.resources
    assert "net-zone-link" in unlinked["net-backup-server-record"].dependencies


def test_without_a_zone_servers_are_reached_by_their_addresses() -> None:
    deployment = network(private_dns_zone="none")
    assert not deployment.of_type("azure-native:privatedns:PrivateZone")
    outputs = deployment.outputs["net"]
    assert (outputs["backupServerHost"], outputs["repositoryHost"]) == ("10.60.0.4", "10.60.0.36")
    assert deployment["net"].inputs["privateDnsZone"] == "none"


def test_an_existing_zone_of_a_flexible_server_is_handed_through() -> None:
    zone = f"{NETWORKS}/privateDnsZones/b.private.postgres.database.azure.com"
    deployment = network(hosting="flexibleServer", repository_zone_id=zone)
    assert deployment.outputs["net"]["repositoryZoneId"] == zone
    assert "net-postgresql-zone" not in deployment.resources
    assert deployment["net-postgresql-zone-link"].inputs["resourceGroupName"] == "hub"


@pytest.mark.parametrize("hosting", ["virtualMachine", "flexibleServer"])
def test_a_firewall_gets_the_default_route(hosting: str) -> None:
    deployment = network(egress="firewall", firewall_address="10.0.0.4", hosting=hosting)
    assert "net-nat" not in deployment.resources
    (route,) = deployment["net-routes"].inputs["routes"]
    assert (route["addressPrefix"], route["nextHopType"], route["nextHopIpAddress"]) == (
        "0.0.0.0/0",
        "VirtualAppliance",
        "10.0.0.4",
    )
    assert deployment["net-backup-server-subnet"].inputs["routeTable"]["id"].endswith("/net-routes")
    routed = "routeTable" in deployment["net-repository-subnet"].inputs
    assert routed is (hosting == "virtualMachine")


def test_the_hosts_for_a_firewall_are_handed_out() -> None:
    hosts = {(each["usedBy"], each["host"]) for each in network().outputs["net"]["requiredHosts"]}
    assert ("backup server", "autolk.veeam.com") in hosts
    assert ("repository", "apt.postgresql.org") in hosts
    flexible = network(hosting="flexibleServer").outputs["net"]["requiredHosts"]
    assert {each["usedBy"] for each in flexible} == {"backup server"}


def test_bastion_reaches_the_servers_and_nothing_else_does() -> None:
    deployment = network(bastion={}, repository_port=6543)
    host = deployment["net-bastion"].inputs
    assert host["sku"] == {"name": "Standard"}
    assert (host["enableTunneling"], host["enableShareableLink"], host["enableIpConnect"]) == (True, False, False)
    subnet = deployment["net-bastion-subnet"].inputs
    assert (subnet["subnetName"], subnet["addressPrefix"]) == ("AzureBastionSubnet", "10.60.0.64/26")
    assert {"net-backup-server-subnet", "net-repository-subnet"} <= set(deployment["net-bastion-subnet"].dependencies)
    server, repository = (rules(deployment, f"net-{role}-nsg") for role in ("backup-server", "repository"))
    assert server["AllowBastion"]["sourceAddressPrefix"] == "10.60.0.64/26"
    assert server["AllowBastion"]["destinationPortRanges"] == ["443", "3389", "9419"]
    assert repository["AllowBastion"]["destinationPortRange"] == "6543"
    bastion = rules(deployment, "net-bastion-nsg")
    assert bastion["AllowHttps"]["sourceAddressPrefix"] == "Internet"
    assert bastion["AllowTunnels"]["destinationPortRanges"] == ["443", "9419", "6543"]
    narrow = network(bastion={"client_prefixes": ["198.51.100.0/24"]})
    assert rules(narrow, "net-bastion-nsg")["AllowHttps"]["sourceAddressPrefix"] == "198.51.100.0/24"


def test_bastion_has_no_way_to_a_flexible_server() -> None:
    """Its tunnels end at virtual machines only."""
    deployment = network(bastion={}, hosting="flexibleServer")
    assert "AllowBastion" not in rules(deployment, "net-repository-nsg")
    assert deployment.outputs["net"]["bastionId"].endswith("/net-bastion")


VPN = {
    "client_prefixes": ["172.16.201.0/24"],
    "root_certificates": [{"name": "administrators", "public_data": ROOT}],
}


def test_a_gateway_lets_administrators_in_by_openvpn_and_certificates() -> None:
    deployment = network(vpn=VPN)
    gateway = deployment["net-vpn"].inputs
    assert gateway["sku"] == {"name": "VpnGw1AZ", "tier": "VpnGw1AZ"}
    assert (gateway["gatewayType"], gateway["vpnType"], gateway["activeActive"]) == ("Vpn", "RouteBased", False)
    assert gateway["vpnClientConfiguration"] == {
        "vpnClientProtocols": ["OpenVPN"],
        "vpnAuthenticationTypes": ["Certificate"],
        "vpnClientAddressPool": {"addressPrefixes": ["172.16.201.0/24"]},
        "vpnClientRootCertificates": [{"name": "administrators", "publicCertData": ROOT}],
        "vpnClientRevokedCertificates": [],
    }
    address = deployment["net-vpn-address"].inputs
    assert (address["sku"], address["publicIPAllocationMethod"]) == ({"name": "Standard"}, "Static")
    assert address["zones"] == ["1", "2", "3"]
    assert "zones" not in deployment["net-nat-address"].inputs
    outputs = deployment.outputs["net"]
    assert outputs["vpnGatewayId"].endswith("/net-vpn")
    assert outputs["vpnClientPrefixes"] == ["172.16.201.0/24"]
    without = network()
    assert (without.outputs["net"]["vpnGatewayId"], without.outputs["net"]["vpnClientPrefixes"]) == ("", [])
    made = {resource.name for resource in deployment.resources.values()}
    assert made - {resource.name for resource in without.resources.values()} == {
        "net-vpn",
        "net-vpn-address",
        "net-vpn-subnet",
    }


def test_the_gateways_subnet_has_azures_name_and_no_security_group() -> None:
    deployment = network(vpn=VPN, bastion={}, lock=True)
    subnet = deployment["net-vpn-subnet"]
    assert (subnet.inputs["subnetName"], subnet.inputs["addressPrefix"]) == ("GatewaySubnet", "10.60.0.128/27")
    assert not {"networkSecurityGroup", "natGateway", "routeTable", "delegations"} & set(subnet.inputs)
    assert "net-vpn-nsg" not in deployment.resources
    before = {"net-backup-server-subnet", "net-repository-subnet", "net-bastion-subnet"}
    assert before <= set(subnet.dependencies)
    assert "net-vpn-subnet" in deployment["net-lock"].dependencies


@pytest.mark.parametrize("hosting", ["virtualMachine", "flexibleServer"])
def test_clients_of_the_vpn_are_admitted_as_administrators_are(hosting: str) -> None:
    deployment = network(vpn=VPN, administration_prefixes=["10.9.0.0/24"], hosting=hosting)
    admitted = ["10.9.0.0/24", "172.16.201.0/24"]
    server, repository = (rules(deployment, f"net-{role}-nsg") for role in ("backup-server", "repository"))
    assert server["AllowConsoleAndRestApi"]["sourceAddressPrefixes"] == admitted
    assert server["AllowRemoteDesktop"]["sourceAddressPrefixes"] == admitted
    assert repository["AllowAdministration"]["sourceAddressPrefixes"] == admitted
    alone = network(vpn=VPN, hosting=hosting)
    assert rules(alone, "net-repository-nsg")["AllowAdministration"]["sourceAddressPrefix"] == "172.16.201.0/24"


def test_clients_may_sign_in_to_a_tenant() -> None:
    tenant = "11111111-2222-3333-4444-555555555555"
    vpn = {
        "client_prefixes": ["172.16.201.0/24"],
        "authentication": "entraId",
        "tenant_id": pulumi.Output.from_input(tenant),
    }
    clients = network(vpn=vpn)["net-vpn"].inputs["vpnClientConfiguration"]
    assert clients == {
        "vpnClientProtocols": ["OpenVPN"],
        "vpnAuthenticationTypes": ["AAD"],
        "vpnClientAddressPool": {"addressPrefixes": ["172.16.201.0/24"]},
        "aadTenant": f"https://login.microsoftonline.com/{tenant}",
        "aadAudience": "c632b3df-fb67-4d84-bdcf-b95ad541b5c8",
        "aadIssuer": f"https://sts.windows.net/{tenant}/",
    }


def test_a_certificate_may_be_made_by_the_same_program() -> None:
    framed = f"-----BEGIN CERTIFICATE-----\n{ROOT}\n-----END CERTIFICATE-----\n"
    later = [{"name": "administrators", "public_data": pulumi.Output.from_input(framed)}]
    deployment = network(vpn=VPN | {"root_certificates": later})
    (root,) = deployment["net-vpn"].inputs["vpnClientConfiguration"]["vpnClientRootCertificates"]
    assert root["publicCertData"] == ROOT
    assert deployment["net"].inputs["vpn"]["rootCertificates"] == [{"name": "administrators", "publicData": ROOT}]


def test_in_an_existing_network_the_gateway_gets_a_subnet_there() -> None:
    deployment = network(**SUBNETS, vpn=VPN | {"prefix": "10.1.9.0/27"})
    subnet = deployment["net-vpn-subnet"].inputs
    assert (subnet["virtualNetworkName"], subnet["resourceGroupName"]) == ("spoke", "hub")
    assert subnet["subnetName"] == "GatewaySubnet"
    assert deployment["net-vpn"].inputs["resourceGroupName"] == "rg"
    handed_out = {rule["name"]: rule for rule in deployment.outputs["net"]["backupServerRules"]}
    assert handed_out["AllowRemoteDesktop"]["sourceAddressPrefix"] == "172.16.201.0/24"


def test_flows_of_the_whole_network_are_logged() -> None:
    account = "/subscriptions/s/resourceGroups/logs/providers/Microsoft.Storage/storageAccounts/flows"
    deployment = network(location="West Europe", flow_logs={"storage_account_id": account})
    log = deployment["net-flow-log"].inputs
    assert log["targetResourceId"].endswith("/net-vnet")
    assert (log["networkWatcherName"], log["resourceGroupName"]) == ("NetworkWatcher_westeurope", "NetworkWatcherRG")
    assert log["retentionPolicy"] == {"days": 90, "enabled": True}
    kept = network(flow_logs={"storage_account_id": account, "retention_days": 0, "network_watcher_name": "w"})
    assert kept["net-flow-log"].inputs["retentionPolicy"] == {"days": 0, "enabled": False}


def test_a_lock_comes_after_what_it_locks_and_goes_before() -> None:
    lock = network(lock=True, bastion={})["net-lock"]
    assert lock.inputs["level"] == "CanNotDelete"
    assert lock.inputs["scope"].endswith("/net-vnet")
    assert {"net-backup-server-subnet", "net-repository-subnet", "net-bastion-subnet"} <= set(lock.dependencies)
    assert not network().of_type("azure-native:authorization:ManagementLockByScope")
