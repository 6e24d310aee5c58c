"""Flow logs of the virtual network.

Azure takes no new flow logs of security groups since 30 June 2025 and ends the old ones on 30 September 2027; those
of virtual networks have taken their place. Source: Microsoft, "Virtual network flow logs".
"""

from dataclasses import dataclass
from typing import Final

import pulumi
from pulumi_azure_native import network

from veeam_entraid._arguments import Arguments
from veeam_entraid._azure import read_resource_id
from veeam_entraid._place import Place
from veeam_entraid._resource_ids import STORAGE_ACCOUNT

__all__ = ["FlowLogPlan", "create_flow_log", "read_flow_log"]

_WATCHERS: Final = "NetworkWatcherRG"
_LONGEST_RETENTION: Final = 365
_VERSION: Final = 2


@dataclass(frozen=True, slots=True)
class FlowLogPlan:
    """The flow log, as it is made.

    Attributes:
        storage_account_id: resource id of the account that it is written to.
        retention_days: how long its entries are kept; 0 for ever.
        network_watcher_name: the watcher of the region.
        network_watcher_resource_group_name: the watcher's resource group.
    """

    storage_account_id: pulumi.Input[str]
    retention_days: int
    network_watcher_name: pulumi.Input[str]
    network_watcher_resource_group_name: pulumi.Input[str]


def read_flow_log(reader: Arguments, location: pulumi.Input[str] | None) -> FlowLogPlan | None:
    """Read the block ``flowLogs``; None if there is none."""
    block = reader.block("flow_logs")
    if not reader.has("flow_logs"):
        return None
    account = read_resource_id(
        block,
        "storage_account_id",
        STORAGE_ACCOUNT,
        required="the resource id of a storage account in the network's region, another one than the backups'",
    )
    watcher = block.input_text(
        "network_watcher_name",
        required="" if location else "the name of the region's network watcher, such as NetworkWatcher_westeurope",
    )
    plan = FlowLogPlan(
        storage_account_id=account or "",
        retention_days=block.integer("retention_days", 90, minimum=0, maximum=_LONGEST_RETENTION),
        network_watcher_name=watcher or _usual_watcher(location),
        network_watcher_resource_group_name=block.input_text("network_watcher_resource_group_name") or _WATCHERS,
    )
    block.refuse_unread()
    return plan


def _usual_watcher(location: pulumi.Input[str] | None) -> pulumi.Output[str]:
    """Return the name that Azure gives to the watcher that it makes in a region."""
    return pulumi.Output.from_input(location or "").apply(
        lambda known: f"NetworkWatcher_{known.replace(' ', '').lower()}"
    )


def create_flow_log(place: Place, plan: FlowLogPlan, network_id: pulumi.Input[str]) -> network.FlowLog:
    """Make the flow log of a virtual network."""
    return network.FlowLog(
        f"{place.name}-flow-log",
        flow_log_name=f"{place.name}-flow-log",
        enabled=True,
        target_resource_id=network_id,
        storage_id=plan.storage_account_id,
        retention_policy=network.RetentionPolicyParametersArgs(
            days=plan.retention_days, enabled=plan.retention_days > 0
        ),
        format=network.FlowLogFormatParametersArgs(type="JSON", version=_VERSION),
        network_watcher_name=plan.network_watcher_name,
        resource_group_name=plan.network_watcher_resource_group_name,
        location=place.location,
        tags=place.tags,
        opts=place.opts,
    )
