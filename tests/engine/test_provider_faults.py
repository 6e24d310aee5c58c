"""The provider under the real engine: killed, cut off and refused, and two stacks at once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from interruption import Update
from secrets_of import files_with, watched_arguments
from simulated_vbr import INFRASTRUCTURE, TENANTS
from stack import Sandbox, Stack
from veeam_program import APPLICATION_SECRET, ENCRYPTION_SECRET, Protection, protection, resources, tenant_job

from veeam_entraid_sandbox.vbr import ServerFault, clear_server_faults, read_trace, write_server_faults

pytestmark = pytest.mark.engine

ANOTHER_TENANT = "aaaaaaaa-2222-4333-8444-555555555555"
CONTOSO = {
    "tenants": ["11111111-2222-4333-8444-555555555555"],
    "jobs": ["Contoso", "Contoso copy"],
    "passwords": ["Contoso"],
    "repositories": ["Contoso cache"],
}
NOTHING: dict[str, list[str]] = {name: [] for name in CONTOSO}


@pytest.fixture
def server(sandbox: Sandbox, tmp_path: Path) -> Iterator[Protection]:
    with protection(sandbox, tmp_path / "vbr") as server:
        yield server
        assert [each for each in read_trace(server.engine.folder) if each.invalid] == []


@dataclass(frozen=True)
class Kill:
    """The provider is killed at a request, before or after the server has carried it out."""

    method: str
    path: str
    after: bool = True
    nth: int = 1

    def __str__(self) -> str:
        last = self.path.rpartition("/")[2] if "*" not in self.path else self.path.split("/")[-2]
        return f"{'after' if self.after else 'before'} {self.method} {last} {self.nth}"


JOBS = "/api/v1/jobs"
KILLS = [
    Kill("POST", TENANTS),
    *(
        pytest.param(kill, marks=pytest.mark.extended)
        for kill in (
            Kill("POST", "/api/oauth2/token"),
            Kill("POST", f"{INFRASTRUCTURE}/repositories"),
            Kill("POST", TENANTS, after=False),
            Kill("GET", "/api/v1/sessions/*", nth=2),
            Kill("POST", JOBS),
            Kill("POST", JOBS, after=False),
            Kill("POST", JOBS, nth=2),
            Kill("POST", f"{JOBS}/*/disable"),
        )
    ),
]


def kill_the_provider(server: Protection, kill: Kill) -> None:
    """Kill it with the next update, once."""

    def act() -> None:
        for process in server.providers():
            process.kill()

    server.when_cut(act)
    # Nobody is there to hear the answer.
    fault = ServerFault(action="cut", method=kill.method, path=kill.path, nth=kill.nth, done=kill.after)
    write_server_faults(server.engine.folder, [fault])


def assert_converges(server: Protection, stack: Stack, made: dict[str, list[str]]) -> None:
    clear_server_faults(server.engine.folder)
    stack.up("--skip-preview").succeeded()
    assert server.names() == made
    stack.preview("--refresh", "--expect-no-changes").succeeded()


@pytest.mark.parametrize("kill", KILLS, ids=str)
def test_the_provider_killed_while_things_are_made(server: Protection, kill: Kill) -> None:
    stack = server.stack()
    server.write(stack, resources())
    kill_the_provider(server, kill)
    stack.up("--skip-preview").failed()
    assert_converges(server, stack, CONTOSO)


@pytest.mark.extended
def test_the_provider_killed_while_things_are_changed_and_deleted(server: Protection) -> None:
    stack = server.stack()
    server.write(stack, resources())
    stack.up("--skip-preview").succeeded()
    server.write(stack, resources(description="Contoso Ltd", secret="another canary"))
    kill_the_provider(server, Kill("PUT", f"{TENANTS}/*"))
    stack.up("--skip-preview").failed()
    assert_converges(server, stack, CONTOSO)
    kill_the_provider(server, Kill("DELETE", f"{TENANTS}/*"))
    stack.destroy().failed()
    clear_server_faults(server.engine.folder)
    stack.destroy().succeeded()
    assert server.names() == NOTHING


@pytest.mark.extended
@pytest.mark.parametrize(
    ("fault", "named"),
    [
        (ServerFault(action="cut", method="POST", path=TENANTS, done=True, nth=1), ""),
        (ServerFault(action="half", method="POST", path=JOBS, nth=1), ""),
        (ServerFault(action="status", status=503, probability=0.2, seed=1), ""),
        (
            ServerFault(action="status", status=500, method="POST", path=f"{INFRASTRUCTURE}/*", done=True, nth=1),
            'Repository "cache" was not created, as far as is known',
        ),
        (ServerFault(action="fail-session", name="Adding tenant*", nth=1), 'Tenant "tenant" was not created'),
    ],
    ids=lambda value: value.action if isinstance(value, ServerFault) else None,
)
def test_a_fault_is_survived_or_said(server: Protection, fault: ServerFault, named: str) -> None:
    stack = server.stack()
    server.write(stack, resources())
    write_server_faults(server.engine.folder, [fault])
    said = stack.up("--skip-preview")
    if named:
        assert named in said.failed().flat
        assert "pulumi up again" in said.flat
    else:
        said.succeeded()
    assert_converges(server, stack, CONTOSO)


@pytest.mark.extended
def test_the_engine_killed_while_a_tenant_is_added(server: Protection) -> None:
    stack = server.stack()
    server.write(stack, resources())
    reached: list[bool] = []
    server.when_struck(lambda: reached.append(True))
    held = ServerFault(action="delay", method="POST", path=TENANTS, seconds=2, nth=1)
    write_server_faults(server.engine.folder, [held])
    update = Update(stack)
    update.go_on_until(lambda: bool(reached))
    update.kill_the_engine()
    server.end_language_hosts()
    update.has_failed()
    stack.run("cancel", "--yes").succeeded()
    assert_converges(server, stack, CONTOSO)


@pytest.mark.extended
def test_secrets_of_a_stack_stay_where_they_belong(server: Protection, tmp_path: Path) -> None:
    stack = server.stack()
    server.write(stack, resources())
    secrets = {APPLICATION_SECRET, ENCRYPTION_SECRET}
    environments: list[str] = []

    def look() -> None:
        # PULUMI_CONFIG is the engine's: it hands every plugin the stack's configuration by it.
        environments.extend(str({**process.environ(), "PULUMI_CONFIG": ""}) for process in server.providers())

    server.when_struck(look)
    write_server_faults(server.engine.folder, [ServerFault(action="delay", seconds=0.0)])
    with watched_arguments(server.sandbox) as arguments:
        said = stack.up()
    assert said.succeeded()
    exported = stack.run("stack", "export").succeeded().text
    told = {"output": said.text, "arguments": arguments, "environment": environments, "state": exported}
    for place, text in told.items():
        assert [place for secret in (*secrets, "service pass") if secret in str(text)] == []
    assert environments
    assert files_with(secrets, tmp_path, but=("Pulumi.yaml",)) == []


@pytest.mark.extended
def test_two_stacks_at_once(server: Protection) -> None:
    blue, green = server.stack("blue"), server.stack("green")
    server.write(blue, resources())
    server.write(green, resources("Fabrikam", ANOTHER_TENANT))
    for result in _at_once(blue, green):
        result.succeeded()
    assert server.names()["jobs"] == ["Contoso", "Contoso copy", "Fabrikam", "Fabrikam copy"]
    theirs = next(each for urn, each in green.resources().items() if urn.endswith("::tenant"))["id"]
    server.write(blue, resources() | {"second": tenant_job("Second", theirs)})
    foreseen = blue.preview().failed()
    assert '"second" will be refused: one-backup-job-per-tenant' in foreseen.flat
    refused = blue.up("--skip-preview").failed()
    assert "one-backup-job-per-tenant" in refused.flat
    assert '"Fabrikam"' in refused.flat
    blue.destroy().succeeded()
    assert server.names()["jobs"] == ["Fabrikam", "Fabrikam copy"]
    green.preview("--refresh", "--expect-no-changes").succeeded()


def _at_once(*stacks: Stack) -> list[Any]:
    with ThreadPoolExecutor(len(stacks)) as pool:
        return [each.result() for each in [pool.submit(stack.up, "--skip-preview") for stack in stacks]]
