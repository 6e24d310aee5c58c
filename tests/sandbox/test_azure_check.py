"""Check: what is wrong with a resource's inputs, all of it at once, and what is filled in."""

import base64
import re
import uuid
from typing import Any

import pytest
from provider_client import PREFIX, Client, Deployed, RefusedError, secret, urn

from veeam_entraid_protocol import UNKNOWN, OutputValue, Secret, plain

GROUP = "azure-native:resources:ResourceGroup"
NETWORK = "azure-native:network:VirtualNetwork"
MACHINE = "azure-native:compute:VirtualMachine"
SERVER = "azure-native:dbforpostgresql:Server"
VAULT = "azure-native:keyvault:Vault"


def machine(**changes: Any) -> dict[str, Any]:
    """Inputs of a machine that are right."""
    return {
        "resourceGroupName": "rg",
        "location": "westeurope",
        "hardwareProfile": {"vmSize": "Standard_D4s_v5"},
        "osProfile": {"computerName": "db", "adminUsername": "operator", "adminPassword": "Str0ng enough"},
        "storageProfile": {
            "imageReference": {
                "publisher": "Canonical",
                "offer": "ubuntu-24_04-lts",
                "sku": "server",
                "version": "latest",
            },
            "osDisk": {"createOption": "FromImage"},
        },
        "networkProfile": {"networkInterfaces": [{"id": f"{PREFIX}/nic"}]},
    } | changes


def server(**changes: Any) -> dict[str, Any]:
    """Inputs of a flexible server that are right."""
    return {
        "resourceGroupName": "rg",
        "location": "westeurope",
        "version": "17",
        "sku": {"name": "Standard_D4ds_v5", "tier": "GeneralPurpose"},
        "storage": {"storageSizeGB": 128},
        "administratorLogin": "veeam",
        "administratorLoginPassword": "Str0ng enough",
    } | changes


def test_everything_that_is_wrong_is_in_one_answer(azure: Client) -> None:
    failures = azure.failures(
        NETWORK,
        location="westeurope",
        resourceGroupNam="rg",
        adressSpace={},
        subnets=[{"name": "one", "addressPrefix": "10.1.0.0/24", "delegations": [{"serviceNam": "x"}]}],
        enableDdosProtection="yes",
    )
    assert failures == {
        "resourceGroupNam": f"{NETWORK} has no property 'resourceGroupNam'; did you mean 'resourceGroupName'?",
        "adressSpace": f"{NETWORK} has no property 'adressSpace'; did you mean 'addressSpace'?",
        "subnets[0].delegations[0].serviceNam": (
            "'subnets[0].delegations[0]' has no property 'serviceNam'; did you mean 'serviceName'?"
        ),
        "enableDdosProtection": "'enableDdosProtection' should be a boolean but is a string",
        "resourceGroupName": "missing required property 'resourceGroupName'",
    }


@pytest.mark.parametrize(
    ("token", "inputs", "property_", "says"),
    [
        (
            GROUP,
            {"resourceGroupName": "ends in a dot.", "location": "westeurope"},
            "resourceGroupName",
            "must not end in",
        ),
        (NETWORK, {"addressSpace": {"addressPrefixes": ["10.1.0.1/16"]}}, "addressSpace.addressPrefixes[0]", "CIDR"),
        (VAULT, {"vaultName": "1-starts-with-a-digit"}, "vaultName", "begins with a letter"),
        (VAULT, {"vaultName": "much-too-long-for-a-key-vault"}, "vaultName", "at most 24"),
        (
            VAULT,
            {"properties": {"tenantId": "x", "sku": {"family": "A", "name": "standard"}}},
            "properties.tenantId",
            "GUID",
        ),
        (MACHINE, machine(vmName="a" * 65), "vmName", "at most 64"),
        (MACHINE, machine(hardwareProfile={"vmSize": "D4"}), "hardwareProfile.vmSize", "Standard_D4s_v5"),
        (SERVER, server(storage={"storageSizeGB": 16}), "storage.storageSizeGB", "too low"),
        (
            "azure-native:network:NetworkSecurityGroup",
            {
                "securityRules": [
                    {"name": "a", "priority": 99, "access": "Allow", "direction": "Inbound", "protocol": "Tcp"}
                ]
            },
            "securityRules[0].priority",
            "too low",
        ),
        (
            "azure-native:authorization:RoleAssignment",
            {
                "resourceGroupName": None,
                "scope": PREFIX,
                "principalId": str(uuid.uuid4()),
                "roleDefinitionId": "Reader",
            },
            "roleDefinitionId",
            "roleDefinitions/<GUID>",
        ),
        (
            "azure-native:storage:StorageAccount",
            {"accountName": "Has-Capitals", "kind": "StorageV2", "sku": {"name": "Standard_LRS"}},
            "accountName",
            "lower case letters and digits",
        ),
        (
            "azure-native:compute:VirtualMachineRunCommandByVirtualMachine",
            {"vmName": "vm", "timeoutInSeconds": 10, "source": {"script": "true"}},
            "timeoutInSeconds",
            "too low",
        ),
    ],
)
def test_what_the_provider_knows_stops_a_preview(
    azure: Client, token: str, inputs: dict[str, Any], property_: str, says: str
) -> None:
    assert says in azure.failures(token, **{"resourceGroupName": "rg", **inputs})[property_]


@pytest.mark.parametrize(
    ("token", "inputs", "property_", "says"),
    [
        (
            VAULT,
            {
                "properties": {
                    "tenantId": str(uuid.uuid4()),
                    "sku": {"family": "A", "name": "standard"},
                    "enablePurgeProtection": False,
                }
            },
            "properties.enablePurgeProtection",
            "does not take false",
        ),
        (MACHINE, machine(networkProfile={}), "networkProfile.networkInterfaces", "missing"),
        (MACHINE, machine(zones=["4"]), "zones[0]", "1, 2, 3"),
        (SERVER, server(version="10"), "version", "must be one of"),
        (SERVER, server(administratorLogin="pg_admin"), "administratorLogin", "reserves"),
        (SERVER, server(administratorLogin="postgres"), "administratorLogin", "reserves"),
        (SERVER, server(administratorLoginPassword="short"), "administratorLoginPassword", "between 8 and 128"),
        (SERVER, server(administratorLoginPassword="onlylowercase"), "administratorLoginPassword", "three of these"),
        (SERVER, server(administratorLoginPassword="Veeam 123456"), "administratorLoginPassword", "login name"),
        (SERVER, server(administratorLogin=None), "administratorLogin", "password authentication is enabled"),
        (SERVER, server(sku={"name": "Standard_B2s", "tier": "GeneralPurpose"}), "sku.name", "begin with Standard_D"),
        (SERVER, server(sku=None), "sku", "needs it to create"),
        (
            SERVER,
            server(network={"delegatedSubnetResourceId": "s", "privateDnsZoneArmResourceId": "z/example.org"}),
            "network.privateDnsZoneArmResourceId",
            "ends in '.postgres.database.azure.com'",
        ),
        (
            "azure-native:privatedns:PrivateZone",
            {"privateZoneName": "example.org", "location": "westeurope"},
            "location",
            "must be 'global'",
        ),
    ],
)
def test_what_only_azure_knows_passes_a_preview_and_is_refused(
    azure: Client, token: str, inputs: dict[str, Any], property_: str, says: str
) -> None:
    refusal = azure.refusal(token, **{"resourceGroupName": "rg", "location": "westeurope", **inputs})
    assert "Status=400" in refusal
    assert property_ in refusal
    assert says in refusal


def test_everything_that_azure_refuses_is_in_one_answer(azure: Client) -> None:
    refusal = azure.refusal(SERVER, **server(sku=None, version="10", administratorLogin="postgres"))
    assert all(says in refusal for says in ("'sku'", "must be one of", "reserves"))


@pytest.mark.parametrize(
    ("profile", "image", "says"),
    [
        ({"adminUsername": "root", "adminPassword": "Str0ng enough"}, "Canonical", "reserves that name"),
        ({"adminUsername": "operator"}, "Canonical", "SSH key"),
        ({"adminUsername": "operator"}, "MicrosoftWindowsServer", "missing required property"),
        (
            {"adminUsername": "operator", "adminPassword": "Str0ng enough", "computerName": "sixteen-letters-"},
            "MicrosoftWindowsServer",
            "at most 15 characters",
        ),
        (
            {"adminUsername": "operator", "adminPassword": "Str0ng enough", "computerName": "123456"},
            "MicrosoftWindowsServer",
            "not digits only",
        ),
        (
            {"adminUsername": "operator", "adminPassword": "Str0ng enough", "customData": "not base 64!"},
            "Canonical",
            "base 64",
        ),
        (
            {
                "adminUsername": "operator",
                "adminPassword": "Str0ng enough",
                "customData": base64.b64encode(b"x" * 65536).decode(),
            },
            "Canonical",
            "at most 65535",
        ),
    ],
)
def test_operating_systems_have_rules_of_their_own(azure: Client, profile: Any, image: str, says: str) -> None:
    inputs = machine(osProfile={"computerName": "db", **profile})
    inputs["storageProfile"]["imageReference"]["publisher"] = image
    failures = azure.failures(MACHINE, **inputs)
    assert says in (str(failures) if failures else azure.refusal(MACHINE, **inputs))


def test_right_inputs_pass(azure: Client) -> None:
    assert azure.failures(MACHINE, **machine()) == {}
    assert azure.failures(SERVER, **server()) == {}


def test_a_secret_value_is_never_in_a_reason(azure: Client) -> None:
    assert "hunter2" not in azure.refusal(SERVER, **server(administratorLoginPassword=secret("hunter2")))


@pytest.mark.parametrize("wrapped", [secret("10.1.0.0/16"), OutputValue("10.1.0.0/16"), UNKNOWN, OutputValue(UNKNOWN)])
def test_values_may_be_secret_outputs_or_unknown_anywhere(azure: Client, wrapped: Any) -> None:
    inputs: dict[str, Any] = {"resourceGroupName": "rg", "location": "westeurope"}
    inputs["addressSpace"] = {"addressPrefixes": [wrapped]}
    assert azure.failures(NETWORK, **inputs) == {}
    assert azure.failures(NETWORK, **{**inputs, "addressSpace": wrapped}).keys() <= {"addressSpace"}
    if wrapped is UNKNOWN:
        assert azure.failures(NETWORK, **dict.fromkeys(inputs, wrapped)) == {}


def test_secrets_stay_secret_and_unknown_values_unknown(azure: Client) -> None:
    checked = azure.check(
        urn(SERVER, "db"), server(administratorLoginPassword=secret("Str0ng enough"), version=UNKNOWN)
    )
    assert isinstance(checked["administratorLoginPassword"], Secret)
    assert checked["version"] is UNKNOWN


# What is filled in.


def test_a_name_is_the_logical_name_and_eight_digits(azure: Client) -> None:
    seed = b"seed"
    first = azure.check(urn(GROUP, "rg"), {"location": "westeurope"}, seed=seed)
    assert re.fullmatch("rg[0-9a-f]{8}", str(first["resourceGroupName"]))
    assert azure.check(urn(GROUP, "rg"), {"location": "westeurope"}, seed=seed) == first
    kept = azure.check(urn(GROUP, "rg"), {"location": "westeurope"}, first, seed=b"other")
    assert kept["resourceGroupName"] == first["resourceGroupName"]


def test_a_child_takes_its_logical_name_and_a_role_assignment_a_guid(azure: Client) -> None:
    child = azure.check(
        urn("azure-native:network:Subnet", "one"),
        {"resourceGroupName": "rg", "virtualNetworkName": "net", "addressPrefix": "10.0.0.0/24"},
    )
    assert child["subnetName"] == "one"
    role = azure.check(
        urn("azure-native:authorization:RoleAssignment", "reads"),
        {
            "scope": PREFIX,
            "principalId": str(uuid.uuid4()),
            "roleDefinitionId": f"/providers/Microsoft.Authorization/roleDefinitions/{uuid.uuid4()}",
        },
    )
    assert uuid.UUID(str(role["roleAssignmentName"]))


def test_a_made_up_name_is_checked_too(azure: Client) -> None:
    failures = azure.failures(
        VAULT,
        "a-logical-name-of-length",
        resourceGroupName="rg",
        location="westeurope",
        properties={
            "tenantId": str(uuid.uuid4()),
            "sku": {"family": "A", "name": "standard"},
            "enableRbacAuthorization": True,
        },
    )
    assert "at most 24" in failures["vaultName"]


def test_a_location_comes_from_the_resource_group(azure: Client, group: Deployed) -> None:
    checked = azure.check(
        urn(NETWORK, "net"), {"resourceGroupName": group["name"], "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}
    )
    assert checked["location"] == "westeurope"


def test_a_location_comes_from_the_provider_before_it_comes_from_the_group(azure: Client, group: Deployed) -> None:
    azure.configure(subscriptionId="00000000-0000-0000-0000-000000000000", location="northeurope")
    inputs = {"resourceGroupName": group["name"], "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}
    assert azure.check(urn(NETWORK, "net"), inputs)["location"] == "northeurope"
    assert azure.check(urn(NETWORK, "net"), inputs, {"location": "uksouth"})["location"] == "uksouth"


def test_a_location_is_demanded_where_nothing_gives_one(azure: Client) -> None:
    assert "azure-native:location" in azure.failures(GROUP, resourceGroupName="rg")["location"]


# Tokens.


def test_a_versioned_token_is_the_same_type_read_leniently(azure: Client) -> None:
    versioned = "azure-native:dbforpostgresql/v20240801:Server"
    assert azure.failures(versioned, **server(dataApiMode="Enabled")) == {}
    assert "must be one of" in azure.refusal(versioned, **server(version="10"))


def test_an_older_name_of_a_type_is_known(azure: Client) -> None:
    inputs = {"resourceGroupName": "rg", "privateZoneName": "example.org", "location": "westeurope"}
    assert "must be 'global'" in azure.refusal("azure-native:network:PrivateZone", **inputs)


def test_an_unknown_type_names_the_nearest(azure: Client) -> None:
    with pytest.raises(RefusedError, match=r"Did you mean azure-native:network:VirtualNetwork\?"):
        azure.failures("azure-native:network:VirtualNetwrk")


def test_preview_knows_the_inputs_and_leaves_the_rest_unknown(azure: Client) -> None:
    preview = azure.preview(SERVER, **server(administratorLoginPassword=secret("Str0ng enough")))
    assert preview["version"] == "17"
    assert preview["fullyQualifiedDomainName"] is UNKNOWN
    assert preview["name"] is UNKNOWN
    assert "administratorLoginPassword" not in preview
    assert plain(preview["administratorLogin"]) == "veeam"
