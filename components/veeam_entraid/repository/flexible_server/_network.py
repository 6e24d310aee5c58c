"""How a flexible server is reached: in a delegated subnet or by a private endpoint, never from the internet.

Sources: Microsoft, "Networking with private access (virtual network integration)" and "Networking with Private
Link" (Azure Database for PostgreSQL).
"""

from dataclasses import dataclass
from typing import Final

import pulumi

from veeam_entraid import _azure
from veeam_entraid._arguments import Arguments

__all__ = ["DELEGATED_SUBNET", "PRIVATE_ENDPOINT", "ServerNetwork", "read_network"]

DELEGATED_SUBNET: Final = "delegatedSubnet"
PRIVATE_ENDPOINT: Final = "privateEndpoint"

_ZONE_SUFFIX: Final = ".postgres.database.azure.com"
_ENDPOINT_ZONE: Final = f"privatelink{_ZONE_SUFFIX}"
_ONLY_ENDPOINT: Final = ("dns_zone_group", "private_ip_address", "application_security_group_ids")


@dataclass(frozen=True, slots=True)
class ServerNetwork:
    """How the server is reached, in or through the repository's subnet.

    Attributes:
        mode: ``delegatedSubnet`` or ``privateEndpoint``.
        private_dns_zone_id: the zone of its name; empty where others register a private endpoint.
        dns_zone_group: whether a private endpoint registers itself in the zone.
        private_ip_address: the private endpoint's fixed address.
        application_security_group_ids: what the private endpoint joins.
    """

    mode: str
    private_dns_zone_id: pulumi.Input[str]
    dns_zone_group: bool
    private_ip_address: pulumi.Input[str] | None
    application_security_group_ids: tuple[pulumi.Input[str], ...]

    @property
    def injected(self) -> bool:
        """Whether the server itself lies in the subnet."""
        return self.mode == DELEGATED_SUBNET


def read_network(reader: Arguments, block: Arguments) -> ServerNetwork:
    """Read the block, and the zone beside it."""
    mode = block.choice("mode", (DELEGATED_SUBNET, PRIVATE_ENDPOINT), DELEGATED_SUBNET)
    if mode == DELEGATED_SUBNET:
        block.refuse(_ONLY_ENDPOINT, "with mode: delegatedSubnet")
    zone_group = block.flag("dns_zone_group", default=True)
    network = ServerNetwork(
        mode=mode,
        private_dns_zone_id=reader.input_text("private_dns_zone_id") or "",
        dns_zone_group=zone_group,
        private_ip_address=_azure.read_address(block, "private_ip_address"),
        application_security_group_ids=block.inputs("application_security_group_ids"),
    )
    _refuse_zone(reader, network)
    return network


def _refuse_zone(reader: Arguments, network: ServerNetwork) -> None:
    zone = network.private_dns_zone_id
    if not network.injected and not network.dns_zone_group:
        reader.refuse(("private_dns_zone_id",), "with dnsZoneGroup: false, where others register the endpoint")
        return
    if not zone:
        wanted = "the private zone of its network" if network.injected else f"the private zone {_ENDPOINT_ZONE}"
        reader.missing("private_dns_zone_id", f"the resource id of {wanted}")
        return
    if not isinstance(zone, str):
        return
    name = zone.rpartition("/")[2].lower()
    if network.injected and not name.endswith(_ZONE_SUFFIX):
        reader.problem(
            "private_dns_zone_id", f"is no zone for a delegated subnet: write one whose name ends in {_ZONE_SUFFIX}"
        )
    if not network.injected and name != _ENDPOINT_ZONE:
        reader.problem("private_dns_zone_id", f"is no zone for a private endpoint: write that of {_ENDPOINT_ZONE}")
