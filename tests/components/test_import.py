"""What an import costs: which modules of the Azure SDK it loads. Each is large."""

import subprocess
import sys

import pytest

import veeam_entraid

COMPONENTS = "from veeam_entraid import BackupNetwork, BackupServer, EntraApplication, EntraIdRepository, LogStorage"
LOADED = """
import sys
STATEMENT
parts = [name.split(".") for name in sys.modules if name.startswith("pulumi_azure_native.")]
print(*sorted({each[1] for each in parts if len(each) > 2}))
"""


def loaded(statement: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", LOADED.replace("STATEMENT", statement)], check=True, capture_output=True, text=True
    )
    return done.stdout.split()


def test_the_components_load_only_what_a_repository_on_a_machine_needs() -> None:
    """The rest is loaded by who uses it: annotations that would load it are quoted."""
    expected = ["authorization", "compute", "keyvault", "managedidentity", "network", "privatedns"]
    assert loaded(COMPONENTS) == expected


def test_the_classes_of_the_provider_load_nothing_of_azure() -> None:
    assert loaded("import veeam_entraid.veeam") == []
    checked = "import sys, veeam_entraid.veeam; print('veeam_provider' in sys.modules, 'httpx' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", checked], check=True, capture_output=True, text=True)
    assert done.stdout.split() == ["False", "False"]


@pytest.mark.parametrize("name", veeam_entraid.__all__)
def test_every_name_is_there(name: str) -> None:
    assert getattr(veeam_entraid, name).__name__ == name


def test_a_name_that_is_not_there_is_refused_as_anywhere() -> None:
    assert not hasattr(veeam_entraid, "BackupServers")
