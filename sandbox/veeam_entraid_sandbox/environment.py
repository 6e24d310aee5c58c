"""The sandbox's environment: what attaches the stand-ins, and keeps everything else away.

The stand-ins are found because ``sandbox/bin`` is on the PATH, and serve because the variable that names
the state folder is set. Both are true in this environment only.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from veeam_entraid_sandbox.azure import SUBSCRIPTION
from veeam_entraid_sandbox.certificates import bundle_file
from veeam_entraid_sandbox.state import VARIABLE, StateFolder

__all__ = ["PASSPHRASE", "environment"]

PASSPHRASE: Final = "sandbox"  # noqa: S105 - it is public
"""The passphrase of the local stack, whose committed file carries its salt. It is no secret: what it
protects belongs to one machine's sandbox, and goes with it."""

_CREDENTIAL_PREFIXES: Final = ("ARM_", "AZURE_", "PULUMI_CONFIG", "PG")
_FOREIGN: Final = ("PULUMI_ACCESS_TOKEN", "PULUMI_STACK", "PULUMI_IGNORE_AMBIENT_PLUGINS", "VIRTUAL_ENV", "PYTHONPATH")


def environment(root: Path, state: StateFolder, base: Mapping[str, str]) -> dict[str, str]:
    """Return the environment in which a stack of the sandbox runs.

    Args:
        root: the clone.
        state: the sandbox's state folder.
        base: the environment to start from, usually the user's. Azure's credentials, PostgreSQL's
            defaults and Pulumi's settings in it are left behind.
    """
    kept = {
        name: value
        for name, value in base.items()
        if not name.startswith(_CREDENTIAL_PREFIXES) and name not in _FOREIGN
    }
    in_front = [root / "sandbox" / "bin", root / ".engine" / "bin", root / ".venv" / "bin"]
    path = [str(folder) for folder in in_front] + [base.get("PATH", "/usr/bin:/bin")]
    return kept | {
        "PATH": ":".join(path),
        VARIABLE: str(state.root),
        "ARM_SUBSCRIPTION_ID": SUBSCRIPTION,
        "ARM_TENANT_ID": SUBSCRIPTION,
        "PULUMI_HOME": str(state.pulumi_home),
        "PULUMI_BACKEND_URL": f"file://{state.backend}",
        "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE,
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_AUTOMATION_API_SKIP_VERSION_CHECK": "true",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        # The engine lets uv look after the environment, and uv keeps a cache.
        "UV_CACHE_DIR": base.get("UV_CACHE_DIR") or str(root / ".engine" / "cache" / "uv"),
        "SSL_CERT_FILE": str(bundle_file(state)),
        "UV_OFFLINE": "1",
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_NO_PROGRESS": "1",
    }
