"""What `import veeam_entraid` costs: which modules of the Azure SDK it loads. Each is large."""

import subprocess
import sys

LOADED = """
import sys, veeam_entraid
parts = [name.split(".") for name in sys.modules if name.startswith("pulumi_azure_native.")]
print(*sorted({each[1] for each in parts if len(each) > 2}))
"""


def test_it_loads_only_what_a_repository_on_a_machine_needs() -> None:
    """The rest is loaded by who uses it: annotations that would load it are quoted."""
    done = subprocess.run([sys.executable, "-c", LOADED], check=True, capture_output=True, text=True)

    assert done.stdout.split() == ["authorization", "compute", "keyvault", "managedidentity", "network", "privatedns"]
