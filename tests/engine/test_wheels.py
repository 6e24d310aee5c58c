"""The wheels, in an empty environment in another folder: somebody else's program and pack work with nothing of ours."""

import os
import subprocess
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest
from pages import blocks
from stack import ROOT, Sandbox, Stack

pytestmark = [pytest.mark.engine, pytest.mark.extended]

UV = ROOT / ".engine" / "bin" / "uv"
SHIPPED = {
    "pytest-pulumi-policy": "pytest_pulumi_policy",
    "veeam-entraid": "veeam_entraid",
    "veeam-entraid-cli": "veeam_entraid_cli",
    "veeam-entraid-limits": "veeam_entraid_limits",
    "veeam-entraid-policy": "veeam_entraid_policy",
    "veeam-entraid-protocol": "veeam_entraid_protocol",
    "veeam-entraid-provider": "veeam_provider",
}

PROGRAM = """\
import pulumi
from veeam_entraid import BackupNetwork, BackupServer, EntraIdRepository

hosting = pulumi.Config().require("hosting")
network = BackupNetwork("network", {"resource_group_name": "rg", "hosting": hosting})
server = BackupServer("vbr", {
    "resource_group_name": "rg",
    "subnet_id": network.backup_server_subnet_id,
    "private_ip_address": network.backup_server_address,
    "entra_id_hosting": "local",
})
repository = EntraIdRepository("repository", {"hosting": hosting, "backup_server": server.server_name})
pulumi.export("connection", repository.connection)
"""


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Build the wheels of what ships."""
    folder = tmp_path_factory.mktemp("wheels")
    for name in SHIPPED:
        uv("build", "--wheel", "--quiet", "--package", name, "--out-dir", str(folder))
    return {path.name.partition("-")[0].replace("_", "-"): path for path in folder.glob("*.whl")}


def uv(*arguments: str, folder: Path = ROOT) -> None:
    cache = os.environ.get("UV_CACHE_DIR") or str(ROOT / ".engine" / "cache" / "uv")
    environment = {**os.environ, "HOME": str(folder), "UV_CACHE_DIR": cache}
    subprocess.run([UV, *arguments], cwd=folder, env=environment, check=True)


def test_every_wheel_says_what_it_is(wheels: dict[str, Path]) -> None:
    assert set(wheels) == set(SHIPPED)
    for name, path in wheels.items():
        with zipfile.ZipFile(path) as wheel:
            names = wheel.namelist()
            (metadata,) = [each for each in names if each.endswith(".dist-info/METADATA")]
            described = Parser().parsestr(wheel.read(metadata).decode())
        assert described["Name"] == name
        assert described["License-Expression"] == "Apache-2.0"
        assert any(each.endswith(".dist-info/licenses/LICENSE") for each in names)
        assert f"{SHIPPED[name]}/py.typed" in names
        unbounded = [
            each for each in described.get_all("Requires-Dist") or () if not any(mark in each for mark in "<>")
        ]
        assert unbounded == []
        assert not any("sandbox" in each for each in names)


def test_somebody_elses_program_passes_a_preview_with_the_pack(
    wheels: dict[str, Path], preview_sandbox: Sandbox, tmp_path: Path
) -> None:
    environment = tmp_path / "environment"
    uv("venv", "--quiet", str(environment), folder=tmp_path)
    uv("pip", "install", "--quiet", "--python", str(environment), *map(str, wheels.values()), folder=tmp_path)
    runtime = f"runtime: {{name: python, options: {{toolchain: pip, virtualenv: {environment}}}}}\n"
    files = {
        "program/Pulumi.yaml": f"name: theirs\n{runtime}",
        "program/__main__.py": PROGRAM,
        "pack/PulumiPolicy.yaml": f"version: 0.0.1\n{runtime}",
        "pack/__main__.py": "from veeam_entraid_policy import serve_policy_pack\n\nserve_policy_pack()\n",
    }
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content)
    stack = Stack(preview_sandbox, tmp_path / "program", "theirs", pack=tmp_path / "pack").create()
    stack.configure({"theirs:hosting": "local"})
    said = stack.preview().succeeded()
    assert "veeam-entraid:index:EntraIdRepository repository create" in said.flat
    assert "✅ veeam-entraid@v" in said.flat
    stack.configure({"theirs:hosting": "local", "azure-native:environment": "china"})
    assert "[supported-region]" in stack.preview().failed().text


def test_the_harness_tests_a_pack_of_somebody_else_with_nothing_of_ours_but_the_protocol(
    wheels: dict[str, Path], tmp_path: Path
) -> None:
    environment = tmp_path / "environment"
    uv("venv", "--quiet", str(environment), folder=tmp_path)
    installed = [f"{wheels['pytest-pulumi-policy']}[sdk]", str(wheels["veeam-entraid-protocol"])]
    uv("pip", "install", "--quiet", "--python", str(environment), *installed, folder=tmp_path)
    (example,) = blocks("harness/README.md", "python")
    (tmp_path / "test_example.py").write_text(example)
    python = environment / "bin" / "python"
    said = subprocess.run([python, "-m", "pytest", "-q", "-W", "error"], cwd=tmp_path, check=True, capture_output=True)
    assert b"2 passed" in said.stdout
    ours = {"veeam_entraid_limits", "veeam_entraid_policy", "veeam_entraid", "pulumi_azure_native"}
    there = {path.name for path in environment.glob("lib/*/site-packages/*")}
    assert not ours & there
