"""The commands of the local stack, around a Pulumi that only writes down what happens to it."""

import json
import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from fake_pulumi import Fake
from own_sandbox import servers_below
from provider_client import Client, Deployed
from windows_machines import install

from veeam_entraid_sandbox.azure import read_faults
from veeam_entraid_sandbox.commands import main
from veeam_entraid_sandbox.commands._interrupted import settled
from veeam_entraid_sandbox.commands._local_stack import STACK
from veeam_entraid_sandbox.commands._next_steps import next_steps
from veeam_entraid_sandbox.commands._status import status_table
from veeam_entraid_sandbox.machines import ServerDurations, all_clusters, read_server_durations
from veeam_entraid_sandbox.machines.bundled_instance import start_bundled
from veeam_entraid_sandbox.state import VARIABLE, StateFolder

ROOT = Path(__file__).parents[2]


def run(fake: Fake, state: StateFolder, function: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        command(fake, state, function), env=fake.environment, capture_output=True, text=True, check=False
    )


def command(fake: Fake, state: StateFolder, function: str) -> list[str]:
    """Return a command that calls bring_up or bring_down with the fake in the environment, and in its folder."""
    code = (
        "import os, pathlib, sys\n"
        "from veeam_entraid_sandbox.commands._local_stack import bring_down, bring_up\n"
        "from veeam_entraid_sandbox.state import StateFolder\n"
        f"root, state = pathlib.Path({str(fake.folder)!r}), StateFolder(pathlib.Path({str(state.root)!r}))\n"
        f"sys.exit({function}(root, state, os.environ))"
    )
    return [sys.executable, "-c", code]


def wait_for(there: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not there():
        assert time.monotonic() < deadline
        time.sleep(0.01)


# Up and down.


def test_up_selects_deploys_and_says_what_to_try(fake: Fake, state: StateFolder) -> None:
    outputs = {"repositoryHost": "127.64.0.9", "repositoryPort": 55432, "repositoryLogin": "veeam"}
    fake.answers({"stack output": {"says": json.dumps(outputs)}})
    ended = run(fake, state, "bring_up")
    assert ended.returncode == 0
    assert fake.calls == [
        f"stack select --create {STACK}",
        f"stack export --stack {STACK}",
        f"up --yes --policy-pack policy --stack {STACK}",
        f"stack output --json --show-secrets --stack {STACK}",
    ]
    assert "127.64.0.9:55432" in ended.stdout
    assert "make down" in ended.stdout


CONFIRMED = "config: {'veeam-entraid:repository': {connection: confirmed}}"


def calls_to_update(fake: Fake) -> list[str]:
    return [call for call in fake.calls if call.startswith("up ")]


@pytest.mark.usefixtures("machine", "quickly")
def test_up_connects_what_the_configuration_confirms(azure: Client, fake: Fake, state: StateFolder) -> None:
    (fake.folder / f"Pulumi.{STACK}.yaml").write_text(CONFIRMED)
    install(azure)
    instance = start_bundled(state, "/the/repository")
    outputs = {f"repository{name.title()}": getattr(instance, name) for name in ("host", "port", "login", "password")}
    fake.answers({"stack output": {"says": json.dumps(outputs)}})
    pending = state.root / f"Pulumi.{STACK}.yaml"
    policy = "up --yes --policy-pack policy"
    ended = run(fake, state, "bring_up")
    assert ended.returncode == 0, ended.stderr
    assert calls_to_update(fake) == [f"{policy} --config-file {pending} --stack {STACK}", f"{policy} --stack {STACK}"]
    assert "connection: pending" in pending.read_text()
    assert f"The backup server vm is connected to {instance.host}:{instance.port} as postgres." in ended.stdout
    assert instance.password not in ended.stdout + ended.stderr

    # Now it is connected: one update is enough.
    assert "connected" not in run(fake, state, "bring_up").stdout
    assert calls_to_update(fake)[2:] == [f"{policy} --stack {STACK}"]


def test_up_says_why_nothing_can_be_connected(fake: Fake, state: StateFolder) -> None:
    (fake.folder / f"Pulumi.{STACK}.yaml").write_text(CONFIRMED)
    state.root.mkdir()
    outputs = {"repositoryHost": "h", "repositoryPort": 1, "repositoryLogin": "l", "repositoryPassword": "p"}
    fake.answers({"stack output": {"says": json.dumps(outputs)}})
    ended = run(fake, state, "bring_up")
    assert ended.returncode == 1
    assert "The backup server is not connected: There is no backup server in the sandbox" in ended.stderr
    assert len(calls_to_update(fake)) == 1


def test_up_settles_what_an_interrupted_run_had_begun(fake: Fake, state: StateFolder) -> None:
    group = {
        "urn": "urn:pulumi:local::p::azure-native:resources:ResourceGroup::group",
        "type": "azure-native:resources:ResourceGroup",
        "inputs": {"resourceGroupName": "rg", "location": "westeurope"},
    }
    role = {"urn": "urn:role", "type": "postgresql:index/role:Role", "inputs": {"name": "veeam"}}
    value = {"urn": "urn:value", "type": "random:index/randomPassword:RandomPassword", "inputs": {"length": 9}}
    operations = [{"type": "creating", "resource": resource} for resource in (group, role, value)]
    updating = {"type": "updating", "resource": group}
    exported = {"resources": [updating], "pending_operations": [*operations, updating]}
    state.root.mkdir()
    fake.answers({"stack export": {"says": json.dumps({"version": 3, "deployment": exported})}})
    assert run(fake, state, "bring_up").returncode == 0
    assert [call.split()[0] for call in fake.calls if "export" not in call] == [
        *("stack", "stack", "refresh", "up", "stack")
    ]
    deployment = settled(exported, lambda token, inputs: f"/{token}/{inputs['resourceGroupName']}")
    assert deployment["pending_operations"] == [updating]
    assert [resource.get("id") for resource in deployment["resources"]] == [
        None,
        "/azure-native:resources:ResourceGroup/rg",
        "veeam",
    ]
    assert not (state.root / "settled.json").exists()


@pytest.mark.parametrize("left", ["", None], ids=["empty", "gone"])
def test_a_checkpoint_that_was_being_written_is_replaced_by_the_last_whole_one(
    fake: Fake, state: StateFolder, left: str | None
) -> None:
    stacks = state.backend / ".pulumi" / "stacks" / "veeam-entraid"
    stacks.mkdir(parents=True)
    if left is not None:
        (stacks / "local.json").write_text(left)
    (stacks / "local.json.bak").write_text('{"version": 3}')
    # The attributes lie beside it, written at another moment: Pulumi reads a state without them, but not with half.
    (stacks / "local.json.attrs").write_text("")
    (stacks / "local.json.bak.attrs").write_text("{}")
    assert run(fake, state, "bring_up").returncode == 0
    assert (stacks / "local.json").read_text() == '{"version": 3}'
    assert not (stacks / "local.json.attrs").exists()
    assert (stacks / "local.json.bak.attrs").exists()


def test_up_fails_as_pulumi_fails(fake: Fake, state: StateFolder) -> None:
    fake.answers({"up --yes": {"code": 255}})
    ended = run(fake, state, "bring_up")
    assert ended.returncode == 255
    assert "Try next" not in ended.stdout


def test_a_lock_whose_process_is_gone_is_removed(fake: Fake, state: StateFolder) -> None:
    locks = state.backend / ".pulumi" / "locks" / "organization" / "veeam-entraid" / STACK
    locks.mkdir(parents=True)
    with subprocess.Popen(["sleep", "0"]) as gone:
        gone.wait()
    (locks / "stale.json").write_text(json.dumps({"pid": gone.pid}))
    (locks / "broken.json").write_text("{")
    run(fake, state, "bring_up")
    assert [path.name for path in locks.iterdir()] == ["broken.json"]


def test_down_destroys_stops_and_removes(fake: Fake, state: StateFolder) -> None:
    stacks = state.backend / ".pulumi" / "stacks" / "veeam-entraid"
    stacks.mkdir(parents=True)
    (stacks / f"{STACK}.json").write_text("{}")
    ended = run(fake, state, "bring_down")
    assert ended.returncode == 0
    assert fake.calls == [f"destroy --yes --stack {STACK}", f"stack rm --yes --preserve-config {STACK}"]
    assert not state.root.exists()


def test_down_explains_a_protection_and_leaves_everything(fake: Fake, state: StateFolder) -> None:
    stacks = state.backend / ".pulumi" / "stacks" / "veeam-entraid"
    stacks.mkdir(parents=True)
    (stacks / f"{STACK}.json").write_text("{}")
    protected = {"deployment": {"resources": [{"urn": "urn:pulumi:local::p::t::the-disk", "protect": True}]}}
    fake.answers({"destroy --yes": {"code": 255}, "stack export": {"says": json.dumps(protected)}})
    ended = run(fake, state, "bring_down")
    assert ended.returncode == 255
    assert "the-disk" in ended.stdout
    assert "deletionProtection" in ended.stdout
    assert state.root.exists()


def test_down_without_a_stack_removes_what_there_is(fake: Fake, state: StateFolder) -> None:
    state.machines.mkdir(parents=True)
    assert run(fake, state, "bring_down").returncode == 0
    assert not state.root.exists()


# Interrupts.


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_reaches_pulumi_once_and_is_waited_for(fake: Fake, state: StateFolder, number: int) -> None:
    fake.answers({"up --yes": {"waits": True, "code": 7}})
    with subprocess.Popen(command(fake, state, "bring_up"), env=fake.environment) as process:
        wait_for((fake.folder / "waiting").exists)
        process.send_signal(number)
        assert process.wait(30) == 7
    assert fake.interrupts() == 1


def test_control_c_on_a_terminal_reaches_pulumi_once(fake: Fake, state: StateFolder) -> None:
    fake.answers({"up --yes": {"waits": True, "code": 7}})
    parent, child = pty.openpty()
    # What starts a session of its own, with the terminal, stands for the user's shell.
    session = ["setsid", "--ctty", "--wait", *command(fake, state, "bring_up")]
    with subprocess.Popen(session, env=fake.environment, stdin=child, stdout=child, stderr=child) as process:
        os.close(child)
        wait_for((fake.folder / "waiting").exists)
        os.write(parent, b"\x03")
        assert process.wait(30) == 7
    os.close(parent)
    assert fake.interrupts() == 1


# The others.


def test_status_without_a_sandbox_says_so(state: StateFolder) -> None:
    assert "make up" in status_table(state)


def test_status_shows_resources_and_machines(azure: Client, group: Deployed, state: StateFolder) -> None:
    azure.create(
        "azure-native:dbforpostgresql:Server",
        resourceGroupName=group["name"],
        serverName="the-db",
        version="17",
        sku={"name": "Standard_D4ds_v5", "tier": "GeneralPurpose"},
        storage={"storageSizeGB": 128},
        administratorLogin="veeam",
        administratorLoginPassword="Str0ng enough",
    )
    (cluster,) = all_clusters(state)
    lines = [line.split() for line in status_table(state).splitlines()]
    assert ["resources:ResourceGroup", "rg", "ready"] in lines
    running = next(line for line in lines if line[:1] == ["the-db"])
    assert running[1:3] == ["PostgreSQL", "17"]
    assert running[-2:] == ["process", str(cluster.pid)]


def test_stop_and_resume(azure: Client, group: Deployed, state: StateFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    azure.create(
        "azure-native:dbforpostgresql:Server",
        resourceGroupName=group["name"],
        version="17",
        sku={"name": "Standard_D4ds_v5", "tier": "GeneralPurpose"},
        storage={"storageSizeGB": 128},
        administratorLogin="veeam",
        administratorLoginPassword="Str0ng enough",
    )
    monkeypatch.setenv(VARIABLE, str(state.root))
    assert main(["stop"]) == 0
    assert servers_below(state.root) == []
    assert main(["resume"]) == 0
    assert servers_below(state.root)


def test_faults_are_set_and_cleared(
    state: StateFolder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(VARIABLE, str(state.root))
    assert main(["faults", "--action", "delay", "--type", "*:Disk", "--nth", "2", "--seconds", "3"]) == 0
    (fault,) = read_faults(state.azure)
    assert (fault.action, fault.type, fault.nth, fault.seconds) == ("delay", "*:Disk", 2, 3)
    assert capsys.readouterr().out == "delay for 3 s: number 2 * of *:Disk named *\n"
    assert main(["faults", "--clear"]) == 0
    assert read_faults(state.azure) == ()


def test_durations_are_set_and_shown(
    state: StateFolder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(VARIABLE, str(state.root))
    assert main(["durations", "--installation", "90", "--job", "0.5"]) == 0
    assert read_server_durations(state) == ServerDurations(installation=90, job=0.5)
    assert capsys.readouterr().out.splitlines()[:2] == ["installation: 90 s", "connection: 1 s"]
    assert main(["durations"]) == 0
    assert "job: 0.5 s" in capsys.readouterr().out
    for wrong in ("-1", "nan", "soon"):
        with pytest.raises(SystemExit):
            main(["durations", "--installation", wrong])


def test_a_command_is_demanded(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([])
    assert "COMMAND" in capsys.readouterr().err


def test_the_shell_says_that_it_is_the_sandbox_and_keeps_the_users_settings(state: StateFolder, tmp_path: Path) -> None:
    (tmp_path / ".bashrc").write_text("PS1='mine> '\nexport PATH=/usr/bin:/bin OWN=kept\n")
    ended = subprocess.run(
        [sys.executable, "-m", "veeam_entraid_sandbox", "shell"],
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "SHELL": "/bin/bash", VARIABLE: str(state.root)},
        input='echo "<$PS1|$OWN|${PATH%%:*}>"\nexit 3\n',
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 3
    assert f"<(sandbox) mine> |kept|{ROOT / 'sandbox' / 'bin'}>" in ended.stdout


def test_the_next_steps_show_no_secret(state: StateFolder) -> None:
    text = next_steps({"repositoryHost": "h", "repositoryPort": 1, "repositoryLogin": "[secret]"}, state)
    assert "[secret]" not in text
    assert "make status" in next_steps({}, state)
