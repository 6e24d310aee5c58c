"""BackupNetwork: the virtual network of a backup server and its repository."""

from collections.abc import Mapping, Sequence
from typing import NotRequired, TypedDict

import pulumi
from pulumi_azure_native import network, privatedns

from veeam_entraid._problems import Problem, problems_of
from veeam_entraid.network import (
    NetworkPlan,
    Peer,
    SecurityRule,
    backup_server_rules,
    plan_network,
    repository_rules,
)
from veeam_entraid.repository.hosting import Hosting

__all__ = ["BackupNetwork", "BackupNetworkArgs"]


class BackupNetworkArgs(TypedDict):
    """Arguments of a BackupNetwork."""

    resource_group_name: pulumi.Input[str]
    """Name of the resource group for its resources."""
    location: NotRequired[pulumi.Input[str]]
    """Azure region, such as ``westeurope``. Default: that of the provider, else of the resource group."""
    hosting: NotRequired[str]
    """Where the repository will run: ``virtualMachine`` (default), ``flexibleServer`` or ``local``.

    Decides which subnets and zones there are."""
    address_space: NotRequired[str]
    """IPv4 range of the virtual network in CIDR notation, at least a /27. Default: ``10.60.0.0/24``."""
    backup_server_prefix: NotRequired[str]
    """Range of the backup server's subnet. Default: the first /27 of the address space."""
    repository_prefix: NotRequired[str]
    """Range of the repository's subnet. Default: the next free /27. At least /28 for a flexible server."""
    backup_server_address: NotRequired[str]
    """Fixed address of the backup server. Default: the first one of its subnet that Azure does not keep."""
    repository_address: NotRequired[str]
    """Fixed address of the repository's machine. Default: the first one that Azure does not keep."""
    repository_port: NotRequired[int]
    """TCP port of the repository's PostgreSQL. Default: 5432, the only one that a flexible server has."""
    administration_prefixes: NotRequired[Sequence[str]]
    """IPv4 ranges from which people and the machine that runs Pulumi reach the servers. Default: none."""
    private_dns_zone: NotRequired[str]
    """Private zone in which both servers get a name. Default: ``veeam-entraid.internal``."""
    egress: NotRequired[str]
    """How the subnets reach the internet: ``natGateway`` (default), or ``existing`` where routes are made
    outside (a firewall, a hub). Without egress the installation, licences and backups fail."""
    tags: NotRequired[Mapping[str, pulumi.Input[str]]]
    """Tags of every resource."""


class BackupNetwork(pulumi.ComponentResource):
    """A virtual network with one subnet for the backup server and one for its repository.

    Network security groups deny by default and open exactly the ports that the vendor documents and those
    that the platform needs; egress goes through a NAT gateway; both servers have fixed addresses, because
    PostgreSQL admits the backup server by its address, and names in a private DNS zone.
    """

    virtual_network_id: pulumi.Output[str]
    """Resource id of the virtual network."""
    backup_server_subnet_id: pulumi.Output[str]
    """Resource id of the backup server's subnet."""
    backup_server_address: pulumi.Output[str]
    """Fixed address of the backup server."""
    backup_server_host: pulumi.Output[str]
    """Name of the backup server in the private zone."""
    repository_subnet_id: pulumi.Output[str]
    """Resource id of the repository's subnet; empty with ``hosting: local``."""
    repository_address: pulumi.Output[str]
    """Fixed address of the repository's machine; empty unless it is a virtual machine."""
    repository_host: pulumi.Output[str]
    """Name of the repository's machine in the private zone; empty unless it is a virtual machine."""
    repository_zone_id: pulumi.Output[str]
    """Resource id of the private zone of a flexible server; empty with another hosting."""

    def __init__(self, name: str, args: BackupNetworkArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Make the network.

        Raises:
            InvalidArgumentsError: with every problem of the arguments, before anything is registered.
        """
        plan = plan_network(name, args)
        super().__init__("veeam-entraid:index:BackupNetwork", name, _inputs(plan), opts)
        self._plan = plan
        self._child = pulumi.ResourceOptions(parent=self)

        vnet = network.VirtualNetwork(
            f"{name}-vnet",
            virtual_network_name=f"{name}-vnet",
            address_space=network.AddressSpaceArgs(address_prefixes=[str(plan.address_space)]),
            resource_group_name=plan.resource_group_name,
            location=plan.location,
            tags=plan.tags,
            opts=self._child,
        )
        gateway = self._nat_gateway() if plan.egress == "natGateway" else None
        server_subnet = self._backup_server_subnet(vnet, gateway)
        repository_subnet = self._repository_subnet(vnet, gateway, after=server_subnet)
        zone, link = self._zone(f"{name}-zone", plan.private_dns_zone, vnet)

        self.virtual_network_id = vnet.id
        self.backup_server_subnet_id = server_subnet.id
        self.backup_server_address = pulumi.Output.from_input(str(plan.backup_server_address))
        self.backup_server_host = self._record("backup-server", str(plan.backup_server_address), zone, link)
        self.repository_subnet_id = repository_subnet.id if repository_subnet else _nothing()
        self.repository_address = pulumi.Output.from_input(
            str(plan.repository_address) if plan.repository_address else ""
        )
        self.repository_host = (
            self._record("repository", str(plan.repository_address), zone, link)
            if plan.repository_address
            else _nothing()
        )
        self.repository_zone_id = self._flexible_server_zone(vnet)
        self.register_outputs(
            {
                "virtualNetworkId": self.virtual_network_id,
                "backupServerSubnetId": self.backup_server_subnet_id,
                "backupServerAddress": self.backup_server_address,
                "backupServerHost": self.backup_server_host,
                "repositorySubnetId": self.repository_subnet_id,
                "repositoryAddress": self.repository_address,
                "repositoryHost": self.repository_host,
                "repositoryZoneId": self.repository_zone_id,
            }
        )

    @staticmethod
    def check(name: str, args: Mapping[str, object]) -> tuple[Problem, ...]:
        """Return the problems of arguments without making anything."""
        return problems_of(lambda: plan_network(name, args))

    def _nat_gateway(self) -> network.NatGateway:
        plan = self._plan
        address = network.PublicIPAddress(
            f"{plan.name}-nat-address",
            public_ip_address_name=f"{plan.name}-nat-address",
            public_ip_allocation_method="Static",
            public_ip_address_version="IPv4",
            sku=network.PublicIPAddressSkuArgs(name="Standard"),
            resource_group_name=plan.resource_group_name,
            location=plan.location,
            tags=plan.tags,
            opts=self._child,
        )
        return network.NatGateway(
            f"{plan.name}-nat",
            nat_gateway_name=f"{plan.name}-nat",
            sku=network.NatGatewaySkuArgs(name="Standard"),
            public_ip_addresses=[network.SubResourceArgs(id=address.id)],
            resource_group_name=plan.resource_group_name,
            location=plan.location,
            tags=plan.tags,
            opts=self._child,
        )

    def _backup_server_subnet(self, vnet: network.VirtualNetwork, gateway: network.NatGateway | None) -> network.Subnet:
        plan = self._plan
        group = self._security_group("backup-server", backup_server_rules(plan.repository_port))
        return network.Subnet(
            f"{plan.name}-backup-server-subnet",
            subnet_name="backup-server",
            address_prefix=str(plan.backup_server_prefix),
            default_outbound_access=False,
            nat_gateway=network.SubResourceArgs(id=gateway.id) if gateway else None,
            network_security_group=network.NetworkSecurityGroupArgs(id=group.id),
            service_endpoints=[network.ServiceEndpointPropertiesFormatArgs(service="Microsoft.KeyVault")],
            virtual_network_name=vnet.name,
            resource_group_name=plan.resource_group_name,
            opts=self._child,
        )

    def _repository_subnet(
        self, vnet: network.VirtualNetwork, gateway: network.NatGateway | None, after: network.Subnet
    ) -> network.Subnet | None:
        plan = self._plan
        if not plan.repository_prefix:
            return None
        group = self._security_group("repository", repository_rules(plan.hosting, plan.repository_port))
        delegated = plan.hosting is Hosting.FLEXIBLE_SERVER
        endpoint = "Microsoft.Storage" if delegated else "Microsoft.KeyVault"
        return network.Subnet(
            f"{plan.name}-repository-subnet",
            subnet_name="repository",
            address_prefix=str(plan.repository_prefix),
            default_outbound_access=False,
            delegations=[
                network.DelegationArgs(name="postgresql", service_name="Microsoft.DBforPostgreSQL/flexibleServers")
            ]
            if delegated
            else None,
            nat_gateway=network.SubResourceArgs(id=gateway.id) if gateway and not delegated else None,
            network_security_group=network.NetworkSecurityGroupArgs(id=group.id),
            service_endpoints=[network.ServiceEndpointPropertiesFormatArgs(service=endpoint)],
            virtual_network_name=vnet.name,
            resource_group_name=plan.resource_group_name,
            # Azure refuses two changes of one virtual network at a time.
            opts=pulumi.ResourceOptions.merge(self._child, pulumi.ResourceOptions(depends_on=[after])),
        )

    def _security_group(self, role: str, rules: Sequence[SecurityRule]) -> network.NetworkSecurityGroup:
        plan = self._plan
        return network.NetworkSecurityGroup(
            f"{plan.name}-{role}-nsg",
            network_security_group_name=f"{plan.name}-{role}-nsg",
            security_rules=_security_rules(plan, rules),
            resource_group_name=plan.resource_group_name,
            location=plan.location,
            tags=plan.tags,
            opts=self._child,
        )

    def _zone(
        self, name: str, zone_name: str, vnet: network.VirtualNetwork
    ) -> tuple[privatedns.PrivateZone, privatedns.VirtualNetworkLink]:
        plan = self._plan
        zone = privatedns.PrivateZone(
            name,
            private_zone_name=zone_name,
            location="Global",
            resource_group_name=plan.resource_group_name,
            tags=plan.tags,
            opts=self._child,
        )
        link = privatedns.VirtualNetworkLink(
            f"{name}-link",
            virtual_network_link_name=f"{name}-link",
            private_zone_name=zone.name,
            location="Global",
            registration_enabled=False,
            virtual_network=privatedns.SubResourceArgs(id=vnet.id),
            resource_group_name=plan.resource_group_name,
            tags=plan.tags,
            opts=self._child,
        )
        return zone, link

    def _record(
        self,
        host: str,
        address: str,
        zone: privatedns.PrivateZone,
        link: privatedns.VirtualNetworkLink,
    ) -> pulumi.Output[str]:
        plan = self._plan
        record = privatedns.PrivateRecordSet(
            f"{plan.name}-{host}-record",
            relative_record_set_name=host,
            record_type="A",
            a_records=[privatedns.ARecordArgs(ipv4_address=address)],
            ttl=300,
            private_zone_name=zone.name,
            resource_group_name=plan.resource_group_name,
            # A name that nothing resolves yet is of no use to those who wait for it.
            opts=pulumi.ResourceOptions.merge(self._child, pulumi.ResourceOptions(depends_on=[link])),
        )
        return record.fqdn.apply(lambda fqdn: fqdn.rstrip("."))

    def _flexible_server_zone(self, vnet: network.VirtualNetwork) -> pulumi.Output[str]:
        if self._plan.hosting is not Hosting.FLEXIBLE_SERVER:
            return _nothing()
        zone_name = f"{self._plan.name.lower()}.private.postgres.database.azure.com"
        zone, link = self._zone(f"{self._plan.name}-postgresql-zone", zone_name, vnet)
        # A flexible server is refused while its zone is not linked to its network.
        return pulumi.Output.all(zone.id, link.id).apply(lambda ids: str(ids[0]))


def _nothing() -> pulumi.Output[str]:
    return pulumi.Output.from_input("")


def _inputs(plan: NetworkPlan) -> dict[str, object]:
    """Return what the engine and policies see of the component."""
    return {
        "resourceGroupName": plan.resource_group_name,
        "location": plan.location,
        "hosting": plan.hosting.value,
        "addressSpace": str(plan.address_space),
        "backupServerPrefix": str(plan.backup_server_prefix),
        "repositoryPrefix": str(plan.repository_prefix) if plan.repository_prefix else None,
        "backupServerAddress": str(plan.backup_server_address),
        "repositoryAddress": str(plan.repository_address) if plan.repository_address else None,
        "repositoryPort": plan.repository_port,
        "administrationPrefixes": [str(prefix) for prefix in plan.administration_prefixes],
        "privateDnsZone": plan.private_dns_zone,
        "egress": plan.egress,
        "tags": plan.tags,
    }


def _security_rules(plan: NetworkPlan, rules: Sequence[SecurityRule]) -> list[network.SecurityRuleArgs]:
    """Return the rules with addresses for their peers; a rule whose peer has no address is left out."""
    peers = {
        Peer.ADMINISTRATION: [str(prefix) for prefix in plan.administration_prefixes],
        Peer.BACKUP_SERVER: [f"{plan.backup_server_address}/32"],
        Peer.REPOSITORY: [str(plan.repository_prefix)] if plan.repository_prefix else [],
    }
    addressed = [(rule, peers.get(rule.peer, [rule.peer.value])) for rule in rules]
    return [_security_rule(rule, addresses, index) for index, (rule, addresses) in enumerate(addressed) if addresses]


_FIRST_PRIORITY = 100
_PRIORITY_STEP = 10
_LAST_PRIORITY = 4096


def _security_rule(rule: SecurityRule, addresses: Sequence[str], index: int) -> network.SecurityRuleArgs:
    inbound = rule.direction == "Inbound"
    single = addresses[0] if len(addresses) == 1 else None
    several = list(addresses) if len(addresses) > 1 else None
    one_port = rule.ports[0] if len(rule.ports) == 1 else None
    return network.SecurityRuleArgs(
        name=rule.name,
        description=rule.reason,
        direction=rule.direction,
        access=rule.access,
        protocol=rule.protocol,
        priority=_LAST_PRIORITY if rule.access == "Deny" else _FIRST_PRIORITY + index * _PRIORITY_STEP,
        source_port_range="*",
        destination_port_range=one_port,
        destination_port_ranges=None if one_port else list(rule.ports),
        source_address_prefix=single if inbound else "*",
        source_address_prefixes=several if inbound else None,
        destination_address_prefix="*" if inbound else single,
        destination_address_prefixes=None if inbound else several,
    )
