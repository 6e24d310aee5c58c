"""The plan of a network: ranges that fit, addresses that Azure hands out, refusals with every problem."""

import asyncio
from dataclasses import replace
from ipaddress import IPv4Address, IPv4Network
from typing import Any

import pulumi
import pytest
from deployment import rsa_key
from hypothesis import assume, given
from hypothesis import strategies as st
from vpn_root import ROOT

from veeam_entraid import BackupNetwork, InvalidArgumentsError
from veeam_entraid._addresses import free_range, space_problem
from veeam_entraid.network import TABLES, NetworkPlan, Peer, backup_server_rules, plan_network, repository_rules
from veeam_entraid.repository.hosting import Hosting

HOSTINGS = [Hosting.LOCAL, Hosting.VIRTUAL_MACHINE, Hosting.FLEXIBLE_SERVER]


def plan(**arguments: Any) -> NetworkPlan:
    return plan_network("network", {"resource_group_name": "rg", **arguments})


NETWORKS = "/subscriptions/s/resourceGroups/hub/providers/Microsoft.Network"
VNET = f"{NETWORKS}/virtualNetworks/spoke"
SERVERS = {"backup_server_subnet_id": f"{VNET}/subnets/servers", "backup_server_address": "10.1.0.9"}
BOTH = SERVERS | {"repository_subnet_id": f"{VNET}/subnets/databases", "repository_address": "10.1.0.40"}


CLIENTS = {"client_prefixes": ["172.16.201.0/24"]}
VPN = CLIENTS | {"root_certificates": [{"name": "administrators", "public_data": ROOT}]}
ENTRA_ID = CLIENTS | {"authentication": "entraId", "tenant_id": "11111111-2222-3333-4444-555555555555"}


def vpn(**changes: Any) -> dict[str, Any]:
    return {"vpn": VPN | changes}


def clients(*prefixes: str, **arguments: Any) -> dict[str, Any]:
    return vpn(client_prefixes=list(prefixes)) | arguments


def root(**changes: Any) -> dict[str, Any]:
    return {"name": "administrators", "public_data": ROOT, **changes}


def refused(**arguments: Any) -> dict[str, str]:
    with pytest.raises(InvalidArgumentsError) as refusal:
        plan(**arguments)
    return {problem.path: problem.message for problem in refusal.value.problems}


spaces = st.builds(
    lambda address, prefix: IPv4Network((address, prefix), strict=False),
    st.integers(0, 2**32 - 1),
    st.integers(8, 27),
)


@given(spaces, st.sampled_from(HOSTINGS))
def test_every_space_that_azure_admits_has_room(space: IPv4Network, hosting: Hosting) -> None:
    assume(not space_problem(space))
    assume(hosting is not Hosting.FLEXIBLE_SERVER or space.prefixlen <= 26)
    made = plan(address_space=str(space), hosting=hosting.value)
    subnets = [subnet for subnet in (made.ranges.backup_server_prefix, made.ranges.repository_prefix) if subnet]
    assert all(subnet.subnet_of(space) for subnet in subnets)
    assert len(subnets) == (1 if hosting is Hosting.LOCAL else 2)
    assert len(subnets) == 1 or not subnets[0].overlaps(subnets[1])
    assert made.ranges.backup_server_prefix
    assert made.ranges.backup_server_address == made.ranges.backup_server_prefix[4]
    machine = hosting is Hosting.VIRTUAL_MACHINE
    assert made.ranges.repository_address == (
        made.ranges.repository_prefix[4] if machine and made.ranges.repository_prefix else None
    )


@given(spaces, st.integers(8, 32), st.integers(0, 2**32 - 1))
def test_a_given_range_is_taken_or_refused(space: IPv4Network, prefix: int, address: int) -> None:
    given_range = IPv4Network((address, prefix), strict=False)
    arguments = {"resourceGroupName": "rg", "addressSpace": str(space), "backupServerPrefix": str(given_range)}
    if BackupNetwork.check("network", arguments):
        return
    made = plan_network("network", arguments)
    assert made.ranges.backup_server_prefix == given_range
    assert given_range.subnet_of(space)
    assert made.ranges.repository_prefix
    assert not made.ranges.repository_prefix.overlaps(given_range)


def test_the_defaults_are_what_the_documentation_says() -> None:
    made = plan()
    assert made.ranges.address_space == IPv4Network("10.60.0.0/24")
    assert (made.ranges.backup_server_prefix, made.ranges.repository_prefix) == (
        IPv4Network("10.60.0.0/27"),
        IPv4Network("10.60.0.32/27"),
    )
    assert (made.ranges.backup_server_address, made.ranges.repository_address) == (
        IPv4Address("10.60.0.4"),
        IPv4Address("10.60.0.36"),
    )
    assert made.administration_prefixes == ()
    assert made.egress.way == "natGateway"


@pytest.mark.parametrize(
    ("arguments", "path", "words"),
    [
        ({"address_space": "10.60.0.0"}, "addressSpace", "CIDR"),
        ({"address_space": "10.60.0.1/24"}, "addressSpace", "CIDR"),
        ({"address_space": "10.60.0.0/28"}, "addressSpace", "too small"),
        ({"address_space": "127.0.0.0/16"}, "addressSpace", "keeps for itself"),
        ({"address_space": "169.254.0.0/24"}, "addressSpace", "keeps for itself"),
        ({"backup_server_prefix": "10.61.0.0/27"}, "backupServerPrefix", "not in the address space"),
        ({"backup_server_prefix": "10.60.0.0/30"}, "backupServerPrefix", "too small"),
        (
            {"hosting": "flexibleServer", "repository_prefix": "10.60.0.64/29"},
            "repositoryPrefix",
            "smallest subnet that Azure admits here is /28",
        ),
        (
            {"backup_server_prefix": "10.60.0.0/26", "repository_prefix": "10.60.0.32/27"},
            "repositoryPrefix",
            "overlaps backupServerPrefix",
        ),
        ({"administration_prefixes": ["10.60.0.0/28"]}, "administrationPrefixes", "overlaps backupServerPrefix"),
        ({"administration_prefixes": "10.60.1.0/24"}, "administrationPrefixes", "a list"),
        ({"administration_prefixes": ["anywhere"]}, "administrationPrefixes", "CIDR"),
        ({"backup_server_address": "10.60.0.3"}, "backupServerAddress", "first four addresses"),
        ({"backup_server_address": "10.60.0.31"}, "backupServerAddress", "the last one"),
        ({"backup_server_address": "10.60.0.40"}, "backupServerAddress", "not in the subnet"),
        ({"hosting": "local", "repository_address": "10.60.0.36"}, "repositoryAddress", "no use"),
        ({"hosting": "local", "repository_prefix": "10.60.0.32/27"}, "repositoryPrefix", "no use"),
        ({"private_dns_zone": "no zone"}, "privateDnsZone", "domain name"),
        ({"hosting": "cloud"}, "hosting", "local or virtualMachine or flexibleServer"),
        ({"egress": "nat"}, "egress", "natGateway or firewall or existing"),
        ({"repository_port": 80}, "repositoryPort", "1024"),
        ({"resource_group_name": "ends.with."}, "resourceGroupName", "resource group"),
        ({"adress_space": "10.0.0.0/8"}, "adressSpace", "did you mean addressSpace?"),
        ({"virtual_network_id": "spoke", "address_space": "10.1.0.0/24"}, "virtualNetworkId", "/virtualNetworks/…"),
        (BOTH | {"backup_server_subnet_id": VNET}, "backupServerSubnetId", "not the resource id of a subnet"),
        (
            SERVERS | {"repository_prefix": "10.1.0.32/27"},
            "virtualNetworkId",
            "in which the repository's subnet is made, or give that subnet as well",
        ),
        (BOTH | {"backup_server_address": None}, "backupServerAddress", "or the subnet's range as backupServerPrefix"),
        (BOTH | {"repository_address": None}, "repositoryAddress", "a free address of the existing subnet"),
        (BOTH | {"address_space": "10.1.0.0/24"}, "addressSpace", "no use where no subnet is made"),
        (BOTH | {"egress": "natGateway"}, "egress", "serves no subnet that is made here"),
        (
            BOTH | {"repository_subnet_id": f"{NETWORKS}/virtualNetworks/other/subnets/databases"},
            "repositorySubnetId",
            "another virtual network than backupServerSubnetId",
        ),
        (
            SERVERS | {"virtual_network_id": f"{NETWORKS}/virtualNetworks/other", "hosting": "local"},
            "backupServerSubnetId",
            "another virtual network than virtualNetworkId",
        ),
        (
            BOTH | {"backup_server_prefix": "10.1.0.16/28"},
            "backupServerAddress",
            "not in the subnet 10.1.0.16/28",
        ),
        (
            BOTH | {"hosting": "flexibleServer", "repository_address": None},
            "repositoryPrefix",
            "no fixed address in it",
        ),
        (
            SERVERS | {"hosting": "local", "repository_subnet_id": f"{VNET}/subnets/databases"},
            "repositorySubnetId",
            "no use with hosting: local",
        ),
        ({"egress": "firewall"}, "firewallAddress", "the private address of the firewall"),
        ({"egress": "firewall", "firewall_address": "fw"}, "firewallAddress", "IPv4 address"),
        ({"firewall_address": "10.0.0.4"}, "firewallAddress", "write egress: firewall"),
        (
            {"private_dns_zone": "a.internal", "private_dns_zone_id": f"{NETWORKS}/privateDnsZones/b.internal"},
            "privateDnsZone",
            "contradicts privateDnsZoneId",
        ),
        ({"private_dns_zone_id": VNET}, "privateDnsZoneId", "not the resource id of a private DNS zone"),
        (
            {"repository_zone_id": f"{NETWORKS}/privateDnsZones/b.postgres.database.azure.com"},
            "repositoryZoneId",
            "no use with hosting: virtualMachine",
        ),
        ({"bastion": {"prefix": "10.60.0.64/27"}}, "bastion.prefix", "smallest subnet that Bastion admits is /26"),
        ({"bastion": {"prefix": "10.60.0.0/26"}}, "bastion.prefix", "overlaps the subnet of a server"),
        ({"bastion": {"prefix": "10.61.0.0/26"}}, "bastion.prefix", "not in the address space 10.60.0.0/24"),
        ({"bastion": {}, "address_space": "10.60.0.0/26"}, "bastion.prefix", "has no room for it"),
        (BOTH | {"bastion": {}}, "bastion.prefix", "a free range of the virtual network"),
        ({"bastion": {"scale_units": 1}}, "bastion.scaleUnits", "from 2 to 50"),
        ({"bastion": {"sku": "Basic"}}, "bastion.sku", "is not an argument"),
        (
            {"administration_prefixes": ["10.9.0.0/16", "10.9.1.0/24"]},
            "administrationPrefixes",
            "10.9.1.0/24 overlaps 10.9.0.0/16 of the same list",
        ),
        (
            {"bastion": {"client_prefixes": ["198.51.100.7/32", "198.51.100.0/24"]}},
            "bastion.clientPrefixes",
            "of the same list",
        ),
        (
            BOTH | {"bastion": {"prefix": "10.1.0.0/26"}},
            "bastion.prefix",
            "overlaps the subnet of a server",
        ),
        ({"vpn": {"root_certificates": [root()]}}, "vpn.clientPrefixes", "is missing: write a list of private"),
        (clients(), "vpn.clientPrefixes", "is empty"),
        (clients("172.16.201.0"), "vpn.clientPrefixes", "CIDR"),
        (clients("198.51.100.0/24"), "vpn.clientPrefixes", "is not private: write a part of 10.0.0.0/8"),
        (clients("0.0.0.0/0"), "vpn.clientPrefixes", "is not private"),
        (clients("172.16.201.0/30"), "vpn.clientPrefixes", "the smallest that Azure takes is /29"),
        (clients("10.60.0.0/16"), "vpn.clientPrefixes", "the subnet of a server"),
        (clients("10.60.0.224/27"), "vpn.clientPrefixes", "overlaps 10.60.0.0/24, addressSpace"),
        (clients("172.16.201.0/24", "172.16.201.64/26"), "vpn.clientPrefixes", "another range of the list"),
        (
            clients("172.16.201.0/24", administration_prefixes=["172.16.0.0/12"]),
            "vpn.clientPrefixes",
            "administrationPrefixes, which the groups admit with it",
        ),
        (
            BOTH | {"vpn": VPN | {"client_prefixes": ["10.1.0.0/28"], "prefix": "10.1.9.0/27"}},
            "vpn.clientPrefixes",
            "10.1.0.9/32, the subnet of a server",
        ),
        (
            BOTH | {"vpn": VPN | {"client_prefixes": ["10.1.9.0/24"], "prefix": "10.1.9.0/27"}},
            "vpn.clientPrefixes",
            "10.1.9.0/27, the subnet of the gateway",
        ),
        (BOTH | vpn(), "vpn.prefix", "a free range of the virtual network, at least a /27"),
        (vpn() | {"address_space": "10.60.0.0/27"}, "vpn.prefix", "has no room for it"),
        (vpn(prefix="10.60.0.64/28"), "vpn.prefix", "smallest subnet that a VPN gateway admits is /27"),
        (vpn(prefix="10.61.0.0/27"), "vpn.prefix", "not in the address space"),
        (vpn(prefix="10.60.0.32/27"), "vpn.prefix", "overlaps the subnet of a server"),
        (vpn(prefix="10.60.0.64/27") | {"bastion": {}}, "vpn.prefix", "overlaps the subnet of Bastion"),
        (vpn(sku="Basic"), "vpn.sku", "VpnGw1AZ or VpnGw2AZ"),
        (vpn(sku="VpnGw1"), "vpn.sku", "VpnGw1AZ or VpnGw2AZ"),
        (vpn(zones=[1, 2]), "vpn.zones", "all three, one of them"),
        (vpn(zones=[1, 1, 2]), "vpn.zones", "all three, one of them"),
        (vpn(zones=[4]), "vpn.zones", "from 1 to 3"),
        (vpn(protocol="IkeV2"), "vpn.protocol", "is not an argument"),
        (vpn(authentication="radius"), "vpn.authentication", "certificate or entraId"),
        ({"vpn": CLIENTS}, "vpn.rootCertificates", "is missing: write at least one"),
        (vpn(root_certificates=[]), "vpn.rootCertificates", "is empty"),
        (vpn(root_certificates=ROOT), "vpn.rootCertificates", "list of blocks"),
        (vpn(root_certificates=[root(name=f"a{n}") for n in range(21)]), "vpn.rootCertificates", "at most 20"),
        (vpn(root_certificates=[root(name=None)]), "vpn.rootCertificates[0].name", "is missing"),
        (vpn(root_certificates=[root(name="a/b")]), "vpn.rootCertificates[0].name", "cannot name"),
        (vpn(root_certificates=[root(), root(name="ADMINISTRATORS")]), "vpn.rootCertificates[1].name", "twice"),
        (vpn(root_certificates=[root(public_data=None)]), "vpn.rootCertificates[0].publicData", "is missing"),
        (vpn(root_certificates=[root(public_data=ROOT[:-8])]), "vpn.rootCertificates[0].publicData", "no certificate"),
        (vpn(root_certificates=[root(public_data="c2VjcmV0")]), "vpn.rootCertificates[0].publicData", "private key"),
        (vpn(root_certificates=[root(key="x")]), "vpn.rootCertificates[0].key", "is not an argument"),
        (vpn(revoked_certificates=[{"name": "lost"}]), "vpn.revokedCertificates[0].thumbprint", "is missing"),
        (
            vpn(revoked_certificates=[{"name": "lost", "thumbprint": "0123"}]),
            "vpn.revokedCertificates[0].thumbprint",
            "40 hexadecimal digits",
        ),
        (vpn(tenant_id="t"), "vpn.tenantId", "no use with authentication: certificate"),
        (vpn(audience="a"), "vpn.audience", "no use with authentication: certificate"),
        ({"vpn": VPN | ENTRA_ID}, "vpn.rootCertificates", "no use with authentication: entraId"),
        ({"vpn": ENTRA_ID | {"tenant_id": None}}, "vpn.tenantId", "is missing"),
        ({"vpn": ENTRA_ID | {"tenant_id": "contoso.com"}}, "vpn.tenantId", "not one of its domains"),
        ({"vpn": ENTRA_ID | {"audience": "vpn"}}, "vpn.audience", "client id of an application"),
        (BOTH | {"lock": True}, "lock", "this one exists"),
        ({"location": "westeurope", "flow_logs": {}}, "flowLogs.storageAccountId", "in the network's region"),
        (
            {"flow_logs": {"storage_account_id": f"{NETWORKS}/virtualNetworks/v", "network_watcher_name": "w"}},
            "flowLogs.storageAccountId",
            "not the resource id of a storage account",
        ),
    ],
)
def test_what_azure_would_refuse_is_refused(arguments: dict[str, Any], path: str, words: str) -> None:
    said = refused(**arguments)
    assert list(said) == [path]
    assert words in said[path]


def test_all_problems_come_at_once() -> None:
    said = refused(
        resource_group_name=None,
        address_space="10.60.0.0",
        backup_server_address="10.60.0.3",
        egress="nat",
        tags=7,
        adress_space="10.0.0.0/8",
    )
    assert len(said) == 6


@pytest.mark.parametrize("rules", [backup_server_rules(5432), *(repository_rules(h, 5432) for h in HOSTINGS[1:])])
def test_everything_else_is_denied(rules: Any) -> None:
    assert [(rule.direction, rule.access, rule.ports) for rule in rules[-2:]] == [
        ("Inbound", "Deny", ("*",)),
        ("Outbound", "Deny", ("*",)),
    ]
    assert all(rule.access == "Allow" and rule.source and rule.reason for rule in rules[:-2])
    assert len({(rule.name, rule.direction) for rule in rules}) == len(rules)
    assert not any(rule.direction == "Inbound" and rule.peer is Peer.INTERNET for rule in rules)


def test_the_documented_ports_are_open_and_follow_the_repository() -> None:
    opened = {(rule.direction, port, rule.peer) for rule in backup_server_rules(6543) for port in rule.ports}
    assert opened >= {
        ("Inbound", "443", Peer.ADMINISTRATION),
        ("Inbound", "9419", Peer.ADMINISTRATION),
        ("Inbound", "3389", Peer.ADMINISTRATION),
        ("Outbound", "6543", Peer.REPOSITORY),
        ("Outbound", "443", Peer.ENTRA_ID),
        ("Outbound", "443", Peer.RESOURCE_MANAGER),
    }
    inbound = {
        (rule.ports, rule.peer)
        for rule in repository_rules(Hosting.VIRTUAL_MACHINE, 6543)
        if rule.direction == "Inbound" and rule.access == "Allow"
    }
    assert inbound == {(("6543",), peer) for peer in (Peer.BACKUP_SERVER, Peer.ADMINISTRATION, Peer.BASTION)}


def test_subnets_are_made_in_an_existing_network() -> None:
    made = plan(virtual_network_id=VNET, backup_server_prefix="10.1.0.0/28", repository_prefix="10.1.0.16/28")
    assert made.ranges.address_space is None
    assert (str(made.ranges.backup_server_address), str(made.ranges.repository_address)) == ("10.1.0.4", "10.1.0.20")
    chosen = plan(virtual_network_id=VNET, address_space="10.1.7.0/24")
    assert str(chosen.ranges.repository_prefix) == "10.1.7.32/27"
    assert chosen.egress.way == "natGateway"


def test_of_an_existing_network_a_range_has_to_be_given() -> None:
    said = refused(virtual_network_id=VNET)
    assert set(said) == {"backupServerPrefix", "repositoryPrefix"}
    assert all("addressSpace" in message for message in said.values())


def test_existing_subnets_need_their_addresses_only() -> None:
    made = plan(**BOTH)
    assert made.ranges.backup_server_prefix is None
    assert str(made.ranges.backup_server_address) == "10.1.0.9"
    assert made.egress.way == "existing"
    assert not made.existing.makes_subnets
    known = plan(**SERVERS | {"backup_server_address": None}, backup_server_prefix="10.1.0.0/24", hosting="local")
    assert str(known.ranges.backup_server_address) == "10.1.0.4"


def test_all_contradictions_come_at_once() -> None:
    said = refused(
        **BOTH | {"backup_server_address": None},
        address_space="10.1.0.0/24",
        egress="firewall",
        private_dns_zone="a.internal",
        private_dns_zone_id=f"{NETWORKS}/privateDnsZones/b.internal",
        bastion={"prefix": "10.1.9.0/28"},
    )
    assert set(said) == {
        "addressSpace",
        "backupServerAddress",
        "egress",
        "firewallAddress",
        "privateDnsZone",
        "bastion.prefix",
    }


def test_bastion_takes_the_first_room_and_administers() -> None:
    made = plan(bastion={}, administration_prefixes=["10.9.0.0/24"])
    assert made.bastion
    assert str(made.bastion.prefix) == "10.60.0.64/26"
    assert [str(source) for source in made.administration_sources] == ["10.9.0.0/24", "10.60.0.64/26"]


def test_the_vpn_takes_what_is_safe_and_simple_unless_told() -> None:
    made = plan(**vpn(), administration_prefixes=["10.9.0.0/24"]).vpn
    assert made
    assert made.authentication.way == "certificate"
    assert (made.sku, made.generation, made.zones) == ("VpnGw1AZ", "Generation1", ("1", "2", "3"))
    assert str(made.prefix) == "10.60.0.128/27"
    assert plan(**vpn(zones=[])).vpn == replace(made, zones=())
    entra_id = plan(vpn=ENTRA_ID).vpn
    assert entra_id
    assert entra_id.authentication.audience == "c632b3df-fb67-4d84-bdcf-b95ad541b5c8"


@pytest.mark.parametrize(("sku", "generation"), [("vpngw3az", "Generation1"), ("VpnGw4AZ", "Generation2")])
def test_a_gateway_is_of_the_first_generation_where_there_is_a_choice(sku: str, generation: str) -> None:
    """Azure resizes within a generation only."""
    made = plan(**vpn(sku=sku)).vpn
    assert made
    assert made.generation == generation


def test_clients_of_the_vpn_administer() -> None:
    made = plan(**vpn(), bastion={}, administration_prefixes=["10.9.0.0/24"])
    assert [str(source) for source in made.routed_administration] == ["10.9.0.0/24", "172.16.201.0/24"]
    assert [str(source) for source in made.administration_sources] == [
        "10.9.0.0/24",
        "172.16.201.0/24",
        "10.60.0.64/26",
    ]


@given(spaces)
def test_bastion_may_come_later_and_moves_no_gateway(space: IPv4Network) -> None:
    """Azure changes no subnet that is in use, and a gateway is made for half an hour."""
    assume(not space_problem(space) and not space.overlaps(IPv4Network("172.16.201.0/24")))
    arguments = {"resourceGroupName": "rg", "addressSpace": str(space), **vpn()}
    if BackupNetwork.check("network", arguments):
        assert space.prefixlen > 25
        return
    alone = plan_network("network", arguments)
    assert alone.vpn
    assert alone.vpn.prefix.subnet_of(space)
    assert not any(alone.vpn.prefix.overlaps(each) for each in alone.ranges.occupied)
    with_bastion = arguments | {"bastion": {}}
    if problems := BackupNetwork.check("network", with_bastion):
        assert {problem.path for problem in problems} <= {"bastion.prefix", "vpn.prefix"}
        return
    both = plan_network("network", with_bastion)
    assert both.vpn
    assert both.bastion
    assert both.vpn.prefix == alone.vpn.prefix
    assert not both.vpn.prefix.overlaps(both.bastion.prefix)


def test_a_certificate_is_taken_as_tools_write_it() -> None:
    framed = f"-----BEGIN CERTIFICATE-----\n{ROOT[:64]}\r\n{ROOT[64:]}\n-----END CERTIFICATE-----\n"
    made = plan(**vpn(root_certificates=[root(public_data=framed)])).vpn
    assert made
    (certificate,) = made.authentication.root_certificates
    assert certificate.public_data == ROOT


def test_a_private_key_is_never_taken_for_a_certificate_nor_shown() -> None:
    for form in rsa_key().values():
        said = refused(**vpn(root_certificates=[root(public_data=form)]))
        assert list(said) == ["vpn.rootCertificates[0].publicData"]
        assert form.splitlines()[1] not in str(said)


def test_what_turns_out_to_be_no_certificate_is_refused_and_not_shown() -> None:
    async def told() -> str | None:
        later = pulumi.Output.from_input("-----BEGIN PRIVATE KEY-----CANARY")
        made = plan(**vpn(root_certificates=[root(public_data=later)])).vpn
        assert made
        return await pulumi.Output.from_input(made.authentication.root_certificates[0].public_data).future()

    loop = asyncio.new_event_loop()
    with pytest.raises(InvalidArgumentsError, match=r"vpn\.rootCertificates: is no certificate") as refusal:
        loop.run_until_complete(told())
    loop.close()
    assert "CANARY" not in str(refusal.value)


def test_all_problems_of_a_vpn_come_at_once() -> None:
    said = refused(
        vpn={
            "client_prefixes": ["10.60.0.0/25"],
            "root_certificates": [{"name": "a b", "public_data": "x"}],
            "revoked_certificates": [{"name": "lost", "thumbprint": "x"}],
            "tenant_id": "t",
            "prefix": "10.60.0.0/28",
            "sku": "Basic",
            "zones": "all",
        }
    )
    assert set(said) == {
        "vpn.clientPrefixes",
        "vpn.rootCertificates[0].name",
        "vpn.rootCertificates[0].publicData",
        "vpn.revokedCertificates[0].thumbprint",
        "vpn.tenantId",
        "vpn.prefix",
        "vpn.sku",
        "vpn.zones",
    }


@given(spaces, st.lists(spaces, max_size=4), st.integers(20, 29))
def test_a_free_range_is_the_first_that_overlaps_nothing(
    space: IPv4Network, taken: list[IPv4Network], prefix: int
) -> None:
    assume(prefix - space.prefixlen <= 10)
    found = free_range(space, taken, prefix)
    fitting = list(space.subnets(new_prefix=prefix)) if prefix >= space.prefixlen else []
    free = [each for each in fitting if not any(each.overlaps(other) for other in taken)]
    assert found == (free[0] if free else None)


def test_azure_takes_the_reasons_as_descriptions() -> None:
    """It refuses one of more than 140 characters."""
    assert max(len(rule.reason) for rules in TABLES.values() for rule in rules) <= 140
