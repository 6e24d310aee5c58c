"""Microsoft.Network: route tables."""

from collections.abc import Iterator
from typing import Final

from veeam_entraid_protocol.properties import Properties, at, found, show
from veeam_entraid_protocol.provider import CheckFailure
from veeam_entraid_sandbox.azure._resource_type import Fixed, ResourceType
from veeam_entraid_sandbox.azure.types._constraints import address, choice, text

__all__ = ["TYPES"]

_ROUTE_TABLE: Final = "azure-native:network:RouteTable"
_APPLIANCE: Final = "VirtualAppliance"


def _appliance_has_an_address(inputs: Properties) -> Iterator[CheckFailure]:
    for path, route in found(inputs, "routes[]"):
        to_appliance, hop = at(route, "nextHopType") == _APPLIANCE, at(route, "nextHopIpAddress")
        if to_appliance and hop is None:
            yield CheckFailure(f"{show(path)}.nextHopIpAddress", f"'{show(path)}' leads to an appliance and needs one")
        elif hop is not None and not to_appliance:
            yield CheckFailure(f"{show(path)}.nextHopIpAddress", f"'{show(path)}' leads to no appliance and takes none")


TYPES: Final = (
    ResourceType(
        token=_ROUTE_TABLE,
        path="/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}"
        "/providers/Microsoft.Network/routeTables/{routeTableName}",
        fixed=(Fixed("location", "InvalidResourceLocation"),),
        constraints={
            "routeTableName": text(shortest=1, longest=80, pattern=r"[a-zA-Z0-9]([\w.-]*\w)?"),
            "routes[].nextHopType": choice(("VirtualNetworkGateway", "VnetLocal", "Internet", _APPLIANCE, "None")),
            "routes[].nextHopIpAddress": address(),
        },
        rules=(_appliance_has_an_address,),
        defaults={"disableBgpRoutePropagation": False},
    ),
)
