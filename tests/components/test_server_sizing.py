"""What roles need, what the names of sizes tell, and the advice where they do not fit."""

import pytest

from veeam_entraid.server._sizing import (
    Need,
    SizeOfMachine,
    Workload,
    machine_size,
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


@pytest.mark.parametrize(
    ("size", "has"),
    [
        ("Standard_D8s_v5", SizeOfMachine(8, 32)),
        ("Standard_D8ads_v6", SizeOfMachine(8, 32)),
        ("Standard_D8lds_v5", SizeOfMachine(8, 16)),
        ("Standard_E8s_v5", SizeOfMachine(8, 64)),
        ("Standard_E16-8s_v5", SizeOfMachine(8, 128)),
        ("Standard_F16s_v2", SizeOfMachine(16, 32)),
        ("Standard_F8as_v6", SizeOfMachine(8, 32)),
        ("Standard_F8als_v6", SizeOfMachine(8, 16)),
        ("Standard_F8ams_v6", SizeOfMachine(8, 64)),
        ("Standard_B8ms", SizeOfMachine(8, 32)),
        ("Standard_B8als_v2", SizeOfMachine(8, 16)),
        ("Standard_B16s_v2", SizeOfMachine(16, 64)),
        ("Standard_L8s_v3", SizeOfMachine(8, 64)),
        ("Standard_B2s", SizeOfMachine(2, None)),
        ("Standard_M32ts", SizeOfMachine(32, None)),
        ("Standard_NC24ads_A100_v4", SizeOfMachine(24, None)),
        # Their numbers count sizes, not processors.
        ("Standard_D13_v2", None),
        ("Standard_DS4_v2", None),
        ("Standard_A4", None),
        ("somewhat large", None),
    ],
)
def test_a_name_tells_what_it_tells_and_nothing_more(size: str, has: SizeOfMachine | None) -> None:
    assert machine_size(size) == has


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
