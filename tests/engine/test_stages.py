"""A real stack's template goes stage by stage, each by the command that the one before has printed."""

import shlex

import pytest
import yaml
from stack import AZURE, ROOT, Sandbox, Stack

pytestmark = [pytest.mark.engine, pytest.mark.extended]


def template() -> dict[str, object]:
    written = yaml.safe_load((ROOT / "Pulumi.azure.yaml.example").read_text())["config"]
    return written | AZURE | {"veeam-entraid:deletionProtection": False}


def follow(stack: Stack) -> None:
    """Run the commands that the last stage has printed."""
    _, _, commands = stack.outputs()["nextStep"].rpartition(": pulumi")
    setting, update = f"pulumi{commands}".split(" && ")
    assert update == "pulumi up"
    stack.run(*shlex.split(setting)[1:], "--config-file", str(stack.config_file)).succeeded()
    stack.up().succeeded()


def test_the_template_goes_through_its_stages(sandbox: Sandbox) -> None:
    stack = Stack(sandbox, ROOT, "stages").create()
    stack.configure(template())
    stack.up().succeeded()
    first = stack.outputs()
    assert first["stage"] == "Azure is there, the login of the backup server is not"
    assert [step["title"] for step in first["manualSteps"]] == [
        "Install Veeam Backup & Replication 13 on vbr",
        f"Make the login veeam on {first['repositoryHost']}",
        f"Connect the backup server to the repository on {first['repositoryHost']}",
    ]
    assert not any("postgresql:" in resource["type"] for resource in stack.resources().values())

    follow(stack)
    second = stack.outputs()
    assert second["stage"] == "the repository is there, the backup server is not connected to it"
    assert len(second["manualSteps"]) == len(first["manualSteps"]) - 1
    assert any(resource["type"] == "postgresql:index/role:Role" for resource in stack.resources().values())

    follow(stack)
    third = stack.outputs()
    assert third["stage"] == "the backup server is connected to the repository"
    assert [step["title"] for step in third["manualSteps"]] == ["Install Veeam Backup & Replication 13 on vbr"]

    follow(stack)
    last = stack.outputs()
    assert last["stage"] == f"{third['stage']}, and Windows is hardened"
    assert last["nextStep"] == ""
    assert [step["title"] for step in last["manualSteps"]][1:] == ["Restart Windows on vbr"]
    stack.destroy().succeeded()
