"""What surrounds a flexible server, as Azure has it: restores, administrators, keys, disks, endpoints, logs."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from provider_client import Client, Deployed, RefusedError, secret

from veeam_entraid_sandbox.certificates import authority_file
from veeam_entraid_sandbox.state import StateFolder

SERVER = "azure-native:dbforpostgresql:Server"
ADMINISTRATOR = "azure-native:dbforpostgresql:AdministratorsMicrosoftEntra"
GUID = "11111111-2222-3333-4444-555555555555"
KEY = "https://keys.vault.azure.net/keys/k"


def inputs(name: str, **changes: Any) -> dict[str, Any]:
    return {
        "resourceGroupName": "rg",
        "serverName": name,
        "location": "westeurope",
        "version": "17",
        "sku": {"name": "Standard_D4ds_v5", "tier": "GeneralPurpose"},
        "storage": {"storageSizeGB": 128},
        "administratorLogin": "veeam",
        "administratorLoginPassword": secret(f"Passw0rd of {name}"),
    } | changes


def server(azure: Client, name: str, **changes: Any) -> Deployed:
    return azure.create(SERVER, name, **inputs(name, **changes))


def connect(state: StateFolder, deployed: Deployed, password: str) -> "psycopg.Connection[tuple[Any, ...]]":
    return psycopg.connect(
        host=deployed["fullyQualifiedDomainName"],
        user="veeam",
        password=password,
        dbname="postgres",
        sslmode="verify-full",
        sslrootcert=str(authority_file(state)),
        autocommit=True,
    )


def now() -> str:
    return datetime.now(UTC).isoformat()


@pytest.mark.usefixtures("group")
def test_a_restore_is_the_source_as_it_is(azure: Client, state: StateFolder) -> None:
    source = server(azure, "source")
    before = now()
    with connect(state, source, "Passw0rd of source") as connection:
        connection.execute("CREATE TABLE kept AS SELECT 4711 AS number")
    time.sleep(0.05)
    back = {"createMode": "PointInTimeRestore", "sourceServerResourceId": source.id}
    for moment in (before, (datetime.now(UTC) + timedelta(hours=1)).isoformat(), "yesterday"):
        with pytest.raises(RefusedError, match="has to be a moment that is over"):
            server(azure, "early", **back, pointInTimeUTC=moment)

    restored = server(azure, "restored", **back, pointInTimeUTC=now())
    # The logins come along with their passwords, whatever was asked for.
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        connect(state, restored, "Passw0rd of restored")
    with connect(state, restored, "Passw0rd of source") as connection:
        assert connection.execute("SELECT number FROM kept").fetchone() == (4711,)
        connection.execute("DROP TABLE kept")
    with connect(state, source, "Passw0rd of source") as connection:
        assert connection.execute("SELECT number FROM kept").fetchone() == (4711,)
    restored.update(administratorLoginPassword=secret("An0ther one"))
    connect(state, restored, "An0ther one").close()


@pytest.mark.usefixtures("group")
def test_a_restore_that_azure_refuses(azure: Client) -> None:
    source = server(azure, "source")
    back = {"createMode": "PointInTimeRestore", "sourceServerResourceId": source.id, "pointInTimeUTC": now()}
    for changes, says in (
        ({"version": "16"}, "another version than its source"),
        ({"administratorLogin": "other"}, "another administratorLogin"),
        ({"location": "northeurope"}, "in the region of its source"),
        ({"createMode": "GeoRestore"}, "in the paired region"),
        ({"createMode": "GeoRestore", "location": "northeurope"}, "without geo-redundant backups"),
        ({"sourceServerResourceId": f"{source.id}-x"}, "was not found"),
        ({"createMode": "Replica"}, "no replicas"),
        ({"pointInTimeUTC": None}, "missing required property 'pointInTimeUTC'"),
    ):
        with pytest.raises(RefusedError, match=says):
            server(azure, "restored", **(back | changes))


@pytest.mark.usefixtures("group")
@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"storage": {"storageSizeGB": 160}}, "does not come in 160 GB"),
        ({"storage": {"storageSizeGB": 128, "iops": 3000}}, "its tier decides"),
        ({"storage": {"storageSizeGB": 160, "type": "PremiumV2_LRS", "iops": 3000}}, "'storage.throughput'"),
        (
            {"storage": {"storageSizeGB": 160, "type": "PremiumV2_LRS", "iops": 1, "throughput": 1}}
            | {"sku": {"name": "Standard_B2s", "tier": "Burstable"}},
            "cannot be Burstable",
        ),
        ({"dataEncryption": {"type": "AzureKeyVault", "primaryKeyURI": KEY}}, "are written together"),
        ({"dataEncryption": {"type": "AzureKeyVault"}}, "needs the key"),
    ],
)
def test_a_disk_or_a_key_that_azure_refuses(azure: Client, changes: Any, says: str) -> None:
    with pytest.raises(RefusedError, match=says):
        server(azure, "the-db", **changes)


@pytest.mark.usefixtures("group")
def test_a_key_needs_its_identity_and_stays(azure: Client) -> None:
    identity = azure.create(
        "azure-native:managedidentity:UserAssignedIdentity", "keys", resourceGroupName="rg", resourceName="keys"
    )
    encryption = {"type": "AzureKeyVault", "primaryKeyURI": KEY, "primaryUserAssignedIdentityId": identity.id}
    with pytest.raises(RefusedError, match="is not assigned to the-db"):
        server(azure, "the-db", dataEncryption=encryption)
    assigned = {"type": "UserAssigned", "userAssignedIdentities": {identity.id: {}}}
    made = server(azure, "the-db", dataEncryption=encryption, identity=assigned)
    assert made["identity"]["userAssignedIdentities"][identity.id]["principalId"] == identity["principalId"]
    made.update(dataEncryption=encryption | {"primaryKeyURI": f"{KEY}/0123"})
    with pytest.raises(RefusedError, match="keeps such a key for its lifetime"):
        made.update(dataEncryption={"type": "SystemManaged"})


@pytest.mark.usefixtures("group")
def test_an_administrator_of_entra_id_needs_that_login(azure: Client) -> None:
    made = server(azure, "the-db")
    given = {
        "resourceGroupName": "rg",
        "serverName": "the-db",
        "objectId": GUID,
        "principalName": "team",
        "principalType": "group",
        "tenantId": GUID,
    }
    with pytest.raises(RefusedError, match="enable them first"):
        azure.create(ADMINISTRATOR, "team", **given)
    made.update(authConfig={"passwordAuth": "Enabled", "activeDirectoryAuth": "Enabled"})
    assert azure.create(ADMINISTRATOR, "team", **given).id == f"{made.id}/administrators/{GUID}"


def zone_group(azure: Client, zone: Deployed) -> Deployed:
    return azure.create(
        "azure-native:network:PrivateDnsZoneGroup",
        "group",
        resourceGroupName="rg",
        privateEndpointName="endpoint",
        privateDnsZoneGroupName="default",
        privateDnsZoneConfigs=[{"name": "one", "privateDnsZoneId": zone.id}],
    )


def test_a_private_endpoint_is_registered_in_the_zone_of_its_names(azure: Client, subnet: Deployed) -> None:
    made = server(azure, "the-db")
    azure.create(
        "azure-native:network:PrivateEndpoint",
        "endpoint",
        resourceGroupName="rg",
        privateEndpointName="endpoint",
        subnet={"id": subnet.id},
        privateLinkServiceConnections=[
            {"name": "one", "privateLinkServiceId": made.id, "groupIds": ["postgresqlServer"]}
        ],
    )
    right, wrong = (
        azure.create(
            "azure-native:privatedns:PrivateZone",
            name,
            resourceGroupName="rg",
            location="global",
            privateZoneName=name,
        )
        for name in ("privatelink.postgres.database.azure.com", "privatelink.blob.core.windows.net")
    )
    with pytest.raises(RefusedError, match=r"is none for the-db\.postgres\.database\.azure\.com"):
        zone_group(azure, wrong)
    zone_group(azure, right)


@pytest.fixture
def watched(azure: Client, group: Deployed) -> Callable[..., Deployed]:
    def create(**changes: Any) -> Deployed:
        given = {"name": "siem", "resourceUri": group.id, "marketplacePartnerId": "p", "metrics": [{"enabled": True}]}
        return azure.create("azure-native:monitor:DiagnosticSetting", "siem", **(given | changes))

    return create


def test_a_diagnostic_setting_lies_below_what_it_watches(watched: Callable[..., Deployed], group: Deployed) -> None:
    for changes, says in (
        ({"marketplacePartnerId": None}, "needs a destination"),
        ({"metrics": []}, "needs 'logs' or 'metrics'"),
        ({"logs": [{"enabled": True}]}, "either a 'category' or a 'categoryGroup'"),
        ({"resourceUri": f"{group.id}/providers/Microsoft.Storage/storageAccounts/x"}, "was not found"),
        ({"workspaceId": group.id}, "and no Microsoft.OperationalInsights/workspaces"),
    ):
        with pytest.raises(RefusedError, match=says):
            watched(**changes)
    assert watched().id == f"{group.id}/providers/Microsoft.Insights/diagnosticSettings/siem"
