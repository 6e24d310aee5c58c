"""States of stacks as earlier versions left them, to which later versions must do no harm.

`python tests/engine/recording.py` records the present version's, with the engine and the sandbox, before a release.
"""

import json
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

from stack import ROOT, Sandbox, Stack

RECORDED = Path(__file__).parent / "recorded"

ADMINISTRATION = {"veeam-entraid:network": {"administrationPrefixes": ["10.60.0.128/26"]}}
SCENARIOS: dict[str, dict[str, Any]] = {
    "virtual-machine": {**ADMINISTRATION, "veeam-entraid:repository": {"port": 55437}},
    "flexible-server": {
        "veeam-entraid:repository": {
            "hosting": "flexibleServer",
            "acknowledgeUnsupportedCloudDatabase": True,
            "parameters": {"work_mem": 12288},
        },
    },
    "on-the-server": {"veeam-entraid:repository": {"hosting": "local"}},
}
# Where the program lay when it ran, and when that was.
_OF_THE_MACHINE = ("sourcePosition", "stackTrace", "created", "modified")


def stack_of(sandbox: Sandbox, scenario: str) -> Stack:
    """Return the stack of a scenario, as it is recorded: with its protection, which an upgrade has to respect."""
    stack = Stack(sandbox, ROOT, scenario, policy=False).create()
    stack.configure(SCENARIOS[scenario])
    return stack


def record(scenario: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        sandbox = Sandbox(Path(folder) / "sandbox")
        try:
            stack = stack_of(sandbox, scenario)
            stack.up().succeeded()
            exported: dict[str, Any] = json.loads(stack.run("stack", "export").succeeded().text)
        finally:
            sandbox.close()
    deployment = exported["deployment"]
    deployment["manifest"] = {"time": "2000-01-01T00:00:00Z", "magic": "", "version": ""}
    for resource in deployment["resources"]:
        for key in _OF_THE_MACHINE:
            resource.pop(key, None)
    file = RECORDED / f"{scenario}-{version('veeam-entraid')}.json"
    file.write_text(json.dumps(exported, indent=1, sort_keys=True) + "\n")


if __name__ == "__main__":
    for name in sys.argv[1:] or SCENARIOS:
        record(name)
