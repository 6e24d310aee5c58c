"""The table of what the sandbox holds and runs."""

from collections.abc import Iterable, Sequence

from veeam_entraid_sandbox.azure import Seal, Store
from veeam_entraid_sandbox.machines import all_backup_servers, all_clusters
from veeam_entraid_sandbox.state import StateFolder

__all__ = ["status_table"]


def status_table(state: StateFolder) -> str:
    """Return the resources of the control plane and the machines behind them."""
    if not state.azure.exists():
        return f"There is no sandbox in {state.root}: `make up` makes one.\n"
    resources = [
        (entry.resource.token.removeprefix("azure-native:"), entry.resource.id.rpartition("/")[2], entry.phase)
        for entry in Store(state.azure, Seal(state.root)).all_entries()
    ]
    machines: list[tuple[str, ...]] = []
    for cluster in all_clusters(state):
        record = cluster.record
        if record is not None:
            pid = cluster.pid
            machines.append(
                (
                    (record.serves or record.volume).rpartition("/")[2],
                    f"PostgreSQL {record.major}",
                    f"{record.address}:{record.port}",
                    f"running, process {pid}" if pid else "stopped" if record.wanted else "off",
                )
            )
    for server in all_backup_servers(state):
        runs_on = server.record
        if runs_on is not None:
            pid = server.pid
            phase = "running" if server.is_serving else "being installed"
            machines.append(
                (
                    runs_on.machine.rpartition("/")[2],
                    "Veeam Backup & Replication",
                    f"{runs_on.address}:{runs_on.port}",
                    f"{phase}, process {pid}" if pid else "failed" if server.has_failed else "stopped",
                )
            )
    return "\n".join(
        [
            *_table(("RESOURCE", "NAME", "STATE"), resources),
            "",
            *_table(("MACHINE", "RUNS", "LISTENS ON", "STATE"), machines),
            "",
        ]
    )


def _table(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = [heading, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(heading))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]
