"""Private DNS: the names of both servers, and the zone that a flexible server needs."""

import re
from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_azure_native import privatedns

from veeam_entraid._arguments import Arguments
from veeam_entraid._azure import read_resource_id
from veeam_entraid._place import Place
from veeam_entraid._private_zone import Zone
from veeam_entraid._resource_ids import PRIVATE_DNS_ZONE
from veeam_entraid.repository.hosting import Hosting

__all__ = ["PrivateDnsPlan", "create_record", "read_private_dns"]

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
