"""The cloud-config of the repository's machine, as cloud-init itself judges it."""

import base64
from pathlib import Path
from typing import Any

import pytest
import yaml
from debian import Program, program
from deployment import deploy
from full_arguments import FULL
from test_entra_id_repository import MACHINE, STORAGE

from veeam_entraid import EntraIdRepository

pytestmark = pytest.mark.extended

BACKUP = {"backup": {"storage_account_id": STORAGE}}
# Names and values that YAML reads as something else, where they are written without care.
ODD = BACKUP | {
    "login": "null",
    "administrator_login": "y",
    "parameters": {"search_path": 'it\'s "$PATH" `x`: #{y}\n- \\z', "application_name": "Grüße, 世界"},
}
NAMES = ("No", "x" * 40)
ARGUMENTS: dict[str, dict[str, Any]] = {
    "the least": MACHINE,
    "everything": FULL["EntraIdRepository", "virtualMachine"],
    **{
        f"PostgreSQL {major}{' with backups' if backup else ''}": MACHINE | {"engine_version": major} | backup
        for major in (14, 15, 16, 17, 18)
        for backup in ({}, BACKUP)
    },
}


@pytest.fixture(scope="module")
def cloud_init() -> Program:
    return program("cloud-init")


def cloud_config(arguments: dict[str, Any], name: str = "db") -> str:
    """Return what a machine is handed over, as text."""
    deployment = deploy(lambda: EntraIdRepository(name, arguments))  # pyright: ignore[reportArgumentType]
    return base64.b64decode(deployment[f"{name}-vm"].inputs["osProfile"]["customData"]).decode()


def accept(cloud_init: Program, file: Path, text: str) -> None:
    file.write_text(text)
    judged = cloud_init.run("schema", "--config-file", file)
    assert judged.returncode == 0, judged.stdout + judged.stderr
    assert "Valid" in judged.stdout


@pytest.mark.parametrize("arguments", ARGUMENTS.values(), ids=ARGUMENTS)
def test_cloud_init_takes_it(cloud_init: Program, arguments: dict[str, Any], tmp_path: Path) -> None:
    accept(cloud_init, tmp_path / "cloud-config", cloud_config(arguments))


@pytest.mark.parametrize("name", NAMES)
def test_cloud_init_takes_odd_names_and_values(cloud_init: Program, name: str, tmp_path: Path) -> None:
    accept(cloud_init, tmp_path / "cloud-config", cloud_config(MACHINE | ODD, name))


@pytest.mark.parametrize(
    ("broken", "named"),
    [
        ({"packages": {"curl": True}}, "packages"),
        ({"write_files": [{"path": "/etc/x", "permissions": 644}]}, "write_files.0.permissions"),
        ({"runcmd": "install"}, "runcmd"),
    ],
)
def test_cloud_init_refuses_what_is_wrong(
    cloud_init: Program, broken: dict[str, Any], named: str, tmp_path: Path
) -> None:
    file = tmp_path / "cloud-config"
    file.write_text("#cloud-config\n" + yaml.safe_dump(yaml.safe_load(cloud_config(MACHINE)) | broken))
    judged = cloud_init.run("schema", "--config-file", file)
    assert judged.returncode != 0
    assert named in judged.stdout + judged.stderr
