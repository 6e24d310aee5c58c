"""Microsoft.Network: private DNS zones, their links and their records."""

from collections.abc import Iterator

from veeam_entraid_protocol.properties import Properties, at, list_at, text_at
from veeam_entraid_protocol.provider import CheckFailure
from veeam_entraid_sandbox.azure._arm import ArmError, key_of, parent_id
from veeam_entraid_sandbox.azure._resource_type import Fixed, Reference, Resource, ResourceType, Subject, View
from veeam_entraid_sandbox.azure.types._constraints import address, choice, number, text
from veeam_entraid_sandbox.azure.types._occupancy import required

__all__ = ["LINK", "RECORD", "TYPES", "ZONE"]

ZONE = "azure-native:privatedns:PrivateZone"
LINK = "azure-native:privatedns:VirtualNetworkLink"
_ZONE_GROUP = "azure-native:network:PrivateDnsZoneGroup"
RECORD = "azure-native:privatedns:PrivateRecordSet"

_ZONE_PATH = (
    "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}"
    "/providers/Microsoft.Network/privateDnsZones/{privateZoneName}"
)
_RECORDS = {
    "A": "aRecords",
    "AAAA": "aaaaRecords",
    "CNAME": "cnameRecord",
    "MX": "mxRecords",
    "PTR": "ptrRecords",
    "SOA": "soaRecord",
    "SRV": "srvRecords",
    "TXT": "txtRecords",
}


def _global(properties: Properties) -> Iterator[CheckFailure]:
    location = properties.get("location")
    if isinstance(location, str) and location.lower() != "global":
        yield CheckFailure("location", "'location' of a private DNS zone and of its links must be 'global'")


def _records_of_type(properties: Properties) -> Iterator[CheckFailure]:
    wanted = _RECORDS.get(text_at(properties, "recordType").upper())
    if wanted is None:
        return
    for name in _RECORDS.values():
        if name != wanted and properties.get(name) is not None:
            yield CheckFailure(name, f"'{name}' does not belong to a record of type {properties['recordType']}")


def _demand_childless(zone: Resource, view: View) -> None:
    links = [below.id for below in view.below(zone.id) if below.token == LINK]
    if links:
        raise ArmError(
            409,
            "CannotDeleteResource",
            f"Cannot delete resource while nested resources exist. Some existing nested resource IDs "
            f"include: '{', '.join(links)}'. Please delete all nested resources before deleting this resource.",
        )


def _demand_one_zone_per_name(subject: Subject, view: View) -> None:
    # A virtual network resolves a name in one zone only.
    network = key_of(text_at(subject.inputs, "virtualNetwork.id"))
    zone = parent_id(subject.id)
    zone_name = zone.rpartition("/")[2].lower()
    for link in view.all_of(LINK):
        other = parent_id(link.id)
        is_another = key_of(link.id) != key_of(subject.id)
        same_network = key_of(text_at(link.inputs, "virtualNetwork.id")) == network
        same_names = key_of(other) == key_of(zone) or other.rpartition("/")[2].lower() == zone_name
        if is_another and same_network and same_names:
            raise ArmError(
                409,
                "Conflict",
                f"A virtual network cannot be linked to multiple zones with overlapping namespaces. You "
                f"tried to link virtual network with '{other.rpartition('/')[2]}' and '{zone_name}' zones.",
            )


def _zone_outputs(subject: Subject, view: View) -> Properties:
    below = view.below(subject.id)
    return {
        "maxNumberOfRecordSets": 25000.0,
        "maxNumberOfVirtualNetworkLinks": 1000.0,
        "maxNumberOfVirtualNetworkLinksWithRegistration": 100.0,
        "numberOfRecordSets": 1.0 + sum(resource.token == RECORD for resource in below),
        "numberOfVirtualNetworkLinks": float(sum(resource.token == LINK for resource in below)),
        "numberOfVirtualNetworkLinksWithRegistration": float(
            sum(resource.token == LINK and at(resource.inputs, "registrationEnabled") is True for resource in below)
        ),
    }


def _record_outputs(subject: Subject, view: View) -> Properties:
    del view
    zone = parent_id(subject.id).rpartition("/")[2]
    fqdn = f"{zone}." if subject.name == "@" else f"{subject.name}.{zone}."
    record_type = text_at(subject.inputs, "recordType").upper()
    return {
        "fqdn": fqdn,
        "isAutoRegistered": False,
        "type": f"Microsoft.Network/privateDnsZones/{record_type}",
    }


def _demand_records(subject: Subject, view: View) -> None:
    del view
    name = _RECORDS.get(text_at(subject.inputs, "recordType").upper(), "")
    value = subject.inputs.get(name)
    if not value:
        raise ArmError(400, "BadRequest", f"The record set '{subject.name}' has no records: '{name}' is empty.")
    addresses = [text_at(record, "ipv4Address") for record in list_at(subject.inputs, "aRecords")]
    if len(set(addresses)) != len(addresses):
        raise ArmError(400, "BadRequest", f"The record set '{subject.name}' holds the same address twice.")


def _demand_zone_of_endpoint(subject: Subject, view: View) -> None:
    endpoint = required(view, parent_id(subject.id))
    hosts = [text_at(config, "fqdn") for config in list_at(endpoint.outputs, "customDnsConfigs")]
    for config in list_at(subject.inputs, "privateDnsZoneConfigs"):
        zone = text_at(config, "privateDnsZoneId").rpartition("/")[2].removeprefix("privatelink.")
        if not any(host.endswith(zone) or zone.startswith("vaultcore") for host in hosts):
            raise ArmError(
                400,
                "InvalidPrivateDnsZone",
                f"The zone of {subject.id} is none for {', '.join(hosts)}: names of it do not lead to {endpoint.id}.",
            )


TYPES = (
    ResourceType(
        token=ZONE,
        path=_ZONE_PATH,
        replaced_by=frozenset({"location"}),
        constraints={
            "privateZoneName": text(
                longest=253,
                pattern=r"([a-zA-Z0-9_]([a-zA-Z0-9_-]{0,61}[a-zA-Z0-9_])?\.)+[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?",
                says="must be a DNS name of two labels or more, without a dot at its end",
            ),
        },
        rules=(_global,),
        defaults={"location": "global"},
        deletion_demands=(_demand_childless,),
        respond=_zone_outputs,
    ),
    ResourceType(
        token=LINK,
        path=_ZONE_PATH + "/virtualNetworkLinks/{virtualNetworkLinkName}",
        replaced_by=frozenset({"location"}),
        fixed=(Fixed("virtualNetwork.id", "VirtualNetworkLinkCannotBeChanged"),),
        constraints={
            "virtualNetworkLinkName": text(shortest=1, longest=80, pattern=r"[a-zA-Z0-9]([\w.-]*\w)?"),
            "resolutionPolicy": choice(("Default", "NxDomainRedirect")),
        },
        rules=(_global,),
        references=(
            Reference(
                "virtualNetwork.id",
                "Microsoft.Network/virtualNetworks",
                blocks="Virtual network {id} is linked to a private DNS zone by {by}. Remove the link first.",
                code="InUsePrivateDnsZoneLink",
            ),
        ),
        defaults={"location": "global", "registrationEnabled": False},
        demands=(_demand_one_zone_per_name,),
        respond=lambda _subject, _view: {"virtualNetworkLinkState": "Completed"},
    ),
    ResourceType(
        token=RECORD,
        path=_ZONE_PATH + "/{recordType}/{relativeRecordSetName}",
        constraints={
            "recordType": choice(tuple(_RECORDS)),
            "relativeRecordSetName": text(
                shortest=1,
                longest=253,
                pattern=r"@|\*|(\*\.)?[a-zA-Z0-9_]([\w-]*[\w])?(\.[\w]([\w-]*[\w])?)*",
                says="must be '@' or a DNS name relative to the zone",
            ),
            "ttl": number(least=1, most=2147483647),
            "aRecords[].ipv4Address": address(),
        },
        rules=(_records_of_type,),
        defaults={"ttl": 3600.0},
        demands=(_demand_records,),
        respond=_record_outputs,
    ),
    ResourceType(
        token=_ZONE_GROUP,
        path="/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}"
        "/providers/Microsoft.Network/privateEndpoints/{privateEndpointName}"
        "/privateDnsZoneGroups/{privateDnsZoneGroupName}",
        constraints={"privateDnsZoneGroupName": text(shortest=1, longest=80, pattern=r"[a-zA-Z0-9]([\w.-]*\w)?")},
        references=(
            Reference(
                "privateDnsZoneConfigs[].privateDnsZoneId",
                "Microsoft.Network/privateDnsZones",
                blocks="Private DNS zone {id} cannot be deleted while private endpoints keep records in it: {by}.",
                code="CannotDeleteResource",
            ),
        ),
        demands=(_demand_zone_of_endpoint,),
    ),
)
