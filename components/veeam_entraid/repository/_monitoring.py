"""Monitoring of a repository's virtual machine: what is collected, and what people are alerted of. Pure.

Sources: Microsoft, "Azure Monitor Agent network configuration"; "Collect data with Azure Monitor Agent"; "Create or
edit a log search alert rule", for how far back a rule can look.
"""

from dataclasses import dataclass
from typing import Final

import pulumi

from veeam_entraid._arguments import Arguments
from veeam_entraid._azure import read_resource_id
from veeam_entraid._resource_ids import ACTION_GROUP, LOG_ANALYTICS_WORKSPACE, resource_id_problem
from veeam_entraid.repository._instance_backup import BACKUP_FAILED, BACKUP_SUCCEEDED

__all__ = ["COUNTERS", "DATA_DISK", "SYSLOG_FACILITY", "SYSLOG_LEVELS", "Alert", "Monitoring", "read_monitoring"]

DATA_DISK: Final = "/var/lib/postgresql"
"""Where the machine's program mounts the data disk."""

COUNTERS: Final = (
    r"Processor(*)\% Processor Time",
    r"Memory(*)\% Used Memory",
    r"Logical Disk(*)\% Free Space",
    r"Logical Disk(*)\Free Megabytes",
)
"""What is measured each minute. The agent measures disks all or none."""

SYSLOG_FACILITY: Final = "daemon"
"""Where services of the system log, and so what backups say: pgBackRest in its words, the machine's program in ours."""

SYSLOG_LEVELS: Final = ("Info", "Notice", "Warning", "Error", "Critical", "Alert", "Emergency")

_LONGEST_LOOK_BACK_HOURS: Final = 48
"""How far back a rule of Azure Monitor looks at most."""


@dataclass(frozen=True, slots=True)
class Alert:
    """What people are alerted of.

    Attributes:
        role: what its resource is called after the component's name.
        summary: what has happened, for whoever is alerted.
        severity: 0, the worst, to 4.
        table: the table of the workspace that tells.
        condition: which of the machine's rows in it count.
        operator: how they are compared with the threshold.
        threshold: the number of rows, or the mean of a column.
        column: the column whose mean is compared; empty for the number of rows.
        window: how far back it looks, as ISO 8601 writes it.
        frequency: how often it looks.
        muted: for how long it is silent after it has fired, for what happens at a moment; empty for a state, which
            ends by itself.
    """

    role: str
    summary: str
    severity: int
    table: str
    condition: str
    operator: str
    threshold: int
    column: str = ""
    window: str = "PT15M"
    frequency: str = "PT5M"
    muted: str = ""

    def query(self, machine_id: str) -> str:
        """Return the query that the rule runs."""
        return f'{self.table}\n| where _ResourceId =~ "{machine_id}"\n| where {self.condition}'


@dataclass(frozen=True, slots=True)
class Monitoring:
    """How a machine is watched.

    Attributes:
        workspace_id: resource id of the Log Analytics workspace that everything goes to.
        workspace_location: its region, if that is not the repository's.
        action_group_ids: the action groups that alerts call.
        backup_age_hours: how old the last successful backup may become; 0 where nobody asks.
        free_disk_percent: how much of the data disk has to be free.
        backed_up: whether the machine makes backups.
    """

    workspace_id: pulumi.Input[str]
    workspace_location: pulumi.Input[str] | None
    action_group_ids: tuple[pulumi.Input[str], ...]
    backup_age_hours: int
    free_disk_percent: int
    backed_up: bool

    @property
    def alerts(self) -> tuple[Alert, ...]:
        """What people are alerted of."""
        alerts: list[Alert] = []
        if self.backed_up:
            alerts.append(_BACKUP_FAILED)
        if self.backup_age_hours:
            alerts.append(_backup_overdue(self.backup_age_hours))
        return (*alerts, _disk_nearly_full(self.free_disk_percent), _NO_HEARTBEAT)

    @property
    def inputs(self) -> dict[str, object]:
        """The block as policies see it."""
        return {
            "workspaceId": self.workspace_id,
            "workspaceLocation": self.workspace_location,
            "actionGroupIds": list(self.action_group_ids),
            "backupAgeHours": self.backup_age_hours if self.backed_up else None,
            "freeDiskPercent": self.free_disk_percent,
        }


_BACKUP_FAILED: Final = Alert(
    role="backup-failed",
    summary="A backup of the repository's PostgreSQL has failed.",
    severity=1,
    table="Syslog",
    condition=f'SyslogMessage contains_cs "{BACKUP_FAILED}"',
    operator="GreaterThan",
    threshold=0,
    # Rows may come late, so it looks back further than it has to: the silence keeps it from firing again for the same.
    window="PT1H",
    frequency="PT15M",
    muted="PT1H",
)
_NO_HEARTBEAT: Final = Alert(
    role="no-heartbeat",
    summary="The repository's machine, or the agent on it, has been silent for 15 minutes.",
    severity=1,
    table="Heartbeat",
    condition='Category == "Azure Monitor Agent"',
    operator="LessThan",
    threshold=1,
)


def _backup_overdue(hours: int) -> Alert:
    return Alert(
        role="backup-overdue",
        summary=f"No backup of the repository's PostgreSQL has succeeded for {hours} hours.",
        severity=1,
        table="Syslog",
        condition=f'TimeGenerated > ago({hours}h) and SyslogMessage contains_cs "{BACKUP_SUCCEEDED}"',
        operator="LessThan",
        threshold=1,
        # Azure knows no windows between a day and two.
        window="P2D",
        frequency="PT1H",
    )


def _disk_nearly_full(percent: int) -> Alert:
    return Alert(
        role="disk-nearly-full",
        summary=f"Less than {percent} percent of the repository's data disk is free.",
        severity=2,
        table="Perf",
        condition=f'CounterName == "% Free Space" and InstanceName == "{DATA_DISK}"',
        operator="LessThan",
        threshold=percent,
        column="CounterValue",
    )


def read_monitoring(reader: Arguments, *, backed_up: bool) -> Monitoring | None:
    """Read the argument ``monitoring``; None when it is not given.

    Args:
        reader: the arguments of the repository, which collect what is wrong with the block.
        backed_up: whether the machine makes backups.
    """
    block = reader.block("monitoring")
    if not reader.has("monitoring"):
        return None
    if not backed_up:
        block.refuse(("backup_age_hours",), "without backup")
    required = "the resource id of the Log Analytics workspace that everything goes to"
    monitoring = Monitoring(
        workspace_id=read_resource_id(block, "workspace_id", LOG_ANALYTICS_WORKSPACE, required=required) or "",
        workspace_location=block.input_text("workspace_location"),
        action_group_ids=_read_action_groups(block),
        backup_age_hours=block.integer(
            "backup_age_hours", 30 if backed_up else 0, minimum=0, maximum=_LONGEST_LOOK_BACK_HOURS
        ),
        free_disk_percent=block.integer("free_disk_percent", 15, minimum=1, maximum=90),
        backed_up=backed_up,
    )
    block.refuse_unread()
    return monitoring


def _read_action_groups(block: Arguments) -> tuple[pulumi.Input[str], ...]:
    groups = block.inputs("action_group_ids")
    for index, group in enumerate(groups):
        if isinstance(group, str) and (problem := resource_id_problem(group, ACTION_GROUP)):
            block.problem(f"action_group_ids[{index}]", problem)
    return groups
