"""The private endpoint of a flexible server and its entry in the private zone."""

from typing import Final

import pulumi
from pulumi_azure_native import dbforpostgresql, network

from veeam_entraid.repository._plan import RepositoryPlan
from veeam_entraid.repository.flexible_server._network import ServerNetwork

__all__ = ["create_private_endpoint"]

_SUB_RESOURCE: Final = "postgresqlServer"
"""What the endpoint connects to. The name is the one that public templates use; no page that names it for
flexible servers was found, so Azure's refusal of another name would be the first to say so."""


def create_private_endpoint(
    plan: RepositoryPlan,
    server_network: ServerNetwork,
    server: "dbforpostgresql.Server",
    opts: pulumi.ResourceOptions,
) -> list[pulumi.Resource]:
    """Make the endpoint in the repository's subnet, and register its address unless others do."""
    endpoint_name = f"{plan.name}-endpoint"
    address = server_network.private_ip_address
    endpoint = network.PrivateEndpoint(
        endpoint_name,
        private_endpoint_name=endpoint_name,
        custom_network_interface_name=f"{endpoint_name}-nic",
        subnet=network.SubnetArgs(id=plan.subnet_id),
        private_link_service_connections=[
            network.PrivateLinkServiceConnectionArgs(
                name="server", private_link_service_id=server.id, group_ids=[_SUB_RESOURCE]
            )
        ],
        ip_configurations=[
            network.PrivateEndpointIPConfigurationArgs(
                name="server", group_id=_SUB_RESOURCE, member_name=_SUB_RESOURCE, private_ip_address=address
            )
        ]
        if address
        else None,
        application_security_groups=[
            network.ApplicationSecurityGroupArgs(id=group) for group in server_network.application_security_group_ids
        ]
        or None,
        resource_group_name=plan.resource_group_name,
        location=plan.location,
        tags=plan.tags,
        opts=opts,
    )
    if not server_network.dns_zone_group:
        return [endpoint]
    zone_group = network.PrivateDnsZoneGroup(
        f"{endpoint_name}-zone",
        private_dns_zone_group_name="default",
        private_endpoint_name=endpoint.name,
        private_dns_zone_configs=[
            network.PrivateDnsZoneConfigArgs(name="server", private_dns_zone_id=server_network.private_dns_zone_id)
        ],
        resource_group_name=plan.resource_group_name,
        opts=pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(deleted_with=endpoint)),
    )
    return [endpoint, zone_group]
