"""Microsoft.Network: virtual networks and what is in them."""

import hashlib
import ipaddress
import re
from collections.abc import Iterator, Sequence
from typing import Final

from veeam_entraid_protocol import UNKNOWN, Value
from veeam_entraid_protocol.properties import Properties, at, dict_at, found, list_at, merged, show, text_at
from veeam_entraid_protocol.provider import CheckFailure
from veeam_entraid_sandbox.azure._arm import ArmError, key_of, parent_id, parse_id
from veeam_entraid_sandbox.azure._resource_type import Fixed, Reference, Resource, ResourceType, Subject, View
from veeam_entraid_sandbox.azure.types._addresses import (
    FORBIDDEN_NETWORKS,
    first_free,
    inside,
    networks,
    overlapping,
    refusal_of_address,
)
from veeam_entraid_sandbox.azure.types._constraints import address, choice, network, number, text
from veeam_entraid_sandbox.azure.types._occupancy import (
    delegations_of,
    demand_free_address,
    demand_same_region,
    prefixes_of,
    required,
    subnet_occupants,
    taken_addresses,
)
from veeam_entraid_sandbox.azure.types._references import occupied_subnet, public_address

__all__ = ["INTERFACE", "NETWORK", "SUBNET", "TYPES"]

NETWORK: Final = "azure-native:network:VirtualNetwork"
SUBNET: Final = "azure-native:network:Subnet"
INTERFACE: Final = "azure-native:network:NetworkInterface"
_SECURITY_GROUP: Final = "azure-native:network:NetworkSecurityGroup"
_PUBLIC_ADDRESS: Final = "azure-native:network:PublicIPAddress"
_NAT_GATEWAY: Final = "azure-native:network:NatGateway"
_ENDPOINT: Final = "azure-native:network:PrivateEndpoint"

_GROUP: Final = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}"
_NAME: Final = text(
    shortest=1,
    longest=80,
    pattern=r"[a-zA-Z0-9]([\w.-]*\w)?",
    says="must begin with a letter or digit, end with one or '_', and hold nothing else but '_', '.' and '-'",
)
_ANOTHER_OPERATION: Final = (
    429,
    "AnotherOperationInProgress",
    (
        "Another operation on this or dependent resource is in progress: {by}, while {id} was asked for. Let one "
        "depend on the other."
    ),
)
# Azure takes seconds for each of these; long enough for two that are started together to meet.
_SECONDS_ON_A_NETWORK: Final = 0.2


# Virtual networks.


def _space_of(subject: Subject) -> None:
    spaces = networks(list_at(subject.inputs, "addressSpace.addressPrefixes"))
    if not spaces:
        raise ArmError(
            400,
            "InvalidRequestFormat",
            f"Virtual network {subject.name} has no address space: addressSpace.addressPrefixes is empty.",
        )
    for index, space in enumerate(spaces):
        if overlapping(space, FORBIDDEN_NETWORKS):
            raise ArmError(
                400,
                "NetcfgInvalidVirtualNetworkSite",
                f"Address prefix {space} of virtual network {subject.name} is in a range that Azure reserves "
                f"({', '.join(map(str, FORBIDDEN_NETWORKS))}).",
            )
        other = overlapping(space, spaces[:index])
        if other:
            raise ArmError(
                400,
                "VirtualNetworkAddressPrefixesOverlap",
                f"Address prefixes {other} and {space} of virtual network {subject.name} overlap.",
            )


def _demand_space(subject: Subject, view: View) -> None:
    _space_of(subject)
    spaces = networks(list_at(subject.inputs, "addressSpace.addressPrefixes"))
    for subnet in view.below(subject.id):
        for prefix in prefixes_of(subnet.inputs) if subnet.token == SUBNET else ():
            if not inside(prefix, spaces):
                raise ArmError(
                    400,
                    "InUsePrefixCannotBeDeleted",
                    f"Address space of {subject.id} cannot lose {prefix}: it is in use by subnet {subnet.id}.",
                )
    siblings: list[Properties] = []
    for subnet in list_at(subject.inputs, "subnets"):
        if isinstance(subnet, dict):
            _demand_room(text_at(subnet, "name"), subnet, subject.name, spaces, siblings)
            siblings.append(subnet)


def _inline_subnets(subject: Subject, outputs: Properties) -> Iterator[Resource]:
    del outputs
    group = subject.id.split("/")[4]
    for subnet in list_at(subject.inputs, "subnets"):
        if isinstance(subnet, dict):
            name = text_at(subnet, "name")
            inputs: Properties = {
                **subnet,
                "resourceGroupName": group,
                "virtualNetworkName": subject.name,
                "subnetName": name,
            }
            id_ = f"{subject.id}/subnets/{name}"
            yield Resource(id_, SUBNET, inputs, {**subnet, "id": id_, **_SUBNET_DEFAULTS}, implicit=True)


def _network_outputs(subject: Subject, view: View) -> Properties:
    del view
    subnets: list[Value] = [
        merged(dict(_SUBNET_DEFAULTS), {**subnet, "id": f"{subject.id}/subnets/{text_at(subnet, 'name')}"})
        for subnet in list_at(subject.inputs, "subnets")
        if isinstance(subnet, dict)
    ]
    return {"resourceGuid": _guid(subject.id), **({"subnets": subnets} if subnets else {})}


# Subnets.

_SUBNET_DEFAULTS: Final[Properties] = {
    "privateEndpointNetworkPolicies": "Disabled",
    "privateLinkServiceNetworkPolicies": "Enabled",
}
_SMALLEST_SUBNET: Final = 29
_SMALLEST_DELEGATED: Final = {"Microsoft.DBforPostgreSQL/flexibleServers": 28}


def _one_prefix(properties: Properties) -> Iterator[CheckFailure]:
    if properties.get("addressPrefix") is not None and properties.get("addressPrefixes") is not None:
        yield CheckFailure("addressPrefixes", "a subnet takes 'addressPrefix' or 'addressPrefixes', not both")


def _demand_subnet(subject: Subject, view: View) -> None:
    network_id = parent_id(subject.id)
    home = required(view, network_id)
    siblings = [
        subnet.inputs
        for subnet in view.below(network_id)
        if subnet.token == SUBNET and key_of(subnet.id) != key_of(subject.id)
    ]
    spaces = networks(list_at(home.inputs, "addressSpace.addressPrefixes"))
    _demand_room(subject.name, subject.inputs, home.outputs["name"], spaces, siblings)
    _demand_bare_gateway_subnet(subject)
    location = text_at(home.outputs, "location")
    for path in ("networkSecurityGroup.id", "natGateway.id", "routeTable.id"):
        referred = view.find(text_at(subject.inputs, path))
        if referred:
            demand_same_region(subject.id, location, referred)
    if subject.previous:
        _demand_nothing_loses_its_place(subject, subject.previous, view)


def _demand_room(
    name: str, subnet: Properties, network_name: Value, spaces: Sequence[object], siblings: Sequence[Properties]
) -> None:
    prefixes = prefixes_of(subnet)
    if not prefixes:
        raise ArmError(400, "NetcfgInvalidSubnet", f"Subnet '{name}' has no address prefix.")
    smallest = min([_SMALLEST_SUBNET, *(_SMALLEST_DELEGATED.get(d, 29) for d in delegations_of(subnet))])
    for prefix in prefixes:
        if not inside(prefix, networks(map(str, spaces))):
            raise ArmError(
                400,
                "NetcfgInvalidSubnet",
                f"Subnet '{name}' is not valid in virtual network '{network_name}': {prefix} is not within "
                f"{', '.join(map(str, spaces))}.",
            )
        if prefix.version == 4 and prefix.prefixlen > smallest:  # noqa: PLR2004
            raise ArmError(
                400, "NetcfgInvalidSubnet", f"Subnet '{name}' is too small: {prefix} must be /{smallest} or larger."
            )
        for sibling in siblings:
            if overlapping(prefix, prefixes_of(sibling)):
                raise ArmError(
                    400,
                    "NetcfgSubnetRangesOverlap",
                    f"Subnet '{name}' is not valid because its IP address range overlaps with that of an "
                    f"existing subnet in virtual network '{network_name}'.",
                )


def _demand_bare_gateway_subnet(subject: Subject) -> None:
    if subject.name != "GatewaySubnet":
        return
    for path, what in (("networkSecurityGroup.id", "network security group"), ("natGateway.id", "NAT gateway")):
        if text_at(subject.inputs, path):
            raise ArmError(
                400,
                "GatewaySubnetConfigurationNotSupported",
                f"Subnet {subject.id} is for gateways and cannot have a {what}.",
            )


def _demand_nothing_loses_its_place(subject: Subject, previous: Resource, view: View) -> None:
    occupants = subnet_occupants(subject.id, view)
    if not occupants:
        return
    if prefixes_of(subject.inputs) != prefixes_of(previous.inputs):
        raise ArmError(
            400,
            "InUseSubnetCannotBeUpdated",
            f"Subnet {subject.name} is in use by {occupants[0].id} and its address prefix cannot be changed.",
        )
    if delegations_of(subject.inputs) != delegations_of(previous.inputs):
        raise ArmError(
            400,
            "SubnetDelegationsCannotChange",
            f"Delegations of subnet {subject.id} cannot be changed while it is in use by {occupants[0].id}.",
        )


def _subnet_outputs(subject: Subject, view: View) -> Properties:
    occupants = subnet_occupants(subject.id, view)
    delegations: list[Value] = [
        {**delegation, "provisioningState": "Succeeded"}
        for delegation in list_at(subject.inputs, "delegations")
        if isinstance(delegation, dict)
    ]
    interfaces: list[Value] = [
        {"id": f"{occupant.id}/ipConfigurations/{text_at(configuration, 'name')}"}
        for occupant in occupants
        for configuration in list_at(occupant.inputs, "ipConfigurations")
    ]
    return {
        "delegations": delegations,
        "name": subject.name,
        **({"ipConfigurations": interfaces} if interfaces else {}),
    }


# Network security groups.

_SERVICE_TAGS: Final = frozenset(
    "ActionGroup ApiManagement ApplicationInsightsAvailability AppConfiguration AppService AppServiceManagement "
    "AutonomousDevelopmentPlatform AzureActiveDirectory AzureActiveDirectoryDomainServices "
    "AzureAdvancedThreatProtection AzureArcInfrastructure AzureAttestation AzureBackup AzureBotService AzureCloud "
    "AzureCognitiveSearch AzureConnectors AzureContainerAppsService AzureContainerRegistry AzureCosmosDB "
    "AzureDatabricks AzureDataExplorerManagement AzureDataLake AzureDeviceUpdate AzureDevOps AzureDevSpaces "
    "AzureDigitalTwins AzureEventGrid AzureFrontDoor.Frontend AzureFrontDoor.Backend AzureFrontDoor.FirstParty "
    "AzureHealthcareAPIs AzureInformationProtection AzureIoTHub AzureKeyVault AzureLoadBalancer AzureLoadTesting "
    "AzureMachineLearning AzureManagedGrafana AzureMonitor AzureOpenDatasets AzurePlatformDNS AzurePlatformIMDS "
    "AzurePlatformLKM AzureResourceManager AzureSentinel AzureSignalR AzureSiteRecovery AzureSphere AzureSpringCloud "
    "AzureStack AzureTrafficManager AzureUpdateDelivery AzureWebPubSub BatchNodeManagement ChaosStudio "
    "CognitiveServicesFrontend CognitiveServicesManagement DataFactory DataFactoryManagement "
    "Dynamics365ForMarketingEmail "
    "EOPExternalPublishedIPs EventHub GatewayManager GenevaActions GuestAndHybridManagement HDInsight Internet "
    "KustoAnalytics "
    "LogicApps LogicAppsManagement M365ManagementActivityApi MicrosoftAzureFluidRelay MicrosoftCloudAppSecurity "
    "MicrosoftContainerRegistry MicrosoftDefenderForEndpoint MicrosoftPurviewPolicyDistribution OneDsCollector "
    "PowerBI PowerPlatformInfra PowerPlatformPlex PowerQueryOnline Scuba SerialConsole ServiceBus ServiceFabric Sql "
    "SqlManagement Storage StorageSyncService StorageMover WindowsAdminCenter WindowsVirtualDesktop VirtualNetwork "
    "VideoIndexer".split()
)
_REGIONAL_TAG: Final = re.compile(r"(\w+)\.\w+")
_PORTS: Final = re.compile(r"(\d{1,5})(?:-(\d{1,5}))?")
_MOST_PORT: Final = 65535


def _ports(value: Value) -> str | None:
    if not isinstance(value, str) or value == "*":
        return None
    match = _PORTS.fullmatch(value)
    if match:
        first, last = int(match[1]), int(match[2] or match[1])
        if first <= last <= _MOST_PORT:
            return None
    return "must be a port, a range of ports such as 2500-3300, or *"


def _address_or_tag(value: Value) -> str | None:
    if not isinstance(value, str) or value == "*" or value in _SERVICE_TAGS:
        return None
    regional = _REGIONAL_TAG.fullmatch(value)
    if regional and regional[1] in _SERVICE_TAGS:
        return None
    try:
        ipaddress.ip_network(value)
    except ValueError:
        return "must be an address, a network in CIDR notation, a service tag or *"
    return None


def _either(properties: Properties) -> Iterator[CheckFailure]:
    for path, rule in found(properties, "securityRules[]"):
        for what in ("sourceAddressPrefix", "destinationAddressPrefix", "sourcePortRange", "destinationPortRange"):
            plural = f"{what}es" if what.endswith("x") else f"{what}s"
            applied = (
                "sourceApplicationSecurityGroups"
                if what.startswith("source")
                else "destinationApplicationSecurityGroups"
            )
            ways = [way for way in (what, plural) if at(rule, way)]
            if what.endswith("Prefix") and at(rule, applied):
                ways.append(applied)
            where = show(path)
            if len(ways) > 1:
                yield CheckFailure(f"{where}.{ways[1]}", f"'{where}' takes {' or '.join(ways)}, not both")
            elif not ways:
                yield CheckFailure(f"{where}.{what}", f"'{where}' needs '{what}' or '{plural}'")


def _distinct_rules(properties: Properties) -> Iterator[CheckFailure]:
    seen: dict[object, str] = {}
    for path, rule in found(properties, "securityRules[]"):
        priority, name = at(rule, "priority"), at(rule, "name")
        keys: list[tuple[str, Value, Value]] = [("name", name, "")]
        if priority is not UNKNOWN and priority is not None:
            keys.append(("priority", priority, at(rule, "direction")))
        for key in keys:
            if key[1] is None or key[1] is UNKNOWN:
                continue
            if key in seen:
                yield CheckFailure(
                    f"{show(path)}.{key[0]}",
                    f"'{show(path)}' has the {key[0]} of '{seen[key]}'"
                    + (": priorities are distinct in one direction" if key[0] == "priority" else ""),
                )
            seen.setdefault(key, show(path))


def _prefixes_apart(properties: Properties) -> Iterator[CheckFailure]:
    for pattern in ("securityRules[].sourceAddressPrefixes", "securityRules[].destinationAddressPrefixes"):
        for path, prefixes in found(properties, pattern):
            ranges = networks(list_at(prefixes, ""))
            for index, one in enumerate(ranges):
                other = overlapping(one, ranges[:index])
                if other:
                    yield CheckFailure(
                        show(path), f"OverlappingSubnetsNotPermittedInSecurityRule: {one} overlaps {other} in one rule"
                    )


_DEFAULT_RULES: Final = (
    ("AllowVnetInBound", 65000.0, "Inbound", "Allow", "VirtualNetwork", "VirtualNetwork"),
    ("AllowAzureLoadBalancerInBound", 65001.0, "Inbound", "Allow", "AzureLoadBalancer", "*"),
    ("DenyAllInBound", 65500.0, "Inbound", "Deny", "*", "*"),
    ("AllowVnetOutBound", 65000.0, "Outbound", "Allow", "VirtualNetwork", "VirtualNetwork"),
    ("AllowInternetOutBound", 65001.0, "Outbound", "Allow", "*", "Internet"),
    ("DenyAllOutBound", 65500.0, "Outbound", "Deny", "*", "*"),
)


def _default_rules(group: str) -> list[Value]:
    return [
        {
            "id": f"{group}/defaultSecurityRules/{name}",
            "name": name,
            "priority": priority,
            "direction": direction,
            "access": access,
            "protocol": "*",
            "sourceAddressPrefix": source,
            "sourcePortRange": "*",
            "destinationAddressPrefix": target,
            "destinationPortRange": "*",
            "provisioningState": "Succeeded",
        }
        for name, priority, direction, access, source, target in _DEFAULT_RULES
    ]


def _security_group_outputs(subject: Subject, view: View) -> Properties:
    del view
    rules: list[Value] = [
        {
            **rule,
            "id": f"{subject.id}/securityRules/{text_at(rule, 'name')}",
            "provisioningState": "Succeeded",
        }
        for rule in list_at(subject.inputs, "securityRules")
        if isinstance(rule, dict)
    ]
    return {
        "resourceGuid": _guid(subject.id),
        "securityRules": rules,
        "defaultSecurityRules": _default_rules(subject.id),
    }


# Public addresses and NAT gateways.


def _demand_standard(subject: Subject, view: View) -> None:
    del view
    if text_at(subject.inputs, "sku.name") not in {"Standard", "StandardV2"}:
        raise ArmError(
            400,
            "IPv4BasicSkuPublicIpCountLimitReached",
            f"Cannot create more than 0 IPv4 Basic SKU public IP addresses for this subscription in this region: "
            f"give {subject.name} the SKU 'Standard'.",
        )
    if text_at(subject.inputs, "publicIPAllocationMethod") != "Static":
        raise ArmError(
            400,
            "StandardSkuPublicIPAddressesMustBeStatic",
            f"Standard SKU publicIp {subject.id} must have AllocationMethod set to Static.",
        )


def _public_address(subject: Subject, view: View) -> Properties:
    del view
    # RFC 2544's range for benchmarks: routed nowhere.
    host = int.from_bytes(hashlib.sha256(key_of(subject.id).encode()).digest()[:2]) + 0x10000
    label = text_at(subject.inputs, "dnsSettings.domainNameLabel")
    location = text_at(subject.inputs, "location").replace(" ", "").lower()
    dns = dict_at(subject.inputs, "dnsSettings") | {"fqdn": f"{label}.{location}.cloudapp.azure.com"}
    return {
        "ipAddress": str(ipaddress.IPv4Address("198.18.0.0") + host),
        "resourceGuid": _guid(subject.id),
        **({"dnsSettings": dns} if label else {}),
    }


def _demand_outbound(subject: Subject, view: View) -> None:
    demand_free_address(subject, view, "publicIpAddresses[].id")


# Network interfaces.


def _one_primary(properties: Properties) -> Iterator[CheckFailure]:
    configurations = list_at(properties, "ipConfigurations")
    if properties.get("ipConfigurations") is not UNKNOWN and not configurations:
        yield CheckFailure("ipConfigurations", "a network interface needs at least one element in 'ipConfigurations'")
    if len(configurations) > 1 and sum(at(item, "primary") is True for item in configurations) != 1:
        yield CheckFailure("ipConfigurations", "of several IP configurations exactly one has 'primary' set")
    for index, configuration in enumerate(configurations):
        method = at(configuration, "privateIPAllocationMethod")
        where = f"ipConfigurations[{index}]"
        if method == "Static" and at(configuration, "privateIPAddress") is None:
            yield CheckFailure(f"{where}.privateIPAddress", f"'{where}' is static and needs 'privateIPAddress'")
        if at(configuration, "subnet.id") is None and at(configuration, "subnet") is not UNKNOWN:
            yield CheckFailure(f"{where}.subnet", f"'{where}' needs 'subnet.id'")


def _demand_place(subject: Subject, view: View) -> None:
    location = text_at(subject.inputs, "location")
    networks_used: set[str] = set()
    for index, configuration in enumerate(list_at(subject.inputs, "ipConfigurations")):
        subnet = required(view, text_at(configuration, "subnet.id"))
        home = required(view, parent_id(subnet.id))
        networks_used.add(key_of(home.id))
        demand_same_region(subject.id, location, home)
        if delegations_of(subnet.inputs):
            raise ArmError(
                400,
                "SubnetWithDelegationsCannotBeUsedByResource",
                f"Subnet {subnet.id} is delegated to {delegations_of(subnet.inputs)[0]} and cannot be used by "
                f"{subject.id}.",
            )
        wanted = text_at(configuration, "privateIPAddress")
        if wanted and at(configuration, "privateIPAllocationMethod") == "Static":
            reason = refusal_of_address(
                wanted, prefixes_of(subnet.inputs), taken_addresses(subnet.id, view, but=subject.id)
            )
            if reason:
                raise ArmError(
                    400,
                    "PrivateIPAddressInUse" if "allocated" in reason else "PrivateIPAddressNotInSubnet",
                    f"IP configuration ipConfigurations[{index}] of {subject.id}: private static IP address "
                    f"{wanted} {reason}.",
                )
    if len(networks_used) > 1:
        raise ArmError(400, "InvalidRequest", f"All IP configurations of {subject.id} must be in one virtual network.")
    group = view.find(text_at(subject.inputs, "networkSecurityGroup.id"))
    if group:
        demand_same_region(subject.id, location, group)


def _interface_outputs(subject: Subject, view: View) -> Properties:
    before = {
        text_at(item, "name"): item
        for item in (list_at(subject.previous.outputs, "ipConfigurations") if subject.previous else ())
    }
    configurations: list[Value] = []
    assigned: list[str] = []
    for index, item in enumerate(list_at(subject.inputs, "ipConfigurations")):
        subnet_id = text_at(item, "subnet.id")
        name = text_at(item, "name")
        taken = [*taken_addresses(subnet_id, view, but=subject.id), *assigned]
        private = _private_address(item, before.get(name), required(view, subnet_id), taken)
        assigned.append(private)
        configurations.append(
            merged(
                {
                    "privateIPAllocationMethod": "Dynamic",
                    "privateIPAddressVersion": "IPv4",
                    "primary": index == 0,
                    "provisioningState": "Succeeded",
                },
                {
                    **(item if isinstance(item, dict) else {}),
                    "id": f"{subject.id}/ipConfigurations/{name}",
                    "privateIPAddress": private,
                },
            )
        )
    digest = hashlib.sha256(key_of(subject.id).encode()).hexdigest()
    return {
        "ipConfigurations": configurations,
        "macAddress": f"00-0D-3A-{digest[:2]}-{digest[2:4]}-{digest[4:6]}".upper(),
        "primary": True,
        "resourceGuid": _guid(subject.id),
        "defaultOutboundConnectivityEnabled": False,
    }


def _private_address(item: Value, before: Value, subnet: Resource, taken: Sequence[str]) -> str:
    if at(item, "privateIPAllocationMethod") == "Static":
        return text_at(item, "privateIPAddress")
    if before is not None and key_of(text_at(before, "subnet.id")) == key_of(subnet.id):
        return text_at(before, "privateIPAddress")
    free = first_free(prefixes_of(subnet.inputs), taken)
    if free is None:
        raise ArmError(400, "SubnetIsFull", f"Subnet {subnet.id} does not have enough capacity for 1 IP address.")
    return free


# Private endpoints.

_GROUPS_OF: Final = {
    "microsoft.keyvault/vaults": {"vault": "privatelink.vaultcore.azure.net"},
    "microsoft.storage/storageaccounts": {
        kind: f"privatelink.{kind}.core.windows.net" for kind in ("blob", "file", "queue", "table", "dfs", "web")
    },
    "microsoft.dbforpostgresql/flexibleservers": {"postgresqlServer": "privatelink.postgres.database.azure.com"},
}


def _one_connection(properties: Properties) -> Iterator[CheckFailure]:
    if properties.get("subnet") is None:
        yield CheckFailure("subnet", "missing required property 'subnet'")
    ways = ("privateLinkServiceConnections", "manualPrivateLinkServiceConnections")
    given = [way for way in ways if properties.get(way)]
    if len(given) != 1:
        yield CheckFailure(ways[0], f"a private endpoint needs either '{ways[0]}' or '{ways[1]}'")


def _connections(inputs: Properties) -> list[Value]:
    return [
        *list_at(inputs, "privateLinkServiceConnections"),
        *list_at(inputs, "manualPrivateLinkServiceConnections"),
    ]


def _demand_groups(subject: Subject, view: View) -> None:
    demand_same_region(
        subject.id,
        text_at(subject.inputs, "location"),
        required(view, parent_id(text_at(subject.inputs, "subnet.id"))),
    )
    for connection in _connections(subject.inputs):
        service = parse_id(text_at(connection, "privateLinkServiceId"))
        known = _GROUPS_OF.get(service.type.lower()) if service else None
        given = [str(group) for group in list_at(connection, "groupIds")]
        if known is not None and (not given or not set(given) <= set(known)):
            raise ArmError(
                400,
                "CannotCreatePrivateEndpoint" if given else "PrivateLinkServiceGroupIdMissing",
                f"Private endpoint {subject.name} asks for the group ids {given}; {service.type if service else ''} "
                f"has {', '.join(known)}.",
            )


def _endpoint_outputs(subject: Subject, view: View) -> Properties:
    subnet = required(view, text_at(subject.inputs, "subnet.id"))
    if subject.previous and list_at(subject.previous.outputs, "customDnsConfigs"):
        private = str(list_at(list_at(subject.previous.outputs, "customDnsConfigs")[0], "ipAddresses")[0])
    else:
        fixed = [text_at(item, "privateIPAddress") for item in list_at(subject.inputs, "ipConfigurations")]
        taken = taken_addresses(subnet.id, view, but=subject.id)
        private = next(filter(None, fixed), None) or first_free(prefixes_of(subnet.inputs), taken) or ""
    configs: list[Value] = []
    for connection in _connections(subject.inputs):
        service = parse_id(text_at(connection, "privateLinkServiceId"))
        zones = _GROUPS_OF.get(service.type.lower(), {}) if service else {}
        for group in list_at(connection, "groupIds"):
            zone = zones.get(str(group), "")
            host = f"{service.name if service else ''}.{zone.removeprefix('privatelink.')}"
            configs.append({"fqdn": host.replace("vaultcore", "vault"), "ipAddresses": [private]})
    return {
        "customDnsConfigs": configs,
        "networkInterfaces": [{"id": f"{subject.id.rsplit('/', 2)[0]}/networkInterfaces/{subject.name}.nic"}],
    }


def _guid(seed: str) -> str:
    digest = hashlib.sha256(key_of(seed).encode()).hexdigest()
    return f"{digest[:8]}-{digest[8:12]}-4{digest[13:16]}-a{digest[17:20]}-{digest[20:32]}"


TYPES: Final = (
    ResourceType(
        token=NETWORK,
        path=f"{_GROUP}/providers/Microsoft.Network/virtualNetworks/{{virtualNetworkName}}",
        replaced_by=frozenset({"location"}),
        constraints={
            "virtualNetworkName": text(
                shortest=2, longest=64, pattern=r"[a-zA-Z0-9][\w.-]*\w", says="must begin with a letter or digit"
            ),
            "addressSpace.addressPrefixes[]": network(),
            "subnets[].addressPrefix": network(),
            "subnets[].name": _NAME,
            "dhcpOptions.dnsServers[]": address(),
            "flowTimeoutInMinutes": number(least=4, most=30),
        },
        defaults={"enableDdosProtection": False},
        references=(Reference("ddosProtectionPlan.id", "Microsoft.Network/ddosProtectionPlans"),),
        demands=(_demand_space,),
        respond=_network_outputs,
        implies=_inline_subnets,
        conflict=_ANOTHER_OPERATION,
        seconds=_SECONDS_ON_A_NETWORK,
    ),
    ResourceType(
        token=SUBNET,
        path=f"{_GROUP}/providers/Microsoft.Network/virtualNetworks/{{virtualNetworkName}}/subnets/{{subnetName}}",
        constraints={
            "subnetName": _NAME,
            "addressPrefix": network(),
            "addressPrefixes[]": network(),
            "delegations[].serviceName": text(pattern=r"Microsoft\.[\w.]+/[\w/]+", says="must be a service's type"),
            "privateEndpointNetworkPolicies": choice(
                ("Enabled", "Disabled", "NetworkSecurityGroupEnabled", "RouteTableEnabled")
            ),
        },
        rules=(_one_prefix,),
        references=(
            Reference(
                "networkSecurityGroup.id",
                "Microsoft.Network/networkSecurityGroups",
                blocks="Network security group {id} cannot be deleted because it is in use by the following "
                "resources: {by}.",
                code="InUseNetworkSecurityGroupCannotBeDeleted",
            ),
            Reference(
                "natGateway.id",
                "Microsoft.Network/natGateways",
                blocks="NAT gateway {id} is in use by {by} and cannot be deleted.",
                code="InUseNatGatewayCannotBeDeleted",
            ),
            Reference(
                "routeTable.id",
                "Microsoft.Network/routeTables",
                blocks="Route table {id} is in use and cannot be deleted: {by}.",
                code="InUseRouteTableCannotBeDeleted",
            ),
        ),
        defaults=_SUBNET_DEFAULTS,
        demands=(_demand_subnet,),
        respond=_subnet_outputs,
        conflict=_ANOTHER_OPERATION,
        seconds=_SECONDS_ON_A_NETWORK,
    ),
    ResourceType(
        token=_SECURITY_GROUP,
        path=f"{_GROUP}/providers/Microsoft.Network/networkSecurityGroups/{{networkSecurityGroupName}}",
        fixed=(Fixed("location", "InvalidResourceLocation"),),
        constraints={
            "networkSecurityGroupName": _NAME,
            "securityRules[].name": _NAME,
            "securityRules[].priority": number(least=100, most=4096),
            "securityRules[].access": choice(("Allow", "Deny")),
            "securityRules[].direction": choice(("Inbound", "Outbound")),
            "securityRules[].protocol": choice(("Tcp", "Udp", "Icmp", "Esp", "Ah", "*")),
            "securityRules[].description": text(longest=140),
            "securityRules[].sourcePortRange": _ports,
            "securityRules[].sourcePortRanges[]": _ports,
            "securityRules[].destinationPortRange": _ports,
            "securityRules[].destinationPortRanges[]": _ports,
            "securityRules[].sourceAddressPrefix": _address_or_tag,
            "securityRules[].sourceAddressPrefixes[]": _address_or_tag,
            "securityRules[].destinationAddressPrefix": _address_or_tag,
            "securityRules[].destinationAddressPrefixes[]": _address_or_tag,
        },
        rules=(_either, _distinct_rules, _prefixes_apart),
        respond=_security_group_outputs,
    ),
    ResourceType(
        token=_PUBLIC_ADDRESS,
        path=f"{_GROUP}/providers/Microsoft.Network/publicIPAddresses/{{publicIpAddressName}}",
        replaced_by=frozenset({"location", "publicIPAddressVersion", "publicIPPrefix", "sku"}),
        fixed=(Fixed("zones", "ResourceAvailabilityZonesCannotBeModified"),),
        constraints={
            "publicIpAddressName": _NAME,
            "publicIPAllocationMethod": choice(("Static", "Dynamic")),
            "idleTimeoutInMinutes": number(least=4, most=30),
            "dnsSettings.domainNameLabel": text(pattern=r"[a-z][a-z0-9-]{1,61}[a-z0-9]"),
        },
        defaults={"idleTimeoutInMinutes": 4.0, "publicIPAddressVersion": "IPv4"},
        demands=(_demand_standard,),
        respond=_public_address,
    ),
    ResourceType(
        token=_NAT_GATEWAY,
        path=f"{_GROUP}/providers/Microsoft.Network/natGateways/{{natGatewayName}}",
        fixed=(
            Fixed("location", "InvalidResourceLocation"),
            Fixed("zones", "ResourceAvailabilityZonesCannotBeModified"),
            Fixed("sku.name", "NatGatewaySkuCannotBeChanged"),
        ),
        constraints={
            "natGatewayName": _NAME,
            "idleTimeoutInMinutes": number(least=4, most=120),
            "sku.name": choice(("Standard", "StandardV2")),
        },
        references=(public_address("publicIpAddresses[].id"),),
        defaults={"idleTimeoutInMinutes": 4.0},
        demands=(_demand_outbound,),
        respond=lambda subject, _view: {"resourceGuid": _guid(subject.id)},
    ),
    ResourceType(
        token=INTERFACE,
        path=f"{_GROUP}/providers/Microsoft.Network/networkInterfaces/{{networkInterfaceName}}",
        fixed=(Fixed("location", "InvalidResourceLocation"),),
        constraints={
            "networkInterfaceName": _NAME,
            "ipConfigurations[].name": _NAME,
            "ipConfigurations[].privateIPAddress": address(),
            "ipConfigurations[].privateIPAllocationMethod": choice(("Static", "Dynamic")),
        },
        rules=(_one_primary,),
        references=(
            occupied_subnet("ipConfigurations[].subnet.id"),
            public_address("ipConfigurations[].publicIPAddress.id"),
            Reference(
                "networkSecurityGroup.id",
                "Microsoft.Network/networkSecurityGroups",
                blocks="Network security group {id} cannot be deleted because it is in use by the following "
                "resources: {by}.",
                code="InUseNetworkSecurityGroupCannotBeDeleted",
            ),
        ),
        defaults={"enableAcceleratedNetworking": False, "enableIPForwarding": False, "nicType": "Standard"},
        demands=(_demand_place,),
        respond=_interface_outputs,
    ),
    ResourceType(
        token=_ENDPOINT,
        path=f"{_GROUP}/providers/Microsoft.Network/privateEndpoints/{{privateEndpointName}}",
        replaced_by=frozenset({"subnet"}),
        fixed=(Fixed("location", "InvalidResourceLocation"),),
        constraints={"privateEndpointName": _NAME, "ipConfigurations[].privateIPAddress": address()},
        rules=(_one_connection,),
        references=(
            occupied_subnet("subnet.id"),
            Reference("privateLinkServiceConnections[].privateLinkServiceId"),
            Reference("manualPrivateLinkServiceConnections[].privateLinkServiceId"),
        ),
        demands=(_demand_groups,),
        respond=_endpoint_outputs,
    ),
)
