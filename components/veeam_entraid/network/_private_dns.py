"""Private DNS: the names of both servers, and the zone that a flexible server needs."""

import re
from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_azure_native import privatedns

from veeam_entraid._arguments import Arguments
from veeam_entraid._azure import read_resource_id
from veeam_entraid._resource_ids import PRIVATE_DNS_ZONE, name_of, resource_group_of
from veeam_entraid.network._place import Place
from veeam_entraid.repository.hosting import Hosting

__all__ = ["PrivateDnsPlan", "Zone", "create_record", "create_zone", "find_zone", "read_private_dns"]

_DEFAULT_ZONE: Final = "veeam-entraid.internal"
_NO_ZONE: Final = "none"
_ZONE: Final = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")


@dataclass(frozen=True, slots=True)
class PrivateDnsPlan:
    """The zones.

    Attributes:
        zone_name: the zone that is made for the names of both servers; empty if it exists or there are no names.
        zone_id: resource id of the zone that exists for them; None without one.
        repository_zone_id: resource id of the zone that exists for a flexible server; None without one.
    """

    zone_name: str
    zone_id: pulumi.Input[str] | None
    repository_zone_id: pulumi.Input[str] | None


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone that names can be put into.

    Attributes:
        id: its resource id.
        name: its name.
        resource_group_name: its resource group.
        linked: what has to be there before a name in it is of use; empty if it is linked already.
    """

    id: pulumi.Input[str]
    name: pulumi.Input[str]
    resource_group_name: pulumi.Input[str]
    linked: tuple[pulumi.Resource, ...] = ()


def read_private_dns(reader: Arguments, hosting: Hosting) -> PrivateDnsPlan:
    """Read the zones, and refuse one that is to be made and exists at once."""
    zone_id = read_resource_id(reader, "private_dns_zone_id", PRIVATE_DNS_ZONE)
    name = reader.text("private_dns_zone", "", hint=f"a domain name, such as {_DEFAULT_ZONE}, or none")
    if zone_id is not None and name:
        reader.problem("private_dns_zone", "contradicts privateDnsZoneId: write one of them")
    elif name and name != _NO_ZONE and not _ZONE.fullmatch(name):
        reader.problem("private_dns_zone", f"is not a domain name: write one such as {_DEFAULT_ZONE}, or none")
    repository_zone_id = None
    if hosting is Hosting.FLEXIBLE_SERVER:
        repository_zone_id = read_resource_id(reader, "repository_zone_id", PRIVATE_DNS_ZONE)
    else:
        reader.refuse(["repository_zone_id"], f"with hosting: {hosting.value}")
    made = "" if zone_id is not None or name == _NO_ZONE else name or _DEFAULT_ZONE
    return PrivateDnsPlan(made, zone_id, repository_zone_id)


def create_zone(place: Place, role: str, zone_name: str, network_id: pulumi.Input[str]) -> Zone:
    """Make a zone, and link it to the virtual network."""
    name = f"{place.name}-{role}"
    zone = privatedns.PrivateZone(
        name,
        private_zone_name=zone_name,
        location="Global",
        resource_group_name=place.resource_group_name,
        tags=place.tags,
        opts=place.opts,
    )
    link = _link(place, name, zone.name, place.resource_group_name, network_id)
    return Zone(zone.id, zone.name, place.resource_group_name, (link,))


def find_zone(
    place: Place, role: str, zone_id: pulumi.Input[str], unlinked_network_id: pulumi.Input[str] | None
) -> Zone:
    """Return a zone that exists, linked to a virtual network that it cannot know yet."""
    name, group = name_of(zone_id), resource_group_of(zone_id)
    if unlinked_network_id is None:
        return Zone(zone_id, name, group)
    link = _link(place, f"{place.name}-{role}", name, group, unlinked_network_id)
    return Zone(zone_id, name, group, (link,))


def _link(
    place: Place,
    name: str,
    zone_name: pulumi.Input[str],
    resource_group_name: pulumi.Input[str],
    network_id: pulumi.Input[str],
) -> privatedns.VirtualNetworkLink:
    return privatedns.VirtualNetworkLink(
        f"{name}-link",
        virtual_network_link_name=f"{name}-link",
        private_zone_name=zone_name,
        location="Global",
        registration_enabled=False,
        virtual_network=privatedns.SubResourceArgs(id=network_id),
        resource_group_name=resource_group_name,
        tags=place.tags,
        opts=place.opts,
    )


def create_record(place: Place, zone: Zone, host: str, address: str) -> pulumi.Output[str]:
    """Give a server a name in a zone, and return it."""
    record = privatedns.PrivateRecordSet(
        f"{place.name}-{host}-record",
        relative_record_set_name=host,
        record_type="A",
        a_records=[privatedns.ARecordArgs(ipv4_address=address)],
        ttl=300,
        private_zone_name=zone.name,
        resource_group_name=zone.resource_group_name,
        # A name that nothing resolves yet is of no use to those who wait for it.
        opts=pulumi.ResourceOptions.merge(place.opts, pulumi.ResourceOptions(depends_on=list(zone.linked))),
    )
    return record.fqdn.apply(lambda fqdn: fqdn.rstrip("."))
