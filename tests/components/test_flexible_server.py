"""A flexible server, group by group: its plan, its resources under mocks, and what is refused."""

import itertools
import json
from typing import Any

import pulumi
import pytest
from deployment import SUBSCRIPTION, Deployment, deploy

from veeam_entraid import EntraIdRepository, InvalidArgumentsError
from veeam_entraid.program import read_settings
from veeam_entraid.repository import RepositoryPlan, plan_repository
from veeam_entraid.repository.flexible_server import FlexibleServerPlan

GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg/providers"
SUBNET = f"{GROUP}/Microsoft.Network/virtualNetworks/v/subnets/repository"
ZONES = f"{GROUP}/Microsoft.Network/privateDnsZones"
IDENTITIES = f"{GROUP}/Microsoft.ManagedIdentity/userAssignedIdentities"
SOURCE = f"{GROUP}/Microsoft.DBforPostgreSQL/flexibleServers/lost"
WORKSPACE = f"{GROUP}/Microsoft.OperationalInsights/workspaces/w"
GUID = "11111111-2222-3333-4444-555555555555"
KEY = "https://keys.vault.azure.net/keys/repository"

FLEXIBLE: dict[str, Any] = {
    "hosting": "flexibleServer",
    "acknowledgeUnsupportedCloudDatabase": True,
    "resourceGroupName": "rg",
    "location": "westeurope",
    "subnetId": SUBNET,
    "privateDnsZoneId": f"{ZONES}/v.private.postgres.database.azure.com",
}
ENDPOINT = FLEXIBLE | {"privateDnsZoneId": f"{ZONES}/privatelink.postgres.database.azure.com"}
KEYS = {"keyUri": KEY, "identityId": f"{IDENTITIES}/near"}
GEO_KEYS = {"geoBackupKeyUri": KEY, "geoBackupIdentityId": f"{IDENTITIES}/far"}
RESTORE = {"sourceServerId": SOURCE, "time": "2026-01-31T22:00:00Z"}
ADMINISTRATOR = {"objectId": GUID, "name": "Database Administrators"}
ENTRA_LOGIN = {"authConfig": {"activeDirectoryAuth": "Enabled"}}
V2 = {"type": "PremiumV2_LRS", "iops": 3000, "throughput": 125}


def arguments(base: dict[str, Any] | None = None, *, more: dict[str, Any] | None = None, **block: Any) -> Any:
    return {**(base or FLEXIBLE), **(more or {}), "flexibleServer": block}


def planned(given: Any) -> tuple[RepositoryPlan, FlexibleServerPlan]:
    plan = plan_repository("db", given)
    assert plan.flexible_server
    return plan, plan.flexible_server


def problems(given: Any) -> list[str]:
    with pytest.raises(InvalidArgumentsError) as refusal:
        plan_repository("db", given)
    return [str(problem) for problem in refusal.value.problems]


def repository(given: Any) -> Deployment:
    return deploy(lambda: EntraIdRepository("db", given))


def server(given: Any) -> Any:
    return repository(given)["db-server"].inputs


class TestDefaults:
    def test_nothing_asked_for_is_the_safe_thing(self) -> None:
        _, plan = planned(FLEXIBLE)
        assert (plan.storage.type, plan.storage.auto_grow) == ("Premium_LRS", True)
        assert not plan.high_availability.enabled
        assert (plan.backup.retention_days, plan.backup.geo_redundant) == (14, False)
        assert plan.network.injected
        nothing = (plan.maintenance_window, plan.data_encryption, plan.restore, plan.threat_protection)
        assert nothing == (None, None, None, "")
        assert (plan.administrators, plan.diagnostic_settings, plan.role_assignments, plan.lock) == ((), (), (), False)

    def test_other_hostings_have_no_plan_of_one(self) -> None:
        assert plan_repository("db", {"hosting": "local"}).flexible_server is None

    def test_an_empty_block_changes_no_resource(self) -> None:
        bare, empty = repository(FLEXIBLE), repository(arguments())
        names = {name for name in bare.resources if name.startswith("db-")}
        assert names == {name for name in empty.resources if name.startswith("db-")}
        assert all(bare[name].inputs == empty[name].inputs for name in names)

    def test_what_a_server_of_an_earlier_release_was_made_of_has_not_changed(self) -> None:
        made = server(FLEXIBLE)
        assert made["storage"] == {"storageSizeGB": 128, "autoGrow": "Enabled"}
        assert made["backup"] == {"backupRetentionDays": 14, "geoRedundantBackup": "Disabled"}
        assert made["highAvailability"] == {"mode": "Disabled", "standbyAvailabilityZone": ""}
        assert made["createMode"] == "Default"
        absent = ("maintenanceWindow", "dataEncryption", "identity", "sourceServerResourceId", "pointInTimeUTC")
        assert not set(absent) & set(made)


class TestStorage:
    def test_a_premium_disk_has_a_tier(self) -> None:
        made = server(arguments(storage={"tier": "P20", "autoGrow": False}))
        assert made["storage"] == {"storageSizeGB": 128, "autoGrow": "Disabled", "tier": "P20"}

    def test_a_newer_disk_has_operations_throughput_and_any_size(self) -> None:
        made = server(arguments(storage=V2, more={"storageSizeGb": 300}))
        assert made["storage"] == {
            "storageSizeGB": 300,
            "autoGrow": "Disabled",
            "type": "PremiumV2_LRS",
            "iops": 3000,
            "throughput": 125,
        }

    @pytest.mark.parametrize(
        ("block", "more", "said"),
        [
            ({"tier": "P6"}, {}, "flexibleServer.storage.tier: is below P10, which a disk of 128 GiB has"),
            ({"iops": 3000}, {}, "flexibleServer.storage.iops: has no use on Premium_LRS"),
            ({"type": "Standard_LRS"}, {}, "flexibleServer.storage.type: has to be Premium_LRS or PremiumV2_LRS"),
            (V2 | {"tier": "P10"}, {}, "flexibleServer.storage.tier: has no use on PremiumV2_LRS"),
            (V2 | {"autoGrow": True}, {}, "flexibleServer.storage.autoGrow: has to be false on PremiumV2_LRS"),
            (V2 | {"iops": 100}, {}, "flexibleServer.storage.iops: has to be a whole number from 3000 to 80000"),
            (V2, {"skuName": "Standard_B2s"}, "flexibleServer.storage: PremiumV2_LRS is not to be had on a Burstable"),
            ({}, {"storageSizeGb": 300}, "storageSizeGb: is not a size that flexible servers have"),
            ({"typ": "x"}, {}, "flexibleServer.storage.typ: is not an argument: did you mean type?"),
        ],
    )
    def test_what_no_disk_has_is_refused(self, block: Any, more: Any, said: str) -> None:
        (only,) = problems(arguments(storage=block, more=more))
        assert only.startswith(said)

    def test_a_newer_disk_needs_operations_and_throughput(self) -> None:
        assert [problem.partition(":")[0] for problem in problems(arguments(storage={"type": "UltraSSD_LRS"}))] == [
            "flexibleServer.storage.iops",
            "flexibleServer.storage.throughput",
        ]


class TestContinuity:
    def test_a_standby_lies_in_another_zone_and_keeps_what_a_failover_swaps(self) -> None:
        standby = {"mode": "ZoneRedundant", "standbyZone": 2}
        deployment = repository(arguments(highAvailability=standby, more={"zone": 1}))
        made = deployment["db-server"]
        assert made.inputs["highAvailability"] == {"mode": "ZoneRedundant", "standbyAvailabilityZone": "2"}
        assert {"availabilityZone", "highAvailability.standbyAvailabilityZone"} <= set(made.ignored)
        alone = repository(arguments(more={"zone": 1}))["db-server"]
        assert "availabilityZone" not in alone.ignored

    def test_backups_go_to_the_paired_region(self) -> None:
        made = server(arguments(backup={"retentionDays": 35, "geoRedundant": True}))
        assert made["backup"] == {"backupRetentionDays": 35, "geoRedundantBackup": "Enabled"}

    def test_patches_come_in_a_window(self) -> None:
        made = server(arguments(maintenanceWindow={"day": "saturday", "hour": 3.0}))
        assert made["maintenanceWindow"] == {
            "customWindow": "Enabled",
            "dayOfWeek": 6,
            "startHour": 3,
            "startMinute": 0,
        }

    def test_a_key_of_ones_own_comes_with_its_identity(self) -> None:
        made = server(arguments(dataEncryption=KEYS | {"identityId": pulumi.Output.from_input(KEYS["identityId"])}))
        assert made["dataEncryption"] == {
            "type": "AzureKeyVault",
            "primaryKeyURI": KEY,
            "primaryUserAssignedIdentityId": f"{IDENTITIES}/near",
        }
        assert made["identity"] == {"type": "UserAssigned", "userAssignedIdentities": {f"{IDENTITIES}/near": {}}}

    def test_geo_redundant_backups_have_a_key_of_their_own(self) -> None:
        made = server(arguments(dataEncryption=KEYS | GEO_KEYS, backup={"geoRedundant": True}))
        assert made["dataEncryption"]["geoBackupKeyURI"] == KEY
        assert set(made["identity"]["userAssignedIdentities"]) == {f"{IDENTITIES}/near", f"{IDENTITIES}/far"}

    @pytest.mark.parametrize(("mode", "azure"), [("pointInTime", "PointInTimeRestore"), ("geo", "GeoRestore")])
    def test_a_restore_makes_a_new_server_from_backups(self, mode: str, azure: str) -> None:
        deployment = repository(arguments(restore=RESTORE | {"mode": mode}, more={"dataPlane": False}))
        made = deployment["db-server"]
        assert made.inputs["createMode"] == azure
        assert made.inputs["sourceServerResourceId"] == SOURCE
        assert made.inputs["pointInTimeUTC"] == "2026-01-31T22:00:00Z"
        assert {"administratorLogin", "administratorLoginPassword", "authConfig"} <= set(made.inputs)
        assert "db-login" not in deployment.resources
        logins, _ = deployment.outputs["db"]["manualSteps"]
        assert "ALTER ROLE veeam LOGIN CREATEDB CONNECTION LIMIT -1 PASSWORD :'verifier';" in logins["instructions"]
        assert "generated-Passw0rd" not in str(logins)

    def test_what_a_server_began_with_never_replaces_it(self) -> None:
        ignored = repository(FLEXIBLE)["db-server"].ignored
        assert ignored == ("createMode", "sourceServerResourceId", "pointInTimeUTC")

    @pytest.mark.parametrize(
        ("block", "more", "said"),
        [
            (
                {"highAvailability": {"mode": "SameZone"}},
                {"skuName": "Standard_B2s"},
                "flexibleServer.highAvailability: is not to be had on a Burstable size",
            ),
            (
                {"highAvailability": {"mode": "ZoneRedundant", "standbyZone": 1}},
                {"zone": 1},
                "flexibleServer.highAvailability.standbyZone: is the zone of the server itself",
            ),
            (
                {"highAvailability": {"mode": "SameZone", "standbyZone": 2}},
                {"zone": 1},
                "flexibleServer.highAvailability.standbyZone: is not the zone of the server",
            ),
            (
                {"highAvailability": {"standbyZone": 2}},
                {},
                "flexibleServer.highAvailability.standbyZone: has no use with mode: Disabled",
            ),
            (
                {"backup": {"retentionDays": 10}},
                {"backupRetentionDays": 10},
                "flexibleServer.backup.retentionDays: is written beside backupRetentionDays",
            ),
            ({"backup": {"retentionDays": 36}}, {}, "flexibleServer.backup.retentionDays: has to be a whole number"),
            ({"maintenanceWindow": {"day": "Someday"}}, {}, "flexibleServer.maintenanceWindow.day: has to be Sunday"),
            ({"dataEncryption": {"keyUri": KEY}}, {}, "flexibleServer.dataEncryption.identityId: is missing"),
            ({"dataEncryption": KEYS | {"keyUri": "repository"}}, {}, "flexibleServer.dataEncryption.keyUri: is not"),
            (
                {"dataEncryption": KEYS | {"identityId": "near"}},
                {},
                "flexibleServer.dataEncryption.identityId: is not one: write the resource id",
            ),
            (
                {"dataEncryption": KEYS | GEO_KEYS | {"geoBackupIdentityId": f"{IDENTITIES}/near"}}
                | {"backup": {"geoRedundant": True}},
                {},
                "flexibleServer.dataEncryption.geoBackupIdentityId: is the identity of the other key as well",
            ),
            ({"dataEncryption": KEYS, "storage": V2}, {}, "flexibleServer.dataEncryption: is not to be had on Premium"),
            ({"restore": RESTORE}, {}, "dataPlane: has to be false with restore"),
            (
                {"restore": RESTORE | {"time": "2026-01-31T22:00:00+01:00"}},
                {"dataPlane": False},
                "flexibleServer.restore.time: has to be a moment in UTC",
            ),
            (
                {"restore": {"time": RESTORE["time"]}},
                {"dataPlane": False},
                "flexibleServer.restore.sourceServerId: is missing",
            ),
            (
                {"restore": RESTORE, "highAvailability": {"mode": "SameZone"}},
                {"dataPlane": False},
                "flexibleServer.highAvailability: comes after a restore",
            ),
        ],
    )
    def test_what_contradicts_itself_is_refused(self, block: Any, more: Any, said: str) -> None:
        (only,) = problems(arguments(more=more, **block))
        assert only.startswith(said)

    def test_geo_redundant_backups_and_their_keys_need_each_other(self) -> None:
        assert [problem.partition(": ")[2] for problem in problems(arguments(dataEncryption=KEYS | GEO_KEYS))] == [
            "has no use without backup.geoRedundant: true: leave it out"
        ] * 2
        said = problems(arguments(dataEncryption=KEYS, backup={"geoRedundant": True}))
        assert [problem.partition(":")[0] for problem in said] == [
            "flexibleServer.dataEncryption.geoBackupKeyUri",
            "flexibleServer.dataEncryption.geoBackupIdentityId",
        ]


class TestNetwork:
    def test_a_private_endpoint_is_the_only_way_in(self) -> None:
        deployment = repository(
            arguments(ENDPOINT, network={"mode": "privateEndpoint", "privateIpAddress": "10.60.0.40"})
        )
        assert deployment["db-server"].inputs["network"] == {"publicNetworkAccess": "Disabled"}
        endpoint = deployment["db-endpoint"].inputs
        (connection,) = endpoint["privateLinkServiceConnections"]
        assert connection["privateLinkServiceId"].endswith("/db-server")
        assert connection["groupIds"] == ["postgresqlServer"]
        assert endpoint["subnet"]["id"] == SUBNET
        assert endpoint["ipConfigurations"][0]["privateIPAddress"] == "10.60.0.40"
        (zone,) = deployment["db-endpoint-zone"].inputs["privateDnsZoneConfigs"]
        assert zone["privateDnsZoneId"] == ENDPOINT["privateDnsZoneId"]
        assert {"db-endpoint", "db-endpoint-zone"} <= set(deployment["db-login"].dependencies)
        assert deployment["db-endpoint"].parent == deployment["db-endpoint-zone"].parent == "db"

    def test_others_may_register_it(self) -> None:
        given = arguments(ENDPOINT, network={"mode": "privateEndpoint", "dnsZoneGroup": False})
        del given["privateDnsZoneId"]
        assert "db-endpoint-zone" not in repository(given).resources

    @pytest.mark.parametrize(
        ("base", "network", "said"),
        [
            (FLEXIBLE, {"mode": "privateEndpoint"}, "privateDnsZoneId: is no zone for a private endpoint"),
            (
                FLEXIBLE | {"privateDnsZoneId": f"{ZONES}/backup.internal"},
                {},
                "privateDnsZoneId: is no zone for a delegated subnet",
            ),
            (FLEXIBLE | {"privateDnsZoneId": None}, {"mode": "privateEndpoint"}, "privateDnsZoneId: is missing"),
            (
                ENDPOINT,
                {"mode": "privateEndpoint", "dnsZoneGroup": False},
                "privateDnsZoneId: has no use with dnsZoneGroup: false",
            ),
            (
                FLEXIBLE,
                {"privateIpAddress": "10.0.0.4"},
                "flexibleServer.network.privateIpAddress: has no use with mode: delegatedSubnet",
            ),
            (FLEXIBLE, {"mode": "public"}, "flexibleServer.network.mode: has to be delegatedSubnet or privateEndpoint"),
        ],
    )
    def test_what_leads_nowhere_is_refused(self, base: Any, network: Any, said: str) -> None:
        (only,) = problems(arguments(base, network=network))
        assert only.startswith(said)


class TestGovernance:
    def test_administrators_from_entra_id_come_one_after_the_other_beside_the_password(self) -> None:
        administrators = {
            "team": ADMINISTRATOR,
            "robot": {"objectId": GUID, "name": "robot", "type": "ServicePrincipal", "tenantId": "t"},
        }
        deployment = repository(
            arguments(administrators=administrators, more=ENTRA_LOGIN | {"parameters": {"jit": "off"}})
        )
        chain = ["db-require-secure-transport", "db-jit", "db-administrator-team", "db-administrator-robot"]
        for before, after in itertools.pairwise(chain):
            assert before in deployment[after].dependencies
        team = deployment["db-administrator-team"].inputs
        assert (team["principalName"], team["principalType"]) == ("Database Administrators", "group")
        assert team["tenantId"] == "tenant"
        assert deployment["db-administrator-robot"].inputs["principalType"] == "servicePrincipal"
        assert deployment["db-server"].inputs["authConfig"]["passwordAuth"] == "Enabled"

    def test_a_role_is_named_by_its_guid_or_its_id(self) -> None:
        reader = f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Authorization/roleDefinitions/{GUID}"
        roles = {
            "a": {"roleDefinitionId": GUID, "principalId": GUID},
            "b": {"roleDefinitionId": reader, "principalId": GUID, "principalType": "Group", "condition": "c"},
        }
        deployment = repository(arguments(roleAssignments=roles))
        plain, conditional = deployment["db-role-a"].inputs, deployment["db-role-b"].inputs
        assert plain["roleDefinitionId"] == conditional["roleDefinitionId"] == reader
        assert "conditionVersion" not in plain
        assert (conditional["condition"], conditional["conditionVersion"]) == ("c", "2.0")
        assert plain["scope"].endswith("/db-server")

    def test_logs_and_metrics_go_where_they_are_wanted(self) -> None:
        settings = {
            "siem": {"workspaceId": WORKSPACE},
            "audit": {"partnerId": "p", "logGroups": ["audit"], "metrics": []},
        }
        deployment = repository(arguments(diagnosticSettings=settings))
        siem, audit = (deployment[f"db-diagnostics-{label}"].inputs for label in ("siem", "audit"))
        assert siem["logs"] == [{"categoryGroup": "allLogs", "enabled": True}]
        assert siem["metrics"] == [{"category": "AllMetrics", "enabled": True}]
        assert (siem["name"], siem["workspaceId"]) == ("siem", WORKSPACE)
        assert audit["logs"] == [{"categoryGroup": "audit", "enabled": True}]
        assert audit["metrics"] == []

    @pytest.mark.parametrize("state", ["Enabled", "Disabled"])
    def test_threat_protection_is_switched_by_a_deployment(self, state: str) -> None:
        deployment = repository(arguments(threatProtection=state))
        properties = deployment["db-threat-protection"].inputs["properties"]
        assert properties["parameters"]["state"] == {"value": state}
        assert properties["parameters"]["serverName"] == {"value": "db-abc123"}
        (setting,) = properties["template"]["resources"]
        assert setting["type"] == "Microsoft.DBforPostgreSQL/flexibleServers/advancedThreatProtectionSettings"

    def test_a_lock_comes_last_and_goes_with_the_protection(self) -> None:
        block: dict[str, Any] = {
            "lock": True,
            "threatProtection": "Enabled",
            "diagnosticSettings": {"siem": {"workspaceId": WORKSPACE}},
            "roleAssignments": {"a": {"roleDefinitionId": GUID, "principalId": GUID}},
        }
        lock = repository(arguments(**block))["db-server-lock"]
        assert lock.inputs["level"] == "CanNotDelete"
        assert {"db-threat-protection", "db-diagnostics-siem", "db-role-a", "db-server"} <= set(lock.dependencies)
        lifted = repository(arguments(more={"deletionProtection": False}, **block))
        assert "db-server-lock" not in lifted.resources

    @pytest.mark.parametrize(
        ("block", "said"),
        [
            ({"administrators": {"a": ADMINISTRATOR}}, "flexibleServer.administrators: log in with Entra ID"),
            ({"administrators": {"a b": ADMINISTRATOR}}, "flexibleServer.administrators: has a label that cannot name"),
            ({"administrators": [ADMINISTRATOR]}, "flexibleServer.administrators: has to map labels to blocks"),
            (
                {"roleAssignments": {"a": {"roleDefinitionId": "Reader", "principalId": GUID}}},
                "flexibleServer.roleAssignments.a.roleDefinitionId: is no role",
            ),
            (
                {"roleAssignments": {"a": {"roleDefinitionId": GUID, "principalId": "me"}}},
                "flexibleServer.roleAssignments.a.principalId: is no GUID",
            ),
            (
                {"roleAssignments": {"a": pulumi.Output.secret({})}},
                "flexibleServer.roleAssignments: a has to be a block of arguments, not an output",
            ),
            ({"diagnosticSettings": {"a": {}}}, "flexibleServer.diagnosticSettings.a: has no destination"),
            (
                {"diagnosticSettings": {"a": {"partnerId": "p", "logGroups": [], "metrics": []}}},
                "flexibleServer.diagnosticSettings.a: sends nothing",
            ),
            (
                {"diagnosticSettings": {"a": {"partnerId": "p", "eventHubName": "h"}}},
                "flexibleServer.diagnosticSettings.a.eventHubAuthorizationRuleId: is missing",
            ),
            ({"lock": "maybe"}, "flexibleServer.lock: has to be true or false"),
            ({"threatProtection": "maybe"}, "flexibleServer.threatProtection: has to be Enabled or Disabled"),
        ],
    )
    def test_what_governs_nothing_is_refused(self, block: Any, said: str) -> None:
        (only,) = problems(arguments(**block))
        assert only.startswith(said)


class TestParameters:
    def test_those_that_wait_for_a_restart_are_told(self, monkeypatch: pytest.MonkeyPatch) -> None:
        import deployment as mocked  # noqa: PLC0415 - the module, not what it offers

        answers = {"azure-native:dbforpostgresql:Configuration": lambda: {"isConfigPendingRestart": True}}
        monkeypatch.setattr(mocked, "_ANSWERS", mocked._ANSWERS | answers)
        outputs = repository(FLEXIBLE | {"parameters": {"max_connections": 500}}).outputs["db"]
        assert outputs["parametersPendingRestart"] == ["require_secure_transport", "max_connections"]
        restart, connection = outputs["manualSteps"]
        assert restart["title"] == "Restart PostgreSQL on db-abc123.postgres.database.azure.com"
        assert "max_connections" in restart["reason"]
        assert connection["title"].startswith("Connect the backup server")

    def test_those_in_force_are_not(self) -> None:
        outputs = repository(FLEXIBLE | {"parameters": {"azure.extensions": "pg_trgm"}}).outputs["db"]
        assert outputs["parametersPendingRestart"] == []
        assert len(outputs["manualSteps"]) == 1


def test_every_contradiction_is_in_one_error() -> None:
    said = problems(
        {
            "hosting": "flexibleServer",
            "subnetId": SUBNET,
            "skuName": "Standard_B2s",
            "flexibleServer": {
                "storage": V2,
                "highAvailability": {"mode": "SameZone"},
                "network": {"mode": "privateEndpoint"},
                "dataEncryption": {"keyUri": KEY},
                "administrators": {"a": {}},
                "restore": {},
                "unknown": 1,
            },
        }
    )
    assert {problem.partition(":")[0] for problem in said} == {
        "resourceGroupName",
        "privateDnsZoneId",
        "acknowledgeUnsupportedCloudDatabase",
        "dataPlane",
        "flexibleServer.storage",
        "flexibleServer.highAvailability",
        "flexibleServer.dataEncryption",
        "flexibleServer.dataEncryption.identityId",
        "flexibleServer.administrators",
        "flexibleServer.administrators.a.objectId",
        "flexibleServer.administrators.a.name",
        "flexibleServer.restore.sourceServerId",
        "flexibleServer.restore.time",
        "flexibleServer.unknown",
    }
    assert not any(KEY in problem for problem in said)


def test_the_resource_id_is_handed_out_for_a_later_restore() -> None:
    assert repository(FLEXIBLE).outputs["db"]["resourceId"].endswith("/db-server")


def test_the_program_s_configuration_reaches_it() -> None:
    written = {"hosting": "flexibleServer", "flexibleServer": {"lock": "maybe", "storage": {"tier": "P1"}}}
    with pytest.raises(InvalidArgumentsError) as refusal:
        read_settings({"p:repository": json.dumps(written)}, project="p", stack="s")
    assert {problem.path for problem in refusal.value.problems} == {
        "acknowledgeUnsupportedCloudDatabase",
        "flexibleServer.lock",
        "flexibleServer.storage.tier",
    }
