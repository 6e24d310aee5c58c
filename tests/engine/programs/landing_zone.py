"""A network that is there before anything of ours: as a platform team hands one over."""

import pulumi
from pulumi_azure_native import network, privatedns, resources

group = resources.ResourceGroup("landing-zone", resource_group_name="rg-landing-zone")
vnet = network.VirtualNetwork(
    "landing-zone",
    virtual_network_name="vnet-landing-zone",
    resource_group_name=group.name,
    address_space=network.AddressSpaceArgs(address_prefixes=["10.20.0.0/16"]),
)
previous: list[pulumi.Resource] = []
for index, name in enumerate(("backup-server", "repository", "private-endpoints")):
    subnet = network.Subnet(
        name,
        subnet_name=name,
        resource_group_name=group.name,
        virtual_network_name=vnet.name,
        address_prefix=f"10.20.{index}.0/24",
        service_endpoints=[network.ServiceEndpointPropertiesFormatArgs(service="Microsoft.KeyVault")],
        opts=pulumi.ResourceOptions(depends_on=previous),
    )
    previous = [subnet]
    pulumi.export(name, subnet.id)
zone = privatedns.PrivateZone(
    "zone", private_zone_name="backup.internal", location="Global", resource_group_name=group.name
)
link = privatedns.VirtualNetworkLink(
    "zone-link",
    virtual_network_link_name="landing-zone",
    private_zone_name=zone.name,
    location="Global",
    registration_enabled=False,
    virtual_network=privatedns.SubResourceArgs(id=vnet.id),
    resource_group_name=group.name,
)
record = privatedns.PrivateRecordSet(
    "repository-record",
    relative_record_set_name="repository",
    record_type="A",
    a_records=[privatedns.ARecordArgs(ipv4_address="10.20.1.4")],
    ttl=300,
    private_zone_name=zone.name,
    resource_group_name=group.name,
    opts=pulumi.ResourceOptions(depends_on=[link]),
)
pulumi.export("repositoryHost", record.fqdn)
pulumi.export("resourceGroupName", group.name)
pulumi.export("virtualNetworkId", vnet.id)
