"""The private way to the account: an endpoint in a subnet, and the name that leads to it.

Source: Microsoft, "Use private endpoints for Azure Storage".
"""

from typing import Final

import pulumi
from pulumi_azure_native import network, storage

from veeam_entraid._place import Place
from veeam_entraid._private_zone import create_zone
from veeam_entraid._resource_ids import network_of_subnet
from veeam_entraid.storage._plan import LogStoragePlan

__all__ = ["create_private_endpoint"]

_ZONE: Final = "privatelink.blob.core.windows.net"


def create_private_endpoint(place: Place, plan: LogStoragePlan, account: "storage.StorageAccount") -> pulumi.Resource:
    """Make the endpoint of the account's blobs, and return what makes it resolve."""
    endpoint = network.PrivateEndpoint(
        f"{place.name}-endpoint",
        private_endpoint_name=f"{place.name}-endpoint",
        custom_network_interface_name=f"{place.name}-endpoint-nic",
        subnet=network.SubnetArgs(id=plan.subnet_id),
        private_link_service_connections=[
            network.PrivateLinkServiceConnectionArgs(
                name="blob", private_link_service_id=account.id, group_ids=["blob"]
            )
        ],
        ip_configurations=[
            network.PrivateEndpointIPConfigurationArgs(
                name="blob", group_id="blob", member_name="blob", private_ip_address=plan.private_ip_address
            )
        ]
        if plan.private_ip_address
        else None,
        resource_group_name=place.resource_group_name,
        location=place.location,
        tags=place.tags,
        opts=place.opts,
    )
    zone_id, linked = plan.private_dns_zone_id, list[pulumi.Resource]()
    if zone_id is None:
        zone = create_zone(place, "blob-zone", _ZONE, network_of_subnet(plan.subnet_id))
        zone_id, linked = zone.id, list(zone.linked)
    return network.PrivateDnsZoneGroup(
        f"{place.name}-endpoint-names",
        private_dns_zone_group_name="default",
        private_endpoint_name=endpoint.name,
        private_dns_zone_configs=[network.PrivateDnsZoneConfigArgs(name="blob", private_dns_zone_id=zone_id)],
        resource_group_name=place.resource_group_name,
        opts=pulumi.ResourceOptions.merge(place.opts, pulumi.ResourceOptions(depends_on=linked)),
    )
