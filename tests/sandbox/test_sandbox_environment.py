"""The environment attaches the stand-ins, and keeps credentials and other settings away."""

import shlex
import shutil
import ssl
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography import x509
from provider_client import ZERO

from veeam_entraid_sandbox.certificates import authority_file, bundle_file, issue, prepare
from veeam_entraid_sandbox.environment import PASSPHRASE, environment
from veeam_entraid_sandbox.state import VARIABLE, NotInSandboxError, StateFolder

ROOT = Path(__file__).parents[2]
PLUGINS = ("azure-native", "azuread", "random", "tls")


@pytest.fixture
def attached(state: StateFolder) -> dict[str, str]:
    base = {
        "PATH": "/usr/bin",
        "HOME": "/home/somebody",
        "ARM_CLIENT_SECRET": "hunter2",
        "ARM_SUBSCRIPTION_ID": "11111111-1111-1111-1111-111111111111",
        "AZURE_CLIENT_ID": "somebody",
        "PULUMI_ACCESS_TOKEN": "pul-hunter2",
        "PULUMI_CONFIG_PASSPHRASE_FILE": "/home/somebody/passphrase",
        "PGPASSWORD": "hunter2",
    }
    return environment(ROOT, state, base)


def test_stand_ins_are_found_in_the_environment_and_nowhere_else(attached: dict[str, str]) -> None:
    for name in PLUGINS:
        assert shutil.which(f"pulumi-resource-{name}", path=attached["PATH"])
        outside = ":".join(part for part in attached["PATH"].split(":") if part != str(ROOT / "sandbox" / "bin"))
        assert shutil.which(f"pulumi-resource-{name}", path=outside) is None


def test_credentials_and_other_stacks_stay_outside(attached: dict[str, str]) -> None:
    assert "hunter2" not in " ".join(attached.values())
    assert {name for name in attached if name.startswith(("ARM_", "AZURE_", "PG"))} == {
        "ARM_SUBSCRIPTION_ID",
        "ARM_TENANT_ID",
    }
    assert attached["ARM_SUBSCRIPTION_ID"] == ZERO
    assert attached["HOME"] == "/home/somebody"
    assert attached["PULUMI_CONFIG_PASSPHRASE"] == PASSPHRASE
    assert "PULUMI_CONFIG_PASSPHRASE_FILE" not in attached


def test_everything_that_pulumi_keeps_is_in_the_state_folder(attached: dict[str, str], state: StateFolder) -> None:
    assert attached["PULUMI_BACKEND_URL"] == f"file://{state.backend}"
    assert Path(attached["PULUMI_HOME"]).is_relative_to(state.root)
    assert attached[VARIABLE] == str(state.root)


def test_uvs_cache_is_in_the_clone_unless_the_user_has_one(state: StateFolder) -> None:
    assert Path(environment(ROOT, state, {})["UV_CACHE_DIR"]).is_relative_to(ROOT / ".engine")
    assert environment(ROOT, state, {"UV_CACHE_DIR": "/home/somebody/uv"})["UV_CACHE_DIR"] == "/home/somebody/uv"


def test_the_bundle_holds_the_systems_authorities_and_the_sandboxs(
    attached: dict[str, str], state: StateFolder
) -> None:
    prepare(state)
    assert attached["SSL_CERT_FILE"] == str(bundle_file(state))
    assert authority_file(state).read_bytes() in bundle_file(state).read_bytes()
    assert len(ssl.create_default_context(cafile=bundle_file(state)).get_ca_certs()) > 1
    before = bundle_file(state).read_bytes()
    prepare(state)
    assert bundle_file(state).read_bytes() == before


def test_the_authority_certifies_an_address_and_keeps_its_key_sealed(state: StateFolder) -> None:
    issued = issue(state, "127.64.0.9")
    leaf, authority = x509.load_pem_x509_certificates(issued.certificate)
    leaf.verify_directly_issued_by(authority)
    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert [str(address) for address in names.get_values_for_type(x509.IPAddress)] == ["127.64.0.9"]
    ssl.create_default_context(cafile=authority_file(state))
    assert [path for path in state.root.rglob("*") if path.is_file() and b"PRIVATE KEY" in path.read_bytes()] == []


@pytest.mark.parametrize("value", [None, "", "relative/folder"])
def test_a_state_folder_is_named_by_its_absolute_path(value: str | None) -> None:
    with pytest.raises(NotInSandboxError, match=VARIABLE):
        StateFolder.of_environment({} if value is None else {VARIABLE: value})


def test_the_command_prints_exports_and_nothing_else(state: StateFolder) -> None:
    printed = subprocess.run(
        [sys.executable, "-m", "veeam_entraid_sandbox", "env"],
        env={"PATH": "/usr/bin:/bin", VARIABLE: str(state.root), "ARM_CLIENT_SECRET": "hunter2"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert printed.stderr == ""
    exports = dict(shlex.split(line.removeprefix("export "))[0].split("=", 1) for line in printed.stdout.splitlines())
    assert all(line.startswith("export ") for line in printed.stdout.splitlines())
    assert exports["ARM_CLIENT_SECRET"] == ""
    assert exports["PULUMI_CONFIG_PASSPHRASE"] == PASSPHRASE
    assert exports[VARIABLE] == str(state.root)
    assert exports["PATH"].startswith(str(ROOT / "sandbox" / "bin"))
    assert bundle_file(state).exists()
