"""The page on the backup server names every argument, and says of its figures what the code says."""

import json

from pages import ROOT

from veeam_entraid.plugin import schema
from veeam_entraid.server._hardening import MEASURES
from veeam_entraid.server._image import IMAGE_KINDS, OPERATING_SYSTEMS
from veeam_entraid.server._sizing import Workload, need_of

PAGE = (ROOT / "docs" / "backup-server.md").read_text()


def test_every_argument_is_named() -> None:
    inputs = json.loads(schema())["resources"]["veeam-entraid:index:BackupServer"]["inputProperties"]
    assert [name for name in inputs if f"`{name}" not in PAGE] == []


def test_every_image_is_named() -> None:
    assert all(f"`{kind}`" in PAGE for kind in IMAGE_KINDS)
    assert all(release in PAGE for release in OPERATING_SYSTEMS)


def test_the_examples_of_memory_are_what_the_code_computes() -> None:
    block, cloud = (need_of(Workload(2, 1, 1, object_storage=far)).memory_gb for far in (False, True))
    assert f"come to {block:g} GB, with object storage to {cloud:g}" in PAGE


def test_every_measure_of_hardening_is_described() -> None:
    assert [name for name in MEASURES if f"| `{name}` | {MEASURES[name].summary}" not in PAGE] == []
