"""The plan of a network: ranges that fit, addresses that Azure hands out, refusals with every problem."""

from ipaddress import IPv4Address, IPv4Network
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from veeam_entraid import BackupNetwork, InvalidArgumentsError
from veeam_entraid._addresses import space_problem
from veeam_entraid.network import NetworkPlan, Peer, backup_server_rules, plan_network, repository_rules
from veeam_entraid.repository.hosting import Hosting

HOSTINGS = [Hosting.LOCAL, Hosting.VIRTUAL_MACHINE, Hosting.FLEXIBLE_SERVER]


def plan(**arguments: Any) -> NetworkPlan:
    return plan_network("network", {"resource_group_name": "rg", **arguments})


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
    subnets = [subnet for subnet in (made.backup_server_prefix, made.repository_prefix) if subnet]
    assert all(subnet.subnet_of(space) for subnet in subnets)
    assert len(subnets) == (1 if hosting is Hosting.LOCAL else 2)
    assert len(subnets) == 1 or not subnets[0].overlaps(subnets[1])
    assert made.backup_server_address == made.backup_server_prefix[4]
    machine = hosting is Hosting.VIRTUAL_MACHINE
    assert made.repository_address == (made.repository_prefix[4] if machine and made.repository_prefix else None)


@given(spaces, st.integers(8, 32), st.integers(0, 2**32 - 1))
def test_a_given_range_is_taken_or_refused(space: IPv4Network, prefix: int, address: int) -> None:
    given_range = IPv4Network((address, prefix), strict=False)
    arguments = {"resourceGroupName": "rg", "addressSpace": str(space), "backupServerPrefix": str(given_range)}
    if BackupNetwork.check("network", arguments):
        return
    made = plan_network("network", arguments)
    assert made.backup_server_prefix == given_range
    assert given_range.subnet_of(space)
    assert made.repository_prefix
    assert not made.repository_prefix.overlaps(given_range)


def test_the_defaults_are_what_the_documentation_says() -> None:
    made = plan()
    assert made.address_space == IPv4Network("10.60.0.0/24")
    assert (made.backup_server_prefix, made.repository_prefix) == (
        IPv4Network("10.60.0.0/27"),
        IPv4Network("10.60.0.32/27"),
    )
    assert (made.backup_server_address, made.repository_address) == (
        IPv4Address("10.60.0.4"),
        IPv4Address("10.60.0.36"),
    )
    assert made.administration_prefixes == ()
    assert made.egress == "natGateway"


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
        ({"egress": "nat"}, "egress", "natGateway or existing"),
        ({"repository_port": 80}, "repositoryPort", "1024"),
        ({"resource_group_name": "ends.with."}, "resourceGroupName", "resource group"),
        ({"adress_space": "10.0.0.0/8"}, "adressSpace", "did you mean addressSpace?"),
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
    assert inbound == {(("6543",), Peer.BACKUP_SERVER), (("6543",), Peer.ADMINISTRATION)}
