"""The machine of the backup server is lost: the commands of the runbook bring back what was on it, once."""

import re
import shlex
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
import yaml
from own_sandbox import served_azure
from pages import ROOT
from provider_client import Deployed
from stack import Sandbox, Stack

from veeam_entraid_sandbox.commands._connect import connect_stack
from veeam_provider.rest import BackupServerClient, ConnectionSettings, connect, operations

pytestmark = pytest.mark.engine

COMMAND = re.compile(r"^    pulumi ((?:config set|refresh|up)\b.*)$", re.MULTILINE)
MACHINE = "azure-native:compute:VirtualMachine"
DISK = "azure-native:compute:Disk"
RUN_COMMAND = "azure-native:compute:VirtualMachineRunCommandByVirtualMachine"
ENTRA_REPOSITORY = "88788f9e-d8f5-4eb4-bc4f-9b3f5403bcec"


def commands(heading: str) -> list[list[str]]:
    """Return the commands of a step of the page."""
    page = (ROOT / "docs" / "recovery.md").read_text()
    (step,) = re.findall(rf"^## \d+\. {re.escape(heading)}$(.*?)^## ", page, re.MULTILINE | re.DOTALL)
    found = [shlex.split(command) for command in COMMAND.findall(step)]
    assert found
    return found


def done(stack: Stack, heading: str, ids: Mapping[str, str] | None = None) -> None:
    """Run the commands of a step; of those that set an id, the ones whose id is known."""
    for command, *arguments in commands(heading):
        if "<id>" in arguments:
            known = [id_ for name, id_ in (ids or {}).items() if any(name in each for each in arguments)]
            if not known:
                continue
            arguments[arguments.index("<id>")] = known[0]
        said = [] if command == "config" else ["--yes"]
        stack.run(command, *arguments, *said, "--config-file", str(stack.config_file)).succeeded()


def configuration() -> dict[str, Any]:
    """Return what the local stack protects, before anybody has connected its repository."""
    local = yaml.safe_load((ROOT / "Pulumi.local.yaml").read_text())["config"]
    kept = ("network", "backupServer", "license", "tenant")
    return {
        **{f"veeam-entraid:{name}": local[f"veeam-entraid:{name}"] for name in kept},
        "veeam-entraid:repository": {"port": 55437, "connection": "pending"},
    }


def lose_machine(sandbox: Sandbox, stack: Stack, component: str) -> None:
    """Delete a machine behind Pulumi's back, with what is a part of it and the data on its disks."""
    resources = stack.resources()
    with served_azure(sandbox.state) as client:
        for type_ in (RUN_COMMAND, MACHINE, DISK):
            for urn, resource in resources.items():
                if resource["type"] == type_ and f":{component}$" in urn:
                    Deployed(client, urn, resource["id"], {}, {}).delete()


@contextmanager
def server_of(stack: Stack) -> Generator[BackupServerClient]:
    outputs = stack.outputs(show_secrets=True)
    settings = ConnectionSettings(
        endpoint=outputs["backupServerRestEndpoint"],
        username=outputs["backupServerServiceAccount"],
        password=outputs["backupServerServiceAccountPassword"],
        certificate_thumbprint=outputs["backupServerThumbprint"],
    )
    with connect(settings) as server:
        yield server


def tenant_backups(server: BackupServerClient) -> list[str]:
    found = server.list(operations.GET_ALL_BACKUPS)
    return [each["id"] for each in found if each["jobType"] == "EntraIDTenantBackup"]


def points(server: BackupServerClient, backup: str) -> set[str]:
    return {each["id"] for each in server.list(operations.GET_ALL_OBJECT_RESTORE_POINTS, backupIdFilter=backup)}


def protected(sandbox: Sandbox) -> Stack:
    """Return a stack that protects a tenant, whose job has run: the job for its logs needs that."""
    stack = Stack(sandbox, ROOT, "recovered").create()
    stack.configure(configuration())
    stack.up().succeeded()
    connect_stack(sandbox.state, stack.outputs(show_secrets=True))
    stack.configure({**configuration(), "veeam-entraid:repository": {"port": 55437, "connection": "confirmed"}})
    stack.up().succeeded()
    return stack


def rescanned(server: BackupServerClient) -> list[str]:
    """Let a server look for backups; return those of tenants that it finds."""
    session = server.call(operations.RESCAN_REPOSITORIES, {"repositoryIds": [ENTRA_REPOSITORY]})
    server.wait_for_session(session)
    return tenant_backups(server)


def everything_is_there_once(stack: Stack) -> None:
    stack.up("--expect-no-changes").succeeded()
    with server_of(stack) as server:
        assert len([*server.list(operations.GET_ALL_ENTRA_ID_TENANTS)]) == 1
        assert len([*server.list(operations.GET_ALL_JOBS)]) == 3


@pytest.mark.extended
def test_a_lost_machine_is_made_anew_and_its_jobs_go_on(sandbox: Sandbox) -> None:
    stack = protected(sandbox)
    before = stack.outputs()
    with server_of(stack) as server:
        (backup,) = tenant_backups(server)
        made = points(server, backup)
    assert made

    lose_machine(sandbox, stack, "BackupServer")
    done(stack, "Hold the jobs")
    done(stack, "Make the server anew")
    after = stack.outputs(show_secrets=True)
    assert after["backupServerThumbprint"] != before["backupServerThumbprint"]
    connect_stack(sandbox.state, after)
    done(stack, "Refresh, and make the rest anew")
    with server_of(stack) as server:
        assert [job["isDisabled"] for job in server.list(operations.GET_ALL_JOBS)] == [True] * 3
        (found,) = rescanned(server)
        assert points(server, found) == made
    done(stack, "Map the jobs", {"tenant.backup": found})
    with server_of(stack) as server:
        (job,) = [each["id"] for each in server.list(operations.GET_ALL_JOBS) if each["name"] == "Contoso tenant"]
        server.wait_for_session(server.call(operations.START_JOB, id=job))
        assert tenant_backups(server) == [found]
        assert points(server, found) > made
    everything_is_there_once(stack)


@pytest.mark.extended
def test_both_machines_are_lost_and_nothing_is_left_of_the_instance(sandbox: Sandbox) -> None:
    stack = protected(sandbox)
    for component in ("BackupServer", "EntraIdRepository"):
        lose_machine(sandbox, stack, component)
    for heading in ("Hold the jobs", "Make the server anew", "Bring the instance back"):
        done(stack, heading)
    connect_stack(sandbox.state, stack.outputs(show_secrets=True))
    done(stack, "Refresh, and make the rest anew")
    with server_of(stack) as server:
        assert rescanned(server) == []
    done(stack, "Map the jobs")
    with server_of(stack) as server:
        (backup,) = tenant_backups(server)
        assert len(points(server, backup)) == 1
    everything_is_there_once(stack)
