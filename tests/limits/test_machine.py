"""What the names of sizes, editions and versions tell."""

import math

import pytest

from veeam_entraid_limits import (
    UNKNOWN,
    EditionProblem,
    SizeOfMachine,
    edition_problem,
    has_arm_processors,
    machine_size,
    major_version,
)


@pytest.mark.parametrize(
    ("size", "has"),
    [
        ("Standard_D8s_v5", SizeOfMachine(8, 32)),
        ("Standard_D2s_v3", SizeOfMachine(2, 8)),
        ("Standard_D8ads_v6", SizeOfMachine(8, 32)),
        ("Standard_D8lds_v5", SizeOfMachine(8, 16)),
        ("Standard_E8s_v5", SizeOfMachine(8, 64)),
        ("Standard_E16-8s_v5", SizeOfMachine(8, 128)),
        ("Standard_F16s_v2", SizeOfMachine(16, 32)),
        ("Standard_F8", SizeOfMachine(8, 16)),
        ("Standard_F8s_v5", SizeOfMachine(8, 16)),
        ("Standard_F8as_v6", SizeOfMachine(8, 32)),
        ("Standard_F8als_v6", SizeOfMachine(8, 16)),
        ("Standard_F8ams_v6", SizeOfMachine(8, 64)),
        ("Standard_B8ms", SizeOfMachine(8, 32)),
        ("Standard_B2ms", SizeOfMachine(2, 8)),
        ("Standard_B8als_v2", SizeOfMachine(8, 16)),
        ("Standard_B16s_v2", SizeOfMachine(16, 64)),
        ("Standard_L8s_v3", SizeOfMachine(8, 64)),
        ("Standard_B2s", SizeOfMachine(2, None)),
        ("Standard_B1ms", SizeOfMachine(1, None)),
        ("Standard_M32ts", SizeOfMachine(32, None)),
        ("Standard_NC24ads_A100_v4", SizeOfMachine(24, None)),
        # Their numbers count sizes, not processors.
        ("Standard_D3", None),
        ("Standard_D13_v2", None),
        ("Standard_DS4_v2", None),
        ("Standard_DS4_v3", None),
        ("Standard_A4", None),
        ("Standard_G3", None),
        ("Standard_GS3", None),
        ("somewhat large", None),
        ("", None),
    ],
)
def test_a_name_tells_what_it_tells_and_nothing_more(size: str, has: SizeOfMachine | None) -> None:
    assert machine_size(size) == has


@pytest.mark.parametrize(
    ("size", "arm"),
    [("Standard_D8ps_v5", True), ("Standard_D8plds_v5", True), ("Standard_D8s_v5", False), ("p", False)],
)
def test_a_name_tells_arm_processors(size: str, *, arm: bool) -> None:
    assert has_arm_processors(size) is arm


@pytest.mark.parametrize(
    ("edition", "problem"),
    [
        ("2022-datacenter-core-g2", EditionProblem.SERVER_CORE),
        ("2022-Datacenter-Core-smalldisk", EditionProblem.SERVER_CORE),
        ("datacenter-core-20h2", EditionProblem.SERVER_CORE),
        ("2022-servercore", EditionProblem.SERVER_CORE),
        ("2022-datacenter-smalldisk-g2", EditionProblem.SMALL_DISK),
        ("2019-Datacenter-SmallDisk", EditionProblem.SMALL_DISK),
        ("smalldisk2022", EditionProblem.SMALL_DISK),
        ("2022-datacenter-g2", None),
        ("2022-datacenter-azure-edition", None),
        ("corporate", None),
        ("", None),
    ],
)
def test_an_edition_tells_what_it_lacks(edition: str, problem: EditionProblem | None) -> None:
    assert edition_problem(edition) is problem


@pytest.mark.parametrize(
    ("value", "major"),
    [
        (17, 17),
        (0, 0),
        (-1, None),
        (17.6, 17),
        (0.0, 0),
        (-0.5, None),
        (math.inf, None),
        (-math.inf, None),
        (math.nan, None),
        (True, None),
        (False, None),
        ("PG 17", 17),
        ("9.6", 9),
        ("", None),
        ("17 or so", 17),
        ("x17y", None),
        (None, None),
        ([17], None),
        (UNKNOWN, None),
    ],
)
def test_the_major_version_of_postgresql(value: object, major: int | None) -> None:
    assert major_version(value) == major
