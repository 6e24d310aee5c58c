"""Private DNS zones: made and linked to a virtual network, or found."""

from dataclasses import dataclass

import pulumi
from pulumi_azure_native import privatedns

from veeam_entraid._place import Place
from veeam_entraid._resource_ids import name_of, resource_group_of

__all__ = ["Zone", "create_zone", "find_zone"]


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
