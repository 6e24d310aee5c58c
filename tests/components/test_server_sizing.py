"""What roles need, and the advice where a size does not fit."""

import pytest

from veeam_entraid.server._sizing import (
    Need,
    Workload,
    need_of,
    processor_problem,
    sizing_advice,
)


@pytest.mark.parametrize(
    ("workload", "need"),
    [
        # The facts' derived examples: everything on one machine, two jobs, one source of logs.
        (Workload(concurrent_jobs=2, log_sources=1), Need(8, 35)),
        (Workload(concurrent_jobs=2, log_sources=1, object_storage=True), Need(8, 47)),
        (Workload(), Need(8, 22.5)),
        (Workload(proxy_tasks=6), Need(12, 16.5 + 28 - 2)),
        (Workload(log_sources=2, object_storage=True), Need(14, 16.5 + 8 + 36 + 12 - 6)),
    ],
)
def test_memory_adds_up_and_the_largest_role_counts_for_processors(workload: Workload, need: Need) -> None:
    assert need_of(workload) == need


def test_advice_says_what_is_missing_and_is_silent_where_nothing_is_known() -> None:
    work = Workload(concurrent_jobs=2, log_sources=1)
    assert sizing_advice("Standard_E8s_v5", 256, work) == ()
    assert sizing_advice("Standard_M8ms", 256, work) == ()
    assert sizing_advice("Standard_DS1_v2", 256, work) == ()
    memory, disk = sizing_advice("Standard_D8s_v5", 128, work)
    assert "32 GB of memory" in memory
    assert "needs 35" in memory
    assert "osDiskSizeGb 128 is less than 256" in disk
    (processors, _) = sizing_advice("Standard_D4s_v5", 256, work)
    assert "4 vCPU" in processors


def test_the_default_machine_is_large_enough_for_tenant_jobs() -> None:
    assert sizing_advice("Standard_D8s_v5", 256, Workload()) == ()


@pytest.mark.parametrize(("size", "refused"), [("Standard_D8ps_v5", True), ("Standard_D8s_v5", False)])
def test_arm_is_refused(size: str, *, refused: bool) -> None:
    assert bool(processor_problem(size)) is refused
