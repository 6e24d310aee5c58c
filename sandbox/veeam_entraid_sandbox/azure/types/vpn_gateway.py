"""Microsoft.Network: virtual network gateways, as far as they are VPN gateways."""

import base64
import re
from collections.abc import Iterator
from typing import Final

from cryptography import x509

from veeam_entraid_protocol.properties import Properties, at, dict_at, found, list_at, show, text_at
from veeam_entraid_protocol.provider import CheckFailure
from veeam_entraid_sandbox.azure._arm import ArmError, key_of, parent_id
from veeam_entraid_sandbox.azure._resource_type import Fixed, Resource, ResourceType, Subject, View
from veeam_entraid_sandbox.azure.types._addresses import networks, overlapping
from veeam_entraid_sandbox.azure.types._constraints import choice, network, text
from veeam_entraid_sandbox.azure.types._guids import guid_of
from veeam_entraid_sandbox.azure.types._occupancy import (
    demand_free_address,
    demand_same_region,
    prefixes_of,
    required,
)
from veeam_entraid_sandbox.azure.types._references import occupied_subnet, public_address

__all__ = ["TYPES"]

_GATEWAY: Final = "azure-native:network:VirtualNetworkGateway"
_SUBNET_NAME: Final = "GatewaySubnet"
_SMALLEST: Final = 27
_SMALLEST_OF_BASIC: Final = 29
_CLIENTS: Final = "vpnClientConfiguration"
_ENTRA_ID: Final = ("aadTenant", "aadAudience", "aadIssuer")
_FIRST_GENERATION: Final = ("Basic", "VpnGw1", "VpnGw2", "VpnGw3", "VpnGw1AZ", "VpnGw2AZ", "VpnGw3AZ")
_SECOND_GENERATION: Final = (*(f"VpnGw{size}" for size in range(2, 6)), *(f"VpnGw{size}AZ" for size in range(2, 6)))
_SKUS: Final = tuple(dict.fromkeys((*_FIRST_GENERATION, *_SECOND_GENERATION)))
_THUMBPRINT: Final = re.compile(r"[0-9A-Fa-f]{40}")
_NAME: Final = text(shortest=1, longest=80, pattern=r"[a-zA-Z0-9]([\w.-]*\w)?")


# What the request itself has to say.


def _is_a_vpn(inputs: Properties) -> Iterator[CheckFailure]:
    if text_at(inputs, "gatewayType") != "Vpn":
        yield CheckFailure("gatewayType", "the sandbox has gateways of the type 'Vpn' only")
    sku = text_at(inputs, "sku.name")
    if text_at(inputs, "sku.tier") != sku:
        yield CheckFailure("sku.tier", f"'sku.tier' has to be that of the SKU '{sku}'")
    allowed = {"Generation1": _FIRST_GENERATION, "Generation2": _SECOND_GENERATION}
    generation = text_at(inputs, "vpnGatewayGeneration")
    if generation and sku not in allowed.get(generation, ()):
        yield CheckFailure("vpnGatewayGeneration", f"the SKU '{sku}' is not of '{generation}'")
    wanted = 2 if at(inputs, "activeActive") is True else 1
    if len(list_at(inputs, "ipConfigurations")) != wanted:
        yield CheckFailure("ipConfigurations", f"this gateway needs {wanted} element(s) in 'ipConfigurations'")


def _clients_have_addresses(inputs: Properties) -> Iterator[CheckFailure]:
    if not dict_at(inputs, _CLIENTS):
        return
    path = f"{_CLIENTS}.vpnClientAddressPool.addressPrefixes"
    pools = networks(list_at(inputs, path))
    if not pools:
        yield CheckFailure(path, "clients need a pool of addresses")
    longest = 28 if at(inputs, "activeActive") is True else 29
    for index, pool in enumerate(pools):
        if pool.prefixlen > longest:
            yield CheckFailure(path, f"the pool {pool} must be /{longest} or larger")
        if overlapping(pool, pools[:index]):
            yield CheckFailure(path, f"the pool {pool} overlaps another one")


def _clients_have_a_protocol(inputs: Properties) -> Iterator[CheckFailure]:
    clients = dict_at(inputs, _CLIENTS)
    if not clients:
        return
    protocols = set(list_at(clients, "vpnClientProtocols"))
    if not protocols:
        yield CheckFailure(f"{_CLIENTS}.vpnClientProtocols", "clients need a protocol")
    if text_at(inputs, "vpnType") != "RouteBased":
        yield CheckFailure("vpnType", "a gateway for clients has to be 'RouteBased'")
    if text_at(inputs, "sku.name") == "Basic" and protocols - {"SSTP"}:
        yield CheckFailure(f"{_CLIENTS}.vpnClientProtocols", "the SKU 'Basic' has no protocol but 'SSTP'")


def _clients_prove_who_they_are(inputs: Properties) -> Iterator[CheckFailure]:
    clients = dict_at(inputs, _CLIENTS)
    if not clients:
        return
    ways = set(list_at(clients, "vpnAuthenticationTypes"))
    if not ways:
        yield CheckFailure(f"{_CLIENTS}.vpnAuthenticationTypes", "clients need a way to prove who they are")
    roots = list_at(clients, "vpnClientRootCertificates")
    if ("Certificate" in ways) != bool(roots):
        yield CheckFailure(f"{_CLIENTS}.vpnClientRootCertificates", "'Certificate' and root certificates come together")
    if "AAD" in ways and set(list_at(clients, "vpnClientProtocols")) != {"OpenVPN"}:
        yield CheckFailure(f"{_CLIENTS}.vpnClientProtocols", "'AAD' needs 'OpenVPN' and no other protocol")
    for name in _ENTRA_ID:
        if ("AAD" in ways) != bool(text_at(clients, name)):
            yield CheckFailure(f"{_CLIENTS}.{name}", f"'AAD' and '{name}' come together")
    if "AAD" in ways and not text_at(clients, "aadIssuer").endswith("/"):
        yield CheckFailure(f"{_CLIENTS}.aadIssuer", "'aadIssuer' has to end with a slash")


def _certificates_are_some(inputs: Properties) -> Iterator[CheckFailure]:
    names: set[str] = set()
    for path, root in found(inputs, f"{_CLIENTS}.vpnClientRootCertificates[]"):
        name = text_at(root, "name")
        if not name or name.lower() in names:
            yield CheckFailure(f"{show(path)}.name", f"'{show(path)}' needs a name of its own")
        names.add(name.lower())
        if not _is_certificate(text_at(root, "publicCertData")):
            yield CheckFailure(
                f"{show(path)}.publicCertData",
                f"VpnClientRootCertificateDataInvalid: Data for certificate {name} is invalid",
            )
    for path, revoked in found(inputs, f"{_CLIENTS}.vpnClientRevokedCertificates[]"):
        if not _THUMBPRINT.fullmatch(text_at(revoked, "thumbprint")):
            yield CheckFailure(f"{show(path)}.thumbprint", f"'{show(path)}' needs a SHA-1 thumbprint")


def _is_certificate(data: str) -> bool:
    try:
        x509.load_der_x509_certificate(base64.b64decode(data, validate=True))
    except ValueError:
        return False
    return True


# What there has to be in the subscription.


def _demand_place(subject: Subject, view: View) -> None:
    for configuration in list_at(subject.inputs, "ipConfigurations"):
        subnet = required(view, text_at(configuration, "subnet.id"))
        home = required(view, parent_id(subnet.id))
        demand_same_region(subject.id, text_at(subject.inputs, "location"), home)
        _demand_subnet(subject, subnet, view)
        _demand_only_one(subject, home, view)
        _demand_pool_apart(subject, home)


def _demand_subnet(subject: Subject, subnet: Resource, view: View) -> None:
    name = subnet.id.rpartition("/")[2]
    if name != _SUBNET_NAME:
        raise ArmError(
            400,
            "InvalidGatewaySubnetName",
            f"Gateway {subject.name} can only be deployed in a subnet with name '{_SUBNET_NAME}', not '{name}'.",
        )
    smallest = _SMALLEST_OF_BASIC if text_at(subject.inputs, "sku.name") == "Basic" else _SMALLEST
    if any(prefix.prefixlen > smallest for prefix in prefixes_of(subnet.inputs)):
        raise ArmError(
            400, "GatewaySubnetTooSmall", f"Subnet {subnet.id} of gateway {subject.name} must be /{smallest} or larger."
        )
    table = view.find(text_at(subnet.inputs, "routeTable.id"))
    routes = list_at(table.inputs, "routes") if table else []
    if any(text_at(route, "addressPrefix") == "0.0.0.0/0" for route in routes):
        raise ArmError(
            400,
            "GatewaySubnetDefaultRouteNotSupported",
            f"Subnet {subnet.id} of gateway {subject.name} cannot have a route to 0.0.0.0/0.",
        )


def _demand_only_one(subject: Subject, home: Resource, view: View) -> None:
    for other in view.all_of(_GATEWAY):
        places = {key_of(parent_id(str(id_))) for _, id_ in found(other.inputs, "ipConfigurations[].subnet.id")}
        if key_of(other.id) != key_of(subject.id) and key_of(home.id) in places:
            raise ArmError(
                400,
                "VnetAlreadyHasVpnGateway",
                f"Virtual network {home.id} has the gateway {other.id}; it can have one of the type 'Vpn'.",
            )


def _demand_pool_apart(subject: Subject, home: Resource) -> None:
    spaces = networks(list_at(home.inputs, "addressSpace.addressPrefixes"))
    for pool in networks(list_at(subject.inputs, f"{_CLIENTS}.vpnClientAddressPool.addressPrefixes")):
        space = overlapping(pool, spaces)
        if space:
            raise ArmError(
                400,
                "VpnClientAddressPoolOverlapsWithVnet",
                "The virtual network gateway's VPN client address pool overlaps with the virtual network's address "
                f"space. The overlapping address space prefixes are {pool} and {space}.",
            )


def _demand_public_address(subject: Subject, view: View) -> None:
    demand_free_address(subject, view, "ipConfigurations[].publicIPAddress.id")
    in_zones = text_at(subject.inputs, "sku.name").endswith("AZ")
    for _, id_ in found(subject.inputs, "ipConfigurations[].publicIPAddress.id"):
        has_zones = bool(list_at(required(view, str(id_)).inputs, "zones"))
        if in_zones and not has_zones:
            raise ArmError(
                400,
                "VmssVpnGatewayPublicIpsMustHaveZonesConfigured",
                "Standard Public IPs associated with VPN Gateways with AZ VPN skus must have zones configured.",
            )
        if has_zones and not in_zones:
            raise ArmError(
                400,
                "RegionalVmssVpnGatewayPublicIpsMustNotHaveZonesConfigured",
                "Standard Public IPs associated with VPN gateways with non-AZ VPN skus cannot have zones configured.",
            )


def _demand_resizable(subject: Subject, view: View) -> None:
    del view
    if not subject.previous:
        return
    before, after = text_at(subject.previous.inputs, "sku.name"), text_at(subject.inputs, "sku.name")
    if before != after and ("Basic" in {before, after} or before.endswith("AZ") != after.endswith("AZ")):
        raise ArmError(
            400, "GatewaySkuChangeNotAllowed", f"Gateway {subject.name} cannot be resized from {before} to {after}."
        )


TYPES: Final = (
    ResourceType(
        token=_GATEWAY,
        path="/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}"
        "/providers/Microsoft.Network/virtualNetworkGateways/{virtualNetworkGatewayName}",
        fixed=(
            Fixed("location", "InvalidResourceLocation"),
            Fixed("gatewayType", "GatewayTypeCannotBeChanged"),
            Fixed("vpnType", "VpnTypeCannotBeChanged"),
            Fixed("vpnGatewayGeneration", "VpnGatewayGenerationCannotBeChanged"),
            Fixed("ipConfigurations[].subnet.id", "GatewayIpConfigurationCannotBeModified"),
            Fixed("ipConfigurations[].publicIPAddress.id", "GatewayIpConfigurationCannotBeModified"),
        ),
        sensitive=(f"{_CLIENTS}.radiusServerSecret",),
        constraints={
            "virtualNetworkGatewayName": _NAME,
            "gatewayType": choice(("Vpn", "ExpressRoute", "LocalGateway")),
            "vpnType": choice(("RouteBased", "PolicyBased")),
            "vpnGatewayGeneration": choice(("None", "Generation1", "Generation2")),
            "sku.name": choice(_SKUS),
            "ipConfigurations[].name": _NAME,
            "ipConfigurations[].privateIPAllocationMethod": choice(("Dynamic",)),
            f"{_CLIENTS}.vpnClientProtocols[]": choice(("IkeV2", "SSTP", "OpenVPN")),
            f"{_CLIENTS}.vpnAuthenticationTypes[]": choice(("Certificate", "Radius", "AAD")),
            f"{_CLIENTS}.vpnClientAddressPool.addressPrefixes[]": network(),
        },
        rules=(
            _is_a_vpn,
            _clients_have_addresses,
            _clients_have_a_protocol,
            _clients_prove_who_they_are,
            _certificates_are_some,
        ),
        references=(
            occupied_subnet("ipConfigurations[].subnet.id"),
            public_address("ipConfigurations[].publicIPAddress.id"),
        ),
        defaults={"activeActive": False, "enableBgp": False, "vpnGatewayGeneration": "Generation1"},
        demands=(_demand_resizable, _demand_place, _demand_public_address),
        respond=lambda subject, _view: {"resourceGuid": guid_of(subject.id)},
    ),
)
