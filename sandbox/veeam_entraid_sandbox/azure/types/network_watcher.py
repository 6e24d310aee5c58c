"""Microsoft.Network: flow logs of a network watcher."""

from typing import Final

from veeam_entraid_protocol.properties import text_at
from veeam_entraid_sandbox.azure._arm import ArmError, parent_id, parse_id
from veeam_entraid_sandbox.azure._resource_type import Fixed, Reference, ResourceType, Subject, View
from veeam_entraid_sandbox.azure.types._constraints import choice, number, text
from veeam_entraid_sandbox.azure.types._occupancy import demand_same_region, required

__all__ = ["TYPES"]

_FLOW_LOG: Final = "azure-native:network:FlowLog"
_TARGETS: Final = (
    "Microsoft.Network/virtualNetworks",
    "Microsoft.Network/virtualNetworks/subnets",
    "Microsoft.Network/networkInterfaces",
)


def _demand_target(subject: Subject, view: View) -> None:
    target = parse_id(text_at(subject.inputs, "targetResourceId"))
    if target is None or target.type.lower() not in {kind.lower() for kind in _TARGETS}:
        raise ArmError(
            400,
            "FlowLogTargetNotSupported",
            f"Flow log {subject.name} cannot be created for a {target.type if target else 'resource'}: creation of "
            "flow logs for network security groups has ended; create one for a virtual network.",
        )
    location = text_at(subject.inputs, "location")
    demand_same_region(subject.id, location, required(view, parent_id(subject.id)))
    demand_same_region(subject.id, location, required(view, text_at(subject.inputs, "storageId")))


TYPES: Final = (
    ResourceType(
        token=_FLOW_LOG,
        path="/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}"
        "/providers/Microsoft.Network/networkWatchers/{networkWatcherName}/flowLogs/{flowLogName}",
        replaced_by=frozenset({"location"}),
        fixed=(Fixed("targetResourceId", "FlowLogTargetCannotBeChanged"),),
        constraints={
            "flowLogName": text(shortest=1, longest=80, pattern=r"[a-zA-Z0-9]([\w.-]*\w)?"),
            "retentionPolicy.days": number(least=0, most=365),
            "format.type": choice(("JSON",)),
        },
        references=(Reference("targetResourceId"), Reference("storageId", "Microsoft.Storage/storageAccounts")),
        defaults={"enabled": True},
        demands=(_demand_target,),
    ),
)
