"""What a live backup server shows, and what the documented limits say to it.

    with connect(settings) as client:
        inventory = collect_inventory(client, settings.base_url)
    for judgement in judge_server(inventory):
        print(judgement.limit.id, judgement.state)

Collecting only reads. Everything after it is pure: :func:`facts_of` puts an inventory into the words of the limits,
:func:`judge_server` asks all of them, :func:`read_tenants` and :func:`read_expiries` say how the backups stand.
"""

from veeam_provider.live._collecting import collect_inventory
from veeam_provider.live._facts import facts_of
from veeam_provider.live._inventory import Backup, JobState, License, ServerInventory, Unread
from veeam_provider.live._judging import Judgement, State, judge_server
from veeam_provider.live._status import (
    OLDEST,
    Expiry,
    JobReport,
    TenantStatus,
    license_problem,
    read_expiries,
    read_tenants,
)

__all__ = [
    "OLDEST",
    "Backup",
    "Expiry",
    "JobReport",
    "JobState",
    "Judgement",
    "License",
    "ServerInventory",
    "State",
    "TenantStatus",
    "Unread",
    "collect_inventory",
    "facts_of",
    "judge_server",
    "license_problem",
    "read_expiries",
    "read_tenants",
]
