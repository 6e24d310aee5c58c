"""What a backup server may boot from."""

from typing import Any

import pytest
from deployment import SUBSCRIPTION

from veeam_entraid import BackupServer
from veeam_entraid.server import plan_backup_server

SUBNET = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Network/virtualNetworks/v/subnets/backup"
ARGUMENTS: dict[str, Any] = {"resourceGroupName": "rg", "subnetId": SUBNET}
IMAGE_ID = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/rg/providers/Microsoft.Compute/galleries/g/images/vbr"


def image(**arguments: Any) -> Any:
    return plan_backup_server("vbr", {**ARGUMENTS, "image": arguments}).image


def refusal(**arguments: Any) -> dict[str, str]:
    problems = BackupServer.check("vbr", {**ARGUMENTS, "image": arguments})
    return {problem.path: problem.message for problem in problems}


@pytest.mark.parametrize(
    ("release", "sku"),
    [
        ("2025", "2025-datacenter-g2"),
        ("2022", "2022-datacenter-g2"),
        ("2019", "2019-datacenter-gensecond"),
        ("2016", "2016-datacenter-gensecond"),
    ],
)
def test_each_documented_release_has_an_image_for_trusted_launch(release: str, sku: str) -> None:
    found = image(operatingSystem=release)
    assert (found.publisher, found.offer, found.sku) == ("MicrosoftWindowsServer", "WindowsServer", sku)
    assert not found.has_product


def test_another_edition_of_a_documented_release_will_do() -> None:
    assert image(sku="2022-datacenter-azure-edition").sku == "2022-datacenter-azure-edition"


@pytest.mark.parametrize(
    ("sku", "why"),
    [
        ("2022-datacenter-core-g2", "Server Core"),
        ("2025-datacenter-azure-edition-core", "Server Core"),
        ("datacenter-core-20h2-with-containers-smalldisk", "Server Core"),
        ("2022-datacenter-smalldisk-g2", "smalldisk"),
        ("2012-r2-datacenter-gensecond", "2025, 2022, 2019, 2016"),
        ("win11-23h2-pro", "2025, 2022, 2019, 2016"),
    ],
)
def test_an_edition_that_the_product_does_not_run_on_is_refused(sku: str, why: str) -> None:
    assert why in refusal(sku=sku)["image.sku"]


def test_a_release_outside_the_documented_list_is_refused() -> None:
    assert refusal(operatingSystem="2012") == {"image.operatingSystem": "has to be 2025 or 2022 or 2019 or 2016"}


def test_the_marketplace_plan_has_the_product() -> None:
    found = image(kind="marketplace")
    assert (found.publisher, found.offer, found.sku) == (
        "veeam",
        "veeam-backup-replication",
        "veeam-backup-replication-v13",
    )
    assert found.has_product
    assert found.has_plan


def test_an_installation_has_no_use_with_the_marketplace_plan() -> None:
    installation = {"isoUrl": "https://x/y.iso", "isoSha256": "0" * 64, "acceptLicenseAgreements": True}
    problems = BackupServer.check("vbr", {**ARGUMENTS, "image": {"kind": "marketplace"}, "installation": installation})
    assert [problem.path for problem in problems] == ["installation"]


def test_a_custom_image_is_named_by_its_id() -> None:
    assert image(kind="custom", imageId=IMAGE_ID).image_id == IMAGE_ID
    assert set(refusal(kind="custom")) == {"image.imageId"}
    assert set(refusal(kind="custom", imageId="windows")) == {"image.imageId"}


def test_what_has_no_use_with_a_kind_is_refused() -> None:
    assert set(refusal(imageId=IMAGE_ID)) == {"image.imageId"}
    assert set(refusal(kind="custom", imageId=IMAGE_ID, sku="a", version="latest", operatingSystem="2022")) == {
        "image.sku",
        "image.version",
        "image.operatingSystem",
    }
    assert set(refusal(sku="2022-datacenter-g2", operatingSystem="2022")) == {"image.operatingSystem"}
    assert set(refusal(version="newest", operating="2022")) == {"image.version", "image.operating"}
