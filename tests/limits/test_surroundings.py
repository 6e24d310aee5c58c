"""What is no more than advice about what surrounds a backup server: when it is given, and when not."""
# ruff: noqa: S104 - these addresses are judged, and nothing is bound to them

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from stacks import (
    AZURE_ID,
    CLASSIC_MACHINE,
    CLASSIC_SERVER,
    COMPONENTS,
    FLEXIBLE_SERVER,
    MACHINE,
    backup_server,
    case,
    findings,
    raw_backup_server,
    raw_repository,
    repository,
    resource,
    tags,
    tenant,
    verdicts,
)

from veeam_entraid_limits import (
    UNKNOWN,
    Finding,
    ProviderResource,
    Resource,
    check_across,
    check_each,
    explain,
    license_on_server,
    read_facts,
)

Stack = list[Resource]


def said(limit: str, *stack: Resource) -> str:
    """Return the one thing that a limit's rule says of a stack."""
    (finding,) = [finding for finding in findings(*stack) if finding.limit == limit]
    return explain(finding)


class TestBackupServerSize:
    LIMIT = "backup-server-size"

    @staticmethod
    def of_size(size: object, token: str = MACHINE) -> Resource:
        inputs = {"hardwareProfile": {"vmSize": size}} if token == MACHINE else {"size": size}
        return resource(token, "vbr", {"location": "westeurope", "tags": tags("backup-server"), **inputs})

    @pytest.mark.parametrize("size", ["Standard_D8s_v5", "Standard_F8s_v2", "Standard_A4", "Big", None, UNKNOWN, 8, ""])
    @pytest.mark.parametrize("token", [MACHINE, CLASSIC_MACHINE])
    def test_holds(self, size: object, token: str) -> None:
        assert verdicts(self.LIMIT, self.of_size(size, token)) == []

    @pytest.mark.parametrize("token", [MACHINE, CLASSIC_MACHINE])
    @pytest.mark.parametrize(
        ("size", "words"),
        [
            ("Standard_D4s_v5", "has 4 vCPU ("),
            ("Standard_D2ls_v5", "has 2 vCPU and 4 GB of memory ("),
            ("Standard_F7s_v2", "has 7 vCPU and 14 GB of memory ("),
            ("Standard_D8ps_v5", "has Arm processors ("),
        ],
    )
    def test_advice(self, size: str, words: str, token: str) -> None:
        assert verdicts(self.LIMIT, self.of_size(size, token)) == ["advisory"]
        assert words in said(self.LIMIT, self.of_size(size, token))

    def test_other_machines_may_be_small(self) -> None:
        small = {"hardwareProfile": {"vmSize": "Standard_D2s_v5"}}
        assert verdicts(self.LIMIT, resource(MACHINE, "vm", small)) == []
        assert verdicts(self.LIMIT, resource(MACHINE, "vm", {**small, "tags": tags("repository")})) == []
        assert verdicts(self.LIMIT, resource(MACHINE, "vm", {**small, "tags": tags(UNKNOWN)})) == []
        assert verdicts(self.LIMIT, resource(MACHINE, "vm", small, inside=[COMPONENTS + "BackupServer"])) == []


class TestBackupServerImage:
    LIMIT = "backup-server-image"

    @staticmethod
    def of_edition(edition: object, path: str = "storageProfile.imageReference") -> Resource:
        block: dict[str, Any] = {"sku": edition}
        for key in reversed(path.split(".")):
            block = {key: block}
        token = MACHINE if path.startswith("storageProfile") else CLASSIC_MACHINE
        return resource(token, "vbr", {"tags": tags("backup-server"), **block})

    @pytest.mark.parametrize("edition", ["2022-datacenter-g2", "own", None, UNKNOWN, 2022, ""])
    def test_holds(self, edition: object) -> None:
        assert verdicts(self.LIMIT, self.of_edition(edition)) == []

    @pytest.mark.parametrize("path", ["storageProfile.imageReference", "sourceImageReference", "storageImageReference"])
    @pytest.mark.parametrize(
        ("edition", "words"),
        [("2022-datacenter-core-g2", "image of Server Core"), ("2022-datacenter-smalldisk-g2", "small system disk")],
    )
    def test_advice(self, edition: str, words: str, path: str) -> None:
        assert verdicts(self.LIMIT, self.of_edition(edition, path)) == ["advisory"]
        assert words in said(self.LIMIT, self.of_edition(edition, path))
        assert f"({path}.sku)" in said(self.LIMIT, self.of_edition(edition, path))

    def test_a_machine_that_may_be_something_else_is_given_none(self) -> None:
        core = {"storageProfile": {"imageReference": {"sku": "2022-datacenter-core"}}}
        assert verdicts(self.LIMIT, resource(MACHINE, "vm", core)) == []
        assert verdicts(self.LIMIT, resource(MACHINE, "vm", {**core, "tags": tags(UNKNOWN)})) == []


class TestBackupStorageProtection:
    LIMIT = "backup-storage-protection"
    MACHINE_REPOSITORY = resource(MACHINE, "db", {"tags": tags("repository")})

    @pytest.mark.parametrize("holder", [raw_repository(), raw_repository(token=CLASSIC_SERVER), MACHINE_REPOSITORY])
    def test_what_is_not_protected_is_given_advice(self, holder: Resource) -> None:
        assert verdicts(self.LIMIT, replace(holder, protect=False)) == ["advisory"]
        assert verdicts(self.LIMIT, replace(holder, protect=True)) == []
        assert verdicts(self.LIMIT, replace(holder, protect=None)) == []

    @pytest.mark.parametrize(
        "other",
        [
            case("our component", repository()),
            case("a part of it", resource(MACHINE, "m", {}, inside=[COMPONENTS + "EntraIdRepository"])),
            case("its database server", resource(FLEXIBLE_SERVER, "m", {}, inside=[COMPONENTS + "EntraIdRepository"])),
            case("a backup server", raw_backup_server()),
            case("a database for something else", resource(FLEXIBLE_SERVER, "d", {"version": "17"})),
            case("perhaps a repository", resource(FLEXIBLE_SERVER, "d", {"tags": tags(UNKNOWN)})),
        ],
    )
    def test_others_are_not(self, other: Stack) -> None:
        assert verdicts(self.LIMIT, *(replace(each, protect=False) for each in other)) == []


GROUP = "azure-native:network:NetworkSecurityGroup"
RULE = "azure-native:network:SecurityRule"
INTERFACE = "azure-native:network:NetworkInterface"
FIREWALL = "azure-native:dbforpostgresql:FirewallRule"
OPEN: dict[str, object] = {
    "direction": "Inbound",
    "access": "Allow",
    "sourceAddressPrefix": "*",
    "destinationPortRange": "3389",
}
POSTGRESQL: dict[str, object] = OPEN | {"destinationPortRange": "5432"}


def group(*rules: object, role: object = None, token: str = GROUP) -> Resource:
    inputs: dict[str, object] = {"securityRules": list(rules)}
    return resource(token, "nsg", inputs if role is None else {**inputs, "tags": tags(role)})


class TestPublicAccess:
    LIMIT = "public-access"

    @pytest.mark.parametrize(
        "rule",
        [
            OPEN | {"direction": "Outbound"},
            OPEN | {"access": "Deny"},
            OPEN | {"sourceAddressPrefix": "10.0.0.0/8"},
            OPEN | {"sourceAddressPrefix": "VirtualNetwork"},
            OPEN | {"sourceAddressPrefix": UNKNOWN},
            OPEN | {"direction": UNKNOWN},
            OPEN | {"access": UNKNOWN},
            UNKNOWN,
            None,
            "strange",
        ],
    )
    @pytest.mark.parametrize("role", ["backup-server", None])
    def test_rules_that_hold(self, rule: object, role: object) -> None:
        assert verdicts(self.LIMIT, raw_backup_server(), group(rule, role=role)) == []

    @pytest.mark.parametrize("source", ["*", " 0.0.0.0/0", "0.0.0.0", "::/0", "Internet", "Any"])
    @pytest.mark.parametrize("role", ["backup-server", "repository", "repository-retired"])
    @pytest.mark.parametrize("token", [GROUP, "azure:network/networkSecurityGroup:NetworkSecurityGroup"])
    def test_a_rule_of_a_servers_own_group(self, source: str, role: str, token: str) -> None:
        one = OPEN | {"sourceAddressPrefix": source}
        several = OPEN | {"sourceAddressPrefix": None, "sourceAddressPrefixes": ["10.0.0.0/8", source]}
        for rule in (one, several):
            text = said(self.LIMIT, raw_backup_server(), group({}, rule, role=role, token=token))
            assert "lets the whole internet in to a backup server or a repository (securityRules[1])." in text

    @pytest.mark.parametrize("port", ["5432", "9392", "9401", "9419", 5432])
    def test_a_rule_for_the_ports_of_a_server_in_any_group(self, port: object) -> None:
        one = OPEN | {"destinationPortRange": port}
        several = OPEN | {"destinationPortRange": None, "destinationPortRanges": ["80", port]}
        for rule in (one, several):
            text = said(self.LIMIT, raw_backup_server(), group(rule))
            assert (
                "lets the whole internet in to ports of a backup server or its repository (securityRules[0])." in text
            )

    @pytest.mark.parametrize("port", ["443", "3389", "*", "5000-6000", UNKNOWN, None])
    def test_other_ports_in_any_group_may_be_those_of_something_else(self, port: object) -> None:
        assert verdicts(self.LIMIT, raw_backup_server(), group(OPEN | {"destinationPortRange": port})) == []
        assert (
            verdicts(self.LIMIT, raw_backup_server(), group(OPEN | {"destinationPortRange": port}, role="web-server"))
            == []
        )

    def test_a_stack_without_a_server_is_none_of_its_business(self) -> None:
        assert verdicts(self.LIMIT, group(POSTGRESQL)) == []
        assert verdicts(self.LIMIT, group(POSTGRESQL), repository()) == ["advisory"]
        perhaps = resource(MACHINE, "vm", {"tags": tags(UNKNOWN)})
        assert verdicts(self.LIMIT, group(POSTGRESQL), perhaps) == []

    @pytest.mark.parametrize("token", [RULE, "azure:network/networkSecurityRule:NetworkSecurityRule"])
    def test_a_rule_of_its_own(self, token: str) -> None:
        own, other = group(role="backup-server"), replace(group(), urn="urn:other")
        named = {"networkSecurityGroupName": UNKNOWN}

        def rule(of: Resource, inputs: dict[str, object]) -> Resource:
            return resource(token, "rule", inputs | named, made_from={"networkSecurityGroupName": of})

        server = raw_backup_server()
        assert verdicts(self.LIMIT, server, own, other, rule(own, OPEN)) == ["advisory"]
        assert verdicts(self.LIMIT, server, own, other, rule(other, OPEN)) == []
        assert verdicts(self.LIMIT, server, own, other, rule(other, POSTGRESQL)) == ["advisory"]
        assert verdicts(self.LIMIT, server, own, other, rule(own, OPEN | {"access": "Deny"})) == []
        assert "its repository. " in said(self.LIMIT, server, rule(other, POSTGRESQL))

    @pytest.mark.parametrize("token", [INTERFACE, "azure:network/networkInterface:NetworkInterface"])
    @pytest.mark.parametrize("key", ["publicIPAddress", "publicIpAddressId"])
    def test_a_public_address(self, token: str, key: str) -> None:
        def interface(address: object, role: object = "backup-server") -> Resource:
            configurations = [{"name": "first"}, {"name": "second", key: address}]
            return resource(token, "nic", {"ipConfigurations": configurations, "tags": tags(role)})

        for address in ({"id": "/x"}, "/x", UNKNOWN):
            assert verdicts(self.LIMIT, interface(address)) == ["advisory"]
            assert f"Leave {key} out" in said(self.LIMIT, interface(address))
            assert verdicts(self.LIMIT, interface(address, role="web-server")) == []
            assert verdicts(self.LIMIT, interface(address, role=UNKNOWN)) == []
        for address in (None, "", " "):
            assert verdicts(self.LIMIT, interface(address)) == []
        for strange in ({}, {"tags": UNKNOWN}, {"tags": "x"}, {"tags": {1: 2}}, {"tags": tags("repository")}):
            assert verdicts(self.LIMIT, resource(token, "nic", {**strange, "x": 1})) == []

    @pytest.mark.parametrize(
        ("token", "inputs"),
        [
            (FLEXIBLE_SERVER, {"network": {"publicNetworkAccess": "Enabled"}}),
            (FLEXIBLE_SERVER, {"publicNetworkAccess": "enabled"}),
            (CLASSIC_SERVER, {"publicNetworkAccessEnabled": True}),
        ],
    )
    def test_a_server_that_admits_the_internet(self, token: str, inputs: dict[str, Any]) -> None:
        assert verdicts(self.LIMIT, raw_repository(token=token, **inputs)) == ["advisory"]
        assert verdicts(self.LIMIT, raw_repository(token=token, **inputs, tags=tags(UNKNOWN))) == []
        assert verdicts(self.LIMIT, raw_repository(token=token, **inputs, tags=None), raw_backup_server()) == []

    def test_what_to_write_is_of_the_kind_that_stands_there(self) -> None:
        native = raw_repository(network={"publicNetworkAccess": "Enabled"})
        classic = raw_repository(token=CLASSIC_SERVER, publicNetworkAccessEnabled=True)
        assert "Write network.publicNetworkAccess: Disabled," in said(self.LIMIT, native)
        assert "Write publicNetworkAccessEnabled: false," in said(self.LIMIT, classic)

    @pytest.mark.parametrize("access", ["Disabled", None, UNKNOWN, "strange"])
    def test_one_that_does_not(self, access: object) -> None:
        assert verdicts(self.LIMIT, raw_repository(network={"publicNetworkAccess": access})) == []
        assert verdicts(self.LIMIT, raw_repository(token=CLASSIC_SERVER, publicNetworkAccessEnabled=False)) == []

    @staticmethod
    def firewall(first: object, last: object, of: Resource | None = None, token: str = FIREWALL) -> Resource:
        key = "serverId" if token.startswith("azure:postgresql/flexible") else "serverName"
        inputs = {"startIpAddress": first, "endIpAddress": last, key: UNKNOWN if of else "psql"}
        return resource(token, "everybody", inputs, made_from={key: of} if of else None)

    @pytest.mark.parametrize(
        "token",
        [
            FIREWALL,
            "azure:postgresql/flexibleServerFirewallRule:FlexibleServerFirewallRule",
            "azure:postgresql/firewallRule:FirewallRule",
        ],
    )
    @pytest.mark.parametrize(
        ("first", "last", "words"),
        [
            ("0.0.0.0", "255.255.255.255", "lets 4294967296 addresses of the internet in"),
            ("20.0.0.0", "20.1.0.0", "lets 65537 addresses of the internet in"),
            ("0.0.0.0", " 0.0.0.0", "lets every resource in Azure, those of other customers as well in"),
        ],
    )
    def test_a_firewall_that_is_open(self, first: str, last: str, words: str, token: str) -> None:
        server = raw_repository()
        assert words in said(self.LIMIT, server, self.firewall(first, last, server, token))
        assert words in said(self.LIMIT, server, self.firewall(first, last, None, token))

    @pytest.mark.parametrize(
        ("first", "last"),
        [
            ("20.0.0.0", "20.0.255.255"),
            ("20.0.0.4", "20.0.0.4"),
            ("255.255.255.255", "0.0.0.0"),
            (UNKNOWN, "255.255.255.255"),
            ("0.0.0.0", UNKNOWN),
            ("x", "y"),
            (None, None),
        ],
    )
    def test_a_firewall_that_is_not(self, first: object, last: object) -> None:
        server = raw_repository()
        assert verdicts(self.LIMIT, server, self.firewall(first, last, server)) == []

    def test_the_firewall_of_another_server(self) -> None:
        other = resource(FLEXIBLE_SERVER, "shop", {"version": "17"})
        everybody = ("0.0.0.0", "255.255.255.255")
        assert verdicts(self.LIMIT, raw_repository(), other, self.firewall(*everybody, other)) == []
        assert verdicts(self.LIMIT, raw_repository(), other, self.firewall(*everybody)) == []
        assert verdicts(self.LIMIT, raw_backup_server(), self.firewall(*everybody)) == []
        elsewhere = resource(FLEXIBLE_SERVER, "elsewhere", {})
        assert verdicts(self.LIMIT, raw_repository(), self.firewall(*everybody, elsewhere)) == []


PASSWORD = "azuread:index/applicationPassword:ApplicationPassword"
CERTIFICATE = "azuread:index/applicationCertificate:ApplicationCertificate"
TODAY = date(2030, 1, 10)


class TestApplicationCredentialExpiry:
    LIMIT = "application-credential-expiry"

    @staticmethod
    def found(*stack: Resource) -> list[Finding]:
        facts = [fact for each in stack for fact in read_facts(each)]
        return [each for each in check_across(facts, today=TODAY) if each.limit == "application-credential-expiry"]

    @staticmethod
    def credential(end: object, token: str = PASSWORD, **arguments: Any) -> Resource:
        return resource(token, "secret", {"endDate": end}, **arguments)

    def of_component(self, end: object, token: str = PASSWORD) -> Resource:
        return self.credential(end, token, inside=[COMPONENTS + "EntraApplication"])

    @pytest.mark.parametrize("token", [PASSWORD, CERTIFICATE])
    @pytest.mark.parametrize(
        ("days", "words"),
        [
            (60, "expires on 2030-03-11, in 60 days"),
            (2, "expires on 2030-01-12, in 2 days"),
            (1, "expires on 2030-01-11, in 1 day."),
            (0, "expires on 2030-01-10, in 0 days"),
            (-1, "has expired on 2030-01-09"),
        ],
    )
    def test_advice_from_sixty_days_on(self, days: int, words: str, token: str) -> None:
        (finding,) = self.found(self.of_component(f"{TODAY + timedelta(days=days)}T08:00:00Z", token))
        assert finding.verdict.value == "advisory"
        assert f'"secret" {words}' in explain(finding)

    @pytest.mark.parametrize(
        "end", ["2030-03-12", "2030-03-12T00:00:00Z", "9999-12-31T23:59:59-23:00", UNKNOWN, None, "x", 7]
    )
    def test_holds(self, end: object) -> None:
        assert self.found(self.of_component(end)) == []

    def test_an_end_that_entra_id_chose_is_read_from_the_state(self) -> None:
        chosen = resource(
            PASSWORD, "secret", {"x": 1}, inside=[COMPONENTS + "EntraApplication"], outputs={"endDate": "2030-01-10"}
        )
        assert len(self.found(chosen)) == 1
        assert self.found(replace(chosen, outputs={"endDate": "2031-01-10"})) == []
        assert len(self.found(replace(chosen, properties={"endDate": " "}))) == 1

    def test_only_credentials_of_protected_tenants_count(self) -> None:
        application = resource("azuread:index/application:Application", "app", {"displayName": "backup"})
        secret = self.credential("2030-01-10", made_from={"applicationId": application})
        old = self.credential("2030-01-10", made_from={"applicationObjectId": application})
        assert self.found(secret, application, tenant()) == []
        for each in (secret, old):
            assert len(self.found(each, application, tenant(made_from={"applicationId": application}))) == 1
        for key in ("applicationSecret", "certificate"):
            assert len(self.found(secret, tenant(made_from={key: secret}))) == 1
        other = resource("azuread:index/application:Application", "other", {})
        assert self.found(secret, application, other, tenant(made_from={"applicationId": other})) == []

    def test_every_one_is_named_and_without_a_day_none(self) -> None:
        first = self.of_component("2030-01-10")
        second = replace(self.of_component("2030-01-11", CERTIFICATE), urn=first.urn + "2", name="certificate")
        unrelated = replace(self.credential("2030-01-10"), urn="urn:0")
        assert [each.subject.name for each in self.found(unrelated, first, second)] == ["secret", "certificate"]
        tenant_before = replace(tenant(), urn="urn:0")
        assert len(self.found(tenant_before, unrelated, first, second)) == 2
        assert verdicts(self.LIMIT, first, second) == []


class TestIndependentOfTenant:
    LIMIT = "independent-of-tenant"

    @pytest.mark.parametrize("machine", [raw_backup_server(), raw_repository()])
    def test_a_subscription_of_the_tenant_itself(self, machine: Resource) -> None:
        def in_tenant(known: object) -> Resource:
            return replace(machine, provider=ProviderResource("pulumi:providers:azure-native", {"tenantId": known}))

        assert verdicts(self.LIMIT, in_tenant(AZURE_ID.upper()), tenant()) == ["advisory"]
        assert f'"{machine.name}"' in said(self.LIMIT, in_tenant(AZURE_ID), tenant())
        for other in ("99999999-2222-3333-4444-555555555555", UNKNOWN, None, "", " "):
            assert verdicts(self.LIMIT, in_tenant(other), tenant()) == []
        assert verdicts(self.LIMIT, in_tenant(AZURE_ID)) == []
        for other in (UNKNOWN, None, ""):
            assert verdicts(self.LIMIT, in_tenant(other), tenant(azureTenantId=other)) == []

    def test_parts_of_components_tell_it(self) -> None:
        provider = {"tenantId": AZURE_ID}
        part = resource(MACHINE, "vm", {"x": 1}, inside=[COMPONENTS + "BackupServer"], provider=provider)
        assert verdicts(self.LIMIT, part, tenant("a"), tenant("b", azureTenantId="x")) == ["advisory"]
        assert 'Tenant "a" is protected' in said(self.LIMIT, part, tenant("a"), tenant("b", azureTenantId="x"))
        assert 'Tenant "b" is protected' in said(self.LIMIT, part, tenant("a", azureTenantId=UNKNOWN), tenant("b"))
        perhaps = resource(MACHINE, "vm", {"tags": tags(UNKNOWN)}, provider=provider)
        assert verdicts(self.LIMIT, perhaps, tenant()) == []


class TestLicenseRoom:
    LIMIT = "license-room"

    def found(self, **summary: object) -> list[str]:
        fact = license_on_server("vbr", {"instanceLicenseSummary": summary})
        return [explain(each) for each in check_each(fact) if each.limit == self.LIMIT]

    @pytest.mark.parametrize(
        ("licensed", "used", "room"), [(100, 90, 100), (100, 99.5, 5), (10, 10, 0), (10, 12, 0), ("10", "9", 10)]
    )
    def test_nine_tenths_are_advice(self, licensed: object, used: object, room: int) -> None:
        (text,) = self.found(licensedInstancesNumber=licensed, usedInstancesNumber=used)
        assert f"there is room for {room} more users" in text

    @pytest.mark.parametrize(
        ("licensed", "used"), [(100, 89), (100, 0), (0, 0), (-1, 5), (None, 5), (5, None), ("x", 5), (5, "x")]
    )
    def test_holds(self, licensed: object, used: object) -> None:
        assert self.found(licensedInstancesNumber=licensed, usedInstancesNumber=used) == []


class TestOneServerPerInstance:
    LIMIT = "one-server-per-instance"
    SERVERS = (raw_backup_server("a"), raw_backup_server("b"))

    @pytest.mark.parametrize("named", ["a,b", "a, b", "a;b", "a b", "a|b", "b + a", "a&b"])
    def test_two_servers_in_one_tag_are_advice(self, named: str) -> None:
        assert verdicts(self.LIMIT, *self.SERVERS, raw_repository(server=named)) == ["advisory"]
        assert "names 2 backup servers in tags.veeam-entraid-server" in said(
            self.LIMIT, *self.SERVERS, raw_repository(server=named)
        )

    @pytest.mark.parametrize("named", ["a", "b", "a,c", "c,d", "", None, UNKNOWN, 7])
    def test_holds(self, named: object) -> None:
        assert verdicts(self.LIMIT, *self.SERVERS, raw_repository(server=named)) == []

    def test_a_server_may_have_a_comma_in_its_name(self) -> None:
        assert verdicts(self.LIMIT, *self.SERVERS, raw_backup_server("a,b"), raw_repository(server="a,b")) == []
        assert verdicts(self.LIMIT, *self.SERVERS, repository(backupServer="a,b")) == ["advisory"]


class TestRetiredRepository:
    LIMIT = "retired-repository"
    OLD = repository("old", connection="retired")

    def test_one_beside_its_successor_is_advice(self) -> None:
        stack = [backup_server(), self.OLD, repository("new")]
        assert verdicts(self.LIMIT, *stack) == ["advisory"]
        assert '"old" is retired in favour of EntraIdRepository "new"' in said(self.LIMIT, *stack)
        raw = [raw_repository("r1", tags=tags("repository-retired", "vbr")), raw_repository("r2", server="vbr")]
        assert verdicts(self.LIMIT, *raw) == ["advisory"]
        assert verdicts(self.LIMIT, raw_backup_server(), raw[0], raw_repository("r2")) == ["advisory"]

    @pytest.mark.parametrize(
        "stack",
        [
            case("no successor", backup_server(), OLD),
            case("both retired", backup_server(), OLD, repository("older", connection="retired")),
            case("not retired", backup_server(), repository("old", connection="confirmed")),
            case("unknown", backup_server(), OLD, repository("new", connection=UNKNOWN)),
            case(
                "of another server",
                backup_server("a"),
                backup_server("b"),
                repository("old", connection="retired", backupServer="a"),
                repository("new", backupServer="b"),
            ),
            case("perhaps a repository", backup_server(), OLD, raw_repository(tags=tags(UNKNOWN))),
        ],
    )
    def test_holds(self, stack: Stack) -> None:
        assert verdicts(self.LIMIT, *stack) == []
