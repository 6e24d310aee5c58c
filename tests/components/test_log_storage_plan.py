"""The plan of the storage of log backups: defaults, and refusals with every problem."""

from typing import Any

import pytest

from veeam_entraid import InvalidArgumentsError, LogStorage
from veeam_entraid.storage import LogStoragePlan, plan_log_storage

NETWORKS = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network"
NEEDED = {"resource_group_name": "rg", "subnet_id": f"{NETWORKS}/virtualNetworks/v/subnets/servers"}


def plan(**arguments: Any) -> LogStoragePlan:
    return plan_log_storage("logs", NEEDED | arguments)


def test_the_defaults_are_what_the_documentation_says() -> None:
    made = plan()
    assert (made.sku, made.container_name, made.folder_name) == ("Standard_ZRS", "veeam-entraid-logs", "logs")
    assert (made.immutability_days, made.immutable, made.account_key) == (0, False, "key1")
    assert (made.lock, made.deletion_protection) == (False, True)


@pytest.mark.parametrize(
    ("arguments", "path", "words"),
    [
        ({"subnet_id": None}, "subnetId", "is missing"),
        ({"subnet_id": "servers"}, "subnetId", "not the resource id of a subnet"),
        ({"private_dns_zone_id": NEEDED["subnet_id"]}, "privateDnsZoneId", "not the resource id of a private DNS zone"),
        ({"sku": "Premium_LRS"}, "sku", "Standard_ZRS or Standard_LRS"),
        ({"container_name": "Logs"}, "containerName", "lower-case"),
        ({"container_name": "a--b"}, "containerName", "single hyphens"),
        ({"container_name": "ab"}, "containerName", "3 to 63"),
        ({"folder_name": "a/b"}, "folderName", "letters, digits, hyphens and underscores"),
        ({"immutability_days": 0}, "immutabilityDays", "from 1 to 146000"),
        ({"account_key": "key3"}, "accountKey", "key1 or key2"),
        ({"lock": "maybe"}, "lock", "true or false"),
        ({"soft_delete": True}, "softDelete", "is not an argument"),
        ({"resource_group_name": None}, "resourceGroupName", "is missing"),
    ],
)
def test_what_would_not_work_is_refused(arguments: dict[str, Any], path: str, words: str) -> None:
    with pytest.raises(InvalidArgumentsError) as refusal:
        plan(**arguments)
    assert [problem.path for problem in refusal.value.problems] == [path]
    assert words in refusal.value.problems[0].message


def test_all_problems_come_at_once() -> None:
    problems = LogStorage.check("logs", {"sku": "Premium_LRS", "containerName": "Logs", "lock": 7})
    assert {problem.path for problem in problems} == {"resourceGroupName", "subnetId", "sku", "containerName", "lock"}


def test_numbers_arrive_in_any_type() -> None:
    assert plan(immutability_days=30.0).immutability_days == plan(immutability_days="30").immutability_days == 30


def test_what_another_component_hands_over_may_be_missing_while_a_configuration_is_read() -> None:
    made = plan_log_storage("logs", {"resource_group_name": "rg"}, ("subnet_id",))
    assert made.subnet_id == ""
