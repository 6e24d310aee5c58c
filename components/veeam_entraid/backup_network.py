"""BackupNetwork: the virtual network of a backup server and its repository."""

from collections.abc import Mapping, Sequence
from typing import NotRequired, TypedDict

import pulumi

from veeam_entraid._lock import create_lock
from veeam_entraid._place import Place
from veeam_entraid._private_zone import Zone, create_zone, find_zone
from veeam_entraid._problems import Problem, problems_of
from veeam_entraid.network import (
    NetworkPlan,
    NetworkSecurityRule,
    RequiredHost,
    backup_server_rules,
    bastion_rules,
    plan_network,
    repository_rules,
)
from veeam_entraid.network._azure_rules import addressed
from veeam_entraid.network._bastion import create_bastion_host
from veeam_entraid.network._egress import Egress, create_egress
from veeam_entraid.network._flow_log import create_flow_log
from veeam_entraid.network._hosts import required_hosts
from veeam_entraid.network._private_dns import create_record
from veeam_entraid.network._virtual_network import (
    Network,
    create_bastion_subnet,
    create_gateway_subnet,
    create_subnet,
    find_or_create_network,
)
from veeam_entraid.network._vpn import VpnPlan, create_vpn_gateway
from veeam_entraid.network._vpn_authentication import CERTIFICATE
from veeam_entraid.repository.hosting import Hosting

__all__ = [
    "BackupNetwork",
    "BackupNetworkArgs",
    "BastionArgs",
    "FlowLogsArgs",
    "VpnArgs",
    "VpnRevokedCertificateArgs",
    "VpnRootCertificateArgs",
]


class BastionArgs(TypedDict):
    """Azure Bastion, in the SKU Standard, with tunnels for native clients."""

    prefix: NotRequired[str]
    """IPv4 range of its subnet, at least a /26. Default: the first free /26 of the address space; needed without one
    (Microsoft, About Azure Bastion configuration settings)."""
    client_prefixes: NotRequired[Sequence[str]]
    """Public IPv4 ranges that its clients come from. Default: all of the internet, behind Entra ID's login."""
    scale_units: NotRequired[int]
    """How many instances share the sessions, 2 to 50. Default: 2."""


class VpnRootCertificateArgs(TypedDict):
    """A certificate that vouches for the certificates of the VPN's clients."""

    name: str
    """Its name on the gateway: up to 80 letters, digits, dots, hyphens and underscores."""
    public_data: pulumi.Input[str]
    """The certificate in base64: its DER in one line, or its PEM. It is public; its private key never belongs here."""


class VpnRevokedCertificateArgs(TypedDict):
    """The certificate of a client of the VPN that no longer counts, such as that of a lost computer."""

    name: str
    """Its name on the gateway, as that of a root certificate."""
    thumbprint: str
    """Its SHA-1 thumbprint, 40 hexadecimal digits."""


class VpnArgs(TypedDict):
    """A VPN gateway for administrators: point-to-site, by OpenVPN. Azure takes half an hour and more to make one."""

    client_prefixes: Sequence[str]
    """Private IPv4 ranges that clients get their addresses from, each at least a /29. Nothing else has them: not the
    virtual network, not what it is peered with, not the networks that clients are in. The security groups admit them
    as ``administrationPrefixes``."""
    authentication: NotRequired[str]
    """How clients prove who they are: ``certificate`` (default), or ``entraId``, by signing in to a tenant. A VPN that
    signs in to the tenant that is protected is a way in that hangs on it."""
    root_certificates: NotRequired[Sequence[VpnRootCertificateArgs]]
    """Authentication ``certificate``: those that vouch for clients' certificates, 1 to 20."""
    revoked_certificates: NotRequired[Sequence[VpnRevokedCertificateArgs]]
    """Authentication ``certificate``: clients' certificates that no longer count. Default: none."""
    tenant_id: NotRequired[pulumi.Input[str]]
    """Authentication ``entraId``: id of the tenant that clients sign in to, a GUID."""
    audience: NotRequired[str]
    """Authentication ``entraId``: client id of the application that they sign in for. Default: that of the Azure VPN
    Client as Microsoft has registered it, c632b3df-fb67-4d84-bdcf-b95ad541b5c8."""
    prefix: NotRequired[str]
    """IPv4 range of GatewaySubnet, at least a /27. Default: the first free /27 of the address space behind the room
    that Bastion would take; needed without an address space (Microsoft, About VPN Gateway configuration settings)."""
    sku: NotRequired[str]
    """Size of the gateway: ``VpnGw1AZ`` (default, 250 clients) to ``VpnGw5AZ``; Basic has no OpenVPN. The last two are
    of another generation: a change to or from them makes the gateway anew."""
    zones: NotRequired[Sequence[int]]
    """Availability zones of its public address, and so its own: all three (default), one, or none in a region that has
    none. Azure changes them no more."""


class FlowLogsArgs(TypedDict):
    """Logs of the virtual network's flows (Microsoft, Virtual network flow logs)."""

    storage_account_id: pulumi.Input[str]
    """Resource id of a storage account in the network's region. Not the one of the backups: Azure removes old logs
    there, and backups want an account of their own."""
    retention_days: NotRequired[int]
    """How long entries are kept, 0 (for ever) to 365 days. Default: 90."""
    network_watcher_name: NotRequired[pulumi.Input[str]]
    """Name of the region's network watcher. Default: the one that Azure makes, ``NetworkWatcher_westeurope``; needed
    where ``location`` is not given."""
    network_watcher_resource_group_name: NotRequired[pulumi.Input[str]]
    """Resource group of the network watcher. Default: the one that Azure makes, ``NetworkWatcherRG``."""


class BackupNetworkArgs(TypedDict):
    """Arguments of a BackupNetwork."""

    resource_group_name: pulumi.Input[str]
    """Name of the resource group for its resources. Subnets are in that of their virtual network."""
    location: NotRequired[pulumi.Input[str]]
    """Azure region, such as ``westeurope``, that of an existing virtual network if there is one. Default: that of the
    provider, else of the resource group."""
    hosting: NotRequired[str]
    """Where the repository will run: ``virtualMachine`` (default), ``flexibleServer`` or ``local``.

    Decides which subnets and zones there are."""
    virtual_network_id: NotRequired[pulumi.Input[str]]
    """Resource id of an existing virtual network, in which the subnets are made. Default: one is made."""
    backup_server_subnet_id: NotRequired[pulumi.Input[str]]
    """Resource id of an existing subnet for the backup server. Nothing is made for it: its security group and its way
    out are yours (``backupServerRules`` and ``requiredHosts`` say what they have to let through), and it needs the
    service endpoint Microsoft.KeyVault. Default: it is made."""
    repository_subnet_id: NotRequired[pulumi.Input[str]]
    """Resource id of an existing subnet for the repository, as for the backup server; for a flexible server it is
    delegated to Microsoft.DBforPostgreSQL/flexibleServers. Default: it is made."""
    address_space: NotRequired[str]
    """IPv4 range of the virtual network in CIDR notation, at least a /27; of an existing one the free part from which
    ranges are chosen. Default: ``10.60.0.0/24`` for one that is made."""
    backup_server_prefix: NotRequired[str]
    """Range of the backup server's subnet. Default: the first /27 of the address space. Of an existing subnet it may
    be left out."""
    repository_prefix: NotRequired[str]
    """Range of the repository's subnet. Default: the next free /27. At least /28 for a flexible server, for which it
    is needed with an existing subnet, too."""
    backup_server_address: NotRequired[str]
    """Fixed address of the backup server. Default: the first one of its subnet that Azure does not keep. Needed where
    the range is not known; of an existing subnet choose one that is free."""
    repository_address: NotRequired[str]
    """Fixed address of the repository's machine, as for the backup server."""
    repository_port: NotRequired[int]
    """TCP port of the repository's PostgreSQL. Default: 5432, the only one that a flexible server has."""
    administration_prefixes: NotRequired[Sequence[str]]
    """IPv4 ranges from which people and the machine that runs Pulumi reach the servers. Default: none."""
    private_dns_zone: NotRequired[str]
    """Private zone that is made and in which both servers get a name; ``none`` for no names, only addresses. Default:
    ``veeam-entraid.internal``."""
    private_dns_zone_id: NotRequired[pulumi.Input[str]]
    """Resource id of an existing zone for the names ``backup-server`` and ``repository``: one deployment, one zone.
    An existing virtual network is linked to it already; one that is made here gets its link."""
    repository_zone_id: NotRequired[pulumi.Input[str]]
    """Flexible server: resource id of an existing private zone, linked as that of the names. Default: it is made."""
    egress: NotRequired[str]
    """How the subnets that are made reach the internet: ``natGateway`` (default); ``firewall``, a route to
    ``firewallAddress``; or ``existing`` where routes are made outside (default if no subnet is made that needs one).
    Only a firewall or a proxy can tell host names apart: ``requiredHosts`` lists them. Without egress the
    installation, licences and backups fail."""
    firewall_address: NotRequired[pulumi.Input[str]]
    """Egress ``firewall``: its private IPv4 address."""
    bastion: NotRequired[BastionArgs]
    """Azure Bastion for administrators: 3389, 443 and 9419 of the backup server and PostgreSQL of a virtual machine
    are reachable through it. Default: none. An empty block will do."""
    vpn: NotRequired[VpnArgs]
    """A VPN gateway for administrators, whose clients reach what ``administrationPrefixes`` reach. Default: none."""
    flow_logs: NotRequired[FlowLogsArgs]
    """Logs of the virtual network's flows. Default: none."""
    lock: NotRequired[bool]
    """Whether Azure itself refuses to delete the virtual network that is made, and its subnets, whoever asks. Needs
    the right to write locks, and goes before a subnet can. Default: false."""
    tags: NotRequired[Mapping[str, pulumi.Input[str]]]
    """Tags of every resource."""


class BackupNetwork(pulumi.ComponentResource):
    """A virtual network with one subnet for the backup server and one for its repository, made or existing.

    Network security groups deny by default and open exactly the ports that the vendor documents and those
    that the platform needs; egress goes through a NAT gateway or a firewall; both servers have fixed addresses,
    because PostgreSQL admits the backup server by its address, and names in a private DNS zone.
    """

    virtual_network_id: pulumi.Output[str]
    """Resource id of the virtual network."""
    backup_server_subnet_id: pulumi.Output[str]
    """Resource id of the backup server's subnet."""
    backup_server_address: pulumi.Output[str]
    """Fixed address of the backup server."""
    backup_server_host: pulumi.Output[str]
    """Name of the backup server in the private zone; its address where there is no zone."""
    repository_subnet_id: pulumi.Output[str]
    """Resource id of the repository's subnet; empty with ``hosting: local``."""
    repository_address: pulumi.Output[str]
    """Fixed address of the repository's machine; empty unless it is a virtual machine."""
    repository_host: pulumi.Output[str]
    """Name of the repository's machine in the private zone, or its address where there is no zone; empty unless it is
    a virtual machine."""
    repository_zone_id: pulumi.Output[str]
    """Resource id of the private zone of a flexible server; empty with another hosting."""
    backup_server_rules: pulumi.Output[list[NetworkSecurityRule]]
    """What a security group of the backup server's subnet lets through; its own does, an existing one has to."""
    repository_rules: pulumi.Output[list[NetworkSecurityRule]]
    """What a security group of the repository's subnet lets through; empty with ``hosting: local``."""
    required_hosts: pulumi.Output[list[RequiredHost]]
    """Host names that the servers have to reach, for a firewall or proxy that can tell them apart."""
    bastion_id: pulumi.Output[str]
    """Resource id of Azure Bastion; empty without it."""
    vpn_gateway_id: pulumi.Output[str]
    """Resource id of the VPN gateway; empty without one."""
    vpn_client_prefixes: pulumi.Output[list[str]]
    """The ranges that the VPN's clients get their addresses from; empty without it."""

    def __init__(self, name: str, args: BackupNetworkArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Make the network.

        Raises:
            InvalidArgumentsError: with every problem of the arguments, before anything is registered.
        """
        plan = plan_network(name, args)
        super().__init__("veeam-entraid:index:BackupNetwork", name, _inputs(plan), opts)
        self._plan = plan
        self._place = Place(
            name, plan.resource_group_name, plan.location, plan.tags, pulumi.ResourceOptions(parent=self)
        )
        server_rules = addressed(plan, backup_server_rules(plan.repository_port))
        rules = (
            []
            if plan.hosting is Hosting.LOCAL
            else addressed(plan, repository_rules(plan.hosting, plan.repository_port))
        )
        vnet = find_or_create_network(self._place, plan)
        made = self._subnets(vnet, server_rules, rules)
        if plan.flow_log:
            create_flow_log(self._place, plan.flow_log, vnet.id)
        zone = self._zone(vnet)
        address = plan.ranges.repository_address

        self.virtual_network_id = pulumi.Output.from_input(vnet.id)
        self.backup_server_address = pulumi.Output.from_input(str(plan.ranges.backup_server_address))
        self.backup_server_host = self._host(zone, "backup-server", str(plan.ranges.backup_server_address))
        self.repository_address = pulumi.Output.from_input(str(address) if address else "")
        self.repository_host = self._host(zone, "repository", str(address)) if address else _nothing()
        self.repository_zone_id = self._flexible_server_zone(vnet)
        self.backup_server_rules = pulumi.Output.from_input(server_rules)
        self.repository_rules = pulumi.Output.from_input(rules)
        self.required_hosts = pulumi.Output.from_input(required_hosts(plan.hosting))
        made += self._bastion(vnet, made)
        made += self._vpn(vnet, made)
        if plan.lock:
            create_lock(
                f"{name}-lock",
                vnet.id,
                "The network of backups.",
                after=made,
                opts=self._place.opts,
            )
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
                "backupServerRules": self.backup_server_rules,
                "repositoryRules": self.repository_rules,
                "requiredHosts": self.required_hosts,
                "bastionId": self.bastion_id,
                "vpnGatewayId": self.vpn_gateway_id,
                "vpnClientPrefixes": self.vpn_client_prefixes,
            }
        )

    @staticmethod
    def check(name: str, args: Mapping[str, object]) -> tuple[Problem, ...]:
        """Return the problems of arguments without making anything."""
        return problems_of(lambda: plan_network(name, args))

    def _subnets(
        self, vnet: Network, server_rules: Sequence[NetworkSecurityRule], rules: Sequence[NetworkSecurityRule]
    ) -> list[pulumi.Resource]:
        """Set the ids of both subnets, and return those that are made."""
        plan, existing, ranges = self._plan, self._plan.existing, self._plan.ranges
        egress = create_egress(self._place, plan.egress) if existing.makes_subnets else Egress()
        made: list[pulumi.Resource] = []
        self.backup_server_subnet_id = pulumi.Output.from_input(existing.backup_server_subnet_id or "")
        if existing.makes_backup_server_subnet:
            server = create_subnet(
                self._place, vnet, "backup-server", ranges.backup_server_prefix, rules=server_rules, egress=egress
            )
            made.append(server)
            self.backup_server_subnet_id = server.id
        self.repository_subnet_id = pulumi.Output.from_input(existing.repository_subnet_id or "")
        if existing.makes_repository_subnet:
            repository = create_subnet(
                self._place,
                vnet,
                "repository",
                ranges.repository_prefix,
                rules=rules,
                egress=egress,
                delegated=plan.hosting is Hosting.FLEXIBLE_SERVER,
                after=list(made),
            )
            made.append(repository)
            self.repository_subnet_id = repository.id
        return made

    def _bastion(self, vnet: Network, made: Sequence[pulumi.Resource]) -> list[pulumi.Resource]:
        """Set Bastion's id, and return its subnet if it is made."""
        plan = self._plan
        self.bastion_id = _nothing()
        if not plan.bastion:
            return []
        rules = addressed(plan, bastion_rules(plan.repository_port))
        subnet = create_bastion_subnet(self._place, vnet, plan.bastion.prefix, rules=rules, after=made)
        self.bastion_id = create_bastion_host(self._place, plan.bastion, subnet).id
        return [subnet]

    def _vpn(self, vnet: Network, made: Sequence[pulumi.Resource]) -> list[pulumi.Resource]:
        """Set the VPN's outputs, and return the subnet of its gateway if it is made."""
        vpn = self._plan.vpn
        self.vpn_client_prefixes = pulumi.Output.from_input([str(each) for each in vpn.client_prefixes] if vpn else [])
        self.vpn_gateway_id = _nothing()
        if not vpn:
            return []
        subnet = create_gateway_subnet(self._place, vnet, vpn.prefix, after=made)
        self.vpn_gateway_id = create_vpn_gateway(self._place, vpn, subnet).id
        return [subnet]

    def _zone(self, vnet: Network) -> Zone | None:
        zones = self._plan.private_dns
        if zones.zone_id is not None:
            return find_zone(self._place, "zone", zones.zone_id, self._unlinked(vnet))
        return create_zone(self._place, "zone", zones.zone_name, vnet.id) if zones.zone_name else None

    def _unlinked(self, vnet: Network) -> pulumi.Input[str] | None:
        """Return the network's id if it is made here, so that no zone that exists can be linked to it yet."""
        return vnet.id if self._plan.existing.makes_network else None

    def _host(self, zone: Zone | None, host: str, address: str) -> pulumi.Output[str]:
        return create_record(self._place, zone, host, address) if zone else pulumi.Output.from_input(address)

    def _flexible_server_zone(self, vnet: Network) -> pulumi.Output[str]:
        if self._plan.hosting is not Hosting.FLEXIBLE_SERVER:
            return _nothing()
        existing = self._plan.private_dns.repository_zone_id
        if existing is not None:
            zone = find_zone(self._place, "postgresql-zone", existing, self._unlinked(vnet))
        else:
            zone_name = f"{self._plan.name.lower()}.private.postgres.database.azure.com"
            zone = create_zone(self._place, "postgresql-zone", zone_name, vnet.id)
        # A flexible server is refused while its zone is not linked to its network.
        links = [link.id for link in zone.linked if isinstance(link, pulumi.CustomResource)]
        return pulumi.Output.all(zone.id, *links).apply(lambda ids: str(ids[0]))


def _nothing() -> pulumi.Output[str]:
    return pulumi.Output.from_input("")


def _inputs(plan: NetworkPlan) -> dict[str, object]:
    """Return what the engine and policies see of the component."""
    existing, ranges, zones, bastion, log = plan.existing, plan.ranges, plan.private_dns, plan.bastion, plan.flow_log
    named = zones.zone_name or (None if zones.zone_id is not None else "none")
    return {
        "resourceGroupName": plan.resource_group_name,
        "location": plan.location,
        "hosting": plan.hosting.value,
        "virtualNetworkId": existing.network_id,
        "backupServerSubnetId": existing.backup_server_subnet_id,
        "repositorySubnetId": existing.repository_subnet_id,
        "addressSpace": _text(ranges.address_space),
        "backupServerPrefix": _text(ranges.backup_server_prefix),
        "repositoryPrefix": _text(ranges.repository_prefix),
        "backupServerAddress": _text(ranges.backup_server_address),
        "repositoryAddress": _text(ranges.repository_address),
        "repositoryPort": plan.repository_port,
        "administrationPrefixes": [str(prefix) for prefix in plan.administration_prefixes],
        "privateDnsZone": named,
        "privateDnsZoneId": zones.zone_id,
        "repositoryZoneId": zones.repository_zone_id,
        "egress": plan.egress.way,
        "firewallAddress": plan.egress.firewall_address,
        "bastion": {
            "prefix": str(bastion.prefix),
            "clientPrefixes": [str(prefix) for prefix in bastion.client_prefixes],
            "scaleUnits": bastion.scale_units,
        }
        if bastion
        else None,
        "vpn": _vpn_inputs(plan.vpn) if plan.vpn else None,
        "flowLogs": {
            "storageAccountId": log.storage_account_id,
            "retentionDays": log.retention_days,
            "networkWatcherName": log.network_watcher_name,
            "networkWatcherResourceGroupName": log.network_watcher_resource_group_name,
        }
        if log
        else None,
        "lock": plan.lock,
        "tags": plan.tags,
    }


def _vpn_inputs(vpn: VpnPlan) -> dict[str, object]:
    authentication = vpn.authentication
    proven: dict[str, object] = {"tenantId": authentication.tenant_id, "audience": authentication.audience}
    if authentication.way == CERTIFICATE:
        proven = {
            "rootCertificates": [
                {"name": root.name, "publicData": root.public_data} for root in authentication.root_certificates
            ],
            "revokedCertificates": [
                {"name": revoked.name, "thumbprint": revoked.thumbprint}
                for revoked in authentication.revoked_certificates
            ],
        }
    return {
        "clientPrefixes": [str(prefix) for prefix in vpn.client_prefixes],
        "authentication": authentication.way,
        **proven,
        "prefix": str(vpn.prefix),
        "sku": vpn.sku,
        "zones": list(vpn.zones),
    }


def _text(value: object) -> str | None:
    return None if value is None else str(value)
