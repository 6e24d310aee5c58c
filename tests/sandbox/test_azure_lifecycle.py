"""Creating, reading, updating and deleting, in the order that Azure demands and no other."""

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from provider_client import PREFIX, ZERO, Client, Deployed, RefusedError, secret
from vpn_root import ROOT

from veeam_entraid_protocol import Secret, plain
from veeam_entraid_sandbox.azure import Fault, clear_faults, write_faults
from veeam_entraid_sandbox.state import StateFolder

SUBNET = "azure-native:network:Subnet"
INTERFACE = "azure-native:network:NetworkInterface"
VAULT = "azure-native:keyvault:Vault"
SECRET = "azure-native:keyvault:Secret"
SECRETS_USER = "/providers/Microsoft.Authorization/roleDefinitions/4633458b-17de-408a-a685-8a8df7c2bf9c"


def interface(azure: Client, subnet: Deployed, name: str = "nic", **configuration: Any) -> Deployed:
    return azure.create(
        INTERFACE,
        name,
        resourceGroupName="rg",
        networkInterfaceName=name,
        ipConfigurations=[{"name": "one", "subnet": {"id": subnet.id}, **configuration}],
    )


def machine(azure: Client, nic: Deployed, name: str = "vm", **changes: Any) -> Deployed:
    inputs: dict[str, Any] = {
        "resourceGroupName": "rg",
        "vmName": name,
        "hardwareProfile": {"vmSize": "Standard_D4s_v5"},
        "osProfile": {"computerName": name, "adminUsername": "operator", "adminPassword": "Str0ng enough"},
        "storageProfile": {
            "imageReference": {"publisher": "Canonical", "offer": "u", "sku": "server", "version": "latest"},
            "osDisk": {"createOption": "FromImage", "name": f"{name}-os"},
        },
        "networkProfile": {"networkInterfaces": [{"id": nic.id}]},
    }
    return azure.create("azure-native:compute:VirtualMachine", name, **inputs | changes)


def vault(azure: Client, name: str = "a-vault", **properties: Any) -> Deployed:
    return azure.create(
        VAULT,
        name,
        resourceGroupName="rg",
        vaultName=name,
        properties={
            "tenantId": ZERO,
            "sku": {"family": "A", "name": "standard"},
            "enableRbacAuthorization": True,
            **properties,
        },
    )


# The subscription.


@pytest.mark.parametrize("subscription", ["", "11111111-1111-1111-1111-111111111111"])
def test_no_other_subscription_is_served(azure: Client, subscription: str) -> None:
    with pytest.raises(RefusedError, match="acts on no real subscription"):
        azure.configure(subscriptionId=subscription)


# Outputs.


@pytest.mark.usefixtures("azure")
def test_a_resource_has_azures_id_and_outputs(network: Deployed) -> None:
    assert network.id == f"{PREFIX}/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/net"
    assert network["name"] == "net"
    assert network["location"] == "westeurope"
    assert network["type"] == "Microsoft.Network/virtualNetworks"
    assert network["provisioningState"] == "Succeeded"
    assert network["azureApiVersion"] == "2024-05-01"


@pytest.mark.usefixtures("azure")
def test_what_is_read_is_what_was_created(network: Deployed, subnet: Deployed) -> None:
    for resource in (network, subnet):
        read = resource.read()
        assert read
        assert (read.id, read.inputs, read.outputs) == (resource.id, resource.inputs, resource.outputs)


def test_an_import_finds_the_inputs(azure: Client, subnet: Deployed) -> None:
    imported = azure.import_(
        SUBNET, subnet.id.upper().replace("/SUBSCRIPTIONS/", "/subscriptions/").replace("/PROVIDERS/", "/providers/")
    )
    for name in ("resourceGroupName", "virtualNetworkName", "subnetName", "addressPrefix"):
        assert imported.inputs[name] == subnet.inputs[name]


@pytest.mark.usefixtures("azure")
def test_what_is_gone_is_not_found(subnet: Deployed) -> None:
    subnet.delete()
    assert subnet.read() is None


@pytest.mark.usefixtures("network")
def test_a_second_resource_of_the_same_id_is_refused(azure: Client) -> None:
    with pytest.raises(RefusedError, match="cannot create already existing resource"):
        azure.create(
            "azure-native:network:VirtualNetwork",
            resourceGroupName="RG",
            virtualNetworkName="NET",
            location="westeurope",
            addressSpace={"addressPrefixes": ["10.9.0.0/16"]},
        )


@pytest.mark.usefixtures("group")
def test_a_type_without_a_row_is_echoed(azure: Client) -> None:
    created = azure.create(
        "azure-native:compute:AvailabilitySet",
        resourceGroupName="rg",
        availabilitySetName="a",
        platformFaultDomainCount=2,
    )
    assert created.id.endswith("/resourceGroups/rg/providers/Microsoft.Compute/availabilitySets/a")
    assert created["platformFaultDomainCount"] == 2
    created.delete()
    assert created.read() is None


# What has to exist.


def test_a_resource_group_has_to_exist(azure: Client) -> None:
    with pytest.raises(RefusedError, match=r"ResourceGroupNotFound.*'rg'"):
        azure.create(
            "azure-native:compute:Disk",
            resourceGroupName="rg",
            location="westeurope",
            creationData={"createOption": "Empty"},
            diskSizeGB=4,
        )


@pytest.mark.usefixtures("group")
def test_a_parent_has_to_exist(azure: Client) -> None:
    with pytest.raises(RefusedError, match=r"ParentResourceNotFound.*virtualNetworks/net"):
        azure.create(SUBNET, resourceGroupName="rg", virtualNetworkName="net", addressPrefix="10.0.0.0/24")


def test_what_is_referred_to_has_to_exist(azure: Client, network: Deployed) -> None:
    missing = f"{network.id}/subnets/none"
    with pytest.raises(RefusedError, match=f"InvalidResourceReference.*{missing}"):
        azure.create(INTERFACE, resourceGroupName="rg", ipConfigurations=[{"name": "one", "subnet": {"id": missing}}])


def test_a_reference_has_to_be_to_the_right_type(azure: Client, network: Deployed) -> None:
    with pytest.raises(RefusedError, match=r"is a Microsoft.Network/virtualNetworks and no"):
        azure.create(
            INTERFACE, resourceGroupName="rg", ipConfigurations=[{"name": "one", "subnet": {"id": network.id}}]
        )


def test_a_location_has_to_be_one_of_azures(azure: Client) -> None:
    with pytest.raises(RefusedError, match="LocationNotAvailableForResourceType"):
        azure.create("azure-native:resources:ResourceGroup", location="westeuropa")


# Networks.


@pytest.mark.parametrize("prefix", ["127.0.0.0/8", "169.254.1.0/24", "168.63.129.16/32", "224.0.0.0/8"])
@pytest.mark.usefixtures("group")
def test_reserved_ranges_are_refused(azure: Client, prefix: str) -> None:
    with pytest.raises(RefusedError, match="reserves"):
        azure.create(
            "azure-native:network:VirtualNetwork", resourceGroupName="rg", addressSpace={"addressPrefixes": [prefix]}
        )


@pytest.mark.parametrize(
    ("prefix", "code"),
    [
        ("10.2.0.0/24", "NetcfgInvalidSubnet"),
        ("10.1.1.128/25", "NetcfgSubnetRangesOverlap"),
        ("10.1.2.0/30", "too small"),
    ],
)
@pytest.mark.usefixtures("subnet")
def test_a_subnet_has_a_place_of_its_own(azure: Client, prefix: str, code: str) -> None:
    with pytest.raises(RefusedError, match=code):
        azure.create(SUBNET, "two", resourceGroupName="rg", virtualNetworkName="net", addressPrefix=prefix)


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("10.1.2.10", "does not belong"),
        ("10.1.1.3", "is reserved"),
        ("10.1.1.255", "is reserved"),
        ("10.1.1.10", "already"),
    ],
)
def test_a_fixed_address_is_free_and_in_its_subnet(azure: Client, subnet: Deployed, address: str, says: str) -> None:
    interface(azure, subnet, "other", privateIPAllocationMethod="Static", privateIPAddress="10.1.1.10")
    with pytest.raises(RefusedError, match=says):
        interface(azure, subnet, privateIPAllocationMethod="Static", privateIPAddress=address)


def test_a_chosen_address_is_the_first_free_one_and_stays(azure: Client, subnet: Deployed) -> None:
    first, second = interface(azure, subnet, "first"), interface(azure, subnet, "second")
    assert [nic["ipConfigurations"][0]["privateIPAddress"] for nic in (first, second)] == ["10.1.1.4", "10.1.1.5"]
    first.delete()
    second.update(tags={"a": "b"})
    assert second["ipConfigurations"][0]["privateIPAddress"] == "10.1.1.5"


@pytest.mark.usefixtures("network")
def test_two_changes_of_one_network_at_once_conflict(azure: Client, state: StateFolder) -> None:
    clear_faults(state.azure)
    start = threading.Barrier(2)

    def create(name: str, prefix: str) -> str:
        start.wait()
        try:
            azure.create(SUBNET, name, resourceGroupName="rg", virtualNetworkName="net", addressPrefix=prefix)
        except RefusedError as error:
            return str(error)
        return ""

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(create, ("one", "two"), ("10.1.1.0/24", "10.1.2.0/24")))
    assert sorted("AnotherOperationInProgress" in answer for answer in answers) == [False, True]
    create_again = azure.create(
        SUBNET, "three", resourceGroupName="rg", virtualNetworkName="net", addressPrefix="10.1.3.0/24"
    )
    assert create_again["provisioningState"] == "Succeeded"


@pytest.mark.usefixtures("group")
def test_subnets_within_a_network_are_there(azure: Client) -> None:
    network = azure.create(
        "azure-native:network:VirtualNetwork",
        resourceGroupName="rg",
        virtualNetworkName="net",
        addressSpace={"addressPrefixes": ["10.1.0.0/16"]},
        subnets=[{"name": "one", "addressPrefix": "10.1.1.0/24"}],
    )
    inner = Deployed(azure, "", network["subnets"][0]["id"], {}, {})
    nic = interface(azure, inner)
    with pytest.raises(RefusedError, match="InUseSubnetCannotBeDeleted"):
        network.update(subnets=[])
    nic.delete()
    network.update(subnets=[])
    with pytest.raises(RefusedError, match="InvalidResourceReference"):
        interface(azure, inner)


# The order of deletions.


@pytest.mark.usefixtures("azure")
def test_a_group_that_is_not_empty_stays(group: Deployed, network: Deployed) -> None:
    with pytest.raises(RefusedError, match=r"ResourceGroupDeletionBlocked.*virtualNetworks/net"):
        group.delete()
    network.delete()
    group.delete()
    group.delete()
    assert group.read() is None


def test_a_subnet_in_use_stays(azure: Client, network: Deployed, subnet: Deployed) -> None:
    nic = interface(azure, subnet)
    for resource in (subnet, network):
        with pytest.raises(RefusedError, match="InUseSubnetCannotBeDeleted"):
            resource.delete()
    with pytest.raises(RefusedError, match="InUseSubnetCannotBeUpdated"):
        subnet.update(addressPrefix="10.1.9.0/24")
    nic.delete()
    subnet.delete()
    network.delete()


@pytest.mark.usefixtures("group")
def test_what_a_machine_uses_stays_as_long_as_it(azure: Client, subnet: Deployed) -> None:
    disk = azure.create(
        "azure-native:compute:Disk",
        resourceGroupName="rg",
        diskName="data",
        creationData={"createOption": "Empty"},
        diskSizeGB=64,
    )
    nic = interface(azure, subnet)
    storage = {
        "imageReference": {"publisher": "Canonical", "offer": "u", "sku": "server", "version": "latest"},
        "osDisk": {"createOption": "FromImage"},
        "dataDisks": [{"lun": 0, "createOption": "Attach", "managedDisk": {"id": disk.id}}],
    }
    vm = machine(azure, nic, storageProfile=storage)
    with pytest.raises(RefusedError, match="NicInUse"):
        nic.delete()
    with pytest.raises(RefusedError, match="is attached to VM"):
        disk.delete()
    with pytest.raises(RefusedError, match="NicInUse"):
        machine(azure, nic, "second")
    attached = disk.read()
    assert attached
    assert attached["diskState"] == "Attached"
    for resource in (vm, nic, disk):
        resource.delete()


def test_a_nat_gateway_and_its_address_stay_while_they_are_used(azure: Client, subnet: Deployed) -> None:
    address = azure.create(
        "azure-native:network:PublicIPAddress",
        resourceGroupName="rg",
        sku={"name": "Standard"},
        publicIPAllocationMethod="Static",
    )
    gateway = azure.create(
        "azure-native:network:NatGateway",
        resourceGroupName="rg",
        sku={"name": "Standard"},
        publicIpAddresses=[{"id": address.id}],
    )
    subnet.update(natGateway={"id": gateway.id})
    with pytest.raises(RefusedError, match="InUseNatGatewayCannotBeDeleted"):
        gateway.delete()
    with pytest.raises(RefusedError, match="PublicIPAddressCannotBeDeleted"):
        address.delete()
    subnet.update(natGateway=None)
    gateway.delete()
    address.delete()


def test_a_lock_forbids_what_it_says(azure: Client, group: Deployed, network: Deployed) -> None:
    lock = azure.create(
        "azure-native:authorization:ManagementLockByScope", scope=group.id, level="CanNotDelete", lockName="keep"
    )
    for resource in (network, group):
        with pytest.raises(RefusedError, match="ScopeLocked"):
            resource.delete()
    network.update(tags={"a": "b"})
    lock.update(level="ReadOnly")
    with pytest.raises(RefusedError, match="ScopeLocked"):
        network.update(tags={})
    lock.delete()
    network.delete()


# Machines.


@pytest.mark.parametrize(
    "change",
    [
        {"osProfile": {"computerName": "other", "adminUsername": "operator", "adminPassword": "Str0ng enough"}},
        {"osProfile": {"computerName": "vm", "adminUsername": "operator", "adminPassword": "An0ther one"}},
        {
            "osProfile": {
                "computerName": "vm",
                "adminUsername": "operator",
                "adminPassword": "Str0ng enough",
                "customData": "aGk=",
            }
        },
        {"zones": ["2"]},
        {
            "storageProfile": {
                "imageReference": {"publisher": "Canonical", "offer": "u", "sku": "other", "version": "latest"},
                "osDisk": {"createOption": "FromImage", "name": "vm-os"},
            }
        },
    ],
)
def test_what_a_machine_was_made_with_cannot_change(azure: Client, subnet: Deployed, change: dict[str, Any]) -> None:
    vm = machine(azure, interface(azure, subnet))
    with pytest.raises(RefusedError, match="is not allowed"):
        vm.update(**change)
    vm.update(hardwareProfile={"vmSize": "Standard_D8s_v5"})
    assert vm["hardwareProfile"]["vmSize"] == "Standard_D8s_v5"


@pytest.mark.usefixtures("group")
def test_a_machines_disk_outlives_it_unless_told_otherwise(azure: Client, subnet: Deployed) -> None:
    nic = interface(azure, subnet)
    machine(azure, nic).delete()
    with pytest.raises(RefusedError, match="Disk 'vm-os' already exists"):
        machine(azure, nic)
    tidy = {
        "imageReference": {"publisher": "Canonical", "offer": "u", "sku": "server", "version": "latest"},
        "osDisk": {"createOption": "FromImage", "name": "tidy-os", "deleteOption": "Delete"},
    }
    for _ in range(2):
        machine(azure, nic, "tidy", storageProfile=tidy).delete()


def test_secrets_of_a_machine_are_never_read(azure: Client, subnet: Deployed) -> None:
    profile = {
        "computerName": "vm",
        "adminUsername": "operator",
        "adminPassword": "Str0ng enough",
        "customData": "aGk=",
    }
    vm = machine(azure, interface(azure, subnet), osProfile=profile)
    read = vm.read()
    assert read
    assert plain(read.outputs["osProfile"]) == {"computerName": "vm", "adminUsername": "operator"}
    assert plain(read.inputs["osProfile"]) == profile


def test_what_a_machine_was_given_once_may_be_left_out_later(azure: Client, subnet: Deployed) -> None:
    profile = {"computerName": "vm", "adminUsername": "operator", "adminPassword": "Str0ng enough"}
    vm = machine(azure, interface(azure, subnet), osProfile={**profile, "customData": "aGk="})
    vm.update(osProfile=profile)
    with pytest.raises(RefusedError, match=r"'osProfile.customData' is not allowed"):
        vm.update(osProfile={**profile, "customData": "aG8="})
    vm.update(osProfile={**profile, "customData": "aGk="})


# Key vaults.


@pytest.mark.usefixtures("group")
def test_a_secrets_value_is_never_read(azure: Client) -> None:
    vault(azure)
    created = azure.create(
        SECRET, "password", resourceGroupName="rg", vaultName="a-vault", properties={"value": secret("hunter2")}
    )
    assert created["properties"]["secretUri"] == "https://a-vault.vault.azure.net/secrets/password"
    first = created["properties"]["secretUriWithVersion"]
    created.update(properties={"value": "hunter2", "contentType": "text/plain"})
    assert created["properties"]["secretUriWithVersion"] == first
    created.update(properties={"value": "hunter3"})
    assert created["properties"]["secretUriWithVersion"] != first
    read = created.read()
    assert read
    assert "hunter" not in str(plain(read.outputs["properties"]))
    assert plain(read.inputs["properties"]) == {"value": "hunter3"}


@pytest.mark.usefixtures("group")
def test_a_deleted_vault_keeps_its_name(azure: Client) -> None:
    vault(azure).delete()
    with pytest.raises(RefusedError, match="already exists in deleted state"):
        vault(azure)
    assert vault(azure, createMode="recover")["properties"]["vaultUri"] == "https://a-vault.vault.azure.net/"


@pytest.mark.usefixtures("group")
def test_a_deleted_secret_keeps_its_name(azure: Client) -> None:
    vault(azure)
    inputs: dict[str, Any] = {"resourceGroupName": "rg", "vaultName": "a-vault", "properties": {"value": "hunter2"}}
    azure.create(SECRET, "password", **inputs).delete()
    with pytest.raises(RefusedError, match="deleted but recoverable"):
        azure.create(SECRET, "password", **inputs)


@pytest.mark.usefixtures("group")
def test_names_of_vaults_are_unique_in_the_world(azure: Client) -> None:
    vault(azure)
    azure.create("azure-native:resources:ResourceGroup", "other", resourceGroupName="other", location="westeurope")
    with pytest.raises(RefusedError, match="VaultAlreadyExists"):
        azure.create(
            VAULT,
            resourceGroupName="other",
            vaultName="A-Vault",
            properties={"tenantId": ZERO, "sku": {"family": "A", "name": "standard"}, "enableRbacAuthorization": True},
        )


@pytest.mark.usefixtures("group")
def test_purge_protection_is_for_good(azure: Client) -> None:
    kept = vault(azure, enablePurgeProtection=True)
    properties = {name: value for name, value in kept.input("properties").items() if name != "enablePurgeProtection"}
    with pytest.raises(RefusedError, match="irreversible"):
        kept.update(properties=properties)


def test_a_network_rule_of_a_vault_needs_a_service_endpoint(azure: Client, subnet: Deployed) -> None:
    rules: dict[str, Any] = {"defaultAction": "Deny", "bypass": "None", "virtualNetworkRules": [{"id": subnet.id}]}
    with pytest.raises(RefusedError, match=r"no service endpoint for Microsoft.KeyVault"):
        vault(azure, networkAcls=rules)
    subnet.update(serviceEndpoints=[{"service": "Microsoft.KeyVault"}])
    vault(azure, networkAcls=rules)


# Roles.


def test_a_role_is_assigned_once(azure: Client, group: Deployed) -> None:
    identity = azure.create(
        "azure-native:managedidentity:UserAssignedIdentity", resourceGroupName="rg", resourceName="an-identity"
    )
    inputs: dict[str, Any] = {
        "scope": group.id,
        "principalId": identity["principalId"],
        "roleDefinitionId": SECRETS_USER,
    }
    azure.create("azure-native:authorization:RoleAssignment", "one", **inputs)
    with pytest.raises(RefusedError, match="RoleAssignmentExists"):
        azure.create("azure-native:authorization:RoleAssignment", "two", **inputs)


def test_a_principal_has_to_be_known_unless_its_type_is_said(azure: Client, group: Deployed) -> None:
    inputs: dict[str, Any] = {"scope": group.id, "principalId": str(uuid.uuid4()), "roleDefinitionId": SECRETS_USER}
    with pytest.raises(RefusedError, match="PrincipalNotFound"):
        azure.create("azure-native:authorization:RoleAssignment", **inputs)
    azure.create("azure-native:authorization:RoleAssignment", principalType="ServicePrincipal", **inputs)


# Private endpoints and storage.


def test_a_private_endpoint_has_an_address_and_the_names_of_its_service(azure: Client, subnet: Deployed) -> None:
    target = vault(azure)
    connection: dict[str, Any] = {"name": "c", "privateLinkServiceId": target.id, "groupIds": ["vault"]}
    endpoint = azure.create(
        "azure-native:network:PrivateEndpoint",
        resourceGroupName="rg",
        subnet={"id": subnet.id},
        privateLinkServiceConnections=[connection],
    )
    assert endpoint["customDnsConfigs"] == [{"fqdn": "a-vault.vault.azure.net", "ipAddresses": ["10.1.1.4"]}]
    with pytest.raises(RefusedError, match="has vault"):
        endpoint.update(privateLinkServiceConnections=[{**connection, "groupIds": ["blob"]}])


@pytest.mark.usefixtures("group")
def test_a_container_is_public_only_where_its_account_allows_it(azure: Client) -> None:
    azure.create(
        "azure-native:storage:StorageAccount",
        resourceGroupName="rg",
        accountName="anaccount",
        kind="StorageV2",
        sku={"name": "Standard_LRS"},
    )
    with pytest.raises(RefusedError, match="PublicAccessNotPermitted"):
        azure.create(
            "azure-native:storage:BlobContainer",
            "one",
            resourceGroupName="rg",
            accountName="anaccount",
            publicAccess="Blob",
        )
    container = azure.create(
        "azure-native:storage:BlobContainer", "one", resourceGroupName="rg", accountName="anaccount"
    )
    assert container.id.endswith("/storageAccounts/anaccount/blobServices/default/containers/one")


def account(azure: Client, name: str = "anaccount", **inputs: Any) -> Deployed:
    return azure.create(
        "azure-native:storage:StorageAccount",
        name,
        resourceGroupName="rg",
        accountName=name,
        kind="StorageV2",
        sku={"name": "Standard_LRS"},
        **inputs,
    )


@pytest.mark.usefixtures("group")
def test_a_container_is_immutable_from_the_start_and_with_versions_only(azure: Client) -> None:
    account(azure)
    of_account = {"resourceGroupName": "rg", "accountName": "anaccount"}
    immutable = {"immutableStorageWithVersioning": {"enabled": True}}
    with pytest.raises(RefusedError, match="versioning is not enabled"):
        azure.create("azure-native:storage:BlobContainer", "early", **of_account, **immutable)
    service = azure.create(
        "azure-native:storage:BlobServiceProperties",
        **of_account,
        blobServicesName="default",
        isVersioningEnabled=True,
    )
    late = azure.create("azure-native:storage:BlobContainer", "late", **of_account)
    with pytest.raises(RefusedError, match="not allowed"):
        late.update(**immutable)
    azure.create("azure-native:storage:BlobContainer", "two", **of_account, **immutable)
    with pytest.raises(RefusedError, match="Versioning cannot be disabled"):
        service.update(isVersioningEnabled=False)
    with pytest.raises(RefusedError, match="still has"):
        service.delete()


@pytest.mark.usefixtures("group")
def test_an_account_hands_out_its_keys_where_they_are_of_use(azure: Client) -> None:
    account(azure)
    of_account = {"resourceGroupName": "rg", "accountName": "anaccount"}
    keys: Any = azure.invoke("azure-native:storage:listStorageAccountKeys", **of_account)["keys"]
    assert [key["keyName"] for key in keys] == ["key1", "key2"]
    assert len({key["value"] for key in keys}) == 2
    account(azure, "keyless", allowSharedKeyAccess=False)
    with pytest.raises(RefusedError, match="Key based access is off"):
        azure.invoke("azure-native:storage:listStorageAccountKeys", resourceGroupName="rg", accountName="keyless")


# Routes, Bastion and flow logs.


@pytest.mark.usefixtures("group")
def test_a_route_to_an_appliance_names_it(azure: Client) -> None:
    route = {"name": "default", "addressPrefix": "0.0.0.0/0", "nextHopType": "VirtualAppliance"}
    with pytest.raises(RefusedError, match="leads to an appliance"):
        azure.create("azure-native:network:RouteTable", resourceGroupName="rg", routes=[route])
    azure.create(
        "azure-native:network:RouteTable", resourceGroupName="rg", routes=[{**route, "nextHopIpAddress": "10.0.0.4"}]
    )


def test_bastion_needs_its_subnet_and_its_rules(azure: Client, network: Deployed, subnet: Deployed) -> None:
    address = azure.create(
        "azure-native:network:PublicIPAddress",
        resourceGroupName="rg",
        sku={"name": "Standard"},
        publicIPAllocationMethod="Static",
    )

    def bastion(place: Deployed, **inputs: Any) -> Deployed:
        configuration = {"name": "one", "subnet": {"id": place.id}, "publicIPAddress": {"id": address.id}}
        return azure.create(
            "azure-native:network:BastionHost",
            resourceGroupName="rg",
            bastionHostName="bastion",
            ipConfigurations=[configuration],
            **{"sku": {"name": "Standard"}, **inputs},
        )

    with pytest.raises(RefusedError, match="with name 'AzureBastionSubnet'"):
        bastion(subnet)
    group = azure.create(
        "azure-native:network:NetworkSecurityGroup", resourceGroupName="rg", networkSecurityGroupName="nsg"
    )
    own: dict[str, Any] = {
        "resourceGroupName": "rg",
        "virtualNetworkName": network["name"],
        "subnetName": "AzureBastionSubnet",
        "addressPrefix": "10.1.200.0/26",
    }
    place = azure.create("azure-native:network:Subnet", "bastion", **own, networkSecurityGroup={"id": group.id})
    with pytest.raises(RefusedError, match="NetworkSecurityGroupNotCompliantForAzureBastionSubnet"):
        bastion(place)
    place.update(networkSecurityGroup=None)
    with pytest.raises(RefusedError, match="'enableTunneling' needs the SKU"):
        bastion(place, sku={"name": "Basic"}, enableTunneling=True)
    bastion(place, enableTunneling=True)
    with pytest.raises(RefusedError, match="in use by"):
        place.delete()


def test_a_public_address_has_one_holder(azure: Client, network: Deployed) -> None:
    address = public_address(azure)
    azure.create(
        "azure-native:network:NatGateway",
        resourceGroupName="rg",
        sku={"name": "Standard"},
        publicIpAddresses=[{"id": address.id}],
    )
    place = gateway_subnet(azure, network, subnetName="AzureBastionSubnet", addressPrefix="10.1.200.0/26")
    with pytest.raises(RefusedError, match="PublicIPAddressInUse"):
        azure.create(
            "azure-native:network:BastionHost",
            resourceGroupName="rg",
            sku={"name": "Standard"},
            ipConfigurations=[{"name": "one", "subnet": {"id": place.id}, "publicIPAddress": {"id": address.id}}],
        )
    with pytest.raises(RefusedError, match="PublicIPAddressInUse"):
        gateway(azure, gateway_subnet(azure, network), address, sku={"name": "VpnGw1", "tier": "VpnGw1"})


@pytest.mark.usefixtures("group")
def test_one_rule_admits_no_range_twice(azure: Client) -> None:
    rule = {
        "name": "a",
        "priority": 100,
        "access": "Allow",
        "direction": "Inbound",
        "protocol": "Tcp",
        "sourcePortRange": "*",
        "destinationPortRange": "443",
        "destinationAddressPrefix": "*",
        "sourceAddressPrefixes": ["10.0.0.0/8", "10.1.0.0/16"],
    }
    with pytest.raises(RefusedError, match="OverlappingSubnetsNotPermittedInSecurityRule"):
        azure.create("azure-native:network:NetworkSecurityGroup", resourceGroupName="rg", securityRules=[rule])


# VPN gateways.

CLIENTS: dict[str, Any] = {
    "vpnClientProtocols": ["OpenVPN"],
    "vpnAuthenticationTypes": ["Certificate"],
    "vpnClientAddressPool": {"addressPrefixes": ["172.16.201.0/24"]},
    "vpnClientRootCertificates": [{"name": "root", "publicCertData": ROOT}],
}
SIGN_IN: dict[str, Any] = {
    "vpnAuthenticationTypes": ["AAD"],
    "vpnClientRootCertificates": None,
    "aadTenant": f"https://login.microsoftonline.com/{ZERO}",
    "aadAudience": ZERO,
    "aadIssuer": f"https://sts.windows.net/{ZERO}/",
}


def public_address(azure: Client, name: str = "address", *zones: str) -> Deployed:
    return azure.create(
        "azure-native:network:PublicIPAddress",
        name,
        resourceGroupName="rg",
        publicIpAddressName=name,
        sku={"name": "Standard"},
        publicIPAllocationMethod="Static",
        **({"zones": list(zones)} if zones else {}),
    )


def gateway_subnet(azure: Client, network: Deployed, **changes: Any) -> Deployed:
    inputs: dict[str, Any] = {
        "resourceGroupName": "rg",
        "virtualNetworkName": network["name"],
        "subnetName": "GatewaySubnet",
        "addressPrefix": "10.1.201.0/27",
    }
    inputs |= changes
    return azure.create(SUBNET, inputs["subnetName"], **inputs)


def gateway(azure: Client, place: Deployed, address: Deployed, name: str = "vpn", **changes: Any) -> Deployed:
    inputs: dict[str, Any] = {
        "resourceGroupName": "rg",
        "virtualNetworkGatewayName": name,
        "gatewayType": "Vpn",
        "vpnType": "RouteBased",
        "vpnGatewayGeneration": "Generation1",
        "sku": {"name": "VpnGw1AZ", "tier": "VpnGw1AZ"},
        "ipConfigurations": [{"name": "one", "subnet": {"id": place.id}, "publicIPAddress": {"id": address.id}}],
        "vpnClientConfiguration": CLIENTS,
    }
    return azure.create("azure-native:network:VirtualNetworkGateway", name, **inputs | changes)


def test_a_gateway_lives_in_its_subnet_and_holds_it(azure: Client, network: Deployed) -> None:
    address = public_address(azure, "address", "1", "2", "3")
    place = gateway_subnet(azure, network)
    made = gateway(azure, place, address)
    assert made.id.endswith("/providers/Microsoft.Network/virtualNetworkGateways/vpn")
    for held in (place, address):
        with pytest.raises(RefusedError, match=r"in use by|still allocated"):
            held.delete()
    with pytest.raises(RefusedError, match="InUseSubnetCannotBeUpdated"):
        place.update(addressPrefix="10.1.202.0/27")
    made = made.update(sku={"name": "VpnGw2AZ", "tier": "VpnGw2AZ"})
    revoked = [{"name": "lost", "thumbprint": "0123456789ABCDEF0123456789ABCDEF01234567"}]
    made.update(vpnClientConfiguration={**CLIENTS, "vpnClientRevokedCertificates": revoked})
    for change, code in (
        ({"sku": {"name": "VpnGw2", "tier": "VpnGw2"}}, "GatewaySkuChangeNotAllowed"),
        ({"vpnGatewayGeneration": "Generation2"}, "VpnGatewayGenerationCannotBeChanged"),
        ({"vpnType": "PolicyBased"}, "VpnTypeCannotBeChanged|vpnType"),
    ):
        with pytest.raises(RefusedError, match=code):
            made.update(**change)
    with pytest.raises(RefusedError, match="VnetAlreadyHasVpnGateway"):
        gateway(azure, place, public_address(azure, "other", "1"), "second")
    made.delete()
    place.delete()
    address.delete()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"subnetName": "gateways"}, "with name 'GatewaySubnet'"),
        ({"addressPrefix": "10.1.201.0/28"}, "GatewaySubnetTooSmall"),
    ],
)
def test_a_gateway_refuses_another_subnet(azure: Client, network: Deployed, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(RefusedError, match=code):
        gateway(azure, gateway_subnet(azure, network, **changes), public_address(azure, "address", "1"))


def test_the_subnet_of_gateways_is_bare(azure: Client, network: Deployed) -> None:
    group = azure.create("azure-native:network:NetworkSecurityGroup", resourceGroupName="rg")
    with pytest.raises(RefusedError, match="cannot have a network security group"):
        gateway_subnet(azure, network, networkSecurityGroup={"id": group.id})
    route = {"name": "default", "addressPrefix": "0.0.0.0/0", "nextHopType": "Internet"}
    table = azure.create("azure-native:network:RouteTable", resourceGroupName="rg", routes=[route])
    place = gateway_subnet(azure, network, routeTable={"id": table.id})
    with pytest.raises(RefusedError, match=r"cannot have a route to 0\.0\.0\.0/0"):
        gateway(azure, place, public_address(azure, "address", "1"))
    place = place.update(routeTable=None)
    gateway(azure, place, public_address(azure, "other", "1"))
    with pytest.raises(RefusedError, match="cannot have a network security group"):
        place.update(networkSecurityGroup={"id": group.id})


@pytest.mark.parametrize(
    ("sku", "zones", "code"),
    [
        ("VpnGw1AZ", (), "VmssVpnGatewayPublicIpsMustHaveZonesConfigured"),
        ("VpnGw1", ("1", "2", "3"), "RegionalVmssVpnGatewayPublicIpsMustNotHaveZonesConfigured"),
    ],
)
def test_zones_of_a_gateway_are_those_of_its_address(
    azure: Client, network: Deployed, sku: str, zones: tuple[str, ...], code: str
) -> None:
    address = public_address(azure, "address", *zones)
    with pytest.raises(RefusedError, match=code):
        gateway(azure, gateway_subnet(azure, network), address, sku={"name": sku, "tier": sku})


@pytest.mark.parametrize(
    ("clients", "says"),
    [
        ({"vpnClientAddressPool": {"addressPrefixes": ["10.1.240.0/24"]}}, "overlaps with the virtual network's"),
        ({"vpnClientAddressPool": {"addressPrefixes": ["172.16.201.0/30"]}}, "must be /29 or larger"),
        ({"vpnClientAddressPool": {"addressPrefixes": ["10.9.0.0/16", "10.9.1.0/24"]}}, "overlaps another one"),
        ({"vpnClientAddressPool": None}, "need a pool"),
        ({"vpnClientProtocols": []}, "need a protocol"),
        ({"vpnClientProtocols": ["WireGuard"]}, "must be one of"),
        ({"vpnAuthenticationTypes": []}, "who they are"),
        ({"vpnClientRootCertificates": []}, "come together"),
        ({"vpnClientRootCertificates": [{"name": "root", "publicCertData": "x"}]}, "RootCertificateDataInvalid"),
        ({"vpnClientRootCertificates": CLIENTS["vpnClientRootCertificates"] * 2}, "a name of its own"),
        ({"vpnClientRevokedCertificates": [{"name": "a", "thumbprint": "01"}]}, "SHA-1"),
        ({**SIGN_IN, "aadIssuer": f"https://sts.windows.net/{ZERO}"}, "end with a slash"),
        ({**SIGN_IN, "aadAudience": None}, "'aadAudience' come together"),
        ({**SIGN_IN, "vpnClientProtocols": ["OpenVPN", "IkeV2"]}, "no other protocol"),
    ],
)
def test_what_clients_need_is_demanded(azure: Client, network: Deployed, clients: dict[str, Any], says: str) -> None:
    place, address = gateway_subnet(azure, network), public_address(azure, "address", "1")
    with pytest.raises(RefusedError, match=says):
        gateway(azure, place, address, vpnClientConfiguration={**CLIENTS, **clients})
    gateway(azure, place, address, vpnClientConfiguration={**CLIENTS, **SIGN_IN})


@pytest.mark.parametrize(
    ("inputs", "says"),
    [
        ({"sku": {"name": "VpnGw4AZ", "tier": "VpnGw4AZ"}}, "is not of 'Generation1'"),
        ({"sku": {"name": "VpnGw1AZ", "tier": "VpnGw2AZ"}}, "sku.tier"),
        ({"sku": {"name": "Basic", "tier": "Basic"}}, "no protocol but 'SSTP'"),
        ({"vpnType": "PolicyBased"}, "has to be 'RouteBased'"),
        ({"gatewayType": "ExpressRoute"}, "of the type 'Vpn' only"),
        ({"activeActive": True}, "needs 2"),
    ],
)
def test_a_gateway_of_contradictions_is_refused(
    azure: Client, network: Deployed, inputs: dict[str, Any], says: str
) -> None:
    with pytest.raises(RefusedError, match=says):
        gateway(azure, gateway_subnet(azure, network), public_address(azure, "address", "1"), **inputs)


def test_flows_are_logged_of_networks_and_no_longer_of_security_groups(azure: Client, network: Deployed) -> None:
    azure.create("azure-native:network:NetworkWatcher", resourceGroupName="rg", networkWatcherName="watcher")
    group = azure.create("azure-native:network:NetworkSecurityGroup", resourceGroupName="rg")
    of_watcher: dict[str, Any] = {
        "resourceGroupName": "rg",
        "networkWatcherName": "watcher",
        "storageId": account(azure).id,
    }
    with pytest.raises(RefusedError, match="for network security groups has ended"):
        azure.create("azure-native:network:FlowLog", "old", **of_watcher, targetResourceId=group.id)
    log = azure.create("azure-native:network:FlowLog", "new", **of_watcher, targetResourceId=network.id)
    assert log.id.endswith("/networkWatchers/watcher/flowLogs/new")


# Functions.


def test_functions_answer(azure: Client, network: Deployed) -> None:
    assert azure.invoke("azure-native:authorization:getClientConfig")["subscriptionId"] == ZERO
    suffix = azure.invoke("azure-native:dbforpostgresql:getPrivateDnsZoneSuffix")
    assert suffix == {"value": "postgres.database.azure.com"}
    group = azure.invoke("azure-native:resources:getResourceGroup", resourceGroupName="rg")
    assert (group["name"], group["location"]) == ("rg", "westeurope")
    found = azure.invoke("azure-native:network:getVirtualNetwork", resourceGroupName="rg", virtualNetworkName="net")
    assert found["id"] == network.id
    with pytest.raises(RefusedError, match="ResourceNotFound"):
        azure.invoke("azure-native:resources:getResourceGroup", resourceGroupName="other")
    with pytest.raises(RefusedError, match="no stand-in for the function"):
        azure.invoke("azure-native:network:listSomething")


# Secrets and faults.


@pytest.mark.usefixtures("group")
def test_what_comes_in_secret_goes_out_secret(azure: Client) -> None:
    network = azure.create(
        "azure-native:network:VirtualNetwork",
        resourceGroupName="rg",
        addressSpace={"addressPrefixes": [secret("10.1.0.0/16")]},
        tags=secret({"owner": "somebody"}),
    )
    assert isinstance(network.outputs["tags"], Secret)
    assert isinstance(network.outputs["addressSpace"]["addressPrefixes"][0], Secret)  # type: ignore[index, call-overload]


@pytest.mark.usefixtures("group")
def test_no_file_holds_a_secret_in_clear_text(azure: Client, state: StateFolder) -> None:
    vault(azure)
    azure.create(SECRET, "canary", resourceGroupName="rg", vaultName="a-vault", properties={"value": "canary-4711"})
    files = [path for path in state.root.rglob("*") if path.is_file()]
    assert files
    assert [path for path in files if b"canary-4711" in path.read_bytes()] == []
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    assert {path.stat().st_mode & 0o777 for path in state.root.rglob("*") if path.is_dir()} == {0o700}


@pytest.mark.usefixtures("group")
def test_the_nth_operation_fails_on_request(azure: Client, state: StateFolder) -> None:
    write_faults(state.azure, [Fault(action="fail", operation="create", type="*:Disk", nth=2, message="no luck")])

    def create(name: str) -> Deployed:
        return azure.create(
            "azure-native:compute:Disk",
            name,
            resourceGroupName="rg",
            diskName=name,
            creationData={"createOption": "Empty"},
            diskSizeGB=4,
        )

    create("one")
    with pytest.raises(RefusedError, match="no luck"):
        create("two")
    create("three")


@pytest.mark.usefixtures("group")
def test_a_time_out_leaves_nothing(azure: Client, state: StateFolder) -> None:
    write_faults(state.azure, [Fault(action="time-out", operation="create", type="*:Disk")])
    inputs: dict[str, Any] = {
        "resourceGroupName": "rg",
        "diskName": "d",
        "creationData": {"createOption": "Empty"},
        "diskSizeGB": 4,
    }
    with pytest.raises(RefusedError, match="context deadline exceeded"):
        azure.create_within(0.1, "azure-native:compute:Disk", "d", inputs)
    clear_faults(state.azure)
    azure.create("azure-native:compute:Disk", **inputs)


def test_a_function_fails_on_request(azure: Client, state: StateFolder) -> None:
    write_faults(
        state.azure, [Fault(action="fail", type="*:getClientConfig", operation="call", nth=1, message="no luck")]
    )
    with pytest.raises(RefusedError, match="no luck"):
        azure.invoke("azure-native:authorization:getClientConfig")
    azure.invoke("azure-native:authorization:getClientConfig")
